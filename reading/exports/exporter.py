"""Drives an export: reads the stream a page at a time, gives it to the form that was asked for, and knows where it ended."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from reading import queries
from reading.exports import columns, lines, records, sheets, syndication
from reading.exports.form import Counted, Form
from storage.corpus import article_columns, stream
from storage.corpus.article_columns import Columns
from storage.corpus.stream import Json, Mark, Page, Rows
from storage.errors import StorageError
from storage.operations import erasing
from storage.searching.question import Query
from storage.searching.search import Filters

FORMATS = ("jsonl", "csv", "parquet", "rss", "atom", "warc")
FEEDS = ("rss", "atom")

Tell = Callable[[int, int, int], None]
"""Told of changes looked at, changes there are, articles written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is wanted."""

    form: str
    filters: Filters
    query: Query | None = None
    limit: int | None = None
    after: str | None = None
    history: bool = False
    by_month: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written."""

    count: int
    """Articles; of WARC records."""
    forgotten: int
    size: int
    """Bytes."""
    sha256: str
    """Hex, of exactly these bytes; of a folder: of its list of files."""
    next: str
    """Cursor from which the next export goes on."""
    corpus: str
    schema: str
    files: list[dict[str, Any]] | None = None
    lost: tuple[str, ...] = ()
    """Captures that the archive does not hold."""


def run(corpus: queries.Corpus, asked: Asked, out: IO[bytes], *, name: str, tell: Tell) -> Exported:
    """Write the export to an open stream. Raises NotACursor, NoArrow, StorageError; OSError from the stream."""
    counted = Counted(out)
    mark = _start(corpus, asked)
    if asked.form == "warc":
        form = records.Records(counted, _archive(corpus), name=name)
        end, _, forgotten = _records(corpus, asked, mark, form, tell)
        return _exported(corpus, counted, end, form.count, forgotten, lost=tuple(form.lost))
    if asked.form == "parquet":
        with columns.writing() as worker:
            table = columns.Table(counted, worker)
            end, count, forgotten = _stream(_tables(corpus, asked, mark), asked, mark, table, tell)
            table.close()
    else:
        made = _form(asked.form, counted, mark.corpus)
        if asked.form in FEEDS and asked.after is None:
            end, count, forgotten = _feed(corpus, asked, made)
        else:
            end, count, forgotten = _stream(_pages(corpus, asked, mark), asked, mark, made, tell)
        made.close()
    return _exported(corpus, counted, end, count, forgotten)


def run_folder(corpus: queries.Corpus, asked: Asked, folder: Path, *, tell: Tell) -> Exported:
    """Write Parquet files by month into an empty folder. Raises as `run`."""
    mark = _start(corpus, asked)
    with columns.writing() as worker:
        months = columns.Months(folder, worker)
        end, count, forgotten = _stream(_tables(corpus, asked, mark), asked, mark, months, tell)
        months.close()
    listed = json.dumps(months.files, sort_keys=True).encode()
    return Exported(
        count=count,
        forgotten=forgotten,
        size=sum(file["bytes"] for file in months.files),
        sha256=hashlib.sha256(listed).hexdigest(),
        next=str(end),
        corpus=end.corpus,
        schema=corpus.database.version() or "",
        files=months.files,
    )


@contextmanager
def _collected_by_page() -> Iterator[Callable[[], object]]:
    """Cycles are looked for once a page, not every few hundred articles: these have none, and it took a third of the time."""
    was = gc.isenabled()
    gc.freeze()
    gc.disable()
    try:
        yield gc.collect
    finally:
        gc.unfreeze()
        if was:
            gc.enable()


def _start(corpus: queries.Corpus, asked: Asked) -> Mark:
    with corpus.database.read() as session:
        return stream.start(session, asked.after)


def _form(name: str, out: Counted, identity: str) -> Form[Json]:
    made: dict[str, Callable[[], Form[Json]]] = {
        "jsonl": lambda: lines.Lines(out),
        "csv": lambda: sheets.Sheet(out),
        "rss": lambda: syndication.Rss(out, corpus=identity),
        "atom": lambda: syndication.Atom(out, corpus=identity),
    }
    return made[name]()


def _feed(corpus: queries.Corpus, asked: Asked, form: Form[Json]) -> tuple[Mark, int, int]:
    """The newest. The cursor is of the moment before: what came since comes again rather than never."""
    with corpus.database.read() as session:
        end = stream.here(session)
    count = 0
    for article in queries.newest(corpus, asked.filters, query=asked.query, limit=asked.limit or syndication.MOST):
        form.write([article])
        count += 1
    return end, count, 0


def _stream(pages: Iterator[Page[Rows]], asked: Asked, mark: Mark, form: Form[Rows], tell: Tell) -> tuple[Mark, int, int]:
    count = forgotten = 0
    with _collected_by_page() as collect:
        for page in pages:
            gone = page.forgotten if asked.after is not None else []
            form.write(page.rows, gone)
            mark, count, forgotten = page.end, count + len(page.rows), forgotten + len(gone)
            tell(*_far(page), count)
            collect()
    return mark, count, forgotten


def _records(corpus: queries.Corpus, asked: Asked, mark: Mark, form: records.Records, tell: Tell) -> tuple[Mark, int, int]:
    count = 0
    for page in _pages(corpus, asked, mark):
        with corpus.database.read() as session:
            found = stream.captures(session, [row["id"] for row in page.rows])
        form.write(found)
        mark, count = page.end, count + len(page.rows)
        tell(*_far(page), count)
    form.close()
    return mark, count, 0


def _pages(corpus: queries.Corpus, asked: Asked, mark: Mark) -> Iterator[Page[Json]]:
    return stream.walk(corpus.database, asked.query, asked.filters, mark, limit=asked.limit, history=asked.history)


def _tables(corpus: queries.Corpus, asked: Asked, mark: Mark) -> Iterator[Page[Columns]]:
    return stream.walk_as(article_columns.gather, corpus.database, asked.query, asked.filters, mark, limit=asked.limit)


def _far(page: Page[Any]) -> tuple[int, int]:
    return page.end.number, page.upto


def _exported(
    corpus: queries.Corpus, out: Counted, end: Mark, count: int, forgotten: int, lost: tuple[str, ...] = ()
) -> Exported:
    return Exported(
        count=count,
        forgotten=forgotten,
        size=out.size,
        sha256=out.sha256,
        next=str(end),
        corpus=end.corpus,
        schema=corpus.database.version() or "",
        lost=lost,
    )


def _archive(corpus: queries.Corpus) -> Path:
    folder = erasing.folder(corpus.config.archive)
    if folder is None:
        raise StorageError("archive_url: only a folder of this machine can be read so far; give a path in RASID_ARCHIVE_URL")
    return folder
