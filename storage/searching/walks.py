"""Which index leads to what the filters let pass, from the newest: each filter has one that stands in the order of lists.

The one with fewest articles is walked, and the other filters are asked of each article met. So a list takes as long as it is,
unless two filters that many articles pass are passed together by almost none. Of two names that is found out in their index
alone, without the articles (two names with 83,000 articles each and none in common, SQLite: 944 → 133 ms of CPU).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from storage.searching import conditions, terms
from storage.searching.selection import ROLES, Cursor, Filters
from storage.tables import ArticleRow, Name

COUNTED = 5000
"""Articles behind a filter, beyond which they are only many."""
MANY = 8
"""Outlets beyond which one walk over all articles is shorter than one for each."""


@dataclass(frozen=True)
class Walk:
    """The articles that pass one filter, in the order of its index."""

    passing: tuple[ColumnElement[bool], ...]
    by_place: bool = False
    """Of `name`, in the order of `terms.place`; else of `article`, in that of lists."""
    outlets: tuple[str, ...] = ()

    def parts(self, size: int) -> list[Walk]:
        """Walks that each have one order: of several outlets each its own, of very many that of all articles."""
        if len(self.outlets) < 2 or size < COUNTED:
            return [self]
        if len(self.outlets) > MANY:
            return [Walk(())]
        return [Walk((ArticleRow.outlet == outlet,)) for outlet in self.outlets]

    def size(self, session: Session, filters: Filters, after: Cursor | None) -> int:
        """How many there are to walk, at most COUNTED."""
        some = self._places(filters, after).limit(COUNTED).subquery()
        return session.scalar(select(func.count()).select_from(some)) or 0

    def standing(self, session: Session, filters: Filters) -> list[int]:
        """All their places."""
        return self._as_places(session.execute(self._places(filters, None)).all())

    def ends(self, session: Session, filters: Filters) -> tuple[int, int]:
        """A place above which there is none, and one below which there is none; there is one between."""
        asked = (self._places(filters, None).order_by(*self._order(newest=way)).limit(1) for way in (True, False))
        newest, oldest = (self._as_places(session.execute(end).all())[0] for end in asked)
        # the newest of a list is not the highest place of its second
        second = (1 << terms.ID_BITS) - 1
        return newest | second, oldest & ~second

    def _as_places(self, rows: Sequence[Any]) -> list[int]:
        return [row.place if self.by_place else terms.place(row.sorted_at, row.id) for row in rows]

    def _places(self, filters: Filters, after: Cursor | None) -> Any:
        if self.by_place:
            return select(Name.place).where(*self.passing, *between(Name.place, filters, after))
        return select(ArticleRow.id, ArticleRow.sorted_at).where(*self.passing, *_times(filters, after))

    def _order(self, *, newest: bool) -> tuple[Any, ...]:
        columns = (Name.place,) if self.by_place else (ArticleRow.sorted_at, ArticleRow.id)
        return tuple(column.desc() for column in columns) if newest else columns

    def first(
        self, session: Session, passing: Sequence[ColumnElement[bool]], filters: Filters, most: int, after: Cursor | None
    ) -> list[Cursor]:
        """The newest `most` of those that pass everything."""
        within = (*passing, *_times(filters, after))
        if not self.by_place:
            asked = select(ArticleRow.id, ArticleRow.sorted_at).where(*self.passing, *within)
            return _read(session, asked.order_by(*self._order(newest=True)).limit(most))
        asked = select(ArticleRow.id, ArticleRow.sorted_at).join(Name, Name.article_id == ArticleRow.id)
        asked = asked.where(*self.passing, *within, *between(Name.place, filters, _end_of_second(after)), *_all_names(filters))
        found = _read(session, asked.order_by(*self._order(newest=True)).limit(most))
        if len(found) == most:  # places know whole seconds, lists their parts: the rest of the last second belongs to it
            last = terms.place(found[-1].sorted_at, found[-1].id)
            found += _read(session, asked.where(Name.place < last, Name.place >= last >> terms.ID_BITS << terms.ID_BITS))
        return sorted(found, key=_newer, reverse=True)[:most]


def listed(
    session: Session, asked: Sequence[ColumnElement[bool]], filters: Filters, most: int, after: Cursor | None
) -> list[Cursor]:
    """The newest `most` that pass the filters and what else is asked of an article."""
    passing = (*conditions.looked_at(ArticleRow, filters), *asked)
    known = list(of(filters))
    walk, size = Walk(()), COUNTED
    if len(known) == 1 and len(known[0].outlets) < 2:
        walk = known[0]
    elif known:
        sizes = [each.size(session, filters, after) for each in known]
        size = min(sizes)
        walk = known[sizes.index(size)]
    found: list[Cursor] = []
    for part in walk.parts(size):
        found += part.first(session, passing, filters, most, after)
    return sorted(found, key=_newer, reverse=True)[:most]


def of(filters: Filters) -> Iterator[Walk]:
    """One for each filter that has an index."""
    for role in ROLES:
        if (name := getattr(filters, role)) is not None:
            yield Walk((Name.role == role, Name.folded == terms.folded_name(name)), by_place=True)
    if filters.outlets:
        yield Walk((ArticleRow.outlet.in_(filters.outlets),), outlets=tuple(dict.fromkeys(filters.outlets)))
    if filters.kind is not None:
        yield Walk((ArticleRow.kind == filters.kind,))
    if filters.lang is not None:
        yield Walk((ArticleRow.language == filters.lang,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where in the order of places something can pass the filters."""

    few: tuple[int, ...] | None = None
    """At these places alone, from the newest; None: at too many."""
    newest: int | None = None
    oldest: int | None = None
    """At none beyond these."""

    def within(self, place: Any) -> Iterator[ColumnElement[bool]]:
        if self.newest is not None:
            yield place <= self.newest
        if self.oldest is not None:
            yield place >= self.oldest


