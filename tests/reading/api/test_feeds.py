from __future__ import annotations

import html
import json
import xml.etree.ElementTree as ET
from urllib.parse import quote

import feedparser
import pytest
from starlette.testclient import TestClient

from tests.reading.conftest import article, record, sqlite_only

ATOM = "{http://www.w3.org/2005/Atom}"
FORMS = ("/feed.xml", "/feed.atom", "/feed.json")


@pytest.mark.parametrize("form", FORMS[:2])
def test_feedparser_reads_the_newest_without_complaint(here: TestClient, corpus: dict[str, int], form: str) -> None:
    answer = here.get(f"{form}?q={quote('قصف درعا')}")
    read = feedparser.parse(answer.content)
    assert not read.bozo
    assert (read.feed.title, read.feed.language) == ("راصد: قصف درعا", "ar")
    assert [entry.title for entry in read.entries] == ["قصف على درعا البلد يوقع قتلى"]
    assert read.entries[0].summary == "حصيلة أولية"
    assert read.entries[0].id.endswith(f":{corpus['report']}")
    assert any(link.rel == "self" and link.href == str(answer.url) for link in read.feed.links)
    assert "content" not in read.entries[0]


def test_the_json_feed_holds_what_version_1_1_wants(here: TestClient) -> None:
    feed = here.get("/feed.json").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert len(feed["items"]) == 4
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["url"].startswith("https://example.com/")
        assert ("content_html" in item) != ("content_text" in item)
        assert all(set(author) == {"name"} for author in item.get("authors", ()))
        assert None not in item.values()


TITLES = {
    "": ("راصد", "ar"),
    "outlet=aljazeera": ("راصد: الجزيرة نت", "ar"),
    "outlet=aljazeera,aawsat&q=درعا": ("راصد: درعا — الجزيرة نت، الشرق الأوسط", "ar"),
    "section=سوريا&tag=درعا": ("راصد: القسم: سوريا — الوسم: درعا", "ar"),
    "author=ليلى حسن&agency=الأناضول": ("راصد: الكاتب: ليلى حسن — الوكالة: الأناضول", "ar"),
    "kind=video&lang=en": ("راصد: فيديو — الإنجليزية", "en"),
    "lang=de": ("راصد: de", "de"),
    "since=7d&until=2026-11-22": ("راصد: من 7d — إلى 2026-11-22", "ar"),
    "copies=true": ("راصد: مع النسخ المكررة", "ar"),
    "q=درعا&copies=1&until=2027-01-01": ("راصد: درعا — إلى 2027-01-01 — مع النسخ المكررة", "ar"),
    "copies=false": ("راصد", "ar"),
    "q=<b>%26": ("راصد: <b>&", "ar"),
}


@pytest.mark.parametrize("query", TITLES, ids=lambda query: query or "all")
def test_a_feeds_title_says_what_it_holds_and_its_language_is_set(here: TestClient, query: str) -> None:
    rss = here.get(f"/feed.xml?{query}")
    assert "<language>" in rss.text
    for said in (feedparser.parse(rss.content).feed, ET.fromstring(here.get(f"/feed.atom?{query}").content)):
        told = (
            (said.findtext(f"{ATOM}title"), said.get("{http://www.w3.org/XML/1998/namespace}lang"))
            if isinstance(said, ET.Element)
            else (said.title_detail.value if "<" not in query else html.unescape(said.title), said.language)
        )
        assert told == TITLES[query]
    read = here.get(f"/feed.json?{query}").json()
    assert (read["title"], read["language"]) == TITLES[query]


@sqlite_only
def test_a_text_of_another_language_says_so_in_atom(here: TestClient) -> None:
    entries = ET.fromstring(here.get("/feed.atom").content).findall(f"{ATOM}entry")
    spoken = {entry.findtext(f"{ATOM}title"): entry.get("{http://www.w3.org/XML/1998/namespace}lang") for entry in entries}
    assert spoken["Flash in English"] == "en"
    assert spoken["قصف على درعا البلد يوقع قتلى"] is None, "as the feed"


@pytest.mark.parametrize("form", FORMS)
def test_the_whole_text_comes_only_when_asked_for(here: TestClient, form: str) -> None:
    assert "المستشفى الميداني" not in json.dumps(here.get(form).text, ensure_ascii=False)
    assert "المستشفى الميداني" in here.get(f"{form}?content=full").text


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_that_has_not_changed_is_not_sent_again(here: TestClient, db, form: str) -> None:
    first = here.get(form)
    for asked in ({"If-None-Match": first.headers["etag"]}, {"If-Modified-Since": first.headers["last-modified"]}):
        answer = here.get(form, headers=asked)
        assert (answer.status_code, answer.content) == (304, b"")
    assert here.get(form, headers={"If-Modified-Since": "yesterday"}).status_code == 200
    record(db, article(60, fetched=article(1).fetched.replace(year=2027)))
    for asked in ({"If-None-Match": first.headers["etag"]}, {"If-Modified-Since": first.headers["last-modified"]}):
        assert here.get(form, headers=asked).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_feed_is_one_and_stays_the_same(here: TestClient, form: str) -> None:
    one, two = here.get(f"{form}?tag=nothing"), here.get(f"{form}?tag=nothing")
    assert one.status_code == 200
    assert one.headers["etag"] == two.headers["etag"]


def test_what_a_page_smuggled_in_stays_text_in_every_feed(here: TestClient, db) -> None:
    evil = "<script>alert(1)</script>]]><img src=x onerror=alert(1)>&lt;b&gt;\u0001 \"'"
    record(db, article(70, headline=evil, body=evil, authors=(evil,), tags=(evil,), section=evil, published=article(1).fetched))
    for form in FORMS[:2]:
        answer = here.get(f"{form}?content=full&q=alert")
        ET.fromstring(answer.content)  # well-formed, and no control characters
        entry = feedparser.parse(answer.content).entries[0]
        body = entry.content[0].value
        assert "<script" not in body
        assert "onerror" not in body or "<img" not in body
    item = here.get("/feed.json?content=full&q=alert").json()["items"][0]
    assert "<script" not in item["content_html"]
    assert "<img" not in item["content_html"]


@sqlite_only
@pytest.mark.parametrize("form", FORMS)
def test_a_feed_reader_subscribes_over_loopback_and_sees_what_is_new_once(
    address: str, db, tmp_path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from reader import make_reader

    reader = make_reader(str(tmp_path / "reader.db"))
    feed = f"{address}{form}?copies=true&content=full"
    reader.add_feed(feed)
    reader.update_feeds(scheduled=False)
    assert reader.get_feed(feed).last_exception is None
    entries = list(reader.get_entries())
    assert len(entries) == 5
    report = next(entry for entry in entries if entry.title == "قصف على درعا البلد يوقع قتلى")
    assert report.link == "https://example.com/news/1"
    assert report.published is not None
    assert "المستشفى" in str(report.content)
    reader.update_feeds(scheduled=False)
    assert len(list(reader.get_entries())) == 5
    record(db, article(80, headline="خبر جديد"))
    reader.update_feeds(scheduled=False)
    assert len(list(reader.get_entries())) == 6
    reader.close()
