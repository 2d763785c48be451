"""When the page of a young article is looked at again: soon at first, ever less, and then no more. Pure.

Outlets correct most in the first hours: a ladder of five looks costs five requests an article, most of which the server answers
with «not modified».
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

LADDER = (600, 3600, 6 * 3600, 86_400, 3 * 86_400)
"""Seconds after an article's birth: ten minutes, one hour, six, a day, three days."""
RESTLESS = 3
"""Looks in a row with another text each: such a page changes by itself (a ticker, a counter of readers, a live report)."""
PAUSE = timedelta(minutes=10)
"""Between two looks at a page because its source says that it changed."""
LONGEST = timedelta(hours=6)
"""Pause that even the most restless page does not exceed while looks are left."""


def pause(unsettled: int) -> timedelta:
    """How long a page is left alone after a look; `unsettled`: looks in a row at which its text was another.

    Doubles with every look from RESTLESS on, up to LONGEST.
    """
    over = max(unsettled - RESTLESS + 1, 0)
    return min(PAUSE * (1 << min(over, 10)), LONGEST)


def birth(published: datetime | None, precision: str | None, first_seen: datetime) -> datetime:
    """From when an article's age counts: its publication, but never later than we saw it first.

    Of a bare day the end counts, since the article may be as young as that.
    """
    if published is None:
        return first_seen
    return min(published + timedelta(days=1) if precision == "day" else published, first_seen)


def next_look(ladder: Sequence[int], born: datetime, now: datetime, unsettled: int = 0) -> datetime | None:
    """When to look after a look at `now`; None: the ladder has ended. Rungs that were missed are not made up for."""
    left_alone = pause(unsettled) if unsettled >= RESTLESS else timedelta(0)
    looks = (born + timedelta(seconds=rung) for rung in ladder)
    return next((look for look in looks if look > now + left_alone), None)
