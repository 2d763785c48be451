"""Bounds on the head of an answer, which neither Scrapy nor Twisted has: a server that sends headers for ever is cut off.

Twisted keeps every header line it gets, and Scrapy's DOWNLOAD_MAXSIZE counts the body alone: 1.1 GB within 15 seconds.
"""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers.http11 import _LenientHTTP11ClientProtocol, _LenientHTTPClientParser
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.web.client import _HTTP11ClientFactory
from twisted.web.iweb import IResponse

HEAD = 256 * 1024
"""Bytes of status line and headers, of all answers 1xx before the last together."""
LINE = 64 * 1024
"""Bytes of one of these lines."""


class Flood(Exception):
    """The head of the answer is over a bound."""


class BoundedParser(_LenientHTTPClientParser):
    """Raises Flood, upon which Twisted gives the connection up, once a head is over a bound."""

    MAX_LENGTH = LINE
    _read = 0

    def lineReceived(self, line: bytes) -> None:
        self._read += len(line) + 1
        if self._read > HEAD:
            raise Flood
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:
        raise Flood


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    """A connection whose answers are read by `BoundedParser`."""

    def request(self, request: Any) -> Deferred[IResponse]:
        answer = super().request(request)
        if self._parser is not None:
            # neither Twisted nor Scrapy lets one name the class; the bounds are its only state of its own, and start at zero
            self._parser.__class__ = BoundedParser
        return answer


class BoundedFactory(_HTTP11ClientFactory):
    """For `HTTPConnectionPool._factory`."""

    noisy = False

    def buildProtocol(self, addr: IAddress | None) -> BoundedProtocol:
        return BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


def is_flood(error: BaseException) -> bool:
    """Whether a failed download failed by these bounds. Scrapy's error stands for Twisted's, which holds the reasons."""
    cause: Any = error.__cause__
    return any(isinstance(reason.value, Flood) for reason in getattr(cause, "reasons", ()))
