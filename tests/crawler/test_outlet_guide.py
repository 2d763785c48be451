"""The guide for adding an outlet says what the parser does: every key is in it, and its examples are right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from news import outlet as declaration
from news.declaration import keys

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "add-an-outlet.md").read_text(encoding="utf-8")
EXAMPLES = [re.sub(r"(?m)^   ", "", block) for block in re.findall(r"(?ms)^ *```toml\n(.*?)^ *```", GUIDE)]
WHOLE = next(example for example in EXAMPLES if "name_ar" in example)
PARTS = [example for example in EXAMPLES if example != WHOLE and "outlets_dir" not in example]


def test_the_whole_example_is_an_outlet() -> None:
    outlet = declaration.parse(WHOLE, "barada-press.toml")
    assert outlet.enabled
    assert outlet.feeds == ("https://barada.example/feed",)


@pytest.mark.parametrize("example", PARTS)
def test_the_other_examples_are_right_over_it(example: str) -> None:
    base = declaration.parse(WHOLE, "barada-press.toml")
    assert declaration.parse(example, "barada-press.toml", base=base) != base


def test_both_kinds_of_other_examples_were_found() -> None:
    assert len(PARTS) == 2


@pytest.mark.parametrize(
    "key", [*keys.KEYS, "delay", "concurrency", "max_pages", "url", "use", "confidence", "sightings", "note"]
)
def test_every_key_is_explained(key: str) -> None:
    shown = "[politeness]" if key == "politeness" else key
    assert f"| `{shown}` |" in GUIDE


@pytest.mark.parametrize("word", [*keys.KINDS, *keys.DATE_LOCALES, *keys.CONFIDENCES])
def test_every_word_of_a_closed_list_is_named(word: str) -> None:
    assert f"`{word}`" in GUIDE


def test_the_message_in_the_guide_is_the_message() -> None:
    wrong = WHOLE.replace("https://barada.example/feed", "barada.example/feed")
    with pytest.raises(declaration.OutletError) as caught:
        declaration.parse(wrong, "barada-press.toml")
    assert str(caught.value) in GUIDE
