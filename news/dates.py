"""Dates as Arabic news pages print them. Everything read here is sure or None: a wrong date is worse than none.

`read` is for what people see («الأحد 12 جمادى الآخرة 1448هـ - 22 نوفمبر 2026م»), `machine` for attributes and feeds, `from_url`
for paths, `english` for the trailers of embedded posts. Nothing here falls back on 1 January, on today, or on the other order of
day and month; the input is cut to a line's length before anything is tried on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from datetime import timezone as fixed_zone
from zoneinfo import ZoneInfo

from news import arabic
from news.article import Precision
from news.calendar import days, hours, months, relative

MAX_LINE = 160
"""Characters of a date line we look at."""
AHEAD = timedelta(hours=24)
"""A page may be ahead of our clock by a zone, not by more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    when: datetime
    """Aware UTC; with precision "day" midnight UTC of the day as printed."""
    raw: str
    """What was read, cleaned, as the page printed it."""
    precision: Precision


def read(text: str, *, now: datetime, timezone: str, country: str | None = None, locale: str | None = None) -> Moment | None:
    """The date and time a printed line names, or None.

    Reads every month system («كانون الثاني», «جانفي», «شتنبر», «نوفمبر/تشرين الثاني»), numbers day first or year first, both
    digit systems, ص and م, labels, zones, relative times; Hijri dates only where no Gregorian one stands beside them.
    `timezone` (IANA) is the outlet's and counts where the line names none; `now` is aware. `country` (ISO 3166) and `locale`
    (Outlet.date_locale) decide names that are words elsewhere. None for impossible dates, two different dates, ranges, two-digit
    years with two readings, dates without a year, running text, and what lies before 1990 or more than a day ahead.
    """
    raw = arabic.clean(text[: 2 * MAX_LINE]).strip()
    line = arabic.fold(raw).replace("\n", " ")
    if len(line) > MAX_LINE:
        line = line[:MAX_LINE].rpartition(" ")[0]
    if not any(map(str.isalnum, line)):
        return None
    zone = ZoneInfo(timezone)
    if _ISO.fullmatch(line):
        return machine(raw, now=now, timezone=timezone)
    try:
        timed = hours.read(_before_update(line))
        today = now.astimezone(zone).date()
        day: date | None
        if counted := relative.read(timed.rest, now=now, today=today):
            if counted.instant:
                return None if timed.time else _moment(counted.instant.replace(second=0, microsecond=0), raw, "minute", now)
            day = counted.day
        else:
            day = days.read(timed.rest, today=today, libyan=country == "LY" or locale == "libya")
    except (hours.Unreadable, OverflowError):
        return None
    if day is None:
        return None
    if timed.time is None or timed.zone_unknown:
        return _moment(datetime.combine(day, time(), UTC), raw, "day", now)
    when = datetime.combine(day, timed.time, timed.zone or zone)
    return _moment(when, raw, "second" if timed.precise else "minute", now)


def machine(text: str, *, now: datetime, timezone: str) -> Moment | None:
    """A date written for machines, or None: ISO 8601, RFC 822/2822, Unix seconds or milliseconds, YYYYMMDDhhmmss.

    Without an offset the outlet's `timezone` counts. An unknown zone name leaves the day alone (precision "day").
    """
    raw = arabic.clean(text[:MAX_LINE]).strip()
    line = arabic.fold(raw)
    if len(line) > 64:
        return None
    zone = ZoneInfo(timezone)
    try:
        if found := _ISO.fullmatch(line) or _COMPACT.fullmatch(line):
            return _from_fields(found, raw, now, zone)
        if found := _RFC.fullmatch(line):
            return _from_rfc(found, raw, now, zone)
        if _UNIX.fullmatch(line):
            seconds = int(line[:10]) if len(line) == 13 else int(line)
            return _moment(datetime.fromtimestamp(seconds, UTC), raw, "second", now)
    except (hours.Unreadable, OverflowError):
        return None
    return None


def from_url(url: str) -> Moment | None:
    """The day an address carries: /2026/11/22/, /2026-11-22-, /20261122-, /22/11/2026, cdate=22112026.

    None for two different days, impossible ones, and months alone. There is no clock here: the caller refuses days ahead.
    """
    found: dict[date, str] = {}
    for pattern in _URL_DAYS:
        for match in pattern.finditer(url[:2000]):
            year = int(match["y"])
            if 1990 <= year <= 2099:
                try:
                    found[days.gregorian(year, int(match["m"]), int(match["d"]))] = match[0]
                except hours.Unreadable:
                    continue
    return _single(found)


def english(text: str) -> Moment | None:
    """The English date in the trailer of an embedded post: «… on Saturday, September 4, 2021», «9:25 AM · Jun 9, 2023».

    Day precision, for the trailer names no zone. The date at the very end counts before others; otherwise there must be only one.
    """
    line = arabic.clean(text[-MAX_LINE:]).strip()
    found: dict[date, str] = {}
    for match in [*_ENGLISH.finditer(line.lower())]:
        month = months.ENGLISH[match["m"] or match["m2"]]
        try:
            day = days.gregorian(int(match["y"] or match["y2"]), month, int(match["d"] or match["d2"]))
        except hours.Unreadable:
            continue
        if day.year > 2099:
            continue
        if match.end() == len(line):
            found = {}
        found[day] = line[match.start() : match.end()]
    return _single(found)


