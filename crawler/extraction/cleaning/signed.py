"""How a story is signed where no label with a colon says so: «//اسم//», «موقع كذا», «ترجمة د. فلان», «المصدر:» above its value.

Only first and last lines come here. A line goes as a whole or not at all; a person becomes the author only where the line says
who wrote, an outlet the agency only where the line says that the text is from there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.extraction.metadata import people
from news import agencies

MAX_LINE = 90
SOURCE_LINES = 2
"""Lines below a lone «المصدر:» that may be its value."""
SOURCE_WORDS = 8
_SOURCE_ALONE = re.compile(r"^\W*(?:المصدر|مصدر الخبر|نقلا عن|نقلاً عن|Sources?)\s*[:：]\W*$", re.IGNORECASE)
_SLASHED = re.compile(r"^\s*(?:/{1,3}|\*{1,3}|\|)\s*(?P<name>[^/*|]{2,40}?)\s*(?:/{1,3}|\*{1,3}|\|)\s*\.?\s*$")
_BRACKETED = re.compile(r"^\W*[(\[«]\s*(?P<name>[^()\[\]«»]{2,40}?)\s*[)\]»]\W*$")
_FROM = re.compile(r"^\W*(?:نقل[اً]{1,2}\s+عن|عن|من)\s+(?P<name>[^\W\d_][^.؟!:،]{2,38})\W*$")
_HOUSE = re.compile(r"^\W*(?P<name>(?:صحيفة|جريدة|موقع|مجلة|وكالة|قناة|إذاعة|اذاعة|بوابة)\s+[^.؟!:،]{2,30}?)\s*$")
_PREPOSITION = re.compile(r"\s(?:في|من|على|إلى|الى|عن|أن|ان|لم|لا|قد|مع|بعد|قبل)(?:\s|$)")
_OPENER = re.compile(
    r"^\W{0,3}(?:(?P<house>[^\W_][^:：\n–—|/-]{1,28}?)\s*[-–—/|:：]+\s*)?(?P<label>خاص|حصري|متابعات|متابعة|رصد)"
    r"(?:\s+(?P<own>[^\W_][^:：\n–—|/-]{1,28}?))?\s*(?:[-–—|/]+|[:：])[\s\-–—:：/|]*(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Opener:
    text: str
    """As printed: «المرفأ – خاص»."""
    rest: str
    origin: str | None


def opener(paragraph: str, own: frozenset[str]) -> Opener | None:
    """The label a first paragraph opens with («خاص - …», «المرفأ – متابعات: …»): no dateline, for it names no place."""
    found = _OPENER.match(paragraph[:90])
    if found is None:
        return None
    house, after = found["house"], found["own"]
    if (house and not _is_own(house, own)) or (after and not _is_own(after, own)):
        return None
    if not house and not after and found["label"] in ("متابعة", "رصد") and ":" not in found[0]:
        return None  # «متابعة - فيما بعد»: a word of the language before a dash
    if len(paragraph) - found.end() < 40:
        return None  # «متابعة: منى السيد»: a line of its own is somebody else's
    origin = agencies.credit(found["label"])
    return Opener(found[0].strip(" \t-–—|/:："), paragraph[found.end() :].strip(), origin or None)


def names_no_place(dateline: str, own: frozenset[str]) -> bool:
    """Whether a dateline is the outlet's own name with nothing, or a label, beside it («المرفأ», «المرفأ – وكالات»)."""
    parts = [part for part in re.split(r"\s*[-–—/|:：()«»\"]+\s*", dateline) if agencies.key(part)]
    known = agencies.names()
    folded = [agencies.key(part) for part in parts]
    mine = [part in own for part in folded]
    return any(mine) and all(yes or part in known.labels or part in known.generic for yes, part in zip(mine, folded, strict=True))


def _is_own(name: str, own: frozenset[str]) -> bool:
    return agencies.key(name) in own or (agencies.is_house(name) and not agencies.is_place(name))


def sources(lines: Sequence[str | None]) -> tuple[list[int], str] | None:
    """A lone «المصدر:» among the lines and its value below: (their numbers, the origin as `agencies.credit` gives it)."""
    at = next((number for number, line in enumerate(lines) if line and len(line) <= 30 and _SOURCE_ALONE.match(line)), None)
    if at is None:
        return None
    below: list[int] = []
    for number in range(at + 1, min(len(lines), at + 1 + SOURCE_LINES)):
        line = lines[number]
        if not line or len(line.split()) > SOURCE_WORDS or re.search(r"[.؟!]\s*$", line):
            break
        below.append(number)
    values = [agencies.credit(f"المصدر: {lines[number]}") for number in below]
    return [at, *below], " + ".join(dict.fromkeys(value for value in values if value))


def reason(text: str, own: frozenset[str], *, last: bool) -> tuple[str, str | None, str | None] | None:
    """(reason, author, origin) of a line that only signs. `last`: nothing of the story stands below it."""
    if len(text) > MAX_LINE:
        return None
    if agencies.key(text) in ("خاص", "حصري", "متابعات"):
        return "credit", None, agencies.credit(text, own) or None
    if not last:
        return None
    slashed = _SLASHED.match(text)
    if slashed is not None and len(slashed["name"].split()) <= 4:
        name = slashed["name"].strip()
        origin = agencies.credit(name, own)
        if origin is not None or agencies.is_house(name) or agencies.key(name) in own:
            return "credit", None, origin or None
        if len(name.split()) > 1:
            return "byline", people.signature(name, own), None
    bracketed = _BRACKETED.match(text)
    if bracketed is not None and agencies.is_house(bracketed["name"]):
        return "credit", None, agencies.credit(f"المصدر: {bracketed['name']}", own) or None
    named = _FROM.match(text)
    if named is not None and (agencies.agency(named["name"]) or agencies.is_house(named["name"])):
        return "credit", None, agencies.credit(f"المصدر: {named['name']}", own) or None
    house = _HOUSE.match(text)
    if house is not None and len(house["name"].split()) <= 4 and not _PREPOSITION.search(house["name"]):
        first, _, rest = house["name"].partition(" ")
        # «موقع الجسر الجديد» is a place; papers alone are called by nouns with the article
        if first in ("صحيفة", "جريدة", "مجلة") or not rest.strip().startswith("ال") or agencies.is_house(rest):
            return "credit", None, None
    return None
