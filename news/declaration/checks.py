"""Checks of values read from TOML. A check tells every fault to `wrong` and goes on: a user mends a file once."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date, time
from typing import Any

from news.declaration.lines import Where

Wrong = Callable[[Where, str], None]
Check = Callable[[object, Where, Wrong], Any]
"""Answers the value to use; what it answers after telling a fault means nothing."""

# controls, lone surrogates, line ends, and the invisible characters that turn the direction of a line
ACTING = "\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\u2028\\u2029\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff"
_INERT = re.compile(f"[{ACTING}]")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]{1,80}")


def quoted(value: object) -> str:
    """A value in a message: in quotes, Arabic readable, nothing invisible acting, not longer than a line takes."""
    if isinstance(value, int) and abs(value) >= 10**18:  # printing it may take long, or raise
        return "a number of more than 18 digits"
    shown = json.dumps(value, ensure_ascii=False, default=str)
    shown = _INERT.sub(lambda found: f"\\u{ord(found[0]):04x}", shown)
    return shown if len(shown) <= 100 else f'{shown[:97]}…"'


def place(where: Where) -> str:
    """A key as messages name it: `feeds[1].url`; list items count from 0."""
    name = ""
    for part in where:
        if isinstance(part, int):
            name += f"[{part}]"
        else:
            name += ("." if name else "") + (part if _PLAIN_KEY.fullmatch(part) else quoted(part))
    return name


def nearest(name: str, known: Iterable[str]) -> str:
    """What to say of a key or word nobody knows: the nearest one we do know, else all of them."""
    known = list(known)
    near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"


def kind(value: object) -> str:
    """The sort of a TOML value, in words for a person."""
    names = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "a table"}
    return names.get(type(value), "a date or time" if isinstance(value, date | time) else type(value).__name__)


def text(value: object, where: Where, wrong: Wrong) -> str | None:
    """Any text, of several lines too; blanks around it go."""
    if not isinstance(value, str):
        wrong(where, f"must be text in quotes, not {kind(value)}")
        return None
    if re.search(r"[\x00\ud800-\udfff]", value):
        wrong(where, "holds a character no text may hold (NUL or half a surrogate pair)")
    return value.strip()


def line(value: object, where: Where, wrong: Wrong) -> str | None:
    """Text of one line, not empty."""
    words = text(value, where, wrong)
    if words == "":
        wrong(where, "is empty")
    elif words is not None and _INERT.search(words):
        wrong(where, f"{quoted(words)} is not one line of plain text")
    return words


def flag(value: object, where: Where, wrong: Wrong) -> bool:
    if not isinstance(value, bool):
        wrong(where, f"must be true or false, not {kind(value)}")
    return value is True


def one_of(options: tuple[str, ...], *, or_none: bool = False) -> Check:
    """A word of a closed list; with `or_none` the empty text stands for «none»."""

    def check(value: object, where: Where, wrong: Wrong) -> str | None:
        word = text(value, where, wrong)
        if or_none and word == "":
            return None
        if word is not None and word not in options:
            wrong(where, f"{quoted(word)} is not one we know; {nearest(word, options)}")
        return word

    return check


def number(least: float, most: float, *, whole: bool) -> Check:
    """A number between two, both included."""

    def check(value: object, where: Where, wrong: Wrong) -> float:
        wanted = "a whole number" if whole else "a number"
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            wrong(where, f"must be {wanted}, not {'a fraction' if isinstance(value, float) else kind(value)}")
        elif not (least <= value <= most):
            wrong(where, f"must be from {least:g} to {most:g}, not {quoted(value)}")
        else:
            return value
        return least

    return check


def list_of(check: Check, *, least: int = 0) -> Check:
    """A list; each item by `check`, none twice."""

    def check_list(value: object, where: Where, wrong: Wrong) -> tuple[Any, ...]:
        if not isinstance(value, list):
            wrong(where, f"must be a list in [ ], not {kind(value)}")
            return ()
        if len(value) < least:
            wrong(where, "is empty")
        items: list[Any] = []
        for position, raw in enumerate(value):
            item = check(raw, (*where, position), wrong)
            if item is not None and item in items:
                wrong((*where, position), f"{quoted(item)} stands there twice")
            items.append(item)
        return tuple(items)

    return check_list


def table(keys: Mapping[str, Check], *, required: str = "", above: Container[str] = ()) -> Check:
    """A table with these keys and no others; answers the ones given. `above`: keys that belong before the first table."""

    def check(value: object, where: Where, wrong: Wrong) -> dict[str, Any]:
        if not isinstance(value, dict):
            wrong(where, f"must be a table, not {kind(value)}")
            return {}
        if required and required not in value:
            wrong(where, f"{required} is missing")
        given = {}
        for key, raw in value.items():
            if key in keys:
                given[key] = keys[key](raw, (*where, key), wrong)
            elif key in above:
                wrong((*where, key), f"unknown key here; {key} belongs above the first line in [ ]")
            else:
                wrong((*where, key), f"unknown key; {nearest(key, keys)}")
        return given

    return check
