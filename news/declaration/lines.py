"""On which line each key of a TOML text stands; `tomllib` tells values, not places."""

from __future__ import annotations

import contextlib
import re
from bisect import bisect_right
from dataclasses import dataclass, field

Where = tuple[str | int, ...]
"""The way to a value: names of keys, numbers of list items from 0."""

DEPTH = 4
"""Nobody asks for the line of something nested deeper."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' + r"|'''.*?'{3,5}" + r'|"(?:\\.|[^"\\\n])*"' + r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}#\n]+")
_NESTED_VALUE = re.compile(r"[^,\]}\[{#\n=]+")
_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([btnfre"\\]))')
_LETTERS = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}


def key_lines(text: str) -> dict[Where, int]:
    """Line (from 1) of every key, table and list item of `text`, down to `DEPTH` steps.

    `text` must be TOML that `tomllib` accepts; of anything else the answer may be incomplete, never an error.
    """
    scan = _Scan(text)
    with contextlib.suppress(IndexError):  # ran off the end: not the TOML we were promised
        scan.document()
    return scan.found


@dataclass(slots=True)
class _Scan:
    text: str
    pos: int = 0
    found: dict[Where, int] = field(default_factory=dict)
    tables: dict[Where, int] = field(default_factory=dict)
    """Lists written as [[name]]: how many items so far."""
    breaks: list[int] = field(default_factory=list)

    def document(self) -> None:
        self.breaks = [match.start() for match in re.finditer("\n", self.text)]
        table: Where = ()
        self._blank()
        while self.pos < len(self.text):
            before = self.pos
            if self.text[self.pos] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._blank()
            if self.pos == before:
                return

    def _note(self, where: Where, position: int) -> None:
        if len(where) <= DEPTH:
            self.found.setdefault(where, bisect_right(self.breaks, position - 1) + 1)

    def _blank(self) -> None:
        match = _BLANK.match(self.text, self.pos)
        self.pos = match.end() if match else self.pos

    def _header(self) -> Where:
        start = self.pos
        many = self.text.startswith("[[", start)
        self.pos += 2 if many else 1
        keys = self._keys()
        self.pos += 2 if many else 1
        where: Where = ()
        for number, key in enumerate(keys):
            where += (key,)
            self._note(where, start)
            if many and number == len(keys) - 1:
                self.tables[where] = self.tables.get(where, 0) + 1
            if where in self.tables:
                where += (self.tables[where] - 1,)
        self._note(where, start)
        return where

    def _keys(self) -> list[str]:
        """The parts of a dotted key; stands behind it and its blanks afterwards."""
        keys: list[str] = []
        while True:
            self._blank()
            if match := _STRING.match(self.text, self.pos):
                keys.append(_unescape(match[0]))
            elif match := _BARE_KEY.match(self.text, self.pos):
                keys.append(match[0])
            else:
                return keys
            self.pos = match.end()
            self._blank()
            if self.text[self.pos : self.pos + 1] != ".":
                return keys
            self.pos += 1

    def _pair(self, table: Where) -> None:
        start = self.pos
        where = table
        for key in self._keys():
            where += (key,)
            self._note(where, start)
        self.pos += 1  # the «=»
        self._value(where)

    def _value(self, where: Where) -> None:
        self._blank()
        if len(where) > DEPTH:
            self._skip()
        elif self.text[self.pos] == "[":
            self._list(where)
        elif self.text[self.pos] == "{":
            self._inline_table(where)
        else:
            match = _STRING.match(self.text, self.pos) or _BARE_VALUE.match(self.text, self.pos)
            self.pos = match.end() if match else self.pos

    def _list(self, where: Where) -> None:
        self.pos += 1
        number = 0
        self._blank()
        while self.text[self.pos] != "]":
            before = self.pos
            self._note((*where, number), self.pos)
            self._value((*where, number))
            self._blank()
            if self.text[self.pos] == ",":
                self.pos += 1
                self._blank()
            number += 1
            if self.pos == before:
                raise IndexError
        self.pos += 1

    def _inline_table(self, where: Where) -> None:
        self.pos += 1
        self._blank()
        while self.text[self.pos] != "}":
            before = self.pos
            self._pair(where)
            self._blank()
            if self.text[self.pos] == ",":
                self.pos += 1
                self._blank()
            if self.pos == before:
                raise IndexError
        self.pos += 1

    def _skip(self) -> None:
        """Behind one value of any depth, without recursion: valid TOML may nest deeper than Python's stack."""
        depth = 0
        while True:
            self._blank()
            char = self.text[self.pos]
            if char in "[{":
                depth += 1
                self.pos += 1
            elif char in "]}":
                depth -= 1
                self.pos += 1
            elif depth and char in ",=.":
                self.pos += 1
            else:
                match = _STRING.match(self.text, self.pos) or _NESTED_VALUE.match(self.text, self.pos)
                if match is None:
                    raise IndexError
                self.pos = match.end()
            if depth <= 0:
                return


def _unescape(quoted: str) -> str:
    """A quoted key as `tomllib` reads it; keys are on one line."""
    inside = quoted[1:-1]
    if quoted[0] == "'":
        return inside
    return _ESCAPE.sub(lambda found: _LETTERS[found[3]] if found[3] else chr(int(found[1] or found[2], 16)), inside)
