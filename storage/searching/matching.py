"""A question as the engines understand it: folded words, quoted, and conditions on the words themselves.

Either index knows which terms an article has, not where; so it finds the articles, and of a phrase the words in `terms` decide.
Relevance is a rank in few steps, the same on both engines, each of which either index can walk from the newest:

0  everything asked for stands in the headline (its words; of a phrase all its words)
1  everything stands out: in the headline, in the first `terms.OPENING` words, or `terms.OFTEN` times
2  something asked for stands in the headline (of questions with several parts)
3  the rest

and the newest first within a step.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, cast, column, func, literal, literal_column, not_, or_, select, table
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from news import arabic
from storage.searching import terms
from storage.searching.question import Part, Query
from storage.tables import Terms

SQLITE_INDEX = table("terms_index", column("rowid"))
NUMBER = (1 << terms.ID_BITS) - 1
"""The bits of a place that are the article's number."""
# made once: SQLAlchemy takes longer to make such a name than the database to look something up
_OWN, _SAID, _OWN_INDEX = aliased(Terms, name="own"), aliased(Terms, name="said"), SQLITE_INDEX.alias("own_index")
Number = ColumnElement[int] | InstrumentedAttribute[int]
Said = TypeVar("Said")
Test = Callable[[str], bool]
"""Of the index terms of an article, a space before and behind each."""


class Writer(ABC, Generic[Said]):
    """Writes questions as one side understands them."""

    def full(self, query: Query) -> Said:
        """All of it."""
        return self._less(self._all_groups(query, ""), query)

    def steps(self, query: Query) -> list[Said]:
        """The steps of relevance, best first; together what `full` finds, none of it twice."""
        every = self._all_groups(query, "")
        titled, standing_out = self._all_groups(query, terms.HEADLINE), self._all_groups(query, terms.PROMINENT)
        found = [titled, self._minus(standing_out, titled)]
        if len(query.groups) == 1:
            found.append(self._minus(every, standing_out))
        else:
            some = self._any(self._group(group, terms.HEADLINE) for group in query.groups)
            found.append(self._minus(self._all((every, some)), standing_out))
            found.append(self._minus(every, self._any((standing_out, some))))
        return [self._less(step, query) for step in found]

    def part(self, part: Part, level: str = "") -> Said:
        """One part; the index knows of a phrase only that all its words are there."""
        sign = terms.HEADLINE if part.title else level
        return self._all(self._word(word, sign, exact=part.exact) for word in part.words)

    def _all_groups(self, query: Query, level: str) -> Said:
        return self._all(self._group(group, level) for group in query.groups)

    def _group(self, group: tuple[Part, ...], level: str) -> Said:
        return self._any(self.part(part, level) for part in group)

    def _less(self, expression: Said, query: Query) -> Said:
        out = [self.part(part) for part in query.without if not part.exact]
        return self._minus(expression, self._any(out)) if out else expression

    def _word(self, word: str, sign: str, *, exact: bool) -> Said:
        found = arabic.terms(word)[:1] if exact else arabic.query_terms(word)
        return self._any(self._term(sign + term) for term in dict.fromkeys(map(terms.index_term, found)))

    @abstractmethod
    def _term(self, term: str) -> Said: ...
    @abstractmethod
    def _all(self, parts: Iterable[Said]) -> Said: ...
    @abstractmethod
    def _any(self, parts: Iterable[Said]) -> Said: ...
    @abstractmethod
    def _minus(self, said: Said, out: Said) -> Said: ...


class Expressions(Writer[str]):
    """In the language of one engine's index."""

    def __init__(self, *, sqlite: bool) -> None:
        self._and, self._or, self._not, self._mark = (" AND ", " OR ", " NOT ", '"') if sqlite else (" & ", " | ", " & !", "'")

    def _term(self, term: str) -> str:
        # terms are letters and digits; the doubling is for the day when one is not
        return self._mark + term.replace(self._mark, self._mark * 2) + self._mark

    def _all(self, parts: Iterable[str]) -> str:
        return f"({self._and.join(parts)})"

    def _any(self, parts: Iterable[str]) -> str:
        return f"({self._or.join(parts)})"

    def _minus(self, said: str, out: str) -> str:
        return f"({said}{self._not}{out})"


