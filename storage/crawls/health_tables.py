"""Tables of the watch over the watch: how each outlet is doing, alerts and their delivery, the scheduler's own word."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine.columns import Base, Key


class OutletHealth(Base):
    """How an outlet is doing, judged over time by the daemon; how its last run went stands in `outlet_state`."""

    __tablename__ = "outlet_health"

    outlet: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    """A word of `scheduler.health.STATES`."""
    reason: Mapped[str]
    """Why, in words for a person."""
    since: Mapped[datetime]
    """In this state."""
    assessed_at: Mapped[datetime]
    """When it was looked at; older than the end of the last run: that run is not in it."""
    run_id: Mapped[int | None] = mapped_column(BigInteger)
    """The last run that is in it."""
    runs: Mapped[int]
    """Runs in a row that ended in this state."""


class Alert(Base):
    """Something that needs a person, from the moment it was sure until it was sure to be over."""

    __tablename__ = "alert"
    __table_args__ = (Index("alert_of", "subject", "opened_at"), Index("alert_open", "cleared_at"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    subject: Mapped[str]
    """outlet:<id> | network | schedule | disk"""
    kind: Mapped[str]
    """What is wrong: a word of `scheduler.health.STATES`, or the subject's own."""
    reason: Mapped[str]
    """In words, as last seen while it was wrong."""
    opened_at: Mapped[datetime]
    well_since: Mapped[datetime | None]
    """Not wrong any more since; not cleared yet because it may come back."""
    cleared_at: Mapped[datetime | None]
    """None: open."""


class AlertEvent(Base):
    """What became of an alert; never changed, never deleted."""

    __tablename__ = "alert_event"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), index=True)
    at: Mapped[datetime]
    what: Mapped[str]
    """opened | changed | cleared | notified"""
    kind: Mapped[str]
    reason: Mapped[str]


class AlertNotice(Base):
    """An event on its way through a channel; it waits here over restarts until somebody has taken it."""

    __tablename__ = "alert_notice"
    __table_args__ = (Index("alert_notice_waiting", "state", "channel"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("alert_event.id"), index=True)
    channel: Mapped[str]
    state: Mapped[str]
    """waiting | sent | dropped"""
    attempts: Mapped[int]
    not_before: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]
    """Why it was not taken, without any secret."""


class SchedulerState(Base):
    """One row, written by the scheduler itself: what it did last."""

    __tablename__ = "scheduler_state"

    name: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    """When the daemon that leads now began to."""
    ticked_at: Mapped[datetime]
    """When its timetable last moved."""
    started_at: Mapped[datetime | None]
    """When it last started a run."""
    run_id: Mapped[int | None] = mapped_column(BigInteger)
    shortest: Mapped[int]
    """Seconds of the shortest interval among the enabled outlets."""
