"""How often a feed says that it changes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.discovery import sources
from news.outlet import Outlet

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
OUTLET = Outlet(id="x", name_ar="خ", name_en="x", country="SY", timezone="Asia/Damascus", home="https://e.com/")
ITEM = "<item><title>خبر</title><link>https://e.com/1</link></item>"
SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("", None),
        ("<ttl>60</ttl>", 3600),
        ("<ttl> 5 </ttl>", 300),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>٦٠</ttl>", None),
        ("<ttl>99999999999999999999</ttl>", 999_999 * 60),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>", 3600),
        ("<sy:updatePeriod> daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21_600),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", 86_400),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>9999999</sy:updateFrequency>", 60),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 3600),
        ("<sy:updatePeriod>often</sy:updatePeriod>", None),
        ("<ttl>15</ttl><sy:updatePeriod>daily</sy:updatePeriod>", 900),
    ],
)
@pytest.mark.parametrize("broken", [False, True], ids=["sound", "malformed"])
def test_period(said: str, seconds: float | None, broken: bool) -> None:
    body = f'<rss version="2.0" {SY}><channel><title>أ{"&" if broken else ""}</title>{said}{ITEM}</channel></rss>'.encode()
    found = sources.discover(body, url="https://e.com/feed", kind="feed", outlet=OUTLET, now=NOW)
    assert len(found.entries) == 1
    assert found.every == (None if seconds is None else min(seconds, 365 * 86_400))
