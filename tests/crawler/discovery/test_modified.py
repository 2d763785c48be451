"""When a source says that a page was changed: beside the publication date, never for it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.discovery import sources
from news.outlet import Outlet, parse

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OUTLET: Outlet = parse(
    'name_ar = "أخبار"\nname_en = "News"\ncountry = "SY"\ntimezone = "Asia/Damascus"\nhome = "https://news.example/"\n',
    Path("news.toml").name,
)
LINK = "https://news.example/2026/1"


def named(body: str) -> tuple[datetime | None, datetime | None, str | None]:
    """(published, modified, precision) of the only entry."""
    found = sources.discover(body.encode(), url="https://news.example/feed", kind="feed", outlet=OUTLET, now=NOW)
    (entry,) = found.entries
    return entry.published, entry.modified, entry.modified_precision


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, 22, hour, minute, second, tzinfo=UTC)


def rss(dates: str) -> str:
    spaces = 'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dcterms="http://purl.org/dc/terms/"'
    return f'<rss version="2.0" {spaces}><channel><item><title>خبر</title><link>{LINK}</link>{dates}</item></channel></rss>'


def atom(dates: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>خبر</title><link href="{LINK}"/>{dates}</entry></feed>'


def sitemap(date: str) -> str:
    return f"<urlset><url><loc>{LINK}</loc>{date}</url></urlset>"


def json_feed(**dates: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"url": LINK, "title": "خبر", **dates}]})


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (
            atom("<published>2026-11-22T08:00:00Z</published><updated>2026-11-22T09:30:01Z</updated>"),
            (at(8), at(9, 30, 1), "second"),
        ),
        (atom("<updated>2026-11-22T09:30:01Z</updated>"), (None, at(9, 30, 1), "second")),
        (atom("<published>2026-11-22T08:00:00Z</published>"), (at(8), None, None)),
        (rss("<pubDate>Sun, 22 Nov 2026 08:00:00 GMT</pubDate>"), (at(8), None, None)),
        (
            rss("<pubDate>Sun, 22 Nov 2026 08:00:00 GMT</pubDate><atom:updated>2026-11-22T09:30:00+00:00</atom:updated>"),
            (at(8), at(9, 30), "second"),
        ),
        (
            json_feed(date_published="2026-11-22T08:00:00Z", date_modified="2026-11-22T09:30:00Z"),
            (at(8), at(9, 30), "second"),
        ),
        (json_feed(date_modified="2026-11-22T09:30:00Z"), (None, at(9, 30), "second")),
        (json_feed(date_modified=7), (None, None, None)),
        (sitemap("<lastmod>2026-11-22T12:30+03:00</lastmod>"), (None, at(9, 30), "minute")),
        (sitemap("<lastmod>2026-11-22T12:30</lastmod>"), (None, at(9, 30), "minute")),
        (sitemap("<lastmod>2026-11-22</lastmod>"), (None, at(0), "day")),
        (sitemap("<lastmod>2027-01-01</lastmod>"), (None, None, None)),
        (sitemap("<lastmod>أمس</lastmod>"), (None, None, None)),
        (sitemap(""), (None, None, None)),
    ],
    ids=[
        "atom", "atom, updated alone", "atom, published alone", "rss", "rss with atom:updated",
        "json", "json, modified alone", "json, no text", "to the minute", "the outlet's zone", "a day", "ahead", "no date",
        "none",
    ],
)  # fmt: skip
def test_what_is_named(body: str, wanted: tuple[datetime | None, datetime | None, str | None]) -> None:
    assert named(body) == wanted


@pytest.mark.parametrize(("same", "other", "kept"), [(30, 3, 3), (9, 0, 9), (10, 30, 40)], ids=["stamp", "few", "minority"])
def test_a_time_that_most_pages_share_is_the_files(same: int, other: int, kept: int) -> None:
    times = ["2026-11-22T09:00:07Z"] * same + [f"2026-11-21T{number // 60:02}:{number % 60:02}:30Z" for number in range(other)]
    rows = "".join(f"<url><loc>{LINK}{index}</loc><lastmod>{time}</lastmod></url>" for index, time in enumerate(times))
    body = f"<urlset>{rows}</urlset>".encode()
    found = sources.discover(body, url="https://news.example/map", kind="sitemap", outlet=OUTLET, now=NOW)
    assert len(found.entries) == same + other
    assert sum(entry.modified is not None for entry in found.entries) == kept
