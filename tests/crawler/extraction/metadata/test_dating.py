"""Which of a page's dates is the article's, how precisely it is known, and what becomes of the others. It is noon of 22 November."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.extraction.metadata import dating, gathering
from crawler.extraction.page import head as heads
from crawler.extraction.page import tree
from news.article import Entry
from tests.crawler.pages import NOW, OUTLET, TITLE, jsonld

URL = "https://news.example.org/politics/cabinet-meets"


def dated(
    head: str = "", before: str = "", after: str = "", *, url: str = URL, fed: datetime | None = None, lines: tuple[str, ...] = ()
) -> dating.Dates:
    """The dates of a page whose article's head is `before`, outlet in Amman (UTC+3), fetched at noon UTC."""
    markup = (
        f"<html><head>{head}</head><body><article><h1>{TITLE}</h1>{before}<div id='story'>x</div>{after}</article></body></html>"
    )
    root = tree.parse(markup)
    marks = gathering.gather(root)
    story = marks.order[root.get_element_by_id("story")]
    entry = Entry(url=url, published=fed, published_raw=fed.isoformat()) if fed else None
    region, behind = gathering.within(marks.dated, 0, story), gathering.within(marks.dated, story + 1, 10_000)
    return dating.read(heads.read(root, url, OUTLET), region, list(lines), entry, OUTLET, NOW, after=behind)


def shown(found: dating.Dates) -> str | None:
    if found.published is None:
        return None
    shape = {"day": "%Y-%m-%d", "minute": "%Y-%m-%dT%H:%M", "second": "%Y-%m-%dT%H:%M:%S"}[found.precision or "day"]
    return f"{found.published.strftime(shape)} {found.evidence}"


def node(**fields: Any) -> str:
    return jsonld(**{"@type": "NewsArticle", "headline": TITLE, "mainEntityOfPage": URL, **fields})


def meta(content: str, name: str = "article:published_time") -> str:
    return f'<meta property="{name}" content="{content}">'


def span(text: str, kind: str = "post-date") -> str:
    return f'<span class="{kind}">{text}</span>'


