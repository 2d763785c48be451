"""Outlets as JSON, as lines for pipes, and as a table or a sheet for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console
from rich.text import Text

from news.article import isotime
from news.outlet import Outlet
from reading import terminal
from storage.crawls.outlets import is_enabled
from storage.tables import OutletState

Json = Mapping[str, Any]


def state(row: OutletState) -> dict[str, Any]:
    """What we know of an outlet beyond its declaration. `enabled` is the operator's word, null where nothing was said.

    `plan` is why it is due at `next_due`; `resting_until` is set while it is asked less often than its longest interval.
    """
    return {
        "enabled": row.enabled,
        "health": row.health,
        "reason": row.reason,
        "failures": row.failures,
        "last_run": row.last_run_id,
        "last_started": isotime(row.last_started_at),
        "last_success": isotime(row.last_success_at),
        "last_stored": isotime(row.last_stored_at),
        "next_due": isotime(row.next_due_at),
        "plan": row.plan,
        "resting_until": isotime(row.resting_until),
    }


def document(outlet: Outlet, known: dict[str, Any] | None) -> dict[str, Any]:
    """The outlet's JSON. `enabled` is what holds: the operator's word over the declaration's."""
    return {
        "id": outlet.id,
        "name_ar": outlet.name_ar,
        "name_en": outlet.name_en,
        "country": outlet.country,
        "timezone": outlet.timezone,
        "home": outlet.home,
        "kind": outlet.kind,
        "languages": list(outlet.languages),
        "enabled": is_enabled(outlet, known["enabled"] if known else None),
        "feeds": list(outlet.feeds),
        "sitemaps": list(outlet.sitemaps),
        "sections": list(outlet.sections),
        "article_url": outlet.article_url,
        "interval": outlet.interval,
        "date_locale": outlet.date_locale,
        "prune": list(outlet.prune),
        "politeness": asdict(outlet.politeness),
        "evidence": outlet.evidence,
        "sources": [asdict(source) for source in outlet.sources],
        "state": known,
    }


def tab_lines(documents: Iterable[Json]) -> Iterator[str]:
    """One line an outlet for other programs: id, on|off, country, health, Arabic name, English name, home; tab-separated."""
    for each in documents:
        fields = (each["id"], _switch(each), each["country"], _health(each), each["name_ar"], each["name_en"], each["home"])
        yield "\t".join(terminal.inert(field) for field in fields)


def _switch(each: Json) -> str:
    return "on" if each["enabled"] else "off"


def _health(each: Json) -> str:
    return each["state"]["health"] if each["state"] else "never ran"


def print_list(documents: Sequence[Json], others: int, console: Console) -> None:
    """The table: id, switch, country, health, both names, cut to the terminal's width."""
    id_width = max((len(each["id"]) for each in documents), default=2)
    health_width = max((len(_health(each)) for each in documents), default=6)
    left = max(console.width - id_width - health_width - 15, 20)
    for each in documents:
        row = Text()
        row.append(f"{each['id']:<{id_width}}  ", "cyan")
        row.append(f"{_switch(each):<3}  ", "green" if each["enabled"] else "dim")
        row.append(f"{each['country']}  ")
        row.append(f"{terminal.cell(_health(each), health_width)}  ", "dim")
        row.append(terminal.cell(each["name_ar"], left // 2 - 2), "magenta")
        row.append(f"  {terminal.fit(each['name_en'], left - left // 2)}")
        console.print(row, soft_wrap=True)
    count = f"{len(documents)} outlet{'' if len(documents) == 1 else 's'}"
    console.print(Text(f"{count} · {others} others are off: --all" if others else count, "dim"), soft_wrap=True)


def print_one(outlet: Outlet, each: Json, files: Sequence[str], console: Console, now: datetime) -> None:
    """Everything of one outlet, a line each."""

    def line(label: str, text: str, style: str = "") -> None:
        console.print(Text.assemble((f"{label:<14}", "dim"), (terminal.inert(text), style)), soft_wrap=True)

    name = terminal.isolate(outlet.name_ar) if console.is_terminal else terminal.inert(outlet.name_ar)
    console.print(Text.assemble((outlet.id, "cyan"), "  ", (name, "bold"), "  ", terminal.inert(outlet.name_en)), soft_wrap=True)
    said = each["state"]["enabled"] if each["state"] else None
    line("switched", _switch(each) + (", as declared" if said is None else ", by you"), "green" if each["enabled"] else "")
    line("country", f"{outlet.country} · {outlet.kind} · {outlet.timezone} · {', '.join(outlet.languages)}")
    line("home", outlet.home)
    for source in outlet.sources:
        known = [f"confidence {source.confidence}"] if source.confidence else []
        known += [f"seen {source.sightings} times"] if source.sightings is not None else []
        known += [source.note] if source.note else []
        line(source.kind if source.use else f"({source.kind})", source.url)
        if not source.use:
            known.insert(0, "not asked")
        if known:
            line("", "  " + "; ".join(known), "dim")
    if outlet.article_url:
        line("articles", outlet.article_url)
    for rule in outlet.prune:
        line("prune", rule)
    if outlet.date_locale:
        line("months", outlet.date_locale)
    polite = outlet.politeness
    line(
        "crawl",
        f"every {terminal.span(timedelta(seconds=outlet.interval))} · {polite.delay:g} s between requests · "
        f"{polite.concurrency} at a time · {polite.max_pages} pages at most",
    )
    if outlet.evidence:
        line("evidence", outlet.evidence)
    for path in files:
        line("file", path)
    _print_state(each["state"], line, now)


def _print_state(known: Json | None, line: Any, now: datetime) -> None:
    if known is None:
        line("health", "never ran")
        return
    line("health", f"{known['health']}: {known['reason']}" if known["reason"] else known["health"])
    for label, key in (("last run", "last_started"), ("last answer", "last_success"), ("last article", "last_stored")):
        line(label, terminal.relative(_moment(known[key]), now))
    due = _moment(known["next_due"])
    if due is not None:
        why = f": {known['plan']}" if known["plan"] else ""
        line("next run", (terminal.relative(due, now) if due > now else "due") + why)
    resting = _moment(known["resting_until"])
    if resting is not None and resting > now:
        line("resting", f"until {resting:%d %b %H:%M} UTC")


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
