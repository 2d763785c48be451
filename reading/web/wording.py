"""Our words on the pages in Arabic and English, with numbers, dates and spans as their reader writes them.

What comes out is Markup: our own pattern with every value escaped, so that no template needs to trust a text.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Literal, get_args

from markupsafe import Markup, escape

from reading import terminal

Language = Literal["ar", "en"]
Months = Literal["levant", "egypt", "maghreb", "morocco", "mauritania", "both"]
Digits = Literal["arab", "latn"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
MONTHS: tuple[Months, ...] = get_args(Months)
DIGITS: tuple[Digits, ...] = get_args(Digits)
_ARAB = str.maketrans("0123456789%.,", "٠١٢٣٤٥٦٧٨٩٪٫٬")
_FIXED = re.compile(r"\{[^}]*\}|\u2066[^\u2069]*\u2069|`[^`]+`")
"""Of our own words: holes, and what is written, or typed, the same for every reader."""
_COMMAND = re.compile(r"`([^`]+)`")
"""Of our own words: what is typed at a prompt, left to right and in one piece."""
_LEVANT = ("Damascus", "Beirut", "Amman", "Jerusalem", "Gaza", "Hebron", "Baghdad")
_ZONES: dict[str, tuple[Months, Digits]] = {
    **{f"Asia/{city}": ("levant", "arab") for city in _LEVANT},
    "Africa/Tunis": ("maghreb", "latn"),
    "Africa/Algiers": ("maghreb", "latn"),
    "Africa/Casablanca": ("morocco", "latn"),
    "Africa/El_Aaiun": ("morocco", "latn"),
    "Africa/Nouakchott": ("mauritania", "latn"),
    "Africa/Tripoli": ("egypt", "latn"),
    "Asia/Dubai": ("egypt", "latn"),
    **{f"Africa/{city}": ("egypt", "arab") for city in ("Cairo", "Khartoum")},
    **{f"Asia/{city}": ("egypt", "arab") for city in ("Riyadh", "Qatar", "Kuwait", "Bahrain", "Muscat", "Aden")},
}
"""Month names and digits as newspapers of the place print them (Unicode CLDR 44, ar_XX). Elsewhere both names, «٠١٢٣»."""


@functools.cache
def _table() -> dict[str, dict[str, dict[str, Any]]]:
    with Path(__file__).with_name("wording.toml").open("rb") as stream:
        return tomllib.load(stream)


def table(name: str) -> dict[str, dict[str, Any]]:
    """A table of words. Raises KeyError."""
    return _table()[name]


def usual(zone: str) -> tuple[Months, Digits]:
    """Month names and digits a reader in this zone most likely knows."""
    return _ZONES.get(zone, ("both", "arab"))


def plural(number: int, language: Language) -> int:
    """Which form of a counted word goes with the number (CLDR plural rules)."""
    if language == "en":
        return 0 if number == 1 else 1
    if number in {0, 1, 2}:
        return number
    rest = number % 100
    return 3 if 3 <= rest <= 10 else 4 if rest >= 11 else 5


@dataclass(frozen=True, kw_only=True)
class Words:
    """How one reader is spoken to."""

    language: Language = "ar"
    digits: Digits = "arab"
    months: Months = "both"
    zone: tzinfo
    zone_name: str
    now: datetime
    today: date = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "today", self.now.astimezone(self.zone).date())

    @property
    def direction(self) -> str:
        return "rtl" if self.language == "ar" else "ltr"

    def __call__(self, key: str, **values: object) -> Markup:
        """The words `key` of `[text]`, or `table.key` of another table; values are escaped unless they are Markup.

        Raises KeyError for words there are not.
        """
        table, _, name = key.rpartition(".")
        return _escaped(self.own(_table()[table or "text"][name][self.language])).format(**values)

    def term(self, table: str, key: str | None) -> Markup:
        """A word of data («jsonld», «layout changed») in the reader's language; one without translation as it is, isolated."""
        known = _table()[table].get(key or "")
        return escape(self.own(known[self.language])) if known else bdi(key)

    def own(self, said: str) -> str:
        """Words of ours with their digits as the reader writes them."""
        return _arabic_digits(said) if self.arab else said

    def place(self, zone: str) -> Markup:
        """The city a time zone is named for: «الدوحة» for Asia/Qatar."""
        return self.term("place", zone) if zone in _table()["place"] else bdi(zone.rpartition("/")[2].replace("_", " "))

    def beside(self, *facts: object) -> str:
        """Facts beside each other as bare text, for a label or a tooltip: each keeps its own direction, all follow the page's.

        A Latin name or a number at the beginning would else decide how the whole line runs.
        """
        begin = "\u200f" if self.language == "ar" else "\u200e"
        said = (fact.striptags() if isinstance(fact, Markup) else str(fact) for fact in facts)
        return begin + str(self("apart")).join(map(terminal.isolate, said))

    def count(self, key: str, number: int) -> Markup:
        """«١٤ وسيلة»: the number with the counted words `key`."""
        form: str = _table()["counted"][key][self.language][plural(number, self.language)]
        return escape(form).format(n=self.number(number))

    def number(self, value: float, places: int = 0) -> str:
        return self.figures(f"{value:,.{places}f}")

    def figures(self, written: object) -> str:
        """European digits, and the signs of numbers, as the reader writes digits."""
        return str(written).translate(_ARAB) if self.arab else str(written)

    @property
    def arab(self) -> bool:
        return self.language == "ar" and self.digits == "arab"

    def percent(self, share: float) -> str:
        return self.figures(f"{share * 100:.0f}%")

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def clock(self, moment: datetime) -> str:
        return self._digits_only(f"{self.local(moment):%H:%M}")

    def day(self, day: date, *, weekday: bool = False) -> str:
        """«الأحد ٢٢ تشرين الثاني ٢٠٢٦»; the year is left out where it is this one and the weekday is named."""
        names = _table()["dates"]
        said = f"{day.day} {self.month(day.month)}"
        if not weekday or day.year != self.today.year:
            said += f" {day.year}"
        if weekday:
            said = f"{names['weekdays'][self.language][day.weekday()]}{'،' if self.language == 'ar' else ','} {said}"
        return self._digits_only(said)

    def near(self, day: date) -> str:
        """«اليوم», «أمس», or nothing."""
        gap = (self.today - day).days
        return str(self("today" if gap == 0 else "yesterday")) if gap in {0, 1} else ""

    def short_day(self, day: date) -> str:
        """«٢٢/١١»: for axes and narrow columns, where the row says the rest."""
        return self._digits_only(f"{day.day}/{day.month}")

    def month(self, number: int) -> str:
        names = _table()["dates"]
        if self.language == "en":
            return str(names["english"]["en"][number - 1])
        if self.months == "both":
            pair = [str(names[system]["ar"][number - 1]) for system in ("levant", "egypt")]
            return "/".join(dict.fromkeys(pair))
        return str(names[self.months]["ar"][number - 1])

    def weekday(self, number: int, *, short: bool = False) -> str:
        return str(_table()["dates"]["weekdays_short" if short else "weekdays"][self.language][number])

    def moment(self, moment: datetime, *, precision: str | None = None) -> str:
        """Day and time, the day alone where no more is known. A day as printed is nobody's zone: it is not moved."""
        if precision == "day":
            return self.day(moment.date())
        local = self.local(moment)
        near = self.near(local.date())
        return f"{near or self.day(local.date())}{'،' if self.language == 'ar' else ','} {self.clock(moment)}"

    def ago(self, moment: datetime) -> Markup:
        """«منذ ٥ دقائق» of the near past, else the moment."""
        gap = self.now - moment
        if timedelta() <= gap < timedelta(minutes=1):
            return self("just_now")
        if timedelta() <= gap < timedelta(hours=36):
            return self("span_ago", span=self.span(gap))
        return escape(self.moment(moment))

    def span(self, gap: timedelta, *, alone: bool = False) -> Markup:
        """«٣٨ دقيقة», «٥ ساعات و١٠ دقائق»: in the units that matter.

        After a preposition («بعد ساعتين»); `alone`: as a value beside its name («المدة: ساعتان»).
        """
        seconds = max(0, int(gap.total_seconds()))
        minutes, hours = seconds // 60, seconds // 3600
        units = (
            ("seconds_alone", "minutes_alone", "hours_alone", "days_alone") if alone else ("seconds", "minutes", "hours", "days")
        )
        if seconds < 60:
            return self.count(units[0], seconds)
        if minutes < 60:
            return self.count(units[1], minutes)
        if hours >= 48:
            return self.count(units[3], hours // 24)
        if hours >= 12 or not minutes % 60:
            return self.count(units[2], hours)
        join = " و" if self.language == "ar" else " "
        return Markup("{}{}{}").format(self.count(units[2], hours), join, self.count(units[1], minutes % 60))

    def _digits_only(self, written: str) -> str:
        return _digits(written) if self.arab else written


@functools.cache
def _escaped(said: str) -> Markup:
    return commands(said)


def commands(said: str) -> Markup:
    """A sentence as HTML: escaped, what stands between backticks marked as something to be typed, left to right."""
    return Markup(_COMMAND.sub(r'<code dir="ltr">\1</code>', str(escape(said))))  # noqa: S704 - escaped before it is marked


@functools.cache
def _arabic_digits(said: str) -> str:
    pieces, last = [], 0
    for fixed in _FIXED.finditer(said):
        pieces += [_digits(said[last : fixed.start()]), fixed[0]]
        last = fixed.end()
    return "".join([*pieces, _digits(said[last:])])


def _digits(written: str) -> str:
    """Digits without their signs: the stop and comma of a date or a sentence are no decimal signs."""
    return "".join(char.translate(_ARAB) if char.isdecimal() else char for char in written)


def bdi(text: object, language: str | None = None) -> Markup:
    """A stranger's text inside one of our lines: escaped, without control characters, its direction its own affair.

    `language`: of the text, where it may be another than the line's.
    """
    if not text:
        return Markup("")
    said = Markup(' lang="{}"').format(language) if language else ""
    return Markup("<bdi{}>{}</bdi>").format(said, terminal.inert(str(text)))
