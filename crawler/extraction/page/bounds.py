"""Markup made harmless before it is parsed: what costs the parser minutes though the page is small."""

from __future__ import annotations

import re

MAX_ATTRIBUTES = 500
"""Attributes of one element that are read; honest elements have dozens."""
STEP = 16_384
"""Bytes. A tag of 500 attributes that harms is longer than two steps; one window without «<» then lies inside it."""
_LONG_TAG = re.compile(rb"<[A-Za-z][^\s<>/]{0,80}\s[^<>]{%d,}" % STEP)
_ATTRIBUTE = re.compile(rb"(?<!\s)\s+[^\s=<>\"'/]{1,200}(?:\s{0,20}=\s{0,20}(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+))?")


def attributes(source: bytes) -> bytes:
    """The source with at most `MAX_ATTRIBUTES` on an element of very many; unchanged, at next to no cost, for other pages.

    libxml2 compares each attribute with all before it: 20,000 on one element take two seconds, 100,000 a minute.
    """
    last = len(source) - STEP
    windows = range(0, max(last, 0), STEP)
    if all(source.find(b"<", at, at + STEP) >= 0 or source.find(b">", at, at + STEP) >= 0 for at in windows):
        return source
    return _LONG_TAG.sub(_shortened, source)


def _shortened(found: re.Match[bytes]) -> bytes:
    tag = found[0]
    end = 0
    for number, attribute in enumerate(_ATTRIBUTE.finditer(tag)):
        if number == MAX_ATTRIBUTES:
            return tag[:end]
        end = attribute.end()
    return tag
