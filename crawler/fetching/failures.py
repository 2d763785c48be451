"""Why a request gave no page: one short word for the ledger, of those that `crawler.fetching.phrases` says for people."""

from __future__ import annotations

from OpenSSL import SSL
from scrapy import exceptions
from twisted.internet import error as neterror

from crawler.fetching import phrases
from crawler.fetching.guard import Refused

WHOLE_HOST = {"address", "dns", "refused", "tls"}
"""What keeps robots.txt from us would keep any page of that host from us, and says more than that robots.txt was not read."""


class Offsite(exceptions.IgnoreRequest):
    """A redirect left the outlet's site."""


class Forbidden(exceptions.IgnoreRequest):
    """robots.txt forbids the address."""


class TooManyHeaders(exceptions.IgnoreRequest):
    """The head of an answer has no end within bounds (`crawler.fetching.bounds`). Not retried within the run."""


class StaysAway(exceptions.IgnoreRequest):
    """Not asked for: the server wants a pause, or does not answer."""


class RobotsUnreachable(exceptions.IgnoreRequest):
    """robots.txt answered 5xx, or not at all: assume complete disallow (RFC 9309, 2.3.1.4).

    `cause`: a key of `phrases.PHRASES`, or the status.
    """

    def __init__(self, cause: str) -> None:
        super().__init__(f"robots.txt: {phrases.say(cause)}")
        self.cause = cause


OWN: tuple[tuple[type[BaseException], str], ...] = (
    (Refused, "address"),
    (Offsite, "offsite"),
    (Forbidden, "robots"),
    (RobotsUnreachable, "robots_unreachable"),
    (TooManyHeaders, "headers"),
    (exceptions.CannotResolveHostError, "dns"),
    (exceptions.DownloadConnectionRefusedError, "refused"),
    (exceptions.DownloadTimeoutError, "timeout"),
    (exceptions.ResponseDataLossError, "data_loss"),
    (exceptions.DownloadCancelledError, "too_large"),
    (neterror.DNSLookupError, "dns"),
    (neterror.ConnectionRefusedError, "refused"),
    (neterror.TimeoutError, "timeout"),
    (SSL.Error, "tls"),
    (neterror.VerifyError, "tls"),
)


def reason(error: BaseException) -> str:
    """The key of `phrases.PHRASES` for an exception of a download."""
    if isinstance(error, exceptions.IgnoreRequest) and type(error) is exceptions.IgnoreRequest:
        return "redirects" if "redirection" in str(error) else "too_large"
    if isinstance(error, RobotsUnreachable) and error.cause in WHOLE_HOST:
        return error.cause
    for kind, word in OWN:
        if isinstance(error, kind):
            return word
    text = repr(error)
    return "tls" if "SSL" in text or "certificate" in text else "network"