FED = datetime(2026, 11, 20, 9, tzinfo=UTC)
CLOCK = "2026-11-22T11:58:00Z"
CASES: dict[str, tuple[dict[str, Any], str | None]] = {
    # forms
    "JSON-LD in Arabic digits": ({"head": node(datePublished="٢٠٢٦-١١-٢٠T١٠:٣٠:٠٠+٠٣:٠٠")}, "2026-11-20T07:30:00 jsonld"),
    "JSON-LD in Unix time": ({"head": node(datePublished=1795170600)}, "2026-11-20T10:30:00 jsonld"),
    "JSON-LD as a list": ({"head": node(datePublished=["2026-11-20T10:30:00Z"])}, "2026-11-20T10:30:00 jsonld"),
    "JSON-LD in words": ({"head": node(datePublished="الجمعة 20 نوفمبر 2026 10:30")}, "2026-11-20T07:30 jsonld"),
    "meta in American numbers with one reading": ({"head": meta("11/20/2026 10:30:00 AM")}, "2026-11-20T07:30:00 meta"),
    "meta in numbers with two readings": ({"head": meta("11/05/2026 10:30:00")}, None),
    "meta relative": ({"head": meta("منذ ساعتين")}, None),
    "time with a duration": ({"before": '<time datetime="P2D">منذ يومين</time>'}, "2026-11-20 visible"),
    "zero dates": ({"head": node(datePublished="0000-00-00T00:00:00+00:00") + meta("1970-01-01T00:00:00Z") + meta("0001-01-01T00:00:00", "date")}, None),
    "zero date, then a real one": ({"head": node(datePublished="0001-01-01T00:00:00Z") + meta("2026-11-20T10:30:00Z")}, "2026-11-20T10:30:00 meta"),
    "Blogger's title": ({"before": '<abbr class="published" itemprop="datePublished" title="2026-11-20T19:05:00+02:00">7:05 م</abbr>'}, "2026-11-20T17:05:00 time"),
    # precision
    "a day stays a day": ({"head": node(datePublished="2026-11-20")}, "2026-11-20 jsonld"),
    "midnight to the second is a day": ({"head": node(datePublished="2026-11-20T00:00:00+03:00")}, "2026-11-20 jsonld"),
    "midnight UTC is the same day": ({"head": meta("2026-11-20T00:00:00Z")}, "2026-11-20 meta"),
    "midnight, and an hour on the page": ({"head": node(datePublished="2026-11-20T00:00:00+03:00"), "before": span("20 نوفمبر 2026 - 14:30")}, "2026-11-20T11:30 visible"),
    "midnight on the page": ({"before": span("20/11/2026 12:00 ص")}, "2026-11-20 visible"),
    "a day, and an hour in the meta": ({"head": node(datePublished="2026-11-20") + meta("2026-11-20T14:30:00+03:00")}, "2026-11-20T11:30:00 meta"),
    "a day, and another day's hour on the page": ({"head": node(datePublished="2026-11-20"), "before": span("21 نوفمبر 2026 - 14:30")}, "2026-11-20 jsonld"),
    "a minute past midnight is a minute past midnight": ({"head": meta("2026-11-20T00:01:00+03:00")}, "2026-11-19T21:01:00 meta"),
    "the address, and an hour on the page": ({"url": "https://news.example.org/2026/11/20/x", "before": span("20 نوفمبر 2026 - 14:30")}, "2026-11-20T11:30 visible"),
    "a day in the head, its hour behind the body": ({"before": span("20 نوفمبر 2026"), "after": '<time datetime="2026-11-20T14:30:00+03:00">14:30</time>'}, "2026-11-20T11:30:00 time"),
    "a day in the head, another day behind the body": ({"before": span("20 نوفمبر 2026"), "after": '<time datetime="2026-11-18T14:30:00+03:00">x</time>'}, "2026-11-20 visible"),
    # templates
    "JSON-LD is the clock": ({"head": node(datePublished=CLOCK), "before": span("17 نوفمبر 2026 - 14:30")}, "2026-11-17T11:30 visible"),
    "head is the clock, address older": ({"head": node(datePublished=CLOCK) + meta(CLOCK), "url": "https://news.example.org/2026/11/17/x"}, "2026-11-17 url"),
    "just published": ({"head": node(datePublished=CLOCK), "before": span("22 نوفمبر 2026")}, "2026-11-22T11:58:00 jsonld"),
    "just published, told of an older day": ({"head": node(datePublished=CLOCK), "lines": ("دمشق - 17 نوفمبر 2026",)}, "2026-11-22T11:58:00 jsonld"),
    "just published, says the feed": ({"head": node(datePublished=CLOCK), "fed": datetime(2026, 11, 22, 11, 58, tzinfo=UTC), "before": span("17 نوفمبر 2026")}, "2026-11-22T11:58:00 jsonld"),
    "the page's clock above the headline": ({"before": span("الأحد 22 نوفمبر 2026", "today-date") + span("17 نوفمبر 2026 - 14:30")}, "2026-11-17T11:30 visible"),
    "1 January at midnight": ({"head": node(datePublished="2019-01-01T00:00:00Z"), "before": span("17 نوفمبر 2026 - 14:30")}, "2026-11-17T11:30 visible"),
    "1 January, said by all": ({"head": node(datePublished="2026-01-01T00:00:00Z"), "before": span("1 يناير 2026")}, "2026-01-01 jsonld"),
    "a new system's date against address and page": ({"head": node(datePublished="2024-05-05T10:00:00Z"), "url": "https://news.example.org/2019/03/07/x", "before": span("7 مارس 2019")}, "2019-03-07 visible"),
    "an update moved feed and page": ({"head": node(datePublished="2026-11-02T10:00:00Z"), "fed": FED, "before": span("20 نوفمبر 2026")}, "2026-11-02T10:00:00 jsonld"),
    "later than the labelled line": ({"head": node(datePublished="2024-05-05T10:00:00Z"), "before": span("نشر في: 7 مارس 2019 - 10:30")}, "2019-03-07T08:30 visible"),
    "another line does not move it": ({"head": node(datePublished="2024-05-05T10:00:00Z"), "before": span("7 مارس 2019")}, "2024-05-05T10:00:00 jsonld"),
    "published after it was modified": ({"head": node(datePublished="2026-11-19T10:00:00Z", dateModified="2026-11-02T10:00:00Z"), "before": span("2 نوفمبر 2026 - 10:00")}, "2026-11-02T07:00 visible"),
    "Z is the outlet's clock": ({"head": meta("2026-11-22T14:30:00Z")}, "2026-11-22T11:30:00 meta"),
    # updates
    "last update alone": ({"before": span("آخر تحديث: 20 نوفمبر 2026 - 14:30")}, None),
    "published, then updated": ({"before": span("نشر: 19 نوفمبر 2026 - 10:30 | آخر تحديث: 20 نوفمبر 2026 - 14:30")}, "2026-11-19T07:30 visible"),
    "updated, then published": ({"before": span("آخر تحديث: 20 نوفمبر 2026 - 14:30 | تاريخ النشر: 19 نوفمبر 2026 - 10:30")}, "2026-11-19T07:30 visible"),
    "updated element first": ({"before": '<time class="updated" datetime="2026-11-20T14:30:00+03:00">x</time><time class="entry-date published" datetime="2026-11-19T10:30:00+03:00">y</time>'}, "2026-11-19T07:30:00 time"),
    "published and never updated": ({"before": '<time class="entry-date published updated" datetime="2026-11-19T10:30:00+03:00">y</time>'}, "2026-11-19T07:30:00 time"),
    "labelled update": ({"before": '<div>آخر تحديث: <time datetime="2026-11-20T14:30:00+03:00">20 نوفمبر 2026</time></div>'}, None),
    # whose?
    "a card in the head": ({"before": '<a href="/other"><time datetime="2026-11-01T10:00:00Z">1 نوفمبر 2026</time> عنوان خبر آخر في البطاقة المجاورة</a>'}, None),
    "a permalink around the date": ({"before": '<a href="/politics/cabinet-meets"><time datetime="2026-11-20T10:30:00Z">20 نوفمبر 2026</time></a>'}, "2026-11-20T10:30:00 time"),
    "comments": ({"after": '<div class="comments"><time datetime="2026-11-21T10:00:00Z">21 نوفمبر 2026</time></div>'}, None),
    "a comment in JSON-LD": ({"head": node() + jsonld(**{"@type": "Comment", "datePublished": "2026-11-21T10:00:00Z"})}, None),
    "glued to its neighbour": ({"before": span("محليات20 تشرين الثاني 2026")}, "2026-11-20 visible"),
    "running text": ({"lines": ("وقال الوزير إن الاتفاق الذي وقع في 20 نوفمبر 2026 ما زال قائماً رغم الخلافات",)}, None),
    "tomorrow and after": ({"head": node(datePublished="2026-12-20T10:30:00Z"), "url": "https://news.example.org/2026/12/20/x"}, None),
    "two days ago": ({"before": span("منذ يومين")}, "2026-11-20 visible"),
    "a month ago is no day": ({"before": span("منذ شهر")}, None),
    "weeks ago, counted on an old copy": ({"head": node(datePublished="2022-05-06T14:26:15+03:00"), "before": span("منذ 3 أسابيع")}, "2022-05-06T11:26:15 jsonld"),
    "yesterday": ({"before": span("أمس")}, "2026-11-21 visible"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_published(name: str) -> None:
    given, expected = CASES[name]
    assert shown(dated(**given)) == expected


MODIFIED = {
    "dateModified": ({"head": node(datePublished="2026-11-20T10:30:00Z", dateModified="2026-11-21T10:30:00Z")}, "2026-11-21T10:30"),
    "before publication": ({"head": node(datePublished="2026-11-20T10:30:00Z", dateModified="2026-11-20T09:30:00Z")}, None),
    "label": ({"before": span("نشر: 19 نوفمبر 2026 - 10:30 | آخر تحديث: 20 نوفمبر 2026 - 14:30")}, "2026-11-20T11:30"),
    "label first": ({"before": span("آخر تحديث: 20 نوفمبر 2026 - 14:30 | نشر: 19 نوفمبر 2026 - 10:30")}, "2026-11-20T11:30"),
    "label alone": ({"before": span("آخر تحديث: 20 نوفمبر 2026 - 14:30")}, "2026-11-20T11:30"),
    "element": ({"before": '<time class="updated" datetime="2026-11-20T14:30:00+03:00">x</time>'}, "2026-11-20T11:30"),
    "a day is no time": ({"before": span("آخر تحديث: 20 نوفمبر 2026")}, None),
}  # fmt: skip


@pytest.mark.parametrize("name", MODIFIED)
def test_modified(name: str) -> None:
    given, expected = MODIFIED[name]
    found = dated(**given).modified  # type: ignore[arg-type]
    assert (found.strftime("%Y-%m-%dT%H:%M") if found else None) == expected


def test_losers_are_kept_with_their_reason() -> None:
    found = dated(
        node(datePublished=CLOCK) + meta("2026-11-17T00:00:00Z"),
        span("17 نوفمبر 2026 - 14:30"),
        fed=datetime(2026, 11, 17, 11, tzinfo=UTC),
    )
    assert [(one.evidence, one.lost) for one in found.candidates] == [
        ("jsonld", "clock"),
        ("meta", "coarser"),
        ("feed", None),
        ("visible", "order"),
    ]
    assert found.raw == "2026-11-17T11:00:00+00:00"


def test_raw_is_what_the_page_printed() -> None:
    assert dated(before=span("نُشر في: ٢٠ تشرين الثاني ٢٠٢٦")).raw == "نُشر في: ٢٠ تشرين الثاني ٢٠٢٦"
