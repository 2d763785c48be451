"""Dates written for machines, in folded text: ISO 8601 and its loose relatives, RFC 822/850/2822, JavaScript, C, Unix time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from news.calendar import days, hours, months
from news.calendar.hours import Unreadable

LONGEST = 80
"""Characters; no machine writes a longer one («… (توقيت العربية الرسمي)» of JavaScript included)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    day: date
    time: time | None = None
    """None: the text gives the day alone, or a zone nobody knows."""
    zone: tzinfo | None = None
    """None: no offset is written."""
    precise: bool = False
    """Seconds are written."""


_OFFSET = r"(?P<z>z|utc|gmt|(?:(?:utc|gmt)\s?)?(?P<sign>[+-])(?P<zh>\d{1,2})(?::?(?P<zm>\d{2})(?::00)?)?)?"
_CLOCK = r"(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,:]\d{1,9})?)?"
_ISO = re.compile(
    rf"(?P<y>\d{{4}})(?P<s>[-/])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})"
    rf"(?:(?:t|\s)\s?{_CLOCK}\s?{_OFFSET}(?:\s?\(?(?P<name>[a-z]{{2,5}})\)?)?(?:\[[a-z_/+-]{{3,40}}\])?)?"
)
_PLUS_LOST = re.compile(r"(\d{4}-\d\d-\d\dt\d\d:\d\d:\d\d(?:\.\d+)?) (\d\d:\d\d)")  # «+» became a space in somebody's form
_COMPACT = re.compile(
    r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:t?(?P<H>\d{2}):?(?P<M>\d{2})(?::?(?P<S>\d{2})(?:\.\d{1,9})?)?" + _OFFSET + ")?"
)
_ENGLISH_MONTH = months.one_of(months.ENGLISH)
_RFC = re.compile(
    rf"(?:[a-z]{{3,9}},?\s+)?(?P<d>\d{{1,2}})[ -](?P<m>{_ENGLISH_MONTH})[ -](?P<y>\d{{4}}|\d{{2}})\s+{_CLOCK}"
    r"\s*(?P<z>(?P<name>[a-z]{1,5})(?![a-z+-])|(?:(?:utc|gmt)\s?)?(?P<sign>[+-])(?P<zh>\d{2}):?(?P<zm>\d{2}))?(?:\s*\([^)]*\))?"
)
_C = re.compile(  # «Sun Nov 22 2026 10:30:00 GMT+0300 (…)», «Sun Nov 22 10:30:00 UTC 2026»
    rf"[a-z]{{3}} (?P<m>{_ENGLISH_MONTH}) {{1,2}}(?P<d>\d{{1,2}}) (?:(?P<y>\d{{4}}) )?{_CLOCK}"
    r"(?: (?P<z>(?:utc|gmt)?(?P<sign>[+-])(?P<zh>\d{2}):?(?P<zm>\d{2})|(?P<name>[a-z]{1,5})))?(?: \([^)]*\))?(?: (?P<y2>\d{4}))?"
)
_UNIX = re.compile(r"(?P<s>\d{10})(?:\.\d{1,9}|\d{3})?")


def read(line: str, zone: tzinfo) -> Stamp | None:
    """The stamp a folded text is, or None. `zone` is the outlet's; it only says whether a zone's name is its own.

    Raises Unreadable for impossible days, times and offsets, and for what lies before days.EARLIEST.
    """
    if len(line) > LONGEST:
        return None
    line = _PLUS_LOST.sub(r"\1+\2", line)
    if found := _ISO.fullmatch(line) or _COMPACT.fullmatch(line) or _RFC.fullmatch(line) or _C.fullmatch(line):
        return _stamp(found, zone)
    if found := _UNIX.fullmatch(line):
        when = datetime.fromtimestamp(int(found["s"]), UTC)
        return Stamp(day=when.date(), time=when.time(), zone=UTC, precise=True)
    return None


def _stamp(found: re.Match[str], local: tzinfo) -> Stamp | None:
    parts = found.groupdict()
    written = parts["y"] or parts.get("y2")
    if written is None or (parts["y"] and parts.get("y2")):
        return None
    year = int(written)
    if len(written) == 2:  # RFC 2822, 4.3
        year += 2000 if year < 50 else 1900
    day = days.gregorian(year, months.ENGLISH.get(parts["m"]) or int(parts["m"]), int(parts["d"]))
    if parts["H"] is None:
        return Stamp(day=day)
    hour, minute, second = int(parts["H"]), int(parts["M"]), int(parts["S"] or 0)
    if hour > 23 or minute > 59 or second > 60:
        raise Unreadable("no such time")
    at = time(hour, minute, min(second, 59))  # 60 is a leap second
    name = parts.get("name")
    zone: tzinfo | None = None
    if parts["sign"]:
        zone = hours.offset(parts["sign"], parts["zh"], parts["zm"])
    elif name in ("am", "pm"):
        return None  # «2026-11-22 02:30 pm» is read as a printed line
    elif name:
        ahead = 0 if name in ("z", "ut", "utc", "gmt") else months.ABBREVIATIONS.get(name)
        if ahead is not None:
            zone = timezone(timedelta(hours=ahead)) if ahead else UTC
        elif (datetime.combine(day, time(12), local).tzname() or "").lower() != name:
            return Stamp(day=day)
    elif parts["z"]:
        zone = UTC
    return Stamp(day=day, time=at, zone=zone, precise=parts["S"] is not None)


def in_zone(day: date, at: time, zone: tzinfo) -> datetime | None:
    """The instant in UTC; None where clocks skip the hour, or show it twice, so that nobody can tell which."""
    local = datetime.combine(day, at, zone)
    if isinstance(zone, ZoneInfo) and local.utcoffset() != local.replace(fold=1).utcoffset():
        return None
    return local.astimezone(UTC)
