"""Times of day and zones in a folded date line: «02:30 م», «الساعة 3 مساء», «14:30 GMT», «بتوقيت غرينتش», «(GMT+0400)»."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from news.calendar import months, numerals

FURTHEST = timedelta(hours=14)
"""No place on earth is further from UTC (Kiritimati); a larger offset is an error of the page."""


class Unreadable(ValueError):
    """The line prints something of the kind, but nothing we can be sure of: the whole line is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    times: tuple[tuple[time, tzinfo | None], ...]
    """Each time printed, with the zone printed beside it; None where none is, so that the outlet's counts."""
    unsure: bool
    """A time is printed that cannot be placed (an unknown zone, «الساعة 3» without its half of the day): the day alone counts."""
    precise: bool
    """Seconds are printed."""
    rest: str
    """The line without what was read."""


_HALF = (
    r"(?:(?:من|في)\s+)?(?:قبل الظهر|بعد منتصف الليل|منتصف الليل|منتصف النهار|بعد الظهر|بعد العصر|(?:ال)?صباحا?|(?:ال)?مساا?"
    r"|(?:ال)?ظهرا?"
    r"|(?:ال)?عصرا?|(?:ال)?فجرا?|(?:ال)?ليلا?|ص|م|a\.?m\.?|p\.?m\.?)"
)
_BEFORE, _AFTER = months.NO_LETTER_BEFORE, months.NO_LETTER_AFTER
_TIME = re.compile(
    rf"(?:{_BEFORE}(?P<early>{_HALF}){_AFTER}[\s:,]{{0,3}})?(?<![\d:.])(?P<hour>\d{{1,2}})\s?(?::|h(?=\d))\s?(?P<minute>\d{{2}})"
    rf"(?:\s?:\s?(?P<second>\d{{2}})(?:\.\d{{1,9}})?)?(?![\d:])(?:[\s,(]{{0,3}}{_BEFORE}(?P<late>{_HALF}){_AFTER}\)?)?"
)
_HOUR = re.compile(
    rf"(?:الساعه|ساعه)\s*:?\s*(?P<hour>\d{{1,2}})(?![\d:/.-])(?:\s*(?P<late>{_HALF}){_AFTER})?"
    rf"|(?<![\d:./-])(?P<bare>\d{{1,2}})\s?(?P<word>(?:صباحا|مسا|مساا|ظهرا|عصرا|فجرا|ليلا|a\.?m\.?|p\.?m\.?)){_AFTER}"
    rf"|الساعه\s+(?P<name>{months.one_of(numerals.HOURS)})(?:\s+(?P<part>{months.one_of(numerals.MINUTES)}))?"
    rf"(?:\s*(?P<half>{_HALF}){_AFTER})?"
)
_GREENWICH = rf"{_BEFORE}{months.GREENWICH}{_AFTER}"
_DOTTED = re.compile(  # «10.30» is a time behind «الساعة», before a half or a zone, and behind a year at the line's end
    rf"(?P<lead>الساعه\s*:?\s*)(?P<a>\d{{1,2}})\.(?P<b>\d{{2}})(?![\d.])"
    rf"|(?<![\d.,/-])(?P<c>\d{{1,2}})\.(?P<d>\d{{2}})(?=\s*(?:{_HALF}|{_GREENWICH}|بتوقيت|بالتوقيت){_AFTER})"
    r"|(?P<year>(?:19|20)\d{2}م?\s*[-|,]*\s+)(?P<e>\d{1,2})\.(?P<f>\d{2})$"
)
_FROM_GMT = re.compile(
    rf"\(?\s*(?:(?:بتوقيت|توقيت)\s+)?{_GREENWICH}\s*\(?(?P<sign>[+-])\s*(?P<hours>\d{{1,2}})(?::?(?P<minutes>\d{{2}}))?(?![\d:])\s*\)?\)?"
    rf"|\(?\s*(?<![\d+-])(?:(?P<sign2>[+-])(?P<hours2>\d{{1,2}})|(?P<hours3>\d{{1,2}})(?P<sign3>[+-]))\s?{_GREENWICH}\s*\)?"
)
_BEHIND = re.compile(r"\s?\(?(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})(?![\d:])\)?")  # directly behind the time
_NAMED = re.compile(
    rf"\(?\s*{_BEFORE}(?:حسب\s+)?(?:بال|ب|ال)?توقيت\s+(?:مدينه\s+)?(?P<place>المحلي|{months.one_of(months.ZONES)}|{_GREENWICH}|[^\W\d_]+)"
    r"(?:\s+(?P<local>المحلي)|(?:\s+(?:في\s+)?(?:ل|ب|مدينه\s+)?(?P<of>[^\W\d_]+)))?\s*\)?"
    rf"|\(?\s*(?P<utc>{_GREENWICH})\s*\)?"
    rf"|{_BEFORE}(?P<mecca>مكه(?: المكرمه)?){_AFTER}|\((?P<inside>{months.one_of(months.ZONES)})\)"
)
_ABBREVIATED = re.compile(rf"\s*\(?(?P<name>{months.one_of(months.ABBREVIATIONS)}|(?!at\b|post\b)[a-z]{{2,4}}t){_AFTER}\)?")
_AMERICAN = re.compile(rf"\s*(?P<name>[ecmp]t){_AFTER}")  # «5:30 p.m. ET»; elsewhere «et» is French
_HIJRI_ERA = re.compile(rf"\d\s?ه{_AFTER}")  # beside «هـ», «م» can only be its sister
_ERA = re.compile(r"(?<!\d)\d{4}(?P<space>\s?)$")
_HALVES = {
    kind: frozenset(names.split("|"))
    for kind, names in {
        "morning": "ص|am|صباح|فجر|قبل الظهر|بعد منتصف الليل",
        "noon": "ظهر|منتصف النهار",
        "afternoon": "م|pm|مس|عصر|بعد الظهر|بعد العصر",
        "night": "ليل",
        "midnight": "منتصف الليل",  # of the day before, or of the day after
    }.items()
}
_KIND = {name: kind for kind, names in _HALVES.items() for name in names}


