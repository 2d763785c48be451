"""The filters of the lists: what the address asks for, what it means, and what the form offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup
from sqlalchemy.orm import Session

from reading import moments
from reading.filters import KINDS
from reading.web.pages.view import Page
from reading.web.wording import bdi
from storage.crawls import outlet_state, outlets
from storage.searching.search import Filters

_DAY = Markup('<bdi dir="ltr" class="nowrap">2026-11-22</bdi>')
"""How a day is written: in an Arabic line its parts would change places, and at the end of a line it would be broken."""
ALL = ("outlet", "kind", "section", "tag", "author", "agency", "since", "until", "copies")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a reader narrowed a list to."""

    filters: Filters
    said: dict[str, str]
    """As typed, for the form to show again."""
    faults: list[Markup]
    """What was not understood, in the reader's language; such a filter does not count."""

    @property
    def number(self) -> int:
        return sum(bool(self.said[name]) for name in ALL)


def of(page: Page) -> Choice:
    """Never fails: a filter nobody understands is said to be one, and left out."""
    said = {name: page.param(name) for name in ALL}
    faults: list[Markup] = []
    filters = Filters(
        since=_time(page, said["since"], moments.since, faults),
        until=_time(page, said["until"], moments.until, faults),
        kind=said["kind"] if said["kind"] in KINDS else None,
        copies=bool(said["copies"]),
        section=said["section"][:200] or None,
        tag=said["tag"][:200] or None,
        author=said["author"][:200] or None,
        agency=said["agency"][:200] or None,
    )
    if said["outlet"]:
        if said["outlet"] in page.context.catalogue.ids():
            filters = replace(filters, outlets=(said["outlet"],))
        else:
            faults.append(page.words("bad_outlet", value=bdi(said["outlet"][:80])))
    return Choice(filters=filters, said=said, faults=faults)


def _time(page: Page, text: str, read: Callable[..., datetime], faults: list[Markup]) -> datetime | None:
    if not text:
        return None
    try:
        return read(text, now=page.words.now, zone=page.words.zone)
    except ValueError:
        faults.append(page.words("bad_time", value=bdi(text[:40]), day=_DAY))
        return None


def offered_outlets(page: Page, session: Session, chosen: str) -> list[tuple[str, str]]:
    """Id and name of the outlets that are watched or gave something, by name."""
    known = outlet_state.all_states(session)
    ids = {outlet for outlet, state in known.items() if state.last_stored_at is not None}
    for outlet in page.context.catalogue.read()[0]:
        if outlets.is_enabled(outlet, known[outlet.id].enabled if outlet.id in known else None):
            ids.add(outlet.id)
    if chosen:
        ids.add(chosen)
    return sorted(((outlet, page.outlet(outlet)) for outlet in ids), key=lambda pair: pair[1])
