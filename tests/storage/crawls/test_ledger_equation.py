"""Every run adds up at any moment: offered = known + new; new + again = fetched + failed + unasked; fetched = its outcomes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text, update

from storage.corpus import articles
from storage.crawls import leases, links, revisits, runs
from storage.database import Database
from storage.operations import checkup
from storage.tables import Run
from tests.storage.samples import article, entry

LADDER = (600,)


def begin(db: Database, now: datetime, trigger: str = "schedule") -> int:
    with db.write() as session:
        run = runs.queue(session, "x", trigger, now)
        runs.start(session, run, fence=1, now=now)
    return run


def offer(db: Database, run: int, numbers: range, now: datetime) -> None:
    with db.write() as session:
        said = links.offer(session, "x", [entry(number) for number in numbers], now, run)
        runs.add(session, run, offered=said.known + said.new, known=said.known, new=said.new)


def store(db: Database, run: int, count: int, now: datetime) -> None:
    """Fetch and record the first so many of what waits."""
    with db.write() as session:
        for link in links.take(session, "x", now, count):
            number = link.entry.url.rsplit("/", 1)[1]
            text = f"\u0646\u0635 {number} \u0648\u062d\u062f\u0647"
            one = article(outlet="x", url=link.entry.url, headline=f"\u0631\u0642\u0645 {number}", body=text, fetched=now)
            articles.record(session, one, link_id=link.id, capture_id=None, run_id=run, now=now, ladder=LADDER)


def fail(db: Database, run: int, now: datetime, reason: str = "timeout") -> None:
    """Ask for the first of what waits, in vain."""
    with db.write() as session:
        link = links.take(session, "x", now, 1)[0]
        first = links.is_first(session, link.id, run)
        links.settle(session, link.id, state="failed", reason=reason, now=now, retry_at=now + timedelta(minutes=15), run_id=run)
        runs.outcome(session, run, "failed", reason, first=first)


def end(db: Database, run: int, now: datetime) -> Run:
    with db.write() as session:
        runs.finish(session, run, state="finished", why="", now=now)
    return told(db, run)


def told(db: Database, run: int) -> Run:
    with db.read() as session:
        found = runs.get(session, run)
    assert found.offered == found.known + found.new
    assert found.new + found.again == found.fetched + found.failed + found.unasked
    assert found.fetched == found.stored + found.revised + found.unchanged + found.duplicate + found.rejected
    return found


def test_a_run_that_comes_to_everything(db: Database, now: datetime) -> None:
    run = begin(db, now)
    offer(db, run, range(5), now)
    assert told(db, run).unasked == 5
    fail(db, run, now)
    store(db, run, 10, now)
    found = end(db, run, now)
    assert (found.new, found.fetched, found.failed, found.again, found.unasked) == (5, 4, 1, 0, 0)
    assert found.new == found.fetched + found.failed
    assert checkup.problems(db) == []


def test_killed_and_resumed(db: Database, now: datetime) -> None:
    killed = begin(db, now)
    offer(db, killed, range(5), now)
    store(db, killed, 2, now)
    with db.write() as session:
        assert runs.lose_orphans(session, now) == [killed]
    assert (told(db, killed).fetched, told(db, killed).unasked) == (2, 3)
    later = now + timedelta(hours=1)
    resumed = begin(db, later)
    offer(db, resumed, range(6), later)
    store(db, resumed, 10, later)
    found = end(db, resumed, later)
    assert (found.known, found.new, found.again, found.fetched, found.unasked) == (5, 1, 3, 4, 0)
    assert checkup.problems(db) == []


def test_a_failed_link_tried_again_by_its_own_run_and_by_the_next(db: Database, now: datetime) -> None:
    run = begin(db, now)
    offer(db, run, range(1), now)
    fail(db, run, now)
    fail(db, run, now + timedelta(minutes=16))
    found = end(db, run, now)
    assert (found.new, found.again, found.failed, found.unasked) == (1, 1, 2, 0)
    after = begin(db, now + timedelta(hours=2))
    store(db, after, 1, now + timedelta(hours=2))
    found = end(db, after, now + timedelta(hours=2))
    assert (found.new, found.again, found.fetched) == (0, 1, 1)
    assert checkup.problems(db) == []


def test_a_look_at_a_young_article(db: Database, now: datetime) -> None:
    first = begin(db, now)
    offer(db, first, range(1), now)
    store(db, first, 1, now)
    end(db, first, now)
    later = now + timedelta(minutes=11)
    run = begin(db, later)
    with db.write() as session:
        [look] = revisits.due(session, "x", later, 5)
        revisits.unmodified(session, look.id, LADDER, now=later, run_id=run)
    found = end(db, run, later)
    assert (found.new, found.again, found.fetched, found.unchanged) == (0, 1, 1, 1)
    assert checkup.problems(db) == []


def test_an_address_named_by_a_person(db: Database, now: datetime) -> None:
    for again in (0, 1):
        run = begin(db, now, "manual")
        offer(db, run, range(1), now)
        with db.write() as session:
            links.ask_again(session, "x", [entry(0).url], now)
        store(db, run, 1, now)
        found = end(db, run, now)
        assert (found.offered, found.new, found.again, found.fetched) == (1, 1 - again, again, 1)
    assert checkup.problems(db) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("known = known + 1", "offered ≠ known + new in run 1"),
        ("fetched = fetched + 1, again = again + 1", "fetched ≠ stored + revised + unchanged + duplicate + rejected in run 1"),
        ("new = new + 1, offered = offered + 1", "new + again ≠ fetched + failed + unasked in run 1"),
        ("unasked = -1, failed = failed + 1", "more asked for than there was in run 1"),
    ],
)
def test_db_check_finds_a_run_that_does_not_add_up(db: Database, now: datetime, wrong: str, said: str) -> None:
    run = begin(db, now)
    offer(db, run, range(2), now)
    store(db, run, 2, now)
    end(db, run, now)
    with db.write() as session:
        session.execute(text(f"UPDATE run SET {wrong}"))
    assert said in checkup.problems(db)


def test_a_lease_is_nothing_the_equation_needs(db: Database, now: datetime) -> None:
    """A run whose lease another took is lost as it stands; what it counted stays true."""
    run = begin(db, now)
    offer(db, run, range(3), now)
    with db.write() as session:
        fence = leases.acquire(session, leases.crawl_of("x"), "other/b/1:1:1", now, timedelta(hours=1))
        session.execute(update(Run).where(Run.id == run).values(fence=(fence or 0) + 5))
        assert runs.lose_orphans(session, now) == [run]
    assert told(db, run).unasked == 3
