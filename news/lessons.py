"""Which of an outlet's recurring lines are furniture, and when a learned one has stopped.

A line is learned from articles that have nothing else in common, and never if it is one author's alone where the outlet names
several, introduces what follows it, is a dateline or a standing expression, or is made of its stories' own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from news import agencies, arabic
from news.recurring import WINDOW, Piece, Window, digest, key
from news.standing import is_standing

Place = Literal["head", "tail", "middle"]

ALIKE = 0.3
"""Share of three-word shingles from which the rest of two articles is one story or one template."""
UNLIKE_WORDS = 5
"""Shingles of the rest below which two articles say too little to be called unrelated."""
OF_THE_TOPIC, LIFT = 0.3, 0.12
"""A line whose words stand in the rest of its articles so often, and so much more often than in the others, is reporting."""
OF_THE_TOPIC_ALONE = 0.5
YOUNG = 12
"""Articles below which an outlet is new to us."""
LESSONS: dict[Place, list[tuple[int, float, int]]] = {
    # place: [(least unrelated articles, least share of the articles since it first stood in one, of how many at least)]
    "tail": [(2, 1.0, 2), (3, 0.5, 3), (4, 0.3, 8), (5, 0.15, 20), (6, 0.06, 60)],
    "head": [(2, 1.0, 2), (3, 0.5, 3), (4, 0.4, 8), (6, 0.2, 20)],
    "middle": [(3, 0.6, 3), (5, 0.3, 12)],
}
"""How often is often enough. Few articles ask for nearly all of them; the end of an article, where furniture stands, for less
than its middle, where a report's own standing lines are."""
SENTENCE_WORDS = 10
MIDDLE_WORDS, STEADY, SURE = 6, 0.6, 9
"""A shorter line inside the text is a section's heading («ماذا نعرف حتى الآن»), unless it repeats in one article or is of another
script; one of up to SURE words must stand after the same number of paragraphs, or in that part of all articles."""
NAME_WORDS = 3
BLOCK = 3
"""So many recurring lines at an end that hold an address are a box of links even where few articles carry it."""

ACCIDENT = 0.2
"""Chance below which it is no accident that all articles with a line are one author's."""

_SENTENCE = re.compile(r"[.!؟?…]\s*[»\"”)]?\s*$")
_OPEN = re.compile(r"[:：]\W*$")
_ADDRESS = re.compile(r"https?://|\bwww\.|\b(?:t\.me|wa\.me|fb\.com)/|@\w")
_ARABIC = re.compile(r"[\u0620-\u064a]")
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Study:
    """An article prepared for the comparison."""

    piece: Piece
    numbers: list[int]
    """Its lines, as digests; 0 for one without words."""
    shingles: frozenset[str]
    """Of its headline and of the lines that do not recur, figures masked."""
    stems: frozenset[str]


def study(piece: Piece, recurring: set[int]) -> Study:
    """Prepare an article; `recurring` are the lines that stand in more than one, learned ones included."""
    folded = [key(line) for line in piece.lines]
    numbers = [digest(text) if text else 0 for text in folded]
    rest = [text for text, number in zip(folded, numbers, strict=True) if number and number not in recurring]
    words = _DIGITS.sub("0", " ".join([key(piece.headline), *rest])).split()
    shingles = frozenset(" ".join(words[start : start + 3]) for start in range(len(words) - 2))
    return Study(piece, numbers, shingles, content(words))


def content(words: Iterable[str]) -> frozenset[str]:
    """Stems of the words that say what a text is about: four letters at least."""
    return frozenset(arabic.stem(word) for word in words if len(word) > 3)


def unrelated(studies: Sequence[Study]) -> list[Study]:
    """The articles that are neither copies nor of one story or template with one before them."""
    chosen: list[Study] = []
    for one in studies:
        if len(one.shingles) >= UNLIKE_WORDS and not any(_alike(one, other) for other in chosen):
            chosen.append(one)
    return chosen


def _alike(one: Study, other: Study) -> bool:
    least = min(len(one.shingles), len(other.shingles))
    return one.piece.story == other.piece.story or len(one.shingles & other.shingles) >= ALIKE * least


