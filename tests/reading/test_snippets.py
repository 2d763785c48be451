from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reading import snippets


def marked(snippet: dict) -> list[str]:
    return [snippet["text"][start:end] for start, end in snippet["marks"]]


def test_the_first_text_with_a_found_word_wins() -> None:
    result = snippets.snippet(["لا شيء هنا", "قصف على درعا البلد"], lambda word: word == "درعا")
    assert result == {"text": "قصف على درعا البلد", "marks": [[8, 12]]}


def test_none_where_nothing_is_found() -> None:
    assert snippets.snippet(["نص"], lambda word: False) is None


def test_the_densest_passage_is_shown_cut_between_words() -> None:
    text = "درعا " + "كلام " * 80 + "درعا ثم درعا " + "كلام " * 80
    result = snippets.snippet([text], lambda word: word == "درعا")
    assert result is not None
    assert marked(result) == ["درعا", "درعا"]
    assert result["text"].startswith("… كلام")
    assert result["text"].endswith("كلام …")


@given(st.lists(st.sampled_from(["درعا", "كلام", "x" * 300, "\u202eعدو\n"]), max_size=80))
def test_marks_always_fall_on_found_words(words: list[str]) -> None:
    result = snippets.snippet([" ".join(words)], lambda word: word == "درعا")
    assert (result is None) == ("درعا" not in words)
    if result:
        assert marked(result)
        assert set(marked(result)) == {"درعا"}
        assert len(result["text"]) <= snippets.LENGTH + 300 + 4
