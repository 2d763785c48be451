"""Opens the corpus, on SQLite or PostgreSQL, and gives out sessions whose transactions are what they say."""

from __future__ import annotations

import copy
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.orm import Session

from storage import tables
from storage.engine import address, border, time_limits
from storage.errors import DatabaseBusy, MissingDatabase, SchemaTooNew, SchemaTooOld, StorageError

SCHEMA = "0014"
"""The schema this program writes: the newest file in migrations/versions. Known here so that opening needs no Alembic."""

VERSION_TABLE = "rasid_version"
MIGRATIONS = Path(__file__).resolve().parent / "migrations"

BUSY_TIMEOUT = 10.0
"""Seconds a writer waits for another."""
STATEMENT_TIMEOUT = 30.0
"""Seconds one statement may take on PostgreSQL."""
IDLE_TIMEOUT = 60.0
"""Seconds a transaction may do nothing on PostgreSQL: a paused process must not keep everybody's lock."""
WRITER_CACHE = "PRAGMA cache_size = -32000"
"""Kilobytes of pages a writing process may keep."""
UPGRADE_LOCK = 0x7261736964  # "rasid"; any number that is ours alone


class Database:
    """One corpus. Made by `open`; safe to share between threads, never across a fork."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.label = address.display_name(url)
        """For messages: the file, or the address without password."""
        self._engine = _engine(url)
        self._writing = self._engine.execution_options(rasid_write=True)
        reading: dict[str, Any] = {"rasid_write": False}
        if not self.is_sqlite:
            # as on SQLite: one state of the database for the whole transaction, and no way to write in it
            reading |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reading = self._engine.execution_options(**reading)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One writing transaction: BEGIN IMMEDIATE on SQLite, committed at the end, undone by any exception.

        Raises StorageError and its kind in place of whatever SQLAlchemy or the driver raise inside the block.
        """
        with self._session(self._writing) as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One reading transaction: sees one state of the database from its first question to its end, and cannot write."""
        with self._session(self._reading) as session:
            yield session

    def limited(self, seconds: float | None) -> Database:
        """The same corpus; a reading transaction that asks for longer ends with TookTooLong. To close one closes both.

        SQLite counts from the transaction's beginning, PostgreSQL each statement. None: as long as always.
        """
        other = copy.copy(self)
        other._reading = self._reading.execution_options(**time_limits.option(seconds))
        return other

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        translated = border.translated(self.label, address.secret(self.url))
        with translated, Session(engine, expire_on_commit=False) as session, session.begin():
            # begin now: who cannot have the lock hears it before any work was done
            session.connection()
            yield session

    @contextmanager
    def bare(self) -> Iterator[sqlite3.Connection]:
        """SQLite's own connection outside any transaction, for what cannot be done in one."""
        with self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - for the type checker
            yield driver

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A connection on which each statement is a transaction of its own. Raises StorageError and its kind."""
        engine = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        with border.translated(self.label, address.secret(self.url)), engine.connect() as connection:
            yield connection

    def version(self) -> str | None:
        """The schema of what is there; None where there is nothing of ours. Raises StorageError where that cannot be read."""
        with border.translated(self.label, address.secret(self.url)), self._reading.connect() as connection:
            return _version(connection)

    def upgrade(self, *, to: str = SCHEMA) -> tuple[str | None, str]:
        """Bring the schema to this program's (or an older one, `to`, for a backup), all or nothing, whoever else tries too.

        Returns the schema before (None: there was none) and after. Raises SchemaTooNew; StorageError when the place
        holds something that is not ours.
        """
        from alembic import command
        from alembic.config import Config

        if self.is_sqlite:
            self._refuse_others()
            self._use_wal()
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with border.translated(self.label, address.secret(self.url)), self._writing.begin() as connection:
            if not self.is_sqlite:
                # a big index takes its time, and so may the process before us
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
            before = _version(connection)
            self._refuse_newer(before)
            if before is None:
                self._refuse_foreign(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, to)
        return before, to

    def reindex(self) -> None:
        """Make the search index anew from the table it was made from."""
        with self.write() as session:
            if self.is_sqlite:
                session.execute(text("INSERT INTO terms_index(terms_index) VALUES ('rebuild')"))
            else:
                session.execute(text("SET LOCAL statement_timeout = 0"))
                session.execute(text("REINDEX INDEX terms_index"))

    def close(self) -> None:
        self._engine.dispose()

    def require_schema(self) -> None:
        """Raises MissingDatabase, SchemaTooNew or SchemaTooOld unless the schema is this program's."""
        found = self.version()
        if found is None:
            raise MissingDatabase(f"no database at {self.label}; {border.NO_CORPUS}")
        self._refuse_newer(found)
        if found != SCHEMA:
            raise SchemaTooOld(f"{self.label} has schema {found}, this program needs {SCHEMA}; run `rasid db upgrade`")

    def _refuse_others(self) -> None:
        """Before anything of the file is changed, its journal mode too. Raises as `upgrade`."""
        with border.translated(self.label), self._reading.connect() as connection:
            found = _version(connection)
            self._refuse_newer(found)
            if found is None:
                self._refuse_foreign(connection)

    def _refuse_newer(self, found: str | None) -> None:
        if found is not None and found > SCHEMA:
            raise SchemaTooNew(
                f"{self.label} was written by a newer Rasid (schema {found}, this program knows up to {SCHEMA}); "
                "update the program"
            )

    def _refuse_foreign(self, connection: Connection) -> None:
        """Never build over somebody else's: a file must be empty, a server's database free of tables named as ours."""
        there = set(inspect(connection).get_table_names())
        if not self.is_sqlite:
            there &= set(tables.Base.metadata.tables)
        if there:
            some = ", ".join(sorted(there)[:3])
            raise StorageError(f"{self.label} holds tables that Rasid did not make ({some}); name another database")

    def _use_wal(self) -> None:
        """Readers beside a writer. The mode stays in the file; changing it waits for nobody, so we do the waiting."""
        deadline = time.monotonic() + BUSY_TIMEOUT
        while True:
            try:
                with border.translated(self.label), self.bare() as driver:
                    try:
                        driver.execute("PRAGMA journal_mode = WAL")
                    except sqlite3.Error as error:
                        raise border.wrap(error, "PRAGMA journal_mode") from error
            except DatabaseBusy:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return


