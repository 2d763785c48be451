"""The outlets of the newsroom: who they are, how their pages are built, how they print dates, digits and credits."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

Shape = Literal["semantic", "soup", "wordpress", "legacy", "tables", "agency"]
FeedKind = Literal["rss2", "atom", "rss1", "json", "rss-cp1256"]

GULF = ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر")
LEVANT = (
    "كانون الثاني",
    "شباط",
    "آذار",
    "نيسان",
    "أيار",
    "حزيران",
    "تموز",
    "آب",
    "أيلول",
    "تشرين الأول",
    "تشرين الثاني",
    "كانون الأول",
)
MOROCCO = ("يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر")
DUAL = tuple(f"{levant}/{gulf}" for levant, gulf in zip(LEVANT, GULF, strict=True))
WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")

_MONTH = re.compile(r"⟦(\d+)⟧")
_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An outlet of the newsroom."""

    id: str
    host: str
    name_ar: str
    name_en: str
    country: str
    timezone: str
    shape: Shape
    months: tuple[str, ...]
    feed: FeedKind
    feed_path: str
    article_url: str
    """Regular expression of its article addresses, as an outlet file gives it."""
    indic_digits: bool = False
    scheme: Literal["https", "http"] = "https"
    encoding: str = "utf-8"
    embeds: Literal["markup", "iframe", "pasted"] = "markup"
    dateline: Literal["own line", "inline", "agency first", "none"] = "none"
    gzip: bool = False
    feed_size: int = 50

    @property
    def base(self) -> str:
        return f"{self.scheme}://{self.host}"

    def print(self, text: str) -> str:
        """Text in this outlet's months and digits."""
        text = _MONTH.sub(lambda match: self.months[int(match.group(1)) - 1], text)
        return text.translate(_INDIC) if self.indic_digits else text

    def printed_date(self, moment: datetime) -> str:
        """The visible date line, in the outlet's own zone, to the minute."""
        local = moment.astimezone(ZoneInfo(self.timezone))
        day = f"{local.day} ⟦{local.month}⟧ {local.year}"
        forms: dict[Shape, str] = {
            "semantic": f"{WEEKDAYS[local.weekday()]} {day} - {local:%H:%M}",
            "soup": f"تاريخ النشر: {day} - {local:%H:%M}",
            "wordpress": f"{day} {(local.hour - 1) % 12 + 1:02}:{local:%M} {'ص' if local.hour < 12 else 'م'}",
            "legacy": f"{WEEKDAYS[local.weekday()]} {day} - {local:%H:%M}",
            "tables": f"{WEEKDAYS[local.weekday()]}، {day} الساعة {local:%H:%M}",
            "agency": f"نشر في: {local:%d/%m/%Y - %H:%M}",
        }
        return self.print(forms[self.shape])


PROFILES = (
    Profile(
        id="nahar-test",
        host="nahar-test.example",
        name_ar="صحيفة النهار التجريبية",
        name_en="Nahar Test",
        country="LB",
        timezone="Asia/Beirut",
        shape="semantic",
        months=LEVANT,
        feed="rss2",
        feed_path="/rss.xml",
        article_url=r"/article/\d{4}/\d{2}/\d{2}/\d+$",
        dateline="inline",
    ),
    Profile(
        id="sham-test",
        host="sham-test.example",
        name_ar="شبكة الشام التجريبية",
        name_en="Sham Test",
        country="SY",
        timezone="Asia/Damascus",
        shape="soup",
        months=LEVANT,
        feed="atom",
        feed_path="/atom.xml",
        article_url=r"/news\.php\?id=\d+$",
        indic_digits=True,
        embeds="pasted",
        dateline="own line",
    ),
    Profile(
        id="gulf-test",
        host="gulf-test.example",
        name_ar="بوابة الخليج التجريبية",
        name_en="Gulf Test",
        country="AE",
        timezone="Asia/Dubai",
        shape="wordpress",
        months=GULF,
        feed="rss2",
        feed_path="/feed/",
        article_url=r"/20\d{2}/\d{2}/\d{2}/[^/]+/$",
        embeds="iframe",
        dateline="inline",
        gzip=True,
    ),
    Profile(
        id="maghreb-test",
        host="maghreb-test.example",
        name_ar="جريدة المغرب التجريبية",
        name_en="Maghreb Test",
        country="MA",
        timezone="Africa/Casablanca",
        shape="legacy",
        months=MOROCCO,
        feed="rss-cp1256",
        feed_path="/rss.php",
        article_url=r"/actualite/\d+\.html$",
        scheme="http",
        encoding="cp1256",
        embeds="pasted",
    ),
    Profile(
        id="rafid-test",
        host="rafid-test.example",
        name_ar="وكالة الرافد التجريبية",
        name_en="Rafid Test",
        country="IQ",
        timezone="Asia/Baghdad",
        shape="tables",
        months=DUAL,
        feed="rss1",
        feed_path="/index.rdf",
        article_url=r"/view/\d+/$",
        scheme="http",
        dateline="own line",
    ),
    Profile(
        id="nil-test",
        host="nil-test.example",
        name_ar="أخبار النيل التجريبية",
        name_en="Nil Test",
        country="EG",
        timezone="Africa/Cairo",
        shape="agency",
        months=GULF,
        feed="json",
        feed_path="/feed.json",
        article_url=r"/story/\d+-[a-z]+$",
        dateline="agency first",
    ),
)


def profiles(count: int) -> tuple[Profile, ...]:
    """The first `count` outlets; past the sixth, further ones of the same shapes under numbered names."""
    made = []
    for index in range(count):
        turn, kind = divmod(index, len(PROFILES))
        model = PROFILES[kind]
        name = model.id if turn == 0 else f"{model.id}-{turn + 1}"
        host = f"{name}.example"
        made.append(replace(model, id=name, host=host, name_ar=model.name_ar + (f" {turn + 1}" if turn else "")))
    return tuple(made)
