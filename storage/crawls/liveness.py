"""Whether the schedule is alive: not whether a process is there, but whether it starts what is due.

The scheduler writes one row about itself. Anybody who can read the database can judge it: `rasid status`, `/healthz`, another
machine. A daemon that hangs, that lost its timetable, or that cannot write says nothing, and that is the sign.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.crawls import leases
from storage.engine import upsert
from storage.errors import StorageError
from storage.tables import Lease, OutletState, SchedulerState

if TYPE_CHECKING:
    from storage.database import Database

SCHEDULER = "scheduler"
"""The lease of the daemon that works, and the name of its row."""
TICK = 10.0
"""Seconds between two words of the scheduler."""
SILENT = timedelta(seconds=90)
"""Without a word for so long it hangs: nine ticks missed."""
LEAST = timedelta(minutes=2)
"""Less than this is no standstill, however short an interval is: a start takes a moment."""
NO_DAEMON = "no daemon is running, nothing is crawled: start `rasid daemon`"
NEARLY_FULL = 512 * 2**20
"""Bytes free below which the disk counts as nearly full; 2 % of a smaller disk than 25 GB."""


def began(session: Session, now: datetime, shortest: int) -> None:
    """This process leads from now on."""
    row = {"name": SCHEDULER, "since": now, "ticked_at": now, "shortest": shortest}
    upsert.insert_absent(session, SchedulerState, [row])
    state = session.get_one(SchedulerState, SCHEDULER, with_for_update=True)
    state.since, state.ticked_at, state.shortest = now, now, shortest
    session.flush()


def ticked(session: Session, now: datetime, shortest: int) -> None:
    """The timetable moves; `shortest`: seconds of the shortest interval of all enabled outlets."""
    session.execute(update(SchedulerState).where(SchedulerState.name == SCHEDULER).values(ticked_at=now, shortest=shortest))


def started(session: Session, run_id: int, now: datetime) -> None:
    """A run was started, in the transaction that queued it."""
    session.execute(update(SchedulerState).where(SchedulerState.name == SCHEDULER).values(started_at=now, run_id=run_id))


def since(session: Session) -> datetime | None:
    """When the daemon that leads began to; None: none ever did."""
    return session.scalar(select(SchedulerState.since).where(SchedulerState.name == SCHEDULER))


def check(session: Session, now: datetime, enabled: Collection[str]) -> list[str]:
    """Why the schedule is not alive, one sentence each with what to do; empty when it is. `enabled`: outlets to be crawled.

    It is dead when no daemon holds the lease, silent when it gave no word, and it stands still when for twice the shortest
    interval nothing was started though an outlet was due all that time. One of this machine that is there and lost its lease,
    because it could not write or was stopped, is silent and not dead.
    """
    lease, row = session.get(Lease, SCHEDULER), session.get(SchedulerState, SCHEDULER)
    alive = lease is not None and leases.is_alive(lease, now)
    if lease is None or not (alive or leases.is_here(lease.holder)):
        return [NO_DAEMON]
    if row is None:
        return []
    if now - row.ticked_at > SILENT or not alive:
        return [f"the daemon hangs: no word from it for {span(now - row.ticked_at)}; restart `rasid daemon`"]
    patience = max(timedelta(seconds=2 * row.shortest), LEAST)
    idle_since = max(filter(None, (row.since, row.started_at)))
    late = [name for name, due in _due(session, enabled).items() if max(due or row.since, row.since) + patience < now]
    if late and now - idle_since > patience:
        due = f"{len(late)} outlets are due ({min(late)}, …)" if len(late) > 1 else f"{late[0]} is due"
        idle = span(now - idle_since)
        return [f"the schedule stands still: nothing started for {idle} though {due}; look at its log, restart `rasid daemon`"]
    return []


def _due(session: Session, enabled: Collection[str]) -> dict[str, datetime | None]:
    known = {outlet: due for outlet, due in session.execute(select(OutletState.outlet, OutletState.next_due_at))}  # noqa: C416
    return {outlet: known.get(outlet) for outlet in enabled}


def writable(database: Database) -> str | None:
    """Why the database cannot be written to now; None when it can. Writes nothing that stays."""
    try:
        with database.write() as session:
            session.execute(update(SchedulerState).values(shortest=SchedulerState.shortest))
            session.rollback()
    except StorageError as error:
        return f"the database cannot be written to: {error}"
    return None


def room(folder: Path) -> str | None:
    """Says that the disk of `folder` is nearly full; None while it is not, or where there is no such folder yet."""
    try:
        there = shutil.disk_usage(folder)
    except OSError:
        return None
    if there.free >= min(NEARLY_FULL, there.total // 50):
        return None
    return f"the disk is nearly full: {there.free // 2**20:,} MiB left for {folder}; make room or `rasid db prune`"


def span(time: timedelta) -> str:
    """For people: 40 s, 12 min, 5 h, 3 days."""
    seconds = max(0, int(time.total_seconds()))
    for size, name, upto in ((1, "s", 100), (60, "min", 100), (3600, "h", 48)):
        if seconds < size * upto:
            return f"{seconds // size} {name}"
    return f"{seconds // 86400} days"
