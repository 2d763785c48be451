"""Names of months, weekdays and zones as Arabic pages print them, in folded form, and the regular expressions made of them.

Gregorian names come from seven systems (Egypt and the Gulf, Levant and Iraq, Algeria and Tunisia, Morocco, Mauritania, Libya
until 2011, English); no name means two months, so one table serves every country. Only the Libyan names of 1969-2011 are everyday
words too («الربيع», «ناصر»): they count for Libyan outlets alone.
"""

from __future__ import annotations

import re

_GREGORIAN = (
    "يناير|كانون الثاني|كانون ثاني|ك2|جانفي|january|jan",
    "فبراير|شباط|فيفري|february|feb",
    "مارس|اذار|march|mar",
    "ابريل|نيسان|افريل|april|apr",
    "مايو|ايار|ماي|مايس|may",
    "يونيو|يونيه|حزيران|جوان|june|jun",
    "يوليو|يوليه|تموز|جويليه|يوليوز|july|jul",
    "اغسطس|اب|اوت|غشت|اغشت|اوغسطس|august|aug",
    "سبتمبر|ايلول|شتنبر|شتمبر|september|sept|sep",
    "اكتوبر|تشرين الاول|تشرين اول|ت1|اوكتوبر|october|oct",
    "نوفمبر|تشرين الثاني|تشرين ثاني|ت2|نونبر|نوفنبر|november|nov",
    "ديسمبر|كانون الاول|كانون اول|ك1|دجنبر|دجمبر|december|dec",
)
_LIBYAN = ("اي النار", "النوار", "الربيع", "الطير", "الما", "الصيف", "ناصر", "هانيبال", "الفاتح", "التمور", "الحرث", "الكانون")
_HIJRI = (
    "محرم|المحرم|محرم الحرام",
    "صفر|صفر الخير",
    "ربيع الاول|ربيع اول",
    "ربيع الاخر|ربيع الثاني|ربيع اخر|ربيع ثاني",
    "جمادي الاولي|جمادي الاول|جماد الاول|جماد الاولي",
    "جمادي الاخره|جمادي الثانيه|جمادي الاخر|جمادي الثاني|جماد الاخر|جماد الثاني|جماد الاخره",
    "رجب",
    "شعبان",
    "رمضان|رمضان المبارك",
    "شوال",
    "ذو القعده|ذي القعده|ذوالقعده|ذيالقعده",
    "ذو الحجه|ذي الحجه|ذوالحجه|ذيالحجه",
)

GREGORIAN = {name: number for number, names in enumerate(_GREGORIAN, 1) for name in names.split("|")}
LIBYAN = dict(zip(_LIBYAN, range(1, 13), strict=True))
HIJRI = {name: number for number, names in enumerate(_HIJRI, 1) for name in names.split("|")}
ENGLISH = {name: number for name, number in GREGORIAN.items() if name.isascii() and name.isalpha()}

WEEKDAYS = {  # Monday is 0, as in datetime
    name: number
    for number, names in enumerate(
        (
            "الاثنين|monday|mon",
            "الثلاثا|الثلاثاا|tuesday|tues|tue",
            "الاربعا|wednesday|wed",
            "الخميس|thursday|thurs|thur|thu",
            "الجمعه|friday|fri",
            "السبت|saturday|sat",
            "الاحد|sunday|sun",
        )
    )
    for name in names.split("|")
}

_PLACES = {
    "Asia/Riyadh": "مكه المكرمه|مكه|السعوديه|الرياض",
    "Africa/Cairo": "القاهره|مصر",
    "Asia/Baghdad": "بغداد|العراق",
    "Asia/Damascus": "دمشق|سوريا|سوريه",
    "Asia/Beirut": "بيروت|لبنان",
    "Asia/Amman": "الاردن",
    "Asia/Hebron": "القدس|فلسطين",
    "Asia/Gaza": "غزه",
    "Asia/Dubai": "ابوظبي|ابو ظبي|الامارات|دبي",
    "Asia/Qatar": "الدوحه|قطر",
    "Asia/Kuwait": "الكويت",
    "Asia/Bahrain": "المنامه|البحرين",
    "Asia/Muscat": "مسقط|سلطنه عمان",
    "Asia/Aden": "صنعا|عدن|اليمن",
    "Africa/Khartoum": "الخرطوم|السودان",
    "Africa/Tripoli": "طرابلس|ليبيا",
    "Africa/Tunis": "تونس",
    "Africa/Algiers": "الجزاير",
    "Africa/Casablanca": "المغرب|الرباط",
    "Africa/Nouakchott": "نواكشوط|موريتانيا",
    "Africa/Mogadishu": "مقديشو|الصومال",
    "Africa/Djibouti": "جيبوتي",
    "Europe/Istanbul": "اسطنبول|انقره|تركيا",
    "Europe/Moscow": "موسكو",
    "Europe/London": "لندن",
    "Europe/Paris": "باريس",
    "Europe/Berlin": "برلين",
    "America/New_York": "واشنطن|نيويورك",
    "Asia/Tehran": "طهران",
}
ZONES = {name: zone for zone, names in _PLACES.items() for name in names.split("|")}
"""Place of «بتوقيت …» → IANA zone. «عمان» is left out: it is Amman and Oman."""
ZONES |= dict.fromkeys(
    ("غرينتش", "جرينتش", "غرينيتش", "جرينيتش", "قرينتش", "كرينتش", "جرينتش العالمي", "العالمي", "gmt", "utc", "ut"), "UTC"
)

NO_LETTER_BEFORE = r"(?<![^\W\d_])"
NO_LETTER_AFTER = r"(?![^\W\d_])"


def one_of(names: dict[str, int] | dict[str, str]) -> str:
    """Pattern matching any of the names as a whole word, the longest first («كانون الثاني» before «كانون»)."""
    longest_first = sorted(names, key=len, reverse=True)
    return NO_LETTER_BEFORE + "(?:" + "|".join(map(re.escape, longest_first)) + ")" + NO_LETTER_AFTER
