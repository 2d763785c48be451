"""The place in an article that answers a search, with the found words marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from reading import terminal

LENGTH = 160
"""Characters of a snippet, about."""
_BEFORE = 40  # characters shown before the first found word
_WORD = re.compile(r"\S+")


def snippet(texts: Sequence[str], found: Callable[[str], bool]) -> dict[str, Any] | None:
    """`{"text", "marks"}`: the passage of the first text holding a found word, or None.

    `text` is one plain line, «…» where it was cut; `marks` are [start, end) pairs counted in characters of `text`, so that
    no character of a page can be taken for a mark. `found` decides on one written word.
    """
    for whole in texts:
        line = terminal.inert(whole)
        spans = [match.span() for match in _WORD.finditer(line) if found(match[0])]
        if spans:
            return _passage(line, _densest(spans), spans)
    return None


def _densest(spans: Sequence[tuple[int, int]]) -> int:
    """Where the passage with most found words begins; the earliest of equals."""
    best, most, last = spans[0][0], 0, 0
    for first, (start, _) in enumerate(spans):
        while last < len(spans) and spans[last][1] <= start + LENGTH - _BEFORE:
            last += 1
        if last - first > most:
            best, most = start, last - first
    return best


def _passage(line: str, anchor: int, spans: Sequence[tuple[int, int]]) -> dict[str, Any]:
    start, end = max(anchor - _BEFORE, 0), min(max(anchor - _BEFORE, 0) + LENGTH, len(line))
    if start:  # begin and end between words, unless one word fills the passage
        start = line.find(" ", start, anchor) + 1 or anchor
    if end < len(line):
        end = max(line.rfind(" ", start, end), next(stop for first, stop in spans if first == anchor))
    head, tail = "… " if start else "", " …" if end < len(line) else ""
    shift = len(head) - start
    marks = [[first + shift, stop + shift] for first, stop in spans if start <= first and stop <= end]
    return {"text": f"{head}{line[start:end]}{tail}", "marks": marks}
