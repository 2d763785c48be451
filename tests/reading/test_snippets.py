from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading import snippets
from storage.searching import question


def marked(snippet: dict) -> list[str]:
    return [snippet["text"][start:end] for start, end in snippet["marks"]]


def cut(query: str, *texts: str, title: bool = False) -> dict | None:
    return snippets.snippet(texts, snippets.finder(question.parse(query), title=title))


def test_the_first_text_with_a_found_word_wins() -> None:
    assert cut("درعا", "لا شيء هنا", "قصف على درعا البلد") == {"text": "قصف على درعا البلد", "marks": [[8, 12]]}


def test_none_where_nothing_is_found() -> None:
    assert cut("درعا", "نص") is None


@pytest.mark.parametrize(
    ("query", "text", "marks"),
    [
        ("قصف", "تجدّد القَصْفُ على البلدة", ["القَصْفُ"]),
        ("مدرسة", "أُغلقت المدارس، وفُتحت مدرستها", ["المدارس", "مدرستها"]),
        ("لبنان", "دعمٌ للبنانَ، ولبن طازج", ["للبنانَ"]),
        ('"مجلس الأمن"', "الأمن عند مجلس، وجلسة مجلس الأمن اليوم", ["مجلس الأمن"]),
        ('غارة OR "وقف النار"', "غارات بعد وقف النار", ["غارات", "وقف النار"]),
        ("غزة", "وسم #غزة_تحت_القصف", ["غزة"]),
        ("القصف", "وسم #غزة_تحت_القصف", ["القصف"]),
        ("عبدالله", "الأمير عبد الله هنا", ["عبد الله"]),
        ("عبد الله", "الأمير عبدالله هنا", ["عبدالله"]),
        ("2.5", "ارتفع ٢٫٥ بالمئة", ["٢٫٥"]),
        ("مقتل", "مقـ-ـتل ثلاثة", ["مقـ-ـتل"]),
        ("سلام -حرب", "سلام بعد حرب", ["سلام"]),
        ("title:سلام حرب", "سلام بعد حرب", ["حرب"]),
    ],
)
def test_just_the_words_that_answered_are_marked(query: str, text: str, marks: list[str]) -> None:
    found = cut(query, text)
    assert found is not None
    assert marked(found) == marks


def test_in_a_headline_what_was_asked_of_it_is_marked() -> None:
    found = cut("title:سلام", "سلام بعد حرب", title=True)
    assert found is not None
    assert marked(found) == ["سلام"]


def test_the_densest_passage_is_shown_cut_between_words() -> None:
    result = cut("درعا", "درعا " + "كلام " * 80 + "درعا ثم درعا " + "كلام " * 80)
    assert result is not None
    assert marked(result) == ["درعا", "درعا"]
    assert result["text"].startswith("… كلام")
    assert result["text"].endswith("كلام …")


def test_a_hashtag_is_not_cut() -> None:
    result = cut("تحت", "كلام " * 80 + "#غزة_تحت_القصف " + "كلام " * 80)
    assert result is not None
    assert "#غزة_تحت_القصف" in result["text"]


@given(st.lists(st.sampled_from(["درعا", "كلام", "x" * 300, "\u202eعدو\n", "#كلام_درعا", "دَرْعا،"]), max_size=80))
def test_marks_always_fall_on_found_words(words: list[str]) -> None:
    result = cut("درعا", " ".join(words))
    assert (result is None) == (not {"درعا", "#كلام_درعا", "دَرْعا،"} & set(words))
    if result:
        assert marked(result)
        assert set(marked(result)) <= {"درعا", "دَرْعا"}
        assert len(result["text"]) <= snippets.LENGTH + 300 + 4
