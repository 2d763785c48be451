"""An outlet's health in words, from what one run saw."""

from __future__ import annotations

import typing
from datetime import UTC, datetime, timedelta

import pytest

from crawler.diagnosis import Answer, Tally, diagnose
from news.article import Reason

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FEED = "https://sana.example/feed"


def health(answers: list[Answer], tally: Tally | None = None, **more: object) -> tuple[str, str]:
    given = {"error": None, "last_stored": None, "now": NOW} | more
    return diagnose(answers, tally or Tally(), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "expected", "why"),
    [
        ("dns", "unreachable", "DNS lookup failed"),
        ("refused", "unreachable", "connection refused"),
        ("timeout", "unreachable", "timed out"),
        ("503", "unreachable", "HTTP 503"),
        ("robots_unreachable", "unreachable", "robots.txt cannot be read"),
        ("robots", "robots", "robots.txt forbids"),
        ("403", "blocked", "HTTP 403"),
        ("429", "blocked", "HTTP 429"),
        ("404", "feed dead", "HTTP 404"),
        ("html", "feed dead", "HTML instead of a feed"),
    ],
)
def test_a_silent_feed_is_named_with_its_reason(word: str, expected: str, why: str) -> None:
    found, said = health([Answer(url=FEED, word=word)])
    assert found == expected
    assert FEED in said
    assert why in said


def test_one_source_of_two_failing_is_said_but_does_not_count() -> None:
    found, said = health(
        [Answer(url=FEED, offered=40), Answer(url="https://b.example/", word="404")],
        Tally(offered=40, new=12, stored=12, kept=12),
    )
    assert (found, said) == ("ok", "12 new of 40 offered, 12 stored; 1 of 2 sources failed (https://b.example/: HTTP 404)")


def test_nothing_new_is_quiet_and_says_since_when() -> None:
    found, said = health([Answer(url=FEED, unchanged=True)], last_stored=NOW - timedelta(hours=3, minutes=10))
    assert (found, said) == ("quiet", "nothing new; last article 3 h ago")


def test_a_feed_without_entries_is_dead() -> None:
    assert health([Answer(url=FEED)])[0] == "feed dead"


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        ({"rejected:no_text": 9, "failed:timeout": 1}, "layout changed"),
        ({"failed:403": 10}, "blocked"),
        ({"rejected:challenge": 10}, "blocked"),
        ({"failed:timeout": 10}, "unreachable"),
        ({"failed:robots": 10}, "robots"),
        ({"failed:crash": 10}, "failed"),
        ({"rejected:consent": 6, "rejected:not_article": 4}, "blocked"),
        ({"rejected:challenge": 3, "rejected:login": 3, "rejected:not_article": 4}, "blocked"),
        ({"rejected:challenge": 2, "rejected:not_article": 8}, "layout changed"),
        ({"rejected:paywall": 9, "failed:timeout": 1}, "blocked"),
        ({"rejected:soft_404": 7, "failed:404": 3}, "layout changed"),
        ({"rejected:maintenance": 8, "rejected:soft_404": 2}, "unreachable"),
        ({"rejected:parked": 10}, "unreachable"),
        ({"rejected:needs_script": 10}, "layout changed"),
        ({"rejected:redirect": 10}, "layout changed"),
    ],
    ids=str,
)
def test_pages_that_give_no_article(reasons: dict[str, int], expected: str) -> None:
    rejected = sum(count for key, count in reasons.items() if key.startswith("rejected"))
    tally = Tally(offered=10, new=10, rejected=rejected, failed=10 - rejected, reasons=reasons)
    assert health([Answer(url=FEED, offered=10)], tally)[0] == expected


def test_the_reasons_are_told_in_words() -> None:
    tally = Tally(offered=10, new=10, rejected=10, reasons={"rejected:soft_404": 7, "rejected:redirect": 3})
    found, said = health([Answer(url=FEED, offered=10)], tally)
    assert found == "layout changed"
    assert said.startswith("10 pages fetched, addresses lead nowhere: «not found» under status 200 (7), ")


@pytest.mark.parametrize(
    ("kept", "reasons", "expected"),
    [
        (3, {"rejected:challenge": 8}, "blocked"),
        (3, {"rejected:paywall": 8}, "ok"),
        (8, {"rejected:challenge": 3}, "ok"),
        (1, {"rejected:challenge": 2}, "ok"),
    ],
    ids=str,
)
def test_a_wall_before_the_most_pages_is_said_though_some_were_read(kept: int, reasons: dict[str, int], expected: str) -> None:
    tally = Tally(offered=11, new=11, stored=kept, kept=kept, rejected=sum(reasons.values()), reasons=reasons)
    assert health([Answer(url=FEED, offered=11)], tally)[0] == expected


def test_every_reason_of_a_page_says_something_of_its_outlet() -> None:
    quiet = {"binary", "too_large"}  # of one page, never of an outlet
    for reason in set(typing.get_args(Reason)) - quiet:
        tally = Tally(offered=5, new=5, rejected=5, reasons={f"rejected:{reason}": 5})
        assert health([Answer(url=FEED, offered=5)], tally)[0] != "ok", reason


def test_two_rejected_pages_say_nothing_about_the_outlet() -> None:
    tally = Tally(offered=2, new=2, rejected=2, reasons={"rejected:no_text": 2})
    assert health([Answer(url=FEED, offered=2)], tally)[0] == "ok"


def test_our_own_crash_comes_first() -> None:
    assert health([Answer(url=FEED, word="dns")], error="KeyError: 'x'") == ("failed", "KeyError: 'x'")


def test_a_pattern_that_fits_no_entry_is_named_not_called_an_empty_feed() -> None:
    found, said = health([Answer(url=FEED)], Tally(reasons={"dropped:pattern": 30}))
    assert found == "layout changed"
    assert "30 entries, none matches article_url" in said


def test_a_run_that_only_revised_is_not_quiet() -> None:
    found, said = health([Answer(url=FEED, offered=9)], Tally(offered=9, revised=2, kept=2))
    assert (found, said) == ("ok", "0 new of 9 offered, 0 stored, 2 revised")
