# ruff: noqa: E501
"""What newsrooms do to an agency's copy, each done to a given text by a generator with a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

Text = tuple[str | None, str]
"""Headline and body."""

_SENTENCE = re.compile(r"(?<=[.!?؟…])\s+|\n+")
_PLACES = ("بيروت", "القاهرة", "عمّان", "صنعاء", "الرباط", "بغداد")
_AGENCIES = ("رويترز", "أ ف ب", "د ب أ", "الأناضول", "سبأ", "وكالات")
_WHO = ("مصادر متابعة", "مصدر مطلع", "أوساط مراقبة", "شهود عيان", "جهات معنية")
_SAID = ("كشفت لموقعنا", "تحدثت في وقت متأخر", "أفصحت خلال الساعات الماضية", "بيّنت في اتصال هاتفي")
_WHAT = (
    "عن مستجدات جديدة في هذا الملف الذي يشغل الرأي العام منذ أيام",
    "عن تفاصيل إضافية تتصل بما جرى وتداعياته المنتظرة على السكان",
    "أن التطورات الأخيرة تفتح الباب أمام احتمالات شتى لم تتضح معالمها بعد",
    "ما يدور وراء الكواليس من اتصالات ومشاورات لم يعلن عنها من قبل",
)
_LOCAL = (
    "وعلى الصعيد المحلي، قال عدد من أهالي المنطقة لمراسلنا إنهم يتابعون ما يجري باهتمام، وينتظرون من الجهات المختصة توضيحات أوفى.",
    "ورأى باحث محلي في حديث إلى صحيفتنا أن لما حدث أثرا مباشرا في الأسواق القريبة، ودعا التجار إلى التريث قبل رفع الأسعار.",
    "وكانت بلدية المدينة قد استضافت ندوة حول الموضوع حضرها عدد كبير من المهتمين، وانتهت إلى جملة من التوصيات ستنشر قريبا.",
)
_SYNONYMS = dict(
    pair.split("=")
    for pair in (  # noqa: SIM905
        "قال=أوضح وقال=وأوضح قالت=أوضحت أكد=شدد وأكد=وشدد أعلن=كشف أعلنت=كشفت أضاف=تابع وأضاف=وتابع خلال=أثناء أيضا=كذلك كما=كذلك "
        "حول=بشأن بشأن=حول بعد=عقب قبل=قبيل لكن=غير كبير=ضخم كبيرة=ضخمة عدد=جملة الذي=والذي التي=والتي بين=ما عبر=بواسطة أمس=البارحة"
    ).split()
)
_MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"
_LETTERS = {"أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ي", "ؤ": "و", "ئ": "ي"}
_HEARD = {"غ": "ج", "ج": "غ", "ق": "ك", "ك": "ق", "ث": "ت", "ت": "ط", "س": "ص", "ز": "س", "ف": "ب", "ذ": "د", "ش": "ج"}


def sentences(body: str) -> list[str]:
    return [line.strip() for line in _SENTENCE.split(body) if line.strip()]


def _lines(body: str) -> list[str]:
    lines = [line for line in body.split("\n") if line.strip()]
    return lines if len(lines) > 1 else sentences(body)


def new_lede_text(chance: random.Random) -> str:
    return f"{chance.choice(_SAID).split()[0]} {chance.choice(_WHO)} {chance.choice(_WHAT)}."


def credit(text: Text, chance: random.Random, _: Text) -> Text:
    who = chance.choice(_AGENCIES)
    body = f"{chance.choice(_PLACES)} ({who}) - {text[1]}"
    return text[0], f"{body}\n\nالمصدر: {who}" if chance.random() < 0.5 else f"{body} ({who})"


def lede(text: Text, chance: random.Random, _: Text) -> Text:
    return text[0], "\n\n".join([new_lede_text(chance), *_lines(text[1])[1:]])


def _cut(share: float) -> Edit:
    def cut(text: Text, chance: random.Random, _: Text) -> Text:
        lines = sentences(text[1])
        words = sum(len(line.split()) for line in lines)
        gone: set[int] = set()
        # from the end, as a sub-editor does, or anywhere but the first, as one with time does
        order = list(range(len(lines) - 1, 0, -1))
        if chance.random() < 0.5:
            chance.shuffle(order)
        for number in order:
            if sum(len(lines[at].split()) for at in gone) >= share * words:
                break
            gone.add(number)
        return text[0], "\n\n".join(line for number, line in enumerate(lines) if number not in gone)

    return cut


def spelling(text: Text, chance: random.Random, _: Text) -> Text:
    """Marks, hamzas, ta marbuta, tatweel; and a slip of the finger in one word of fifty."""

    def word(written: str) -> str:
        if len(written) > 4 and written.isalpha() and chance.random() < 0.02:
            at = chance.randrange(1, len(written) - 1)
            return written[:at] + written[at + 1] + written[at] + written[at + 2 :]
        if chance.random() < 0.3:
            written = "".join(_LETTERS.get(letter, letter) for letter in written)
        if len(written) > 3 and chance.random() < 0.2:
            at = chance.randrange(1, len(written))
            written = written[:at] + chance.choice(_MARKS + "\u0640") + written[at:]
        return written

    return text[0], "\n\n".join(" ".join(map(word, line.split())) for line in _lines(text[1]))


def order(text: Text, chance: random.Random, _: Text) -> Text:
    first, *rest = _lines(text[1])
    chance.shuffle(rest)
    return text[0], "\n\n".join([first, *rest])


def added(text: Text, chance: random.Random, _: Text) -> Text:
    lines = _lines(text[1])
    lines.insert(chance.randrange(1, len(lines) + 1), chance.choice(_LOCAL))
    return text[0], "\n\n".join(lines)


def headline(text: Text, chance: random.Random, _: Text) -> Text:
    return f"{chance.choice(_WHO)}: {chance.choice(_WHAT)}", text[1]


def names(text: Text, chance: random.Random, _: Text) -> Text:
    """Three words that come again, as a foreign name does, each in another spelling throughout."""
    words = re.findall("[\u0621-\u064a]{5,}", text[1])
    often = sorted({word for word in words if words.count(word) > 1 and not word.startswith("ال")}, key=words.count)[-6:]
    body, head = text[1], text[0] or ""
    for name in chance.sample(often, min(3, len(often))):
        at = next((at for at, letter in enumerate(name) if at and letter in _HEARD), None)
        other = name[:2] + chance.choice("اوي") + name[2:] if at is None else name[:at] + _HEARD[name[at]] + name[at + 1 :]
        body, head = (re.sub(rf"\b{name}\b", other, part) for part in (body, head))
    return head or None, body


def synonyms(text: Text, chance: random.Random, _: Text) -> Text:
    changed = [" ".join(_SYNONYMS.get(word, word) for word in line.split()) for line in _lines(text[1])]
    return text[0], "\n\n".join(changed)


def joined(text: Text, chance: random.Random, other: Text) -> Text:
    return text[0], f"{text[1]}\n\n{other[1]}"


def lede_and_cut(text: Text, chance: random.Random, other: Text) -> Text:
    return lede(_cut(0.3)(headline(text, chance, other), chance, other), chance, other)


Edit = Callable[[Text, random.Random, Text], Text]


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    edit: Edit
    goal: float | None = None
    """Share that must be recognised."""


KINDS = (
    Kind("agency credit and dateline added", credit, 0.97),
    Kind("new lede", lede, 0.97),
    Kind("cut by 30 %", _cut(0.3), 0.97),
    Kind("cut by 50 %", _cut(0.5)),
    Kind("cut by 60 %", _cut(0.6)),
    Kind("spelling and marks", spelling, 0.97),
    Kind("paragraphs in another order", order),
    Kind("local paragraph added", added),
    Kind("headline only", headline),
    Kind("names in another spelling", names),
    Kind("verbs and small words changed", synonyms),
    Kind("new headline, new lede, cut by 30 %", lede_and_cut),
    Kind("joined with another wire", joined),
)
