"""The lines of a body: what is furniture for its neighbours, its place or its links."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.extraction.cleaning import lines
from crawler.extraction.cleaning.story import Cleaned, Known, Line
from news import dates

STORY = (
    "رست في ميناء اللؤلؤة فجر الأربعاء أكبر سفينة حاويات تستقبلها الأرصفة الجديدة منذ افتتاحها قبل أربع سنوات.",
    "وتحمل السفينة أربعة آلاف ومئتي حاوية، يفرغ نصفها هنا وينقل الباقي إلى ثلاثة موانئ أخرى في المنطقة.",
    "وتسعى إدارة الميناء إلى مضاعفة حركة السفن الكبيرة خلال عامين عبر تعميق الحوض الشمالي وبناء رصيف ثالث.",
    "ويعمل في الميناء اليوم نحو تسعمئة عامل، بينهم مئتان دخلوا الخدمة هذا العام بعد دورة تدريب استمرت ستة أشهر.",
)
OTHER = "وفد رسمي يزور المعرض الزراعي في بلدة الرمانة"
MORE = "افتتاح جسر جديد فوق نهر الغزال بعد عامين من الأعمال"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def is_date(text: str) -> bool:
    return dates.read(text, now=NOW, timezone="UTC") is not None


def clean(*rows: Line | str) -> Cleaned:
    known = Known(None, frozenset(), [], [], is_date)
    return lines.clean([Line(row) if isinstance(row, str) else row for row in rows], known)


def linked(text: str, part: str | None = None, *, heading: bool = False) -> Line:
    """A line of which `part`, or all, is a link."""
    return Line(text, len(part or text) / len(text), heading, links=1)


def heading(text: str) -> Line:
    return Line(text, heading=True, apart=True)


INSIDE = {
    "label and link": [linked(f"شاهدوا بالفيديو: {OTHER}", OTHER)],
    "label, dots, link": [linked(f"في السياق ذاته.. {OTHER}", OTHER)],
    "link and date in one line": [linked(f"{OTHER} - 20/11/2026", OTHER)],
    "linked heading, date": [linked(OTHER, heading=True), Line("12 أكتوبر 2026")],
    "linked heading, hours ago": [linked(OTHER, heading=True), Line("قبل 3 ساعات")],
    "section, linked heading, date": [Line("اقتصاد"), linked(OTHER, heading=True), Line("21-11-2026")],
    "linked heading, text that breaks off, date": [
        linked(OTHER, heading=True),
        Line("تفاصيل الزيارة التي استمرت يومين وما قاله المزارعون عنها…"),
        Line("20 نوفمبر 2026"),
    ],
    "opening, linked headings in turn with texts": [
        heading("أخبار ذات صلة"),
        linked(OTHER, heading=True),
        Line("وقالت أم سليم إن سعر الصهريج ارتفع من عشرين ألفاً إلى ستين ألفاً في ثلاثة أيام."),
        linked(MORE, heading=True),
        Line("وأوضح مدير المؤسسة أن قطعة الغيار وصلت إلى المرفأ."),
    ],
    "mark of telegraph days": [Line("-30-")],
}


@pytest.mark.parametrize("rows", INSIDE.values(), ids=INSIDE.keys())
def test_another_articles_lines_go(rows: list[Line]) -> None:
    cleaned = clean(*STORY[:2], *rows, *STORY[2:])
    assert cleaned.paragraphs == list(STORY)
    assert [row.text for row in cleaned.removed] == [row.text for row in rows]


STAY = {
    "label and words of its own": [Line("في السياق ذاته: أغلقت البلدية سوق الخضار يومين.")],
    "credit with a short link": [linked("التفاصيل: صفحة النادي", "صفحة النادي")],
    "link inside a sentence after a colon": [linked("وقالت المنظمة: نشرنا تقريرنا السنوي عن المياه اليوم.", "نشرنا تقريرنا")],
    "heading, then a sentence with a date": [heading("عودة الطلاب"), Line("19 نوفمبر 2026 كان يوماً طويلاً في المدرسة.")],
    "linked heading of a list and its text": [
        linked("متحف بيت الزيت", heading=True),
        Line("متحف صغير في بيت حجري يعرض معاصر قديمة جمعها صاحبه."),
    ],
}


@pytest.mark.parametrize("rows", STAY.values(), ids=STAY.keys())
def test_the_storys_lines_stay(rows: list[Line]) -> None:
    assert clean(*STORY[:2], *rows, *STORY[2:]).paragraphs == [*STORY[:2], *(row.text for row in rows), *STORY[2:]]


def test_paragraphs_in_turn_with_bare_links_are_the_story() -> None:
    cleaned = clean(STORY[0], "اقرأ أيضاً", linked(OTHER), STORY[1], linked(MORE), STORY[2])
    assert cleaned.paragraphs == list(STORY[:3])


ENDS = {
    "end mark and the agency's clock": (["// انتهى //", "14:32 ت م"], ["furniture:end_mark", "date"]),
    "role of the author": (["* كاتبة لبنانية"], ["byline"]),
    "role without a mark": (["كاتب وباحث سوري"], ["byline"]),
    "editors' initials": (["ن.ك/س.ع"], ["furniture:end_mark"]),
    "question to nobody": (["ما رأيك؟"], ["furniture:comments"]),
    "the end": (["النهاية"], ["furniture:end_mark"]),
}


@pytest.mark.parametrize(("rows", "reasons"), ENDS.values(), ids=ENDS.keys())
def test_what_only_an_end_is_signed_with(rows: list[str], reasons: list[str]) -> None:
    cleaned = clean(*STORY, *rows)
    assert cleaned.paragraphs == list(STORY)
    assert [row.reason for row in cleaned.removed] == reasons


@pytest.mark.parametrize(
    "row",
    [
        "كاتبة لبنانية فازت بالجائزة عن روايتها الثانية.",
        "أستاذ العلوم باسل النجار",
        "انتهى الدرس عند الثانية ظهراً.",
        "«مستحيل».",
    ],
)
def test_a_last_line_that_is_the_storys_stays(row: str) -> None:
    assert clean(*STORY, row).paragraphs == [*STORY, row]


@pytest.mark.parametrize("row", ["// انتهى //", "ما رأيك؟", "ن.ك/س.ع"])
def test_marks_of_an_end_inside_the_story_are_its_own(row: str) -> None:
    assert row in clean(STORY[0], row, *STORY[1:], *STORY).paragraphs


def test_a_live_reports_clocks_stay() -> None:
    rows = ("18:40 ص", STORY[0], "17:15 ص", STORY[1], "16:02 ص")
    assert clean(*rows).paragraphs == list(rows)
