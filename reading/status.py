"""How the watch is doing: the daemon, the corpus, every enabled outlet, and what needs a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from news.article import isotime
from news.outlet import Outlet
from storage import figures, leases, outlet_state, outlets
from storage.outlet_state import State
from storage.tables import Lease, Run

SCHEDULER = "scheduler"
"""Lease of the daemon that works."""
WELL = {"ok", "quiet", outlet_state.NEVER}
"""Healths that need nobody."""
PATIENCE = 3
"""Runs in a row that reached nothing before an outlet that cannot be reached needs a person; networks come and go."""

FIGURES = (
    "requests", "not_modified", "offered", "known", "new", "fetched",
    "stored", "revised", "unchanged", "duplicate", "rejected", "failed",
)  # fmt: skip
"""What a run counts, in the order of its road."""


def report(session: Session, catalogue: outlets.Catalogue, *, database: str, now: datetime, midnight: datetime) -> dict[str, Any]:
    """The whole status as plain data. `midnight` is when the reader's day began."""
    known = outlet_state.all_states(session)
    declared, faults = catalogue.read()
    on = [(outlet, known.get(outlet.id) or State(outlet=outlet.id)) for outlet in declared]
    on = [(outlet, state) for outlet, state in on if outlets.is_enabled(outlet, state.enabled)]
    runs = figures.runs_by_id(session, (state.last_run_id for _, state in on if state.last_run_id is not None))
    waiting = figures.frontier(session)
    rows = [_outlet(outlet, state, runs.get(state.last_run_id or 0), waiting.get(outlet.id, 0)) for outlet, state in on]
    daemon = _daemon(figures.lease(session, SCHEDULER), now)
    return {
        "now": isotime(now),
        "daemon": daemon,
        "database": database,
        "articles": figures.article_count(session),
        "articles_today": figures.articles_since(session, midnight),
        "outlets": rows,
        "broken_outlets": [str(fault) for fault in faults],
        "attention": attention(rows, daemon_alive=daemon["alive"], faults=[str(fault) for fault in faults]),
    }


def _outlet(outlet: Outlet, state: State, run: Run | None, waiting: int) -> dict[str, Any]:
    return {
        "id": outlet.id,
        "name_ar": outlet.name_ar,
        "name_en": outlet.name_en,
        "health": state.health,
        "reason": state.reason or ("not crawled yet" if state.health == outlet_state.NEVER else ""),
        "failures": state.failures,
        "last_run": run_json(run) if run else None,
        "last_article_at": isotime(state.last_stored_at),
        "next_due_at": isotime(state.next_due_at),
        "waiting": waiting,
    }


def run_json(run: Run) -> dict[str, Any]:
    """A run of the ledger as data; `duration` in seconds, null while it runs."""
    duration = (run.ended_at - run.started_at).total_seconds() if run.ended_at and run.started_at else None
    return {
        "id": run.id,
        "outlet": run.outlet,
        "trigger": run.trigger,
        "state": run.state,
        "why": run.why,
        "queued_at": isotime(run.queued_at),
        "started_at": isotime(run.started_at),
        "ended_at": isotime(run.ended_at),
        "duration": duration,
        "host": run.host,
        "pid": run.pid,
        **{name: getattr(run, name) for name in FIGURES},
        "reasons": dict(run.reasons),
    }


def _daemon(lease: Lease | None, now: datetime) -> dict[str, Any]:
    """The holder is `host/…:pid:start`, see `storage.leases.holder_here`; what follows the «/» tells machines apart."""
    if lease is None or not leases.is_alive(lease, now):
        return {"alive": False, "host": None, "pid": None, "heard_until": None}
    host, _, rest = lease.holder.partition(":")
    pid = rest.partition(":")[0]
    return {
        "alive": True,
        "host": host.partition("/")[0],
        "pid": int(pid) if pid.isdigit() else None,
        "heard_until": isotime(lease.expires_at),
    }


def attention(rows: Sequence[Mapping[str, Any]], *, daemon_alive: bool, faults: Sequence[str]) -> list[str]:
    """What needs a person, one sentence each with what to do, the gravest first; empty when all is well."""
    lines = []
    if not daemon_alive:
        lines.append("no daemon is running, nothing is crawled: start `rasid daemon`")
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        lines.append(f"an outlet's file is broken: {faults[0]}{more}")
    if not rows:
        lines.append("no outlet is enabled: `rasid outlets enable ID`")
    ran = [row for row in rows if row["health"] != outlet_state.NEVER]
    away = [row["id"] for row in ran if row["health"] == "unreachable"]
    if len(ran) > 1 and len(away) == len(ran):
        return [*lines, "no outlet can be reached: look at this machine's network first"]
    ill = [row for row in ran if row["health"] not in WELL]
    ill = [row for row in ill if row["health"] != "unreachable" or row["failures"] >= PATIENCE]
    for health in sorted({row["health"] for row in ill}):
        ids = [row["id"] for row in ill if row["health"] == health]
        lines.append(f"{health}: {', '.join(ids[:5])}{f' and {len(ids) - 5} more' if len(ids) > 5 else ''}")
    return lines
