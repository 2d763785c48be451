"""Who asks, and what that one may: every route says which scope it needs, or the app does not start."""

from __future__ import annotations

import base64
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool

from reading.web.context import Context
from reading.web.problems import Problem
from storage.errors import StorageError
from storage.readers import tokens
from storage.readers.tokens import IMPLIED

Scope = Literal["open", "read", "crawl", "admin"]
COOKIE = "rasid_token"
"""Where a browser keeps the token somebody signed in with."""
HARMLESS = {"/display", "/sign-in", "/sign-out"}
"""POSTs that change nothing but the cookies of who sends them."""
OPEN = {"static"}
"""Names of mounts that need nothing: they hold no more than the program's own files."""
WRITE_EVERY = timedelta(minutes=1)
log = logging.getLogger("rasid.web")
_bearer = HTTPBearer(auto_error=False, description="A token of `rasid token add`. On this machine reading needs none.")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks."""

    rights: frozenset[str]
    key: tokens.Key | None
    local: bool
    """On this machine, not through a proxy, while nobody else can reach us."""
    whole: bool
    """May read whole articles; else they are cut to a snippet."""

    def may(self, scope: str) -> bool:
        return scope == "open" or scope in self.rights


class Keyring:
    """Knows tokens; writes down when each was used last, a minute apart, in a thread of its own: nobody waits for it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._used: dict[int, datetime] = {}
        self._guard = threading.Lock()
        self._writer = ThreadPoolExecutor(1, "token")

    def find(self, secret: str) -> tokens.Key | None:
        with self._context.reading() as session:
            key = tokens.find(session, secret)
        if key is not None:
            self._note(key, self._context.now)
        return key

    def _note(self, key: tokens.Key, now: datetime) -> None:
        with self._guard:
            before = max(filter(None, (key.last_used_at, self._used.get(key.id))), default=None)
            if before is not None and now - before < WRITE_EVERY:
                return
            self._used[key.id] = now
        self._writer.submit(self._write, {key.id: now})

    def _write(self, when: dict[int, datetime]) -> None:
        try:
            with self._context.database.write() as session:
                tokens.used(session, when)
        except StorageError as error:
            log.warning("when a token was used last was not written down: %s", error)

    def close(self) -> None:
        self._writer.shutdown()


def shown(request: Request) -> str | None:
    """The token a request carries: in its header, else in the cookie of who signed in."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return secret.strip()
    if scheme.lower() == "basic":
        return _password(secret)
    return request.cookies.get(COOKIE)


def _password(basic: str) -> str:
    """Feed readers know no other way: the token as password, under any name."""
    try:
        return base64.b64decode(basic.strip(), validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


async def asking(request: Request) -> Visitor:
    """Who asks. Raises Problem 401 for a token that is none of ours: to go on without it would hide that it has ended."""
    known: Visitor | None = getattr(request.state, "visitor", None)
    if known is None:
        known = request.state.visitor = await _visitor(request)
    return known


def visitor(request: Request) -> Visitor:
    """Who asks, in the handler of a route that has its rule."""
    found: Visitor = request.state.visitor
    return found


async def _visitor(request: Request) -> Visitor:
    context: Context = request.app.state.context
    config, local = context.config, bool(getattr(request.state, "local", False))
    rights = set(IMPLIED.get(config.http_local, ())) if local else set()
    if config.http_public:
        rights.add("read")
    key, secret = None, shown(request)
    if secret is not None:
        key = await run_in_threadpool(request.app.state.tokens.find, secret)
        if key is None:
            raise _unknown(request)
        rights |= key.rights
    whole = key is not None or local or config.public_full_text
    return Visitor(frozenset(rights), key, local, whole)


def _unknown(request: Request) -> Problem:
    said = "this token is not known here, or was ended; `rasid token list` names those there are"
    return Problem(401, "unauthorized", said, headers=challenge(request.url.path, 'Bearer error="invalid_token"'))


Guest = Annotated[Visitor, Depends(asking)]
"""`def handler(guest: Guest)`."""


def needs(scope: Scope) -> Callable[..., Any]:
    """A dependency: who asks must have the scope. Raises Problem 401 without a token, 403 with one that may not.

    Of a route with several rules, the first that refuses tells of the scope that would satisfy all of them.
    """

    async def rule(request: Request, guest: Guest, _shown: Annotated[Any, Depends(_bearer)] = None) -> None:
        if guest.may(scope):
            return
        wanted = _stated(request.scope["route"].dependant) or scope
        if guest.key is None:
            raise unnamed(request.url.path, wanted)
        headers = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{wanted}"'}  # RFC 6750, 3.1
        raise Problem(403, "forbidden", f"the token {guest.key.name!r} lacks the scope {wanted}", headers=headers)

    rule.scope = scope  # type: ignore[attr-defined]
    return rule


def unnamed(path: str, scope: str, said: str = "") -> Problem:
    """Problem 401 for who shows no token where one with this scope is needed; `said`: why, where that is not plain."""
    cure = f"`rasid token add NAME --scope {scope}` makes one; send it as `Authorization: Bearer …`"
    said = said or f"this needs a token with the scope {scope}"
    return Problem(401, "unauthorized", f"{said}; {cure}", headers=challenge(path, f'Bearer scope="{scope}"'))


def challenge(path: str, bearer: str) -> dict[str, str]:
    """Feed readers, and browsers at a feed, send a password only where Basic is asked for; elsewhere it would open a window."""
    basic = ', Basic realm="Rasid", charset="UTF-8"' if is_feed(path) else ""
    return {"WWW-Authenticate": bearer + basic}


def is_feed(path: str) -> bool:
    """Whether feed readers ask there: they know no other way to show a token than as a password."""
    return path.rpartition("/")[2].startswith("feed.")


def _stated(dependant: Any) -> Scope | None:
    """The scope a route says it needs. Of several the last counts."""
    scopes = [scope for needed in dependant.dependencies if (scope := getattr(needed.call, "scope", None)) is not None]
    return scopes[-1] if scopes else None


def rules(app: FastAPI) -> Iterator[tuple[str, str, str | None]]:
    """Every route: its methods, its path, the scope it needs; None where it states none. Of several the last counts."""
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute):
            yield ",".join(sorted(route.methods or ())), route.path or "", _stated(route.dependant)
        else:
            yield "*", route.path or "", "open" if route.name in OPEN else None


def check_rules(app: FastAPI) -> None:
    """Raises RuntimeError for a route that does not say who may ask it, or that changes something and needs no right to."""
    for methods, path, scope in rules(app):
        if scope is None:
            raise RuntimeError(f"{methods} {path} does not say which scope it needs (`tokens.needs`)")
        if methods not in {"*", "GET"} and path not in HARMLESS and scope not in {"crawl", "admin"}:
            raise RuntimeError(f"{methods} {path} changes something, but needs no more than {scope!r}")
