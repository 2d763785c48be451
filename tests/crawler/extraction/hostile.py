"""Pages meant to hurt: each is made when asked for, a good article among what should break it."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

from news.article import Page
from tests.crawler.pages import NOW, PARAGRAPHS, TITLE, URL

HEAD = f"<!doctype html><html><head><meta charset=utf-8><title>{TITLE} - أخبار المثال</title>"
STORY = f"<h1>{TITLE}</h1><time datetime='2026-11-20T18:30:00+03:00'>20 تشرين الثاني 2026</time><div class=article-body>{PARAGRAPHS}</div>"
MEGA = 1_000_000


def around(extra: str, *, head: str = "", before: str = "") -> bytes:
    """The article, with `extra` after it."""
    return f"{HEAD}{head}</head><body>{before}<main><article>{STORY}</article>{extra}</main></body></html>".encode(
        "utf-8", "surrogatepass"
    )


def inside(inner: str) -> bytes:
    """The article with `inner` at the end of its body."""
    return f"{HEAD}</head><body><main><article><h1>{TITLE}</h1><time datetime=2026-11-20></time><div class=article-body>{PARAGRAPHS}{inner}</div></article></main></body></html>".encode()


def ld(text: str) -> str:
    return f"<script type=application/ld+json>{text}</script>"


NODE = json.dumps({"@type": "NewsArticle", "headline": TITLE, "datePublished": "2026-11-20T18:30:00+03:00"}, ensure_ascii=False)
SPHINX = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))

PAGES: dict[str, Callable[[], bytes]] = {
    "100k attributes": lambda: around("<div " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x</div>"),
    "100k attributes on body": lambda: around("").replace(b"<body>", b"<body " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">"),
    "50k nested divs": lambda: around("<div>" * 50_000 + "x"),
    "50k nested spans in the body": lambda: inside("<span>" * 50_000 + "x"),
    "2,000 nested divs": lambda: around("<div>" * 1_900 + "نص في العمق" + "</div>" * 1_900),
    "2,000 nested around the article": lambda: around("", before="<div>" * 1_900),
    "11 MB text node": lambda: around("<p>" + "x" * 11 * MEGA + "</p>"),
    "9 MB text node": lambda: around("<p>" + "كلمة " * MEGA + "</p>"),
    "2 MB text node in the body": lambda: inside("<p>" + "كلمة " * 220_000 + "</p>"),
    "JSON-LD of 5 MB, broken": lambda: around("", head=ld('{"@type":"NewsArticle","headline":"' + "x\\" * 2_500_000)),
    "JSON-LD of 900 kB, broken": lambda: around("", head=ld('{"@type":"NewsArticle","headline":"' + "x\\" * 450_000)),
    "JSON-LD of 900 kB, commas": lambda: around("", head=ld("{" + "," * 900_000 + "}")),
    "JSON-LD, commas and blanks": lambda: around("", head=ld("[1" + ", " * 300_000 + " " * 300_000)),
    "JSON-LD, nested lists": lambda: around("", head=ld("[" * 400_000)),
    "JSON-LD, nested objects": lambda: around("", head=ld('{"@type":"NewsArticle","author":' * 900 + "1" + "}" * 900)),
    "JSON-LD, 1e400": lambda: around("", head=ld('{"@type":"NewsArticle","headline":1e400,"datePublished":1e400,"author":[1e400,{"name":-1e999}],"image":{"width":1e400}}')),
    "JSON-LD, a number of 100k digits": lambda: around("", head=ld('{"@type":"NewsArticle","headline":' + "9" * 100_000 + "}")),
    "JSON-LD, lone surrogates": lambda: around("", head=ld('{"@type":"NewsArticle","headline":"\\ud800 \\udfff","author":{"name":"\\udc00"},"articleSection":"\\ud83d"}')),
    "JSON-LD, odd types": lambda: around("", head=ld('{"@type":[1,null,{"a":[]}],"@graph":{"@type":{"x":1},"headline":[[[[{}]]]],"author":[[],[[[]]],null,true],"datePublished":{"@value":[]},"mainEntityOfPage":[{}],"isAccessibleForFree":[1],"publisher":[null],"keywords":{"a":1},"image":[[{"url":[]}]]}}')),
    "JSON-LD, node that holds itself by name": lambda: around("", head=ld('[{"@id":"#a","@type":"NewsArticle","author":{"@id":"#a"},"isPartOf":{"@id":"#a"}}]')),
    "20k JSON-LD scripts": lambda: around(ld(NODE) * 20_000),
    "50k empty JSON-LD scripts": lambda: around(ld("{}") * 50_000),
    "NUL bytes": lambda: around("<p>x\x00y\x00</p>" * 20),
    "NUL in a tag": lambda: around("<p cl\x00ass=x>نص</p>").replace(b"<h1>", b"<h\x001>"),
    "lone surrogates": lambda: around("<p>\ud800\udfff نص \udc80</p>" * 50),
    "surrogate references": lambda: around("<p>&#xd800;&#55555;&#x110000;&#99999999999;&#0;</p>" * 500),
    "invalid UTF-8 in the middle": lambda: around("").replace(TITLE.encode()[:20], TITLE.encode()[:19] + b"\xff\xfe\xc0"),
    "much invalid UTF-8": lambda: around("<p>PLACE</p>").replace(b"PLACE", b"\xff\xc0\xaf" * 300_000),
    "declared UTF-7": lambda: around("").replace(b"charset=utf-8", b"charset=utf-7"),
    "declared UTF-16": lambda: around("").replace(b"charset=utf-8", b"charset=utf-16"),
    "declared by many lies": lambda: around("").replace(b"<meta charset=utf-8>", b"<meta charset=utf-16le><meta charset=idna><meta charset=unicode_escape><meta charset=hex><meta charset=rot13>"),
    "UTF-16 of odd length": lambda: b"\xff\xfe" + around("").decode().encode("utf-16-le")[:-1],
    "entities in entities": lambda: around("<p>" + "&amp;" * 200_000 + "lt;</p>"),
    "1 MB of &": lambda: around("<p>" + "&" * MEGA + "</p>"),
    "1 MB of &# ": lambda: around("<p>" + "&#0" * 333_333 + "</p>"),
    "1 MB of <": lambda: around("<p>" + "<" * MEGA + "</p>"),
    "1 MB of <!--": lambda: around("<p>" + "<!--" * 250_000),
    "200k br": lambda: around("<br>" * 200_000),
    "50k br in the body": lambda: inside("<br>" * 50_000),
    "40k lines in the body": lambda: inside("سطر من النص<br>" * 40_000),
    "30k paragraphs": lambda: inside("<p>فقرة قصيرة من النص هنا.</p>" * 30_000),
    "100k links": lambda: around("".join(f"<a href=/n/{n}>عنوان خبر رقم {n}</a> " for n in range(100_000))),
    "10k links in the body": lambda: inside("".join(f"<a href=/n/{n}>عنوان خبر رقم {n}</a> " for n in range(10_000))),
    "3,500 links in the body": lambda: inside("".join(f"<p><a href=/n/{n}>عنوان خبر رقم {n}</a> وبعده نص قصير</p>" for n in range(3_500))),
    "30k unclosed links": lambda: inside("<a href=x>" * 30_000),
    "20k nested tables": lambda: around("<table><tr><td>" * 20_000),
    "a table of 80k cells": lambda: inside("<table>" + ("<tr>" + "<td>1</td>" * 20 + "</tr>") * 4_000 + "</table>"),
    "a row of 30k cells": lambda: inside("<table><tr>" + "<td>1</td>" * 30_000 + "</tr></table>"),
    "a class of 100k names": lambda: around("<div class='" + " ".join(f"related-{n}" for n in range(100_000)) + "'><p>نص</p></div>"),
    "a tag of blanks": lambda: around("<div" + " \n" * 500_000 + "a=1>نص</div>"),
    "a class of 1 MB": lambda: around("<div class='" + "a-" * 500_000 + "'><p>نص</p></div>"),
    "a body class of 1 MB": lambda: around("").replace(b"<body>", b"<body class='" + b"single-" * 150_000 + b"'>"),
    "20k different classes": lambda: around("".join(f"<div class='author-{n} entry-{n}x content-{n}'>نص</div>" for n in range(20_000))),
    "a word of 1 MB": lambda: inside("<p>" + "ا" * MEGA + "</p>"),
    "a word of 1 MB as the headline": lambda: around("").replace(f"<h1>{TITLE}".encode(), b"<h1>" + b"x" * MEGA),
    "a title of 1 MB": lambda: around("").replace(b"<title>", b"<title>" + b"- | " * 250_000),
    "a date of 1 MB": lambda: around("").replace("20 تشرين الثاني 2026".encode(), b"1/1/" * 250_000).replace(b"2026-11-20T18:30:00+03:00", b"2026-" * 100_000),
    "marks on one letter": lambda: inside("<p>" + "ا" + "\u064e" * MEGA + "</p>"),
    "bidi controls": lambda: inside("<p>" + "\u202e\u200f" * 300_000 + "</p>"),
    "blanks": lambda: inside("<p>" + " \u00a0\t" * 300_000 + "x</p>"),
    "dots": lambda: inside("<p>" + "." * 300_000 + "x</p><p>" + "- " * 200_000 + "</p>"),
    "colons": lambda: inside("<p>" + "قال: " * 200_000 + "</p>"),
    "addresses": lambda: inside("<p>" + "http://x/" * 100_000 + "</p><p>" + "@" * 300_000 + "</p>"),
    "billion laughs": lambda: f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "ha">{SPHINX}]><html><head><title>{TITLE}</title></head><body>{STORY}<p>&l9;</p></body></html>'.encode(),
    "an outside entity": lambda: f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><head><title>{TITLE}</title></head><body>{STORY}<p>&x;</p></body></html>'.encode(),
    "XML declaration lies": lambda: b'<?xml version="1.0" encoding="utf-32"?>' + around(""),
    "an endless XML declaration": lambda: b"<?xml " + b"x" * MEGA + around(""),
    "gzip bytes": lambda: gzip.compress(around("")),
    "an 8 MB picture inline": lambda: inside("<img src='data:image/png;base64," + "iVBORw0KGgo" * 730_000 + "'>"),
    "an 8 MB script": lambda: around("<script>" + "var a=1;" * MEGA + "</script>"),
    "an 8 MB style": lambda: around("<style>" + ".a{b:c}" * MEGA + "</style>"),
    "30k pictures": lambda: inside("".join(f"<img src=/{n}.jpg width=800>" for n in range(30_000))),
    "5k figures": lambda: inside("".join(f"<figure class=image><img src=/{n}.jpg><figcaption>صورة رقم {n} من الحدث</figcaption></figure>" for n in range(5_000))),
    "10k times": lambda: around("<time datetime=2026-11-20>20 تشرين الثاني 2026</time>" * 10_000, before="<time>منذ ساعتين</time>" * 10_000),
    "10k headings": lambda: around("<h2>عنوان فرعي طويل بعض الشيء</h2>" * 10_000, before=f"<h1>{TITLE}</h1>" * 10_000),
    "10k linked headings": lambda: inside("<h3><a href=/x>عنوان خبر آخر طويل بعض الشيء</a></h3>" * 10_000),
    "10k article boxes": lambda: around("<article class=post><h2 class=entry-title>عنوان</h2><div class=entry-content><p>نص قصير هنا</p></div></article>" * 10_000),
    "10k nested bodies": lambda: inside("<div class=article-body>" * 1_500 + "<p>نص</p>"),
    "10k embeds": lambda: inside("<blockquote class=twitter-tweet><p>نص التغريدة</p><a href=https://twitter.com/a/status/1>x</a></blockquote>" * 10_000),
    "10k iframes": lambda: inside("<iframe src=https://www.youtube.com/embed/abcdefghijk></iframe>" * 10_000),
    "10k bylines and tags": lambda: inside("<span class=author>محمد الأحمد</span><a rel=tag href=/t>وسم</a>" * 10_000),
    "100k metas": lambda: around("", head="<meta property=og:title content=x>" * 100_000),
    "10k breadcrumbs": lambda: around("", before="<div class=breadcrumb><a href=/a>قسم</a></div>" * 10_000),
    "20k forms and boxes": lambda: around("<form><div class=related><p>نص قصير</p></div></form>" * 20_000),
    "unclosed everything": lambda: around("<b><i><u><font><center><li><td><option><h1>" * 5_000),
}  # fmt: skip


def page(name: str) -> Page:
    return Page(url=URL, body=PAGES[name](), fetched=NOW)
