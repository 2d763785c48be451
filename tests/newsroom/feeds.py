"""Feeds, sitemaps and robots of an outlet: RSS 2.0, RSS 1.0, Atom, JSON Feed, sitemap, sitemap index, news sitemap."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from xml.sax.saxutils import escape as xml

from tests.newsroom.printed import Printed
from tests.newsroom.profiles import FeedKind, Profile

XML = '<?xml version="1.0" encoding="{}"?>\n'
SITEMAP_NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def summary(item: Printed) -> str:
    return item.standfirst or item.paragraphs[0]


def rss2(items: Sequence[Printed], profile: Profile, updated: datetime) -> bytes:
    rows = "".join(
        f"<item><title>{xml(item.headline)}</title><link>{xml(item.url)}</link>"
        f'<guid isPermaLink="false">{profile.host}-{item.number}</guid><pubDate>{format_datetime(item.published)}</pubDate>'
        + "".join(f"<dc:creator>{xml(name)}</dc:creator>" for name in item.authors)
        + "".join(f"<category><![CDATA[{tag}]]></category>" for tag in (item.section, *item.tags))
        + f"<description><![CDATA[<p>{xml(summary(item))}</p>]]></description>"
        + (f'<enclosure url="{item.picture.url}" type="image/jpeg" length="1000"/>' if item.picture else "")
        + "</item>\n"
        for item in items
    )
    encoding = "windows-1256" if profile.encoding == "cp1256" else "UTF-8"
    document = (
        XML.format(encoding)
        + f'<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{xml(profile.name_ar)}</title>'
        f"<link>{profile.base}/</link><description>{xml(profile.name_ar)}</description><language>ar</language>"
        f"<lastBuildDate>{format_datetime(updated)}</lastBuildDate>\n{rows}</channel></rss>"
    )
    return document.encode(profile.encoding, errors="xmlcharrefreplace")


def rss1(items: Sequence[Printed], profile: Profile, updated: datetime) -> bytes:
    listed = "".join(f'<rdf:li rdf:resource="{escape(item.url)}"/>' for item in items)
    rows = "".join(
        f'<item rdf:about="{escape(item.url)}"><title>{xml(item.headline)}</title><link>{xml(item.url)}</link>'
        f"<description>{xml(summary(item))}</description><dc:date>{iso(item.published)}</dc:date></item>\n"
        for item in items
    )
    return (
        XML.format("UTF-8") + '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="{profile.base}/"><title>{xml(profile.name_ar)}</title>'
        f"<link>{profile.base}/</link><description>{xml(profile.name_ar)}</description><dc:date>{iso(updated)}</dc:date>"
        f"<items><rdf:Seq>{listed}</rdf:Seq></items></channel>\n{rows}</rdf:RDF>"
    ).encode()


def atom(items: Sequence[Printed], profile: Profile, updated: datetime) -> bytes:
    rows = "".join(
        f'<entry><id>tag:{profile.host},2026:{item.number}</id><title type="text">{xml(item.headline)}</title>'
        f'<link rel="alternate" type="text/html" href="{escape(item.url)}"/><published>{iso(item.published)}</published>'
        f"<updated>{iso(item.modified or item.published)}</updated>"
        + "".join(f"<author><name>{xml(name)}</name></author>" for name in item.authors)
        + f'<category term="{escape(item.section)}"/>'
        + f'<summary type="html">{xml(escape(summary(item), quote=False))}</summary></entry>\n'
        for item in items
    )
    return (
        XML.format("UTF-8") + f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><title>{xml(profile.name_ar)}</title>'
        f'<id>{profile.base}/</id><link rel="self" href="{profile.base}{profile.feed_path}"/>'
        f"<updated>{iso(updated)}</updated>\n{rows}</feed>"
    ).encode()


def json_feed(items: Sequence[Printed], profile: Profile, updated: datetime) -> bytes:
    del updated  # JSON Feed has no such field
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": profile.name_ar,
        "home_page_url": f"{profile.base}/",
        "feed_url": profile.base + profile.feed_path,
        "language": "ar",
        "items": [
            {
                "id": f"{profile.host}-{item.number}",
                "url": item.url,
                "title": item.headline,
                "summary": summary(item),
                "content_text": summary(item),
                "date_published": iso(item.published),
                "tags": list(item.tags),
                "authors": [{"name": name} for name in item.authors],
                **({"image": item.picture.url} if item.picture else {}),
            }
            for item in items
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


FEEDS: dict[FeedKind, tuple[Callable[[Sequence[Printed], Profile, datetime], bytes], str]] = {
    "rss2": (rss2, "application/rss+xml; charset=utf-8"),
    "atom": (atom, "application/atom+xml; charset=utf-8"),
    "rss1": (rss1, "application/rdf+xml; charset=utf-8"),
    "json": (json_feed, "application/feed+json"),
    "rss-cp1256": (rss2, "text/xml"),
}
"""kind → (writer, Content-Type); the windows-1256 feed is sent without a charset, as such sites do."""


def sitemap(items: Sequence[Printed]) -> bytes:
    rows = "".join(
        f"<url><loc>{xml(item.url)}</loc><lastmod>{iso(item.modified or item.published)}</lastmod></url>\n" for item in items
    )
    return (XML.format("UTF-8") + f"<urlset {SITEMAP_NS}>\n{rows}</urlset>").encode()


def sitemap_index(profile: Profile, pages: int, updated: datetime) -> bytes:
    rows = "".join(
        f"<sitemap><loc>{profile.base}/post-sitemap{page}.xml</loc><lastmod>{iso(updated)}</lastmod></sitemap>\n"
        for page in range(1, pages + 1)
    )
    return (XML.format("UTF-8") + f"<sitemapindex {SITEMAP_NS}>\n{rows}</sitemapindex>").encode()


def news_sitemap(items: Sequence[Printed], profile: Profile) -> bytes:
    rows = "".join(
        f"<url><loc>{xml(item.url)}</loc><news:news><news:publication><news:name>{xml(profile.name_ar)}</news:name>"
        f"<news:language>ar</news:language></news:publication><news:publication_date>{iso(item.published)}</news:publication_date>"
        f"<news:title>{xml(item.headline)}</news:title></news:news></url>\n"
        for item in items
    )
    return (
        XML.format("UTF-8")
        + f'<urlset {SITEMAP_NS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{rows}</urlset>'
    ).encode()


def robots(profile: Profile) -> bytes:
    return f"User-agent: *\nDisallow: /search\nDisallow: /private/\n\nSitemap: {profile.base}/sitemap.xml\n".encode()
