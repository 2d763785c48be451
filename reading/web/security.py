"""Who may come in at all, and what a browser may do with the answer."""

from __future__ import annotations

import ipaddress
import secrets
from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.datastructures import Headers as Fields
from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reading.web.problems import Problem, refuse
from storage.config import Config

SAFE = {"GET", "HEAD", "OPTIONS"}
LONGEST_URL = 8192
"""Bytes of path and query."""
LOCAL_NAMES = {"localhost", "127.0.0.1", "::1"}
PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
"""What a proxy adds."""
FIXED = {
    "X-Content-Type-Options": "nosniff",
    # not `no-referrer`: with it browsers send `Origin: null` with our own forms too (Fetch, «append a request Origin header»)
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
Answered = tuple[Scope, Receive, Send]


def policy(nonce: str) -> str:
    """The CSP of every answer: nothing but our own, nothing inline without the nonce, in nobody's frame, no foreign picture."""
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


class Headers:
    """Gives every request its nonce and every answer its headers; an answer that states one of its own keeps it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in FIXED.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", policy(nonce))
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, sending)


def too_long() -> Problem:
    return Problem(414, "address-too-long", f"an address may have {LONGEST_URL} bytes")


def unknown_host() -> Problem:
    said = "this server is not known under that name; the setting http_hosts (RASID_HTTP_HOSTS) lists the names it has"
    return Problem(421, "unknown-host", said)


class Doors:
    """Refuses addresses too long, foreign names (DNS rebinding), and changes that another site's page asks for."""

    def __init__(self, app: ASGIApp, config: Config) -> None:
        self.app = app
        self._bound_local = is_loopback(config.http_host)
        self._names = {name.strip().lower() for name in config.http_hosts.split(",") if name.strip()} | {config.http_host.lower()}
        self._origins = set(origins(config))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        fields = Fields(scope=scope)
        problem = self._refusal(scope, fields)
        if fields.get("x-forwarded-proto", "").partition(",")[0].strip().lower() == "https":
            scope["scheme"] = "https"  # of what it is told its own answer alone is made: links, and cookies that are `Secure`
        if problem is not None:
            await refuse(problem, scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _refusal(self, scope: Scope, fields: Fields) -> Problem | None:
        if len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"]) > LONGEST_URL:
            return too_long()
        host = fields.get("host", "")
        name = name_of(host)
        scope["state"]["local"] = local = self._bound_local and name in LOCAL_NAMES and not _forwarded(fields)
        if not (local or self._known(name)):
            return unknown_host()
        if scope["method"] not in SAFE and not self._same_origin(fields, host):
            return Problem(403, "cross-site", "a page of another site may not change anything here")
        return None

    def _known(self, name: str) -> bool:
        """A literal address cannot be rebound; where only this machine listens, only its own are right."""
        if name in self._names or name in LOCAL_NAMES:
            return True
        return not self._bound_local and _is_address(name)

    def _same_origin(self, fields: Fields, host: str) -> bool:
        """What a browser says of where a request comes from. What is no browser says nothing, and sends no cookie by itself."""
        origin, site = fields.get("origin"), fields.get("sec-fetch-site")
        if origin is not None and origin in self._origins:
            return True
        if site is not None and site not in {"same-origin", "none"}:
            return False
        if site == "same-origin" and origin == "null":
            return True  # no page can write the first, and a frame without an origin of its own is no `same-origin`
        if origin is not None:
            return origin != "null" and urlsplit_host(origin) == host.lower()
        return site is not None or "cookie" not in fields


def urlsplit_host(origin: str) -> str | None:
    """Name and port of an origin; None for none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


def name_of(host: str) -> str:
    """The name in a Host header, without port and brackets, in lower case; empty for what is none."""
    try:
        parts = urlsplit(f"//{host}")
        parts.port  # noqa: B018 - raises for a bad one
        return (parts.hostname or "") if parts.netloc == host and "@" not in host else ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _forwarded(fields: Fields) -> bool:
    """Behind a proxy everybody comes from this machine: who was forwarded is somebody from elsewhere."""
    return any(name in fields for name in PROXIED)


def origins(config: Config) -> list[str]:
    """The web origins the operator lets read."""
    return [origin.strip() for origin in config.http_cors_origins.split(",") if origin.strip()]


class _Refused(Response):
    """A problem that learns only when it is sent where it was asked."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(status_code=problem.status)
        self._problem = problem

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._problem.response(scope["path"])(scope, receive, send)


class _Cors(CORSMiddleware):
    """A preflight that is refused is a problem as every other."""

    def preflight_response(self, request_headers: Fields) -> Response:
        answer = super().preflight_response(request_headers)
        if answer.status_code < HTTPStatus.BAD_REQUEST:
            return answer
        said = (
            f"{bytes(answer.body).decode()}; the setting http_cors_origins (RASID_HTTP_CORS_ORIGINS) names the origins there are"
        )
        kept = {name: value for name, value in answer.headers.items() if name.startswith("access-control-") or name == "vary"}
        return _Refused(Problem(answer.status_code, "cross-origin", said, headers=kept))


def add_cors(app: FastAPI, config: Config) -> None:
    """Let pages of these origins read the API, with a token but never with a cookie."""
    app.add_middleware(
        _Cors,
        allow_origins=origins(config),
        allow_methods=["GET", "HEAD", "POST", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "If-None-Match", "If-Modified-Since", "Last-Event-ID"],
        expose_headers=["ETag", "Location", "Link", "Retry-After", "Rasid-Next", "Content-Disposition", "WWW-Authenticate"],
        max_age=600,
    )
