"""The calendar day a folded date line prints: Gregorian under all names and numbers, Hijri where it stands alone.

Whoever prints two days, a range, a weekday that is not the day's, or a sentence is refused: `read` returns None or raises
hours.Unreadable, never a likely day.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hijridate import Gregorian, Hijri

from news.calendar import months, numerals
from news.calendar.hours import Unreadable

EARLIEST = date(1990, 1, 1)
"""Older dates come from clocks at zero; no outlet of ours published before."""
LAST_OF_TABLES = date(2077, 11, 16)
"""Where hijridate's table of Umm al-Qura ends."""

_ERA = rf"(?:\s?(?P<era>م|ميلادي|ميلاديه|ه|هجري|هجريه){months.NO_LETTER_AFTER})?"
_YEAR = r"(?:(?:من\s+)?(?:عام|سنه|لعام|لسنه|العام|للعام|للسنه)\s+)?(?P<year>\d{4}|'?\d{2})(?!\d)"


def _named(names: dict[str, int]) -> tuple[re.Pattern[str], ...]:
    month = months.one_of(names).replace(months.NO_LETTER_BEFORE, months.NO_LETTER_BEFORE + "(?:شهر )?", 1)
    second = rf"(?:\s*[/(|-]?\s*(?P<twin>{months.one_of(names)})\s*\)?)?"
    gap = r"\s*[-/.,]?\s*"
    number = (
        rf"(?<!\d)(?P<day>\d{{1,2}}(?!\d)|(?<![^\W\d_])(?:{'|'.join(sorted(numerals.DAYS, key=len, reverse=True))})(?=\s+من\s))"
    )
    return (
        re.compile(rf"{number}(?:st|nd|rd|th|er)?{gap}(?:من\s+|of\s+)?(?P<month>{month}){second}{gap}{_YEAR}{_ERA}"),
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
_NUMBERS = re.compile(r"\d\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d")
_YEARLESS = re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})\s*[-/]?\s*(?P<month>{months.one_of(months.GREGORIAN)})(?!\s*[-/,]?\s*\d)")
_HIJRI_YEARLESS = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})\s*[-/]?\s*(?P<month>{months.one_of(months.HIJRI)})(?!\s*[-/,]?\s*\d{{3}})"
)
_ANY_MONTH = re.compile(months.one_of(months.GREGORIAN | months.LIBYAN | months.HIJRI))
_ANY_HIJRI = re.compile(months.one_of(months.HIJRI))
_WEEKDAY = re.compile(months.one_of(months.WEEKDAYS))
_RANGE = re.compile(
    r"(?:(?<![\d/.])\d{1,2}\s*-|\d\s*(?:و|الي|حتي|to|and)|(?:من|منذ|قبل|بعد|حتي|الي|خلال|بين|since|until|before|after))\s*[(]?\s*$"
)
_UNTIL = re.compile(r"^\s*(?:الي|حتي|until|to)\s")
_COUNTER = re.compile(
    r"(?<![\d/.-])(?!(?:19|20)\d\d\s)\d[\d.,]*\s*(?:k\s*)?(?:تعليق\w*|مشاهد\w*"
    r"|قرا[اهت]\w*|قاري\w*|زيار\w*|مشارك\w*|مره|دقيقه قراه|دقايق قراه|views?|comments?"
    r"|shares?|reads?"
    r"|min(?:ute)?s? read|دقايق للقراه|دقيقه للقراه|دقايق|دقيقه)(?=\s*(?:$|[^\w\s]|للقراه))"
    r"|(?:مده|وقت|زمن) القراه\s*:?\s*(?:\d+\s*\w+|\w+)|قراه في\s+\d+ \w+"
    r"|(?:عدد )?(?:التعليقات|المشاهدات|القراات|الزيارات|القراا|مشاهدات|قراات|زيارات"
    r"|القراه|قراه|شوهد|المشاركات)\s*:?\s*\(?\d[\d.,]*\)?(?:\s*مره)?"
    r"|(?:ال)?عدد\s*(?:رقم)?\s*:?\s*\(?\d+\)?|رقم (?:الخبر|العدد)\s*:?\s*\d+"
)
_LONE = re.compile("[|\u2022\u00b7\u25cf\u2190-\u2bff\U0001f300-\U0001faff\ue000-\uf8ff]\\s*\\d{1,7}(?=\\s*(?:$|[^\\w\\s.,:/-]))")
_LABELS = {
    "نشر", "نشرت", "ينشر", "تاريخ", "التاريخ", "بتاريخ", "وقت", "النشر", "نشره", "في", "يوم", "الساعه", "اخر", "المنشور", "منشور",
    "تحديث", "التحديث", "حدث", "حدثت", "تم", "اضيف", "اضيفت", "اضافه", "الاضافه", "الموافق", "موافق", "عام", "سنه",
    "الخبر", "المقال", "علي", "كتب", "بواسطه", "on", "at", "date", "posted", "published", "updated", "last", "by", "publie", "le",
}  # fmt: skip
_TOLD = {
    "ولد", "ولدت", "مواليد", "توفي", "توفيت", "وفاه", "تاسس", "تاسست", "ارشيف", "ارشيفيه", "الارشيف", "صوره", "موعد", "موعدها",
    "تنتهي", "يبدا", "تبدا", "حقوق", "محفوظه", "ذكري", "انتخابات", "born", "died", "copyright", "archive", "expires", "since",
    "اغتيل", "اغتيلت", "استشهد", "استشهدت", "قتل", "قتلت", "وقع", "وقعت", "اعتقل", "اعتقلت", "افتتح", "جرت", "جري",
    "التقط", "التقطت", "تصوير", "عدسه", "photo", "getty",
    "ينتهي", "غدا", "غد", "القادم", "القادمه", "المقبل", "المقبله",
}  # fmt: skip
"""Words beside days that are told of: births, deaths, events, pictures, deadlines, days to come."""
_LETTERS = re.compile(r"[^\W\d_]+")
MAX_OTHER_WORDS = 4
"""Words beside the date that are neither label nor weekday: a place, a name. With more it is a sentence."""
MOONS = timedelta(days=2)
"""How far a country's own Hijri calendar may stand from Umm al-Qura's."""


