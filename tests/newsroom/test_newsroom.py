"""The newsroom's server and desk: it keeps the rules it is used to test."""

from __future__ import annotations

import gzip
import http.client
import io
import json
import re
import time
from datetime import timedelta
from email.utils import format_datetime
from urllib.parse import quote

import feedparser
import pytest
from lxml import etree

from tests.newsroom.client import NOW, ask
from tests.newsroom.profiles import PROFILES, Profile
from tests.newsroom.room import Newsroom


def test_every_article_is_served_at_its_address(room: Newsroom) -> None:
    found = room.articles()
    assert len(found) == 72
    assert len({item.url for item in found}) == 72
    for item in found:
        profile = room.profile(item.outlet)
        assert re.search(profile.article_url, item.target)
        answer = ask(room, item.url)
        assert answer.status == 200
        assert item.headline.encode(profile.encoding) in answer.body


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.feed)
def test_feeds_name_every_article(room: Newsroom, profile: Profile) -> None:
    answer = ask(room, profile.base + profile.feed_path)
    items = room.articles(profile.id)
    if profile.feed == "json":
        rows = [(row["url"], row["title"], row["date_published"]) for row in json.loads(answer.body)["items"]]
        assert rows == [(item.url, item.headline, f"{item.published:%Y-%m-%dT%H:%M:%SZ}") for item in items]
        return
    feed = feedparser.parse(io.BytesIO(answer.body))
    assert feed.version == {"rss2": "rss20", "rss-cp1256": "rss20", "atom": "atom10", "rss1": "rss10"}[profile.feed]
    assert [(entry.link, entry.title) for entry in feed.entries] == [(item.url, item.headline) for item in items]
    dates = [time.strftime("%Y%m%d%H%M", entry.get("published_parsed") or entry.updated_parsed) for entry in feed.entries]
    assert dates == [f"{item.published:%Y%m%d%H%M}" for item in items]


def test_sitemaps_are_well_formed_and_complete(room: Newsroom) -> None:
    for profile in PROFILES:
        tree = etree.fromstring(ask(room, f"{profile.base}/sitemap.xml").body)
        if tree.tag.endswith("sitemapindex"):
            tree = etree.fromstring(ask(room, tree[0][0].text).body)
        assert {row[0].text for row in tree} == {item.url for item in room.articles(profile.id)}
        news = etree.fromstring(ask(room, f"{profile.base}/news-sitemap.xml").body)
        assert len(news) == 12


@pytest.mark.parametrize("path", ["/", "/contact", "/robots.txt", "/section/{slug}", "/tag/{tag}"])
def test_other_pages_are_there(room: Newsroom, path: str) -> None:
    item = room.articles("nahar-test")[-1]
    answer = ask(room, item.url.partition("/article")[0] + path.format(slug=item.section_slug, tag=quote(item.tags[0])))
    assert answer.status == 200
    assert item.headline.encode() in answer.body or path in {"/contact", "/robots.txt"}


def test_unknown_addresses_and_hosts_are_refused(room: Newsroom) -> None:
    assert ask(room, "https://nahar-test.example/nowhere").status == 404
    assert ask(room, "https://elsewhere.example/").status == 421


