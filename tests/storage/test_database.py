from __future__ import annotations

import multiprocessing
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from storage import database, tables
from storage.crawls import runs
from storage.database import Database
from storage.engine import address, border
from storage.errors import DatabaseBusy, MissingDatabase, SchemaTooNew, SchemaTooOld, StorageError
from storage.operations import checkup
from tests import forking


def test_schema_constant_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == database.SCHEMA


def test_migrations_make_exactly_the_declared_tables(db: Database) -> None:
    with db._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": database.VERSION_TABLE})
        differences = [
            step
            for step in compare_metadata(context, tables.Base.metadata)
            if not any("terms_index" in str(part) or "stems_vector" in str(part) for part in step)
        ]
    assert differences == []


def test_opening_makes_upgrades_and_is_idempotent(database_url: str) -> None:
    with pytest.raises(MissingDatabase, match="makes one"):
        database.open(database_url)
    database.open(database_url, create=True).close()
    corpus = database.open(database_url)
    assert corpus.version() == database.SCHEMA
    assert corpus.upgrade() == (database.SCHEMA, database.SCHEMA)
    assert checkup.problems(corpus) == []
    corpus.close()


def _set_version(url: str, version: str) -> None:
    corpus = database.open(url, create=True)
    with corpus.write() as session:
        session.execute(text("UPDATE rasid_version SET version_num = :v"), {"v": version})
    corpus.close()


@pytest.mark.parametrize("create", [False, True])
def test_newer_schema_is_left_alone(database_url: str, create: bool) -> None:
    _set_version(database_url, "9999")
    with pytest.raises(SchemaTooNew, match=r"schema 9999.*knows up to .*update the program"):
        database.open(database_url, create=create)
    corpus = Database(address.parse(database_url))
    assert corpus.version() == "9999"
    corpus.close()


def test_older_schema_asks_for_upgrade(database_url: str) -> None:
    _set_version(database_url, "0000")
    with pytest.raises(SchemaTooOld, match="run `rasid db upgrade`"):
        database.open(database_url)


def _open_and_close(url: str, ready: multiprocessing.Barrier) -> None:
    ready.wait()
    database.open(url, create=True).close()


def test_many_processes_upgrade_at_once(database_url: str) -> None:
    context = forking.context()
    ready = context.Barrier(4)
    workers = [context.Process(target=_open_and_close, args=(database_url, ready)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0, 0]
    corpus = database.open(database_url)
    assert checkup.problems(corpus) == []
    corpus.close()


def test_foreign_tables_are_not_built_over(database_url: str) -> None:
    corpus = Database(address.parse(database_url))
    with corpus._writing.begin() as connection:
        connection.execute(text("CREATE TABLE article (id INTEGER)"))
    with pytest.raises(StorageError, match=r"Rasid did not make \(article\)"):
        database.open(database_url, create=True)
    corpus.close()


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("content", [b"hello", b"x" * 5000], ids=["short", "long"])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes, create: bool) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(content)
    with pytest.raises(StorageError, match="is not an SQLite database") as caught:
        database.open(f"sqlite:///{path}", create=create)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == content


def test_nothing_is_left_behind_where_nothing_was(tmp_path: Path) -> None:
    for path in (tmp_path / "no.db", tmp_path / "folder" / "no.db"):
        with pytest.raises(MissingDatabase):
            database.open(f"sqlite:///{path}")
    (tmp_path / "empty.db").touch()
    with pytest.raises(MissingDatabase, match="empty"):
        database.open(f"sqlite:///{tmp_path / 'empty.db'}")
    assert [path.name for path in tmp_path.iterdir()] == ["empty.db"]


