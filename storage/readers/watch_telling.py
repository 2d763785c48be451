"""When a watch tells: quiet hours and a digest of its own, on a zone's clocks; what it leaves open the operator says. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from storage.config import parse_hours
from storage.readers.refusal import Refused

NONE = "none"
HOURLY = "hourly"
DAILY = "daily"
_DAILY = re.compile(r"daily(?:\s+at)?\s+(\d{1,2}:\d\d)")
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d")
LONGEST = 40
"""Letters of what a person may write for either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """As it is kept: made by `telling`, which checks it."""

    quiet: str | None = None
    """«23:00-07:00», may go over midnight; «none»: at any hour; None: the operator's hours."""
    digest: str | None = None
    """«none»: as it comes; «hourly»: at the full hour; «daily 08:00»; None: as the operator collects."""
    zone: str | None = None
    """Of these clocks, as Asia/Damascus; None where none is needed."""

    @property
    def hours(self) -> tuple[time, time] | None:
        """From, to; None where it has none of its own."""
        return parse_hours(self.quiet) if self.quiet not in {None, NONE} else None

    @property
    def daily(self) -> time | None:
        """The hour of a daily digest."""
        kind, _, clock = (self.digest or "").partition(" ")
        return time.fromisoformat(clock) if kind == DAILY else None

    def is_quiet(self, now: datetime) -> bool:
        """Whether its own hours forbid to tell; what its clocks show counts, whatever summer time does to the night."""
        return is_quiet(self.hours, now.astimezone(self._clocks).time())

    def collected_until(self, now: datetime) -> datetime | None:
        """What was found up to then is told by `now`; None: it does not collect.

        On a day whose clocks leave the minute out it is as much later, on one that has it twice the first time (PEP 495).
        """
        local = now.astimezone(self._clocks)
        if self.digest == HOURLY:
            return now - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        if self.daily is None:
            return None
        days = (local.date() - timedelta(days=back) for back in range(3))
        moments = (datetime.combine(day, self.daily, self._clocks).astimezone(UTC) for day in days)
        return next(moment for moment in moments if moment <= now)

    @property
    def _clocks(self) -> ZoneInfo:
        return ZoneInfo(self.zone or "UTC")


def telling(quiet: str | None, digest: str | None, zone: str | None) -> Telling:
    """What a person wrote, in one spelling; empty counts as left open. Raises Refused, which names the field."""
    hours, collected = _quiet(_plain(quiet)), _digest(_plain(digest))
    named = (zone or "").strip()
    clocked = (hours not in {None, NONE}) or collected not in {None, NONE}
    if named and not _is_zone(named):
        raise Refused(f"no time zone {named[:64]!r}; a name as Asia/Damascus is wanted", field="zone", code="no_zone")
    if clocked and not named:
        raise Refused("these hours need a time zone, as Asia/Damascus", field="zone", code="needs_zone")
    return Telling(quiet=hours, digest=collected, zone=named if clocked else None)


def is_quiet(hours: tuple[time, time] | None, clock: time) -> bool:
    """Whether a clock stands within the hours, which may go over midnight."""
    if hours is None:
        return False
    begin, end = hours
    return begin <= clock < end if begin <= end else clock >= begin or clock < end


def _plain(said: str | None) -> str:
    return " ".join((said or "").lower().split())[:LONGEST]


def _quiet(said: str) -> str | None:
    if said in {"", NONE}:
        return said or None
    try:
        begin, dash, end = (part.strip() for part in said.partition("-"))
        if not (dash and _CLOCK.fullmatch(begin) and _CLOCK.fullmatch(end)):
            raise ValueError(f"{said!r} is not HH:MM-HH:MM")
        hours = parse_hours(f"{begin:0>5}-{end:0>5}")
    except ValueError as error:
        raise Refused(f"quiet hours: {error}, as 23:00-07:00, nor none", field="quiet", code="bad_quiet") from error
    return "-".join(f"{hour:%H:%M}" for hour in hours or ())


def _digest(said: str) -> str | None:
    if said in {"", NONE, HOURLY}:
        return said or None
    found = _DAILY.fullmatch(said)
    if found is None or not _CLOCK.fullmatch(found[1]):
        raise Refused(f"digest: {said!r} is neither none nor hourly nor «daily HH:MM»", field="digest", code="bad_digest")
    return f"{DAILY} {found[1]:0>5}"


def _is_zone(name: str) -> bool:
    """Checked against the list: what somebody types must not become a path."""
    return name == "UTC" or name in available_timezones()
