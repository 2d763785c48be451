"""Embeds: cut from the tree as data, or recognised as pasted text."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

import pytest

from crawler.extraction.embeds import cutting, pasted
from crawler.extraction.page import tree

CASES = [
    (
        (
            '<blockquote class="twitter-tweet"><p lang="ar">نص التغريدة <a href="https://t.co/a">pic.twitter.com/a</a></p>&mdash; الاسم (@name) '
            '<a href="https://twitter.com/name/status/123?ref_src=x">November 29, 2024</a></blockquote><script src="https://platform.twitter.com/widgets.js"></script>'
        ),
        pasted.Cut("x", "https://twitter.com/name/status/123", "الاسم", "November 29, 2024", "نص التغريدة"),
    ),
    (
        (
            '<div class="fb-post" data-href="https://www.facebook.com/p/posts/1"><blockquote cite="https://www.facebook.com/p/posts/1">'
            '<p>نص المنشور</p>Posted by <a href="#">الصفحة</a> on&nbsp;<a href="#">Sunday, September 5, 2021</a></blockquote></div>'
        ),
        pasted.Cut("facebook", "https://www.facebook.com/p/posts/1", "الصفحة", "Sunday, September 5, 2021", "نص المنشور"),
    ),
    (
        '<iframe src="https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fp%2Fposts%2F1&amp;width=500"></iframe>',
        pasted.Cut("facebook", "https://www.facebook.com/p/posts/1"),
    ),
    (
        (
            '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/AB/"><p>View this post on Instagram</p>'
            "<p>A post shared by الاسم (@name)</p></blockquote>"
        ),
        pasted.Cut("instagram", "https://www.instagram.com/p/AB/", "الاسم"),
    ),
    (
        '<script data-telegram-post="chan/55" src="https://telegram.org/js/telegram-widget.js"></script>',
        pasted.Cut("telegram", "https://t.me/chan/55"),
    ),
    (
        '<iframe src="//www.youtube.com/embed/abcdefghijk?rel=0"></iframe>',
        pasted.Cut("youtube", "https://www.youtube.com/watch?v=abcdefghijk"),
    ),
    (
        '<iframe src="https://web.archive.org/web/20220101if_/https://www.youtube.com/embed/abcdefghijk"></iframe>',
        pasted.Cut("youtube", "https://www.youtube.com/watch?v=abcdefghijk"),
    ),
    ('<figure class="wp-block-embed"><div>https://t.me/chan/7</div></figure>', pasted.Cut("telegram", "https://t.me/chan/7")),
    ('<amp-twitter data-tweetid="99"></amp-twitter>', pasted.Cut("x", "https://twitter.com/i/status/99")),
    ('<iframe src="https://maps.example.org/x"></iframe>', pasted.Cut("iframe", "https://maps.example.org/x")),
    (
        '<blockquote class="wp-embedded-content"><p><a href="https://other.test/story">عنوان آخر</a></p></blockquote><iframe src="https://other.test/story/embed/"></iframe>',
        pasted.Cut("wordpress", "https://other.test/story", None, None, "عنوان آخر"),
    ),
]


@pytest.mark.parametrize(("markup", "wanted"), CASES, ids=[f"{number}-{cut.platform}" for number, (_, cut) in enumerate(CASES)])
def test_embed_becomes_data_and_leaves_its_place(markup: str, wanted: pasted.Cut) -> None:
    root = tree.parse(f"<body><p>قبل</p>{markup}<p>بعد</p></body>")
    assert cutting.cut(root) == [wanted]
    rows = [(block.text, block.embed) for block in tree.blocks(root.find("body"))]
    assert rows == [("قبل", None), ("", 0), ("بعد", None)]


@pytest.mark.parametrize(
    "markup",
    [
        '<iframe src="https://www.googletagmanager.com/ns.html"></iframe>',
        '<iframe src="https://www.facebook.com/plugins/like.php?href=x"></iframe>',
        '<iframe src="about:blank"></iframe>',
        '<iframe src="http://[bad/"></iframe>',
        "<blockquote><p>قال الوزير إن الأمر انتهى</p></blockquote>",
    ],
)
def test_what_is_no_embed(markup: str) -> None:
    assert cutting.cut(tree.parse(f"<body>{markup}</body>")) == []


def test_forged_marker_is_text() -> None:
    root = tree.parse('<body><p>نص</p><rasid-embed n="7">متن</rasid-embed></body>')
    assert cutting.cut(root) == []
    assert [(block.text, block.embed) for block in tree.blocks(root)] == [("نص", None), ("متن", None)]


PASTED = [
    (
        ["قصف عنيف الآن", "Posted by درعا 24 on Saturday, September 4, 2021"],
        ("facebook", "درعا 24", "Saturday, September 4, 2021", "قصف عنيف الآن"),
        1,
    ),
    (
        ["مشاهد من حلب pic.twitter.com/OQOugoFcI7— خطاب (@khetab) November 29, 2024"],
        ("x", "خطاب", "November 29, 2024", "مشاهد من حلب"),
        0,
    ),
    (["نص التغريدة", "— خطاب (@khetab) 12 نوفمبر 2026"], ("x", "خطاب", "12 نوفمبر 2026", "نص التغريدة"), 1),
    (["View this post on InstagramA post shared by الاسم (@name)"], ("instagram", "الاسم", None, None), 0),
]


@pytest.mark.parametrize(("lines", "wanted", "above"), PASTED, ids=["facebook", "x-one-line", "x-two-lines", "instagram"])
def test_pasted_post(lines: list[str], wanted: tuple[str, str, str | None, str | None], above: int) -> None:
    (post,) = pasted.find(["أعلنت البلدية بدء العمل.", *lines, "وختم البيان."])
    assert post.cut is not None
    assert (post.cut.platform, post.cut.author, post.cut.posted, post.cut.text) == wanted
    assert post.at - post.first == above


@pytest.mark.parametrize(
    "line",
    [
        "وقال الوزير — وهو عضو في الحزب (@) — إن الأمر انتهى",
        "التقى الوفد — برئاسة الوزير — مسؤولين في المدينة",
        "كتب على حسابه (@name) اليوم",
    ],
)
def test_dash_alone_is_no_tweet(line: str) -> None:
    assert pasted.find([line]) == []
