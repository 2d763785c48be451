"""Takes out what is old and can be done without, by the ages of the configuration: never unless it says so, or is told so.

Captures: whole files of the archive, with their pointers; their articles can no longer be read again. Bands: an old article is no
longer found as the original of a new copy; its fingerprint stays. Runs: the ledger; what they add up to stays (`PrunedRuns`).
Lines: what learning of furniture counts.
Notices and hits: `storage.operations.messages`, which the daemon asks too, once a day.
Articles, their states and links are never taken out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from storage.config import Config
from storage.database import Database
from storage.engine import upsert
from storage.operations import measures, messages
from storage.tables import ArticleLine, ArticleRow, Band, Capture, CorpusMark, OutletState, PrunedRuns, Revision, Run, Sighting

AT_ONCE = 2000
"""Rows looked at in one transaction: who writes beside waits for no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """Days after which each may go; None: never."""

    captures: int | None = None
    bands: int | None = None
    runs: int | None = None
    lines: int | None = None
    notices: int | None = None
    hits: int | None = None


@dataclass(slots=True)
class Pruned:
    """What was taken out, or would be."""

    files: int = 0
    file_bytes: int = 0
    captures: int = 0
    bands: int = 0
    runs: int = 0
    lines: int = 0
    notices: int = 0
    hits: int = 0


def ages(config: Config) -> Ages:
    """As configured."""
    return Ages(
        captures=config.keep_captures_days,
        bands=config.keep_bands_days,
        runs=config.keep_runs_days,
        lines=config.keep_lines_days,
        notices=config.keep_notices_days,
        hits=config.keep_hits_days or None,
    )


def prune(opened: Database, archive: Path | None, wanted: Ages, *, now: datetime, dry_run: bool) -> Pruned:
    """Take out what is older, some at a time. Broken off, the next goes on. Raises StorageError; OSError from the archive."""
    done = Pruned()
    if wanted.captures is not None and archive is not None:
        _captures(opened, archive, now - timedelta(days=wanted.captures), done, dry_run=dry_run)
    if wanted.bands is not None:
        done.bands = _of_articles(opened, Band, now - timedelta(days=wanted.bands), dry_run=dry_run)
        if not dry_run:
            with opened.write() as session:
                session.execute(update(CorpusMark).values(bands_from=now - timedelta(days=wanted.bands)))
    if wanted.lines is not None:
        done.lines = _of_articles(opened, ArticleLine, now - timedelta(days=wanted.lines), dry_run=dry_run)
    if wanted.runs is not None:
        done.runs = _runs(opened, now - timedelta(days=wanted.runs), dry_run=dry_run)
    told = messages.prune(opened, now=now, notices=wanted.notices, hits=wanted.hits, dry_run=dry_run)
    done.notices, done.hits = told.notices, told.hits
    return done


def _captures(opened: Database, archive: Path, before: datetime, done: Pruned, *, dry_run: bool) -> None:
    """Files whose newest record is older; and old files to which nothing points, which a death between the two steps leaves."""
    with opened.read() as session:
        newest = select(Capture.file, func.max(Capture.fetched), func.count()).group_by(Capture.file)
        known = {file: (last, count) for file, last, count in session.execute(newest)}
    for file, (last, count) in known.items():
        if last < before:
            done.captures += count
            if not dry_run:
                _unpoint(opened, file)
    for path in sorted(archive.rglob("*.warc.gz")):
        file = path.relative_to(archive).as_posix()
        last = known[file][0] if file in known else datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if last < before:
            done.files, done.file_bytes = done.files + 1, done.file_bytes + path.stat().st_size
            if not dry_run:
                path.unlink()


def _unpoint(opened: Database, file: str) -> None:
    """Pointers first, the file after: the database must never point at what is gone."""
    while True:
        with opened.write() as session:
            ids = list(session.scalars(select(Capture.id).where(Capture.file == file).limit(500)))
            for table in (ArticleRow, Revision, Sighting):
                session.execute(update(table).where(table.capture_id.in_(ids)).values(capture_id=None), execution_options=_PLAIN)
            session.execute(delete(Capture).where(Capture.id.in_(ids)), execution_options=_PLAIN)
        if not ids:
            return


_PLAIN = {"synchronize_session": False}
_SUMMED = tuple(getattr(Run, name) for name in measures.OUTCOMES)


def _of_articles(opened: Database, table: Any, before: datetime, *, dry_run: bool) -> int:
    """Rows that hang on articles first seen before."""
    count = 0
    for ids in _old_articles(opened, before):
        mine = table.article_id.in_(ids)
        if dry_run:
            with opened.read() as session:
                count += session.scalar(select(func.count()).select_from(table).where(mine)) or 0
        else:
            with opened.write() as session:
                count += _deleted(session, delete(table).where(mine))
    return count


def _old_articles(opened: Database, before: datetime) -> Iterator[list[int]]:
    after = 0
    while True:
        with opened.read() as session:
            some = (
                select(ArticleRow.id, ArticleRow.first_seen).where(ArticleRow.id > after).order_by(ArticleRow.id).limit(AT_ONCE)
            )
            rows = session.execute(some).all()
        if not rows:
            return
        after = rows[-1].id
        yield [row.id for row in rows if row.first_seen < before]


def _runs(opened: Database, before: datetime, *, dry_run: bool) -> int:
    last = select(OutletState.last_run_id).where(OutletState.last_run_id.is_not(None))
    old = (Run.ended_at < before) & Run.id.not_in(last)
    if dry_run:
        with opened.read() as session:
            return session.scalar(select(func.count()).select_from(Run).where(old)) or 0
    total = 0
    while True:
        with opened.write() as session:
            some = session.scalars(select(Run.id).where(old).limit(AT_ONCE)).all()
            taken = delete(Run).where(Run.id.in_(some)).returning(Run.outlet, Run.state, *_SUMMED)
            sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
            for outlet, state, *counts in session.execute(taken, execution_options=_PLAIN):
                sums[outlet, state].update({"runs": 1} | dict(zip(measures.OUTCOMES, counts, strict=True)))
            _add_up(session, sums)
        total += len(some)
        if len(some) < AT_ONCE:
            return total


def _add_up(session: Session, sums: Mapping[tuple[str, str], Counter[str]]) -> None:
    """In the transaction that takes the runs out: what they counted stays counted."""
    nothing = dict.fromkeys(("runs", *measures.OUTCOMES), 0)
    upsert.insert_absent(session, PrunedRuns, [{"outlet": outlet, "state": state} | nothing for outlet, state in sums])
    for (outlet, state), counts in sums.items():
        here = update(PrunedRuns).where(PrunedRuns.outlet == outlet, PrunedRuns.state == state)
        session.execute(here.values({name: getattr(PrunedRuns, name) + count for name, count in counts.items()}),
                        execution_options=_PLAIN)  # fmt: skip


def _deleted(session: Session, statement: Any) -> int:
    result: Any = session.execute(statement, execution_options=_PLAIN)
    return int(result.rowcount)
