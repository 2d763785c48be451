"""Is an outlet quiet as it usually is at this hour, or silent though it usually publishes? Pure.

The silence since the last article is measured in articles that its rhythm (`news.rhythm`) lets expect for just that time: five
hours of a night are little, five hours of a Sunday noon are much. How much is too much is learned from the outlet's own pauses,
measured the same way, because most outlets publish in bursts: the tail beyond the longest tenth of them is taken for
exponential, as that of a Poisson process is, and the limit is where one pause in `RARE` days lies.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from news import rhythm

RARE = 1000
"""Days an outlet that is well may go on until it is taken for silent by chance."""
WEEKS = 8
"""What is learned from; news.rhythm lets older weeks fade."""
ENOUGH = 20
"""Articles, and `ENOUGH_DAYS`, below which nothing is said."""
ENOUGH_DAYS = 10
PAUSES = 500
"""Pauses looked at, the latest."""
SHIFTED = (timedelta(0), timedelta(hours=-1), timedelta(hours=1))
"""The day may have moved by an hour (summer time, Ramadan): the mildest reading counts."""
LONGEST = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What an outlet usually gives."""

    rates: tuple[float, ...]
    """Articles an hour, by hour of the week in `zone`."""
    zone: tzinfo
    limit: float
    """Expected articles that may stay away."""

    def rate(self, when: datetime) -> float:
        """Articles an hour usual at this hour."""
        return self.rates[rhythm.cell_of(when, self.zone)]

    def missing(self, last: datetime, until: datetime) -> float:
        """Articles to expect between the last one and a look that found none; 0 where the look came before."""
        return min(rhythm.expected(self.rates, last + shift, until + shift, self.zone) for shift in SHIFTED)

    def is_silent(self, last: datetime, until: datetime) -> bool:
        """Whether so long a pause is beyond all that is usual."""
        return until - last > LONGEST or self.missing(last, until) > self.limit


def learn(times: Sequence[datetime], zone: tzinfo, *, watched_since: datetime | None = None) -> Baseline | None:
    """The baseline of an outlet whose articles appeared at `times`, up to the last of them; None where they are too few.

    The pause after the last article is the question and no part of the answer.
    """
    seen = sorted(times)
    if len(seen) < ENOUGH:
        return None
    begin = max(filter(None, (seen[0], watched_since, seen[-1] - timedelta(weeks=WEEKS))))
    seen = [when for when in seen if when >= begin]
    if len(seen) < ENOUGH or seen[-1] - begin < timedelta(days=ENOUGH_DAYS):
        return None
    known = rhythm.UNKNOWN
    start, index = begin, 0
    while start < seen[-1]:
        end = min(start + timedelta(days=7), seen[-1])
        upto = index
        while upto < len(seen) and seen[upto] <= end:
            upto += 1
        known = rhythm.observe(known, seen[index:upto], end, zone, start)
        start, index = end, upto
    rates = rhythm.of(known)
    recent = seen[-PAUSES - 1 :]
    pauses = [rhythm.expected(rates, before, after, zone) for before, after in pairwise(recent)]
    a_day = len(seen) / ((seen[-1] - begin) / timedelta(days=1))
    return Baseline(rates=rates, zone=zone, limit=limit_of(pauses, a_day))


def limit_of(pauses: Sequence[float], a_day: float) -> float:
    """The pause, in expected articles, that comes once in RARE days of `a_day` articles each.

    Above the longest tenth (u) pauses are taken to fall off exponentially, with the mean m that the median of the excess tells: a
    single outage among them counts little. Of a Poisson process m is 1 and u is ln 10; no outlet is taken to be steadier.
    """
    row = sorted(pauses)
    u = row[min(len(row) - 1, int(len(row) * 0.9))]
    beyond = [pause - u for pause in row if pause > u]
    mean = max(1.0, statistics.median(beyond) / math.log(2)) if beyond else 1.0
    return max(u, math.log(10)) + mean * math.log(max(1.0, a_day * RARE / 10))


def usual(rate: float) -> str:
    """«3 an hour», «one in 4 h», «one in 2 days»."""
    if rate >= 0.95:
        return f"{rate:.0f} an hour"
    hours = 1 / max(rate, 1e-6)
    return f"one in {hours:.0f} h" if hours < 36 else f"one in {hours / 24:.0f} days"
