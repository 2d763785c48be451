from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from scheduler import coverage
from storage.crawls.health import Sample

dice = random.Random(5)


def whole(number: int) -> Sample:
    return Sample(
        dated=True,
        signed=number % 2 == 0,
        pictured=True,
        sectioned=True,
        words=300 + number % 50,
        body=(2000 + number, f"نص {number}"),
    )


def after(change: Callable[[Sample], Sample], count: int = 20, before: int = 400) -> list[Sample]:
    """`before` articles as ever, then `count` changed ones; the newest first."""
    return [change(whole(number)) for number in range(count)] + [whole(number) for number in range(count, count + before)]


FALLS = {
    "nothing": (lambda one: one, 20, None),
    "dates": (lambda one: replace(one, dated=False), 20, "dates missing in 20 of the last 20 articles (usually 0 in 20)"),
    "dates, not all": (lambda one: replace(one, dated=one.body[0] % 10 == 0), 20, "dates missing in 18 of the last 20"),
    "dates, since a moment": (lambda one: replace(one, dated=False), 9, None),
    "pictures": (lambda one: replace(one, pictured=False), 20, "pictures missing in 20"),
    "sections": (lambda one: replace(one, sectioned=False), 20, "sections missing in 20"),
    "authors of half": (
        lambda one: replace(one, signed=False),
        20,
        "authors missing in 20 of the last 20 articles (usually 10 in 20)",
    ),
    "texts cut": (lambda one: replace(one, words=12), 20, "texts of 12 words in the last 20 articles (usually 324)"),
    "texts shorter": (lambda one: replace(one, words=150), 20, None),
    "one text": (lambda one: replace(one, body=(90, "اقبل ملفات الارتباط")), 12, "the same text in 12 of the last 20 articles"),
    "flashes": (lambda one: replace(one, words=None), 20, None),
}


@pytest.mark.parametrize(("change", "count", "said"), FALLS.values(), ids=FALLS)
def test_falls(change: Callable[[Sample], Sample], count: int, said: str | None) -> None:
    found = coverage.faults(after(change, count))
    assert len(found) == (said is not None), found
    assert said is None or found[0].startswith(said)


def test_what_was_never_there_is_not_missed() -> None:
    never = [replace(whole(number), dated=False, signed=False) for number in range(420)]
    assert coverage.faults(never) == []


def test_little_history_says_nothing() -> None:
    assert coverage.faults(after(lambda one: replace(one, dated=False), before=59)) == []
    assert coverage.faults([]) == []


def test_videos_with_one_and_the_same_line_are_usual() -> None:
    videos = [replace(whole(number), body=(20, "شاهد الفيديو")) if number % 2 else whole(number) for number in range(420)]
    assert coverage.faults(videos) == []


def test_stretches_without_authors_are_usual_for_some() -> None:
    """Authors come in runs of forty, as where a desk works by day and wires run at night."""
    rows = [replace(whole(number), signed=number // 40 % 2 == 1) for number in range(620)]
    assert coverage.faults(rows) == []


def test_chance_alone_is_no_fall() -> None:
    for _ in range(200):
        share = dice.random()
        rows = [replace(whole(number), signed=dice.random() < share, pictured=dice.random() < share) for number in range(620)]
        assert coverage.faults(rows) == []
