"""What stands beside a date in its line: labels and counters that may, sentences and numbers that may not. All in folded form."""

from __future__ import annotations

import re

from news.calendar import months
from news.calendar.hours import Unreadable

_COUNTER = re.compile(
    r"(?<!قبل )(?<!منذ )(?<![\d/.-])(?!(?:19|20)\d\d\s)\d[\d.,]*\s*(?:k\s*)?(?:تعليق\w*|مشاهد\w*"
    r"|قرا[اهت]\w*|قاري\w*|زيار\w*|مشارك\w*|مره|دقيقه قراه|دقايق قراه|views?|comments?"
    r"|shares?|reads?"
    r"|min(?:ute)?s? read|دقايق للقراه|دقيقه للقراه|دقايق|دقيقه)(?=\s*(?:$|[^\w\s]|للقراه))"
    r"|(?:مده|وقت|زمن) القراه\s*:?\s*(?:\d+\s*\w+|\w+)|قراه في\s+\d+ \w+"
    r"|(?:عدد )?(?:التعليقات|المشاهدات|القراات|الزيارات|القراا|مشاهدات|قراات|زيارات"
    r"|القراه|قراه|شوهد|المشاركات)\s*:?\s*\(?\d[\d.,]*\)?(?:\s*مره)?"
    r"|(?:ال)?عدد\s*(?:رقم)?\s*:?\s*\(?\d+\)?|رقم (?:الخبر|العدد)\s*:?\s*\d+"
)
_LONE = re.compile("[|\u2022\u00b7\u25cf\u2190-\u2bff\U0001f300-\U0001faff\ue000-\uf8ff]\\s*\\d{1,7}(?=\\s*(?:$|[^\\w\\s.,:/-]))")
_LABELS = {
    "نشر", "نشرت", "ينشر", "تاريخ", "التاريخ", "بتاريخ", "وقت", "النشر", "نشره", "في", "يوم", "الساعه", "اخر", "المنشور", "منشور",
    "تحديث", "التحديث", "حدث", "حدثت", "تم", "اضيف", "اضيفت", "اضافه", "الاضافه", "الموافق", "موافق", "عام", "سنه",
    "الخبر", "المقال", "علي", "كتب", "بواسطه", "on", "at", "date", "posted", "published", "updated", "last", "by", "publie", "le",
    "publicado", "el", "las", "veroffentlicht", "am", "um", "uhr", "yayinlanma", "tarihi", "انتشار", "ساعت", "شمسي",
    "خورشيدي",
}  # fmt: skip
_TOLD = {
    "ولد", "ولدت", "مواليد", "توفي", "توفيت", "وفاه", "تاسس", "تاسست", "ارشيف", "ارشيفيه", "الارشيف", "صوره", "موعد", "موعدها",
    "تنتهي", "يبدا", "تبدا", "حقوق", "محفوظه", "ذكري", "انتخابات", "born", "died", "copyright", "archive", "expires", "since",
    "اغتيل", "اغتيلت", "استشهد", "استشهدت", "قتل", "قتلت", "وقع", "وقعت", "اعتقل", "اعتقلت", "افتتح", "جرت", "جري",
    "التقط", "التقطت", "تصوير", "عدسه", "photo", "getty",
    "يقول", "تقول", "يقولون", "علق", "علقت", "رد", "التالي", "السابق", "الموعد",
    "ينتهي", "غدا", "غد", "القادم", "القادمه", "المقبل", "المقبله",
}  # fmt: skip
"""Words beside days that are told of: births, deaths, events, pictures, deadlines, days to come, readers and their comments."""
_LETTERS = re.compile(r"[^\W\d_]+")
MAX_OTHER_WORDS = 4
"""Words beside the date that are neither label nor weekday: a place, a name. With more it is a sentence."""


def without_counters(line: str) -> str:
    """The line without numbers of views, comments, minutes to read, issues: numbers that are no part of a date."""
    return _COUNTER.sub(" ; ", line)


def no_sentence(rest: str) -> None:
    """Raises Unreadable if what is left of a line beside its date holds other numbers, or more words than a place and a name."""
    rest = _LONE.sub(" ; ", rest)
    if any(character.isdigit() for character in rest):
        raise Unreadable("other numbers")
    others = [
        word for word in _LETTERS.findall(rest) if word not in _LABELS and word not in months.EVERY_WEEKDAY and len(word) > 1
    ]
    if len(others) > MAX_OTHER_WORDS or not _TOLD.isdisjoint(others):
        raise Unreadable("a sentence")
