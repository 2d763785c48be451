"""Extraction as a whole: the story and nothing but the story, whatever the page looks like."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extraction import extractor
from news.article import Article, Embed, NotAnArticle, Page
from news.outlet import Outlet
from tests.crawler import pages
from tests.crawler.pages import BODY, OUTLET, TITLE

GOLDEN = Path(__file__).parents[2] / "golden"
ADHOC = Outlet(id="adhoc", name_ar="", name_en="", country="", timezone="UTC", home="", languages=())
FETCHED = datetime(2021, 9, 6, tzinfo=UTC)


def daraa(shape: str) -> Article:
    raw = (GOLDEN / f"daraa.{shape}").read_bytes()
    if shape == "txt":
        return extractor.extract_text(raw.decode(), ADHOC, url="", fetched=FETCHED)
    return extractor.extract(Page(url="https://www.trtarabi.com/now/daraa-6512345", body=raw, fetched=FETCHED), ADHOC)


@pytest.mark.parametrize("shape", ["marked.html", "soup.html", "txt"])
class TestSeedArticle:
    """The report on Daraa in three shapes: one body, the same data beside it."""

    def test_body_is_every_paragraph_of_the_report_and_nothing_else(self, shape: str) -> None:
        assert daraa(shape).body == (GOLDEN / "daraa.body.txt").read_text(encoding="utf-8").strip()

    def test_caption_and_credit(self, shape: str) -> None:
        article = daraa(shape)
        assert article.captions == ("قصف قوات تابعة للنظام السوري على أحياء درعا - أرشيف",)
        assert article.image is not None
        assert (article.image.caption, article.image.credit) == (article.captions[0], "AA")

    def test_agency(self, shape: str) -> None:
        assert daraa(shape).agency == "وكالات"

    def test_the_two_posts(self, shape: str) -> None:
        first, second = daraa(shape).embeds
        assert (first.platform, first.author, first.posted, first.after_paragraph) == (
            "facebook",
            "درعا 24",
            datetime(2021, 9, 4, tzinfo=UTC),
            3,
        )
        assert (second.platform, second.author, second.posted, second.after_paragraph) == (
            "facebook",
            "درعا 24",
            datetime(2021, 9, 5, tzinfo=UTC),
            7,
        )
        assert first.text == "قصف عنيف جدا تتعرض له درعا البلد الآن بمختلف صنوف الأسلحة"
        assert second.text is not None
        assert second.text.startswith("اشتباكات عنيفة تدور في محيط أحياء درعا البلد")

    def test_nothing_is_lost_silently(self, shape: str) -> None:
        removed = {line.text: line.reason for line in daraa(shape).removed}
        assert removed["تابعنا"] == "furniture:follow"
        assert removed["الأكثر تداولاً"] == "furniture:most_read"
        assert removed["TRT عربي - وكالات"] == "credit"

    def test_headline_only_where_the_page_has_one(self, shape: str) -> None:
        headline = daraa(shape).headline
        assert (headline is None) == (shape == "txt")


BODIES = {
    "paragraphs": pages.PARAGRAPHS,
    "line breaks": "<p>" + "<br><br>".join(BODY) + "</p>",
    "divs": "".join(f"<div>{text}</div>" for text in BODY),
    "spans and a table": "<table><tr><td>" + "<br>".join(f"<span>{text}</span>" for text in BODY) + "</td></tr></table>",
    "one blockquote": f"<blockquote>{pages.PARAGRAPHS}</blockquote>",
    "ads between": '<div class="ads-wrapper">ADVERTISEMENT</div>'.join(f"<p>{text}</p>" for text in BODY),
    "read also inside": pages.PARAGRAPHS.replace(
        "</p>", '</p><p><strong>اقرأ أيضاً: <a href="/x">خبر آخر من الأخبار</a></strong></p>', 1
    ),
    "read also list": pages.PARAGRAPHS.replace(
        "</p>", '</p><p>اقرأ أيضاً</p><ul><li><a href="/x">خبر آخر من الأخبار اليوم</a></li></ul>', 1
    ),
    "caption in a figure": f"<figure><img src=/a.jpg><figcaption>جلسة سابقة للحكومة (رويترز)</figcaption></figure>{pages.PARAGRAPHS}",
    "caption in a photo box": f'<div class="img-box"><img src=/a.jpg><span>جلسة سابقة للحكومة</span></div>{pages.PARAGRAPHS}',
    "share bar and tags": f'{pages.PARAGRAPHS}<div class="share-buttons">شارك</div><div class="post-tags"><a href="/t/1">موازنة</a></div>',
    "byline": f"<p>كتب: محمد الأحمد</p>{pages.PARAGRAPHS}",
    "dateline alone": f"<p>دمشق-سانا</p>{pages.PARAGRAPHS}",
    "credit": f"{pages.PARAGRAPHS}<p>المصدر: وكالات</p>",
    "heading repeated": f"<h2>{TITLE}</h2>{pages.PARAGRAPHS}",
    "comments and related": f'{pages.PARAGRAPHS}<div id="comments"><p>تعليق من قارئ يقول رأيه بطول كاف في هذا الخبر المنشور هنا</p></div>'
    '<div class="related-posts"><h3>مقالات ذات صلة</h3><a href="/y">خبر آخر</a></div>',
    "hidden text": f'<p style="display:none">نص مخفي لا يراه أحد من القراء</p>{pages.PARAGRAPHS}',
    "column layout": f'<div class="elementor-widget"><div class="has-sidebar hidden-xs">{pages.PARAGRAPHS}</div></div>',
}


@pytest.mark.parametrize("name", BODIES)
def test_body_is_the_same_in_every_shape(name: str) -> None:
    article = extractor.extract(pages.story(BODIES[name]), OUTLET)
    assert pages.paragraphs(article) == BODY
    assert article.headline == TITLE


def test_lists_and_subheads_of_the_story_stay() -> None:
    inner = (
        f"<p>{BODY[0]}</p><h3>أبرز البنود</h3><ul><li>زيادة رواتب القطاع العام</li><li>دعم المحروقات</li></ul><p>{BODY[1]}</p>"
    )
    article = extractor.extract(pages.story(inner), OUTLET)
    assert pages.paragraphs(article) == [BODY[0], "أبرز البنود", "زيادة رواتب القطاع العام", "دعم المحروقات", BODY[1]]


def test_quotation_in_the_story_stays() -> None:
    quote = "«لن نقبل بموازنة لا تحمي الفقراء، وسنواصل الضغط حتى تعديلها»"
    article = extractor.extract(pages.story(f"<p>{BODY[0]}</p><blockquote><p>{quote}</p></blockquote><p>{BODY[1]}</p>"), OUTLET)
    assert quote in pages.paragraphs(article)
    assert article.embeds == ()


def test_embed_keeps_its_place() -> None:
    tweet = '<blockquote class="twitter-tweet"><p>نص التغريدة</p>&mdash; الوزير (@min) <a href="https://twitter.com/min/status/5">November 20, 2026</a></blockquote>'
    inner = f"<p>{BODY[0]}</p><p>{BODY[1]}</p>{tweet}<p>{BODY[2]}</p>"
    article = extractor.extract(pages.story(inner), OUTLET)
    assert pages.paragraphs(article) == BODY[:3]
    wanted = Embed(
        platform="x",
        url="https://twitter.com/min/status/5",
        author="الوزير",
        posted=datetime(2026, 11, 20, tzinfo=UTC),
        text="نص التغريدة",
        after_paragraph=2,
    )
    assert article.embeds == (wanted,)


def test_standfirst_before_the_body() -> None:
    lead = "جلسة ماراثونية انتهت فجراً بإقرار الموازنة وسط اعتراض كتل معارضة على أرقام الإيرادات"
    article = extractor.extract(pages.story(before=f'<div class="article-lead">{lead}</div>'), OUTLET)
    assert article.standfirst == lead
    assert pages.paragraphs(article) == BODY


def test_outlet_rule_prunes() -> None:
    from dataclasses import replace

    inner = f'<div class="odd-box"><p>نص طويل من صندوق غريب لا ينتمي إلى هذا الخبر إطلاقاً</p></div>{pages.PARAGRAPHS}'
    for rule in (".odd-box", "//div[@class='odd-box']", "div.odd-box > p"):
        article = extractor.extract(pages.story(inner), replace(OUTLET, prune=(rule, "][broken")))
        assert pages.paragraphs(article) == BODY


def test_windows_1256_page_declared_utf8() -> None:
    page = pages.story()
    body = page.body.decode().encode("cp1256")
    article = extractor.extract(
        Page(url=page.url, body=body, fetched=page.fetched, content_type="text/html; charset=utf-8"), OUTLET
    )
    assert pages.paragraphs(article) == BODY


ENGLISH = [
    "The cabinet approved next year's budget on Friday after a session that lasted more than seven hours, officials said.",
    "The finance minister said spending on health and education would rise while the deficit would stay below five percent.",
    "Opposition groups objected to what they called a lack of transparency in the revenue figures and asked for full tables.",
]
FRENCH = [
    "Le gouvernement a adopté vendredi le budget de l'année prochaine après une séance de plus de sept heures.",
    "Le ministre des Finances a déclaré que les dépenses de santé et d'éducation allaient augmenter dans le pays.",
    "Des groupes d'opposition ont dénoncé un manque de transparence dans les chiffres des recettes de l'État.",
]


@pytest.mark.parametrize(("language", "text"), [("en", ENGLISH), ("fr", FRENCH)])
def test_other_languages(language: str, text: list[str]) -> None:
    article = extractor.extract(pages.story("".join(f"<p>{part}</p>" for part in text), title="x"), ADHOC)
    assert pages.paragraphs(article) == text
    with pytest.raises(NotAnArticle, match="language"):
        extractor.extract(
            pages.page(
                f"<article><h1>Cabinet approves the budget</h1>{''.join(f'<p>{part}</p>' for part in text)}</article>",
                body_class="single",
            ),
            OUTLET,
        )
    assert extractor.language.detect("\n".join(text)) == language


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=600))
def test_arbitrary_bytes_raise_only_its_own_error(body: bytes) -> None:
    for text in (body, b"<html><h1>x</h1><p>" + body, pages.story().body[:400] + body):
        with contextlib.suppress(NotAnArticle):
            extractor.extract(Page(url=pages.URL, body=text, fetched=pages.NOW), ADHOC)


@settings(max_examples=120, deadline=None)
@given(st.text(max_size=400))
def test_arbitrary_text_raises_only_its_own_error(text: str) -> None:
    try:
        article = extractor.extract_text(text, ADHOC, url="", fetched=pages.NOW)
    except NotAnArticle:
        return
    assert article.body


NASTY = {
    "nested 1900": pages.story("<div>" * 1900 + pages.PARAGRAPHS),
    "nested 50k": pages.story("<div>" * 50_000 + pages.PARAGRAPHS),
    "20k attributes": pages.story("<div " + " ".join(f"a{number}=1" for number in range(20_000)) + ">" + pages.PARAGRAPHS),
    "deep json": pages.story(head='<script type="application/ld+json">' + '[{"a":' * 100_000 + "</script>"),
    "control characters": pages.story(pages.PARAGRAPHS + "<p>&#1;&#xD800;&#xFFFE;\x01\x00</p>"),
    "huge colspan": pages.story(f"<table><tr><td colspan=9007199254740991>x</td></tr></table>{pages.PARAGRAPHS}"),
    "bad addresses": pages.story(head='<link rel=canonical href="http://[::x"><meta property="og:url" content="http://[/">'),
    "frameset": pages.page("<frameset><frame src=x></frameset>"),
    "long brackets": pages.story(pages.PARAGRAPHS + f"<p>{'(' * 5_000}</p><p>{'— ' * 5_000}(@a)</p>"),
    "long title": pages.story(title=" - " * 20_000),
    "unclosed": Page(url=pages.URL, body=b"<html><body><h1", fetched=pages.NOW),
}


@pytest.mark.parametrize("name", NASTY)
def test_nasty_pages_end_in_a_result_or_a_reason(name: str) -> None:
    try:
        article = extractor.extract(NASTY[name], OUTLET)
    except NotAnArticle as refused:
        article, reason = None, refused.reason
    if article is None:
        assert reason in ("too_deep", "not_article", "no_text", "empty")
    else:
        assert article.body
