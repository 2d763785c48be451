"""Bylines: people, and nothing that only stands where people are named."""

from __future__ import annotations

import pytest

from crawler.extraction.metadata import people

OWN = frozenset(("قناه باريس", "الخليجيه نت", "alsaha"))

NAMES = {
    "بيروت - نذير رضا": ["نذير رضا"],
    "القاهرة: محمد عبده": ["محمد عبده"],
    "منى السيد من القاهرة": ["منى السيد"],
    "منى السيد – القاهرة": ["منى السيد"],
    "د. سالم العوض": ["سالم العوض"],
    "أ.د. سالم العوض": ["سالم العوض"],
    "المهندس سالم العوض": ["سالم العوض"],
    "أحمد سالم وريم النجار": ["أحمد سالم", "ريم النجار"],
    "وليد وائل ووسام وهبة": ["وليد وائل", "وسام وهبة"],
    "أبو بكر الصديق": ["أبو بكر الصديق"],
    "عبد الله آل ثاني": ["عبد الله آل ثاني"],
    "محمد ولد أحمد": ["محمد ولد أحمد"],
    "كُتب بواسطة: منى السيد": ["منى السيد"],
    "من طرف محمد علي": ["محمد علي"],
    "تقرير: سالم العوض / تصوير: منى": ["سالم العوض"],
    "سالم العوض - مراسل سوريا": ["سالم العوض"],
    "سالم العوض، كاتب وصحفي": ["سالم العوض"],
    "سالم العوض @salem": ["سالم العوض"],
    "By Jane Doe and John Smith": ["Jane Doe", "John Smith"],
    "Jean-Luc Martin": ["Jean-Luc Martin"],
    "ب. يعقوبي": ["ب. يعقوبي"],
    "ع.ش/ أ.ح (د ب أ، رويترز)": [],
    "قناة باريس / أ ف ب": [],
    "دبي - الخليجية.نت": [],
    "Al Saha": [],
    "أ. ف. ب": [],
    "المصدر: رويترز": [],
    "salem@news.example": [],
    "https://example.org/author/5": [],
    "Super User": [],
    "وكالة أنباء التلال": [],
    "مراسل الصحيفة في غزة": [],
}


@pytest.mark.parametrize("text", NAMES, ids=list(NAMES))
def test_names(text: str) -> None:
    assert people.names(text, OWN) == NAMES[text]


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("ع.ش/ أ.ح (د ب أ، رويترز)", "د ب أ + رويترز"),
        ("قناة باريس / أ ف ب", "فرانس برس"),
        ("أ. ف. ب", "فرانس برس"),
        ("المصدر: رويترز", "رويترز"),
        ("قنا - محمد عبادي", None),
        ("منى السيد", None),
    ],
)
def test_agency_in_a_byline(text: str, agency: str | None) -> None:
    assert people.credited(text, OWN) == agency


@pytest.mark.parametrize(
    ("structured", "byline", "winner"),
    [
        (["admin2x"], "كتب: هشام الدسوقي", ["هشام الدسوقي"]),
        (["huda.k"], "هدى كنعان", ["هدى كنعان"]),
        (["رامي ناصيف"], "بقلم: سعاد الخطيب", ["سعاد الخطيب"]),
        (["رامي ناصيف"], "تحرير: سعاد الخطيب", []),
        (["رامي ناصيف"], "سعاد الخطيب", []),
        (["هشام علي الدسوقي"], "كتب: هشام الدسوقي", []),
    ],
)
def test_which_name_outweighs_which(structured: list[str], byline: str, winner: list[str]) -> None:
    assert people.overruled(structured, [(byline, people.names(byline, OWN))]) == winner


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("إسطنبول / محمد شيخو / الأناضول", ["محمد شيخو"]),
        ("التلال نيوز - إدلب (معاذ العباس)", ["معاذ العباس"]),
        ("دمشق-سانا", None),
        ("محمد شيخو / يفتتح السوق", None),
    ],
)
def test_reporter_in_a_dateline(line: str, names: list[str] | None) -> None:
    assert people.printed(line, OWN) == names
