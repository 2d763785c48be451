"""Where addresses come from, and what each of these last answered: for asking conditionally, and for `rasid status`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from news import links as addresses
from storage.engine import storable, upsert
from storage.tables import FeedState

FULL_FETCH_EVERY = timedelta(hours=24)
"""Some servers say «not modified» for ever; a day after its last body a source is asked unconditionally."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """For If-None-Match and If-Modified-Since; both None: ask for the whole body."""

    etag: str | None = None
    last_modified: str | None = None


UNCONDITIONAL = Validators()


def validators(session: Session, outlet: str, url: str, now: datetime) -> Validators:
    """What to send with the next question; nothing for a source that is new, or gave no body for 24 hours."""
    row = state(session, outlet, url)
    if row is None or row.full_fetch_at is None or row.full_fetch_at + FULL_FETCH_EVERY <= now:
        return UNCONDITIONAL
    return Validators(etag=row.etag, last_modified=row.last_modified)


def answered(
    session: Session,
    outlet: str,
    url: str,
    *,
    kind: str,
    status: int | None,
    now: datetime,
    etag: str | None = None,
    last_modified: str | None = None,
    offered: int | None = None,
    error: str | None = None,
    notice: str | None = None,
) -> None:
    """Write down an answer of a source, or that none came. `kind` is what it is: feed, sitemap, section, …

    With `error`, in words, it failed, whatever the status; else 304 means that all stays as it is, and anything else that it
    gave a body with `offered` entries and these validators. `notice`, in words: it answered, but a person should look; it stands
    where an error would.
    """
    address = storable.address(url)
    key = {"outlet": outlet, "url": address, "url_hash": addresses.url_hash(address)}
    upsert.insert_absent(session, FeedState, [key | {"kind": kind, "failures": 0, "offered": 0}])
    row = state(session, outlet, url)
    assert row is not None  # noqa: S101 - just inserted, or there before
    row.kind, row.last_attempt_at, row.status, row.error = kind, now, status, storable.text(error or notice)
    if error is not None:
        row.failures += 1
        if status == 200:
            # a body came that could not be read; asked conditionally, «not modified» would hide it from now on
            row.etag = row.last_modified = row.full_fetch_at = None
    else:
        row.failures, row.last_success_at = 0, now
        if status != 304:
            row.etag, row.last_modified = storable.address(etag), storable.address(last_modified)
            row.full_fetch_at, row.offered = now, offered or 0
    session.flush()


def state(session: Session, outlet: str, url: str) -> FeedState | None:
    """What is known of one source."""
    here = FeedState.outlet == outlet, FeedState.url_hash == addresses.url_hash(storable.address(url))
    return session.scalars(select(FeedState).where(*here)).one_or_none()


def of_outlet(session: Session, outlet: str) -> list[FeedState]:
    """All sources of an outlet that were ever asked."""
    return list(session.scalars(select(FeedState).where(FeedState.outlet == outlet).order_by(FeedState.id)))
