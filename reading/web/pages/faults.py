"""Errors as pages, for browsers."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from fastapi import Request
from markupsafe import Markup
from starlette.responses import Response

from reading.web.pages.view import Page
from reading.web.problems import Problem

SAID = {
    404: "error_404", 503: "error_503", 429: "error_429", 403: "error_403", 401: "error_401", 500: "error_500",
    413: "error_413", 414: "error_414", 421: "error_421",
}  # fmt: skip
WHY = {"error_404", "error_503", "error_500", "error_401", "error_413", "error_414", "error_421"}


def page_of(request: Request, problem: Problem) -> Response:
    """The problem in the reader's language; its own detail, which is English, beside it."""
    page = Page(request, request.app.state.context)
    key = SAID.get(problem.status, "error_400" if problem.status < 500 else "error_500")
    response = page.render(
        "fault.html",
        title=page.words(key),
        status=problem.status,
        number=problem.status,
        why=_why(page, problem, key),
        detail=problem.detail if problem.status not in {404, 429, 500, 413, 414} else "",
    )
    response.headers.update({"Cache-Control": "no-store"} | problem.headers)
    return response


def _why(page: Page, problem: Problem, key: str) -> Markup | str:
    """What the reader can do about it, where there is something."""
    if problem.name == "cross-site":
        return page.words("error_cross_site")
    seconds = problem.headers.get("Retry-After", "")
    if problem.status == HTTPStatus.TOO_MANY_REQUESTS and seconds.isdecimal():
        return page.words("error_429_again", span=page.words.span(timedelta(seconds=int(seconds))))
    return page.words(f"{key}_why") if key in WHY else ""