def test_a_folder_and_damage(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be read"):
        database.open(f"sqlite:///{tmp_path}")
    path = tmp_path / "rasid.db"
    database.open(f"sqlite:///{path}", create=True).close()
    path.write_bytes(path.read_bytes()[:100] + os.urandom(8192))
    with pytest.raises(StorageError, match="damaged"):
        database.open(f"sqlite:///{path}")


def test_read_only_file(tmp_path: Path, now) -> None:
    path = tmp_path / "rasid.db"
    database.open(f"sqlite:///{path}", create=True).close()
    read_only = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    with pytest.raises(sqlite3.OperationalError) as caught:
        read_only.execute("DELETE FROM run")
    assert "read-only for this user" in str(border.translate(border.wrap(caught.value, ""), "x"))
    read_only.close()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense secret", "is not a database address"),
        ("mysql://u:secret@h/d", "mysql is not supported"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("postgresql://u:secret@127.0.0.1:1/d", "cannot be reached"),
        ("postgres://u:secret@127.0.0.1:1/d", "cannot be reached"),
        ("postgresql://u:secret@127.0.0.1:port/d", "is not a database address"),
    ],
)
@pytest.mark.parametrize("create", [False, True])
def test_bad_addresses_in_one_line_without_the_password(url: str, message: str, create: bool) -> None:
    with pytest.raises(StorageError, match=message) as caught:
        database.open(url, create=create)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_no_such_database_on_the_server(postgres_server: str) -> None:
    url = address.parse(postgres_server).set(database="nothing_here")
    with pytest.raises(MissingDatabase, match="createdb"):
        database.open(url.render_as_string(hide_password=False), create=True)


def test_missing_driver_names_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StorageError, match=r"pip install 'rasid\[postgres\]'"):
        database.open("postgresql://u@h/d")


def test_write_is_all_or_nothing(db: Database, now) -> None:
    def queue_and_fail() -> None:
        with db.write() as session:
            runs.queue(session, "x", "manual", now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        queue_and_fail()
    with db.read() as session:
        assert runs.recent(session) == []


def test_reading_cannot_write(db: Database, now) -> None:
    with pytest.raises(StorageError, match="read-only"), db.read() as session:
        runs.queue(session, "x", "manual", now)
    with db.write() as session:  # the same connection, from the pool
        runs.queue(session, "x", "manual", now)


def test_reading_sees_one_state(db: Database, now) -> None:
    with db.read() as session:
        assert runs.recent(session) == []
        with db.write() as other:
            runs.queue(other, "x", "manual", now)
        session.expire_all()
        assert runs.recent(session) == []
    with db.read() as session:
        assert len(runs.recent(session)) == 1


def test_a_second_writer_hears_that_it_is_busy(database_url: str, db: Database, now, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.2)
    other = database.open(database_url)
    with db.write() as session:
        run = runs.queue(session, "x", "manual", now)
    with db.write() as session:
        runs.add(session, run, requests=1)
        with pytest.raises(DatabaseBusy, match="locked"), other.write() as second:
            runs.add(second, run, requests=1)
    other.close()


def test_sqlite_settings(tmp_path: Path) -> None:
    corpus = database.open(f"sqlite:///{tmp_path / 'rasid.db'}", create=True)
    with corpus.read() as session:
        values = [
            session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert values == ["wal", 2, 1, 10_000]
    corpus.close()


def test_foreign_keys_hold(db: Database) -> None:
    with pytest.raises(StorageError, match=r"(?i)foreign key"), db.write() as session:
        session.add(tables.Sighting(article_id=99, url="u", url_hash="h", seen=datetime.now(UTC)))


def test_opening_a_second_time_keeps_the_locks_of_the_first(tmp_path: Path) -> None:
    # a handle of our own on the file, opened and closed, would drop them: sqlite.org/howtocorrupt.html, 2.2
    url = f"sqlite:///{tmp_path / 'rasid.db'}"
    first = database.open(url, create=True)
    with first.read() as session:
        session.execute(text("SELECT count(*) FROM run"))
        database.open(url).close()
        # the last one to close a database removes its log; another process must see that it is not the last
        script = f"from storage import database; database.open({url!r}).close()"
        subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[2])
        assert (tmp_path / "rasid.db-wal").exists()
    first.close()
