"""Whole crawls: what the answers say decides when the outlet is due again, and the books say why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from news.listening import Memory
from storage import database
from storage.crawls import outlet_state
from storage.crawls.outlet_state import State
from tests.crawler.bench import OUTLET, Bench
from tests.crawler.site import Answer, Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site(4)) as served:
        yield served


@pytest.fixture
def bench(tmp_path: Path, site: Site) -> Bench:
    return Bench(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}", site)


def books(bench: Bench) -> tuple[State, Memory, float]:
    """State, memory, and the minutes from the end of the last run to the next."""
    with closing(database.open(bench.url)) as opened, opened.read() as session:
        state = outlet_state.state(session, OUTLET)
        assert state.next_due_at is not None
        assert state.planned_at is not None
        return state, outlet_state.memory(session, OUTLET), (state.next_due_at - state.planned_at) / timedelta(minutes=1)


def test_an_answer_is_remembered_and_a_304_counts_as_one(bench: Bench, site: Site) -> None:
    site.feed([f"/a/{number}" for number in range(4)], datetime.now(UTC) - timedelta(minutes=5))  # many an hour: soon expected
    bench.crawl()
    state, first, pause = books(bench)
    assert (first.window, first.heard_at is not None) == (4, True)
    assert 3 <= pause <= 120
    assert state.plan.startswith("every")
    bench.crawl()
    assert site.asked() == ["/feed.xml"]
    _, second, _ = books(bench)
    assert second.heard_at is not None
    assert first.heard_at is not None
    assert second.heard_at > first.heard_at
    assert second.window == 4
    assert second.expected > 0


def test_a_feed_that_asks_us_to_stay_away_is_left_alone(bench: Bench, site: Site) -> None:
    site.pages["/feed.xml"] = Answer(b"", status=503, headers={"Retry-After": "40000"})
    bench.crawl()
    state, memory, pause = books(bench)
    assert pause == pytest.approx(40_000 / 60, abs=1)
    assert state.resting_until == state.next_due_at
    assert (state.failures, memory) == (1, Memory())
    assert "stay away" in state.plan


def test_a_page_that_asks_us_to_stay_away_counts_for_the_outlet(bench: Bench, site: Site) -> None:
    for path, answer in list(site.pages.items()):
        if path.startswith("/a/"):
            site.pages[path] = replace(answer, status=429, headers={"Retry-After": "20000"})
    bench.crawl()
    state, memory, pause = books(bench)
    assert pause == pytest.approx(20_000 / 60, abs=2)
    assert state.failures == 0
    assert memory.window == 4


def test_silence_is_followed_by_ever_longer_pauses(bench: Bench, site: Site) -> None:
    site.pages["/feed.xml"] = Answer(b"", status=500)
    pauses = []
    for _ in range(3):
        bench.crawl()
        state, _, pause = books(bench)
        pauses.append(pause)
    assert state.failures == 3
    assert pauses[0] < 17
    assert pauses[2] > 1.5 * pauses[0]


def test_a_fixed_interval_is_kept(bench: Bench) -> None:
    bench.declare(interval='"2h"', fixed="true")
    bench.crawl()
    state, _, pause = books(bench)
    assert 106 < pause < 133
    assert state.plan == "every 2 h, as declared"


def test_a_cron_expression_is_kept(bench: Bench) -> None:
    bench.declare(cron='"30 6 * * *"')
    bench.crawl()
    state, _, _ = books(bench)
    assert state.next_due_at is not None
    assert (state.next_due_at.hour, state.next_due_at.minute) == (3, 30)  # Damascus is three hours ahead
    assert state.plan == "by its cron expression"
