"""Which kind of article a page holds, where the plain signs mislead."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

import pytest

from crawler.extraction import extractor
from news.article import Page
from tests.crawler import pages
from tests.crawler.pages import OUTLET, PARAGRAPHS, TITLE, jsonld

LINE = "<p>عقد المجلس جلسة قصيرة مساء الجمعة في مقره بالعاصمة.</p>"
TUBE = "https://www.youtube.com/embed/abcdefghijk"
ENTRIES = "".join(
    f"<div><time>1{n}:0{n}</time><p>تطور رقم {n}: الوزراء يواصلون النقاش في بنود الموازنة حتى هذه الساعة.</p></div>"
    for n in range(5)
)
LINES = "".join(
    f"<p>1{n}:30 - الوزراء يواصلون النقاش في بنود الموازنة حتى هذه الساعة، والبند رقم {n} لم يحسم بعد.</p>" for n in range(5)
)


def item(title: str, inner: str, *, head: str = "", after: str = "", body_class: str = "single single-post postid-7") -> Page:
    main = f"<article><h1>{title}</h1><time datetime=2026-11-20></time><div class=entry-content>{inner}</div></article>{after}"
    return pages.page(main, title=f"{title} - أخبار المثال", head=head, body_class=body_class)


KINDS: dict[str, tuple[Page, str]] = {
    # عاجل
    "urgent, colon": (item("عاجل: المجلس يعقد جلسة", LINE), "flash"),
    "urgent, no sign": (item("عاجل المجلس يعقد جلسة طارئة", LINE), "flash"),
    "urgent, stretched": (item("عاجـــل | المجلس يعقد جلسة", LINE), "flash"),
    "urgent after the house's name": (item("المثال عاجل: المجلس يعقد جلسة", LINE), "flash"),
    "urgent after a glued hashtag": (item("#المثالعاجل:المجلس يعقد جلسة طارئة", LINE), "flash"),
    "breaking in English letters": (item("Breaking: المجلس يعقد جلسة طارئة", LINE), "flash"),
    "urgent and long": (item("عاجل: المجلس يعقد جلسة", PARAGRAPHS * 2), "article"),
    "an urgent meeting": (item("اجتماع عاجل لمجلس الأمن بشأن الأزمة", LINE), "article"),
    "an urgent call": (item("نداء عاجل من الأمم المتحدة لإغاثة المنكوبين", LINE), "article"),
    "urgency in the middle": (item("الوزير: تدخل عاجل لحل أزمة المياه", LINE), "article"),
    "one line, the headline again": (item("المجلس يعقد جلسة طارئة مساء اليوم", "<p>المجلس يعقد جلسة طارئة مساء اليوم.</p>"), "flash"),
    "one line, the headline cut": (item("المجلس: جلسة طارئة مساء اليوم في مقره بالعاص", "<p>المجلس: جلسة طارئة مساء اليوم في مقره بالعاصمة.</p>"), "flash"),
    "one line that tells more": (item("المجلس يعقد جلسة طارئة", "<p>عقد المجلس جلسة طارئة مساء الجمعة في مقره بالعاصمة لبحث أزمة المياه بعد أسبوع من الجدل.</p>"), "article"),
    "the headline again, and more": (item("المجلس يعقد جلسة طارئة اليوم", "<p>المجلس يعقد جلسة طارئة اليوم.</p><p>والجلسة هي الثانية هذا الأسبوع.</p>"), "article"),
    # live
    "live by its own data": (item(TITLE, PARAGRAPHS, head=jsonld(**{"@type": "LiveBlogPosting", "headline": TITLE})), "liveblog"),
    "live by another page's data": (item(TITLE, PARAGRAPHS, head=jsonld(**{"@type": "LiveBlogPosting", "headline": "تغطية أخرى لا تخص هذه الصفحة"})), "article"),
    "live by name and times": (item("تغطية حية: جلسة الموازنة", ENTRIES), "liveblog"),
    "live by name and printed times": (item("جلسة الموازنة لحظة بلحظة", LINES), "liveblog"),
    "live by class and times": (item(TITLE, f"<div class=live-blog-entries>{ENTRIES}</div>"), "liveblog"),
    "named live, no entries": (item("لحظة بلحظة.. كيف عاش الجمهور الحفل", PARAGRAPHS), "article"),
    "times without a name": (item("مواعيد الحافلات بين المدينتين", LINES), "article"),
    # video
    "player and a line": (item(TITLE, f'{LINE}<iframe src="{TUBE}"></iframe>'), "video"),
    "player and a story": (item(TITLE, f'{PARAGRAPHS * 2}<iframe src="{TUBE}"></iframe>'), "article"),
    "player in the sidebar": (item(TITLE, LINE, after="<div class=sidebar><video src=/ad.mp4></video></div>"), "article"),
    "a map": (item(TITLE, f"{LINE}<iframe src='https://maps.example.com/view?q=1'></iframe>"), "article"),
    "a Facebook video": (item(TITLE, f"{LINE}<iframe src='https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fx%2Fvideos%2F1'></iframe>"), "video"),
    "own player": (item(TITLE, "<video src=/v.mp4></video>"), "video"),
    # pictures
    "many pictures": (item("صور من الاحتفال", "".join(f"<figure><img src=/{n}.jpg width=800></figure>" for n in range(6))), "gallery"),
    "pictures with captions, no box": (item("صور من الاحتفال", "".join(f"<figure><img src=/{n}.jpg><figcaption>أهالي الحي في الساحة رقم {n}</figcaption></figure>" for n in range(4))), "gallery"),
    "a captioned picture and a story": (item(TITLE, f"<figure><img src=/1.jpg><figcaption>أهالي الحي</figcaption></figure>{PARAGRAPHS * 2}"), "article"),
    "one picture, a story": (item(TITLE, f"<img src=/1.jpg width=800>{PARAGRAPHS * 2}"), "article"),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_kind(name: str) -> None:
    page, kind = KINDS[name]
    assert extractor.extract(page, OUTLET).kind == kind
