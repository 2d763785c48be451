"""The calendar day a folded date line prints: Gregorian under all names and numbers, Hijri where it stands alone.

Whoever prints two days, a range, or a sentence is refused: `read` returns None or raises clock.Unreadable, never a likely day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from hijridate import Hijri

from news.calendar import months
from news.calendar.hours import Unreadable

EARLIEST = date(1990, 1, 1)
"""Older dates come from clocks at zero; no outlet of ours published before."""

_ERA = rf"(?:\s?(?P<era>م|ميلادي|ميلاديه|ه|هجري|هجريه){months.NO_LETTER_AFTER})?"
_YEAR = r"(?:(?:عام|سنه|لعام|لسنه)\s+)?(?P<year>\d{4}|'?\d{2})(?!\d)"


def _named(names: dict[str, int]) -> tuple[re.Pattern[str], ...]:
    month = months.one_of(names).replace(months.NO_LETTER_BEFORE, months.NO_LETTER_BEFORE + "(?:شهر )?", 1)
    second = rf"(?:\s*[/(-]\s*(?P<twin>{months.one_of(names)})\s*\)?)?"
    gap = r"\s*[-/.,]?\s*"
    return (
        re.compile(
            rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{gap}(?:من\s+|of\s+)?(?P<month>{month}){second}{gap}{_YEAR}{_ERA}"
        ),
        re.compile(
            rf"(?P<month>{month}){second}{gap}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)\s*,?\s*(?P<year>\d{{4}})(?!\d){_ERA}"
        ),
        re.compile(rf"(?<!\d)(?P<year>\d{{4}}){gap}(?P<month>{month}){second}{gap}(?P<day>\d{{1,2}})(?!\d)(?P<era>)"),
    )


_GREGORIAN = _named(months.GREGORIAN)
_LIBYAN = _named(months.GREGORIAN | months.LIBYAN)
_HIJRI = _named(months.HIJRI)
_NUMERIC = re.compile(
    rf"(?<![\d.,/-])(?P<a>\d{{1,4}})\s?(?P<sep>[/.-])\s?(?P<b>\d{{1,2}})\s?(?P=sep)\s?(?P<c>\d{{1,4}})(?!\d)(?![/.-]\d){_ERA}"
)
_YEARLESS = re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})\s*[-/]?\s*(?P<month>{months.one_of(months.GREGORIAN)})(?!\s*[-/,]?\s*\d)")
_WEEKDAY = re.compile(months.one_of(months.WEEKDAYS))
_RANGE = re.compile(r"(?:\d\s*-|\d\s*(?:و|الي|حتي|to|and)|(?:من|منذ|قبل|بعد|حتي|الي|خلال|since|until|before|after))\s*[(]?\s*$")
_COUNTER = re.compile(
    r"\d+\s*(?:تعليق\w*|مشاهد\w*|قرا\w*|زيار\w*|دقيقه قراه|دقايق قراه|views?|comments?|min read)"
    r"|(?:مده|وقت) القراه\s*:?\s*(?:\d+\s*\w+|\w+)"
    r"|(?:عدد )?(?:التعليقات|المشاهدات|القراات|مشاهدات|قراات)\s*:?\s*\(?\d+\)?"
)
_LABELS = {
    "نشر", "نشرت", "ينشر", "تاريخ", "التاريخ", "بتاريخ", "وقت", "النشر", "نشره", "في", "يوم", "الساعه", "اخر",
    "تحديث", "التحديث", "حدث", "حدثت", "تم", "اضيف", "اضيفت", "اضافه", "الاضافه", "الموافق", "موافق", "عام", "سنه",
    "الخبر", "المقال", "علي", "كتب", "بواسطه", "on", "at", "date", "posted", "published", "updated", "last", "by",
}  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]+")
MAX_OTHER_WORDS = 4
"""Words beside the date that are neither label nor weekday: a place, a name. With more it is a sentence."""


def read(line: str, *, today: date, libyan: bool = False) -> date | None:
    """The one day a folded line prints. `today` is the outlet's; it only settles lines without a year and with two-digit years.

    None where no day is printed. Raises Unreadable where one is, and is impossible, one of several, or part of a sentence.
    """
    line = _COUNTER.sub(" ; ", line)
    weekdays = {months.WEEKDAYS[name] for name in _WEEKDAY.findall(line)}
    rest, found = _take(line, _LIBYAN if libyan else _GREGORIAN, today, weekdays)
    if not found and len(weekdays) == 1 and (yearless := _YEARLESS.search(line)):
        found = {_of_last_year(int(yearless["day"]), months.GREGORIAN[yearless["month"]], today, weekdays)}
        rest = line.replace(yearless[0], " ; ")
    hijri, rest = _take_hijri(rest)
    if len(found) > 1 or len(hijri) > 1 or not (found or hijri):
        return _refuse("several days") if found or hijri else None
    _no_sentence(rest)
    if not found:
        return hijri.pop()
    day = found.pop()
    if hijri and abs(hijri.pop() - day) > timedelta(days=3):  # local moons differ by a day or two
        _refuse("the two calendars disagree")
    return day


def gregorian(year: int, month: int, day: int) -> date:
    """A day that exists, from EARLIEST on; raises Unreadable."""
    try:
        made = date(year, month, day)
    except ValueError as error:
        raise Unreadable("no such day") from error
    return made if made >= EARLIEST else _refuse("too early")


def _refuse(why: str) -> date:
    raise Unreadable(why)


def _take(line: str, patterns: Iterable[re.Pattern[str]], today: date, weekdays: set[int]) -> tuple[str, set[date]]:
    found: set[date] = set()
    for pattern in patterns:
        while match := pattern.search(line):
            _no_range(line, match)
            month = (
                months.GREGORIAN.get(match["month"].removeprefix("شهر ")) or months.LIBYAN[match["month"].removeprefix("شهر ")]
            )
            if match["twin"] and months.GREGORIAN.get(match["twin"]) != month:
                raise Unreadable("two months")
            year = match["year"].lstrip("'")
            if len(year) == 4:
                found.add(gregorian(int(year), month, int(match["day"])))
            else:
                found.add(_short_year([(int(year), month, int(match["day"])), (int(match["day"]), month, int(year))], today))
            line = line[: match.start()] + " ; " + line[match.end() :]
    for match in [*_NUMERIC.finditer(line)]:
        if not _hijri_numbers(match):
            _no_range(line, match)
            found.add(_numeric(match, today, weekdays))
            line = line.replace(match[0], " ; ", 1)
    return line, found


def _take_hijri(line: str) -> tuple[set[date], str]:
    found: set[date] = set()
    for pattern in _HIJRI:
        while match := pattern.search(line):
            found.add(
                _hijri(int(match["year"].lstrip("'")), months.HIJRI[match["month"].removeprefix("شهر ")], int(match["day"]))
            )
            line = line[: match.start()] + " ; " + line[match.end() :]
    for match in [*_NUMERIC.finditer(line)]:
        a, b, c = (int(match[name]) for name in "abc")
        found.add(_hijri(a, b, c) if a > 31 else _hijri(c, b, a))
        line = line.replace(match[0], " ; ", 1)
    return found, line


def _hijri(year: int, month: int, day: int) -> date:
    try:
        return Hijri(year, month, day).to_gregorian()  # Umm al-Qura; a country's own moon may differ by a day
    except (ValueError, OverflowError) as error:
        raise Unreadable("no such Hijri day") from error


def _hijri_numbers(match: re.Match[str]) -> bool:
    return any(1300 <= int(match[name]) <= 1500 for name in "ac")


def _numeric(match: re.Match[str], today: date, weekdays: set[int]) -> date:
    """Day first, unless the year stands first; month first only where nothing else is possible or the weekday says so."""
    a, b, c = (int(match[name]) for name in "abc")
    lengths = len(match["a"]), len(match["c"])
    if lengths[0] == 4 and lengths[1] <= 2:
        return gregorian(a, b, c)
    if lengths[1] == 4 and lengths[0] <= 2:
        if b > 12:
            return gregorian(c, a, b)
        if a <= 12 and len(weekdays) == 1:
            day_first, month_first = gregorian(c, b, a), gregorian(c, a, b)
            return month_first if {month_first.weekday()} == weekdays != {day_first.weekday()} else day_first
        return gregorian(c, b, a)
    if max(lengths) > 2:
        raise Unreadable("no such year")
    return _short_year([(c, b, a), (c, a, b), (a, b, c)], today)


def _short_year(readings: list[tuple[int, int, int]], today: date) -> date:
    """A two-digit year counts only if one reading of the three numbers is a day of the past."""
    possible = set()
    for year, month, day in readings:
        for century in (1900, 2000):
            try:
                made = date(century + year, month, day)
            except ValueError:
                continue
            if EARLIEST <= made <= today + timedelta(days=1):
                possible.add(made)
    return possible.pop() if len(possible) == 1 else _refuse("two-digit year")


def _of_last_year(day: int, month: int, today: date, weekdays: set[int]) -> date:
    """«الأحد 22 نوفمبر» without a year: the one within the last twelve months, if its weekday agrees."""
    for year in (today.year + 1, today.year, today.year - 1):
        try:
            made = date(year, month, day)
        except ValueError:
            continue
        if today - timedelta(days=365) < made <= today + timedelta(days=1):
            return made if {made.weekday()} == weekdays else _refuse("another weekday")
    return _refuse("no such day")


def _no_range(line: str, match: re.Match[str]) -> None:
    if _RANGE.search(line[: match.start()]):
        raise Unreadable("a range, or a date told of")


def _no_sentence(rest: str) -> None:
    if any(character.isdigit() for character in rest):
        raise Unreadable("other numbers")
    others = [word for word in _LETTERS.findall(rest) if word not in _LABELS and word not in months.WEEKDAYS and len(word) > 1]
    if len(others) > MAX_OTHER_WORDS:
        raise Unreadable("a sentence")
