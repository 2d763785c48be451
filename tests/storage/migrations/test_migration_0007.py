"""A filled database of every earlier schema is brought forward: bands and lines stay, captures are found by their address."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from storage import database
from storage.database import Database
from storage.engine import address
from storage.operations import checkup, forgetting
from storage.tables import ArticleLine, Band
from tests.storage.samples import FETCHED

WHEN = "2026-11-20 08:00:00.000000"
EARLIER = ("0001", "0002", "0003", "0004", "0005", "0006")
URL = "https://a.com/" + "x" * 6000
"""Longer than a row of a B-tree of PostgreSQL may be."""


def at(url: str, schema: str) -> Database:
    """A database as the program of then made it."""
    made = Database(address.parse(url))
    if made.is_sqlite:
        made._use_wal()
    config = Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))
    with made._writing.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, schema)
    return made


def fill(old: Database, schema: str) -> None:
    capture = {
        "id": 1, "outlet": "x", "url": URL, "file": "f", "offset": 0, "length": 30, "status": 200, "fetched": WHEN,
    }  # fmt: skip
    article = {
        "id": 1, "outlet": "x", "url": URL, "canonical_url": URL, "url_hash": "h", "body": "نص", "authors": "[]", "tags": "[]",
        "captions": "[]", "removed": "[]", "kind": "article", "word_count": 1, "first_seen": WHEN, "fetched": WHEN,
        "sorted_at": WHEN, "content_hash": "c", "fold_version": 1, "is_copy": False, "revision": 1, "status": "live",
        "capture_id": 1,
    }  # fmt: skip
    words = {"article_id": 1, "headline": "", "body": "نص", "stems": "نص"}
    rows = [("capture", capture), ("article", article), ("terms", words)]
    rows += [("band", {"band": band, "hash": -band * 7919, "article_id": 1}) for band in range(32)]
    if schema > "0001":
        lines = [{"article_id": 1, "place": place, "outlet": "x", "digest": place - 1, "taken": place == 2} for place in range(3)]
        rows += [("article_line", line) for line in lines]
    with old.write() as session:
        for table, row in rows:
            names = ", ".join(f'"{name}"' for name in row)
            places = ", ".join(f":{name}" for name in row)
            session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), row)


@pytest.mark.parametrize("schema", EARLIER)
def test_brought_forward(database_url: str, schema: str) -> None:
    old = at(database_url, schema)
    fill(old, schema)
    old.close()
    db = database.open(database_url, create=True)
    try:
        with db.read() as session:
            bands = session.query(Band).order_by(Band.band).all()
            assert [(row.band, row.hash, row.article_id) for row in bands] == [(band, -band * 7919, 1) for band in range(32)]
            lines = session.query(ArticleLine).order_by(ArticleLine.place).all()
            expected = [(0, "x", -1, False), (1, "x", 0, False), (2, "x", 1, True)] if schema > "0001" else []
            assert [(row.place, row.outlet, row.digest, row.taken) for row in lines] == expected
            look = inspect(session.connection())
            indexes = {index["name"] for table in ("capture", "article") for index in look.get_indexes(table)}
            assert {"capture_url", "article_capture"} <= indexes
        damage = [line for line in checkup.problems(db) if "`rasid db upgrade`" not in line and "fingerprint" not in line]
        assert damage == []
        with db.write() as session:
            assert forgetting.forget(session, 1, now=FETCHED).captures == 1
        with db.read() as session:
            assert session.query(Band).count() == session.query(ArticleLine).count() == 0
    finally:
        db.close()


def test_captures_are_looked_up_and_not_read_through(database_url: str) -> None:
    db = database.open(database_url, create=True)
    try:
        with db.read() as session:
            if db.is_sqlite:
                asked = "EXPLAIN QUERY PLAN SELECT id FROM capture WHERE url IN ('a', 'b')"
                plan = " ".join(row[3] for row in session.execute(text(asked)))
            else:
                session.execute(text("SET LOCAL enable_seqscan = off"))
                plan = " ".join(row[0] for row in session.execute(text("EXPLAIN SELECT id FROM capture WHERE url IN ('a', 'b')")))
        assert "capture_url" in plan
    finally:
        db.close()
