"""How an outlet is doing, judged from one run, in words for people. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crawler.fetching import phrases

Health = Literal["ok", "quiet", "unreachable", "blocked", "robots", "feed dead", "layout changed", "failed"]
NETWORK = {"dns", "refused", "timeout", "data_loss", "tls", "network", "redirects", "robots_unreachable", "address", "headers"}
WALLS = {"401", "403", "429", "451", "challenge", "login", "consent"}
"""The outlet shuts the door to us, whatever else it publishes."""
BLOCKED = WALLS | {"paywall"}
DOWN = {"maintenance", "parked"}
"""The outlet answers, and is not there."""
DEAD_WORDS = {
    "html": "HTML instead of a feed",
    "empty": "an empty answer",
    "json": "JSON that is no feed",
    "binary": "binary data",
    "unknown": "no feed of a known kind",
    "too_large": "an answer over 10 MB",
    "no_entries": "no entries",
}
PAGE_WORDS = {
    "challenge": "a bot challenge",
    "login": "a log-in page",
    "consent": "a consent wall",
    "paywall": "a paywall's teaser",
    "soft_404": "«not found» under status 200",
    "maintenance": "maintenance or a server error under status 200",
    "parked": "a parked domain or a hoster's page",
    "redirect": "nothing but the way to another page",
    "needs_script": "a page that is empty until its scripts run",
    "not_article": "no article",
    "no_text": "a page without text",
    "language": "a text in another language",
    "charset": "unreadable characters",
    "too_deep": "elements nested without end",
    "forgotten": "what was forgotten (`rasid forget`)",
    "extract_timeout": "the extraction took too long",
    "crash": "the extraction's process ended",
    "memory": "the extraction needed too much memory",
    "error": "a fault of the extractor",
}
MOVED = {"soft_404", "redirect", "404", "410"}
"""The addresses the sources give lead nowhere."""
NOTHING_READ = {"no_text", "empty", "charset", "too_deep", "language", "not_article", "needs_script"} | MOVED
EXTRACTOR = {"extract_timeout", "crash", "memory", "error"}
ENOUGH = 3
"""Pages from which on «all of them» says something about the outlet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one source said."""

    url: str
    word: str | None = None
    """None: it answered; else a word of `phrases.PHRASES` or `DEAD_WORDS`, or an HTTP status."""
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


def of_pages(tally: Tally) -> tuple[Health, str] | None:
    """What the pages of one or several runs say of the outlet by themselves; None: nothing."""
    return _pages(tally)


def nothing_from(tally: Tally) -> str | None:
    """Why none of the addresses a person named gave an article; None where one did."""
    pages = _reasons(tally)
    if tally.kept or not pages:
        return None
    return "no article: " + ", ".join(say(word) if count == 1 else f"{say(word)} ({count} pages)" for word, count in pages)


def say(word: str) -> str:
    """`word` for people: of a feed, of a page, of a request, or an HTTP status."""
    return DEAD_WORDS.get(word) or PAGE_WORDS.get(word) or phrases.say(word)


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
    """What pages that were asked for and gave no article say of the outlet; None while some gave one and no wall met the most."""
    total = tally.rejected + tally.failed
    pages = _reasons(tally)
    if total < ENOUGH or not pages:
        return None
    if tally.kept:
        walls = [(word, count) for word, count in pages if word in WALLS]
        met = sum(count for _, count in walls)
        shut = met >= ENOUGH and 2 * met > total + tally.kept
        return ("blocked", f"{met} of {total + tally.kept} pages: {_named(walls)}") if shut else None
    groups: dict[Health | None, list[tuple[str, int]]] = {}
    for word, count in pages:
        groups.setdefault(_health(word), []).append((word, count))
    health, met_by = max(groups.items(), key=lambda pair: sum(count for _, count in pair[1]))
    if health is None:
        return None
    count = sum(count for _, count in met_by)
    if health == "failed":
        return health, f"{count} of {total} pages broke the extraction ({_named(met_by)})"
    if health == "layout changed":
        what = "addresses lead nowhere" if met_by[0][0] in MOVED else "none gave an article"
        return health, f"{total} pages fetched, {what}: {_named(met_by)}"
    return health, f"{count} of {total} pages: {_named(met_by)}"


def _health(word: str) -> Health | None:
    """What one page's reason says of its outlet; None: nothing."""
    if word in BLOCKED:
        return "blocked"
    if word == "robots":
        return "robots"
    if word in NETWORK or word in DOWN or word.startswith("5"):
        return "unreachable"
    if word in EXTRACTOR:
        return "failed"
    return "layout changed" if word in NOTHING_READ else None


def _named(pages: Sequence[tuple[str, int]]) -> str:
    """The commonest reasons for people, with their counts where there are several."""
    if len(pages) == 1:
        return say(pages[0][0])
    return ", ".join(f"{say(word)} ({count})" for word, count in pages[:3])


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
