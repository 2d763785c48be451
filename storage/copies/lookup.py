"""Looks up the articles a text may be a copy of: those that share bands or sentence anchors, the rarest first.

The cost is bounded whatever the corpus holds: PER_BAND rows of each band, CANDIDATES fingerprints, COMPARED texts.
"""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from news import copies, fingerprint
from news.copies import Story
from storage.corpus.making import Made
from storage.engine import statements
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


@functools.lru_cache(maxsize=128)
def _story(outlet: str, headline: str | None, body: str, published: datetime | None) -> Story:
    """A wire's lead is compared with every copy of it."""
    return copies.story(outlet=outlet, headline=headline, body=body, published=published)


@dataclass(frozen=True, slots=True)
class Other:
    """What is compared of a stored article."""

    id: int
    cluster_id: int | None
    is_copy: bool
    content_hash: str
    fingerprint: bytes | None
    fingerprint_version: int
    story: Story


def read(session: Session, article_id: int) -> Other:
    """The article of that number, which is there."""
    row = session.execute(_OTHER, {"number": article_id}).one()
    story = _story(row.outlet, row.headline, row.body, copies.moment(row.published, row.published_precision))
    return Other(row.id, row.cluster_id, row.is_copy, row.content_hash, row.fingerprint, row.fingerprint_version, story)


_OTHER = select(
    *(column for column in ArticleRow.__table__.columns if column.name in {*Other.__slots__, *copies.Story.__slots__, "body"}),
    ArticleRow.__table__.c.published_precision,
).where(ArticleRow.__table__.c.id == bindparam("number"))


def candidates(session: Session, made: Made, own: int) -> Found:
    """What the text of article `own` (0: it has no number yet) may be a copy of; there is a fingerprint of it."""
    anchors = made.anchors
    holders = _holders(session, made.keys, own)
    if not holders:
        return Found([], frozenset())
    seen = _read(session, made, _heaviest(holders.values()))
    common = frozenset(
        anchors[slot - fingerprint.BANDS]
        for slot, numbers in holders.items()
        if slot >= fingerprint.BANDS and _is_common([seen[number] for number in numbers if number in seen], made.article.outlet)
    )
    anchored = Counter(
        number
        for slot, numbers in holders.items()
        if slot >= fingerprint.BANDS and anchors[slot - fingerprint.BANDS] not in common
        for number in numbers
    )
    return Found(_best(seen.values(), anchored), common)


def _holders(session: Session, keys: Sequence[tuple[int, int]], own: int) -> dict[int, list[int]]:
    """Place among the keys → articles that have that key too, the newest PER_BAND of each."""
    holders: dict[int, list[int]] = defaultdict(list)
    if statements.is_sqlite(session):
        rows = statements.run(session, _sharing(len(keys)), [value for _, key in keys for value in (key, own)])
    else:
        bands, hashes = [band for band, _ in keys], [key for _, key in keys]
        rows = statements.run(session, _SHARING, [bands, hashes, own, PER_BAND])
    for slot, number in rows:
        holders[slot].append(number)
    return holders


@functools.cache
def _sharing(keys: int) -> str:
    """For SQLite, which cannot join a table with a limited part of another; band and place are the same for all but anchors."""
    one = (
        "SELECT {slot}, article_id FROM (SELECT article_id FROM band WHERE band = {band} AND hash = ?"
        " AND article_id <> ? ORDER BY article_id DESC LIMIT {most})"
    )
    return " UNION ALL ".join(one.format(slot=slot, band=min(slot, fingerprint.ANCHOR), most=PER_BAND) for slot in range(keys))


_SHARING = """SELECT key.slot - 1, shared.article_id
FROM unnest(%s::smallint[], %s::bigint[]) WITH ORDINALITY AS key(band, hash, slot)
CROSS JOIN LATERAL (
    SELECT article_id FROM band WHERE band.band = key.band AND band.hash = key.hash AND article_id <> %s
    ORDER BY article_id DESC LIMIT %s
) AS shared"""


def _heaviest(buckets: Iterable[list[int]]) -> list[int]:
    """The articles that share most, and what is rare rather than what many share; among equals the newest."""
    weights: dict[int, float] = defaultdict(float)
    for numbers in buckets:
        for number in numbers:
            weights[number] += 1 / len(numbers)
    return sorted(weights, key=lambda number: (-weights[number], -number))[:CANDIDATES]


def _read(session: Session, made: Made, numbers: list[int]) -> dict[int, _Seen]:
    # a fingerprint of another version does not compare; its bands do not meet ours either, but its anchors may
    rows = statements.among(
        session,
        "SELECT id, outlet, cluster_id, is_copy, fingerprint FROM article WHERE id {among} AND fingerprint_version = {version}",
        numbers,
        version=fingerprint.VERSION,
    )
    there = [(number, outlet, cluster, is_copy, bytes(other)) for number, outlet, cluster, is_copy, other in rows if other]
    similar = fingerprint.similarities(made.signature or b"", [other for *_, other in there])
    return {
        number: _Seen(number, outlet, cluster, bool(is_copy), likeness)
        for (number, outlet, cluster, is_copy, _), likeness in zip(there, similar, strict=True)
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
