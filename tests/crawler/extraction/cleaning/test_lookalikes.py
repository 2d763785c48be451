"""Whole pages with one line planted: furniture leaves the story wherever it stands, what resembles it stays."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import pytest

from crawler.extraction import extractor
from news import furniture
from news.article import Article, Page
from news.outlet import Outlet
from tests.crawler.extraction import lookalikes, lookalikes_second

OUTLET = Outlet(id="adhoc", name_ar="", name_en="", country="", timezone="UTC", home="", languages=())
NOW = datetime(2026, 11, 22, tzinfo=UTC)
HEADLINE = "موسم الزيتون يتأخر في السنديان"
STORY = (
    "بدأ مزارعو بلدة السنديان موسم قطاف الزيتون هذا العام متأخرين أسبوعين عن موعدهم المعتاد بسبب أمطار الخريف.",
    "وقال رئيس الجمعية الزراعية إن المحصول أقل من العام الماضي بنحو الثلث، لكن نوعية الزيت أفضل بكثير.",
    "وتعمل في البلدة أربع معاصر، اثنتان منها تعملان بالطريقة القديمة على الحجر، ويقصدهما أهالي القرى المجاورة.",
    "ويأمل المزارعون أن تفتح البلدية طريقاً جديداً إلى الحقول قبل نهاية الشهر لتسهيل نقل المحصول إلى المعاصر.",
)
WRAPS = {"p": "<p>{}</p>", "div": "<div>{}</div>", "strong": "<p><strong>{}</strong></p>", "li": "<ul><li>{}</li></ul>"}
PLACES = (("div", 0), ("strong", 2), ("li", 2), ("p", 4))
ANYWHERE = {
    "المنارة اليوم .. عين على الحقيقة": "a slogan; only its recurrence gives it away",
    "هذه المادة نُشرت بدعم من صندوق الصحافة الريفية": "who paid for the story may be part of it",
    "شير في الخير 🙏": "no word of a page but one",
    "عدد المشاركات: 87": "entries of a contest are counted so",
    "حمّلوا تطبيق الوادي لهواتف الأندرويد والآيفون": "they may have done so",
}
"""Lines no rule takes, and why."""
AT_THE_END = {
    "للشكاوى والاقتراحات: 0112345678": "elsewhere a ministry's number",
    "للتواصل والإعلان: ads@alwadi.example": "elsewhere a ministry's address",
    "موافق": "elsewhere an answer",
}
"""Lines that leave an end of the story only."""
FURNITURE = (*lookalikes.FURNITURE, *lookalikes_second.FURNITURE)
REPORTING = (*lookalikes.REPORTING, *lookalikes_second.REPORTING)
LAST_WORDS = {"لا تعليق", "- هل من تعليق؟"}
"""Reporting that, as a story's very last line, is what stands above the readers' comments."""


def read(line: str, wrap: str, at: int) -> Article:
    rows = [f"<p>{paragraph}</p>" for paragraph in STORY]
    rows.insert(at, WRAPS[wrap].format(escape(line)))
    page = (
        f"<html lang='ar'><head><meta charset='utf-8'><title>{HEADLINE}</title></head><body><article><h1>{HEADLINE}</h1>"
        f"<time datetime='2026-11-20T08:00:00+00:00'>20 نوفمبر 2026</time><div>{''.join(rows)}</div></article></body></html>"
    )
    return extractor.extract(Page(url="https://sada.example/n/1", body=page.encode(), fetched=NOW), OUTLET)


def stands(line: str, article: Article) -> bool:
    return (furniture.key(line) or line) in furniture.key(f"{article.standfirst or ''} {article.body}")


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_leaves_the_story(line: str) -> None:
    for wrap, at in PLACES:
        article = read(line, wrap, at)
        expected = line in ANYWHERE or (line in AT_THE_END and at == 2)
        if not (line in AT_THE_END and at == 0):
            assert stands(line, article) is expected, (wrap, at)
        assert all(stands(paragraph, article) for paragraph in STORY), (wrap, at)


@pytest.mark.parametrize("line", REPORTING)
def test_reporting_stays(line: str) -> None:
    for wrap, at in PLACES:
        if at == len(STORY) and line in LAST_WORDS:
            continue
        article = read(line, wrap, at)
        assert stands(line, article), (wrap, at, [row for row in article.removed if row.text == line])
        assert all(stands(paragraph, article) for paragraph in STORY), (wrap, at)
