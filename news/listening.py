"""What the answers of an outlet's sources say of when to ask again, and what of it is remembered from run to run. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Any

from news import rhythm
from news.rhythm import Rhythm

LATELY = 1.0
"""Hours after which what was heard counts half in «of late»."""
CALM, STORM = 0.3, 12.0
"""Bounds of «of late»."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one source answered."""

    answered: bool = True
    changed: bool = False
    """It gave a body (no «not modified»)."""
    offered: int = 0
    new: int = 0
    times: tuple[datetime | None, ...] = ()
    """When its new entries say that they were published."""
    fresh_for: float | None = None
    """Seconds for which caches on the way may give the same answer again."""
    every: float | None = None
    """Seconds after which the source itself says it is worth asking again (ttl, sy:updatePeriod)."""
    retry_after: float | None = None
    """Seconds of silence the server asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is remembered of an outlet from run to run."""

    rhythm: Rhythm = field(default_factory=Rhythm)
    heard_at: datetime | None = None
    """The last time any source answered."""
    seen: float = 0.0
    expected: float = 0.0
    """Entries of late, and how many there should have been; both fade within hours."""
    window: int = 0
    """Entries in the longest source: what is older has fallen out."""


def learn(memory: Memory, heard: Sequence[Heard], zone: tzinfo, now: datetime) -> Memory:
    """The memory after a run. One in which nobody answered teaches nothing."""
    if not any(one.answered for one in heard):
        return memory
    bodies = [one for one in heard if one.answered and one.changed]
    longest = max((one.offered for one in bodies), default=0)
    unchanged = any(one.answered and not one.changed for one in heard)
    window = max(longest, memory.window) if unchanged else longest or memory.window
    if memory.heard_at is None or memory.rhythm.until is None:
        times, start = _first_look(bodies, now)
        return replace(memory, rhythm=rhythm.observe(memory.rhythm, times, now, zone, start), heard_at=now, window=window)
    since = min(memory.heard_at, now)
    told = [when for one in bodies for when in one.times]
    # an entry that says another time than it can have come at: late, dated ahead, or of a bare day
    between = since + (now - since) / 2
    times = [when if when is not None and since <= when <= now else between for when in told]
    overrun = any(one.offered > 1 and one.new >= one.offered and one.offered >= window for one in bodies)
    start = min(times, default=None) if overrun else None
    elapsed = (now - (start or since)) / rhythm.HOUR
    # what came evenly over the time counts by its mean age
    weight = (1 - 0.5 ** (elapsed / LATELY)) / (elapsed / LATELY * math.log(2)) if elapsed > 1e-6 else 1.0
    faded = 0.5 ** (max(elapsed, 0.0) / LATELY)
    due = rhythm.expected(rhythm.of(memory.rhythm), start or since, now, zone)
    return replace(
        memory,
        rhythm=rhythm.observe(memory.rhythm, times, now, zone, start),
        heard_at=now,
        seen=memory.seen * faded + len(times) * weight,
        expected=memory.expected * faded + due * weight,
        window=window,
    )


def _first_look(bodies: Iterable[Heard], now: datetime) -> tuple[list[datetime], datetime | None]:
    """What the first answers tell of the time before them: the entries of the busiest source, back to its oldest."""
    best: tuple[float, list[datetime]] = 0.0, []
    for one in bodies:
        past = sorted(when for when in one.times if when is not None and now - rhythm.FARTHEST < when <= now and not _bare(when))
        span = (now - past[0]) / rhythm.HOUR if past else 0.0
        if len(past) > 2 and span > 0:
            best = max(best, (len(past) / span, past))
    return best[1], best[1][0] if best[1] else None


def _bare(when: datetime) -> bool:
    """A day without a time stands as its midnight, UTC."""
    return (when.hour, when.minute, when.second) == (0, 0, 0)


def of_late(memory: Memory) -> float:
    """How many times the usual has come in the last hours; 1 where nothing is known."""
    return min(max((memory.seen + 1.0) / (memory.expected + 1.0), CALM), STORM)


def present(memory: Memory) -> float:
    """Entries an hour of late: of an hour that usually gives nothing no multiple says enough."""
    return memory.seen * math.log(2) / LATELY


def to_json(memory: Memory) -> dict[str, Any]:
    """For the database."""
    return {
        "rhythm": rhythm.to_json(memory.rhythm),
        "heard_at": memory.heard_at.isoformat() if memory.heard_at else None,
        "seen": round(memory.seen, 4),
        "expected": round(memory.expected, 4),
        "window": memory.window,
    }


def from_json(said: Mapping[str, Any] | None) -> Memory:
    """What `to_json` made; an empty memory for anything else: learning anew costs a day."""
    try:
        if said is None:
            return Memory()
        return Memory(
            rhythm=rhythm.from_json(said["rhythm"]),
            heard_at=datetime.fromisoformat(said["heard_at"]) if said["heard_at"] else None,
            seen=_finite(said["seen"]),
            expected=_finite(said["expected"]),
            window=int(_finite(said["window"])),
        )
    except (KeyError, TypeError, ValueError):
        return Memory()


def _finite(value: Any) -> float:
    number = float(value)
    if not 0 <= number < 1e9:
        raise ValueError("out of bounds")
    return number
