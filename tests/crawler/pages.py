"""Small pages for the extraction tests, written by us; each trait of real ones in the fewest lines."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from news.article import Article, Entry, Page
from news.outlet import Outlet

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://news.example.org/politics/2026/11/20/cabinet-meets-in-the-capital"
TITLE = "الحكومة تقر موازنة العام المقبل بعد جلسة طويلة"
BODY = [
    "أقرت الحكومة في جلسة عقدتها مساء الجمعة موازنة العام المقبل بعد نقاش استمر أكثر من سبع ساعات بين الوزراء.",
    "وقال وزير المالية إن الموازنة تتضمن زيادة في مخصصات الصحة والتعليم، مشيراً إلى أن العجز سيبقى دون خمسة في المئة.",
    "وأضاف أن مجلس النواب سيبدأ مناقشة المشروع الأسبوع المقبل، على أن يصوت عليه قبل نهاية الشهر الجاري.",
    "من جهتها، اعترضت كتل معارضة على ما وصفته بغياب الشفافية في أرقام الإيرادات، وطالبت بنشر الجداول كاملة.",
]
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in BODY)
OUTLET = Outlet(
    id="example",
    name_ar="أخبار المثال",
    name_en="Example News",
    country="JO",
    timezone="Asia/Amman",
    home="https://news.example.org/",
)


def page(
    body: str,
    *,
    head: str = "",
    title: str = f"{TITLE} - أخبار المثال",
    body_class: str = "",
    url: str = URL,
    entry: Entry | None = None,
) -> Page:
    """A page around `body`."""
    attribute = f' class="{body_class}"' if body_class else ""
    markup = (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title>{head}</head><body{attribute}>{body}</body></html>"
    )
    return Page(url=url, body=markup.encode(), fetched=NOW, entry=entry)


def jsonld(**node: Any) -> str:
    """A JSON-LD script with one node."""
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", **node}, ensure_ascii=False)}</script>'


def story(inner: str = PARAGRAPHS, *, before: str = "", after: str = "", **options: Any) -> Page:
    """A plain news page: heading, date, body, footer."""
    return page(
        f'<header><a href="/">أخبار المثال</a><nav><a href="/a">سياسة</a> <a href="/b">اقتصاد</a></nav></header>'
        f'<main><article><h1>{TITLE}</h1><time datetime="2026-11-20T18:30:00+03:00">20 تشرين الثاني 2026</time>{before}'
        f'<div class="article-body">{inner}</div>{after}</article></main><footer>جميع الحقوق محفوظة</footer>',
        **options,
    )


def paragraphs(article: Article) -> list[str]:
    return article.body.split("\n\n")
