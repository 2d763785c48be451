"""Finds articles: the same corpus and the same question give the same answer on either engine.

Nothing a user types is syntax of an engine: what reaches it are folded words, letters and digits only, quoted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import FromClause, Select, literal_column, select
from sqlalchemy.orm import Session

from storage.corpus import article_rows
from storage.corpus.article_rows import Stored
from storage.searching import conditions, matching, terms, walks
from storage.searching.conditions import condition
from storage.searching.question import Query, parse
from storage.searching.selection import ROLES, Cursor, Filters
from storage.tables import ArticleRow, Terms

__all__ = ["ROLES", "Cursor", "Filters", "Hits", "Query", "condition", "find", "parse", "places"]

WINDOW = 1000
"""Newest articles PostgreSQL looks through before it asks its index."""
FEW = {"sqlite": 2000, "postgresql": 500}
"""Articles that a filter leaves, up to which the words are looked for in each of these, rather than these among all hits."""
AT_ONCE = 200
"""Of the few, in one statement."""
Order = Literal["newest", "relevance", "stored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """One page of what was found."""

    articles: list[Stored]
    next: Cursor | None
    """Where the next page begins; None: this was the last."""


def find(
    session: Session,
    query: Query | str | None,
    filters: Filters,
    limit: int,
    after: Cursor | None = None,
    *,
    order: Order = "newest",
) -> Hits:
    """The articles that match, one page of at most `limit`, `after` the last one of the page before.

    `order`: "newest" first, by "relevance" (`storage.searching.matching`; without a question the newest first), or as they were
    "stored", oldest first. A question without any word finds nothing; None is no question. Raises ValueError as `parse` does.
    """
    page, more = places(session, query, filters, limit, after, order=order)
    return Hits(articles=article_rows.load(session, [cursor.id for cursor in page]), next=more)


def places(
    session: Session,
    query: Query | str | None,
    filters: Filters,
    limit: int,
    after: Cursor | None = None,
    *,
    order: Order = "newest",
) -> tuple[list[Cursor], Cursor | None]:
    """As `find`, but only where they stand, and where the next page begins."""
    if isinstance(query, str):
        query = parse(query)
    if query is not None and query.is_empty:
        return [], None
    if query is not None and query.groups and order != "stored":
        found = _walk(session, query, filters, limit + 1, after, by_rank=order == "relevance")
    else:
        found = _listed(session, query, filters, limit + 1, after, by_id=order == "stored")
    page = found[:limit]
    return page, page[-1] if page and len(found) > limit else None


def _listed(
    session: Session, query: Query | None, filters: Filters, most: int, after: Cursor | None, *, by_id: bool
) -> list[Cursor]:
    """Without the index: articles in their own order."""
    if not by_id:
        asked = [*conditions.asked_of_each(session, query)] if query is not None else []
        if not filters.copies:
            asked.append(conditions.shown(session, query, filters))
        return walks.listed(session, asked, filters, most, after)
    statement = select(ArticleRow.id, ArticleRow.sorted_at).where(condition(session, query, filters)).order_by(ArticleRow.id)
    if after is not None:
        statement = statement.where(ArticleRow.id > after.id)
    return [Cursor(sorted_at=row.sorted_at, id=row.id) for row in session.execute(statement.limit(most))]


def _walk(session: Session, query: Query, filters: Filters, most: int, after: Cursor | None, *, by_rank: bool) -> list[Cursor]:
    """Down the index from the newest, step of relevance by step: what comes first is read first, and nothing beyond."""
    write, look = matching.expressions(session), matching.Tests()
    steps = list(zip(write.steps(query), look.steps(query), strict=True)) if by_rank else [(write.full(query), look.full(query))]
    first = after.step if after is not None and by_rank else 0
    reach = walks.reach(session, filters, FEW[session.get_bind().dialect.name])
    found: list[Cursor] = []
    for step, (expression, test) in enumerate(steps[first:], first):
        here = after if step == first else None
        few = _few(session, test, reach.few, here) if reach.few is not None else None
        for source in few or _sources(session, expression, filters, here, reach):
            statement = _narrowed(session, source, query, filters).limit(most - len(found))
            found += [Cursor(sorted_at=row.sorted_at, id=row.id, step=step) for row in session.execute(statement)]
            if len(found) >= most:
                return found
    return found


def _few(session: Session, test: matching.Test, places: Sequence[int], after: Cursor | None) -> Iterator[FromClause]:
    """(article_id, place) of those that fit, where an index says at once that few can: asked of each, some at a time."""
    edge = terms.place(after.sorted_at, after.id) if after is not None else None
    left = [place for place in places if edge is None or place < edge]
    for begin in range(0, len(left), AT_ONCE):
        fitting = matching.among(session, [place & matching.NUMBER for place in left[begin : begin + AT_ONCE]], test)
        if fitting:
            yield select(Terms.article_id, Terms.place).where(Terms.article_id.in_(fitting)).subquery("hit")


def _sources(
    session: Session, expression: str, filters: Filters, after: Cursor | None, reach: walks.Reach
) -> Iterator[FromClause]:
    """(article_id, place) of those that fit, in parts, the newer part first.

    SQLite's index gives them from the newest by itself. PostgreSQL's does not: it gives all, and the planner, who cannot know how
    rare a word is, would rather walk a million articles for it; so the newest WINDOW are walked, which is enough for a common
    word, and what is beyond is taken from the index, where a word that was not common is short.
    """
    if matching.is_sqlite(session):
        rowid = matching.SQLITE_INDEX.c.rowid
        asked = select(rowid.op("&")(matching.NUMBER).label("article_id"), rowid.label("place"))
        within = (*walks.between(rowid, filters, after), *reach.within(rowid))
        yield asked.where(matching.matches(session, expression), *within).subquery("hit")
        return
    within = (*walks.between(Terms.place, filters, after), *reach.within(Terms.place))
    newest: Select[int, int, Any] = select(
        Terms.article_id, Terms.place, literal_column("terms.stems_vector").label("stems_vector")
    )
    recent = newest.where(*within).order_by(Terms.place.desc()).limit(WINDOW).subquery("recent")
    yield select(recent.c.article_id, recent.c.place).where(matching.matches(session, expression, "recent")).subquery("hit")
    edge = select(Terms.place).where(*within).order_by(Terms.place.desc())
    beyond = edge.offset(WINDOW - 1).limit(1).scalar_subquery()
    older = select(Terms.article_id, Terms.place).where(matching.matches(session, expression))
    yield older.where(*within, Terms.place < beyond).cte("hit").prefix_with("MATERIALIZED")


def _narrowed(session: Session, hit: FromClause, query: Query, filters: Filters) -> Select[int, datetime]:
    """Those of `hit` that the filters and the words themselves let pass, from the newest."""
    statement = select(ArticleRow.id, ArticleRow.sorted_at).where(ArticleRow.id == hit.c.article_id)
    # phrases of the hit rather than of the article: the engine then looks at the words before it fetches the article
    passing = (*conditions.looked_at(ArticleRow, filters), *matching.phrases(session, hit.c.article_id, query))
    if not filters.copies:
        passing = (*passing, conditions.shown(session, query, filters))
    return statement.where(*passing).order_by(hit.c.place.desc())
