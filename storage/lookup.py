"""Looks up the articles a text may be a copy of: those that share bands or sentence anchors, the rarest first.

The cost is bounded whatever the corpus holds: PER_BAND rows of each band, CANDIDATES fingerprints, COMPARED texts.
"""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import TextClause, select, text
from sqlalchemy.orm import Session

from news import copies, fingerprint
from news.copies import Story
from storage.tables import ArticleRow

PER_BAND = 50
"""Rows of one band, the newest first: ten thousand texts with the same furniture must not make each new one slow."""
CANDIDATES = 100
"""Fingerprints compared: of the articles that share most, a band counting the more the fewer share it."""
COMPARED = 8
"""Texts read and compared word by word."""
OF_ONE_CLUSTER = 2
"""Of these from one cluster at most: a thousand copies of a wire that is not ours must not hide the one that is."""
LEAST = 0.1
"""Estimated similarity below which only a shared sentence is worth reading the text."""
COMMON_HERE, COMMON = 3, 5
"""Stories of one outlet, and of all, from which a sentence they all hold says nothing: a footer, «about the agency»."""


@dataclass(frozen=True, slots=True)
class Candidate:
    id: int
    similarity: float
    """Estimated from the fingerprints."""


@dataclass(frozen=True, slots=True)
class Found:
    best: list[Candidate]
    """At most COMPARED, the most promising first."""
    common: frozenset[int]
    """Anchors of the text that stand in many stories."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known of a candidate before its text is read."""

    id: int
    outlet: str
    cluster_id: int | None
    is_copy: bool
    similarity: float


def story_of(row: ArticleRow) -> Story:
    """The comparing form of a stored article; a day without an hour is no time to measure a distance from."""
    published = row.published if row.published_precision in ("minute", "second") else None
    return copies.story(outlet=row.outlet, headline=row.headline, body=row.body, published=published)


def candidates(session: Session, row: ArticleRow, story: Story) -> Found:
    """What `row`, whose fingerprint is made and whose bands are written, may be a copy of."""
    assert row.fingerprint is not None  # noqa: S101 - who calls has looked
    anchors = fingerprint.anchors(story.sentences)
    keys = {f"hash{band}": key for band, key in fingerprint.bands(row.fingerprint)}
    keys |= {f"hash{fingerprint.BANDS + place}": key for place, key in enumerate(anchors)}
    holders: dict[int, list[int]] = defaultdict(list)
    for slot, number in session.execute(_sharing(len(anchors)), {"own": row.id, **keys}):
        holders[slot].append(number)
    if not holders:
        return Found([], frozenset())
    seen = _read(session, row, _heaviest(holders.values()))
    common = frozenset(
        anchors[slot - fingerprint.BANDS]
        for slot, numbers in holders.items()
        if slot >= fingerprint.BANDS and _is_common([seen[number] for number in numbers if number in seen], row.outlet)
    )
    anchored = Counter(
        number
        for slot, numbers in holders.items()
        if slot >= fingerprint.BANDS and anchors[slot - fingerprint.BANDS] not in common
        for number in numbers
    )
    return Found(_best(seen.values(), anchored), common)


@functools.cache
def _sharing(anchors: int) -> TextClause:
    """(band's or anchor's place, article) for all that share one with a text.

    Written out: to find so large a statement among those it has compiled takes SQLAlchemy longer than the database to answer it.
    """
    one = (
        "SELECT {slot} AS slot, article_id FROM (SELECT article_id FROM band WHERE band = {band} AND hash = :hash{slot}"
        " AND article_id <> :own ORDER BY article_id DESC LIMIT {most}) AS shared{slot}"
    )
    slots = range(fingerprint.BANDS + anchors)
    return text(" UNION ALL ".join(one.format(slot=slot, band=min(slot, fingerprint.ANCHOR), most=PER_BAND) for slot in slots))


def _heaviest(buckets: Iterable[list[int]]) -> list[int]:
    """The articles that share most, and what is rare rather than what many share; among equals the newest."""
    weights: dict[int, float] = defaultdict(float)
    for numbers in buckets:
        for number in numbers:
            weights[number] += 1 / len(numbers)
    return sorted(weights, key=lambda number: (-weights[number], -number))[:CANDIDATES]


def _read(session: Session, row: ArticleRow, numbers: list[int]) -> dict[int, _Seen]:
    columns: tuple[Any, ...] = (
        ArticleRow.id, ArticleRow.outlet, ArticleRow.cluster_id, ArticleRow.is_copy, ArticleRow.fingerprint,
    )  # fmt: skip
    # a fingerprint of another version does not compare; its bands do not meet ours either, but its anchors may
    there = select(*columns).where(ArticleRow.id.in_(numbers), ArticleRow.fingerprint_version == fingerprint.VERSION)
    own = row.fingerprint or b""
    return {
        number: _Seen(number, outlet, cluster, is_copy, fingerprint.similarity(own, other))
        for number, outlet, cluster, is_copy, other in session.execute(there)
        if other is not None
    }


def _is_common(holders: list[_Seen], outlet: str) -> bool:
    """`outlet` prints the sentence too, now."""
    stories = Counter([outlet, *(seen.outlet for seen in holders if not seen.is_copy)])
    return max(stories.values()) >= COMMON_HERE or stories.total() > COMMON


def _best(seen: Iterable[_Seen], anchored: Counter[int]) -> list[Candidate]:
    """The most similar first, of equals those with more sentences in common, then the oldest."""
    worth = [one for one in seen if one.similarity >= LEAST or anchored[one.id]]
    worth.sort(key=lambda one: (-one.similarity, -anchored[one.id], one.id))
    taken: Counter[int | None] = Counter()
    best = []
    for one in worth:
        if one.cluster_id is None or taken[one.cluster_id] < OF_ONE_CLUSTER:
            taken[one.cluster_id] += 1
            best.append(Candidate(one.id, one.similarity))
    return best[:COMPARED]
