from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from news import polling
from news.article import Entry
from reading import status
from storage.crawls import alerts, health, leases, links, liveness, outlet_state, outlets, runs
from storage.crawls.health import Health
from storage.database import Database
from tests.reading.conftest import Rasid, article, record, sqlite_only


@pytest.fixture
def crawled(db: Database) -> dict[str, int]:
    """A run that stored, with one link left; one that was killed; a daemon that is this process."""
    now = datetime.now(UTC)
    with db.write() as session:
        fence = leases.acquire(session, leases.crawl_of("aljazeera"), leases.holder_here(), now, timedelta(minutes=1))
        good = runs.queue(session, "aljazeera", "schedule", now)
        runs.start(session, good, fence=fence or 0, now=now - timedelta(seconds=100))
        runs.add(session, good, offered=40, known=38, new=2)
        runs.outcome(session, good, "stored")
        runs.outcome(session, good, "rejected", "not_article")
        runs.finish(session, good, state="finished", why="2 new of 40 offered\x1b[31m, 1 stored", now=now)
        links.offer(session, "aljazeera", [Entry(url="https://example.com/later")], now, good)
        outlet_state.run_started(session, "aljazeera", good, now - timedelta(seconds=100))
        due = now + timedelta(minutes=14, seconds=30)
        outlet_state.run_closed(session, "aljazeera", health="ok", reason="1 stored", now=now, next_due_at=due, stored=1)
        outlet_state.run_closed(session, "aawsat", health="blocked", reason="says 403", now=now, next_due_at=due, stored=0)
        bad = runs.queue(session, "aawsat", "manual", now)
        runs.finish(session, bad, state="lost", why="killed", now=now)
        leases.acquire(session, status.SCHEDULER, leases.holder_here(), now, timedelta(minutes=1))
    return {"good": good, "bad": bad}


def test_runs_as_json(rasid_: Rasid, crawled: dict[str, int]) -> None:
    found = json.loads(rasid_("runs", "--json").stdout)["runs"]
    assert [run["id"] for run in found] == [crawled["bad"], crawled["good"]]
    good = found[1]
    assert (good["duration"], good["offered"], good["known"], good["new"]) == (100.0, 40, 38, 2)
    assert (good["fetched"], good["stored"], good["rejected"]) == (2, 1, 1)
    assert good["reasons"] == {"rejected:not_article": 1}
    assert found[0]["duration"] is None


def test_runs_in_a_pipe(rasid_: Rasid, crawled: dict[str, int]) -> None:
    header, row = rasid_("runs", "--outlet", "aljazeera").stdout.splitlines()
    cells = dict(zip(header.split("\t"), row.split("\t"), strict=True))
    assert cells["id"] == str(crawled["good"])
    assert cells["note"] == "2 new of 40 offered[31m, 1 stored; rejected:not_article 1"
    assert (cells["duration"], cells["stored"], cells["failed"]) == ("100", "1", "0")


@sqlite_only
def test_runs_of_an_unknown_outlet(rasid_: Rasid, crawled: dict[str, int]) -> None:
    result = rasid_("runs", "--outlet", "aljazera")
    assert result.exit_code == 2
    assert "did you mean aljazeera" in result.stderr


def test_status_as_json(rasid_: Rasid, crawled: dict[str, int], db: Database) -> None:
    now = datetime.now(UTC)
    record(db, article(1, fetched=now, published=now), now=now)
    record(db, article(2, fetched=now, published=now - timedelta(days=2)), now=now)
    found = json.loads(rasid_("status", "--json").stdout)
    assert found["daemon"]["alive"] is True
    assert (found["articles"], found["articles_today"]) == (2, 1)
    rows = {row["id"]: row for row in found["outlets"]}
    good = rows["aljazeera"]
    assert (good["health"], good["reason"], good["waiting"]) == ("ok", "1 stored", 1)
    assert good["last_run"]["id"] == crawled["good"]
    assert good["next_due_at"] > found["now"]
    never = next(row for row in rows.values() if row["health"] == "never ran")
    assert (never["reason"], never["last_run"], never["waiting"]) == ("not crawled yet", None, 0)
    assert found["attention"] == ["blocked: aawsat"]


def test_status_lists_what_is_enabled_only(rasid_: Rasid, crawled: dict[str, int], db: Database) -> None:
    with db.write() as session:
        outlets.set_enabled(session, "aljazeera", False, datetime.now(UTC))
    assert "aljazeera" not in {row["id"] for row in json.loads(rasid_("status", "--json").stdout)["outlets"]}


def test_status_and_the_outlets_sheet_say_when_an_outlet_is_asked_again_and_why(
    rasid_: Rasid, crawled: dict[str, int], db: Database
) -> None:
    now = datetime.now(UTC)
    rests = polling.Plan(at=now + timedelta(hours=20), why="asked to stay away for 20 h", resting_until=now + timedelta(hours=20))
    with db.write() as session:
        outlet_state.plan(session, "aawsat", rests, now)
        outlet_state.postpone(session, "aljazeera", now + timedelta(minutes=1), now, "a crawl was begun")
    rows = {row["id"]: row for row in json.loads(rasid_("status", "--json").stdout)["outlets"]}
    assert rows["aawsat"]["plan"] == "asked to stay away for 20 h"
    assert rows["aawsat"]["resting_until"] == rows["aawsat"]["next_due_at"]
    assert (rows["aljazeera"]["plan"], rows["aljazeera"]["resting_until"]) == ("a crawl was begun", None)
    line = next(line for line in rasid_("status").stdout.splitlines() if line.startswith("aawsat"))
    assert line.endswith("says 403; asked again: asked to stay away for 20 h")
    sheet = rasid_("outlets", "show", "aawsat").stdout
    assert ": asked to stay away for 20 h" in sheet
    assert "resting       until " in sheet


