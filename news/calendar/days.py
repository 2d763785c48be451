"""The calendar day a folded date line prints: Gregorian under all names and numbers, Hijri where it stands alone.

Whoever prints two days, a range, a weekday that is not the day's, or a sentence is refused: `read` returns None or raises
hours.Unreadable, never a likely day.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from hijridate import Gregorian, Hijri

from news.calendar import months, neighbours, numerals, solar
from news.calendar.hours import Unreadable

EARLIEST = date(1990, 1, 1)
"""Older dates come from clocks at zero; no outlet of ours published before."""
LAST_OF_TABLES = date(2077, 11, 16)
"""Where hijridate's table of Umm al-Qura ends."""

_ERA = rf"(?:\s?(?P<era>م|ميلادي|ميلاديه|ه|هجري|هجريه){months.NO_LETTER_AFTER})?"
_YEAR = r"(?:(?:من\s+)?(?:عام|سنه|لعام|لسنه|العام|للعام|للسنه|del?)\s+)?(?P<year>\d{4}|'?\d{2})(?!\d)"


_NAMES: dict[str, dict[str, int]] = {
    "gregorian": months.GREGORIAN,
    "every": months.EVERY_MONTH,
    "libyan": months.GREGORIAN | months.LIBYAN,
    "hijri": months.HIJRI,
}


