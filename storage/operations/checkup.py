"""Looks for damage in a corpus: what the engine knows to be broken, and what our own figures say must be equal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, func, inspect, not_, or_, select, text
from sqlalchemy.orm import Session

from storage.crawls import links
from storage.engine import border
from storage.errors import StorageError
from storage.tables import ArticleChange, ArticleRow, Band, Base, Cluster, CorpusMark, Lease, Link, Revision, Run, Terms

if TYPE_CHECKING:
    from storage.database import Database

EXAMPLES = 5
"""Numbers named in one line."""

RENEW = "`rasid db upgrade` makes them anew"
RUN_STATES = ("queued", "running", "finished", "failed", "stopped", "lost")


def problems(database: Database) -> list[str]:
    """One line for each thing that is wrong; none when all is well. Reads everything: minutes on a large corpus."""
    try:
        database.require_schema()
        with database.read() as session:
            missing = set(Base.metadata.tables) - set(inspect(session.connection()).get_table_names())
            if missing:
                return [f"tables are missing: {', '.join(sorted(missing))}; restore a backup"]
            if not database.is_sqlite:
                session.execute(text("SET LOCAL statement_timeout = 0"))
            found = [*_engine_problems(session), *_count_problems(session), *outdated(session)]
        return [*found, *_index_problems(database)]
    except StorageError as error:
        return [str(error)]


def outdated(session: Session) -> Iterator[str]:
    """What a program before this one made of texts, and this one makes otherwise; one line for each kind, with the cure."""
    from storage.copies import fingerprints
    from storage.searching import terms

    if count := terms.old(session):
        yield f"search words of {count:,} articles are of an older version, so searches may miss them; {RENEW}"
    if count := fingerprints.count_old(session):
        yield f"fingerprints of {count:,} articles are of an older version, so their copies are not recognised; {RENEW}"


def _engine_problems(session: Session) -> Iterator[str]:
    if session.get_bind().dialect.name != "sqlite":
        invalid = text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
        for name in session.scalars(invalid):
            yield f"the index {name} is not valid; REINDEX it"
        return
    for line in session.scalars(text("PRAGMA integrity_check")):
        if line != "ok":
            yield f"integrity: {line}; restore a backup"
    for table, rowid, parent, _ in session.execute(text("PRAGMA foreign_key_check")):
        yield f"{table} {rowid} points to a row of {parent} that is not there"
    if session.scalar(text("PRAGMA journal_mode")) != "wal":
        yield "the journal mode is not WAL; `rasid db upgrade` sets it"


def _index_problems(database: Database) -> Iterator[str]:
    """Whether the search index says the same as the table it was made from."""
    if database.is_sqlite:
        with database.write() as session:
            driver = session.connection().connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - for the type checker
            try:
                # rank 1: compare with the table, not only with itself (https://www.sqlite.org/fts5.html#the_integrity_check_command)
                driver.execute("INSERT INTO terms_index(terms_index, rank) VALUES ('integrity-check', 1)")
            except sqlite3.DatabaseError as error:
                if (error.sqlite_errorcode & 0xFF) != sqlite3.SQLITE_CORRUPT:
                    raise border.wrap(error, "integrity-check") from error
                yield "the search index does not fit the table terms; `rasid db upgrade --reindex` makes it anew"
    else:
        with database.read() as session:
            wrong = text("SELECT article_id FROM terms WHERE stems_vector <> array_to_tsvector(string_to_array(stems, ' '))")
            yield from _line("search index differs from terms of article", list(session.scalars(wrong)))


def _count_problems(session: Session) -> Iterator[str]:
    for what, statement in _equations():
        yield from _line(what, list(session.scalars(statement.limit(EXAMPLES + 1))))


def _line(what: str, ids: list[Any]) -> Iterator[str]:
    if ids:
        named = ", ".join(str(number) for number in ids[:EXAMPLES])
        yield f"{what} {named}{' and more' if len(ids) > EXAMPLES else ''}"


def _equations() -> Iterator[tuple[str, Select[Any]]]:
    """What must hold in every corpus, and the query for those of which it does not."""
    yield "no search terms for article", select(ArticleRow.id).where(_none(Terms.article_id, Terms.article_id == ArticleRow.id))
    yield "unknown state of link", select(Link.id).where(Link.state.not_in(links.STATES))
    waits = Link.state.in_(("waiting", "failed"))
    yield "a due time on a settled link", select(Link.id).where(not_(waits), Link.due_at.is_not(None))
    holds = Link.state.in_(("stored", "duplicate"))
    yield "no article for the stored link", select(Link.id).where(holds, Link.article_id.is_(None))
    yield "unknown state of run", select(Run.id).where(Run.state.not_in(RUN_STATES))
    yield "offered ≠ known + new in run", select(Run.id).where(Run.offered != Run.known + Run.new)
    outcomes = Run.stored + Run.revised + Run.unchanged + Run.duplicate + Run.rejected
    yield "fetched ≠ stored + revised + unchanged + duplicate + rejected in run", select(Run.id).where(Run.fetched != outcomes)
    asked = Run.fetched + Run.failed + Run.unasked
    yield "new + again ≠ fetched + failed + unasked in run", select(Run.id).where(Run.new + Run.again != asked)
    yield "more asked for than there was in run", select(Run.id).where(or_(Run.unasked < 0, Run.again < 0))
    yield from _cluster_equations()
    states = select(func.count()).where(Revision.article_id == ArticleRow.id).scalar_subquery()
    yield "missing revisions of article", select(ArticleRow.id).where(ArticleRow.revision != states + 1)
    lost = _none(Band.article_id, Band.article_id == ArticleRow.id)
    pruned = select(CorpusMark.bands_from).scalar_subquery()
    kept = ArticleRow.fingerprint.is_not(None) & (pruned.is_(None) | (ArticleRow.first_seen >= pruned))
    yield "a fingerprint without bands: article", select(ArticleRow.id).where(kept, lost)
    yield (
        "a change not noted of article",
        select(ArticleRow.id).where(_none(ArticleChange.number, ArticleChange.article_id == ArticleRow.id)),
    )
    yield "a lease with a fence below 0:", select(Lease.name).where(Lease.fence < 0)


def _cluster_equations() -> Iterator[tuple[str, Select[Any]]]:
    members = select(func.count()).where(ArticleRow.cluster_id == Cluster.id).scalar_subquery()
    yield "wrong size of cluster", select(Cluster.id).where(Cluster.size != members)
    lead = and_(ArticleRow.id == Cluster.lead_id, ArticleRow.cluster_id == Cluster.id, not_(ArticleRow.is_copy))
    yield "no lead article in cluster", select(Cluster.id).where(_none(ArticleRow.id, lead))
    follows = select(Cluster.id).where(Cluster.id == ArticleRow.cluster_id, Cluster.lead_id != ArticleRow.id).exists()
    wrong = or_(and_(ArticleRow.is_copy, not_(follows)), and_(not_(ArticleRow.is_copy), follows))
    yield "wrong mark as a copy on article", select(ArticleRow.id).where(wrong)


def _none(column: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return not_(select(column).where(condition).exists())
