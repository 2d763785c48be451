"""Signatures, sources and labels without a colon; channel blocks; file names: from the lines of a body to an article's parts."""

from __future__ import annotations

import pytest

from crawler.extraction.cleaning import assembly, lines
from crawler.extraction.cleaning.story import Cleaned, Known, Line
from news import agencies

STORY = (
    "رست في ميناء اللؤلؤة فجر الأربعاء أكبر سفينة حاويات تستقبلها الأرصفة الجديدة منذ افتتاحها قبل أربع سنوات.",
    "وتحمل السفينة أربعة آلاف ومئتي حاوية، يفرغ نصفها هنا وينقل الباقي إلى ثلاثة موانئ أخرى في المنطقة.",
    "وتسعى إدارة الميناء إلى مضاعفة حركة السفن الكبيرة خلال عامين عبر تعميق الحوض الشمالي وبناء رصيف ثالث.",
)
HEADLINE = "أكبر سفينة حاويات ترسو في ميناء اللؤلؤة"
OWN = agencies.own_names("صوت المرفأ", "Marfa Voice")


def clean(*rows: Line | str, captions: list[str] | None = None) -> Cleaned:
    known = Known(HEADLINE, OWN, captions or [], [], lambda _: False)
    return lines.clean([Line(row) if isinstance(row, str) else row for row in rows], known)


LAST = {
    "name between slashes": (["//سليم خالد الراوي//"], ["byline"], [], []),
    "known name between slashes": (["//خالد الراوي//"], ["byline"], ["خالد الراوي"], []),
    "agency between slashes": (["// سانا //"], ["credit"], [], ["سانا"]),
    "translator with a title": (["ترجمة د. نورا أريسيان"], ["byline"], [], []),
    "translator with a colon": (["ترجمة: سعاد الخطيب"], ["byline"], [], []),
    "who wrote, no colon": (["إعداد منى سالم"], ["byline"], ["منى سالم"], []),
    "a site's name": (["موقع آزاد هاي"], ["credit"], [], []),
    "a paper's name": (["جريدة الميناء"], ["credit"], [], []),
    "from a site": (["عن موقع “منظمة الضفاف“"], ["credit"], [], ["موقع منظمة الضفاف"]),
    "from an agency": (["نقلاً عن رويترز"], ["credit"], [], ["رويترز"]),
    "source above its value": (["المصدر:", "وكالات"], ["credit", "credit"], [], ["وكالات"]),
    "source above a paper": (["المصدر:", "صحيفة الميناء"], ["credit", "credit"], [], ["صحيفة الميناء"]),
    "source above a book": (["المصدر :", "مجمع الأمثال القديمة"], ["credit", "credit"], [], []),
    "source is a book": (["المصدر : مجمع الأمثال القديمة"], ["credit"], [], []),
    "brackets": (["(أ ف ب)"], ["credit"], [], ["فرانس برس"]),
    "outlet in brackets": (["(الغارديان)"], ["credit"], [], ["الغارديان"]),
    "the house and agencies": (["صوت المرفأ – وكالات"], ["credit"], [], ["وكالات"]),
}


@pytest.mark.parametrize(("rows", "reasons", "authors", "origins"), LAST.values(), ids=LAST.keys())
def test_last_lines(rows: list[str], reasons: list[str], authors: list[str], origins: list[str]) -> None:
    cleaned = clean(*STORY, *rows)
    assert cleaned.paragraphs == list(STORY)
    assert [row.reason for row in cleaned.removed] == reasons
    assert cleaned.authors == authors
    assert cleaned.origins == origins


STAY = [
    "موقع الجسر الجديد",
    "قناة الري الجديدة تخدم القرية",
    "ترجمة الرواية استغرقت عامين",
    "إعداد الطعام يبدأ قبل الفجر",
    "ترجمة: الكلمة الوحيدة التي لم يفهمها القضاة",
    "صحيفة في بيت كل صياد",
]


@pytest.mark.parametrize("row", STAY)
def test_last_lines_that_only_look_like_it(row: str) -> None:
    assert clean(*STORY, row).paragraphs == [*STORY, row]


