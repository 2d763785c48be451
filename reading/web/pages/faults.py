"""Errors as pages, for browsers: what happened, what to do now, and a way on."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from markupsafe import Markup
from starlette.responses import Response

from reading.web import wording
from reading.web.pages.article import PART_ONLY, is_number, of_number
from reading.web.pages.view import Page
from reading.web.problems import NOWHERE, Problem
from reading.web.wording import bdi

SELF_EVIDENT = {
    "took-too-long", "database-busy", "storage-fault", "internal-error", "too-many-requests", "cross-site", "body-too-large",
    "address-too-long",
}  # fmt: skip
"""Problems of which our own words say all that a reader needs; of the others their detail is told too."""
PASSING = {"took-too-long", "database-busy", "storage-fault", "internal-error", "too-many-requests"}
"""What may have gone when it is tried again."""
LOGGED = {"storage-fault", "internal-error"}
"""Of what the server's log has the reason."""
LISTS = {"outlets": "/outlets", "runs": "/runs", "watches": "/watches"}
"""Parts of the pages with a list of what there is."""
Ways = list[tuple[Markup, str]]


def page_of(request: Request, problem: Problem) -> Response:
    """The problem in the reader's language. A detail nobody foresaw stays English, and is said to be."""
    page = Page(request, request.app.state.context)
    key = _key(problem)
    nowhere = problem.detail == NOWHERE
    response = page.render(
        "fault.html",
        title=page.words(key),
        status=problem.status,
        number=problem.status,
        why=_why(page, problem, key, nowhere=nowhere),
        detail="" if nowhere or problem.name in SELF_EVIDENT else _ended(page.reason(problem.detail)),
        ways=ways(page, problem),
        searching=problem.status == HTTPStatus.NOT_FOUND,
        at=page.words.moment(page.words.now) if problem.name in LOGGED else "",
    )
    response.headers.update({"Cache-Control": "no-store"} | problem.headers)
    return response


def _key(problem: Problem) -> str:
    """Our words for it: by its name, else by whose fault it is."""
    key = f"error_{problem.name.replace('-', '_')}"
    if key in wording.table("text"):
        return key
    return "error_invalid_request" if problem.status < HTTPStatus.INTERNAL_SERVER_ERROR else "error_internal_error"


def _why(page: Page, problem: Problem, key: str, *, nowhere: bool) -> Markup | str:
    """What became of the wish, and what the reader can do about it."""
    if f"{key}_why" not in wording.table("text") or (problem.status == HTTPStatus.NOT_FOUND and not nowhere):
        return ""
    seconds = problem.headers.get("Retry-After", "")
    wait = int(seconds) if seconds.isdecimal() else 1
    wait = -(-wait // 60) * 60 if wait > 60 else wait  # who waits for whole minutes only must not come too early
    return page.words(f"{key}_why", span=page.words.span(timedelta(seconds=wait)))


def _ended(said: Markup) -> Markup:
    """A detail as the sentence it is."""
    return said if said.striptags().endswith((".", "?", "؟", "…")) else said + "."


def ways(page: Page, problem: Problem) -> Ways:
    """Where to go from here, the best first."""
    if problem.status == HTTPStatus.MISDIRECTED_REQUEST:
        return []  # all ways lead to the name that is refused
    words, asks = page.words, page.request.method in {"GET", "HEAD"}
    back = came_from(page.request)
    found: Ways = []
    if problem.name in {"unauthorized", "forbidden"} or problem.detail == PART_ONLY:
        after = urlencode({"next": page.address() if asks else back or "/"}, errors="replace")
        found.append((words("sign_in"), f"/sign-in?{after}"))
    if problem.name in PASSING and asks:
        found.append((words("error_again"), page.address()))
    if problem.name == "took-too-long" and asks:
        found += _shorter(page)
    if not asks and back and problem.name != "cross-site":
        found.append((words("error_back"), back))
    if problem.status == HTTPStatus.NOT_FOUND:
        found += _near(page, problem)
    return [*found, (words("home"), "/")]


def came_from(request: Request) -> str:
    """The page of ours a form was sent from, as the browser says; empty where it was none."""
    try:
        parts = urlsplit(request.headers.get("referer", "")[:2000])
        # `problems.refuse` takes the host away; where a form comes from was looked at before it (`security.Doors`)
        ours = {request.headers.get("host", "").lower(), urlsplit(request.headers.get("origin", "")).netloc.lower()}
        same = bool(parts.netloc) and parts.netloc.lower() in ours
    except ValueError:
        return ""
    address = parts._replace(scheme="", netloc="", fragment="").geturl()
    good = same and address.isprintable() and address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if good else ""


def _shorter(page: Page) -> Ways:
    """The same question of one week."""
    asked = {"/search": {"since": "7d"}, "/": {"since": "7d"}, "/trends": {"days": "7"}}.get(page.request.url.path)
    return [(page.words("error_week"), page.address(drop=("until", "after"), **asked))] if asked else []


def _near(page: Page, problem: Problem) -> Ways:
    """Of what is not there: its likely names, the article or story it was to be a part of, or the list of its like."""
    _, kind, *rest = page.request.url.path.split("/")
    if kind == "outlets" and rest:
        near = [one for one in page.context.catalogue.nearest(rest[0][:64]) if one != rest[0]]
        return [*((bdi(page.outlet(one)), f"/outlets/{one}") for one in near), (page.words("outlets"), "/outlets")]
    if kind in {"article", "story"} and len(rest) > 1 and not problem.detail.startswith(f"no {kind} "):
        return [(page.words(f"to_{kind}"), f"/{kind}/{of_number(rest[0])}")] if is_number(rest[0]) else []
    return [(page.words(kind), LISTS[kind])] if kind in LISTS else []
