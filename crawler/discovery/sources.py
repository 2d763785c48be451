"""What a source answered → entries. Pure: bytes in, `Discovered` out, and `NotAFeed` the only thing raised."""

from __future__ import annotations

import re
import zlib
from datetime import datetime
from typing import Literal

from crawler.discovery import feeds, sections, sieve, sitemaps
from crawler.discovery.sieve import Discovered, NotAFeed
from news.outlet import Outlet

__all__ = ["Discovered", "Expected", "NotAFeed", "discover"]

Expected = Literal["feed", "sitemap", "section"]
UNPACKED = 10 * 1024 * 1024
"""Bytes a packed source may unpack to; the same cap as for any body."""
GZIP = b"\x1f\x8b"
ROOT = re.compile(rb"<(?:[\w.-]+:)?(urlset|sitemapindex|rss|feed|rdf|html|body|head|channel|item|entry)\b", re.IGNORECASE)


def discover(body: bytes, *, url: str, kind: Expected, outlet: Outlet, now: datetime) -> Discovered:
    """The entries (or child sitemaps) in `body`, fetched from `url`. `kind` says what was asked for.

    What the bytes are decides, not what was asked: a sitemap listed under feeds is read as one. Only a section is read as HTML.
    Raises NotAFeed: empty, html (where a feed was expected), json (another JSON), binary, too_large, unknown.
    """
    data = _unpacked(body)
    if not data.strip(b"\x00\t\n\r \xef\xbb\xbf\xff\xfe"):
        raise NotAFeed("empty")
    sifted = sieve.Sieve(outlet, url, now)
    head = _head(data)
    if kind == "section" and _root(head) in {"html", None}:
        return sections.read(data, sifted)
    if head.lstrip().startswith((b"{", b"[")) or head.strip() == b"null":
        return feeds.jsonfeed(data, sifted)
    root = _root(head)
    if root in {"urlset", "sitemapindex"}:
        return sitemaps.read(data, sifted)
    if root == "html":
        raise NotAFeed("html")
    if b"<" not in head:
        raise NotAFeed("binary" if b"\x00" in data[:1024] else "unknown")
    return feeds.xml(data, sifted)


def _head(data: bytes) -> bytes:
    """The first kilobytes as ASCII-like bytes, whatever the encoding, for sniffing; comments left out."""
    start = data[:8192]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", errors="replace").encode()
    elif start[1:2] == b"\x00" or start[:1] == b"\x00":
        start = start.replace(b"\x00", b"")
    return re.sub(rb"<!--.*?(?:-->|$)", b"", start.removeprefix(b"\xef\xbb\xbf"), flags=re.DOTALL)


def _root(head: bytes) -> str | None:
    found = ROOT.search(head)
    if found is None:
        return "html" if re.search(rb"<!doctype\s+html", head, re.IGNORECASE) else None
    name = found[1].decode().lower()
    return "html" if name in {"html", "body", "head"} else name


def _unpacked(body: bytes) -> bytes:
    """Unzip what is gzip by its first bytes, header or not. Raises NotAFeed for a broken or too large one."""
    if not body.startswith(GZIP):
        return body
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        data = unpacker.decompress(body, UNPACKED + 1)
    except zlib.error as error:
        raise NotAFeed("binary") from error
    if len(data) > UNPACKED:
        raise NotAFeed("too_large")
    return data
