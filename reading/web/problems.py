"""One shape for every error: RFC 9457 problem details. A fault of ours is logged, and said without its inside."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import click
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from news.outlet import OutletErrors
from reading.web import methods
from storage.config import ConfigError
from storage.corpus.stream import ForeignCursor, NotACursor
from storage.errors import DatabaseBusy, NotFound, StorageError, TookTooLong

MEDIA_TYPE = "application/problem+json"
LONGEST = 600
"""Letters of a detail."""
PARAMETERS = {"--after": "cursor", "QUERY": "q"}
"""Options of commands that have another name in the API."""
BODY_FAULT = "There was an error parsing the body"
"""FastAPI's word for a body said to be JSON that cannot even be decoded."""
NOWHERE = "there is nothing here; /docs lists what there is"
"""Of an address that nothing is at."""
UNREAD = "the body cannot be read: JSON in UTF-8 is wanted, not compressed, its lists and objects not too deep in each other"
TOO_LONG = (
    "this took longer than an answer may and was stopped; ask for less at a time: a shorter span (since, until), an outlet, one "
    "more word"
)
"""Not the error's own words, which name the database."""
log = logging.getLogger("rasid.web")


class Problem(Exception):
    """An answer that is an error; `detail` is for a person and says what to do."""

    def __init__(
        self, status: int, name: str, detail: str, *, headers: Mapping[str, str] | None = None, errors: list[Any] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.name, self.detail, self.headers, self.errors = status, name, detail, dict(headers or {}), errors

    def document(self, path: str) -> dict[str, Any]:
        """The JSON. `type` is one of ours for programs, `title` the same for people."""
        said: dict[str, Any] = {
            "type": f"urn:rasid:problem:{self.name}",
            "title": self.name.replace("-", " ").capitalize(),
            "status": self.status,
            "detail": self.detail[:LONGEST],
            "instance": path[:LONGEST],
        }
        return said | ({"errors": self.errors} if self.errors else {})

    def response(self, path: str) -> Response:
        content = json.dumps(self.document(path)).encode()  # escaped: a path may hold lone surrogates
        headers = {"Cache-Control": "no-store"} | self.headers
        return Response(content, self.status, headers=headers, media_type=MEDIA_TYPE)


def wrong(name: str, detail: str) -> Problem:
    """A parameter of the address that cannot be what it is."""
    return Problem(422, "invalid-request", f"{name}: {detail}", errors=[{"in": "query", "name": name, "detail": detail[:200]}])


def not_json() -> Problem:
    said = "the body must be JSON, and the header Content-Type must say so: application/json"
    return Problem(415, "unsupported-media-type", said, headers={"Accept": "application/json"})


PageOfProblem = Callable[[Request, Problem], Response]
"""What `app.state.page_of_problem` may hold: the page a browser is shown instead of JSON, outside /api."""


def install(app: FastAPI) -> None:
    """Have every exception a handler may end with answered as a problem."""
    for kind in (
        Problem, HTTPException, RequestValidationError, StorageError, ConfigError, OutletErrors, NotACursor, click.UsageError,
    ):  # fmt: skip
        app.add_exception_handler(kind, _answer)


def answer(request: Request, problem: Problem, *, path: str | None = None) -> Response:
    """The problem as a page where a browser asks for one and there are pages, else as JSON."""
    app, asked = request.scope.get("app"), path if path is not None else request.url.path
    page: PageOfProblem | None = getattr(app.state, "page_of_problem", None) if app is not None else None
    wants_page = "text/html" in request.headers.get("accept", "") and not asked.startswith("/api/")
    if page is not None and wants_page:
        return page(request, problem)
    return problem.response(asked)


async def refuse(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    """The answer of a layer below the app: what handlers raise gets there through `install`.

    The page is made of an address without the host the client named, which may be the very thing that is refused.
    """
    headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
    short = len(scope["path"]) + len(scope["query_string"]) <= LONGEST
    plain = dict(scope) | {"headers": headers, "query_string": scope["query_string"] if short else b""}
    if not short and not scope["path"].startswith("/api/"):
        plain["path"] = "/"
    plain.setdefault("state", {})
    response = answer(Request(plain), problem, path=scope["path"])
    await response(scope, receive, send)


async def _answer(request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return _other_method(request, error)
    if isinstance(error, RequestValidationError) and _is_foreign(request, error):
        return answer(request, not_json())
    return answer(request, of(error))


def _other_method(request: Request, error: HTTPException) -> Response:
    """The path is known, the method is not; OPTIONS asks for just that. A preflight (CORS) is answered before, if at all."""
    headers = {"Allow": methods.allowed(request.app, request.scope["path"]) or (error.headers or {}).get("Allow", "")}
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=headers | {"Cache-Control": "no-store"})
    return answer(request, _http(HTTPException(405, headers=headers)))


def _is_foreign(request: Request, error: RequestValidationError) -> bool:
    """Whether a body of the API is not said to be JSON: then it was not parsed."""
    return isinstance(error.body, bytes) and request.url.path.startswith("/api/")


def of(error: Exception) -> Problem:
    """The problem an exception stands for."""
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return _invalid(error)
        case HTTPException():
            return _http(error)
        case click.BadParameter():
            return _bad(error)
        case click.UsageError():
            return Problem(422, "invalid-request", error.format_message())
        case NotACursor():
            return Problem(422, "invalid-request", str(error))
        case NotFound():
            return Problem(404, "not-found", str(error))
        case ForeignCursor():
            return Problem(410, "foreign-cursor", str(error).replace("--after", "`after`"))
        case TookTooLong():
            return Problem(503, "took-too-long", TOO_LONG, headers={"Retry-After": "5"})  # beside a load it may pass then
        case DatabaseBusy():
            return Problem(503, "database-busy", "the database is busy; try again", headers={"Retry-After": "2"})
        case StorageError() | ConfigError() | OutletErrors():
            # the message may name files and servers, which are nobody's business out there
            log.error("%s", error)
            return Problem(503, "storage-fault", "the corpus cannot be read now; the server's log says why")
    return Problem(500, "internal-error", "this should not happen; the server's log says where, please report it")


def _http(error: HTTPException) -> Problem:
    names = {404: "not-found", 405: "method-not-allowed", 401: "unauthorized", 403: "forbidden"}
    said = {404: NOWHERE, 405: "not with this method; `Allow` names those there are"}
    name = names.get(error.status_code) or HTTPStatus(error.status_code).phrase.lower().replace(" ", "-").replace("'", "")
    detail = UNREAD if error.detail == BODY_FAULT else said.get(error.status_code, str(error.detail))
    return Problem(error.status_code, name, detail, headers=error.headers)


def _bad(error: click.BadParameter) -> Problem:
    """What the command line refuses too, by the name the parameter has here."""
    hint = error.param_hint if isinstance(error.param_hint, str) else "request"
    name = PARAMETERS.get(hint, hint.lstrip("-").replace("-", "_"))
    return wrong(name, error.message)


def _invalid(error: RequestValidationError) -> Problem:
    """Which part of the request is wrong, and how; never what was sent, which may be long or hostile."""
    errors = [
        {"in": str(fault["loc"][0]), "name": _named(fault), "detail": str(fault["msg"]).removeprefix("Value error, ")[:200]}
        for fault in error.errors()[:20]
    ]
    said = "; ".join(f"{one['name'] or one['in']}: {one['detail']}" for one in errors[:3])
    return Problem(422, "invalid-request", f"{said}; /docs says what is wanted", errors=errors)


def _named(fault: Mapping[str, Any]) -> str:
    """The part that is wrong; of a body that is no JSON there is none, but a place."""
    return "" if fault["type"] == "json_invalid" else ".".join(map(str, fault["loc"][1:]))[:80]


class Net:
    """Outermost: what no handler caught is logged with its place and answered as a problem without it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:  # the border of the server: one request's fault must not be another's
            log.exception("%s %s", scope["method"], scope["path"][:LONGEST])
            if begun:
                raise  # the answer is cut off, which its reader notices
            await refuse(of(error), scope, receive, send)
