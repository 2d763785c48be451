from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from reading import moments

NOW = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)  # half past midnight of the 23rd in Riyadh
RIYADH = ZoneInfo("Asia/Riyadh")

SINCE = {
    "a day": ("2026-11-20", UTC, "2026-11-20T00:00"),
    "a day without dashes": ("20261120", UTC, "2026-11-20T00:00"),
    "a day in Arabic digits": ("٢٠٢٦-١١-٢٠", UTC, "2026-11-20T00:00"),
    "a day of a zone": ("2026-11-20", RIYADH, "2026-11-19T21:00"),
    "a day by its week": ("2026-W47-5", UTC, "2026-11-20T00:00"),
    "from the first day there is": ("0001-01-01", RIYADH, "0001-01-01T00:00"),
    "a time": ("2026-11-20T15:30", UTC, "2026-11-20T15:30"),
    "a time with a space": ("2026-11-20 15:30", RIYADH, "2026-11-20T12:30"),
    "its own offset beats the zone": ("2026-11-20T15:30+02:00", RIYADH, "2026-11-20T13:30"),
    "Z": ("2026-11-20T15:30:00Z", RIYADH, "2026-11-20T15:30"),
    "today": ("today", UTC, "2026-11-22T00:00"),
    "today where it is tomorrow already": ("today", RIYADH, "2026-11-22T21:00"),
    "yesterday": ("Yesterday", UTC, "2026-11-21T00:00"),
    "seven days": ("7d", UTC, "2026-11-15T21:30"),
    "a day of hours": ("24h", RIYADH, "2026-11-21T21:30"),
    "two weeks": ("2W", UTC, "2026-11-08T21:30"),
}
UNTIL = {
    "a day is included": ("2026-11-20", UTC, "2026-11-21T00:00"),
    "a day of a zone": ("2026-11-20", RIYADH, "2026-11-20T21:00"),
    "a day by its week is included": ("2026W475", UTC, "2026-11-21T00:00"),
    "for ever": ("9999-12-31", UTC, "9999-12-31T23:59:59.999999"),
    "for ever, in the west": ("9999-12-31", ZoneInfo("America/New_York"), "9999-12-31T23:59:59.999999"),
    "today is included": ("today", UTC, "2026-11-23T00:00"),
    "yesterday is included": ("yesterday", UTC, "2026-11-22T00:00"),
    "a time is not": ("2026-11-20T15:30", UTC, "2026-11-20T15:30"),
    "midnight as a time is a time": ("2026-11-20T00:00", UTC, "2026-11-20T00:00"),
    "a length of time": ("24h", UTC, "2026-11-21T21:30"),
}
REFUSED = [
    "",
    "gestern",
    "2026-13-01",
    "2026-11",
    "22/11/2026",
    "7 days",
    "-7d",
    "9999999d",
    "999999w",
    "0001-01-01T00:00+14:00",
    "\0",
]


@pytest.mark.parametrize(("text", "zone", "expected"), SINCE.values(), ids=SINCE)
def test_since(text: str, zone: ZoneInfo, expected: str) -> None:
    assert moments.since(text, now=NOW, zone=zone) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(("text", "zone", "expected"), UNTIL.values(), ids=UNTIL)
def test_until(text: str, zone: ZoneInfo, expected: str) -> None:
    assert moments.until(text, now=NOW, zone=zone) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_a_time_names_the_forms(text: str) -> None:
    with pytest.raises(ValueError, match="today, yesterday, 7d"):
        moments.since(text, now=NOW, zone=UTC)


@pytest.mark.parametrize("name", ["Asia/Nowhere", "Asia", "../etc/passwd", "", "/etc/localtime"])
def test_unknown_zone(name: str) -> None:
    with pytest.raises(ValueError, match="Asia/Riyadh"):
        moments.zone_named(name)


def test_a_day_of_daylight_saving_has_its_own_length() -> None:
    cairo = ZoneInfo("Africa/Cairo")  # clocks go back on 2026-10-29 at midnight's end
    begin = moments.since("2026-10-29", now=NOW, zone=cairo)
    end = moments.until("2026-10-29", now=NOW, zone=cairo)
    assert (end - begin).total_seconds() == 25 * 3600
