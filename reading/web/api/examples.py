"""What answers look like: invented, but made by what makes the answers where that can be. For the OpenAPI."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest

from news.article import Article, Image, Removed, article_json, isotime
from reading.exports import lines, sheets, syndication
from reading.exports.form import Counted, Form
from reading.web.api import export, feeds, runs
from reading.web.api.instruments import Readings
from storage.operations.measures import Measures
from storage.searching.selection import Cursor

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TEXT = (
    "سقطت قذائف على أطراف درعا البلد فجر الأحد، وقال سكان إن القصف دام نحو ساعة.\n\n"
    "وأفاد مصدر طبي بأن المستشفى الوطني استقبل سبعة جرحى، بينهم طفلان.\n\n"
    "وأغلقت المدارس في الحي أبوابها حتى إشعار آخر."
)
CORPUS = "5c0ffee5eed1"
HOME = "https://rasid.example/"
TITLE = "راصد: قصف درعا"


def _article(number: int, outlet: str, published: datetime, *, size: int = 2, **values: Any) -> dict[str, Any]:
    url = f"https://{outlet}.example/news/{number}"
    one = Article(outlet=outlet, url=url, canonical_url=url, body=TEXT, language="ar", published=published, fetched=NOW,
                  published_precision="minute", published_evidence="meta", **values)  # fmt: skip
    place = {"id": 3, "size": size, "lead": 17, "similarity": 1.0}
    capture = {"file": f"2026-11/{outlet}-{published:%Y%m%dT%H%M%SZ}-00000409.warc.gz", "offset": 48_213 + number}
    stored = {
        "id": number,
        "first_seen": isotime(published + timedelta(minutes=4)),
        "cluster": place,
        "revision": 1,
        "revisions": 1,
        "status": "live",
    }
    return article_json(one) | stored | {"capture": capture}


ARTICLE = _article(
    17, "awraq", NOW - timedelta(hours=3), headline="قصف على درعا البلد يوقع سبعة جرحى",
    standfirst="المدارس أغلقت أبوابها في الحي", authors=("سلمى العلي",), agency="وكالة الأفق", dateline="درعا", section="سوريا",
    tags=("درعا", "قصف"), published_raw="٢٢ تشرين الثاني ٢٠٢٦ 08:30",
    image=Image(url="https://awraq.example/images/17.jpg", caption="شارع في درعا البلد", credit="وكالة الأفق"),
    removed=(Removed(text="تابعنا على فيسبوك", reason="furniture:follow"),),
)  # fmt: skip
COPY = _article(21, "midan", NOW - timedelta(hours=2), headline="سبعة جرحى في قصف على درعا", agency="وكالة الأفق")


def _marked(text: str, *words: str) -> list[list[int]]:
    return sorted([text.index(word), text.index(word) + len(word)] for word in words)


FIRST = TEXT.partition("\n\n")[0]
FOUND = ARTICLE | {
    "snippet": {"text": FIRST, "marks": _marked(FIRST, "درعا", "القصف")},
    "headline_marks": _marked(ARTICLE["headline"], "قصف", "درعا"),
}
STATES = [
    {"revision": 1, "kind": None, "since": ARTICLE["first_seen"], "fetched": "2026-11-22T07:10:00Z"},
    {"revision": 2, "kind": "headline", "since": "2026-11-22T08:05:00Z", "fetched": ARTICLE["fetched"]},
]
CHANGED = ARTICLE | {"revision": 2, "revisions": 2}
OUTLET = {
    "id": "awraq",
    "name_ar": "أوراق اليوم",
    "name_en": "Awraq Today",
    "country": "SY",
    "home": "https://awraq.example/",
    "kind": "newspaper",
    "languages": ["ar"],
    "enabled": True,
    "health": "ok",
    "reason": "4 new of 20 offered, 3 stored",
    "since": "2026-11-19T06:00:00Z",
    "last_run": 412,
    "last_success": "2026-11-22T09:20:11Z",
    "last_article": "2026-11-22T09:20:14Z",
    "next_due": "2026-11-22T09:35:00Z",
    "plan": "every 15 min, as declared",
    "resting_until": None,
    "waiting": 0,
}
RUN = {
    "id": 412,
    "outlet": "awraq",
    "trigger": "schedule",
    "state": "finished",
    "why": "",
    "queued_at": "2026-11-22T09:20:05Z",
    "started_at": "2026-11-22T09:20:06Z",
    "ended_at": "2026-11-22T09:20:15Z",
    "duration": 9.0,
    "host": "monitor",
    "pid": 20_417,
    "requests": 5,
    "not_modified": 1,
    "offered": 20,
    "known": 16,
    "new": 4,
    "again": 0,
    "fetched": 4,
    "stored": 3,
    "revised": 0,
    "unchanged": 0,
    "duplicate": 0,
    "rejected": 1,
    "failed": 0,
    "unasked": 0,
    "reasons": {"rejected:not_article": 1},
}
WATCH = {
    "id": 1,
    "name": "قصف درعا",
    "query": "قصف درعا",
    "filters": {"outlets": ["awraq", "midan"]},
    "aliases": [["درعا", "حوران"]],
    "channels": ["ops"],
    "muted": False,
    "muted_until": None,
    "quiet": "23:00-07:00",
    "digest": None,
    "zone": "Asia/Damascus",
    "created": "2026-11-20T12:00:00Z",
    "asked_since": "2026-11-20T12:00:00Z",
    "stories": 1,
    "copies": 1,
    "last_hit": COPY["first_seen"],
    "faults": [],
}
BRIEF = ("id", "outlet", "url", "canonical_url", "headline", "published", "first_seen", "agency", "section", "language", "status")
HIT = {"id": 8, "at": ARTICLE["first_seen"], "copy_of": None, "copies": 1, "article": {name: ARTICLE[name] for name in BRIEF}}
STARTED = {"id": 413, "state": "queued", "location": "/api/v1/runs/413", "events": "/api/v1/runs/413/events"}
STORY = {
    "id": 3,
    "size": 2,
    "lead": 17,
    "outlets": 2,
    "first": 17,
    "first_outlet": "awraq",
    "first_at": ARTICLE["published"],
    "agency": "وكالة الأفق",
    "articles": [ARTICLE | {"delay": 0.0}, COPY | {"delay": 3600.0}],
}
BY_SCHEMA: dict[str, Any] = {
    "Article": ARTICLE,
    "Articles": {"articles": [ARTICLE], "next": str(Cursor(sorted_at=NOW - timedelta(hours=3), id=17))},
    "FoundArticles": {"articles": [FOUND], "next": None},
    "Whole": CHANGED | {"history": STATES},
    "Revisions": {"id": 17, "revisions": STATES},
    "Story": STORY,
    "Outlet": OUTLET,
    "Outlets": {"outlets": [OUTLET], "broken": []},
    "Run": RUN,
    "Runs": {"runs": [RUN], "next": "412"},
    "Started": STARTED,
    "Watch": WATCH,
    "Watches": {"watches": [WATCH]},
    "WatchHits": {"hits": [HIT], "next": None},
    "Health": {"status": "ok"},
}
"""By the name of the answer's shape."""


