"""Times counted from now in a folded date line: «منذ ساعتين», «قبل 3 ايام», «امس 14:30», «3 hours ago»."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from news.calendar import months, numerals

Unit = Literal["second", "minute", "hour", "day", "week", "month", "year"]

# one, two (nominative and oblique), three to ten; eleven and more take the singular again
_UNITS: dict[Unit, tuple[str, str, str]] = {
    "second": (
        "ثانيه|second|sec|s|seconde|sekunde|segundo|saniye",
        "ثانيتين|ثانيتان",
        "ثواني|ثوان|seconds|secs|secondes|sekunden|segundos",
    ),
    "minute": ("دقيقه|minute|min|m|د|dakika|minuto|منٹ", "دقيقتين|دقيقتان", "دقايق|دقاق|minutes|mins|minuten|minutos"),
    "hour": ("ساعه|hour|hr|h|س|heure|saat|stunde|hora|ساعت|كهنٹه", "ساعتين|ساعتان", "ساعات|hours|hrs|heures|stunden|horas|كهنٹے"),
    "day": ("يوم|يوما|day|d|jour|gun|tag|dia|روز|دن", "يومين|يومان", "ايام|days|jours|tagen|dias"),
    "week": ("اسبوع|اسبوعا|week|w|semaine|hafta|woche|semana|هفته", "اسبوعين|اسبوعان", "اسابيع|weeks|semaines|wochen|semanas"),
    "month": ("شهر|شهرا|month|mois|monat|mes|ay|ماه", "شهرين|شهران", "اشهر|شهور|months|monaten|meses"),
    "year": ("سنه|عام|عاما|year|y|an|jahr|ano|yil|سال", "سنتين|سنتان|عامين|عامان", "سنوات|سنين|اعوام|years|ans|jahren|anos"),
}
_ONE: dict[str, Unit] = {name: unit for unit, (one, _, _) in _UNITS.items() for name in one.split("|")}
_TWO: dict[str, Unit] = {name: unit for unit, (_, two, _) in _UNITS.items() for name in two.split("|")}
_MANY: dict[str, Unit] = {name: unit for unit, (_, _, many) in _UNITS.items() for name in many.split("|")}
_SINCE = re.compile(
    r"(?:منذ|مند|قبل|من|il y a|vor|hace)\s*:?\s+(?:حوالي|نحو|قرابه|about)?\s*(?P<span>.+?)(?:\s+(?:تقريبا|مضت))?"
    r"|(?:about\s+)?(?P<ago>.+?)\s+(?:ago|مضت|once|بيش|بهلے|بهلي|قبل)"
)
_AND = re.compile(rf"\s+و\s*(?=\d|نصف|ربع|ثلث|(?:{'|'.join((*_ONE, *_TWO))})(?!\w))|\s*,\s*")
_PARTS = {"نصف": 30, "ربع": 15, "ثلث": 20}
"""Minutes in a part of an hour: «نصف ساعة», «ساعة ونصف»."""
_LABEL = re.compile(
    r"^(?:(?:تم|تاريخ|اخر|وقت)\s+)?(?:النشر|نشر|نشرت|نشره|تحديث|التحديث|اضيف|اضيفت|كتب|posted|published|updated|publie)"
    r"\s*(?:في|بتاريخ|on)?\s*[:|-]?\s*"
)
_NOW = {
    "الان", "قبل لحظات", "منذ لحظات", "منذ ثوان", "منذ ثواني", "قبل ثوان", "قبل ثواني", "للتو",
    "just now", "now", "a few seconds ago",
}  # fmt: skip
_SHORTLY = {"قبل قليل", "منذ قليل"}
EVENING_BEFORE = timedelta(hours=2)
"""«قبل قليل» names no minute; it names today, unless today is younger than this."""
_DAYS = {
    "اليوم": 0, "today": 0, "aujourd'hui": 0, "امس": 1, "البارحه": 1, "يوم امس": 1, "yesterday": 1, "hier": 1,
    "ديروز": 1, "امروز": 0, "heute": 0, "gestern": 1, "vorgestern": 2, "hoy": 0, "ayer": 1, "bugun": 0, "dun": 1, "avant-hier": 2,
    "اول امس": 2, "امس الاول": 2, "اول من امس": 2, "اول البارحه": 2, "قبل امس": 2,
}  # fmt: skip
_DAY_AND_WEEKDAY = re.compile(rf"(?P<day>{'|'.join(_DAYS)}),? (?P<weekday>{months.one_of(months.EVERY_WEEKDAY)})")
_DANGLING = re.compile(r"[\s,]+(?:في|at|a|عند)(?:[\s;,]*الساعه)?$|[\s;,]+الساعه$")  # «أمس في 10:30», its time taken out
_LAST_WEEKDAY = re.compile(rf"(?:يوم\s+)?(?P<day>{months.one_of(months.EVERY_WEEKDAY)})\s+(?:الماضي|الماضيه|المنصرم|الفايت)")
_EDGES = " ,;:|-.()[]•·/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Either an instant, or a calendar day at the outlet (to which the line may add a time of day)."""

    instant: datetime | None = None
    day: date | None = None
    rough: bool = False
    """Told in weeks, months or years: the day is one of many."""


