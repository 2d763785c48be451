"""Standing expressions: lines that close, open or divide articles of many authors and are their own words all the same."""

from __future__ import annotations

from functools import cache

from news import agencies

EXPRESSIONS = (
    "بسم الله الرحمن الرحيم",
    "السلام عليكم",
    "السلام عليكم ورحمة الله وبركاته",
    "والسلام عليكم ورحمة الله وبركاته",
    "والسلام",
    "والله من وراء القصد",
    "والله من وراء القصد وهو يهدي السبيل",
    "والله ولي التوفيق",
    "وبالله التوفيق",
    "والله الموفق",
    "والله أعلم",
    "والله المستعان",
    "والحمد لله رب العالمين",
    "حسبنا الله ونعم الوكيل",
    "إنا لله وإنا إليه راجعون",
    "وإنا لله وإنا إليه راجعون",
    "لا حول ولا قوة إلا بالله",
    "رحمه الله",
    "اللهم آمين",
    "وللحديث بقية",
    "للحديث بقية",
    "يتبع",
    "انتهى",
    "انتهى البيان",
    "نص البيان",
    "وفيما يلي نص البيان",
    "فيما يلي نص البيان",
    "وجاء في البيان",
    "صدق الله العظيم",
    "المجد والخلود للشهداء",
    "المجد والخلود لشهدائنا الأبرار",
    "الرحمة للشهداء والشفاء للجرحى",
    "الحرية للأسرى",
    "دمتم بخير",
    "كل عام وأنتم بخير",
    "وكل عام وأنتم بخير",
    "طاب صباحكم",
    "صباح الخير",
    "تحياتي",
    "مع التحية",
    "الخلاصة",
    "خلاصة",
    "خاتمة",
    "الخاتمة",
    "مقدمة",
    "الخلفية",
    "خلفية",
    "السياق",
    "التفاصيل",
    "المراجع",
    "المصادر",
    "الهوامش",
    "هوامش",
    "ملاحظة",
    "the end",
    "to be continued",
    "à suivre",
)
"""Greetings, prayers, mottoes of statements, headings of a text's parts; not complete: they are also kept for being rare."""


@cache
def _known() -> frozenset[str]:
    return frozenset(map(agencies.key, EXPRESSIONS))


def is_standing(folded: str) -> bool:
    """Whether a comparing form (`agencies.key`), as a whole, is such an expression."""
    return folded in _known()
