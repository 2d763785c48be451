"""Looks at the pages of young articles again: which are due, what became of a look, when the next one is (`news.revisits`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from news import links as addresses
from news import revisits
from storage.crawls import links, runs
from storage.crawls.feeds import FULL_FETCH_EVERY, UNCONDITIONAL, Validators
from storage.crawls.links import Waiting
from storage.engine import storable
from storage.tables import ArticleRow, Link

SETTLED = ("stored", "rejected", "gone")
"""States of a link whose page is looked at again; what waits or failed is asked for anyway."""
SHARE = 4
"""Of so many pages of a run one may be a look at a young article while new ones wait; with none waiting, all."""


def due(session: Session, outlet: str, now: datetime, limit: int) -> list[Waiting]:
    """The looks that are due, the longest due first, with what to ask conditionally; they stay due until told of.

    Only the holder of the outlet's lease may take them. A page that gave no body for a day is asked for unconditionally: some
    servers say «not modified» for ever.
    """
    rows = session.scalars(select(Link).where(*_due(outlet, now)).order_by(Link.revisit_at, Link.id).limit(limit))
    return [
        Waiting(id=row.id, entry=links.entry_of(row), attempts=row.attempts, revisit=True, validators=_validators(row, now))
        for row in rows
    ]


def count_due(session: Session, outlet: str, now: datetime) -> int:
    """How many looks are due."""
    return session.scalars(select(func.count()).select_from(Link).where(*_due(outlet, now))).one()


def room(most: int, waiting: int, due_: int) -> int:
    """How many of the `most` pages of a run are looks: what new pages leave, and at least one in SHARE where so many are due."""
    return min(due_, max(most - waiting, most // SHARE))


def plan(
    session: Session,
    link_id: int,
    row: ArticleRow,
    ladder: Sequence[int],
    *,
    now: datetime,
    validators: Validators | None = None,
) -> None:
    """Write down when the page of a link is looked at again, after a look that showed article `row`.

    Only the article's own page is: another address that leads to it would be asked for nothing. `validators`: of the page as
    read now; None: nothing was read. Raises NotFound.
    """
    link = links.get(session, link_id)
    own = addresses.url_hash(link.url) in {row.url_hash, addresses.url_hash(row.url)}
    born = revisits.birth(row.published, row.published_precision, row.first_seen)
    looked = link.revisit_at is not None and link.revisit_at <= now
    link.revisits += looked
    link.unsettled = row.unsettled
    link.revisit_at = revisits.next_look(ladder, born, now, row.unsettled) if own else None
    if validators is not None:
        link.etag, link.last_modified = storable.address(validators.etag), storable.address(validators.last_modified)
    session.flush()


def unmodified(session: Session, link_id: int, ladder: Sequence[int], *, now: datetime, run_id: int) -> None:
    """The server said 304 to a look: the article is as it was. Counted at the run as "unchanged". Raises NotFound."""
    link = links.get(session, link_id)
    row = _article(session, link)
    if row is not None:
        row.fetched, row.unsettled = max(row.fetched, now), 0
        plan(session, link_id, row, ladder, now=now)
    else:
        link.revisit_at = None
    link.http_status, link.run_id = 304, run_id
    runs.outcome(session, run_id, "unchanged", "304")


def missed(session: Session, link_id: int, ladder: Sequence[int], *, now: datetime) -> None:
    """A look gave no article: the next is planned all the same. State and figures are the caller's. Raises NotFound."""
    link = links.get(session, link_id)
    row = _article(session, link)
    if row is not None:
        plan(session, link_id, row, ladder, now=now)
    else:
        link.revisit_at = None


def _due(outlet: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Link.outlet == outlet, Link.revisit_at.is_not(None), Link.revisit_at <= now, Link.state.in_(SETTLED)


def _article(session: Session, link: Link) -> ArticleRow | None:
    return session.get(ArticleRow, link.article_id) if link.article_id is not None else None


def _validators(row: Link, now: datetime) -> Validators:
    if row.state != "stored" or row.fetched is None or row.fetched + FULL_FETCH_EVERY <= now:
        return UNCONDITIONAL
    return Validators(etag=row.etag, last_modified=row.last_modified)
