"""Figures for an operator's instruments: what came of runs and pages, how old things are, how big the database is."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, text
from sqlalchemy.orm import Session

from storage.corpus import figures
from storage.tables import Alert, ArticleRow, Link, OutletState, PrunedRuns, Run

OUTCOMES = ("stored", "revised", "unchanged", "duplicate", "rejected", "failed")
DAY = timedelta(days=1)
DELAYS = 5_000
"""Articles whose delay is looked at, the newest."""
_EXACT = ("minute", "second")
SETTLED = timedelta(hours=1)
"""A run queued before that and ended changes no more, and none with a lower number is still to be committed."""
STRAY = 1_000
"""So many runs may stand among younger ones."""
PART = 50_000
"""Runs added up at once: a tenth of a second."""

_OLDEST = select(Link.outlet, func.min(Link.first_seen)).where(Link.state == "waiting").group_by(Link.outlet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    runs: dict[str, int]
    """By state, of all runs there ever were, also those pruned since."""
    outcomes: dict[tuple[str, str], int]
    """By outlet and outcome, of the same."""
    reasons: dict[str, int]
    """Why pages were rejected or failed, of runs that ended in the last day."""
    last_success: dict[str, datetime]
    """By outlet."""
    delays: list[float]
    """Seconds from publication, where it is known to the minute, until we had stored it; of the last day, in order."""
    frontier: dict[str, int]
    """Links that wait, by outlet."""
    oldest_waiting: dict[str, datetime]
    """By outlet, since when the link waits that waits for longest."""
    articles: int
    database_bytes: int
    alerts: dict[str, int]
    """Open ones, by kind."""


Sums = Counter[tuple[str, str, str]]
"""By outlet, state and what is counted: "runs" or an outcome."""


class Totals:
    """What all runs there ever were add up to; remembers the sum of the older ones, since months of them take seconds to read.

    Read in parts, so that one that is cut short goes on where it was. Several threads may ask at once.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._pruned: Sums = Counter()
        self._sums: Sums = Counter()
        self._through = 0

    def read(self, session: Session, now: datetime) -> Sums:
        """Of this moment, those pruned since included."""
        with self._guard:
            pruned = _sums(session, PrunedRuns)
            if pruned != self._pruned:  # some of those remembered are counted there now
                self._pruned, self._sums, self._through = pruned, Counter(), 0
            while (end := self._settled(session, now)) > self._through:
                self._sums.update(_sums(session, Run, Run.id > self._through, Run.id <= end))
                self._through = end
            total = Counter(pruned)
            total.update(self._sums)
            total.update(_sums(session, Run, Run.id > self._through))
            return total

    def _settled(self, session: Session, now: datetime) -> int:
        """Number of the last run of the next part: it and those before it ended, and none is still to appear among them."""
        # by rows, not by numbers: where runs were pruned the first that is left may be number five million
        left = select(Run.id).where(Run.id > self._through).order_by(Run.id)
        end = session.scalar(left.offset(PART - 1).limit(1)) or session.scalar(select(func.max(Run.id))) or 0
        moving = or_(Run.state.in_(("queued", "running")), Run.queued_at > now - SETTLED)
        first = session.scalar(select(func.min(Run.id)).where(Run.id > self._through, Run.id <= end, moving))
        return first - 1 if first is not None else end


def take(session: Session, now: datetime, totals: Totals | None = None) -> Measures:
    """All of them, of one moment. `totals`: of the same database, kept from look to look."""
    states: Counter[str] = Counter()
    outcomes: Counter[tuple[str, str]] = Counter()
    for (outlet, state, counted), count in (totals or Totals()).read(session, now).items():
        if counted == "runs":
            states[state] += count
        else:
            outcomes[outlet, counted] += count
    return Measures(
        runs=dict(states),
        outcomes=dict(outcomes),
        reasons=_reasons(session, now - DAY),
        last_success=_last_success(session),
        delays=_delays(session, now - DAY),
        frontier=figures.frontier(session),
        oldest_waiting=dict(session.execute(_OLDEST).tuples().all()),
        articles=figures.article_count(session),
        database_bytes=size(session),
        alerts=dict(
            session.execute(select(Alert.kind, func.count()).where(Alert.cleared_at.is_(None)).group_by(Alert.kind))
            .tuples()
            .all()
        ),
    )


def size(session: Session) -> int:
    """Bytes of the database."""
    if session.get_bind().dialect.name == "sqlite":
        pages = session.execute(text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"))
        return int(pages.scalar_one())
    return int(session.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def _sums(session: Session, table: type[Run | PrunedRuns], *where: ColumnElement[bool]) -> Sums:
    counted = func.count() if table is Run else func.sum(PrunedRuns.runs)
    # not the column itself: SQLite would walk the whole ledger in the order of its index
    outlet_of = table.outlet.concat("").label("outlet_of")
    sums = select(outlet_of, table.state, counted, *(func.sum(getattr(table, name)) for name in OUTCOMES))
    found: Sums = Counter()
    for outlet, state, *counts in session.execute(sums.where(*where).group_by(outlet_of, table.state)):
        for name, count in zip(("runs", *OUTCOMES), counts, strict=True):
            found[outlet, state, name] = int(count)
    return found


def _reasons(session: Session, since: datetime) -> dict[str, int]:
    # by number: the ledger has no index by time, but is in order of it, save for what a clock set back has done
    before = select(Run.id).where(Run.queued_at < since).order_by(Run.id.desc()).offset(STRAY).limit(1)
    total: Counter[str] = Counter()
    for reasons in session.scalars(select(Run.reasons).where(Run.id > (session.scalar(before) or 0), Run.queued_at >= since)):
        total.update(reasons)
    return dict(total)


def _last_success(session: Session) -> dict[str, datetime]:
    asked = select(OutletState.outlet, OutletState.last_success_at).where(OutletState.last_success_at.is_not(None))
    return {outlet: when for outlet, when in session.execute(asked) if when is not None}


def _delays(session: Session, since: datetime) -> list[float]:
    asked = select(ArticleRow.published, ArticleRow.first_seen).where(
        ArticleRow.sorted_at >= since,
        ArticleRow.published.is_not(None),
        ArticleRow.published_precision.in_(_EXACT),
        ArticleRow.published <= ArticleRow.first_seen,
    )
    rows = session.execute(asked.order_by(ArticleRow.sorted_at.desc()).limit(DELAYS))
    return sorted((seen - published).total_seconds() for published, seen in rows if published is not None)
