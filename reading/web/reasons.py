"""Reasons as the program words them, in the reader's language: sentences of a known shape, their numbers and times localised.

A reason is kept as one English sentence, which logs and programs read. The shapes stand in `wording.toml`, table `reason`: the
English side is the shape, `{n}` in it a number, `{span}` a time, and so on (`KINDS`). A sentence of no known shape stays as it
is, isolated, and said to be English. Table `problem` does the same for what an error page tells.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from markupsafe import Markup

from reading import terminal
from reading.web import wording
from reading.web.wording import Words, bdi

_SPAN = r"\d+(?:\.\d+)? (?:s|min|h|days)"
KINDS = {
    "n": r"[\d,]+(?:\.\d+)?(?:e\+\d\d)?",
    "span": _SPAN,
    "rate": r"\d+ an hour|one in \d+ (?:h|days)",
    "when": r"\d\d [A-Z][a-z]{2} \d\d:\d\d UTC",
    "day": r"[A-Z][a-z]+day",
    "health": r"[a-z]+(?: [a-z]+)?",
    "field": r"dates|authors|pictures|sections",
    "pages": r".+",
    "id": r"[a-z0-9][a-z0-9-]*",
    "ids": r"[a-z0-9][a-z0-9-]*(?:, [a-z0-9][a-z0-9-]*)*",
    "url": r"https?://\S+?",
    "rest": r".+",
    "text": r".+",
    "quoted": "'.*'|\".*\"",
    "either": r"[a-z0-9][a-z0-9-]*(?: or [a-z0-9][a-z0-9-]*)*",
    "date": r"\d{4}-\d\d-\d\d",
    "part": r"(?:q|outlet|kind|section|tag|author|agency|since|until|copies|zone|lang|limit|content|cursor|before|token|next|"
    r"digits|months|theme)(?:\.\d+)?",
    "scope": r"read|crawl|admin",
    "code": r"[^\s:;,]{1,80}",
    "codes": r"[^\s:;]+(?:,? [^\s:;]+)*",
}
"""What may stand at `{name}`; a digit behind the name tells several apart."""
_HOLE = re.compile(r"\{([a-z]+)(\d?)\}")
_COUNTED = re.compile(r"(.+) \((\d+)(?: pages)?\)")
_UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "days": "days"}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DEEPEST = 4
Named = Callable[[str], str]


def said(words: Words, english: str | None, named: Named = str) -> Markup:
    """The reason for this reader; `named` gives an outlet's name by its id."""
    text = terminal.inert(english or "")
    if not text or words.language == "en":
        return Markup("<bdi>{}</bdi>").format(wording.commands(text)) if text else Markup("")
    return _whole(words, text, named, 0) or _parts(words, text, named, 0)


def _parts(words: Words, text: str, named: Named, depth: int) -> Markup:
    """Half sentences between semicolons, each by itself, neighbours that nobody knows together."""
    found: list[Markup] = []
    strange: list[str] = []
    for piece in [*text.split("; "), None]:
        known = _whole(words, piece, named, depth) if piece is not None else None
        if piece is not None and known is None:
            strange.append(piece)
            continue
        if strange:
            found.append(foreign("; ".join(strange)))
            strange = []
        found += [known] if known is not None else []
    return Markup("؛ ").join(found)


def foreign(text: str) -> Markup:
    """English in a line of ours."""
    return Markup('<bdi lang="en" dir="ltr">{}</bdi>').format(wording.commands(text))


def _whole(words: Words, text: str, named: Named, depth: int) -> Markup | None:
    if depth > _DEEPEST:
        return None
    for pattern, key in _shapes():
        if match := pattern.fullmatch(text):
            values = {name: _value(words, name, value, named, depth) for name, value in match.groupdict().items()}
            if None not in values.values():
                return words(key, **values)
    return None


@functools.cache
def _shapes() -> list[tuple[re.Pattern[str], str]]:
    """Those that say most first: fewer places where anything may stand, then more words of their own."""
    shapes = [
        (str(said["en"]), f"{table}.{key}") for table in ("reason", "problem") for key, said in wording.table(table).items()
    ]
    shapes.sort(key=lambda shape: (sum(wild in shape[0] for wild in ("{rest}", "{text}", "{pages}", "{health}")), -len(shape[0])))
    return [(_pattern(shape), key) for shape, key in shapes]


