"""Stories that stand only in a page's data: which are put into its tree, and which pages stay without text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.extraction.page import head as heads
from crawler.extraction.page import scripted, tree
from tests.crawler import pages
from tests.crawler.pages import BODY, OUTLET, PARAGRAPHS, TITLE, jsonld

MARKUP = "".join(f"<p>{text}</p>" for text in BODY)
OTHER = {"title": "خبر آخر لا يخص هذه الصفحة", "body": MARKUP * 2}
SHELL = "<div id=root></div><script src=/main.js></script>"
MENU = "<nav>" + "".join(f"<a href='/s{n}'>قسم من أقسام الموقع رقم {n}</a>" for n in range(30)) + "</nav>"


def news(body: str) -> str:
    return jsonld(
        **{"@type": "NewsArticle", "headline": TITLE, "datePublished": "2026-11-20T18:30:00+03:00", "articleBody": body}
    )


def state(data: Any, attributes: str = "id=__NEXT_DATA__ type=application/json") -> str:
    return f"<script {attributes}>{json.dumps(data, ensure_ascii=False).replace('</', '<' + chr(92) + '/')}</script>"


def props(*items: dict[str, Any]) -> dict[str, Any]:
    return {"props": {"pageProps": {"items": list(items)}}}


NUXT = [["Reactive", 1], {"article": 2, "menu": 6}, {"title": 3, "content": 4, "views": 5}, TITLE, MARKUP, 17, ["سياسة"]]

FILLED = {
    "structured data, lines": (SHELL, news("\n\n".join(BODY))),
    "structured data, markup": (
        SHELL,
        news(f"<style>p{{}}</style>{MARKUP}<figure><img src=/a.jpg><figcaption>صورة</figcaption></figure>"),
    ),
    "structured data, escaped markup": (SHELL, news("<br />".join(BODY).replace("الحكومة", "&laquo;الحكومة&raquo;"))),
    "structured data, a menu beside": (MENU + SHELL, news("\r\n".join(BODY))),
    "structured data, the headline shown": (f"<h1>{TITLE}</h1>{SHELL}", news("\n".join(BODY))),
    "Next.js": (SHELL + state(props({"title": TITLE, "body": MARKUP, "publishedAt": "2026-11-20T15:30:00Z"}, OTHER)), ""),
    "Next.js, other names": (
        SHELL + state(props({"headline": TITLE, "content_html": MARKUP, "description": "مقدمة"}, OTHER)),
        "",
    ),
    "Nuxt": (SHELL + state(NUXT, "id=__NUXT_DATA__ type=application/json"), ""),
    "any state": (SHELL + state({"post": {"name": TITLE, "text": "\n".join(BODY)}}, "type=application/json"), ""),
}
LEFT = {
    "text is shown": (PARAGRAPHS, news("\n\n".join(BODY))),
    "text is shown between line breaks": ("<div>" + "<br>".join(BODY) + "</div>", news("\n\n".join(BODY))),
    "a stub of a text": (SHELL, news("الحكومة تقر الموازنة")),
    "a state of other stories": (SHELL + state(props(OTHER)), ""),
    "a state of the site": (SHELL + state({"title": "أخبار المثال", "description": "موقع إخباري مستقل. " * 30}), ""),
    "a state that is a program": (SHELL + f"<script>window.__NUXT__=(function(a){{return {{title:'{TITLE}'}}}}(1))</script>", ""),
    "a broken state": (SHELL + "<script id=__NEXT_DATA__ type=application/json>{" + '"title": "x' * 60 + "</script>", ""),
    "a state nested without end": (SHELL + "<script type=application/json>" + "[" * 100_000 + "</script>", ""),
    "no data": (SHELL, ""),
}


def filled(body: str, head: str) -> tuple[bool, list[str]]:
    root = tree.parse(pages.page(body, head=head).body.decode())
    found = scripted.fill(root, heads.read(root, pages.URL, OUTLET))
    return found, [tree.text_of(line) for line in root.iterfind(".//article/div/p")]


@pytest.mark.parametrize("name", FILLED)
def test_story_in_the_data(name: str) -> None:
    found, lines = filled(*FILLED[name])
    assert found
    assert [line.replace("«", "").replace("»", "") for line in lines if line != "صورة"] == BODY


@pytest.mark.parametrize("name", LEFT)
def test_left_as_it_is(name: str) -> None:
    assert filled(*LEFT[name]) == (False, [])


def test_headline_is_not_doubled() -> None:
    root = tree.parse(pages.page(f"<h1>{TITLE}</h1>{SHELL}", head=news("\n".join(BODY))).body.decode())
    head = heads.read(root, pages.URL, OUTLET)
    scripted.fill(root, head)
    assert len(list(root.iter("h1"))) == len(head.h1s) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("سطر أول\n\nسطر ثان", ["سطر أول", "سطر ثان"]),
        ("<p>سطر <b>أول</b></p><p>سطر&nbsp;ثان</p>", ["سطر أول", "سطر ثان"]),
        ("سطر أول<br/>سطر ثان<script>var a = '<p>';</script>", ["سطر أول", "سطر ثان"]),
        ("&lt;p&gt;سطر أول&lt;/p&gt;", ["سطر أول"]),
        ("3 < 5 وهكذا", ["3 < 5 وهكذا"]),
        ("", []),
    ],
    ids=["lines", "paragraphs", "breaks and scripts", "escaped twice", "a sign, no tag", "nothing"],
)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert scripted.paragraphs(text) == expected
