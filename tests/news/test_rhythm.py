from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news import rhythm
from news.rhythm import UNKNOWN, Rhythm

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)


def watch(weeks: int, hours: set[int], *, rest: set[int] = frozenset(), each: int = 4, known: Rhythm = UNKNOWN) -> Rhythm:  # type: ignore[assignment]
    """After weeks of `each` entries in every one of these hours of the day, none on days of rest (Monday is 0)."""
    start = known.until or MONDAY
    for hour in range(weeks * 168):
        begin = start + hour * HOUR
        gives = begin.hour in hours and begin.weekday() not in rest
        known = rhythm.observe(
            known, [begin + HOUR * (n + 1) / (each + 1) for n in range(each)] if gives else [], begin + HOUR, UTC, start
        )
    return known


def rate(known: Rhythm, day: int, hour: int) -> float:
    return rhythm.of(known)[day * 24 + hour]


def test_hours_and_days_of_rest_are_learned() -> None:
    known = watch(4, set(range(8, 16)), rest={4, 5})
    assert rate(known, 0, 11) == pytest.approx(4, rel=0.25)
    assert rate(known, 0, 2) < 0.4
    assert rate(known, 4, 11) < 1.2
    assert sum(rhythm.of(known)) == pytest.approx(5 * 8 * 4, rel=0.2)


def test_one_day_tells_the_hours_of_the_others() -> None:
    known = watch(1, set(range(8, 16)))
    fresh = rhythm.observe(
        UNKNOWN, [MONDAY + timedelta(hours=9, minutes=10 * n) for n in range(12)], MONDAY + timedelta(days=1), UTC, MONDAY
    )
    assert rate(known, 6, 10) > 4 * rate(known, 6, 2)
    assert rate(fresh, 3, 10) > 2 * rate(fresh, 3, 2)


def test_another_habit_is_learned_within_weeks_and_the_old_one_fades() -> None:
    before = watch(6, set(range(8, 16)))
    after = watch(3, set(range(18, 24)), known=before)
    assert rate(after, 0, 20) > 1.5 * rate(after, 0, 10)
    assert rate(watch(6, set(range(18, 24)), known=after), 0, 10) < 1


def test_what_was_not_watched_is_no_silence() -> None:
    known = watch(2, set(range(24)))
    assert known.until is not None
    away = known.until + 10 * WEEK
    again = rhythm.observe(known, [away - HOUR / 2], away, UTC, start=away - HOUR)
    assert sum(rhythm.of(again)) == pytest.approx(sum(rhythm.of(known)), rel=0.05)


def test_a_clock_set_back_forgets_nothing_and_learning_goes_on() -> None:
    known = watch(2, set(range(24)))
    assert known.until is not None
    back = rhythm.observe(known, [], known.until - timedelta(days=3650), UTC)
    assert (back.counts, back.hours) == (known.counts, known.hours)
    on = rhythm.observe(back, [], known.until - timedelta(days=3649), UTC)
    assert rhythm.watched(on) > 0
    assert on.counts != known.counts


def test_hours_are_those_of_the_outlets_clock_in_summer_and_winter() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    summer, winter = (datetime(2026, month, 7, 9, 30, tzinfo=cairo) for month in (7, 12))
    assert rhythm.cell_of(summer, cairo) % 24 == rhythm.cell_of(winter, cairo) % 24 == 9
    # half hours east of Greenwich begin their hours at half past
    assert rhythm.cell_of(datetime(2026, 11, 2, 5, 45, tzinfo=UTC), ZoneInfo("Asia/Tehran")) == 9


def test_how_long_until_so_much_is_expected() -> None:
    rates = [0.0] * 168
    rates[8], rates[9] = 2.0, 4.0
    eight = MONDAY + 8 * HOUR
    assert rhythm.reached(rates, eight, 1, timedelta(hours=5), UTC) == HOUR / 2
    assert rhythm.reached(rates, eight, 3, timedelta(hours=5), UTC) == HOUR * 1.25
    assert rhythm.reached(rates, eight, 7, timedelta(hours=5), UTC) == timedelta(hours=5)
    assert rhythm.expected(rates, eight, eight + 2 * HOUR, UTC) == 6
    assert rhythm.expected(rates, eight, eight - HOUR, UTC) == 0


@settings(max_examples=60)
@given(
    steps=st.lists(
        st.tuples(st.floats(-1e6, 1e7), st.lists(st.floats(-1e6, 1e6), max_size=5), st.none() | st.floats(-1e6, 0)), max_size=12
    ),
    zone=st.sampled_from(["Africa/Cairo", "Asia/Tehran", "UTC"]),
)
def test_whatever_is_observed_rates_are_positive_numbers(steps: list[tuple[float, list[float], float | None]], zone: str) -> None:
    known, now = UNKNOWN, MONDAY
    for step, times, start in steps:
        now += timedelta(seconds=step)
        began = now + timedelta(seconds=start) if start is not None else None
        known = rhythm.observe(known, [now + timedelta(seconds=when) for when in times], now, ZoneInfo(zone), began)
        assert known.until == now or known.until is None or now - known.until < rhythm.FOLD
    assert all(math.isfinite(rate) and rate > 0 for rate in rhythm.of(known))
    assert 0 <= rhythm.watched(known) <= 1.5 * rhythm.HALF_LIFE / math.log(2)
    kept = rhythm.from_json(json.loads(json.dumps(rhythm.to_json(known))))
    assert rhythm.of(kept) == pytest.approx(rhythm.of(known), rel=0.01)
    assert (kept.until, kept.beside) == (known.until, known.beside)
