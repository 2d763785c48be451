"""Backup while others write, restore checked: row for row."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from storage import database
from storage.corpus import articles, stream
from storage.corpus.stream import ForeignCursor
from storage.crawls import links, runs
from storage.database import Database
from storage.errors import StorageError
from storage.operations import backup, checkup
from storage.searching.search import Filters
from storage.tables import Base
from tests import forking
from tests.storage.samples import FETCHED, OTHER, WIRE_EDITED, article, entry, full


@pytest.fixture
def other_url(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Another, empty place of the same engine."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'other.db'}"
        return
    import psycopg

    address: str = request.getfixturevalue("postgres_server")
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    head, _, query = database_url.partition("?")
    yield f"{head.rsplit('/', 1)[0]}/{name}?{query}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def fill(db: Database) -> None:
    with db.write() as session:
        run = runs.queue(session, "example", "manual", FETCHED)
        offered = links.offer(session, "example", [entry(1), entry(2)], FETCHED, run)
        runs.add(session, run, offered=2, new=offered.new)
        first, _ = links.take(session, "example", FETCHED, 2)
        mine: dict[str, Any] = {"capture_id": None, "now": FETCHED}
        articles.record(session, full(), link_id=first.id, run_id=run, **mine)
        articles.record(session, article(outlet="other", body=WIRE_EDITED), link_id=None, run_id=None, **mine)
        articles.record(
            session, article(url="https://example.com/9", body=OTHER, headline="أ\\n\tب"), link_id=None, run_id=None, **mine
        )
    with db.write() as session:
        later = article(headline="عنوان معدل هنا", fetched=FETCHED + timedelta(hours=2))
        articles.record(session, later, link_id=None, run_id=None, **mine)


def contents(db: Database) -> dict[str, list[Any]]:
    """Every row of every table but the identity."""
    with db.read() as session:
        return {
            name: sorted(repr(tuple(row)) for row in session.execute(select(table)))
            for name, table in Base.metadata.tables.items()
            if name != "corpus"
        }


def test_restored_row_for_row(db: Database, other_url: str, tmp_path: Path) -> None:
    fill(db)
    made = backup.write(db, tmp_path / "b")
    assert made.rows["article"] == 3
    assert json.loads((tmp_path / "b.manifest.json").read_text())["sha256"] == made.sha256
    assert sorted(path.name for path in tmp_path.glob("*b*") if "rasid" not in path.name and "other" not in path.name) == [
        "b",
        "b.manifest.json",
    ]
    rows = backup.restore(tmp_path / "b", other_url)
    assert rows == made.rows
    other = database.open(other_url)
    assert contents(other) == contents(db)
    assert checkup.problems(other) == []
    with db.read() as session, other.read() as theirs:
        mine = stream.here(session)
        assert stream.here(theirs).number == mine.number
        with pytest.raises(ForeignCursor, match="before a backup was restored"):
            stream.start(theirs, str(mine))
        assert len(stream.read(theirs, None, Filters(copies=True), stream.start(theirs, None)).rows) == 3
    with other.write() as session:
        new = article(url="https://example.com/new", headline="خبر جديد", body="نص لم يكن من قبل")
        assert articles.record(session, new, link_id=None, capture_id=None, run_id=None, now=FETCHED).article_id == 4
        assert stream.here(session).number > mine.number
    other.close()


def test_nothing_is_overwritten_without_force(db: Database, other_url: str, tmp_path: Path) -> None:
    fill(db)
    backup.write(db, tmp_path / "b")
    with pytest.raises(StorageError, match="--force"):
        backup.write(db, tmp_path / "b")
    backup.write(db, tmp_path / "b", force=True)
    other = database.open(other_url, create=True)
    backup.restore(tmp_path / "b", other_url, force=True)
    with other.write() as session:
        session.execute(text("UPDATE article SET headline = 'x'"))
    with pytest.raises(StorageError, match="is not empty"):
        backup.restore(tmp_path / "b", other_url)
    assert contents(other) != contents(db)
    backup.restore(tmp_path / "b", other_url, force=True)
    assert contents(other) == contents(db), "those who had it open see the restored one"
    other.close()


def test_an_empty_server_database_with_our_schema_is_empty(db: Database, other_url: str, tmp_path: Path) -> None:
    fill(db)
    backup.write(db, tmp_path / "b")
    if not db.is_sqlite:
        database.open(other_url, create=True).close()
    assert backup.restore(tmp_path / "b", other_url)["article"] == 3


def test_damage_is_found_before_anything_is_touched(db: Database, other_url: str, tmp_path: Path) -> None:
    fill(db)
    path = tmp_path / "b"
    backup.write(db, path)
    raw = bytearray(path.read_bytes())
    for position in range(len(raw) // 2, len(raw) // 2 + 4096):
        raw[position] ^= 0x5A
    path.write_bytes(raw)
    with pytest.raises(StorageError, match="not the bytes its manifest speaks of"):
        backup.restore(path, other_url)
    (tmp_path / "b.manifest.json").unlink()
    with pytest.raises(StorageError):
        backup.restore(path, other_url)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_no_backup(db: Database, other_url: str, tmp_path: Path) -> None:
    import zipfile

    (tmp_path / "text").write_text("no")
    with zipfile.ZipFile(tmp_path / "zip", "w") as out:
        out.writestr("x", "y")
    sqlite3.connect(tmp_path / "foreign").executescript("CREATE TABLE mine (x); INSERT INTO mine VALUES (1)").close()
    for name, said in (
        ("text", "no backup"),
        ("zip", "is a backup of PostgreSQL"),
        ("foreign", "not one of Rasid"),
        ("none", "read"),
    ):
        with pytest.raises(StorageError, match=said):
            backup.restore(tmp_path / name, other_url)
    assert not (tmp_path / "other.db").exists() or (tmp_path / "other.db").stat().st_size == 0


def _write(url: str, stop: Any) -> None:
    db = database.open(url)
    number = 0
    while not stop.is_set():
        number += 1
        with db.write() as session:
            one = article(url=f"https://example.com/w/{number}", headline=f"خبر {number}", body=f"نص {number}")
            articles.record(session, one, link_id=None, capture_id=None, run_id=None, now=FETCHED)
    db.close()


def test_backup_while_others_write(db: Database, database_url: str, other_url: str, tmp_path: Path) -> None:
    fill(db)
    context = forking.context()
    stop = context.Event()
    writers = [context.Process(target=_write, args=(database_url, stop)) for _ in range(1)]
    for writer in writers:
        writer.start()
    try:
        counts = []
        while len(counts) < 3 or counts[-1] < 10:
            counts.append(backup.write(db, tmp_path / "b", force=True).rows["article"])
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert [writer.exitcode for writer in writers] == [0]
    assert backup.restore(tmp_path / "b", other_url)["article"] == counts[-1]


def test_killed_in_the_middle_leaves_nothing(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> dict[str, int]:
        raise KeyboardInterrupt

    monkeypatch.setattr("storage.operations.backup_sqlite.write", broken)
    monkeypatch.setattr("storage.operations.backup_postgres.write", broken)
    with pytest.raises(KeyboardInterrupt):
        backup.write(db, tmp_path / "b")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith((".b", "b"))] == []
