"""How the tables of dates write what was read; their clock stands at Sunday 22 November 2026, 12:00 UTC."""

from __future__ import annotations

from datetime import UTC, datetime

from news import dates

NOW = datetime(2026, 11, 22, 12, 0, 30, tzinfo=UTC)


def printed(moment: dates.Moment | None) -> str | None:
    """As the tables write it: a day, a minute, or a second, each as precise as it was read."""
    if moment is None:
        return None
    shape = {"day": "%Y-%m-%d", "minute": "%Y-%m-%dT%H:%M", "second": "%Y-%m-%dT%H:%M:%S"}[moment.precision]
    return moment.when.strftime(shape)


def read(text: str, timezone: str = "UTC", country: str | None = None) -> str | None:
    return printed(dates.read(text, now=NOW, timezone=timezone, country=country))
