"""Watches for people and programs: as JSON, with what they found, and with what they would have found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from news.article import isotime
from storage.corpus import article_json
from storage.readers import watch_questions, watches
from storage.readers.watch_questions import Aliases, Wish
from storage.readers.watches import Kept, Tally
from storage.searching import search

BRIEF = ("id", "outlet", "url", "canonical_url", "headline", "published", "first_seen", "agency", "section", "language", "status")
"""Of an article that was hit."""
_BETWEEN = re.compile("[,،;؛=\n]")


def aliases(said: Iterable[str]) -> Aliases:
    """Lists of names as people write them: «بايدن، بايدين، Biden»."""
    lists = (tuple(filter(None, (name.strip() for name in _BETWEEN.split(one)))) for one in said)
    return tuple(names for names in lists if names)


def watch_json(kept: Kept, tally: Tally, known: Iterable[str], now: datetime) -> dict[str, Any]:
    """One watch. `known`: the outlets there are; `faults` says of which of its own there is no file any more."""
    gone = [f"there is no outlet {one!r} any more" for one in kept.wish.filters.outlets if one not in set(known)]
    return {
        "id": kept.id,
        "name": kept.name,
        "query": kept.wish.query,
        "filters": watch_questions.filters_json(kept.wish.filters),
        "aliases": [list(names) for names in kept.wish.aliases],
        "channels": list(kept.channels),
        "muted": kept.is_muted(now),
        "muted_until": isotime(kept.muted_until) if kept.is_muted(now) else None,
        "quiet": kept.telling.quiet,
        "digest": kept.telling.digest,
        "zone": kept.telling.zone,
        "created": isotime(kept.created_at),
        "asked_since": isotime(kept.asked_at),
        "stories": tally.stories,
        "copies": tally.copies,
        "last_hit": isotime(tally.last_at),
        "faults": [*gone, *tally.troubles],
    }


def hits(
    session: Session, kept: Kept, limit: int, *, before: int | None = None, copies: bool = False
) -> tuple[list[dict[str, Any]], int | None]:
    """A page of what a watch found, the newest first, and `before` of the next page; None: this was the last."""
    found = watches.hits(session, kept.id, limit + 1, before=before, copies=copies)
    page = found[:limit]
    there = watches.articles(session, page)
    rows = [
        {
            "id": hit.id,
            "at": isotime(hit.at),
            "copy_of": hit.copy_of,
            "copies": hit.copies,
            "article": brief(there[hit.article_id]),
        }
        for hit in page
        if hit.article_id in there
    ]
    return rows, page[-1].id if len(found) > limit else None


def would_hit(session: Session, wish: Wish, since: datetime, limit: int) -> tuple[list[dict[str, Any]], bool]:
    """Stories from `since` on that a watch would have told of, the newest first; and whether there are more."""
    ids, more = would_find(session, wish, since, limit)
    return [brief(row) for row in article_json.load(session, ids)], more


def would_find(session: Session, wish: Wish, since: datetime, limit: int) -> tuple[list[int], bool]:
    """The same, as numbers of articles."""
    asked = watch_questions.parsed(wish)
    filters = replace(wish.filters, since=since, copies=False)
    places, more = search.places(session, None if asked.is_empty else asked, filters, limit)
    return [one.id for one in places], more is not None


def brief(article: dict[str, Any]) -> dict[str, Any]:
    """Of the Article JSON what a list shows."""
    return {name: article[name] for name in BRIEF}


def wish_of(kept: Kept, **changed: Any) -> Wish:
    """What a watch asks, with some of it changed: query, filters, aliases; what is None stays."""
    return replace(kept.wish, **{name: value for name, value in changed.items() if value is not None})
