"""Charset decision: the bytes win over what is declared."""

from __future__ import annotations

import contextlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction import charset
from news.article import NotAnArticle

SENTENCE = "قال الوزير في مؤتمر صحفي إن الحكومة تعمل على تحسين الأوضاع بعد انتهاء الأزمة التي استمرت خلال العام الماضي. "
PAGE = "<html><head><meta charset='{}'></head><body><p>" + SENTENCE * 5


@pytest.mark.parametrize(
    ("real", "meta", "header"),
    list(
        itertools.product(
            ["cp1256", "iso-8859-6", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"],
            ["utf-8", "windows-1256", "iso-8859-6", "iso-8859-1", "bogus", ""],
            [None, "text/html; charset=utf-8", "text/html; charset=windows-1256", "text/html; charset=ISO-8859-1"],
        )
    ),
)
def test_every_declaration_right_wrong_or_missing(real: str, meta: str, header: str | None) -> None:
    assert SENTENCE.strip() in charset.decode(PAGE.format(meta).encode(real, "replace"), header).text


@pytest.mark.parametrize("codec", ["cp1252", "latin-1", "cp1256"])
def test_double_encoding_is_repaired(codec: str) -> None:
    once = PAGE.format("utf-8").encode()
    twice = "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in once).encode()
    found = charset.decode(twice)
    assert found.encoding == "utf-8 twice"
    assert SENTENCE.strip() in found.text


def test_french_accents_are_not_arabic() -> None:
    text = "<p>été où ça élève garçon très à l'heure des élections françaises</p>"
    assert charset.decode(text.encode("cp1252"), "text/html; charset=iso-8859-1").text == text


def test_one_bad_byte_costs_one_character() -> None:
    body = PAGE.format("utf-8").encode()
    assert charset.decode(body[:90] + b"\xff" + body[90:]).text.count("\ufffd") == 1
    assert charset.decode(body[:-2]).encoding == "utf-8"  # cut inside a character


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\x00", "empty"),
        (b"%PDF-1.7 ...", "binary"),
        (b"PK\x03\x04....", "binary"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (b"\x1f\x8b\x08\x00", "binary"),
        (b"\x00\x00\x00\x18ftypmp42", "binary"),
        (bytes(range(256)) * 40, "binary"),
        (b"x" * (charset.MAX_BYTES + 1), "too_large"),
    ],
    ids=["nothing", "white", "pdf", "zip", "png", "gzip", "mp4", "noise", "large"],
)
def test_what_is_no_text(body: bytes, reason: str) -> None:
    with pytest.raises(NotAnArticle) as caught:
        charset.decode(body)
    assert caught.value.reason == reason


@given(st.binary(max_size=400), st.none() | st.text(max_size=60))
def test_only_its_own_error(body: bytes, header: str | None) -> None:
    with contextlib.suppress(NotAnArticle):
        assert isinstance(charset.decode(body, header).text, str)
