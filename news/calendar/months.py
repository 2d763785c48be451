"""Names of months, weekdays and zones as Arabic pages print them, in folded form, and the regular expressions made of them.

Gregorian names come from nine systems (Egypt and the Gulf, Levant and Iraq, Algeria and Tunisia, Morocco, Mauritania, Libya
until 2011, English, French, Turkish) and those of `foreign`; no name means two months, so one table serves every country. Only
the Libyan names of 1969-2011 are everyday words too («الربيع», «ناصر»): they count for Libyan outlets alone.
"""

from __future__ import annotations

import re

from news.calendar import foreign

_GREGORIAN = (
    "يناير|كانون الثاني|كانون ثاني|كانون ثان|كانون 2|كانون2|ك2|ك 2|جانفي",
    "فبراير|شباط|فيفري",
    "مارس|اذار|ادار",
    "ابريل|نيسان|افريل|ابرايل",
    "مايو|ايار|ماي|مايس",
    "يونيو|يونيه|حزيران|جوان",
    "يوليو|يوليه|تموز|جويليه|جويليا|يوليوز",
    "اغسطس|اب|اوت|غشت|اغشت|اوغسطس|اغسطوس",
    "سبتمبر|ايلول|شتنبر|شتمبر|سبتنبر|سيبتمبر",
    "اكتوبر|تشرين الاول|تشرين اول|تشرين 1|تشرين1|ت1|ت 1|اوكتوبر",
    "نوفمبر|تشرين الثاني|تشرين ثاني|تشرين ثان|تشرين 2|تشرين2|ت2|ت 2|نونبر|نوفنبر|نونمبر",
    "ديسمبر|كانون الاول|كانون اول|كانون 1|كانون1|ك1|ك 1|دجنبر|دجمبر|دسمبر|ديسيمبر",
)
_ENGLISH = (
    "january|jan", "february|feb", "march|mar", "april|apr", "may", "june|jun", "july|jul", "august|aug",
    "september|sept|sep", "october|oct", "november|nov", "december|dec",
)  # fmt: skip
_FRENCH_AND_TURKISH = (  # folded: no accents; the Turkish dotless i has none to lose
    "janvier|janv|ocak", "fevrier|fevr|subat", "mars|mart", "avril|avr|nisan", "mai|mayıs|mayis", "juin|haziran",
    "juillet|juil|temmuz", "aout|agustos", "septembre|eylul", "octobre|ekim", "novembre|kasım|kasim", "decembre|aralık|aralik",
)  # fmt: skip
_LIBYAN = ("اي النار", "النوار", "الربيع", "الطير", "الما", "الصيف", "ناصر", "هانيبال", "الفاتح", "التمور", "الحرث", "الكانون")
_HIJRI = (
    "محرم|المحرم|محرم الحرام|محرمالحرام",
    "صفر|صفر الخير",
    "ربيع الاول|ربيع اول|ربيعالاول",
    "ربيع الاخر|ربيع الثاني|ربيع اخر|ربيع ثاني|ربيعالثاني",
    "جمادي الاولي|جمادي الاول|جماد الاول|جماد الاولي|جماديالاول|جماديالاولي",
    "جمادي الاخره|جمادي الثانيه|جمادي الاخر|جمادي الثاني|جماد الاخر|جماد الثاني|جماد الاخره|جماديالثاني|جماديالثانيه",
    "رجب",
    "شعبان",
    "رمضان|رمضان المبارك",
    "شوال",
    "ذو القعده|ذي القعده|ذوالقعده|ذيالقعده",
    "ذو الحجه|ذي الحجه|ذوالحجه|ذيالحجه",
)

# names glued by a zero-width non-joiner, which folding drops, are Persian spelling
ENGLISH = {name: number for number, names in enumerate(_ENGLISH, 1) for name in names.split("|")}
GREGORIAN = (
    foreign.MONTHS
    | ENGLISH
    | {
        name: number
        for system in (_GREGORIAN, _FRENCH_AND_TURKISH)
        for number, names in enumerate(system, 1)
        for name in names.split("|")
    }
)
LIBYAN = dict(zip(_LIBYAN, range(1, 13), strict=True))
HIJRI = {name: number for number, names in enumerate(_HIJRI, 1) for name in names.split("|")}

WEEKDAYS = {  # Monday is 0, as in datetime
    name: number
    for number, names in enumerate(
        (
            "الاثنين|الاتنين|monday|mon|lundi|pazartesi",
            "الثلاثا|الثلاثاا|tuesday|tues|tue|mardi|salı",
            "الاربعا|الاربعاا|wednesday|wed|mercredi|carsamba",
            "الخميس|thursday|thurs|thur|thu|jeudi|persembe",
            "الجمعه|friday|fri|vendredi|cuma",
            "السبت|saturday|sat|samedi|cumartesi",
            "الاحد|sunday|sun|dimanche|pazar",
        )
    )
    for name in names.split("|")
}
# apart from the others, which also stand in stored fingerprints (`news.slots`)
EVERY_MONTH = foreign.MONTHS | GREGORIAN
EVERY_WEEKDAY = foreign.WEEKDAYS | WEEKDAYS
SOLAR = foreign.SOLAR

_PLACES = {
    "Asia/Riyadh": "مكه المكرمه|مكه|السعوديه|الرياض",
    "Africa/Cairo": "القاهره|مصر",
    "Asia/Baghdad": "بغداد|العراق",
    "Asia/Damascus": "دمشق|سوريا|سوريه",
    "Asia/Beirut": "بيروت|لبنان",
    "Asia/Amman": "الاردن",
    "Asia/Hebron": "القدس|فلسطين|رام الله",
    "Asia/Gaza": "غزه",
    "Asia/Jerusalem": "اسراييل|تل ابيب",
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
"""Place of «بتوقيت …» → IANA zone. «عمان» is left out: it is Amman and Oman; AMMAN_OR_OMAN settles it for outlets of either."""
AMMAN_OR_OMAN = {"JO": "Asia/Amman", "OM": "Asia/Muscat"}
GREENWICH = r"(?:[غجقك]ري?ني?تش(?: العالمي)?|التوقيت العالمي|العالمي|gmt|utc|ut|ت\.?\s?غ\.?)"
"""Pattern of Greenwich in the spellings of the press."""
ABBREVIATIONS = {  # RFC 822, 5.1, and those of our own countries that name one zone only (AST and IST name two)
    "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "eet": 2, "eest": 3, "cet": 1, "cest": 2, "wet": 0, "west": 1, "bst": 1, "msk": 3, "trt": 3, "ksa": 3, "gst": 4,
}  # fmt: skip
"""Hours ahead of UTC."""

NO_LETTER_BEFORE = r"(?<![^\W\d_])"
NO_LETTER_AFTER = r"(?![^\W\d_])"


def one_of(names: dict[str, int] | dict[str, str]) -> str:
    """Pattern matching any of the names as a whole word, the longest first («كانون الثاني» before «كانون»)."""
    longest_first = sorted(names, key=len, reverse=True)
    return NO_LETTER_BEFORE + "(?:" + "|".join(map(re.escape, longest_first)) + ")" + NO_LETTER_AFTER
