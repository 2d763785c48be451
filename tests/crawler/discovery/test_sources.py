"""What sources say → entries, whatever they are made of."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery import sieve, sources
from crawler.discovery.sources import Discovered, Expected, NotAFeed
from news.outlet import Outlet

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OUTLET = Outlet(
    id="sana",
    name_ar="سانا",
    name_en="SANA",
    country="SY",
    timezone="Asia/Damascus",
    home="https://sana.example/",
    article_url=r"/\d+",
)
FEED = "https://sana.example/feed.xml"


def discover(body: bytes | str, kind: Expected = "feed", url: str = FEED, outlet: Outlet = OUTLET) -> Discovered:
    data = body if isinstance(body, bytes) else body.encode()
    return sources.discover(data, url=url, kind=kind, outlet=outlet, now=NOW)


def urls(found: Discovered) -> list[str]:
    return [entry.url for entry in found.entries]


def reasons(found: Discovered) -> list[str]:
    return [reason for reason, _ in found.dropped]


def rss(*items: str, version: str = "2.0") -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}<rss version="{version}"><channel><title>s</title>{"".join(items)}</channel></rss>'


def item(link: str = "https://sana.example/1", title: str = "خبر", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


RSS2 = rss(
    """<item><title>قصف على &lt;b&gt;درعا&lt;/b&gt;</title><link>https://sana.example/1?utm_source=rss</link>
    <pubDate>Sat, 21 Nov 2026 10:00:00 +0300</pubDate><description>&lt;p&gt;أول &amp;amp; ثان&lt;/p&gt;</description>
    <dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">أحمد</dc:creator><category>سوريا</category><category>درعا</category>
    <enclosure url="/img/1.jpg" type="image/jpeg" length="1"/></item>"""
)
RSS1 = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>s</title><link>https://sana.example/</link></channel>
 <item rdf:about="https://sana.example/1"><title>قصف على درعا</title><link>https://sana.example/1</link>
 <dc:date>2026-11-21T10:00:00+03:00</dc:date></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>s</title><entry><title>قصف على درعا</title>
 <link rel="alternate" href="https://sana.example/1"/><published>2026-11-21T07:00:00Z</published><updated>2026-11-22T07:00:00Z</updated>
 <author><name>أحمد</name></author></entry></feed>"""
JSONFEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {"id": "1", "url": "https://sana.example/1", "title": "قصف على درعا", "date_published": "2026-11-21T10:00:00+03:00"}
        ],
    }
)
NEWSMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><loc> https://sana.example/1 </loc>
 <lastmod>2026-11-22</lastmod>
 <image:image><image:loc>https://sana.example/i.jpg</image:loc></image:image><n:news><n:publication_date>2026-11-21T10:00:00+03:00
 </n:publication_date><n:title>قصف على درعا</n:title><n:keywords>سوريا، درعا</n:keywords></n:news></url></urlset>"""


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (RSS2, "rss"),
        (rss(item(title="قصف على درعا", more="<pubDate>21 Nov 2026 07:00:00 GMT</pubDate>"), version="0.91"), "rss"),
        (RSS1, "rss"),
        (ATOM, "atom"),
        (JSONFEED, "jsonfeed"),
        (NEWSMAP, "newssitemap"),
    ],
    ids=["rss 2.0", "rss 0.91", "rss 1.0", "atom", "json feed", "news sitemap"],
)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_every_kind_gives_the_same_entry(body: str, kind: str, packed: bool) -> None:
    found = discover(gzip.compress(body.encode()) if packed else body)
    assert found.kind == kind
    (entry,) = found.entries
    assert entry.url == "https://sana.example/1"
    assert entry.headline == "قصف على درعا"
    assert entry.published == datetime(2026, 11, 21, 7, tzinfo=UTC)
    assert entry.source == FEED
    assert not found.broken


def test_what_an_rss_item_says_is_kept_as_plain_text() -> None:
    (entry,) = discover(RSS2).entries
    assert entry.summary == "أول & ثان"
    assert entry.authors == ("أحمد",)
    assert entry.tags == ("سوريا", "درعا")
    assert entry.image == "https://sana.example/img/1.jpg"
    assert entry.published_raw == "Sat, 21 Nov 2026 10:00:00 +0300"


def test_a_news_sitemap_gives_tags_and_image_but_lastmod_is_no_publication_date() -> None:
    (entry,) = discover(NEWSMAP, "sitemap").entries
    assert (entry.tags, entry.image) == (("سوريا", "درعا"), "https://sana.example/i.jpg")
    plain = "<urlset><url><loc>https://sana.example/1</loc><lastmod>2026-11-20</lastmod></url></urlset>"
    assert discover(plain, "sitemap").entries[0].published is None


def test_a_time_without_offset_is_the_outlets() -> None:
    found = discover(rss(item(more="<pubDate>Sat, 21 Nov 2026 10:00:00</pubDate>")))
    assert found.entries[0].published == datetime(2026, 11, 21, 7, tzinfo=UTC)


@pytest.mark.parametrize("date", ["Sat, 21 Nov 2099 10:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "yesterday-ish", ""])
def test_unbelievable_times_are_none_but_the_entry_stays(date: str) -> None:
    (entry,) = discover(rss(item(more=f"<pubDate>{date}</pubDate>"))).entries
    assert entry.published is None


def test_atom_updated_is_no_publication_date() -> None:
    body = ATOM.replace("<published>2026-11-21T07:00:00Z</published>", "")
    assert discover(body).entries[0].published is None


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("", "no_link"),
        ("javascript:alert(1)", "bad_link"),
        ("data:text/html,x", "bad_link"),
        ("ftp://sana.example/1", "bad_link"),
        ("https://sana.example/" + "1" * 3000, "bad_link"),
        ("https://other.example.org/1", "offsite"),
        ("https://sana.example/", "home"),
        ("https://sana.example/1.pdf", "asset"),
        ("https://sana.example/about", "pattern"),
    ],
)
def test_links_that_are_no_articles_are_dropped_and_counted(link: str, reason: str) -> None:
    found = discover(rss(item(link=link), item(link="https://sana.example/2")))
    assert urls(found) == ["https://sana.example/2"]
    assert reasons(found) == [reason]


def test_relative_links_count_from_the_feed() -> None:
    assert urls(discover(rss(item(link="/news/7?utm_source=x")))) == ["https://sana.example/news/7"]


def test_an_address_twice_is_one_entry() -> None:
    found = discover(rss(item(), item(link="https://sana.example/1#top")))
    assert (urls(found), reasons(found)) == (["https://sana.example/1"], ["repeated"])


def test_malformed_xml_in_the_middle_keeps_the_entries_around_it() -> None:
    good = [item(link=f"https://sana.example/{number}") for number in range(10)]
    bad = "<item><title>A & B <br> </titel><link>https://sana.example/66</link></item>"
    found = discover(rss(*good[:5], bad, *good[5:]))
    assert {f"https://sana.example/{number}" for number in range(10)} <= set(urls(found))
    assert found.broken


def test_a_feed_cut_off_keeps_its_whole_entries() -> None:
    body = rss(*[item(link=f"https://sana.example/{number}") for number in range(10)])
    found = discover(body[: body.index("sana.example/7")])
    assert len(found.entries) >= 6


def test_utf16_is_read() -> None:
    assert urls(discover(rss(item()).replace("UTF-8", "UTF-16").encode("utf-16"))) == ["https://sana.example/1"]


def test_newest_first_and_no_more_than_the_limit() -> None:
    items = [
        item(link=f"https://sana.example/{n}", more=f"<pubDate>{n % 28 + 1:02} Oct 2026 00:00:00 GMT</pubDate>")
        for n in range(1100)
    ]
    found = discover(rss(*items))
    times = [entry.published for entry in found.entries if entry.published]
    assert times == sorted(times, reverse=True)
    assert len(found.entries) == sieve.NEWEST
    assert reasons(found).count("beyond_limit") == 100


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"<!DOCTYPE html><html><head><title>404</title></head><body>x</body></html>", "html"),
        (b"<!-- x --><html><body><item></item></body></html>", "html"),
        (b"null", "json"),
        (b"[]", "json"),
        (b'{"items": 3}', "json"),
        (b'{"a', "json"),
        (b"\x1f\x8b broken", "binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        (b"hello", "unknown"),
        (b"<opml><x/></opml>", "unknown"),
    ],
    ids=str,
)
def test_what_is_no_feed_is_named(body: bytes, reason: str) -> None:
    with pytest.raises(NotAFeed) as refusal:
        discover(body)
    assert refusal.value.reason == reason


def test_a_gzip_bomb_is_refused() -> None:
    with pytest.raises(NotAFeed, match="too_large"):
        discover(gzip.compress(b" " * (sources.UNPACKED + 10)))


@pytest.mark.parametrize("form", ["{path}", "file://{path}", "  {path}\n"])
def test_a_body_that_is_a_path_opens_no_file(tmp_path: Path, form: str) -> None:
    feed = tmp_path / "other.xml"
    feed.write_text(rss(item()), encoding="utf-8")
    with pytest.raises(NotAFeed):
        discover(form.format(path=feed))


@pytest.mark.parametrize("root", ["rss", "urlset"])
def test_entities_are_not_resolved(tmp_path: Path, root: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("https://sana.example/666", encoding="utf-8")
    doctype = f'<!DOCTYPE {root} [<!ENTITY s SYSTEM "file://{secret}"><!ENTITY a "https://sana.example/777">]>'
    body = rss(item(link="&s;")) if root == "rss" else "<urlset><url><loc>&s;</loc></url></urlset>"
    found = discover(doctype + body.removeprefix('<?xml version="1.0" encoding="UTF-8"?>'))
    assert "666" not in " ".join(urls(found))


def test_billion_laughs_ends() -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<!DOCTYPE urlset [<!ENTITY l0 "lol">{lol}]><urlset><url><loc>https://sana.example/&l9;</loc></url></urlset>'
    assert urls(discover(body, "sitemap")) in ([], ["https://sana.example/"])


def test_an_index_names_its_maps_newest_first_and_only_our_own() -> None:
    body = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <sitemap><loc>https://sana.example/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap>
    <sitemap><loc>/new.xml.gz</loc><lastmod>2026-11-22T08:00:00+03:00</lastmod></sitemap>
    <sitemap><loc>https://evil.example.net/x.xml</loc></sitemap><sitemap><loc>https://sana.example/undated.xml</loc></sitemap>
    </sitemapindex>"""
    found = discover(body, "sitemap", url="https://sana.example/sitemap.xml")
    assert found.kind == "index"
    assert found.children == (
        "https://sana.example/new.xml.gz",
        "https://sana.example/old.xml",
        "https://sana.example/undated.xml",
    )
    assert reasons(found) == ["offsite"]