@sqlite_only
def test_status_in_a_pipe_ends_with_what_needs_a_person(rasid_: Rasid, crawled: dict[str, int]) -> None:
    lines = rasid_("status").stdout.splitlines()
    assert lines[0].startswith("daemon     running (process ")
    assert "aawsat\tblocked\t" in "\n".join(lines)
    assert lines[-1] == "Needs a person: blocked: aawsat."


@sqlite_only
def test_status_of_a_fresh_corpus(rasid_: Rasid, db: Database) -> None:
    result = rasid_("status")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == "daemon     not running"
    assert result.stdout.splitlines()[-1] == "Needs a person: no daemon is running, nothing is crawled: start `rasid daemon`."


def row(name: str, health: str, failures: int = 0) -> dict:
    return {"id": name, "health": health, "failures": failures}


ATTENTION = {
    "all well": ([row("a", "ok"), row("b", "quiet"), row("c", "never ran")], []),
    "away for a moment": ([row("a", "unreachable", 1), row("b", "ok")], []),
    "away for long": ([row("a", "unreachable", 3), row("b", "ok")], ["unreachable: a"]),
    "nothing can be reached": (
        [row("a", "unreachable", 1), row("b", "unreachable", 1)],
        ["no outlet can be reached: look at this machine's network first"],
    ),
    "several, by what is wrong": (
        [row("a", "robots"), row("b", "blocked"), row("c", "blocked"), row("d", "ok")],
        ["blocked: b, c", "robots: a"],
    ),
    "many": ([row(str(n), "feed dead") for n in range(7)], ["feed dead: 0, 1, 2, 3, 4 and 2 more"]),
    "none enabled": ([], ["no outlet is enabled: `rasid outlets enable ID`"]),
}


@pytest.mark.parametrize(("rows", "expected"), ATTENTION.values(), ids=ATTENTION)
def test_attention(rows: list[dict], expected: list[str]) -> None:
    assert status.attention(rows, dead=[], faults=[]) == expected


def test_attention_names_a_broken_file() -> None:
    said = status.attention([row("a", "ok")], dead=["no daemon"], faults=["x.toml:3: feeds: bad", "y"])
    assert said == ["no daemon", "an outlet's file is broken: x.toml:3: feeds: bad (and 1 more)"]


def judge(db: Database, outlet: str, run_id: int, state: str, reason: str) -> None:
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    with db.write() as session:
        judged = Health(outlet=outlet, state=state, reason=reason, since=now - 5 * hour, assessed_at=now, run_id=run_id, runs=1)
        health.write(session, [judged])


def test_the_judgement_of_the_rounds_is_shown_until_a_run_knows_better(
    rasid_: Rasid, crawled: dict[str, int], db: Database
) -> None:
    judge(db, "aljazeera", crawled["good"], "silent", "nothing new for 5 h")
    found = json.loads(rasid_("status", "--json").stdout)
    row = next(row for row in found["outlets"] if row["id"] == "aljazeera")
    assert (row["health"], row["reason"]) == ("silent", "nothing new for 5 h")
    assert row["since"] < found["now"]
    assert "silent: aljazeera" in found["attention"]
    judge(db, "aljazeera", crawled["good"] - 1, "silent", "nothing new for 5 h")
    found = json.loads(rasid_("status", "--json").stdout)
    row = next(row for row in found["outlets"] if row["id"] == "aljazeera")
    assert (row["health"], row["since"]) == ("ok", None)


def test_open_alerts_are_shown_with_since_when(rasid_: Rasid, crawled: dict[str, int], db: Database) -> None:
    opened = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
    with db.write() as session:
        event = alerts.open_(session, "outlet:aawsat", "blocked", "says 403\x1b[31m", opened)
        alerts.post(session, [event], ["ops"], opened)
        [waiting] = alerts.waiting(session)["ops"]
        alerts.not_sent(session, [waiting.notice], "HTTP status 500", opened)
    said = rasid_("status", "--zone", "UTC").stdout
    assert "Alert since 2026-11-21 08:30: aawsat: blocked: says 403[31m" in said
    assert "Alerts wait: the channel ops does not take them: HTTP status 500" in said
    found = json.loads(rasid_("status", "--json").stdout)
    assert found["alerts"] == [
        {"subject": "outlet:aawsat", "kind": "blocked", "reason": "says 403[31m", "since": "2026-11-21T08:30:00Z"}
    ]


def test_exit_code_1_when_the_schedule_is_not_alive(rasid_: Rasid, crawled: dict[str, int], db: Database) -> None:
    assert rasid_("status").exit_code == 0
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    with db.write() as session:
        liveness.began(session, long_ago, 300)
    hangs = rasid_("status", "--json")
    assert hangs.exit_code == 1
    assert json.loads(hangs.stdout)["schedule"][0].startswith("the daemon hangs")
    with db.write() as session:
        liveness.ticked(session, datetime.now(UTC), 300)
    stands = rasid_("status")
    assert stands.exit_code == 1
    assert "the schedule stands still: nothing started for 60 min" in stands.stdout
    with db.write() as session:
        liveness.started(session, crawled["good"], datetime.now(UTC))
    assert rasid_("status").exit_code == 0