@pytest.mark.parametrize("row", ["موقع آزاد هاي", "ترجمة د. نورا أريسيان", "(الغارديان)", "//خالد الراوي//"])
def test_never_from_the_middle(row: str) -> None:
    around = [*STORY, *STORY]
    assert row in clean(*around, row, *around).paragraphs


OPENINGS = {
    "the house alone": ("صوت المرفأ - ", None, "credit", []),
    "the house, own": ("صوت المرفأ – خاص: ", None, "credit", []),
    "own": ("خاص - ", None, "credit", []),
    "gathered": ("متابعات: ", None, "credit", ["متابعات"]),
    "the house, gathered": ("صوت المرفأ / متابعات / ", None, "credit", ["متابعات"]),
    "own, then a dateline": ("خاص - دمشق-سانا: ", "دمشق-سانا", "credit", ["سانا"]),
    "a dateline": ("دمشق-سانا: ", "دمشق-سانا", "dateline", ["سانا"]),
}


@pytest.mark.parametrize(("opening", "dateline", "reason", "origins"), OPENINGS.values(), ids=OPENINGS.keys())
def test_openings(opening: str, dateline: str | None, reason: str, origins: list[str]) -> None:
    cleaned = clean(opening + STORY[0], *STORY[1:])
    assert cleaned.paragraphs == list(STORY)
    assert cleaned.dateline == dateline
    assert cleaned.removed[0].reason == reason
    assert cleaned.origins == origins


@pytest.mark.parametrize(
    "opening", ["خاص بالعائلات: ", "متابعة - كما يقول البحارة - ", "خاص الوزير جدلاً طويلاً: ", "رصد - بالعين وحدها يومها - "]
)
def test_openings_that_are_text(opening: str) -> None:
    assert clean(opening + STORY[0], *STORY[1:]).paragraphs[0] == opening + STORY[0]


REPEATED = {
    "in bold": Line(f"{HEADLINE}!", apart=True),
    "as a heading": Line(HEADLINE, heading=True, apart=True),
    "with the house behind it": Line(f"{HEADLINE} - صوت المرفأ"),
}


@pytest.mark.parametrize("row", REPEATED.values(), ids=REPEATED.keys())
def test_the_headline_again(row: Line) -> None:
    cleaned = clean(row, *STORY)
    assert cleaned.paragraphs == list(STORY)
    assert [(said.text, said.reason) for said in cleaned.removed] == [(row.text, "headline")]


def test_a_flash_keeps_its_only_line() -> None:
    assert clean(Line(HEADLINE, apart=True)).paragraphs == [HEADLINE]


def test_a_block_of_channels() -> None:
    block = [
        "انضم إلى قناتنا على واتساب",
        "المرفأ اليوم",
        "https://chat.whatsapp.com/AbCdEf",
        "للاشتراك",
        "اضغط هنا",
    ]
    cleaned = clean(*STORY[:2], *block, *STORY[2:])
    assert cleaned.paragraphs == list(STORY)
    assert [row.text for row in cleaned.removed] == block


FILES = ["IMG_2034.jpg", "WhatsApp Image 2024-05-01 at 10.20.30", "Screenshot_20240501", "صورة المرفأ 12.png", "DSC_0042"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_name_is_no_caption_and_no_text(name: str) -> None:
    assert assembly.is_file_name(name)
    assert assembly.printed_captions([name, "سفينة في المرفأ"]) == ["سفينة في المرفأ"]
    assert clean(*STORY[:1], name, *STORY[1:]).paragraphs == list(STORY)


@pytest.mark.parametrize(
    "caption", ["سفينة في المرفأ SEARCH", "سفينة في المرفأ - تكبير الصورة", "سفينة في المرفأ (اضغط للتكبير)"]
)
def test_the_button_beside_a_caption(caption: str) -> None:
    assert assembly.printed_captions([caption]) == ["سفينة في المرفأ"]


@pytest.mark.parametrize("caption", ["photo finish at the port", "IMG تعرض أعمالها في المرفأ", "download centre opens"])
def test_captions_that_are_words(caption: str) -> None:
    assert not assembly.is_file_name(caption)
