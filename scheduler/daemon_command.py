"""`rasid daemon`: the schedule in the foreground."""

from __future__ import annotations

import asyncio
import logging
import sys

import click

from scheduler.supervisor import Supervisor
from storage import opening, outlets
from storage.config import Config
from storage.database import Database

log = logging.getLogger("rasid.daemon")


@click.command()
def daemon() -> None:
    """Crawl every enabled outlet when it is due, until stopped.

    Runs in the foreground and logs one line per crawl. SIGTERM or Ctrl-C: no new crawl is started, the running ones finish their
    page; a second signal ends them at once. SIGHUP reads the outlet files anew. Nothing is lost either way.
    """
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", datefmt="%Y-%m-%dT%H:%M:%S%z"
    )
    for chatty in ("apscheduler", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    config, database = opening.open_corpus(create=True)
    try:
        with opening.faults():
            _work(config, database)
    finally:
        database.close()
    log.info("stopped")


def _work(config: Config, database: Database) -> None:
    catalogue = outlets.load(config)
    with database.read() as session:
        count = len(outlets.enabled(session, catalogue))
    log.info("rasid daemon: %d outlets enabled, at most %d crawls at a time, %s", count, config.max_crawls, database.label)
    asyncio.run(Supervisor(config, database, catalogue).run())
