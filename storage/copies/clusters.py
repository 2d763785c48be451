"""Finds the copies of a text and keeps them together: the lead of a cluster is the article we saw first.

Called in the transaction that records an article, and one such transaction goes at a time (`serialise`): two that look at
the same moment would each find nothing, and each become a lead. How candidates are looked up stands in `storage.copies.lookup`,
when two texts are one story in `news.copies`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from news import copies, fingerprint
from news.copies import Story
from storage.copies import lookup
from storage.copies.lookup import Other
from storage.corpus.making import Made
from storage.engine import statements
from storage.tables import ArticleRow, Band, Cluster

SHORT = 8
"""Words of a body below which equal hashes say little: headline and body must both be there."""
RECORD_LOCK = 0x7261736965
"""Of the advisory lock of PostgreSQL; any number that is ours alone."""
MEMBERS = 500
"""Members read at a time where the lead of a cluster has changed."""
_BAND, _CLUSTER = statements.table_of(Band), statements.table_of(Cluster)
_PAST_SESSION = {"synchronize_session": False}
_LOCK = f"SELECT pg_advisory_xact_lock({RECORD_LOCK})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An article with the same text."""

    id: int
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Where a text belongs that is not stored yet, as columns of `article`."""

    cluster_id: int | None = None
    similarity: float | None = None
    is_copy: bool = False


ALONE = Seat()


def serialise(session: Session) -> None:
    """Wait until no other transaction records an article; SQLite's BEGIN IMMEDIATE has seen to it."""
    if not statements.is_sqlite(session):
        statements.run(session, _LOCK)


def seat(session: Session, made: Made, same_text: int | None) -> Seat:
    """Find the cluster of a text that gets its row next, and count it there. `same_text`: the oldest article with its hash."""
    match = find(session, made, own=0, same_text=same_text)
    return ALONE if match is None else _take(session, made, match)


def place(session: Session, row: ArticleRow, made: Made) -> None:
    """Bring fingerprint, bands and cluster of an article that has its row in line with its text; `row` is flushed."""
    imprint(session, row, made)
    if row.cluster_id is not None:
        _stay_or_leave(session, row, made)
    if row.cluster_id is None:
        same = select(func.min(ArticleRow.id)).where(ArticleRow.content_hash == row.content_hash, ArticleRow.id != row.id)
        if (match := find(session, made, own=row.id, same_text=session.scalar(same))) is not None:
            found = _take(session, made, match)
            row.cluster_id, row.similarity, row.is_copy = found.cluster_id, found.similarity, found.is_copy
    session.flush()


def imprint(session: Session, row: ArticleRow, made: Made) -> None:
    """Write fingerprint and bands of an article's text, and nothing of its cluster."""
    if row.fingerprint_version:
        session.execute(delete(Band).where(Band.article_id == row.id))
    row.fingerprint, row.fingerprint_version = made.signature, fingerprint.VERSION
    add_bands(session, row.id, made)


def add_bands(session: Session, article_id: int, made: Made) -> None:
    """Write the bands and anchors of an article that has none."""
    rows = [(band, key, article_id) for band, key in made.keys]
    statements.add_all(session, _BAND, ("band", "hash", "article_id"), rows)


def find(session: Session, made: Made, *, own: int, same_text: int | None) -> Match | None:
    """The article most like a text, if one is a copy; among equals the oldest. `own`: the number of the text's article, or 0."""
    if same_text is not None and _says_enough(made.story):
        return Match(id=same_text, similarity=1.0)
    if made.signature is None:
        return None
    found = lookup.candidates(session, made, own)
    for candidate in found.best:
        other = lookup.read(session, candidate.id)
        if copies.is_copy(made.story, other.story, common=found.common) and _belongs(session, made.story, other):
            return Match(id=other.id, similarity=candidate.similarity)
    return None


def _says_enough(story: Story) -> bool:
    words = sum(map(len, story.sentences))
    return words >= SHORT or bool(words and story.headline)


def _belongs(session: Session, story: Story, like: Other) -> bool:
    """Whether a copy of this member is one of the cluster's: copies of copies must not drift to another story."""
    if like.cluster_id is None or not like.is_copy:
        return True
    lead = session.scalar(select(Cluster.lead_id).where(Cluster.id == like.cluster_id))
    return copies.is_related(story, lookup.read(session, lead or 0).story)


def _take(session: Session, made: Made, match: Match) -> Seat:
    """A place beside the article that was found; one that was alone becomes the lead of a cluster."""
    like = lookup.read(session, match.id)
    lead = like
    if like.cluster_id is None:
        cluster = statements.add_returning(session, _CLUSTER, {"lead_id": like.id, "size": 2})
        leads = update(ArticleRow).where(ArticleRow.id == like.id).values(cluster_id=cluster, similarity=1.0, is_copy=False)
        session.execute(leads, execution_options=_PAST_SESSION)
        statements.changed(session, ArticleRow, like.id)
    else:
        cluster = like.cluster_id
        one_more = update(Cluster).where(Cluster.id == cluster).values(size=Cluster.size + 1).returning(Cluster.lead_id)
        number = session.execute(one_more, execution_options=_PAST_SESSION).scalar_one()
        statements.changed(session, Cluster, cluster)
        if number != like.id:
            lead = lookup.read(session, number)
    similarity = match.similarity if lead is like else _likeness(made, lead, match.similarity)
    return Seat(cluster_id=cluster, similarity=similarity, is_copy=True)


def _likeness(one: ArticleRow | Made, lead: ArticleRow | Other, otherwise: float) -> float:
    """How like the lead; by way of the copy that was found, where one of the two is too short to compare."""
    if isinstance(one, ArticleRow):
        text, own, version = one.content_hash, one.fingerprint, one.fingerprint_version
    else:
        text, own, version = one.article.content_hash, one.signature, fingerprint.VERSION
    if lead.content_hash == text:
        return 1.0
    if lead.fingerprint is None or own is None or lead.fingerprint_version != version:
        return otherwise
    return fingerprint.similarity(lead.fingerprint, own)


def _stay_or_leave(session: Session, row: ArticleRow, made: Made) -> None:
    """A changed article stays with its copies while it is one: a copy of the lead, the lead of the next in line."""
    cluster = session.get_one(Cluster, row.cluster_id)
    if cluster.lead_id != row.id:
        other = session.get_one(ArticleRow, cluster.lead_id)
    else:
        heir = _heir(session, cluster)
        if heir is None:
            return _dissolve(session, cluster)
        other = heir
    if row.content_hash == other.content_hash or copies.is_copy(made.story, lookup.read(session, other.id).story):
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
