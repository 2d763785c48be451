"""Lines inside an article's text that are no part of it («تابعنا», «اقرأ أيضاً: …»): rules from furniture.toml.

The rule that keeps sentences safe: a line is furniture only as a whole, or as a phrase followed by «:», a platform or an address.
A bare stem never is: «تابعنا التطورات من داخل المدينة» and «شارك الرئيس في القمة» are reporting.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from news import arabic

MAX_WORDS = 45
"""No furniture line is longer; a paragraph beyond is text whatever it starts with."""

TOOLBAR_GROUPS = frozenset(("share", "listen", "comments", "chrome"))
"""Groups whose phrases stand side by side in one line («شارك طباعة أ+ أ-», «أضف تعليق | أرسل إلى صديق | طباعة»)."""
TOOLBAR_WORDS = 16

_COLON = re.compile(r"[:：]")
_SEPARATOR = re.compile(r"[:：|»>…]|\.\.+|\s[-–—]+\s")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b(?:t\.me|fb\.com|wa\.me|bit\.ly|goo\.gl|youtu\.be)/\S+|@[A-Za-z0-9_.]+")
_GLUED = re.compile(
    r"(?:تابعونا|تابعنا|تابعوا صفحتنا|انضموا? إلى قناتنا|اشتركوا? في قناتنا)\s+(?:على|عبر|في)\b[^\n]{0,80}?"
    r"(?:https?://\S+|\bt\.me/\S+|www\.\S+)\s*$"
)


@dataclass(frozen=True, slots=True)
class Found:
    group: str
    """Name of the rule group; `removed` says «furniture:<group>»."""
    opens_list: bool = False
    """Short lines after it (links, headlines of other articles) belong to it."""


@dataclass(frozen=True, slots=True)
class Rules:
    version: int
    lines: dict[str, Found]
    openers: dict[str, Found]
    invites: tuple[tuple[str, Found], ...]
    starts: tuple[tuple[str, Found], ...]
    patterns: tuple[tuple[re.Pattern[str], Found], ...]
    platforms: frozenset[str]
    tools: dict[str, tuple[tuple[list[str], Found], ...]]
    """Phrases of the toolbar groups, by their first word."""


def key(line: str) -> str:
    """The comparing form of a line: its folded words, joined by one space; marks, emoji and punctuation are gone."""
    return " ".join(arabic.words(line))


@cache
def rules() -> Rules:
    """The shipped rules, read once."""
    data: dict[str, Any] = tomllib.loads((Path(__file__).parent / "furniture.toml").read_text(encoding="utf-8"))
    lines: dict[str, Found] = {}
    openers: dict[str, Found] = {}
    invites: list[tuple[str, Found]] = []
    starts: list[tuple[str, Found]] = []
    for group in data["group"]:
        found = Found(group["name"], group.get("opens_list", False))
        for table, phrases in ((lines, group.get("line", ())), (openers, group.get("opener", ()))):
            for phrase in phrases:
                table.setdefault(key(phrase), found)
        invites += [(key(phrase), found) for phrase in group.get("invite", ())]
        starts += [(key(phrase), found) for phrase in group.get("starts", ())]
    patterns = tuple((re.compile(entry["regex"]), Found(entry["group"])) for entry in data["pattern"])
    platforms = frozenset(arabic.words(data["platforms"]))
    return Rules(data["version"], lines, openers, tuple(invites), tuple(starts), patterns, platforms, _tools(lines))


def _tools(lines: dict[str, Found]) -> dict[str, tuple[tuple[list[str], Found], ...]]:
    tools: dict[str, tuple[tuple[list[str], Found], ...]] = {}
    for phrase, found in lines.items():
        if found.group in TOOLBAR_GROUPS and phrase:
            words = phrase.split()
            tools[words[0]] = (*tools.get(words[0], ()), (words, found))
    return tools


def match(line: str, *, link_share: float = 0.0, folded: str | None = None) -> Found | None:
    """Whether the line, as a whole, is furniture, and by which group of rules.

    `link_share` is the part of its characters inside links (0 to 1): a linked «اقرأ أيضاً عنوان آخر» needs no colon. `folded` is
    the line's `key`, where the caller has it.
    """
    table = rules()
    bare = _ADDRESS.sub(" ", line)
    if folded is None or bare != line:
        folded = key(bare)
    if not folded or folded.count(" ") >= MAX_WORDS:
        return None
    counted = re.sub(r"^(?:\d+ )+|(?: \d+)+$", "", folded)
    found = table.lines.get(folded) or table.lines.get(counted)
    if found:
        return found
    return (
        _opener(line, folded, link_share, table)
        or _invite(folded, table)
        or _pattern(folded, table)
        or _toolbar(folded.split(), table)
    )


def _opener(line: str, folded: str, link_share: float, table: Rules) -> Found | None:
    for separator in (_COLON, _SEPARATOR):
        head = separator.split(line.lstrip(" \t*•-–—|>»:.…"), maxsplit=1)
        if len(head) == 2:
            phrase = key(head[0])
            found = table.openers.get(phrase)
            # a single word («اقرأ», «مشاركة») needs the colon itself
            if found and (separator is _COLON or " " in phrase):
                return found
    if link_share >= 0.6:
        return next((found for phrase, found in table.openers.items() if " " in phrase and folded.startswith(phrase + " ")), None)
    return None


def _invite(folded: str, table: Rules) -> Found | None:
    for phrase, found in table.invites:
        if folded == phrase or (
            folded.startswith(phrase + " ") and all(word in table.platforms for word in folded[len(phrase) :].split())
        ):
            return found
    return next((found for phrase, found in table.starts if folded == phrase or folded.startswith(phrase + " ")), None)


def _pattern(folded: str, table: Rules) -> Found | None:
    return next((found for regex, found in table.patterns if regex.match(folded)), None)


def _toolbar(words: list[str], table: Rules) -> Found | None:
    """The group of a line that is nothing but toolbar phrases, two at least, and counters; None where a word is left over."""
    if not 2 <= len(words) <= TOOLBAR_WORDS or words[0] not in table.tools:
        return None
    reached: dict[int, int] = {0: 0}
    """Place in the line → phrases that lead there."""
    for place, word in enumerate(words):
        if place not in reached:
            continue
        if word.isdecimal():
            reached[place + 1] = max(reached[place], reached.get(place + 1, 0))
        for phrase, _ in table.tools.get(word, ()):
            end = place + len(phrase)
            if words[place:end] == phrase:
                reached[end] = max(reached[place] + 1, reached.get(end, 0))
    return table.tools[words[0]][0][1] if reached.get(len(words), 0) >= 2 else None


def cut_tail(paragraph: str) -> tuple[str, str | None]:
    """Cut an invitation glued to the end of a paragraph («…نهر_ميدياتابعونا على تلغرام https://t.me/x»); (text, what was cut)."""
    glued = _GLUED.search(paragraph)
    if glued is None or glued.start() < 20:
        return paragraph, None
    return paragraph[: glued.start()].rstrip(), paragraph[glued.start() :].strip()
