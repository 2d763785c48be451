"""`rasid daemon`: the schedule in the foreground."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import TYPE_CHECKING

import click

from crawler import processes
from storage import config as configuration
from storage import logs

if TYPE_CHECKING:
    from storage.config import Config
    from storage.database import Database

log = logging.getLogger("rasid.daemon")


@click.command()
def daemon() -> None:
    """Crawl every enabled outlet when it is due, until stopped.

    Runs in the foreground and logs one line per crawl. SIGTERM or Ctrl-C: no new crawl is started, the running ones finish their
    page; a second signal ends them at once. SIGHUP reads configuration and outlet files anew, and keeps the old ones where the
    new are wrong. An outlet whose file is broken at the start is left out, loudly, until the file is put right. Nothing is lost
    either way.
    """
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until there is something to read anew: it would end us
    server = processes.launched()  # it takes two seconds to load; so do we
    from storage import opening

    with opening.faults():
        logs.to_stderr(configuration.load().log_format)
    config, database = opening.open_corpus(create=True)
    try:
        with opening.faults():
            _work(config, database, server)
    finally:
        database.close()
    log.info("stopped")


def _work(config: Config, database: Database, server: processes.ForkServer | None) -> None:
    from scheduler import web
    from scheduler.supervisor import Supervisor
    from storage.crawls import outlets

    catalogue = outlets.load(config)
    for outlet, fault in catalogue.faults().items():
        log.error("%s is not crawled until its file is put right: %s", outlet, fault)
    with database.read() as session:
        count = len(outlets.enabled(session, catalogue))
    log.info("rasid daemon: %d outlets enabled, at most %d crawls at a time, %s", count, config.max_crawls, database.label)
    with web.beside(config, database, catalogue) as renewed:
        asyncio.run(Supervisor(config, database, catalogue, server=server, on_reload=renewed).run())