def open_for_upgrade(url: str) -> tuple[str | None, Database]:
    """As `open` with `create`; also says which schema was there before, None where there was none."""
    database = Database(address.parse(url))
    try:
        if database.is_sqlite:
            address.look_at_file(Path(database.url.database or ""), create=True)
        before, _ = database.upgrade()
    except BaseException:
        database.close()
        raise
    return before, database


def open(url: str, *, create: bool = False) -> Database:  # noqa: A001 - `database.open` reads as what it is
    """The corpus at `url` (SQLAlchemy's; `postgres://` and `postgresql://` mean psycopg 3), ready for use.

    With `create` it is made where nothing is, and an older schema upgraded. Raises MissingDatabase, SchemaTooOld,
    SchemaTooNew, StorageError (not a database, not ours, not reachable, no driver).
    """
    database = Database(address.parse(url))
    try:
        if database.is_sqlite:
            address.look_at_file(Path(database.url.database or ""), create=create)
        if create and database.version() != SCHEMA:
            database.upgrade()
        database.require_schema()
    except BaseException:
        database.close()
        raise
    return database


def _engine(url: URL) -> Engine:
    # hide_parameters: an error must not pour whole articles into a log
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_TIMEOUT})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    arguments: dict[str, Any] = {} if "connect_timeout" in url.query else {"connect_timeout": 10}
    try:
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=arguments)
    except ImportError as error:
        raise StorageError("PostgreSQL needs the driver psycopg; install it with pip install 'rasid[postgres]'") from error
    event.listen(engine, "connect", _prepare_postgres)
    event.listen(engine, "begin", time_limits.limit_postgres)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # the driver's own, late BEGIN would take a read lock first and fail to make it a write lock; `_begin_sqlite` does it
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    # FULL: a commit is on the disk before we say so, through a power cut too. NORMAL lost nothing in a process's death
    # either, but an article stored and then gone would leave its link known and never asked for again.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA secure_delete = ON")  # what is deleted is zeroed, or `rasid forget` would leave it in free pages
    cursor.execute("PRAGMA journal_size_limit = 67108864")  # bytes the log keeps after a checkpoint
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("rasid_write", False)
    driver: Any = connection.connection.driver_connection
    # who records looks up forty bands an article all over the table; who only reads keeps SQLite's own 2 MB
    opening = ("PRAGMA query_only = 0", WRITER_CACHE, "BEGIN IMMEDIATE") if writing else ("PRAGMA query_only = 1", "BEGIN")
    for statement in opening:
        try:
            driver.execute(statement)
        except sqlite3.Error as error:
            raise border.wrap(error, statement) from error
    time_limits.limit_sqlite(driver, connection)


def _prepare_postgres(connection: Any, _record: Any) -> None:
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {int(STATEMENT_TIMEOUT * 1000)}")
        cursor.execute(f"SET lock_timeout = {int(BUSY_TIMEOUT * 1000)}")
        cursor.execute(f"SET idle_in_transaction_session_timeout = {int(IDLE_TIMEOUT * 1000)}")
        cursor.execute("SET timezone = 'UTC'")
    connection.autocommit = False


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant
    return found
