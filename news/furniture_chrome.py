"""Lines made of nothing but a page's own words: «التعليقات مغلقة على هذا الخبر», «زوار اليوم: 3410».

A site says the same few things in thousands of ways, all of them with the words of a page: article, comment, link, app, press,
next, yours. Where every word of a short line is one of those, and one of them is said to readers only, no reporter wrote it. One
word of the world («التعليقات على القرار») makes it a heading or a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from news import arabic

MAX_WORDS = 14
CONTACT_WORDS = 20
SENTENCE = re.compile(r"[.!]\W*$")
_SPEECH = re.compile(r"^\s*(?:[«\"“„]|[-–—]\s?(?![-–—]))")
_PHONE = re.compile(r"(?<![\d/.:-])(?:\+|00)?[(]?\d[\d\s()-]{6,16}\d(?![\d/:])")
_MAIL = re.compile(r"[\w.+-]{2,40}@[\w-]{2,40}\.[\w.]{2,20}")
_ANSWERS = re.compile(r"[؟?]\W*نعم\s*[-–—/|•]\s*لا\b(?:\W+\w+){0,4}\W*$")
_BUTTON = re.compile(
    "^\\s*[\u25b6\u25ba\u23ef\u2b07\u2b06\U0001f50a\U0001f3a7\U0001f517\U0001f4e5\U0001f3a5\U0001f4f2\U0001f4e9\U0001f514\U0001f447\U0001f449]"
)
"""A player's or a link's own sign before the line."""
_HEAD = re.compile(r"[:：]")
HEAD_WORDS = 8
_BEFORE = ("و", "ف")
_THE = ("", "ال", "لل", "ل", "ب", "بال", "وال", "و", "ول", "ولل")
_WHOSE = ("نا", "ك", "كم", "ي")


@dataclass(frozen=True, slots=True)
class Interface:
    words: frozenset[str]
    """All a page is made of, in all forms."""
    signs: frozenset[str]
    """What only a page says to its reader."""
    weak: frozenset[str]
    """What a guide to an application says as well."""
    aims: frozenset[str]
    views: frozenset[str]
    """Aims of one who looks at this page."""
    steps: frozenset[str]
    """Imperatives among the weak: «اضغط على زر التشغيل»."""
    counters: frozenset[str]
    contacts: frozenset[str]
    """First words of a line that ends in a number or an address to write to."""
    editors: frozenset[str]
    """Whom such a line lets the reader write to, where its first word alone may be an authority's."""
    things: frozenset[str]


def read(data: dict[str, Any], you: frozenset[str], names: frozenset[str]) -> Interface:
    """The table [interface] of furniture.toml; `you` and `names` (of platforms) are the appeals' own."""
    nouns = arabic.words(data["things"])
    things = frozenset(f"{before}{stem}{whose}" for noun in nouns for before, stem, whose in _forms(noun))
    plain = {
        key: frozenset(_joined(arabic.words(data[key])))
        for key in ("signs", "weak", "aims", "views", "steps", "words", "counters")
    }
    weak = plain["weak"] | plain["steps"]
    words = (
        things
        | plain["signs"]
        | weak
        | plain["aims"]
        | plain["views"]
        | plain["words"]
        | you
        | names
        | frozenset(_joined(list(names)))
    )
    contacts, editors = (frozenset(arabic.words(data[key])) for key in ("contacts", "editors"))
    return Interface(
        words,
        plain["signs"],
        weak,
        plain["aims"] | plain["views"],
        plain["views"],
        plain["steps"],
        plain["counters"],
        contacts,
        editors,
        things,
    )


def _forms(noun: str) -> list[tuple[str, str, str]]:
    stem = noun[:-1] + "ت" if noun.endswith("ه") else noun
    return [(before, noun, "") for before in _THE] + [(before, stem, whose) for before in ("", "ل", "ب", "و") for whose in _WHOSE]


def _joined(words: list[str]) -> list[str]:
    return [*words, *(before + word for word in words for before in _BEFORE)]


def match(line: str, words: list[str], table: Interface, *, listed: bool = False) -> str | None:
    """The group of a line that says nothing of the world, or None. `words` are its folded words."""
    if len(words) <= MAX_WORDS and _is_of_the_page(line, words, table, listed=listed):
        return "chrome"
    if _counts(line, words, table):
        return "listen"
    return "poll" if "نعم" in words and _ANSWERS.search(line) else None


def _is_of_the_page(line: str, words: list[str], table: Interface, *, listed: bool) -> bool:
    if len(words) < 2 or any(word not in table.words and not word.isdecimal() for word in words):
        return False
    strong = sum(word in table.signs for word in words)
    weak = sum(word in table.weak for word in words)
    weak += _BUTTON.match(line) is not None
    views = not table.views.isdisjoint(words) and not table.steps.isdisjoint(words)
    if not (strong or views or (weak > 1 and (_BUTTON.match(line) or not table.aims.isdisjoint(words)))):
        return False
    if table.things.isdisjoint(words) or _SPEECH.match(line) or (strong < 2 and SENTENCE.search(line)):
        return False
    return not (listed and not table.steps.isdisjoint(words))


def _counts(line: str, words: list[str], table: Interface) -> bool:
    """«مشاركات 214», «زوار اليوم: 3410», «صفحة 1 من 3»: numbers and what a page counts, nothing else, and no sentence."""
    return (
        2 <= len(words) <= 6
        and (words[0] in table.counters or (words[0] == "عدد" and words[1] in table.counters and "مشاركات" not in words))
        and words[-1].isdecimal()
        and all(word.isdecimal() or word in table.counters or word in ("من", "اليوم", "الان", "عدد", "هذا") for word in words)
        and not SENTENCE.search(line)
    )


def has_contact(line: str) -> bool:
    """Whether a telephone number or an e-mail address stands in the line."""
    return ("@" in line and _MAIL.search(line) is not None) or _PHONE.search(line) is not None


def contact(line: str, words: list[str], table: Interface, ours: frozenset[str], *, last: bool = False) -> str | None:
    """«لإعلاناتكم: 0501234567», «راسلونا على info@…»: how to reach the house. The caller has seen that `has_contact`.

    `last`: among the last lines «للشكاوى والاقتراحات: 0112345678» is the house's too; elsewhere it may be a ministry's.
    """
    if not words or len(words) > CONTACT_WORDS or SENTENCE.search(line) or _SPEECH.match(line):
        return None
    head = arabic.words(_HEAD.split(line, maxsplit=1)[0])
    if words[0] in table.contacts and len(head) <= HEAD_WORDS:
        return "follow" if last or not table.editors.isdisjoint(head) else None
    return "follow" if not ours.isdisjoint(words) else None
