from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.fetching import answers

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("control", "age", "expires", "seconds"),
    [
        (None, None, None, None),
        ("max-age=300", None, None, 300),
        ("public, max-age=300", "120", None, 180),
        ("max-age=300", "400", None, None),
        ("max-age=60, s-maxage=600", None, None, 600),
        ('max-age="300"', None, None, 300),
        ("MAX-AGE=300", "soon", None, 300),
        ("max-age=0", None, None, None),
        ("max-age=300, no-cache", None, None, None),
        ("no-store", None, "Sun, 22 Nov 2026 10:30:00 GMT", None),
        ("max-age=-5", None, None, None),
        ("max-age=99999999999999999999", None, None, 86_400),
        ("private", None, "Sun, 22 Nov 2026 09:40:00 GMT", 600),
        (None, None, "Sun, 22 Nov 2026 09:00:00 GMT", None),
        (None, None, "0", None),
        (None, None, "Sun, 99 Nov 2026 09:00:00 GMT", None),
        ("max-age=300", None, "Sun, 22 Nov 2026 12:00:00 GMT", 300),
    ],
)
def test_how_long_an_answer_is_fresh(control: str | None, age: str | None, expires: str | None, seconds: float | None) -> None:
    assert answers.fresh_for(control, age, expires, NOW) == seconds
