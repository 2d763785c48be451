"""When a source's words about a known address are reason enough to ask for its page again. Pure: rows in, decision out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from news import revisits
from news.article import Entry

PAUSE = revisits.PAUSE
"""Between two times a page is asked for because its source says that it changed; longer for one that never rests."""
MOST = 24
"""Times a page is asked for again; one that is said to change more often is restless."""
GONE_FOR = timedelta(hours=24)
"""A page that is gone, though a source still names it, is looked for again after this long."""
FINEST = {"second": timedelta(seconds=1), "minute": timedelta(minutes=1)}
"""How much later than printed a change may have been."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What we knew of an address when a source offered it again."""

    state: str
    source: str
    """The source that offered it first."""
    fetched: datetime | None
    waits: bool
    """Failed, and to be asked for again anyway."""
    article: bool
    """Its page is, or was, an article we have."""
    memory: Mapping[str, Any]
    """`entry` of its row: what the sources said so far."""
    asked_again: int = 0
    asked_again_at: datetime | None = None
    """How often, and when last, a source's word had the page asked for again."""
    unsettled: int = 0
    """Looks in a row at which its article had another text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    memory: dict[str, Any]
    """What is remembered from now on."""
    due: datetime | None = None
    """When to ask for the page again, which the caller counts; None: the address stays as it is."""


def remember(entry: Entry) -> dict[str, Any]:
    """The memory of an address that is offered for the first time."""
    return {
        "headline": entry.headline,
        "summary": entry.summary,
        "published_raw": entry.published_raw,
        "modified": _written(entry),
        "modified_precision": entry.modified_precision,
        "authors": list(entry.authors),
        "tags": list(entry.tags),
        "image": entry.image,
    }


def decide(told: Told, entry: Entry, *, titled: bool, now: datetime) -> Decision:
    """Whether `entry` says more than was known. `titled`: the source prints the articles' own headlines, so that a change of one
    is a change of the article; what a link on a page of links says is no headline.

    A time of change counts when it is after our last fetch and after what any source named before: a clock that is wrong, or
    names another zone, does not have every page asked for twice. A headline is compared with what the same source said before:
    a feed and a sitemap may word it in two ways. Bounded by PAUSE (asked for later, never forgotten) and MOST.
    """
    memory = dict(told.memory)
    changed = _later(entry, told)
    if titled and entry.headline:
        titles = memory.get("titles") or _first_title(told)
        source, said = _digest(entry.source), _digest(entry.headline)
        changed |= titles.get(source, said) != said
        if titles.get(source) != said:
            memory["titles"] = titles | {source: said}
    if entry.modified is not None and _is_later_than_remembered(entry, told.memory):
        memory |= {"modified": _written(entry), "modified_precision": entry.modified_precision}
    returned = told.state == "gone" and told.article and told.fetched is not None and told.fetched + GONE_FOR <= now
    if told.state == "waiting" or told.waits or not (changed or returned) or told.asked_again >= MOST:
        return Decision(memory=memory)
    last = told.asked_again_at
    due = max(now, last + revisits.pause(told.unsettled)) if last is not None else now
    # what it says now is for the fetch; what it does not say stays as it was
    kept = {"modified", "modified_precision"} if titled else {"modified", "modified_precision", "headline"}
    memory |= {key: value for key, value in remember(entry).items() if value and key not in kept}
    return Decision(memory=memory, due=due)


def _later(entry: Entry, told: Told) -> bool:
    if entry.modified is None or told.fetched is None or not _is_later_than_remembered(entry, told.memory):
        return False
    if entry.modified_precision == "day":
        return entry.modified.date() > told.fetched.astimezone(UTC).date()
    return entry.modified + FINEST[entry.modified_precision or "second"] > told.fetched


def _is_later_than_remembered(entry: Entry, memory: Mapping[str, Any]) -> bool:
    known = memory.get("modified")
    return entry.modified is not None and (known is None or entry.modified > datetime.fromisoformat(known))


def _first_title(told: Told) -> dict[str, str]:
    """What the first source said, where that alone is remembered."""
    headline = told.memory.get("headline")
    return {_digest(told.source): _digest(headline)} if headline else {}


def _written(entry: Entry) -> str | None:
    return entry.modified.isoformat() if entry.modified else None


def _digest(text: str) -> str:
    """Headlines are compared, never shown: eight bytes of each do, millions of rows have them."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
