"""Figures about the corpus, for the reader: how much there is, what waits, which runs were the last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.tables import ArticleRow, Lease, Link, Run

CHUNK = 500
"""Values in one IN list."""


def article_count(session: Session) -> int:
    """All articles, copies included."""
    return session.scalar(select(func.count(ArticleRow.id))) or 0


def articles_since(session: Session, moment: datetime) -> int:
    """Articles dated at `moment` or later, copies included; the date is the one lists are sorted by."""
    return session.scalar(select(func.count()).where(ArticleRow.sorted_at >= moment)) or 0


def newest_id(session: Session) -> int:
    """Number of the article stored last; 0 in an empty corpus."""
    return session.scalar(select(func.max(ArticleRow.id))) or 0


def frontier(session: Session) -> dict[str, int]:
    """How many links wait, or wait to be tried again, by outlet; outlets without any are not in it."""
    due = (Link.state == "waiting") | ((Link.state == "failed") & Link.due_at.is_not(None))
    statement = select(Link.outlet, func.count()).where(due).group_by(Link.outlet)
    return {outlet: count for outlet, count in session.execute(statement)}  # noqa: C416 - rows, not pairs


def runs_by_id(session: Session, numbers: Iterable[int]) -> dict[int, Run]:
    """The runs of these numbers; those that are not there are left out."""
    wanted = sorted(set(numbers))
    found: dict[int, Run] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = session.scalars(select(Run).where(Run.id.in_(wanted[start : start + CHUNK])))
        found.update({run.id: run for run in rows})
    return found


def lease(session: Session, name: str) -> Lease | None:
    """The lease of that name as it is now; `storage.crawls.leases.is_alive` says whether somebody holds it."""
    return session.get(Lease, name)
