"""How an outlet is doing, judged from one run, in words for people. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crawler.fetching import failures

Health = Literal["ok", "quiet", "unreachable", "blocked", "robots", "feed dead", "layout changed", "failed"]
NETWORK = {"dns", "refused", "timeout", "data_loss", "tls", "network", "redirects", "robots_unreachable", "address", "headers"}
BLOCKED = {"401", "403", "429", "451", "challenge"}
DEAD_WORDS = {
    "html": "HTML instead of a feed",
    "empty": "an empty answer",
    "json": "JSON that is no feed",
    "binary": "binary data",
    "unknown": "no feed of a known kind",
    "too_large": "an answer over 10 MB",
    "no_entries": "no entries",
}
NOTHING_READ = {"no_text", "empty", "charset", "too_deep", "language", "not_article"}
EXTRACTOR = {"extract_timeout", "crash", "memory", "error"}
ENOUGH = 3
"""Pages from which on «all of them» says something about the outlet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one source said."""

    url: str
    word: str | None = None
    """None: it answered; else a word of `failures` or `DEAD_WORDS`, or an HTTP status."""
    unchanged: bool = False
    offered: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A run's figures."""

    offered: int = 0
    new: int = 0
    stored: int = 0
    revised: int = 0
    kept: int = 0
    """Stored, revised, unchanged or duplicate: pages that held an article."""
    rejected: int = 0
    failed: int = 0
    reasons: Mapping[str, int] | None = None


def diagnose(
    answers: Sequence[Answer], tally: Tally, *, error: str | None, last_stored: datetime | None, now: datetime
) -> tuple[Health, str]:
    """(health, why). A crash of our own comes first, then silent sources, then pages that gave nothing."""
    if error is not None:
        return "failed", error
    bad = [answer for answer in answers if answer.word is not None]
    if bad and len(bad) == len(answers):
        return _silent(bad[0], len(bad))
    pages = _pages(tally)
    if pages is not None:
        return pages
    if answers and not any(answer.unchanged or answer.offered for answer in answers):
        asked = next(answer.url for answer in answers if answer.word is None)
        strangers = (tally.reasons or {}).get("dropped:pattern", 0)
        if strangers:
            return (
                "layout changed",
                f"{asked}: {strangers} entries, none matches article_url of the outlet's file",
            )
        empty = f"{asked}: no entries"
        if not bad:
            return "feed dead", empty
        health, why = _silent(bad[0], len(bad))
        return health, f"{why}; {empty}"
    but = f"; {len(bad)} of {len(answers)} sources failed ({bad[0].url}: {say(bad[0].word or '')})" if bad else ""
    if tally.stored or tally.new or tally.revised:
        also = ((tally.revised, "revised"), (tally.rejected, "rejected"), (tally.failed, "failed"))
        lost = "".join(f", {count} {word}" for count, word in also if count)
        return "ok", f"{tally.new} new of {tally.offered} offered, {tally.stored} stored{lost}{but}"
    return "quiet", f"nothing new; {_ago(last_stored, now)}{but}"


def nothing_from(tally: Tally) -> str | None:
    """Why none of the addresses a person named gave an article; None where one did."""
    pages = _reasons(tally)
    if tally.kept or not pages:
        return None
    return "no article: " + ", ".join(say(word) if count == 1 else f"{say(word)} ({count} pages)" for word, count in pages)


def say(word: str) -> str:
    return DEAD_WORDS.get(word) or failures.say(word)


def _silent(answer: Answer, count: int) -> tuple[Health, str]:
    word = answer.word or ""
    why = f"{answer.url}: {say(word)}" + (f" ({count} sources)" if count > 1 else "")
    if word == "robots":
        return "robots", why
    if word in BLOCKED:
        return "blocked", why
    if word in NETWORK or word.startswith("5"):
        return "unreachable", why
    return "feed dead", why


def _pages(tally: Tally) -> tuple[Health, str] | None:
    """What pages that were asked for and gave no article say of the outlet; None while some gave one."""
    if tally.kept or tally.rejected + tally.failed < ENOUGH:
        return None
    pages = _reasons(tally)
    if not pages:
        return None
    word, count = pages[0]
    total = tally.rejected + tally.failed
    why = f"{count} of {total} pages: {say(word)}"
    if word in BLOCKED:
        return "blocked", why
    if word == "robots":
        return "robots", why
    if word in NETWORK or word.startswith("5"):
        return "unreachable", why
    if word in EXTRACTOR:
        return "failed", f"{count} of {total} pages broke the extraction ({word})"
    return ("layout changed", f"{total} pages fetched, none gave an article ({word})") if word in NOTHING_READ else None


def _reasons(tally: Tally) -> list[tuple[str, int]]:
    """Why pages gave no article, the commonest reason first."""
    reasons = sorted((tally.reasons or {}).items(), key=lambda pair: -pair[1])
    return [(key.partition(":")[2], count) for key, count in reasons if key.startswith(("rejected:", "failed:"))]


def _ago(when: datetime | None, now: datetime) -> str:
    if when is None:
        return "no article stored yet"
    minutes = max(0, int((now - when).total_seconds() // 60))
    if minutes < 60:
        return f"last article {minutes} min ago"
    return f"last article {minutes // 60} h ago" if minutes < 48 * 60 else f"last article {minutes // 1440} days ago"
