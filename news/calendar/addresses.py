"""The days that web addresses carry, each in the shapes seen at outlets, never an eight-digit id at an address's end."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

from news.calendar import days
from news.calendar.hours import Unreadable

LONGEST = 2000
"""Characters of an address we look at."""
_YEAR = r"(?P<y>(?:19|20)\d{2})"
_END = r"(?=[/_?-]|$)"
_PATHS = (
    re.compile(rf"/{_YEAR}/(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}}){_END}"),
    re.compile(rf"/{_YEAR}-(?P<m>\d{{2}})/(?P<d>\d{{2}})(?=/)"),
    re.compile(rf"/{_YEAR}/(?P<m>\d{{2}})(?P<d>\d{{2}})(?=/)"),
    # a day inside a slug («attack-of-2023-10-07-remembered») is told of; at its start or end it is the article's
    re.compile(rf"/{_YEAR}-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}}){_END}"),
    re.compile(rf"(?<=-){_YEAR}-(?P<m>\d{{2}})-(?P<d>\d{{2}})(?=/?$|\.(?:s?html?|php|aspx)$)"),
    re.compile(rf"/{_YEAR}(?P<m>\d{{2}})(?P<d>\d{{2}})(?=[/_-])"),
    re.compile(rf"/(?P<d>\d{{1,2}})[/-](?P<m>\d{{1,2}})[/-]{_YEAR}{_END}"),
)
_QUERY = re.compile(r"(?:^|&)cdate=(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})(?=&|$)")


def read(url: str) -> dict[date, str]:
    """The days in an address, each with what spells it."""
    try:
        parts = urlsplit(url[:LONGEST])
    except ValueError:
        return {}
    found: dict[date, str] = {}
    for pattern, text in (*((path, parts.path) for path in _PATHS), (_QUERY, parts.query)):
        for match in pattern.finditer(text):
            if 1990 <= int(match["y"]) <= 2099:
                try:
                    found[days.gregorian(int(match["y"]), int(match["m"]), int(match["d"]))] = match[0]
                except Unreadable:
                    continue
    return found