def read(line: str, *, now: datetime, today: date) -> Counted | None:
    """What a line says that holds nothing but a relative time; None for anything else, and for the vague «منذ ساعات».

    `now` (aware, in the outlet's zone) counts for hours and less, `today` (the outlet's) for days and more. Months and years go
    by the calendar, the 31st becoming the last day of a shorter month. Raises OverflowError for years before 1.
    """
    line = _LABEL.sub("", line.strip(_EDGES)).strip(_EDGES)
    line = _DANGLING.sub("", line)
    if line in _NOW:
        return Counted(instant=now)
    if line in _SHORTLY:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return Counted(day=today) if now - midnight >= EVENING_BEFORE else None
    if line in _DAYS:
        return Counted(day=today - timedelta(days=_DAYS[line]))
    if found := _DAY_AND_WEEKDAY.fullmatch(line):
        day = today - timedelta(days=_DAYS[found["day"]])
        return Counted(day=day) if day.weekday() == months.EVERY_WEEKDAY[found["weekday"]] else None
    if found := _LAST_WEEKDAY.fullmatch(line):
        back = (today.weekday() - months.EVERY_WEEKDAY[found["day"]]) % 7 or 7
        return Counted(day=today - timedelta(days=back))
    found = _SINCE.fullmatch(line)
    return _count(found["span"] or found["ago"], now, today) if found else None


def _count(span: str, now: datetime, today: date) -> Counted | None:
    parts = [part.strip() for part in _AND.split(span)]
    back, days, any_day, rough = timedelta(), today, False, False
    if len(parts) == 2 and parts[1] in _PARTS and parts[0] in (*_TWO, *_ONE):  # «ساعة ونصف»
        back, parts = timedelta(minutes=_PARTS[parts[1]]), parts[:1]
        if _ONE.get(parts[0]) != "hour" and _TWO.get(parts[0]) != "hour":
            return None
    if not parts or len(parts) > 3:
        return None
    for part in parts:
        if (first := part.split(" ")[0]) in _PARTS:
            if part != f"{first} ساعه":
                return None
            back += timedelta(minutes=_PARTS[first])
            continue
        quantity = _quantity(part)
        if quantity is None:
            return None
        number, unit = quantity
        if unit in {"second", "minute", "hour"}:
            back += timedelta(**{f"{unit}s": number})
        else:
            any_day, rough = True, rough or unit != "day"
            days = _back(days, number, unit)
    if not any_day:
        return Counted(instant=now - back)
    return Counted(day=days, rough=rough)


def _quantity(text: str) -> tuple[int, Unit] | None:
    found = re.fullmatch(r"(?P<count>\d{1,4})\s*(?P<unit>[^\W\d_]+)|(?P<words>[^\W\d_]+(?: [^\W\d_]+){0,2})", text)
    if not found:
        return None
    if found["count"]:
        unit = _ONE.get(found["unit"]) or _MANY.get(found["unit"]) or _TWO.get(found["unit"])
        return (int(found["count"]), unit) if unit else None
    first, _, second = found["words"].rpartition(" ")
    if second and first in numerals.COUNTS:  # «ثلاث ساعات», «إحدى عشرة ساعة», «an hour»
        unit = _ONE.get(second) or _MANY.get(second)
        return (numerals.COUNTS[first], unit) if unit else None
    if first in _ONE and second in ("واحد", "واحده"):  # «ساعة واحدة»
        return 1, _ONE[first]
    if first or len(second) < 3:
        return None
    if second in _TWO:
        return 2, _TWO[second]
    return (1, _ONE[second]) if second in _ONE and not second.isascii() else None


def _back(day: date, number: int, unit: Unit) -> date:
    if unit in {"day", "week"}:
        return day - timedelta(days=number * (7 if unit == "week" else 1))
    months_back = day.year * 12 + day.month - 1 - number * (12 if unit == "year" else 1)
    year, month = divmod(months_back, 12)
    if year < 1:
        raise OverflowError("before the calendar")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
