"""Filters and questions as conditions on the articles of a statement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select, true
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.util import AliasedClass

from news import links
from storage.searching import matching, terms
from storage.searching.question import Query
from storage.searching.selection import ROLES, Filters
from storage.tables import ArticleRow, Cluster, Name, Sighting

Article = type[ArticleRow] | AliasedClass[ArticleRow]
LEAD = aliased(ArticleRow, name="lead")  # made once: it takes SQLAlchemy milliseconds
_CALLED = aliased(Name, name="called")


def condition(session: Session, query: Query | None, filters: Filters) -> ColumnElement[bool]:
    """What must hold of a row of `article` for it to be found, in a statement of the caller's."""
    conditions = filtered(ArticleRow, filters)
    if query is not None:
        conditions.append(matching.anywhere(session, ArticleRow.id, query))
    if not filters.copies:
        conditions.append(shown(session, query, filters))
    return and_(*conditions)


def shown(session: Session, query: Query | None, filters: Filters) -> ColumnElement[bool]:
    """Not a copy, or of an article that is not found itself: hiding that one would hide the text altogether."""
    if query is None and filters == Filters():
        return not_(ArticleRow.is_copy)
    of_it = select(LEAD.id).join(Cluster, Cluster.lead_id == LEAD.id).where(Cluster.id == ArticleRow.cluster_id)
    of_it = of_it.where(*looked_at(LEAD, filters))
    if query is not None:
        of_it = of_it.where(*_asked(session, LEAD, query))
    return or_(not_(ArticleRow.is_copy), not_(of_it.exists()))


def filtered(article: Article, filters: Filters) -> list[ColumnElement[bool]]:
    """For a statement over all articles: whatever leads to few of them may be walked."""
    conditions = _times(article, filters)
    if filters.outlets:
        conditions.append(article.outlet.in_(filters.outlets))
    if filters.lang is not None:
        conditions.append(article.language == filters.lang)
    if filters.kind is not None:
        conditions.append(article.kind == filters.kind)
    conditions += [article.id.in_(named(filters, role)) for role in ROLES if getattr(filters, role) is not None]
    return [*conditions, *_at(article, filters)]


def looked_at(article: Article, filters: Filters) -> list[ColumnElement[bool]]:
    """The same, for a statement that comes by its articles otherwise: asked of each, so that no engine is led astray.

    Neither engine finds an index for a text with nothing added to it.
    """
    conditions = _times(article, filters)
    if filters.outlets:
        conditions.append(article.outlet.concat("").in_(filters.outlets))
    if filters.lang is not None:
        conditions.append(article.language.concat("") == filters.lang)
    if filters.kind is not None:
        conditions.append(article.kind.concat("") == filters.kind)
    conditions += [_is_called(article, filters, role) for role in ROLES if getattr(filters, role) is not None]
    return [*conditions, *_at(article, filters)]


def named(filters: Filters, role: str) -> Select[int]:
    """The articles of that name."""
    return select(Name.article_id).where(Name.role == role, Name.folded == terms.folded_name(getattr(filters, role)))


def _is_called(article: Article, filters: Filters, role: str) -> ColumnElement[bool]:
    name = terms.folded_name(getattr(filters, role))
    of_it = select(_CALLED.article_id).where(_CALLED.article_id == article.id, _CALLED.role == role, _CALLED.folded == name)
    return of_it.correlate_except(_CALLED).exists()


def _times(article: Article, filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [true()]
    if filters.since is not None:
        conditions.append(article.sorted_at >= filters.since)
    if filters.until is not None:
        conditions.append(article.sorted_at < filters.until)
    return conditions


def _at(article: Article, filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.url is not None:
        key = links.url_hash(filters.url)
        seen: Any = select(Sighting.article_id).where(Sighting.url_hash == key)
        yield or_(article.url_hash == key, article.id.in_(seen))


def asked_of_each(session: Session, query: Query) -> Iterator[ColumnElement[bool]]:
    """All of the question, as a condition on each article met."""
    yield from _asked(session, ArticleRow, query)


def _asked(session: Session, article: Article, query: Query) -> Iterator[ColumnElement[bool]]:
    """The question, asked of one article: to make the list of all that fit would be slow where many do."""
    yield from matching.phrases(session, article.id, query)
    write = matching.expressions(session)
    if query.groups:
        yield matching.holds(session, article.id, write.full(query))
    else:
        yield from (not_(matching.holds(session, article.id, write.part(part))) for part in query.without if not part.exact)
