"""How a story spread: how many outlets printed it, who first, from which agency."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from storage.tables import ArticleRow

_EXACT = ("minute", "second")

printed_at = case(
    (and_(ArticleRow.published_precision.in_(_EXACT), ArticleRow.published <= ArticleRow.first_seen), ArticleRow.published),
    else_=ArticleRow.first_seen,
)
"""When an article was there for certain: what its page says, if to the minute and not ahead of our clock, else when we saw it.

A page that prints the day alone would win every race at midnight.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The articles of one cluster, counted."""

    articles: int
    outlets: int
    first_id: int
    first_outlet: str
    first_at: datetime
    """Of the article that was there first (`printed_at`), which need not be the lead, the one we saw first."""
    agency: str | None
    """That most of them credit; None where none credits any."""

    def delay(self, published: datetime | None, precision: str | None, first_seen: datetime) -> timedelta:
        """How long after the first an article of these times was there."""
        exact = published is not None and precision in _EXACT and published <= first_seen
        return (published if exact and published is not None else first_seen) - self.first_at


def spreads(session: Session, clusters: Collection[int]) -> dict[int, Spread]:
    """By cluster; of clusters that are there."""
    if not clusters:
        return {}
    of = ArticleRow.cluster_id.in_(clusters)
    order = func.row_number().over(partition_by=ArticleRow.cluster_id, order_by=(printed_at, ArticleRow.id)).label("place")
    at = printed_at.label("at")
    ranked = select(ArticleRow.cluster_id, ArticleRow.id, ArticleRow.outlet, at, order).where(of).subquery()
    firsts = {row.cluster_id: row for row in session.execute(select(ranked).where(ranked.c.place == 1))}
    many = (func.count().label("articles"), func.count(ArticleRow.outlet.distinct()).label("outlets"))
    counts = session.execute(select(ArticleRow.cluster_id, *many).where(of).group_by(ArticleRow.cluster_id))
    times = func.count().label("times")
    credited = select(ArticleRow.cluster_id, ArticleRow.agency, times).where(of, ArticleRow.agency.is_not(None))
    agencies: dict[Any, str | None] = {}
    credited = credited.group_by(ArticleRow.cluster_id, ArticleRow.agency)
    for row in sorted(session.execute(credited).all(), key=_often):
        agencies.setdefault(row.cluster_id, row.agency)
    return {
        row.cluster_id: Spread(
            articles=row.articles,
            outlets=row.outlets,
            first_id=firsts[row.cluster_id].id,
            first_outlet=firsts[row.cluster_id].outlet,
            first_at=firsts[row.cluster_id].at,
            agency=agencies.get(row.cluster_id),
        )
        for row in counts
    }


def _often(row: Any) -> tuple[int, str]:
    """Sorts what is credited most often first; equals by name, here, since the engines sort Arabic differently."""
    return -row.times, row.agency
