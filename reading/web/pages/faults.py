"""Errors as pages, for browsers."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from reading.web.pages.view import Page
from reading.web.problems import Problem

SAID = {404: "error_404", 503: "error_503", 429: "error_429", 403: "error_403", 401: "error_403", 500: "error_500"}
WHY = {"error_404", "error_503", "error_500"}


def page_of(request: Request, problem: Problem) -> Response:
    """The problem in the reader's language; its own detail, which is English, beside it."""
    page = Page(request, request.app.state.context)
    key = SAID.get(problem.status, "error_400" if problem.status < 500 else "error_500")
    response = page.render(
        "fault.html",
        title=page.words(key),
        status=problem.status,
        number=problem.status,
        why=page.words(f"{key}_why") if key in WHY else "",
        detail=problem.detail if problem.status not in {404, 500} else "",
    )
    response.headers.update({"Cache-Control": "no-store"} | problem.headers)
    return response
