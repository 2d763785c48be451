"""News agencies, credits and datelines: who wrote the copy, read only from the places where an agency's short name is a credit.

Short names are words of the language too (واس، قنا، معا، وات), so they count inside brackets, in the dateline's slot of the first
paragraph, on a credit line of a few words, and in structured data; elsewhere they are text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from news import arabic
from news.calendar import months

DATED_SLOT = 110
"""As DATELINE_SLOT, for datelines that print the day in two calendars."""
CREDIT_WORDS = 8
MAX_CREDIT = 300
"""Characters of a credit line, and of a paragraph's end in which one may stand."""
SHORT = 160
"""Characters of a text whose comparing form is remembered: names, headlines and credits are asked for many times a page."""
DATELINE_SLOT = 90
"""Characters at the head of the first paragraph in which a dateline is looked for."""

_PARTS = re.compile(r"\s*[/+|،,&;؛()\[\]«»\"]+\s*|\s+[-–—_]+\s*|\s*[-–—_]+\s+|(?<=\w)-(?=\w)|\s+و\s+")
_SOURCE = re.compile(r"^\W*(?:المصدر|مصدر الخبر|المصدر الأصلي|نقلا عن|نقلاً عن|Source)\s*[:：]\s*(.+)$", re.IGNORECASE)
_QUOTES = re.compile(r"[«»\"“”„]\s*(?=\W|$)|(?<!\w)[«»\"“”„]\s*")
_TRAILING = re.compile(r"\s*[-–—(/]*[(/\[]\s*([^()/\[\]]{1,40}?)\s*[)/\]][\s.\-–—]*$")
_DASH = r"\s*[-–—ـ/]+\s*"
_END = r"(?:\s*(?:[:：/]\s*[-–—]*|[-–—]+)\s*|\s*$)"
_PLACE = r"[^\W\d_][^():«»\"\n–—.!؟?-]{1,38}?"
_BRACKET = re.compile(
    rf"^\W{{0,3}}(?P<line>(?P<place>{_PLACE}|)\s*(?:[،,-]?\s*[\d./ ]{{1,10}}[^()\n]{{0,14}})?"
    rf"[(/]\s*(?P<agency>[^()/\n]{{1,30}}?)\s*[)/])\s*(?:[-–—:：]+\s*|$)"
)
# «لوس أنجلوس (أ ف ب) مدد نادي…»: no dash after it, so a known agency after a place of few words only
_OPEN_BRACKET = re.compile(r"^\W{0,3}(?P<line>(?P<place>[^\W\d_]+(?: [^\W\d_]+){0,2})\s*\((?P<agency>[^()/\n]{1,20})\))\s+(?=\w)")
_ATTRIBUTED = frozenset(
    "وكاله وكالات قالت قال نقلت نقل ذكرت ذكر افادت افاد صحيفه قناه بحسب وفق لوكاله مراسل عن من الى في مع ان".split()  # noqa: SIM905
)
"""Folded words before a bracketed agency that make a sentence of it."""
_PLACE_AGENCY = re.compile(
    rf"^\W{{0,3}}(?P<line>(?P<place>{_PLACE}){_DASH}[«\"“]?(?P<agency>[^\W\d_][^():«»\"“”\n–—-]{{0,28}}?)[»\"”]?){_END}"
)
_AGENCY_PLACE = re.compile(
    r"^\W{0,3}(?P<line>(?P<agency>[^\W\d_][^():«»\"\n–—-]{0,24}?)[»\"”]?\s*[-–—/]\s*(?P<place>[^\W\d_][^():«»\"\n–—./-]{1,30}?))\s*(?:[-–—:：/]+\s*|$)"
)
_FROM = re.compile(
    r"^\W{0,3}(?P<line>(?P<agency>[^\W\d_][^():«»\"\n–—-]{1,24}?)\s+من\s+(?P<place>[^\W\d_][^():«»\"\n–—.-]{1,24}?))\s*[:：]\s*[-–—]*\s*"
)
_PAPER = re.compile(
    r"^\W{0,3}(?P<line>(?P<place>[^\W\d_][^():«»\"\n–—.-]{1,24}?)\s*[:：]\s*[«\"“](?P<agency>[^«»\"“”\n]{2,28})[»\"”])\s*(?:[-–—:：]+\s*"
    r"|\s(?=\w)|$)"
)
_OUTLET_ONLY = re.compile(r"^\W{0,3}(?P<line>(?P<agency>[^\W\d_][^():：«»\"\n–—-]{1,28}?))\s*(?:[:：]\s*[-–—]+|[-–—]{1,2}|/+)\s*")
# «أبوظبي في 22 نوفمبر/ وام /», «القدس 22-11-2026 وفا-», «جدة … 1448 هـ الموافق 22 نوفمبر 2026 م واس :»
_DATED_PLACE = re.compile(r"^\W{0,3}(?P<place>[^\W\d_][^\W\d_ ]*(?: [^\W\d_]+){0,3}?)[\s،,/–—-]+(?:في\s+)?(?=\d)")
_DATE_END = re.compile(r"\s*[)\]]?\s*[-–—/:：.]+\s*|\s*[)\]]\s*|\s*$")
_DAY = re.compile(r"[\d./-]+")
_DATE_WORDS = frozenset(word for name in (*months.GREGORIAN, *months.HIJRI) for word in name.split()) | frozenset(
    ("ه", "م", "في", "الموافق")
)
DATE_WORDS = 11
_REPORTED = re.compile(
    r"^\W{0,3}(?P<line>(?P<place>[^\W\d_][^():«»\"\n–—/.-]{1,24}?)\s*/\s*[^\W\d_][^():«»\"\n–—/.\d-]{3,40}?\s*/\s*"
    r"(?P<agency>[^\W\d_][^():«»\"\n–—/-]{1,24}?))\s*$"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    text: str
    """As printed: «دمشق-سانا»."""
    rest: str
    """The paragraph without it."""
    agency: str | None


@dataclass(frozen=True, slots=True)
class Names:
    version: int
    agencies: dict[str, str]
    generic: dict[str, str]
    labels: frozenset[str]
    desks: frozenset[str]
    collectives: frozenset[str]
    house_words: frozenset[str]
    places: frozenset[str]
    outlets: frozenset[str]
    media: frozenset[str]
    """First words of a source's name."""
    words: frozenset[str]
    """Agencies whose short name is an everyday word or a place."""
    given: frozenset[str]
    """Common given names, as written: «ولاء» is a name, its comparing form «ولا» a word."""


def key(name: str) -> str:
    """Comparing form of a name: folded words."""
    return _short_key(name) if len(name) <= SHORT else " ".join(arabic.words(name))


@lru_cache(maxsize=8192)
def _short_key(name: str) -> str:
    return " ".join(arabic.words(name))


@cache
def names() -> Names:
    """The shipped names, read once."""
    data: dict[str, Any] = tomllib.loads((Path(__file__).parent / "agencies.toml").read_text(encoding="utf-8"))
    agencies = {key(way): name for name, ways in data["agency"].items() for way in (name, *ways)}
    return Names(
        data["version"],
        agencies,
        {key(name): name for name in data["generic"]},
        frozenset(map(key, data["labels"])),
        frozenset(map(key, (*data["desks"], *data["outlets"]))),
        frozenset(map(key, data["collectives"])),
        frozenset(map(key, data["house_words"])),
        frozenset(map(key, data["places"])),
        frozenset(map(key, data["outlets"])),
        frozenset(map(key, data["media"])),
        frozenset(map(key, data["words"])),
        frozenset(data["given"]),
    )


def agency(name: str) -> str | None:
    """The agency's name if `name` as a whole is one of the ways to write it. Callers vouch for the place it stood in."""
    return names().agencies.get(key(name))


def is_desk(name: str) -> bool:
    """«فريق التحرير», «admin», «الشرق نيوز»: an author's name that names nobody: a desk, an account, an outlet."""
    folded, known = key(name), names()
    words = folded.split()
    return (
        not words
        or folded in known.desks
        or folded in known.generic
        or words[0] in known.collectives
        or not known.house_words.isdisjoint(words)
    )


def is_house(name: str) -> bool:
    """«صحيفة الميناء», «بلدي نيوز», «الغارديان»: the name of an outlet, by its first word, one of its words, or as known."""
    folded, known = key(name), names()
    words = folded.split()
    named = 2 <= len(words) <= 5 and (words[0] in known.media or not known.house_words.isdisjoint(words))
    return named or folded in known.outlets


def is_place(name: str) -> bool:
    """A city or country datelines are known to come from."""
    return key(name) in names().places


def _origin(part: str, own: frozenset[str]) -> str | None:
    """The credit a part of a credit line stands for; "" for the outlet itself and for labels; None: not a credit."""
    folded = key(part)
    agency = names().agencies.get(folded) or names().generic.get(folded)
    if agency:  # also where the outlet is the agency itself: «دمشق-سانا» on SANA's own site is a credit
        return agency
    if not folded or folded in own or folded in names().labels:
        return ""
    if folded.partition(" ")[0] in names().media and folded.partition(" ")[2] in own:
        return ""  # «موقع الجزيرة نت», there
    # «الجزيرة» on a page of «الجزيرة نت»
    return "" if any(name.startswith(folded + " ") for name in own) else None


def own_names(*given: str | None) -> frozenset[str]:
    """Comparing forms of an outlet's own names, which on a credit line are no agency."""
    found = {folded for name in given if name and (folded := key(name))}
    # «صحيفة الغد الجديد» signs «الغد الجديد»
    found |= {rest for name in found if len(rest := name.partition(" ")[2]) > 4 and name.split()[0] in names().collectives}
    return frozenset(found | {f"{folded} نت" for folded in found})


def credit(line: str, own: Iterable[str] = (), *, loose: bool = False) -> str | None:
    """Read a credit line («TRT عربي - وكالات», «--(بترا)», «المصدر: سانا»). None: the line is no credit.

    Returns the origins joined by « + », or "" where only the outlet itself is named. `own` are names of the outlet in their
    comparing form (`own_names`). After a label, words that are neither agency nor outlet («المصدر: كتاب …») are no origin.
    `loose` is for a story's last line: beside an agency, one unknown name is the outlet's own («الجزيرة نت + وكالات»).
    """
    if len(line) > MAX_CREDIT:
        return None
    labelled = _SOURCE.match(line)
    text = _QUOTES.sub("", labelled[1]) if labelled else line
    if len(arabic.words(text)) > CREDIT_WORDS:
        return None
    mine = frozenset(own)
    parts = [part for part in _PARTS.split(text.strip(" .:-–—\u200f")) if part and key(part)]
    origins = [_origin(part, mine) for part in parts]
    if not parts:
        return None
    if labelled:
        said = zip(parts, origins, strict=True)
        return " + ".join(
            dict.fromkeys(origin or part.strip() for part, origin in said if origin or (origin is None and is_house(part)))
        )
    unknown = [part for part, origin in zip(parts, origins, strict=True) if origin is None]
    if unknown and not (loose and len(unknown) == 1 and len(parts) == 2 and len(unknown[0].split()) <= 3 and any(origins)):
        return None
    if unknown and unknown[0].split()[0] in names().given:
        return None  # «قنا - محمد عبادي»: a reporter and his town
    if not any(origins):
        # the outlet's name alone, or a lone «خاص», needs brackets or a label to be a credit
        named = any(key(part) in mine or key(part) not in names().labels for part in parts)
        bracketed = len(parts) == 1 and key(parts[0]) in mine and re.match(r"^\W*[(\[/«]", line) is not None
        return "" if bracketed or (len(parts) == 2 and named and any(key(part) in names().labels for part in parts)) else None
    return " + ".join(dict.fromkeys(filter(None, origins)))


def is_labelled(line: str) -> bool:
    """Whether a line says of itself that it names the source («المصدر: …»)."""
    return _SOURCE.match(line) is not None


def trailing_credit(paragraph: str) -> tuple[str, str | None]:
    """Cut «… (رويترز)» from the end of the story's last paragraph: (text, agency)."""
    found = _TRAILING.search(paragraph, max(0, len(paragraph) - MAX_CREDIT))
    if found is None or found.start() < 20:
        return paragraph, None
    origins = [_origin(part, frozenset()) for part in _PARTS.split(found[1]) if part and key(part)]
    if not origins or not all(origins):
        return paragraph, None
    return paragraph[: found.start()].rstrip(), " + ".join(dict.fromkeys(filter(None, origins)))


def dateline(paragraph: str, own: Iterable[str] = ()) -> Dateline | None:
    """Read the dateline a story's first paragraph opens with («دمشق-سانا», «الرياض – واس:», «سانت دينيس (أ ف ب) -»).

    It needs an agency, a general credit, or the outlet's own name beside the place; a place alone is text.
    """
    mine = frozenset(own)
    head = paragraph[:DATELINE_SLOT]
    for pattern in (_BRACKET, _OPEN_BRACKET, _PAPER, _FROM, _REPORTED, _AGENCY_PLACE, _PLACE_AGENCY, _OUTLET_ONLY):
        found = pattern.match(head)
        if found is None:
            continue
        who = found["agency"]
        origin = _origin(who, mine)
        if origin is None or (not origin and key(who) not in mine):
            continue
        if pattern is _OUTLET_ONLY and key(who) not in mine:
            continue
        place = found.groupdict().get("place") or ""
        if pattern is _OPEN_BRACKET and (not agency(who) or not _ATTRIBUTED.isdisjoint(key(place).split())):
            continue
        if pattern is _AGENCY_PLACE and key(who) not in mine and not _is_from(who, place, found[0], found.end() < len(paragraph)):
            continue
        # on a line of its own only a short place follows the name: «شفق نيوز/ أعلن مجلس الوزراء» is a sentence
        alone = pattern is _AGENCY_PLACE and found.end() == len(paragraph)
        if len(place.split()) > (3 if alone else 5):
            continue
        return Dateline(found["line"].strip(), paragraph[found.end() :].strip(), origin or None)
    return _dated(paragraph)


def _is_from(who: str, place: str, printed: str, goes_on: bool) -> bool:
    """Whether «AGENCY - PLACE» is one where the agency's name is a word too: «قنا - محمد حسن: …», «معا - نبني المستقبل» are not.

    A known place makes it one; so does a second dash before the text («الأناضول - قابس -»), unless the name is a place itself.
    """
    if key(who) not in names().words or is_place(place):
        return True
    words = place.split()
    dashed = goes_on and printed.rstrip().endswith(("-", "–", "—", "/")) and len(words) <= 2 and words[0] not in names().given
    return dashed and not is_place(who)


def _is_of_a_date(word: str) -> bool:
    return _DAY.fullmatch(word) is not None or all(part in _DATE_WORDS for part in arabic.words(word))


def _dated(paragraph: str) -> Dateline | None:
    """A dateline with the day between place and agency; the agency must be a known one, and all words before it a date's."""
    head = paragraph[:DATED_SLOT]
    place = _DATED_PLACE.match(head)
    if place is None:
        return None
    for end in _DATE_END.finditer(head, place.end()):
        words = head[place.end() : end.start()].replace("(", " ").split()
        for count in (1, 2, 3):
            before, who = words[:-count], " ".join(words[-count:]).strip("/-–—( ")
            known = agency(who) if before else None
            if known and len(before) <= DATE_WORDS and all(map(_is_of_a_date, before)):
                line = paragraph[place.start() : end.start()].strip(" \t/-–—")
                line += ")" if line.count("(") > line.count(")") else ""
                return Dateline(line, paragraph[end.end() :].strip(" /-–—:"), known)
    return None
