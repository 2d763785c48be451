"""Names of months and weekdays outside the Arabic systems: Persian, Urdu, Kurdish, and the languages of Europe.

Written as printed and folded here, because folding takes marks and letters apart that no reader would (`news.arabic.fold`).
Left out are names that fold to Arabic words («پیر», Urdu for Monday, is then «بئر», a well; «جمعه» a man's name) and
two-letter abbreviations. «+» marks Kurdish names, which take a letter before the year: «تشرینی دووەمی ٢٠٢٦», «20 Mijdarê 2026».
"""

from __future__ import annotations

from collections.abc import Iterable

from news import arabic

_MONTHS = (
    "ژانویه|جنوری|کانوونی دووەم+|کانونی دووەم+|çile+|rêbendan+|kanûna paşîn+|enero|ene|januar|jänner|gennaio|janeiro|januari",
    "فوریه|فروری|شوبات+|sibat+|reşemî+|febrero|februar|febbraio|fevereiro|februari",
    "مارچ|ئازار+|ئادار+|adar+|marzo|märz|mrz|março|maart",
    "آوریل|اپریل|avrêl+|nîsan+|abril|abr|aprile",
    "مئی|می|مه|ئایار+|gulan+|mayo|maggio|maio|maj|mei",
    "ژوئن|حوزەیران+|حوزیران+|hezîran+|pûşper+|junio|juni|giugno|junho",
    "ژوئیه|جولای|جولائی|تەمموز+|تەموز+|tîrmeh+|julio|juli|luglio|julho",
    "آگوست|اگست|ئاب+|tebax+|gelawêj+|agosto|ago|augusti|augustus",
    "سپتامبر|ستمبر|ئەیلوول+|ئەیلول+|îlon+|rezber+|septiembre|setiembre|settembre|setembro",
    "اکتبر|تشرینی یەکەم+|cotmeh+|çiriya pêşîn+|kewçêr+|octubre|oktober|okt|ottobre|outubro",
    "نوامبر|نومبر|تشرینی دووەم+|mijdar+|çiriya paşîn+|sermawez+|noviembre|novembro",
    "دسامبر|کانوونی یەکەم+|کانونی یەکەم+|berfanbar+|befranbar+|kanûna pêşîn+|diciembre|dic|dezember|dez|dicembre|dezembro",
)
_SOLAR = (
    "فروردین|حمل", "اردیبهشت|ثور", "خرداد|جوزا", "تیر|سرطان", "مرداد|امرداد|اسد", "شهریور|سنبله", "مهر|میزان", "آبان|عقرب",
    "آذر|قوس", "دی|جدی", "بهمن|دلو", "اسفند|حوت",
)  # fmt: skip
_WEEKDAYS = (
    "دوشنبه|دو شنبه|دووشەممە|duşem|lunes|montag|lunedì|måndag|maandag",
    "سه‌شنبه|سه شنبه|منگل|سێشەممە|sêşem|martes|dienstag|martedì|tisdag|dinsdag|sali",
    "چهارشنبه|چهار شنبه|چوارشەممە|çarşem|miércoles|mittwoch|mercoledì|onsdag|woensdag|çarşamba",
    "پنجشنبه|پنج شنبه|جمعرات|پێنجشەممە|pêncşem|jueves|donnerstag|giovedì|torsdag|donderdag",
    "هەینی|viernes|freitag|venerdì|fredag|vrijdag",
    "شنبه|شەممە|sábado|samstag|sonnabend|sabato|lördag|zaterdag",
    "یکشنبه|یک شنبه|یەکشەممە|اتوار|yekşem|domingo|sonntag|domenica|söndag|zondag",
)


def _folded(groups: Iterable[str], first: int) -> dict[str, int]:
    """Each name, and where it is marked its form before a year, with its number."""
    found: dict[str, int] = {}
    for number, names in enumerate(groups, first):
        for written in names.split("|"):
            name = arabic.fold(written.removesuffix("+"))
            found[name] = number
            if written.endswith("+"):
                found[f"{name}e" if name.isascii() else f"{name}ي"] = number
    return found


MONTHS = _folded(_MONTHS, 1)
SOLAR = _folded(_SOLAR, 1)
"""Months of the solar Hijri calendar of Iran, and their Afghan names."""
WEEKDAYS = _folded(_WEEKDAYS, 0)
