"""How many stories each watch found of late, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from storage.tables import WatchHit, WatchNotice


def by_period(session: Session, edges: Sequence[datetime], number: int | None = None) -> dict[int, list[int]]:
    """Stories between each two neighbours of `edges` (ascending, two at least) by watch, or of that one; copies do not count."""
    periods = len(edges) - 1
    steps = [(WatchHit.at < edge, place) for place, edge in enumerate(edges[1:-1])]
    place = (case(*steps, else_=periods - 1) if steps else func.abs(0)).label("place")
    inner = select(WatchHit.watch_id, place).where(WatchHit.at >= edges[0], WatchHit.at < edges[-1], WatchHit.copy_of.is_(None))
    if number is not None:
        inner = inner.where(WatchHit.watch_id == number)
    asked = inner.subquery()
    counted = select(asked.c.watch_id, asked.c.place, func.count()).group_by(asked.c.watch_id, asked.c.place)
    found: dict[int, list[int]] = {}
    for watch, period, count in session.execute(counted):
        found.setdefault(watch, [0] * periods)[period] += count
    return found


def held(session: Session, number: int) -> int:
    """Notices of a watch that wait to be told."""
    asked = select(func.count()).select_from(WatchNotice).join(WatchHit, WatchHit.id == WatchNotice.hit_id)
    return session.scalar(asked.where(WatchNotice.state == "waiting", WatchHit.watch_id == number)) or 0
