"""What stands apart from the paragraphs: standfirst, captions without a name, menus, skippable boxes, section links, keywords."""

from __future__ import annotations

import pytest

from crawler.extraction import extractor
from crawler.extraction.metadata import people
from news.article import article_json
from tests.crawler import pages
from tests.crawler.pages import BODY, OUTLET, PARAGRAPHS, TITLE, URL
from tests.newsroom import scorecard
from tests.newsroom.profiles import PROFILES, Profile

LEAD = "زيادة في مخصصات الصحة والتعليم وكتل نيابية معترضة"
DESCRIBED = f'<meta name="description" content="{LEAD}">'


@pytest.mark.parametrize("profile", PROFILES, ids=[profile.shape for profile in PROFILES])
def test_newsroom_pages_are_read_without_a_fault(profile: Profile) -> None:
    wrong = {item.number: faults for item in scorecard.printed(profile) if (faults := scorecard.read(item, profile))}
    assert wrong == {}


STANDFIRST = {
    "heading": (f"<h2>{LEAD}</h2>", "", True),
    "bold, as described": (f"<p><b>{LEAD}</b></p>", DESCRIBED, True),
    "strong in a span, as described": (f"<p><span><strong>{LEAD}</strong></span></p>", DESCRIBED, True),
    "bold, not described": (f"<p><b>{LEAD}</b></p>", "", False),
    "plain, as described": (f"<p>{LEAD}</p>", DESCRIBED, False),
    "half bold": (f"<p><b>زيادة في مخصصات</b>{LEAD.removeprefix('زيادة في مخصصات')}</p>", DESCRIBED, False),
}


@pytest.mark.parametrize("name", STANDFIRST)
def test_standfirst_inside_the_body(name: str) -> None:
    markup, head, apart = STANDFIRST[name]
    article = extractor.extract(pages.story(markup + PARAGRAPHS, head=head), OUTLET)
    assert pages.paragraphs(article) == (BODY if apart else [LEAD, *BODY])
    assert article.standfirst == (LEAD if apart else None)
    assert [line.reason for line in article.removed if line.text == LEAD] == (["standfirst"] if apart else [])


def test_short_heading_before_the_text_is_a_section_of_it() -> None:
    article = extractor.extract(pages.story(f"<h2>خلفية</h2>{PARAGRAPHS}"), OUTLET)
    assert pages.paragraphs(article) == ["خلفية", *BODY]


def test_dateline_after_a_standfirst() -> None:
    inner = f"<h2>{LEAD}</h2><p>عمّان (رويترز) - {BODY[0]}</p>" + "".join(f"<p>{text}</p>" for text in BODY[1:])
    article = extractor.extract(pages.story(inner), OUTLET)
    assert (article.dateline, article.agency) == ("عمّان (رويترز)", "رويترز")
    assert pages.paragraphs(article) == BODY


UNDER = {
    "line break": "<p><img src='/a.jpg'><br>الوزير في مؤتمره</p>",
    "small type": "<div><img src='/a.jpg'><small>الوزير في مؤتمره</small></div>",
    "centred after it": "<div><img src='/a.jpg'></div><p style='text-align: center'>الوزير في مؤتمره</p>",
}


@pytest.mark.parametrize("name", UNDER)
def test_caption_without_a_name(name: str) -> None:
    inner = f"<p>{BODY[0]}</p>{UNDER[name]}" + "".join(f"<p>{text}</p>" for text in BODY[1:])
    article = extractor.extract(pages.story(inner), OUTLET)
    assert pages.paragraphs(article) == BODY
    assert article.captions == ("الوزير في مؤتمره",)


def test_paragraph_with_a_picture_at_its_head_is_text() -> None:
    inner = "".join(f"<p><img src='/{number}.jpg'>{text}</p>" for number, text in enumerate(BODY))
    assert pages.paragraphs(extractor.extract(pages.story(inner), OUTLET)) == BODY


def test_menu_line_in_the_body_is_navigation() -> None:
    menu = "".join(f'<a href="/{name}">{name}</a> ' for name in ("سياسة", "اقتصاد", "رياضة", "ثقافة"))
    article = extractor.extract(pages.story(f"<div>{menu}</div>{PARAGRAPHS}"), OUTLET)
    assert pages.paragraphs(article) == BODY


def test_box_to_skip_is_no_story() -> None:
    rows = ("حصاد اليوم", "تخطى حصاد اليوم وواصل القراءة", "عرض لأهم ما جرى هذا الأسبوع", "حصاد اليوم نهاية")
    box = "".join(f"<div>{row}</div>" for row in rows)
    inner = f"<p>{BODY[0]}</p>{box}" + "".join(f"<p>{text}</p>" for text in BODY[1:])
    article = extractor.extract(pages.story(inner), OUTLET)
    assert pages.paragraphs(article) == BODY
    assert sum(line.reason == "furniture:skip" for line in article.removed) == 4


