"""Outlets that publish as newsrooms do, for a month: made up, but for the real times of pages that carry them.

Volumes: from 0.2 to 400 entries a day, every decade equally many outlets; feeds hold 10 to 100 entries, the busier the more.
Hours: five kinds of day in the outlet's own zone (an agency that never sleeps, a portal, a newspaper that fills its site at
night, an office, a site that posts in batches). That posting goes by the hour of the day, and that a Poisson process of such a
rate describes it, Sia and Cho found in 10,000 feeds (2007); the heights are ours. Friday and Saturday (Saturday and Sunday in the
Maghreb) give 35 to 80 % of a weekday. Bursts: news breaks, and for one to three hours an outlet gives four to eight times its
usual, 60 entries an hour at most.
"""

from __future__ import annotations

import math
import random
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

BEGIN = datetime(2026, 3, 29, tzinfo=UTC)
"""A Sunday; within the month Cairo's and Beirut's clocks go forward."""
ZONES = ("Africa/Cairo", "Asia/Beirut", "Asia/Riyadh", "Asia/Baghdad", "Asia/Amman", "Africa/Casablanca", "Africa/Algiers", "UTC")
MAGHREB = {"Africa/Casablanca", "Africa/Algiers"}
PEAKS: dict[str, tuple[tuple[float, float, float], ...]] = {
    # (hour of the peak, width, height); 0.15 always remains of an agency's night, less of the others'
    "agency": ((11, 4, 1.0), (18, 5, 0.8)),
    "portal": ((10, 3, 1.0), (15, 3, 0.7), (21, 3, 0.9)),
    "paper": ((8, 2, 0.5), (23, 2, 1.0)),
    "office": ((12, 2.5, 1.0),),
    "batches": ((9, 1, 1.0), (17, 1, 1.0)),
}
NIGHT = {"agency": 0.15, "portal": 0.05, "paper": 0.03, "office": 0.01, "batches": 0.02}


@dataclass(kw_only=True)
class Publisher:
    """An outlet and everything it publishes, in the order in which it appears."""

    name: str
    zone: ZoneInfo
    volume: float
    """Entries a day."""
    window: int
    """Entries its feed holds."""
    times: list[float] = field(default_factory=list)
    """Publication, seconds since BEGIN."""
    dated: str = "time"
    """What the feed says of times: time, day, nothing."""
    max_age: float = 0.0
    """Seconds a cache before it gives the same answer."""
    every: float | None = None
    """Seconds of its ttl or sy:updatePeriod."""
    away: list[tuple[float, float]] = field(default_factory=list)
    """When it does not answer."""
    throttles: bool = False
    """It says 429 now and then."""

    def shown(self, moment: float) -> int:
        """How many entries have appeared."""
        return bisect_right(self.times, moment)

    def is_away(self, moment: float) -> bool:
        place = bisect_left(self.away, (moment, math.inf)) - 1
        return place >= 0 and moment < self.away[place][1]


def publishers(count: int, days: int, seed: int, *, shifted_from: float = math.inf, shift: int = 0) -> list[Publisher]:
    """The outlets. From the day `shifted_from` on all hours are moved by `shift`, as Ramadan does to people's days."""
    draw = random.Random(seed)
    made = []
    for number in range(count):
        volume = 0.2 * 2000 ** (number / max(count - 1, 1))
        zone = draw.choice(ZONES)
        one = Publisher(
            name=f"outlet-{number}",
            zone=ZoneInfo(zone),
            volume=volume,
            window=draw.choice((10, 20, 20, 30, 50) if volume < 50 else (20, 30, 50) if volume < 150 else (30, 50, 100)),
            dated=draw.choice(("time", "time", "time", "time", "day", "nothing")),
            max_age=draw.choice((0, 0, 0, 0, 60, 300)),
            every=draw.choice((None, None, 3600.0, 3600.0, 900.0, 86_400.0)),
            throttles=draw.random() < 0.1,
        )
        kind = draw.choice(list(PEAKS)) if volume < 100 else draw.choice(("agency", "portal", "paper"))
        if kind == "batches":
            one.window = max(one.window, 30)  # who posts a day's work at once has a feed that holds it
        one.times = _times(one, kind, draw, days, shifted_from, shift)
        for _ in range(draw.choice((0, 0, 1, 2, 3))):
            begin = draw.uniform(1, days - 1) * 86_400
            one.away.append((begin, begin + draw.choice((600, 1800, 3600, 5 * 3600, 10 * 3600, 3 * 86_400))))
        one.away.sort()
        made.append(one)
    return made


def _times(one: Publisher, kind: str, draw: random.Random, days: int, shifted_from: float, shift: int) -> list[float]:
    weekend = draw.uniform(0.35, 0.8)
    rest = {5, 6} if one.zone.key in MAGHREB else {4, 5}
    hours = [
        NIGHT[kind] + sum(height * math.exp(-((_apart(hour, peak) / width) ** 2)) for peak, width, height in PEAKS[kind])
        for hour in range(24)
    ]
    mean = sum(hours) / 24 * (5 + 2 * weekend) / 7
    bursts = [
        (at, at + draw.uniform(1, 3), draw.uniform(4, 8))
        for at in (draw.uniform(0, days * 24) for _ in range(round(days / 5) if one.volume > 5 and kind != "batches" else 0))
    ]
    times: list[float] = []
    for hour in range(days * 24):
        local = (BEGIN + timedelta(hours=hour)).astimezone(one.zone)
        moved = shift if hour >= shifted_from * 24 else 0
        rate = one.volume / 24 * hours[(local.hour - moved) % 24] / mean * (weekend if local.weekday() in rest else 1.0)
        breaking = max((height for begin, end, height in bursts if begin <= hour < end), default=1.0)
        rate = min(rate * breaking, max(rate, 60.0))
        minute = draw.random() * 3600 if kind == "batches" else None
        within = [draw.random() for _ in range(_poisson(draw, rate))]
        times += [hour * 3600 + (part * 3600 if minute is None else min(minute + part * 300, 3600)) for part in within]
    return sorted(times)


def _apart(one: float, other: float) -> float:
    return min(abs(one - other), 24 - abs(one - other))


def _poisson(draw: random.Random, mean: float) -> int:
    count, left = 0, draw.expovariate(1.0)
    while left < mean:
        count += 1
        left += draw.expovariate(1.0)
    return count


PRINTED = re.compile(
    rb'(?:article:published_time" content="|"datePublished":"|<time[^>]* datetime=")(\d{4}-\d\d-\d\dT[^"]{8,20})"'
)


def replayed(folder: Path) -> list[Publisher]:
    """The real sites below `folder`, each publishing its pages at the times they carry."""
    found = []
    for site in sorted(path for path in folder.iterdir() if path.is_dir()):
        moments = set()
        for page in site.rglob("*"):
            if page.is_file() and page.suffix in {"", ".htm", ".html"}:
                printed = PRINTED.search(page.read_bytes())
                if printed and (moment := _moment(printed[1].decode())) is not None:
                    moments.add(moment)
        if len(moments) > 20:
            first = min(moments)
            # the same hours of the same weekdays, in the simulation's time
            week = timedelta(days=first.weekday() - BEGIN.weekday() + 7)
            begin = datetime(first.year, first.month, first.day, tzinfo=UTC) - week
            times = sorted((moment - begin).total_seconds() for moment in moments)
            days = times[-1] / 86_400 - 7
            found.append(Publisher(name=site.name, zone=ZoneInfo("UTC"), volume=len(times) / days, window=20, times=times))
    return found


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
