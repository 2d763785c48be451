"""Keeps the books of one crawl: its lease, its run row, its last word. A Scrapy extension; nobody else opens the database."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import CloseSpider
from scrapy.utils.asyncio import create_looping_call

from crawler import diagnosis
from crawler.fetching import archive
from news import listening, polling
from storage import database
from storage.crawls import leases, outlet_state, outlets, runs
from storage.errors import LeaseLost, StorageError
from storage.operations import erasing

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from sqlalchemy.orm import Session
    from twisted.python.failure import Failure

    from crawler.job import Crawling
    from storage.crawls.runs import End
    from storage.tables import Lease

TTL = timedelta(seconds=45)
RENEW_EVERY = 10.0
BUSY_AGAIN = timedelta(seconds=60)
"""Until the schedule tries an outlet again that somebody else was crawling, or whose site."""
STAYS_AWAY = {"unreachable", "blocked", "robots", "feed dead", "failed"}
"""Healths with which a run counts as failed."""

log = logging.getLogger("rasid.crawl")


class Ledger:
    """`crawler.get_extension(Ledger)` gives spider and pipelines the one way to write: `write()`."""

    def __init__(self, crawler: Crawler, spider: Crawling) -> None:
        self._crawler = crawler
        self.spider = spider
        self.outlet = spider.outlet
        self.job = spider.job
        self.run_id = 0
        self.started = datetime.now(UTC)
        self.answers: list[diagnosis.Answer] = []
        self.heard: list[listening.Heard] = []
        """What the answers say of when to ask next."""
        self.heard_at: datetime | None = None
        """When the last of them came."""
        self.notices: list[str] = []
        """What a person should know of sources that did answer."""
        self.error: str | None = None
        self.state: End | None = None
        """How the run ended; None until then, and for one that never began."""
        self.why = ""
        self._database: database.Database | None = None
        self._fence: int | None = None
        self._held: dict[str, int] = {}
        """Fences of all our leases, that of the outlet among them."""
        self._requests = 0
        self._renewing = create_looping_call(self._renew)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Ledger:
        ledger = cls(crawler, crawler.spider)  # type: ignore[arg-type]
        crawler.signals.connect(ledger.opened, signal=signals.spider_opened)
        crawler.signals.connect(ledger.closed, signal=signals.spider_closed)
        crawler.signals.connect(ledger.broke, signal=signals.spider_error)
        crawler.signals.connect(ledger.broke, signal=signals.item_error)
        return ledger

    @property
    def lease(self) -> str:
        return leases.crawl_of(self.outlet.id)

    def opened(self) -> None:
        """Take the outlet and begin the run. Raises CloseSpider: somebody else is crawling it, or no database."""
        try:
            archive.folder(self.spider.config.archive)
            self._database = database.open(self.spider.config.database, create=True)
            if not self.job.dry_run:
                self._begin()
        except (StorageError, archive.ArchiveError) as error:
            self._refuse(str(error))
        if self._fence is not None:
            self._renewing.start(RENEW_EVERY, now=False)

    def _begin(self) -> None:
        with self._open().write() as session:
            names = outlets.lease_names(self.outlet)
            held = leases.acquire_all(session, names, leases.holder_here(), self.started, TTL)
            if held is not None:
                self._held, fence = held, held[self.lease]
                # only now: who had it last may have ended while we waited for the database
                self.started = datetime.now(UTC)
                self.run_id = self.job.run_id or runs.queue(session, self.outlet.id, "manual", self.started)
                runs.start(session, self.run_id, fence=fence, now=self.started)
                outlet_state.run_started(session, self.outlet.id, self.run_id, self.started)
                self._fence = fence
                return
            why = self._taken(session, leases.first_held(session, names, self.started))
            if self.job.run_id is not None:
                if runs.get(session, self.job.run_id).trigger != "manual":
                    outlet_state.postpone(session, self.outlet.id, self.started + BUSY_AGAIN, self.started, why)
                runs.finish(session, self.job.run_id, state="failed", why=why, now=self.started)
        self._refuse(why)

    def _taken(self, session: Session, held: Lease | None) -> str:
        who = f" by {leases.who(held)}" if held is not None else ""
        if held is None or held.name == self.lease:
            return f"{self.outlet.id} is being crawled{who}; try again when it is done"
        site = held.name.removeprefix(leases.site_of(""))
        return f"another outlet on {site} is being crawled{who}, and they take turns; try again when it is done"

    def _refuse(self, why: str) -> None:
        self.error = self.why = why
        log.error(why)
        raise CloseSpider("refused")

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One writing transaction under our lease. Raises LeaseLost, and ends the crawl, when another process has taken it."""
        try:
            with self._open().write() as session:
                leases.assert_held(session, self.lease, self._fence or 0)
                yield session
                self._count_requests(session)
        except StorageError as error:
            self.give_up(str(error))
            raise

    def erase(self) -> None:
        """Overwrite in the archive what turned out to be forgotten once it lay there. Raises StorageError."""
        if left := erasing.archive(self._open(), erasing.folder(self.spider.config.archive)):
            log.warning("%d records of forgotten pages could not be overwritten; `rasid forget` tries again", left)

    @contextmanager
    def rehearse(self) -> Iterator[Session]:
        """A transaction that is undone at its end: what would be written can be looked at."""
        with self._open().write() as session:
            yield session
            session.rollback()

    def _open(self) -> database.Database:
        if self._database is None:
            raise StorageError("the database of this crawl is closed")
        return self._database

    def _count_requests(self, session: Session) -> None:
        sent = int(self._crawler.stats.get_value("downloader/request_count", 0) or 0)
        if sent > self._requests:
            runs.add(session, self.run_id, requests=sent - self._requests)
            self._requests = sent

    def _renew(self) -> None:
        """Every `RENEW_EVERY` seconds. A busy database is tried again; three may be missed before the lease runs out."""
        try:
            with self._open().write() as session:
                for name, fence in sorted(self._held.items()):
                    leases.renew(session, name, fence, datetime.now(UTC), TTL)
        except LeaseLost as error:
            self.give_up(str(error))
        except StorageError as error:
            log.warning("the lease was not renewed, trying again: %s", error)

    def broke(self, failure: Failure) -> None:
        """A callback or pipeline raised: the run is not sound, whatever else it stores."""
        what = f"{failure.type.__name__ if failure.type else 'error'}: {failure.getErrorMessage()}"
        if isinstance(failure.value, MemoryError):
            what = f"the crawl ran out of the {self.spider.config.crawl_memory_mb} MiB it may take (crawl_memory_mb)"
        if isinstance(failure.value, (StorageError, OSError)):
            self.give_up(what)
        self.error = self.error or what[:500]

    def give_up(self, why: str) -> None:
        """Nothing more can be recorded: end the crawl; what was not recorded still waits."""
        self.error = self.error or why
        engine = self._crawler._engine
        if engine is not None and engine.spider is not None:
            self._ending = asyncio.ensure_future(engine.close_spider_async(reason="gave_up"))

    def closed(self, reason: str) -> None:
        """Write the run's end, the outlet's health and due time, and give the lease back, all at once."""
        if self._renewing.running:
            self._renewing.stop()
        try:
            if self._fence is not None:
                self._conclude(reason)
            elif self.job.dry_run and self._database is not None:
                self._conclude_rehearsal()
        except StorageError as error:
            self.error = self.error or str(error)
            self.state = "failed"
            log.error("%s: the end of run %d was not written: %s", self.outlet.id, self.run_id, error)
        finally:
            if self._database is not None:
                self._database.close()
                self._database = None

    def _conclude(self, reason: str) -> None:
        now = datetime.now(UTC)
        with self._open().write() as session:
            self._count_requests(session)
            run = runs.get(session, self.run_id)
            known = outlet_state.state(session, self.outlet.id)
            tally = _tally(run)
            last = now if run.stored else known.last_stored_at
            health, why = diagnosis.diagnose(self.answers, tally, error=self.error, last_stored=last, now=now)
            why = "; ".join([why, *self.notices])
            stopped = reason == "shutdown"
            nothing = diagnosis.nothing_from(tally) if self.job.urls and not self.error else None
            if nothing is not None:
                health, why = "failed", nothing  # of this run; a person's address says nothing of the outlet
            self.state = "failed" if self.error else "stopped" if stopped else "failed" if health in STAYS_AWAY else "finished"
            self.why = f"stopped before its end; {why}" if stopped and not self.error else why
            runs.finish(session, self.run_id, state=self.state, why=self.why, now=now)
            if not self.job.urls and not (stopped and not self.answers):
                # one that broke is followed by a longer pause, too, however well the feed answered
                answered = any(answer.word is None for answer in self.answers) and not self.error
                outlet_state.run_closed(
                    session,
                    self.outlet.id,
                    health=health,
                    reason=why,
                    now=now,
                    next_due_at=None,
                    stored=run.stored,
                    answered=answered,
                )
                self._plan(session, 0 if answered else known.failures + 1, now)
            for name, fence in sorted(self._held.items()):
                leases.release(session, name, fence)
        log.info("%s: run %d %s: %s", self.outlet.id, self.run_id, self.state, self.why)

    def _plan(self, session: Session, failures: int, now: datetime) -> None:
        """Set when to ask next: counted from the answers, but a run that took long is followed by the shortest pause at least."""
        manner, heard_at = polling.manner(self.outlet), min(self.heard_at or now, now)
        memory = listening.learn(outlet_state.memory(session, self.outlet.id), self.heard, manner.zone, heard_at)
        made = polling.plan(
            manner,
            memory,
            self.heard,
            failures=failures,
            now=heard_at,
            chance=random.random(),  # noqa: S311 - jitter
            look=outlet_state.next_look(session, self.outlet.id) if self.spider.ladder else None,
        )
        earliest = now if manner.cron or manner.fixed else now + timedelta(seconds=manner.shortest)
        outlet_state.plan(session, self.outlet.id, replace(made, at=max(made.at, earliest)), now, memory)

    def _conclude_rehearsal(self) -> None:
        """Nothing is written, but a rehearsal in which nobody answered has failed, and says why."""
        health, why = diagnosis.diagnose(
            self.answers, diagnosis.Tally(), error=self.error, last_stored=None, now=datetime.now(UTC)
        )
        if health in STAYS_AWAY:
            self.state, self.why = "failed", why
            log.error(why)


def _tally(run: Any) -> diagnosis.Tally:
    return diagnosis.Tally(
        offered=run.offered,
        new=run.new,
        stored=run.stored,
        revised=run.revised,
        kept=run.stored + run.revised + run.unchanged + run.duplicate,
        rejected=run.rejected,
        failed=run.failed,
        reasons=dict(run.reasons),
    )
