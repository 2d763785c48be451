"""The app in this process, on either database, asked as this machine asks it or as somebody from elsewhere does."""

from __future__ import annotations

import asyncio
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from reading.web import serving
from reading.web.app import create_app
from storage import config as configuration
from storage.crawls import leases, liveness, outlets
from storage.database import Database
from storage.readers import tokens

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it works with httpx, and would rather have a successor
    from starlette.testclient import TestClient

HERE = "http://127.0.0.1:8080"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Make = Callable[..., FastAPI]


@pytest.fixture
def make(db: Database, tmp_path: Path) -> Make:
    """`make(http_public=True)`: an app with these settings on the test's database."""

    def app(**settings: Any) -> FastAPI:
        given = {"data_dir": tmp_path, "http_query_seconds": 20.0} | settings
        config = configuration.load().model_copy(update=given)
        made = create_app(config, db, outlets.load(config))
        made.state.context.clock = lambda: NOW
        return made

    return app


@pytest.fixture
def ask(make: Make) -> Iterator[Callable[..., TestClient]]:
    """`ask()`: a client on this machine; `ask("http://news.example", http_hosts="news.example", …)`: one from elsewhere."""
    with ExitStack() as clients:

        def client(base: str = HERE, *, headers: dict[str, str] | None = None, **settings: Any) -> TestClient:
            made = TestClient(make(**settings), base_url=base, headers=headers, client=("127.0.0.1", 50_000))
            return clients.enter_context(made)

        yield client


@pytest.fixture
def here(ask: Callable[..., TestClient], corpus: dict[str, int]) -> TestClient:
    """A reader on this machine, and the five articles of `corpus`."""
    return ask()


@pytest.fixture
def key(db: Database) -> Callable[..., dict[str, str]]:
    """`key("read")`: the header that carries a new token with this scope."""

    def header(*scopes: str, name: str = "") -> dict[str, str]:
        with db.write() as session:
            secret = tokens.add(session, name or "+".join(scopes), scopes, NOW)
        return {"Authorization": f"Bearer {secret}"}

    return header


@pytest.fixture
def daemon(db: Database) -> None:
    """A schedule that is alive, as far as the database tells."""
    with db.write() as session:
        now = datetime.now(UTC)
        leases.acquire(session, liveness.SCHEDULER, leases.holder_here(), now, timedelta(hours=1))
        liveness.began(session, now, 900)


@pytest.fixture
def address(make, corpus: dict[str, int]) -> Iterator[str]:
    """The app on a port of this machine."""
    config = configuration.load().model_copy(update={"http_port": 0})
    sock = serving.listen(config)
    server = serving.server(make())
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[sock])))
    thread.start()
    yield serving.address(config, sock)
    server.should_exit = True
    thread.join(10)
    sock.close()
    assert not thread.is_alive()
