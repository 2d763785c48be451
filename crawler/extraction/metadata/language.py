"""The language of a text, read from the text: which script, then the letters and words only one language uses."""

# ruff: noqa: SIM905 - a list of words reads better as text

from __future__ import annotations

import re
from collections import Counter

_ARABIC_SCRIPT = frozenset(
    map(
        chr,
        (
            *range(0x0620, 0x064B), *range(0x066E, 0x06D4), 0x06D5, *range(0x06FA, 0x06FD), *range(0x0750, 0x0780),
            *range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD),
        ),
    )
)  # fmt: skip
_MARKS = {"ckb": "ڕڵۆێە", "fa": "پچژگ", "ur": "ٹڈڑںےھ", "ps": "ټډړښځڅېۍ", "ug": "ېۈۇۋەڭ"}
_WORDS = {
    "en": frozenset("the of and to in is that for was on with as by at from it his are be has have this".split()),
    "fr": frozenset("le la les de des du et en un une est dans pour que qui sur par au plus avec ce".split()),
    "es": frozenset("el la los de que y en un una es por con para del las se al su".split()),
    "de": frozenset("der die das und in den von zu mit ist auf für im nicht ein eine dem des".split()),
    "sv": frozenset("och att det som en på är av för med till den har de inte om ett från".split()),
    "tr": frozenset("ve bir bu için ile da de olarak olan en çok daha sonra ise gibi".split()),
}  # fmt: skip
_FA_WORDS = frozenset("است این که را با برای شد می های آن از".split())
_ANY_MARK = re.compile(f"[{''.join(_MARKS.values())}]")
_AR_WORDS = frozenset("في من على إلى الى أن ان عن التي الذي هذا هذه مع".split())
SAMPLE = 1_500
"""Characters looked at, from the start and the middle of a longer text."""


def detect(text: str) -> str | None:
    """ISO 639 code of the text («ar», «fa», «ur», «ckb», «en», …); None where it has too few letters to tell."""
    sample = text
    if len(text) > SAMPLE:
        middle = len(text) // 2
        sample = text[: SAMPLE * 2 // 3] + text[middle : middle + SAMPLE // 3]
    letters = sum(map(str.isalpha, sample))
    if letters < 8:
        return None
    arabic = sum(map(_ARABIC_SCRIPT.__contains__, sample))
    if arabic >= 0.4 * letters:
        return _arabic_script(sample, arabic)
    if arabic >= 0.2 * letters:
        return "ar"  # an Arabic page quoting code or names at length
    words = re.findall(r"[^\W\d_]+", sample.lower())
    common = {language: sum(word in known for word in words) for language, known in _WORDS.items()}
    best = max(common, key=lambda language: common[language])
    return best if common[best] >= max(1, len(words) // 40) else None


def _arabic_script(sample: str, arabic: int) -> str:
    letters = Counter(_ANY_MARK.findall(sample))
    counts = {language: sum(letters[mark] for mark in marks) if letters else 0 for language, marks in _MARKS.items()}
    best = max(counts, key=lambda language: counts[language])
    words = sample.replace("\u200c", " ").split()
    ours, theirs = sum(map(_AR_WORDS.__contains__, words)), sum(map(_FA_WORDS.__contains__, words))
    # Arabic pages of Iraqi and Iranian systems hold Persian letters too, so a few marks say nothing against Arabic words
    if (
        counts[best] >= 0.02 * arabic
        and counts[best] >= 3
        and not (ours > theirs and counts[best] < 0.06 * arabic and best in ("fa", "ur"))
    ):
        return best
    return "fa" if theirs > 2 * ours + 3 else "ar"