def read(line: str, country: str | None = None) -> Clock:
    """Take times and zones out of a folded line; `country` (ISO 3166) is the outlet's. Raises Unreadable for 25:70, «14:30 ص»."""
    line = _DOTTED.sub(_colon, line)
    found = [*_TIME.finditer(line)] or [*_HOUR.finditer(line)][:1]
    if not found:
        return Clock(times=(), unsure=False, precise=False, rest=line)
    times: list[tuple[time, tzinfo | None]] = []
    unsure, precise, rest, at = False, False, "", 0
    offsets = [_BEHIND.match(line, match.end()) or _FROM_GMT.match(line, match.end()) for match in found]
    found = [match for number, match in enumerate(found) if not number or not _within(match, offsets[number - 1])]
    for number, match in enumerate(found):
        until = found[number + 1].start() if number + 1 < len(found) else len(line)
        read_time, doubtful, kept = _time(match, line)
        zone, unknown, tail = _zone(line[match.end() : until], country)
        if match.re is _TIME and (match["late"] or "")[:1] in ("a", "p") and (american := _AMERICAN.match(tail)):
            unknown, tail = True, tail[american.end() :]
        before = line[at : match.start()] + kept
        if zone is None and not times and not unknown:
            zone, unknown, before = _zone(before, country, behind=False)
        at = until
        rest += f"{before} ; {tail}"
        unsure = unsure or doubtful or unknown
        precise = precise or (match.re is _TIME and match["second"] is not None)
        times.append((read_time, zone))
    return Clock(times=tuple(dict.fromkeys(times)), unsure=unsure, precise=precise, rest=rest)


def _within(match: re.Match[str], offset: re.Match[str] | None) -> bool:
    return offset is not None and match.start() < offset.end()


def offset(sign: str, hours: str, minutes: str | None) -> tzinfo:
    """A fixed zone; raises Unreadable beyond ±14:00."""
    away = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if away > FURTHEST or int(minutes or 0) > 59:
        raise Unreadable("no such zone")
    return timezone(-away if sign == "-" else away) if away else UTC


