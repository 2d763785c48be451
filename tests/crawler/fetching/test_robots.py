"""What robots.txt answers mean, after RFC 9309."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.fetching import robots

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RULES = b"User-agent: *\nDisallow: /private/\n"


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 410])
def test_unavailable_means_all_is_allowed(status: int) -> None:
    assert robots.judge(status, b"User-agent: *\nDisallow: /").allows("https://example.com/private/")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 599])
def test_unreachable_means_nothing_is_allowed_and_says_why(status: int) -> None:
    answer = robots.judge(status, b"User-agent: *\nAllow: /")
    assert not answer.allows("https://example.com/")
    assert answer.unreachable == str(status)


@pytest.mark.parametrize(
    ("body", "url", "allowed"),
    [
        (RULES, "https://example.com/private/x", False),
        (RULES, "https://example.com/news/1", True),
        (b"User-agent: rasid\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "https://example.com/b", True),
        (b"User-agent: Rasid\nDisallow: /a\n", "https://example.com/a/1", False),
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /x", "https://example.com/x", False),
        (b"User-agent: *\r\nDisallow: /\r\nAllow: /news/", "https://example.com/news/1", True),
        (b"<!doctype html><title>Not here</title>", "https://example.com/", True),
        (b"", "https://example.com/", True),
        (b"\xff\xfe\x00\x01", "https://example.com/", True),
        (b"#" * robots.READ + b"\nUser-agent: *\nDisallow: /", "https://example.com/", True),
    ],
    ids=[
        "disallow",
        "no rule",
        "our own group wins",
        "product token",
        "byte order mark",
        "longest wins",
        "html",
        "empty",
        "junk",
        "500 KiB",
    ],
)
def test_rules(body: bytes, url: str, allowed: bool) -> None:
    assert robots.judge(200, body).allows(url) is allowed


@pytest.mark.parametrize(
    ("line", "delay"), [("Crawl-delay: 5", 5.0), ("Crawl-delay: 9999", 60.0), ("Crawl-delay: -3", 0.0), ("", 0.0)]
)
def test_crawl_delay_is_bounded(line: str, delay: float) -> None:
    assert robots.judge(200, f"User-agent: *\n{line}\nDisallow: /x\n".encode()).crawl_delay == delay


def test_the_cache_keeps_an_answer_for_a_day(tmp_path: Path) -> None:
    cache = robots.Cache(tmp_path / "robots")
    assert cache.get("https://example.com", NOW) is None
    cache.put("https://example.com", 200, RULES, NOW)
    kept = cache.get("https://example.com", NOW + timedelta(hours=23))
    assert kept is not None
    assert not kept.allows("https://example.com/private/")
    assert cache.get("https://example.com", NOW + timedelta(hours=24)) is None
    assert cache.get("https://example.com", NOW - timedelta(hours=1)) is None  # the clock was put back
    assert cache.get("http://example.com", NOW) is None


def test_a_torn_cache_file_is_no_answer(tmp_path: Path) -> None:
    cache = robots.Cache(tmp_path)
    cache.put("https://example.com", 200, RULES, NOW)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:20])
    assert cache.get("https://example.com", NOW) is None
