"""A filled database of schema 0008 is brought forward: old runs add up by the new equation."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from storage import database
from storage.crawls import alerts, health, liveness, runs
from storage.database import Database
from storage.engine import address
from storage.operations import checkup

WHEN = "2026-11-20 08:00:00.000000"
RUNS = {
    "all asked for": ({"new": 5, "fetched": 5, "stored": 3, "rejected": 1, "failed": 1}, (4, 0, 0)),
    "some left": ({"new": 5, "fetched": 2, "stored": 2}, (2, 0, 3)),
    "some resumed": ({"new": 1, "fetched": 4, "stored": 2, "unchanged": 1, "failed": 1}, (3, 3, 0)),
    "nothing": ({}, (0, 0, 0)),
}


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


@pytest.mark.parametrize("version", ["0003", "0006", "0008"])
def test_old_runs_add_up(database_url: str, version: str) -> None:
    old = at(database_url, version)
    counted = ("requests", "not_modified", "offered", "known", "new", "fetched", "stored", "revised", "unchanged", "duplicate",
               "rejected", "failed")  # fmt: skip
    with old.write() as session:
        for figures, _ in RUNS.values():
            row = dict.fromkeys(counted, 0) | figures
            row["offered"] = row["known"] + row["new"]
            row |= {"outlet": "x", "trigger": "schedule", "state": "finished", "why": "", "queued_at": WHEN, "reasons": "{}"}
            names = ", ".join(row)
            session.execute(text(f"INSERT INTO run ({names}) VALUES ({', '.join(f':{name}' for name in row)})"), row)
    old.close()
    new = database.open(database_url, create=True)
    with new.read() as session:
        found = sorted(runs.recent(session), key=lambda run: run.id)
        assert [(run.fetched, run.again, run.unasked) for run in found] == [expected for _, expected in RUNS.values()]
        assert alerts.open_alerts(session) == []
        assert health.of_all(session) == {}
        assert liveness.check(session, found[0].queued_at, ["x"]) == [liveness.NO_DAEMON]
    assert checkup.problems(new) == []
    assert new.version() == database.SCHEMA
    new.close()