def read(line: str, *, today: date, libyan: bool = False, day_first: bool = True) -> date | None:
    """The one day a folded line prints. `today` is the outlet's; it only settles lines without a year and with two-digit years.

    Numbers with two readings go day first, or are refused unless `day_first`; a weekday beside them decides before either.
    None where no day is printed. Raises Unreadable where one is, and is impossible, one of several, or part of a sentence.
    """
    names = months.GREGORIAN | months.LIBYAN if libyan else months.GREGORIAN
    line = without_counters(line)
    reading = _Reading(today, frozenset(months.WEEKDAYS[name] for name in _WEEKDAY.findall(line)), day_first)
    rest, found = reading.take(line, _LIBYAN if libyan else _GREGORIAN, names)
    if not found and len(reading.weekdays) == 1 and (yearless := _YEARLESS.search(line)):
        found = {_of_last_year(int(yearless["day"]), months.GREGORIAN[yearless["month"]], today, reading.weekdays)}
        rest = line.replace(yearless[0], " ; ")
    hijri, rest = _take_hijri(rest)
    if len(found) > 1 or len(hijri) > 1 or not (found or hijri):
        return _refuse("several days") if found or hijri else None
    if found and not hijri and (moon := _HIJRI_YEARLESS.search(rest)):
        hijri = {_nearest(int(moon["day"]), months.HIJRI[moon["month"]], next(iter(found)))}
        rest = rest.replace(moon[0], " ; ")
    _no_sentence(rest)
    if not found:
        return _by_moon(hijri.pop(), reading.weekdays)
    day = found.pop()
    if hijri and abs(hijri.pop() - day) > MOONS:
        _refuse("the two calendars disagree")
    return day if not reading.weekdays or day.weekday() in reading.weekdays else _refuse("another weekday")


def promises(line: str) -> bool:
    """Whether a folded line holds the name of a month or three numbers like a date: a cheap test before the dear ones."""
    return _NUMBERS.search(line) is not None or _ANY_MONTH.search(line) is not None


def without_counters(line: str) -> str:
    """The line without numbers of views, comments, minutes to read, issues: numbers that are no part of a date."""
    return _COUNTER.sub(" ; ", line)


def gregorian(year: int, month: int, day: int) -> date:
    """A day that exists, from EARLIEST on; raises Unreadable."""
    try:
        made = date(year, month, day)
    except ValueError as error:
        raise Unreadable("no such day") from error
    return made if made >= EARLIEST else _refuse("too early")


