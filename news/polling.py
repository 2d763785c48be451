"""When to ask an outlet next. Pure: what was heard and what is remembered go in, a time and its reason come out.

Questions are shared out over the hours of the week by a power of what an outlet gives in them: the square root makes the mean
delay least for a given number of questions (Sia, Cho: Efficient Monitoring Algorithm for Fast News Alerts, 2007), a little more
than that the median. How many there are a day depends on how much it gives a day. What was heard of late moves that up and down:
breaking news, a holiday, the first days of Ramadan. Nothing gives up: whoever is silent is asked once a day for ever.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from news import cron, listening, rhythm
from news.listening import Heard, Memory
from news.outlet import Outlet

DAY = 86_400.0
USUAL = 900
"""Seconds of an `interval` that nobody named; the figures below belong to it, another one stretches or squeezes them."""
MOST, BY_ROOT = 110.0, 36.0
"""Questions a day: BY_ROOT times the root of the entries a day, never more than MOST; 288 would be one in five minutes."""
POWER = 0.7
"""Of the rate of an hour, for its share of questions."""
AT_ITS_WORD = 120
"""An `interval` below so many seconds is no estimate but a wish: it is kept to."""
JITTER = 0.1
"""A pause is up to a tenth longer or shorter: outlets that were asked together once drift apart."""
GROWTH = 1.5
"""Each silent run in a row makes the pause so many times as long: it stays half as long as the silence so far."""
PATIENCE = timedelta(days=7)
"""Silence after which nothing but the growing pause counts."""
RETRY_SHORTEST, RETRY_LONGEST = 60.0, DAY
"""Bounds of a Retry-After that is believed: servers ask for ten years, and for times that have passed."""
CROWDED = 0.4
"""Share of new entries in an answer from which the next question comes as soon as may be."""
FASTEST, BREAKING = 12, 5.0
"""An outlet may suddenly give BREAKING times what it gives in its FASTEST fastest hours of the week: a feed must not run over."""
LEARNED = 6.0
"""Hours of watching before the rhythm is believed."""
LATE = timedelta(minutes=1)
APART = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How an outlet's file wants it to be asked. Seconds."""

    usual: float = USUAL
    shortest: float = USUAL / 5
    longest: float = USUAL * 8
    fixed: bool = False
    """Every `usual` seconds, whatever is heard."""
    cron: cron.Cron | None = None
    """At these times, whatever is heard."""
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When to ask next, and why."""

    at: datetime
    why: str
    resting_until: datetime | None = None
    """Set where the pause is longer than this outlet's longest: it is silent, or asked us to stay away."""


def manner(outlet: Outlet) -> Manner:
    """The bounds of an outlet's file; those it does not name follow from its interval."""
    usual = float(outlet.interval)
    fixed = outlet.fixed or (usual < AT_ITS_WORD and outlet.min_interval is None and outlet.max_interval is None)
    shortest = float(outlet.min_interval) if outlet.min_interval is not None else usual / 5
    longest = float(outlet.max_interval) if outlet.max_interval is not None else max(usual, min(usual * 8, DAY))
    return Manner(
        usual=usual,
        shortest=min(shortest, longest),
        longest=longest,
        fixed=fixed,
        cron=cron.parse(outlet.cron) if outlet.cron else None,
        zone=ZoneInfo(outlet.timezone),
    )


# --- when to ask next


def plan(
    manner: Manner,
    memory: Memory,
    heard: Sequence[Heard],
    *,
    failures: int,
    now: datetime,
    chance: float,
    look: datetime | None = None,
) -> Plan:
    """When to ask next, after a run at `now`.

    `memory`: as `listening.learn` left it. `failures`: silent runs in a row, this one included. `look`: when the page of a young
    article is to be looked at again. `chance`: 0 to 1, for the jitter. Never before `now` plus the shortest pause, save for cron.
    """
    asked = max((one.retry_after for one in heard if one.retry_after is not None), default=None)
    away = min(max(asked, RETRY_SHORTEST), RETRY_LONGEST) if asked is not None and not math.isnan(asked) else 0.0
    spread = 1 - JITTER + 2 * JITTER * min(max(chance, 0.0), 1.0)
    pause, why = _pause(manner, memory, heard, now)
    if failures:
        pause, why = silence(manner, memory, failures, now, pause)
    elif not manner.fixed:
        pause = min(max(pause * spread, manner.shortest), manner.longest)
        pause, why = _for_looks(manner, pause, why, look, now)
        spread = 1.0
    pause = min(max(pause * spread, manner.shortest), max(manner.longest, DAY))
    if away > pause:
        pause, why = away, f"asked to stay away for {_span(away)}"
    at = now + timedelta(seconds=pause)
    if manner.cron is not None:
        rests = failures > 1 or away
        at, why = (
            cron.after(manner.cron, at if rests else now, manner.zone),
            "by its cron expression" + (f"; {why}" if rests else ""),
        )
        return Plan(at=at, why=why, resting_until=at if away else None)
    rests = (failures or away) and pause > manner.longest
    return Plan(at=at, why=why, resting_until=at if rests else None)


