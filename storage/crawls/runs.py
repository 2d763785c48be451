"""The ledger of runs: queued, running, ended; its figures are written in the transaction that makes them true."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.crawls import leases
from storage.errors import NotFound
from storage.tables import Lease, Run

End = Literal["finished", "failed", "stopped", "lost"]
Outcome = Literal["stored", "revised", "unchanged", "duplicate", "rejected", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Figures of a run; what each means stands at `storage.tables.Run`."""

    requests: int = 0
    not_modified: int = 0
    offered: int = 0
    known: int = 0
    new: int = 0
    again: int = 0
    unasked: int = 0
    fetched: int = 0
    stored: int = 0
    revised: int = 0
    unchanged: int = 0
    duplicate: int = 0
    rejected: int = 0
    failed: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)


WISHED = "api"
"""Trigger of the runs somebody asked the daemon for."""
COUNTERS = frozenset(item.name for item in fields(Counts)) - {"reasons"}


def queue(session: Session, outlet: str, trigger: str, now: datetime) -> int:
    """Write down that a run is wanted; returns its number."""
    run = Run(outlet=outlet, trigger=trigger, state="queued", queued_at=now)
    session.add(run)
    session.flush()
    return run.id


def wish(session: Session, outlet: str, now: datetime) -> int:
    """Have the daemon crawl an outlet soon; returns the number of the run, of one that is wished for already the same."""
    return wished(session, outlet) or queue(session, outlet, WISHED, now)


def wished(session: Session, outlet: str) -> int | None:
    """Number of the run of this outlet that is wished for and not begun."""
    there = select(Run.id).where(Run.outlet == outlet, Run.trigger == WISHED, Run.state == "queued")
    return session.scalar(there.order_by(Run.id).limit(1))


def wishes(session: Session) -> list[Run]:
    """The runs wished for that nobody has begun, the oldest first."""
    return list(session.scalars(select(Run).where(Run.state == "queued", Run.trigger == WISHED).order_by(Run.id)))


def start(session: Session, run_id: int, *, fence: int, now: datetime) -> None:
    """This process begins the run, under the lease `leases.crawl_of(outlet)` with this fence. Raises NotFound."""
    run = get(session, run_id)
    run.state, run.started_at, run.fence = "running", now, fence
    run.host, run.pid = socket.gethostname(), os.getpid()


def add(session: Session, run_id: int, *, reasons: Mapping[str, int] | None = None, **deltas: int) -> None:
    """Add to the figures of a run, in the transaction of what is counted: so they are true whenever the process dies.

    `runs.add(session, run_id, offered=40, known=38, new=2)`; the names are those of Counts. What is new is `unasked` until
    `outcome` counts it. Raises NotFound.
    """
    unknown = set(deltas) - COUNTERS
    if unknown:
        raise TypeError(f"a run does not count {', '.join(sorted(unknown))}")
    run = get(session, run_id)
    for name, delta in deltas.items():
        setattr(run, name, getattr(run, name) + delta)
    run.unasked += deltas.get("new", 0)
    if reasons:
        # a new dict, or SQLAlchemy does not see the change
        run.reasons = {key: run.reasons.get(key, 0) + reasons.get(key, 0) for key in {**run.reasons, **reasons}}
    session.flush()


def outcome(session: Session, run_id: int, what: Outcome, reason: str | None = None, *, first: bool = False) -> None:
    """Count one link asked for and what became of it; with a reason "rejected:<reason>" or "failed:<reason>" too.

    `first`: the link is new in this very run and was not asked for before (`links.is_first`); else it counts as asked `again`.
    `storage.corpus.articles.record` does this for the pages it is given.
    """
    asked = {"unasked": -1} if first else {"again": 1}
    came = {} if what == "failed" else {"fetched": 1}
    add(session, run_id, reasons={f"{what}:{reason}": 1} if reason else None, **asked, **came, **{what: 1})


def finish(session: Session, run_id: int, *, state: End, why: str, now: datetime, counts: Counts | None = None) -> None:
    """End a run. `counts` holds only what was not counted with `add` or `outcome` before: it is added, it replaces nothing.

    Raises NotFound.
    """
    if counts is not None:
        add(session, run_id, reasons=counts.reasons, **{name: getattr(counts, name) for name in COUNTERS})
    run = get(session, run_id)
    run.state, run.why, run.ended_at = state, why, now


def lose_orphans(session: Session, now: datetime, *, queued: str | None = None, before: datetime | None = None) -> list[int]:
    """Runs said to be running whose lease is nobody's, another's, expired or a dead process's become "lost".

    `queued`: so do the queued ones of this trigger. Only who queues them knows that nobody will start them any more: the
    one scheduler. `before`: only runs begun, or queued, before that; the end of a younger one may be about to be written.
    """
    lost = []
    # one that is being counted at this moment is alive: it need not be waited for
    running = select(Run).where(Run.state == "running").order_by(Run.id).with_for_update(skip_locked=True)
    for run in session.scalars(running if before is None else running.where(Run.started_at < before)):
        why = _why_lost(session.get(Lease, leases.crawl_of(run.outlet)), run, now)
        if why is not None:
            run.state, run.why, run.ended_at = "lost", why, now
            lost.append(run.id)
    if queued is not None:
        waiting = select(Run).where(Run.state == "queued", Run.trigger == queued).with_for_update()
        for run in session.scalars(waiting if before is None else waiting.where(Run.queued_at < before)):
            run.state, run.why, run.ended_at = "lost", "was never started: the scheduler that queued it is gone", now
            lost.append(run.id)
    return lost


def _why_lost(lease: Lease | None, run: Run, now: datetime) -> str | None:
    who = f"process {run.pid} on {run.host}"
    if lease is None or lease.holder == leases.FREE:
        return f"{who} gave its lease back without ending the run"
    if lease.fence != run.fence:
        return f"{who} lost its lease to another"
    if leases.is_gone(lease.holder):
        return f"{who} is gone (killed, or the machine was)"
    if lease.expires_at <= now and not leases.is_here(lease.holder):  # one that hangs here is ended by who watches it
        return f"{who} was not heard of since its lease ran out"
    return None


def recent(session: Session, outlet: str | None = None, limit: int = 20, *, before: int | None = None) -> list[Run]:
    """The latest runs, newest first; `before` the one of that number."""
    statement = select(Run).order_by(Run.id.desc()).limit(limit)
    if outlet is not None:
        statement = statement.where(Run.outlet == outlet)
    if before is not None:
        statement = statement.where(Run.id < before)
    return list(session.scalars(statement))


def get(session: Session, run_id: int) -> Run:
    """The run as it is now; in a writing transaction nobody else changes it until the end. Raises NotFound."""
    statement = select(Run).where(Run.id == run_id).execution_options(populate_existing=True)
    if session.connection().get_execution_options().get("rasid_write"):
        statement = statement.with_for_update()
    run = session.scalars(statement).one_or_none()
    if run is None:
        raise NotFound(f"no run {run_id}; `rasid runs` lists them")
    return run
