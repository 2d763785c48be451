"""The headers answers carry beside their body, for the OpenAPI; tests hold them against real answers."""

from __future__ import annotations

from typing import Any

from reading.web import tokens

Headers = dict[str, dict[str, Any]]
MOMENTARY = {"/api/v1/export", "/api/v1/runs/{number}/events", "/healthz", "/metrics"}
"""GET routes whose answers are of their moment: they have no validator, and no 304. All others have (`reading.web.caching`)."""
PAGED = {"/api/v1/articles", "/api/v1/search"}
"""Routes whose `next` stands in the header Link too."""
UNCHANGED = "What the client has already: `If-None-Match` named its ETag, or nothing changed since `If-Modified-Since`."


def _header(description: str, kind: str = "string", *, example: Any, always: bool = True) -> dict[str, Any]:
    told: dict[str, Any] = {"description": description, "schema": {"type": kind}, "example": example}
    return told | ({"required": True} if always else {})


ETAG = _header("Names this state of the answer; `If-None-Match` with it is answered by 304.",
               example='W/"5f0c1e77a0b94d2a8c3e6b1d"')  # fmt: skip
CACHE = _header("Kept, but asked for again each time.", example="private, no-cache")
VARY = _header("What of the request the answer depends on.", example="Authorization, Cookie, Accept-Encoding")
MODIFIED = _header("When the newest of it was fetched; for `If-Modified-Since`.", example="Sun, 22 Nov 2026 09:30:00 GMT")
LINK = _header("`next` as an address (RFC 8288); absent on the last page.", always=False,
               example='<https://rasid.example/api/v1/articles?cursor=MjAyNi0>; rel="next"')  # fmt: skip
LOCATION = _header("Where it is from now on.", example="/api/v1/runs/413")
NEXT = _header("`after` of the next export.", example="MSA1YzBmZmVlNWVlZDEgMTY4")
NAMED = _header("A name for the file.", example='attachment; filename="rasid-20261122T093000Z.jsonl"')
CHALLENGE = _header("The scope that is needed, or what is wrong with the token (RFC 6750).", example='Bearer scope="read"')
WAIT = _header("Seconds after which to ask again.", "integer", example=1)
MAYBE = _header("Seconds after which to ask again, where that is known.", "integer", example=5, always=False)
ACCEPT = _header("What a body may be.", example="application/json")


def of_answer(code: int, method: str, path: str) -> Headers:
    """The headers of an answer that is no error, 304 included."""
    if method != "get":
        return {"Location": LOCATION} if code in {201, 202} else {}
    if path == "/api/v1/export":
        return {"Rasid-Next": NEXT, "Content-Disposition": NAMED}
    if not is_kept(method, path):
        return {}
    feed = {"Last-Modified": MODIFIED} if tokens.is_feed(path) else {}
    return {"ETag": ETAG, "Cache-Control": CACHE, "Vary": VARY} | feed | ({"Link": LINK} if path in PAGED else {})


def of_fault(code: int, method: str, path: str, scope: str) -> Headers:
    """The headers of an error."""
    needed = "read" if scope == "open" else scope
    match code:
        case 401:
            example = tokens.challenge(path, f'Bearer scope="{needed}"')["WWW-Authenticate"]
            return {"WWW-Authenticate": CHALLENGE | {"example": example}}
        case 403 if method != "get":
            said = f'Bearer error="insufficient_scope", scope="{needed}"'
            return {"WWW-Authenticate": CHALLENGE | {"example": said, "required": False}}  # not where another site's page asked
        case 415:
            return {"Accept": ACCEPT}
        case 429:
            return {"Retry-After": WAIT}
        case 503 if path != "/healthz":
            return {"Retry-After": MAYBE}
    return {}


def is_kept(method: str, path: str) -> bool:
    """Whether a client may keep the answer and ask whether it still holds."""
    return method == "get" and path not in MOMENTARY
