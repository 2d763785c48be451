"""The furniture rules as read from furniture.toml, ordered so that a line's first word finds the few that may fit it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from news import appeals, arabic, furniture_chrome

TOOLBAR_GROUPS = frozenset(("share", "listen", "comments", "chrome"))
"""Groups whose phrases stand side by side in one line («شارك طباعة أ+ أ-», «أضف تعليق | أرسل إلى صديق | طباعة»)."""


@dataclass(frozen=True, slots=True)
class Found:
    group: str
    """Name of the rule group; `removed` says «furniture:<group>»."""
    opens_list: bool = False
    """Short lines after it (links, headlines of other articles) belong to it."""


@dataclass(frozen=True, slots=True)
class Pattern:
    regex: re.Pattern[str]
    found: Found
    has: frozenset[str]
    whole: bool
    """Only where no full stop ends the line: with one it is a sentence."""

    def fits(self, folded: str, sentence: bool) -> bool:
        return not (self.whole and sentence) and self.regex.match(folded) is not None


@dataclass(frozen=True, slots=True)
class Rules:
    version: int
    lines: dict[str, Found]
    last: dict[str, Found]
    openers: dict[str, Found]
    labels: dict[str, Found]
    heads: frozenset[str]
    """First words of all rules that begin with a word of their own; most lines of a story begin with none of them."""
    opening: dict[str, tuple[str, ...]]
    """Openers and labels by their first word."""
    invites: dict[str, tuple[tuple[str, Found], ...]]
    starts: dict[str, tuple[tuple[str, Found], ...]]
    first: dict[str, tuple[Pattern, ...]]
    anywhere: tuple[Pattern, ...]
    signs: frozenset[str]
    """Words one of which stands in every line that a pattern of `anywhere` finds."""
    platforms: frozenset[str]
    names: frozenset[str]
    calls: dict[str, tuple[tuple[list[str], bool], ...]]
    """Calls by their first word: all words, and whether they are a verb's past tense too."""
    ours: frozenset[str]
    objects: frozenset[str]
    reports: frozenset[str]
    tools: dict[str, tuple[tuple[list[str], Found], ...]]
    """Phrases of the toolbar groups, by their first word."""
    appeals: appeals.Appeals
    player: frozenset[str]
    """Words that begin the line of a player, where its length stands in the line."""
    asking: frozenset[str]
    """Words one of which stands in every appeal."""
    interface: furniture_chrome.Interface
    begins: frozenset[str]
    """First words of all rules, and the page's own words: no furniture in parts begins with another."""
    mine: frozenset[str]
    """Words with which an outlet speaks of itself or to its reader."""


def key(line: str) -> str:
    """The comparing form of a line: its folded words, joined by one space; marks, emoji and punctuation are gone."""
    return " ".join(arabic.words(line))


@cache
def rules() -> Rules:
    """The shipped rules, read once."""
    data: dict[str, Any] = tomllib.loads((Path(__file__).parent / "furniture.toml").read_text(encoding="utf-8"))
    tables: dict[str, dict[str, Found]] = {"line": {}, "last": {}, "opener": {}, "label": {}, "invite": {}, "starts": {}}
    for group in data["group"]:
        found = Found(group["name"], group.get("opens_list", False))
        for kind, table in tables.items():
            for phrase in group.get(kind, ()):
                table.setdefault(key(phrase), found)
    patterns = [(entry, _pattern(entry)) for entry in data["pattern"]]
    first: dict[str, tuple[Pattern, ...]] = {}
    for entry, pattern in patterns:
        for word in entry.get("first", ()):
            first[word] = (*first.get(word, ()), pattern)
    anywhere = tuple(pattern for entry, pattern in patterns if "first" not in entry)
    calls = _calls(data["calls"])
    by_first = {kind: _by_first(tables[kind]) for kind in ("invite", "starts")}
    opening = _by_first(tables["opener"] | tables["label"])
    heads = {phrase.split()[0] for table in tables.values() for phrase in table if phrase} | first.keys() | calls.keys()
    names = _words((data["names"],))
    names |= {f"ال{name}" for name in names if not name.isascii() and not name.startswith("ال")}
    ours = _words((data["calls"]["ours"],))
    reports = _words((data["calls"]["reports"],))
    asked = appeals.read(data["appeals"], ours, reports, names)
    interface = furniture_chrome.read(data["interface"], asked.you, names)
    return Rules(
        version=data["version"],
        lines=tables["line"],
        last=tables["last"],
        openers=tables["opener"],
        labels=tables["label"],
        heads=frozenset(heads),
        opening={word: tuple(phrase for phrase, _ in rows) for word, rows in opening.items()},
        invites=by_first["invite"],
        starts=by_first["starts"],
        first=first,
        anywhere=anywhere,
        signs=frozenset(word for pattern in anywhere for word in pattern.has),
        platforms=_words((data["platforms"],)) | names,
        names=names,
        calls=calls,
        ours=ours,
        objects=_words((data["calls"]["objects"],)),
        reports=reports | asked.stops,
        tools=_tools(tables["line"]),
        appeals=asked,
        player=_words((data["player"],)),
        asking=frozenset(asked.acts),
        interface=interface,
        begins=frozenset(heads) | asked.acts.keys() | interface.words,
        mine=asked.ours | asked.you | asked.us,
    )


def _pattern(entry: dict[str, Any]) -> Pattern:
    found = Found(entry["group"], entry.get("opens_list", False))
    return Pattern(re.compile(entry["regex"]), found, _words(entry.get("has", ())), entry.get("whole", False))


def _words(texts: tuple[str, ...] | list[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in arabic.words(text))


def _by_first(table: dict[str, Found]) -> dict[str, tuple[tuple[str, Found], ...]]:
    rows: dict[str, tuple[tuple[str, Found], ...]] = {}
    for phrase, found in table.items():
        if phrase:
            word = phrase.split()[0]
            rows[word] = (*rows.get(word, ()), (phrase, found))
    return rows


def _calls(data: dict[str, Any]) -> dict[str, tuple[tuple[list[str], bool], ...]]:
    rows: dict[str, tuple[tuple[list[str], bool], ...]] = {}
    for kind in ("plain", "past"):
        for phrase in data[kind]:
            words = arabic.words(phrase)
            rows[words[0]] = (*rows.get(words[0], ()), (words, kind == "past"))
    return rows


def _tools(lines: dict[str, Found]) -> dict[str, tuple[tuple[list[str], Found], ...]]:
    tools: dict[str, tuple[tuple[list[str], Found], ...]] = {}
    for phrase, found in lines.items():
        if found.group in TOOLBAR_GROUPS and phrase:
            words = phrase.split()
            tools[words[0]] = (*tools.get(words[0], ()), (words, found))
    return tools
