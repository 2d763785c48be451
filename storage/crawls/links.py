"""Every address we ever saw, each in exactly one state; those `waiting` are the frontier, which no death of a process loses.

waiting    to be asked for, at once or from `due_at` on
stored     its page is an article: new, revised, or as we had it
duplicate  its page is an article we have at another address
rejected   its page was read and is no article
failed     no page, or nothing came of it; asked for again from `due_at` on, given up where there is none
gone       the server said that the page is no more

Stored, duplicate, rejected, gone and given up links wait again when a source says that the page changed
(`storage.corpus.changes`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from news import links as addresses
from news.article import Entry
from storage.corpus import changes
from storage.crawls.feeds import UNCONDITIONAL, Validators
from storage.engine import storable, upsert
from storage.errors import NotFound
from storage.operations import tombstones
from storage.tables import Link

State = Literal["waiting", "stored", "duplicate", "rejected", "failed", "gone"]
STATES: tuple[State, ...] = get_args(State)

RETRY_AFTER = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
"""Pauses after the first, second … failure; the fifth is the last."""

TOLD = (
    Link.id, Link.url_hash, Link.state, Link.source, Link.fetched, Link.due_at, Link.article_id, Link.entry,
    Link.asked_again, Link.asked_again_at, Link.unsettled,
)  # fmt: skip
"""Columns that decide what a new word about a link means."""
CHUNK = 500
"""Addresses looked up in one statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What a source held: addresses known before, and new ones."""

    known: int
    new: int
    changed: int = 0
    """Of the known ones: those that wait again, because the source says that their page changed."""
    forgotten: int = 0
    """Of the known ones: those that must not come back (`storage.operations.tombstones`)."""
    times: tuple[datetime | None, ...] = field(default=(), compare=False)
    """When the new ones say that they were published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A link to be asked for."""

    id: int
    entry: Entry
    attempts: int
    """How often it failed before."""
    revisit: bool = False
    """A look at the page of a young article, which is settled as it is (`storage.crawls.revisits`)."""
    validators: Validators = UNCONDITIONAL
    """To ask with."""


def offer(
    session: Session, outlet: str, entries: Sequence[Entry], now: datetime, run_id: int | None, *, titled: bool = True
) -> Offered:
    """Take in what a source held: new addresses wait from now on, of known ones is noted that they were seen again.

    Known ones of which the source says that they changed wait again, at once or after a pause; `changes.decide` says when, and
    what `titled` means. An address twice in `entries` counts once. Nothing is counted at the run: `runs.add(…, offered=, known=,
    new=)`, in the same transaction, is the caller's.
    """
    by_hash: dict[str, Entry] = {}
    for entry in map(storable.entry, entries):
        by_hash.setdefault(addresses.url_hash(entry.url), entry)
    known: set[str] = set()
    changed = 0
    for some in _chunks(list(by_hash)):
        here = Link.outlet == outlet, Link.url_hash.in_(some)
        rows = session.execute(select(*TOLD).where(*here)).all()
        known.update(row.url_hash for row in rows)
        changed += _reconsider(session, rows, by_hash, titled=titled, now=now)
        session.execute(update(Link).where(*here).values(last_seen=now), execution_options={"synchronize_session": False})
    barred = tombstones.barred(session, [key for key in by_hash if key not in known])
    known |= barred
    new = [_row(outlet, key, entry, now, run_id) for key, entry in by_hash.items() if key not in known]
    upsert.insert_absent(session, Link, new)
    times = tuple(row["published"] for row in new)
    return Offered(known=len(known), new=len(new), changed=changed, forgotten=len(barred), times=times)


def _reconsider(session: Session, rows: Sequence[Any], said: Mapping[str, Entry], *, titled: bool, now: datetime) -> int:
    """Remember what is said of known links now, and let those wait again that changed. Returns how many do."""
    heard, again = [], []
    for row in rows:
        told = changes.Told(
            state=row.state,
            source=row.source,
            fetched=row.fetched,
            waits=row.state == "failed" and row.due_at is not None,
            article=row.article_id is not None,
            memory=row.entry,
            asked_again=row.asked_again,
            asked_again_at=row.asked_again_at,
            unsettled=row.unsettled,
        )
        decision = changes.decide(told, said[row.url_hash], titled=titled, now=now)
        if decision.due is not None:
            asked = {"asked_again": row.asked_again + 1, "asked_again_at": decision.due}
            waits = {"state": "waiting", "due_at": decision.due, "attempts": 0}
            again.append({"id": row.id, "entry": decision.memory} | asked | waits)
        elif decision.memory != row.entry:
            heard.append({"id": row.id, "entry": decision.memory})
    for some in filter(None, (heard, again)):
        session.execute(update(Link), some, execution_options={"synchronize_session": False})
    return len(again)


def take(session: Session, outlet: str, now: datetime, limit: int) -> list[Waiting]:
    """The links to ask for now, the newest published first, then those known longest; they stay as they are until settled.

    Only the holder of the outlet's lease may take, or two would ask for the same.
    """
    due = or_(
        and_(Link.state == "waiting", or_(Link.due_at.is_(None), Link.due_at <= now)),
        and_(Link.state == "failed", Link.due_at <= now),
    )
    order = Link.published.desc().nulls_last(), Link.first_seen, Link.id
    rows = session.scalars(select(Link).where(Link.outlet == outlet, due).order_by(*order).limit(limit))
    return [Waiting(id=row.id, entry=entry_of(row), attempts=row.attempts) for row in rows]


def settle(
    session: Session,
    link_id: int,
    *,
    state: State,
    now: datetime,
    reason: str | None = None,
    http_status: int | None = None,
    article_id: int | None = None,
    retry_at: datetime | None = None,
    run_id: int | None = None,
) -> None:
    """Write down what became of a link. `storage.corpus.articles.record` does it for pages that are articles.

    The article a link once led to stays named when its page is gone, rejected or failed later.
    `retry_at`, for "failed" and "waiting": not before. A failed link without it is given up. Nothing is counted at the run:
    `runs.outcome`, in the same transaction, is the caller's. Raises NotFound.
    """
    link = get(session, link_id)
    link.state, link.reason = state, storable.text(reason)
    link.due_at = retry_at if state in {"failed", "waiting"} else None
    if state == "failed":
        link.attempts += 1
    elif state != "waiting":
        link.attempts, link.fetched = 0, now
    if http_status is not None:
        link.http_status = http_status
    if article_id is not None:
        link.article_id = article_id
    if run_id is not None:
        link.run_id = run_id
    session.flush()


def get(session: Session, link_id: int) -> Link:
    """Raises NotFound."""
    link = session.get(Link, link_id)
    if link is None:
        raise NotFound(f"no link {link_id}")
    return link


def exists(session: Session, link_id: int) -> bool:
    """False for a link whose address was forgotten while its page was asked for."""
    return session.scalar(select(Link.id).where(Link.id == link_id)) is not None


def is_first(session: Session, link_id: int | None, run_id: int | None) -> bool:
    """Whether this run found the link and nobody has asked for it yet; to be asked before it is settled."""
    if link_id is None or run_id is None:
        return False
    link = session.get(Link, link_id)
    return link is not None and link.run_id == run_id and not link.attempts and link.fetched is None


def retry_at(attempts: int, now: datetime) -> datetime | None:
    """When to ask again after a failure; `attempts` is how often the link failed before (`Waiting.attempts`). None: never."""
    return now + RETRY_AFTER[attempts] if attempts < len(RETRY_AFTER) else None


def ask_again(session: Session, outlet: str, urls: Iterable[str], now: datetime) -> int:
    """Let known addresses (canonical) wait again whatever their state, as if never asked for. Returns how many are known."""
    found = 0
    for some in _chunks([addresses.url_hash(url) for url in urls]):
        rows = session.scalars(select(Link).where(Link.outlet == outlet, Link.url_hash.in_(some)))
        for row in rows:
            row.state, row.due_at, row.attempts = "waiting", now, 0
            found += 1
    session.flush()
    return found


def count_by_state(session: Session, outlet: str | None = None) -> dict[str, int]:
    """How many links are in each state, of one outlet or of all; every state is named."""
    statement = select(Link.state, func.count()).group_by(Link.state)
    if outlet is not None:
        statement = statement.where(Link.outlet == outlet)
    return dict.fromkeys(STATES, 0) | {state: count for state, count in session.execute(statement)}  # noqa: C416 - rows


def _chunks(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def _row(outlet: str, url_hash: str, entry: Entry, now: datetime, run_id: int | None) -> dict[str, Any]:
    return {
        "outlet": outlet,
        "url": entry.url,
        "url_hash": url_hash,
        "state": "waiting",
        "source": entry.source,
        "entry": changes.remember(entry),
        "published": entry.published,
        "first_seen": now,
        "last_seen": now,
        "due_at": now,
        "attempts": 0,
        "asked_again": 0,
        "revisits": 0,
        "unsettled": 0,
        "run_id": run_id,
    }


def entry_of(row: Link) -> Entry:
    """What the sources said of an address."""
    said = row.entry
    return Entry(
        url=row.url,
        source=row.source,
        headline=said["headline"],
        summary=said["summary"],
        published=row.published,
        published_raw=said["published_raw"],
        modified=datetime.fromisoformat(said["modified"]) if said.get("modified") else None,
        modified_precision=said.get("modified_precision"),
        authors=tuple(said["authors"]),
        tags=tuple(said["tags"]),
        image=said["image"],
    )
