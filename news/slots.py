"""What differs between two sentences that are otherwise one: the slots of a template, or an editor's hand."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from news import agencies, arabic
from news.calendar import months, numerals

Words = tuple[str, ...]

ALIKE = 0.6
"""Share of words (Dice, numbers not counted) from which two sentences are taken for two states of one."""
SLOT = 4
"""Words of a slot at most; what an editor writes anew is longer, or changes a sentence beyond ALIKE."""
MOSTLY = 0.6
"""Share of a text in unchanged sentences below which a lede that differs in a few words makes another story."""
NEAR = 0.7
"""Likeness of letters (difflib's ratio) from which two words are spellings of one."""

_PREFIXES = ("وال", "بال", "لل", "ال", "و", "ب", "ل", "ف", "ك")
_TENS = "عشرون ثلاثون اربعون خمسون ستون سبعون ثمانون تسعون".split()  # noqa: SIM905
_HUNDREDS = "ميه مييتان ثلاثميه اربعميه خمسميه ستميه سبعميه ثمانميه تسعميه".split()  # noqa: SIM905
_WORDS_TOO = frozenset(("اب", "ماي", "mars", "mai", "may", "mar", "mon", "sun", "sat", "fri"))
"""Names of months and days that are everyday words."""
_CALLED = frozenset(
    arabic.words(
        "المواطن المواطنة المتهم المتهمة الشاب الشابة الطفل الطفلة الشيخ الحاج الفنان الفنانة الممثل المطرب الدكتور "
        "اللاعب المدرب الشهيد الراحل الفقيد المرحوم السيد السيدة المرشح القاضي الناشط الصحفي الكاتب "
        "الشاعر فريق نادي منتخب "
        "مباراة نظيره ضد محافظة بمحافظة ولاية بولاية مدينة بمدينة دائرة بدائرة بلدة حي قضية حزب بنك شركة بطولة"
    )
)
"""Words a name follows."""
_ALPHABETS = str.maketrans({"غ": "ك", "ج": "ك", "ق": "ك", "ش": "س", "ز": "س", "ص": "س", "ث": "س", "ذ": "د", "ض": "د", "ظ": "د",
                            "ط": "ت", "ا": None, "و": None, "ي": None, "ه": None, "ع": None})  # fmt: skip
_WRITTEN = frozenset(
    arabic.words(
        "قال قالت أعلن أعلنت أكد أكدت أوضح أوضحت أفاد أفادت ذكر ذكرت أضاف أضافت كشف كشفت صرح صرحت أشار أشارت لفت بيّن شدد نقل "
        "قتل قتلى قتيلا شهيد شهداء شهيدا استشهد استشهاد مقتل مصرع لقي جريح جرحى جريحا إصابة أصيب مصاب مصابا أن إن أنه إنه أنها "
        "إنها في من إلى على عن مع بين بعد قبل خلال عبر حول بشأن حسب بحسب وفق وفقا نقلا اليوم أمس غدا صباح مساء ظهر فجر هذا هذه "
        "وقد قد كما حيث التي الذي وذلك ذلك تم جرى كان كانت يوم العدو الاحتلال الإسرائيلي الجيش قوات "
        "أيضا كذلك كبير كبيرة عدد نحو حوالي"
    )
)
"""Words editors change without changing the story."""


@dataclass(frozen=True, slots=True)
class Differences:
    """How two alike sentences differ."""

    numbers: bool = False
    """Each tells a number, day or month that the other does not."""
    names: bool = False
    """Where one has a name the other has another."""
    swaps: tuple[tuple[str, str], ...] = ()
    """Words in the place of others, each pair neither spellings of one word nor words editors change."""


def alike(one: Words, other: Words) -> bool:
    """Whether two sentences are two states of one."""
    a, b = set(_plain(one)), set(_plain(other))
    if not a or not b:
        return not a and not b and len(one) == len(other) > 0
    return 2 * len(a & b) >= ALIKE * (len(a) + len(b))


def aligned(ones: Sequence[Words], others: Sequence[Words]) -> list[tuple[Words, Words]]:
    """For each sentence the most alike of the other text, where there is one that is alike."""
    sets = [(other, set(_plain(other))) for other in others]
    pairs = []
    for one in ones:
        own = set(_plain(one))
        best, least = None, ALIKE
        for other, words in sets:
            # a bare list of numbers has no words: it is compared with others of its length
            share = 2 * len(own & words) / (len(own) + len(words)) if own or words else float(len(one) == len(other))
            if share >= least and (best is None or share > least):
                best, least = other, share
        if best is not None:
            pairs.append((one, best))
    return pairs


def differences(one: Words, other: Words) -> Differences:
    """Compare two alike sentences."""
    a, b = numbers(one), numbers(other)
    apart = bool(set(a) - set(b) and set(b) - set(a)) or (a != b and Counter(a) == Counter(b) and _plain(one) == _plain(other))
    names, swaps = False, []
    for kind, start, end, begin, stop in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind != "replace":
            continue
        mine, theirs = one[start:end], other[begin:stop]
        apart = apart or _counts_two(mine, theirs) or _counts_two(theirs, mine)
        mine, theirs = _plain(mine), _plain(theirs)
        if not mine or not theirs or max(len(mine), len(theirs)) > SLOT or _spelt_alike(mine, theirs):
            continue
        names = names or _are_names(mine, theirs, one[start - 1] if start else "")
        swaps += [
            (a, b)
            for a, b in zip(mine, theirs, strict=False)
            if not near(a, b) and _WRITTEN.isdisjoint((a, b, a.removeprefix("و"), b.removeprefix("و")))
        ]
    return Differences(apart, names, tuple(swaps))


def consistent(found: Sequence[Differences], leading: Sequence[Differences]) -> bool:
    """Whether a word of headline or lede stands for another throughout: the subject of the story, not an editor's taste.

    `leading` are those of `found` that come from there.
    """
    counted = Counter(swap for difference in found for swap in set(difference.swaps))
    return any(counted[swap] > 1 for difference in leading for swap in difference.swaps)


def numbers(words: Words) -> list[str]:
    """Numbers, ordinals, weekdays and months of a sentence, in order and in one spelling each."""
    found, skip = [], False
    for word, following in zip(words, (*words[1:], ""), strict=True):
        if skip:
            skip = False
            continue
        pair = months.GREGORIAN.get(f"{word} {following}")
        value = f"{pair}" if pair else _number(word)
        skip = pair is not None
        if value:
            found.append(value)
    return found


def near(a: str, b: str) -> bool:
    """Whether two words may be spellings of one: a slip of letters, or a foreign name as two ears heard it."""
    if a == b or (len(a) > 2 and sorted(a) == sorted(b)):  # two letters in each other's place
        return True
    a, b = _bare(a), _bare(b)
    if a == b:
        return True
    bones = a.translate(_ALPHABETS), b.translate(_ALPHABETS)
    if len(bones[0]) > 1 and bones[0] == bones[1]:
        return True
    return min(len(a), len(b)) >= 4 and SequenceMatcher(None, a, b, autojunk=False).ratio() >= NEAR


@functools.lru_cache(maxsize=1 << 14)
def _number(word: str) -> str | None:
    if word[0].isdecimal():
        return word
    values = _values()
    bare = (word.removeprefix(prefix) for prefix in ("", *_PREFIXES) if word.startswith(prefix))
    return next((values[form] for form in bare if form in values), None)


@functools.cache
def _values() -> dict[str, str]:
    """Words for numbers and days, as numbers."""
    values = {name: str(number) for name, number in numerals.COUNTS.items() if " " not in name and number > 1 and name.isalpha()}
    values |= {f"{name[:-2]}ين": str(number * 10) for number, name in enumerate(_TENS, 2)}
    values |= {name: str(number * 10) for number, name in enumerate(_TENS, 2)}
    values |= {name: str(number * 100) for number, name in enumerate(_HUNDREDS, 1)}
    for table, letter in (
        (numerals.DAYS, ""),
        (numerals.HOURS, ""),
        (months.GREGORIAN, ""),
        (months.HIJRI, "h"),
        (months.WEEKDAYS, "w"),
    ):
        values |= {name: f"{letter}{number}" for name, number in table.items() if " " not in name and name not in _WORDS_TOO}
    return values


def _plain(words: Words) -> Words:
    return tuple(word for word in words if _number(word) is None)


def _bare(word: str) -> str:
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            return word.removeprefix(prefix)
    return word


def _counts_two(mine: Words, theirs: Words) -> bool:
    """«شخصين» in the place of «ثلاثة أشخاص»: the dual is a number."""
    dual = any(len(word) >= 5 and word.endswith(("ين", "ان")) and _number(word) is None for word in mine)
    short = len(mine) <= 2 and len(theirs) <= 2
    return dual and short and not numbers(mine) and bool(numbers(theirs)) and not _spelt_alike(mine, theirs)


def _spelt_alike(mine: Words, theirs: Words) -> bool:
    if "".join(mine) == "".join(theirs):
        return True
    return len(mine) == len(theirs) and all(map(near, mine, theirs))


def _are_names(mine: Words, theirs: Words, before: str) -> bool:
    if before in _CALLED:
        return _WRITTEN.isdisjoint((mine[0], theirs[0])) and not near(mine[0], theirs[0])
    return all(any(_is_name(word) for word in words) or _is_place(words) for words in (mine, theirs))


@functools.cache
def _given() -> frozenset[str]:
    return frozenset(word for name in agencies.names().given for word in arabic.words(name) if len(word) > 2)


def _is_name(word: str) -> bool:
    return word in _given()


def _is_place(words: Words) -> bool:
    places = agencies.names().places
    return any(word in places or _bare(word) in places for word in words) or " ".join(words) in places