def test_unchanged_documents_are_answered_304(room: Newsroom) -> None:
    for url in ("https://nahar-test.example/rss.xml", "https://gulf-test.example/feed/", room.articles("sham-test")[0].url):
        first = ask(room, url)
        again = ask(room, url, If_None_Match=first.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        assert ask(room, url, If_None_Match=f"W/{first.headers['etag']}").status == 304
        assert ask(room, url, If_Modified_Since=first.headers["last-modified"]).status == 304
        assert ask(room, url, If_None_Match='"other"', If_Modified_Since=first.headers["last-modified"]).status == 200
        assert ask(room, url, If_Modified_Since=format_datetime(NOW - timedelta(days=400), usegmt=True)).status == 200


def test_head_has_the_headers_and_no_body(room: Newsroom) -> None:
    url = room.articles("nahar-test")[0].url
    full, bare = ask(room, url), ask(room, url, "HEAD")
    assert bare.body == b""
    assert bare.headers["content-length"] == str(len(full.body))


def test_a_connection_serves_many_requests(room: Newsroom) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", room.port, timeout=10)
    connection.connect()
    socket = connection.sock
    for _ in range(3):
        connection.request("GET", "/robots.txt", headers={"Host": "nahar-test.example"})
        assert connection.getresponse().read().startswith(b"User-agent")
        assert connection.sock is socket
    connection.close()


def test_one_outlet_sends_gzip_to_those_who_take_it(room: Newsroom) -> None:
    plain = ask(room, "https://gulf-test.example/")
    packed = ask(room, "https://gulf-test.example/", Accept_Encoding="gzip, br")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body


def test_charset_headers_of_the_old_outlet_are_missing_or_wrong(room: Newsroom) -> None:
    types = {ask(room, item.url).headers["content-type"] for item in room.articles("maghreb-test")}
    assert types == {"text/html", "text/html; charset=utf-8", "text/html; charset=ISO-8859-1"}


def test_hits_are_counted(desk: Newsroom) -> None:
    etag = ask(desk, "https://nahar-test.example/rss.xml", User_Agent="probe/1").headers["etag"]
    ask(desk, "https://nahar-test.example/rss.xml", If_None_Match=etag)
    ask(desk, "https://nahar-test.example/robots.txt")
    assert [(hit.kind, hit.status, hit.conditional) for hit in desk.hits] == [
        ("feed", 200, False),
        ("feed", 304, True),
        ("robots", 200, False),
    ]
    assert desk.hits.count(host="nahar-test.example", user_agent="probe/1") == 1
    assert desk.hits.by("kind") == {"feed": 2, "robots": 1}
    gap = desk.hits.smallest_gap("nahar-test.example")
    assert gap is not None
    assert gap > 0


def test_publishing_changes_the_feed(desk: Newsroom) -> None:
    before = ask(desk, "https://nahar-test.example/rss.xml")
    item = desk.publish("nahar-test")
    after = ask(desk, "https://nahar-test.example/rss.xml", If_None_Match=before.headers["etag"])
    assert after.status == 200
    assert item.url.encode() in after.body


@pytest.mark.parametrize(
    ("kind", "changed"), [("headline", {"headline"}), ("content", {"paragraphs"}), ("minor", {"paragraphs"}), ("clock", set())]
)
def test_edits_change_what_they_say(desk: Newsroom, kind: str, changed: set[str]) -> None:
    old = desk.publish("nahar-test")
    before = ask(desk, old.url)
    new = desk.edit(old, kind)  # type: ignore[arg-type]
    assert {
        name for name in ("headline", "paragraphs", "authors", "tags", "url") if getattr(old, name) != getattr(new, name)
    } == changed
    assert ask(desk, old.url).headers["etag"] != before.headers["etag"]


def test_deleting_and_restoring(desk: Newsroom) -> None:
    item = desk.articles("sham-test")[0]
    desk.delete(item, 404)
    assert ask(desk, item.url).status == 404
    desk.delete(item)
    assert ask(desk, item.url).status == 410
    assert item.url.encode() not in ask(desk, "https://sham-test.example/atom.xml").body
    desk.restore(item)
    assert ask(desk, item.url).status == 200


def test_republishing_under_a_second_address(desk: Newsroom) -> None:
    first = desk.articles("nahar-test")[0]
    second, third = desk.republish(first), desk.republish(first, claims_first=True)
    assert len({first.url, second.url, third.url}) == 3
    assert first.paragraphs == second.paragraphs == third.paragraphs
    assert (second.canonical, third.canonical) == (second.url, first.url)
    assert f'<link rel="canonical" href="{first.url}">'.encode() in ask(desk, third.url).body


def test_wire_copies_share_the_text_and_differ_in_dress(desk: Newsroom) -> None:
    copies = desk.wire(["nahar-test", "sham-test", "gulf-test"])
    assert len({copy.story.seed for copy in copies}) == 1
    assert len({copy.dateline for copy in copies}) >= 2
    assert all(copy.agency for copy in copies)
    assert copies[0].paragraphs[0] != copies[1].paragraphs[0] or len(copies[0].story.ledes) == 1
    assert len(copies[2].paragraphs) == len(copies[0].paragraphs) - 1


def test_a_moved_address_redirects(desk: Newsroom) -> None:
    item = desk.articles("nahar-test")[0]
    desk.move("nahar-test", "/old", item.url)
    answer = ask(desk, "https://nahar-test.example/old")
    assert (answer.status, answer.headers["location"]) == (301, item.url)
