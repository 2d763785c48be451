"""Numbers written as words in folded date lines: days of a month, hours of a day, counts of a relative time."""

from __future__ import annotations

_ORDINALS = ["الاول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع", "العاشر"]
_UNITS = ["الحادي", *_ORDINALS[1:9]]

DAYS = {name: number for number, name in enumerate(_ORDINALS, 1)}
"""«الخامس عشر», «الثاني والعشرين»: the day in «… من نوفمبر»."""
DAYS |= {f"{unit} عشر": number for number, unit in enumerate(_UNITS, 11)}
for _ten, _names in ((20, ("العشرين", "العشرون")), (30, ("الثلاثين", "الثلاثون"))):
    for _name in _names:
        DAYS[_name] = _ten
        DAYS |= {f"{unit} و{_name}": number for number, unit in enumerate(_UNITS, _ten + 1) if number <= 31}

_HOURS = ["الواحده", "الثانيه", "الثالثه", "الرابعه", "الخامسه", "السادسه", "السابعه", "الثامنه", "التاسعه", "العاشره"]
HOURS = {name: number for number, name in enumerate(_HOURS, 1)}
"""«الساعة الثالثة»."""
for _number, _tens in ((11, "الحاديه"), (12, "الثانيه")):
    HOURS |= {f"{_tens} عشر": _number, f"{_tens} عشره": _number}

MINUTES = {
    "والنصف": 30, "ونصف": 30, "والربع": 15, "وربع": 15, "والثلث": 20, "وثلث": 20,
    "الا ربعا": -15, "الا ربع": -15, "الا الربع": -15,
    "الا ثلثا": -20, "الا ثلث": -20, "الا الثلث": -20, "وخمس دقايق": 5, "وعشر دقايق": 10,
}  # fmt: skip
"""What stands behind the hour, in minutes to add."""

COUNTS = {
    name: number
    for number, names in enumerate(
        (
            "واحد|واحده|one|a|an|un|une", "اثنين|اثنتين|اثنان|two", "ثلاث|ثلاثه|three", "اربع|اربعه|four", "خمس|خمسه|five",
            "ست|سته|six", "سبع|سبعه|seven", "ثمان|ثماني|ثمانيه|eight", "تسع|تسعه|nine", "عشر|عشره|ten",
            "احدي عشره|احد عشر", "اثنتي عشره|اثني عشر|اثنتا عشره|اثنا عشر",
        ),
        1,
    )
    for name in names.split("|")
}  # fmt: skip
"""«ثلاث ساعات», «an hour»."""
