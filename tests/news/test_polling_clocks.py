"""Polling on clocks that jump, and whatever is heard."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news import listening, outlet, polling, rhythm
from news.listening import Heard, Memory
from news.polling import Manner
from tests.news.test_polling import DAY, DECLARED, HOUR, MANNER, MINUTE, NOW, SAME, SILENT, declared, known, pause

# --- clocks


def test_a_clock_set_back_makes_nobody_wait() -> None:
    due = polling.trusted(NOW + DAY, NOW + DAY - 10 * MINUTE, NOW)
    assert due < NOW
    assert polling.trusted(NOW + 10 * MINUTE, NOW - MINUTE, NOW) == NOW + 10 * MINUTE
    assert polling.trusted(NOW + 10 * MINUTE, NOW + MINUTE / 2, NOW) == NOW + 10 * MINUTE  # a clock put right by seconds
    assert polling.trusted(None, None, NOW) == NOW


@pytest.mark.parametrize("jump", [8 * HOUR, 3650 * DAY], ids=["suspended 8 h", "ten years ahead"])
def test_after_a_sleep_all_are_asked_one_after_another_the_longest_due_first(jump: timedelta) -> None:
    dues = {f"o{n}": NOW + timedelta(minutes=n) for n in range(200)}
    now = NOW + jump
    turns = polling.staggered(dues, now)
    assert sorted(turns, key=lambda outlet: turns[outlet]) == list(dues)
    assert min(turns.values()) == now
    assert max(turns.values()) - now < 4 * MINUTE
    assert len(set(turns.values())) == 200


def test_who_is_not_due_or_only_just_keeps_his_time() -> None:
    dues = {"a": NOW + HOUR, "b": NOW - MINUTE / 2, "c": NOW}
    assert polling.staggered(dues, NOW) == dues


@pytest.mark.parametrize("jump", [-DAY, -HOUR, HOUR, 8 * HOUR, DAY, 3650 * DAY], ids=str)
def test_a_jump_leaves_neither_gap_nor_storm_nor_another_habit(jump: timedelta) -> None:
    memory, now = known(by_night=1.0), NOW + jump
    usual = sum(rhythm.of(memory.rhythm))
    for _ in range(20):
        memory = listening.learn(memory, [SAME], UTC, now)
        made = polling.plan(MANNER, memory, [SAME], failures=0, now=now, chance=0.5)
        assert MANNER.shortest <= (made.at - now).total_seconds() <= MANNER.longest
        now = made.at
    assert sum(rhythm.of(memory.rhythm)) > 0.4 * usual


@pytest.mark.parametrize("day", ["2026-04-24", "2026-10-30", "2026-03-29", "2026-10-25"])
@pytest.mark.parametrize("zone", ["Africa/Cairo", "Asia/Beirut"])
def test_on_days_on_which_clocks_change_pauses_stay_in_bounds(day: str, zone: str) -> None:
    manner = polling.manner(outlet.parse(DECLARED.replace("Africa/Cairo", zone), "e.toml"))
    now = datetime.fromisoformat(f"{day}T00:00:00+00:00") - 4 * HOUR
    memory, asked = known(by_night=1.0), 0
    end = now + 30 * HOUR
    while now < end:
        memory = listening.learn(memory, [SAME], manner.zone, now)
        made = polling.plan(manner, memory, [SAME], failures=0, now=now, chance=0.5)
        assert 180 <= (made.at - now).total_seconds() <= 7200
        now, asked = made.at, asked + 1
    assert 30 < asked < 200


# --- properties

seconds = st.none() | st.floats(allow_nan=True, allow_infinity=True)
sensible = st.none() | st.floats(0, 1e9)
heards = st.builds(
    Heard,
    answered=st.booleans(),
    changed=st.booleans(),
    offered=st.integers(0, 1000),
    new=st.integers(0, 1000),
    times=st.lists(st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)), max_size=6).map(
        tuple
    ),
    fresh_for=sensible,
    every=sensible,
    retry_after=seconds,
)
manners = st.sampled_from(
    [declared(text) for text in ("", 'interval = "1h"', "interval = 4", 'interval = "30d"', "fixed = true")]
)


@settings(max_examples=60)
@given(
    runs=st.lists(st.tuples(st.floats(-1e6, 1e7), st.lists(heards, max_size=3)), min_size=1, max_size=8),
    manner=manners,
    failures=st.integers(0, 10**6),
    chance=st.floats(0, 1),
    look=st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
)
def test_the_next_time_lies_within_bounds_whatever_was_heard(
    runs: list[tuple[float, list[Heard]]], manner: Manner, failures: int, chance: float, look: datetime | None
) -> None:
    memory, now = Memory(), NOW
    for step, heard in runs:
        now += timedelta(seconds=step)
        memory = listening.learn(memory, heard, manner.zone, now)
        memory = listening.from_json(json.loads(json.dumps(listening.to_json(memory), allow_nan=False)))
        made = polling.plan(manner, memory, heard, failures=failures, now=now, chance=chance, look=look)
        least = manner.usual * 0.9 if manner.fixed else manner.shortest
        asked = any(one.retry_after is not None for one in heard)
        most = max(manner.longest, 86_400.0) if failures or asked else manner.longest * (1.1 if manner.fixed else 1)
        assert least - 1e-3 <= (made.at - now).total_seconds() <= most + 1e-3
        assert made.why


@settings(max_examples=60)
@given(failures=st.integers(1, 500), ago=st.floats(0, 60), chance=st.floats(0, 1), manner=manners)
def test_more_failures_never_mean_a_shorter_pause(failures: int, ago: float, chance: float, manner: Manner) -> None:
    now = NOW + timedelta(days=ago)
    fewer, more = (pause(known(), SILENT, failures=n, now=now, chance=chance, manner=manner) for n in (failures, failures + 1))
    assert fewer <= more + 1e-9


@pytest.mark.parametrize(
    "said", [None, {}, {"rhythm": {}}, {"rhythm": None, "heard_at": 3}, {"rhythm": {"counts": [1], "hours": []}}]
)
def test_a_memory_nobody_understands_is_begun_anew(said: dict[str, object] | None) -> None:
    assert listening.from_json(said) == Memory()
