"""Hits of watches that wait for their channel: over restarts, until somebody took them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from storage.engine import storable
from storage.tables import ArticleRow, Watch, WatchHit, WatchNotice

MOST = 500
"""Notices of a channel that are read at a time, the oldest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A hit on its way: what a channel is to be told."""

    notice: int
    attempts: int
    not_before: datetime
    subject: str
    at: datetime
    watch: int
    name: str
    article: int
    outlet: str
    headline: str | None
    url: str
    published: datetime | None
    first_seen: datetime
    copies: int
    """Of the same text, that were found since."""


def waiting(session: Session) -> dict[str, list[Told]]:
    """Notices nobody has taken yet, by channel, in the order of their hits; MOST of a channel."""
    channels = session.scalars(select(WatchNotice.channel).where(WatchNotice.state == "waiting").distinct()).all()
    return {channel: _of(session, channel) for channel in sorted(channels)}


def _of(session: Session, channel: str) -> list[Told]:
    other = aliased(WatchHit)
    copies = select(func.count()).where(other.copy_of == WatchHit.id).correlate(WatchHit).scalar_subquery()
    asked = (
        select(WatchNotice, WatchHit.at, Watch.id, Watch.name, ArticleRow, copies)
        .join(WatchHit, WatchHit.id == WatchNotice.hit_id)
        .join(Watch, Watch.id == WatchHit.watch_id)
        .join(ArticleRow, ArticleRow.id == WatchHit.article_id)
        .where(WatchNotice.state == "waiting", WatchNotice.channel == channel)
        .order_by(WatchNotice.id)
        .limit(MOST)
    )
    return [
        Told(
            notice=notice.id,
            attempts=notice.attempts,
            not_before=notice.not_before,
            subject=f"watch:{watch}",
            at=at,
            watch=watch,
            name=name,
            article=article.id,
            outlet=article.outlet,
            headline=article.headline,
            url=article.canonical_url or article.url,
            published=article.published,
            first_seen=article.first_seen,
            copies=copied,
        )
        for notice, at, watch, name, article, copied in session.execute(asked)
    ]


def last_sent(session: Session, channel: str) -> datetime | None:
    """When the channel last took a hit."""
    return session.scalar(select(func.max(WatchNotice.sent_at)).where(WatchNotice.channel == channel))


def sent(session: Session, notices: Iterable[int], now: datetime) -> None:
    """The channel took these."""
    for notice in _waiting(session, notices):
        notice.state, notice.sent_at, notice.error = "sent", now, None
        notice.attempts += 1
    session.flush()


def not_sent(session: Session, notices: Iterable[int], error: str, again: datetime) -> None:
    """The channel did not take these; not before `again`."""
    for notice in _waiting(session, notices):
        notice.attempts += 1
        notice.error, notice.not_before = storable.text(error), again
    session.flush()


def drop(session: Session, notices: Iterable[int], why: str) -> None:
    """Nobody will take these any more."""
    for notice in _waiting(session, notices):
        notice.state, notice.error = "dropped", storable.text(why)
    session.flush()


def _waiting(session: Session, numbers: Iterable[int]) -> list[WatchNotice]:
    found = (session.get(WatchNotice, number, with_for_update=True) for number in numbers)
    return [notice for notice in found if notice is not None and notice.state == "waiting"]
