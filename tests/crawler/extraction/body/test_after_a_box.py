"""A box of other stories amid a text: what follows it is the story still, however short its lines are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.extraction import extractor
from news.article import Page
from news.outlet import Outlet

OUTLET = Outlet(id="manara", name_ar="المنارة", name_en="Manara", country="SY", timezone="UTC", home="https://manara.example/")
LONG = (
    "أعلنت بلدية الرمانة صباح الأحد بدء المرحلة الثانية من مشروع ترميم السوق القديم، بعد توقف دام أربعة أشهر.",
    "وقال رئيس البلدية إن العمل سيستمر حتى نهاية الشتاء، وإن المحال ستفتح أبوابها تباعاً مع تقدم الترميم.",
    "ويضم السوق أكثر من مئتي محل، يعود بعضها إلى القرن التاسع عشر، وقد تضررت سقوفه في أمطار العام الماضي.",
)
BOX = (
    '<div class="x7"><h3>الأكثر قراءة الآن</h3><ol><li><a href="/n/1">وفد رسمي يزور المعرض الزراعي في بلدة الرمانة</a></li>'
    '<li><a href="/n/2">افتتاح جسر جديد فوق نهر الغزال بعد عامين من الأعمال</a></li></ol></div>'
)
SHORT = {
    "prices, by line breaks": ("<p>سعر الكيلو 20 ليرة.<br>سعر الرطل 50 ليرة.</p>", ["سعر الكيلو 20 ليرة.", "سعر الرطل 50 ليرة."]),
    "a dialogue as a list": (
        "<ul><li><p>متى تعود إلى محلك؟</p></li><li><p>غداً، إن شاء الله.</p></li></ul>",
        ["متى تعود إلى محلك؟", "غداً، إن شاء الله."],
    ),
    "a quotation": ("<blockquote><p>سنعود جميعاً.</p></blockquote>", ["سنعود جميعاً."]),
}


@pytest.mark.parametrize("name", SHORT)
def test_short_lines_after_a_box_stay(name: str) -> None:
    markup, lines = SHORT[name]
    page = (
        "<html lang=ar><head><title>بدء المرحلة الثانية من ترميم السوق القديم</title></head><body>"
        "<h1>بدء المرحلة الثانية من ترميم السوق القديم</h1><time datetime=2026-11-22>22/11/2026</time>"
        f"<div class=q1><p>{LONG[0]}</p>{BOX}<p>{LONG[1]}</p>{markup}<p>{LONG[2]}</p></div></body></html>"
    )
    found = extractor.extract(Page(url="", body=page.encode(), fetched=datetime(2026, 11, 22, 12, tzinfo=UTC)), OUTLET)
    assert found.body.split("\n\n") == [LONG[0], LONG[1], *lines, LONG[2]]
