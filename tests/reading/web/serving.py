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

from reading.web.app import create_app
from storage.config import Config
from storage.crawls import outlets
from storage.database import Database

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it works with httpx, and would rather have a successor
    from starlette.testclient import TestClient

__all__ = ["TestClient", "app", "served"]


def app(db: Database, *, now: datetime | None = None, **settings: Any) -> FastAPI:
    """Nothing of the machine's own configuration gets in; time stands still at `now`."""
    config = Config(**({"http_query_seconds": 30, "http_zone": "Asia/Damascus"} | settings))
    made = create_app(config, db, outlets.load(config))
    if now is not None:
        made.state.context.clock = lambda: now
    return made


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