def silence(manner: Manner, memory: Memory, failures: int, now: datetime, pause: float) -> tuple[float, str]:
    """The pause after so many silent runs in a row, and why: ever longer, up to a day.

    In the first week no longer than what the outlet publishes stays in its feeds: it may have come back, and go on.
    """
    longer = min(min(pause, manner.usual) * GROWTH ** min(failures - 1, 60), max(DAY, manner.usual))
    if memory.heard_at is not None and memory.window and now - memory.heard_at < PATIENCE:
        longer = min(longer, max(manner.usual, _safe(manner, memory, habits(memory, manner).fast, 1.0)))
    return longer, f"silent {failures} times in a row; asked again after {_span(longer)}"


def _pause(manner: Manner, memory: Memory, heard: Sequence[Heard], now: datetime) -> tuple[float, str]:
    """Seconds, before jitter, for an outlet that answers."""
    if manner.fixed:
        return manner.usual, f"every {_span(manner.usual)}, as declared"
    believed = [one.every for one in heard if one.every is not None]
    if rhythm.watched(memory.rhythm) < LEARNED and memory.seen < 1:
        pause = _bound(manner, max(manner.usual, min(believed, default=0.0) / 4))
        return pause, f"every {_span(pause)}, until its rhythm is known"
    known, late = habits(memory, manner), listening.of_late(memory)
    if any(_crowded(one, memory) for one in heard):
        return manner.shortest, "much is new: as soon as may be"
    longest = timedelta(seconds=manner.longest)
    wanted = rhythm.reached(known.questions, now, 1 / math.sqrt(late), longest, manner.zone).total_seconds()
    present = listening.present(memory) / 2
    if present > 0:
        wanted = min(wanted, 3600 / (known.scale * present**POWER))
    pause = min(wanted, _safe(manner, memory, known.fast, late))
    kept = max((one.fresh_for for one in heard if one.fresh_for), default=0.0)
    kept = min(max([kept, *believed]), manner.usual / 3)
    pause = _bound(manner, max(pause, kept))
    usual = known.rates[rhythm.cell_of(now, manner.zone)]
    return pause, f"every {_span(pause)}: {usual:.2g} entries an hour are usual now, {late:.1f} times that came of late"


@dataclass(frozen=True, slots=True)
class Habits:
    """What follows from a rhythm and lasts as long as it."""

    rates: tuple[float, ...]
    """Entries an hour, by hour of the week."""
    questions: tuple[float, ...]
    """Questions an hour that it deserves, by hour of the week."""
    scale: float
    """Questions an hour at one entry an hour."""
    fast: float
    """Entries an hour in its fastest hours."""


@lru_cache(maxsize=1024)
def _habits(counts: tuple[float, ...], hours: tuple[float, ...], usual: float) -> Habits:
    rates = rhythm.curve(counts, hours)
    shares = [rate**POWER for rate in rates]
    a_day = min(MOST, BY_ROOT * math.sqrt(sum(rates) / 7)) * USUAL / usual
    scale = a_day * 7 / sum(shares)
    return Habits(rates, tuple(share * scale for share in shares), scale, sorted(rates)[-FASTEST])


def habits(memory: Memory, manner: Manner) -> Habits:
    """What is known of an outlet's ways."""
    return _habits(memory.rhythm.counts, memory.rhythm.hours, manner.usual)


def _safe(manner: Manner, memory: Memory, fast: float, late: float) -> float:
    """Seconds in which no entry falls out of the feed unseen, even if news breaks now."""
    if not memory.window:
        return manner.longest
    return max(memory.window * 3600 / (fast * max(BREAKING, 2 * late)), manner.shortest)


def _crowded(one: Heard, memory: Memory) -> bool:
    return one.changed and one.new > 2 and one.new >= CROWDED * one.offered and memory.seen > 0


def _for_looks(manner: Manner, pause: float, why: str, look: datetime | None, now: datetime) -> tuple[float, str]:
    """A young article's page is looked at two usual pauses late at most; most looks need no run of their own then."""
    if look is None:
        return pause, why
    wanted = max((look - now).total_seconds() + 2 * manner.usual, manner.shortest)
    return (wanted, "a young article's page is to be looked at") if wanted < pause else (pause, why)


def _bound(manner: Manner, pause: float) -> float:
    return min(max(pause, manner.shortest), manner.longest)


def meanwhile(manner: Manner, now: datetime, chance: float) -> datetime:
    """When an outlet is due whose run begins now: the run sets another time at its end, if it lives to see it."""
    return now + timedelta(seconds=manner.usual * (1 - JITTER + 2 * JITTER * chance))


# --- clocks that jump


def trusted(due: datetime | None, planned: datetime | None, now: datetime) -> datetime:
    """The due time; a past one where a clock that has been set back since told it: a day's jump would be a day's silence."""
    if planned is not None and planned > now + LATE:
        return now - 2 * LATE
    return now if due is None else due


def staggered(dues: Mapping[str, datetime], now: datetime) -> dict[str, datetime]:
    """The due times, those long past one after another: a machine that slept does not ask everybody in its first second."""
    overdue = sorted((due, outlet) for outlet, due in dues.items() if due < now - LATE)
    return {**dues, **{outlet: now + place * APART for place, (_, outlet) in enumerate(overdue)}}


def _span(seconds: float) -> str:
    """For people: 40 s, 8 min, 2.5 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.3g} h"
