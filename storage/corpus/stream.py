"""The corpus as a stream of changes, in the order of commits: nothing is passed over and nothing comes twice, whoever writes.

A reader goes on where it ended: `Mark` says where. It sees each article in the state it has when the reader comes by; of one that
changed since it was read, the change comes again, further on. A forgotten article comes as a tombstone.

Pages are short transactions of their own, so that neither memory nor the database's log grows with the length of the way.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.corpus import article_json
from storage.corpus.material import Kept
from storage.database import Database
from storage.errors import StorageError
from storage.searching import search
from storage.searching.question import Query
from storage.searching.search import Filters
from storage.tables import ArticleChange, ArticleRow, Capture, CorpusMark

VERSION = "1"
Rows = TypeVar("Rows", bound=Sized)
Gather = Callable[[Session, Iterable[Sequence[Any]]], Rows]
"""Makes of rows as the database gives them (`article_json.statement`) what a page holds."""
Json = list[article_json.Row]
BATCH = 1000
"""Articles read at a time."""
WINDOW = 50_000
"""Changes looked at in one statement at most, however few of them match."""


class NotACursor(ValueError):
    """A text that no export gave; the message says so."""


class ForeignCursor(StorageError):
    """A cursor of another corpus, or of one that is not this far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place in the stream of one corpus; `str` of it is what manifests and commands carry."""

    corpus: str
    """Its identity."""
    number: int
    """All changes up to this one were read."""

    def __str__(self) -> str:
        text = f"{VERSION} {self.corpus} {self.number}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Mark:
        """Raises NotACursor for anything that `str` of a mark never gave."""
        wrong = NotACursor(f"{text[:80]!r} is not a cursor of an export; it is the `next` of an earlier one")
        try:
            said = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True).decode("ascii")
            version, corpus, number = said.split(" ")
            mark = cls(corpus=corpus, number=int(number))
        except ValueError as error:  # binascii.Error and UnicodeDecodeError are ValueErrors
            raise wrong from error
        if version.isdecimal() and version > VERSION:
            raise NotACursor("the cursor is of a newer Rasid; update the program")
        if str(mark) != text or not 0 <= mark.number < 2**63:
            raise wrong
        return mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Rows]):
    """What was read at once."""

    rows: Rows
    forgotten: list[int]
    """Articles that are not there any more."""
    end: Mark
    """Up to here everything was read."""
    upto: int
    """Number of the last change there was to read."""


def here(session: Session) -> Mark:
    """The end of the stream as it is now. Raises StorageError for a corpus without identity."""
    identity = session.scalar(select(CorpusMark.identity))
    if identity is None:
        raise StorageError("the database does not say which corpus it is (its table corpus is empty); restore a backup")
    return Mark(corpus=identity, number=session.scalar(select(func.max(ArticleChange.number))) or 0)


def start(session: Session, after: str | None) -> Mark:
    """The place a cursor names; without one the beginning. Raises NotACursor, ForeignCursor."""
    now = here(session)
    if after is None:
        return Mark(corpus=now.corpus, number=0)
    mark = Mark.parse(after)
    cure = "export without --after once, and go on from the cursor that gives"
    if mark.corpus != now.corpus:
        raise ForeignCursor(f"the cursor is of another database, or from before a backup was restored; {cure}")
    if mark.number > now.number:
        raise ForeignCursor(f"the cursor is ahead of this database, which must be an older copy; {cure}")
    return mark


def read(
    session: Session, query: Query | None, filters: Filters, mark: Mark, *, upto: int | None = None, limit: int | None = None
) -> Page[Json]:
    """As `read_as`, Article JSON."""
    return read_as(article_json.gather, session, query, filters, mark, upto=upto, limit=limit)


def read_as(
    gather: Gather[Rows],
    session: Session,
    query: Query | None,
    filters: Filters,
    mark: Mark,
    *,
    upto: int | None = None,
    limit: int | None = None,
) -> Page[Rows]:
    """What changed after `mark`, at most `limit` (BATCH) changes, not beyond number `upto`. What does not match is passed over.

    Where fewer than `limit` come, `end` is the end of what was looked at.
    """
    last = here(session).number if upto is None else upto
    upto = min(last, mark.number + WINDOW)
    limit = BATCH if limit is None else limit
    change, article = ArticleChange.__table__, ArticleRow.__table__
    matching = search.condition(session, query, filters)
    asked = article_json.statement(session, change.c.number, change.c.article_id)
    statement = (
        article_json.whole(asked.outerjoin_from(change, article, article.c.id == change.c.article_id))
        .where(change.c.number > mark.number, change.c.number <= upto)
        .where(article.c.id.is_(None) | matching)
        .order_by(change.c.number)
        .limit(limit)
    )
    # number of the change, number of the article, then the article, whose first column is empty where it is forgotten
    rows = session.execute(statement).all()
    end = rows[-1][0] if len(rows) == limit else max(upto, mark.number)
    forgotten = [row[1] for row in rows if row[2] is None]
    found = gather(session, [row[2:] for row in rows if row[2] is not None])
    return Page(rows=found, forgotten=forgotten, end=Mark(corpus=mark.corpus, number=end), upto=last)


def walk(
    database: Database, query: Query | None, filters: Filters, mark: Mark, *, limit: int | None = None, history: bool = False
) -> Iterator[Page[Json]]:
    """As `walk_as`, Article JSON; `history` adds what that leaves out (`article_json.add_history`)."""

    def with_history(session: Session, rows: Iterable[Sequence[Any]]) -> Json:
        found = article_json.gather(session, rows)
        article_json.add_history(session, found)
        return found

    return walk_as(with_history if history else article_json.gather, database, query, filters, mark, limit=limit)


def walk_as(
    gather: Gather[Rows],
    database: Database,
    query: Query | None,
    filters: Filters,
    mark: Mark,
    *,
    limit: int | None = None,
) -> Iterator[Page[Rows]]:
    """Every page from `mark` to the end, as it was when all that was there at the start had been read; `limit` changes at most.

    So what changed meanwhile and had not been read yet is read too, and who writes for ever keeps nobody from ending.
    """
    left = limit
    for _ in range(2):
        with database.read() as session:
            upto = here(session).number
        while mark.number < upto and left != 0:
            with database.read() as session:
                most = None if left is None else min(left, BATCH)
                page = read_as(gather, session, query, filters, mark, upto=upto, limit=most)
            mark = page.end
            left = None if left is None else left - len(page.rows) - len(page.forgotten)
            yield page


def captures(session: Session, ids: Sequence[int]) -> list[Kept]:
    """Where the archive has the pages of these articles' latest states, in their order; those without one are left out."""
    statement = select(ArticleRow.id, Capture).join(Capture, Capture.id == ArticleRow.capture_id).where(ArticleRow.id.in_(ids))
    found: dict[int, Capture] = {row.id: row.Capture for row in session.execute(statement)}
    return [Kept(**{name: getattr(found[number], name) for name in Kept.__slots__}) for number in ids if number in found]  # type: ignore[attr-defined,unused-ignore]
