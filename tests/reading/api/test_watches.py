"""Watches by HTTP: kept, changed, read and ended, by those who may."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import feedparser
import pytest
from starlette.testclient import TestClient

from reading.web import tokens
from reading.web.api import watches as resource
from reading.web.app import API
from storage.database import Database
from storage.readers.watch_walk import Walker
from tests.reading.api.conftest import HERE, NOW, Make
from tests.reading.conftest import NOW as STORED
from tests.reading.conftest import SHELLING, article, record, sqlite_only

PLACE = f"{API}/watches"
WATCH = {"name": "درعا", "query": "قصف درعا", "channels": ["ops"]}
Open = Callable[..., TestClient]


@pytest.fixture
def open_(make: Make) -> Iterator[Open]:
    with ExitStack() as clients:

        def client(base: str = HERE, **settings: Any) -> TestClient:
            app = make(**settings)
            if not any(path.startswith(PLACE) for _, path, _ in tokens.rules(app)):
                app.include_router(resource.router, prefix=API)
            return clients.enter_context(TestClient(app, base_url=base, client=("127.0.0.1", 50_000)))

        yield client


@pytest.fixture
def owner(open_: Open) -> TestClient:
    return open_(http_local="crawl")


def shelling(db: Database, number: int, **values: object) -> int:
    when = STORED + timedelta(hours=3)
    return record(db, article(number, headline="قصف على درعا", body=SHELLING, fetched=when, **values), now=when)


def test_a_watch_is_kept_read_changed_and_ended(owner: TestClient, db: Database) -> None:
    answer = owner.post(PLACE, json=WATCH | {"aliases": [["قصف", "غارة"]], "filters": {"lang": "ar"}})
    assert (answer.status_code, answer.headers["location"]) == (201, f"{PLACE}/1")
    kept = answer.json()
    assert (kept["query"], kept["aliases"], kept["filters"], kept["channels"]) == (
        "قصف درعا", [["قصف", "غارة"]], {"lang": "ar"}, ["ops"],
    )  # fmt: skip
    assert owner.get(f"{PLACE}/1").json() == kept == owner.get(PLACE).json()["watches"][0]
    changed = owner.patch(f"{PLACE}/1", json={"query": "درعا", "muted_until": "2027-01-01T00:00:00+03:00"}).json()
    assert (changed["query"], changed["muted"], changed["muted_until"]) == ("درعا", True, "2026-12-31T21:00:00Z")
    assert changed["aliases"] == kept["aliases"]
    assert owner.patch(f"{PLACE}/1", json={"muted_until": None}).json()["muted"] is False
    assert owner.delete(f"{PLACE}/1").status_code == 204
    assert owner.get(f"{PLACE}/1").status_code == owner.delete(f"{PLACE}/1").status_code == 404


def test_hits_come_by_story_in_pages_and_as_a_feed(owner: TestClient, db: Database) -> None:
    owner.post(PLACE, json=WATCH)
    first = shelling(db, 1)
    shelling(db, 2, outlet="bbc-arabic")
    other = record(
        db, article(3, body="قصف آخر على ريف درعا الشرقي فجر اليوم <script>", fetched=NOW, headline="<b>قصف</b>"), now=NOW
    )
    Walker(db).walk(NOW)
    page = owner.get(f"{PLACE}/1/hits?limit=1").json()
    assert [hit["article"]["id"] for hit in page["hits"]] == [other]
    rest = owner.get(f"{PLACE}/1/hits?limit=1&cursor={page['next']}").json()
    assert ([hit["article"]["id"] for hit in rest["hits"]], rest["hits"][0]["copies"], rest["next"]) == ([first], 1, None)
    assert len(owner.get(f"{PLACE}/1/hits?copies=true").json()["hits"]) == 3
    assert (owner.get(f"{PLACE}/1").json()["stories"], owner.get(f"{PLACE}/1").json()["copies"]) == (2, 1)
    answer = owner.get(f"{PLACE}/1/feed.xml")
    read = feedparser.parse(answer.content)
    assert not read.bozo
    assert (read.feed.title, read.feed.language, len(read.entries)) == ("راصد: درعا", "ar", 2)
    again = owner.get(f"{PLACE}/1/feed.xml", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    atom = feedparser.parse(owner.get(f"{PLACE}/1/feed.atom").content)
    assert (atom.bozo, atom.version, [entry.link for entry in atom.entries]) == (
        False, "atom10", [entry.link for entry in read.entries],
    )  # fmt: skip
    feed = owner.get(f"{PLACE}/1/feed.json")
    assert feed.headers["content-type"].startswith("application/feed+json")
    assert (feed.json()["title"], feed.json()["items"][0]["title"]) == ("راصد: درعا", "<b>قصف</b>")
    assert feed.json()["language"] == "ar"
    assert owner.get(f"{PLACE}/1/feed.json", headers={"If-None-Match": feed.headers["etag"]}).status_code == 304


def test_a_watch_has_hours_of_its_own(owner: TestClient, db: Database) -> None:
    kept = owner.post(PLACE, json=WATCH | {"quiet": "23:00-7:00", "digest": "daily 08:00", "zone": "Asia/Damascus"}).json()
    assert (kept["quiet"], kept["digest"], kept["zone"]) == ("23:00-07:00", "daily 08:00", "Asia/Damascus")
    changed = owner.patch(f"{PLACE}/1", json={"digest": "hourly"}).json()
    assert (changed["quiet"], changed["digest"], changed["zone"]) == ("23:00-07:00", "hourly", "Asia/Damascus")
    changed = owner.patch(f"{PLACE}/1", json={"quiet": None, "digest": "none", "name": "درعا البلد"}).json()
    assert (changed["name"], changed["quiet"], changed["digest"], changed["zone"]) == ("درعا البلد", None, "none", None)
    assert owner.patch(f"{PLACE}/1", json={"quiet": "01:00-02:00"}).json()["zone"] == "UTC", "the operator's"
    off = owner.patch(f"{PLACE}/1", json={"muted_until": "9000-01-01T00:00:00Z"}).json()
    assert (off["muted"], off["muted_until"]) == (True, "9000-01-01T00:00:00Z")


@sqlite_only
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"query": 'قصف "درعا'}, "at letter 5"),
        ({"query": ""}, "everything would be told"),
        ({"name": " "}, "a watch has a name"),
        ({"name": "7"}, "taken for a number"),
        ({"aliases": [["بايدن"]]}, "two at least"),
        ({"filters": {"outlets": ["nowhere"]}}, "there is no 'nowhere'"),
        ({"filters": {"since": "7d"}}, "filters.since"),
        ({"filters": {"lang": "no language"}}, "filters.lang: is not a language code"),
        ({"muted_until": "9999-12-31T23:59:59-12:00"}, "muted_until"),
        ({"muted_until": "2027-01-01T00:00:00"}, "muted_until"),
        ({"query": "x\0"}, "NUL"),
        ({"channels": ["a" * 50]}, "a channel is named"),
        ({"quiet": "23-7"}, "is not HH:MM-HH:MM"),
        ({"digest": "weekly"}, "neither none nor hourly"),
        ({"digest": "hourly", "zone": "Mars/Olympus"}, "no time zone"),
        ({"other": 1}, "other"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_broken_is_refused_with_the_place(owner: TestClient, change: dict[str, Any], said: str) -> None:
    answer = owner.post(PLACE, json=WATCH | change)
    assert answer.status_code == 422, answer.text
    assert said in answer.json()["detail"]
    owner.post(PLACE, json=WATCH)
    assert owner.patch(f"{PLACE}/1", json=change).status_code == 422


@sqlite_only
def test_a_name_that_is_taken_is_a_conflict(owner: TestClient) -> None:
    owner.post(PLACE, json=WATCH)
    taken = owner.post(PLACE, json=WATCH)
    assert (taken.status_code, taken.json()["type"]) == (409, "urn:rasid:problem:conflict")
    assert taken.json()["detail"].endswith("already")
    owner.post(PLACE, json=WATCH | {"name": "آخر"})
    assert owner.patch(f"{PLACE}/2", json={"name": WATCH["name"]}).status_code == 409
    assert owner.patch(f"{PLACE}/1", json={"name": WATCH["name"]}).status_code == 200


@sqlite_only
def test_only_who_may_keeps_watches(open_: Open, key, db: Database) -> None:
    elsewhere = open_("http://news.example", http_host="0.0.0.0", http_hosts="news.example", http_rate=0.0)
    stated = {f"{methods} {path}": scope for methods, path, scope in tokens.rules(elsewhere.app) if path.startswith(PLACE)}
    assert stated == {
        f"GET {PLACE}": "read",
        f"POST {PLACE}": "crawl",
        f"GET {PLACE}/{{number}}": "read",
        f"PATCH {PLACE}/{{number}}": "crawl",
        f"DELETE {PLACE}/{{number}}": "crawl",
        f"GET {PLACE}/{{number}}/hits": "read",
        f"GET {PLACE}/{{number}}/feed.xml": "read",
        f"GET {PLACE}/{{number}}/feed.atom": "read",
        f"GET {PLACE}/{{number}}/feed.json": "read",
    }
    reader, writer = key("read"), key("crawl")
    assert elsewhere.get(PLACE).status_code == 401
    assert elsewhere.post(PLACE, json=WATCH, headers=reader).status_code == 403
    assert elsewhere.post(PLACE, json=WATCH, headers=writer).status_code == 201
    assert elsewhere.get(f"{PLACE}/1", headers=reader).status_code == 200
    assert elsewhere.delete(f"{PLACE}/1", headers=reader).status_code == 403
    for number in (0, -1, 2, 10**30):
        for end in ("", "/hits", "/feed.xml", "/feed.atom", "/feed.json"):
            assert elsewhere.get(f"{PLACE}/{number}{end}", headers=reader).status_code == 404
