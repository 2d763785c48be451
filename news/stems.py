"""Light stems of folded Arabic words, and what a word of a query stands for.

After light10 (Larkey, Ballesteros & Connell 2002, 2007) with three differences, each for precision in news: the attributive ي
stays (فلسطين is not فلسطيني), ة stays (محافظ is not محافظة), and the one-letter particles و ف ب ل ك stay in the index (ولاية is
not لاية) but before a word we know; the query asks for a word with each of them instead. Particles with the article (وال, بال,
لل …) are safe and go, and so does the future's سـ: «سيعلن» is found by «يعلن» and «أعلن». The rest is in stems.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from news import lexicon

VERSION = 3
"""Version of what this module makes of a word; stored terms keep the number they were made with."""

_ARABIC = re.compile("[\u0621-\u064a]+")
_ARTICLES = ("وبال", "فبال", "وكال", "ولل", "فلل", "وال", "بال", "كال", "فال", "ال", "لل")
_PARTICLES = ("و", "ف", "ب", "ل", "ك")
_ASKED = ("و", "ب", "ل", "ف", "وب", "ول", "ك", "فب", "فل")
"""Particles a query word is also looked for with; a word of three letters with the first six only."""
_BEFORE_KNOWN = (*_ASKED, "وك", "فك")
_PRONOUNS = ("هما", "كما", "هم", "ها", "هن", "نا", "كم")
_ENDINGS = (
    *(
        ("تين", "ه", 2),
        ("تان", "ه", 2),
        ("تي", "ه", 3),
        ("تا", "ه", 3),
        ("ات", "ه", 3),
        ("ين", "", 3),
        ("ان", "", 3),
        ("ون", "", 4),
        ("ات", "", 4),
        ("ا", "", 3),
    ),
    ("وا", "", 3),
)
"""Ending of a known word, what stood in its place, and how many letters are left at least."""
_FUTURE = re.compile("[وف]?س(?P<present>[يتن](?P<rest>.{3,}))")
_OF_VERBS = re.compile("(?<=.{3})(?:هما|ون|وا|ان|ها|هم)$")
_LEXICON = lexicon.load()


@lru_cache(maxsize=65536)
def index_terms(word: str) -> tuple[str, ...]:
    """What a folded word of a text is indexed under: its stem, and of ambiguous ends (ات, ت, ا) and futures other readings."""
    return tuple(dict.fromkeys((*_readings(word), *_past_of_future(word))))


def text_terms(words: Sequence[str]) -> Iterator[str]:
    """The terms of folded words in their order; names written as one word or as two (ابوظبي, ابو ظبي) stand under both."""
    first = ""
    for word in words:
        found = index_terms(word)
        yield from found
        if first and (joined := _joined(first, word)):
            yield joined
        yield from _divided(found[0])
        first = found[0]


def joined_terms(first: str, second: str) -> tuple[str, ...]:
    """What two words side by side are indexed under as one («عبد الله»), none for most."""
    joined = _joined(index_terms(first)[0], second)
    return (joined,) if joined else ()


@lru_cache(maxsize=4096)
def query_terms(word: str) -> tuple[str, ...]:
    """The index terms a folded word of a query stands for, best first; a text matches the word if it has any of them.

    A word with the article, or one we know, asks for its stem alone; any other word also for itself behind one of the particles
    («قصف» finds «بقصف»), and where it seems to begin with one, for the rest («بقرطاس» finds «قرطاس»).
    """
    asked = dict.fromkeys(_readings(word))
    if future := _FUTURE.fullmatch(word):
        asked.update(dict.fromkeys(_readings(future["present"]) if _is_future(word, future) else ()))
    if len(word) < 3 or not _ARABIC.fullmatch(word) or _known(word, definite=False) or without_article(word) is not word:
        return tuple(asked)
    surfaces = [word]
    while len(surfaces) < 3 and _begins_with_particle(surfaces[-1]):
        surfaces.append(surfaces[-1][1:])
    for surface in surfaces:
        asked.update(dict.fromkeys(_readings(surface)))
        for particle in _ASKED if len(surface) > 3 else _ASKED[:6]:
            for form in (surface, *_readings(surface)):
                if _known(particle + form, definite=False) is None and len(term := _readings(particle + form)[0]) > 2:
                    asked.setdefault(term)
    return tuple(asked)


def without_article(word: str) -> str:
    """The word without ال and the particles before it; the word itself (the same object) where it has none."""
    if word in _LEXICON.exact or len(word) < 4:
        return word
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= 2:
            return word if _inflected(word) else word[len(article) :]
    return word


def _begins_with_particle(word: str) -> bool:
    return len(word) > 4 and word[0] in _PARTICLES and _known(word, definite=False) is None


@lru_cache(maxsize=65536)
def _readings(word: str) -> tuple[str, ...]:
    """The stem of a word first; of a doubtful ending the other reading too."""
    if len(word) < 4 or not _ARABIC.fullmatch(word):
        return (_LEXICON.exact.get(word, word),)
    bare = without_article(word)
    if bare is word:
        return _of_bare(word, definite=False)
    before = word.removesuffix(bare)
    if before.endswith("لل"):
        return _behind_double_lam(bare)
    if len(before) > 2 and (own := _LEXICON.exact.get("ال" + bare)):  # «بألمانيا»: that ال is the word's own
        return (own,)
    return _of_bare(bare, definite=True)


def _behind_double_lam(bare: str) -> tuple[str, ...]:
    """«للقصف» is ل and القصف, but «للبنان» is ل and لبنان and «للاجئين» ل and اللاجئين: the first lam may be the noun's own."""
    own = "ل" + bare
    if bare not in _LEXICON.exact and (own in _LEXICON.exact or _inflected(own)):
        return _of_bare(own, definite=True)
    if own not in _LEXICON.exact and _known(bare, definite=True):
        return _of_bare(bare, definite=True)
    return tuple(dict.fromkeys((*_of_bare(bare, definite=True), *_of_bare(own, definite=True))))


