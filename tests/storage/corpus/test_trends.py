"""Counts over time: each article in its period, under its name, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from news.article import Article
from storage.corpus import articles, trends
from storage.database import Database
from storage.searching import search
from storage.searching.search import Filters

DAY = datetime(2026, 11, 20, tzinfo=UTC)
EDGES = [DAY + timedelta(days=step) for step in range(4)]


def put(db: Database, number: int, hours: float, outlet: str, **values: object) -> None:
    url = f"https://example.com/{number}"
    when = DAY + timedelta(hours=hours)
    given: dict[str, object] = {
        "outlet": outlet, "url": url, "canonical_url": url, "headline": f"خبر {number}", "body": f"متن {number} وحده.",
        "fetched": when + timedelta(minutes=1), "published": when, "published_precision": "minute",
    }  # fmt: skip
    with db.write() as session:
        articles.record(
            session, Article(**(given | values)), link_id=None, capture_id=None, run_id=None, now=when + timedelta(minutes=1)
        )  # type: ignore[arg-type]


@pytest.fixture
def filled(db: Database) -> Database:
    put(db, 1, -0.1, "a")  # before the first edge
    put(db, 2, 0, "a", section="سياسة")  # on it: inside
    put(db, 3, 23.99, "a", section="سياسة", headline="قصف على البلدة")
    put(db, 4, 24, "b", section="رياضة", body="لا ذكر إلا للقصف هنا.")
    put(db, 5, 71.9, "b")
    put(db, 6, 72, "b")  # on the last edge: outside
    return db


@pytest.mark.parametrize(
    ("by", "query", "filters", "expected"),
    [
        ("outlet", None, Filters(), {"a": [2, 0, 0], "b": [0, 1, 1]}),
        ("section", None, Filters(), {"سياسة": [2, 0, 0], "رياضة": [0, 1, 0], "": [0, 0, 1]}),
        ("agency", None, Filters(), {"": [2, 1, 1]}),
        (None, None, Filters(), {"": [2, 1, 1]}),
        (None, "قصف", Filters(), {"": [1, 1, 0]}),
        ("outlet", None, Filters(outlets=("b",)), {"b": [0, 1, 1]}),
        ("outlet", None, Filters(since=DAY + timedelta(days=9)), {"a": [2, 0, 0], "b": [0, 1, 1]}),
    ],
)
def test_counts(
    filled: Database, by: trends.By | None, query: str | None, filters: Filters, expected: dict[str, list[int]]
) -> None:
    asked = search.parse(query) if query else None
    with filled.read() as session:
        assert trends.counts(session, EDGES, asked, filters, by) == expected


def test_one_period(filled: Database) -> None:
    with filled.read() as session:
        assert trends.counts(session, [EDGES[0], EDGES[3]], None, Filters(), None) == {"": [4]}
