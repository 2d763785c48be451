"""Cron expressions of five fields: at which times they mean. Pure.

Of our own, because this floor imports nothing, and for the days on which clocks are changed: a time that such a day leaves out
(Cairo has no 00:30 on one day of spring) is made up for at the same distance from midnight, one that comes twice is taken once.
Where every hour is meant, real time counts: no hour is left out, none is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of month", 1, 31, {}),
    ("month", 1, 12, {name: number for number, name in enumerate(MONTHS, 1)}),
    ("day of week", 0, 7, {name: number for number, name in enumerate(DAYS)}),
)
SHORT = {"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *"}
FARTHEST = 4 * 366 + 366
"""Days looked ahead: the 29th of February comes every four years, but for a century's turn."""
_PART = re.compile(r"(?:(\*)|([a-z0-9]{1,3})(?:-([a-z0-9]{1,3}))?)(?:/([0-9]{1,2}))?")


@dataclass(frozen=True, slots=True)
class Cron:
    """A read expression; days of the week count from Sunday, 0."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool
    """Both kinds of day are named: one of them is enough, as cron has it since 1979."""

    def on(self, day: date) -> bool:
        """Whether it means some time of this day."""
        if day.month not in self.months:
            return False
        found = day.day in self.days, (day.weekday() + 1) % 7 in self.weekdays
        return any(found) if self.either else all(found)


def parse(text: str) -> Cron:
    """Read "*/15 6-23 * * sun-thu", or @hourly, @daily, @weekly, @monthly. Raises ValueError naming the fault."""
    words = SHORT.get(text.strip().lower(), text.strip().lower()).split()
    if len(words) != len(FIELDS):
        raise ValueError(f"has {len(words)} fields; five are needed: minute, hour, day of month, month, day of week")
    minutes, hours, days, months, weekdays = (_field(word, *field) for word, field in zip(words, FIELDS, strict=True))
    cron = Cron(
        minutes, hours, days, months, frozenset(day % 7 for day in weekdays), not words[2].startswith("*") and words[4] != "*"
    )
    if next(_days(cron, date(2000, 1, 1)), None) is None:
        raise ValueError("means no day of any year")
    return cron


def _field(word: str, name: str, least: int, most: int, names: dict[str, int]) -> frozenset[int]:
    found: set[int] = set()
    for part in word.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise ValueError(f"{part!r} is not a {name}")
        star, first, last, step = match.groups()
        begin = least if star else _number(first, name, least, most, names)
        end = most if star or (step and not last) else _number(last or first, name, least, most, names)
        if end < begin or step == "0" or (step and not int(step)):
            raise ValueError(
                f"{part!r} is not a {name}: it goes from {begin} to {end}" + (f" in steps of {step}" if step else "")
            )
        found.update(range(begin, end + 1, int(step or 1)))
    return frozenset(found)


def _number(word: str, name: str, least: int, most: int, names: dict[str, int]) -> int:
    number = names.get(word, int(word) if word.isdigit() else -1)
    if not least <= number <= most:
        raise ValueError(f"{word!r} is not a {name} ({least} to {most})")
    return number


def after(cron: Cron, now: datetime, zone: tzinfo) -> datetime:
    """The first time after `now` that it means on the clocks of `zone`; UTC. Raises ValueError where none comes in five years."""
    for day in _days(cron, now.astimezone(zone).date() - timedelta(days=1)):
        moments = [moment for moment in _moments(cron, day, zone) if moment > now]
        if moments:
            return min(moments)
    raise ValueError("no time of it comes in the next five years")


def _days(cron: Cron, first: date) -> Iterator[date]:
    """The days it means, one after another."""
    return (day for day in (first + timedelta(days=ahead) for ahead in range(FARTHEST)) if cron.on(day))


def _moments(cron: Cron, day: date, zone: tzinfo) -> Iterator[datetime]:
    always = len(cron.hours) == 24
    for hour in cron.hours:
        for minute in cron.minutes:
            for fold in (0, 1) if always else (0,):
                local = datetime.combine(day, time(hour, minute, fold=fold), zone)
                moment = local.astimezone(UTC)
                there = moment.astimezone(zone)
                if always and (there.hour, there.minute) != (hour, minute):
                    continue  # no such time today; the hours there are are all meant anyway
                yield moment
