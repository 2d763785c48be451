from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest

from news import cron, listening, outlet, polling, rhythm
from news.listening import Heard, Memory
from news.polling import Manner

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)
"""A Wednesday."""
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MANNER = Manner()
SAME = Heard()
SILENT = Heard(answered=False)
DECLARED = 'name_ar = "خبر"\nname_en = "x"\ncountry = "EG"\ntimezone = "Africa/Cairo"\nhome = "https://e.com/"\n'


def known(*, by_day: float = 3.0, by_night: float = 0.0, weeks: int = 4, window: int = 30) -> Memory:
    """An outlet watched until NOW: so many entries an hour from 8 to 20 o'clock, and so many at night."""
    counts = tuple((by_day if 8 <= cell % 24 < 20 else by_night) * weeks for cell in range(168))
    return Memory(rhythm=rhythm.Rhythm(counts, (float(weeks),) * 168, NOW), heard_at=NOW, window=window)


def pause(memory: Memory, *heard: Heard, manner: Manner = MANNER, failures: int = 0, now: datetime = NOW, chance: float = 0.5,
          look: datetime | None = None) -> float:  # fmt: skip
    """Minutes until the next question."""
    made = polling.plan(manner, memory, heard or (SAME,), failures=failures, now=now, chance=chance, look=look)
    return (made.at - now) / MINUTE


# --- by rhythm


def test_by_day_it_is_asked_often_by_night_rarely() -> None:
    memory = known()
    assert pause(memory) < 10
    night = NOW.replace(hour=22)
    assert pause(memory, now=night) > 45
    # it is there when the day begins
    assert pause(memory, now=NOW.replace(hour=7, minute=40)) < 30


@pytest.mark.parametrize(("by_day", "least", "most"), [(0.02, 25, 120), (0.2, 9, 40), (1, 4, 12), (3, 4, 9), (20, 3, 9)])
def test_who_gives_more_is_asked_more_often(by_day: float, least: float, most: float) -> None:
    assert least <= pause(known(by_day=by_day, window=100)) <= most


def test_what_came_of_late_counts() -> None:
    memory = known(window=300)
    calm, storm = (Memory(**{**_fields(memory), "seen": seen, "expected": 3.0}) for seen in (0.0, 30.0))  # type: ignore[arg-type]
    assert pause(storm) < pause(memory) < pause(calm)


def test_breaking_news_in_the_night_is_followed_at_once() -> None:
    memory, night = known(), NOW.replace(hour=23)
    memory = listening.learn(memory, [SAME], UTC, night)
    burst = Heard(changed=True, offered=30, new=14, times=tuple(night + MINUTE * n for n in range(14)))
    after = night + 20 * MINUTE
    memory = listening.learn(memory, [burst], UTC, after)
    assert pause(memory, burst, now=after) == pytest.approx(3)
    some = Heard(changed=True, offered=30, new=5, times=tuple(after + MINUTE for _ in range(5)))
    memory = listening.learn(memory, [some], UTC, after + 3 * MINUTE)
    assert pause(memory, some, now=after + 3 * MINUTE) < 15


def test_a_short_feed_is_asked_before_it_runs_over() -> None:
    long, short = (pause(known(by_day=20, by_night=1, window=window), now=NOW.replace(hour=2)) for window in (100, 10))
    assert short * 5 * 20 / 60 <= 10.5
    assert short < long


def test_the_first_answer_tells_the_rhythm_where_it_is_dated() -> None:
    dated = Heard(changed=True, offered=20, new=20, times=tuple(NOW - n * HOUR for n in range(20)))
    memory = listening.learn(Memory(), [dated], UTC, NOW)
    assert sum(rhythm.of(memory.rhythm)) / 7 == pytest.approx(24, rel=0.3)
    bare = Heard(changed=True, offered=20, new=20, times=tuple((NOW - n * DAY).replace(hour=0) for n in range(20)))
    assert pause(listening.learn(Memory(), [bare], UTC, NOW), bare) == 15
    undated = Heard(changed=True, offered=20, new=20, times=(None,) * 20)
    assert pause(listening.learn(Memory(), [undated], UTC, NOW), undated) == 15


