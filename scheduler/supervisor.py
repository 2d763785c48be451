"""The daemon's work: start a crawl process when an outlet is due, watch it, and set the next time when it has ended."""

from __future__ import annotations

import asyncio
import logging
import random
import signal
from datetime import UTC, datetime, timedelta

from crawler import run
from news.outlet import OutletErrors
from scheduler.timetable import Timetable
from storage import leases, outlet_state, outlets, runs
from storage.config import Config, ConfigError
from storage.database import Database
from storage.errors import LeaseLost, StorageError

LEASE = "scheduler"
LEASE_TTL = timedelta(seconds=45)
RENEW_EVERY = 10.0
REFRESH_EVERY = 20.0
"""Seconds until an outlet enabled or disabled from outside is noticed."""
BUSY_AGAIN = timedelta(seconds=60)
"""When somebody else is crawling the outlet just now."""
STOP_WITHIN = 10.0
"""Seconds a crawl has to finish its page after SIGTERM."""

log = logging.getLogger("rasid.daemon")


class Supervisor:
    """One per database at a time: the holder of the lease `scheduler`; a second one stands by."""

    def __init__(self, config: Config, database: Database, catalogue: outlets.Catalogue) -> None:
        self.config = config
        self.database = database
        self.catalogue = catalogue
        self.timetable = Timetable()
        self._places = asyncio.Semaphore(config.max_crawls)
        self._crawls: dict[str, asyncio.Task[None]] = {}
        self._stopping = asyncio.Event()
        self._at_once = asyncio.Event()
        self._fence = 0
        self._error: Exception | None = None

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT. Raises LeaseLost when another daemon has taken over."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._signalled)
        loop.add_signal_handler(signal.SIGHUP, self._reload)
        if not await self._lead():
            return
        try:
            await asyncio.to_thread(self._repair)
            self.timetable.start()
            self.timetable.every(RENEW_EVERY, self._renew, "renew")
            self.timetable.every(REFRESH_EVERY, self._refresh, "refresh")
            await self._refresh()
            await self._stopping.wait()
        finally:
            self.timetable.stop()
            await self._end_crawls()
            await asyncio.to_thread(self._resign)
        if self._error is not None:
            raise self._error

    def _signalled(self) -> None:
        if self._stopping.is_set():
            log.warning("stopping at once")
            self._at_once.set()
        else:
            log.info("stopping: %d crawls are finishing their page", len(self._crawls))
            self._stopping.set()

    def _reload(self) -> None:
        try:
            catalogue = outlets.load(self.config)
            catalogue.all()
        except (ConfigError, OutletErrors) as error:
            log.error("outlets not reloaded, the old ones stay: %s", error)
            return
        self.catalogue = catalogue
        log.info("outlets reloaded")

    # --- leadership

    async def _lead(self) -> bool:
        """Wait until the lease is ours; False when told to stop first."""
        told = False
        while not self._stopping.is_set():
            fence = await asyncio.to_thread(self._acquire)
            if fence is not None:
                self._fence = fence
                return True
            if not told:
                log.info("another daemon works on this database; standing by")
                told = True
            try:
                await asyncio.wait_for(self._stopping.wait(), timeout=RENEW_EVERY)
            except TimeoutError:
                continue
        return False

    def _acquire(self) -> int | None:
        with self.database.write() as session:
            return leases.acquire(session, LEASE, leases.holder_here(), datetime.now(UTC), LEASE_TTL)

    async def _renew(self) -> None:
        try:
            await asyncio.to_thread(self._renew_lease)
        except LeaseLost as error:
            self._error = error
            self._stopping.set()
        except StorageError as error:
            log.error("the schedule's lease was not renewed, trying again: %s", error)

    def _renew_lease(self) -> None:
        with self.database.write() as session:
            leases.renew(session, LEASE, self._fence, datetime.now(UTC), LEASE_TTL)

    def _resign(self) -> None:
        with self.database.write() as session:
            leases.release(session, LEASE, self._fence)

    def _repair(self) -> None:
        with self.database.write() as session:
            lost = runs.lose_orphans(session, datetime.now(UTC), queued="schedule")
        if lost:
            log.info("%d runs of a daemon that died are marked lost; what they had not fetched still waits", len(lost))

    # --- timetable

    async def _refresh(self) -> None:
        """Bring the timetable in line with the database: outlets come and go, due times change."""
        try:
            due = await asyncio.to_thread(self._due)
        except StorageError as error:
            log.error("the timetable was not read, trying again: %s", error)
            return
        expected = self.timetable.expected()
        for outlet in expected.keys() - due.keys():
            self.timetable.forget(outlet)
        for outlet, when in due.items():
            if outlet not in self._crawls and expected.get(outlet) != when:
                self.timetable.expect(outlet, when, self._fire)

    def _due(self) -> dict[str, datetime]:
        now = datetime.now(UTC)
        with self.database.write() as session:
            enabled = outlets.enabled(session, self.catalogue)
            states = outlet_state.all_states(session)
        return {outlet.id: (states[outlet.id].next_due_at if outlet.id in states else None) or now for outlet in enabled}

    async def _fire(self, outlet: str) -> None:
        if not self._stopping.is_set() and outlet not in self._crawls:
            self._crawls[outlet] = asyncio.create_task(self._crawl(outlet), name=outlet)

    # --- one crawl

    async def _crawl(self, outlet: str) -> None:
        try:
            async with self._places:
                if not self._stopping.is_set():
                    await self._crawl_now(outlet)
        except StorageError as error:
            log.error("%s: %s", outlet, error)
            return  # the next regular refresh tries again; at once would be a storm
        finally:
            del self._crawls[outlet]
        if not self._stopping.is_set():
            await self._refresh()

    async def _crawl_now(self, outlet: str) -> None:
        run_id = await asyncio.to_thread(self._claim, outlet)
        if run_id is None:
            log.info("%s: being crawled by somebody else just now", outlet)
            return
        outcome = await run.crawl(run.Job(outlet=outlet, run_id=run_id), self.config, stop=self._stopping, kill=self._at_once)
        log.info("%s: %s", outlet, outcome.sentence)

    def _claim(self, outlet: str) -> int | None:
        """Queue a run and move the outlet's due time on first: a crawl that dies at its start must not come due at once."""
        now = datetime.now(UTC)
        interval = timedelta(seconds=self.catalogue.get(outlet).interval)
        with self.database.write() as session:
            leases.assert_held(session, LEASE, self._fence)
            if leases.is_held(session, leases.crawl_of(outlet), now):
                outlet_state.postpone(session, outlet, now + BUSY_AGAIN)
                return None
            outlet_state.postpone(session, outlet, now + interval * random.uniform(0.9, 1.1))  # noqa: S311 - jitter
            return runs.queue(session, outlet, "schedule", now)

    async def _end_crawls(self) -> None:
        """`run.crawl` has seen `_stopping` and asked its process to end; wait for them all."""
        if self._crawls:
            await asyncio.gather(*self._crawls.values(), return_exceptions=True)
