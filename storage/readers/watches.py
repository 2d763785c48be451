"""Watches: searches that are kept. Made, changed, muted, ended; and what each has found.

`storage.readers.watch_walk` finds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import EllipsisType
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, aliased

from storage.corpus import article_json
from storage.engine import upsert
from storage.engine.storable import text
from storage.errors import NotFound
from storage.readers import watch_questions
from storage.readers.refusal import Refused
from storage.readers.watch_questions import Aliases, Wish
from storage.readers.watch_telling import Telling
from storage.tables import ArticleChange, ArticleRow, Watch, WatchCursor, WatchHit, WatchNotice

MOST = 5000
"""Watches of a corpus."""
MOST_NAME = 100
MOST_CHANNELS = 20
CURSOR = "hits"
FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)
"""Muted until then: off, until somebody says otherwise."""
AS_THE_OPERATOR = Telling()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A watch as it is kept."""

    id: int
    name: str
    wish: Wish
    channels: tuple[str, ...]
    muted_until: datetime | None
    created_at: datetime
    asked_at: datetime
    after_article: int
    changed_at: datetime
    telling: Telling = AS_THE_OPERATOR

    def is_muted(self, now: datetime) -> bool:
        return self.muted_until is not None and now < self.muted_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a watch has found so far."""

    stories: int = 0
    """Told of, or muted."""
    copies: int = 0
    """Of the same texts: counted, not told."""
    last_at: datetime | None = None
    troubles: tuple[str, ...] = ()
    """Channels that do not take what they are sent, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that answered."""

    id: int
    article_id: int
    at: datetime
    copy_of: int | None
    copies: int
    """Hits of the same text that came after it."""


def add(
    session: Session, name: str, wish: Wish, channels: Iterable[str], now: datetime, telling: Telling = AS_THE_OPERATOR
) -> Kept:
    """Keep a search; it looks at what is stored from now on. Raises Refused, which names the place of a fault."""
    there = session.scalar(select(func.count()).select_from(Watch)) or 0
    if there >= MOST:
        said = f"there are {MOST} watches, more than anybody reads; `rasid watch rm` ends one"
        raise Refused(said, field="name", code="many_watches", most=MOST)
    watch_questions.check(wish)
    if not there:  # nobody has looked at what was stored until now, and nobody will
        locked_cursor(session).number = session.scalar(select(func.max(ArticleChange.number))) or 0
    row = Watch(name=_free_name(session, name), channels=_channels(channels), created_at=now, muted_until=None)
    _tell(row, telling)
    _ask(session, row, wish, now)
    session.add(row)
    session.flush()
    return _kept(row)


def change(
    session: Session,
    number: int,
    now: datetime,
    *,
    name: str | None = None,
    wish: Wish | None = None,
    channels: Iterable[str] | None = None,
    muted_until: datetime | EllipsisType | None = ...,
    telling: Telling | None = None,
) -> Kept:
    """Change what is given. Another question looks at what comes from now on; what was found stays. Raises NotFound, Refused."""
    row = _row(session, number)
    if name is not None and text(name).strip() != row.name:
        row.name = _free_name(session, name)
    if channels is not None:
        row.channels = _channels(channels)
    if not isinstance(muted_until, EllipsisType):
        row.muted_until = muted_until
    if telling is not None:
        _tell(row, telling)
    if wish is not None and wish != _kept(row).wish:
        watch_questions.check(wish)
        _ask(session, row, wish, now)
    row.changed_at = now
    session.flush()
    return _kept(row)


def remove(session: Session, number: int) -> str:
    """End a watch, with its history and what waits to be told; returns its name. Raises NotFound."""
    row = _row(session, number)
    of_it = select(WatchHit.id).where(WatchHit.watch_id == number)
    session.execute(delete(WatchNotice).where(WatchNotice.hit_id.in_(of_it)))
    session.execute(delete(WatchHit).where(WatchHit.watch_id == number))
    session.delete(row)
    session.flush()
    return row.name


def all_(session: Session) -> list[Kept]:
    """Every watch, the oldest first."""
    return [_kept(row) for row in session.scalars(select(Watch).order_by(Watch.id))]


def get(session: Session, number: int) -> Kept:
    """Raises NotFound."""
    return _kept(_row(session, number))


def named(session: Session, said: str) -> Kept:
    """A watch by its name, else by its number. Raises NotFound."""
    row = session.scalar(select(Watch).where(Watch.name == text(said).strip()))
    if row is not None:
        return _kept(row)
    return get(session, int(said) if said.isascii() and said.isdecimal() and len(said) < 18 else 0)


def tallies(session: Session, number: int | None = None) -> dict[int, Tally]:
    """What each has found, or that one."""
    counted = select(WatchHit.watch_id, func.count(), func.count(WatchHit.copy_of), func.max(WatchHit.at))
    trouble = select(WatchHit.watch_id, WatchNotice.channel, func.max(WatchNotice.error)).join(
        WatchHit, WatchHit.id == WatchNotice.hit_id
    )
    trouble = trouble.where(WatchNotice.state != "sent", WatchNotice.error.is_not(None))
    if number is not None:
        counted, trouble = counted.where(WatchHit.watch_id == number), trouble.where(WatchHit.watch_id == number)
    found = {
        watch: Tally(stories=all_of_it - copies, copies=copies, last_at=last)
        for watch, all_of_it, copies, last in session.execute(counted.group_by(WatchHit.watch_id))
    }
    for watch, channel, error in session.execute(trouble.group_by(WatchHit.watch_id, WatchNotice.channel)):
        found[watch] = replace(found[watch], troubles=(*found[watch].troubles, f"{channel}: {error}"))
    return found


def hits(session: Session, number: int, limit: int, *, before: int | None = None, copies: bool = True) -> list[Hit]:
    """What a watch found, the newest first, `before` the hit of that number."""
    other = aliased(WatchHit)
    counted = select(func.count()).where(other.copy_of == WatchHit.id).correlate(WatchHit).scalar_subquery()
    asked = select(WatchHit, counted).where(WatchHit.watch_id == number)
    if before is not None:
        asked = asked.where(WatchHit.id < before)
    if not copies:
        asked = asked.where(WatchHit.copy_of.is_(None))
    rows = session.execute(asked.order_by(WatchHit.id.desc()).limit(limit))
    return [Hit(id=hit.id, article_id=hit.article_id, at=hit.at, copy_of=hit.copy_of, copies=copied) for hit, copied in rows]


def articles(session: Session, found: Sequence[Hit]) -> dict[int, dict[str, Any]]:
    """Article JSON of what was hit, by number."""
    return {row["id"]: row for row in article_json.load(session, [hit.article_id for hit in found])}


def cursor(session: Session) -> int:
    """The change up to which all were looked at."""
    return session.scalar(select(WatchCursor.number).where(WatchCursor.name == CURSOR)) or 0


def locked_cursor(session: Session) -> WatchCursor:
    """The row of it, which nobody else changes until this transaction has ended."""
    upsert.insert_absent(session, WatchCursor, [{"name": CURSOR, "number": 0}])
    return session.get_one(WatchCursor, CURSOR, with_for_update=True)


def _tell(row: Watch, telling: Telling) -> None:
    row.quiet, row.digest, row.zone = telling.quiet, telling.digest, telling.zone


def _ask(session: Session, row: Watch, wish: Wish, now: datetime) -> None:
    row.query, row.filters = text(wish.query).strip(), watch_questions.filters_json(wish.filters)
    row.aliases = [[text(name).strip() for name in names] for names in wish.aliases]
    row.asked_at = row.changed_at = now
    row.after_article = session.scalar(select(func.max(ArticleRow.id))) or 0


def _free_name(session: Session, name: str) -> str:
    said = " ".join(text(name).split())
    if not said or len(said) > MOST_NAME:
        raise Refused(f"a watch has a name, of {MOST_NAME} letters at most", field="name", code="no_name", most=MOST_NAME)
    if said.isdecimal():
        raise Refused(f"{said!r} would be taken for a number; a name has a letter", field="name", code="number_name", name=said)
    if session.scalar(select(Watch.id).where(Watch.name == said)) is not None:
        raise Refused(f"there is a watch named «{said}» already", field="name", code="taken", name=said)
    return said


def _channels(names: Iterable[str]) -> list[str]:
    said = list(dict.fromkeys(name.strip().lower() for name in names))
    if len(said) > MOST_CHANNELS or any(not name or len(name) > 41 or not name.isprintable() for name in said):
        raise Refused("a channel is named as in RASID_ALERT_<NAME> or alerts_file", field="channels", code="bad_channel")
    return said


def _row(session: Session, number: int) -> Watch:
    row = session.get(Watch, number) if 0 < number < 2**63 else None
    if row is None:
        raise NotFound("there is no such watch; `rasid watch list` shows those there are")
    return row


def _kept(row: Watch) -> Kept:
    aliases: Aliases = tuple(tuple(names) for names in row.aliases)
    return Kept(
        id=row.id,
        name=row.name,
        wish=Wish(query=row.query, filters=watch_questions.filters_of(row.filters), aliases=aliases),
        channels=tuple(row.channels),
        muted_until=row.muted_until,
        created_at=row.created_at,
        asked_at=row.asked_at,
        after_article=row.after_article,
        changed_at=row.changed_at,
        telling=Telling(quiet=row.quiet, digest=row.digest, zone=row.zone),
    )
