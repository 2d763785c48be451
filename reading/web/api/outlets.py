"""Whom we watch, and how each is doing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from news.article import isotime
from news.outlet import Outlet
from reading.web import caching, tokens
from reading.web.api import asked, shapes
from reading.web.context import Context, Ctx
from storage.corpus import figures
from storage.crawls import health, outlet_state
from storage.crawls.outlet_state import State
from storage.crawls.outlets import is_enabled
from storage.errors import NotFound

router = APIRouter(tags=["outlets"], dependencies=[Depends(tokens.needs("read")), Depends(asked.once)])


@router.get("/outlets", summary="The outlets and their health", response_model=shapes.Outlets)
def listed(
    request: Request,
    context: Ctx,
    all_: bool = Query(False, alias="all", description="Also those that are not crawled."),
) -> Response:
    """Every outlet that is crawled, with its health and the reason for it."""
    known, faults = context.catalogue.read()
    with context.reading() as session:
        rows = documents(session, known)
    told = [row for row in rows if all_ or row["enabled"]]
    return caching.json_response(request, {"outlets": told, "broken": [str(fault) for fault in faults]})


@router.get("/outlets/{name}", summary="One outlet", response_model=shapes.Outlet)
def one(request: Request, context: Ctx, name: str) -> Response:
    """One outlet with its health."""
    outlet = declared(context, name)
    with context.reading() as session:
        return caching.json_response(request, documents(session, [outlet])[0])


def declared(context: Context, name: str) -> Outlet:
    """The outlet of that id. Raises NotFound, OutletErrors for a broken file."""
    if name not in set(context.catalogue.ids()):
        raise NotFound(f"no outlet {name[:80]!r}; /api/v1/outlets?all=true lists them")
    return context.catalogue.get(name)


def documents(session: Session, known: list[Outlet]) -> list[dict[str, Any]]:
    """The outlets with what is known of each beyond its file."""
    states, judged, waiting = outlet_state.all_states(session), health.of_all(session), figures.frontier(session)
    return [
        _document(outlet, states.get(outlet.id) or State(outlet=outlet.id), judged.get(outlet.id), waiting.get(outlet.id, 0))
        for outlet in known
    ]


def _document(outlet: Outlet, state: State, judged: health.Health | None, waiting: int) -> dict[str, Any]:
    """The judgement of the daemon's rounds where the last run is in it, as `rasid status` says it."""
    if judged is not None and judged.run_id == state.last_run_id:
        state = replace(state, health=judged.state, reason=judged.reason)
    return {
        "id": outlet.id,
        "name_ar": outlet.name_ar,
        "name_en": outlet.name_en,
        "country": outlet.country,
        "home": outlet.home,
        "kind": outlet.kind,
        "languages": list(outlet.languages),
        "enabled": is_enabled(outlet, state.enabled),
        "health": state.health,
        "reason": state.reason,
        "since": isotime(judged.since) if judged is not None and judged.state == state.health else None,
        "last_run": state.last_run_id,
        "last_success": isotime(state.last_success_at),
        "last_article": isotime(state.last_stored_at),
        "next_due": isotime(state.next_due_at),
        "plan": state.plan,
        "resting_until": isotime(state.resting_until),
        "waiting": waiting,
    }
