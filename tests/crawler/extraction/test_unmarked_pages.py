"""Headline, day, author, section, tags and picture of pages where no name, no tag and no meta marks them."""

from __future__ import annotations

import pytest

from crawler.extraction import extractor
from crawler.extraction.metadata import signoff
from news.article import Article, NotAnArticle
from tests.crawler import pages
from tests.crawler.pages import OUTLET, PARAGRAPHS, TITLE

HOME = "أخبار المثال | الصفحة الرئيسية"
MENU = '<ul><li><a href="/">الرئيسية</a></li><li><a href="/s1">شؤون المدن</a></li><li><a href="/s2">رياضة</a></li></ul>'
NO_DATE = "https://www.akhbar-almithal.com/news/a-story-of-olives"
OWN = frozenset[str]()


def page(before: str = "", after: str = "", title: str = HOME, headline: str = f"<div>{TITLE}</div>") -> Article:
    body = f"{MENU}<div>{before}{headline}<div>{PARAGRAPHS}</div>{after}</div>"
    return extractor.extract(pages.page(body, url=NO_DATE, title=title, body_class="single"), OUTLET)


HEADLINES = {
    "a line above the text, the title is the home page's": ("", f"<div>{TITLE}</div>"),
    "a breadcrumb ends in it": (f'<div><a href="/">الرئيسية</a>/<a href="/s2">رياضة</a>/{TITLE}</div>', f"<div>{TITLE}</div>"),
    "a date between them": ("", f"<div>{TITLE}</div><div>20 تشرين الثاني 2026</div>"),
    "in bold": ("<div>ملفات</div>", f"<div><b>{TITLE}</b></div>"),
}


@pytest.mark.parametrize("name", HEADLINES)
def test_headline_without_a_mark(name: str) -> None:
    before, headline = HEADLINES[name]
    assert page(before, headline=headline).headline == TITLE


def test_home_title_is_no_headline() -> None:
    try:
        found = page(headline="").headline
    except NotAnArticle:
        return
    assert found is None


def test_the_whole_title_outweighs_a_heading_that_begins_with_it() -> None:
    headline = f"<div>{TITLE}</div><h3>{TITLE} كما يرويها أصحاب المعاصر القديمة</h3>"
    assert page(title=TITLE, headline=headline).headline == TITLE


LINES = {
    "day alone": ("2026-11-20", ("2026-11-20", None)),
    "day, author, place": ("2026-11-20 سليم الراوي دمشق", None),
    "known given name": ("2026-11-20 أحمد الراوي دمشق", ("2026-11-20", "أحمد الراوي")),
    "two places behind": ("20/11/2026 عبد الكريم الراوي سوريا - القامشلي", ("20/11/2026", "عبد الكريم الراوي")),
    "written month, clock": ("أحمد الراوي - 20 نوفمبر 2026 14:30", ("20 نوفمبر 2026 14:30", "أحمد الراوي")),
    "a sentence with a day": ("افتتح المعرض في 20 نوفمبر 2026 بمشاركة أحمد الراوي", None),
    "an event's day": ("يفتتح المعرض 20/11/2026", None),
    "no day": ("أحمد الراوي", None),
}


@pytest.mark.parametrize("name", LINES)
def test_sign_off(name: str) -> None:
    line, expected = LINES[name]
    found = signoff.read(line, OWN)
    assert (found and (found.text, found.author)) == expected


def test_day_and_author_at_the_foot() -> None:
    article = page(after="<p>2026-11-20 أحمد الراوي دمشق</p>")
    assert article.published is not None
    assert (str(article.published.date()), article.published_evidence, article.published_precision) == (
        "2026-11-20",
        "visible",
        "day",
    )
    assert article.authors == ("أحمد الراوي",)


def test_a_related_storys_day_is_not_taken() -> None:
    assert page(after='<div class="related-posts"><div>2020-01-01</div></div>').published is None


SECTIONS = {
    "breadcrumb in words": ("<div>الرئيسية / شؤون المدن</div>", "", "شؤون المدن"),
    "breadcrumb of links": ('<div><a href="/">الرئيسية</a> <a href="/s1">شؤون المدن</a></div>', "", "شؤون المدن"),
    "breadcrumb ends in the headline": (
        f'<div><a href="/">Home</a> › <a href="/s1">شؤون المدن</a> › {TITLE}</div>',
        "",
        "شؤون المدن",
    ),
    "a menu's word above the headline": ("<p>شؤون المدن</p>", "", "شؤون المدن"),
    "filed below": ("", '<div><span>نشر في</span><a href="/s1">شؤون المدن</a></div>', "شؤون المدن"),
    "a day after «نشر في»": ("", '<div>نشر في <a href="/d">20 نوفمبر 2026</a></div>', None),
    "a word no menu has": ("<p>حكاية</p>", "", None),
}


@pytest.mark.parametrize("name", SECTIONS)
def test_section_without_a_name(name: str) -> None:
    before, after, expected = SECTIONS[name]
    assert page(before, after).section == expected


TAGS = {
    "row of tag addresses": ('<div><a href="/tag/a">زيتون</a>، <a href="/tag/b">معاصر</a></div>', ("زيتون", "معاصر")),
    "in the query": ('<div><a href="/x?tag=1">زيتون</a> <a href="/x?tag=2">معاصر</a></div>', ("زيتون", "معاصر")),
    "as a copier writes them": (
        r'<div><a href="..\tag\a\index.htm">زيتون</a><a href="..\tag\b\index.htm">معاصر</a></div>',
        ("زيتون", "معاصر"),
    ),
    "labelled": ('<div>وسوم: <a href="/k/a">زيتون</a> <a href="/k/b">معاصر</a></div>', ("زيتون", "معاصر")),
    "a cloud": ("<div>" + "".join(f'<a href="/tag/{n}">كلمة{n}</a> ' for n in range(40)) + "</div>", ()),
    "other links": ('<div><a href="/a">زيتون</a> <a href="/b">معاصر</a></div>', ()),
    "inside a sentence": (
        '<p>يرى أصحاب المعاصر في القرى الجبلية أن موسم <a href="/tag/a">زيتون</a> هذا العام أفضل من سابقه بكثير.</p>',
        (),
    ),
}


@pytest.mark.parametrize("name", TAGS)
def test_tags_without_a_name(name: str) -> None:
    after, expected = TAGS[name]
    assert page(after=after).tags == expected


PICTURES = {
    "icon of the breadcrumb": ('<img src="/i/arrowBread.png"><img src="/p/olives.jpg">', "/p/olives.jpg"),
    "an ad server's": (
        '<img src="http://ads.example/www/delivery/avw.php?zoneid=2&n=a1"><img src="/p/olives.jpg">',
        "/p/olives.jpg",
    ),
    "a folder of banners": ('<img src="/banners/a.jpg"><img src="/p/olives.jpg">', "/p/olives.jpg"),
    "commas in a srcset": ('<img srcset="/p/o_0:0_a.jpg 300w,/p/o_0:0_b.jpg 1000w">', "/p/o_0:0_b.jpg"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_picture_beside_the_text(name: str) -> None:
    markup, expected = PICTURES[name]
    found = page(headline=f"<div>{TITLE}</div>{markup}").image
    assert found is not None
    assert found.url.endswith(expected)
