"""`/trends`: how much was printed when, by outlet, section or agency; or two questions side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import get_args

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from reading.web import charts
from reading.web.charts import Series
from reading.web.context import Ctx
from reading.web.pages import choosing
from reading.web.pages.choosing import Choice
from reading.web.pages.searching import asked, unclosed
from reading.web.pages.view import Page
from reading.web.wording import bdi
from storage.corpus import trends
from storage.corpus.trends import By

router = APIRouter()
PERIODS = (7, 14, 30, 90)
NAMED = charts.SERIES - 1
"""Names with a line of their own; what is left shares the last."""


@router.get("/trends", include_in_schema=False)
def shown(request: Request, context: Ctx) -> Response:
    page = Page(request, context)
    choice = choosing.of(page)
    period = next((days for days in PERIODS if str(days) == page.param("days")), 14)
    by: By = next((one for one in get_args(By) if one == page.param("by")), "outlet")
    typed = [page.param("q"), page.param("q2")]
    both = [asked(page, text) for text in typed]
    faults = [*choice.faults, *(fault for _, fault in both if fault)]
    faults += [said for name, text in zip(("q", "q2"), typed, strict=True) for said in unclosed(page, text, name)]
    days = [page.words.today - timedelta(days=back) for back in range(period - 1, -1, -1)]
    edges = _edges(page, days)
    with context.reading() as session:
        if typed[1]:
            found = [
                Series(
                    label=bdi(text),
                    values=tuple(trends.counts(session, edges, query, choice.filters, None).get("", [0] * period)),
                    address=listed(choice, days, text),
                )
                for text, (query, _) in zip(typed, both, strict=True)
                if query is not None
            ]
        elif typed[0] and both[0][0] is None:
            found = []
        else:
            counted = trends.counts(session, edges, both[0][0], choice.filters, by)
            found = _named(page, counted, by, lambda name: listed(choice, days, typed[0], {by: name}))
        offered = choosing.offered_outlets(page, session, choice.said["outlet"])
    return page.render(
        "trends.html",
        title=Markup("{}: {}").format(page.words("trends"), page.words("and").join(map(bdi, filter(None, typed))))
        if any(typed)
        else page.words("trends"),
        here="trends",
        chart=charts.lines(days, found[:NAMED], page.words, str(page.words("trend_chart"))) if found else "",
        series=found,
        drawn=NAMED,
        days=days,
        typed=typed,
        by=by,
        kinds=get_args(By),
        period=period,
        periods=PERIODS,
        choice=choice,
        faults=faults,
        outlets=offered,
    )


def _edges(page: Page, days: list[date]) -> list[datetime]:
    """The midnights of the reader's zone around these days."""
    zone = page.words.zone
    return [datetime.combine(day, time(), zone) for day in [*days, days[-1] + timedelta(days=1)]]


def listed(choice: Choice, days: list[date], typed: str, more: Mapping[str, str] | None = None) -> str:
    """The list of what is counted: the same question, filters and days, copies too."""
    span = {"since": days[0].isoformat(), "until": days[-1].isoformat(), "copies": "1"}
    given = choosing.addressed({"q": typed} | choice.applied | span | dict(more or {}))
    return f"/search{given}" if typed else f"/{given}"


def _named(page: Page, counts: dict[str, list[int]], by: By, address: Callable[[str], str]) -> list[Series]:
    """The names with most articles, and all others together."""
    ordered = sorted((name for name in counts if name), key=lambda name: (-sum(counts[name]), name))
    found = [
        Series(label=bdi(page.outlet(name) if by == "outlet" else name), values=tuple(counts[name]), address=address(name))
        for name in ordered[:NAMED]
    ]
    rest = [counts[name] for name in [*ordered[NAMED:], *([""] if "" in counts else [])]]
    if rest:
        found.append(Series(label=page.words("trend_others"), values=tuple(sum(day) for day in zip(*rest, strict=True))))
    return found
