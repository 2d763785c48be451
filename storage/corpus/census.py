"""What the corpus holds, counted: by outlet, day, language, kind, section, agency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from storage.searching import search
from storage.searching.search import Filters
from storage.tables import ArticleRow

MOST = 30
"""Names of a list, the commonest first."""
NAMED = ("language", "kind", "section", "agency")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """An outlet's part."""

    outlet: str
    articles: int
    words: int
    first: datetime
    """By the time lists are sorted by: publication where it is known, else when we first saw it."""
    last: datetime
    dated: int
    """Articles with a date of publication; likewise below."""
    signed: int
    pictured: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """One look."""

    outlets: list[Share]
    """The largest first."""
    named: dict[str, list[tuple[str | None, int]]]
    """By column of `NAMED`: (name, articles), the commonest first; None: the page names none."""


def take(session: Session, filters: Filters) -> Census:
    """Count what matches."""
    matching = select(ArticleRow.id).where(search.condition(session, None, filters))
    rows = select(
        ArticleRow.outlet,
        func.count(),
        func.coalesce(func.sum(ArticleRow.word_count), 0),
        func.min(ArticleRow.sorted_at),
        func.max(ArticleRow.sorted_at),
        func.count(ArticleRow.published),
        func.count(func.nullif(cast(ArticleRow.authors, String), "[]")),
        func.count(ArticleRow.image_url),
    )
    found = session.execute(rows.where(ArticleRow.id.in_(matching)).group_by(ArticleRow.outlet)).tuples()
    shares = [
        Share(
            outlet=outlet,
            articles=count,
            words=int(words),
            first=first,
            last=last,
            dated=dated,
            signed=signed,
            pictured=pictured,
        )
        for outlet, count, words, first, last, dated, signed, pictured in found
    ]
    named = {}
    for name in NAMED:
        column: Any = getattr(ArticleRow, name)
        counted = select(column, func.count()).where(ArticleRow.id.in_(matching)).group_by(column)
        rows_of = session.execute(counted.order_by(func.count().desc(), column).limit(MOST)).tuples()
        named[name] = [(said or None, count) for said, count in rows_of]
    return Census(outlets=sorted(shares, key=lambda share: (-share.articles, share.outlet)), named=named)
