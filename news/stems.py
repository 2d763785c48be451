"""Light stems of folded Arabic words, and what a word of a query stands for.

After light10 (Larkey, Ballesteros & Connell 2002, 2007) with three differences, each for precision in news: the attributive ي
stays (فلسطين is not فلسطيني), ة stays (محافظ is not محافظة), and the one-letter particles و ف ب ل ك stay in the index (ولاية is
not لاية); the query asks for a word with each of them instead. Particles with the article (وال, بال, لل …) are safe and go.
The words this cannot know stand in stems.toml.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources

_ARABIC = re.compile("[\u0621-\u064a]+")
_ARTICLES = ("وبال", "فبال", "وكال", "ولل", "فلل", "وال", "بال", "كال", "فال", "ال", "لل")
_PARTICLES = ("و", "ف", "ب", "ل", "ك")
_ASKED = ("و", "ب", "ل", "ف", "وب", "ول", "ك", "فب", "فل")
"""Particles a query word is also looked for with; a word of three letters with the first six only."""


def _load() -> tuple[frozenset[str], frozenset[str], dict[str, str]]:
    data = tomllib.loads(resources.files("news").joinpath("stems.toml").read_text(encoding="utf-8"))
    plurals = {plural: one for one, several in data["plurals"].items() for plural in several.split()}
    return frozenset(data["whole"].split()) | frozenset(data["plurals"]), frozenset(data["rooted"].split()), plurals


_WHOLE, _ROOTED, _PLURALS = _load()


@lru_cache(maxsize=65536)
def index_terms(word: str) -> tuple[str, ...]:
    """What a folded word of a text is indexed under: its stem, and for ambiguous ends (ات, ت, ا) the other reading too."""
    if len(word) < 4 or not _ARABIC.fullmatch(word):
        return (_PLURALS.get(word, word),)
    bare = without_article(word)
    if bare is not word and word.removesuffix(bare).endswith("لل"):
        return _behind_double_lam(bare)
    return _of_bare(bare, definite=bare is not word)


def _behind_double_lam(bare: str) -> tuple[str, ...]:
    """«للقصف» is ل and القصف, but «للبنان» is ل and لبنان and «للاجئين» ل and اللاجئين: the first lam may be the noun's own."""
    own = "ل" + bare
    if own in _ROOTED or own in _WHOLE or own in _PLURALS:
        return _of_bare(own, definite=True)
    return tuple(dict.fromkeys((*_of_bare(bare, definite=True), *_of_bare(own, definite=True))))


def _of_bare(bare: str, *, definite: bool) -> tuple[str, ...]:
    known = _known(bare)
    if known is not None:
        return (known,)
    stem, plural = _without_suffix(bare)
    if plural:
        return _feminine_plural(stem)
    if not definite and stem is bare:  # a verb, or a noun with tanwin: neither takes the article
        if bare.endswith("ت") and not bare.endswith(("ات", "وت", "يت")):
            return (bare, bare[:-1])
        if bare.endswith("ا") and not bare.endswith("يا") and len(bare) > 4:
            return (bare, bare[:-1])
    return (stem,)


@lru_cache(maxsize=4096)
def query_terms(word: str) -> tuple[str, ...]:
    """The index terms a folded word of a query stands for, best first; a text matches the word if it has any of them.

    A word with the article asks for its stem alone; any other word also for itself behind one of the particles («حلب» finds
    «بحلب»), and where it seems to begin with one, for the rest («بدرعا» finds «درعا»).
    """
    asked = dict.fromkeys(_stems(word))
    if len(word) < 3 or not _ARABIC.fullmatch(word) or (len(word) >= 4 and without_article(word) is not word):
        return tuple(asked)
    surfaces = [word]
    while len(surfaces) < 3 and _begins_with_particle(surfaces[-1]):
        surfaces.append(surfaces[-1][1:])
    for surface in surfaces:
        asked.update(dict.fromkeys(_stems(surface)))
        for particle in _ASKED if len(surface) > 3 else _ASKED[:6]:
            for form in (surface, *_stems(surface)):
                term = index_terms(particle + form)[0]
                if len(term) > 2 and term not in _rooted_stems():
                    asked.setdefault(term)
    return tuple(asked)


@lru_cache(maxsize=1)
def _rooted_stems() -> frozenset[str]:
    return frozenset(index_terms(word)[0] for word in _ROOTED)


def _begins_with_particle(word: str) -> bool:
    if (
        word[0] not in _PARTICLES
        or word in _WHOLE
        or word in _PLURALS
        or word in _ROOTED
        or index_terms(word)[0] in _rooted_stems()
    ):
        return False
    return len(word) > 4 or word[1:] in _WHOLE or word[1:] in _PLURALS


def without_article(word: str) -> str:
    """The word without ال and the particles before it; the word itself (the same object) where it has none."""
    if word in _WHOLE:
        return word
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= (2 if len(article) == 2 else 3):
            return word[len(article) :]
    return word


def _stems(word: str) -> tuple[str, ...]:
    """The stems a query asks for: as indexed, less the second readings which only a text may have."""
    found = index_terms(word)
    return found[:1] if found[0] == word else found


def _known(word: str) -> str | None:
    """The stem of a word, or of a particle and a word, from stems.toml."""
    for particle in ("", *_ASKED):
        rest = word.removeprefix(particle)
        if (particle and rest is word) or len(rest) < 3:
            continue
        if rest in _PLURALS:
            return particle + _PLURALS[rest]
        if rest in _WHOLE:
            return particle + rest
    return None


def _without_suffix(word: str) -> tuple[str, bool]:
    """The word without pronoun, dual or plural; and whether what is left ended in the feminine plural, which is cut too."""
    for pronoun, least in (("هما", 4), ("هم", 4), ("ها", 3)):
        if word.endswith(pronoun) and len(word) - len(pronoun) >= least:
            word = _feminine(word[: -len(pronoun)])
            break
    else:
        if word.endswith("ته") and len(word) > 4:
            word = _feminine(word[:-1])
    if word.endswith("ات") and len(word) > 4:
        return word[:-2], True
    if word.endswith("وون") and len(word) > 5:  # «لاجئون»: fold writes hamza before و as و
        return word[:-3] + "ي", False
    for suffix, least in (("ين", 4), ("ون", 4), ("ان", 4), ("وا", 3)):
        if word.endswith(suffix) and len(word) - len(suffix) >= least:
            return _feminine(word[: -len(suffix)]), False
    if word.endswith("يه"):
        return word[:-1], False
    return word, False


def _feminine(stem: str) -> str:
    """Before a suffix ة is written ت: «مدينتها»."""
    return stem[:-1] + "ه" if len(stem) > 3 and stem.endswith("ت") and not stem.endswith("ات") else stem


def _feminine_plural(stem: str) -> tuple[str, ...]:
    """«بلدات» is of بلدة; «عمليات» of عملية (stem عملي), «لقاءات» of لقاء; «انتخابات» may be of انتخاب or of a noun in ة."""
    if stem.endswith(("ي", "ا")):
        return (stem,)
    if len(stem) <= 3:
        return (stem + "ه",)
    return (stem, stem + "ه")
