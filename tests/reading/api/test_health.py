from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from reading.web.api import health
from storage.crawls import leases, links, liveness, outlet_state, outlets, runs
from storage.crawls.runs import Counts
from tests.reading.api.conftest import NOW
from tests.reading.conftest import sqlite_only
from tests.storage.samples import entry


def figures(client: TestClient) -> dict[tuple[str, ...], float]:
    text = client.get("/metrics").text
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def alive(db, at: datetime) -> None:
    with db.write() as session:
        leases.acquire(session, liveness.SCHEDULER, leases.holder_here(), at, timedelta(hours=5))
        liveness.began(session, at, 900)


def test_health_is_that_of_the_schedule(ask, db) -> None:
    answer = ask().get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["errors"] == [liveness.NO_DAEMON]
    alive(db, NOW)
    well = ask().get("/healthz")
    assert (well.status_code, well.json()) == (200, {"status": "ok"})
    silent = ask()
    silent.app.state.context.clock = lambda: NOW + timedelta(minutes=10)  # type: ignore[attr-defined]
    assert "no word from it" in silent.get("/healthz").json()["detail"]


@sqlite_only
def test_who_may_not_read_learns_the_state_and_not_the_reasons(ask) -> None:
    answer = ask("http://news.example", http_host="0.0.0.0", http_hosts="news.example").get("/healthz")
    assert answer.status_code == 503
    assert "rasid daemon" not in answer.text


def test_without_anything_the_figures_say_so(ask) -> None:
    told = figures(ask())
    ended = {name: value for name, value in told.items() if name[0] == "rasid_runs_total"}
    assert ended == dict.fromkeys((("rasid_runs_total", state) for state in ("finished", "failed", "stopped", "lost")), 0)
    assert {told["rasid_runs_open", state] for state in ("queued", "running")} == {0}
    for name in ("articles", "delay_articles", "frontier_oldest_age_seconds", "schedule_alive", "outlets_broken"):
        assert told[f"rasid_{name}",] == 0, name
    assert told["rasid_outlets",] == told["rasid_outlets_never_answered",] > 0
    assert not [
        name for name in told if name[0] in {"rasid_delay_seconds", "rasid_last_success_age_seconds", "rasid_pages_total"}
    ]


def test_what_runs_is_no_count_that_only_grows(ask, db) -> None:
    with db.write() as session:
        runs.queue(session, "aljazeera", "schedule", NOW)
    told = figures(ask())
    assert told["rasid_runs_open", "queued"] == 1
    assert ("rasid_runs_total", "queued") not in told


def test_an_outlet_switched_off_grows_no_older(ask, db) -> None:
    client = ask()
    with db.write() as session:
        for outlet in ("aljazeera", "aawsat"):
            outlet_state.run_closed(session, outlet, health="ok", reason="", now=NOW, next_due_at=None, stored=0)
        outlets.set_enabled(session, "aawsat", False, NOW)
    told = figures(client)
    assert told["rasid_last_success_age_seconds", "aljazeera"] == 0
    assert ("rasid_last_success_age_seconds", "aawsat") not in told
    assert told["rasid_outlets_never_answered",] == told["rasid_outlets",] - 1


def test_links_of_an_outlet_switched_off_grow_no_older(ask, db) -> None:
    with db.write() as session:
        links.offer(session, "aljazeera", [entry(1)], NOW - timedelta(hours=1), run_id=None)
        links.offer(session, "aawsat", [entry(2)], NOW - timedelta(days=30), run_id=None)
        outlets.set_enabled(session, "aawsat", False, NOW)
    assert figures(ask())["rasid_frontier_oldest_age_seconds",] == 3600


@sqlite_only
def test_a_schedule_without_outlets_is_alive_and_warns(ask, db) -> None:
    alive(db, NOW)
    client = ask()
    with db.write() as session:
        for outlet in client.app.state.context.catalogue.ids():
            outlets.set_enabled(session, outlet, False, NOW)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["warnings"]) == (200, [health.NONE_ENABLED])


def test_the_figures_are_those_of_the_corpus(here: TestClient, corpus: dict[str, int], db) -> None:
    with db.write() as session:
        number = runs.queue(session, "aljazeera", "schedule", NOW - timedelta(hours=1))
        counts = Counts(stored=3, failed=2, reasons={"failed:extract_timeout": 2})
        runs.finish(session, number, state="finished", why="", now=NOW, counts=counts)
        old = runs.queue(session, "aljazeera", "schedule", NOW - timedelta(days=3))
        runs.finish(session, old, state="lost", why="", now=NOW, counts=Counts(stored=1, failed=1, reasons={"failed:crash": 1}))
        links.offer(session, "aljazeera", [entry(1), entry(2)], NOW - timedelta(hours=2), run_id=None)
    told = figures(here)
    assert told["rasid_runs_total", "finished"] == 1
    assert told["rasid_runs_total", "lost"] == 1
    assert told["rasid_pages_total", "aljazeera", "stored"] == 4
    assert told["rasid_worker_kills_last_day", "timeout"] == 2
    assert told["rasid_worker_kills_last_day", "crash"] == 0
    assert told["rasid_frontier_links", "aljazeera"] == 2
    assert told["rasid_frontier_oldest_age_seconds",] == 7200
    assert told["rasid_articles",] == 5
    assert told["rasid_database_bytes",] > 10_000
    assert told["rasid_schedule_alive",] == 0
    assert told["rasid_delay_articles",] == 4
    assert told["rasid_delay_seconds", "0.5"] == pytest.approx(4 * 3600, abs=3601)


@sqlite_only
def test_the_clock_of_an_app_is_utc(make) -> None:
    assert make().state.context.now.tzinfo is UTC
