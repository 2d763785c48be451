"""Dates as Arabic news pages print them. Everything read here is sure or None: a wrong date is worse than none.

`read` is for what people see («الأحد 12 جمادى الآخرة 1448هـ - 22 نوفمبر 2026م»), `machine` for attributes and feeds, `from_url`
for paths, `english` for the trailers of embedded posts. Nothing here falls back on 1 January, on today, or on the other order of
day and month; the input is cut to a line's length before anything is tried on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from news import arabic
from news.article import Precision
from news.calendar import addresses, days, hours, months, neighbours, relative
from news.calendar import machine as machine_dates

MAX_LINE = 160
"""Characters of a date line we look at."""
AHEAD = timedelta(hours=24)
"""A page may be ahead of our clock by a zone, not by more."""
LEAD = timedelta(minutes=15)
"""How far a time told from now («اليوم 14:30») may be ahead: clocks differ by minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    when: datetime
    """Aware UTC; with precision "day" midnight UTC of the day as printed."""
    raw: str
    """What was read, cleaned, as the page printed it."""
    precision: Precision
    updated: bool = False
    """The line says this is the time of an update («آخر تحديث: …»), and prints no time of publication."""
    printed: datetime | None = None
    """The day and time as they stand there, naive; None for a day alone and for what is counted from now."""
    rough: bool = False
    """Counted in weeks, months or years from now: a likely day, not a known one."""
    zoned: bool = False
    """An offset or a zone stands beside the time."""


def read(
    text: str, *, now: datetime, timezone: str, country: str | None = None, locale: str | None = None, day_first: bool = True
) -> Moment | None:
    """The date and time a printed line names, or None.

    Reads every month system («كانون الثاني», «جانفي», «شتنبر», «نوفمبر/تشرين الثاني»), numbers day first or year first, both
    digit systems, ص and م, labels, zones, relative times; Hijri dates only where no Gregorian one stands beside them.
    `timezone` (IANA) is the outlet's and counts where the line names none; `now` is aware. `country` (ISO 3166) and `locale`
    (Outlet.date_locale) decide names that are words elsewhere. With `day_first` False numbers with two readings are refused.
    None for impossible dates, two different dates, ranges, two-digit years with two readings, dates without a year, a weekday
    that is not the day's, running text, and what lies before 1990 or more than a day ahead. A time that cannot be placed (an
    unknown zone, «الساعة 3» without its half of the day, an hour the clocks skip or show twice) leaves the day alone.
    """
    if not _HINT.search(head := text[: 2 * MAX_LINE]):
        return None
    raw = arabic.clean(head).strip()
    line = arabic.fold(raw).translate(_SLASHES).replace("\n", " ")
    if len(line) > MAX_LINE:
        line = line[:MAX_LINE].rpartition(" ")[0]
    zone = ZoneInfo(timezone)
    try:
        if stamp := machine_dates.read(line, zone) if _MACHINE.match(line) else None:
            return _stamped(stamp, raw, now, zone)
        if not (_RELATIVE.search(line) or days.promises(line)):
            return None
        part, updated = _published_part(line)
        clock = hours.read(part, country)
        local = now.astimezone(zone)
        if counted := _relative(clock.rest, local):
            if counted.instant:
                instant = counted.instant.astimezone(UTC).replace(second=0, microsecond=0)
                return None if clock.times else _moment(instant, raw, "minute", now, updated)
            day = counted.day
        else:
            sure = day_first and not _month_first_habit(line, country)
            libyan, iranian = (
                country == "LY" or locale == "libya",
                country in _SOLAR_COUNTRIES or _PERSIAN.search(raw) is not None,
            )
            day = days.read(clock.rest, today=local.date(), libyan=libyan, day_first=sure, iranian=iranian)
        if day is None:
            return None
        when = _instant(day, clock, zone)
    except (hours.Unreadable, OverflowError):
        return None
    if when is None:
        found = _moment(datetime.combine(day, time(), UTC), raw, "day", now, updated)
        return replace(found, rough=True) if found and counted and counted.rough else found
    if counted and when > now + LEAD:
        return None  # «اليوم 23:00» read at noon: printed on another day
    at, named = clock.times[0]
    found = _moment(when, raw, "second" if clock.precise else "minute", now, updated)
    return found and replace(found, printed=datetime.combine(day, at), zoned=named is not None)


