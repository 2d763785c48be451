"""The words of stems.toml as `news.stems` asks for them. All folded, none with the article."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

_LIKE_ARTICLES = ("ال", "وال", "بال", "كال", "فال")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the rules of `news.stems` cannot know."""

    names: frozenset[str]
    """Places and persons: nothing is cut off, neither before nor behind, but a particle."""
    exact: dict[str, str]
    """Stem of each known word: names, whole and rooted words, adjectives of names, and singulars stand for themselves, broken
    plurals for their singular."""
    inflected: frozenset[str]
    """Known words that take endings (pronoun, dual, feminine plural): all but the names, and of the whole words those which seem
    to begin with the article."""
    plurals: frozenset[str]
    """Broken plurals: an ه behind one is a pronoun."""
    definite: dict[str, str]
    """Plurals that are such only behind the article."""
    rooted: frozenset[str]
    """Words whose first letter is no particle."""
    joined: dict[str, tuple[str, str]]
    """«ابوظبي» and the two words it is made of."""


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """Read stems.toml of this package."""
    data = tomllib.loads(resources.files("news").joinpath("stems.toml").read_text(encoding="utf-8"))
    names, whole, rooted = (frozenset(data[part].split()) for part in ("names", "whole", "rooted"))
    spellings = _plurals(data["spellings"])
    of_names = {adjective(other): adjective(one) for other, one in spellings.items() if one in names}
    spellings |= of_names | {other + "ه": one for other, one in of_names.items()}
    plurals, definite = _plurals(data["plurals"]), _plurals(data["definite_plurals"])
    joined = {"".join(pair): (pair[0], pair[1]) for pair in (words.split() for words in data["compounds"])}
    adjectives = frozenset(word for word in map(adjective, names) if len(word) > 3)
    singulars = frozenset(plurals.values())
    own = names | whole | rooted | adjectives | singulars | joined.keys()
    like_articles = frozenset(word for word in whole if len(word) > 4 and word.startswith(_LIKE_ARTICLES))
    return Lexicon(
        names=names,
        # «فنيه» is the feminine of «فني»
        exact={word: word[:-1] if word.endswith("يه") and word[:-1] in own - names else word for word in own - names}
        | dict(zip(names, names, strict=True))
        | plurals
        | spellings,
        inflected=((rooted | adjectives | singulars | frozenset(plurals) | spellings.keys()) - whole | like_articles) - names,
        plurals=frozenset(plurals),
        definite=definite,
        rooted=rooted,
        joined=joined,
    )


def adjective(name: str) -> str:
    """The نسبة of a place: «فرنسا» → «فرنسي», «ليبيا» → «ليبي», «قاهره» → «قاهري»."""
    if name.endswith("يا") and len(name) > 4:
        return name[:-1]
    return (name[:-1] if name[-1] in "اه" and len(name) > 3 else name).rstrip("ي") + "ي"


def _plurals(listed: str) -> dict[str, str]:
    pairs = (item.partition("=") for item in listed.split())
    return {plural: one for one, _, several in pairs for plural in several.split(",")}
