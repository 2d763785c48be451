"""Overwrites what is forgotten where it lies: in the archive, in the index of search, in SQLite's log.

A record of a WARC file is one member of a gzip file. In its place goes a member of the same length that holds an empty record
of type `metadata` and, as the member's comment, blanks: the file stays valid, and every other record where it was. SQLite zeroes
what is deleted (`secure_delete`); its full-text index keeps words until its parts are merged, its log until it is emptied.
PostgreSQL keeps deleted rows until VACUUM, and their bytes until VACUUM FULL. Backups, and file systems that never write in
place, keep theirs.
"""

from __future__ import annotations

import os
import sqlite3
import time
import uuid
import zlib
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, select, text

from storage.database import Database
from storage.engine import border
from storage.tables import Erasure

_MAGIC = b"\x1f\x8b"
_COMMENT = 16  # flag of RFC 1952, 2.3.1: a comment ended by a zero byte follows the header
_LEAST = 21  # bytes of a member with an empty comment and no content
PAGES = 500
"""Pages of the index merged in one transaction."""
PATIENCE = 10.0
"""Seconds the log waits for readers to be done with it."""


def folder(address: str) -> Path | None:
    """The archive's folder on this machine; None where it is somewhere else."""
    path = address.removeprefix("file://")
    return None if "://" in path else Path(path)


def archive(database: Database, root: Path | None) -> int:
    """Overwrite every record that is put down for erasure. Returns how many are left: in files that cannot be written.

    May be called at any time, by several processes, and again after any of them died. Raises StorageError.
    """
    with database.read() as session:
        waiting = session.execute(select(Erasure.id, Erasure.file, Erasure.offset, Erasure.length)).all()
    left = 0
    for number, file, offset, length in waiting:
        try:
            if root is None:
                raise OSError(f"{file} is not on this machine")
            overwrite(root / file, offset, length)
        except FileNotFoundError:
            pass  # the file is gone, and the page with it
        except OSError:
            left += 1
            continue
        with database.write() as session:
            session.execute(delete(Erasure).where(Erasure.id == number))
    return left


def overwrite(path: Path, offset: int, length: int) -> None:
    """Put an empty member in the place of one, and on the disk. Raises OSError; what is no member is left alone."""
    with path.open("r+b") as stream:
        stream.seek(offset)
        if stream.read(2) != _MAGIC:
            return
        stream.seek(offset)
        stream.write(member(length))
        stream.flush()
        os.fsync(stream.fileno())


def member(length: int) -> bytes:
    """A gzip member of so many bytes, at least 21, with an empty `metadata` record, or with nothing where that does not fit."""
    record = (
        f"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:{uuid.uuid4()}>\r\n"
        f"WARC-Date: {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    ).encode()
    for content in (record, b""):
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = packer.compress(content) + packer.flush()
        padding = length - (_LEAST - 2 + len(packed))
        if padding >= 0:
            break
    else:
        raise ValueError(f"a member has at least {_LEAST} bytes, not {length}")
    head = _MAGIC + bytes([8, _COMMENT, 0, 0, 0, 0, 0, 255]) + b" " * padding + b"\0"
    return head + packed + zlib.crc32(content).to_bytes(4, "little") + len(content).to_bytes(4, "little")


def index(database: Database) -> None:
    """Merge the parts of SQLite's full-text indexes into one, in short transactions: only so do the words of deleted rows go."""
    if not database.is_sqlite:
        return
    with database.read() as session:
        made = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%fts5%'"
        names = list(session.scalars(text(made)))
    for name in names:
        pages = -PAGES  # https://www.sqlite.org/fts5.html#the_merge_command: negative first, so that all parts take part
        while _merge(database, name, pages):
            pages = PAGES


def _merge(database: Database, name: str, pages: int) -> bool:
    """One step; False: there was nothing left to merge."""
    with database.write() as session:
        driver = session.connection().connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - for the type checker
        before = driver.total_changes
        statement = f'INSERT INTO "{name}"("{name}", rank) VALUES (\'merge\', {pages})'  # noqa: S608 - a table of ours
        try:
            driver.execute(statement)
        except sqlite3.Error as error:
            raise border.wrap(error, "merge") from error
        return driver.total_changes - before >= 2 or pages < 0


def log(database: Database) -> bool:
    """Empty SQLite's log, which holds pages as they were. False: somebody read all the time; the next checkpoint does it."""
    if not database.is_sqlite:
        return True
    deadline = time.monotonic() + PATIENCE
    while True:
        with border.translated(database.label), database.bare() as driver:
            try:
                busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            except sqlite3.Error as error:
                raise border.wrap(error, "PRAGMA wal_checkpoint") from error
        if not busy:
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