def update(text: str, *, now: datetime, timezone: str, country: str | None = None, locale: str | None = None) -> Moment | None:
    """The time a printed line gives for its last update, whether or not it prints that of publication too; as `read`."""
    line = arabic.fold(text[: 2 * MAX_LINE])
    found = _UPDATE.search(line)
    if not found:
        return None
    after = line[found.start() :]
    if label := _PUBLISHED.search(after, found.end() - found.start()):
        after = after[: label.start()]
    for part in (after, line):
        moment = read(part, now=now, timezone=timezone, country=country, locale=locale)
        if moment is not None and moment.updated:
            return moment
    return None


def is_labelled(text: str) -> bool:
    """Whether a printed line says of itself that it is the time of publication («نشر في», «تاريخ النشر»)."""
    return _PUBLISHED.search(arabic.fold(text[:MAX_LINE])) is not None


def machine(text: str, *, now: datetime, timezone: str) -> Moment | None:
    """A date written for machines, or None: ISO 8601, RFC 822/850/2822, JavaScript's, Unix time, YYYYMMDDhhmmss.

    Without an offset the outlet's `timezone` counts. An unknown zone name leaves the day alone (precision "day"), and so does an
    hour which the outlet's clocks skip or show twice.
    """
    raw = arabic.clean(text[:MAX_LINE]).strip()
    zone = ZoneInfo(timezone)
    try:
        stamp = machine_dates.read(arabic.fold(raw), zone)
        return _stamped(stamp, raw, now, zone) if stamp else None
    except (hours.Unreadable, OverflowError):
        return None


def from_url(url: str) -> Moment | None:
    """The day an address carries: /2026/11/22/, /2026-11-22-, /20261122-, /22/11/2026, cdate=22112026.

    None for two different days, impossible ones, months alone, and eight digits at the end, which may be an id. There is no clock
    here: the caller refuses days ahead.
    """
    return _single(addresses.read(url))


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


_MONTH = months.one_of(months.ENGLISH)
_ENGLISH = re.compile(
    rf"(?P<m>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})(?!\d)"
    rf"|(?<!\d)(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m2>{_MONTH})\.?,?\s+(?P<y2>\d{{4}})(?!\d)"
)
_HINT = re.compile(
    r"\d|من\W{0,2}[ذد]|قب\W?ل|[أا]\W?م\W?س|البارح|اليو|ال[آا]ن|للتو|الماضي|المنصرم|الفا[ئي]ت|ago|now|day|hier|aujourd"
    r"|[ایي]روز|\b(?:heute|gestern|hoy|ayer|dün|bugün)\b",
    re.IGNORECASE,
)
"""What no date line is without, as printed: a digit of any script, or a word that counts from now."""
_RELATIVE = re.compile(
    r"من[ذد]|قبل|من |امس|البارح|اليوم|الان|للتو|مضت|الماضي|المنصرم|الفايت|ago|now|day|hier|il y a|once"
    r"|\b(?:vor|hace|heute|gestern|hoy|ayer|dun|bugun)\b|[اي]روز|بيش|بهلي"
)
_SOLAR_COUNTRIES = frozenset(("IR", "AF"))
_PERSIAN = re.compile("[\u06f0-\u06f9\u067e\u0686\u06af]")
"""Digits and letters Arabic has not; whoever prints them beside a year of 1405 counts it by the sun."""
_SLASHES = str.maketrans({"\u2044": "/", "\u2215": "/", "\\": "/", "\u2236": ":", "\ua789": ":"})
_MACHINE = re.compile(r"\d{4}-?\d\d?-?\d|[a-z]{3,9},? ")
_UPDATE = re.compile(
    r"(?<![^\W\d_])(?:تاريخ\s+|تم\s+)?(?:ال)?(?:اخر\s+)?(?:ال)?(?:تحديث|تعديل)\w*|(?<![^\W\d_])(?:محدث|معدل|عدل|حدثت?)(?=\s*(?:في\b|:|بتاريخ))"
    r"|(?:last )?(?:updated|modified)|mis a jour|guncelle\w+|(?:zuletzt )?(?:aktualisiert|geandert)|\bstand(?=:)"
    r"|a[ct]+uali[sz]ad[oa]|ultima actualizacion|aggiornato|به ?روز ?رساني|اب ڈيٹ|نويكردنهوه"
)
_PUBLISHED = re.compile(
    r"(?<![^\W\d_])(?:(?:تاريخ|وقت|تم)\s+)?(?:ال)?(?:نشر|نشرت|نشره|اضافه|اضيف|اضيفت)(?![^\W\d_])|\b(?:published|posted|publie"
    r"|publicad[oa]|veroffentlicht|yayin\w*|pubblicato)\b|(?<![^\W\d_])(?:انتشار|منتشر)(?![^\W\d_])"
)
_WORD_OF_TIME = re.compile(r"(?<!\d)(?:19|20|14)\d{2}(?!\d)|(?<![^\W\d_])(?:منذ|قبل|امس)(?![^\W\d_])|\bago\b")
_PRINTED_TIME = re.compile(r"\d:\d")
_SEPARATED = re.compile(r"\s*[|\u2022\u00b7]\s*|\s+-\s+")
_DOTNET = re.compile(r"(?<!\d)\d{1,2}/\d{1,2}/\d{4},?\s\d{1,2}:\d{2}:\d{2}\s[ap]m(?![a-z])")
_ARABIC = re.compile("[\u0621-\u064a]")


