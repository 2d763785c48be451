"""A watch as somebody writes it in a form: what was typed, what it means, and what is wrong with it, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from markupsafe import Markup, escape

from reading import watches as told
from reading.filters import KINDS
from reading.web import reasons
from reading.web.pages.view import Page
from storage.readers import watch_questions, watch_telling
from storage.readers.refusal import Refused
from storage.readers.watch_questions import FILTERS, MOST_LISTS, MOST_NAMES, Wish
from storage.readers.watch_telling import DAILY, HOURLY, NONE, Telling
from storage.readers.watches import MOST_CHANNELS, MOST_NAME, Kept
from storage.searching.question import MAX_WORDS
from storage.searching.search import Filters

HOURS = "hours"
FIELDS = ("name", "query", "aliases", "channels", *FILTERS, "quiet", "quiet_from", "quiet_to", "digest", "digest_at", "zone")
LONGEST = {"name": MOST_NAME, "query": 100 * MAX_WORDS, "aliases": MOST_LISTS * MOST_NAMES * 100, "channels": MOST_CHANNELS * 42}
"""Letters of a field; of all others SHORT."""
SHORT = 200
USUAL = {"quiet_from": "23:00", "quiet_to": "07:00", "digest_at": "08:00"}


async def sent(request: Request) -> dict[str, list[str]]:
    """The fields of a form that was sent, each with all its values; files are none."""
    found: dict[str, list[str]] = {}
    async with request.form(max_files=0, max_fields=600) as form:
        for name, value in form.multi_items():
            if isinstance(value, str):
                found.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\0", ""))
    return found


@dataclass(kw_only=True)
class Draft:
    """A watch on its way: shown again as it was typed until it is kept."""

    said: dict[str, str]
    outlets: list[str] = field(default_factory=list)
    faults: dict[str, Markup] = field(default_factory=dict)
    wish: Wish = field(default_factory=Wish)
    telling: Telling = field(default_factory=Telling)

    @property
    def channels(self) -> tuple[str, ...]:
        """As typed, with commas or spaces between."""
        return tuple(self.said["channels"].replace("،", " ").replace(",", " ").replace("؛", " ").replace(";", " ").split())

    @property
    def narrowed(self) -> int:
        """Filters that are set."""
        return sum(bool(self.said[name]) for name in FILTERS) + bool(self.outlets)


def empty(page: Page) -> Draft:
    """As the address prefills it: what the search page asked."""
    said = dict.fromkeys(FIELDS, "") | USUAL | {"zone": page.words.zone_name}
    said |= {name: page.param(name) for name in (*FILTERS, "name")}
    said["query"] = page.param("q")
    said["name"] = said["name"] or said["query"][:MOST_NAME]
    outlet = page.param("outlet")
    return Draft(said=said, outlets=[outlet] if outlet in page.context.catalogue.ids() else [])


def of_kept(page: Page, kept: Kept) -> Draft:
    """A watch as its form shows it."""
    own = kept.telling
    said = dict.fromkeys(FIELDS, "") | USUAL | {"zone": own.zone or page.words.zone_name}
    said |= {name: getattr(kept.wish.filters, name) or "" for name in FILTERS}
    said |= {"name": kept.name, "query": kept.wish.query, "channels": "، ".join(kept.channels)}
    said["aliases"] = "\n".join("، ".join(names) for names in kept.wish.aliases)
    said["quiet"], said["digest"] = HOURS if own.hours else own.quiet or "", own.digest or ""
    if own.hours:
        said["quiet_from"], said["quiet_to"] = (f"{hour:%H:%M}" for hour in own.hours)
    if own.daily:
        said["digest"], said["digest_at"] = DAILY, f"{own.daily:%H:%M}"
    return Draft(said=said, outlets=list(kept.wish.filters.outlets))


def of_form(form: Mapping[str, Sequence[str]]) -> Draft:
    """What was typed, whatever it is."""
    said = {name: next(iter(form.get(name, ())), "") for name in FIELDS}
    return Draft(said=said, outlets=list(dict.fromkeys(one[:SHORT] for one in form.get("outlet", ()) if one))[:300])


def understand(page: Page, draft: Draft, known: Sequence[str], before: Sequence[str] = ()) -> None:
    """Fill `wish` and `telling`, or `faults` where they cannot be. `before`: outlets it had, which may be no more."""
    words = page.words
    for name, value in draft.said.items():
        most = LONGEST.get(name, SHORT)
        if len(value) > most:
            draft.faults[name] = words("watch_fault.long", most=words.number(most))
    if draft.faults:
        return
    if any(outlet not in known and outlet not in before for outlet in draft.outlets):
        draft.faults["outlets"] = words("watch_fault.no_outlet")
    if draft.said["kind"] and draft.said["kind"] not in KINDS:
        draft.faults["kind"] = words("watch_fault.no_kind")
    if not draft.said["name"].strip():
        draft.faults["name"] = words("watch_fault.no_name", most=words.number(MOST_NAME))
    given: dict[str, Any] = {name: draft.said[name].strip() or None for name in FILTERS}
    filters = Filters(outlets=tuple(draft.outlets), copies=True, **given)
    wish = Wish(query=draft.said["query"].strip(), filters=filters, aliases=told.aliases(draft.said["aliases"].split("\n")))
    for part in (_tell, _alias, _wish):
        try:
            part(draft, wish)
        except Refused as error:
            refuse(page, draft, error)


def refuse(page: Page, draft: Draft, error: Refused) -> None:
    """Put why it is refused beside its field, in the reader's language."""
    words = page.words
    values: dict[str, Any] = {
        name: words.number(value) if isinstance(value, int) else escape(value) for name, value in error.values.items()
    }
    if "why" in values:
        values["why"] = reasons.said(words, str(error.values["why"]))
    draft.faults.setdefault(error.field, words(f"watch_fault.{error.code}", **values))


def _alias(_: Draft, wish: Wish) -> None:
    watch_questions.check_aliases(wish.aliases)


def _wish(draft: Draft, wish: Wish) -> None:
    watch_questions.check(wish)
    draft.wish = wish


def _tell(draft: Draft, _: Wish) -> None:
    said = draft.said
    quiet = {HOURS: f"{said['quiet_from']}-{said['quiet_to']}", NONE: NONE}.get(said["quiet"])
    digest = {DAILY: f"{DAILY} {said['digest_at']}", HOURLY: HOURLY, NONE: NONE}.get(said["digest"])
    draft.telling = watch_telling.telling(quiet, digest, said["zone"])
