"""Figures for an operator's instruments: what came of runs and pages, how old things are, how big the database is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from storage.corpus import figures
from storage.tables import Alert, ArticleRow, Link, OutletState, PrunedRuns, Run

OUTCOMES = ("stored", "revised", "unchanged", "duplicate", "rejected", "failed")
DAY = timedelta(days=1)
DELAYS = 5_000
"""Articles whose delay is looked at, the newest."""
_EXACT = ("minute", "second")


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


def take(session: Session, now: datetime) -> Measures:
    """All of them, of one moment."""
    return Measures(
        runs=_runs(session),
        outcomes=_outcomes(session),
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


def _runs(session: Session) -> dict[str, int]:
    kept = select(Run.state, func.count()).group_by(Run.state)
    pruned = select(PrunedRuns.state, func.sum(PrunedRuns.runs)).group_by(PrunedRuns.state)
    total: Counter[str] = Counter()
    for state, count in (*session.execute(kept), *session.execute(pruned)):
        total[state] += int(count)
    return dict(total)


def _outcomes(session: Session) -> dict[tuple[str, str], int]:
    total: Counter[tuple[str, str]] = Counter()
    for table in (Run, PrunedRuns):
        sums = select(table.outlet, *(func.sum(getattr(table, name)) for name in OUTCOMES)).group_by(table.outlet)
        for outlet, *counts in session.execute(sums):
            for name, count in zip(OUTCOMES, counts, strict=True):
                total[outlet, name] += int(count)
    return dict(total)


def _reasons(session: Session, since: datetime) -> dict[str, int]:
    total: Counter[str] = Counter()
    for reasons in session.scalars(select(Run.reasons).where(Run.queued_at >= since)):
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
