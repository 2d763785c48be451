"""Charset decision: the bytes win over what is declared."""

from __future__ import annotations

import contextlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.page import charset
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


def test_nuls_strewn_into_markup_go() -> None:
    body = PAGE.format("utf-8").encode()
    assert SENTENCE.strip() in charset.decode(body + b"<p>x\x00y\x00</p>" * 20).text


def test_halves_of_characters_are_joined_or_dropped() -> None:
    body = (PAGE.format("utf-8") + "\ud83d\ude00 \ud800 \udc80").encode("utf-8", "surrogatepass")
    found = charset.decode(body)
    assert found.encoding == "utf-8"
    assert found.text.endswith("\U0001f600  ")


@pytest.mark.parametrize("count", [3, 20])
def test_broken_utf_8_is_not_another_charset(count: int) -> None:
    body = PAGE.format("utf-8").encode() + b"\xff\xc0" * count
    found = charset.decode(body, "text/html; charset=windows-1256")
    assert found.encoding == "utf-8"
    assert SENTENCE.strip() in found.text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("&amp;quot;نعم&amp;quot;", "&quot;نعم&quot;"),
        ("نعم&amp;nbsp;لا", "نعم&nbsp;لا"),
        ("قالوا&amp;#8230;", "قالوا&#8230;"),
        ("&amp;lt;b&amp;gt;", "&amp;lt;b&amp;gt;"),
        ("حبر &amp; ورق", "حبر &amp; ورق"),
    ],
)
def test_entities_escaped_twice(written: str, meant: str) -> None:
    assert charset.decode(f"<p>{written}</p>".encode()).text == f"<p>{meant}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "<p>يكتب بعضهم Ø§Ù„ حين تفسد الحروف، ويقرأ القارئ العربي سطرا لا معنى له.</p>",
        "<p>Die Größe Ølgod, Århus, Ærø und Ósló sind Orte: Ø, Ù, Ú.</p>",
        "<p>طظ ظط طظ ظط حروف مفرقة في درس الإملاء</p>",
    ],
)
def test_text_with_such_letters_is_left_alone(text: str) -> None:
    assert charset.decode(text.encode()).text == text
