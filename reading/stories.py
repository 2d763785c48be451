"""How a story spread, in words: «14 outlets, first 2026-11-22 10:02 by aljazeera, from رويترز», and who followed how late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from reading import terminal
from reading.sheet import Sheet
from storage.corpus.dossier import Copy, Dossier
from storage.corpus.spread import Spread


def summary(spread: Spread, own: int, sheet: Sheet) -> str:
    """Of one story; `own` is the article it is said of."""
    outlets = f"{spread.outlets} outlet{'' if spread.outlets == 1 else 's'}"
    when = terminal.local(spread.first_at, sheet.zone)
    who = "this one" if spread.first_id == own else f"{spread.first_outlet} ({spread.first_id})"
    origin = f", from {sheet.foreign(spread.agency)}" if spread.agency else ""
    return f"{outlets}, {spread.articles} articles, first {when} by {who}{origin}"


def copy_line(copy: Copy, dossier: Dossier, sheet: Sheet) -> str:
    """One of the others that printed it: number, time, outlet, how like the lead, how much later than the first."""
    when = terminal.local(copy.published or copy.first_seen, sheet.zone, precision=copy.published_precision)
    place = dossier.stored.cluster
    if place is not None and copy.id == place.lead:
        like = "the lead" if place.similarity < 1 else "the lead, same text"
    else:
        like = f"{copy.similarity:.0%} like the lead" if copy.similarity and copy.similarity < 1 else "same text"
    late = ""
    if dossier.spread is not None:
        late = f", {delay(dossier.spread.delay(copy.published, copy.published_precision, copy.first_seen))}"
    return f"{copy.id}  {when}  {copy.outlet}  ({like}{late})"


def line(spread: Spread, article: Mapping[str, Any], names: Mapping[str, str], sheet: Sheet) -> str:
    """Below an article of a list that shows copies: of a copy how late it is, of the lead how far the story went."""
    if article["cluster"]["lead"] == article["id"]:
        return summary(spread, article["id"], sheet)
    published = datetime.fromisoformat(article["published"]) if article["published"] else None
    late = spread.delay(published, article["published_precision"], datetime.fromisoformat(article["first_seen"]))
    first = sheet.foreign(names.get(spread.first_outlet, spread.first_outlet))
    return delay(late) if spread.first_id == article["id"] else f"{delay(late)} after {first}"


def delay(late: timedelta) -> str:
    """«first», «+38 min», «+5 h 10 min», «+3 d»: in the two units that matter."""
    minutes = int(late.total_seconds()) // 60
    if minutes <= 0:
        return "first"
    if minutes < 60:
        return f"+{minutes} min"
    if minutes < 48 * 60:
        return f"+{minutes // 60} h {minutes % 60:02} min"
    return f"+{minutes // (24 * 60)} d"
