"""Tables of the watches: searches that are kept, what they found, and whom it is on its way to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine.columns import Base, Key


class Watch(Base):
    """A search that is asked of every article from now on."""

    __tablename__ = "watch"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    query: Mapped[str]
    """As a person typed it; empty: the filters alone."""
    filters: Mapped[dict[str, Any]]
    """Those of `storage.searching.search.Filters` that are set, but for times and copies."""
    aliases: Mapped[list[Any]] = mapped_column(JSON)
    """Lists of names each of which counts as any other of its list."""
    channels: Mapped[list[str]]
    """Names of the channels that are told; none: history and feed only."""
    muted_until: Mapped[datetime | None]
    """Until then hits are counted and nobody is told, then or later."""
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    """Since when it asks what it asks now."""
    after_article: Mapped[int] = mapped_column(BigInteger)
    """The newest article there was then: younger ones count, this and older ones only where a revision made them answer."""
    changed_at: Mapped[datetime]
    quiet: Mapped[str | None]
    digest: Mapped[str | None]
    zone: Mapped[str | None]
    """As `storage.readers.watch_telling.Telling` has them."""


class WatchHit(Base):
    """An article answered a watch: once, however often it changes."""

    __tablename__ = "watch_hit"
    __table_args__ = (
        Index("watch_hit_once", "watch_id", "article_id", unique=True),
        Index("watch_hit_latest", "watch_id", "id"),
        Index("watch_hit_article", "article_id"),
        Index("watch_hit_copy_of", "copy_of"),
        Index("watch_hit_when", "at", "watch_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    watch_id: Mapped[int] = mapped_column(ForeignKey("watch.id"))
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    at: Mapped[datetime]
    """When it was noticed."""
    copy_of: Mapped[int | None] = mapped_column(ForeignKey("watch_hit.id", ondelete="SET NULL"))
    """The hit that was told of; this one is of the same text, counted and not told."""


class WatchNotice(Base):
    """A hit on its way through a channel; it waits here over restarts until somebody has taken it."""

    __tablename__ = "watch_notice"
    __table_args__ = (
        Index("watch_notice_once", "hit_id", "channel", unique=True),
        Index("watch_notice_waiting", "state", "channel", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    hit_id: Mapped[int] = mapped_column(ForeignKey("watch_hit.id", ondelete="CASCADE"))
    channel: Mapped[str]
    state: Mapped[str]
    """waiting | sent | dropped"""
    attempts: Mapped[int]
    not_before: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]
    """Why it was not taken, without any secret."""


class WatchCursor(Base):
    """One row: how far the changes of articles were looked at."""

    __tablename__ = "watch_cursor"

    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    """Of `article_change`; written in the transaction of the hits up to there."""
