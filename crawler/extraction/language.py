"""The language of a text, read from the text: which script, then the letters and words only one language uses."""

# ruff: noqa: SIM905 - a list of words reads better as text

from __future__ import annotations

import re

_ARABIC_SCRIPT = re.compile("[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06fc\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_LETTER = re.compile(r"[^\W\d_]")
_MARKS = {
    "ckb": re.compile("[ڕڵۆێە]"),
    "fa": re.compile("[پچژگ]"),
    "ur": re.compile("[ٹڈڑںےھ]"),
    "ps": re.compile("[ټډړښځڅېۍ]"),
    "ug": re.compile("[ېۈۇۋەڭ]"),
}
_WORDS = {
    "en": frozenset("the of and to in is that for was on with as by at from it his are be has have this".split()),
    "fr": frozenset("le la les de des du et en un une est dans pour que qui sur par au plus avec ce".split()),
    "es": frozenset("el la los de que y en un una es por con para del las se al su".split()),
    "de": frozenset("der die das und in den von zu mit ist auf für im nicht ein eine dem des".split()),
    "sv": frozenset("och att det som en på är av för med till den har de inte om ett från".split()),
    "tr": frozenset("ve bir bu için ile da de olarak olan en çok daha sonra ise gibi".split()),
}  # fmt: skip
_FA_WORDS = re.compile(r"(?<!\w)(?:است|این|که|را|با|برای|شد|می|های|آن|از)(?!\w)")
_AR_WORDS = re.compile(r"(?<!\w)(?:في|من|على|إلى|الى|أن|ان|عن|التي|الذي|هذا|هذه|مع)(?!\w)")
SAMPLE = 4_000


def detect(text: str) -> str | None:
    """ISO 639 code of the text («ar», «fa», «ur», «ckb», «en», …); None where it has too few letters to tell."""
    sample = text[:SAMPLE]
    letters = len(_LETTER.findall(sample))
    if letters < 8:
        return None
    arabic = len(_ARABIC_SCRIPT.findall(sample))
    if arabic >= 0.4 * letters:
        return _arabic_script(sample, arabic)
    if arabic >= 0.2 * letters:
        return "ar"  # an Arabic page quoting code or names at length
    words = re.findall(r"[^\W\d_]+", sample.lower())
    counts = {language: sum(word in common for word in words) for language, common in _WORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= max(1, len(words) // 40) else None


def _arabic_script(sample: str, arabic: int) -> str:
    counts = {language: len(pattern.findall(sample)) for language, pattern in _MARKS.items()}
    best = max(counts, key=lambda language: counts[language])
    ours, theirs = len(_AR_WORDS.findall(sample)), len(_FA_WORDS.findall(sample))
    # Arabic pages of Iraqi and Iranian systems hold Persian letters too, so a few marks say nothing against Arabic words
    if (
        counts[best] >= 0.02 * arabic
        and counts[best] >= 3
        and not (ours > theirs and counts[best] < 0.06 * arabic and best in ("fa", "ur"))
    ):
        return best
    return "fa" if theirs > 2 * ours + 3 else "ar"
