"""The pages people read: one module each. Server-rendered, whole without JavaScript."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from reading.web.pages import (
    article,
    choices,
    faults,
    latest,
    outlets,
    runs,
    searching,
    signing,
    story,
    trends,
    view,
    watch_form,
    watches,
)

__all__ = ["doors", "mount", "router"]

router = APIRouter()
for _part in (latest, searching, article, story, outlets, runs, trends, choices, watch_form, watches):
    router.include_router(_part.router)


doors = signing.router
"""Pages that need no right."""


class Static(StaticFiles):
    """Files whose address changes with their content."""

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def mount(app: FastAPI) -> None:
    """Put beside the routes what is no route: style sheet, script and icon, and the page of an error."""
    app.mount("/static", Static(directory=view.STATIC), name="static")
    app.state.page_of_problem = faults.page_of
