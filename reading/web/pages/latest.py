"""`/`: the stream, newest first."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from reading.web.context import Ctx
from reading.web.pages import choosing, items
from reading.web.pages.view import Page
from storage.corpus import spread
from storage.searching import search
from storage.searching.search import Cursor

router = APIRouter()
MOST = 40
"""Articles of a page: with them it stays well below 100 KB."""


@router.get("/", include_in_schema=False)
def latest(request: Request, context: Ctx) -> Response:
    page = Page(request, context)
    choice = choosing.of(page)
    after, faults = place(page)
    with context.reading() as session:
        hits = search.find(session, None, choice.filters, MOST, after)
        clusters = {stored.cluster.id for stored in hits.articles if stored.cluster}
        days = items.days(page, hits.articles, spread.spreads(session, clusters))
        offered = choosing.offered_outlets(page, session, choice.said["outlet"])
    return page.render(
        "latest.html",
        title=choice.title(page, page.words("latest")),
        here="latest",
        days=days,
        choice=choice,
        faults=[*choice.faults, *faults],
        feed=choice.feed(page),
        outlets=offered,
        older=page.address(after=str(hits.next)) if hits.next else "",
        first=page.address(drop=("after",)) if after else "",
    )


def place(page: Page) -> tuple[Cursor | None, list[object]]:
    """Where the reader is in the list. A cursor that is none begins at the beginning, and the page says so."""
    said = page.param("after")
    try:
        return (Cursor.parse(said), []) if said else (None, [])
    except ValueError:
        return None, [page.words("bad_cursor")]