SECTIONS = {
    "by its address": ('<div><a href="/category/economy">اقتصاد</a></div>', "اقتصاد"),
    "above the article": ('<p><a href="/politics/">سياسة</a></p>', "سياسة"),
    "last step of an unmarked breadcrumb": (
        '<p><a href="/">الرئيسية</a> &gt; <a href="/section/1">أخبار</a> &gt; <a href="/section/2">محلية</a></p>',
        "محلية",
    ),
    "a menu": ("<p>" + "".join(f'<a href="/section/{n}">قسم {n}</a> ' for n in range(5)) + "</p>", None),
    "another story": ('<p><a href="/section/2/some-story">الحكومة تعقد جلسة ثانية لمناقشة الموازنة</a></p>', None),
    "another site": ('<p><a href="https://other.example/section/2">رياضة</a></p>', None),
}


@pytest.mark.parametrize("name", SECTIONS)
def test_section_from_a_link_near_the_headline(name: str) -> None:
    markup, wanted = SECTIONS[name]
    assert extractor.extract(pages.story(before=markup), OUTLET).section == wanted


KEYWORDS = {
    "of the story": ("موازنة، وزارة المالية، مجلس النواب", ("موازنة", "وزارة المالية", "مجلس النواب")),
    "names the site": ("موازنة, أخبار المثال, وزارة المالية", ()),
    "news in general": ("أخبار, الأردن, موازنة", ()),
    "sections": ("سياسة, اقتصاد, رياضة, ثقافة, موازنة", ()),
    "the headline": (TITLE, ()),
    "the headline in pieces": (",".join(TITLE.split()), ()),
    "too many": (",".join(f"موازنة {number}" for number in range(30)), ()),
}


@pytest.mark.parametrize("name", KEYWORDS)
def test_keywords_meta_is_believed_when_it_speaks_of_the_article(name: str) -> None:
    content, wanted = KEYWORDS[name]
    assert extractor.extract(pages.story(head=f'<meta name="keywords" content="{content}">'), OUTLET).tags == wanted


JOINED = {
    "سامر حداد وريم النجار": ["سامر حداد", "ريم النجار"],
    "سامر حداد ووليد النجار": ["سامر حداد", "وليد النجار"],
    "سامر حداد وليد": ["سامر حداد وليد"],
    "سيدي محمد ولد بوبكر": ["سيدي محمد ولد بوبكر"],
    "أحمد علي وائل الخطيب": ["أحمد علي وائل الخطيب"],
    "وليد الحارثي (جدة)": ["وليد الحارثي"],
    "منى سعيد ورنا خليل وهدى مطر": ["منى سعيد", "رنا خليل", "هدى مطر"],
}


@pytest.mark.parametrize("text", JOINED, ids=list(JOINED))
def test_names_joined_by_and(text: str) -> None:
    assert people.names(text, frozenset()) == JOINED[text]


@pytest.mark.parametrize(
    ("line", "signed"),
    [
        ("رشا رسلان", True),
        ("عبد الرحمن شرف الدين", True),
        ("على هامش القمة", False),
        ("ولا تغيير المناخات", False),
        ("علي", False),
    ],
)
def test_signature_below_the_text(line: str, signed: bool) -> None:
    assert (people.signature(line, frozenset()) is not None) is signed


def test_pictures_beside_few_words_are_a_gallery() -> None:
    shots = "".join(f'<p><img src="/shots/{number}.jpg"><br>لقطة من الجلسة</p>' for number in range(4))
    assert extractor.extract(pages.story(f"<p>صور من الجلسة الأخيرة للحكومة في العاصمة.</p>{shots}"), OUTLET).kind == "gallery"
    icons = "".join(f'<img src="/icons/{number}.svg">' for number in range(4))
    assert extractor.extract(pages.story(f"<p>{BODY[0]}</p>{icons}"), OUTLET).kind == "article"


def test_posts_address_carries_no_trackers() -> None:
    post = '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/AB/?utm_source=ig_embed"></blockquote>'
    (embed,) = extractor.extract(pages.story(PARAGRAPHS + post), OUTLET).embeds
    assert embed.url == "https://www.instagram.com/p/AB/"


def test_unknown_addresses_are_null_in_the_json() -> None:
    article = extractor.extract_text("\n".join(["الوزير في مؤتمره - أرشيف (AA)", *BODY]), OUTLET, url="", fetched=pages.NOW)
    found = article_json(article)
    assert (found["url"], found["canonical_url"], found["image"]["url"]) == (None, None, None)
    assert found["image"]["credit"] == "AA"
    assert article_json(extractor.extract(pages.story(), OUTLET))["url"] == URL