@cache
def _named(system: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of days with named months, of the systems of `_NAMES`; made when first needed, which takes a while."""
    names = _NAMES[system]
    month = months.one_of(names).replace(months.NO_LETTER_BEFORE, months.NO_LETTER_BEFORE + "(?:شهر )?", 1)
    second = rf"(?:\s*[/(|-]?\s*(?P<twin>{months.one_of(names)})\s*\)?)?"
    gap = r"\s*[-/.,]?\s*"
    number = (
        rf"(?<!\d)(?P<day>\d{{1,2}}(?!\d)|(?<![^\W\d_])(?:{'|'.join(sorted(numerals.DAYS, key=len, reverse=True))})(?=\s+من\s))"
    )
    return (
        re.compile(
            rf"{number}(?:st|nd|rd|th|er|'?e(?=\s)|ي(?=\s))?{gap}(?:من\s+|of\s+|de\s+)?(?P<month>{month}){second}{gap}{_YEAR}{_ERA}"
        ),
        re.compile(
            rf"(?P<month>{month}){second}{gap}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)\s*,?\s*(?P<year>\d{{4}})(?!\d){_ERA}"
        ),
        re.compile(rf"(?<!\d)(?P<year>\d{{4}}){gap}(?P<month>{month}){second}{gap}(?P<day>\d{{1,2}})(?!\d)(?P<era>)"),
    )


_SOLAR = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})\s*[-/]?\s*(?P<month>{months.one_of(months.SOLAR)})\s*[-/,]?\s*(?P<year>1[34]\d\d)(?!\d)"
)
_NUMERIC = re.compile(
    rf"(?<![\d.,/-])(?P<a>\d{{1,4}})\s?(?P<sep>[/.-])\s?(?P<b>\d{{1,2}})\s?(?P=sep)\s?(?P<c>\d{{1,4}})(?!\d)(?![/.-]\d){_ERA}"
)
_NUMBERS = re.compile(r"\d\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d")
_YEARLESS = re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})\s*[-/]?\s*(?P<month>{months.one_of(months.GREGORIAN)})(?!\s*[-/,]?\s*\d)")
_HIJRI_YEARLESS = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})\s*[-/]?\s*(?P<month>{months.one_of(months.HIJRI)})(?!\s*[-/,]?\s*\d{{3}})"
)
_ANY_MONTH = re.compile(months.one_of(months.EVERY_MONTH | months.LIBYAN | months.HIJRI | months.SOLAR))
_LETTERS = re.compile(r"[^\W\d_]+")
_FIRST_WORDS = frozenset(_LETTERS.findall(name)[0] for name in months.EVERY_MONTH | months.LIBYAN | months.HIJRI | months.SOLAR)
"""One of these stands in every line that names a month."""
_FOREIGN = frozenset(_LETTERS.findall(name)[0] for name in months.EVERY_MONTH.keys() - months.GREGORIAN.keys())
_ANY_HIJRI = re.compile(months.one_of(months.HIJRI))
_SOLAR_YEAR = re.compile(r"1[34]\d\d")
_WEEKDAY_WORDS = frozenset(_LETTERS.findall(name)[0] for name in months.EVERY_WEEKDAY)
_WEEKDAY = re.compile(months.one_of(months.EVERY_WEEKDAY))
_RANGE = re.compile(
    r"(?:(?<![\d/.])\d{1,2}\s*-|\d\s*(?:و|الي|حتي|to|and)|(?:من|منذ|قبل|بعد|حتي|الي|خلال|بين|since|until|before|after))\s*[(]?\s*$"
)
_UNTIL = re.compile(r"^\s*(?:الي|حتي|until|to)\s")
MOONS = timedelta(days=2)
"""How far a country's own Hijri calendar may stand from Umm al-Qura's."""


def read(line: str, *, today: date, libyan: bool = False, day_first: bool = True, iranian: bool = False) -> date | None:
    """The one day a folded line prints. `today` is the outlet's; it only settles lines without a year and with two-digit years.

    `libyan` and `iranian` say whose calendars count beside the Gregorian and the lunar: names of Libyan months, solar years in
    numbers («1405/08/29»; solar months by name are read everywhere).

    Numbers with two readings go day first, or are refused unless `day_first`; a weekday beside them decides before either.
    None where no day is printed. Raises Unreadable where one is, and is impossible, one of several, or part of a sentence.
    """
    line = neighbours.without_counters(line)
    words = frozenset(_LETTERS.findall(line))
    named = _WEEKDAY.findall(line) if not words.isdisjoint(_WEEKDAY_WORDS) else ()
    reading = _Reading(today, frozenset(months.EVERY_WEEKDAY[name] for name in named), day_first, iranian)
    rest, found = reading.take(line, "libyan" if libyan else "gregorian" if _FOREIGN.isdisjoint(words) else "every")
    if not found and len(reading.weekdays) == 1 and (yearless := _YEARLESS.search(line)):
        found = {_of_last_year(int(yearless["day"]), months.EVERY_MONTH[yearless["month"]], today, reading.weekdays)}
        rest = line.replace(yearless[0], " ; ")
    hijri, rest = _take_hijri(rest)
    if len(found) > 1 or len(hijri) > 1 or not (found or hijri):
        return _refuse("several days") if found or hijri else None
    if found and not hijri and (moon := _HIJRI_YEARLESS.search(rest)):
        hijri = {_nearest(int(moon["day"]), months.HIJRI[moon["month"]], next(iter(found)))}
        rest = rest.replace(moon[0], " ; ")
    neighbours.no_sentence(rest)
    if not found:
        return _by_moon(hijri.pop(), reading.weekdays)
    day = found.pop()
    if hijri and abs(hijri.pop() - day) > MOONS:
        _refuse("the two calendars disagree")
    return day if not reading.weekdays or day.weekday() in reading.weekdays else _refuse("another weekday")


def promises(line: str) -> bool:
    """Whether a folded line holds the name of a month or three numbers like a date: a cheap test before the dear ones."""
    if _NUMBERS.search(line):
        return True
    return not _FIRST_WORDS.isdisjoint(_LETTERS.findall(line)) and _ANY_MONTH.search(line) is not None


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
    iranian: bool

    def take(self, line: str, system: str) -> tuple[str, set[date]]:
        """The Gregorian days of a line, and the line without them."""
        found: set[date] = set()
        for sun in [*_SOLAR.finditer(line)] if _SOLAR_YEAR.search(line) else ():
            _no_range(line, sun)
            found.add(solar.gregorian(int(sun["year"]), months.SOLAR[sun["month"]], int(sun["day"])))
            line = line.replace(sun[0], " ; ", 1)
        for pattern in _named(system):
            while match := pattern.search(line):
                _no_range(line, match)
                found.add(self.named(match, _NAMES[system]))
                line = line[: match.start()] + " ; " + line[match.end() :]
        for match in [*_NUMERIC.finditer(line)]:
            if (year := _year_of_moons(match)) and not (self.iranian and year <= solar.year_of(self.today)):
                continue
            _no_range(line, match)
            if not year:
                _no_other_era(match)
            found.add(_solar_numbers(match) if year else self.numeric(match))
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
    for pattern in _named("hijri") if _ANY_HIJRI.search(line) else ():
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


def _year_of_moons(match: re.Match[str]) -> int:
    """The year of numbers that are no Gregorian day; 0 where there is none."""
    return next((int(match[name]) for name in "ac" if 1300 <= int(match[name]) <= 1500), 0)


def _solar_numbers(match: re.Match[str]) -> date:
    a, b, c = (int(match[name]) for name in "abc")
    return solar.gregorian(a, b, c) if a > 31 else solar.gregorian(c, b, a)


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