def _of_bare(bare: str, *, definite: bool) -> tuple[str, ...]:
    known = _known(bare, definite=definite)
    if known is not None:
        if bare.endswith(known + "ات") and known[-1] not in "يا" and known + "ات" not in _LEXICON.exact:
            return (known, known + "ه")  # «معلمات»: of معلم, and each is a معلمة
        return (known,)
    stem, plural = _without_suffix(bare)
    if plural:
        return _feminine_plural(stem)
    if not definite and stem is bare:  # a verb, or a noun with tanwin: neither takes the article
        if len(bare) > 3 and bare.endswith("ت") and not bare.endswith(("ات", "وت", "يت")):
            return (bare, bare[:-1])
        if bare.endswith("ا") and not bare.endswith("يا") and len(bare) > 4:
            return (bare, bare[:-1])
    return (stem,)


@lru_cache(maxsize=65536)
def _known(word: str, *, definite: bool) -> str | None:
    """The stem of a word of stems.toml, also behind a particle (not where the article was taken off) and with an ending."""
    if definite and word in _LEXICON.definite:
        return _LEXICON.definite[word]
    rests = [word]
    if not definite:
        rests += [
            word[len(particle) :] for particle in _BEFORE_KNOWN if word.startswith(particle) and len(word) - len(particle) > 2
        ]
    # «لبوتين» is ل and بوتين: a word as it stands before one with an ending
    return next(filter(None, (read(rest) for read in (_LEXICON.exact.get, _inflected) for rest in rests)), None)


@lru_cache(maxsize=65536)
def _inflected(word: str) -> str | None:
    """The stem of a word of stems.toml with an ending: pronoun, dual, regular plural, tanwin."""
    if word in _LEXICON.exact:
        return None
    for pronoun in _PRONOUNS:
        if word.endswith(pronoun) and len(word) - len(pronoun) >= 3:
            bare = word[: -len(pronoun)]
            return _base(bare) or _numbered(bare)
    if word.endswith("ه") and len(word) > 4:
        bare = word[:-1]
        if bare in _LEXICON.plurals:
            return _LEXICON.exact[bare]
        if bare.endswith("ت"):
            return _base(bare) or _numbered(bare)
    return _numbered(word)


def _numbered(word: str) -> str | None:
    for ending, feminine, least in _ENDINGS:
        bare = word[: -len(ending)]
        if word.endswith(ending) and len(bare) >= least:
            base = bare + feminine
            if base in _LEXICON.inflected:
                return _LEXICON.exact[base]
    return None


def _base(bare: str) -> str | None:
    """The word before a pronoun, where ة is written ت, and ى ا."""
    last = {"ت": "ه", "ا": "ي"}.get(bare[-1], bare[-1])  # «مدينتها» of مدينة, «جرحاهم» of جرحى
    for base in (bare, bare[:-1] + last):
        if base in _LEXICON.inflected and not (len(base) < 5 and base.startswith("ال")):  # «الفهم» is no «ألف»
            return _LEXICON.exact[base]
    return None


def _is_future(word: str, future: re.Match[str]) -> bool:
    # «سن» begins nouns more often than futures: only before three letters and more, none of them و, as in سنوات
    noun = word.endswith(("ه", "ات")) or _without_suffix(word)[0].endswith("ه") or future["present"].startswith("نو")
    return not noun and _known(word, definite=False) is None


def _past_of_future(word: str) -> tuple[str, ...]:
    """«سيعلن» is also «يعلن», and a past without the present's first letter: «قصف» of سيقصف, with alif «أعلن», «اجتمع».

    A hollow root (سيكون, سيعود) has another vowel in the past, and what is left of it is another word.
    """
    future = _FUTURE.fullmatch(word)
    if future is None or not _ARABIC.fullmatch(word) or not _is_future(word, future):
        return ()
    root = _OF_VERBS.sub("", future["rest"])
    past = () if len(root) < 3 or (len(root) == 3 and root[1] in "ويا") else (root, "ا" + root)
    return (*_readings(future["present"]), *past)


def _joined(first: str, second: str) -> str | None:
    """«عبد الله» as «عبدالله»."""
    joined = first + second
    if joined in _LEXICON.joined or (first == "عبد" and second.startswith("ال")) or (first == "ابو" and len(second) > 2):
        return joined
    return None


def _divided(stem: str) -> tuple[str, ...]:
    """«عبدالله» as «عبد» and «الله»."""
    if (pair := _LEXICON.joined.get(stem)) is None:
        if stem.startswith("عبدال") and len(stem) > 6:
            pair = ("عبد", stem[3:])
        elif stem.startswith("ابو") and len(stem) > 5 and not _inflected(stem) and stem not in _LEXICON.exact:
            pair = ("ابو", stem[3:])
        else:
            return ()
    return tuple(term for part in pair for term in _readings(part))


def _without_suffix(word: str) -> tuple[str, bool]:
    """The word without pronoun, dual or plural; and whether what is left ended in the feminine plural, which is cut too."""
    for pronoun, least in (("هما", 4), ("هم", 4), ("ها", 3)):
        if word.endswith(pronoun) and len(word) - len(pronoun) >= least:
            word = _feminine(word[: -len(pronoun)])
            break
    else:
        if word.endswith(("ته", "تنا", "تكم")) and len(word) > 5 - word.endswith("ته"):
            word = _feminine(word[: word.rindex("ت") + 1])
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
