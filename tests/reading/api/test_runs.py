from __future__ import annotations

import asyncio
import json
import threading
from datetime import timedelta

import httpx
import pytest
from starlette.testclient import TestClient

from reading.web import serving
from reading.web.api import runs as events
from storage import config as configuration
from storage.crawls import runs
from storage.crawls.runs import Counts
from storage.errors import TookTooLong
from tests.reading.api.conftest import NOW
from tests.reading.conftest import sqlite_only


@pytest.fixture
def ran(db) -> list[int]:
    """Three runs that ended, of two outlets."""
    numbers = []
    for outlet in ("aljazeera", "aawsat", "aljazeera"):
        with db.write() as session:
            number = runs.queue(session, outlet, "schedule", NOW)
            counts = Counts(offered=3, known=1, new=2, fetched=2, stored=1, rejected=1, reasons={"rejected:not_article": 1})
            runs.finish(session, number, state="finished", why="done", now=NOW + timedelta(seconds=9), counts=counts)
        numbers.append(number)
    return numbers


def test_the_ledger_is_read_page_by_page(here: TestClient, ran: list[int]) -> None:
    first = here.get("/api/v1/runs?limit=2").json()
    assert [run["id"] for run in first["runs"]] == ran[:0:-1]
    rest = here.get(f"/api/v1/runs?limit=2&cursor={first['next']}").json()
    assert [run["id"] for run in rest["runs"]] == ran[:1]
    assert rest["next"] is None
    assert [run["id"] for run in here.get("/api/v1/runs?outlet=aawsat").json()["runs"]] == [ran[1]]
    assert here.get(f"/api/v1/runs/{ran[0]}").json()["reasons"] == {"rejected:not_article": 1}
    for missing in ("/api/v1/runs/777", "/api/v1/runs/-1", f"/api/v1/runs/{10**30}", "/api/v1/runs?outlet=nobody"):
        assert here.get(missing).status_code == 404


def test_a_crawl_is_wished_for_once_and_found_by_the_daemon(ask, db, daemon) -> None:
    client = ask(http_local="crawl")
    answer = client.post("/api/v1/runs", json={"outlet": "aljazeera"})
    assert answer.status_code == 202
    told = answer.json()
    assert answer.headers["location"] == told["location"] == f"/api/v1/runs/{told['id']}"
    assert client.get(told["location"]).json()["state"] == "queued"
    assert client.post("/api/v1/runs", json={"outlet": "aljazeera"}).json()["id"] == told["id"]
    with db.read() as session:
        assert [(wish.id, wish.outlet) for wish in runs.wishes(session)] == [(told["id"], "aljazeera")]


@sqlite_only
def test_without_a_daemon_nobody_would_take_it_up(ask) -> None:
    answer = ask(http_local="crawl").post("/api/v1/runs", json={"outlet": "aljazeera"})
    assert answer.status_code == 503
    assert "rasid daemon" in answer.json()["detail"]


def test_a_run_is_watched_until_it_ends(here: TestClient, ran: list[int], db) -> None:
    with here.stream("GET", f"/api/v1/runs/{ran[0]}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        text = answer.read().decode()
    events = [dict(line.split(": ", 1) for line in part.splitlines()) for part in text.strip().split("\n\n")]
    assert [event["event"] for event in events] == ["run", "end"]
    assert json.loads(events[1]["data"])["stored"] == 1
    assert here.head(f"/api/v1/runs/{ran[0]}/events").status_code == 200
    assert here.get("/api/v1/runs/777/events").status_code == 404


def test_who_had_the_end_of_a_run_is_told_to_stay_away(here: TestClient, ran: list[int]) -> None:
    place = f"/api/v1/runs/{ran[0]}/events"
    lines = here.get(place).text.splitlines()
    ids = [line.removeprefix("id: ") for line in lines if line.startswith("id: ")]
    assert len(set(ids)) == 2
    assert here.get(place, headers={"Last-Event-ID": ids[0]}).text.count("event: end") == 1, "it was cut off before the end"
    again = here.get(place, headers={"Last-Event-ID": ids[1]})
    assert (again.status_code, again.content) == (204, b"")
    other = here.get(f"/api/v1/runs/{ran[1]}/events", headers={"Last-Event-ID": ids[1]})
    assert other.text.count("event: end") == 1


@sqlite_only
def test_a_look_that_fails_does_not_end_the_watching(here: TestClient, db, monkeypatch: pytest.MonkeyPatch) -> None:
    with db.write() as session:
        number = runs.queue(session, "aljazeera", "api", NOW)
    looked = []
    read = events._run

    def busy(context, wanted):
        looked.append(wanted)
        if len(looked) == 2:
            raise TookTooLong("the question took too long")
        if len(looked) == 3:
            with db.write() as session:
                runs.finish(session, number, state="finished", why="done", now=NOW)
        return read(context, wanted)

    monkeypatch.setattr(events, "_run", busy)
    monkeypatch.setattr(events, "LOOK_EVERY", 0)
    text = here.get(f"/api/v1/runs/{number}/events").text
    assert [line for line in text.splitlines() if line.startswith("event")] == ["event: run", "event: run", "event: end"]


@sqlite_only
def test_a_run_that_is_pruned_while_it_is_watched_ends_the_stream(here: TestClient, db, monkeypatch: pytest.MonkeyPatch) -> None:
    with db.write() as session:
        number = runs.queue(session, "aljazeera", "api", NOW)
    read = events._run

    def gone(context, wanted):
        told = read(context, wanted)
        with db.write() as session:
            session.delete(runs.get(session, number))
        return told

    monkeypatch.setattr(events, "_run", gone)
    monkeypatch.setattr(events, "LOOK_EVERY", 0)
    assert here.get(f"/api/v1/runs/{number}/events").text.count("event: ") == 1


@sqlite_only
def test_a_server_that_ends_ends_what_is_watched_in_good_order(make, db, monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    monkeypatch.setattr(events, "LOOK_EVERY", 0.02)
    with db.write() as session:
        number = runs.queue(session, "aljazeera", "api", NOW)
    config = configuration.load().model_copy(update={"http_port": 0})
    with serving.listen(config) as sock:
        server = serving.server(make())
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[sock])))
        thread.start()
        with httpx.stream("GET", f"{serving.address(config, sock)}/api/v1/runs/{number}/events", timeout=20) as answer:
            pieces = answer.iter_text()
            assert "queued" in next(pieces)
            server.should_exit = True
            assert list(pieces) == [], "to the end of the chunks: a stream that was cut off would raise"
        thread.join(20)
    assert not thread.is_alive()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_outlets_with_their_health(here: TestClient, ran: list[int]) -> None:
    told = here.get("/api/v1/outlets").json()
    assert told["broken"] == []
    assert {"aljazeera"} <= {outlet["id"] for outlet in told["outlets"]}
    assert all(outlet["enabled"] for outlet in told["outlets"])
    assert len(here.get("/api/v1/outlets?all=true").json()["outlets"]) > len(told["outlets"])
    one = here.get("/api/v1/outlets/aljazeera").json()
    assert (one["health"], one["waiting"]) == ("never ran", 0)
    assert here.get("/api/v1/outlets/nobody").status_code == 404
