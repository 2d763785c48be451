"""Takes articles of another corpus, or of this one's exports, in: as they are, with what that corpus knew of them.

Kept: all of the article, its number where it is free, first_seen, status, cluster (where its lead comes too), earlier states and
sightings where the JSON has them (`rasid export --history`). Not carried by the JSON: captures, runs, links, outlets' health.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from news import links
from news.article import article_json
from storage.copies import clusters
from storage.corpus import article_rows, articles
from storage.corpus.article_reading import Incoming, Place
from storage.corpus.making import Made
from storage.crawls import recurring_lines
from storage.engine import storable, upsert
from storage.operations import tombstones
from storage.searching import terms
from storage.tables import ArticleChange, ArticleRow, Cluster, Forgotten, Revision, Sighting

Word = Literal["stored", "revised", "unchanged", "older", "forgotten"]
WORDS: tuple[Word, ...] = ("stored", "revised", "unchanged", "older", "forgotten")
"""older: we have a later state · forgotten: it must not come back here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of an article."""

    word: Word
    article_id: int
    """0: there is none."""
    waits: bool = False
    """Its cluster's lead is not there yet: `join` when all have come."""


def take(session: Session, given: Incoming, *, numbers: dict[int, int], now: datetime) -> Taken:
    """Take one in. `numbers`, the caller's, grows by the leads of clusters, and by what had to get another number: old → new."""
    clusters.serialise(session)
    article = storable.article(given.article)
    urls = (article.canonical_url, article.url, *(url for url, _ in given.sightings))
    if tombstones.is_forgotten(session, article, urls):
        return Taken(word="forgotten", article_id=0)
    here = select(ArticleRow).where(
        ArticleRow.outlet == article.outlet, ArticleRow.url_hash == links.url_hash(article.canonical_url)
    )
    row = session.scalars(here).one_or_none()
    if row is not None:
        word = _again(session, row, replace(given, article=article), now)
    else:
        row, word = _add(session, replace(given, article=article)), "stored"
    leads = given.cluster is not None and given.cluster.lead == given.id
    same = word in {"stored", "unchanged", "revised"}
    # of a lead that is another text here its copies say nothing: where they belong is for their own texts to say
    if given.id is not None and same and (leads or given.id != row.id):
        numbers[given.id] = row.id
    # an import that was killed has left some whose lead was to come after them
    apart = row.cluster_id is None and word in {"stored", "unchanged"}
    waits = apart and given.cluster is not None and not _join(session, row, given.cluster, numbers, own=given.id)
    if word == "stored" and given.cluster is None:
        clusters.place(session, row, Made(article_rows.article_of(row)))
    session.flush()
    return Taken(word=word, article_id=row.id, waits=waits)


def join(session: Session, article_id: int, place: Place, *, numbers: dict[int, int]) -> None:
    """Put an article whose lead came after it into its cluster; where the lead never came, into that of whom it is like here."""
    clusters.serialise(session)
    row = session.get(ArticleRow, article_id, with_for_update=True)
    if row is None or row.cluster_id is not None:
        return
    if not _join(session, row, place, numbers, own=None):
        clusters.place(session, row, Made(article_rows.article_of(row)))
    session.flush()


def _again(session: Session, row: ArticleRow, given: Incoming, now: datetime) -> Word:
    """One that is here."""
    stored = article_rows.article_of(row)
    same = article_json(stored) | {"fetched": None} == article_json(given.article) | {"fetched": None}
    if same and (row.status == given.status or given.article.fetched < row.fetched.replace(microsecond=0)):
        return "unchanged"
    if given.article.fetched <= row.fetched:
        return "older"
    if given.status == "gone":
        return "revised" if articles.mark_gone(session, row.id, now=given.article.fetched) else "unchanged"
    done = articles.record(session, given.article, link_id=None, capture_id=None, run_id=None, now=now)
    return "revised" if done.verdict == "revised" else "unchanged"


def _add(session: Session, given: Incoming) -> ArticleRow:
    article = given.article
    row = ArticleRow(first_seen=given.first_seen, revision=1, status=given.status, is_copy=False)
    if (number := _free(session, given.id)) is not None:
        row.id = number
    article_rows.fill(row, article)
    row.sorted_at = article_rows.sorted_at(article, row.first_seen)
    session.add(row)
    session.flush()
    _add_history(session, row, given)
    terms.write(session, row.id, article)
    recurring_lines.note(session, row.id, article)
    clusters.imprint(session, row, Made(article))
    seen = {links.url_hash(url): (url, when) for url, when in ((article.url, given.first_seen), *given.sightings)}
    seen.pop(row.url_hash, None)
    rows = [
        {"article_id": row.id, "url": storable.address(url), "url_hash": key, "seen": when} for key, (url, when) in seen.items()
    ]
    upsert.insert_absent(session, Sighting, rows)
    return row


def _add_history(session: Session, row: ArticleRow, given: Incoming) -> None:
    """All earlier states or none: numbers with gaps would be damage."""
    if [state.number for state in given.history] != list(range(1, len(given.history) + 1)):
        return
    since = given.first_seen
    for state in given.history:
        session.add(
            Revision(
                article_id=row.id,
                number=state.number,
                kind=state.kind,
                fetched=state.fetched,
                since=since,
                content_hash=state.json["content_hash"],
                state=dict(state.json) | {"id": row.id},
            )
        )
        since = state.fetched
    if given.history:
        row.revision, row.revised_at = len(given.history) + 1, given.history[-1].fetched


def _free(session: Session, number: int | None) -> int | None:
    """The number, where no article has it, nor had one that is forgotten; on PostgreSQL the sequence goes on beyond it."""
    if number is None or not 1 <= number < 1 << terms.ID_BITS:
        return tombstones.next_id(session)
    for column in (ArticleRow.id, ArticleChange.article_id, Forgotten.article_id):
        if session.scalar(select(column).where(column == number).limit(1)) is not None:
            return tombstones.next_id(session)
    if session.get_bind().dialect.name == "postgresql":
        # who records holds the lock that we hold, so nobody takes a number meanwhile
        beyond = "SELECT setval('article_id_seq', greatest(:n, (SELECT last_value FROM article_id_seq)))"
        session.execute(text(beyond), {"n": number})
    return number


def _join(session: Session, row: ArticleRow, place: Place, numbers: dict[int, int], *, own: int | None) -> bool:
    """False: its lead is not here (yet)."""
    if place.lead == own:
        return True  # its copies will find it
    lead = session.get(ArticleRow, numbers[place.lead]) if place.lead in numbers else None
    if lead is None or lead.id == row.id:
        return False
    if lead.is_copy:  # here it is one of another: the same text has another lead
        lead = session.get_one(ArticleRow, session.get_one(Cluster, lead.cluster_id).lead_id)
    if lead.cluster_id is None:
        cluster = Cluster(lead_id=lead.id, size=1)
        if session.get(Cluster, place.id) is None:
            cluster.id = place.id
            _beyond(session, place.id)
        session.add(cluster)
        session.flush()
        lead.cluster_id, lead.similarity, lead.is_copy = cluster.id, 1.0, False
    else:
        cluster = session.get_one(Cluster, lead.cluster_id)
    cluster.size += 1
    row.cluster_id, row.similarity, row.is_copy = cluster.id, place.similarity, True
    return True


def _beyond(session: Session, number: int) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            select(func.setval("cluster_id_seq", func.greatest(number, text("(SELECT last_value FROM cluster_id_seq)"))))
        )
