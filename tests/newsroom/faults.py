"""What can be wrong with a server. Each fault is a way of answering; a test sets one for an address or a whole host."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Literal

from tests.newsroom.exchange import Request, Response, head, tag

Kind = Literal[
    # another answer, well delivered
    "status",
    "redirect",
    "loop",
    "content type",
    "pdf",
    "binary",
    "empty",
    "malformed",
    "html",
    "captcha",
    "soft 404",
    "bomb",
    "always 304",
    # the right answer, badly delivered
    "delay",
    "drip",
    "hang",
    "truncate",
    "reset",
    "endless",
    "headers",
    "garbage",
]

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
BINARY = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 16
CAPTCHA = (
    b"<!DOCTYPE html><html lang='en-US'><head><title>Just a moment...</title>"
    b"<meta name='robots' content='noindex,nofollow'></head>"
    b"<body><div class='main-wrapper'><h1>Checking your browser before accessing the site.</h1>"
    b"<form id='challenge-form' action='/cdn-cgi/challenge-platform/h/g'><div class='cf-turnstile'></div></form>"
    b"<noscript>Enable JavaScript and cookies to continue</noscript></div></body></html>"
)
SOFT_404 = (
    '<html dir="rtl"><head><meta charset="utf-8"><title>خطأ 404</title></head><body><h1>الصفحة غير موجودة</h1>'
    "<p>عذراً، الصفحة التي تبحث عنها غير موجودة أو تم نقلها.</p></body></html>"
).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault. What is not named in the comments is of no use to that kind."""

    kind: Kind
    status: int = 503  # status, captcha
    retry_after: str | None = None  # status: seconds, an HTTP date, or nonsense
    body: bytes | None = None  # status, html, binary: instead of the kind's own
    to: str = "/"  # redirect: any location, also another site's or a private one
    content_type: str = "application/octet-stream"  # content type
    seconds: float = 1.0  # delay: how long; hang: how long at most
    rate: int = 1  # drip: bytes a second
    fraction: float = 0.5  # truncate, malformed: where the cut is
    size: int = 1_000_000  # endless, bomb, headers: bytes after which the server gives up
    times: int | None = None  # how often; None: always


@dataclass(slots=True)
class Rule:
    host: str
    path: str
    """Path with query, percent-encoded as sent; * and ? as in file names."""
    fault: Fault
    left: int | None


