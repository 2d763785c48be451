"""The solar Hijri calendar of Iran and Afghanistan: «۲۹ آبان ۱۴۰۵» is 20 November 2026.

Six months of 31 days, five of 30, the last of 29 or 30. Leap years by the cycle of 33 years, which agrees with the astronomical
calendar from 1343 to 1472 (K. M. Borkowski, «The Persian calendar for 3000 years», 1996).
"""

from __future__ import annotations

from datetime import date, timedelta

from news.calendar.hours import Unreadable

FIRST, LAST = 1343, 1472
"""Years for which the cycle is known to be right."""
_LEAP = frozenset((1, 5, 9, 13, 17, 22, 26, 30))
_ANCHOR = 1403
_NEW_YEAR = date(2024, 3, 20)
"""1 Farvardin of the year `_ANCHOR`."""


def gregorian(year: int, month: int, day: int) -> date:
    """The Gregorian day; raises Unreadable for a day that does not exist and for years out of the cycle's reach."""
    if not FIRST <= year <= LAST or not 1 <= month <= 12:
        raise Unreadable("no such year")
    longest = 31 if month <= 6 else 30 if month < 12 or year % 33 in _LEAP else 29
    if not 1 <= day <= longest:
        raise Unreadable("no such day")
    span = range(_ANCHOR, year) if year >= _ANCHOR else range(year, _ANCHOR)
    days = 365 * len(span) + sum(each % 33 in _LEAP for each in span)
    start = _NEW_YEAR + timedelta(days=days if year >= _ANCHOR else -days)
    return start + timedelta(days=31 * (month - 1) - max(0, month - 7) + day - 1)


def year_of(day: date) -> int:
    """The solar year in which a Gregorian day lies, to a day or two at its turn."""
    return day.year - 621 if (day.month, day.day) >= (3, 20) else day.year - 622
