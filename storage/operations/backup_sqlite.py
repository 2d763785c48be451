"""Backups of SQLite: the online backup of its own, checked. One state of the database, whoever writes meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage import database
from storage.database import Database
from storage.engine import border
from storage.errors import StorageError
from storage.tables import Base


def write(opened: Database, path: Path) -> dict[str, int]:
    """Copy the database into a new file. Returns the rows of each table. Raises StorageError."""
    with border.translated(opened.label), opened.bare() as source, _driver(path) as copy:
        # in one step: a step of its own would begin anew whenever somebody else wrote
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        _check(copy, path)
        return _rows(copy)


def restore(path: Path, target: Database, *, force: bool) -> dict[str, int]:
    """Copy a backup into the place of the target. Raises StorageError, also where the target holds anything (unless `force`)."""
    place = Path(target.url.database or "")
    with _driver(path, read_only=True) as source:
        _check(source, path)
        version = _version(source, path)
        if version > database.SCHEMA:
            raise StorageError(f"{path} was made by a newer Rasid (schema {version}); update the program")
        rows = _rows(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        with _driver(place) as copy:
            if not force and copy.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise StorageError(
                    f"{place} is not empty; restore into a new file, or with --force into the place of what is there"
                )
            # a transaction of the target's: who has it open sees the old state, then the new one
            source.backup(copy)
    return rows


@contextmanager
def _driver(path: Path, *, read_only: bool = False) -> Iterator[sqlite3.Connection]:
    try:
        uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        with closing(sqlite3.connect(uri, uri=True, timeout=database.BUSY_TIMEOUT, isolation_level=None)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise border.translate(border.wrap(error, "backup"), str(path)) from error


def _check(connection: sqlite3.Connection, path: Path) -> None:
    found = [line for (line,) in connection.execute("PRAGMA integrity_check(3)") if line != "ok"]
    if found:
        raise StorageError(f"{path}: {'; '.join(found)}; this copy is damaged")


def _version(connection: sqlite3.Connection, path: Path) -> str:
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (database.VERSION_TABLE,)).fetchone()
    if known is None:
        raise StorageError(f"{path}: is a database, and not one of Rasid")
    return str(connection.execute(f"SELECT version_num FROM {database.VERSION_TABLE}").fetchone()[0])  # noqa: S608 - a constant


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    names = sorted(there & set(Base.metadata.tables))
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 - our names
