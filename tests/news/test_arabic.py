"""Display form, comparing form, words and search terms."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from news import arabic, lexicon

ARABIC = st.text(st.characters(min_codepoint=0x0600, max_codepoint=0x06FF))
ANY = st.one_of(st.text(), ARABIC, st.text("اأإآةهىيؤئءوـَُّ-.،٢٫٥1,\u200f\u00a0\n \ufefb\u0654"))


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("سطر\r\nآخر\rثالث\u2028رابع", "سطر\nآخر\nثالث\nرابع"),
        ("أ\u00a0ب\u202fج\u3000د", "أ ب ج د"),
        ("ن\x00ص\u200f\u200b\u00ad\ufeff\ud800\ufdd0\U0001ffff\x85", "نص\n"),
        ("ﻣﺤﺎﻓﻆ ﺣﻤﺺ", "محافظ حمص"),
        ("ﷲ ﷺ", "الله صلى الله عليه وسلم"),
        ("أ".replace("أ", "ا\u0654"), "أ"),
        ("قَصَفَ الجيشُ «العـــراق»، مئة 100 ٪ ٢٫٥؟", "قَصَفَ الجيشُ «العـــراق»، مئة 100 ٪ ٢٫٥؟"),
        ("کرمان", "کرمان"),
        ("tab\tand 👍🏽", "tab\tand 👍🏽"),
        ("ش" + "\u064e" * 50, "ش" + "\u064e" * 8),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert arabic.clean(text) == cleaned


def test_marks_are_bounded() -> None:
    assert len(arabic.clean("Z" + "\u0301\u0300\u0316" * 40 + "a")) <= 2 + arabic.MAX_MARKS


@given(ANY)
@example("e" + "\u0301" * 30)
@example("\ufc5e\u0654")
def test_clean_is_idempotent_and_storable(text: str) -> None:
    cleaned = arabic.clean(text)
    assert arabic.clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode()
    assert "\x00" not in cleaned


@given(ANY)
@example("ئؤ\u0654ءءو")
@example("ـ-ـ-ـ")
@example("ΑΣ ẞ İ")
def test_fold_is_idempotent(text: str) -> None:
    folded = arabic.fold(text)
    assert arabic.fold(folded) == folded


@given(ANY)
def test_words_are_folded_letters_and_digits(text: str) -> None:
    found = arabic.words(text)
    assert all(word.isalnum() and arabic.fold(word) == word for word in found)
    assert arabic.words(" ".join(found)) == found


SAME = [
    ("مسؤول", "مسئول", "مَسْؤُول", "مســؤول"),
    ("شؤون", "شئون"),
    ("قرآن", "قرءان"),
    ("إدلب", "ادلب", "أدلب", "ٱدلب"),
    ("مدرسة", "مدرسه"),
    ("مستشفى", "مستشفي"),
    ("كرمان", "کرمان"),
    ("مقتل", "مقـ-ـتل", "مقـــتل", "مقـ.ـتل"),
    ("باستهداف", "باسـ-ـتـهداف"),
    ("شيء", "شئ"),
    ("جاؤوا", "جاءوا"),
    ("١٥٠٠", "1500", "۱۵۰۰", "1,500", "١٬٥٠٠"),
    ("2.5", "٢٫٥", "2,5"),
    ("لا", "\ufefb"),
    ("فيتامين", "ڤيتامين"),
    ("Reuters", "REUTERS", "reuters"),
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_spellings_of_one_word(spellings: tuple[str, ...]) -> None:
    assert len({tuple(arabic.words(spelling)) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("رؤوس", "روس"),
        ("فلسطين", "فلسطيني"),
        ("محافظ", "محافظة"),
        ("2.5", "25"),
        ("2.5", "2 5"),
        ("سوريا", "سورية"),
        ("علي", "عل"),
    ],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert arabic.words(one) != arabic.words(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("كوفيد-19 في 22.11.2026 عند 14:30", ["كوفيد", "19", "في", "22", "11", "2026", "عند", "14", "30"]),
        ("بـ1500 و2.5%", ["ب", "1500", "و", "2d5"]),
        ("كوفيد19 F16 3D", ["كوفيد", "19", "f16", "3d"]),
        ("1.500.000 ليرة", ["1500000", "ليره"]),
        ("#حلب_الشهباء @user", ["حلب", "الشهبا", "user"]),
        ("«القصف»، (أ ف ب)", ["القصف", "ا", "ف", "ب"]),
        ("1,2,3", ["1", "2", "3"]),
        ("…؟!", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert arabic.words(text) == expected


def test_the_lexicon_is_folded() -> None:
    known = lexicon.load()
    words = [*known.exact, *known.exact.values(), *known.definite, *known.definite.values(), *known.joined]
    assert [word for word in words if arabic.words(word) != [word]] == []


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("المسؤولين", "مسوول"),
        ("والفلسطينيون", "فلسطيني"),
        ("فلسطين", "فلسطين"),
        ("وبفلسطين", "فلسطين"),
        ("لبنان", "لبنان"),
        ("للبنان", "لبنان"),
        ("للاجئين", "لاجي"),
        ("بالإمارات", "امارات"),
        ("حكومته", "حكومه"),
        ("مدينتها", "مدينه"),
        ("البلدات", "بلده"),
        ("العمليات", "عمليه"),
        ("مدارس", "مدرسه"),
        ("غزة", "غزه"),
        ("دم", "دم"),
        ("1500", "1500"),
        ("reuters", "reuters"),
    ],
)
def test_stem(text: str, stem: str) -> None:
    (word,) = arabic.words(text)
    assert arabic.stem(word) == stem


def found(query: str, text: str) -> bool:
    """As the databases search: every word of the query, each in any of its forms."""
    index = set(arabic.terms(text))
    return all(index & set(arabic.query_terms(word)) for word in arabic.words(query))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("حلب", "قصف بحلب"),
        ("حلب", "ولحلب تاريخ"),
        ("لبنان", "مساعدات للبنان"),
        ("لاجئ", "مساعدات للاجئين"),
        ("اللاجئين", "لاجئون"),
        ("وببيروت", "بيروت"),
        ("مدرسة", "إغلاق المدارس"),
        ("المدارس", "مدرسة"),
        ("حكومة", "أعلنت حكومته"),
        ("قصف", "قصفوا البلدة"),
        ("زلزال", "شهدت زلزالا"),
    ],
)
def test_a_query_finds(query: str, text: str) -> None:
    assert found(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("فلسطين", "فلسطيني"),
        ("لبن", "لبنان"),
        ("كرم", "كرمان"),
        ("حرية", "القوات البحرية"),
        ("بحرية", "حرية"),
        ("وزير", "رئيس الوزراء"),
        ("2.5", "2 5"),
    ],
)
def test_a_query_does_not_find(query: str, text: str) -> None:
    assert not found(query, text)


@given(ANY)
def test_a_text_is_found_by_each_of_its_words(text: str) -> None:
    for word in arabic.words(text):
        assert found(word, text)


def test_search_cases(shared: Path) -> None:
    """The 34 labelled queries."""
    cases = json.loads((shared / "eval" / "search_cases.json").read_text(encoding="utf-8"))
    missed = []
    for case in cases["queries"]:
        got = {int(number) for number, text in cases["docs"].items() if found(case["q"], text)}
        if not set(case["expect"]) <= got <= {*case["expect"], *case.get("tolerated", ())}:
            missed.append(case["q"])
    assert missed == []


_COMMON_LETTERS = st.text(st.sampled_from(arabic._COMMON.rstrip("\ufffe") + "\u0654\u200b🔺"), max_size=60)


@given(_COMMON_LETTERS)
@example("شؤون مسؤول مسئول ؤئو ءو")
@example("مقـ-ـتل سـ.ـجونها ــ")
@example("و1500 كوفيد19 2.5 ٢٫٥ 1,500 …3.5")
def test_the_quick_road_folds_as_the_general_one(text: str) -> None:
    assert arabic._letters(text) == arabic._any_letters(text)
    assert arabic.words(text) == arabic.folded_words(arabic._any_letters(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("می\u200cشود", "می\u200cشود"),
        ("می\u200c\u200cشود", "می\u200cشود"),
        ("می\u200b\u200cشود", "می\u200cشود"),
        ("مُ\u200cشود", "مُ\u200cشود"),
        ("می\u200c شود", "می شود"),
        ("\u200cمی", "می"),
        ("a\u200cb", "ab"),
        ("\ufe8e\u200cب", "اب"),
    ],
)
def test_non_joiner_is_kept_between_two_letters(text: str, expected: str) -> None:
    assert arabic.clean(text) == expected
    assert arabic.clean(expected) == expected
    assert arabic.fold(text) == arabic.fold(text.replace("\u200c", ""))
