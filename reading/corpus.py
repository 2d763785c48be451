"""The corpus for Python: open it, look things up, walk through it, hand it to Arrow or pandas. Loads neither Scrapy nor Twisted.

    from reading import corpus

    with corpus.open() as articles:
        for article in articles.search("قصف درعا", limit=10):
            print(article["published"], article["headline"])

Articles are plain dicts: the Article JSON of `rasid show --json`, times as ISO 8601 text in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypedDict, Unpack

from news import links
from reading.exports import columns
from storage import config as configuration
from storage import database as databases
from storage.corpus import article_columns, article_rows, stream
from storage.corpus.stream import Mark
from storage.database import Database
from storage.errors import StorageError
from storage.searching import search
from storage.searching.search import Cursor, Filters

if TYPE_CHECKING:
    import pandas
    import pyarrow

__all__ = ["Corpus", "Filter", "StorageError", "open"]

Article = dict[str, Any]
PAGE = 500
"""Articles read at a time; what a caller's loop does between two pages holds nothing open."""


class Filter(TypedDict, total=False):
    """What narrows a search or a walk; all that is named must hold."""

    outlet: str | Sequence[str]
    """Id of an outlet, or several."""
    since: datetime | date | str
    """From then on. A day means its beginning in UTC; text is ISO 8601."""
    until: datetime | date | str
    """Before then; a day named is included."""
    section: str
    tag: str
    author: str
    agency: str
    """Names in any spelling that folds to the same."""
    lang: str
    kind: str
    copies: bool
    """Also copies of the same text, hidden by default."""


class Corpus:
    """An open corpus, read only. Made by `open`; a context manager. Safe to share between threads, not across a fork."""

    def __init__(self, opened: Database) -> None:
        self._database = opened

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._database.close()

    def get(self, article: int | str) -> Article | None:
        """The article of a number or an address (its own, or one it was seen at); None where there is none.

        Raises ValueError for a text that is no address.
        """
        with self._database.read() as session:
            if isinstance(article, int):
                found = article_rows.load(session, [article])
            else:
                asked = Filters(url=links.canonical(article), copies=True)
                found = search.find(session, None, asked, 1).articles
        return article_rows.stored_json(found[0]) if found else None

    def search(self, query: str, *, limit: int | None = None, **filters: Unpack[Filter]) -> Iterator[Article]:
        """Articles that hold all words of the query, newest first, as `rasid search` finds them. Raises ValueError."""
        return self._newest(query, limit, _filters(filters))

    def articles(self, *, newest: bool = False, **filters: Unpack[Filter]) -> Iterator[Article]:
        """Every article that matches: as they were stored or last changed, or newest first.

        Bounded in memory, however many there are; what is stored meanwhile comes too.
        """
        chosen = _filters(filters)
        return self._newest(None, None, chosen) if newest else self._stored(chosen)

    def changes(self, after: str | None = None, **filters: Unpack[Filter]) -> Iterator[tuple[Article, str]]:
        """What was stored, changed or forgotten after a cursor, each with the cursor from which to go on behind its page.

        Nothing is passed over and nothing comes twice, whoever writes meanwhile. A forgotten article is
        `{"id": …, "status": "forgotten"}`. Raises ValueError for what is no cursor, StorageError for another corpus's.
        """
        chosen = _filters(filters)
        mark = self._start(after)
        for page in stream.walk(self._database, None, chosen, mark):
            for row in page.rows:
                yield row, str(page.end)
            if after is not None:
                for number in page.forgotten:
                    yield {"id": number, "status": "forgotten"}, str(page.end)

    def cursor(self) -> str:
        """The end as it is now: `changes(after=…)` gives what comes later."""
        with self._database.read() as session:
            return str(stream.here(session))

    def to_arrow(self, **filters: Unpack[Filter]) -> pyarrow.Table:
        """All that matches as an Arrow table, typed as the Parquet export. Needs pyarrow: pip install 'rasid[parquet]'."""
        arrow = columns.arrow()
        known = columns.schema()
        pages = stream.walk_as(article_columns.gather, self._database, None, _filters(filters), self._start(None))
        return arrow.Table.from_batches([columns.batch(page.rows, known) for page in pages if page.rows], known)

    def to_pandas(self, **filters: Unpack[Filter]) -> pandas.DataFrame:
        """All that matches as a data frame. Needs pandas and pyarrow: pip install pandas 'rasid[parquet]'."""
        try:
            import pandas  # noqa: F401 - Arrow needs it
        except ImportError as error:
            raise ImportError("to_pandas needs pandas; install it with pip install pandas") from error
        return self.to_arrow(**filters).to_pandas()

    def _start(self, after: str | None) -> Mark:
        with self._database.read() as session:
            return stream.start(session, after)

    def _stored(self, filters: Filters) -> Iterator[Article]:
        for page in stream.walk(self._database, None, filters, self._start(None)):
            yield from page.rows

    def _newest(self, query: str | None, limit: int | None, filters: Filters) -> Iterator[Article]:
        place: Cursor | None = None
        while limit is None or limit > 0:
            with self._database.read() as session:
                hits = search.find(session, query, filters, PAGE if limit is None else min(limit, PAGE), place)
            yield from map(article_rows.stored_json, hits.articles)
            limit = None if limit is None else limit - len(hits.articles)
            place = hits.next
            if place is None:
                return


def open(place: str | Path | None = None) -> Corpus:  # noqa: A001 - `corpus.open` reads as what it is
    """The corpus at a database address (sqlite:///…, postgresql://…), in an SQLite file, or, without either, the configured one.

    Raises StorageError: not there, not ours, another schema; ConfigError for a broken configuration.
    """
    if place is None:
        url = configuration.load().database
    elif isinstance(place, str) and "://" in place:
        url = place
    else:
        url = f"sqlite:///{Path(place).expanduser().absolute()}"
    return Corpus(databases.open(url))


def _filters(given: Filter) -> Filters:
    """Raises TypeError for a filter there is not, ValueError for a time that is none."""
    unknown = set(given) - set(Filter.__annotations__)
    if unknown:
        raise TypeError(f"no filter {', '.join(sorted(unknown))}; there are {', '.join(Filter.__annotations__)}")
    names: dict[str, Any] = dict(given)
    outlets = names.pop("outlet", ())
    said = [key for key in ("since", "until") if names.get(key) is not None]
    times: dict[str, Any] = {key: _moment(names.pop(key), end=key == "until") for key in said}
    return Filters(outlets=(outlets,) if isinstance(outlets, str) else tuple(outlets), **times, **names)


def _moment(value: datetime | date | str, *, end: bool) -> datetime:
    if isinstance(value, str):
        value = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return datetime.combine(value + timedelta(days=1 if end else 0), time(), UTC)