def _colon(found: re.Match[str]) -> str:
    lead = found["lead"] or found["year"] or ""
    return f"{lead}{found['a'] or found['c'] or found['e']}:{found['b'] or found['d'] or found['f']}"


def _zone(line: str, country: str | None, *, behind: bool = True) -> tuple[tzinfo | None, bool, str]:
    """The zone a piece of the line names, whether it names one we do not know, and the piece without it."""
    if behind and (found := _BEHIND.match(line)):
        return offset(found["sign"], found["hours"], found["minutes"]), False, line[found.end() :]
    if found := _FROM_GMT.search(line):
        sign, hours = found["sign"] or found["sign2"] or found["sign3"], found["hours"] or found["hours2"] or found["hours3"]
        return offset(sign, hours, found["minutes"]), False, line[: found.start()] + " ; " + line[found.end() :]
    if found := _NAMED.search(line):
        rest = line[: found.start()] + " ; " + line[found.end() :]
        if found["utc"]:
            return UTC, False, rest
        place = "مكه" if found["mecca"] else found["inside"] or found["place"]
        if place == "المحلي":
            if not found["of"]:
                return None, False, rest
            place = found["of"]
        zone = _place(place, country)
        return zone, zone is None, rest + (f" {found['of']}" if found["of"] and zone else "")
    if behind and (found := _ABBREVIATED.match(line)):
        ahead = months.ABBREVIATIONS.get(found["name"])
        known = None if ahead is None else timezone(timedelta(hours=ahead))
        return known, known is None, line[found.end() :]
    return None, False, line


def _place(name: str, country: str | None) -> tzinfo | None:
    if re.fullmatch(months.GREENWICH, name):
        return UTC
    if name == "عمان" and country in months.AMMAN_OR_OMAN:
        return ZoneInfo(months.AMMAN_OR_OMAN[country])
    zone = months.ZONES.get(name) or months.ZONES.get(f"ال{name.removeprefix('ل')}")
    return ZoneInfo(zone) if zone else None


def _time(found: re.Match[str], line: str) -> tuple[time, bool, str]:
    """The time, whether its half of the day is in doubt, and what of the match belongs to the day («2026م 10:30»)."""
    if found.re is _HOUR:
        if found["name"]:
            minutes = numerals.HOURS[found["name"]] * 60 + numerals.MINUTES.get(found["part"] or "", 0)
            kind = _kind(found["half"])
            return _of(minutes // 60, minutes % 60, 0, kind), kind in ("", "midnight"), ""
        hour, kind = int(found["hour"] or found["bare"]), _kind(found["late"] or found["word"])
        return _of(hour, 0, 0, kind), kind == "midnight" or (not kind and 0 < hour < 13), ""
    hour, early, late, kept, doubtful = int(found["hour"]), _kind(found["early"]), _kind(found["late"]), "", False
    if found["early"] == "م" and (era := _ERA.search(line, 0, found.start())):  # behind a year it is the era, or the afternoon
        doubtful = bool(era["space"]) and not late and 0 < hour < 13 and not _HIJRI_ERA.search(line)
        early, kept = "", "م"
    if early and late and early != late:
        raise Unreadable("two halves of the day")
    kind = late or early
    return _of(hour, int(found["minute"]), int(found["second"] or 0), kind), doubtful or kind == "midnight", kept


def _kind(half: str | None) -> str:
    """morning, noon, afternoon, night, midnight; "" where no half of the day is printed."""
    words = (half or "").replace(".", "").removeprefix("من ").removeprefix("في ").strip()
    return _KIND.get(words) or _KIND.get(words.removeprefix("ال").rstrip("ا"), "")


def _of(hour: int, minute: int, second: int, kind: str) -> time:
    if hour > 12 and kind in ("morning", "midnight"):
        raise Unreadable("two halves of the day")
    if (kind == "afternoon" and hour < 12) or (kind == "noon" and hour < 6) or (kind == "night" and 6 <= hour < 12):
        hour += 12
    elif kind in ("morning", "night", "midnight") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        raise Unreadable("no such time")
    return time(hour, minute, second)