def test_a_sitemap_listed_as_a_feed_is_read_as_one() -> None:
    assert discover("<urlset><url><loc>https://sana.example/5</loc></url></urlset>", "feed").kind == "sitemap"


PAGE = """<html><head><base href="https://evil.example.net/"></head><body><a href="/1">خبر أول</a><a href="#x">x</a>
<a href="/tag/سوريا">وسم</a><a href="javascript:void(0)">x</a>
<a href="https://fb.example.com/1">fb</a><a href="/1">مرة ثانية</a></body></html>"""


def test_a_section_page_gives_its_links_in_order() -> None:
    found = discover(PAGE, "section", url="https://sana.example/news/")
    assert [(entry.url, entry.headline) for entry in found.entries] == [("https://sana.example/1", "خبر أول")]
    assert sorted(reasons(found)) == ["bad_link", "offsite", "pattern", "repeated"]


def test_a_section_without_a_pattern_keeps_what_looks_like_a_story() -> None:
    import dataclasses

    links = ["/news/12345", "/قصف-على-درعا-اليوم/", "/about", "/category/politics/1234", "/a-long-slug-of-words"]
    body = "".join(f'<a href="{link}">x</a>' for link in links)
    found = discover(body, "section", outlet=dataclasses.replace(OUTLET, article_url=None))
    assert [sieve.links.url_hash(url) for url in urls(found)] == [
        sieve.links.url_hash(sieve.links.canonical(link, FEED)) for link in (links[0], links[1], links[4])
    ]


SCRAPS = """
<rss> <channel> <item> <link> https://sana.example/1 </link> </item> <entry> <feed> <urlset> <url> <loc> </loc> </url> & { [ null
<sitemapindex> <sitemap> <![CDATA[ ]]> <!DOCTYPE <!ENTITY html> <a href=' '> "items": \x00 \ud7ff <pubDate> <title> %zz &#xD800;
xml:base='http://[ <?xml encoding='x'?> <base href='//['> <link href='http://[::1'> <dc:date> <updated> 9999999999
"""
PIECES = st.sampled_from(SCRAPS.split())


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=25).map(lambda parts: "".join(parts).encode())),
    st.sampled_from(["feed", "sitemap", "section"]),
)
def test_arbitrary_bytes_raise_nothing_but_not_a_feed(body: bytes, kind: Expected) -> None:
    try:
        found = discover(body, kind)
    except NotAFeed:
        return
    assert all(entry.url.startswith("http") for entry in found.entries)
