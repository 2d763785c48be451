"""Who may work on something now: one holder at a time, known by a fence number that only ever grows.

A lease ends when it is released, when it expires, and at once when its holder is a process of this machine that is no
longer there. Whoever was paused for longer than its lease finds its writes refused (`assert_held`), because the fence has
gone on.
"""

from __future__ import annotations

import functools
import os
import socket
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.engine import upsert
from storage.errors import LeaseLost
from storage.tables import Lease

FREE = ""


def crawl_of(outlet: str) -> str:
    """Name of the lease to crawl an outlet; `storage.crawls.runs` looks for the life of a run under this name."""
    return f"crawl:{outlet}"


def site_of(site: str) -> str:
    """Name of the lease to ask a site for anything: outlets that share one take turns."""
    return f"site:{site}"


def acquire(session: Session, name: str, holder: str, now: datetime, ttl: timedelta) -> int | None:
    """Take the lease until `now + ttl`. Returns the fence to show with every write; None: somebody alive holds it.

    The same holder asking twice is refused too: a lease is not counted.
    """
    return (acquire_all(session, (name,), holder, now, ttl) or {}).get(name)


def acquire_all(session: Session, names: Collection[str], holder: str, now: datetime, ttl: timedelta) -> dict[str, int] | None:
    """Take these leases until `now + ttl`: their fences by name; None, and none is taken: somebody alive holds one of them."""
    there = set(session.scalars(select(Lease.name).where(Lease.name.in_(names))))
    if absent := sorted(set(names) - there):
        # before any lock is held: two that come first at the same time must neither fail nor wait for each other
        upsert.insert_absent(session, Lease, [{"name": name, "holder": FREE, "fence": 0, "expires_at": now} for name in absent])
    rows = _locked(session, names)
    if any(is_alive(row, now) for row in rows):
        return None
    for row in rows:
        row.holder, row.fence, row.expires_at = holder, row.fence + 1, now + ttl
    session.flush()
    return {row.name: row.fence for row in rows}


def renew(session: Session, name: str, fence: int, now: datetime, ttl: timedelta) -> None:
    """Hold it until `now + ttl`. Raises LeaseLost when it was released or taken by another since."""
    ours = Lease.name == name, Lease.fence == fence, Lease.holder != FREE
    if session.scalar(update(Lease).where(*ours).values(expires_at=now + ttl).returning(Lease.fence)) is None:
        raise _lost(name, fence)


def release(session: Session, name: str, fence: int) -> None:
    """Give it back; nothing happens when it is another's already."""
    session.execute(update(Lease).where(Lease.name == name, Lease.fence == fence).values(holder=FREE))


def assert_held(session: Session, name: str, fence: int) -> None:
    """Raises LeaseLost unless the lease is still ours; nobody can take it before this transaction ends.

    A lease past its time counts as held as long as nobody took it.
    """
    statement = select(Lease.fence).where(Lease.name == name, Lease.holder != FREE).with_for_update(read=True)
    if session.execute(statement).scalar() != fence:
        raise _lost(name, fence)


def holder_here() -> str:
    """This process, so that nobody can be taken for it: host:pid:start time.

    Host is the host name, the boot and the PID namespace: a process number means something only within these.
    """
    return f"{_host()}:{os.getpid()}:{_started(os.getpid()) or 0}"


def is_held(session: Session, name: str, now: datetime) -> bool:
    """Whether somebody alive holds it at this moment; only `acquire` makes sure."""
    row = session.get(Lease, name)
    return row is not None and is_alive(row, now)


def first_held(session: Session, names: Collection[str], now: datetime) -> Lease | None:
    """One of these that somebody alive holds at this moment; only `acquire_all` makes sure."""
    rows = session.scalars(select(Lease).where(Lease.name.in_(names)).order_by(Lease.name))
    return next((row for row in rows if is_alive(row, now)), None)


def who(lease: Lease) -> str:
    """Its holder, for people: process 77 on newsdesk."""
    host, _, rest = lease.holder.partition(":")
    return f"process {rest.partition(':')[0]} on {host.partition('/')[0]}"


def is_alive(lease: Lease, now: datetime) -> bool:
    """Whether somebody holds it who is still there, as far as can be known from here."""
    if lease.holder == FREE or lease.expires_at <= now:
        return False
    return not is_gone(lease.holder)


def is_gone(holder: str) -> bool:
    """Whether the holder is a process of this machine that has ended. Of other machines nothing is known: False."""
    return _is_there(holder) is False


def is_here(holder: str) -> bool:
    """Whether the holder is a process of this machine that is still there, whatever became of its lease."""
    return _is_there(holder) is True


def _is_there(holder: str) -> bool | None:
    """None: it cannot be known from here."""
    host, _, rest = holder.partition(":")
    pid, _, started = rest.partition(":")
    if host != _host() or not pid.isdigit() or started == "0":
        return None
    return _started(int(pid)) == started


@functools.cache
def _host() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        # two containers on one machine can share its name and boot, but not their processes
        space = str(Path("/proc/self/ns/pid").stat().st_ino)
    except OSError:
        boot = space = "unknown"
    return "/".join((socket.gethostname().replace(":", "-"), boot, space))


def _started(pid: int) -> str | None:
    """Clock ticks from boot to the start of a living process; None when there is none, or only its zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # proc(5): the name stands in brackets and may hold anything; what follows is divided by spaces: state is field 3
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in {"Z", "X", "x"} else fields[19]


def _locked(session: Session, names: Collection[str]) -> list[Lease]:
    """In the order of their names, everybody the same: two that want several must not wait for each other."""
    statement = select(Lease).where(Lease.name.in_(names)).order_by(Lease.name).with_for_update()
    return list(session.scalars(statement.execution_options(populate_existing=True)))


def _lost(name: str, fence: int) -> LeaseLost:
    return LeaseLost(f"the lease {name} (fence {fence}) is not ours any more; what was not written is left to its new holder")
