from __future__ import annotations

from collections import namedtuple
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storage.crawls import leases, liveness, outlet_state, runs
from storage.database import Database

MINUTE = timedelta(minutes=1)


def lead(db: Database, now: datetime, shortest: int = 300) -> None:
    with db.write() as session:
        leases.acquire(session, liveness.SCHEDULER, "elsewhere/b/1:1:1", now, timedelta(days=2))
        liveness.began(session, now, shortest)


def tick(db: Database, now: datetime, shortest: int = 300) -> None:
    with db.write() as session:
        liveness.ticked(session, now, shortest)


def due(db: Database, outlet: str, when: datetime) -> None:
    with db.write() as session:
        outlet_state.postpone(session, outlet, when, when)


def check(db: Database, now: datetime, *enabled: str) -> list[str]:
    with db.read() as session:
        return liveness.check(session, now, enabled)


def test_no_daemon(db: Database, now: datetime) -> None:
    assert check(db, now, "x") == [liveness.NO_DAEMON]
    lead(db, now)
    assert check(db, now, "x") == []
    assert check(db, now + timedelta(days=3), "x") == [liveness.NO_DAEMON]


def test_a_daemon_that_hangs(db: Database, now: datetime) -> None:
    lead(db, now)
    tick(db, now + MINUTE)
    assert check(db, now + 2 * MINUTE) == []
    assert check(db, now + 5 * MINUTE)[0].startswith("the daemon hangs: no word from it for 4 min")


def test_a_daemon_that_is_there_and_can_write_nothing_is_not_said_to_be_none(db: Database, now: datetime) -> None:
    with db.write() as session:
        leases.acquire(session, liveness.SCHEDULER, leases.holder_here(), now, MINUTE)
        liveness.began(session, now, 300)
    assert check(db, now + MINUTE / 2) == []
    [said] = check(db, now + 2 * MINUTE)  # a full disk: its lease ran out, and nobody else has it
    assert said.startswith("the daemon hangs: no word from it for 2 min")


def test_nothing_started_though_something_was_due(db: Database, now: datetime) -> None:
    lead(db, now, shortest=300)
    due(db, "x", now + MINUTE)
    for minutes, alive in ((5, True), (10, True), (12, False), (40, False)):
        tick(db, now + minutes * MINUTE)
        assert (check(db, now + minutes * MINUTE, "x") == []) is alive, minutes
    [said] = check(db, now + 40 * MINUTE, "x")
    assert said.startswith("the schedule stands still: nothing started for 40 min though x is due")
    with db.write() as session:
        liveness.started(session, runs.queue(session, "y", "schedule", now), now + 39 * MINUTE)
    assert check(db, now + 40 * MINUTE, "x") == []


def test_nothing_due_and_nothing_enabled_is_alive(db: Database, now: datetime) -> None:
    lead(db, now)
    due(db, "x", now + timedelta(days=1))
    tick(db, now + 60 * MINUTE)
    assert check(db, now + 60 * MINUTE, "x") == []
    due(db, "off", now)
    assert check(db, now + 60 * MINUTE, "x") == []


def test_an_outlet_that_was_never_crawled_is_due_since_the_daemon_leads(db: Database, now: datetime) -> None:
    lead(db, now)
    tick(db, now + 9 * MINUTE)
    assert check(db, now + 9 * MINUTE, "new") == []
    tick(db, now + 11 * MINUTE)
    assert "though new is due" in check(db, now + 11 * MINUTE, "new")[0]


def test_a_new_leader_has_time(db: Database, now: datetime) -> None:
    """After a month without a daemon everything is overdue; that is no standstill of the one that begins."""
    due(db, "x", now - timedelta(days=30))
    lead(db, now)
    assert check(db, now + MINUTE, "x") == []


def test_a_short_interval_needs_a_moment_too(db: Database, now: datetime) -> None:
    lead(db, now, shortest=4)
    due(db, "x", now)
    tick(db, now + MINUTE, 4)
    assert check(db, now + MINUTE, "x") == []


def test_writable_leaves_nothing_behind(db: Database, now: datetime) -> None:
    lead(db, now)
    assert liveness.writable(db) is None
    if db.is_sqlite:
        with db.write(), pytest.MonkeyPatch.context() as patch:
            patch.setattr("storage.database.BUSY_TIMEOUT", 0.1)
            from storage import database

            other = database.open(f"sqlite:///{db.url.database}")
            said = liveness.writable(other)
            other.close()
        assert said is not None
        assert said.startswith("the database cannot be written to: ")


Usage = namedtuple("Usage", "total used free")


def test_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for total, free, full in ((10**12, 10**9, False), (10**12, 10**8, True), (10**10, 3 * 10**8, False), (10**10, 10**8, True)):
        monkeypatch.setattr("shutil.disk_usage", lambda _, there=(total, free): Usage(there[0], 0, there[1]))
        assert (liveness.room(tmp_path) is not None) is full, (total, free)
    monkeypatch.undo()
    assert liveness.room(tmp_path / "not" / "there") is None


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (40, "40 s"),
        (99, "99 s"),
        (100, "1 min"),
        (3600, "60 min"),
        (6000, "1 h"),
        (47 * 3600, "47 h"),
        (50 * 3600, "2 days"),
        (-5, "0 s"),
    ],
)
def test_span(seconds: int, said: str) -> None:
    assert liveness.span(timedelta(seconds=seconds)) == said
