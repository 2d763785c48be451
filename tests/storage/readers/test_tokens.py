from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from storage import database
from storage.errors import NotFound, StorageError
from storage.operations import checkup
from storage.readers import tokens
from tests.storage.migrations.test_migration_0009 import at


def test_a_key_opens_with_its_whole_secret_and_nothing_else(db, now) -> None:
    with db.write() as session:
        secret = tokens.add(session, "paper", ["crawl", "read", "crawl"], now)
        other = tokens.add(session, "desk", ["read"], now)
    assert re.fullmatch(r"rasid_[0-9a-f]{12}_[\w-]{43}", secret)
    with db.read() as session:
        found = tokens.find(session, secret)
        assert found is not None
        assert (found.name, found.scopes, found.rights) == ("paper", ("read", "crawl"), {"read", "crawl"})
        mixed = secret.rpartition("_")[0][:18] + other[18:]
        wrong = ("", secret[:-1], secret + "x", secret.upper(), mixed, secret.replace("rasid", "other"), "\udc80", "rasid_" * 999)
        assert [tokens.find(session, one) for one in wrong] == [None] * len(wrong)
        stored = str(session.execute(text("SELECT * FROM token")).all())
    assert secret.rpartition("_")[2] not in stored


@pytest.mark.parametrize(
    ("scope", "rights"), [("read", {"read"}), ("crawl", {"read", "crawl"}), ("admin", {"read", "crawl", "admin"})]
)
def test_a_scope_holds_those_below(db, now, scope: str, rights: set[str]) -> None:
    with db.write() as session:
        tokens.add(session, "x", [scope], now)
        assert tokens.all_(session)[0].rights == rights


def test_names_are_unique_and_ended_keys_are_gone(db, now) -> None:
    with db.write() as session:
        secret = tokens.add(session, "paper", ["read"], now)
        with pytest.raises(StorageError, match="already"):
            tokens.add(session, " paper ", ["read"], now)
        tokens.used(session, {tokens.all_(session)[0].id: now + timedelta(hours=1)})
        assert tokens.all_(session)[0].last_used_at == now + timedelta(hours=1)
        assert tokens.remove(session, tokens.all_(session)[0].mark) == "paper"
        assert tokens.find(session, secret) is None
        with pytest.raises(NotFound):
            tokens.remove(session, "paper")


@pytest.mark.parametrize("version", ["0003", "0008", "0009"])
def test_a_filled_database_comes_forward(database_url: str, now, version: str) -> None:
    old = at(database_url, version)
    with old.write() as session:
        session.execute(text("INSERT INTO lease (name, holder, fence, expires_at) VALUES ('x', '', 7, '2026-11-20 08:00:00')"))
    old.close()
    new = database.open(database_url, create=True)
    with new.write() as session:
        assert session.execute(text("SELECT fence FROM lease")).scalar_one() == 7
        secret = tokens.add(session, "paper", ["read"], now)
        assert tokens.find(session, secret) is not None
    assert checkup.problems(new) == []
    assert new.version() == database.SCHEMA
    new.close()
