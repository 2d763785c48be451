"""How a post of another platform is signed when it stands as text: its author, its date, and where post and story part."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DIGITS = "[\\d\u0660-\u0669\u06f0-\u06f9]"
DATE = (
    rf"(?:(?:(?:يوم\s+)?[^\W\d_]{{3,12}}[,،]?\s+)?"  # the weekday
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|{_DIGITS}{{1,2}}[\s/]+[^\W\d_]{{2,10}}(?:\s(?:الأول|الاول|الثاني|ثاني|أول))?(?:\s?/\s?[^\W\d_]{{2,8}}(?:\s(?:الأول|الاول|الثاني))?)?"
    rf"[,،]?\s+{_DIGITS}{{4}})"
    rf"(?:\s+(?:at|à|الساعة|في)\s+{_DIGITS}{{1,2}}:{_DIGITS}{{2}}\s?(?:[ap]m|AM|PM|ص|م)?(?:\s[A-Z]{{2,4}}\b)?)?)"
)
"""A whole date with its year, as the platforms print it: English, French or Arabic words."""
_ONLY_DATE = re.compile(rf"\W*{DATE}\W*")
_WEEKDAY = re.compile(
    r"day,|^(?:يوم\s+)?(?:ال)?(?:[أا]حد|[إا]ثنين|ثلاثاء|[أا]ربعاء|خميس|جمعة|سبت)|^(?:lun|mar|mercre|jeu|vendre|same)di|^dimanche"
)
_HANDLE = re.compile(rf"\((?P<handle>@\w[\w.@-]{{0,60}})\)\s*(?:(?P<date>{DATE})|(?=\W*$))")
_POSTED_BY = re.compile(
    rf"(?:Posted by|Publi[ée]e?\s+par|تم (?:النشر|نشره) بواسطة)\s*(?P<name>.{{1,120}}?)\s+(?:on|le|sur|في)\s+(?P<date>{DATE})"
)
_POSTED_AR = re.compile(rf"^\W*(?:نشره|نشرته)\s+(?P<name>.{{1,80}}?)\s+في\s+(?P<date>{DATE})\W*$")
_SHARED = (
    r"(?:A (?:post|reel|photo|video|story) shared by|Une (?:publication|photo|vidéo) partagée par|منشور تمت مشاركته بواسطة"
    r"|تمت? مشاركة (?:هذا المنشور|منشور|صورة|مقطع فيديو|فيديو|ريلز) (?:بواسطة|من قبل))"
)
_SHARED_BY = re.compile(
    rf"{_SHARED}\s*(?:(?P<name>[^()\n]{{0,120}}?)\s*\(?(?P<handle>@[\w.]{{1,40}})\)?(?:\s+(?:on|le|في)\s+(?P<date>{DATE}))?"
    r"|(?P<alone>[^()\n]{1,100})$)"
)
_SOUND = re.compile(r"♬.{2,140}$")
_X_CLOCK = re.compile(
    rf"^{_DIGITS}{{1,2}}:{_DIGITS}{{2}}\s?(?:AM|PM|ص|م|صباحًا|مساءً)?\s*[·•-]\s*(?P<date>{DATE})(?:\s*[·•]\s*.{{1,60}})?$"
)
_TOKENS = ("(@", "osted by", "shared by", "بواسطة", "من قبل", "نشره", "نشرته", "ubli", "partag", "♬", " · ", " • ")
"""What every signature holds; most lines hold none of it, and the patterns are dear on a long paragraph."""
_SEE_ON = re.compile(
    r"(?:View this (?:post|profile|photo|reel|video) on \w+|View (?:on|in) (?:Threads|Instagram|Bluesky|Telegram)"
    r"|Voir cette publication sur \w+|عرض هذا (?:المنشور|الملف الشخصي) على \w+)[ \t]*",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"(?:(?<![ \t])[ \t]+)?(?:(?:https?://)?pic\.(?:twitter|x)\.com/\w+|https?://t\.co/\w+)[ \t]*")
_EDGE = " \t\u200e\u200f\u2066\u2067\u2068\u2069·,،—–-"
_MORE = re.compile(r"(?:(?<![ \t])[ \t]+)?(?:See more|See More|Voir plus|عرض المزيد)[ \t]*$")


@dataclass(slots=True)
class Cut:
    """An embed as read from the page, its date still as printed."""

    platform: str
    url: str | None = None
    author: str | None = None
    posted: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Where in a line a post is signed, and by whom."""

    platform: str
    start: int
    end: int
    author: str | None = None
    posted: str | None = None
    sure: bool = True
    """No byline of the outlet's own looks like it."""


