"""Finds the copies of a text and keeps them together: the lead of a cluster is the article we saw first.

Called in the transaction that records an article, and one such transaction goes at a time (`serialise`): two that look at
the same moment would each find nothing, and each become a lead.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Select, bindparam, delete, func, insert, select, text, union_all
from sqlalchemy.orm import Session

from news import arabic, fingerprint
from storage.tables import ArticleRow, Band, Cluster

SAME_TEXT = 0.5
"""Similarity from which two texts are copies: edited wire copy lies above, another report of the event below."""
PER_BAND = 50
CANDIDATES = 200
"""Bounds of a look-up, newest first: ten thousand texts with the same furniture must not make each new one slow."""
SHORT = 8
"""Words of a body below which equal hashes say little: headline and body must both be there."""
RECORD_LOCK = 0x7261736965
"""Of the advisory lock of PostgreSQL; any number that is ours alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An article with the same text."""

    id: int
    similarity: float


def serialise(session: Session) -> None:
    """Wait until no other transaction records an article; SQLite's BEGIN IMMEDIATE has seen to it."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": RECORD_LOCK})


def place(session: Session, row: ArticleRow) -> None:
    """Bring fingerprint, bands and cluster of a new or changed article in line with its text; `row` is flushed."""
    row.fingerprint = fingerprint.signature(row.body)
    session.execute(delete(Band).where(Band.article_id == row.id))
    if row.fingerprint is not None:
        bands = [{"band": band, "hash": key, "article_id": row.id} for band, key in fingerprint.bands(row.fingerprint)]
        session.execute(insert(Band), bands)
    if row.cluster_id is not None:
        _stay_or_leave(session, row)
    if row.cluster_id is None and (match := find(session, row)) is not None:
        _join(session, row, match)
    session.flush()


def find(session: Session, row: ArticleRow) -> Match | None:
    """The article most like this one, if one is a copy; among equals the oldest."""
    same = _same_hash(session, row)
    if same is not None:
        return Match(id=same, similarity=1.0)
    if row.fingerprint is None:
        return None
    numbers = fingerprint.numbers_of(row.body)
    for match in _similar(session, row):
        # weekly tolls and the trials of one case are written from one template; their first sentences count differently
        if fingerprint.numbers_of(session.scalars(select(ArticleRow.body).where(ArticleRow.id == match.id)).one()) == numbers:
            return match
    return None


def _same_hash(session: Session, row: ArticleRow) -> int | None:
    body = arabic.words(row.body)
    if not body or (len(body) < SHORT and not arabic.words(row.headline or "")):
        return None
    same = select(func.min(ArticleRow.id)).where(ArticleRow.content_hash == row.content_hash, ArticleRow.id != row.id)
    return session.scalar(same)


def _similar(session: Session, row: ArticleRow) -> list[Match]:
    """Candidates that are copies, the most similar first, among equals the oldest."""
    assert row.fingerprint is not None  # noqa: S101 - `find` has looked
    hashes = {f"hash{band}": key for band, key in fingerprint.bands(row.fingerprint)}
    candidates = session.execute(_candidates(), {"own": row.id, **hashes})
    matches = [
        Match(id=number, similarity=fingerprint.similarity(row.fingerprint, other))
        for number, other in candidates
        if other is not None
    ]
    return sorted((match for match in matches if match.similarity >= SAME_TEXT), key=lambda match: (-match.similarity, match.id))


@functools.cache
def _candidates() -> Select[int, bytes | None]:
    """Articles which share bands with a fingerprint, those with most first; built once, it is large."""
    shared = union_all(
        *(
            select(
                select(Band.article_id)
                .where(Band.band == band, Band.hash == bindparam(f"hash{band}"), Band.article_id != bindparam("own"))
                .order_by(Band.article_id.desc())
                .limit(PER_BAND)
                .subquery()
            )
            for band in range(fingerprint.BANDS)
        )
    ).subquery()
    often = (
        select(shared.c.article_id)
        .group_by(shared.c.article_id)
        .order_by(func.count().desc(), shared.c.article_id.desc())
        .limit(CANDIDATES)
    )
    return select(ArticleRow.id, ArticleRow.fingerprint).where(ArticleRow.id.in_(often))


def _join(session: Session, row: ArticleRow, match: Match) -> None:
    like = session.get_one(ArticleRow, match.id)
    if like.cluster_id is None:
        cluster = Cluster(lead_id=like.id, size=1)
        session.add(cluster)
        session.flush()
        like.cluster_id, like.similarity, like.is_copy = cluster.id, 1.0, False
    else:
        cluster = session.get_one(Cluster, like.cluster_id)
    cluster.size += 1
    row.cluster_id, row.is_copy = cluster.id, True
    row.similarity = match.similarity if like.id == cluster.lead_id else _to_lead(session, row, cluster, match.similarity)


def _to_lead(session: Session, row: ArticleRow, cluster: Cluster, otherwise: float) -> float:
    """How like the lead; by way of the copy that was found, where one of the two is too short to compare."""
    lead = session.get_one(ArticleRow, cluster.lead_id)
    if lead.content_hash == row.content_hash:
        return 1.0
    if lead.fingerprint is None or row.fingerprint is None:
        return otherwise
    return fingerprint.similarity(lead.fingerprint, row.fingerprint)


def _stay_or_leave(session: Session, row: ArticleRow) -> None:
    """A changed article stays with its copies while it is one. The lead stays whatever becomes of it: it was the first."""
    cluster = session.get_one(Cluster, row.cluster_id)
    if cluster.lead_id == row.id:
        return
    similarity = _to_lead(session, row, cluster, 0.0)
    if similarity >= SAME_TEXT:
        row.similarity = similarity
        return
    cluster.size -= 1
    row.cluster_id, row.similarity, row.is_copy = None, None, False
    session.flush()


def members(session: Session, cluster_id: int) -> list[int]:
    """Ids of the articles of a cluster, the lead first, then as they came."""
    lead = select(Cluster.lead_id).where(Cluster.id == cluster_id)
    rest = select(ArticleRow.id).where(ArticleRow.cluster_id == cluster_id, ArticleRow.is_copy).order_by(ArticleRow.id)
    return list(chain(session.scalars(lead), session.scalars(rest)))
