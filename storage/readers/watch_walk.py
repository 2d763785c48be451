"""Asks every article that comes of every watch: along the numbers of changes (`storage.corpus.stream`), outside the record lock.

Hits, the notices of them and the new place in the stream are one transaction: who is killed before it has done nothing, after it
all of it; of two who walk at the same time one finds the place moved and leaves it. So nothing is missed and nothing told twice.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from news.watching import Document, Matcher, answers
from storage.database import Database
from storage.readers import watch_questions, watches
from storage.readers.watches import Kept
from storage.tables import ArticleChange, ArticleRow, Name, Revision, Terms, Watch, WatchHit, WatchNotice

BATCH = 250
"""Changes of one transaction."""
SAMPLE = 500
"""Newest articles that say which terms are common."""
LATE = timedelta(days=1)
"""What was seen so long before a watch was made, and stored after, is an import of old captures: nobody is told."""


@dataclass(slots=True)
class Walked:
    """What a walk came to."""

    articles: int = 0
    hits: int = 0
    notices: int = 0
    ended: bool = True
    """All there was has been looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article and the watches it answers."""

    article_id: int
    first_seen: datetime
    revised_at: datetime | None
    watches: tuple[int, ...]


class Walker:
    """Keeps what was made of the watches from one walk to the next; not safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._made: Made | None = None

    def walk(self, now: datetime, *, seconds: float | None = None) -> Walked:
        """Look at all that changed since the last walk, or as much as is done in so many seconds. Raises StorageError."""
        deadline = None if seconds is None else time.monotonic() + seconds
        walked = Walked()
        while True:
            with self._database.read() as session:
                made = self._watches(session)
                if not made.state:
                    return walked  # the first watch begins where the stream is then
                start = watches.cursor(session)
                end, count, found = _look(session, made.matcher, start)
            if end == start:
                return walked
            with self._database.write() as session:
                done = _write(session, made, found, start=start, end=end, now=now)
            if done is None:
                continue  # somebody else was here, or the watches are others by now
            walked.articles += count
            walked.hits += done[0]
            walked.notices += done[1]
            if deadline is not None and time.monotonic() > deadline:
                walked.ended = False
                return walked

    def _watches(self, session: Session) -> Made:
        state = _state(session)
        if self._made is None or self._made.state != state:
            self._made = Made(state, watches.all_(session), _frequency(session))
        return self._made


class Made:
    """The watches, ready to be asked."""

    def __init__(self, state: dict[int, datetime], kept: Sequence[Kept], frequency: Counter[str]) -> None:
        self.state = state
        """When each was changed last."""
        self.kept = {one.id: one for one in kept}
        self.compiled = {one.id: watch_questions.compiled(one.id, one.wish) for one in kept}
        self.matcher = Matcher(self.compiled.values(), frequency)


def _state(session: Session) -> dict[int, datetime]:
    return {row.id: row.changed_at for row in session.execute(select(Watch.id, Watch.changed_at))}


def _frequency(session: Session) -> Counter[str]:
    newest = select(Terms.stems).order_by(Terms.place.desc()).limit(SAMPLE)
    counted: Counter[str] = Counter()
    for stems in session.scalars(newest):
        counted.update(stems.split(" "))
    return counted


def _look(session: Session, matcher: Matcher, start: int) -> tuple[int, int, list[Found]]:
    """(the last change looked at, articles looked at, those that answer)."""
    change, article, said = ArticleChange.__table__, ArticleRow.__table__, Terms.__table__
    asked = (
        select(
            change.c.number,
            article.c.id,
            article.c.outlet,
            article.c.language,
            article.c.kind,
            article.c.first_seen,
            article.c.revised_at,
            said.c.headline,
            said.c.body,
            said.c.stems,
        )
        .outerjoin_from(change, article, article.c.id == change.c.article_id)
        .outerjoin(said, said.c.article_id == article.c.id)
        .where(change.c.number > start)
        .order_by(change.c.number)
        .limit(BATCH)
    )
    rows = session.execute(asked).all()
    # forgotten ones have no row: their hits went with them
    there = [row for row in rows if row.stems is not None]
    names = names_of(session, [row.id for row in there])
    found = []
    for row in there:
        words = (row.headline, row.body, row.stems)
        document = watch_questions.document(row.outlet, row.language, row.kind, words, names.get(row.id, ()))
        if answering := matcher.answering(document):
            found.append(Found(article_id=row.id, first_seen=row.first_seen, revised_at=row.revised_at, watches=tuple(answering)))
    return (rows[-1].number if rows else start), len(there), found


