"""The headline among headings that are something else."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

import pytest

from crawler.extraction import extractor
from tests.crawler import pages
from tests.crawler.pages import OUTLET, PARAGRAPHS, TITLE

BODY = f'<div class="article-body">{PARAGRAPHS}</div>'
OG = f'<meta property="og:title" content="{TITLE}"><meta property="og:type" content="article">'
DATE = '<time datetime="2026-11-20T18:30:00+03:00">20 تشرين الثاني 2026</time>'

PAGES = {
    "section as h1, headline in a box no tag marks": f'<h1 class="cat">سياسة</h1><article><div class="t">{TITLE}</div>{DATE}{BODY}</article>',
    "home as h1, headline as h2": f"<h1>الرئيسية</h1><article><h2>{TITLE}</h2>{DATE}{BODY}</article>",
    "details as h1": f'<h1>تفاصيل الخبر</h1><article><div class="t">{TITLE}</div>{DATE}{BODY}</article>',
    "kicker inside the heading": f'<article><h1><span class="kicker">سياسة</span> {TITLE}</h1>{DATE}{BODY}</article>',
    "date inside the heading": f"<article><h1>{TITLE} <small>20 تشرين الثاني 2026</small></h1>{DATE}{BODY}</article>",
    "related headings beside it": f'<article><h1>{TITLE}</h1>{DATE}{BODY}</article><aside><h2><a href="/x">انطلاق مهرجان الزيتون في القرى الجبلية</a></h2></aside>',
}


@pytest.mark.parametrize("name", PAGES)
def test_headline_is_the_articles(name: str) -> None:
    article = extractor.extract(pages.page(PAGES[name], head=OG, title=f"{TITLE} | سياسة | أخبار المثال"), OUTLET)
    assert article.headline == TITLE


def test_urgent_badge_stays() -> None:
    page = pages.page(f"<article><h1><span>عاجل</span> {TITLE}</h1>{DATE}{BODY}</article>", head=OG)
    assert extractor.extract(page, OUTLET).headline == f"عاجل {TITLE}"


def test_a_short_heading_stands_where_nothing_else_is_said() -> None:
    page = pages.page(f"<article><h1>موازنة العام</h1>{DATE}{BODY}</article>", title="أخبار المثال")
    assert extractor.extract(page, OUTLET).headline == "موازنة العام"
