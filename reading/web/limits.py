"""How much a client may ask: bytes of a body, requests a second. And HEAD, which asks for a GET's headers."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reading.web.problems import Problem, refuse

MOST_BODY = 2**20
"""Bytes."""
BURST = 3.0
"""Seconds' worth of requests a client may send at once."""
CLIENTS = 10_000
"""Clients remembered; beyond, who was not heard of for longest starts anew."""


def too_large() -> Problem:
    return Problem(413, "body-too-large", f"a body may have {MOST_BODY:,} bytes")


def too_many(wait: float) -> Problem:
    """`wait`: seconds until the next is answered."""
    headers = {"Retry-After": str(math.ceil(wait))}
    return Problem(429, "too-many-requests", "too many requests; try again after Retry-After", headers=headers)


class Body:
    """Refuses a body over MOST_BODY, whether its length is said beforehand or not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in {"GET", "OPTIONS"}:
            await self.app(scope, receive, send)
            return
        problem = too_large()
        said = dict(scope["headers"]).get(b"content-length", b"0")
        if not said.isdigit() or len(said) > 12 or int(said) > MOST_BODY:
            await refuse(problem, scope, receive, send)
            return
        come = 0
        refused = False

        async def receiving() -> Message:
            nonlocal come
            message = await receive()
            come += len(message.get("body", b""))
            if come > MOST_BODY:
                raise problem
            return message

        async def sending(message: Message) -> None:
            """Whatever became of the handler, who sent too much is told so."""
            nonlocal refused
            if come <= MOST_BODY:
                await send(message)
            elif not refused:
                refused = True
                await refuse(problem, scope, receive, send)

        await self.app(scope, receiving, sending)


class Bucket:
    """Tokens of one client; `take` says how many seconds are missing, 0 when one was there."""

    __slots__ = ("filled", "left")

    def __init__(self, size: float, now: float) -> None:
        self.left, self.filled = size, now

    def take(self, rate: float, size: float, now: float) -> float:
        self.left = min(size, self.left + max(0.0, now - self.filled) * rate)
        self.filled = now
        if self.left >= 1:
            self.left -= 1
            return 0.0
        return (1 - self.left) / rate


class Rate:
    """A token bucket for each client: the peer's address, of IPv6 its /64. A name somebody merely claims counts for nothing."""

    def __init__(self, app: ASGIApp, *, others: float, local: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.app, self._others, self._local, self._clock = app, others, local, clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            wait = self._wait(scope)
            if wait:
                await refuse(too_many(wait), scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _wait(self, scope: Scope) -> float:
        local = scope["state"].get("local", False)
        rate = self._local if local else self._others
        if not rate:
            return 0.0
        now, size = self._clock(), max(1.0, rate * BURST)
        client = f"{'local' if local else ''} {place(scope)}"
        bucket = self._buckets.setdefault(client, Bucket(size, now))
        self._buckets.move_to_end(client)
        if len(self._buckets) > CLIENTS:
            self._buckets.popitem(last=False)
        return bucket.take(rate, size, now)


def place(scope: Scope) -> str:
    """Where a request comes from, as far as one client reaches."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 6 and not address.ipv4_mapped:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)


class Heads:
    """Answers HEAD as GET without the body. A handler that streams much asks `is_head` first."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        scope = dict(scope) | {"method": "GET", "rasid.head": True}
        await self.app(scope, receive, sending)


def is_head(scope: Scope) -> bool:
    return bool(scope.get("rasid.head"))