def read(line: str) -> Signature | None:
    """The signature a line holds, or None. Nothing is one for a dash, a name or a handle alone."""
    if not any(token in line for token in _TOKENS):
        return None
    return _facebook(line) or _instagram(line) or _x(line) or _tiktok(line) or _clock(line)


def is_date(line: str) -> bool:
    """Whether a line is a post's date and nothing else."""
    return len(line) <= 60 and _ONLY_DATE.fullmatch(line) is not None


def is_call(line: str) -> bool:
    """«View this post on Instagram», alone."""
    return len(line) <= 80 and _SEE_ON.fullmatch(line.strip()) is not None


def has_picture(line: str) -> bool:
    """Whether the address of a post's picture stands in the line («pic.twitter.com/…»)."""
    return "pic." in line and _PICTURE.search(line) is not None


def words_of(text: str) -> str:
    """A post's own words: its picture's address and what its platform wrote around it are gone."""
    if "View" in text or "Voir" in text or "عرض" in text or "more" in text.lower():
        text = _MORE.sub("", _SEE_ON.sub("", text))
    return _PICTURE.sub(" ", text).strip() if "/" in text else text.strip()


def named(name: str | None, handle: str | None = None) -> str | None:
    """The author's name as shown, without the handle; the handle only where no name stands."""
    shown = re.sub(r"\s*\(?@[\w.@-]{1,60}\)?\s*$", "", name or "").strip(_EDGE)
    found = re.search(r"@[\w.]{1,40}", name or "")
    return shown or handle or (found[0] if found else None)


def _facebook(line: str) -> Signature | None:
    found = _POSTED_BY.search(line)
    if found:
        whole = not line[found.end() :].strip(" .")
        dated = _WEEKDAY.search(found["date"]) is not None
        if not dated and (found.start() or not whole):
            return None  # a sentence may say so; Facebook prints the weekday
    else:
        found = _POSTED_AR.match(line) if "نشر" in line else None
        dated = False
    if found is None:
        return None
    return Signature("facebook", found.start(), found.end(), named(found["name"]), found["date"], dated)


def _instagram(line: str) -> Signature | None:
    found = _SHARED_BY.search(line)
    if found is None or (found["handle"] is None and found.start() > 60):
        return None
    author = named(found["name"] or found["alone"], found["handle"])
    return Signature("instagram", found.start(), found.end(), author, found["date"])


def _x(line: str) -> Signature | None:
    """«… — Name (@handle) November 22, 2026».

    The dash alone is ordinary punctuation: a date must follow, or a picture's address stand before, or the line be nothing else.
    """
    for found in _HANDLE.finditer(line):
        dash = max(line.rfind("—", 0, found.start()), line.rfind("―", 0, found.start()))
        if dash < 0:
            dash = max(line.rfind(mark, 0, found.start()) for mark in (" – ", "-- ", " - "))
            dash = 0 if dash < 0 and line[:1] in "-–" else dash
        name = line[dash : found.start()].strip(" —–―-")
        if dash < 0 or len(name) > 120:
            continue
        before = line[:dash]
        if found["date"] or not before.strip() or has_picture(before[-80:]):
            return Signature("x", dash, found.end(), named(name, found["handle"]), found["date"])
    return None


def _tiktok(line: str) -> Signature | None:
    found = _SOUND.search(line) if "♬" in line else None
    if found is None:
        return None
    user = re.match(r"\s*(@[\w.]{2,30})\b", line[: found.start()])
    return Signature("tiktok", found.start(), found.end(), user[1] if user else None)


def _clock(line: str) -> Signature | None:
    """The line under a post copied from X's own page: «9:25 AM · Jun 9, 2024 · 1.2M Views»."""
    found = _X_CLOCK.match(line) if len(line) <= 110 else None
    return Signature("x", 0, len(line), None, found["date"]) if found else None