def reach(session: Session, filters: Filters, most: int) -> Reach:
    """`few` where one filter leaves at most so many."""
    if not (known := list(of(filters))):
        return Reach()
    sizes = [walk.size(session, filters, None) for walk in known]
    if min(sizes) <= max(most, 0):
        places = known[sizes.index(min(sizes))].standing(session, filters)
        return Reach(few=tuple(sorted(places, reverse=True)))
    ends = [walk.ends(session, filters) for walk in known if len(walk.outlets) < 2]
    return Reach(newest=min((new for new, _ in ends), default=None), oldest=max((old for _, old in ends), default=None))


def between(place: Any, filters: Filters, after: Cursor | None) -> Iterator[ColumnElement[bool]]:
    """The part that is left, by `terms.place`."""
    if after is not None:
        yield place < terms.place(after.sorted_at, after.id)
    if filters.since is not None:
        yield place >= terms.place(filters.since, 0)
    if filters.until is not None:
        yield place <= terms.place(filters.until, (1 << terms.ID_BITS) - 1)


def _all_names(filters: Filters) -> Iterator[ColumnElement[bool]]:
    """Whether the article at the place that is walked has every name asked for, where there are several."""
    roles = [role for role in ROLES if getattr(filters, role) is not None]
    for role in roles if len(roles) > 1 else ():
        other = aliased(Name)
        named = (other.role == role, other.folded == terms.folded_name(getattr(filters, role)), other.place == Name.place)
        yield select(other.place).where(*named).correlate(Name).exists()


def _times(filters: Filters, after: Cursor | None) -> Iterator[ColumnElement[bool]]:
    """The part that is left, by the time lists are sorted by."""
    if filters.since is not None:
        yield ArticleRow.sorted_at >= filters.since
    if filters.until is not None:
        yield ArticleRow.sorted_at < filters.until
    if after is not None:
        place = tuple_(literal(after.sorted_at, ArticleRow.sorted_at.type), literal(after.id))
        yield tuple_(ArticleRow.sorted_at, ArticleRow.id) < place


def _end_of_second(after: Cursor | None) -> Cursor | None:
    if after is None or after.sorted_at >= datetime.max.replace(tzinfo=UTC) - timedelta(seconds=1):
        return None
    return Cursor(sorted_at=after.sorted_at.replace(microsecond=0) + timedelta(seconds=1), id=0)


def _newer(found: Cursor) -> tuple[datetime, int]:
    return found.sorted_at, found.id


def _read(session: Session, statement: Select[int, datetime]) -> list[Cursor]:
    return [Cursor(sorted_at=row.sorted_at, id=row.id) for row in session.execute(statement)]