def names_of(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """(role, folded) of the names of these articles."""
    found: dict[int, list[tuple[str, str]]] = {}
    asked = select(Name.article_id, Name.role, Name.folded).where(Name.article_id.in_(ids))
    for number, role, folded in session.execute(asked):
        found.setdefault(number, []).append((role, folded))
    return found


def _write(
    session: Session, made: Made, found: Sequence[Found], *, start: int, end: int, now: datetime
) -> tuple[int, int] | None:
    """Hits, notices and the new place. Returns how many of each; None: nothing was done, because things are others by now."""
    place = watches.locked_cursor(session)
    if place.number != start or (found and _state(session) != made.state):
        return None
    place.number = end
    session.flush()
    pairs = _counting(session, made, found)
    told, copies = _hits(session, pairs, now) if pairs else ([], 0)
    notices = [
        {"hit_id": hit, "channel": channel, "state": "waiting", "attempts": 0, "not_before": now}
        for hit, watch in told
        if not made.kept[watch].is_muted(now)
        for channel in made.kept[watch].channels
    ]
    if notices:
        session.execute(insert(WatchNotice), notices)
    return len(told) + copies, len(notices)


def _hits(session: Session, pairs: Sequence[tuple[int, int]], now: datetime) -> tuple[list[tuple[int, int]], int]:
    """Write the hits down: (hit, watch) of those to be told, and how many are of a text that was or is told of."""
    clusters = _clusters(session, [number for number, _ in pairs])
    first = _leading(session, set(filter(None, clusters.values())))
    leads: list[dict[str, Any]] = []
    copies: list[dict[str, Any]] = []
    for number, watch in pairs:
        if number not in clusters:
            continue  # forgotten since it was looked at
        cluster = clusters[number]
        hit: dict[str, Any] = {"watch_id": watch, "article_id": number, "at": now}
        if cluster is not None and (watch, cluster) in first:
            copies.append(hit | {"copy_of": first[watch, cluster]})
            continue
        leads.append(hit)
        if cluster is not None:
            first[watch, cluster] = -len(leads)  # its number is not known yet: its place instead
    ids: list[int] = []
    if leads:
        ids += session.scalars(insert(WatchHit).returning(WatchHit.id, sort_by_parameter_order=True), leads)
    for hit in copies:
        if hit["copy_of"] < 0:
            hit["copy_of"] = ids[-hit["copy_of"] - 1]
    if copies:
        session.execute(insert(WatchHit), copies)
    return [(number, lead["watch_id"]) for number, lead in zip(ids, leads, strict=True)], len(copies)


def _counting(session: Session, made: Made, found: Sequence[Found]) -> list[tuple[int, int]]:
    """(article, watch) of the answers that are new to the watch, in the order in which the articles came."""
    ids = [one.article_id for one in found]
    known = {(row[0], row[1]) for row in session.execute(
        select(WatchHit.article_id, WatchHit.watch_id).where(WatchHit.article_id.in_(ids))
    )}  # fmt: skip
    pairs = []
    for one in found:
        before: dict[datetime, Document | None] = {}
        for number in one.watches:
            if (one.article_id, number) in known:
                continue
            kept = made.kept[number]
            if one.article_id > kept.after_article:
                counts = one.first_seen >= kept.asked_at - LATE
            else:
                if kept.asked_at not in before:
                    before[kept.asked_at] = _as_it_was(session, one, kept.asked_at)
                was = before[kept.asked_at]
                counts = was is not None and not answers(made.compiled[number], was)
            if counts:
                pairs.append((one.article_id, number))
    return pairs


def _as_it_was(session: Session, one: Found, then: datetime) -> Document | None:
    """An older article in the state it had when the watch was made; None: that is the one it has now, or nobody knows."""
    if one.revised_at is None or one.revised_at <= then:
        return None
    earlier = select(Revision.state).where(Revision.article_id == one.article_id)
    state: dict[str, Any] | None = session.scalar(earlier.where(Revision.since <= then).order_by(Revision.number.desc()).limit(1))
    if state is None:  # two machines whose clocks differ: it was there, so it was in its first state at least
        state = session.scalar(earlier.order_by(Revision.number).limit(1))
    return None if state is None else watch_questions.document_of_state(state)


def _clusters(session: Session, ids: Iterable[int]) -> dict[int, int | None]:
    asked = select(ArticleRow.id, ArticleRow.cluster_id).where(ArticleRow.id.in_(set(ids)))
    return {row.id: row.cluster_id for row in session.execute(asked)}


def _leading(session: Session, clusters: set[int]) -> dict[tuple[int, int], int]:
    """By (watch, cluster), the first hit among the copies of a text."""
    asked = (
        select(WatchHit.watch_id, ArticleRow.cluster_id, func.min(WatchHit.id))
        .join(ArticleRow, ArticleRow.id == WatchHit.article_id)
        .where(ArticleRow.cluster_id.in_(clusters), WatchHit.copy_of.is_(None))
        .group_by(WatchHit.watch_id, ArticleRow.cluster_id)
    )
    return {(watch, cluster): hit for watch, cluster, hit in session.execute(asked) if cluster is not None}
