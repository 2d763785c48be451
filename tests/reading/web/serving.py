"""The app on a filled corpus: for a test client, and behind a real port for a browser."""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import uvicorn
from fastapi import FastAPI

from reading.web import limits
from reading.web.app import create_app
from reading.web.problems import Problem
from storage.config import Config
from storage.crawls import outlets
from storage.database import Database
from storage.errors import TookTooLong

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it works with httpx, and would rather have a successor
    from starlette.testclient import TestClient

__all__ = ["TestClient", "add_faults", "app", "served"]


def app(db: Database, *, now: datetime | None = None, **settings: Any) -> FastAPI:
    """Nothing of the machine's own configuration gets in; time stands still at `now`."""
    config = Config(**({"http_query_seconds": 30, "http_zone": "Asia/Damascus"} | settings))
    made = create_app(config, db, outlets.load(config))
    if now is not None:
        made.state.context.clock = lambda: now
    return made


FAULTS = {
    "slow": TookTooLong(""),
    "ours": RuntimeError("as meant"),
    "rate": limits.too_many(90),
    "right": Problem(403, "forbidden", "the token 'desk' lacks the scope crawl"),
}
"""What `/fault/NAME` ends with, for eyes: no address of ours does so at will."""


def add_faults(made: FastAPI) -> None:
    """Give an app addresses that fail, before all others."""

    def fail(name: str) -> None:
        raise FAULTS[name]

    made.router.add_api_route("/fault/{name}", fail)
    made.router.routes.insert(0, made.router.routes.pop())


@contextmanager
def served(made: FastAPI) -> Iterator[str]:
    """The address it answers at."""
    server = uvicorn.Server(uvicorn.Config(made, host="127.0.0.1", port=0, log_level="warning", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
