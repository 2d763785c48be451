"""Hits of watches that wait for their channel: over restarts, until somebody took them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from storage.engine import storable
from storage.readers.watch_telling import Telling
from storage.tables import ArticleRow, Watch, WatchHit, WatchNotice

MOST = 500
"""Notices of a channel that are read at a time, the oldest; as many of each kind of hour, so that none waits for another's."""


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
    own_quiet: bool = False
    """Its watch has its own word on quiet hours, which has been obeyed: the operator's are not for it."""
    own_digest: bool = False
    """The same of the digest."""


def waiting(session: Session, now: datetime) -> dict[str, list[Told]]:
    """Notices nobody has taken yet and no watch's own hours hold back, by channel, in the order of their hits."""
    channels = session.scalars(select(WatchNotice.channel).where(WatchNotice.state == "waiting").distinct()).all()
    if not channels:
        return {}
    kinds = _kinds(session, now)
    found = {}
    for channel in sorted(channels):
        told = [one for kind in kinds for one in _of(session, channel, kind)]
        found[channel] = sorted(told, key=lambda one: one.notice)
    return found


def _kinds(session: Session, now: datetime) -> list[Any]:
    """Conditions on watch and hit: of watches that leave all to the operator, and of those that may tell now."""
    kinds: list[Any] = [and_(Watch.quiet.is_(None), Watch.digest.is_(None))]
    asked = select(Watch.id, Watch.quiet, Watch.digest, Watch.zone).where(Watch.quiet.is_not(None) | Watch.digest.is_not(None))
    grouped: dict[tuple[bool, datetime | None], list[int]] = {}
    for row in session.execute(asked):
        telling = Telling(quiet=row.quiet, digest=row.digest, zone=row.zone)
        if not telling.is_quiet(now):
            grouped.setdefault((row.quiet is None, telling.collected_until(now)), []).append(row.id)
    for (_, until), ids in grouped.items():
        kinds.append(Watch.id.in_(ids) if until is None else and_(Watch.id.in_(ids), WatchHit.at <= until))
    return kinds


def _of(session: Session, channel: str, kind: Any) -> list[Told]:
    other = aliased(WatchHit)
    copies = select(func.count()).where(other.copy_of == WatchHit.id).correlate(WatchHit).scalar_subquery()
    asked = (
        select(WatchNotice, WatchHit.at, Watch, ArticleRow, copies)
        .join(WatchHit, WatchHit.id == WatchNotice.hit_id)
        .join(Watch, Watch.id == WatchHit.watch_id)
        .join(ArticleRow, ArticleRow.id == WatchHit.article_id)
        .where(WatchNotice.state == "waiting", WatchNotice.channel == channel, kind)
        .order_by(WatchNotice.id)
        .limit(MOST)
    )
    return [
        Told(
            notice=notice.id,
            attempts=notice.attempts,
            not_before=notice.not_before,
            subject=f"watch:{watch.id}",
            at=at,
            watch=watch.id,
            name=watch.name,
            article=article.id,
            outlet=article.outlet,
            headline=article.headline,
            url=article.canonical_url or article.url,
            published=article.published,
            first_seen=article.first_seen,
            copies=copied,
            own_quiet=watch.quiet is not None,
            own_digest=watch.digest is not None,
        )
        for notice, at, watch, article, copied in session.execute(asked)
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
