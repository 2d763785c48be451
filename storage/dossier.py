"""All that is known around one article: its copies, the addresses it was seen at, the states it had before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import article_rows, search
from storage.article_rows import Stored
from storage.errors import NotFound
from storage.search import Filters
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
class Former:
    """A state the article had before its latest."""

    number: int
    kind: str
    """How the next state differs: headline | content | minor | gone | back"""
    fetched: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    stored: Stored
    copies: list[Copy]
    """At most MOST, in the order we saw them, the lead first; without the article itself."""
    sightings: list[Seen]
    """At most MOST, the first first."""
    former: list[Former]
    """Oldest first; the latest state is `stored`."""


def read(session: Session, article_id: int) -> Dossier:
    """Everything about the article of that number. Raises NotFound."""
    found = article_rows.load(session, [article_id]) if 0 < article_id <= MOST_ID else []
    if not found:
        raise NotFound(f"no article {article_id}; `rasid list` shows which there are")
    stored = found[0]
    return Dossier(
        stored=stored,
        copies=_copies(session, stored),
        sightings=_sightings(session, article_id),
        former=_former(session, article_id),
    )


def at_address(session: Session, url: str) -> int:
    """Number of the article of that canonical address, else of the newest seen at it. Raises NotFound."""
    found = search.find(session, None, Filters(url=url, copies=True), MOST).articles
    if not found:
        raise NotFound(f"no article at {url}; `rasid crawl --url` fetches it")
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


def _former(session: Session, article_id: int) -> list[Former]:
    columns = (Revision.number, Revision.kind, Revision.fetched)
    rows = session.execute(select(*columns).where(Revision.article_id == article_id).order_by(Revision.number))
    return [Former(**row._mapping) for row in rows]
