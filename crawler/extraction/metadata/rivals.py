"""Signals of when an article was published, one against the other: the first in order wins, unless it falls for a written reason.

The reasons, tried in this order:

0. *rough*: «منذ شهر» names no day.
1. *clock*: a time within 10 minutes of the fetch is the template's clock where another signal is older than a day and none
   outside the head confirms it; so is a visible, unlabelled day of the fetch where another marked date beside it is older.
2. *constant*: 1 January at midnight, where every other signal is more than two days off.
3. *outvoted*: two independent signals among (JSON-LD and meta), (<time> and visible), address, feed agree within two days and
   stand more than two days away, where nobody supports this one. They must be earlier, or the address one of
   them: an update moves feed and visible text, never an address.
4. *later than printed*: more than two days after a visible line labelled «نشر في», unless the address agrees;
   *later than modified*: more than a day after the page's own dateModified, while another signal is not.
5. *no offset*: JSON-LD or meta without an offset, where the other has one within 14 hours (sites print local time there).
6. *coarser*: a day alone, or exactly midnight, where a signal of the same printed day has a time; the address's day also where a
   visible day or a time lies within two days.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from news import dates
from news.article import Evidence

SLOP = timedelta(hours=14)
NEAR = timedelta(hours=48)
"""Signals of one publication lie no further apart: a zone, a midnight, a print edition."""
CLOCK = timedelta(minutes=10)
DAY = timedelta(hours=24)
ORDER: tuple[Evidence, ...] = ("jsonld", "meta", "time", "url", "feed", "visible")
_SOURCES = {"jsonld": "head", "meta": "head", "time": "shown", "visible": "shown", "url": "url", "feed": "feed"}
_MACHINE = frozenset(("jsonld", "meta", "time"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of when the article was published."""

    moment: dates.Moment
    evidence: Evidence
    labelled: bool = False
    """The line calls itself the time of publication."""
    marked: bool = False
    """It stands in an element the page marks as a date."""
    lost: str | None = None
    """Why it does not count: a name of the list above, or «order»; None for the winner."""

    @property
    def when(self) -> datetime:
        return self.moment.when

    @property
    def day(self) -> date:
        """As printed, wherever the clock that printed it stands."""
        return (self.moment.printed or self.moment.when).date()

    @property
    def is_sound(self) -> bool:
        """More than a bare line that happens to be a date."""
        return self.evidence != "visible" or self.marked or self.labelled

    @property
    def coarse(self) -> bool:
        """A day alone, or the exact midnight that a column without a time gives."""
        printed = self.moment.printed
        return self.moment.precision == "day" or (printed is not None and printed.time() == time())


def judge(found: list[Candidate], modified: datetime | None, now: datetime) -> tuple[Candidate, ...]:
    """The candidates, given and returned in order of evidence, each but the winner with the reason of its defeat."""
    lost: dict[int, str] = {}
    for number, candidate in enumerate(found):
        others = [other for at, other in enumerate(found) if at != number and at not in lost]
        if candidate.moment.rough:
            lost[number] = "rough"
        elif (
            reason := _template(candidate, others, now) or _outvoted(candidate, others) or _too_late(candidate, others, modified)
        ):
            lost[number] = reason
    left = [number for number in range(len(found)) if number not in lost]
    winner = left[0] if left else -1
    for _ in left:
        step = next(((at, why) for at in left if at not in lost and (why := _yields(found[winner], found[at]))), None)
        if step is None:
            break
        lost[winner], winner = step[1], step[0]
    return tuple(
        replace(candidate, lost=None if number == winner else lost.get(number, "order")) for number, candidate in enumerate(found)
    )


def _near(one: Candidate, other: Candidate) -> bool:
    return abs(one.when - other.when) <= NEAR


def _template(candidate: Candidate, others: list[Candidate], now: datetime) -> str | None:
    """The page's clock, or a constant of its template."""
    if abs(candidate.when - now) <= CLOCK or (
        candidate.evidence == "visible" and candidate.coarse and candidate.day == now.date()
    ):
        if candidate.evidence in _MACHINE:
            sound = [other for other in others if other.evidence not in ("jsonld", "meta") and other.is_sound]
            confirmed = any(abs(other.when - candidate.when) <= DAY for other in sound)
            older = any(other.when < now - DAY and other.is_sound for other in others)
            return "clock" if older and not confirmed else None
        rivals = [other for other in others if other.evidence == "visible" and other.marked and other.when < now - DAY]
        return "clock" if candidate.evidence == "visible" and not candidate.labelled and rivals else None
    if _is_new_year(candidate):
        rivals = [other for other in others if not _is_new_year(other)]
        return "constant" if rivals and not any(_near(candidate, other) for other in rivals) else None
    return None


def _is_new_year(candidate: Candidate) -> bool:
    return candidate.evidence in _MACHINE and candidate.coarse and (candidate.day.month, candidate.day.day) == (1, 1)


def _outvoted(candidate: Candidate, others: list[Candidate]) -> str | None:
    source = _SOURCES[candidate.evidence]
    others = [other for other in others if _SOURCES[other.evidence] != source]
    if any(_near(candidate, other) for other in others):
        return None
    for one, other in itertools.combinations(others, 2):
        earlier = one.when < candidate.when and other.when < candidate.when
        if (
            _SOURCES[one.evidence] != _SOURCES[other.evidence]
            and _near(one, other)
            and (earlier or "url" in (one.evidence, other.evidence))
        ):
            return "outvoted"
    return None


def _too_late(candidate: Candidate, others: list[Candidate], modified: datetime | None) -> str | None:
    if candidate.evidence not in _MACHINE:
        return None
    if any(other.labelled and candidate.when - other.when > NEAR for other in others):
        return None if any(other.evidence == "url" and _near(other, candidate) for other in others) else "later than printed"
    limit = modified + DAY if modified is not None else candidate.when
    return "later than modified" if candidate.when > limit and any(other.when <= limit for other in others) else None


def _yields(first: Candidate, other: Candidate) -> str | None:
    """Why the first signal gives way to a later one; None where it stands."""
    if first is other:
        return None
    head = ("jsonld", "meta")
    if first.evidence in head and other.evidence in head and not first.moment.zoned and other.moment.zoned and not first.coarse:
        return "no offset" if abs(first.when - other.when) <= SLOP else None
    if first.coarse and not other.coarse and first.day == other.day:
        return "coarser"
    if first.evidence == "url" and _near(first, other) and (not other.coarse or other.evidence == "visible"):
        return "coarser"
    return None