def _pattern(shape: str) -> re.Pattern[str]:
    pieces, last = [], 0
    for hole in _HOLE.finditer(shape):
        pieces += [re.escape(shape[last : hole.start()]), f"(?P<{hole[1]}{hole[2]}>{KINDS[hole[1]]})"]
        last = hole.end()
    return re.compile("".join([*pieces, re.escape(shape[last:])]))


def _value(words: Words, name: str, value: str, named: Named, depth: int) -> Markup | str | None:
    """One value in the reader's language; None: the shape was a chance likeness."""
    kind = name.rstrip("0123456789")
    match kind:
        case "n":
            return words.figures(f"{float(value):.0f}" if "e" in value else value)
        case "span":
            return _span(words, value)
        case "when":
            return _moment(words, value)
        case "day":
            return words.weekday(_DAYS.index(value)) if value in _DAYS else None
        case "health" | "field":
            return words.term(kind, value) if value in wording.table(kind) else None
        case "id" | "ids":
            return Markup("، ").join(bdi(named(one)) for one in value.split(", "))
        case "pages":
            return _pages(words, value)
        case "rest" | "rate":
            return _whole(words, value, named, depth + 1) or _parts(words, value, named, depth + 1)
        case "scope":
            return value
        case "url":
            return Markup('<bdi dir="ltr">{}</bdi>').format(value)
        case "quoted" | "either" | "date" | "part" | "code" | "codes":
            return _named(words, kind, value, named)
    return foreign(value)


def _named(words: Words, kind: str, value: str, named: Named) -> Markup | str | None:
    """What a sentence names: as somebody typed it, as it is written everywhere, or as its reader calls it."""
    match kind:
        case "quoted":
            return bdi(value[1:-1]) or Markup("«»")
        case "either":
            return Markup(" {} ").format(words("or")).join(bdi(named(one)) for one in value.split(" or "))
        case "date":
            try:
                return words.day(date.fromisoformat(value))
            except ValueError:
                return None
    plain = value.replace(" or ", ", ").replace("'", "")
    return Markup("، ").join(Markup('<code dir="ltr">{}</code>').format(one) for one in plain.split(", "))


def _span(words: Words, text: str) -> Markup:
    number, _, unit = text.partition(" ")
    size: Any = {_UNITS[unit]: min(float(number), 10**6)}
    return words.span(timedelta(**size))


def _moment(words: Words, text: str) -> str | None:
    """«22 Nov 17:00 UTC» of the year that brings it nearest."""
    found = []
    for year in (words.now.year - 1, words.now.year, words.now.year + 1):
        try:
            found.append(datetime.strptime(f"{year} {text}", "%Y %d %b %H:%M UTC").replace(tzinfo=UTC))
        except ValueError:  # the 29th of February of another year, or no date at all
            continue
    nearest = min(found, key=lambda moment: abs(moment - words.now), default=None)
    return words.moment(nearest) if nearest else None


def _pages(words: Words, text: str) -> Markup | None:
    """«a consent wall (3), HTTP 404 (2)»; None where one of them is unknown."""
    whole = _page(words, text)
    if whole is not None:
        return whole
    found = [_page(words, piece) for piece in text.split(", ")]
    return Markup("، ").join(one for one in found if one is not None) if None not in found else None


def _page(words: Words, text: str) -> Markup | None:
    counted = _COUNTED.fullmatch(text)
    for entry in wording.table("page_reason").values():
        if entry["en"] == (counted[1] if counted else text):
            name = Markup(words.own(entry[words.language]))  # noqa: S704 - our own words
            return Markup("{} ({})").format(name, words.figures(counted[2])) if counted else name
    status = re.fullmatch(r"HTTP (\d{3})(?: \((\d+)(?: pages)?\))?", text)
    if status is None:
        return None
    name = Markup('<bdi dir="ltr">HTTP {}</bdi>').format(status[1])
    return Markup("{} ({})").format(name, words.figures(status[2])) if status[2] else name
