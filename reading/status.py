"""How the watch is doing: the daemon, the corpus, every enabled outlet, and what needs a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from news.article import isotime
from news.outlet import Outlet
from storage.corpus import figures
from storage.crawls import alerts, health, leases, liveness, outlet_state, outlets
from storage.crawls.health import Health
from storage.crawls.liveness import SCHEDULER
from storage.crawls.outlet_state import State
from storage.tables import Alert, Lease, Run

WELL = {"ok", "quiet", outlet_state.NEVER}
"""Healths that need nobody."""
PATIENCE = 3
"""Runs in a row that reached nothing before an outlet that cannot be reached needs a person; networks come and go."""

FIGURES = (
    "requests", "not_modified", "offered", "known", "new", "again", "fetched",
    "stored", "revised", "unchanged", "duplicate", "rejected", "failed", "unasked",
)  # fmt: skip
"""What a run counts, in the order of its road."""


def report(
    session: Session,
    catalogue: outlets.Catalogue,
    *,
    database: str,
    now: datetime,
    midnight: datetime,
    faults_of_machine: Sequence[str] = (),
) -> dict[str, Any]:
    """The whole status as plain data. `midnight` is when the reader's day began.

    `schedule` holds why the schedule is not alive (`storage.crawls.liveness`), and what the caller found the machine to lack.
    """
    known = outlet_state.all_states(session)
    declared, faults = catalogue.read()
    on = [(outlet, known.get(outlet.id) or State(outlet=outlet.id)) for outlet in declared]
    on = [(outlet, state) for outlet, state in on if outlets.is_enabled(outlet, state.enabled)]
    runs = figures.runs_by_id(session, (state.last_run_id for _, state in on if state.last_run_id is not None))
    waiting = figures.frontier(session)
    judged = health.of_all(session)
    rows = [
        _outlet(outlet, state, runs.get(state.last_run_id or 0), waiting.get(outlet.id, 0), judged.get(outlet.id))
        for outlet, state in on
    ]
    daemon = _daemon(figures.lease(session, SCHEDULER), now)
    dead = [*liveness.check(session, now, [outlet.id for outlet, _ in on]), *faults_of_machine]
    standing = [_alert(alert) for alert in alerts.open_alerts(session)]
    broken = [str(fault) for fault in faults]
    return {
        "now": isotime(now),
        "daemon": daemon,
        "database": database,
        "articles": figures.article_count(session),
        "articles_today": figures.articles_since(session, midnight),
        "outlets": rows,
        "broken_outlets": broken,
        "schedule": dead,
        "alerts": standing,
        "channels": alerts.troubles(session),
        "attention": attention(rows, dead=dead, faults=broken),
    }


def _alert(alert: Alert) -> dict[str, Any]:
    return {"subject": alert.subject, "kind": alert.kind, "reason": alert.reason, "since": isotime(alert.opened_at)}


def _outlet(outlet: Outlet, state: State, run: Run | None, waiting: int, judged: Health | None) -> dict[str, Any]:
    """The judgement of the daemon's rounds, where the last run is in it; else how that run went."""
    if judged is not None and (judged.run_id == state.last_run_id or (run is not None and run.ended_at is None)):
        state = replace(state, health=judged.state, reason=judged.reason)
    return {
        "id": outlet.id,
        "name_ar": outlet.name_ar,
        "name_en": outlet.name_en,
        "health": state.health,
        "reason": state.reason or ("not crawled yet" if state.health == outlet_state.NEVER else ""),
        "failures": state.failures,
        "since": isotime(judged.since) if judged is not None and judged.state == state.health else None,
        "last_run": run_json(run) if run else None,
        "last_article_at": isotime(state.last_stored_at),
        "next_due_at": isotime(state.next_due_at),
        "plan": state.plan,
        "resting_until": isotime(state.resting_until),
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
    """The holder is `host/…:pid:start`, see `storage.crawls.leases.holder_here`; what follows the «/» tells machines apart."""
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


def attention(rows: Sequence[Mapping[str, Any]], *, dead: Sequence[str], faults: Sequence[str]) -> list[str]:
    """What needs a person, one sentence each with what to do, the gravest first; empty when all is well.

    `dead`: why the schedule is not alive.
    """
    lines = list(dead)
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
    for word in sorted({row["health"] for row in ill}):
        ids = [row["id"] for row in ill if row["health"] == word]
        lines.append(f"{word}: {', '.join(ids[:5])}{f' and {len(ids) - 5} more' if len(ids) > 5 else ''}")
    return lines
