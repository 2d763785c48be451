"""Whether two articles are one story printed twice, judged on their words: who looks them up has seen that they are alike.

Three questions. How much of the shorter text stands in the other (an agency's wire is cut, gets a new lede, is joined with
another)? Do sentences that are otherwise the same tell other numbers, days or names (weekly tolls, rates, fixtures, trials: one
template, two stories)? And is what they share said so often (footers, «about the agency») that it says nothing?
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from news import agencies, arabic, fingerprint, slots
from news.slots import Words

SAME_TEXT = 0.5
"""Share of shingles in common (Jaccard) from which two texts are one: edited wire copy lies above, another report below."""
RELATED = 0.35
"""As SAME_TEXT, and of the shorter text: what a copy of a copy must still have of the lead."""
INSIDE = 0.65
"""Share of the shorter text's shingles that stand in the other, from which it was cut from it, or printed with a new lede."""
INSIDE_SHINGLES = 24
"""Shorter texts may be quoted whole by another story."""
ONE_OUTLET, ONE_OUTLET_INSIDE = 0.7, 0.9
"""The same within one outlet, which writes the background of its stories once and prints it under each."""
UPDATED_WITHIN = timedelta(hours=3)
UPDATED_WORDS, UPDATED_EQUAL = 150, 0.85
"""A toll that rises in a text of this many words, of which this share stands in equal sentences, at another outlet within this
time, is an update of the story and no template's next issue."""
TEMPLATE_WORDS = 120
"""A text no longer, of which few sentences are unchanged, is another story where its lede or headline has another word."""
MOST_SENTENCES = 80
"""Unequal sentences of a text that are compared one with another."""

_END = re.compile(r"[.!?؟؛…]+(?=\s|$|[»”\"')])|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What is compared of an article: folded words, without dateline and credits."""

    outlet: str
    published: datetime | None
    """None also where only the day is known."""
    headline: Words
    sentences: tuple[Words, ...]

    @property
    def words(self) -> list[str]:
        return [word for sentence in self.sentences for word in sentence]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How two stories are alike."""

    jaccard: float
    inside: float
    """Share of the shorter one's shingles that the other has."""
    shorter: int
    """Shingles of the shorter one."""
    apart: str | None
    """Why they are two stories however alike they are written: "numbers", "names"; None: nothing tells them apart."""


def moment(published: datetime | None, precision: str | None) -> datetime | None:
    """The time a story counts by: a day without an hour is no time to measure a distance from."""
    return published if precision in ("minute", "second") else None


def story(*, outlet: str, headline: str | None, body: str, published: datetime | None = None) -> Story:
    """The comparing form of an article."""
    return Story(
        outlet=outlet,
        published=published,
        headline=tuple(arabic.words(headline or "")),
        sentences=tuple(_sentences(_without_credits(body))),
    )


def _without_credits(body: str) -> str:
    """The body as its agency wrote it; where nothing but credits would be left, the body as it is."""
    lines = [line for line in body.split("\n") if line.strip()]
    while lines and len(lines[0]) <= agencies.DATELINE_SLOT and agencies.credit(lines[0]):
        del lines[0]
    while lines and len(lines[-1]) <= agencies.DATELINE_SLOT and agencies.credit(lines[-1], loose=True):
        del lines[-1]
    if not lines:
        return body
    if (dateline := agencies.dateline(lines[0])) is not None:
        lines[0] = dateline.rest
    lines[-1] = agencies.trailing_credit(lines[-1])[0]
    return "\n".join(lines)


def _sentences(text: str) -> Iterator[Words]:
    ends = [0, *(found.end() for found in _END.finditer(text)), len(text)]
    for start, end in pairwise(ends):
        if words := arabic.words(text[start:end]):
            yield tuple(words)


def is_copy(one: Story, other: Story, *, common: Collection[int] = ()) -> bool:
    """Whether two articles print one story. `common`: anchors of sentences that many stories hold, which are left out."""
    jaccard, inside, shorter = _shared(one, other, common)
    if one.outlet == other.outlet:
        same, contained = ONE_OUTLET, ONE_OUTLET_INSIDE
    else:
        same, contained = SAME_TEXT, INSIDE
    alike = jaccard >= same or (inside >= contained and shorter >= INSIDE_SHINGLES)
    return alike and _apart(one, other) is None


def is_related(one: Story, other: Story) -> bool:
    """Whether a copy of a copy still belongs to the first: nothing tells the two apart, and enough is the same."""
    likeness = compare(one, other)
    return likeness.apart is None and max(likeness.jaccard, likeness.inside) >= RELATED


def compare(one: Story, other: Story) -> Likeness:
    """Compare word by word."""
    jaccard, inside, shorter = _shared(one, other, ())
    return Likeness(jaccard=jaccard, inside=inside, shorter=shorter, apart=_apart(one, other) if jaccard else None)


def _shared(one: Story, other: Story, common: Collection[int]) -> tuple[float, float, int]:
    """What `Likeness` says of the shingles of two stories: jaccard, inside, shorter."""
    import numpy as np

    mine, theirs = (np.unique(fingerprint.shingles(_own_words(story, common))) for story in (one, other))
    both = len(np.intersect1d(mine, theirs, assume_unique=True))
    shorter = min(len(mine), len(theirs))
    return both / max(len(mine) + len(theirs) - both, 1), both / max(shorter, 1), shorter


def _own_words(story: Story, common: Collection[int]) -> Sequence[str]:
    if not common:
        return story.words
    return [word for sentence in story.sentences if fingerprint.anchor(sentence) not in common for word in sentence]


def _apart(one: Story, other: Story) -> str | None:
    """What tells two texts of one template apart. A headline counts as a sentence, the one above the first."""
    mine, theirs = _unequal(one, other), _unequal(other, one)
    leading = [slots.differences(a, b) for a, b in _heads(one, other) if a != b and slots.alike(a, b)]
    ledes = {one.sentences[0]}
    rest = [(a, b) for a, b in slots.aligned(mine[:MOST_SENTENCES], theirs[:MOST_SENTENCES]) if a not in ledes]
    found = [*leading, *(slots.differences(a, b) for a, b in rest)]
    if any(difference.names for difference in found) or slots.consistent(found, leading):
        return "names"
    equal = _equal_share(one, mine, other, theirs)
    if equal < slots.MOSTLY and min(len(one.words), len(other.words)) <= TEMPLATE_WORDS and any(lead.swaps for lead in leading):
        return "names"
    if any(difference.numbers for difference in found) and not _updated(one, other, equal, found):
        return "numbers"
    return None


def _heads(one: Story, other: Story) -> tuple[tuple[Words, Words], tuple[Words, Words]]:
    return (one.headline, other.headline), (one.sentences[0], other.sentences[0])


def _unequal(one: Story, other: Story) -> list[Words]:
    there = set(other.sentences)
    return [sentence for sentence in one.sentences if sentence not in there]


def _equal_share(one: Story, mine: list[Words], other: Story, theirs: list[Words]) -> float:
    """Words in sentences both have, of the text that has fewer such."""
    shares = [1 - sum(map(len, rest)) / max(len(story.words), 1) for story, rest in ((one, mine), (other, theirs))]
    return min(shares)


def _updated(one: Story, other: Story, equal: float, found: Sequence[slots.Differences]) -> bool:
    if one.outlet == other.outlet or one.published is None or other.published is None:
        return False
    return (
        abs(one.published - other.published) <= UPDATED_WITHIN
        and equal >= UPDATED_EQUAL
        and min(len(one.words), len(other.words)) >= UPDATED_WORDS
        and sum(difference.numbers for difference in found) <= 2
    )
