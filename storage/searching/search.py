"""Finds articles: the same corpus and the same question give the same answer on either engine.

Nothing a user types is syntax of an engine: what reaches it are folded words, letters and digits only, quoted.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, FromClause, Select, and_, literal, literal_column, not_, or_, select, true, tuple_
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.util import AliasedClass

from news import links
from storage.corpus import article_rows
from storage.corpus.article_rows import Stored
from storage.searching import matching, terms
from storage.searching.question import Query, parse
from storage.tables import ArticleRow, Cluster, Name, Sighting, Terms

__all__ = ["Cursor", "Filters", "Hits", "Query", "find", "parse"]

_Article = type[ArticleRow] | AliasedClass[ArticleRow]
WINDOW = 1000
"""Newest articles PostgreSQL looks through before it asks its index."""
FEW = {"sqlite": 40, "postgresql": 500}
"""Articles of an outlet, tag, author … up to which the words are looked for in each of these, rather than these among all hits.
SQLite's index takes 0.4 ms to say of one article whether it fits."""
_LEAD = aliased(ArticleRow, name="lead")  # made once: it takes SQLAlchemy milliseconds
Order = Literal["newest", "relevance", "stored"]
ROLES = ("section", "tag", "author", "agency")
"""Filters that name something of `storage.tables.Name`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """All that is named must hold."""

    outlets: tuple[str, ...] = ()
    """Any of these; empty: any at all."""
    since: datetime | None = None
    """From this time on, by the time articles are sorted by: publication, never after we first saw it."""
    until: datetime | None = None
    """Before this time."""
    section: str | None = None
    tag: str | None = None
    author: str | None = None
    agency: str | None = None
    """Names in any spelling that folds to the same; of an agency also one of several."""
    lang: str | None = None
    kind: str | None = None
    url: str | None = None
    """Canonical address: the article of that address, or seen at it."""
    copies: bool = False
    """Also show copies. Otherwise one is hidden when the article it copies is itself among what is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in a list of articles; `str` of it is what URLs and commands carry."""

    sorted_at: datetime
    id: int
    step: int = 0
    """Of relevance, see `storage.searching.matching`."""

    def __str__(self) -> str:
        text = f"{self.sorted_at.astimezone(UTC).isoformat()} {self.id}{f' {self.step}' if self.step else ''}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Raises ValueError for anything that `str` of a cursor never gave."""
        try:
            said = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True).decode("ascii")
            when, number, *step = said.split(" ")
            cursor = cls(sorted_at=datetime.fromisoformat(when), id=int(number), step=int(step[0]) if step else 0)
            if str(cursor) != text or cursor.sorted_at.tzinfo is None or not (0 <= cursor.id < 2**63 and 0 <= cursor.step < 4):
                raise ValueError(text)
        except (ValueError, OverflowError) as error:
            raise ValueError(f"{text[:80]!r} is not a cursor; it is the `next` of an earlier answer") from error
        return cursor


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
    statement = select(ArticleRow.id, ArticleRow.sorted_at).where(condition(session, query, filters))
    if by_id:
        statement = statement.order_by(ArticleRow.id)
        if after is not None:
            statement = statement.where(ArticleRow.id > after.id)
    else:
        statement = statement.order_by(ArticleRow.sorted_at.desc(), ArticleRow.id.desc())
        if after is not None:
            place = tuple_(literal(after.sorted_at, ArticleRow.sorted_at.type), literal(after.id))
            statement = statement.where(tuple_(ArticleRow.sorted_at, ArticleRow.id) < place)
    return [Cursor(sorted_at=row.sorted_at, id=row.id) for row in session.execute(statement.limit(most))]


def _walk(session: Session, query: Query, filters: Filters, most: int, after: Cursor | None, *, by_rank: bool) -> list[Cursor]:
    """Down the index from the newest, step of relevance by step: what comes first is read first, and nothing beyond."""
    write = matching.expressions(session)
    steps = write.steps(query) if by_rank else [write.full(query)]
    first = after.step if after is not None and by_rank else 0
    few = _few(session, filters)
    found: list[Cursor] = []
    for step, expression in enumerate(steps[first:], first):
        for source in _sources(session, expression, filters, after if step == first else None, few):
            statement = _narrowed(session, source, query, filters).limit(most - len(found))
            found += [Cursor(sorted_at=row.sorted_at, id=row.id, step=step) for row in session.execute(statement)]
            if len(found) >= most:
                return found
    return found


def _few(session: Session, filters: Filters) -> list[int] | None:
    """The articles that can pass the filters, and some that cannot, where an index says at once that they are few."""
    few = FEW[session.get_bind().dialect.name]
    asked = [_named(filters, role).limit(few + 1) for role in ROLES if getattr(filters, role) is not None]
    if filters.outlets:
        times = Filters(outlets=filters.outlets, since=filters.since, until=filters.until)
        asked.append(select(ArticleRow.id).where(*_filtered(ArticleRow, times)).limit(few + 1))
    for statement in asked:
        if len(found := session.scalars(statement).all()) <= few:
            return list(found)
    return None


def _named(filters: Filters, role: str) -> Select[int]:
    return select(Name.article_id).where(Name.role == role, Name.folded == terms.folded_name(getattr(filters, role)))


