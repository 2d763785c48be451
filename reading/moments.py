"""What people write after --since and --until, read into aware UTC."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FORMS = "2026-11-22, 2026-11-22T15:00, 2026-11-22T15:00+03:00, today, yesterday, 7d, 24h or 2w"
_AGO = re.compile(r"(\d{1,6})([hdw])")
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{8}|\d{4}-W\d\d-\d|\d{4}W\d{3}")  # ISO 8601 names days by their week too
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def since(text: str, *, now: datetime, zone: tzinfo) -> datetime:
    """The first instant meant: a day begins at its midnight in `zone`. Raises ValueError, with the forms there are."""
    return _read(text, now=now, zone=zone, days=0)


def until(text: str, *, now: datetime, zone: tzinfo) -> datetime:
    """The instant before which to stop: a day named is wholly included. Raises ValueError, with the forms there are."""
    return _read(text, now=now, zone=zone, days=1)


def zone_named(name: str) -> tzinfo:
    """`UTC` or an IANA name. Raises ValueError."""
    if name.lower() == "utc":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # a folder's name («Asia») is an OSError
        raise ValueError(f"no time zone {name!r}; say UTC or a name like Asia/Riyadh") from error


def _read(text: str, *, now: datetime, zone: tzinfo, days: int) -> datetime:
    """`days` is what a whole day adds: 0 for its beginning, 1 for its end."""
    written = "".join(str(unicodedata.decimal(char, char)) for char in text.strip())  # ٢٠٢٦ is 2026
    try:
        if ago := _AGO.fullmatch(written.lower()):
            return now.astimezone(UTC) - int(ago[1]) * _UNITS[ago[2]]
        day = _day(written, now.astimezone(zone).date())
        if day is not None:
            return _start(day, days, zone)
        moment = datetime.fromisoformat(written)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is not a time; write {FORMS}") from error


def _start(day: date, days: int, zone: tzinfo) -> datetime:
    """A day's midnight, `days` later. Where Python's calendar ends («until 9999-12-31») its end is meant: no bound at all."""
    try:
        return datetime.combine(day + timedelta(days=days), time(), zone).astimezone(UTC)
    except OverflowError:
        return (datetime.min if day.year == 1 else datetime.max).replace(tzinfo=UTC)


def _day(written: str, today: date) -> date | None:
    named = {"today": 0, "yesterday": 1}.get(written.lower())
    if named is not None:
        return today - timedelta(days=named)
    return date.fromisoformat(written) if _DATE.fullmatch(written) else None
