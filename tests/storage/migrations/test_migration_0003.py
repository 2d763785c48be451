"""A filled database of schema 0002 is brought forward."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from alembic import command
from alembic.config import Config
from sqlalchemy import select, text

from news import links as addresses
from storage import database
from storage.corpus import articles
from storage.database import Database
from storage.engine import address
from storage.tables import ArticleRow, Link, Revision

WHEN = "2026-11-20 08:00:00.000000"
LATER = "2026-11-21 08:00:00.000000"


def at_0002(url: str) -> Database:
    """A database as the program of then made it."""
    made = Database(address.parse(url))
    if made.is_sqlite:
        made._use_wal()
    config = Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))
    with made._writing.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
    return made


def fill(old: Database) -> None:
    """An article in two states; links: never asked again, asked twice, and two of one name by today's rule."""
    article = {
        "outlet": "x", "url": "https://a.com/1/print", "canonical_url": "https://a.com/1/print", "url_hash": "old", "body": "نص",
        "authors": "[]", "tags": "[]", "captions": "[]", "removed": "[]", "kind": "article", "word_count": 1, "first_seen": WHEN,
        "fetched": LATER, "sorted_at": WHEN, "content_hash": "c", "fold_version": 1, "is_copy": False, "revision": 2,
        "status": "live",
    }  # fmt: skip
    entry = {"headline": "ع", "summary": None, "published_raw": None, "authors": [], "tags": [], "image": None}
    again = entry | {"asked_again": 2, "asked_again_at": "2026-11-21T10:00:00+02:00", "modified": "2026-11-21T07:00:00+00:00"}
    seen = {"outlet": "x", "state": "rejected", "source": "", "first_seen": WHEN, "last_seen": WHEN, "attempts": 0}
    links = [
        seen | {"url": "https://a.com/5", "url_hash": addresses.url_hash("https://a.com/5"), "entry": json.dumps(entry)},
        seen | {"url": "https://a.com/6?b=1&a=2", "url_hash": "h6", "entry": json.dumps(again)},
        seen | {"url": "https://a.com/index.html?id=7", "url_hash": "h7", "entry": json.dumps(entry)},
        seen | {"url": "https://a.com/?id=7", "url_hash": addresses.url_hash("https://a.com/?id=7"), "entry": json.dumps(entry)},
    ]
    states = [
        {
            "article_id": 1,
            "number": 1,
            "kind": "content",
            "fetched": WHEN,
            "content_hash": "b",
            "state": json.dumps({"body": "قديم"}),
        }
    ]
    with old.write() as session:
        for table, rows in (("article", [article]), ("link", links), ("revision", states)):
            for row in rows:
                names = ", ".join(row)
                session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in row)})"), row)
        words = {"article_id": 1, "headline": "", "body": "نص", "stems": "نص"}
        session.execute(
            text("INSERT INTO terms (article_id, headline, body, stems) VALUES (:article_id, :headline, :body, :stems)"), words
        )


def test_counters_times_and_names(database_url: str) -> None:
    old = at_0002(database_url)
    fill(old)
    old.close()
    with_all = database.open(database_url, create=True)
    with with_all.read() as session:
        rows = session.scalars(select(Link).order_by(Link.id)).all()
        assert [row.asked_again for row in rows] == [0, 2, 0, 0]
        assert [row.asked_again_at for row in rows] == [None, datetime(2026, 11, 21, 8, tzinfo=UTC), None, None]
        assert not any("asked_again" in key for row in rows for key in row.entry)
        assert rows[1].entry["modified"] == "2026-11-21T07:00:00+00:00"
        assert [(row.revisits, row.unsettled, row.revisit_at, row.etag) for row in rows] == [(0, 0, None, None)] * 4
        assert rows[1].url_hash == addresses.url_hash("https://a.com/6?a=2&b=1")
        assert rows[2].url_hash == "h7"  # the name is taken
        article = session.scalars(select(ArticleRow)).one()
        assert (article.unsettled, article.revised_at) == (0, datetime(2026, 11, 20, 8, tzinfo=UTC))
        assert article.url_hash == addresses.url_hash("https://a.com/1")
        assert session.scalars(select(Revision.since)).one() == datetime(2026, 11, 20, 8, tzinfo=UTC)
        assert articles.revision_json(session, 1, 1)["body"] == "قديم"
    assert with_all.version() == database.SCHEMA
    with_all.close()
