"""Finds articles: the same corpus and the same question give the same answer on either engine.

Nothing a user types is syntax of an engine: what reaches it are folded words, letters and digits only, quoted.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, cast, column, func, literal, literal_column, not_, or_, select, table, true, tuple_
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.util import AliasedClass

from news import arabic, links
from storage import article_rows, terms
from storage.article_rows import Stored
from storage.question import Query, parse
from storage.tables import ArticleRow, Cluster, Name, Sighting, Terms

__all__ = ["Cursor", "Filters", "Hits", "Query", "find", "parse"]

_Article = type[ArticleRow] | AliasedClass[ArticleRow]
Order = Literal["newest", "stored"]


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

    def __str__(self) -> str:
        text = f"{self.sorted_at.astimezone(UTC).isoformat()} {self.id}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Raises ValueError for anything that `str` of a cursor never gave."""
        try:
            when, _, number = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True).decode("ascii").partition(" ")
            cursor = cls(sorted_at=datetime.fromisoformat(when), id=int(number))
            if str(cursor) != text or cursor.sorted_at.tzinfo is None or not 0 <= cursor.id < 2**63:
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

    `order`: "newest" first, or as they were "stored", oldest first, for exports that go on where they ended. A question
    without any word finds nothing; None is no question. Raises ValueError as `parse` does.
    """
    if isinstance(query, str):
        query = parse(query)
    if query is not None and query.is_empty:
        return Hits(articles=[], next=None)
    statement = select(ArticleRow.id, ArticleRow.sorted_at).where(_matches(session, ArticleRow, query, filters))
    if not filters.copies:
        statement = statement.where(_shown(session, query, filters))
    if order == "stored":
        statement = statement.order_by(ArticleRow.id)
        if after is not None:
            statement = statement.where(ArticleRow.id > after.id)
    else:
        statement = statement.order_by(ArticleRow.sorted_at.desc(), ArticleRow.id.desc())
        if after is not None:
            place = tuple_(literal(after.sorted_at, ArticleRow.sorted_at.type), literal(after.id))
            statement = statement.where(tuple_(ArticleRow.sorted_at, ArticleRow.id) < place)
    rows = session.execute(statement.limit(limit + 1)).all()
    page = rows[:limit]
    more = Cursor(sorted_at=page[-1].sorted_at, id=page[-1].id) if page and len(rows) > limit else None
    return Hits(articles=article_rows.load(session, [row.id for row in page]), next=more)


def _shown(session: Session, query: Query | None, filters: Filters) -> ColumnElement[bool]:
    """Not a copy, or of an article that is not found itself: hiding that one would hide the text altogether."""
    if query is None and filters == Filters():
        return not_(ArticleRow.is_copy)
    lead = aliased(ArticleRow)
    of_it = select(lead.id).join(Cluster, Cluster.lead_id == lead.id).where(Cluster.id == ArticleRow.cluster_id)
    return or_(not_(ArticleRow.is_copy), not_(of_it.where(_matches(session, lead, query, filters)).exists()))


def _matches(session: Session, article: _Article, query: Query | None, filters: Filters) -> ColumnElement[bool]:
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
    for role in ("section", "tag", "author", "agency"):
        if (name := getattr(filters, role)) is not None:
            named = select(Name.article_id).where(Name.role == role, Name.folded == terms.folded_name(name))
            conditions.append(article.id.in_(named))
    if filters.url is not None:
        key = links.url_hash(filters.url)
        conditions.append(
            or_(article.url_hash == key, article.id.in_(select(Sighting.article_id).where(Sighting.url_hash == key)))
        )
    if query is not None:
        conditions.extend(_holds(session, article, query))
    return and_(*conditions)


def _holds(session: Session, article: _Article, query: Query) -> Iterable[ColumnElement[bool]]:
    groups = [_any_of(arabic.query_terms(word)) for word in query.words]
    # a text with the phrase has all its terms; the index finds those texts, the words themselves decide
    groups += [[term] for phrase in query.phrases for term in _any_of(arabic.terms(phrase))]
    if groups:
        yield article.id.in_(_indexed(session, groups))
    for phrase in query.phrases:
        yield _phrase(session, article, phrase)
    for word in query.without_words:
        yield article.id.not_in(_indexed(session, [_any_of(arabic.query_terms(word))]))
    for phrase in query.without_phrases:
        yield not_(
            and_(article.id.in_(_indexed(session, [[term] for term in arabic.terms(phrase)])), _phrase(session, article, phrase))
        )


def _any_of(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(map(terms.index_term, words)))


def _indexed(session: Session, groups: list[list[str]]) -> Any:
    """SELECT of the ids whose terms hold one of each group."""
    if session.get_bind().dialect.name == "sqlite":
        asked = " AND ".join("(" + " OR ".join(_quoted(term, '"') for term in group) + ")" for group in groups)
        index = table("terms_index", column("rowid"))
        return select(index.c.rowid).where(literal_column("terms_index").op("MATCH", is_comparison=True)(asked))
    asked = " & ".join("(" + " | ".join(_quoted(term, "'") for term in group) + ")" for group in groups)
    index = table("terms", column("article_id"), column("stems_vector", postgresql.TSVECTOR))
    return select(index.c.article_id).where(index.c.stems_vector.op("@@", is_comparison=True)(cast(asked, postgresql.TSQUERY)))


def _quoted(term: str, mark: str) -> str:
    # terms are letters and digits; the doubling is for the day when one is not
    return mark + term.replace(mark, mark * 2) + mark


def _phrase(session: Session, article: _Article, phrase: str) -> ColumnElement[bool]:
    """The words stand so in the headline or the body."""
    place = func.instr if session.get_bind().dialect.name == "sqlite" else func.strpos
    wanted = f" {phrase} "
    here = or_(*(place(literal(" ") + text + literal(" "), wanted) > 0 for text in (Terms.headline, Terms.body)))
    return select(Terms.article_id).where(Terms.article_id == article.id, here).exists()
