"""Backups of PostgreSQL: a zip with the COPY of each table, all of one snapshot, and how far its sequences had counted."""

from __future__ import annotations

import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from storage import database
from storage.database import Database
from storage.errors import StorageError
from storage.tables import Base

CONTENT = "content.json"
VERSION = 1
CHUNK = 1 << 20
MIGRATED = ("article_change", "corpus")
"""Tables into which a migration, or a trigger, writes rows of its own."""


def write(opened: Database, path: Path) -> dict[str, int]:
    """Copy every table into a new zip. Returns the rows of each. Raises StorageError."""
    tables: dict[str, Any] = {}
    with opened.read() as session, zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED, compresslevel=3) as out:
        _patient(session)
        cursor = _cursor(session)
        for table in Base.metadata.sorted_tables:
            columns = [column.name for column in table.columns]
            rows = 0
            with (
                out.open(f"{table.name}.copy", "w", force_zip64=True) as member,
                cursor.copy(_copy(table.name, columns, "TO STDOUT")) as copy,
            ):
                for block in copy:
                    rows += bytes(block).count(b"\n")  # the text form writes a line end within a value as \n
                    member.write(block)
            tables[table.name] = {"rows": rows, "columns": columns, "sequence": _sequence(session, table.name, columns)}
        out.writestr(CONTENT, json.dumps({"version": VERSION, "schema": database.SCHEMA, "tables": tables}))
    return {name: told["rows"] for name, told in tables.items()}


def restore(path: Path, target: Database, *, force: bool) -> dict[str, int]:
    """Fill the target from a backup. Raises StorageError, also where it holds anything of ours (unless `force`)."""
    try:
        with zipfile.ZipFile(path) as source:
            content = _content(source, path)
            if target.version() is not None:
                if not force and not _is_empty(target):
                    raise StorageError(f"{target.label} is not empty; restore into a new database, or with --force into this one")
                _clear(target)
            target.upgrade(to=content["schema"])
            with target.write() as session:
                _fill(session, source, content["tables"])
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise StorageError(f"{path}: is damaged ({error}); take another backup") from error
    return {name: told["rows"] for name, told in content["tables"].items()}


def _content(source: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    if CONTENT not in source.namelist():
        raise StorageError(f"{path}: is a zip, and no backup of Rasid")
    content: dict[str, Any] = json.loads(source.read(CONTENT))
    if content["version"] > VERSION or content["schema"] > database.SCHEMA:
        raise StorageError(f"{path} was made by a newer Rasid (schema {content['schema']}); update the program")
    return content


def _fill(session: Session, source: zipfile.ZipFile, tables: dict[str, Any]) -> None:
    _patient(session)
    cursor = _cursor(session)
    names = [table.name for table in Base.metadata.sorted_tables if table.name in tables]
    for name in names:
        cursor.execute(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
        if name in MIGRATED:
            cursor.execute(f'DELETE FROM "{name}"')  # noqa: S608 - our own names
    for name in names:
        with source.open(f"{name}.copy") as member, cursor.copy(_copy(name, tables[name]["columns"], "FROM STDIN")) as copy:
            while block := member.read(CHUNK):
                copy.write(block)
        if (last := tables[name]["sequence"]) is not None:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", (name, last["column"], last["value"]))
    for name in names:
        cursor.execute(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')


def _is_empty(target: Database) -> bool:
    """Of ours only what a migration puts there."""
    with target.read() as session:
        there = set(session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")))
        ours = there & set(Base.metadata.tables) - set(MIGRATED)
        return not any(session.scalar(text(f'SELECT EXISTS (SELECT 1 FROM "{name}")')) for name in ours)  # noqa: S608 - our names


def _clear(target: Database) -> None:
    """Take all that is ours out of the database, so that the backup's own schema can be made."""
    with target.write() as session:
        _patient(session)
        names = ", ".join(f'"{name}"' for name in (*Base.metadata.tables, database.VERSION_TABLE))
        session.execute(text(f"DROP TABLE IF EXISTS {names} CASCADE"))
        for function in ("note_article_change(bigint)", "article_changed()", "embed_changed()"):
            session.execute(text(f"DROP FUNCTION IF EXISTS {function}"))


def _copy(table: str, columns: list[str], where: str) -> str:
    named = ", ".join(f'"{column}"' for column in columns)
    return f'COPY "{table}" ({named}) {where}'


def _sequence(session: Session, table: str, columns: list[str]) -> dict[str, Any] | None:
    column = next((name for name in ("id", "number") if name in columns), None)
    name = session.scalar(text("SELECT pg_get_serial_sequence(:t, :c)"), {"t": table, "c": column}) if column else None
    if name is None:
        return None
    last = session.scalar(text(f"SELECT last_value FROM {name} WHERE is_called"))  # noqa: S608 - the server's name for it
    return {"column": column, "value": last} if last is not None else None


def _cursor(session: Session) -> Any:
    """Psycopg's own: COPY is not SQLAlchemy's."""
    driver: Any = session.connection().connection.driver_connection
    return driver.cursor()


def _patient(session: Session) -> None:
    for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
        session.execute(text(f"SET LOCAL {name} = 0"))