def test_after_a_feed_that_ran_over_the_gap_counts_as_not_watched() -> None:
    memory = known(by_day=0.5, by_night=0.5, window=20)
    gap = NOW + 3 * DAY
    times = tuple(gap - n * 6 * MINUTE for n in range(20))
    after = listening.learn(memory, [Heard(changed=True, offered=20, new=20, times=times)], UTC, gap)
    assert rhythm.watched(after.rhythm) == pytest.approx(rhythm.watched(memory.rhythm) + 2, rel=0.02)
    assert listening.of_late(after) > 3


# --- what servers say


@pytest.mark.parametrize(
    ("asked", "minutes"),
    [
        (600.0, 10),
        (1.0, None),
        (-5.0, None),
        (315_360_000.0, 24 * 60),
        (math.inf, 24 * 60),
        (math.nan, None),
        (86_400.0, 24 * 60),
    ],
)
def test_retry_after_within_bounds(asked: float, minutes: float | None) -> None:
    heard = Heard(answered=False, retry_after=asked)
    expected = minutes if minutes is not None else pause(known(), SILENT, failures=1)
    assert pause(known(), heard, failures=1) == pytest.approx(max(expected, pause(known(), SILENT, failures=1)))
    made = polling.plan(MANNER, known(), [heard], failures=1, now=NOW, chance=0.5)
    assert (made.resting_until == made.at) is (minutes == 24 * 60)


def test_a_cache_is_not_asked_for_what_it_gave_but_not_believed_for_long() -> None:
    busy = Memory(**{**_fields(known(window=1000)), "seen": 60.0, "expected": 3.0})  # type: ignore[arg-type]
    assert pause(busy) < 4
    assert pause(busy, Heard(fresh_for=290.0)) == pytest.approx(290 / 60)
    assert pause(busy, Heard(fresh_for=86_400.0)) == pytest.approx(5)
    assert pause(busy, Heard(changed=True, offered=20, every=7 * 86_400.0)) == pytest.approx(5)


def test_until_the_rhythm_is_known_the_sources_word_counts() -> None:
    nothing = Memory()
    assert pause(nothing) == 15
    assert pause(nothing, Heard(changed=True, every=3600.0)) == 15
    assert pause(nothing, Heard(changed=True, every=86_400.0)) == pytest.approx(120)


def test_not_modified_teaches_that_nothing_came() -> None:
    memory = known(by_day=6)
    now = NOW
    for _ in range(10):
        now += 10 * MINUTE
        memory = listening.learn(memory, [SAME], UTC, now)
    assert listening.of_late(memory) < 0.5
    assert pause(memory, now=now) > pause(known(by_day=6), now=now)


# --- silence


def test_silence_is_asked_ever_more_rarely_down_to_once_a_day_and_for_ever() -> None:
    memory, now, pauses = known(), NOW, []
    for failures in range(1, 140):
        made = polling.plan(MANNER, memory, [SILENT], failures=failures, now=now, chance=0.5)
        pauses.append((made.at - now) / HOUR)
        now = made.at
    assert pauses == sorted(pauses)
    assert pauses[0] < 0.25
    assert pauses[-1] == 24
    assert made.resting_until == made.at
    assert "silent 139 times" in made.why
    back = listening.learn(memory, [SAME], UTC, now)
    assert polling.plan(MANNER, back, [SAME], failures=0, now=now, chance=0.5).resting_until is None


def test_in_the_first_week_no_longer_than_its_feed_holds() -> None:
    assert pause(known(by_day=4, by_night=4, window=20), SILENT, failures=30, now=NOW + DAY) == pytest.approx(60, rel=0.1)
    assert pause(known(by_day=4, by_night=4, window=20), SILENT, failures=30, now=NOW + 8 * DAY) == 24 * 60


# --- the outlet's file


def declared(text: str) -> Manner:
    return polling.manner(outlet.parse(DECLARED + text, "e.toml"))


