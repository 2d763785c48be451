"""The daemon's work: start a crawl process when an outlet is due, watch it, and set the next time when it has ended."""

from __future__ import annotations

import asyncio
import logging
import random
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from crawler import processes, run, turns
from crawler.job import Job
from news import polling
from news.outlet import Outlet, OutletErrors
from scheduler import leadership, rounds, watching
from scheduler.places import CrawlPlaces
from scheduler.timetable import Timetable
from storage import config as configuration
from storage import logs
from storage.config import Config, ConfigError
from storage.crawls import leases, liveness, outlet_state, outlets, runs
from storage.database import Database
from storage.errors import LeaseLost, StorageError

REFRESH_EVERY = 20.0
"""Seconds until an outlet enabled or disabled from outside is noticed."""
GRANT_EVERY = 2.0
"""Seconds until a crawl somebody asked for by the API is started."""
BUSY_AGAIN = timedelta(seconds=5)
"""When somebody else is crawling the outlet just now: after a restart that is what the last daemon left, about to end."""
STOP_WITHIN = 10.0
"""Seconds a crawl has to finish its page after SIGTERM."""

BROKEN = 3
"""Silent runs in a row after which an outlet is not made up for when a daemon begins: it may be what ended the last one."""
FAILING = 2
"""Silent runs in a row from which an outlet shares half of the places with its like (`places.CrawlPlaces`)."""
FIXED = {"data_dir", "database_url", "http_host", "http_port", "http_processes", "log_format"}
"""Settings a running daemon does not change; a restart does."""

log = logging.getLogger("rasid.daemon")


