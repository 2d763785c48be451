"""A copy of the database while others write, and the way back.

SQLite: its online backup, one state of the database as a plain database file. PostgreSQL: a zip of one COPY for each table, all
from one snapshot; `pg_dump` is not needed, nor its version. Beside either stands FILE.manifest.json with what is in it. A backup
holds every row; the search index comes along (SQLite) or is made anew (PostgreSQL). The archive of raw pages is not in it: copy
its folder.

A restored corpus is the same but for its identity (table `corpus`): what is written from then on is another history, and a cursor
that counted the old one must not be believed.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from news.article import isotime
from storage import database
from storage.database import Database
from storage.engine import address
from storage.errors import StorageError
from storage.operations import backup_postgres, backup_sqlite, checkup
from storage.tables import Base, CorpusMark

SQLITE, ZIP = b"SQLite format 3\0", b"PK\x03\x04"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup holds."""

    file: str
    engine: str
    schema: str
    rows: dict[str, int]
    """By table."""
    size: int
    sha256: str
    created: str


def manifest_path(path: Path) -> Path:
    return path.with_name(path.name + ".manifest.json")


def write(opened: Database, path: Path, *, force: bool = False, now: datetime | None = None) -> Backup:
    """Back the corpus up into a file that appears whole or not at all. Raises StorageError."""
    if not path.parent.is_dir():
        raise StorageError(f"{path.parent}: no such folder; make it first")
    if (path.exists() or manifest_path(path).exists()) and not force:
        raise StorageError(f"{path}: is there already; --force replaces it")
    if path.exists() and not path.is_file():
        raise StorageError(f"{path}: is no ordinary file; name another")
    with _whole(path) as part:
        rows = backup_sqlite.write(opened, part) if opened.is_sqlite else backup_postgres.write(opened, part)
        made = Backup(
            file=path.name,
            engine="sqlite" if opened.is_sqlite else "postgresql",
            schema=database.SCHEMA,
            rows=rows,
            size=part.stat().st_size,
            sha256=_digest(part),
            created=isotime(now or datetime.now(UTC)) or "",
        )
    with _whole(manifest_path(path)) as part:
        part.write_text(json.dumps({name: getattr(made, name) for name in Backup.__slots__}, indent=2) + "\n", encoding="utf-8")  # type: ignore[attr-defined,unused-ignore]
    return made


def restore(path: Path, url: str, *, force: bool = False) -> dict[str, int]:
    """Make a backup the corpus at `url`, which must be new or empty unless `force`. Returns the rows of each table.

    The backup is checked before, the restored corpus after. Raises StorageError.
    """
    kind = _kind(path)
    _check_digest(path)
    target = Database(address.parse(url))
    try:
        if target.is_sqlite != (kind == SQLITE):
            raise StorageError(
                f"{path} is a backup of {'SQLite' if kind == SQLITE else 'PostgreSQL'}, and {target.label} is not; "
                "`rasid export --history --copies` and `rasid import` go from one to the other"
            )
        if target.is_sqlite:
            rows = backup_sqlite.restore(path, target, force=force)
        else:
            rows = backup_postgres.restore(path, target, force=force)
        target.upgrade()
        with target.write() as session:
            found = count_rows(session)
            session.execute(text("UPDATE corpus SET identity = :new"), {"new": secrets.token_hex(6)})
        wrong = [f"{name}: {found.get(name)} of {count} rows" for name, count in rows.items() if found.get(name) != count]
        if problems := [*wrong, *checkup.problems(target)]:
            raise StorageError(f"{target.label} was restored, and is not sound: {'; '.join(problems[:3])}")
    finally:
        target.close()
    return rows


def count_rows(session: Session) -> dict[str, int]:
    """Rows of every table of ours."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL statement_timeout = 0"))
    return {name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in Base.metadata.tables.items()}


def identity(session: Session) -> str:
    """Which corpus this is."""
    return session.scalars(select(CorpusMark.identity)).one()


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        yield part
        _settle(part)
        part.replace(path)
        _settle(path.parent)
    except OSError as error:
        raise StorageError(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        for leftover in (part, part.with_name(part.name + "-journal")):
            leftover.unlink(missing_ok=True)


def _settle(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _kind(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            head = stream.read(16)
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror})") from error
    if head == SQLITE:
        return SQLITE
    if head.startswith(ZIP):
        return ZIP
    raise StorageError(f"{path}: is no backup of Rasid")


def _check_digest(path: Path) -> None:
    """Where the manifest is at hand, the file must be the one it speaks of."""
    place = manifest_path(path)
    if not place.is_file():
        return
    try:
        said: Any = json.loads(place.read_text(encoding="utf-8"))["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StorageError(f"{place}: cannot be read; remove it to restore without it") from error
    if said != _digest(path):
        raise StorageError(f"{path}: is damaged: not the bytes its manifest speaks of; take another backup")