def _single(found: dict[date, str]) -> Moment | None:
    if len(found) != 1:
        return None
    ((day, raw),) = found.items()
    return Moment(when=datetime.combine(day, time(), UTC), raw=raw, precision="day")


_TIME_AND_ZONE = (
    r"(?P<H>\d{2}):?(?P<M>\d{2})(?::?(?P<S>\d{2})(?:[.,]\d{1,9})?)?\s?"
    r"(?P<z>z|utc|gmt|(?P<sign>[+-])(?P<zh>\d{2})(?::?(?P<zm>\d{2}))?)?"
)
_ISO = re.compile(rf"(?P<y>\d{{4}})-(?P<m>\d{{2}})-(?P<d>\d{{2}})(?:[t ]{_TIME_AND_ZONE})?")
_COMPACT = re.compile(rf"(?P<y>\d{{4}})(?P<m>\d{{2}})(?P<d>\d{{2}})(?:t?{_TIME_AND_ZONE})?")
_RFC = re.compile(
    rf"(?:[a-z]{{3,9}},?\s+)?(?P<d>\d{{1,2}})[ -](?P<m>{months.one_of(months.ENGLISH)})[ -](?P<y>\d{{4}}|\d{{2}})\s+"
    r"(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2}))?\s*(?P<z>[a-z]{1,5}|(?P<sign>[+-])(?P<zh>\d{2}):?(?P<zm>\d{2}))?(?:\s*\([^)]*\))?"
)
_UNIX = re.compile(r"\d{9,10}|\d{13}")
_RFC_ZONES = {  # RFC 822, 5.1, and the two of our own countries
    "gmt": 0, "utc": 0, "ut": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "eet": 2, "eest": 3,
}  # fmt: skip
_URL_DAYS = (
    re.compile(r"/(?P<y>(?:19|20)\d{2})/(?P<m>\d{1,2})/(?P<d>\d{1,2})(?=[/_-]|$)"),
    re.compile(r"(?<!\d)(?<!\d-)(?P<y>(?:19|20)\d{2})-(?P<m>\d{2})-(?P<d>\d{2})(?![\d])"),
    re.compile(r"(?<=/)(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?=[/_-])"),
    re.compile(r"/(?P<d>\d{1,2})[/-](?P<m>\d{1,2})[/-](?P<y>(?:19|20)\d{2})(?=[/_?-]|$)"),
    re.compile(r"[?&]cdate=(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})(?=&|$)"),
)
_MONTH = months.one_of(months.ENGLISH)
_ENGLISH = re.compile(
    rf"(?P<m>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})(?!\d)"
    rf"|(?<!\d)(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m2>{_MONTH})\.?,?\s+(?P<y2>\d{{4}})(?!\d)"
)
_UPDATE = re.compile(r"(?:تاريخ\s+|تم\s+)?(?:ال)?(?:اخر\s+)?(?:ال)?(?:تحديث|تعديل)\w*|(?:last )?updated")
_PRINTED_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_PRINTED_TIME = re.compile(r"\d:\d")


def _before_update(line: str) -> str:
    """What a line prints before «آخر تحديث»: the time of an update is not that of publication.

    The whole line where the label comes first, or where nothing before it could stand alone.
    """
    found = _UPDATE.search(line)
    if not found:
        return line
    before, after = line[: found.start()], line[found.end() :]
    stands_alone = _PRINTED_YEAR.search(before) or (_PRINTED_TIME.search(before) and _PRINTED_TIME.search(after))
    return before if stands_alone else line


def _from_fields(found: re.Match[str], raw: str, now: datetime, zone: tzinfo) -> Moment | None:
    day = days.gregorian(int(found["y"]), int(found["m"]), int(found["d"]))
    if found["H"] is None:
        return _moment(datetime.combine(day, time(), UTC), raw, "day", now)
    if found["sign"]:
        zone = hours.offset(found["sign"], found["zh"], found["zm"])
    elif found["z"]:
        zone = UTC
    return _with_time(day, found, zone, raw, now)


def _from_rfc(found: re.Match[str], raw: str, now: datetime, zone: tzinfo) -> Moment | None:
    year = int(found["y"])
    if len(found["y"]) == 2:  # RFC 2822, 4.3
        year += 2000 if year < 50 else 1900
    day = days.gregorian(year, months.ENGLISH[found["m"]], int(found["d"]))
    if found["sign"]:
        zone = hours.offset(found["sign"], found["zh"], found["zm"])
    elif found["z"]:
        ahead = _RFC_ZONES.get(found["z"])
        if ahead is not None:
            zone = fixed_zone(timedelta(hours=ahead))
        elif (datetime.combine(day, time(12), zone).tzname() or "").lower() != found["z"]:
            return _moment(datetime.combine(day, time(), UTC), raw, "day", now)
    return _with_time(day, found, zone, raw, now)


def _with_time(day: date, found: re.Match[str], zone: tzinfo, raw: str, now: datetime) -> Moment | None:
    hour, minute, second = int(found["H"]), int(found["M"]), int(found["S"] or 0)
    if hour > 23 or minute > 59 or second > 60:
        return None
    when = datetime.combine(day, time(hour, minute, min(second, 59)), zone)  # 60 is a leap second
    return _moment(when, raw, "second" if found["S"] else "minute", now)


def _moment(when: datetime, raw: str, precision: Precision, now: datetime) -> Moment | None:
    when = when.astimezone(UTC)
    if when > now + AHEAD or when.date() < days.EARLIEST:
        return None
    return Moment(when=when, raw=raw[:MAX_LINE], precision=precision)
