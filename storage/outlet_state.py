"""What we know of an outlet beyond its declaration: when it is due, how its last runs went, the operator's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import storable, upsert
from storage.tables import OutletState

NEVER = "never ran"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Fields as in `storage.tables.OutletState`."""

    outlet: str
    enabled: bool | None = None
    next_due_at: datetime | None = None
    last_run_id: int | None = None
    last_started_at: datetime | None = None
    last_success_at: datetime | None = None
    last_stored_at: datetime | None = None
    failures: int = 0
    health: str = NEVER
    reason: str = ""


def state(session: Session, outlet: str) -> State:
    """The outlet's state; that of one that never ran where nothing is known."""
    row = session.get(OutletState, outlet)
    return State(outlet=outlet) if row is None else _value(row)


def all_states(session: Session) -> dict[str, State]:
    """By outlet; outlets of which nothing is known are not in it."""
    return {row.outlet: _value(row) for row in session.scalars(select(OutletState))}


def run_started(session: Session, outlet: str, run_id: int, now: datetime) -> None:
    """A run of this outlet has begun."""
    state = row(session, outlet)
    state.last_run_id, state.last_started_at = run_id, now
    session.flush()


def run_closed(
    session: Session,
    outlet: str,
    *,
    health: str,
    reason: str,
    now: datetime,
    next_due_at: datetime | None,
    stored: int,
    answered: bool = True,
) -> None:
    """A run of this outlet has ended. `answered`: at least one source did; else the run counts in `failures`.

    `next_due_at` None: the schedule stays as it is (a crawl somebody asked for by hand).
    """
    state = row(session, outlet)
    state.health, state.reason = health, storable.text(reason)
    if answered:
        state.last_success_at, state.failures = now, 0
    else:
        state.failures += 1
    if next_due_at is not None:
        state.next_due_at = next_due_at
    if stored:
        state.last_stored_at = now
    session.flush()


def postpone(session: Session, outlet: str, when: datetime) -> None:
    """The outlet is due at `when`."""
    row(session, outlet).next_due_at = when
    session.flush()


def row(session: Session, outlet: str) -> OutletState:
    """The row to write to, made where it is missing."""
    upsert.insert_absent(session, OutletState, [{"outlet": outlet, "failures": 0, "health": NEVER, "reason": ""}])
    return session.get_one(OutletState, outlet, with_for_update=True)


def _value(row: OutletState) -> State:
    return State(**{name: getattr(row, name) for name in State.__slots__})  # type: ignore[attr-defined,unused-ignore]
