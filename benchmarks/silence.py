"""How often an outlet that is well is called silent, and how soon one that has stopped is noticed.

    python -m benchmarks.silence [--outlets 200] [--days 30]

Made outlets with a rhythm of hours and weekdays each, 2 to 100 articles a day, singly or in bursts; eight weeks to learn from,
then a month that is watched. The second table moves the day by three hours when the month begins, as Ramadan does.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from scheduler import silence

ZONE = ZoneInfo("Asia/Damascus")
START = datetime(2026, 1, 1, tzinfo=UTC)
LEARNED = 56
A_DAY = (2, 5, 10, 20, 50, 100)
HOUR = timedelta(hours=1)


def shape(dice: random.Random) -> list[float]:
    """Shares of a day's articles by hour of the week: a peak, a night, a weekend."""
    peak, width, night = dice.choice([9, 10, 12, 15, 18]), dice.uniform(3, 7), dice.uniform(0.02, 0.3)
    weekend, drop = dice.choice([(4, 5), (4,), (5, 6)]), dice.uniform(0.3, 0.9)
    row = []
    for cell in range(168):
        away = min(abs(cell % 24 - peak), 24 - abs(cell % 24 - peak))
        row.append((night + math.exp(-((away / width) ** 2))) * (drop if cell // 24 in weekend else 1))
    return [value * 7 / sum(row) for value in row]


def published(dice: random.Random, a_day: int, burst: int, days: int, moved: Callable[[int], int]) -> list[datetime]:
    weights, found = shape(dice), []
    for hour in range(days * 24):
        local = (START + HOUR * (hour + moved(hour // 24))).astimezone(ZONE)
        left = a_day * weights[local.weekday() * 24 + local.hour] / burst
        while (left := left - dice.expovariate(1)) > 0:
            at = START + HOUR * (hour + dice.random())
            size = 1 if burst == 1 else 1 + int(dice.expovariate(1 / (burst - 0.99)))
            found += [at + timedelta(minutes=6 * dice.random() * number) for number in range(size)]
    return sorted(found)


def false_alarms(times: list[datetime]) -> tuple[int, int]:
    """(pauses taken for silence, pauses) of the watched month, the baseline learned anew each week."""
    begin, learned_until, known, wrong, pauses = START + timedelta(days=LEARNED), START, None, 0, 0
    for number, (before, after) in enumerate(pairwise(times)):
        if after < begin:
            continue
        if before > learned_until:
            known, learned_until = silence.learn(times[: number + 1], ZONE), before + timedelta(days=7)
        pauses += 1
        # most pauses are far too short to be worth the sum
        if known and (after - before) / HOUR * max(known.rates) > known.limit:
            wrong += known.is_silent(before, after)
    return wrong, pauses


def noticed(times: list[datetime], from_: datetime) -> float | None:
    """Hours until an outlet that stops at `from_` is called silent."""
    before = [when for when in times if when <= from_]
    known = silence.learn(before, ZONE)
    if known is None:
        return None
    for step in range(1, 30 * 24 * 2):
        if known.is_silent(before[-1], from_ + HOUR * step / 2):
            return step / 2
    return math.inf


def table(outlets: int, days: int, moved: Callable[[int], int]) -> None:
    stopped = "stopped at 9 o'clock: noticed after, median h | p90 h"
    print(f"| articles a day | in bursts of | outlets | pauses | false alarms | {stopped} |")
    print("|---|---|---|---|---|---|---|")
    total = 0
    each = max(1, outlets // (len(A_DAY) * 2))
    for a_day in A_DAY:
        for burst in (1, 3):
            wrong = pauses = 0
            hours = []
            for number in range(each):
                dice = random.Random(f"{a_day} {burst} {number}")
                times = published(dice, a_day, burst, LEARNED + days, moved)
                one, many = false_alarms(times)
                wrong, pauses = wrong + one, pauses + many
                soon = noticed(times, START + timedelta(days=LEARNED + number % 7, hours=6))
                hours += [soon] if soon is not None else []
            total += wrong
            half, most = (statistics.median(hours), sorted(hours)[int(len(hours) * 0.9)]) if hours else (math.nan, math.nan)
            print(f"| {a_day} | {burst} | {each} | {pauses:,} | {wrong} | {half:.1f} | {most:.1f} |", flush=True)
    print(f"\n{total} false alarms in {each * len(A_DAY) * 2 * days:,} outlet-days\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--outlets", type=int, default=200)
    parser.add_argument("--days", type=int, default=30)
    given = parser.parse_args()
    table(given.outlets, given.days, lambda _day: 0)
    print("The day three hours later from the first watched day on:\n")
    table(given.outlets, given.days, lambda day: -3 if day >= LEARNED else 0)


if __name__ == "__main__":
    main()
