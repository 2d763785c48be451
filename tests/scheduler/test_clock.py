"""The timetable on a clock that jumps, and after a sleep: nobody waits for a day that was, nobody storms."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from news.polling import Plan
from scheduler.supervisor import Supervisor
from storage import config, database
from storage.crawls import outlet_state, outlets
from storage.database import Database

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
COUNT = 120
TOML = (
    'name_ar = "خبر"\nname_en = "x"\ncountry = "EG"\ntimezone = "Africa/Cairo"\nhome = "https://o{0}.example/"\nenabled = true\n'
)


@pytest.fixture
def supervisor(tmp_path: Path, sqlite_corpus: Path) -> Iterator[Supervisor]:
    """Of outlets that were planned at NOW, one each minute from then on."""
    for number in range(COUNT):
        text = TOML.format(number) + f'feeds = ["https://o{number}.example/feed"]\n'
        (tmp_path / f"o{number}.toml").write_text(text, encoding="utf-8")
    shutil.copyfile(sqlite_corpus, tmp_path / "rasid.db")
    db: Database = database.open(f"sqlite:///{tmp_path / 'rasid.db'}")
    settings = config.Config(outlets_dir=tmp_path, data_dir=tmp_path)
    catalogue = outlets.Catalogue({}, outlets.files(tmp_path))
    with db.write() as session:
        for number in range(COUNT):
            outlet_state.plan(session, f"o{number}", Plan(at=NOW + number * MINUTE, why=""), NOW)
    yield Supervisor(settings, db, catalogue)
    db.close()


def dues(supervisor: Supervisor, now: datetime) -> dict[str, datetime]:
    with time_machine.travel(now, tick=False):
        return supervisor._due()


def test_in_ordinary_times_everybody_keeps_his_turn(supervisor: Supervisor) -> None:
    assert dues(supervisor, NOW) == {f"o{number}": NOW + number * MINUTE for number in range(COUNT)}


@pytest.mark.parametrize("jump", [timedelta(hours=8), timedelta(days=3650)], ids=["slept 8 h", "ten years ahead"])
def test_after_a_sleep_or_a_leap_all_come_within_minutes_and_never_two_at_once(supervisor: Supervisor, jump: timedelta) -> None:
    now = NOW + jump
    found = dues(supervisor, now)
    assert len(found) == len(set(found.values())) == COUNT
    assert found["o0"] == now
    assert max(found.values()) <= now + 3 * MINUTE


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=-400)], ids=["an hour back", "a year back"])
def test_a_clock_set_back_makes_nobody_wait_until_it_has_caught_up(supervisor: Supervisor, jump: timedelta) -> None:
    now = NOW + jump
    found = dues(supervisor, now)
    assert len(set(found.values())) == COUNT
    assert now <= min(found.values())
    assert max(found.values()) <= now + 3 * MINUTE


def test_who_was_claimed_on_the_new_clock_keeps_his_turn(supervisor: Supervisor) -> None:
    now = NOW - timedelta(days=1)
    with supervisor.database.write() as session:
        outlet_state.postpone(session, "o7", now + 15 * MINUTE, now)
    assert dues(supervisor, now)["o7"] == now + 15 * MINUTE
