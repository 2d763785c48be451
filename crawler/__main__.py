"""`python -m crawler OUTLET`: one crawl, in this process. Started by `crawler.run`; also of use by hand."""

# Scrapy is imported in functions only: extraction workers import this file as their main module, and need none of it.

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import os
import signal
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.config import Config

NICE = 10
"""A crawl watched by another process gives way to it: people wait for pages of the API, nobody waits for a crawl's next page.
A tenth of the weight of a process with nice 0 (sched(7)): enough to go on where something else always wants the processor."""
GRACE = 20
"""Seconds beyond the deadline after which this process ends itself, if whoever watches it has not."""


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m crawler", description="Crawl one outlet, once.")
    options.add_argument("outlet", nargs="?", help="id of the outlet (`rasid outlets list`)")
    options.add_argument("--run", type=int, metavar="N", help="the queued run row this is")
    options.add_argument("--url", action="append", default=[], help="fetch this address and nothing else; may be repeated")
    options.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="only entries published on that day or later")
    options.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="only entries published on that day or before")
    options.add_argument("--limit", type=int, metavar="N", help="fetch N pages at most")
    options.add_argument("--dry-run", action="store_true", help="print what would be fetched, store nothing")
    options.add_argument("--no-revisit", dest="revisit", action="store_false", help="leave the pages of young articles alone")
    options.add_argument("--fetch", metavar="URL", help="fetch one address to standard output, store nothing")
    options.add_argument("--die-with-parent", type=int, metavar="PID", help=argparse.SUPPRESS)
    return options


def main(argv: list[str] | None = None) -> int:
    """Exit code: 0 done, 1 failed, 2 wrong usage."""
    options = parser().parse_args(argv)
    if bool(options.outlet) == bool(options.fetch):
        parser().error("name an outlet, or an address with --fetch")
    from crawler.extraction import nursery, workers
    from news.outlet import OutletErrors
    from storage import config as configuration
    from storage.errors import NotFound

    if options.die_with_parent:
        workers.die_with_parent(signal.SIGTERM, options.die_with_parent)
    if not options.fetch:  # somebody waits for that one
        if options.die_with_parent:
            _behind(NICE)
        nursery.prepare()
    try:
        config = configuration.load()
        workers.limit_memory(config.crawl_memory_mb)
        # a callback that hangs in C cannot be told to stop; this ends it without the interpreter's help
        faulthandler.dump_traceback_later(config.crawl_deadline + GRACE, exit=True)
        if options.fetch:
            from crawler.fetching import fetch

            return fetch.run_child(options.fetch)
        return _crawl(options, config)
    except NotFound as error:
        print(error, file=sys.stderr)  # the answer to wrong usage
        return 2
    except (configuration.ConfigError, OutletErrors) as error:
        print(error, file=sys.stderr)
        return 1


def _behind(nice: int) -> None:
    """Leave the processor to others first. Where the kernel shares by session (`sched_autogroup_enabled`, sched(7)) the nice
    value of a process counts within its session only, and the session has one too: set where the session is this crawl's own.
    A person's terminal keeps its.
    """
    os.nice(nice)
    if os.getsid(0) != os.getpid():
        return
    with contextlib.suppress(OSError):  # a kernel without sessions' groups, or a container that shows none
        Path("/proc/self/autogroup").write_text(str(nice))


def _crawl(options: argparse.Namespace, config: Config) -> int:
    from scrapy.crawler import AsyncCrawlerProcess

    from crawler import process_settings
    from crawler.job import Job, adhoc
    from crawler.ledger import Ledger
    from crawler.spiders.loader import spider_of
    from storage.crawls import outlets

    job = Job(
        outlet=options.outlet,
        run_id=options.run,
        urls=tuple(options.url),
        since=options.since,
        until=options.until,
        limit=options.limit,
        dry_run=options.dry_run,
        revisit=options.revisit,
    )
    known = outlets.load(config)
    outlet = adhoc(job.urls[0]) if job.outlet == "adhoc" and job.urls else known.get(job.outlet)
    process = AsyncCrawlerProcess(process_settings.log_to_stderr(process_settings.house()))
    crawler = process.create_crawler(spider_of(outlet))
    process.crawl(crawler, job=job, config=config)
    process.start()
    ledger = crawler.get_extension(Ledger)
    if process.bootstrap_failed or ledger is None:
        return 1
    return 1 if ledger.error or ledger.state == "failed" else 0


if __name__ == "__main__":
    sys.exit(main())
