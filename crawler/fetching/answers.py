"""What an HTTP answer to a page request means for its link. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapy.http import Response

from crawler.fetching.download import RECEIVED
from crawler.items import Fetched, Missed, Unmodified
from news.article import Page
from storage.crawls import links
from storage.crawls.feeds import Validators
from storage.crawls.links import Waiting

GONE = {404, 410}
STAY_AWAY = {429, 503}
"""The server asks for a pause: no more pages in this run."""
SILENCE = {"dns", "refused", "timeout", "network", "tls", "robots_unreachable"}
FINAL = {"offsite", "address"}
"""Nothing that asking again would change."""
PARKED = timedelta(hours=24)
"""A link that robots.txt forbids is looked at again when robots.txt is."""
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=24)
"""Bounds of Retry-After that are believed."""


LONGEST_VALIDATOR = 1000
"""Characters of an ETag that are sent back; a longer one is cut, and so matches nothing."""


def read(response: Response, link: Waiting, now: datetime) -> Fetched | Missed | Unmodified:
    """The page, for a 2xx with a body to come; else the state the status asks for."""
    status = response.status
    if status == 304 and link.revisit:
        return Unmodified(link=link)
    if 200 <= status < 300 and status != 206:
        headers = response.request.meta.get(RECEIVED, []) if response.request is not None else []
        content_type = response.headers.get("Content-Type")
        page = Page(
            url=response.url,
            body=response.body,
            fetched=now,
            content_type=content_type.decode("latin-1") if isinstance(content_type, bytes) else None,
            entry=link.entry,
        )
        return Fetched(
            link=link,
            page=page,
            status=status,
            headers=tuple(headers),
            protocol=response.protocol or "HTTP/1.1",
            validators=Validators(etag=header(response, "ETag"), last_modified=header(response, "Last-Modified")),
        )
    if status in GONE:
        return Missed(link=link, state="gone", reason=str(status), http_status=status)
    asked = header(response, "Retry-After")
    wait = retry_after(asked, now) if asked is not None else None
    return Missed(link=link, state="failed", reason=str(status), http_status=status, retry_after=wait)


def header(response: Response, name: str) -> str | None:
    """A header as text, of a length that can be stored."""
    value = response.headers.get(name)
    return value.decode("latin-1")[:LONGEST_VALIDATOR] if isinstance(value, bytes) else None


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds a Retry-After header asks for (a number or a date), between `SHORTEST` and `LONGEST`; None where unreadable."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        seconds = float(text[:9])
    else:
        try:
            when = parsedate_to_datetime(text)
        except (ValueError, TypeError, OverflowError, IndexError):
            return None
        if when.tzinfo is None:
            return None
        seconds = (when - now).total_seconds()
    return min(max(seconds, SHORTEST.total_seconds()), LONGEST.total_seconds())


def fresh_for(cache_control: str | None, age: str | None, expires: str | None, now: datetime) -> float | None:
    """Seconds for which an answer that came at `now` is fresh to a cache (RFC 9111, 4.2), at most `LONGEST`; None: it is not.

    s-maxage before max-age before Expires, less its Age. `no-cache`, `no-store` and what cannot be read: None.
    """
    said = {
        name.strip().lower(): value.strip(' "')
        for name, _, value in (part.partition("=") for part in (cache_control or "").split(","))
    }
    if "no-cache" in said or "no-store" in said:
        return None
    lifetime = next((said[name] for name in ("s-maxage", "max-age") if name in said), None)
    if lifetime is not None:
        seconds = _whole(lifetime)
    elif expires is not None:
        try:
            when = parsedate_to_datetime(expires)
        except (ValueError, TypeError, OverflowError, IndexError):
            return None
        seconds = (when - now).total_seconds() if when.tzinfo is not None else None
    else:
        return None
    left = (seconds or 0.0) - (_whole(age or "") or 0.0)
    return min(left, LONGEST.total_seconds()) if left > 0 else None


def _whole(text: str) -> float | None:
    text = text.strip()
    return float(text[:9]) if text.isascii() and text.isdigit() else None


def ask_again_at(missed: Missed, now: datetime) -> datetime | None:
    """When a failed link is due again; None: given up."""
    if missed.reason == "robots":
        return now + PARKED
    due = links.retry_at(missed.link.attempts, now)
    if due is not None and missed.retry_after is not None:
        return max(due, now + timedelta(seconds=missed.retry_after))
    return due
