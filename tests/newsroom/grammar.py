"""Sentences out of `wording/*.txt`: alternatives in square brackets, facts in braces, everything decided by one seed.

`[a|b|c]` is one of the alternatives (they nest); `{11-99}` a fresh number; `{n1:11-99}` a number that stays the same in one
story; `{city}`, `{man}`, `{day}`, … facts of the story. Months leave here as `⟦n⟧`, so that each outlet can print them in its
own month system.
"""

from __future__ import annotations

import random
import re
from datetime import datetime
from functools import cache
from pathlib import Path

WORDING = Path(__file__).parent / "wording"
TOPICS = (
    "health",
    "weather",
    "economy",
    "energy",
    "education",
    "football",
    "diplomacy",
    "court",
    "archaeology",
    "transport",
    "agriculture",
)
WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(?:(\w+):)?(\w+|\d+-\d+)\}")
_SPACE = re.compile(r"\s+")
_BEFORE_MARK = re.compile(r" +([،؛:.»])")


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """The lines of `wording/<name>.txt` by their «## section»."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (WORDING / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            lines = found.setdefault(line[3:].strip(), [])
        elif line.strip():
            lines.append(line.strip())
    return {key: tuple(value) for key, value in found.items()}


@cache
def countries() -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
    """(name, adjective masculine, adjective feminine, cities)."""
    rows = (line.split("|") for line in (WORDING / "countries.txt").read_text(encoding="utf-8").splitlines() if line)
    return tuple((row[0], row[1], row[2], tuple(row[3:])) for row in rows)


def number(rng: random.Random, low: int, high: int) -> int:
    """A number of the range whose last two digits govern a noun as the range's do (11-99: singular accusative)."""
    while True:
        value = rng.randint(low, high)
        if low < 11 or 11 <= value % 100 <= 99:
            return value


class Facts:
    """What one story is about: bound once, the same in every sentence of it."""

    def __init__(self, rng: random.Random, published: datetime) -> None:
        names = sections("names")
        country, adj_m, adj_f, cities = rng.choice(countries())
        city, city2 = rng.sample(cities, 2)
        men = rng.sample(names["men"], 3)
        families = rng.sample(names["families"], 5)
        self.published = published
        self.bound: dict[str, str] = {
            "country": country,
            "adj_m": adj_m,
            "adj_f": adj_f,
            "city": city,
            "city2": city2,
            "man": f"{men[0]} {families[0]}",
            "man2": f"{men[1]} {families[1]}",
            "woman": f"{rng.choice(names['women'])} {families[2]}",
            "reporter": f"{men[2]} {families[3]}",
            "reporter2": f"{rng.choice(names['women'])} {families[4]}",
            "day": WEEKDAYS[published.weekday()],
            "date_today": f"{published.day} ⟦{published.month}⟧ {published.year}",
        }

    def value(self, rng: random.Random, name: str | None, what: str) -> str:
        if name and name in self.bound:
            return self.bound[name]
        if what in self.bound:
            return self.bound[what]
        months = [month for month in range(1, 13) if month != self.published.month]
        if what == "month":
            return f"⟦{rng.choice(months)}⟧"
        if what == "date":
            return f"{rng.randint(1, 28)} ⟦{rng.choice(months)}⟧ الماضي"
        if what == "date_full":
            return f"⟦{rng.choice(months)}⟧ {self.published.year - rng.randint(1, 6)}"
        low, _, high = what.partition("-")
        text = str(number(rng, int(low), int(high)))
        if name:
            self.bound[name] = text
        return text


def choose(template: str, rng: random.Random) -> str:
    """Decide every alternative of a template, innermost first."""
    while _CHOICE.search(template):
        template = _CHOICE.sub(lambda match: rng.choice(match.group(1).split("|")), template)
    return template


def say(template: str, facts: Facts, rng: random.Random) -> str:
    """One sentence: alternatives decided, facts filled in, white space in order."""
    text = _SLOT.sub(lambda match: facts.value(rng, match.group(1), match.group(2)), choose(template, rng))
    return _BEFORE_MARK.sub(r"\1", _SPACE.sub(" ", text)).strip()
