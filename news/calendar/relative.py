"""Times counted from now in a folded date line: «منذ ساعتين», «قبل 3 ايام», «امس 14:30», «3 hours ago»."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from news.calendar import months

Unit = Literal["second", "minute", "hour", "day", "week", "month", "year"]

# one, two (nominative and oblique), three to ten; eleven and more take the singular again
_UNITS: dict[Unit, tuple[str, str, str]] = {
    "second": ("ثانيه|second|sec|s", "ثانيتين|ثانيتان", "ثواني|ثوان|seconds|secs"),
    "minute": ("دقيقه|minute|min|m", "دقيقتين|دقيقتان", "دقايق|دقاق|minutes|mins"),
    "hour": ("ساعه|hour|hr|h", "ساعتين|ساعتان", "ساعات|hours|hrs"),
    "day": ("يوم|يوما|day|d", "يومين|يومان", "ايام|days"),
    "week": ("اسبوع|اسبوعا|week|w", "اسبوعين|اسبوعان", "اسابيع|weeks"),
    "month": ("شهر|شهرا|month", "شهرين|شهران", "اشهر|شهور|months"),
    "year": ("سنه|عام|عاما|year|y", "سنتين|سنتان|عامين|عامان", "سنوات|سنين|اعوام|years"),
}
_ONE: dict[str, Unit] = {name: unit for unit, (one, _, _) in _UNITS.items() for name in one.split("|")}
_TWO: dict[str, Unit] = {name: unit for unit, (_, two, _) in _UNITS.items() for name in two.split("|")}
_MANY: dict[str, Unit] = {name: unit for unit, (_, _, many) in _UNITS.items() for name in many.split("|")}
_NUMERALS = {
    name: number
    for number, names in enumerate(
        (
            "واحد|واحده|one|a|an", "اثنين|اثنتين|اثنان|two", "ثلاث|ثلاثه|three", "اربع|اربعه|four", "خمس|خمسه|five", "ست|سته|six",
            "سبع|سبعه|seven", "ثمان|ثماني|ثمانيه|eight", "تسع|تسعه|nine", "عشر|عشره|ten",
        ),
        1,
    )
    for name in names.split("|")
}  # fmt: skip

_SINCE = re.compile(r"(?:منذ|مند|قبل|من)\s+(?:حوالي|نحو|قرابه)?\s*(?P<span>.+?)(?:\s+(?:تقريبا|مضت))?|(?P<ago>.+?)\s+(?:ago|مضت)")
_AND = re.compile(rf"\s+و\s*(?=\d|(?:{'|'.join((*_ONE, *_TWO))})(?!\w))|\s*,\s*")
_LABEL = re.compile(
    r"^(?:(?:تم|تاريخ|اخر|وقت)\s+)?(?:النشر|نشر|نشرت|تحديث|التحديث|اضيف|اضيفت|posted|published|updated)\s*(?:في|on)?\s*[:|-]?\s*"
)
_NOW = {
    "الان", "قبل قليل", "منذ قليل", "قبل لحظات", "منذ لحظات", "منذ ثوان", "منذ ثواني", "قبل ثوان", "قبل ثواني", "للتو",
    "just now", "now", "a few seconds ago",
}  # fmt: skip
_DAYS = {
    "اليوم": 0, "today": 0, "امس": 1, "البارحه": 1, "يوم امس": 1, "yesterday": 1,
    "اول امس": 2, "امس الاول": 2, "اول من امس": 2, "اول البارحه": 2,
}  # fmt: skip
_LAST_WEEKDAY = re.compile(rf"(?:يوم\s+)?(?P<day>{months.one_of(months.WEEKDAYS)})\s+(?:الماضي|الماضيه|المنصرم|الفايت)")
_EDGES = " ,;:|-.()[]•·/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Either an instant, or a calendar day at the outlet (to which the line may add a time of day)."""

    instant: datetime | None = None
    day: date | None = None


def read(line: str, *, now: datetime, today: date) -> Counted | None:
    """What a line says that holds nothing but a relative time; None for anything else, and for the vague «منذ ساعات».

    `now` counts for hours and less, `today` (the outlet's) for days and more. Months and years go by the calendar, the 31st
    becoming the last day of a shorter month. Raises OverflowError for years before 1.
    """
    line = _LABEL.sub("", line.strip(_EDGES)).strip(_EDGES)
    if line in _NOW:
        return Counted(instant=now)
    if line in _DAYS:
        return Counted(day=today - timedelta(days=_DAYS[line]))
    if found := _LAST_WEEKDAY.fullmatch(line):
        back = (today.weekday() - months.WEEKDAYS[found["day"]]) % 7 or 7
        return Counted(day=today - timedelta(days=back))
    found = _SINCE.fullmatch(line)
    return _count(found["span"] or found["ago"], now, today) if found else None


def _count(span: str, now: datetime, today: date) -> Counted | None:
    parts = [_quantity(part) for part in _AND.split(span)]
    if not parts or len(parts) > 3:
        return None
    back, days, any_day = timedelta(), today, False
    for part in parts:
        if part is None:
            return None
        number, unit = part
        if unit in {"second", "minute", "hour"}:
            back += timedelta(**{f"{unit}s": number})
        else:
            any_day = True
            days = _back(days, number, unit)
    if not any_day:
        return Counted(instant=now - back)
    return Counted(day=days)


def _quantity(text: str) -> tuple[int, Unit] | None:
    found = re.fullmatch(r"(?P<count>\d{1,4})\s*(?P<unit>[^\W\d_]+)|(?P<words>[^\W\d_]+(?: [^\W\d_]+)?)", text.strip())
    if not found:
        return None
    if found["count"]:
        unit = _ONE.get(found["unit"]) or _MANY.get(found["unit"]) or _TWO.get(found["unit"])
        return (int(found["count"]), unit) if unit else None
    first, _, second = found["words"].partition(" ")
    if second and first in _NUMERALS:  # «ثلاث ساعات», «an hour»
        unit = _ONE.get(second) or _MANY.get(second)
        return (_NUMERALS[first], unit) if unit else None
    if second in _NUMERALS and _NUMERALS[second] == 1 and first in _ONE:  # «ساعة واحدة»
        return 1, _ONE[first]
    if second or len(first) < 3:
        return None
    if first in _TWO:
        return 2, _TWO[first]
    return (1, _ONE[first]) if first in _ONE and not first.isascii() else None


def _back(day: date, number: int, unit: Unit) -> date:
    if unit in {"day", "week"}:
        return day - timedelta(days=number * (7 if unit == "week" else 1))
    months_back = day.year * 12 + day.month - 1 - number * (12 if unit == "year" else 1)
    year, month = divmod(months_back, 12)
    if year < 1:
        raise OverflowError("before the calendar")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
