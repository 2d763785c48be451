"""The one way out: HTTP and HTTPS to public addresses, or, for routed hosts of a test bench, plain HTTP to their address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Response

from crawler.fetching import bounds, failures, guard

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

RECEIVED = "received_headers"
"""Key in `request.meta`: the headers as the server sent them, before any decoding, as (name, value) pairs."""


class GuardedHandler(HTTP11DownloadHandler):
    """Download handler for http and https."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._routes: dict[str, tuple[str, int]] = {
            str(host): (str(address), int(port))
            for host, (address, port) in crawler.settings.getdict("RASID_ROUTE_TABLE").items()
        }
        self._exempt = frozenset(self._routes.values())
        self._pool._factory = bounds.BoundedFactory

    async def download_request(self, request: Request) -> Response:
        """The response under the address asked for.

        Raises `guard.Refused` for every target that is not ours to ask, `failures.TooManyHeaders`, and what Scrapy raises.
        """
        _require_guard()
        route = self._routes.get(_host(request.url))
        try:
            if route is None:
                check(request.url, self._exempt)
                response = await super().download_request(request)
            else:
                response = await self._routed(request, route)
        except DownloadFailedError as error:
            if bounds.is_flood(error):
                raise failures.TooManyHeaders(request.url) from error
            raise
        request.meta[RECEIVED] = [(name, value) for name, values in response.headers.items() for value in values]
        return response

    async def _routed(self, request: Request, route: tuple[str, int]) -> Response:
        parts = urlsplit(request.url)
        address, port = route
        target = request.replace(url=parts._replace(scheme="http", netloc=_netloc(address, port)).geturl())
        target.headers[b"Host"] = parts.netloc.rpartition("@")[2].encode()
        response = await super().download_request(target)
        if "download_latency" in target.meta:
            request.meta["download_latency"] = target.meta["download_latency"]  # AutoThrottle reads it
        return response.replace(url=request.url)


def _require_guard() -> None:
    """Nothing goes out while names are resolved unguarded. Raises RuntimeError."""
    from twisted.internet import reactor

    if not isinstance(getattr(reactor, "nameResolver", None), guard.GuardedResolver):
        raise RuntimeError("the resolver that refuses private addresses is not installed (TWISTED_DNS_RESOLVER)")


def check(url: str, exempt: frozenset[tuple[str, int]] = frozenset()) -> None:
    """Raise `guard.Refused` when `url` can be refused by its looks: scheme, port, user name, address literal."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise guard.Refused("address refused") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise guard.Refused("address refused")
    port = port if port is not None else (443 if parts.scheme == "https" else 80)
    if (host, port) in exempt:
        return
    address = guard.literal(host)
    if port not in guard.PORTS or "@" in parts.netloc or "\\" in url or (address is not None and not guard.public(address)):
        raise guard.Refused("address refused")


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def _netloc(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
