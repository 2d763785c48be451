"""Near-equality: estimates against exact Jaccard, and the frozen constants."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news import fingerprint

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def prose(seed: int, words: int = 200) -> list[str]:
    """Words of a made-up text; two seeds have no shingle in common."""
    chosen = random.Random(seed)
    return ["".join(chosen.choices(LETTERS, k=chosen.randint(3, 8))) for _ in range(words)]


def signature(words: list[str]) -> bytes:
    made = fingerprint.signature(" ".join(words))
    assert made is not None
    return made


def shingles(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + 3]) for start in range(len(words) - 2)}


def test_equal_texts_are_one() -> None:
    text = "قَصَفَ الجيشُ مواقع في الشمال وقال مسؤول إن ١٥٠٠ شخص نزحوا من المدينة إلى الحدود"
    other = "قصف الجيش، مواقع في الشمال... وقال مسئول: إن 1500 شخص نزحوا من المدينه الى الحدود!"
    a, b = fingerprint.signature(text), fingerprint.signature(other)
    assert a is not None
    assert a == b
    assert fingerprint.similarity(a, a) == 1.0


def test_unrelated_texts_are_zero() -> None:
    signatures = [signature(prose(seed)) for seed in range(40)]
    estimates = [fingerprint.similarity(a, b) for i, a in enumerate(signatures) for b in signatures[:i]]
    assert max(estimates) < 0.05


@pytest.mark.parametrize("changed", [0, 5, 10, 20, 40, 80, 120])
def test_the_estimate_is_near_the_truth_and_symmetric(changed: int) -> None:
    errors = []
    for seed in range(20):
        one = prose(seed)
        other = [*prose(seed + 1000, changed), *one[changed:]]
        exact = len(shingles(one) & shingles(other)) / len(shingles(one) | shingles(other))
        a, b = signature(one), signature(other)
        assert fingerprint.similarity(a, b) == fingerprint.similarity(b, a)
        errors.append(fingerprint.similarity(a, b) - exact)
    assert abs(sum(errors) / len(errors)) < 0.03
    assert max(map(abs, errors)) < 0.2


def test_short_texts_have_none() -> None:
    assert fingerprint.signature("") is None
    assert fingerprint.signature("عاجل انفجار في دمشق") is None
    assert fingerprint.signature("كلمة " * 500) is None  # one shingle, many times
    assert fingerprint.signature(" ".join(prose(1, 10))) is not None  # eight shingles
    assert fingerprint.signature(" ".join(prose(1, 9))) is None


def test_the_constants_are_frozen() -> None:
    """Stored signatures depend on them; if this fails, VERSION must rise and a migration recompute what is stored."""
    assert fingerprint._splitmix64(1234567, 3) == [6457827717110365317, 3203168211198807973, 9817491932198370423]  # published
    assert all(int(number) % 2 for number in fingerprint._permutations()[0].ravel())
    made = fingerprint.signature("قال مسؤول في وزارة الخارجية إن المفاوضات مستمرة وإن الوفد يصل غدا")
    assert made is not None
    assert made[:8].hex() == "b0dce141b36d6b33"
    assert fingerprint.bands(made)[0] == (0, 8673371093117173527)
    assert fingerprint.anchor(["قال", "مسوول"]) == 2789874374549235798


def test_long_texts_cross_blocks() -> None:
    words = prose(7, 10_000)
    assert fingerprint.similarity(signature(words), signature(list(words))) == 1.0
    assert 0.85 < fingerprint.similarity(signature(words), signature(words[:9_500])) <= 1.0


def test_bands_find_copies_and_not_strangers() -> None:
    one = prose(3)
    copy = [*prose(99, 20), *one[20:]]
    stranger = prose(4)
    mine = set(fingerprint.bands(signature(one)))
    assert len(mine) == 32
    assert {band for band, _ in mine} == set(range(32))
    assert all(-(2**63) <= key < 2**63 for _, key in mine)
    assert mine & set(fingerprint.bands(signature(copy)))
    assert not mine & set(fingerprint.bands(signature(stranger)))


def test_no_signature_is_refused() -> None:
    with pytest.raises(ValueError, match="512 bytes"):
        fingerprint.similarity(b"x", b"x")
    with pytest.raises(ValueError, match="512 bytes"):
        fingerprint.bands(b"")


@given(st.text())
def test_any_text(text: str) -> None:
    made = fingerprint.signature(text)
    assert made is None or len(made) == 512


def test_anchors_are_the_same_for_whoever_holds_the_sentence() -> None:
    sentences = [prose(seed, 12) for seed in range(20)]
    whole, half = fingerprint.anchors(sentences), fingerprint.anchors(sentences[10:])
    assert len(whole) == fingerprint.ANCHORS
    assert set(whole) & set(half)
    assert fingerprint.anchors([["كلمة"] * 5]) == []
    assert all(-(2**63) <= key < 2**63 for key in whole)