def furniture_place(number: int, studies: Sequence[Study], others: Sequence[Study], window: Window) -> Place | None:
    """Where the line stands if it is furniture, None if it is not, or not known to be yet.

    `studies` are articles that hold it (`Window.sample`), `others` some of the window. Never furniture: a line of one author
    alone where the outlet names several, one that introduces what follows it, a dateline, a standing expression, one whose
    words belong to the stories it stands in.
    """
    among = unrelated(studies)
    if len(among) < 2:
        return None
    text, folded = _printed(among[0], number)
    places = [_place(one, number, window) for one in among]
    place = _agreed(places)
    if is_protected(text, folded) or _introduces(among, number) or _one_author(among, others):
        return None
    holders = len(window.holders[number] | window.taken.get(number, set()))
    share = holders * len(among) / len(studies) / max(window.since(number), 1)
    if not _often(number, among, place, share, window):
        return None
    if place == "middle" and _may_head_a_section(number, text, among, share):
        return None
    if place != "middle" and _may_be_a_name(number, text, among, share, place, window):
        return None
    without = [other for other in others if number not in other.numbers]
    return None if _of_the_topic(folded, text, among, without) else place


def is_protected(text: str, folded: str) -> bool:
    """Forms that recur and are the article's own, whatever their number."""
    if is_standing(folded) or not _has_letters(folded):
        return True
    found = agencies.dateline(text)
    return found is not None and not found.rest


def _has_letters(folded: str) -> bool:
    return any(not word.isdecimal() for word in folded.split())


def _printed(one: Study, number: int) -> tuple[str, str]:
    line = one.piece.lines[one.numbers.index(number)]
    return line, key(line)


def _recurs(number: int, window: Window) -> bool:
    return len(window.holders.get(number, ())) + len(window.taken.get(number, ())) > 1


def _place(one: Study, number: int, window: Window) -> Place:
    """The end where all that lies beyond recurs too; one short line of its own (a name, a date) may stand there."""
    rows = [row for row, other in enumerate(one.numbers) if other == number]
    story = [row for row, other in enumerate(one.numbers) if other and not _recurs(other, window)]
    if not story:
        return "tail"
    below = [row for row in story if row > rows[-1]]
    if not below or (len(below) == 1 and len(story) > 1 and len(one.piece.lines[below[0]].split()) <= 6):
        return "tail"
    return "head" if story[0] > rows[0] else "middle"


def _agreed(places: Sequence[Place]) -> Place:
    """The place of four in five; furniture that stands now here, now there counts as standing inside."""
    common = max(set(places), key=places.count)
    return common if places.count(common) >= 0.8 * len(places) else "middle"


def _introduces(among: Sequence[Study], number: int) -> bool:
    """«وفيما يلي نص البيان:», «المصدر 👇»: what follows it is another text every time."""
    text, _ = _printed(among[0], number)
    if not _OPEN.search(text):
        return False
    following = {
        one.numbers[row + 1]
        for one in among
        for row, other in enumerate(one.numbers)
        if other == number and row + 1 < len(one.numbers)
    }
    return len(following) > 1


def _one_author(among: Sequence[Study], others: Sequence[Study]) -> bool:
    """A greeting: it stands in one author's pieces only, which at this outlet is no accident."""
    named = {one.piece.authors for one in among}
    author = next(iter(named))
    if len(named) > 1 or not author:
        return False
    part = _mean(float(other.piece.authors == author) for other in others)
    return part ** len(among) < ACCIDENT


def _often(number: int, among: Sequence[Study], place: Place, share: float, window: Window) -> bool:
    text, folded = _printed(among[0], number)
    since = window.since(number)
    lessons = LESSONS[place]
    if place == "tail" and _in_block(among, number, window):
        return True
    sentence = len(folded.split()) >= SENTENCE_WORDS and _SENTENCE.search(text) is not None
    known = len(window.articles)
    for least, part, of in lessons:
        if len(among) < least or share < part or since < of:
            continue
        if least <= 3 and known > YOUNG and since <= YOUNG:
            continue  # an outlet we know: three in a row are one event's background
        if least == 2 and known > 3:
            continue
        if sentence and part < 0.15:
            continue
        return True
    return False