def _refuse(why: str) -> date:
    raise Unreadable(why)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known of a line while its days are read."""

    today: date
    weekdays: frozenset[int]
    day_first: bool

    def take(self, line: str, patterns: Iterable[re.Pattern[str]], names: dict[str, int]) -> tuple[str, set[date]]:
        """The Gregorian days of a line, and the line without them."""
        found: set[date] = set()
        for pattern in patterns:
            while match := pattern.search(line):
                _no_range(line, match)
                found.add(self.named(match, names))
                line = line[: match.start()] + " ; " + line[match.end() :]
        for match in [*_NUMERIC.finditer(line)]:
            if not _hijri_numbers(match):
                _no_range(line, match)
                _no_other_era(match)
                found.add(self.numeric(match))
                line = line.replace(match[0], " ; ", 1)
        return line, found

    def named(self, match: re.Match[str], names: dict[str, int]) -> date:
        month = names[match["month"].removeprefix("شهر ")]
        if match["twin"] and names.get(match["twin"]) != month:
            raise Unreadable("two months")
        _no_other_era(match)
        day = int(match["day"]) if match["day"].isdigit() else numerals.DAYS[match["day"]]
        if len(match["year"]) == 4:
            return gregorian(int(match["year"]), month, day)
        year = int(match["year"].lstrip("'"))
        return self.short_year([(year, month, day), (day, month, year)][: 1 if "'" in match["year"] else 2])

    def numeric(self, match: re.Match[str]) -> date:
        """Year first; else by the weekday; else by the one possible order; else day first."""
        a, b, c = (int(match[name]) for name in "abc")
        lengths = len(match["a"]), len(match["c"])
        if lengths[0] == 4 and lengths[1] <= 2:
            return gregorian(a, b, c)
        if lengths[1] != 4 and max(lengths) <= 2:
            return self.short_year([(c, b, a), (c, a, b), (a, b, c)])
        if lengths[1] != 4 or lengths[0] > 2:
            raise Unreadable("no such year")
        if b > 12 or a > 12 or a == b:
            return gregorian(c, a, b) if b > 12 else gregorian(c, b, a)
        readings = gregorian(c, b, a), gregorian(c, a, b)
        if self.weekdays:
            fitting = [day for day in readings if day.weekday() in self.weekdays]
            return fitting[0] if len(fitting) == 1 or (fitting and self.day_first) else _refuse("another weekday")
        return readings[0] if self.day_first else _refuse("day or month first")

    def short_year(self, readings: list[tuple[int, int, int]]) -> date:
        """A two-digit year counts only if one reading of the numbers is a day of the past, on the printed weekday if any."""
        possible = set()
        for year, month, day in readings:
            for century in (1900, 2000):
                try:
                    made = date(century + year, month, day)
                except ValueError:
                    continue
                in_time = EARLIEST <= made <= self.today + timedelta(days=1)
                if in_time and (not self.weekdays or made.weekday() in self.weekdays):
                    possible.add(made)
        return possible.pop() if len(possible) == 1 else _refuse("two-digit year")


def _take_hijri(line: str) -> tuple[set[date], str]:
    found: set[date] = set()
    for pattern in _HIJRI if _ANY_HIJRI.search(line) else ():
        while match := pattern.search(line):
            _no_range(line, match)
            day = int(match["day"]) if match["day"].isdigit() else numerals.DAYS[match["day"]]
            found.add(_hijri(int(match["year"].lstrip("'")), months.HIJRI[match["month"].removeprefix("شهر ")], day))
            line = line[: match.start()] + " ; " + line[match.end() :]
    for match in [*_NUMERIC.finditer(line)]:
        if (match["era"] or "").startswith("م"):
            raise Unreadable("another era")
        a, b, c = (int(match[name]) for name in "abc")
        found.add(_hijri(a, b, c) if a > 31 else _hijri(c, b, a))
        line = line.replace(match[0], " ; ", 1)
    return found, line


def _hijri(year: int, month: int, day: int) -> date:
    try:
        return Hijri(year, month, day).to_gregorian()  # Umm al-Qura; a country's own moon may differ by a day
    except (ValueError, OverflowError) as error:
        raise Unreadable("no such Hijri day") from error


def _nearest(day: int, month: int, near: date) -> date:
    """A Hijri day without its year: the one nearest to the Gregorian day beside it."""
    year = Gregorian.fromdate(near).to_hijri().year if near < LAST_OF_TABLES else 0
    possible = []
    for each in (year - 1, year, year + 1):
        with contextlib.suppress(Unreadable):  # the month may have had 29 days that year
            possible.append(_hijri(each, month, day))
    return min(possible, key=lambda made: abs(made - near)) if possible else _refuse("no such Hijri day")


def _by_moon(day: date, weekdays: frozenset[int]) -> date:
    """A Hijri day alone is Umm al-Qura's; the weekday beside it may show that the country's calendar is a day off."""
    fitting = [made for shift in (0, -1, 1) if (made := day + timedelta(days=shift)).weekday() in weekdays]
    if weekdays and not fitting:
        _refuse("another weekday")
    return fitting[0] if fitting else day


def _hijri_numbers(match: re.Match[str]) -> bool:
    return any(1300 <= int(match[name]) <= 1500 for name in "ac")


def _of_last_year(day: int, month: int, today: date, weekdays: frozenset[int]) -> date:
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
    if _RANGE.search(line[: match.start()]) or _UNTIL.match(line[match.end() :]):
        raise Unreadable("a range, or a date told of")


def _no_other_era(match: re.Match[str]) -> None:
    if (match["era"] or "").startswith("ه"):
        raise Unreadable("another era")


def _no_sentence(rest: str) -> None:
    rest = _LONE.sub(" ; ", rest)
    if any(character.isdigit() for character in rest):
        raise Unreadable("other numbers")
    others = [word for word in _LETTERS.findall(rest) if word not in _LABELS and word not in months.WEEKDAYS and len(word) > 1]
    if len(others) > MAX_OTHER_WORDS or not _TOLD.isdisjoint(others):
        raise Unreadable("a sentence")