def _sources(
    session: Session, expression: str, filters: Filters, after: Cursor | None, few: list[int] | None
) -> Iterator[FromClause]:
    """(article_id, place) of those that fit, in parts, the newer part first.

    SQLite's index gives them from the newest by itself. PostgreSQL's does not: it gives all, and the planner, who cannot know how
    rare a word is, would rather walk a million articles for it; so the newest WINDOW are walked, which is enough for a common
    word, and what is beyond is taken from the index, where a word that was not common is short.
    """
    if few is not None:
        looked_at = select(Terms.article_id, Terms.place).where(Terms.article_id.in_(few), *_between(Terms.place, filters, after))
        yield looked_at.where(matching.holds(session, Terms.article_id, expression)).subquery("hit")
        return
    if matching.is_sqlite(session):
        rowid = matching.SQLITE_INDEX.c.rowid
        asked = select(rowid.op("&")(matching.NUMBER).label("article_id"), rowid.label("place"))
        yield asked.where(matching.matches(session, expression), *_between(rowid, filters, after)).subquery("hit")
        return
    newest: Select[int, int, Any] = select(
        Terms.article_id, Terms.place, literal_column("terms.stems_vector").label("stems_vector")
    )
    newest = newest.where(*_between(Terms.place, filters, after)).order_by(Terms.place.desc())
    recent = newest.limit(WINDOW).subquery("recent")
    yield select(recent.c.article_id, recent.c.place).where(matching.matches(session, expression, "recent")).subquery("hit")
    edge = select(Terms.place).where(*_between(Terms.place, filters, after)).order_by(Terms.place.desc())
    beyond = edge.offset(WINDOW - 1).limit(1).scalar_subquery()
    older = select(Terms.article_id, Terms.place).where(matching.matches(session, expression))
    older = older.where(*_between(Terms.place, filters, after), Terms.place < beyond)
    yield older.cte("hit").prefix_with("MATERIALIZED")


def _between(place: Any, filters: Filters, after: Cursor | None) -> Iterator[ColumnElement[bool]]:
    """The part of the walk that is left."""
    if after is not None:
        yield place < terms.place(after.sorted_at, after.id)
    if filters.since is not None:
        yield place >= terms.place(filters.since, 0)
    if filters.until is not None:
        yield place <= terms.place(filters.until, matching.NUMBER)


def _narrowed(session: Session, hit: FromClause, query: Query, filters: Filters) -> Select[int, datetime]:
    """Those of `hit` that the filters and the words themselves let pass, from the newest."""
    statement = select(ArticleRow.id, ArticleRow.sorted_at).where(ArticleRow.id == hit.c.article_id)
    # phrases of the hit rather than of the article: the engine then looks at the words before it fetches the article
    statement = statement.where(*_filtered(ArticleRow, filters), *matching.phrases(session, hit.c.article_id, query))
    if not filters.copies:
        statement = statement.where(_shown(session, query, filters))
    return statement.order_by(hit.c.place.desc())


def condition(session: Session, query: Query | None, filters: Filters) -> ColumnElement[bool]:
    """What must hold of a row of `article` for it to be found, in a statement of the caller's."""
    conditions = _filtered(ArticleRow, filters)
    if query is not None:
        conditions.append(matching.anywhere(session, ArticleRow.id, query))
    if not filters.copies:
        conditions.append(_shown(session, query, filters))
    return and_(*conditions)


def _shown(session: Session, query: Query | None, filters: Filters) -> ColumnElement[bool]:
    """Not a copy, or of an article that is not found itself: hiding that one would hide the text altogether."""
    if query is None and filters == Filters():
        return not_(ArticleRow.is_copy)
    of_it = select(_LEAD.id).join(Cluster, Cluster.lead_id == _LEAD.id).where(Cluster.id == ArticleRow.cluster_id)
    of_it = of_it.where(*_filtered(_LEAD, filters))
    if query is not None:
        of_it = of_it.where(*_asked_of_lead(session, query))
    return or_(not_(ArticleRow.is_copy), not_(of_it.exists()))


def _asked_of_lead(session: Session, query: Query) -> Iterator[ColumnElement[bool]]:
    """The question, asked of one article: to make the list of all that fit would be slow where many do."""
    write = matching.expressions(session)
    yield from matching.phrases(session, _LEAD.id, query)
    if query.groups:
        yield matching.holds(session, _LEAD.id, write.full(query))
    else:
        yield from (not_(matching.holds(session, _LEAD.id, write.part(part))) for part in query.without if not part.exact)


def _filtered(article: _Article, filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [true()]
    if filters.outlets:
        conditions.append(article.outlet.in_(filters.outlets))
    if filters.since is not None:
        conditions.append(article.sorted_at >= filters.since)
    if filters.until is not None:
        conditions.append(article.sorted_at < filters.until)
    if filters.lang is not None:
        conditions.append(article.language == filters.lang)
    if filters.kind is not None:
        conditions.append(article.kind == filters.kind)
    conditions += [article.id.in_(_named(filters, role)) for role in ROLES if getattr(filters, role) is not None]
    if filters.url is not None:
        key = links.url_hash(filters.url)
        conditions.append(
            or_(article.url_hash == key, article.id.in_(select(Sighting.article_id).where(Sighting.url_hash == key)))
        )
    return conditions
