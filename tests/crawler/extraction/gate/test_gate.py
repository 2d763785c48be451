"""What is an article, what is none, and which kind it is."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

import pytest

from crawler.extraction import extractor
from news.article import NotAnArticle, Page
from tests.crawler import pages
from tests.crawler.pages import OUTLET, PARAGRAPHS, TITLE, jsonld

TEASERS = "".join(
    f'<article><h2><a href="/story-{number}">عنوان الخبر رقم {number} في هذه القائمة</a></h2><p>مقدمة قصيرة للخبر المنشور في هذا القسم من الموقع.</p></article>'
    for number in range(12)
)
COLLECTION = jsonld(**{"@type": "CollectionPage", "name": "سياسة"})

REFUSED = {
    "front page": (pages.story(url="https://news.example.org/"), "not_article"),
    "front page with a file name": (pages.story(url="https://news.example.org/index.html"), "not_article"),
    "category": (
        pages.page(
            f"<h1>سياسة</h1>{TEASERS}",
            head=COLLECTION,
            body_class="archive category",
            url="https://news.example.org/category/politics/",
        ),
        "not_article",
    ),
    "category that says og:type article": (
        pages.page(
            f"<h1>سياسة</h1>{TEASERS}",
            head=COLLECTION + '<meta property="og:type" content="article">',
            url="https://news.example.org/politics/",
        ),
        "not_article",
    ),
    "tag without any mark": (
        pages.page(f"<h1>موازنة</h1>{TEASERS}", title="موازنة", url="https://news.example.org/tag/budget"),
        "not_article",
    ),
    "list without any mark": (
        pages.page(f"<h1>آخر أخبار السياسة</h1>{TEASERS}", title="آخر أخبار السياسة", url="https://news.example.org/politics"),
        "not_article",
    ),
    "author": (
        pages.page(
            f"<h1>محمد الأحمد</h1>{TEASERS}", head=jsonld(**{"@type": "ProfilePage"}), url="https://news.example.org/author/m"
        ),
        "not_article",
    ),
    "search": (pages.page(f"<h1>نتائج البحث</h1>{TEASERS}", url="https://news.example.org/?s=x"), "not_article"),
    "about": (
        pages.page(f"<h1>من نحن</h1>{PARAGRAPHS}", title="من نحن - أخبار المثال", url="https://news.example.org/about"),
        "not_article",
    ),
    "contact": (
        pages.page(f"<h1>اتصل بنا</h1>{PARAGRAPHS}", title="اتصل بنا", url="https://news.example.org/contact"),
        "not_article",
    ),
    "redirect stub": (pages.page("", head='<meta http-equiv="refresh" content="0; url=index.html">'), "redirect"),
    "soft 404 in Arabic": (
        pages.page("<h1>عذراً، الصفحة غير موجودة</h1><p>الصفحة التي تبحث عنها غير موجودة.</p>", title="الصفحة غير موجودة"),
        "soft_404",
    ),
    "soft 404 in English": (pages.page("<h1>Page not found</h1><p>Sorry.</p>", title="404 Not Found"), "soft_404"),
    "bot wall": (
        pages.page("<h1>news.example.org</h1><p>Checking your browser before accessing.</p>", title="Just a moment..."),
        "challenge",
    ),
    "log-in wall": (
        pages.page("<h1>تسجيل الدخول</h1><form><input name=u><input type=password name=p></form>", title="تسجيل الدخول"),
        "login",
    ),
    "maintenance": (pages.page("<h1>الموقع تحت الصيانة</h1>", title="أخبار المثال"), "maintenance"),
    "article without text": (pages.story("", body_class="single single-post postid-5"), "no_text"),
    "empty": (Page(url=pages.URL, body=b"", fetched=pages.NOW), "empty"),
    "pdf": (Page(url=pages.URL, body=b"%PDF-1.4", fetched=pages.NOW, content_type="text/html"), "binary"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_its_reason(name: str) -> None:
    page, reason = REFUSED[name]
    with pytest.raises(NotAnArticle) as caught:
        extractor.extract(page, OUTLET)
    assert caught.value.reason == reason, str(caught.value)


ACCEPTED = {
    "plain": pages.story(),
    "under a head that is the home page's": pages.story(
        head='<link rel="canonical" href="https://news.example.org"><meta property="og:url" content="https://news.example.org/">'
        '<meta property="og:title" content="أخبار المثال | الرئيسية"><meta property="og:type" content="website">'
        + jsonld(**{"@type": "NewsArticle", "headline": TITLE, "datePublished": "2026-11-20"}),
        title="أخبار المثال | الرئيسية",
        body_class="home page",
    ),
    "about a page that was not found": pages.page(
        f"<article><h1>خطأ 404: حكاية الصفحة غير موجودة</h1><time datetime=2026-11-20>2026-11-20</time>{PARAGRAPHS * 3}</article>",
        title="خطأ 404: حكاية الصفحة غير موجودة",
    ),
    "with many related links below": pages.story(after=f'<div class="more-news">{TEASERS}</div>'),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted(name: str) -> None:
    article = extractor.extract(ACCEPTED[name], OUTLET)
    assert pages.BODY[0] in article.body


SINGLE = "single single-post postid-7"
KINDS = {
    "flash": (pages.page("<article><h1>عاجل | انفجار في وسط العاصمة</h1><time datetime=2026-11-20></time><div class=entry-content><p>انفجار يهز وسط العاصمة.</p></div></article>", body_class=SINGLE), "flash", 1),
    "flash without a body": (pages.page("<article><h1>عاجل: انفجار في وسط العاصمة ووقوع إصابات</h1><time datetime=2026-11-20></time><div class=entry-content></div></article>", body_class=SINGLE), "flash", 0),
    "video": (pages.page(f'<article><h1>{TITLE}</h1><div class=entry-content><iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe></div></article>', body_class=SINGLE), "video", 0),
    "gallery": (pages.page(f"<article><h1>{TITLE}</h1><div class=entry-content><img src=/1.jpg><img src=/2.jpg></div></article>", body_class=SINGLE), "gallery", 0),
    "liveblog": (pages.story(head=jsonld(**{"@type": "LiveBlogPosting", "headline": TITLE})), "liveblog", 4),
    "article": (pages.story(), "article", 4),
    "article with a video": (pages.story(PARAGRAPHS * 3 + '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'), "article", 12),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_kind(name: str) -> None:
    page, kind, count = KINDS[name]
    article = extractor.extract(page, OUTLET)
    assert article.kind == kind
    assert len(article.paragraphs) == count
