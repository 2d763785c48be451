"""The border to SQLAlchemy and the drivers: their exceptions come in, ours go out, each one line with its cure.

Not translated are mistakes of ours in using SQLAlchemy (`InvalidRequestError` and its like): those are bugs, and a
traceback says more than a polite line.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from storage.errors import DatabaseBusy, MissingDatabase, StorageError, TookTooLong

NO_CORPUS = "`rasid crawl` or `rasid db upgrade` makes one"

# https://www.sqlite.org/rescode.html, primary codes
_SQLITE = {
    sqlite3.SQLITE_READONLY: "is read-only for this user; give it write access to the file and its folder",
    sqlite3.SQLITE_PERM: "may not be opened by this user; check who owns the file",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check that its folder is there and may be written",
    sqlite3.SQLITE_NOTADB: "is not an SQLite database; RASID_DATABASE_URL or RASID_DATA_DIR names another file",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore a backup (`rasid db check` says more)",
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full; free some space and try again",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk reports an error",
}

_TOO_LONG = "took longer than may be and was stopped; ask for less at a time: a shorter span, an outlet, one more word"

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES_STOPPED = "57014"
_POSTGRES_BUSY = {"55P03", "40001", "40P01"}  # lock not available, serialization failure, deadlock
_POSTGRES = {
    "53100": "cannot grow: the server's disk is full; free some space and try again",
    "42501": "does not allow this user to do that; ask its owner for the right to create and write tables",
    "25006": "is read-only; name the primary server",
    "42P01": "lacks a table of ours; `rasid db check` says more",
}


@contextmanager
def translated(name: str, secret: str | None = None) -> Iterator[None]:
    """What the block raises from SQLAlchemy comes out as a StorageError about the database `name`, without `secret`."""
    try:
        yield
    except exc.DBAPIError as error:
        raise translate(error, name, secret) from error
    except exc.TimeoutError as error:
        raise DatabaseBusy(f"{name}: all connections of this process are in use; try again") from error


def translate(error: exc.DBAPIError, name: str, secret: str | None = None) -> StorageError:
    """The StorageError that says what happened."""
    if isinstance(error.orig, sqlite3.Error):
        return _of_sqlite(error.orig, name)
    return _of_postgres(error, name, secret)


def wrap(error: sqlite3.Error, statement: str) -> exc.DBAPIError:
    """An exception of the driver, called without SQLAlchemy, in the form that `translated` knows."""
    return exc.DBAPIError(statement, None, error)


def _of_sqlite(error: sqlite3.Error, name: str) -> StorageError:
    # the lowest byte is the primary code, the rest says more of the same
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return DatabaseBusy(f"{name} is locked by another process for longer than 10 s; try again when that is done")
    if code == sqlite3.SQLITE_INTERRUPT:
        return TookTooLong(f"the question to {name} {_TOO_LONG}")
    if code in _SQLITE:
        return StorageError(f"{name} {_SQLITE[code]}")
    return StorageError(f"{name}: {_first_line(str(error))}")


def _of_postgres(error: exc.DBAPIError, name: str, secret: str | None) -> StorageError:
    state = getattr(error.orig, "sqlstate", None)
    said = _first_line(str(error.orig))
    if secret:
        said = said.replace(secret, "***")
    if state in _POSTGRES_BUSY:
        return DatabaseBusy(f"{name} is locked by another process for longer than 10 s; try again when that is done")
    if state == _POSTGRES_STOPPED:
        return TookTooLong(f"the question to {name} {_TOO_LONG}")
    if state in _POSTGRES:
        return StorageError(f"{name} {_POSTGRES[state]}")
    if state is None and isinstance(error, exc.OperationalError):
        if said.endswith("does not exist") and "database" in said:
            return MissingDatabase(f"{name}: the server has no such database; make it with `createdb`, then `rasid db upgrade`")
        return StorageError(f"{name} cannot be reached: {said}; is the server up, and the address right?")
    return StorageError(f"{name}: {said}")


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0]
