"""Quiet hours and digests of a watch, on its own clocks, over the nights in which clocks are changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage.readers import watch_telling
from storage.readers.refusal import Refused
from storage.readers.watch_telling import Telling, telling


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "digest", "kept"),
    [
        (None, None, Telling()),
        ("", " ", Telling()),
        ("none", "NONE", Telling(quiet="none", digest="none")),
        ("23:00-7:00", None, Telling(quiet="23:00-07:00", zone="Asia/Damascus")),
        (" 9:30 - 10:00 ", "daily at 8:05", Telling(quiet="09:30-10:00", digest="daily 08:05", zone="Asia/Damascus")),
        (None, "Hourly", Telling(digest="hourly", zone="Asia/Damascus")),
    ],
    ids=str,
)
def test_as_people_write_it(quiet: str | None, digest: str | None, kept: Telling) -> None:
    assert telling(quiet, digest, "Asia/Damascus") == kept


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (("23-7", None, "UTC"), "quiet"),
        (("23:00-23:00", None, "UTC"), "quiet"),
        (("25:00-07:00", None, "UTC"), "quiet"),
        (("23:00+02:00-07:00", None, "UTC"), "quiet"),
        ((None, "weekly", "UTC"), "digest"),
        ((None, "daily", "UTC"), "digest"),
        ((None, "daily 24:00", "UTC"), "digest"),
        ((None, "hourly", ""), "zone"),
        ((None, None, "Mars/Olympus"), "zone"),
        (("22:00-06:00", None, "../../etc/passwd"), "zone"),
    ],
    ids=str,
)
def test_what_is_no_hour_is_refused_at_its_field(said: tuple[str | None, str | None, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        telling(*said)
    assert refused.value.field == field


NIGHT = telling("23:00-07:00", None, "Europe/Berlin")


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        ("2026-11-22T21:59", False), ("2026-11-22T22:00", True), ("2026-11-23T05:59", True), ("2026-11-23T06:00", False),
        # clocks go forward on the 29th of March: seven o'clock is five, no longer six, o'clock UTC
        ("2026-03-28T21:59", False), ("2026-03-28T22:00", True), ("2026-03-29T04:59", True), ("2026-03-29T05:00", False),
        # and back on the 25th of October: the night is an hour longer
        ("2026-10-24T20:59", False), ("2026-10-24T21:00", True), ("2026-10-25T05:59", True), ("2026-10-25T06:00", False),
    ],
)  # fmt: skip
def test_quiet_hours_are_those_of_its_clocks(moment: str, quiet: bool) -> None:
    assert NIGHT.is_quiet(utc(moment)) is quiet
    assert not Telling().is_quiet(utc(moment))
    assert not telling("none", None, None).is_quiet(utc(moment))


@pytest.mark.parametrize(
    ("digest", "zone", "now", "until"),
    [
        ("daily 08:00", "Europe/Berlin", "2026-11-22T06:59", "2026-11-21T07:00"),
        ("daily 08:00", "Europe/Berlin", "2026-11-22T07:00", "2026-11-22T07:00"),
        ("daily 08:00", "Europe/Berlin", "2026-03-29T06:00", "2026-03-29T06:00"),
        ("daily 08:00", "Europe/Berlin", "2026-10-25T06:59", "2026-10-24T06:00"),
        ("daily 02:30", "Europe/Berlin", "2026-03-29T01:29", "2026-03-28T01:30"),  # there is no half past two that night
        ("daily 02:30", "Europe/Berlin", "2026-03-29T01:30", "2026-03-29T01:30"),
        ("daily 02:30", "Europe/Berlin", "2026-10-25T00:30", "2026-10-25T00:30"),  # and here it comes twice
        ("daily 02:30", "Europe/Berlin", "2026-10-25T01:45", "2026-10-25T00:30"),
        ("hourly", "Asia/Kolkata", "2026-11-22T06:29", "2026-11-22T05:30"),
        ("hourly", "Asia/Damascus", "2026-11-22T06:29", "2026-11-22T06:00"),
        ("none", None, "2026-11-22T06:29", None),
    ],
)
def test_a_digest_holds_until_its_hour(digest: str, zone: str | None, now: str, until: str | None) -> None:
    found = telling(None, digest, zone).collected_until(utc(now))
    assert found == (utc(until) if until else None)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Africa/Cairo", "Australia/Lord_Howe", "America/St_Johns"])
@pytest.mark.parametrize("digest", ["hourly", "daily 00:30", "daily 02:15"])
def test_a_digest_never_goes_back(zone: str, digest: str) -> None:
    """Through a whole year, as a clock moves on; and nobody waits more than a day and an hour."""
    one, now = telling(None, digest, zone), utc("2026-01-01T00:00")
    last = one.collected_until(now)
    while now < utc("2027-01-01T00:00"):
        now += timedelta(minutes=47)
        until = one.collected_until(now)
        assert until is not None
        assert last is not None
        assert last <= until <= now
        assert now - until <= timedelta(hours=25)
        last = until


def test_hours_over_midnight_and_within_a_day() -> None:
    from datetime import time

    assert watch_telling.is_quiet((time(23), time(7)), time(3))
    assert not watch_telling.is_quiet((time(23), time(7)), time(7))
    assert watch_telling.is_quiet((time(13), time(15)), time(13))
    assert not watch_telling.is_quiet(None, time(13))
