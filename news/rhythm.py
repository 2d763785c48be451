"""What an outlet usually gives by hour of the week, learned from when its entries appeared. Pure.

Weekends, nights and Ramadan are not rules here: they come out of what was seen, and go when it is seen no more. Hours are those
of the outlet's own clock, so that summer time moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

WEEK = 168
HALF_LIFE = 14 * 24.0
"""Hours of watching after which what was seen counts half: two Mondays. Watching, not time: an outage forgets nothing."""
FOLD = timedelta(hours=3)
"""How much watching is put into the table at a time; until then it waits beside it."""
FARTHEST = timedelta(days=14)
"""The most one answer can tell of the past: the older half of a feed was thinned out by who knows what."""
HOUR = timedelta(hours=1)

# Entries' worth of trust in the next broader figure, where a narrower one has seen little (Gamma priors):
_BY_LEVEL, _BY_HOUR, _BY_DAY, _BY_CELL = 2.0, 2.0, 6.0, 5.0
_LEVEL = 1.0
"""Entries an hour of an outlet nobody knows."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Entries seen, and hours watched, in each hour of the week (0: Monday, 0 to 1 o'clock); both fade with more watching."""

    counts: tuple[float, ...] = (0.0,) * WEEK
    hours: tuple[float, ...] = (0.0,) * WEEK
    until: datetime | None = None
    """Up to when everything is in the table; None: nothing was watched yet."""
    beside: tuple[datetime, ...] = ()
    """Appearances since then."""


UNKNOWN = Rhythm()


def observe(rhythm: Rhythm, times: Iterable[datetime], end: datetime, zone: tzinfo, start: datetime | None = None) -> Rhythm:
    """The rhythm after watching up to `end`, in which entries appeared at `times`.

    Watching goes on from where it ended last, or begins at `start`: for the first time, or after a gap of which nothing is known.
    A clock that was set back costs nothing: what lies ahead of `end` is watched from `end` on.
    """
    begin = max(filter(None, (rhythm.until, start)), default=end)
    begin = min(max(begin, end - FARTHEST), end)
    seen = sorted(min(max(when, begin), end) for when in (*rhythm.beside, *times))
    if begin == end:
        return replace(rhythm, until=end, beside=tuple(seen) if rhythm.until else ())
    if begin == rhythm.until and end - begin < FOLD:
        return replace(rhythm, beside=tuple(seen))
    faded = 0.5 ** ((end - begin) / HOUR / HALF_LIFE)
    counts, hours = [count * faded for count in rhythm.counts], [watched * faded for watched in rhythm.hours]
    for cell, length in _cells(begin, end, zone):
        hours[cell] += length
    for when in seen:
        counts[cell_of(when, zone)] += 1.0
    return Rhythm(tuple(counts), tuple(hours), end)


def cell_of(when: datetime, zone: tzinfo) -> int:
    """The hour of the week on the clocks of `zone`."""
    local = when.astimezone(zone)
    return local.weekday() * 24 + local.hour


def watched(rhythm: Rhythm) -> float:
    """Hours that are remembered, fading counted in."""
    return sum(rhythm.hours)


def curve(counts: tuple[float, ...], hours: tuple[float, ...]) -> tuple[float, ...]:
    """Entries an hour to expect in each hour of the week; never 0, never more than was seen makes likely.

    Where a cell has seen little, what its neighbours, its hour of any day, its day and the whole week say fills in: each figure
    is that of the broader one, moved by what was counted (the mean of a Gamma distribution).
    """
    level = (sum(counts) + _BY_LEVEL) / (sum(hours) + _BY_LEVEL / _LEVEL)
    by_hour = _ratios(
        _round([sum(counts[hour::24]) for hour in range(24)]),
        _round([sum(hours[hour::24]) for hour in range(24)]),
        level,
        _BY_HOUR,
    )
    days = range(0, WEEK, 24)
    by_day = _ratios(
        [sum(counts[day : day + 24]) for day in days],
        [sum(share * length for share, length in zip(by_hour, hours[day : day + 24], strict=True)) for day in days],
        level,
        _BY_DAY,
    )
    near, length = _round(counts), _round(hours)
    found = []
    for cell in range(WEEK):
        usual = level * by_hour[cell % 24] * by_day[cell // 24]
        found.append((near[cell] + _BY_CELL) / (length[cell] + _BY_CELL / usual))
    return tuple(found)


def _ratios(counts: Sequence[float], hours: Sequence[float], level: float, trust: float) -> list[float]:
    return [(count + trust) / (length * level + trust) for count, length in zip(counts, hours, strict=True)]


def _round(row: Sequence[float]) -> list[float]:
    """Each value with a quarter of both neighbours: editors do not keep to the full hour. The row is a circle."""
    return [
        0.5 * value + 0.25 * (before + after)
        for before, value, after in zip([row[-1], *row[:-1]], row, [*row[1:], row[0]], strict=True)
    ]


def of(rhythm: Rhythm) -> tuple[float, ...]:
    """`curve` of a rhythm."""
    return curve(rhythm.counts, rhythm.hours)


def expected(rates: Sequence[float], begin: datetime, end: datetime, zone: tzinfo) -> float:
    """Entries to expect between two times; 0 where the second is not later."""
    return sum(rates[cell] * length for cell, length in _cells(begin, end, zone))


def reached(rates: Sequence[float], begin: datetime, amount: float, longest: timedelta, zone: tzinfo) -> timedelta:
    """How long from `begin` until `rates` (per hour, by hour of the week) add up to `amount`; at most `longest`."""
    left, spent = amount, 0.0
    for cell, length in _cells(begin, begin + longest, zone):
        if rates[cell] * length >= left:
            return timedelta(hours=spent + left / rates[cell])
        left -= rates[cell] * length
        spent += length
    return longest


def _cells(begin: datetime, end: datetime, zone: tzinfo) -> Iterator[tuple[int, float]]:
    """The cells between two times, in order, with the hours spent in each. Summer time begins and ends at full hours of UTC."""
    at = begin.astimezone(UTC)
    end = end.astimezone(UTC)
    while at < end:
        local = at.astimezone(zone)
        into = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        step = min(HOUR - into, end - at)
        yield local.weekday() * 24 + local.hour, step / HOUR
        at += step


def to_json(rhythm: Rhythm) -> dict[str, Any]:
    """For the database; four digits are enough."""
    return {
        "counts": [float(f"{count:.4g}") for count in rhythm.counts],
        "hours": [float(f"{length:.4g}") for length in rhythm.hours],
        "until": rhythm.until.isoformat() if rhythm.until else None,
        "beside": [when.isoformat() for when in rhythm.beside],
    }


def from_json(said: Mapping[str, Any]) -> Rhythm:
    """What `to_json` made. Raises KeyError, TypeError, ValueError for anything else."""
    counts, hours = (tuple(min(max(float(value), 0.0), 1e9) for value in said[name]) for name in ("counts", "hours"))
    if len(counts) != WEEK or len(hours) != WEEK:
        raise ValueError(f"a week has {WEEK} hours")
    until = datetime.fromisoformat(said["until"]) if said["until"] else None
    return Rhythm(counts, hours, until, tuple(datetime.fromisoformat(when) for when in said["beside"]))
