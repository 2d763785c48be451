"""Credits and datelines: the shapes agencies print, and the sentences that only look like them."""

from __future__ import annotations

import pytest

from news import agencies

OWN = agencies.own_names("الخليجية.نت", "الشاطئ الأوسط")

DATELINES = {
    "دمشق-سانا": ("دمشق-سانا", "سانا"),
    "دير الزور-سانا": ("دير الزور-سانا", "سانا"),
    "الرياض – واس: أعلن الوزير": ("الرياض – واس", "واس"),
    "سانت دينيس (أ ف ب) - قد لا ينقذ": ("سانت دينيس (أ ف ب)", "فرانس برس"),
    "لوس أنجلوس (أ ف ب) مدد نادي المدينة": ("لوس أنجلوس (أ ف ب)", "فرانس برس"),
    "(رويترز) - قال مسعفون": ("(رويترز)", "رويترز"),
    "الكويت - 22 - 11 (كونا) -- أعلن": ("الكويت - 22 - 11 (كونا)", "كونا"),
    "القدس 22-11-2026 وفا- أعلن": ("القدس 22-11-2026 وفا", "وفا"),
    "الرباط /22 نونبر 2026 (ومع)/ أعلن": ("الرباط /22 نونبر 2026 (ومع)", "ومع"),
    "بكين 22 نوفمبر 2026 (شينخوا) أعلن": ("بكين 22 نوفمبر 2026 (شينخوا)", "شينخوا"),
    "وطنية - المتن - يواصل المهرجان": ("وطنية - المتن", "الوكالة الوطنية للإعلام"),
    "الأناضول - قابس - خطف النادي": ("الأناضول - قابس", "الأناضول"),
    "واس - الرياض: أعلن": ("واس - الرياض", "واس"),
    "بيت لحم- معا- أعلن": ("بيت لحم- معا", "معا"),
    "بغداد / واع / أعلن": ("بغداد / واع", "واع"),
    "قنا (أ ش أ) - شهد": ("قنا (أ ش أ)", "أ ش أ"),
    "لندن: «الشاطئ الأوسط» أعلن": ("لندن: «الشاطئ الأوسط»", None),
    "دبي - الخليجية.نت": ("دبي - الخليجية.نت", None),
}

SENTENCES = [
    "قنا - محمد حسن: شهدت المحافظة حادثاً",
    "قنا – شهدت المحافظة حادثاً",
    "قنا/ شهدت المحافظة",
    "بترا - تستقبل المدينة زوارها",
    "بنا - المدينة حلم",
    "معا - نبني المستقبل",
    "وفا - الطفلة التي انتظرت",
    "فارس - قال",
    "الجزائر - أعلن الوزير اليوم",
    "نقلت وكالة (رويترز) عن مسؤول",
    "ذكرت صحيفة (الغد) أن اللجنة اجتمعت",
    "بيروت - نذير رضا",
]


@pytest.mark.parametrize("line", DATELINES, ids=list(DATELINES))
def test_datelines(line: str) -> None:
    found = agencies.dateline(line, OWN)
    assert found is not None
    assert (found.text, found.agency) == DATELINES[line]


@pytest.mark.parametrize("line", SENTENCES, ids=SENTENCES)
def test_an_agencys_name_in_a_sentence_is_a_word(line: str) -> None:
    assert agencies.dateline(line, OWN) is None


CREDITS = {
    "المصدر: سانا": "سانا",
    "(المصدر: وكالات)": "وكالات",
    "source: Reuters": "رويترز",
    "الجزيرة نت + وكالات": "وكالات",
    "قنا - محمد عبادي": None,
    "معا نبني المدينة": None,
}


@pytest.mark.parametrize("line", CREDITS, ids=list(CREDITS))
def test_last_lines(line: str) -> None:
    assert agencies.credit(line, OWN, loose=True) == CREDITS[line]


@pytest.mark.parametrize(
    ("name", "nobody"),
    [
        ("فريق التحرير", True),
        ("Super User", True),
        ("قسم الشؤون العربية", True),
        ("صوت المرفأ نيوز", True),
        ("القدس العربي", True),
        ("شبكة التلال", True),
        ("منى السيد", False),
        ("فارس الخوري", False),
        ("وفا سليم", False),
    ],
)
def test_names_that_name_nobody(name: str, nobody: bool) -> None:
    assert agencies.is_desk(name) is nobody


def test_long_texts_fold_as_short_ones_do() -> None:
    words = "أُسواقٌ " * 40
    assert agencies.key(words) == " ".join(["اسواق"] * 40)
    assert agencies.key("أُسواقٌ") == "اسواق"
