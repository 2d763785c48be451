"""A room to look at, and a room to script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.newsroom.client import NOW
from tests.newsroom.room import Newsroom


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    """Six outlets, twelve articles each; tests here only read it."""
    with Newsroom(outlets=6, articles=12, clock=lambda: NOW) as room:
        yield room


@pytest.fixture
def desk() -> Iterator[Newsroom]:
    """A room of one's own to script."""
    with Newsroom(outlets=3, articles=2) as room:
        yield room
