"""What stands before and after a story's paragraphs: byline, credit, date, standfirst, dateline."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from crawler.extraction import people
from crawler.extraction.story import Cleaned, Known, Line
from news import agencies
from news.article import Removed

EDGE = 3
"""Lines from either end in which a byline, a credit or a date is looked for."""
STANDFIRST_WORDS = 5
"""A shorter heading before the first paragraph is a section's («الخلفية»), unless the page's description repeats it."""
STANDFIRST_CHARS = 600
_ADDRESSING = re.compile(r"^\W*[:：]|[:：؟?]\s*$")
_YEAR = re.compile(r"(?:19|20)\d\d|[\u0660-\u0669]{4}|منذ |قبل ")


def mark(lines: list[Line], verdicts: list[str | None], known: Known, out: Cleaned) -> None:
    """Bylines, credits and dates, which stand in the first or last lines only."""
    open_ = list(_open(lines, verdicts))
    for group, tail in ((open_[:EDGE], False), (open_[-EDGE:][::-1], True)):
        for number in group:
            if verdicts[number] is not None:
                continue
            text = lines[number].text
            reason = _edge_reason(text, tail, known, out)
            if reason is not None:
                verdicts[number] = reason
            elif tail and len(text.split()) > 12:
                break  # the story's last paragraph: what stands above it is the story


def _edge_reason(text: str, tail: bool, known: Known, out: Cleaned) -> str | None:
    named = people.byline(text, known.own)
    if named is not None:
        out.authors += [name for name in named if name not in out.authors]
        return "byline"
    signed = people.signature(text, known.own) if tail else None
    if signed is not None:
        out.authors += [signed] if signed not in out.authors else []
        return "byline"
    if (len(text) <= 90 and agencies.dateline(text, known.own) is None) or tail:
        origin = agencies.credit(text, known.own, loose=tail)
        if origin is not None:
            if origin:
                out.origins.append(origin)
            return "credit"
    if (
        len(text) <= 70
        and len(text.split()) <= 10
        and _YEAR.search(text)
        and not re.search(r"[.؟!]\s*$", text)
        and agencies.dateline(text, known.own) is None
        and known.is_date(text)
    ):
        return "date"
    return None


def take_standfirst(lines: list[Line], verdicts: list[str | None], known: Known, out: Cleaned) -> None:
    """The lead set apart before the first paragraph: a heading of a few words, or a bold line the page's description repeats."""
    open_ = list(itertools.islice(_open(lines, verdicts), 2))
    if len(open_) < 2 or lines[open_[1]].apart:
        return
    line = lines[open_[0]]
    words = len(line.text.split())
    described = agencies.key(line.text) in known.descriptions
    deck = line.heading and not known.has_lead and words >= STANDFIRST_WORDS and not _ADDRESSING.search(line.text)
    if line.apart and len(line.text) <= STANDFIRST_CHARS and words >= 3 and line.link_share < 0.5 and (described or deck):
        out.standfirst = line.text
        verdicts[open_[0]] = "standfirst"


def take_dateline(lines: list[Line], verdicts: list[str | None], known: Known, out: Cleaned) -> None:
    """The dateline of the first paragraph, or on a line of its own."""
    first = next(_open(lines, verdicts), None)
    if first is None:
        return
    found = agencies.dateline(lines[first].text, known.own)
    if found is None:
        return
    out.dateline = found.text
    if found.agency:
        out.origins.insert(0, found.agency)
    if found.rest:
        lines[first].text = found.rest
        out.removed.append(Removed(text=found.text, reason="dateline"))
    else:
        verdicts[first] = "dateline"


def _open(lines: list[Line], verdicts: list[str | None]) -> Iterator[int]:
    """Numbers of the lines that are text so far."""
    return (
        number
        for number, verdict in enumerate(verdicts)
        if verdict is None and lines[number].embed is None and lines[number].text
    )


def take_last_credit(out: Cleaned) -> None:
    """«… (رويترز)» at the end of the story."""
    if not out.paragraphs:
        return
    text, origin = agencies.trailing_credit(out.paragraphs[-1])
    if origin:
        out.removed.append(Removed(text=out.paragraphs[-1][len(text) :].strip(), reason="credit"))
        out.paragraphs[-1] = text
        out.origins.append(origin)
