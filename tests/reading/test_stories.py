"""How a story spread, in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reading import stories


@pytest.mark.parametrize(
    ("late", "said"),
    [
        (timedelta(0), "first"),
        (timedelta(seconds=-5), "first"),
        (timedelta(minutes=38), "+38 min"),
        (timedelta(hours=5, minutes=4), "+5 h 04 min"),
        (timedelta(days=3, hours=2), "+3 d"),
    ],
)
def test_delays(late: timedelta, said: str) -> None:
    assert stories.delay(late) == said
