"""What a server that runs for months does with what it no longer needs."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from reading.web import serving


class Ring:
    """Garbage that only a search for circles finds."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def thresholds() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("thresholds")
def test_what_outlived_the_search_among_the_young_goes_soon() -> None:
    ring = Ring()
    serving.settle()
    later = Ring()
    gc.collect(0)
    gc.collect(1)
    gone, kept = weakref.ref(later), weakref.ref(ring)
    del later, ring
    server = serving.server(FastAPI())
    asyncio.run(server.on_tick(serving.TICKS - 1))
    assert gone() is not None
    assert asyncio.run(server.on_tick(serving.TICKS)) is False
    assert gone() is None
    assert kept() is not None, "what was there before is passed over, which makes the search cheap"
