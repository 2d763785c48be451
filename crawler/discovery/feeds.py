"""RSS, Atom and JSON Feed: bytes → entries."""

from __future__ import annotations

import calendar
import io
import itertools
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from time import struct_time
from typing import Any

from lxml import etree

from crawler.discovery import sieve
from crawler.discovery.sieve import Discovered, NotAFeed, Sieve
from news.article import Entry
from news.outlet import Outlet

PERIODS = {"hourly": 3600.0, "daily": 86_400.0, "weekly": 7 * 86_400.0, "monthly": 30 * 86_400.0, "yearly": 365 * 86_400.0}
"""Of the RSS 1.0 module Syndication."""
LONGEST_PERIOD = 365 * 86_400.0
ITEM = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)


def xml(body: bytes, sieve_: Sieve) -> Discovered:
    """Entries of any RSS or Atom version. Malformed XML keeps the entries that can be read. Raises NotAFeed.

    feedparser gets a stream and never the bytes: given bytes that spell a path it would open that file.
    """
    broken = not _well_formed(body)
    parsed = (_one_by_one(body) if broken else []) or [_parse(body)]
    version = next((str(part.get("version")) for part in parsed if part.get("version")), "")
    entries = [item for part in parsed for item in part.get("entries") or []]
    if not version and not entries:
        raise NotAFeed("unknown")
    for item in entries:
        link = item.get("feedburner_origlink") or item.get("link") or _alternate(item)
        sieve_.offer(link if isinstance(link, str) else None, _entry(item, version, sieve_))
    every = next(filter(None, (_every(part.get("feed") or {}) for part in parsed)), None)
    return sieve_.result("atom" if version.startswith("atom") else "rss", broken=broken, every=every)


def _every(channel: Any) -> float | None:
    """Seconds between two changes as the channel says: `ttl` (minutes, RSS 2.0), or sy:updatePeriod by -Frequency (RSS 1.0)."""
    ttl = str(channel.get("ttl") or "").strip()
    if ttl.isascii() and ttl.isdigit() and int(ttl[:6]):
        return min(int(ttl[:6]) * 60.0, LONGEST_PERIOD)
    period = PERIODS.get(str(channel.get("sy_updateperiod") or "").strip().lower())
    if period is None:
        return None
    often = str(channel.get("sy_updatefrequency") or "").strip()
    return max(period / max(int(often[:4]), 1), 60.0) if often.isascii() and often.isdigit() else period


def _parse(body: bytes) -> Any:
    import feedparser  # most crawls are told «not modified», and need it not

    try:
        return feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, LookupError, AssertionError, RecursionError, AttributeError, TypeError) as error:
        # feedparser's loose parser breaks in these ways on some malformed markup
        raise NotAFeed("unknown") from error


def _well_formed(body: bytes) -> bool:
    try:
        etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))
    except (etree.XMLSyntaxError, ValueError):
        return False
    return True


def _one_by_one(body: bytes) -> list[Any]:
    """The entries of a malformed feed, each parsed alone: read as a whole, an unclosed tag swallows the entry after it.

    It also takes less time: feedparser's loose parser needs seconds for thousands of entries.
    """
    starts = [found.start() for found in ITEM.finditer(body)][: sieve.NEWEST + 1]
    found: list[Any] = []
    for start, end in itertools.pairwise([*starts, len(body)][: sieve.NEWEST + 1]):
        try:
            found.append(_parse(body[: starts[0]] + body[start:end]))
        except NotAFeed:
            continue  # this one cannot be read at all; `broken` says that something is missing
    return found


def _alternate(item: Any) -> str | None:
    for link in item.get("links") or []:
        if link.get("rel") == "alternate" and link.get("href"):
            return str(link["href"])
    return None


def _entry(item: Any, version: str, sieve_: Sieve) -> Entry:
    raw, parsed = item.get("published"), item.get("published_parsed")
    # asked for alone, feedparser answers with `published` where there is no `updated`
    changed = item.get("updated") if "updated" in item else None
    if raw is None and not version.startswith("atom"):
        # RSS 1.0 dates its items with dc:date, which feedparser files under `updated`; Atom's own `updated` is a later change
        raw, parsed, changed = item.get("updated"), item.get("updated_parsed"), None
    body = item.get("summary") or next((part.get("value") for part in item.get("content") or []), None)
    return Entry(
        url="",
        headline=sieve.plain(item.get("title"), 500),
        summary=sieve.plain(body, sieve.SUMMARY),
        published=_when(raw, parsed, sieve_.outlet, sieve_.now),
        published_raw=sieve.plain(raw, 160),
        authors=_names(author.get("name") for author in item.get("authors") or []),
        tags=_names(tag.get("term") for tag in item.get("tags") or []),
        image=next(_pictures(item, sieve_.base), None),
        **sieve.changed(changed, sieve_.outlet, sieve_.now),
    )


def _when(raw: object, parsed: struct_time | None, outlet: Outlet, now: datetime) -> datetime | None:
    """Our own reading first: feedparser takes a time without an offset for UTC, we take it for the outlet's zone."""
    ours = sieve.moment(raw, outlet, now)
    if ours is not None or parsed is None:
        return ours
    try:
        return sieve.believable(datetime.fromtimestamp(calendar.timegm(parsed), UTC), now)
    except (ValueError, OverflowError, OSError):
        return None


def _names(values: Iterator[Any]) -> tuple[str, ...]:
    found = (sieve.plain(value, 200) for value in values)
    return tuple(dict.fromkeys(name for name in found if name))[:30]


def _pictures(item: Any, base: str) -> Iterator[str]:
    candidates = [
        *((part.get("url"), part.get("medium") or part.get("type") or "") for part in item.get("media_content") or []),
        *((part.get("href"), part.get("type") or "") for part in item.get("enclosures") or []),
        *((part.get("url"), "image") for part in item.get("media_thumbnail") or []),
    ]
    for link, kind in candidates:
        found = sieve.media(link, base) if str(kind).startswith("image") else None
        if found:
            yield found


def jsonfeed(body: bytes, sieve_: Sieve) -> Discovered:
    """Entries of a JSON Feed 1.0 or 1.1 (jsonfeed.org). Raises NotAFeed for any other JSON."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("json") from error
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise NotAFeed("json")
    for item in items:
        if isinstance(item, dict):
            link = item.get("url") or item.get("external_url") or item.get("id")
            sieve_.offer(link if isinstance(link, str) else None, _json_entry(item, sieve_))
        else:
            sieve_.offer(None, Entry(url=""))
    return sieve_.result("jsonfeed")


def _json_entry(item: dict[str, Any], sieve_: Sieve) -> Entry:
    authors = item.get("authors")
    people = authors if isinstance(authors, list) else [item.get("author")]
    tags = item.get("tags")
    raw = item.get("date_published")
    return Entry(
        url="",
        headline=sieve.plain(item.get("title"), 500),
        summary=sieve.plain(item.get("summary") or item.get("content_text") or item.get("content_html"), sieve.SUMMARY),
        published=sieve.moment(raw, sieve_.outlet, sieve_.now),
        published_raw=sieve.plain(raw, 160),
        authors=_names(person.get("name") for person in people if isinstance(person, dict)),
        tags=_names(iter(tags)) if isinstance(tags, list) else (),
        image=sieve.media(item.get("image") or item.get("banner_image"), sieve_.base),
        **sieve.changed(item.get("date_modified"), sieve_.outlet, sieve_.now),
    )
