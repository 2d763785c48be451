"""How late and at what cost: a simulated month of outlets, asked by the policy the daemon uses (`news.polling`).

    python -m benchmarks.polling [--outlets 200] [--days 30] [--seed 1] [--newsrooms FOLDER] [--no-ramadan]

What is published, and when: `benchmarks.rhythms`. The servers answer «not modified», hold the last N entries in their feeds, sit
behind caches, say ttl and updatePeriod that are not true, fail for minutes or days, and ask for Retry-After of two minutes, ten
years and times past. The machine sleeps for eight hours once, and its clock jumps an hour ahead, back, and a day back. Everybody
begins unknown: the first days are counted too. A page is stored a second after the answer and two more for each page before it
(politeness). Looks at young pages (`news.revisits`) are counted as requests where a run was made for them.

Missed: entries that fell out of a feed unseen though nothing hindered us. Out of reach: those in whose time in the feed the
outlet was away or had asked us to stay away, or the machine slept. Requests: share of those of a poll every five minutes. Exit
code 1 when the aims are not met: median of outlets with ten entries a day or more at most five minutes, at most 40 % of the
requests, none missed.
"""

from __future__ import annotations

import argparse
import heapq
import random
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.rhythms import BEGIN, Publisher, publishers, replayed
from news import listening, polling, revisits
from news.listening import Heard, Memory
from news.polling import Manner

FIXED = 300.0
CLASSES = ((0.0, 1.0), (1.0, 10.0), (10.0, 30.0), (30.0, 100.0), (100.0, 1e9))
SLEEP = (20.1 * 86_400, 20.1 * 86_400 + 8 * 3600)
JUMPS = ((9.5 * 86_400, 3600.0), (9.6 * 86_400, 0.0), (14.5 * 86_400, -86_400.0), (15.5 * 86_400, 0.0))
"""(when, by how much the wall clock is wrong from then on), seconds."""
NEWSROOMS = Path(__file__).resolve().parents[2] / "shared" / "newsrooms"


@dataclass(kw_only=True)
class Watch:
    """One outlet as the daemon sees it."""

    of: Publisher
    manner: Manner
    memory: Memory = field(default_factory=Memory)
    failures: int = 0
    due: datetime = BEGIN
    planned: datetime | None = None
    known: int = 0
    asked: int = 0
    missed: int = 0
    lost: int = 0
    looks: list[tuple[datetime, datetime]] = field(default_factory=list)
    delays: list[tuple[float, float]] = field(default_factory=list)
    """(published, delay)"""
    shut: list[tuple[float, float]] = field(default_factory=list)
    """When it asked us to stay away."""


class Month:
    """A clock that may be wrong, and every outlet's next turn."""

    def __init__(self, outlets: Iterable[Publisher], days: float, seed: int, *, faults: bool = True) -> None:
        self.draw = random.Random(seed)
        self.end = days * 86_400
        self.wrong = 0.0
        self.watches = [Watch(of=one, manner=Manner(zone=one.zone)) for one in outlets]
        self.events = [(when, wrong) for when, wrong in (*JUMPS, (SLEEP[1], 0.0))] if faults else []
        self.sleep = SLEEP if faults else (-1.0, -1.0)

    def wall(self, moment: float) -> datetime:
        return BEGIN + timedelta(seconds=moment + self.wrong)

    def true(self, wall: datetime) -> float:
        return (wall - BEGIN).total_seconds() - self.wrong

    def run(self) -> list[Watch]:
        """Ask everybody until the end."""
        queue = [(self.draw.random() * 60, number) for number in range(len(self.watches))]
        heapq.heapify(queue)
        events = sorted(self.events)
        while queue:
            moment, number = queue[0]
            if (events and moment >= events[0][0]) or self.sleep[0] <= moment < self.sleep[1]:
                if not events:
                    break
                at, self.wrong = events.pop(0)
                queue = self._anew(at)
                continue
            if moment >= self.end:
                break
            heapq.heapreplace(queue, (self._ask(self.watches[number], moment), number))
        return self.watches

    def _anew(self, at: float) -> list[tuple[float, int]]:
        """As the supervisor reads its timetable after a jump or a sleep."""
        now = self.wall(at)
        dues = {str(n): polling.trusted(watch.due, watch.planned, now) for n, watch in enumerate(self.watches)}
        queue = [(max(at, self.true(due)), int(n)) for n, due in polling.staggered(dues, now).items()]
        heapq.heapify(queue)
        return queue

    def _ask(self, watch: Watch, moment: float) -> float:
        watch.asked += 1
        now = self.wall(moment)
        heard = self._answer(watch, moment)
        watch.failures = 0 if heard.answered else watch.failures + 1
        watch.memory = listening.learn(watch.memory, (heard,), watch.manner.zone, now)
        while watch.looks and watch.looks[0][0] <= now:
            self._look(watch, heapq.heappop(watch.looks)[1], now)
        plan = polling.plan(
            watch.manner,
            watch.memory,
            (heard,),
            failures=watch.failures,
            now=now,
            chance=self.draw.random(),
            look=watch.looks[0][0] if watch.looks else None,
        )
        watch.due, watch.planned = plan.at, now
        return self.true(plan.at)

    def _look(self, watch: Watch, born: datetime, now: datetime) -> None:
        following = revisits.next_look(revisits.LADDER, born, now)
        if following is not None:
            heapq.heappush(watch.looks, (following, born))

    def _answer(self, watch: Watch, moment: float) -> Heard:
        one = watch.of
        if one.is_away(moment):
            return Heard(answered=False)
        if one.throttles and self.draw.random() < 0.004:
            asked = self.draw.choice((120.0, 3600.0, 315_360_000.0, -86_400.0))
            watch.shut.append((moment, moment + min(max(asked, 60.0), 86_400.0)))
            return Heard(answered=False, retry_after=asked)
        age = moment % one.max_age if one.max_age else 0.0
        count = one.shown(moment - age)
        fresh = {"fresh_for": one.max_age - age if one.max_age else None, "every": one.every}
        if count <= watch.known and watch.asked > 1:
            return Heard(fresh_for=fresh["fresh_for"])
        first = max(count - one.window, 0)
        if watch.asked > 1:
            for place in range(watch.known, first):
                self._fell_out(watch, place)
        begin, watch.known = max(watch.known, first), count
        for place, entry in enumerate(range(count - 1, begin - 1, -1)):
            stored = moment + 1 + 2 * place
            if one.times[entry] > 0:
                watch.delays.append((one.times[entry], stored - one.times[entry]))
            self._look(watch, self.wall(one.times[entry]), self.wall(stored))
        said = [self._said(one, self.wall(one.times[entry])) for entry in range(begin, count)]
        return Heard(changed=True, offered=count - first, new=count - begin, times=tuple(said), **fresh)

    @staticmethod
    def _said(one: Publisher, published: datetime) -> datetime | None:
        if one.dated == "day":
            return published.replace(hour=0, minute=0, second=0, microsecond=0)
        return published if one.dated == "time" else None

    def _fell_out(self, watch: Watch, place: int) -> None:
        """An entry that nobody saw: did anything stand between it and us while the feed held it?"""
        times = watch.of.times
        begin, end = times[place], times[place + watch.of.window]
        if any(since < end and until > begin for since, until in (*watch.of.away, *watch.shut, self.sleep)):
            watch.lost += 1
        else:
            watch.missed += 1


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("nan")


