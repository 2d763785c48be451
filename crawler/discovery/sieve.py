"""What sources offer, sifted: one address once, of this outlet, that may be an article; every drop has a named reason."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from news import arabic, dates, links
from news.article import Entry
from news.outlet import Outlet

NEWEST = 1000
"""Entries taken from one source per look; the rest is there at the next."""
SUMMARY = 2000
DROPPED = 200
"""Dropped lines kept with their text; all are counted."""
STAMPED = 10
"""Entries that must name one and the same second before it is taken for the hour of the file."""
ASSETS = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|bmp|avif|pdf|docx?|xlsx?|pptx?|zip|rar|7z|gz|mp3|mp4|m4a|m3u8|avi|mov|wmv|ogg|wav"
    r"|xml|rss|atom|json|css|js|txt|woff2?|apk|exe)$",
    re.IGNORECASE,
)
TAG = re.compile(r"<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->|<[^>]*>", re.IGNORECASE | re.DOTALL)

SourceKind = Literal["rss", "atom", "jsonfeed", "sitemap", "newssitemap", "index", "section"]


class NotAFeed(Exception):
    """The bytes are no source of addresses. `reason`: empty | html | json | binary | too_large | unknown."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """What one answer of a source held."""

    kind: SourceKind
    entries: tuple[Entry, ...] = ()
    """Newest first where times are known, else in the source's order; at most `NEWEST`."""
    children: tuple[str, ...] = ()
    """Sitemaps of a sitemap index, newest first."""
    dropped: tuple[tuple[str, str], ...] = ()
    """(reason, the address as printed): no_link | bad_link | offsite | home | asset | pattern | repeated | beyond_limit."""
    broken: bool = False
    """Malformed; what could be read was."""
    every: float | None = None
    """Seconds after which the source says that asking again is worth it (RSS ttl, sy:updatePeriod)."""


@dataclass(slots=True)
class Sieve:
    """Collects the entries of one source. `base` is the address the source was fetched from."""

    outlet: Outlet
    base: str
    now: datetime
    _seen: dict[str, int] = field(default_factory=dict)
    _kept: list[tuple[datetime | None, Entry]] = field(default_factory=list)
    dropped: list[tuple[str, str]] = field(default_factory=list)

    def offer(self, link: str | None, entry: Entry) -> None:
        """Keep `entry` under the canonical form of `link`, or drop it with a reason."""
        text = (link or "").strip()
        reason, url = self._judge(text)
        if reason is not None:
            self.dropped.append((reason, text[:DROPPED]))
            return
        self._seen[url] = len(self._kept)
        self._kept.append((entry.published or entry.modified, replace(entry, url=url, source=self.base)))

    def _judge(self, link: str) -> tuple[str | None, str]:
        if not link:
            return "no_link", ""
        url = address(link, self.base)
        if url is None:
            return "bad_link", ""
        if not links.same_site(url, self.outlet.home):
            return "offsite", url
        parts = urlsplit(url)
        if parts.path in {"", "/"} and not parts.query:
            return "home", url
        if ASSETS.search(parts.path):
            return "asset", url
        pattern = self.outlet.article_url
        if pattern and not (re.search(pattern, url) or re.search(pattern, link)):
            return "pattern", url
        return ("repeated", url) if url in self._seen else (None, url)

    def result(
        self, kind: SourceKind, *, children: Iterable[str] = (), broken: bool = False, every: float | None = None
    ) -> Discovered:
        """What was kept, newest first; entries without a time keep their order after the dated ones."""
        oldest = datetime.min.replace(tzinfo=UTC)
        ordered = sorted(self._kept, key=lambda pair: pair[0] or oldest, reverse=True)
        stamp = _stamp(entry for _, entry in ordered)
        beyond = [("beyond_limit", entry.url[:DROPPED]) for _, entry in ordered[NEWEST:]]
        return Discovered(
            kind=kind,
            entries=tuple(_unstamped(entry, stamp) for _, entry in ordered[:NEWEST]),
            children=tuple(children),
            dropped=tuple(self.dropped + beyond),
            broken=broken,
            every=every,
        )


def _stamp(entries: Iterable[Entry]) -> datetime | None:
    """The one time to the second that most of a source's entries name as their change: when the file was made, then, not they."""
    times = [entry.modified for entry in entries if entry.modified and entry.modified_precision == "second"]
    common = Counter(times).most_common(1)
    return common[0][0] if common and common[0][1] >= max(STAMPED, len(times) / 2) else None


def _unstamped(entry: Entry, stamp: datetime | None) -> Entry:
    if stamp is None or entry.modified != stamp:
        return entry
    return replace(entry, modified=None, modified_precision=None)


def address(link: str, base: str) -> str | None:
    """The canonical form of a link found at `base`; None where it is none of http(s), or no address at all."""
    try:
        return links.canonical(link, base)
    except ValueError:
        return None


def media(link: object, base: str) -> str | None:
    """Absolute http(s) address of a picture, or None."""
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        joined = urljoin(base, link.strip())
        parts = urlsplit(joined)
    except ValueError:
        return None
    return arabic.clean(joined) if parts.scheme in {"http", "https"} and parts.netloc and len(joined) <= 2000 else None


def moment(text: object, outlet: Outlet, now: datetime) -> datetime | None:
    """The time a source prints, UTC; None where unreadable, before 1990, or more than a day ahead."""
    if not isinstance(text, str) or not text.strip():
        return None
    found = dates.machine(text, now=now, timezone=outlet.timezone) or dates.read(
        text, now=now, timezone=outlet.timezone, country=outlet.country, locale=outlet.date_locale
    )
    return believable(found.when, now) if found else None


def changed(text: object, outlet: Outlet, now: datetime) -> dict[str, Any]:
    """`modified` and `modified_precision` of an entry; empty where `text` is no time written for machines."""
    found = dates.machine(text, now=now, timezone=outlet.timezone) if isinstance(text, str) else None
    if found is None or believable(found.when, now) is None:
        return {}
    return {"modified": found.when, "modified_precision": found.precision}


def believable(when: datetime, now: datetime) -> datetime | None:
    """`when`, unless it lies more than a day ahead or before the web had news."""
    return when if when.year >= 1990 and when <= now + timedelta(hours=24) else None


def plain(markup: object, limit: int) -> str | None:
    """Text of a feed's field, on one line, at most `limit` characters; None when nothing is left."""
    if not isinstance(markup, str):
        return None
    text = markup[: limit * 10]  # a field of megabytes is cut before it is worked on
    if "<" in text:
        text = TAG.sub(" ", text)
    text = arabic.clean(html.unescape(text))
    return " ".join(text.split())[:limit].rstrip() or None
