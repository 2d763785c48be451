"""Times of day and zones in a folded date line: «02:30 م», «الساعة 3 مساء», «14:30 GMT», «بتوقيت غرينتش», «(GMT+0400)»."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from news.calendar import months

FURTHEST = timedelta(hours=14)
"""No place on earth is further from UTC (Kiritimati); a larger offset is an error of the page."""


class Unreadable(ValueError):
    """The line prints something of the kind, but nothing we can be sure of: the whole line is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    time: time | None
    zone: tzinfo | None
    """None: the line names no zone, so the outlet's counts."""
    zone_unknown: bool
    """A zone is printed and we do not know it: the time cannot be used."""
    precise: bool
    """Seconds are printed."""
    rest: str
    """The line without what was read."""


_HALF = r"صباحا|مساا|مسا|ظهرا|عصرا|فجرا|ليلا|قبل الظهر|بعد الظهر|بعد منتصف الليل|ص|م|a\.?m\.?|p\.?m\.?"
_TIME = re.compile(
    rf"(?<![\d:.])(?P<hour>\d{{1,2}})\s?(?::|h(?=\d))\s?(?P<minute>\d{{2}})(?:\s?:\s?(?P<second>\d{{2}})(?:\.\d+)?)?(?![\d:])"
    rf"(?:\s*{months.NO_LETTER_BEFORE}(?P<half>{_HALF}){months.NO_LETTER_AFTER})?"
)
_HOUR = re.compile(
    rf"(?:الساعه|ساعه)\s+(?P<hour>\d{{1,2}})(?![\d:/.-])\s*(?P<half>{_HALF}){months.NO_LETTER_AFTER}(?P<minute>)(?P<second>)"
)
_GREENWICH = "|".join(sorted((name for name, zone in months.ZONES.items() if zone == "UTC"), key=len, reverse=True))
_FROM_GMT = re.compile(
    rf"\(?\s*{months.NO_LETTER_BEFORE}(?:(?:بتوقيت|توقيت)\s+)?(?:{_GREENWICH})\s*(?P<sign>[+-])\s*(?P<hours>\d{{1,2}})"
    r"(?::?(?P<minutes>\d{2}))?(?![\d:])\s*\)?"
)
_BEHIND = re.compile(r"\s?\(?(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})(?![\d:])\)?")  # directly behind the time
_NAMED = re.compile(
    rf"\(?\s*(?:بالتوقيت|بتوقيت|توقيت)\s+(?P<place>المحلي|{months.one_of(months.ZONES)}|[^\W\d_]+)(?:\s+المحلي)?\s*\)?"
    rf"|\(?\s*{months.NO_LETTER_BEFORE}(?P<utc>gmt|utc|ت\.?\s?غ)\.?{months.NO_LETTER_AFTER}\s*\)?"
)
_AFTERNOON = {"مسا", "مساا", "عصرا", "بعد الظهر", "م", "pm"}
_MORNING = {"صباحا", "فجرا", "قبل الظهر", "بعد منتصف الليل", "ص", "am"}


def read(line: str) -> Clock:
    """Take the time and the zone out of a folded line. Raises Unreadable for 25:70, for two times, for «14:30 ص»."""
    times = [*_TIME.finditer(line)]
    if not times:
        times = [*_HOUR.finditer(line)]
    rest, zone, unknown = line, None, False
    if times:
        head, tail = line[: times[0].start()], line[times[0].end() :]
        rest = f"{head} ; {tail}"
        if found := _BEHIND.match(tail):
            zone = offset(found["sign"], found["hours"], found["minutes"])
            rest = f"{head} ; {tail[found.end() :]}"
            times = [times[0], *(more for more in times[1:] if more.start() >= times[0].end() + found.end())]
        for more in times[1:]:
            rest = rest.replace(more[0], " ; ")
        if zone is None:
            zone, unknown, rest = _zone(rest)
    readings = {_time(found) for found in times}
    if len(readings) > 1:
        raise Unreadable("two times")
    precise = any(found["second"] for found in times)
    return Clock(time=readings.pop() if readings else None, zone=zone, zone_unknown=unknown, precise=precise, rest=rest)


def offset(sign: str, hours: str, minutes: str | None) -> tzinfo:
    """A fixed zone; raises Unreadable beyond ±14:00."""
    away = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if away > FURTHEST or int(minutes or 0) > 59:
        raise Unreadable("no such zone")
    return timezone(-away if sign == "-" else away) if away else UTC


def _zone(line: str) -> tuple[tzinfo | None, bool, str]:
    if found := _FROM_GMT.search(line):
        zone = offset(found["sign"], found["hours"], found["minutes"])
        return zone, False, line[: found.start()] + " ; " + line[found.end() :]
    found = _NAMED.search(line)
    if not found:
        return None, False, line
    rest = line[: found.start()] + " ; " + line[found.end() :]
    if found["utc"]:
        return UTC, False, rest
    if found["place"] == "المحلي":
        return None, False, rest
    name = months.ZONES.get(found["place"])
    if name is None:
        return None, True, rest
    return UTC if name == "UTC" else ZoneInfo(name), False, rest


def _time(found: re.Match[str]) -> time:
    hour, minute, second = int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0)
    half = (found["half"] or "").replace(".", "")
    if half and hour > 12 and half not in _AFTERNOON | {"ليلا", "ظهرا"}:
        raise Unreadable("two halves of the day")
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in _MORNING and hour == 12:
        hour = 0
    elif half == "ظهرا" and hour < 6:
        hour += 12
    elif half == "ليلا":
        hour = 0 if hour == 12 else hour + 12 if 6 <= hour < 12 else hour
    if hour > 23 or minute > 59 or second > 59:
        raise Unreadable("no such time")
    return time(hour, minute, second)
