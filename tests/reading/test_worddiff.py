from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reading import worddiff

WORDS = st.text(alphabet="ابت \n", max_size=60)


def rebuilt(paragraphs: list[list[worddiff.Piece]], without: str) -> list[str]:
    return " ".join(piece.text for pieces in paragraphs for piece in pieces if piece.change != without).split()


@given(WORDS, WORDS)
def test_each_side_can_be_rebuilt(old: str, new: str) -> None:
    result = worddiff.paragraphs(old, new)
    assert rebuilt(result, "added") == old.split()
    assert rebuilt(result, "removed") == new.split()


def test_a_word_changed_in_one_paragraph() -> None:
    old = "قتل خمسة أشخاص في درعا\n\nفقرة ثانية"
    new = "قتل سبعة أشخاص في درعا\n\nفقرة ثانية"
    assert [worddiff.marked(pieces) for pieces in worddiff.paragraphs(old, new)] == [
        "قتل [-خمسة-] {+سبعة+} أشخاص في درعا",
        "فقرة ثانية",
    ]


def test_a_paragraph_put_in_before_an_edited_one() -> None:
    result = worddiff.paragraphs("أول\n\nقال الوزير أمس\n\nآخر", "أول\n\nجديد كله\n\nقال الوزير اليوم\n\nآخر")
    assert [worddiff.marked(pieces) for pieces in result] == ["أول", "{+جديد كله+}", "قال الوزير [-أمس-] {+اليوم+}", "آخر"]


def test_texts_too_long_to_compare_count_as_replaced() -> None:
    old, new = "أ " * 2100, "ب " * 2100
    assert [piece.change for piece in worddiff.line(old, new)] == ["removed", "added"]


def test_headline_from_nothing() -> None:
    assert worddiff.marked(worddiff.line(None, "عنوان")) == "{+عنوان+}"
    assert not worddiff.changed(worddiff.line("عنوان", "عنوان"))
