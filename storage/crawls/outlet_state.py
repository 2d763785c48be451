"""What we know of an outlet beyond its declaration: when it is due, how its last runs went, the operator's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from news import listening, polling
from news.listening import Memory
from news.polling import Manner, Plan
from storage.crawls.revisits import SETTLED
from storage.engine import storable, upsert
from storage.tables import Link, OutletState

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
    planned_at: datetime | None = None
    plan: str = ""
    resting_until: datetime | None = None


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
    """A run of this outlet has ended. `answered`: at least one source did, and nothing broke; else the run counts in `failures`.

    `next_due_at` None: the schedule stays as it is; `plan` sets it.
    """
    state = row(session, outlet)
    state.health, state.reason = health, storable.text(reason)
    if answered:
        state.last_success_at, state.failures = now, 0
    else:
        state.failures += 1
    if next_due_at is not None:
        state.next_due_at, state.planned_at = next_due_at, now
    if stored:
        state.last_stored_at = now
    session.flush()


def memory(session: Session, outlet: str) -> Memory:
    """What is remembered of how it publishes; an empty one where nothing is."""
    return listening.from_json(session.scalar(select(OutletState.memory).where(OutletState.outlet == outlet)))


def plan(session: Session, outlet: str, made: Plan, now: datetime, learned: Memory | None = None) -> None:
    """The outlet is due as planned at `now`; `learned`: what is remembered of it from now on."""
    state = row(session, outlet)
    state.next_due_at, state.planned_at = made.at, now
    state.plan, state.resting_until = storable.text(made.why), made.resting_until
    if learned is not None:
        state.memory = listening.to_json(learned)
    session.flush()


def plan_after_death(session: Session, outlet: str, manner: Manner, now: datetime, chance: float) -> datetime:
    """When to ask again an outlet whose run died without an end of its own; such a run counts as one in which nobody answered.

    To be called before `run_closed` counts it.
    """
    failures = state(session, outlet).failures + 1
    made = polling.plan(manner, memory(session, outlet), (), failures=failures, now=now, chance=chance)
    plan(session, outlet, made, now)
    return made.at


def next_look(session: Session, outlet: str) -> datetime | None:
    """When the page of a young article is to be looked at again next; None: of no article."""
    here = Link.outlet == outlet, Link.revisit_at.is_not(None), Link.state.in_(SETTLED)
    return session.scalar(select(Link.revisit_at).where(*here).order_by(Link.revisit_at).limit(1))


def postpone(session: Session, outlet: str, when: datetime, now: datetime | None = None, why: str = "") -> None:
    """The outlet is due at `when`, for this reason; `now`: as the clock stands when this is said."""
    state = row(session, outlet)
    state.next_due_at, state.planned_at, state.plan = when, now, storable.text(why)
    session.flush()


def row(session: Session, outlet: str) -> OutletState:
    """The row to write to, made where it is missing."""
    upsert.insert_absent(session, OutletState, [{"outlet": outlet, "failures": 0, "health": NEVER, "reason": "", "plan": ""}])
    return session.get_one(OutletState, outlet, with_for_update=True)


def _value(row: OutletState) -> State:
    return State(**{name: getattr(row, name) for name in State.__slots__})  # type: ignore[attr-defined,unused-ignore]