class Faults:
    """The faults that are set. The last one set for an address wins. Called under the newsroom's lock."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []

    def set(self, host: str, path: str, fault: Fault) -> None:
        self._rules.insert(0, Rule(host, path, fault, fault.times))

    def clear(self, host: str | None = None, path: str | None = None) -> None:
        self._rules = [rule for rule in self._rules if (host and rule.host != host) or (path and rule.path != path)]

    def take(self, request: Request) -> Fault | None:
        """The fault this request meets, if any; one with a number of times is used up by it."""
        for rule in self._rules:
            if rule.host not in {"*", request.host} or rule.left == 0:
                continue
            if rule.path == request.target or fnmatchcase(request.target, rule.path):
                rule.left = None if rule.left is None else rule.left - 1
                return rule.fault
        return None


def answer(fault: Fault, request: Request, good: Response) -> Response:
    """The response a fault puts in place of the good one; delivery faults leave it as it is."""
    bare = replace(good, etag=None, modified=None)
    match fault.kind:
        case "status":
            headers = (("Retry-After", fault.retry_after),) if fault.retry_after is not None else ()
            return Response(fault.body or b"<h1>error</h1>", fault.status, headers=headers)
        case "redirect":
            return Response.redirect(fault.to, 302)
        case "loop":
            mark = "&" if "?" in request.target else "?"
            return Response.redirect(f"{request.target.partition(f'{mark}loop=')[0]}{mark}loop={id(request) % 997}", 302)
        case "content type":
            return replace(bare, content_type=fault.content_type)
        case "pdf":
            return replace(bare, body=PDF)
        case "binary":
            return replace(bare, body=fault.body or BINARY)
        case "empty":
            return replace(bare, body=b"")
        case "malformed":
            cut = int(len(good.body) * fault.fraction)
            cut = good.body.find(b"<", cut)  # between two elements, so that the entries before and after are whole
            body = good.body[:cut] + b"<broken & <title>" + good.body[cut:]
            return replace(bare, body=body, etag=tag(body))
        case "html":
            return replace(bare, body=fault.body or SOFT_404, content_type="text/html; charset=utf-8")
        case "captcha":
            return Response(CAPTCHA, fault.status if fault.status != 503 else 200, headers=(("Server", "cloudflare"),))
        case "soft 404":
            return Response(SOFT_404)
        case "bomb":
            return replace(
                bare, body=gzip.compress(b"<p>" + b" " * fault.size, 9), headers=(*bare.headers, ("Content-Encoding", "gzip"))
            )
        case "always 304":
            return replace(good, status=304, body=b"")
    return good


Deliver = Callable[[asyncio.StreamWriter, Fault, Response], Awaitable[None]]


def status_line(response: Response, extra: tuple[tuple[str, str], ...]) -> bytes:
    rows = "".join(f"{name}: {value}\r\n" for name, value in [*head(response), *extra])
    return f"HTTP/1.1 {response.status} OK\r\n{rows}\r\n".encode()


def length(response: Response) -> tuple[tuple[str, str], ...]:
    return (("Content-Length", str(len(response.body))), ("Connection", "close"))


async def drip(writer: asyncio.StreamWriter, fault: Fault, response: Response) -> None:
    writer.write(status_line(response, length(response)))
    for index in range(len(response.body)):
        writer.write(response.body[index : index + 1])
        await writer.drain()
        await asyncio.sleep(1 / fault.rate)


async def hang(writer: asyncio.StreamWriter, fault: Fault, response: Response) -> None:
    """Not a byte, for `seconds`; then the connection is closed."""
    del writer, response
    await asyncio.sleep(fault.seconds)


async def truncate(writer: asyncio.StreamWriter, fault: Fault, response: Response) -> None:
    writer.write(status_line(response, length(response)) + response.body[: int(len(response.body) * fault.fraction)])
    await writer.drain()


async def reset(writer: asyncio.StreamWriter, fault: Fault, response: Response) -> None:
    """Half of a header, then RST instead of FIN."""
    del fault, response
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Ty")
    await writer.drain()
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def endless(writer: asyncio.StreamWriter, fault: Fault, response: Response) -> None:
    """Chunks without end: `size` bytes of them, then the connection is cut without the last chunk."""
    writer.write(status_line(response, (("Transfer-Encoding", "chunked"), ("Connection", "close"))))
    block = b"<p>" + b"x" * 65_528 + b"</p>\n"
    for _ in range(max(1, fault.size // len(block))):
        writer.write(b"%x\r\n%b\r\n" % (len(block), block))
        await writer.drain()


async def headers(writer: asyncio.StreamWriter, fault: Fault, response: Response) -> None:
    del response
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for index in range(max(1, fault.size // 1000)):
        writer.write(f"X-Filler-{index}: {'a' * 980}\r\n".encode())
        await writer.drain()
    writer.write(b"\r\n")


async def garbage(writer: asyncio.StreamWriter, fault: Fault, response: Response) -> None:
    del fault, response
    writer.write(b"\x16\x03\x01 not http at all\r\n\r\n")
    await writer.drain()


DELIVERIES: dict[Kind, Deliver] = {
    "drip": drip,
    "hang": hang,
    "truncate": truncate,
    "reset": reset,
    "endless": endless,
    "headers": headers,
    "garbage": garbage,
}
SILENT: frozenset[Kind] = frozenset({"hang", "reset", "garbage"})
"""Faults that never send a status line."""
