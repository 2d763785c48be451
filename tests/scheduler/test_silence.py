from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from scheduler import silence

ZONE = ZoneInfo("Asia/Damascus")
START = datetime(2026, 9, 7, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)


def printed(a_day: float, days: int, seed: int = 1) -> list[datetime]:
    """Between 6 and 18 o'clock UTC, half as much on Fridays."""
    dice, found = random.Random(seed), []
    for day in range(days):
        at, rate = 6.0, a_day / 12 * (0.5 if (START + timedelta(days=day)).weekday() == 4 else 1)
        while (at := at + dice.expovariate(rate)) < 18:
            found.append(START + timedelta(days=day, hours=at))
    return found


def noticed(times: list[datetime], stopped: datetime) -> timedelta:
    known = silence.learn([when for when in times if when <= stopped], ZONE)
    assert known is not None
    last = max(when for when in times if when <= stopped)
    return next(HOUR * step for step in range(1, 30 * 24) if known.is_silent(last, stopped + HOUR * step))


@pytest.mark.parametrize(
    ("a_day", "hours"), [(100, 3), (50, 6), (10, 36), (2, 24 * 6)], ids=["a hundred", "fifty", "ten", "two a day"]
)
def test_a_stop_in_the_morning_is_noticed(a_day: int, hours: int) -> None:
    assert noticed(printed(a_day, 56), START + timedelta(days=50, hours=8)) <= HOUR * hours


def test_nights_and_weekends_are_quiet_and_not_silent() -> None:
    times = printed(50, 56)
    known = silence.learn(times, ZONE)
    assert known is not None
    wrong = [before for before, after in pairwise(times) if known.is_silent(before, after)]
    assert wrong == []
    evening = START + timedelta(days=56, hours=18)
    assert not known.is_silent(evening, evening + 11 * HOUR)
    assert known.is_silent(evening, evening + 22 * HOUR)


def test_bursts_are_learned_as_pauses_between_bursts() -> None:
    dice = random.Random(3)
    singly, bursts = printed(50, 56), []
    for when in printed(10, 56):
        bursts += [when + timedelta(minutes=dice.random() * 5) for _ in range(5)]
    single, burst = silence.learn(singly, ZONE), silence.learn(sorted(bursts), ZONE)
    assert single is not None
    assert burst is not None
    assert burst.limit > 2 * single.limit


@pytest.mark.parametrize("times", [[], printed(50, 1), printed(1, 12), printed(50, 8)], ids=["none", "a day", "few", "a week"])
def test_too_little_says_nothing(times: list[datetime]) -> None:
    assert silence.learn(times, ZONE) is None


def test_the_pause_that_is_asked_about_teaches_nothing() -> None:
    times = printed(20, 40)
    known, later = silence.learn(times, ZONE), silence.learn(times, ZONE, watched_since=START)
    assert known == later


def test_one_outage_in_the_past_counts_little() -> None:
    times = printed(50, 56)
    hole = [when for when in times if not timedelta(days=40) <= when - START < timedelta(days=43)]
    whole, torn = silence.learn(times, ZONE), silence.learn(hole, ZONE)
    assert whole is not None
    assert torn is not None
    assert torn.limit < 1.5 * whole.limit


def test_a_look_before_the_article_is_no_silence() -> None:
    known = silence.learn(printed(50, 56), ZONE)
    assert known is not None
    now = START + timedelta(days=56)
    assert known.missing(now, now - 5 * HOUR) == 0
    assert not known.is_silent(now, now - 5 * HOUR)


@pytest.mark.parametrize(
    ("rate", "said"),
    [(3.2, "3 an hour"), (0.95, "1 an hour"), (0.25, "one in 4 h"), (0.02, "one in 2 days"), (0, "one in 41667 days")],
)
def test_usual_in_words(rate: float, said: str) -> None:
    assert silence.usual(rate) == said
