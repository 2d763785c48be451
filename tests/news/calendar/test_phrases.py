"""Date phrases of many countries and languages read as a reader would read them, or refused (`phrases`)."""

from __future__ import annotations

import pytest

from news import dates
from tests.news.calendar import phrases
from tests.news.date_lines import NOW, printed


def answer(country: str, text: str) -> str | None:
    moment = dates.read(text, now=NOW, timezone=phrases.ZONES[country], country=country)
    mark = "~" if moment and moment.updated else ""
    return moment and f"{mark}{printed(moment)}"


@pytest.mark.parametrize(("country", "text", "expected"), [*phrases.WORKED, *phrases.HELD_OUT])
def test_arabic(country: str, text: str, expected: str | None) -> None:
    assert answer(country, text) == expected


@pytest.mark.parametrize(("country", "text", "expected"), [*phrases.OTHER_WORKED, *phrases.OTHER_HELD_OUT])
def test_other_languages(country: str, text: str, expected: str | None) -> None:
    assert answer(country, text) == expected