class Supervisor:
    """One per database at a time: the holder of the lease `scheduler`; a second one stands by."""

    def __init__(
        self,
        config: Config,
        database: Database,
        catalogue: outlets.Catalogue,
        *,
        server: processes.ForkServer | None = None,
        on_reload: Callable[[outlets.Catalogue], None] = lambda renewed: None,
    ) -> None:
        self.config = config
        self.database = database
        self.catalogue = catalogue
        self.timetable = Timetable()
        self._places = CrawlPlaces(config.max_crawls)
        self._failing, self._busy = set[str](), set[str]()
        self._turns = turns.Turns()
        self._crawls: dict[str, asyncio.Task[None]] = {}
        self._on_reload = on_reload
        self._stopping = asyncio.Event()
        self._at_once = asyncio.Event()
        self._lead = leadership.Leadership(database)
        self._shortest = 0
        self._rounds = rounds.Rounds(config, database, lambda: self.catalogue)
        self._watching = watching.Watching(config, database)
        self._error: Exception | None = None
        self._server = server
        self._start: processes.Starter = processes.afresh

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT. Raises LeaseLost when another daemon has taken over."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._signalled)
        loop.add_signal_handler(signal.SIGHUP, self._reload)
        if await self._lead.won(self._stopping):
            async with processes.starter(self._server) as self._start:
                await self._work()
        if self._error is not None:
            raise self._error

    async def _work(self) -> None:
        """From the lease to its end."""
        try:
            await asyncio.to_thread(self._repair)
            self.timetable.start()
            self.timetable.every(leadership.RENEW_EVERY, self._renew, "renew")
            self.timetable.every(REFRESH_EVERY, self._refresh, "refresh")
            self.timetable.every(rounds.EVERY, self._look_around, "rounds")
            self.timetable.every(watching.EVERY, self._watching.look, "watches")
            self.timetable.every(GRANT_EVERY, self._grant, "wishes")
            await self._refresh()
            await self._stopping.wait()
        finally:
            self.timetable.stop()
            await self._end_crawls()
            await self._rounds.end()
            await self._watching.end()
            await asyncio.to_thread(self._lead.resign)

    def _signalled(self) -> None:
        if self._stopping.is_set():
            log.warning("stopping at once")
            self._at_once.set()
        else:
            log.info("stopping: %d crawls are finishing their page", self._places.taken)
            self._stopping.set()

    def _reload(self) -> None:
        try:
            config = configuration.load().model_copy(update=self.config.model_dump(include=FIXED))
            catalogue = outlets.load(config)
            catalogue.all()
        except (ConfigError, OutletErrors) as error:
            log.error("configuration and outlets not reloaded, the old ones stay: %s", error)
            return
        self.config, self.catalogue = config, catalogue
        self._on_reload(catalogue)
        self._places.resize(config.max_crawls)
        self._rounds.configure(config)
        self._watching.configure(config)
        log.info("configuration and outlets reloaded")

    # --- leadership

    async def _renew(self) -> None:
        try:
            await asyncio.to_thread(self._lead.renew, self._shortest)
        except LeaseLost as error:
            self._error = error
            self._stopping.set()
        except StorageError as error:
            log.error("the schedule's lease was not renewed, trying again: %s", error)

    def _repair(self) -> None:
        with self.database.write() as session:
            now = datetime.now(UTC)
            lost = runs.lose_orphans(session, now, queued="schedule")
            for outlet in {runs.get(session, run).outlet for run in lost}:
                if outlet_state.state(session, outlet).failures < BROKEN:
                    outlet_state.postpone(session, outlet, now, now, "its last crawl died with its daemon")
            liveness.began(session, now, self._shortest)
        if lost:
            log.info("%d runs of a daemon that died are marked lost; their outlets are asked again now", len(lost))

    async def _look_around(self) -> None:
        await self._rounds.look(self._lead.fence)

    # --- timetable

    async def _refresh(self) -> None:
        """Bring the timetable in line with the database: outlets come and go, due times change."""
        try:
            due = await asyncio.to_thread(self._due)
        except StorageError as error:
            log.error("the timetable was not read, trying again: %s", error)
            return
        if self._stopping.is_set():
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
        self._shortest = shortest_of(enabled)
        self._failing = {name for name, state in states.items() if state.failures >= FAILING}
        idle = [outlet.id for outlet in enabled if outlet.id not in self._crawls]
        known = {outlet: states.get(outlet) or outlet_state.State(outlet=outlet) for outlet in idle}
        dues = {outlet: polling.trusted(state.next_due_at, state.planned_at, now) for outlet, state in known.items()}
        return polling.staggered(dues, now)

    async def _fire(self, outlet: str) -> None:
        if not self._stopping.is_set() and outlet not in self._crawls:
            self._crawls[outlet] = asyncio.create_task(self._crawl(outlet), name=outlet)

    async def _grant(self) -> None:
        """Start what somebody wished for by the API or its pages, unless that outlet is being crawled."""
        try:
            wished = await asyncio.to_thread(self._wished)
        except StorageError as error:
            log.error("the runs wished for were not read, trying again: %s", error)
            return
        for outlet in wished:
            await self._fire(outlet)

    def _wished(self) -> list[str]:
        known, now = {outlet.id: outlets.lease_names(outlet) for outlet in self.catalogue.read()[0]}, datetime.now(UTC)
        with self.database.read() as session:
            wishes = [(wish.id, wish.outlet) for wish in runs.wishes(session)]
            free = [one for _, one in wishes if one in known and not leases.first_held(session, known[one], now)]
        if gone := [number for number, outlet in wishes if outlet not in known]:
            with self.database.write() as session:
                for number in gone:
                    runs.finish(session, number, state="failed", why="there is no such outlet, or its file is broken", now=now)
        return free

    # --- one crawl

    async def _crawl(self, outlet: str) -> None:
        try:
            names = outlets.lease_names(self.catalogue.get(outlet))
            async with self._turns.of(names), self._places.one(doubtful=outlet in self._failing):
                if not self._stopping.is_set():
                    await self._crawl_now(outlet)
        except (StorageError, OutletErrors) as error:
            log.error("%s: %s", outlet, error)
            return  # the next regular refresh tries again; at once would be a storm
        finally:
            del self._crawls[outlet]
        if not self._stopping.is_set():
            await self._refresh()

    async def _crawl_now(self, outlet: str) -> None:
        run_id = await asyncio.to_thread(self._claim, outlet)
        if run_id is None:
            if outlet not in self._busy:
                log.info("%s: being crawled by somebody else just now", outlet)
            self._busy.add(outlet)
            return
        self._busy.discard(outlet)
        outcome = await run.crawl(
            Job(outlet=outlet, run_id=run_id),
            self.config,
            self.database,
            stop=self._stopping,
            kill=self._at_once,
            start=self._start,
            on_line=lambda line: logs.pass_on(line, outlet, log),
        )
        log.info("%s: %s", outlet, outcome.sentence, extra={"outlet": outlet, "run": run_id, "ok": outcome.ok})

    def _claim(self, outlet: str) -> int | None:
        """Queue a run and move the outlet's due time on first: a crawl that dies at its start must not come due at once."""
        now = datetime.now(UTC)
        declared = self.catalogue.get(outlet)
        meanwhile = polling.meanwhile(polling.manner(declared), now, random.random())  # noqa: S311 - jitter
        with self.database.write() as session:
            self._lead.assert_held(session)
            if held := leases.first_held(session, outlets.lease_names(declared), now):
                why = f"{leases.who(held)} was crawling it, or another outlet of its site"
                again = min(now + BUSY_AGAIN, held.expires_at + timedelta(seconds=1))  # whoever is alive will have renewed it
                outlet_state.postpone(session, outlet, max(again, now + timedelta(seconds=1)), now, why)
                return None
            outlet_state.postpone(session, outlet, meanwhile, now, "a crawl was begun, and sets another time when it ends")
            run_id = runs.wished(session, outlet) or runs.queue(session, outlet, "schedule", now)
            liveness.started(session, run_id, now)
            return run_id

    async def _end_crawls(self) -> None:
        """`run.crawl` has seen `_stopping` and asked its process to end; wait for them all."""
        if self._crawls:
            await asyncio.gather(*self._crawls.values(), return_exceptions=True)


def shortest_of(enabled: list[Outlet]) -> int:
    """Seconds of the shortest interval at which any of them may come due; 0 without any."""
    manners = map(polling.manner, enabled)
    return int(min((manner.usual if manner.fixed else manner.shortest for manner in manners if manner.cron is None), default=0))