def _in_block(among: Sequence[Study], number: int, window: Window) -> bool:
    """It stands in a row of recurring lines, an address among them, at the end of each of its articles."""
    for one in among:
        row = len(one.numbers)
        while row and (not one.numbers[row - 1] or _recurs(one.numbers[row - 1], window)):
            row -= 1
        block = one.piece.lines[row:]
        if number not in one.numbers[row:] or len(block) < BLOCK or not any(map(_ADDRESS.search, block)) or not row:
            return False
        if any(len(line.split()) >= SENTENCE_WORDS and _SENTENCE.search(line) for line in block):
            return False
    return True


def _foreign(text: str, among: Sequence[Study]) -> bool:
    """A line of another script than the story's («ADVERTISEMENT» in Arabic text) heads no section."""
    arabic_line = bool(_ARABIC.search(text))
    return all(bool(_ARABIC.search(one.piece.headline + " ".join(one.piece.lines))) != arabic_line for one in among)


def _repeats(among: Sequence[Study], number: int) -> bool:
    return 2 * sum(one.numbers.count(number) > 1 for one in among) >= len(among)


def _may_head_a_section(number: int, text: str, among: Sequence[Study], share: float) -> bool:
    words = len(text.split())
    if _foreign(text, among) or _repeats(among, number):
        return False
    return words < MIDDLE_WORDS or (words < SURE and share < STEADY and not _steady(among, number))


def _may_be_a_name(number: int, text: str, among: Sequence[Study], share: float, place: Place, window: Window) -> bool:
    """«دمشق» above a report, «سلمى الحداد» below a column: no house prints so few words under most of what it publishes."""
    if len(text.split()) > NAME_WORDS or _foreign(text, among):
        return False
    if place == "head":
        return share < STEADY or len(among) < 5
    return share < STEADY and not _in_block(among, number, window)


def _steady(among: Sequence[Study], number: int) -> bool:
    """It stands after the same number of paragraphs, as an insertion of the page's system does and a heading does not."""
    above = [one.numbers.index(number) for one in among]
    below = [one.numbers[::-1].index(number) for one in among]
    return max(side.count(row) for side in (above, below) for row in side) >= STEADY * len(among)


def _of_the_topic(folded: str, text: str, among: Sequence[Study], without: Sequence[Study]) -> bool:
    """An agency's background paragraph stands in many reports, of one matter: its words are theirs."""
    stems = content(folded.split())
    if len(stems) < 3:
        return False
    inside = _mean(len(stems & one.stems) / len(stems) for one in among)
    outside = _mean(len(stems & other.stems) / len(stems) for other in without)
    if without and inside >= OF_THE_TOPIC and inside - outside >= LIFT:
        return True
    return inside >= OF_THE_TOPIC_ALONE and len(stems) >= 8 and _SENTENCE.search(text) is not None


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return sum(known) / len(known) if known else 0.0


def learn(window: Window, numbers: Iterable[int], studies: Mapping[int, Study], others: Sequence[Study]) -> dict[int, Place]:
    """Those of the window's recurring lines that are furniture. `studies` by article, `others` some of the window."""
    found: dict[int, Place] = {}
    for number in numbers:
        holding = [studies[article] for article in window.sample(number) if article in studies]
        holding = [one for one in holding if number in one.numbers]
        place = furniture_place(number, holding, others, window) if len(holding) > 1 else None
        if place is not None:
            found[number] = place
    return found


FORGET_LEAST = 30
FORGET_TIMES = 12.0


def is_over(number: int, window: Window, seen: int) -> bool:
    """Whether a learned line has stopped: so many articles came without it that, as often as it stood, chance cannot be why.

    `seen` is the number of the articles it stood in while it was learned.
    """
    missed = window.missed(number)
    total = len(window.holders.get(number, ())) + len(window.taken.get(number, ()))
    before = len(window.articles) - missed
    share = max(total, 1) / before if before > 0 else 1.0 / max(seen, 1)
    return missed >= min(max(FORGET_LEAST, FORGET_TIMES / share), WINDOW - 20)
