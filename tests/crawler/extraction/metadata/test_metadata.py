"""Metadata: headline, people, agency, section, tags, dates, address; none of it guessed."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.extraction import extractor
from crawler.extraction.metadata import people
from news.article import Article, Entry, Page
from tests.crawler import pages
from tests.crawler.pages import OUTLET, TITLE, URL, jsonld


def extracted(page: Page) -> Article:
    return extractor.extract(page, OUTLET)


def article_node(**node: Any) -> str:
    return jsonld(**{"@type": "NewsArticle", "headline": TITLE, "mainEntityOfPage": URL, **node})


HEADLINES = {
    "suffix of the site": pages.story(title=f"{TITLE} | أخبار المثال"),
    "og:title cut in mid-word": pages.story(head=f'<meta property="og:title" content="{TITLE[:30]}">'),
    "logo is the first h1": pages.story(before="", title=TITLE),
    "no h1, og:title with suffix": pages.page(f"<article><div>{pages.PARAGRAPHS}</div></article>", head=f'<meta property="og:title" content="{TITLE} - أخبار المثال"><meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-20T10:00:00Z">'),
    "escaped twice in JSON-LD": pages.page(f'<article class="a"><div class="entry-content">{pages.PARAGRAPHS}</div></article>', title="x", head=article_node(headline=TITLE.replace(" ", "&amp;nbsp;", 1))),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADLINES)
def test_headline(name: str) -> None:
    assert extracted(HEADLINES[name]).headline == TITLE


AUTHORS = {
    "person": (article_node(author={"@type": "Person", "name": "سمر حداد"}), ("سمر حداد",), None),
    "two people": (
        article_node(author=[{"@type": "Person", "name": "سمر حداد"}, {"@type": "Person", "name": "د. وليد وائل"}]),
        ("سمر حداد", "وليد وائل"),
        None,
    ),
    "by reference": (
        jsonld(
            **{
                "@graph": [
                    {"@type": "Person", "@id": "#p", "name": "سمر حداد"},
                    {"@type": "NewsArticle", "headline": TITLE, "author": {"@id": "#p"}},
                ]
            }
        ),
        ("سمر حداد",),
        None,
    ),
    "the outlet": (article_node(author={"@type": "Organization", "name": "أخبار المثال"}), (), None),
    "an agency": (article_node(author={"@type": "Organization", "name": "Reuters"}), (), "رويترز"),
    "an agency as a person": (article_node(author={"@type": "Person", "name": "وكالة الأناضول"}), (), "الأناضول"),
    "default account": (article_node(author={"@type": "Person", "name": "admin"}), (), None),
    "desk": ('<meta name="author" content="فريق التحرير">', (), None),
    "meta": ('<meta name="author" content="سمر حداد">', ("سمر حداد",), None),
    "meta with an address": ('<meta property="article:author" content="https://facebook.com/x">', (), None),
}


@pytest.mark.parametrize("name", AUTHORS)
def test_authors_are_people(name: str) -> None:
    head, authors, agency = AUTHORS[name]
    article = extracted(pages.story(head=head))
    assert (article.authors, article.agency) == (authors, agency)


BYLINES = [
    ("كتب: محمد الأحمد", ["محمد الأحمد"]),
    ("كتب سيد الخلفاوى", ["سيد الخلفاوى"]),
    ("بقلم : خالد غزال", ["خالد غزال"]),
    ("حوار: آسيا العتروس", ["آسيا العتروس"]),
    ("إعداد وتحرير: أحمد علي، منى سالم", ["أحمد علي", "منى سالم"]),
    ("كتب الرئيس على منصة إكس أن المفاوضات ستستأنف", None),
    ("تحرير الشام تعلن السيطرة على المدينة", None),
    ("إعداد الموازنة يتطلب وقتاً أطول من المتوقع.", None),
    ("أفاد مراسلنا بوقوع انفجار", None),
]


@pytest.mark.parametrize(("line", "names"), BYLINES, ids=[line for line, _ in BYLINES])
def test_byline_in_the_body(line: str, names: list[str] | None) -> None:
    assert people.byline(line, frozenset()) == names


def test_dateline_is_kept_as_data() -> None:
    article = extracted(pages.story(pages.PARAGRAPHS.replace("<p>", "<p>الرياض – واس: ", 1)))
    assert (article.dateline, article.agency) == ("الرياض – واس", "واس")
    assert pages.paragraphs(article) == pages.BODY


SECTIONS = {
    "breadcrumb in JSON-LD": (
        jsonld(
            **{
                "@type": "BreadcrumbList",
                "itemListElement": [{"@type": "ListItem", "name": name} for name in ("الرئيسية", "سياسة", TITLE)],
            }
        ),
        "",
        "سياسة",
    ),
    "breadcrumb on the page": (
        "",
        '<ul class="breadcrumb"><li><a href="/">الرئيسية</a></li><li><a href="/p">سياسة</a></li></ul>',
        "سياسة",
    ),
    "meta": ('<meta property="article:section" content="سياسة">', "", "سياسة"),
    "structured": (article_node(articleSection=["سياسة", "محليات"]), "", "سياسة"),
    "none": ("", "", None),
}


@pytest.mark.parametrize("name", SECTIONS)
def test_section(name: str) -> None:
    head, before, section = SECTIONS[name]
    assert extracted(pages.story(head=head, before=before)).section == section


def test_tags_from_metas_and_from_links() -> None:
    metas = '<meta property="article:tag" content="موازنة"><meta property="article:tag" content="حكومة">'
    assert extracted(pages.story(head=metas)).tags == ("موازنة", "حكومة")
    links = '<div class="tags"><a rel="tag" href="/t/1">#موازنة</a> <a rel="tag" href="/t/2">حكومة</a></div>'
    assert extracted(pages.story(after=links)).tags == ("موازنة", "حكومة")


ENTRY = Entry(
    url=URL,
    source="https://news.example.org/feed",
    published=datetime(2026, 11, 20, 9, tzinfo=UTC),
    published_raw="Fri, 20 Nov 2026 09:00:00 GMT",
)
BARE = f'<article class="story"><h1>{TITLE}</h1>{{}}<div class="article-body">{pages.PARAGRAPHS}</div></article>'
NO_DATE = "https://news.example.org/politics/cabinet-meets-in-the-capital"
DATES = {
    "JSON-LD before all": (
        pages.story(head=article_node(datePublished="2026-11-20T17:00:00Z")),
        "2026-11-20T17:00:00",
        "jsonld",
        "second",
    ),
    "meta": (
        pages.story(head='<meta property="article:published_time" content="2026-11-20T16:00:00Z">'),
        "2026-11-20T16:00:00",
        "meta",
        "second",
    ),
    "meta with an offset before JSON-LD without": (
        pages.story(
            head=article_node(datePublished="2026-11-20 19:00:00")
            + '<meta property="article:published_time" content="2026-11-20T15:00:00Z">'
        ),
        "2026-11-20T15:00:00",
        "meta",
        "second",
    ),
    "time": (pages.story(), "2026-11-20T15:30:00", "time", "second"),
    "address": (pages.page(BARE.format("")), "2026-11-20T00:00:00", "url", "day"),
    "feed": (pages.page(BARE.format(""), url=NO_DATE, entry=ENTRY), "2026-11-20T09:00:00", "feed", "second"),
    "visible": (
        pages.page(BARE.format("<div>الجمعة 20 تشرين الثاني 2026</div>"), url=NO_DATE),
        "2026-11-20T00:00:00",
        "visible",
        "day",
    ),
    "none": (pages.page(BARE.format(""), url=NO_DATE, body_class="single"), None, None, None),
    "future refused": (
        pages.page(BARE.format('<time datetime="2099-01-01">x</time>'), url=NO_DATE, body_class="single"),
        None,
        None,
        None,
    ),
    "date of a related story is not taken": (
        pages.page(
            BARE.format("") + '<div class="related-posts"><time datetime="2020-01-01">2020-01-01</time></div>',
            url=NO_DATE,
            body_class="single",
        ),
        None,
        None,
        None,
    ),
}


@pytest.mark.parametrize("name", DATES)
def test_published(name: str) -> None:
    page, when, evidence, precision = DATES[name]
    article = extracted(page)
    found = article.published.strftime("%Y-%m-%dT%H:%M:%S") if article.published else None
    assert (found, article.published_evidence, article.published_precision) == (when, evidence, precision)


CANONICALS = {
    "own": ("https://news.example.org/politics/2026/11/20/cabinet", "https://news.example.org/politics/2026/11/20/cabinet"),
    "home page": ("https://news.example.org/", URL),
    "another site": ("https://evil.example.com/x", URL),
    "not http": ("javascript:alert(1)", URL),
    "section above": ("https://news.example.org/politics/", URL),
    "relative": ("/story/5", "https://news.example.org/story/5"),
    "nonsense": ("http://[::1", URL),
}


@pytest.mark.parametrize("name", CANONICALS)
def test_canonical_is_believed_only_when_believable(name: str) -> None:
    claim, wanted = CANONICALS[name]
    assert extracted(pages.story(head=f'<link rel="canonical" href="{claim}">')).canonical_url == wanted


def test_image_with_caption_and_credit() -> None:
    figure = '<figure><img src="/a.jpg"><figcaption>جلسة سابقة للحكومة (رويترز)</figcaption></figure>'
    article = extracted(pages.story(before=figure, head='<meta property="og:image" content="/og.jpg">'))
    assert article.image is not None
    assert (article.image.url, article.image.caption, article.image.credit) == (
        "https://news.example.org/og.jpg",
        "جلسة سابقة للحكومة",
        "رويترز",
    )
    assert article.captions == ("جلسة سابقة للحكومة",)


def test_broken_json_ld_still_tells_its_plain_fields() -> None:
    broken = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"'
        + TITLE
        + '","datePublished":"2026-11-20T12:00:00Z",,"x":</script>'
    )
    article = extracted(pages.story(head=broken))
    assert article.published == datetime(2026, 11, 20, 12, tzinfo=UTC)
