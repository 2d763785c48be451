"""The daemon's rounds: every minute each outlet is judged, alerts opened and cleared, and what waits is sent."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from crawler.diagnosis import Tally
from news.outlet import Outlet, OutletErrors
from scheduler import alerts as alerting
from scheduler import coverage, health, sending, silence
from scheduler.alerts import NETWORK, NO_NETWORK, OUTLET, Trouble
from scheduler.health import Facts, RunFacts, Verdict
from storage.config import Config, ConfigError
from storage.crawls import alerts, leases, liveness, outlet_state, outlets, runs
from storage.crawls import health as judgements
from storage.crawls.health import Health
from storage.crawls.outlet_state import State
from storage.database import Database
from storage.errors import StorageError
from storage.operations import messages
from storage.tables import Run

EVERY = 30.0
"""Seconds between two rounds."""
TIDY_EVERY = 86_400.0
LEARN_EVERY = timedelta(hours=6)
LEARNED = 25
"""Baselines learned in one round: after a start the outlets take turns."""
RUNS = 60
"""Runs of an outlet looked at."""
NEWEST = 4
"""Runs read anew when one has ended: the others are remembered. 60 rows each time made an hour's 3,400 ends cost 7 MB."""
SETTLING = timedelta(minutes=5)
"""Beyond a crawl's deadline; nobody can be about to write its end any more: it was ended, and a locked database waited for."""

log = logging.getLogger("rasid.daemon")


@dataclass(slots=True)
class Remembered:
    """What of an outlet need not be read anew each minute."""

    run_id: int | None = None
    read: bool = False
    stored_at: datetime | None = None
    runs: tuple[RunFacts, ...] = ()
    paces: array[float] = field(default_factory=lambda: array("d"))
    faults: tuple[str, ...] = ()
    last_article: datetime | None = None
    baseline: silence.Baseline | None = None
    learned_at: datetime | None = None

    def learn(self, rows: Iterable[Run]) -> None:
        """Take in those of the latest runs that have ended since."""
        held = {run.id for run in self.runs}
        fresh = [run for run in rows if run.ended_at and run.started_at and run.id not in held]
        each = sorted((*map(_facts, fresh), *self.runs), key=lambda run: run.id, reverse=True)
        self.runs = tuple(each[: health.POOLED])
        self.paces = (array("d", [_seconds(run) / run.requests for run in fresh if run.requests]) + self.paces)[:RUNS]