def _written(form: Callable[[Counted], Form[Any]]) -> str:
    out = io.BytesIO()
    made = form(Counted(out))
    made.write([ARTICLE, COPY])
    made.close()
    return out.getvalue().decode()


def _rss(out: Counted) -> syndication.Rss:
    return syndication.Rss(
        out, corpus=CORPUS, title=TITLE, home=HOME, here=f"{HOME}feed.xml", updated=NOW, full=False, language="ar"
    )


def _atom(out: Counted) -> syndication.Atom:
    return syndication.Atom(
        out, corpus=CORPUS, title=TITLE, home=HOME, here=f"{HOME}feed.atom", updated=NOW, full=False, language="ar"
    )


def _json_feed() -> dict[str, Any]:
    items = [feeds.item(CORPUS, row, full=False) for row in (ARTICLE, COPY)]
    return feeds.document(title=TITLE, language="ar", home=HOME, here=f"{HOME}feed.json", items=items)


def _events() -> str:
    running = RUN | {"state": "running", "ended_at": None, "duration": None}
    return b"".join([runs.event("run", running), runs.event("run", RUN), runs.event("end", RUN)]).decode()


def _figures() -> str:
    taken = Measures(
        runs={"finished": 411, "failed": 1}, outcomes={("awraq", "stored"): 1204, ("awraq", "rejected"): 31},
        reasons={"rejected:not_article": 4}, last_success={"awraq": NOW - timedelta(minutes=9)}, delays=[95.0, 240.0, 610.0],
        frontier={"awraq": 2}, oldest_waiting={"awraq": NOW - timedelta(minutes=1)}, articles=1204, database_bytes=48_234_496,
        alerts={},
    )  # fmt: skip
    registry = CollectorRegistry()
    registry.register(Readings(taken, NOW, alive=True, enabled={"awraq"}, broken=0))
    return bytes(generate_latest(registry)).decode()


BY_KIND: dict[str, Callable[[], Any]] = {
    feeds.RSS: lambda: _written(_rss),
    feeds.ATOM: lambda: _written(_atom),
    feeds.JSON_FEED: _json_feed,
    export.KINDS["jsonl"]: lambda: _written(lines.Lines),
    export.KINDS["csv"].partition(";")[0]: lambda: _written(sheets.Sheet),
    "text/event-stream": _events,
    "text/plain": _figures,
}
"""By the media type of the answer, for what has no shape of ours."""


def of(kind: str, schema: str) -> Any:
    """The example of an answer of this media type and shape, as JSON has it. Raises KeyError where there is none."""
    made = BY_SCHEMA[schema] if kind == "application/json" else BY_KIND[kind]()
    return orjson.loads(orjson.dumps(made))
