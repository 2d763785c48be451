"""A filled database of the schema before gets the hours of watches, and keeps its watches and their hits."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from storage import database
from storage.operations import checkup
from storage.readers import watch_telling, watches
from storage.readers.watch_telling import Telling
from tests.storage.migrations.test_migration_0008 import WHEN, at

WATCH = {
    "name": "درعا", "query": "درعا", "filters": "{}", "aliases": "[]", "channels": '["ops"]', "created_at": WHEN,
    "asked_at": WHEN, "after_article": 0, "changed_at": WHEN,
}  # fmt: skip


@pytest.mark.parametrize("version", ["0011"])
def test_watches_come_forward_and_follow_the_operator(database_url: str, version: str) -> None:
    old = at(database_url, version)
    names = ", ".join(WATCH)
    with old.write() as session:
        session.execute(text(f"INSERT INTO watch ({names}) VALUES ({', '.join(f':{name}' for name in WATCH)})"), WATCH)
    old.close()
    new = database.open(database_url, create=True)
    with new.write() as session:
        [kept] = watches.all_(session)
        assert (kept.name, kept.channels, kept.telling) == ("درعا", ("ops",), Telling())
        own = watch_telling.telling("23:00-07:00", "daily 08:00", "Asia/Damascus")
        assert watches.change(session, kept.id, kept.changed_at, telling=own).telling == own
    assert new.version() == database.SCHEMA
    assert checkup.problems(new) == []
    new.close()