def _published_part(line: str) -> tuple[str, bool]:
    """What a line prints of publication, and whether that is only the time of an update («آخر تحديث: …»)."""
    found = _UPDATE.search(line)
    if not found:
        return line, False
    before, after = line[: found.start()], line[found.end() :]
    if _WORD_OF_TIME.search(before) or (_PRINTED_TIME.search(before) and _PRINTED_TIME.search(after)):
        return before, False
    if (label := _PUBLISHED.search(after)) and _WORD_OF_TIME.search(after[label.end() :]):
        return after[label.start() :], False
    return line, True


def _relative(line: str, local: datetime) -> relative.Counted | None:
    """A relative time that is the line, or one of its parts between bars: «دمشق | منذ ساعتين | 345 مشاهدة»."""
    counted = relative.read(line, now=local, today=local.date())
    if counted or not _SEPARATED.search(line):
        return counted
    parts = [part for part in _SEPARATED.split(neighbours.without_counters(line)) if part.strip(" ;,.:")]
    found = [(part, read) for part in parts if (read := relative.read(part, now=local, today=local.date()))]
    others = [part for part in parts if not relative.read(part, now=local, today=local.date())]
    if len(found) != 1 or any(map(str.isdigit, "".join(others))) or len(" ".join(others).split()) > neighbours.MAX_OTHER_WORDS:
        return None
    return found[0][1]


def _month_first_habit(line: str, country: str | None) -> bool:
    """Lines whose numbers may stand month first: of an outlet in America, without an Arabic letter; «5/6/2024 10:30:00 AM» as
    .NET's American default writes it, on sites everywhere.
    """
    return bool(_DOTNET.search(line)) or (country == "US" and not _ARABIC.search(line))


def _instant(day: date, clock: hours.Clock, zone: tzinfo) -> datetime | None:
    """The instant of a day and its printed times; None where there is none, or none that is sure.

    Several times must be one instant told in several zones («14:30 بتوقيت مكة (11:30 غرينتش)»); the first is on the printed day.
    """
    if not clock.times:
        return None
    found = [machine_dates.in_zone(day, at, named or zone) for at, named in clock.times]
    if len({(when.hour, when.minute) if when else None for when in found}) > 1:
        raise hours.Unreadable("two times")
    return None if clock.unsure else found[0]


def _stamped(stamp: machine_dates.Stamp, raw: str, now: datetime, zone: tzinfo) -> Moment | None:
    when = machine_dates.in_zone(stamp.day, stamp.time, stamp.zone or zone) if stamp.time else None
    if when is None:
        return _moment(datetime.combine(stamp.day, time(), UTC), raw, "day", now)
    found = _moment(when, raw, "second" if stamp.precise else "minute", now)
    return found and replace(found, printed=datetime.combine(stamp.day, stamp.time or time()), zoned=stamp.zone is not None)


def _moment(when: datetime, raw: str, precision: Precision, now: datetime, updated: bool = False) -> Moment | None:
    if when > now + AHEAD or when.date() < days.EARLIEST:
        return None
    return Moment(when=when, raw=raw[:MAX_LINE], precision=precision, updated=updated)
