"""How large the corpus is and what takes the room; and making it small and quick again."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from news.article import isotime
from storage.database import Database
from storage.engine import border
from storage.operations import backup
from storage.tables import ArticleRow, Base, Capture, Link, Run

SEARCH = "terms_index"
"""SQLite keeps the search index in tables of this beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A table or an index and the bytes it takes on the disk."""

    name: str
    kind: str
    size: int


def statistics(opened: Database) -> dict[str, Any]:
    """Figures of the corpus. Reads all of it: a minute on a large one. Raises StorageError."""
    with opened.read() as session:
        rows = backup.count_rows(session)
        parts = _parts(session)
        copies = session.scalar(select(func.count()).where(ArticleRow.is_copy)) or 0
        states = select(Link.state, func.count()).group_by(Link.state).order_by(Link.state)
        links = {row[0]: row[1] for row in session.execute(states)}
        total = _total(session)
        ages = {
            "articles": _ages(session, ArticleRow.first_seen),
            "captures": _ages(session, Capture.fetched),
            "runs": _ages(session, Run.queued_at),
        }
    articles = rows["article"]
    return {
        "database": opened.label,
        "bytes": total,
        "bytes_per_article": round(total / articles) if articles else None,
        "search_index_bytes_per_article": round(_search(parts) / articles) if articles and parts else None,
        "articles": articles,
        "copies": copies,
        "links": links,
        "rows": dict(sorted(rows.items())),
        "ages": ages,
        "parts": [{"name": part.name, "kind": part.kind, "bytes": part.size} for part in parts],
    }


def _ages(session: Session, column: Any) -> dict[str, str | None]:
    first: datetime | None
    last: datetime | None
    first, last = session.execute(select(func.min(column), func.max(column))).one()
    return {"first": isotime(first), "last": isotime(last)}


def _search(parts: list[Part]) -> int:
    return sum(part.size for part in parts if part.name.startswith(SEARCH))


def _total(session: Session) -> int:
    if session.get_bind().dialect.name == "sqlite":
        return (session.scalar(text("PRAGMA page_count")) or 0) * (session.scalar(text("PRAGMA page_size")) or 0)
    return session.scalar(text("SELECT pg_database_size(current_database())")) or 0


def _parts(session: Session) -> list[Part]:
    """The largest first; none where the engine cannot say."""
    if session.get_bind().dialect.name == "sqlite":
        if not session.scalar(text("SELECT sqlite_compileoption_used('ENABLE_DBSTAT_VTAB')")):
            return []
        asked = """SELECT s.name, coalesce(m.type, 'table'), s.pgsize FROM dbstat AS s
        LEFT JOIN sqlite_master AS m ON m.name = s.name WHERE s.aggregate = 1 ORDER BY s.pgsize DESC"""
    else:
        asked = """SELECT c.relname, CASE c.relkind WHEN 'i' THEN 'index' ELSE 'table' END,
        CASE c.relkind WHEN 'i' THEN pg_relation_size(c.oid) ELSE pg_table_size(c.oid) END AS size
        FROM pg_class AS c WHERE c.relkind IN ('r', 'i') AND c.relnamespace = current_schema()::regnamespace ORDER BY size DESC"""
    return [Part(name=name, kind=kind, size=size) for name, kind, size in session.execute(text(asked))]


def vacuum(opened: Database, *, full: bool = False) -> tuple[int, int]:
    """Merge the search index, bring the planner's figures up to date, and give back room where that needs no copy of everything.

    `full`: also rewrite the whole database, which needs its size on the disk once more, and lets nobody write meanwhile.
    Returns the bytes before and after. Raises StorageError.
    """
    with opened.read() as session:
        before = _total(session)
    if opened.is_sqlite:
        _vacuum_sqlite(opened, full=full)
    else:
        _vacuum_postgres(opened, full=full)
    with opened.read() as session:
        return before, _total(session)


def _vacuum_sqlite(opened: Database, *, full: bool) -> None:
    with opened.write() as session:
        session.execute(text("INSERT INTO terms_index(terms_index) VALUES ('optimize')"))
    with border.translated(opened.label), opened.bare() as driver:
        statements = ["PRAGMA query_only = 0", "PRAGMA analysis_limit = 1000", "ANALYZE"]
        # room given back page by page from now on; only a full VACUUM can turn that on in a database that is there
        statements += ["PRAGMA auto_vacuum = INCREMENTAL", "VACUUM"] if full else ["PRAGMA incremental_vacuum"]
        for statement in [*statements, "PRAGMA wal_checkpoint(TRUNCATE)"]:
            try:
                driver.execute(statement).fetchall()
            except sqlite3.Error as error:
                raise border.wrap(error, statement) from error


def _vacuum_postgres(opened: Database, *, full: bool) -> None:
    with opened.alone() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        for name in Base.metadata.tables:
            connection.execute(text(f'VACUUM ({"FULL, " if full else ""}ANALYZE) "{name}"'))
        connection.execute(text("RESET statement_timeout"))
