"""The filters of the lists: what the address asks for, what it means, and what the form offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from markupsafe import Markup
from sqlalchemy.orm import Session

from reading import moments
from reading.filters import KINDS
from reading.web.api.asked import LONGEST
from reading.web.pages.reader import is_zone
from reading.web.pages.view import Page
from reading.web.wording import bdi
from storage.crawls import outlet_state, outlets
from storage.searching.search import Filters

_DAY = Markup('<bdi dir="ltr" class="nowrap">{}</bdi>')
"""A day as it is typed: in an Arabic line its parts would change places, and at the end of a line it would be broken."""
_SAID = Markup("{}: {}")
ALL = ("outlet", "kind", "section", "tag", "author", "agency", "since", "until", "copies")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a reader narrowed a list to."""

    filters: Filters
    said: dict[str, str]
    """As typed, for the form to show again."""
    applied: dict[str, str]
    """Of that, what counts."""
    faults: list[Markup]
    """What was not understood, in the reader's language; such a filter does not count."""

    @property
    def number(self) -> int:
        return len(self.applied)

    def shown(self, page: Page) -> list[tuple[str, Markup]]:
        """Each filter that counts, in words: «الوسيلة: الجزيرة نت», with the name it has in the address."""
        words = page.words
        values = {
            "outlet": lambda said: bdi(page.outlet(said)),
            "kind": lambda said: words.term("kind", said),
            "since": lambda said: _DAY.format(words.figures(said)),
            "until": lambda said: _DAY.format(words.figures(said)),
        }
        return [
            (name, words("copies_shown") if name == "copies" else _SAID.format(words(name), values.get(name, bdi)(said)))
            for name, said in self.applied.items()
        ]

    def title(self, page: Page, otherwise: Markup) -> Markup:
        """Of a list narrowed so: what a tab of the browser tells it from others by."""
        return page.words("and").join(said for _, said in self.shown(page)) if self.applied else otherwise

    def feed(self, page: Page, query: str = "") -> str:
        """The address of the feed of the same list; empty where a feed would refuse it: a long question, times turned round."""
        begin, end = self.filters.since, self.filters.until
        if len(query) > LONGEST or (begin and end and begin >= end):
            return ""
        given = {"q": query} | self.applied
        if "since" in given or "until" in given:
            given["zone"] = page.words.zone_name
        return f"/feed.xml{addressed(given)}"


def addressed(given: Mapping[str, str]) -> str:
    """«?outlet=aljazeera&copies=1», or nothing; what is empty is left out."""
    query = urlencode([(name, value) for name, value in given.items() if value], errors="replace")
    return f"?{query}" if query else ""


def of(page: Page) -> Choice:
    """Never fails: a filter nobody understands is said to be one, and left out."""
    said = {name: page.param(name) for name in ALL}
    faults: list[Markup] = []
    filters = Filters(
        since=_time(page, said["since"], moments.since, faults),
        until=_time(page, said["until"], moments.until, faults),
        kind=said["kind"] if said["kind"] in KINDS else None,
        copies=bool(said["copies"]),
        section=said["section"][:LONGEST] or None,
        tag=said["tag"][:LONGEST] or None,
        author=said["author"][:LONGEST] or None,
        agency=said["agency"][:LONGEST] or None,
    )
    if said["outlet"]:
        if said["outlet"] in page.context.catalogue.ids():
            filters = replace(filters, outlets=(said["outlet"],))
        else:
            faults.append(page.words("bad_outlet", value=bdi(said["outlet"][:80])))
    faults += _strange(page, said["kind"], filters)
    counts = {name: bool(getattr(filters, "outlets" if name == "outlet" else name)) for name in ALL}
    applied = {name: said[name][:LONGEST] for name in ALL if counts[name]} | ({"copies": "1"} if filters.copies else {})
    return Choice(filters=filters, said=said, applied=applied, faults=faults)


def _strange(page: Page, kind: str, filters: Filters) -> list[Markup]:
    """A kind or a time zone that there is not; a period that ends before it begins."""
    words, faults = page.words, []
    if kind and filters.kind is None:
        faults.append(words("bad_kind", value=bdi(kind[:80])))
    if filters.since and filters.until and filters.since >= filters.until:
        faults.append(words("bad_span"))
    if (zone := page.param("zone")) and not is_zone(zone):
        faults.append(words("bad_zone", value=bdi(zone[:80]), zone=words.place(words.zone_name)))
    return faults


def _time(page: Page, text: str, read: Callable[..., datetime], faults: list[Markup]) -> datetime | None:
    if not text:
        return None
    try:
        return read(text, now=page.words.now, zone=page.words.zone)
    except ValueError:
        faults.append(page.words("bad_time", value=bdi(text[:40]), day=_DAY.format(page.words.figures("2026-11-22"))))
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
