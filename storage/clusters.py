"""Finds the copies of a text and keeps them together: the lead of a cluster is the article we saw first.

Called in the transaction that records an article, and one such transaction goes at a time (`serialise`): two that look at
the same moment would each find nothing, and each become a lead. How candidates are looked up stands in `storage.lookup`, when
two texts are one story in `news.copies`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from news import copies, fingerprint
from news.copies import Story
from storage import lookup
from storage.tables import ArticleRow, Band, Cluster

SHORT = 8
"""Words of a body below which equal hashes say little: headline and body must both be there."""
RECORD_LOCK = 0x7261736965
"""Of the advisory lock of PostgreSQL; any number that is ours alone."""
MEMBERS = 500
"""Members read at a time where the lead of a cluster has changed."""


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
    story = lookup.story_of(row)
    imprint(session, row, story)
    if row.cluster_id is not None:
        _stay_or_leave(session, row, story)
    if row.cluster_id is None and (match := find(session, row, story)) is not None:
        _join(session, row, match)
    session.flush()


def imprint(session: Session, row: ArticleRow, story: Story) -> None:
    """Write fingerprint and bands of an article's text, and nothing of its cluster."""
    if row.fingerprint_version:
        session.execute(delete(Band).where(Band.article_id == row.id))
    row.fingerprint, row.fingerprint_version = fingerprint.signature_of(story.words), fingerprint.VERSION
    if row.fingerprint is not None:
        keys = [*fingerprint.bands(row.fingerprint), *((fingerprint.ANCHOR, key) for key in fingerprint.anchors(story.sentences))]
        session.execute(insert(Band.__table__), [{"band": band, "hash": key, "article_id": row.id} for band, key in keys])  # type: ignore[arg-type]


def find(session: Session, row: ArticleRow, story: Story) -> Match | None:
    """The article most like this one, if one is a copy; among equals the oldest."""
    same = _same_hash(session, row, story)
    if same is not None:
        return Match(id=same, similarity=1.0)
    if row.fingerprint is None:
        return None
    found = lookup.candidates(session, row, story)
    for candidate in found.best:
        other = session.get_one(ArticleRow, candidate.id)
        if copies.is_copy(story, lookup.story_of(other), common=found.common) and _belongs(session, story, other):
            return Match(id=other.id, similarity=candidate.similarity)
    return None


def _same_hash(session: Session, row: ArticleRow, story: Story) -> int | None:
    words = sum(map(len, story.sentences))
    if not words or (words < SHORT and not story.headline):
        return None
    same = select(func.min(ArticleRow.id)).where(ArticleRow.content_hash == row.content_hash, ArticleRow.id != row.id)
    return session.scalar(same)


def _belongs(session: Session, story: Story, like: ArticleRow) -> bool:
    """Whether a copy of this member is one of the cluster's: copies of copies must not drift to another story."""
    if like.cluster_id is None or not like.is_copy:
        return True
    lead = session.get_one(ArticleRow, session.get_one(Cluster, like.cluster_id).lead_id)
    return copies.is_related(story, lookup.story_of(lead))


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
    lead = session.get_one(ArticleRow, cluster.lead_id)
    row.similarity = match.similarity if like.id == lead.id else _likeness(row, lead, match.similarity)


def _likeness(row: ArticleRow, lead: ArticleRow, otherwise: float) -> float:
    """How like the lead; by way of the copy that was found, where one of the two is too short to compare."""
    if lead.content_hash == row.content_hash:
        return 1.0
    if lead.fingerprint is None or row.fingerprint is None or lead.fingerprint_version != row.fingerprint_version:
        return otherwise
    return fingerprint.similarity(lead.fingerprint, row.fingerprint)


def _stay_or_leave(session: Session, row: ArticleRow, story: Story) -> None:
    """A changed article stays with its copies while it is one: a copy of the lead, the lead of the next in line."""
    cluster = session.get_one(Cluster, row.cluster_id)
    if cluster.lead_id != row.id:
        other = session.get_one(ArticleRow, cluster.lead_id)
    else:
        heir = _heir(session, cluster)
        if heir is None:
            return _dissolve(session, cluster)
        other = heir
    if row.content_hash == other.content_hash or copies.is_copy(story, lookup.story_of(other)):
        if cluster.lead_id == row.id:
            return _compare_members(session, cluster, row)
        row.similarity = _likeness(row, other, row.similarity or 0.0)
        return None
    return leave(session, row)


def leave(session: Session, row: ArticleRow) -> None:
    """Take an article out of its cluster, if it is in one: it was edited into another text, or is to be forgotten.

    Where it was the lead, the next that we saw leads; one that is left alone is no cluster.
    """
    if row.cluster_id is None:
        return
    cluster = session.get_one(Cluster, row.cluster_id)
    row.cluster_id, row.similarity, row.is_copy = None, None, False
    cluster.size -= 1
    session.flush()
    if cluster.size <= 1:
        _dissolve(session, cluster)
    elif cluster.lead_id == row.id:
        heir = _heir(session, cluster)
        assert heir is not None  # noqa: S101 - more than one is left
        cluster.lead_id, heir.is_copy, heir.similarity = heir.id, False, 1.0
        _compare_members(session, cluster, heir)


def _heir(session: Session, cluster: Cluster) -> ArticleRow | None:
    """The member that leads after the lead: the first we saw."""
    after = ArticleRow.cluster_id == cluster.id, ArticleRow.id != cluster.lead_id
    return session.scalars(select(ArticleRow).where(*after).order_by(ArticleRow.id).limit(1)).one_or_none()


def _dissolve(session: Session, cluster: Cluster) -> None:
    alone = update(ArticleRow).where(ArticleRow.cluster_id == cluster.id)
    session.execute(alone.values(cluster_id=None, similarity=None, is_copy=False))
    session.flush()
    session.delete(cluster)
    session.flush()


def _compare_members(session: Session, cluster: Cluster, lead: ArticleRow) -> None:
    """Write down how like their new lead, or the lead's new text, the others are."""
    after = 0
    while True:
        others = ArticleRow.cluster_id == cluster.id, ArticleRow.id != lead.id, ArticleRow.id > after
        rows = session.scalars(select(ArticleRow).where(*others).order_by(ArticleRow.id).limit(MEMBERS)).all()
        for row in rows:
            row.similarity = _likeness(row, lead, row.similarity or 0.0)
        session.flush()
        if len(rows) < MEMBERS:
            return
        after = rows[-1].id


def members(session: Session, cluster_id: int) -> list[int]:
    """Ids of the articles of a cluster, the lead first, then as they came."""
    lead = select(Cluster.lead_id).where(Cluster.id == cluster_id)
    rest = select(ArticleRow.id).where(ArticleRow.cluster_id == cluster_id, ArticleRow.is_copy).order_by(ArticleRow.id)
    return list(chain(session.scalars(lead), session.scalars(rest)))
