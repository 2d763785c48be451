"""Lines that speak to the reader: «شاركوا الخبر مع أصدقائكم», «هل وجدت خطأ في النص؟ أبلغنا عنه».

No list of sentences but what such a line is made of: a verb that asks the reader for something, what it is asked for (the
article, the newsletter, an error), and a sign that the reader is meant («أصدقائكم», «هنا», a question before it). In plain
letters the imperative is often the past tense too («شاركوا» is also «they took part»), so those verbs need more signs, and a
line in which somebody is said to speak is never one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from news import arabic

MAX_WORDS = 22
"""No appeal is longer; a paragraph beyond is text."""
ANSWER = 3
"""Words of the clause that follows its question: «وجدت خطأ؟ أبلغنا عنه»."""
SHORT = 10
"""So much for a line whose only sign is that it is no sentence."""
_CLAUSE = re.compile(r"([؟?!:،,؛.|…]+|\s[-–—]\s)")
_SENTENCE = re.compile(r"[.!]\W*$")
_SPEECH = ("«", '"', "“", "„", "-", "–", "—")
_THIS = frozenset(("هذا", "هذه", "لهذا", "لهذه", "بهذا", "بهذه"))
_FILLERS = frozenset(("لا", "ثم", "او", "كما", "ان", "اذا", "فضلا", "رجا", "يرجي", "الرجا"))


@dataclass(frozen=True, slots=True)
class Act:
    group: str
    media: frozenset[str]
    """What the reader is asked for, in all its forms."""
    plain: bool
    """Nothing but an imperative; else the form is the past tense too."""
    aim: bool = False
    """Names the purpose («للاشتراك», «لمشاهدة»), and asks for nothing by itself."""


@dataclass(frozen=True, slots=True)
class Appeals:
    acts: dict[str, tuple[Act, ...]]
    """By the verb's form; a verb may be of several families."""
    you: frozenset[str]
    ours: frozenset[str]
    us: frozenset[str]
    here: frozenset[str]
    names: frozenset[str]
    """Of platforms."""
    stops: frozenset[str]
    """A line with one of these reports what somebody said or did."""


def forms(noun: str) -> Iterator[str]:
    """How a noun of the table stands in a line when a certain one is meant: with the article, «our», «your»."""
    stem = noun[:-1] + "ت" if noun.endswith("ه") else noun
    yield from (f"{prefix}{noun}" for prefix in ("ال", "لل" if not noun.startswith("ل") else "ل", "بال", "وال", "فال"))
    yield from (f"{prefix}{stem}{whose}" for prefix in ("", "ل", "ب", "و") for whose in ("نا", "ك", "كم"))


def match(line: str, words: list[str], table: Appeals, *, listed: bool = False) -> str | None:
    """The group of the appeal a line is as a whole, or None. `words` are its folded words; `listed`: it is an item of a list.

    Steps of an instruction («اضغط على زر الاشتراك») look the same as an appeal, so list items need the outlet's «our».
    """
    if not 2 <= len(words) <= MAX_WORDS or line.lstrip().startswith(_SPEECH):
        return None
    # «إن كان لديك تصحيح فاكتب إلينا» tells nothing
    told = words[2:] if words[0] in _FILLERS and words[1] in ("كان", "كانت", "كنت", "كنتم") else words
    if not table.stops.isdisjoint(told):
        return None
    you = [word for word in words if word in table.you]
    starts = [start for start in _starts(line, table) if you or not start.takes_part()]
    if not starts and not you:
        return None
    acts = [act for word in words for act in table.acts.get(word, ())]
    asking = [start for start in starts if not start.act.aim and not start.act.media.isdisjoint(words)]
    about = next((act for act in (*(start.act for start in starts), *acts) if not act.media.isdisjoint(words)), None)
    if about is None:  # «كونوا معنا واضغطوا هنا»: two verbs and where to
        signs = starts and len(acts) > 1 and any(act.plain for act in acts) and not (table.ours | table.here).isdisjoint(words)
        return acts[0].group if signs and not listed and not _SENTENCE.search(line) else None
    sentence = _SENTENCE.search(line) is not None
    if listed:
        fits = not table.ours.isdisjoint(words) and any(start.act.plain or start.after not in table.ours for start in asking)
    else:
        fits = (
            (bool(you) and (bool(starts) or not sentence) and any(word in about.media for word in words if [word] != you))
            or any(start.asked and (start.length <= ANSWER or not table.us.isdisjoint(words)) for start in asking)
            or _by_form(words, starts, asking, table, sentence=sentence)
        )
    return about.group if fits and not all(act.aim for act in acts) else None


