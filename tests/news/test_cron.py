from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news import cron

CAIRO = ZoneInfo("Africa/Cairo")


def times(text: str, begin: str, end: str, zone: str) -> list[str]:
    """Every time between two, as the zone's clocks show them."""
    place = ZoneInfo(zone)
    at, last = (datetime.fromisoformat(when).replace(tzinfo=place).astimezone(UTC) for when in (begin, end))
    found = []
    while (at := cron.after(cron.parse(text), at, place)) <= last:
        found.append(at.astimezone(place).strftime("%d %H:%M"))
    return found


@pytest.mark.parametrize(
    ("text", "now", "expected"),
    [
        ("*/15 * * * *", "2026-11-22T10:07:00", "2026-11-22T10:15:00"),
        ("0 6 * * *", "2026-11-22T06:00:00", "2026-11-23T06:00:00"),
        ("30 5,17 * * *", "2026-11-22T06:00:00", "2026-11-22T17:30:00"),
        ("0 9 * * sun-thu", "2026-11-26T10:00:00", "2026-11-29T09:00:00"),
        ("0 9 * * 7", "2026-11-23T00:00:00", "2026-11-29T09:00:00"),
        ("0 0 1 jan *", "2026-11-22T00:00:00", "2027-01-01T00:00:00"),
        ("0 12 13 * fri", "2026-11-22T00:00:00", "2026-11-27T12:00:00"),
        ("0 0 29 2 *", "2026-11-22T00:00:00", "2028-02-29T00:00:00"),
        ("5/20 * * * *", "2026-11-22T10:26:00", "2026-11-22T10:45:00"),
        ("@daily", "2026-11-22T10:00:00", "2026-11-23T00:00:00"),
    ],
)
def test_the_next_time(text: str, now: str, expected: str) -> None:
    assert cron.after(cron.parse(text), datetime.fromisoformat(now + "+00:00"), UTC) == datetime.fromisoformat(
        expected + "+00:00"
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("* * * *", "has 4 fields"),
        ("60 * * * *", "'60' is not a minute"),
        ("* 5-3 * * *", "it goes from 5 to 3"),
        ("*/0 * * * *", "in steps of 0"),
        ("* * 0 * *", "not a day of month"),
        ("* * * * xyz", "'xyz' is not a day of week"),
        ("0 0 31 2 *", "means no day"),
        ("@yearl", "has 1 fields"),
        ("-1 * * * *", "is not a minute"),
        ("٣ * * * *", "is not a minute"),
    ],
)
def test_what_is_no_expression(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        cron.parse(text)


def test_a_time_that_the_day_leaves_out_is_made_up_for() -> None:
    # Cairo, 24 April 2026: after 23:59 comes 01:00
    assert times("30 0 * * *", "2026-04-22T12:00", "2026-04-26T12:00", "Africa/Cairo") == [
        "23 00:30", "24 01:30", "25 00:30", "26 00:30",
    ]  # fmt: skip


def test_a_time_that_comes_twice_is_taken_once() -> None:
    # Cairo, 29 October 2026: at midnight the clocks go back to 23:00
    assert times("30 23 * * *", "2026-10-28T12:00", "2026-10-31T12:00", "Africa/Cairo") == ["28 23:30", "29 23:30", "30 23:30"]


@pytest.mark.parametrize("day", [datetime(2026, 4, 23, 12, tzinfo=UTC), datetime(2026, 10, 29, 12, tzinfo=UTC)])
def test_where_every_hour_is_meant_no_real_hour_is_left_out(day: datetime) -> None:
    at, found = day, []
    while at < day + timedelta(days=1):
        found.append(at := cron.after(cron.parse("*/30 * * * *"), at, CAIRO))
    assert {later - earlier for earlier, later in itertools.pairwise(found)} == {timedelta(minutes=30)}


@given(
    now=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    zone=st.sampled_from(["Africa/Cairo", "Africa/Casablanca", "Asia/Beirut", "Asia/Tehran", "UTC"]),
    text=st.sampled_from(["*/7 * * * *", "30 0 * * *", "0 2 * * *", "15 3 * * fri", "59 23 28-31 * *"]),
)
def test_it_is_always_later_and_never_far(now: datetime, zone: str, text: str) -> None:
    start = now.replace(tzinfo=UTC)
    found = cron.after(cron.parse(text), start, ZoneInfo(zone))
    assert start < found <= start + timedelta(days=32)
    assert found.second == 0
