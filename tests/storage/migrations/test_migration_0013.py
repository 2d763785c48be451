"""A filled database of schema 0012 is brought forward: names keep their articles, and know their places."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import select, text

from news import fingerprint
from storage import database
from storage.database import Database
from storage.engine import address
from storage.operations import checkup
from storage.searching import search, terms
from storage.searching.search import Filters
from storage.tables import ArticleRow, Name

ARTICLES = {
    1: ("2026-11-20 08:00:00.250000", [("tag", "نفط"), ("author", "احمد")]),
    2: ("1969-12-31 23:59:58.000000", [("tag", "نفط")]),
    3: ("2026-11-20 08:00:00.750000", [("tag", "نفط"), ("tag", "نفط")]),
    4: ("2026-11-21 08:00:00.000000", [("tag", "غاز")]),
}
COLUMNS = {
    "outlet": "x", "body": "نص", "authors": "[]", "tags": "[]", "captions": "[]", "removed": "[]", "kind": "article",
    "language": "ar", "word_count": 1, "first_seen": "2026-11-22 00:00:00.000000", "fetched": "2026-11-22 00:00:00.000000",
    "fold_version": 1, "fingerprint_version": fingerprint.VERSION, "unsettled": 0, "is_copy": False, "revision": 1,
    "status": "live",
}  # fmt: skip


def at(url: str, version: str) -> Database:
    made = Database(address.parse(url))
    if made.is_sqlite:
        made._use_wal()
    config = Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))
    with made._writing.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    return made


def fill(old: Database) -> None:
    with old.write() as session:
        for number, (when, names) in ARTICLES.items():
            own = {"id": number, "url": f"u{number}", "canonical_url": f"u{number}", "url_hash": f"{number}"}
            row = COLUMNS | own | {"sorted_at": when, "content_hash": f"{number}"}
            session.execute(text(f"INSERT INTO article ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"), row)
            made = {"id": number, "version": terms.VERSION}
            said = "(article_id, headline, body, stems, place, version) VALUES (:id, '', 'نص', 'نص', :id, :version)"
            session.execute(text(f"INSERT INTO terms {said}"), made)
            for role, folded in names:
                name = {"id": number, "role": role, "folded": folded}
                session.execute(text("INSERT INTO name (article_id, role, folded) VALUES (:id, :role, :folded)"), name)


def test_names_know_their_places(database_url: str) -> None:
    old = at(database_url, "0012")
    fill(old)
    old.close()
    new = database.open(database_url, create=True)
    with new.read() as session:
        found = session.execute(select(Name.article_id, Name.role, Name.folded, Name.place)).all()
        times = {row.id: row.sorted_at for row in session.execute(select(ArticleRow.id, ArticleRow.sorted_at))}
        assert sorted(row[:3] for row in found) == sorted(
            (number, *name) for number, (_, names) in ARTICLES.items() for name in set(names)
        )
        assert [row.place for row in found] == [terms.place(times[row.article_id], row.article_id) for row in found]
        listed, _ = search.places(session, None, Filters(tag="نفط"), 10)
        assert [cursor.id for cursor in listed] == [3, 1, 2]
    assert checkup.problems(new) == []
    new.close()
