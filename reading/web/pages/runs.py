"""`/runs`: the ledger, and one run with what became of everything it was offered."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from reading import status
from reading.web.context import Ctx
from reading.web.pages.article import of_number
from reading.web.pages.view import Page
from storage.crawls import runs

router = APIRouter()
MOST = 60


@router.get("/runs", include_in_schema=False)
def listed(request: Request, context: Ctx) -> Response:
    page = Page(request, context)
    outlet = page.param("outlet")
    known = outlet if outlet in context.catalogue.ids() else None
    with context.reading() as session:
        rows = [status.run_json(run) for run in runs.recent(session, known, MOST)]
    return page.render("runs.html", title=page.words("runs"), here="runs", rows=rows, outlet=known)


@router.get("/runs/{number}", include_in_schema=False)
def one(request: Request, context: Ctx, number: str) -> Response:
    page = Page(request, context)
    with context.reading() as session:
        run = status.run_json(runs.get(session, of_number(number, "run")))
    reasons = sorted(run["reasons"].items(), key=lambda pair: (-pair[1], pair[0]))
    title = page.words("run_n", n=page.words.figures(run["id"]))
    return page.render("run.html", title=title, here="runs", run=run, reasons=reasons)
