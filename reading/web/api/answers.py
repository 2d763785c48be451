"""How every route may answer, for the OpenAPI: an example of what it gives, and the errors it can end with.

Errors follow from what a route is: its scope, its parameters, its body. What is its own besides it says in `responses`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from starlette.exceptions import HTTPException

from reading.web import limits, problems, security, tokens
from reading.web.api import answer_headers, examples
from reading.web.api.shapes import Problem as Shape
from reading.web.problems import Problem, wrong
from storage.crawls import liveness
from storage.errors import DatabaseBusy

Operation = dict[str, Any]
REF = "#/components/schemas/"
ALWAYS = (401, 414, 421, 429, 503)
"""A token that is none is refused wherever it is shown; the rest happens before, or below, any route."""
SAID = {
    400: "The body cannot be decoded.",
    401: "No token though one is needed, or one that is not known.",
    403: "Not allowed: the token's scope is too small, or another site's page asked.",
    404: "There is no such thing.",
    409: "What there is already stands against it.",
    410: "A cursor of another corpus.",
    413: "The body is too large.",
    414: "The address is too long.",
    415: "The body is not said to be JSON.",
    421: "Not known under this host name.",
    422: "The request cannot be read; `errors` says where.",
    429: "Too many requests; `Retry-After` says when.",
    503: "Not now: it took too long, the database is busy, or nothing is crawled.",
}
NAMED = {"number": "17", "revision": "2", "name": "awraq"}
"""Of the path, in examples."""
BASIC = {"type": "http", "scheme": "basic", "description": "For feed readers: the token as password, under any name."}
MISSING = {
    "articles": "no article 17; `rasid list` shows which there are",
    "clusters": "no story 17; `cluster.id` of an article names its story",
    "outlets": "no outlet 'awraq'; /api/v1/outlets?all=true lists them",
    "runs": "no run 17; `rasid runs` lists them",
    "watches": "there is no such watch; `rasid watch list` shows those there are",
}


def complete(document: dict[str, Any], scopes: dict[tuple[str, str], str | None]) -> None:
    """Put into an OpenAPI document what FastAPI does not know. `scopes`: by method and path."""
    components = document.setdefault("components", {})
    components.setdefault("securitySchemes", {})["HTTPBasic"] = BASIC
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = Shape.model_json_schema(ref_template=REF + "{model}")
    schemas["Article"]["examples"] = [examples.of("application/json", "Article")]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            scope = scopes[method.upper(), path] or "open"
            operation.setdefault("security", [{"HTTPBearer": []}])
            operation["security"] += [{"HTTPBasic": []}] if tokens.is_feed(path) else []
            operation["security"].append({})  # reading may be open, see `tokens`
            told = {code: answer for code, answer in operation["responses"].items() if code.startswith("2")}
            for answer in told.values():
                _exemplify(answer)
            if answer_headers.is_kept(method, path):
                told["304"] = {"description": answer_headers.UNCHANGED}
            for code, answer in told.items():
                if headers := answer_headers.of_answer(int(code), method, path):
                    answer["headers"] = headers
            faults = {
                str(code): _fault(code, method, path, operation, scope) for code in sorted(_codes(method, path, operation, scope))
            }
            operation["responses"] = told | faults


def _exemplify(answer: dict[str, Any]) -> None:
    for kind, content in answer.get("content", {}).items():
        shape = content.get("schema", {}).get("$ref", "").removeprefix(REF)
        content["example"] = examples.of(kind, shape)


def _codes(method: str, path: str, operation: Operation, scope: str) -> Iterator[int]:
    yield from ALWAYS
    # FastAPI has a 422 wherever there is a parameter; one of the path that is text cannot be wrong
    yield from {int(code) for code in operation["responses"] if not code.startswith("2")} - {422}
    if scope not in {"open", "read"}:  # every token may read
        yield 403
    if method != "get":
        yield 413
    if "requestBody" in operation:
        yield from (400, 415, 422)
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            yield 404
        if parameter["schema"].get("type") != "string":
            yield 422
    if path.startswith(("/api/", "/feed.")):  # a parameter that is none is refused (`asked.once`)
        yield 422


def _fault(code: int, method: str, path: str, operation: Operation, scope: str) -> dict[str, Any]:
    example = _problem(code, method, path, operation, scope).document(path.format(**NAMED))
    content = {problems.MEDIA_TYPE: {"schema": {"$ref": f"{REF}Problem"}, "example": example}}
    headers = answer_headers.of_fault(code, method, path, scope)
    return {"description": SAID[code], "content": content} | ({"headers": headers} if headers else {})


def _problem(code: int, method: str, path: str, operation: Operation, scope: str) -> Problem:
    """An error as this route gives it."""
    if code in ALIKE:
        return ALIKE[code]()
    match code:
        case 401 if scope != "open":
            return tokens.unnamed(path, scope)
        case 401:
            said = "this token is not known here, or was ended; `rasid token list` names those there are"
            return Problem(401, "unauthorized", said)
        case 403 if method == "get":
            return Problem(403, "forbidden", "whole articles are for readers with a token; ask without content=full")
        case 403:
            return Problem(403, "forbidden", f"the token 'reader' lacks the scope {scope}")
        case 404:
            return Problem(404, "not-found", MISSING[path.split("/")[3] if "{" in path else "outlets"])
        case 503 if path == "/healthz":
            return Problem(503, "not-alive", liveness.NO_DAEMON, errors=[liveness.NO_DAEMON])
        case 503:
            return problems.of(DatabaseBusy())
        case 422:
            return _unreadable(operation)
    raise KeyError(code)


def _foreign_cursor() -> Problem:
    said = "the cursor is of another database, or from before a backup was restored"
    return Problem(410, "foreign-cursor", f"{said}; export without `after` once, and go on from the cursor that gives")


ALIKE: dict[int, Callable[[], Problem]] = {
    400: lambda: problems.of(HTTPException(400, problems.BODY_FAULT)),
    409: lambda: Problem(409, "conflict", f"there is a watch named «{examples.WATCH['name']}» already"),
    410: _foreign_cursor,
    413: limits.too_large,
    414: security.too_long,
    415: problems.not_json,
    421: security.unknown_host,
    429: lambda: limits.too_many(1),
}
"""Errors that are the same whatever route gives them."""


def _unreadable(operation: Operation) -> Problem:
    """What can be wrong of a route: a value given twice, a number that is none, a body without what it needs, an unknown name."""
    parameters = operation.get("parameters", ())
    for parameter in parameters:
        if parameter["in"] == "query" and parameter["schema"].get("type") != "array":
            return wrong(parameter["name"], "takes one value, and is given 2 times")
    for parameter in parameters:
        if parameter["schema"].get("type") == "integer":
            return _unlike("path", parameter["name"], "Input should be a valid integer, unable to parse string as an integer")
    if "requestBody" in operation:
        return _unlike("body", "", "Input should be a valid dictionary or object to extract fields from")
    return wrong("page", "is not known here; this address takes no parameters")


def _unlike(where: str, name: str, said: str) -> Problem:
    detail = f"{name or where}: {said}; /docs says what is wanted"
    return Problem(422, "invalid-request", detail, errors=[{"in": where, "name": name, "detail": said}])