def row(label: str, watches: Sequence[Watch], days: float) -> str:
    delays = [delay / 60 for watch in watches for _, delay in watch.delays]
    medians = [quantile([delay / 60 for _, delay in watch.delays], 0.5) for watch in watches if len(watch.delays) > 9]
    share = sum(watch.asked for watch in watches) / (len(watches) * days * 86_400 / FIXED)
    worst = f"{max(medians):.1f}" if medians else "–"
    figures = " | ".join(f"{quantile(delays, part):.1f}" for part in (0.5, 0.9, 0.99))
    lost = sum(watch.lost for watch in watches)
    missed = sum(watch.missed for watch in watches)
    return f"| {label} | {len(watches)} | {len(delays)} | {figures} | {worst} | {share:.0%} | {missed} | {lost} |"


HEAD = """\
| entries a day | outlets | entries | median, min | p90 | p99 | worst outlet's median | requests | missed | out of reach |
|---|---|---|---|---|---|---|---|---|---|"""


def month(options: argparse.Namespace) -> bool:
    """The main table. Returns whether the aims are met."""
    watches = Month(publishers(options.outlets, options.days, options.seed), options.days, options.seed).run()
    print(HEAD)
    for least, most in CLASSES:
        some = [watch for watch in watches if least <= watch.of.volume < most]
        if some:
            label = f"{least:g} to {most:g}" if most < 1e9 else f"{least:g} and more"
            print(row(label if least else f"under {most:g}", some, options.days))
    many = [watch for watch in watches if watch.of.volume >= 10]
    print(row("**10 and more**", many, options.days))
    print(row("all", watches, options.days))
    delays = [delay for watch in many for _, delay in watch.delays]
    slots = options.days * 86_400 / FIXED
    good = statistics.median(delays) <= 300 and not any(watch.missed for watch in watches)
    return good and all(sum(watch.asked for watch in part) <= 0.4 * slots * len(part) for part in (many, watches))


def ramadan(options: argparse.Namespace) -> None:
    """Every hour moves by six after four weeks, for four weeks: how soon is that learned?"""
    outlets = [one for one in publishers(24, 56, options.seed + 1, shifted_from=28, shift=6) if one.volume >= 10]
    for one in outlets:
        one.away, one.throttles = [], False
    watches = Month(outlets, 56, options.seed, faults=False).run()
    print(f"\nRamadan: {len(outlets)} outlets of 10 entries a day or more, from day 28 on everything six hours later\n")
    print("| days | median, min | p90 |\n|---|---|---|")
    for label, least, most in (
        ("14 to 28, before", 14, 28), ("first", 28, 29), ("second", 29, 30), ("third", 30, 31), ("4 to 7", 31, 35),
        ("second week", 35, 42), ("third and fourth week", 42, 56),
    ):  # fmt: skip
        delays = [d / 60 for watch in watches for when, d in watch.delays if least * 86_400 <= when < most * 86_400]
        print(f"| {label} | {quantile(delays, 0.5):.1f} | {quantile(delays, 0.9):.1f} |")


def real(folder: Path) -> None:
    """Real publication times, from the first to the last."""
    print("\nReal sites, at the times their pages carry\n")
    print(HEAD)
    for one in replayed(folder):
        days = one.times[-1] / 86_400
        print(row(f"{one.name} ({one.volume:.1f})", Month([one], days, 1, faults=False).run(), days))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--outlets", type=int, default=200)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--newsrooms", type=Path, default=NEWSROOMS, help="folder of real sites as files")
    parser.add_argument("--no-ramadan", action="store_true")
    options = parser.parse_args()
    began = time.perf_counter()
    good = month(options)
    if not options.no_ramadan:
        ramadan(options)
    if options.newsrooms.is_dir():
        real(options.newsrooms)
    print(f"\n{time.perf_counter() - began:.0f} s; aims {'met' if good else 'NOT met'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
