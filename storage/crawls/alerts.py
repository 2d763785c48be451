"""Alerts, what became of each, and the notices of it that wait for their channel: over restarts, until somebody took them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.engine import storable
from storage.tables import Alert, AlertEvent, AlertNotice

What = Literal["opened", "changed", "cleared"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A notice on its way: what a channel is to be told."""

    notice: int
    attempts: int
    not_before: datetime
    alert: int
    subject: str
    what: str
    kind: str
    reason: str
    at: datetime
    since: datetime
    """When the alert was opened."""


def open_alerts(session: Session) -> list[Alert]:
    """What needs a person now, the oldest first."""
    return list(session.scalars(select(Alert).where(Alert.cleared_at.is_(None)).order_by(Alert.opened_at, Alert.id)))


def recent(session: Session, limit: int) -> list[Alert]:
    """Open or over, the newest first."""
    return list(session.scalars(select(Alert).order_by(Alert.id.desc()).limit(limit)))


def openings(session: Session, subject: str, since: datetime) -> int:
    """How often something was wrong with `subject` since then."""
    statement = select(func.count()).select_from(Alert).where(Alert.subject == subject, Alert.opened_at >= since)
    return session.scalars(statement).one()


def last_cleared(session: Session, subject: str) -> datetime | None:
    """When the last alert of `subject` was over."""
    return session.scalar(select(func.max(Alert.cleared_at)).where(Alert.subject == subject))


def last_event(session: Session, alert_id: int) -> datetime | None:
    """When something last became of an alert."""
    return session.scalar(select(func.max(AlertEvent.at)).where(AlertEvent.alert_id == alert_id))


def open_(session: Session, subject: str, kind: str, reason: str, now: datetime) -> int:
    """Something is wrong; returns the event's number."""
    alert = Alert(subject=subject, kind=kind, reason=storable.text(reason), opened_at=now)
    session.add(alert)
    session.flush()
    return _event(session, alert, "opened", now)


def change(session: Session, alert: Alert, kind: str, reason: str, now: datetime) -> int:
    """Something else is wrong with the same subject; returns the event's number."""
    alert.kind, alert.reason, alert.well_since = kind, storable.text(reason), None
    return _event(session, alert, "changed", now)


def clear(session: Session, alert: Alert, reason: str, now: datetime) -> int:
    """It is over; returns the event's number."""
    alert.cleared_at = now
    alert.well_since = alert.well_since or now
    return _event(session, alert, "cleared", now, reason)


def _event(session: Session, alert: Alert, what: What, now: datetime, reason: str | None = None) -> int:
    said = storable.text(reason if reason is not None else alert.reason)
    event = AlertEvent(alert_id=alert.id, at=now, what=what, kind=alert.kind, reason=said)
    session.add(event)
    session.flush()
    return event.id


def post(session: Session, events: Sequence[int], channels: Iterable[str], now: datetime) -> None:
    """Let the events wait for each of the channels, in the transaction that made them."""
    for channel in channels:
        for event in events:
            session.add(AlertNotice(event_id=event, channel=channel, state="waiting", attempts=0, not_before=now))
    session.flush()


def waiting(session: Session, channel: str | None = None) -> dict[str, list[Waiting]]:
    """Notices nobody has taken yet, by channel, in the order of their events."""
    statement = (
        select(AlertNotice, AlertEvent, Alert)
        .join(AlertEvent, AlertEvent.id == AlertNotice.event_id)
        .join(Alert, Alert.id == AlertEvent.alert_id)
        .where(AlertNotice.state == "waiting")
        .order_by(AlertNotice.event_id, AlertNotice.id)
    )
    if channel is not None:
        statement = statement.where(AlertNotice.channel == channel)
    found: dict[str, list[Waiting]] = {}
    for notice, event, alert in session.execute(statement):
        found.setdefault(notice.channel, []).append(
            Waiting(
                notice=notice.id,
                attempts=notice.attempts,
                not_before=notice.not_before,
                alert=alert.id,
                subject=alert.subject,
                what=event.what,
                kind=event.kind,
                reason=event.reason,
                at=event.at,
                since=alert.opened_at,
            )
        )
    return found


def last_sent(session: Session, channel: str) -> datetime | None:
    """When the channel last took something."""
    return session.scalar(select(func.max(AlertNotice.sent_at)).where(AlertNotice.channel == channel))


def troubles(session: Session) -> dict[str, str]:
    """Channels that did not take what waits for them, with what they said last; without any secret."""
    row = select(AlertNotice.channel, AlertNotice.error).where(AlertNotice.state == "waiting", AlertNotice.attempts > 0)
    return {channel: error or "" for channel, error in session.execute(row.order_by(AlertNotice.id))}


def sent(session: Session, notices: Iterable[int], now: datetime) -> None:
    """The channel took these."""
    for notice in _notices(session, notices):
        notice.state, notice.sent_at, notice.error = "sent", now, None
        notice.attempts += 1
    session.flush()


def not_sent(session: Session, notices: Iterable[int], error: str, again: datetime) -> None:
    """The channel did not take these; not before `again`."""
    for notice in _notices(session, notices):
        notice.attempts += 1
        notice.error, notice.not_before = storable.text(error), again
    session.flush()


def drop(session: Session, notices: Iterable[int], why: str) -> None:
    """Nobody will take these any more."""
    for notice in _notices(session, notices):
        notice.state, notice.error = "dropped", storable.text(why)
    session.flush()


def _notices(session: Session, numbers: Iterable[int]) -> list[AlertNotice]:
    found = (session.get(AlertNotice, number, with_for_update=True) for number in numbers)
    return [notice for notice in found if notice is not None and notice.state == "waiting"]
