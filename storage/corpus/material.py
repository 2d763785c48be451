"""What stored articles were made of, for reading them again: the capture of the page, and what the source said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from news.article import Article, Entry
from storage.corpus import article_rows
from storage.crawls import links
from storage.errors import NotFound
from storage.tables import ArticleRow, Capture, Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Where the archive has the page an article's latest state was read from."""

    url: str
    file: str
    offset: int
    length: int
    content_type: str | None
    fetched: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    id: int
    article: Article
    """As stored."""
    capture: Kept | None
    entry: Entry | None


def outlets(session: Session) -> list[str]:
    """Outlets of which articles are stored, by id."""
    return list(session.scalars(select(ArticleRow.outlet).distinct().order_by(ArticleRow.outlet)))


def ids(session: Session, outlet: str, since: datetime | None = None) -> list[int]:
    """The outlet's articles in the order in which they were stored, those first seen at `since` or later."""
    statement = select(ArticleRow.id).where(ArticleRow.outlet == outlet)
    if since is not None:
        statement = statement.where(ArticleRow.first_seen >= since)
    return list(session.scalars(statement.order_by(ArticleRow.id)))


def exists(session: Session, article_id: int) -> bool:
    """False for an article that was forgotten."""
    return session.scalar(select(ArticleRow.id).where(ArticleRow.id == article_id)) is not None


def load(session: Session, article_id: int) -> Material:
    """Raises NotFound for an article that was forgotten since `ids` named it."""
    row = session.get(ArticleRow, article_id)
    if row is None:
        raise NotFound(f"no article {article_id} any more")
    found = session.get(Capture, row.capture_id) if row.capture_id is not None else None
    kept = None
    if found is not None:
        kept = Kept(**{name: getattr(found, name) for name in Kept.__slots__})  # type: ignore[attr-defined,unused-ignore]
    link = session.scalar(select(Link).where(Link.article_id == article_id).order_by(Link.state == "duplicate", Link.id).limit(1))
    entry = links.entry_of(link) if link is not None else None
    return Material(id=article_id, article=article_rows.article_of(row), capture=kept, entry=entry)
