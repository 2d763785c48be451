"""Answers go out compressed where the client takes that: brotli before gzip."""

from __future__ import annotations

import re
import zlib
from typing import Protocol

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAST = 800
"""Bytes below which it is not worth it."""
TYPES = (
    "text/", "application/json", "application/problem+json", "application/x-ndjson",
    "application/rss+xml", "application/atom+xml", "application/feed+json", "image/svg+xml",
)  # fmt: skip
LIVE = "text/event-stream"
QUALITY, LEVEL = 2, 1
"""Of brotli and gzip. A page of 20 articles, 52 kB, takes brotli at 2 0.7 ms for 15.1 kB, at 4 1.1 for 14.7; gzip at 1 0.7 for
17.4, at 5 1.7 for 15.1."""


class _Coder(Protocol):
    def write(self, data: bytes) -> bytes: ...
    def end(self) -> bytes: ...


class _Brotli:
    def __init__(self) -> None:
        self._made = brotli.Compressor(quality=QUALITY)

    def write(self, data: bytes) -> bytes:
        return bytes(self._made.process(data))

    def end(self) -> bytes:
        return bytes(self._made.finish())


class _Gzip:
    def __init__(self) -> None:
        self._made = zlib.compressobj(LEVEL, zlib.DEFLATED, 31)  # 31: with gzip's header

    def write(self, data: bytes) -> bytes:
        return self._made.compress(data)

    def end(self) -> bytes:
        return self._made.flush()


_QUALITY = re.compile(r"[01](?:\.\d*)?")
CODERS: dict[str, type[_Brotli | _Gzip]] = {"br": _Brotli, "gzip": _Gzip}


def chosen(accepted: str) -> str | None:
    """The coding to use for an Accept-Encoding; None: as it is. Of what is liked alike the first of CODERS (RFC 9110, 12.5.3)."""
    liked: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, *parameters = part.replace(" ", "").replace("\t", "").split(";")
        liked[name] = next((_weight(one[2:]) for one in parameters if one.startswith("q=")), 1.0)
    offers = {name: liked.get(name, liked.get("*", 0.0) if name == "gzip" else 0.0) for name in CODERS}
    best = max(offers, key=lambda name: offers[name])  # the first of several
    return best if offers[best] > 0 and offers[best] >= liked.get("identity", 0.0) else None


def _weight(said: str) -> float:
    """A quality from 0 to 1; what is none says nothing."""
    return float(said) if _QUALITY.fullmatch(said) else 1.0


class Compressed:
    """Compresses what is text and not small; event streams go as they come."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        coding = chosen(Headers(scope=scope).get("accept-encoding", "")) if scope["type"] == "http" else None
        await self.app(scope, receive, _Sender(send, coding) if scope["type"] == "http" else send)


class _Sender:
    """One answer on its way out."""

    def __init__(self, send: Send, coding: str | None) -> None:
        self._send, self._coding = send, coding
        self._start: Message | None = None
        self._coder: _Coder | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message  # held until the body's beginning tells whether it is worth it
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._start is not None:
            self._begin(self._start, len(body), more=more)
            await self._send_start(body, more=more)
            return
        if self._coder is not None:
            body = self._coder.write(body) + (b"" if more else self._coder.end())
        await self._send({**message, "body": body})

    def _begin(self, start: Message, size: int, *, more: bool) -> None:
        headers = MutableHeaders(raw=start["headers"])
        kind = headers.get("content-type", "")
        fits = kind.startswith(TYPES) and not kind.startswith(LIVE) and "content-encoding" not in headers
        if fits or start["status"] == 304:  # it says what the whole answer would (RFC 9110, 15.4.5)
            headers.add_vary_header("Accept-Encoding")
        if fits and self._coding and (more or size >= LEAST) and start["status"] != 206:  # a part is of the plain form
            self._coder = CODERS[self._coding]()
            headers["Content-Encoding"] = self._coding
            if headers.get("etag", "").startswith('"'):  # no longer byte for byte the same
                headers["ETag"] = f"W/{headers['etag']}"

    async def _send_start(self, body: bytes, *, more: bool) -> None:
        assert self._start is not None  # noqa: S101 - for the type checker
        start, self._start = self._start, None
        if self._coder is not None:
            body = self._coder.write(body) + (b"" if more else self._coder.end())
            headers = MutableHeaders(raw=start["headers"])
            if more:
                del headers["content-length"]
            else:
                headers["Content-Length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body, "more_body": more})