class Tests(Writer[Test]):
    """As tests of the index terms of one article."""

    def _term(self, term: str) -> Test:
        wanted = f" {term} "
        return lambda stems: wanted in stems

    def _all(self, parts: Iterable[Test]) -> Test:
        every = list(parts)
        return lambda stems: all(part(stems) for part in every)

    def _any(self, parts: Iterable[Test]) -> Test:
        some = list(parts)
        return lambda stems: any(part(stems) for part in some)

    def _minus(self, said: Test, out: Test) -> Test:
        return lambda stems: said(stems) and not out(stems)


def expressions(session: Session) -> Expressions:
    """For the engine of this session."""
    return Expressions(sqlite=is_sqlite(session))


def is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def matches(session: Session, expression: str, table_name: str = "terms") -> ColumnElement[bool]:
    """A row of the index (SQLITE_INDEX, or on PostgreSQL Terms, under whatever name) fits."""
    if is_sqlite(session):
        return literal_column("terms_index").op("MATCH", is_comparison=True)(expression)
    vector = literal_column(f"{table_name}.stems_vector", postgresql.TSVECTOR)
    return vector.op("@@", is_comparison=True)(cast(expression, postgresql.TSQUERY))


def found_ids(session: Session, expression: str) -> Select[Any]:
    """SELECT of the articles' ids."""
    if is_sqlite(session):
        return select(SQLITE_INDEX.c.rowid.op("&")(NUMBER)).where(matches(session, expression))
    return select(Terms.article_id).where(matches(session, expression))


def holds(session: Session, article_id: Number, expression: str) -> ColumnElement[bool]:
    """This one article fits; cheap for one, dear for many."""
    if not is_sqlite(session):
        fits = select(_OWN.article_id).where(_OWN.article_id == article_id, matches(session, expression, "own"))
        return fits.correlate_except(_OWN).exists()
    # SQLAlchemy by itself would bind the article of the next statement around only, and put it into FROM once more
    at = select(_OWN.place).where(_OWN.article_id == article_id).correlate_except(_OWN).scalar_subquery()
    asked = literal_column("own_index.terms_index").op("MATCH", is_comparison=True)(expression)
    return select(_OWN_INDEX.c.rowid).where(asked, _OWN_INDEX.c.rowid == at).correlate_except(_OWN_INDEX).exists()


def among(session: Session, ids: Sequence[int], test: Test) -> list[int]:
    """Those of these articles that fit: read, and looked at here, which takes less than to ask an index of each."""
    rows = session.execute(select(Terms.article_id, Terms.stems).where(Terms.article_id.in_(ids)))
    return [row.article_id for row in rows if test(f" {row.stems} ")]


def phrases(session: Session, article_id: Number, query: Query) -> Iterator[ColumnElement[bool]]:
    """What the index cannot say of an article that fits: whether the words of phrases stand side by side."""
    write = expressions(session)
    for group in query.groups:
        if any(part.exact for part in group):
            yield or_(
                *(
                    _phrase(session, article_id, part) if part.exact else holds(session, article_id, write.part(part))
                    for part in group
                )
            )
    for part in query.without:
        if part.exact:
            yield not_(_phrase(session, article_id, part))


def anywhere(session: Session, article_id: Number, query: Query) -> ColumnElement[bool]:
    """All of the question, as a condition on the articles of a statement of any form."""
    write = expressions(session)
    conditions = list(phrases(session, article_id, query))
    if query.groups:
        conditions.insert(0, article_id.in_(found_ids(session, write.full(query))))
    else:
        conditions += [article_id.not_in(found_ids(session, write.part(part))) for part in query.without if not part.exact]
    return and_(*conditions)


def _phrase(session: Session, article_id: Number, part: Part) -> ColumnElement[bool]:
    """The words stand so in the headline or the body."""
    find = func.instr if is_sqlite(session) else func.strpos
    wanted = f" {' '.join(part.words)} "
    texts = (_SAID.headline,) if part.title else (_SAID.headline, _SAID.body)
    here = or_(*(find(literal(" ") + text + literal(" "), wanted) > 0 for text in texts))
    return select(_SAID.article_id).where(_SAID.article_id == article_id, here).correlate_except(_SAID).exists()
