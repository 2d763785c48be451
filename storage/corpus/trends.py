"""How much was printed when: articles counted by day, and by outlet, section or agency. Every print counts, copies too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from storage.searching import search
from storage.searching.question import Query
from storage.searching.search import Filters
from storage.tables import ArticleRow

By = Literal["outlet", "section", "agency"]


def counts(
    session: Session, edges: Sequence[datetime], query: Query | None, filters: Filters, by: By | None
) -> dict[str, list[int]]:
    """Articles between each two neighbours of `edges` (ascending), by name; all under "" without `by`, as those that name none.

    The time is the one lists are sorted by. What `filters` says of since, until and copies does not count.
    """
    periods = len(edges) - 1
    given = {name: getattr(filters, name) for name in Filters.__slots__}  # type: ignore[attr-defined,unused-ignore]
    within = Filters(**given | {"since": edges[0], "until": edges[-1], "copies": True})
    steps = [(ArticleRow.sorted_at < edge, place) for place, edge in enumerate(edges[1:-1])]
    period: Any = (case(*steps, else_=periods - 1) if steps else literal(0)).label("period")
    name: Any = (getattr(ArticleRow, by) if by else literal("")).label("name")
    inner = select(name, period).where(search.condition(session, query, within)).subquery()
    statement = select(inner.c.name, inner.c.period, func.count()).group_by(inner.c.name, inner.c.period)
    found: dict[str, list[int]] = defaultdict(lambda: [0] * periods)
    for said, place, count in session.execute(statement):
        found[said or ""][place] += count
    return dict(found)
