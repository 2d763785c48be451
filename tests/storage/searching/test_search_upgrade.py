"""A filled database of the schema before places: its index is found again, and its terms are made anew."""

from __future__ import annotations

from datetime import UTC, datetime

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from storage import database
from storage.database import Database
from storage.engine import address
from storage.operations import checkup
from storage.searching import search, terms
from storage.searching.search import Filters

ROW = """INSERT INTO article (id, outlet, url, canonical_url, url_hash, headline, body, authors, tags, captions, removed,
    kind, word_count, first_seen, fetched, sorted_at, content_hash, fold_version, is_copy, revision, status)
    VALUES (:id, 'o', :url, :url, :url, 'سيعلن المجلس', 'نص الخبر عن المدارس', '[]', '[]', '[]', '[]',
    'article', 4, :at, :at, :at, :url, 1, false, 1, 'live')"""
WORDS = """INSERT INTO terms (article_id, headline, body, stems)
    VALUES (:id, 'سيعلن المجلس', 'نص الخبر عن المدارس', 'سيعلن مجلس نص خبر عن مدارس')"""
TIMES = {1: datetime(2026, 11, 3, tzinfo=UTC), 2: datetime(2026, 11, 1, 5, tzinfo=UTC), 3: datetime(1950, 1, 1, tzinfo=UTC)}


def fill(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    for number, at in TIMES.items():
        said = at.strftime("%Y-%m-%d %H:%M:%S.000000") if sqlite else at
        connection.execute(text(ROW), {"id": number, "url": f"https://example.com/{number}", "at": said})
        connection.execute(text(WORDS), {"id": number})


def test_a_filled_database_is_brought_forward(database_url: str) -> None:
    before = Database(address.parse(database_url))
    config = Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))
    with before._writing.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        fill(connection)
    before.close()
    corpus = database.open(database_url, create=True)
    try:
        with corpus.read() as session:
            assert [stored.id for stored in search.find(session, "الخبر", Filters(), 9).articles] == [1, 2, 3]
            assert search.find(session, "أعلن", Filters(), 9).articles == []
            assert dict(session.execute(text("SELECT article_id, place FROM terms")).tuples().all()) == {
                number: terms.place(at, number) for number, at in TIMES.items()
            }
        assert list(terms.renew(corpus)) == [3]
        with corpus.read() as session:
            for question in ("أعلن", "مدرسة", "title:أعلن"):
                assert [stored.id for stored in search.find(session, question, Filters(), 9).articles] == [1, 2, 3]
        assert not [line for line in checkup.problems(corpus) if "index" in line]
    finally:
        corpus.close()
