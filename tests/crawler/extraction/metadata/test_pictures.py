"""Captions and their credits; which addresses are an article's picture, and which the house's own."""

from __future__ import annotations

import pytest

from crawler.extraction import extractor
from crawler.extraction.metadata import pictures
from crawler.extraction.page import head as heads
from crawler.extraction.page import tree
from tests.crawler import pages
from tests.crawler.pages import OUTLET

CAPTIONS = {
    "زوار في السوق (رويترز)": ("زوار في السوق", "رويترز"),
    "زوار في السوق - أرشيف (AA)": ("زوار في السوق - أرشيف", "AA"),
    "زوار في السوق - أرشيف": ("زوار في السوق - أرشيف", None),
    "زوار في السوق (أرشيفية)": ("زوار في السوق (أرشيفية)", None),
    "زوار في السوق (مواقع التواصل)": ("زوار في السوق", "مواقع التواصل"),
    "الوزير (يمين) مع ضيفه (يسار)": ("الوزير (يمين) مع ضيفه (يسار)", None),
    "زوار في السوق – رويترز": ("زوار في السوق", "رويترز"),
    "زوار في السوق/ رويترز": ("زوار في السوق", "رويترز"),
    "زوار في السوق – قرب المرفأ": ("زوار في السوق – قرب المرفأ", None),
    "زوار في السوق. © أ ف ب": ("زوار في السوق", "أ ف ب"),
    "زوار في السوق تصوير: سالم العوض": ("زوار في السوق", "تصوير: سالم العوض"),
    "زوار في السوق. Getty Images": ("زوار في السوق", "Getty Images"),
    "© REUTERS / SALEM ODEH": ("", "REUTERS / SALEM ODEH"),
    "مصدر الصورة، Getty Images": ("", "Getty Images"),
    "التعليق على الصورة، زوار في السوق": ("زوار في السوق", None),
    "مصدر الصورة، Getty Images التعليق على الصورة، زوار في السوق": ("زوار في السوق", "Getty Images"),
    "زوار في السوق": ("زوار في السوق", None),
}


@pytest.mark.parametrize("caption", CAPTIONS, ids=list(CAPTIONS))
def test_credit_parts_from_caption(caption: str) -> None:
    assert pictures.split_credit(caption) == CAPTIONS[caption]


HOUSE = [
    "/uploads/logo.png",
    "/uploads/site-logo-512x512.png",
    "/img/default.jpg",
    "/img/default-thumbnail.jpg",
    "/img/no-image.png",
    "/img/noimage_1.jpg",
    "/img/image-not-found.jpg",
    "/img/photo_placeholder.jpg",
    "/img/og-default.jpg",
    "/img/og-share.png",
    "/img/fb-share.png",
    "/img/fb_image_2.jpg",
    "/img/social-card-ar.jpg",
    "/img/share.jpg",
    "/img/share-1200x630.jpg",
    "/img/sharing.png",
    "/img/fallback.webp",
    "/img/opengraph-default.jpg",
    "/img/apple-touch-icon.png",
    "/img/android-chrome-512x512.png",
    "/img/example-news.png",
    "/img/example_news2.jpg",
    "/wp-content/themes/jannah/assets/images/cover-for-all.jpg",
    "/wp-content/plugins/seo/pic.jpg",
    "/sites/all/themes/news/images/front.jpg",
]
OWN = [
    "/articles/5021/og.jpg",
    "/articles/5021/opengraph-image.png",
    "/uploads/2026/11/market-share-of-companies.jpg",
    "/uploads/2026/11/fb_img_1651048922660.jpg",
    "/uploads/2026/11/og-mudir-speaks.jpg",
    "/uploads/2026/11/share-holders-meeting.jpg",
    "/uploads/2026/11/site-of-the-blast.jpg",
    "/uploads/2026/11/header-goal-in-the-derby.jpg",
    "/uploads/2026/11/20/cover.jpg",
    "/uploads/2026/11/image.jpg",
    "/uploads/2026/11/WhatsApp-Image-2026-11-20-at-10.22.33.jpeg",
    "/uploads/2026/11/images-12.jpg",
    "/uploads/2026/11/example-news-of-the-day.jpg",
    "/uploads/2026/11/20261120_101010.jpg",
]


def address(path: str) -> str | None:
    root = tree.parse(pages.story().body.decode())
    return pictures.picture_address(f"https://news.example.org{path}", heads.read(root, pages.URL, OUTLET))


@pytest.mark.parametrize("path", HOUSE)
def test_house_picture(path: str) -> None:
    assert address(path) is None


@pytest.mark.parametrize("path", OWN)
def test_own_picture(path: str) -> None:
    assert address(path) == f"https://news.example.org{path}"


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ('<header><a href="/"><img src="/u/x7.jpg"></a></header>', "/u/real.jpg"),
        ('<header><a href="https://news.example.org"><img src="/u/x7-300x200.jpg"></a></header>', "/u/real.jpg"),
        ('<div><img class="site-logo" src="/u/x7.jpg"></div>', "/u/real.jpg"),
        ('<div><img alt="أخبار المثال" data-src="/u/x7.jpg"></div>', "/u/real.jpg"),
        ('<div><a href="/n/5"><img src="/u/x7.jpg"></a></div>', "/u/x7.jpg"),
        ("", "/u/x7.jpg"),
    ],
    ids=["leads home", "another size of it", "class logo", "the house's name", "a card of the story", "nowhere else"],
)
def test_picture_that_is_the_house_s_mark(mark: str, expected: str) -> None:
    root = tree.parse(
        pages.story(before=mark, head='<meta property="og:image" content="https://news.example.org/u/x7.jpg">').body.decode()
    )
    head = heads.read(root, pages.URL, OUTLET)
    own = tree.parse("<img src=/u/real.jpg>").findall(".//img")
    everything = [(at, picture) for at, picture in enumerate(root.iter("img"))]
    found = pictures.image(head, own, [], everything)
    assert found is not None
    assert found.url == f"https://news.example.org{expected}"


def test_captions_of_a_run_belong_to_the_page() -> None:
    captions = [(at, None) for at in (19, 22, 25, 60, 90)]
    assert pictures.run_end(captions, 20, 15) == 25
    assert pictures.run_end(captions, 50, 15) == 60
    assert pictures.run_end([], 20, 15) == 20


SECTIONS = {
    "a heading of the text with such an id": ('<h2 id="section">خالد المثال</h2><p>نص.</p>', None),
    "a heading of the text with such a class": ('<h3 class="category">قصة أخرى</h3>', None),
    "a part of the text": ('<div class="section"><p>قال <a href="/x">المجلس البلدي</a> إن العمل بدأ.</p></div>', None),
    "a sentence": ('<span class="kicker">هذا خبر طويل جدا عن موضوع واحد لا غير</span>', None),
    "a label": ('<span class="category"><a href="/c/local">محليات</a></span>', "محليات"),
}


@pytest.mark.parametrize("name", SECTIONS)
def test_section_is_a_label(name: str) -> None:
    inner, expected = SECTIONS[name]
    assert extractor.extract(pages.story(pages.PARAGRAPHS + inner), OUTLET).section == expected
