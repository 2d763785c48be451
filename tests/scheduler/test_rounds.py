"""The rounds over a corpus: what runs and articles say becomes a judgement, an alert, a message. A fake clock, both databases."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from scheduler import rounds
from scheduler.rounds import Rounds
from storage import database
from storage.config import Config
from storage.crawls import alerts, health, leases, liveness, outlet_state, runs
from storage.crawls.outlets import Catalogue, files
from storage.database import Database
from storage.errors import LeaseLost
from storage.tables import AlertNotice, ArticleRow

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)  # a Sunday
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DECLARED = """
name_ar = "صحيفة {0}"
name_en = "{0}"
country = "SY"
timezone = "UTC"
home = "https://{0}.example/"
feeds = ["https://{0}.example/rss.xml"]
enabled = true
"""


@dataclasses.dataclass
class Desk:
    """A corpus of invented outlets, and the rounds over it."""

    db: Database
    catalogue: Catalogue
    config: Config

    def __post_init__(self) -> None:
        self.rounds = Rounds(self.config, self.db, lambda: self.catalogue)

    def run(self, outlet: str, word: str, when: datetime, *, answered: bool | None = None, **figures: int) -> None:
        with self.db.write() as session:
            number = runs.queue(session, outlet, "schedule", when)
            runs.start(session, number, fence=1, now=when)
            outlet_state.run_started(session, outlet, number, when)
            if figures:
                runs.add(session, number, **figures)
            runs.finish(session, number, state="finished", why=word, now=when)
            outlet_state.run_closed(
                session,
                outlet,
                health=word,
                reason=f"said {word}",
                now=when,
                next_due_at=when + timedelta(days=400),
                stored=figures.get("stored", 0),
                answered=word in {"ok", "quiet"} if answered is None else answered,
            )

    def store(self, outlet: str, times: list[datetime], **values: object) -> None:
        rows = [
            {
                "outlet": outlet, "url": "", "canonical_url": "", "url_hash": f"{outlet}{when}", "headline": None,
                "standfirst": None, "body": f"نص {when}", "language": None, "authors": ["م"], "agency": None, "dateline": None,
                "section": "س", "tags": [], "published": when, "published_raw": None, "published_evidence": None,
                "published_precision": "minute", "modified": None, "image_url": "i", "image_caption": None,
                "image_credit": None, "captions": [], "removed": [], "kind": "article", "word_count": 300,
                "first_seen": when, "fetched": when, "sorted_at": when, "content_hash": str(when), "fold_version": 1,
                "fingerprint": None, "fingerprint_version": 0, "unsettled": 0, "is_copy": False, "revision": 1, "status": "live",
            } | values
            for when in times
        ]  # fmt: skip
        with self.db.write() as session:
            session.execute(insert(ArticleRow), rows)

    def look(self, when: datetime) -> dict[str, tuple[str, str]]:
        self.rounds.assess(when)
        with self.db.read() as session:
            return {name: (one.state, one.reason) for name, one in health.of_all(session).items()}

    def open(self) -> list[tuple[str, str]]:
        with self.db.read() as session:
            return [(alert.subject, alert.kind) for alert in alerts.open_alerts(session)]


@pytest.fixture
def desk(corpus_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("RASID_ALERT_HOOK", "http://127.0.0.1:9/")
    for name in "abc":
        (tmp_path / f"{name}.toml").write_text(DECLARED.format(name), encoding="utf-8")
    corpus = database.open(corpus_url)
    with corpus.write() as session:
        leases.acquire(session, liveness.SCHEDULER, "elsewhere/b/1:1:1", NOW, timedelta(days=400))
    yield Desk(corpus, Catalogue({}, files(tmp_path)), Config(data_dir=tmp_path))
    corpus.close()


def hourly(per_hour: int, days: int, until: datetime = NOW) -> list[datetime]:
    return [until - MINUTE * step for step in range(0, days * 24 * 60, 60 // per_hour)]


def test_a_busy_outlet_that_falls_silent_and_comes_back(desk: Desk) -> None:
    desk.store("a", hourly(3, 40))
    desk.run("a", "ok", NOW, stored=1)
    assert desk.look(NOW)["a"] == ("ok", "said ok")
    assert desk.look(NOW)["b"] == ("never ran", "not crawled yet")
    desk.run("a", "quiet", NOW + HOUR)
    state, said = desk.look(NOW + HOUR)["a"]
    assert state == "quiet"
    assert said == "nothing new for 60 min; at this hour of a Sunday usually 3 an hour"
    assert desk.open() == []
    for hours in range(2, 8):
        desk.run("a", "quiet", NOW + HOUR * hours)
    state, said = desk.look(NOW + HOUR * 7)["a"]
    assert state == "silent"
    assert said.startswith("nothing new for 7 h; at this hour of a Sunday usually 3 an hour; about 21 articles")
    assert desk.open() == [("outlet:a", "silent")]
    desk.store("a", [NOW + HOUR * 7])
    desk.run("a", "ok", NOW + HOUR * 7 + MINUTE, stored=1)
    assert desk.look(NOW + HOUR * 7 + 2 * MINUTE)["a"][0] == "ok"
    assert desk.look(NOW + HOUR * 7 + 15 * MINUTE)["a"][0] == "ok"
    assert desk.open() == []
    with desk.db.read() as session:
        [opened, cleared] = alerts.waiting(session)["hook"]
        assert (opened.what, cleared.what) == ("opened", "cleared")


def test_dates_that_vanish_are_a_changed_layout(desk: Desk) -> None:
    desk.store("a", hourly(3, 10, NOW - HOUR * 10))
    desk.run("a", "ok", NOW, stored=1)
    assert desk.look(NOW)["a"][0] == "ok"
    desk.store("a", hourly(3, 1, NOW)[:25], published=None, published_precision=None)
    desk.run("a", "ok", NOW + MINUTE, stored=25)
    state, said = desk.look(NOW + MINUTE)["a"]
    assert (state, said) == ("layout changed", "dates missing in 20 of the last 20 articles (usually 0 in 20)")
    assert desk.open() == [("outlet:a", "layout changed")]


@pytest.mark.parametrize("between", [1, rounds.NEWEST - 1, rounds.NEWEST + 3])
def test_runs_remembered_are_the_runs_there_are(desk: Desk, monkeypatch: pytest.MonkeyPatch, between: int) -> None:
    """However many ended since the last look, and whether or not one was still at work then."""
    monkeypatch.setattr(rounds, "RUNS", 9)
    monkeypatch.setattr(rounds.health, "POOLED", 7)
    when = NOW

    def ended(number: int) -> None:
        with desk.db.write() as session:
            runs.start(session, number, fence=1, now=when - timedelta(seconds=number))
            outlet_state.run_started(session, "a", number, when)
            runs.add(session, number, requests=1 + number % 2)
            runs.finish(session, number, state="finished", why="ok", now=when)

    for _ in range(4):
        for _ in range(between):
            when += MINUTE
            with desk.db.write() as session:
                number = runs.queue(session, "a", "schedule", when)
            ended(number)
        with desk.db.write() as session:
            at_work = runs.queue(session, "a", "api", when)
        desk.look(when)
        ended(at_work)
        desk.look(when)
        afresh = Rounds(desk.config, desk.db, lambda: desk.catalogue)
        afresh.assess(when)
        remembered, read = desk.rounds._memory["a"], afresh._memory["a"]
        assert (remembered.runs, remembered.paces) == (read.runs, read.paces)
    assert (len(read.runs), len(read.paces)) == (7, min(9, 4 * (between + 1)))


def test_a_wall_needs_two_runs_and_a_network_three(desk: Desk) -> None:
    desk.run("c", "ok", NOW)
    for number in range(3):
        when = NOW + MINUTE * number
        desk.run("a", "blocked", when)
        desk.run("b", "unreachable", when)
        desk.run("c", "ok", when + MINUTE / 2)
        found = desk.look(when + MINUTE / 2)
        assert (found["a"][0], found["b"][0]) == ("blocked", "unreachable")  # said at once; an alert is another thing
        desk.look(when + MINUTE / 2)  # a second look at the same runs is no more evidence
        expected = [[], [("outlet:a", "blocked")], [("outlet:a", "blocked"), ("outlet:b", "unreachable")]][number]
        assert desk.open() == expected, number


def test_nothing_reached_is_one_alert(desk: Desk) -> None:
    for number in range(5):
        for name in "abc":
            desk.run(name, "unreachable", NOW + MINUTE * number)
        desk.look(NOW + MINUTE * number)
    assert desk.open() == [("network", "no network")]
    for name in "abc":
        desk.run(name, "ok", NOW + 6 * MINUTE)
    desk.look(NOW + 6 * MINUTE)
    desk.look(NOW + 17 * MINUTE)
    assert desk.open() == []
    with desk.db.read() as session:
        assert [notice.what for notice in alerts.waiting(session)["hook"]] == ["opened", "cleared"]


def test_resting_keeps_the_alert_it_rests_from(desk: Desk) -> None:
    for number in range(2):
        desk.run("a", "blocked", NOW + MINUTE * number)
        desk.look(NOW + MINUTE * number)
    with desk.db.write() as session:
        outlet_state.row(session, "a").resting_until = NOW + HOUR * 20
    assert desk.look(NOW + 30 * MINUTE)["a"] == ("resting", "until 23 Nov 08:00 UTC, because it is blocked: said blocked")
    assert desk.open() == [("outlet:a", "blocked")]


def test_a_standstill_and_a_full_disk_are_alerts(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk.db.write() as session:
        liveness.began(session, NOW - HOUR, 300)
        liveness.ticked(session, NOW, 300)
    monkeypatch.setattr(liveness, "room", lambda folder: f"the disk is nearly full: {folder}")
    desk.look(NOW)
    assert sorted(desk.open()) == [("disk", "nearly full"), ("schedule", "stands still")]


def test_an_outlet_turned_off_has_no_alert(desk: Desk) -> None:
    for number in range(2):
        desk.run("a", "blocked", NOW + MINUTE * number)
        desk.look(NOW + MINUTE * number)
    with desk.db.write() as session:
        outlet_state.row(session, "a").enabled = False
    desk.look(NOW + 3 * MINUTE)
    assert desk.open() == []


def test_a_broken_file_is_an_alert_until_it_is_put_right(desk: Desk, tmp_path: Path) -> None:
    """The others are judged all the same, and no SIGHUP is needed for a file that was broken from the start."""
    (tmp_path / "b.toml").write_text(DECLARED.format("b") + 'kind = "tvv"', encoding="utf-8")
    desk.run("a", "ok", NOW)
    assert set(desk.look(NOW)) == {"a", "c"}
    assert desk.open() == [("outlet:b", "broken file")]
    with desk.db.read() as session:
        [opened] = alerts.waiting(session)["hook"]
        assert opened.reason.endswith('b.toml:9: kind: "tvv" is not one we know; did you mean tv?')
    (tmp_path / "b.toml").write_text(DECLARED.format("b"), encoding="utf-8")
    assert set(desk.look(NOW + MINUTE)) == {"a", "b", "c"}
    desk.look(NOW + 12 * MINUTE)
    assert desk.open() == []


def test_what_another_machine_left_running_is_lost_once_its_lease_has_run_out(desk: Desk) -> None:
    with desk.db.write() as session:
        liveness.began(session, NOW, 300)
        for name, begun in (("a", NOW - MINUTE), ("b", NOW + MINUTE)):
            fence = leases.acquire(session, leases.crawl_of(name), "elsewhere/b/1:2:2", begun, MINUTE * 3)
            runs.start(session, runs.queue(session, name, "schedule", begun), fence=fence or 0, now=begun)

    def states(when: datetime) -> list[str]:
        desk.look(when)
        with desk.db.read() as session:
            return [run.state for run in reversed(runs.recent(session))]

    assert states(NOW + MINUTE) == ["running", "running"]
    assert states(NOW + 6 * MINUTE) == ["lost", "running"]  # the younger one is this daemon's to close
    assert states(NOW + 3 * HOUR) == ["lost", "lost"]  # nobody closed it: the database was locked, or full


def test_old_messages_are_taken_out_once_a_day(desk: Desk) -> None:
    with desk.db.write() as session:
        for days in (400, 1):
            event = alerts.open_(session, f"outlet:{days}", "blocked", "says 403", NOW - timedelta(days=days))
            alerts.post(session, [event], ["hook"], NOW - timedelta(days=days))
        waiting = [notice.notice for notice in alerts.waiting(session)["hook"]]
        alerts.sent(session, waiting[:1], NOW - timedelta(days=400))
        alerts.sent(session, waiting[1:], NOW - timedelta(days=1))
    desk.rounds.tidy(NOW)
    assert desk.rounds._tidy_at > time.monotonic() + 86_000
    with desk.db.read() as session:
        assert session.scalars(select(AlertNotice.id)).all() == waiting[1:]
        assert alerts.last_sent(session, "hook") == NOW - timedelta(days=1)


def test_who_does_not_lead_writes_nothing(desk: Desk) -> None:
    desk.run("a", "blocked", NOW)
    with pytest.raises(LeaseLost):
        desk.rounds.assess(NOW, fence=99)
    with desk.db.read() as session:
        assert health.of_all(session) == {}
    desk.rounds.assess(NOW, fence=1)


def test_a_new_daemon_goes_on_where_the_old_one_was(desk: Desk) -> None:
    desk.store("a", hourly(3, 40, NOW - HOUR * 7))
    desk.run("a", "quiet", NOW)
    desk.look(NOW)
    assert desk.open() == [("outlet:a", "silent")]
    again = Desk(desk.db, desk.catalogue, desk.config)
    again.rounds._learning = 0
    for minute in range(30):
        again.look(NOW + MINUTE * minute)
    assert again.open() == [("outlet:a", "silent")]
    with desk.db.read() as session:
        assert len(alerts.waiting(session)["hook"]) == 1
        assert json.dumps([notice.reason for notice in alerts.waiting(session)["hook"]])
