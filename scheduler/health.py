"""How an outlet is doing, judged over its last runs and articles, in words a person understands. Pure.

What one run saw is said by `crawler.diagnosis` and goes first: a wall, a dead feed, a network that is away. Only an outlet that
answers well is looked at more closely: pages of several runs together, what its articles hold, how long its runs take, and
whether so long a pause is usual at this hour.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from crawler import diagnosis
from crawler.diagnosis import Tally
from scheduler.silence import Baseline, usual
from storage.crawls.liveness import span
from storage.crawls.outlet_state import State as Known

State = Literal[
    "ok", "quiet", "silent", "slow", "blocked", "layout changed", "feed dead", "robots", "unreachable", "resting", "failed",
    "never ran",
]  # fmt: skip
STATES: tuple[State, ...] = get_args(State)
WELL: frozenset[str] = frozenset({"ok", "quiet", "never ran"})
"""States that need nobody."""

POOLED = 20
"""Runs whose pages are judged together, where one alone fetched too few."""
PAGES = 10
"""Pages that are enough for it."""
POOL_AGE = timedelta(days=7)
SLOW_RUNS = 5
SLOW_SECONDS = 10.0
"""A request, pauses of politeness included, that is slow whatever is usual."""
SLOWER = 4.0
"""Times its usual time a request takes at a slow outlet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What a run that has ended tells."""

    id: int
    started_at: datetime
    tally: Tally
    duplicate: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an outlet."""

    known: Known
    runs: Sequence[RunFacts] = ()
    """The latest `POOLED`, the last one first."""
    paces: Sequence[float] = ()
    """Seconds a request took, pauses included, in each run that made one; the last one first."""
    last_article: datetime | None = None
    baseline: Baseline | None = None
    faults: Sequence[str] = ()
    """What fell in its newest articles (`scheduler.coverage`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How it is, and why."""

    state: State
    reason: str
    cause: str
    """What an alert is about: the state, or under "resting" what it rests from."""
    sure: bool
    """Many pages, articles or hours say so, not one run."""


def judge(facts: Facts, now: datetime) -> Verdict:
    """How the outlet is doing at `now`."""
    known = facts.known
    if known.health == "never ran":
        return _verdict("never ran", "not crawled yet")
    if known.health not in {"ok", "quiet"}:
        return _as_last_run(known, now)
    pages = _pages(facts.runs, now)
    if pages is not None:
        return pages
    if facts.faults:
        return _verdict("layout changed", "; ".join(facts.faults), sure=True)
    slow = _slow(facts.paces)
    if slow is not None:
        return _verdict("slow", slow, sure=True)
    return _pause(facts, now)


def _verdict(state: State, reason: str, *, sure: bool = False) -> Verdict:
    return Verdict(state=state, reason=reason, cause=state, sure=sure)


def _as_last_run(known: Known, now: datetime) -> Verdict:
    cause: State = next((state for state in STATES if state == known.health), "failed")
    if known.resting_until is None or known.resting_until <= now or cause == "failed":
        return _verdict(cause, known.reason)
    until = f"{known.resting_until:%d %b %H:%M} UTC"
    return Verdict(state="resting", reason=f"until {until}, because it is {cause}: {known.reason}", cause=cause, sure=False)


def _pages(runs: Sequence[RunFacts], now: datetime) -> Verdict | None:
    """What the pages of the last runs say together, where each run fetched a page or two."""
    whole, duplicate, judged = Tally(reasons={}), 0, 0
    for count, run in enumerate(runs):
        if now - run.started_at > POOL_AGE or judged >= PAGES:
            break
        tally = run.tally
        reasons = Counter(whole.reasons) + Counter(tally.reasons)
        kept, rejected, failed = whole.kept + tally.kept, whole.rejected + tally.rejected, whole.failed + tally.failed
        whole = Tally(kept=kept, rejected=rejected, failed=failed, reasons=dict(reasons))
        duplicate += run.duplicate
        judged = kept + rejected + failed
        if count == 0 and judged >= PAGES and not duplicate:
            return None  # that run was judged by itself
    if judged < PAGES:
        return None
    if 2 * duplicate > judged:
        reason = f"the same text again in {duplicate} of the last {judged} pages, each at another address"
        return _verdict("layout changed", reason, sure=True)
    found = diagnosis.of_pages(whole)
    return None if found is None else _verdict(found[0], f"over the last runs: {found[1]}", sure=True)


def _slow(paces: Sequence[float]) -> str | None:
    latest, before = paces[:SLOW_RUNS], paces[SLOW_RUNS:]
    if len(latest) < SLOW_RUNS or len(before) < SLOW_RUNS:
        return None
    now, then = statistics.median(latest), statistics.median(before)
    if now < SLOW_SECONDS or now < SLOWER * then:
        return None
    return f"{now:.0f} s for each request in the last {SLOW_RUNS} runs (usually {then:.1f} s)"


def _pause(facts: Facts, now: datetime) -> Verdict:
    """Nobody forbids anything, all is read: is the pause since the last article usual?"""
    known, last, looked = facts.known, facts.last_article, facts.known.last_success_at
    if last is None or looked is None:
        return _verdict("quiet" if known.health == "quiet" else "ok", known.reason)
    baseline = facts.baseline
    if baseline is None:
        return _verdict("quiet" if known.health == "quiet" else "ok", known.reason)
    said = f"nothing new for {span(now - last)}; at this hour of a {_day(now, baseline)} usually {usual(baseline.rate(now))}"
    # what was published since the last look cannot have been seen: a night without the machine is no silence of the outlet
    if baseline.is_silent(last, looked):
        awaited = baseline.missing(last, looked)
        return _verdict("silent", f"{said}; about {awaited:.0f} articles should have come since", sure=True)
    return _verdict("quiet", said) if known.health == "quiet" else _verdict("ok", known.reason)


def _day(now: datetime, baseline: Baseline) -> str:
    return f"{now.astimezone(baseline.zone):%A}"
