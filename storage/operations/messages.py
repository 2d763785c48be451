"""Takes out messages that were told long ago, and old hits of watches: what grows with every alert and every story found.

What still waits for its channel stays, whatever its age, and so do alerts and what became of them. In batches: who writes beside
waits for no more than one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session, aliased

from storage.database import Database
from storage.tables import AlertNotice, WatchHit, WatchNotice

AT_ONCE = 1000
"""Rows of one transaction."""
MOST = 50_000
"""Rows looked at by one call that is to be short; the next goes on."""
WAITING = "waiting"


@dataclass(slots=True)
class Told:
    """What was taken out, or would be."""

    notices: int = 0
    hits: int = 0
    ended: bool = True
    """False: `most` was reached, and there may be more."""


def prune(
    opened: Database,
    *,
    now: datetime,
    notices: int | None,
    hits: int | None,
    dry_run: bool = False,
    most: int | None = None,
) -> Told:
    """Take out what is older than so many days (None: nothing), of each kind `most` at a time. Raises StorageError."""
    told = Told()
    if notices is not None:
        before = now - timedelta(days=notices)
        for table in (AlertNotice, WatchNotice):
            told.notices += _old(opened, table, _notice_is_over(table, before), table.not_before, before, told, dry_run, most)
    if hits is not None:
        before = now - timedelta(days=hits)
        told.hits += _old(opened, WatchHit, _hit_is_over(before), WatchHit.at, before, told, dry_run, most)
    return told


def _notice_is_over(table: Any, before: datetime) -> Any:
    return (table.state != WAITING) & (func.coalesce(table.sent_at, table.not_before) < before)


def _hit_is_over(before: datetime) -> Any:
    """Its messages are told, and no younger hit is of its text: that one would count as the first."""
    copy, notice = aliased(WatchHit), aliased(WatchNotice)
    young = exists().where(copy.copy_of == WatchHit.id, copy.at >= before)
    waits = exists().where(notice.hit_id == WatchHit.id, notice.state == WAITING)
    return (WatchHit.at < before) & ~young & ~waits


def _old(
    opened: Database, table: Any, over: Any, told_at: Any, before: datetime, told: Told, dry_run: bool, most: int | None
) -> int:
    """Walks from the first row on, in the order they were made, until one is young: no index on a time is needed."""
    after = count = seen = 0
    while most is None or seen < most:
        with opened.read() as session:
            some = select(table.id, told_at.label("at")).where(table.id > after).order_by(table.id).limit(AT_ONCE)
            rows = session.execute(some).all()
            ids = list(session.scalars(select(table.id).where(table.id.in_([row.id for row in rows]), over))) if rows else []
        if ids and not dry_run:
            with opened.write() as session:
                count += _deleted(session, delete(table).where(table.id.in_(ids), over))
        elif ids:
            count += len(ids)
        if len(rows) < AT_ONCE or rows[-1].at >= before:
            return count
        after, seen = rows[-1].id, seen + len(rows)
    told.ended = False
    return count


def _deleted(session: Session, statement: Any) -> int:
    result: Any = session.execute(statement, execution_options={"synchronize_session": False})
    return int(result.rowcount)
