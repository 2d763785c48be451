"""Known addresses of which their source says something new."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from news.article import Entry
from storage.corpus import articles, changes
from storage.crawls import links
from storage.crawls.links import Offered
from storage.database import Database
from storage.operations import checkup
from storage.tables import Revision
from tests.storage.samples import article, entry

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def offer(db: Database, said: Entry, now: datetime, **options: Any) -> Offered:
    with db.write() as session:
        return links.offer(session, "example", [said], now, None, **options)


def take(db: Database, now: datetime) -> list[links.Waiting]:
    with db.read() as session:
        return links.take(session, "example", now, 100)


def settle(db: Database, now: datetime, state: links.State = "rejected", **values: Any) -> None:
    for waiting in take(db, now):
        with db.write() as session:
            links.settle(session, waiting.id, state=state, now=now, **values)


def dated(when: datetime, precision: Any = "second", **values: Any) -> Entry:
    return entry(1, modified=when, modified_precision=precision, **values)


@pytest.mark.parametrize("state", ["rejected", "gone", "failed"])
def test_a_later_change_asks_again(db: Database, now: datetime, state: links.State) -> None:
    first = dated(now - HOUR, published=now - DAY, summary="قديم", headline="عنوان", authors=("أ",))
    offer(db, first, now)
    settle(db, now, "rejected")
    assert offer(db, first, now + MINUTE) == Offered(known=1, new=0)
    if state != "rejected":
        with db.write() as session:
            links.ask_again(session, "example", [first.url], now)
        settle(db, now, state)
    later = dated(now + MINUTE, summary="جديد", headline=None)
    assert offer(db, later, now + 2 * MINUTE) == Offered(known=1, new=0, changed=1)
    again = take(db, now + 2 * MINUTE)[0]
    # what is said now is for the fetch; what is not said now stays
    assert again.entry == replace(first, summary="جديد", modified=now + MINUTE)
    assert again.attempts == 0
    settle(db, now + 3 * MINUTE)
    assert offer(db, later, now + 4 * MINUTE) == Offered(known=1, new=0)
    assert checkup.problems(db) == []


@pytest.mark.parametrize(
    ("modified", "precision", "counts"),
    [
        (0 * HOUR, "second", True),  # printed without the part of the second in which we fetched
        (-2 * SECOND, "second", False),
        (-30 * SECOND, "minute", True),
        (-2 * MINUTE, "minute", False),
        (DAY - 9 * HOUR, "day", True),  # fetched at 9:00
        (-9 * HOUR, "day", False),
    ],
    ids=["same second", "before", "same minute", "minutes before", "next day", "same day"],
)
def test_precision_counts(db: Database, now: datetime, modified: timedelta, precision: str, *, counts: bool) -> None:
    offer(db, entry(1), now)
    settle(db, now)
    assert offer(db, dated(now + modified, precision), now + DAY).changed == counts


def test_a_wrong_clock_asks_for_nothing_twice(db: Database, now: datetime) -> None:
    """A time in the outlet's zone called UTC lies hours ahead: only that it grows says that something changed."""
    offer(db, dated(now + 3 * HOUR), now)
    settle(db, now)
    assert offer(db, dated(now + 3 * HOUR), now + MINUTE).changed == 0
    assert offer(db, dated(now + 3 * HOUR + SECOND), now + MINUTE).changed == 1


def test_a_headline_is_compared_with_the_same_sources(db: Database, now: datetime) -> None:
    feed, other = entry(1, headline="عنوان"), replace(entry(1, headline="عنوان آخر"), source="https://example.com/map")
    offer(db, feed, now)
    settle(db, now)
    for _ in range(3):
        assert offer(db, other, now).changed == offer(db, feed, now).changed == 0
    assert offer(db, replace(other, headline="عنوان محدّث"), now).changed == 1
    settle(db, now)
    assert offer(db, feed, now).changed == 0
    assert offer(db, replace(feed, headline=None), now).changed == 0
    section = replace(entry(1, headline="المزيد"), source="https://example.com/")
    assert offer(db, section, now, titled=False).changed == 0
    assert offer(db, replace(section, headline="منذ دقيقة"), now, titled=False).changed == 0


def test_what_waits_anyway_is_not_counted_as_changed(db: Database, now: datetime) -> None:
    offer(db, entry(1, headline="أول"), now)
    assert offer(db, entry(1, headline="ثان"), now) == Offered(known=1, new=0)
    settle(db, now, "failed", retry_at=now + MINUTE)
    assert offer(db, entry(1, headline="ثالث"), now) == Offered(known=1, new=0)
    settle(db, now + MINUTE)
    assert offer(db, entry(1, headline="ثالث"), now + MINUTE) == Offered(known=1, new=0)


