"""Text that stands where no paragraph is: loose in inline elements, in <pre>, beside the headline's box."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.extraction import extractor
from news.article import NotAnArticle, Page
from news.outlet import Outlet

OUTLET = Outlet(id="adhoc", name_ar="", name_en="", country="", timezone="UTC", home="", languages=())
FIRST = "أعلنت بلدية القرية صباح الأحد بدء العمل في خزان المياه الجديد بعد تأخر دام شهرين كاملين."
SECOND = "وقال رئيس البلدية إن الخزان يتسع لأربعمئة متر مكعب ويكفي الحي الشرقي كله في أيام الصيف."
THIRD = "ومن المقرر أن يصل الماء إلى البيوت الأولى في نهاية الشهر المقبل بحسب جدول المتعهد المعلن."


def article(body: str, *, url: str = "https://qarya.test/2026/11/khazan", head: str = "") -> extractor.Article:
    page = f"""<html lang=ar><head><meta charset=utf-8><title>خزان جديد في القرية | صوت القرية</title>
    <meta property=og:type content=article><meta property=article:published_time content=2026-11-22T08:00:00Z>{head}</head>
    <body class=single><h1>خزان جديد في القرية</h1>{body}</body></html>"""
    return extractor.extract(Page(url=url, body=page.encode(), fetched=datetime(2026, 11, 22, tzinfo=UTC)), OUTLET)


@pytest.mark.parametrize(
    "box",
    [
        "<table><tr><td><font>{0}<p>{1}</p><p>{2}</p></font></td></tr></table>",
        "<div><span itemprop=articleBody><p>{0}</p>{1}<br><p>{2}</p></span></div>",
        "<div><span class=article-body>{0}<br><br>{1}<br><br>{2}</span></div>",
        "<div><strong><p>{0}</p><p>{1}</p>{2}</strong></div>",
    ],
    ids=["font", "span with microdata", "named span", "strong"],
)
def test_nothing_loose_in_an_inline_element_is_lost(box: str) -> None:
    found = article(box.format(FIRST, SECOND, THIRD))
    assert found.paragraphs == [FIRST, SECOND, THIRD]


def test_a_player_loose_in_an_inline_body_is_kept() -> None:
    player = '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'
    found = article(f"<div><span itemprop=articleBody><p>{FIRST}</p><p>{SECOND}</p>{player}</span></div>")
    assert [(embed.platform, embed.after_paragraph) for embed in found.embeds] == [("youtube", 2)]


def test_lines_of_preformatted_text_stay_lines() -> None:
    found = article(f"<article><p>{FIRST}</p><pre>يا ليل الصب متى غده\nأقيام الساعة موعده</pre><p>{SECOND}</p></article>")
    assert found.paragraphs == [FIRST, "يا ليل الصب متى غده", "أقيام الساعة موعده", SECOND]


@pytest.mark.parametrize("query", ["", "?lang=ar", "?hl=ar-EG"])
def test_a_front_page_is_none_in_any_language(query: str) -> None:
    with pytest.raises(NotAnArticle, match="front page"):
        article(f"<p>{FIRST}</p><p>{SECOND}</p>", url=f"https://qarya.test/{query}")


def test_an_article_asked_for_by_number_at_the_root_is_one() -> None:
    assert article(f"<div><p>{FIRST}</p><p>{SECOND}</p></div>", url="https://qarya.test/?p=123&lang=ar").paragraphs
