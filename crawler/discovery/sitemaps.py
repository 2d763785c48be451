"""Sitemaps, news sitemaps and sitemap indexes (sitemaps.org 0.9, Google News): bytes → entries, children."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from lxml import etree

from crawler.discovery import sieve
from crawler.discovery.sieve import Discovered, Sieve, SourceKind
from news import links
from news.article import Entry

FIELDS = {"loc", "lastmod", "publication_date", "title", "keywords"}
SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "recover": True}
MAPS = 1000
"""Children of an index looked at."""


def read(body: bytes, sieve_: Sieve) -> Discovered:
    """Entries of a urlset, or the children of an index; entities and the network are off. What is malformed ends the reading.

    `lastmod` is no publication date (a changed template moves it), it says that a page may have changed; `news:publication_date`
    is one.
    """
    kind: SourceKind = "sitemap"
    children: dict[str, datetime | None] = {}
    row: dict[str, str] = {}
    image: str | None = None
    broken = False
    try:
        for _, element in etree.iterparse(io.BytesIO(body), events=("end",), **SAFE):
            name = _local(element)
            parent = element.getparent()
            if name in FIELDS or name == "loc":
                if name == "loc" and parent is not None and _local(parent) == "image":
                    image = image or sieve.media(_text(element), sieve_.base)
                else:
                    row.setdefault(name, _text(element))
            elif name == "url":
                kind = "newssitemap" if "publication_date" in row else kind
                sieve_.offer(row.get("loc"), _entry(row, image, sieve_))
            elif name == "sitemap":
                kind = "index"
                _child(row, children, sieve_)
            if name in {"url", "sitemap"}:
                row, image = {}, None
                element.clear()
                _forget_before(element)
    except etree.XMLSyntaxError:
        broken = True
    oldest = datetime.min.replace(tzinfo=UTC)
    newest = sorted(children, key=lambda url: children[url] or oldest, reverse=True)
    return sieve_.result(kind, children=newest[:MAPS], broken=broken)


def _text(element: etree._Element) -> str:
    try:
        return element.text or ""
    except UnicodeDecodeError:
        return ""  # a lone surrogate (&#xD800;), which libxml2 lets pass and Python does not


def _local(element: etree._Element) -> str:
    # not etree.QName, which raises on the names that recovering from malformed XML can give
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _forget_before(element: etree._Element) -> None:
    """Free what was read: a tree of 50,000 addresses need not stay in memory."""
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _entry(row: dict[str, str], image: str | None, sieve_: Sieve) -> Entry:
    raw = row.get("publication_date")
    tags = tuple(
        dict.fromkeys(filter(None, (sieve.plain(word, 200) for word in row.get("keywords", "").replace("،", ",").split(","))))
    )
    return Entry(
        url="",
        headline=sieve.plain(row.get("title"), 500),
        published=sieve.moment(raw, sieve_.outlet, sieve_.now),
        published_raw=sieve.plain(raw, 160),
        tags=tags[:30],
        image=image,
        **sieve.changed(row.get("lastmod"), sieve_.outlet, sieve_.now),
    )


def _child(row: dict[str, str], children: dict[str, datetime | None], sieve_: Sieve) -> None:
    """Only maps of the outlet's own site: an index may not send us elsewhere."""
    link = row.get("loc", "").strip()
    url = sieve.address(link, sieve_.base) if link else None
    if url is None:
        sieve_.dropped.append(("bad_link" if link else "no_link", link[: sieve.DROPPED]))
    elif not links.same_site(url, sieve_.outlet.home):
        sieve_.dropped.append(("offsite", link[: sieve.DROPPED]))
    else:
        children.setdefault(url, sieve.changed(row.get("lastmod"), sieve_.outlet, sieve_.now).get("modified"))