class Rounds:
    """One for the life of a daemon that leads; `look` is called every `EVERY` seconds."""

    def __init__(self, config: Config, database: Database, catalogue: Callable[[], outlets.Catalogue]) -> None:
        self._config = config
        self._database = database
        self._catalogue = catalogue
        self._memory: dict[str, Remembered] = {}
        self._learning = 0
        self._outbox = sending.of_alerts(config, database)
        self._delivering: asyncio.Task[None] | None = None
        self._tidy_at = 0.0

    def configure(self, config: Config) -> None:
        """Judge and tell as this configuration says from the next round on."""
        self._config = config
        self._outbox.configure(config)

    async def look(self, fence: int) -> None:
        """One round; a fault of the database is logged and the next round tries again. Delivery goes on beside it."""
        try:
            await asyncio.to_thread(self.assess, datetime.now(UTC), fence)
        except (StorageError, ConfigError, OutletErrors) as error:
            log.error("outlets were not judged, trying again: %s", error)
        if time.monotonic() >= self._tidy_at:
            await asyncio.to_thread(self.tidy, datetime.now(UTC))
        if self._delivering is None or self._delivering.done():
            self._delivering = asyncio.create_task(self._outbox.deliver(), name="alerts")

    def tidy(self, now: datetime) -> None:
        """Take out messages told long ago and old hits of watches, some in each round until all are gone, then once a day."""
        keep = self._config.keep_notices_days, self._config.keep_hits_days or None
        try:
            told = messages.prune(self._database, now=now, notices=keep[0], hits=keep[1], most=messages.MOST)
        except StorageError as error:
            log.error("old messages were not taken out, trying again: %s", error)
            return
        if told.notices or told.hits:
            log.info("%d old messages and %d old hits of watches taken out", told.notices, told.hits)
        if told.ended:
            self._tidy_at = time.monotonic() + TIDY_EVERY

    async def end(self) -> None:
        """What is not sent waits for the next daemon."""
        if self._delivering is not None:
            self._delivering.cancel()
            await asyncio.gather(self._delivering, return_exceptions=True)

    def assess(self, now: datetime, fence: int | None = None) -> None:
        """Judge every enabled outlet as things stand, and write down what has changed. Raises StorageError."""
        with self._database.read() as session:
            enabled = outlets.enabled(session, self._catalogue())
            known = outlet_state.all_states(session)
            before = judgements.of_all(session)
            self._learning = LEARNED
            found = {one.id: self._judge(session, one, known.get(one.id) or State(outlet=one.id), now) for one in enabled}
            verdicts = {name: verdict for name, verdict in found.items() if verdict is not None}
            standing = liveness.check(session, now, [one.id for one in enabled])
        broken = self._catalogue().faults()
        changed = [judged for judged in self._judged(verdicts, before, known, now) if _differs(judged, before.get(judged.outlet))]
        runs_in_a_row = {one.outlet: one.runs for one in (*before.values(), *changed)}
        wrong = alerting.troubles({name: (verdict, runs_in_a_row.get(name, 0)) for name, verdict in verdicts.items()})
        wrong |= {OUTLET + name: Trouble(kind="broken file", reason=fault) for name, fault in broken.items()}
        wrong |= self._own_troubles(standing, known, enabled)
        watched = frozenset([*(OUTLET + name for name in [*broken, *(one.id for one in enabled)]), NETWORK, "schedule", "disk"])
        unjudged = [OUTLET + name for name in found.keys() - verdicts.keys()]
        for outlet in self._memory.keys() - found.keys():
            del self._memory[outlet]
        with self._database.write() as session:
            if fence is not None:
                leases.assert_held(session, liveness.SCHEDULER, fence)
            # of a daemon before this one, whose crawls were there yet, or whose leases had not run out, when this one began;
            # and of this one, where the database took nobody's word for the end
            settled = now - timedelta(seconds=self._config.crawl_deadline) - SETTLING
            ours = "schedule" if fence is not None else None
            runs.lose_orphans(session, now, queued=ours, before=max(liveness.since(session) or now, settled))
            judgements.write(session, changed)
            events = alerting.sync(session, wrong, watched, now, unjudged=unjudged)
            alerts.post(session, events, self._outbox.names(), now)

    def _judge(self, session: Session, outlet: Outlet, known: State, now: datetime) -> Verdict | None:
        """None: its baseline is learned in a later round."""
        memory = self._memory.setdefault(outlet.id, Remembered())
        if known.last_run_id != memory.run_id or not memory.runs:
            rows = runs.recent(session, outlet.id, NEWEST)
            if not {run.id for run in rows} & {run.id for run in memory.runs}:
                rows = runs.recent(session, outlet.id, RUNS)
                memory.runs, memory.paces = (), array("d")
            memory.learn(rows)
            if rows and rows[0].ended_at is not None:
                memory.run_id = known.last_run_id
        if not memory.read or known.last_stored_at != memory.stored_at:
            memory.read = True
            memory.faults = tuple(coverage.faults(judgements.samples(session, outlet.id, coverage.WINDOW + coverage.HISTORY)))
            memory.last_article = judgements.last_appearance(session, outlet.id)
            memory.stored_at = known.last_stored_at
        old = memory.learned_at is None or not timedelta(0) <= now - memory.learned_at < LEARN_EVERY
        if old and memory.last_article is not None and self._learning <= 0 and memory.learned_at is None:
            return None
        if old and memory.last_article is not None and self._learning > 0:
            self._learning -= 1
            since = now - timedelta(weeks=silence.WEEKS)
            memory.baseline = silence.learn(judgements.appearances(session, outlet.id, since), ZoneInfo(outlet.timezone))
            memory.learned_at = now
        facts = Facts(
            known=known,
            runs=memory.runs,
            paces=memory.paces,
            last_article=memory.last_article,
            baseline=memory.baseline,
            faults=memory.faults,
        )
        return health.judge(facts, now)

    def _judged(
        self, verdicts: Mapping[str, Verdict], before: Mapping[str, Health], known: Mapping[str, State], now: datetime
    ) -> Iterable[Health]:
        for name, verdict in verdicts.items():
            last, ended = before.get(name), self._memory[name].runs
            run_id = ended[0].id if ended else None
            same = last is not None and last.state == verdict.state
            # "resting" goes on counting what it rests from
            on = last is not None and (same or verdict.cause == last.state or {verdict.state, last.state} >= {"resting"})
            fresh = last is None or run_id != last.run_id
            yield Health(
                outlet=name,
                state=verdict.state,
                reason=verdict.reason,
                since=last.since if last is not None and same else now,
                assessed_at=now,
                run_id=run_id,
                runs=(last.runs if last is not None and on else 0) + (1 if fresh and run_id is not None else 0),
            )

    def _own_troubles(self, standing: list[str], known: Mapping[str, State], enabled: Iterable[Outlet]) -> dict[str, Trouble]:
        """What is wrong with the machine or the daemon, not with an outlet."""
        found = {}
        watched = [known[one.id] for one in enabled if one.id in known and known[one.id].last_started_at is not None]
        tried = sorted(watched, key=lambda one: one.last_started_at or datetime.min.replace(tzinfo=UTC), reverse=True)
        if alerting.no_network([one.health != "unreachable" for one in tried], len(tried)):
            found[NETWORK] = Trouble(kind="no network", reason=NO_NETWORK)
        if standing:
            found["schedule"] = Trouble(kind="stands still", reason=standing[0])
        for folder in (Path(self._config.data_dir), Path(self._config.archive)):
            full = liveness.room(folder)
            if full is not None:
                found["disk"] = Trouble(kind="nearly full", reason=full)
        return found


def _differs(now: Health, before: Health | None) -> bool:
    """Whether it is worth a write: the time of the look alone is not, once an hour aside."""
    if before is None or (now.state, now.reason, now.run_id) != (before.state, before.reason, before.run_id):
        return True
    return not timedelta(0) <= now.assessed_at - before.assessed_at < timedelta(hours=1)


def _facts(run: Run) -> RunFacts:
    return RunFacts(
        id=run.id,
        started_at=run.started_at or run.queued_at,
        tally=Tally(
            kept=run.stored + run.revised + run.unchanged + run.duplicate,
            rejected=run.rejected,
            failed=run.failed,
            reasons={sys.intern(reason): count for reason, count in run.reasons.items()} or None,
        ),
        duplicate=run.duplicate,
    )


def _seconds(run: Run) -> float:
    begun, ended = run.started_at or run.queued_at, run.ended_at or run.queued_at
    return max(0.0, (ended - begun).total_seconds())
