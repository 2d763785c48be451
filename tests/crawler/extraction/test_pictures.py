"""Captions and their credits."""

from __future__ import annotations

import pytest

from crawler.extraction.metadata import pictures

CAPTIONS = {
    "زوار في السوق (رويترز)": ("زوار في السوق", "رويترز"),
    "زوار في السوق - أرشيف (AA)": ("زوار في السوق - أرشيف", "AA"),
    "زوار في السوق - أرشيف": ("زوار في السوق - أرشيف", None),
    "زوار في السوق (أرشيفية)": ("زوار في السوق (أرشيفية)", None),
    "زوار في السوق (مواقع التواصل)": ("زوار في السوق", "مواقع التواصل"),
    "الوزير (يمين) مع ضيفه (يسار)": ("الوزير (يمين) مع ضيفه (يسار)", None),
    "زوار في السوق – رويترز": ("زوار في السوق", "رويترز"),
    "زوار في السوق/ رويترز": ("زوار في السوق", "رويترز"),
    "زوار في السوق – قرب المرفأ": ("زوار في السوق – قرب المرفأ", None),
    "زوار في السوق. © أ ف ب": ("زوار في السوق", "أ ف ب"),
    "زوار في السوق تصوير: سالم العوض": ("زوار في السوق", "تصوير: سالم العوض"),
    "زوار في السوق. Getty Images": ("زوار في السوق", "Getty Images"),
    "© REUTERS / SALEM ODEH": ("", "REUTERS / SALEM ODEH"),
    "مصدر الصورة، Getty Images": ("", "Getty Images"),
    "التعليق على الصورة، زوار في السوق": ("زوار في السوق", None),
    "مصدر الصورة، Getty Images التعليق على الصورة، زوار في السوق": ("زوار في السوق", "Getty Images"),
    "زوار في السوق": ("زوار في السوق", None),
}


@pytest.mark.parametrize("caption", CAPTIONS, ids=list(CAPTIONS))
def test_credit_parts_from_caption(caption: str) -> None:
    assert pictures.split_credit(caption) == CAPTIONS[caption]
