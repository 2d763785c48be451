"""Lists by filters, walked down whichever index: always what looking at every article gives, in the same order, page by page."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage.corpus import articles
from storage.database import Database
from storage.searching import search, walks
from storage.searching.search import Cursor, Filters
from tests import effort
from tests.storage.samples import FETCHED, article

START = datetime(2026, 11, 1, tzinfo=UTC)
TAGS, SECTIONS, OUTLETS = ("نفط", "غاز", "ماء"), ("سياسة", "اقتصاد", None), ("one", "two", "three")
CHOICES: dict[str, tuple[Any, ...]] = {
    "outlets": ((), ("one",), ("one", "three"), ("nobody", "two")),
    "tag": (None, "نفط", "معدوم"),
    "section": (None, "سياسه"),
    "kind": (None, "video"),
    "lang": (None, "en"),
    "since": (None, START + timedelta(seconds=2, milliseconds=300)),
}


@pytest.fixture
def known(db: Database) -> tuple[Database, list[dict[str, Any]]]:
    """Many articles in few seconds: their order lies in parts of seconds that no index of names knows."""
    chance = random.Random(7)
    facts = []
    with db.write() as session:
        for number in range(60):
            fact = {
                "sorted_at": START + timedelta(milliseconds=chance.randrange(4000)),
                "outlets": chance.choice(OUTLETS),
                "tag": chance.choice(TAGS),
                "section": chance.choice(SECTIONS),
                "kind": chance.choice(("article", "video")),
                "lang": chance.choice(("ar", "ar", "en")),
            }
            value = article(
                url=f"https://example.com/{number}", outlet=fact["outlets"], tags=(fact["tag"],), section=fact["section"],
                kind=fact["kind"], language=fact["lang"], published=fact["sorted_at"],
                headline=f"خبر {number}", body=f"نص {number}",
            )  # fmt: skip
            done = articles.record(session, value, link_id=None, capture_id=None, run_id=None, now=FETCHED)
            facts.append(fact | {"id": done.article_id})
    return db, facts


def choices(seed: int) -> list[dict[str, Any]]:
    """Some of all there are, others for each seed."""
    every = [dict(zip(CHOICES, values, strict=True)) for values in itertools.product(*CHOICES.values())]
    return random.Random(seed).sample(every, effort.times(48, len(every)))


def expected(facts: list[dict[str, Any]], asked: dict[str, Any]) -> list[int]:
    def passes(fact: dict[str, Any]) -> bool:
        return (
            (not asked["outlets"] or fact["outlets"] in asked["outlets"])
            and (asked["tag"] is None or fact["tag"] == asked["tag"])
            and (asked["section"] is None or fact["section"] == "سياسة")
            and (asked["kind"] is None or fact["kind"] == asked["kind"])
            and (asked["lang"] is None or fact["lang"] == asked["lang"])
            and (asked["since"] is None or fact["sorted_at"] >= asked["since"])
        )

    return [fact["id"] for fact in sorted(facts, key=lambda fact: (fact["sorted_at"], fact["id"]), reverse=True) if passes(fact)]


def pages(db: Database, filters: Filters, limit: int, query: str | None = None) -> list[int]:
    found: list[int] = []
    after: Cursor | None = None
    with db.read() as session:
        while True:
            page, after = search.places(session, query, filters, limit, after)
            found += [cursor.id for cursor in page]
            if after is None:
                return found


@pytest.mark.parametrize("counted", [0, 5, walks.COUNTED])
def test_every_choice_of_filters(
    known: tuple[Database, list[dict[str, Any]]], counted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, facts = known
    monkeypatch.setattr(walks, "COUNTED", counted or walks.COUNTED)
    monkeypatch.setattr(walks, "MANY", 1 if counted == 0 else walks.MANY)
    for asked in choices(counted):
        assert pages(db, Filters(**asked, copies=True), 7) == expected(facts, asked), asked


@pytest.mark.parametrize("few", [-1, 5, 1000])
@pytest.mark.parametrize("query", ["خبر", "خبر -معدوم", '"نص" OR معدوم'])
def test_a_question_beside_filters(
    known: tuple[Database, list[dict[str, Any]]], query: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, facts = known
    monkeypatch.setattr(search, "FEW", dict.fromkeys(search.FEW, few))
    monkeypatch.setattr(search, "AT_ONCE", 4)
    for asked in choices(few):
        found = pages(db, Filters(**asked, copies=True), 7, query)
        assert sorted(found) == sorted(expected(facts, asked)), asked
        assert len(set(found)) == len(found)


def test_a_name_moves_with_its_article(db: Database) -> None:
    with db.write() as session:
        for hours in (1, 2):
            value = article(url=f"https://example.com/{hours}", headline=f"خبر {hours}", body=f"نص {hours}", tags=("نفط",),
                            published=START + timedelta(hours=hours))  # fmt: skip
            articles.record(session, value, link_id=None, capture_id=None, run_id=None, now=FETCHED)
    before = pages(db, Filters(tag="نفط"), 10)
    with db.write() as session:
        value = article(
            url="https://example.com/1", headline="خبر أول", body="نص آخر", tags=("نفط",), published=START + timedelta(hours=3)
        )
        articles.record(session, value, link_id=None, capture_id=None, run_id=None, now=FETCHED)
    assert pages(db, Filters(tag="نفط"), 10) == before[::-1]
