"""Takes articles out of the corpus for good: text, states, index, fingerprint, addresses; and sees that they do not come back.

All of it is one transaction; what lies in the archive is put down in it for erasure, which `storage.operations.erasing` does
afterwards: a process that dies between the two leaves work to be done and nothing unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, not_, or_, select
from sqlalchemy.orm import Session

from news import links as addresses
from storage.copies import clusters
from storage.errors import NotFound
from storage.operations import tombstones
from storage.tables import ArticleRow, Base, Capture, Link, Revision, Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What was taken out."""

    article_id: int | None
    """None: an address at which no article stood; it is barred all the same."""
    outlet: str | None = None
    title: str | None = None
    """For the person who asked; it is nowhere kept."""
    states: int = 0
    """The latest and the earlier ones."""
    addresses: int = 0
    """Barred from now on."""
    captures: int = 0
    copies: int = 0
    """Articles of other numbers with the same text, which stay."""


def at_address(session: Session, url: str) -> list[int]:
    """Numbers of the articles whose own address that is, at whatever outlet, or whose page was fetched there."""
    key = addresses.url_hash(url)
    seen = select(Sighting.article_id).where(Sighting.url_hash == key)
    return list(session.scalars(select(ArticleRow.id).where(or_(ArticleRow.url_hash == key, ArticleRow.id.in_(seen)))))


def forget(session: Session, article_id: int, *, now: datetime) -> Removed:
    """Take the article out. Raises NotFound, also where it was forgotten before (`tombstones.when`)."""
    clusters.serialise(session)
    row = session.get(ArticleRow, article_id, with_for_update=True)
    if row is None:
        raise NotFound(f"no article {article_id}; `rasid list` shows which there are")
    urls = set(_urls(session, row))
    keys = {row.url_hash, *map(addresses.url_hash, urls)}
    states = session.execute(
        select(Revision.content_hash, Revision.state).where(Revision.article_id == article_id).order_by(Revision.number)
    ).all()
    texts = [row.content_hash] if tombstones.is_telling(row.headline, row.body) else []
    texts += [text for text, state in states if tombstones.is_telling(state["headline"], state["body"])]
    tombstones.add_addresses(session, keys, article_id=article_id, now=now)
    tombstones.add_texts(session, row.outlet, texts, article_id=article_id, now=now)
    captures = _captures(session, row, urls)
    removed = Removed(
        article_id=article_id,
        outlet=row.outlet,
        title=row.headline or row.body[:80],
        states=len(states) + 1,
        addresses=len(keys),
        captures=len(captures),
        copies=len(clusters.members(session, row.cluster_id)) - 1 if row.cluster_id is not None else 0,
    )
    clusters.leave(session, row)
    _delete(session, article_id)
    session.execute(delete(Link).where(Link.url_hash.in_(keys), Link.article_id.is_(None)))
    tombstones.erase_later(session, captures)
    return removed


def forget_address(session: Session, url: str, *, now: datetime) -> list[Removed]:
    """Bar an address (canonical), and take out what a source said of it and any capture of it.

    An article that stands there goes with it, also one that a crawl has stored since anybody looked.
    """
    clusters.serialise(session)
    if found := at_address(session, url):
        return [forget(session, number, now=now) for number in found]
    key = addresses.url_hash(url)
    links = list(session.scalars(select(Link.url).where(Link.url_hash == key)))
    tombstones.add_addresses(session, [key], article_id=None, now=now)
    session.execute(delete(Link).where(Link.url_hash == key, Link.article_id.is_(None)))
    captures = list(session.scalars(select(Capture).where(Capture.url.in_({url, *links}), not_(_in_use(None)))))
    tombstones.erase_later(session, captures)
    return [Removed(article_id=None, addresses=1, captures=len(captures))]


def _urls(session: Session, row: ArticleRow) -> Iterator[str]:
    """Every address the article was ever offered, fetched or seen at."""
    yield row.url
    yield row.canonical_url
    yield from session.scalars(select(Sighting.url).where(Sighting.article_id == row.id))
    yield from session.scalars(select(Link.url).where(Link.article_id == row.id))
    for state in session.scalars(select(Revision.state).where(Revision.article_id == row.id)):
        yield from filter(None, (state["url"], state["canonical_url"]))


def _captures(session: Session, row: ArticleRow, urls: set[str]) -> list[Capture]:
    """Those a state or a sighting was read from, and those of looks that found nothing new, known by their address alone."""
    ids = {row.capture_id}
    for table in (Revision, Sighting):
        ids.update(session.scalars(select(table.capture_id).where(table.article_id == row.id)))
    named = Capture.id.in_([number for number in ids if number is not None])
    return list(session.scalars(select(Capture).where(or_(named, Capture.url.in_(urls)), not_(_in_use(row.id)))))


def _in_use(but: int | None) -> ColumnElement[bool]:
    """The latest state of another article was read from the capture: another outlet's, whose page has the same address."""
    others = select(ArticleRow.id).where(ArticleRow.capture_id == Capture.id)
    return (others.where(ArticleRow.id != but) if but is not None else others).exists()


def _delete(session: Session, article_id: int) -> None:
    """Every row that names the article, in whichever table it stands today, then its own."""
    for table in reversed(Base.metadata.sorted_tables):
        for key in table.foreign_keys:
            if key.column is ArticleRow.__table__.c.id:
                session.execute(delete(table).where(key.parent == article_id))
    session.expire_all()
    session.execute(delete(ArticleRow).where(ArticleRow.id == article_id))
    session.flush()
