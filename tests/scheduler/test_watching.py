"""Hits on their way: from an article that is stored to the receiver of a channel, once, at night too late, through the daemon."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from scheduler import watching
from scheduler.channels import Channel
from scheduler.watching import Watching
from storage import database
from storage.config import Config
from storage.corpus import articles
from storage.database import Database
from storage.readers import watch_notices, watch_telling, watches
from storage.readers.watch_notices import Told
from storage.readers.watch_questions import Wish
from storage.searching.search import Filters
from storage.tables import WatchNotice
from tests.scheduler.conftest import Bench, wait_for
from tests.scheduler.test_delivery import SECRET, Receiver, receiver
from tests.storage.samples import OTHER, WIRE, article

__all__ = ["receiver"]
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def db(corpus_url: str) -> Iterator[Database]:
    corpus = database.open(corpus_url)
    yield corpus
    corpus.close()


def keep(db: Database, name: str, query: str, *channels: str) -> int:
    with db.write() as session:
        return watches.add(session, name, Wish(query=query, filters=Filters(copies=True)), channels, datetime.now(UTC)).id


def record(db: Database, number: int, body: str, **values: object) -> None:
    now = datetime.now(UTC)
    one = replace(article(url=f"https://example.com/{number}", body=body), fetched=now, **values)  # type: ignore[arg-type]
    with db.write() as session:
        articles.record(session, one, link_id=None, capture_id=None, run_id=None, now=now)


def states(db: Database) -> list[tuple[str, str, str | None]]:
    with db.read() as session:
        rows = session.scalars(select(WatchNotice).order_by(WatchNotice.id)).all()
        return [(row.channel, row.state, row.error) for row in rows]


def made(db: Database, config: Config | None = None, **channels: str) -> Watching:
    there = Watching(config or Config(), db)
    known = {name: Channel(name=name, url=url, secret=SECRET) for name, url in channels.items()}
    there._outbox._load = lambda: setattr(there._outbox, "_channels", known)  # type: ignore[method-assign]
    return there


async def look(there: Watching) -> None:
    await there.look()
    assert there._delivering is not None
    await there._delivering


def test_a_hit_is_told_once_through_its_channel(db: Database, receiver: Receiver) -> None:
    keep(db, "حدود", "ترسيم الحدود", "hook", "gone")
    record(db, 1, WIRE, headline="لبنان:\nاستئناف")
    record(db, 2, WIRE, headline="لبنان:\nاستئناف", outlet="two")
    record(db, 3, OTHER, headline="الحصبة")
    there = made(db, hook=f"http://{receiver.url}/hits")
    asyncio.run(look(there))
    asyncio.run(look(there))
    assert len(receiver.got) == 1
    _, headers, body = receiver.got[0]
    said = json.loads(body)
    assert said["title"] == "Rasid: حدود: لبنان: استئناف"
    assert [(hit["name"], hit["url"], hit["copies"]) for hit in said["hits"]] == [("حدود", "https://example.com/1", 1)]
    assert headers["rasid-delivery"] == said["delivery"]
    assert "rasid-signature" in headers
    assert states(db) == [("hook", "sent", None), ("gone", "dropped", "no such channel any more")]
    with db.read() as session:
        assert watches.tallies(session)[1].troubles == ("gone: no such channel any more",)


@sqlite_only
def test_quiet_hours_hold_back_and_a_dead_channel_is_tried_again(db: Database, receiver: Receiver) -> None:
    keep(db, "حدود", "ترسيم الحدود", "hook", "dead")
    record(db, 1, WIRE)
    now = datetime.now(UTC)
    night = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M}"
    quiet = made(db, Config(alerts_quiet=night), hook=f"http://{receiver.url}/", dead="http://127.0.0.1:9/x")
    asyncio.run(look(quiet))
    assert (receiver.got, {state for _, state, _ in states(db)}) == ([], {"waiting"})
    asyncio.run(look(made(db, hook=f"http://{receiver.url}/", dead="http://127.0.0.1:9/x")))
    assert [state for _, state, _ in states(db)] == ["sent", "waiting"]
    with db.read() as session:
        [waiting] = watch_notices.waiting(session, now + timedelta(minutes=1))["dead"]
        assert (waiting.attempts, waiting.not_before > now) == (1, True)


@sqlite_only
def test_what_comes_soon_after_a_message_comes_together(db: Database, receiver: Receiver) -> None:
    keep(db, "حدود", "ترسيم الحدود", "hook")
    there = made(db, hook=f"http://{receiver.url}/")
    for number, body in enumerate((WIRE, OTHER, OTHER[:200])):
        record(db, number, body, headline=f"ترسيم الحدود البرية في قضية رقم {number} {'أخرى ' * number}")
        asyncio.run(look(there))
    assert [state for _, state, _ in states(db)] == ["sent", "waiting", "waiting"]
    with db.write() as session:
        session.query(WatchNotice).where(WatchNotice.state == "sent").update({"sent_at": datetime.now(UTC) - watching.PAUSE})
    asyncio.run(look(there))
    assert [len(json.loads(body)["hits"]) for _, _, body in receiver.got] == [1, 2]


class Clock:
    """Stands where it is put."""

    def __init__(self, written: str) -> None:
        self.put(written)

    def put(self, written: str) -> None:
        self.now = datetime.fromisoformat(written).replace(tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def at_work(db: Database, receiver: Receiver, clock: Clock, config: Config | None = None) -> Watching:
    there = Watching(config or Config(), db, clock)
    known = {"hook": Channel(name="hook", url=f"http://{receiver.url}/", secret=SECRET)}
    there._outbox._load = lambda: setattr(there._outbox, "_channels", known)  # type: ignore[method-assign]
    return there


def comes(db: Database, clock: Clock, number: int, about: str) -> None:
    body = f"{about} {number} {(WIRE, OTHER, OTHER[:200], WIRE[:150])[number % 4]}"
    one = replace(article(url=f"https://example.com/{number}", headline=f"{about} {number}", body=body), fetched=clock.now)
    with db.write() as session:
        articles.record(session, one, link_id=None, capture_id=None, run_id=None, now=clock.now)


def watch(db: Database, clock: Clock, name: str, quiet: str | None, digest: str | None, zone: str = "Europe/Berlin") -> None:
    wish = Wish(query=name, filters=Filters(copies=True))
    with db.write() as session:
        watches.add(session, name, wish, ("hook",), clock.now, watch_telling.telling(quiet, digest, zone))


def bodies(receiver: Receiver) -> list[list[str]]:
    return [sorted(hit["name"] for hit in json.loads(body)["hits"]) for _, _, body in receiver.got]


def test_a_watchs_quiet_hours_hold_back_and_tell_together_afterwards(db: Database, receiver: Receiver) -> None:
    """Over the night in which Berlin's clocks go forward: seven o'clock comes an hour earlier."""
    clock = Clock("2026-03-28T21:30")
    watch(db, clock, "زلزال", "23:00-07:00", None)
    watch(db, clock, "فيضان", None, None)
    there = at_work(db, receiver, clock)
    for number, (moment, about) in enumerate(
        (("2026-03-28T23:00", "زلزال"), ("2026-03-29T00:30", "زلزال"), ("2026-03-29T03:00", "فيضان"))
    ):
        clock.put(moment)
        comes(db, clock, number, about)
        asyncio.run(look(there))
    assert bodies(receiver) == [["فيضان"]], "the other watch has no hours of its own"
    clock.put("2026-03-29T04:59")
    asyncio.run(look(there))
    assert len(receiver.got) == 1
    clock.put("2026-03-29T05:00")
    asyncio.run(look(there))
    asyncio.run(look(there))
    assert bodies(receiver) == [["فيضان"], ["زلزال", "زلزال"]]


@sqlite_only
def test_a_daily_digest_comes_once_a_day_on_either_side_of_a_change_of_clocks(db: Database, receiver: Receiver) -> None:
    clock = Clock("2026-10-24T05:00")
    watch(db, clock, "زلزال", None, "daily 08:00")
    there = at_work(db, receiver, clock)
    told_at = []
    for number, hours in enumerate(range(60)):
        clock.now = datetime(2026, 10, 24, 5, tzinfo=UTC) + timedelta(hours=hours)
        if hours % 7 == 1:
            comes(db, clock, number, "زلزال")
        before = len(receiver.got)
        asyncio.run(look(there))
        told_at += [f"{clock.now:%d %H}"] * (len(receiver.got) - before)
    assert told_at == ["24 06", "25 07", "26 07"]
    assert sum(map(len, bodies(receiver))) == 8


@sqlite_only
def test_an_hourly_digest_waits_for_the_hour_and_for_the_operators_night(db: Database, receiver: Receiver) -> None:
    clock = Clock("2026-11-22T20:10")
    watch(db, clock, "زلزال", None, "hourly", "UTC")
    watch(db, clock, "فيضان", "none", "none")
    there = at_work(db, receiver, clock, Config(alerts_quiet="21:00-06:00", alerts_digest=90))
    moments = ("20:15", "20:59", "21:00", "22:30")
    for number, moment in enumerate(moments):
        clock.put(f"2026-11-22T{moment}")
        comes(db, clock, number, "زلزال" if number % 2 == 0 else "فيضان")
        asyncio.run(look(there))
    assert bodies(receiver) == [["فيضان"], ["فيضان"]], "its own word, at night too, and no digest of the operator's"
    clock.put("2026-11-23T06:00")
    asyncio.run(look(there))
    assert bodies(receiver)[2] == ["زلزال", "زلزال"]


@sqlite_only
def test_what_is_held_keeps_nobody_else_waiting(db: Database, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_notices, "MOST", 2)
    clock = Clock("2026-11-22T09:10")
    watch(db, clock, "زلزال", None, "daily 08:00")
    watch(db, clock, "فيضان", None, None)
    for number in range(5):
        comes(db, clock, number, "زلزال" if number < 4 else "فيضان")
    there = at_work(db, receiver, clock)
    asyncio.run(look(there))
    assert bodies(receiver) == [["فيضان"]]


def told(number: int, name: str, headline: str | None = "عنوان") -> Told:
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    return Told(
        notice=number, attempts=0, not_before=at, subject="watch:1", at=at, watch=1, name=name, article=number, outlet="example",
        headline=headline, url=f"https://example.com/{number}", published=None, first_seen=at, copies=0,
    )  # fmt: skip


def test_many_hits_are_one_message_watch_by_watch() -> None:
    message = watching.compose([told(1, "ب"), told(2, "أ"), told(3, "ب", None), *(told(number, "ج") for number in range(4, 60))])
    assert message.title == "Rasid: 59 hits: ج (56)، ب (2)، أ (1)"
    lines = message.text.splitlines()
    assert lines[0] == "أ: عنوان (example, 22 Nov 09:00 UTC) https://example.com/2"
    assert lines[2].startswith("ب: https://example.com/3 (")
    assert lines[-1] == "… and 19 more; `rasid watch show NAME` shows all"
    assert len(message.notices) == len(message.data["hits"]) == 59
    assert watching.compose([told(1, "ب")]).delivery != message.delivery


@sqlite_only
def test_the_daemon_tells_what_its_crawls_store(bench: Bench, receiver: Receiver) -> None:
    outlet = next(iter(bench.room.sites))
    assert bench.rasid("watch", "add", "all of it", "--outlet", outlet, "--channel", "hook").returncode == 0
    bench.environment["RASID_ALERT_HOOK"] = f"http://{receiver.url}/hits"
    bench.daemon()
    assert wait_for(lambda: bool(receiver.got), 90), bench.log()
    assert {hit["outlet"] for hit in json.loads(receiver.got[0][2])["hits"]} == {outlet}


@sqlite_only
def test_a_machine_without_a_daemon_sends_by_a_command(bench: Bench, receiver: Receiver) -> None:
    outlet = next(iter(bench.room.sites))
    assert bench.rasid("watch", "add", "all of it", "--outlet", outlet, "--channel", "hook").returncode == 0
    crawled = bench.rasid("crawl", outlet)
    assert crawled.returncode == 0, crawled.stderr
    assert bench.sql("SELECT count(*) FROM watch_notice WHERE state = 'waiting'") > 0
    bench.environment["RASID_ALERT_HOOK"] = f"http://{receiver.url}/hits"
    sent = bench.rasid("alerts", "send")
    assert sent.returncode == 0, sent.stderr
    assert bench.sql("SELECT count(*) FROM watch_notice WHERE state = 'waiting'") == 0
    assert len(json.loads(receiver.got[0][2])["hits"]) == bench.sql("SELECT count(*) FROM watch_hit WHERE copy_of IS NULL")
