"""Lines beside a story that give its day and its author together: «22 نوفمبر 2026 سليم الراوي دمشق», without a mark or a label.

Such a line is believed as a whole or not at all: what is left of it without the day is nothing, a label, or a known given name
with its family name, perhaps with a place behind. A line that says more is a sentence with a day in it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawler.extraction.body.bodytext import Body
from crawler.extraction.metadata import people
from crawler.extraction.metadata.gathering import in_aside
from crawler.extraction.page.tree import Block, Element, raw_text, text_of
from news import agencies, dates

MAX_LINE = 90
LABEL_WORDS = 4
LAST = 2
"""Blocks at the end of the body, and below it, that may be the sign-off."""
MAX_BOXES = 20
MAX_RAW = 400
"""Characters of a sign-off's box as the tree has them, blanks and all."""
_D = "[\\d\u0660-\u0669]"
_DAY = re.compile(
    rf"(?<!{_D})(?:{_D}{{4}}[-/.]{_D}{{1,2}}[-/.]{_D}{{1,2}}|{_D}{{1,2}}[-/.]{_D}{{1,2}}[-/.]{_D}{{4}}"
    rf"|{_D}{{1,2}}\s[^\W\d_]{{2,12}}(?:\s?/\s?[^\W\d_]{{2,8}})?(?:\s[^\W\d_]{{2,8}})?[،,]?\s{_D}{{4}})(?!{_D})"
    rf"(?:\s*[-–|،,]?\s*(?:الساعة\s)?{_D}{{1,2}}:{_D}{{2}}(?:\s?(?:ص|م|صباحا|صباحًا|مساء|مساءً|AM|PM))?)?"
)
_YEAR = re.compile(r"\d{4}")
_WEEKDAY = re.compile(r"^(?:يوم\s+)?(?:السبت|الأحد|الاحد|الاثنين|الإثنين|الثلاثاء|الأربعاء|الاربعاء|الخميس|الجمعة)(?:\s+|$)")
_EDGES = " \t|/،,-–—•·:()"
_WRITERS = re.compile(
    r"/(?:authors?|writers?|columnists?|kuttab|katib|kateb|كاتب|كتاب|الكاتب)(?:/|[?=])|[?&](?:author|writer)(?:_?id)?=",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Signed:
    text: str
    """The line's day, with its time of day where one stands there."""
    author: str | None


def read(line: str, own: frozenset[str]) -> Signed | None:
    """The day and author a line gives, None where it is no line of that kind."""
    found = _DAY.search(line) if 6 <= len(line) <= MAX_LINE and _YEAR.search(line) else None
    if found is None:
        return None
    rest = f"{line[: found.start()].strip(_EDGES)} {line[found.end() :].strip(_EDGES)}".strip()
    rest = _WEEKDAY.sub("", rest).strip(_EDGES)
    if not rest or (len(rest.split()) <= LABEL_WORDS and dates.is_labelled(rest)):
        return Signed(found[0], None)
    named = people.byline(rest, own)
    author = named[0] if named else people.signature(_without_place(rest), own)
    return Signed(line if dates.is_labelled(line) else found[0], author) if author else None


def _without_place(text: str) -> str:
    """«سليم الراوي سوريا - دمشق» → «سليم الراوي»: the known places a name is followed by."""
    for _ in range(3):
        words = text.split()
        if len(words) < 3:
            break
        if agencies.is_place(words[-1]):
            words = words[:-1]
        elif len(words) > 3 and agencies.is_place(" ".join(words[-2:])):
            words = words[:-2]
        else:
            break
        text = " ".join(words).strip(_EDGES)
    return text


def at_foot(body: Body, boxes: Iterable[Element], order: dict[Element, int], own: frozenset[str]) -> list[Signed]:
    """The sign-offs among a body's last lines, right below it up to a heading or a row of links, and in the boxes cut there."""
    lines = [block.text for block in reversed(body.blocks[-LAST:])]
    lines += [
        block.text
        for block in itertools.takewhile(lambda block: not block.heading and block.link_share <= 0.5, body.below[:LAST])
    ]
    inner = order.get(body.container, 0)
    lines += [
        text_of(box)
        for box in itertools.islice(boxes, MAX_BOXES)
        if order.get(box, -1) > inner and len(raw_text(box)) <= MAX_RAW and not in_aside(box)
    ]
    return [signed for line in lines if (signed := read(line, own))]


def linked(blocks: Iterable[Block], own: frozenset[str]) -> Iterator[str]:
    """Names on a line of their own that lead to the author's page, by the form of the address."""
    for block in blocks:
        if block.links != 1 or block.link_share < 0.8 or len(block.text) > people.MAX_NAME:
            continue
        link = next((item for item in block.holder.iter("a") if _WRITERS.search((item.get("href") or "")[:500])), None)
        if link is not None and len(block.text.split()) <= 4:
            yield from people.names(block.text, own)