def _by_form(words: list[str], starts: list[_Start], asking: list[_Start], table: Appeals, *, sentence: bool) -> bool:
    """Whether a line that names no reader is an appeal all the same: an imperative, or one by where it points to."""
    ours = not table.ours.isdisjoint(words)
    here = not table.here.isdisjoint(words)
    if any(start.act.plain for start in asking):
        named = ours or here or not (table.us | table.names).isdisjoint(words)
        return named or (not sentence and len(words) <= SHORT)
    if sentence:
        return False
    others = sum(word in table.ours for word in words) > 1
    past = [start for start in asking if start.after not in table.ours or (others and start.after in table.us)]
    if any(start.act.plain or start.act.aim for start in starts) and (ours or here):
        return True
    plain = any(act.plain for word in words for act in table.acts.get(word, ()))
    if plain and any(start.act.aim and not start.act.media.isdisjoint(words) for start in starts):
        return True
    this = len(words) <= SHORT and any(word in _THIS for word in words)
    second = sum(word in table.acts for word in words) > 1
    twice = len({start.verb for start in past}) > 1 or (second and (plain or any(start.verb.endswith("نا") for start in past)))
    return bool(past) and (ours or this or words[-1] in table.here or twice)


@dataclass(frozen=True, slots=True)
class _Start:
    """A verb of the table that begins a clause."""

    verb: str
    act: Act
    after: str
    """The word that follows."""
    length: int
    """Words of the clause."""
    asked: bool
    """A question stands before it."""

    def takes_part(self) -> bool:
        """«شارك في …», «ساهم في إعداد …»: somebody took part."""
        return (
            not self.act.plain
            and self.act.group == "share"
            and not self.verb.endswith("نا")
            and self.after in ("في", "معنا", "مع")
        )


def _starts(line: str, table: Appeals) -> Iterator[_Start]:
    question = False
    for number, piece in enumerate(_CLAUSE.split(line)):
        if number % 2:
            question = question or "؟" in piece or "?" in piece
            continue
        words = arabic.words(piece)
        at = next((at for at, word in enumerate(words[:3]) if word not in _FILLERS), None)
        if at is not None:
            after = words[at + 1] if at + 1 < len(words) else ""
            for act in table.acts.get(words[at], ()):
                yield _Start(words[at], act, after, len(words), question and not act.aim)


def read(data: dict[str, Any], ours: frozenset[str], reports: frozenset[str], names: frozenset[str]) -> Appeals:
    """The table [appeals] of furniture.toml; `ours`, `reports` and `names` (of platforms) are words the calls have already."""
    acts: dict[str, tuple[Act, ...]] = {}
    possessed: set[str] = set()
    for family in data["family"]:
        nouns = arabic.words(family.get("media", ""))
        media = frozenset(form for noun in nouns for form in forms(noun)) | set(arabic.words(family.get("loose", "")))
        media |= {noun for noun in nouns if noun.isascii()}
        possessed |= {form for form in media if form.endswith("نا")}
        for kind in ("plain", "past", "aim"):
            act = Act(family["group"], media, kind == "plain", kind == "aim")
            for word in (word for verb in family.get(kind, ()) for word in arabic.words(verb)):
                for form in (word, f"و{word}", f"ف{word}"):
                    acts[form] = (*acts.get(form, ()), act)
    sets = {name: frozenset(arabic.words(data[name])) for name in ("you", "us", "ours", "here", "stops")}
    return Appeals(acts, sets["you"], sets["ours"] | ours | possessed, sets["us"], sets["here"], names, sets["stops"] | reports)
