"""A filled database of each earlier schema gets the columns of polling, and keeps what it had."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from news import listening
from storage import database
from storage.crawls import outlet_state
from storage.database import Database
from storage.engine import address
from storage.operations import checkup

WHEN = "2026-11-20 08:00:00.000000"


def at(url: str, version: str) -> Database:
    """A database as the program of then made it."""
    made = Database(address.parse(url))
    if made.is_sqlite:
        made._use_wal()
    config = Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))
    with made._writing.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    return made


@pytest.mark.parametrize("version", ["0001", "0002", "0003", "0004", "0005", "0006"])
def test_what_was_known_of_an_outlet_stays(database_url: str, version: str) -> None:
    old = at(database_url, version)
    row = {"outlet": "x", "enabled": True, "next_due_at": WHEN, "failures": 3, "health": "unreachable", "reason": "dns"}
    with old.write() as session:
        session.execute(
            text(f"INSERT INTO outlet_state ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"),
            row,
        )
    old.close()
    new = database.open(database_url, create=True)
    moment = datetime(2026, 11, 20, 8, tzinfo=UTC)
    with new.write() as session:
        state = outlet_state.state(session, "x")
        assert (state.enabled, state.next_due_at, state.failures, state.reason) == (True, moment, 3, "dns")
        assert (state.planned_at, state.plan, state.resting_until) == (None, "", None)
        assert outlet_state.memory(session, "x") == listening.Memory()
        outlet_state.postpone(session, "x", moment, moment)
    assert new.version() == database.SCHEMA
    assert checkup.problems(new) == []
    new.close()


def test_the_migrations_are_one_line() -> None:
    config = Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [database.SCHEMA]
    assert len(list(scripts.walk_revisions())) == len(list((database.MIGRATIONS / "versions").glob("v*.py")))
