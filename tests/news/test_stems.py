"""What the stemmer makes of words, by phenomenon; the same cases are asked of both databases in tests/storage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news import arabic, lexicon, stems
from tests.news.stem_cases import CASES, Case

NOT_MET = {
    ("rooted", "حرية", "بحرية تامة تنقلوا"): "«بحرية» is the navy's word, too, and that is what it is indexed as",
    ("plural", "كتاب", "بكتابه الأخير يودع القراء"): "«كتابه» is كتابة folded",
    ("spelling", "مبنى", "مبنيات للمجهول"): "one spelling, folded",
    ("article", "إلغاء", "بإلغاء الضريبة"): "«بالغا» is also بالغ with tanwin",
}
"""What the rules do not do, and why."""


def found(query: str, text: str) -> bool:
    index = set(arabic.terms(text))
    return all(index & set(arabic.query_terms(word)) for word in arabic.words(query))


PLAIN = [case for case in CASES if case.about not in {"phrase", "minus", "or"}]


@pytest.mark.parametrize("case", PLAIN, ids=lambda case: f"{case.about}: {case.query}")
def test_cases(case: Case) -> None:
    wrong = [text for text in case.finds if not found(case.query, text)]
    wrong += [text for text in case.misses if found(case.query, text)]
    assert [text for text in wrong if (case.about, case.query, text) not in NOT_MET] == []


@pytest.mark.parametrize("name", sorted(lexicon.load().names))
def test_a_name_is_itself_and_nothing_else(name: str) -> None:
    assert stems.index_terms(name) == (name,)
    assert stems.query_terms(name) == (name,)


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("بلبنان", "لبنان"),
        ("لألمانيا", "المانيا"),
        ("بألمانيا", "المانيا"),
        ("والألغام", "لغم"),
        ("وكالتها", "وكاله"),
        ("للجنة", "لجنه"),
        ("شهرين", "شهر"),
        ("جنوده", "جندي"),
        ("حكومتنا", "حكومه"),
        ("قطرات", "قطره"),
        ("خبرات", "خبره"),
        ("الفهم", "فهم"),
        ("الكتب", "كتاب"),
        ("كتب", "كتب"),
        ("تجاره", "تجاره"),
        ("طالبان", "طالبان"),
        ("الطالبان", "طالب"),
    ],
)
def test_stems(word: str, stem: str) -> None:
    (folded,) = arabic.words(word)
    assert stems.index_terms(folded)[0] == stem


@pytest.mark.parametrize(
    ("written", "past"),
    [("سيعلن", "اعلن"), ("سيجتمع", "اجتمع"), ("ستقصف", "قصف"), ("وسيتحدث", "تحدث"), ("سيعلنون", "اعلن")],
)
def test_a_future_is_found_by_its_past_and_its_present(written: str, past: str) -> None:
    assert past in stems.index_terms(written)
    assert stems.index_terms(written.removeprefix("و")[1:])[0] in stems.index_terms(written)


@pytest.mark.parametrize("noun", ["سياسة", "سيطرتها", "سنوات", "سيارات", "سيكون", "ستون"])
def test_no_future(noun: str) -> None:
    (folded,) = arabic.words(noun)
    rest = folded[2:]
    assert rest not in stems.index_terms(folded)


@given(st.lists(st.sampled_from([*sorted(lexicon.load().exact), "عبد", "ابو", "الله", "سيعلن", "للبنان"]), max_size=6))
def test_terms_are_words(words: list[str]) -> None:
    for term in stems.text_terms(words):
        assert term.isalnum()
        assert len(term) > 1
