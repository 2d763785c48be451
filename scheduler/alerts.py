"""When somebody is told: once when something has gone wrong for sure, once when it is over, and not on every run.

An alert opens when its cause was seen in as many runs in a row as its kind needs, or when many articles or hours prove it. It is
over when the outlet was well for a while: ten minutes, and four times as long for every time it had opened within the last day,
so that what comes and goes is one long alert. When no outlet can be reached that is one alert, and none for each outlet.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler import health
from scheduler.health import Verdict
from storage.crawls import alerts
from storage.tables import Alert

NETWORK = "network"
NO_NETWORK = "no outlet can be reached: look at this machine's network first"
OUTLET = "outlet:"

NEEDED = {"unreachable": 3, "failed": 2, "blocked": 2, "robots": 2, "feed dead": 2, "layout changed": 2}
"""Runs in a row that must say so."""
HOLD = timedelta(minutes=10)
LONGEST_HOLD = timedelta(hours=24)
CHANGES_EVERY = timedelta(hours=1)
"""An alert says at most so often that its cause is another now."""
LAST_TRIED = 20
"""So many outlets, the last that were tried, decide whether any can be reached; half of all where there are fewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that is wrong now."""

    kind: str
    reason: str
    confirmed: bool = True


def troubles(verdicts: Mapping[str, tuple[Verdict, int]]) -> dict[str, Trouble]:
    """By subject, what is wrong with outlets: verdict and runs in a row that ended in it."""
    return {
        OUTLET + outlet: Trouble(
            kind=verdict.cause, reason=verdict.reason, confirmed=verdict.sure or runs >= NEEDED.get(verdict.cause, 1)
        )
        for outlet, (verdict, runs) in verdicts.items()
        if verdict.state not in health.WELL
    }


def no_network(tried: Sequence[bool], outlets: int) -> bool:
    """Whether nothing can be reached. `tried`: outlet by outlet whether its last run reached it, the last tried first."""
    decide = max(2, min(LAST_TRIED, (outlets + 1) // 2))
    return len(tried) >= decide and not any(tried[:decide])


def sync(
    session: Session,
    wrong: Mapping[str, Trouble],
    watched: Collection[str],
    now: datetime,
    *,
    unjudged: Collection[str] = (),
) -> list[int]:
    """Bring the alerts in line with what is wrong; returns the events of which somebody is to be told.

    `watched`: the subjects that could be wrong; alerts of others are over. `unjudged`: those of which nothing is known just now;
    theirs stay as they are.
    """
    here = {alert.subject: alert for alert in alerts.open_alerts(session)}
    cut_off = NETWORK in here or NETWORK in wrong
    network_since = alerts.last_cleared(session, NETWORK)
    just_back = network_since is not None and now - network_since < timedelta(hours=1)
    events: list[int] = []
    for subject, trouble in wrong.items():
        alert = here.get(subject)
        if alert is not None:
            events += _goes_on(session, alert, trouble, now)
        elif trouble.confirmed and not (trouble.kind == "unreachable" and (cut_off or just_back)):
            events.append(alerts.open_(session, subject, trouble.kind, trouble.reason, now))
    for subject, alert in here.items():
        if subject not in wrong and subject not in unjudged:
            events += _is_well(session, alert, now, watched=subject in watched)
    return events


def _goes_on(session: Session, alert: Alert, trouble: Trouble, now: datetime) -> list[int]:
    alert.well_since = None
    if alert.kind == trouble.kind:
        if alert.reason != trouble.reason:
            alert.reason = trouble.reason
        return []
    last = alerts.last_event(session, alert.id) or alert.opened_at
    if not trouble.confirmed or now - last < CHANGES_EVERY:
        return []
    return [alerts.change(session, alert, trouble.kind, trouble.reason, now)]


def _is_well(session: Session, alert: Alert, now: datetime, *, watched: bool) -> list[int]:
    if not watched:
        return [alerts.clear(session, alert, "not watched any more", now)]
    if alert.well_since is None or alert.well_since > now:
        alert.well_since = now
    if now - alert.well_since < hold(alerts.openings(session, alert.subject, now - timedelta(days=1))):
        return []
    return [alerts.clear(session, alert, alert.reason, now)]


def hold(openings: int) -> timedelta:
    """How long a subject must be well that had so many alerts within the last day."""
    return min(LONGEST_HOLD, HOLD * float(4 ** max(0, min(openings, 10) - 1)))
