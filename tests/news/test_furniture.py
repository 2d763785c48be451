"""Furniture lines: found whole or labelled, never by a bare stem."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news import agencies, furniture

FURNITURE = [
    ("تابعنا", "follow"),
    ("تابعنا على : ", "follow"),
    ("تابعنا على فيسبوك", "follow"),
    ("تابعنا عبر مواقع التواصل الإجتماعي", "follow"),
    ("تابعونا على قناتنا في تلغرام https://t.me/x", "follow"),
    ("تابعوا أخبار الإمارات من البيان عبر غوغل نيوز", "follow"),
    ("اقرأ أيضاً", "read_also"),
    ("إقرأ أيضا ..", "read_also"),
    ("اقرأ أيضًا: الذهب يتراجع لليوم الثالث", "read_also"),
    ("👇 أقرأ التالي", "read_also"),
    ("مقالات ذات صلة", "read_also"),
    ("شاهد أيضاً: فيديو من المكان", "read_also"),
    ("الأكثر تداولاً", "most_read"),
    ("الأكثر قراءة", "most_read"),
    ("شارك هذا الموضوع:", "share"),
    ("شارك الخبر على:", "share"),
    ("فيسبوك تويتر واتساب تيلقرام طباعة", "share"),
    ("ADVERTISEMENT", "advertisement"),
    ("إعلان", "advertisement"),
    ("الكلمات الدلالية: مصر، كورونا", "keywords"),
    ("التعليقات (0)", "comments"),
    ("لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *", "comments"),
    ("جميع الحقوق محفوظة © 2021", "legal"),
    ("View this post on Instagram", "embed_remnant"),
    ("10 Likes", "embed_remnant"),
    ("شارك طباعة أ+ أ-", "share"),
    ("أضف تعليق | أرسل إلى صديق | طباعة", "comments"),
    ("أرسل إلى صديق | طباعة | حفظ", "share"),
    ("توصل بأهم أخبارنا عبر واتساب", "follow"),
    ("للاشتراك في نشرة الصباح: أدخل بريدك الإلكتروني", "newsletter"),
]
STORY = [
    "تابعنا التطورات من داخل المدينة",
    "تابع الوزير",
    "وتابع قائلاً إن الأوضاع هادئة",
    "شارك الرئيس الأرجنتيني المنتخب في طقوس دينية",
    "بمشاركة التحالف الدولي اعتقال متزعم في التنظيم",
    "مشاركة 100 طالب: من جامعتي دمنهور وبني سويف",
    "اشترك في الهجوم عشرات المقاتلين",
    "إعلان إصابة أسماء الأسد بسرطان الدم",
    "الهجوم الإسرائيلي الأكثر دموية",
    "رسائل غير مفهومة وغير ذات صلة",
    "شاهد عيان: مدرعات فرنسية في سوليدار",
    "انضم إلى الجيش",
    "المزيد من الانتهاكات من قبل الفصائل",
    "كلمات في قسم أردوغان تثير الجدل",
    "تعليق مرشح رئاسي حملته",
    "رغم إعلان تمديد الهدنة",
    "شارك طباعة الكتاب عشرات العمال",
    "حفظ السلام في المنطقة",
    "توصل الطرفان إلى اتفاق عبر وسطاء في القاهرة",
    "اشترك في نشر الكتاب ثلاثة باحثين",
    "",
    "—",
]


@pytest.mark.parametrize(("line", "group"), FURNITURE, ids=[line for line, _ in FURNITURE])
def test_furniture_is_found(line: str, group: str) -> None:
    found = furniture.match(line)
    assert found is not None
    assert found.group == group


@pytest.mark.parametrize("line", STORY, ids=STORY)
def test_story_stays(line: str) -> None:
    assert furniture.match(line) is None


def test_linked_read_also_needs_no_colon() -> None:
    line = "اقرأ أيضاً الذهب يتراجع لليوم الثالث"
    assert furniture.match(line) is None
    assert furniture.match(line, link_share=0.9) is not None


def test_invitation_glued_to_a_sentence_is_cut_from_the_stem_on() -> None:
    text, cut = furniture.cut_tail("وأصيب عدد من المدنيين بجروح نهر_ميدياتابعونا على تلغرام https://t.me/nahr")
    assert text == "وأصيب عدد من المدنيين بجروح نهر_ميديا"
    assert cut == "تابعونا على تلغرام https://t.me/nahr"


@given(st.text(max_size=300), st.floats(0, 1))
def test_any_line_has_an_answer(line: str, share: float) -> None:
    found = furniture.match(line, link_share=share)
    assert found is None or found.group


OWN = agencies.own_names("TRT عربي", "المدينة نيوز", "الشرق الأوسط")
CREDITS = [
    ("TRT عربي - وكالات", "وكالات"),
    ("--(بترا)", "بترا"),
    ("المصدر: سانا", "سانا"),
    ("المصدر : الجزيرة + وكالات", "الجزيرة + وكالات"),
    ("/ أ ف ب/ رويترز", "فرانس برس + رويترز"),
    ("(واس)", "واس"),
    ("(TRT عربي)", ""),
    ("المصدر: المدينة + رويترز", "رويترز"),
    ("قال لرويترز", None),
    ("خاص", None),
    ("TRT عربي", None),
    ("الجزيرة نت + وكالات", None),
    ("نقلت وكالة رويترز عن مسؤول في الوزارة قوله إن المفاوضات مستمرة", None),
]


@pytest.mark.parametrize(("line", "origin"), CREDITS, ids=[line for line, _ in CREDITS])
def test_credit_line(line: str, origin: str | None) -> None:
    assert agencies.credit(line, OWN) == origin


def test_last_line_may_name_an_unknown_outlet() -> None:
    assert agencies.credit("الجزيرة نت + وكالات", OWN, loose=True) == "وكالات"
    assert agencies.credit("وصل الوزير إلى بيروت اليوم", OWN, loose=True) is None


DATELINES = [
    ("دمشق-سانا", "دمشق-سانا", "", "سانا"),
    ("الرياض – واس: أعلنت الوزارة", "الرياض – واس", "أعلنت الوزارة", "واس"),
    ("سانت دينيس (أ ف ب) - قد لا ينقذ", "سانت دينيس (أ ف ب)", "قد لا ينقذ", "فرانس برس"),
    ("(رويترز) - قال مسعفون", "(رويترز)", "قال مسعفون", "رويترز"),
    ("واشنطن 22 نوفمبر (رويترز) - قال", "واشنطن 22 نوفمبر (رويترز)", "قال", "رويترز"),
    ("الكويت - 22 - 11 (كونا) -- أعلن", "الكويت - 22 - 11 (كونا)", "أعلن", "كونا"),
    ("وطنية - المتن - يواصل المهرجان", "وطنية - المتن", "يواصل المهرجان", "الوكالة الوطنية للإعلام"),
    ("القاهرة: «الشرق الأوسط»", "القاهرة: «الشرق الأوسط»", "", None),
    ("الأناضول - قابس - خطف النادي", "الأناضول - قابس", "خطف النادي", "الأناضول"),
    ("أ ف ب - قابس", "أ ف ب - قابس", "", "فرانس برس"),
    ("القدس 22-11-2026 وفا- أصيب شاب", "القدس 22-11-2026 وفا", "أصيب شاب", "وفا"),
    ("أبوظبي في 22 نوفمبر/ وام / استقبل", "أبوظبي في 22 نوفمبر/ وام", "استقبل", "وام"),
    ("بغداد / واع / أعلنت الوزارة", "بغداد / واع", "أعلنت الوزارة", "واع"),
    (
        "جدة 12 جمادى الآخرة 1448 هـ الموافق 22 نوفمبر 2026 م واس : استقبل",
        "جدة 12 جمادى الآخرة 1448 هـ الموافق 22 نوفمبر 2026 م واس",
        "استقبل",
        "واس",
    ),
    ("إسطنبول/ أحمد علي/ الأناضول", "إسطنبول/ أحمد علي/ الأناضول", "", "الأناضول"),
    ("المدينة نيوز/ أعلن مجلس الوزراء اليوم", "المدينة نيوز", "أعلن مجلس الوزراء اليوم", None),
    ("الشرق الأوسط من لندن: قال", "الشرق الأوسط من لندن", "قال", None),
    ("المدينة نيوز :- بلغت حصيلة", "المدينة نيوز", "بلغت حصيلة", None),
]


@pytest.mark.parametrize(("text", "printed", "rest", "origin"), DATELINES, ids=[row[0] for row in DATELINES])
def test_dateline(text: str, printed: str, rest: str, origin: str | None) -> None:
    found = agencies.dateline(text, OWN)
    assert found == agencies.Dateline(printed, rest, origin)


@pytest.mark.parametrize(
    "text",
    [
        "مقتل 22 شخصا في هجوم على حافلة ركاب - رويترز",
        "في 22 نوفمبر وصل وفا إلى بيته",
        "قصفت قوات الأسد ومليشيات تابعة لها",
        "وقال الوزير - أمس - إن الأمر انتهى",
        "قال الرئيس: لن نتراجع",
        "دير الزور-سانا شهدت المدينة",
    ],
)
def test_no_dateline(text: str) -> None:
    assert agencies.dateline(text, OWN) is None


def test_trailing_credit() -> None:
    assert agencies.trailing_credit("وانتهت المباراة بالتعادل بين الفريقين. (رويترز)") == (
        "وانتهت المباراة بالتعادل بين الفريقين.",
        "رويترز",
    )
    kept = "وقال المتحدث باسم المنظمة الدولية (في جنيف)"
    assert agencies.trailing_credit(kept) == (kept, None)


@given(st.text(max_size=200))
def test_credits_and_datelines_never_raise(text: str) -> None:
    agencies.credit(text, OWN, loose=True)
    agencies.trailing_credit(text)
    found = agencies.dateline(text, OWN)
    assert found is None or found.text
