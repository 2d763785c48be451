"""All that is known around one article: its copies, the addresses it was seen at, the states it had before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.corpus import article_rows, spread
from storage.corpus.article_rows import Stored
from storage.corpus.spread import Spread
from storage.errors import NotFound
from storage.operations import tombstones
from storage.searching import search
from storage.searching.search import Filters
from storage.tables import ArticleRow, Revision, Sighting

MOST = 100
"""Copies, and sightings, that are read; a wire report has dozens, more is a template that many texts share."""
MOST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Another article with the same text."""

    id: int
    outlet: str
    published: datetime | None
    published_precision: str | None
    first_seen: datetime
    similarity: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The article at an address that is not its own."""

    url: str
    when: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state of the article: the latest, or one it had before."""

    number: int
    kind: str | None
    """How it differs from the one before: headline | content | minor | gone | back; None: the first."""
    since: datetime
    """When it was first seen."""
    fetched: datetime
    """When it was last seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    stored: Stored
    spread: Spread | None
    """Of the story this article is one print of; None where it is the only one."""
    copies: list[Copy]
    """At most MOST, in the order we saw them, the lead first; without the article itself."""
    sightings: list[Seen]
    """At most MOST, the first first."""
    states: list[State]
    """Oldest first; the latest is `stored`."""


def read(session: Session, article_id: int) -> Dossier:
    """Everything about the article of that number. Raises NotFound."""
    found = article_rows.load(session, [article_id]) if 0 < article_id <= MOST_ID else []
    if not found:
        when = tombstones.when(session, article_id) if 0 < article_id <= MOST_ID else None
        why = f"it was forgotten on {when:%Y-%m-%d}" if when is not None else "`rasid list` shows which there are"
        raise NotFound(f"no article {article_id}; {why}")
    stored = found[0]
    return Dossier(
        stored=stored,
        spread=spread.spreads(session, [stored.cluster.id]).get(stored.cluster.id) if stored.cluster else None,
        copies=_copies(session, stored),
        sightings=_sightings(session, article_id),
        states=_states(session, stored),
    )


def at_address(session: Session, url: str) -> int:
    """Number of the article of that canonical address, else of the newest seen at it. Raises NotFound."""
    found = search.find(session, None, Filters(url=url, copies=True), MOST).articles
    if not found:
        when = tombstones.when_address(session, url)
        why = f"it was forgotten on {when:%Y-%m-%d}" if when is not None else "`rasid crawl --url` fetches it"
        raise NotFound(f"no article at {url}; {why}")
    own = [stored for stored in found if stored.article.canonical_url == url]
    return (own or found)[0].id


def _copies(session: Session, stored: Stored) -> list[Copy]:
    if stored.cluster is None:
        return []
    columns = (
        ArticleRow.id, ArticleRow.outlet, ArticleRow.published, ArticleRow.published_precision,
        ArticleRow.first_seen, ArticleRow.similarity,
    )  # fmt: skip
    others = select(*columns).where(ArticleRow.cluster_id == stored.cluster.id, ArticleRow.id != stored.id)
    rows = session.execute(others.order_by(ArticleRow.is_copy, ArticleRow.id).limit(MOST))
    return [Copy(**row._mapping) for row in rows]


def _sightings(session: Session, article_id: int) -> list[Seen]:
    rows = session.execute(
        select(Sighting.url, Sighting.seen).where(Sighting.article_id == article_id).order_by(Sighting.id).limit(MOST)
    )
    return [Seen(url=row.url, when=row.seen) for row in rows]


def _states(session: Session, stored: Stored) -> list[State]:
    return states(session, stored.id, stored.revision, stored.first_seen, stored.article.fetched)


def states(session: Session, article_id: int, latest: int, first_seen: datetime, fetched: datetime) -> list[State]:
    """Those the article of that number had, oldest first, up to the latest, which was last seen at `fetched`."""
    if latest == 1:
        return [State(number=1, kind=None, since=first_seen, fetched=fetched)]
    columns = (Revision.number, Revision.kind, Revision.since, Revision.fetched)
    rows = session.execute(select(*columns).where(Revision.article_id == article_id).order_by(Revision.number))
    known, kind, since = [], None, first_seen
    for row in rows:
        known.append(State(number=row.number, kind=kind, since=row.since or since, fetched=row.fetched))
        kind, since = row.kind, row.fetched
    revised = session.scalar(select(ArticleRow.revised_at).where(ArticleRow.id == article_id))
    return [*known, State(number=latest, kind=kind, since=revised or since, fetched=fetched)]