@pytest.mark.parametrize(
    ("text", "shortest", "usual", "longest", "fixed"),
    [
        ("", 180, 900, 7200, False),
        ('interval = "1h"', 720, 3600, 28_800, False),
        ('interval = "1d"', 17_280, 86_400, 86_400, False),
        ('interval = "30d"', 518_400, 2_592_000, 2_592_000, False),
        ('min_interval = "1m"\nmax_interval = "20m"', 60, 900, 1200, False),
        ("interval = 4", 0.8, 4, 32, True),
        ("interval = 60\nmax_interval = 300", 12, 60, 300, False),
        ('interval = "10m"\nfixed = true', 120, 600, 4800, True),
    ],
)
def test_bounds(text: str, shortest: float, usual: float, longest: float, fixed: bool) -> None:
    found = declared(text)
    assert (found.shortest, found.usual, found.longest, found.fixed) == (shortest, usual, longest, fixed)
    assert str(found.zone) == "Africa/Cairo"


def test_twice_the_interval_is_half_the_questions() -> None:
    assert pause(known(), manner=declared('interval = "30m"')) == pytest.approx(2 * pause(known(), manner=declared("")), rel=0.2)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('cron = "* * *"', "cron: .* is not a cron expression: has 3 fields"),
        ('cron = "@daily"\nfixed = true', "cron: says when to ask, and so does fixed"),
        ('min_interval = "1h"', "min_interval: is longer than the interval of 900 s"),
        ('max_interval = "5m"', "max_interval: is shorter than the interval of 900 s"),
        ("fixed = 1", "fixed: must be true or false"),
        ('min_interval = "soon"', "min_interval: .* is not a length of time"),
        ('[politeness]\ncron = "@daily"', "cron belongs above the first line"),
    ],
)
def test_faults_of_the_file(text: str, fault: str) -> None:
    with pytest.raises(outlet.OutletErrors, match=fault):
        declared(text)


def test_an_override_takes_our_expression_away_and_is_held_against_our_bounds() -> None:
    base = outlet.parse(DECLARED + 'cron = "@hourly"\nmin_interval = "10m"', "e.toml")
    assert polling.manner(outlet.parse('cron = ""', "e.toml", base=base)).cron is None
    with pytest.raises(outlet.OutletErrors, match="longer than the interval"):
        outlet.parse('interval = "5m"', "e.toml", base=base)


def test_fixed_and_cron_hear_nothing_but_refusals() -> None:
    burst = Heard(changed=True, offered=30, new=30, times=(NOW,) * 30)
    fixed, daily = Manner(usual=600, fixed=True), Manner(cron=cron.parse("0 6 * * *"))
    assert pause(known(), burst, manner=fixed, look=NOW) == 10
    assert pause(known(), burst, manner=daily, look=NOW) == 20 * 60
    assert pause(known(), Heard(answered=False, retry_after=3600.0), manner=fixed, failures=1) == 60
    assert pause(known(), Heard(answered=False, retry_after=86_400.0), manner=daily, failures=1) == 44 * 60
    often = Manner(cron=cron.parse("*/5 * * * *"))
    assert pause(known(), SILENT, manner=often, failures=1) == 5
    assert pause(known(), SILENT, manner=often, failures=9, now=NOW + 8 * DAY) > 60


def test_a_young_articles_page_pulls_the_next_run_forward_within_bounds() -> None:
    night, memory = NOW.replace(hour=21), known()
    assert pause(memory, now=night, look=night + 10 * MINUTE) == pytest.approx(40)
    assert pause(memory, now=night, look=night - DAY) == pytest.approx(3)
    assert pause(memory, now=night, look=night + DAY) == pause(memory, now=night)
    assert pause(memory, SILENT, now=night, failures=3, look=night) == pause(memory, SILENT, now=night, failures=3)


def _fields(memory: Memory) -> dict[str, object]:
    return {name: getattr(memory, name) for name in Memory.__slots__}  # type: ignore[attr-defined]
