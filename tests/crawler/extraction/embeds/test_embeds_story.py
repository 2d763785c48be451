"""No paragraph of the story vanishes with an embed: forgotten closing tags, boxes named like embeds, persons' quotations."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

import pytest

from crawler.extraction.embeds import cutting
from crawler.extraction.page import tree

STORY = [
    "قالت البلدية إن أعمال الصيانة بدأت فجر اليوم في الأحياء الشمالية من المدينة.",
    "وأضافت أن العمل يستمر ثلاثة أسابيع وأن المدارس تبقى مفتوحة في أثناء ذلك كله.",
    "وطالب سكان الحي بتأمين ممر آمن للمشاة قرب موقع الحفر في الشارع الرئيسي.",
]
PARAGRAPHS = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
SIGNED = '<p>نص التغريدة</p>&mdash; مرصد (@m) <a href="https://twitter.com/m/status/2">May 3, 2024</a>'
FB = 'class="fb-post" data-href="https://www.facebook.com/p/posts/1"'
BOXES = {
    "tweet-not-closed": (f'<blockquote class="twitter-tweet">{SIGNED}{PARAGRAPHS}', 1),
    "short-tweet-not-closed": (
        f'<blockquote class="twitter-tweet"><a href="https://twitter.com/m/status/2"></a>{PARAGRAPHS}',
        1,
    ),
    "two-tweets-not-closed": (
        f'<blockquote class="twitter-tweet">{SIGNED}<blockquote class="twitter-tweet">{SIGNED.replace("/2", "/3")}{PARAGRAPHS}',
        2,
    ),
    "loose-text-after-the-date": (f'<blockquote class="twitter-tweet">{SIGNED} {STORY[0]}<p>{STORY[1]}</p><p>{STORY[2]}</p>', 1),
    "facebook-not-closed": (
        (
            f'<div {FB}><blockquote cite="https://www.facebook.com/p/posts/1"><p>المنشور</p>Posted by <a>الصفحة</a> on'
            f' <a href="https://www.facebook.com/p/posts/1">Sunday, September 5, 2021</a>{PARAGRAPHS}'
        ),
        1,
    ),
    "facebook-around-the-story": (f"<div {FB}>{PARAGRAPHS}</div>", 1),
    "facebook-then-the-story": (
        f'<div {FB}><blockquote cite="https://www.facebook.com/p/posts/1"></blockquote>{PARAGRAPHS}</div>',
        1,
    ),
    "instagram-not-closed": (
        (
            '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/A/"><p>View this post on Instagram</p>'
            f"<p>A post shared by مصوّر (@photog)</p>{PARAGRAPHS}"
        ),
        1,
    ),
    "named-like-a-post": (f'<div class="fb-post post-body">{PARAGRAPHS}</div>', 0),
    "named-like-a-tweet": (f'<div class="twitter-tweet-style">{PARAGRAPHS}</div>', 0),
    "named-embed": (f'<div class="telegram-embed">{PARAGRAPHS}</div>', 0),
}


@pytest.mark.parametrize(("markup", "count"), BOXES.values(), ids=BOXES)
def test_story_stays(markup: str, count: int) -> None:
    root = tree.parse(f"<body><h1>عنوان</h1><div>{markup}</div></body>")
    found = cutting.cut(root)
    assert len(found) == count
    assert [block.text for block in tree.blocks(root.find("body")) if block.text] == ["عنوان", *STORY]


def test_huge_box_without_an_end_is_no_embed() -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in STORY * 20)
    root = tree.parse(f'<body><blockquote class="twitter-tweet">{text}</blockquote></body>')
    assert cutting.cut(root) == []
    assert len(tree.blocks(root.find("body"))) == 60


@pytest.mark.parametrize(
    "markup",
    [
        "<blockquote><p>«لن نغادر بيوتنا» — أحد سكان الحي</p></blockquote>",
        '<blockquote cite="https://agency.example/statement"><p>قال المدير إن العمل يستمر</p></blockquote>',
        '<blockquote class="wp-block-quote"><p>قال المدير في <a href="https://x.com/m/status/1">تغريدة</a> إن العمل يستمر</p></blockquote>',
    ],
    ids=["plain", "cites-an-agency", "links-to-a-post"],
)
def test_quotation_of_a_person_stays(markup: str) -> None:
    root = tree.parse(f"<body>{markup}</body>")
    assert cutting.cut(root) == []
    assert tree.text_of(root)


def test_text_around_an_embed_stays_in_order() -> None:
    root = tree.parse(f'<body><p>أول <iframe src="https://vimeo.com/1"></iframe> ثان</p><div>x{STORY[0]}</div></body>')
    cutting.cut(root)
    assert [(block.text, block.embed) for block in tree.blocks(root.find("body"))] == [
        ("أول", None),
        ("", 0),
        ("ثان", None),
        (f"x{STORY[0]}", None),
    ]
