"""`/outlets`: how every outlet is doing, and why; one outlet with its rhythm and how complete its articles are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from news import rhythm
from news.listening import Memory
from news.outlet import Outlet, OutletErrors
from reading import status
from reading.web import charts
from reading.web.context import Ctx
from reading.web.pages import items
from reading.web.pages.view import Page
from storage.corpus import spread
from storage.crawls import health, outlet_state, outlets, runs
from storage.crawls.health import Sample
from storage.errors import NotFound
from storage.searching import search

router = APIRouter()
SAMPLE = 100
"""Articles completeness is told from."""
LEAST_HOURS = 24.0
"""Of watching, before a rhythm is shown."""
GRAVE = frozenset({"blocked", "robots", "feed dead", "layout changed", "failed", "unreachable"})
WORRYING = frozenset({"silent", "slow", "resting"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    name: Markup
    share: float
    bar: Markup


@router.get("/outlets", include_in_schema=False)
def listed(request: Request, context: Ctx) -> Response:
    page = Page(request, context)
    words = page.words
    midnight = words.now.astimezone(words.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    with context.reading() as session:
        report = status.report(session, context.catalogue, database="", now=words.now, midnight=midnight)
    rows = sorted(
        report["outlets"], key=lambda row: (_gravity(row["health"]), row["name_ar" if words.language == "ar" else "name_en"])
    )
    on = {row["id"] for row in rows}
    return page.render(
        "outlets.html",
        title=words("outlets"),
        here="outlets",
        report=report,
        rows=rows,
        tone=tone,
        off=[outlet for outlet in context.catalogue.read()[0] if outlet.id not in on],
    )


@router.get("/outlets/{outlet_id}", include_in_schema=False)
def one(request: Request, context: Ctx, outlet_id: str) -> Response:
    page = Page(request, context)
    try:
        outlet = context.catalogue.get(outlet_id)
    except OutletErrors as error:
        raise NotFound(f"the file of outlet {outlet_id[:64]!r} is broken") from error
    with context.reading() as session:
        state = outlet_state.state(session, outlet.id)
        judged = health.of_all(session).get(outlet.id)
        samples = health.samples(session, outlet.id, SAMPLE)
        memory = outlet_state.memory(session, outlet.id)
        latest = search.find(session, None, search.Filters(outlets=(outlet.id,), copies=True), 8).articles
        clusters = {stored.cluster.id for stored in latest if stored.cluster}
        days = items.days(page, latest, spread.spreads(session, clusters))
        recent = [status.run_json(run) for run in runs.recent(session, outlet.id, 8)]
    return page.render(
        "outlet.html",
        title=page.outlet(outlet.id),
        here="outlets",
        outlet=outlet,
        state=state,
        judged=judged,
        tone=tone,
        on=outlets.is_enabled(outlet, state.enabled),
        shares=completeness(page, samples),
        sample=len(samples),
        length=usual_length(samples),
        days=days,
        runs=recent,
        **_rhythm(page, outlet, memory),
    )


def tone(state: str) -> str:
    """How grave a health is: good, warn or bad."""
    return ("good", "warn", "bad")[2 - _gravity(state)] if _gravity(state) < 3 else "none"


def _gravity(state: str) -> int:
    return 0 if state in GRAVE else 1 if state in WORRYING else 3 if state == outlet_state.NEVER else 2


def completeness(page: Page, samples: Sequence[Sample]) -> list[Share]:
    """How many of the newest articles have a date, an author, a picture, a section."""
    told = (("has_date", "dated"), ("has_author", "signed"), ("has_image", "pictured"), ("has_section", "sectioned"))
    found = []
    for name, field in told if samples else ():
        share = sum(getattr(sample, field) for sample in samples) / len(samples)
        said = f"{page.words(name)}: {page.words.percent(share)}"
        found.append(Share(name=page.words(name), share=share, bar=charts.bar(share, said)))
    return found


def usual_length(samples: Sequence[Sample]) -> int | None:
    """Words of the article in the middle, flashes and videos left out."""
    words = [sample.words for sample in samples if sample.words is not None]
    return int(median(words)) if words else None


def _rhythm(page: Page, outlet: Outlet, memory: Memory) -> dict[str, Any]:
    """The heat map and where it is hottest, in the outlet's own zone: its editors live there."""
    words = page.words
    zone = outlet.timezone
    if rhythm.watched(memory.rhythm) < LEAST_HOURS:
        return {"heat": None, "upright": None, "peak": None, "heat_rows": [], "zone": zone}
    rates = rhythm.of(memory.rhythm)
    best = max(range(len(rates)), key=rates.__getitem__)
    day, hour = words.weekday(best // 24), words.figures(f"{best % 24:02}:00")
    rows = [(words.weekday(day), [words.number(rates[day * 24 + hour], 1) for hour in range(24)]) for day in charts.week(words)]
    peak = words("rhythm_peak", day=day, hour=hour)
    label = f"{words('rhythm')}. {peak}"
    return {
        "heat": charts.rhythm(rates, words, label),
        "upright": charts.upright_rhythm(rates, words, label),
        "peak": peak,
        "heat_rows": rows,
        "zone": zone,
    }