def test_a_pause_between_and_a_bound_on_all(db: Database, now: datetime) -> None:
    """A source that calls its page changed at every look."""
    offer(db, dated(now), now)
    settle(db, now)
    asked = []
    for minute in (minute for minute in range(1, 600) if minute % 10 in {0, 1, 2}):
        when = now + minute * MINUTE
        offer(db, dated(when), when)
        if take(db, when):
            asked.append(when)
            settle(db, when)
    assert len(asked) == changes.MOST
    assert asked[0] == now + MINUTE
    assert {later - earlier for earlier, later in pairwise(asked)} == {changes.PAUSE}


def test_a_change_within_the_pause_is_not_forgotten(db: Database, now: datetime) -> None:
    for turn in range(3):
        offer(db, entry(1, headline=f"عنوان {turn}"), now + turn * MINUTE)
        settle(db, now + turn * MINUTE)
    # the second edit came a minute after the first was fetched; the source now says «not modified»
    assert take(db, now + 3 * MINUTE) == []
    assert [waiting.entry.headline for waiting in take(db, now + MINUTE + changes.PAUSE)] == ["عنوان 2"]


def stored(db: Database, now: datetime, url: str, **values: Any) -> tuple[int, int]:
    """(article, link)"""
    with db.write() as session:
        links.offer(session, "example", [Entry(url=url)], now, None)
        link = links.take(session, "example", now, 1)[0].id
        found = articles.record(session, article(url=url, **values), link_id=link, capture_id=None, run_id=None, now=now)
        return found.article_id, link


def test_a_page_that_is_gone_marks_its_article_once(db: Database, now: datetime) -> None:
    number, link = stored(db, now, "https://example.com/a/1")
    with db.write() as session:
        assert articles.gone_at(session, link, "https://example.com/a/2", now=now) is None
        assert articles.gone_at(session, link, "https://www.example.com/a/1", now=now) == number
        assert articles.gone_at(session, link, "https://example.com/a/1", now=now) is None
        assert articles.get(session, number).status == "gone"


def test_a_second_address_that_is_gone_takes_no_article_along(db: Database, now: datetime) -> None:
    number, _ = stored(db, now, "https://example.com/a/1")
    copy, second = stored(db, now, "https://example.com/a/2")
    assert copy == number
    with db.write() as session:
        assert articles.gone_at(session, second, "https://example.com/a/2", now=now) is None
        assert articles.get(session, number).status == "live"


def test_what_is_gone_is_looked_for_again_where_a_source_still_names_it(db: Database, now: datetime) -> None:
    number, link = stored(db, now, "https://example.com/a/1")
    said = Entry(url="https://example.com/a/1")
    with db.write() as session:
        articles.gone_at(session, link, said.url, now=now)
        links.settle(session, link, state="gone", reason="404", now=now)
    assert offer(db, said, now + HOUR).changed == 0
    assert offer(db, said, now + changes.GONE_FOR).changed == 1
    with db.write() as session:
        again = articles.record(session, article(url=said.url), link_id=link, capture_id=None, run_id=None, now=now + DAY)
        assert (again.verdict, again.article_id) == ("revised", number)
        assert [row.kind for row in session.query(Revision).order_by(Revision.number)] == ["gone", "back"]
        assert articles.get(session, number).status == "live"
    assert checkup.problems(db) == []


def test_addresses_that_never_were_articles_stay_gone(db: Database, now: datetime) -> None:
    offer(db, entry(1), now)
    settle(db, now, "gone")
    assert offer(db, entry(1), now + 9 * DAY).changed == 0


def test_a_page_that_never_rests_is_asked_for_ever_less(db: Database, now: datetime) -> None:
    _, link = stored(db, now, "https://example.com/news/1", fetched=now)
    asked = []
    for minute in (minute for minute in range(1, 2000) if minute < 60 or minute % 20 in {0, 1, 19}):
        when = now + minute * MINUTE
        offer(db, dated(when), when)
        if take(db, when):
            asked.append(minute)
            with db.write() as session:
                changed = article(url="https://example.com/news/1", body=f"نص العداد {minute}", fetched=when)
                articles.record(session, changed, link_id=link, capture_id=None, run_id=None, now=when)
    pauses = [later - earlier for earlier, later in pairwise(asked)]
    assert pauses[:2] == [10, 10]
    assert pauses[2:7] == [20, 40, 80, 160, 320]
    assert set(pauses[7:]) == {360}
    with db.read() as session:
        assert articles.get(session, 1).article.body == f"نص العداد {asked[-1]}"
    assert checkup.problems(db) == []
