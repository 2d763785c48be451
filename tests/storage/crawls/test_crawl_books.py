"""Runs, links, feeds, outlets: the books a crawl keeps."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from news.article import Entry
from storage.crawls import feeds, leases, links, outlet_state, runs
from storage.crawls.feeds import Validators
from storage.crawls.links import Offered
from storage.crawls.runs import Counts
from storage.database import Database
from storage.errors import NotFound
from storage.operations import checkup
from tests.storage.samples import entry

MINUTE = timedelta(minutes=1)
TTL = timedelta(seconds=60)


def test_a_run_from_queue_to_end(db: Database, now: datetime) -> None:
    with db.write() as session:
        run = runs.queue(session, "x", "manual", now)
        runs.start(session, run, fence=3, now=now + MINUTE)
        runs.add(session, run, offered=5, known=3, new=2, reasons={"feed:dns": 1})
        runs.outcome(session, run, "rejected", "not_article")
        runs.outcome(session, run, "rejected", "not_article")
        runs.outcome(session, run, "stored")
        runs.finish(
            session, run, state="finished", why="done", now=now + 2 * MINUTE, counts=Counts(requests=9, reasons={"feed:dns": 1})
        )
    with db.read() as session:
        found = runs.recent(session)[0]
    assert (found.state, found.why, found.fence, found.ended_at) == ("finished", "done", 3, now + 2 * MINUTE)
    assert (found.fetched, found.rejected, found.stored, found.requests, found.offered) == (3, 2, 1, 9, 5)
    assert found.reasons == {"feed:dns": 2, "rejected:not_article": 2}
    assert checkup.problems(db) == []


def test_runs_that_are_not_there_and_counts_that_are_none(db: Database, now: datetime) -> None:
    with pytest.raises(NotFound, match="no run 9"), db.write() as session:
        runs.start(session, 9, fence=1, now=now)
    with pytest.raises(TypeError, match="does not count state"), db.write() as session:
        runs.add(session, 9, state=1)


def test_recent_runs_newest_first(db: Database, now: datetime) -> None:
    with db.write() as session:
        numbers = [runs.queue(session, outlet, "schedule", now) for outlet in ("a", "b", "a")]
    with db.read() as session:
        assert [run.id for run in runs.recent(session)] == numbers[::-1]
        assert [run.id for run in runs.recent(session, "a", limit=1)] == [numbers[2]]


@pytest.mark.parametrize(
    ("holder", "after", "why"),
    [
        ("elsewhere/b/1:1:1", timedelta(0), None),
        ("elsewhere/b/1:1:1", TTL, "was not heard of"),
        ("here:1", timedelta(0), "is gone"),
        ("released", timedelta(0), "gave its lease back"),
        ("taken", timedelta(0), "lost its lease to another"),
        ("never", timedelta(0), "gave its lease back"),
    ],
)
def test_orphans_are_lost_with_a_reason(db: Database, now: datetime, holder: str, after: timedelta, why: str | None) -> None:
    name = leases.crawl_of("x")
    real = leases.holder_here().rsplit(":", 1)[0] + ":1" if holder == "here:1" else holder
    with db.write() as session:
        run = runs.queue(session, "x", "schedule", now)
        fence = 1 if holder == "never" else leases.acquire(session, name, real, now, TTL)
        assert fence is not None
        runs.start(session, run, fence=fence, now=now)
        if holder in {"released", "taken"}:
            leases.release(session, name, fence)
        if holder == "taken":
            leases.acquire(session, name, "other/b/1:1:1", now, TTL)
    with db.write() as session:
        assert runs.lose_orphans(session, now + after) == ([] if why is None else [run])
    with db.read() as session:
        found = runs.get(session, run)
    assert found.state == ("running" if why is None else "lost")
    assert (why or "") in found.why


def offer(db: Database, entries: list[Entry], now: datetime, outlet: str = "x") -> Offered:
    with db.write() as session:
        return links.offer(session, outlet, entries, now, None)


def take(db: Database, now: datetime, limit: int = 100) -> list[links.Waiting]:
    with db.read() as session:
        return links.take(session, "x", now, limit)


def test_an_address_is_known_once(db: Database, now: datetime) -> None:
    twin = Entry(url="https://www.example.com/news/1/", source="https://example.com/other")
    assert offer(db, [entry(1), entry(2), twin, entry(1)], now) == Offered(known=0, new=2)
    assert offer(db, [entry(2), entry(3)], now + MINUTE) == Offered(known=1, new=1)
    assert offer(db, [entry(1)], now, outlet="y") == Offered(known=0, new=1)
    assert offer(db, [], now) == Offered(known=0, new=0)
    assert [waiting.entry.url[-1] for waiting in take(db, now + MINUTE)] == ["1", "2", "3"]


def test_what_the_source_said_comes_along(db: Database, now: datetime) -> None:
    said = entry(
        1,
        headline="عنوان\x00",
        summary="ملخص",
        published=now,
        published_raw="raw",
        authors=("أ",),
        tags=("ب",),
        image="https://e.com/i",
    )
    offer(db, [said], now)
    assert take(db, now)[0].entry == entry(
        1,
        headline="عنوان",
        summary="ملخص",
        published=now,
        published_raw="raw",
        authors=("أ",),
        tags=("ب",),
        image="https://e.com/i",
    )


def test_the_newest_are_asked_for_first(db: Database, now: datetime) -> None:
    ages: list[int | None] = [5, None, 1, 9, None]
    for number, age in enumerate(ages):
        offer(db, [entry(number, published=now - age * MINUTE if age is not None else None)], now + number * MINUTE)
    order = [int(waiting.entry.url[-1]) for waiting in take(db, now + timedelta(hours=1))]
    assert order == [2, 0, 3, 1, 4]
    assert len(take(db, now + timedelta(hours=1), limit=2)) == 2


def test_settled_links_are_not_asked_for_and_failed_ones_later(db: Database, now: datetime) -> None:
    offer(db, [entry(number) for number in range(6)], now)
    ids = [waiting.id for waiting in take(db, now)]
    with db.write() as session:
        for link, state in zip(ids, ("rejected", "failed", "failed", "gone", "waiting"), strict=False):
            later = now + 15 * MINUTE if link != ids[2] else None
            links.settle(session, link, state=state, now=now, reason=f"{state}\x00", http_status=500, retry_at=later)
    assert [waiting.id for waiting in take(db, now)] == [ids[5]]
    again = take(db, now + 15 * MINUTE)
    assert [(waiting.id, waiting.attempts) for waiting in again] == [(ids[1], 1), (ids[4], 0), (ids[5], 0)]
    with db.write() as session:
        counts = links.count_by_state(session, "x")
        assert counts == {"waiting": 2, "stored": 0, "duplicate": 0, "rejected": 1, "failed": 2, "gone": 1}
        assert links.count_by_state(session) == counts
        assert sum(links.count_by_state(session, "y").values()) == 0
        assert links.ask_again(session, "x", [entry(0).url, entry(99).url], now) == 1
    assert take(db, now)[0].id == ids[0]
    assert checkup.problems(db) == []


def test_the_ladder_of_retries(now: datetime) -> None:
    pauses = [links.retry_at(attempts, now) for attempts in range(6)]
    assert pauses == [now + 15 * MINUTE, now + 60 * MINUTE, now + 360 * MINUTE, now + 1440 * MINUTE, None, None]


def test_many_addresses_at_once(db: Database, now: datetime) -> None:
    many = [entry(number) for number in range(1200)]
    assert offer(db, many, now) == Offered(known=0, new=1200)
    random.Random(1).shuffle(many)
    assert offer(db, many, now) == Offered(known=1200, new=0)


def test_feeds_are_asked_conditionally_for_a_day(db: Database, now: datetime) -> None:
    url = "https://example.com/feed"

    def asked(when: datetime) -> Validators:
        with db.read() as session:
            return feeds.validators(session, "x", url, when)

    def answer(when: datetime, status: int | None, **given: object) -> None:
        with db.write() as session:
            feeds.answered(session, "x", url, kind="feed", status=status, now=when, **given)  # type: ignore[arg-type]

    assert asked(now) == Validators()
    answer(now, 200, etag='"a"', last_modified="Sun", offered=30)
    assert asked(now + MINUTE) == Validators(etag='"a"', last_modified="Sun")
    answer(now + timedelta(hours=23), 304)
    answer(now + timedelta(hours=23), None, error="connection refused")
    assert asked(now + timedelta(hours=23)) == Validators(etag='"a"', last_modified="Sun")
    assert asked(now + timedelta(hours=24)) == Validators()
    with db.read() as session:
        row = feeds.of_outlet(session, "x")[0]
        assert (row.failures, row.error, row.offered, row.status) == (1, "connection refused", 30, None)
    answer(now + timedelta(hours=24), 200, etag='"b"', error="not a feed")
    assert asked(now + timedelta(hours=24)) == Validators()


def test_what_is_known_of_an_outlet(db: Database, now: datetime) -> None:
    with db.write() as session:
        assert outlet_state.state(session, "x") == outlet_state.State(outlet="x")
        outlet_state.run_started(session, "x", 4, now)
        closed = {"health": "unreachable", "reason": "dns", "now": now, "stored": 0, "answered": False}
        outlet_state.run_closed(session, "x", next_due_at=now + MINUTE, **closed)
        outlet_state.run_closed(session, "x", next_due_at=None, **closed)
        state = outlet_state.state(session, "x")
        assert (state.failures, state.next_due_at, state.last_run_id, state.last_success_at) == (2, now + MINUTE, 4, None)
        outlet_state.run_closed(session, "x", health="ok", reason="", now=now, next_due_at=None, stored=3)
        outlet_state.postpone(session, "x", now + 5 * MINUTE)
    with db.read() as session:
        state = outlet_state.all_states(session)["x"]
    assert (state.failures, state.last_success_at, state.last_stored_at, state.next_due_at) == (0, now, now, now + 5 * MINUTE)


def test_a_new_scheduler_gives_up_what_its_predecessor_queued_and_nothing_else(db: Database, now: datetime) -> None:
    with db.write() as session:
        orphan, asked = runs.queue(session, "x", "schedule", now), runs.queue(session, "y", "manual", now)
        assert runs.lose_orphans(session, now) == []
        assert runs.lose_orphans(session, now, queued="schedule", before=now) == []
        assert runs.lose_orphans(session, now, queued="schedule", before=now + MINUTE) == [orphan]
        orphan_too = runs.queue(session, "x", "schedule", now)
        assert runs.lose_orphans(session, now, queued="schedule") == [orphan_too]
    with db.read() as session:
        states = {run.id: run.state for run in runs.recent(session)}
    assert states == {orphan: "lost", asked: "queued", orphan_too: "lost"}
