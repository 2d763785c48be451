"""Serves the app: a socket of our own, uvicorn without its signals and its log of every request."""

from __future__ import annotations

import contextlib
import gc
import ipaddress
import socket
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from reading.web import targets
from storage.config import Config

BACKLOG = 256
GRACE = 5
"""Seconds answers under way have to end when the server is told to."""


OBJECTS = 20_000
"""Made more than given back, until Python looks for circles among the young ones; its own 700 took a quarter of the time."""
TICKS = 300
"""Of a tenth of a second, from one search among all that came since the start to the next. What outlives two searches among the
young would by the thresholds of `settle` wait for 20 million objects: days, where few ask."""


class Server(uvicorn.Server):
    """Uvicorn takes SIGTERM for itself and raises it again at its end; whoever runs us decides that."""

    def __init__(self, settings: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(settings)
        self._app = app

    async def on_tick(self, counter: int) -> bool:
        """Uvicorn calls it each tenth of a second, and ends when it says so."""
        if counter % TICKS == 0:
            gc.collect()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answers that have no end of their own look at `app.state.stopping`: else each would be waited for, and cut off."""
        self._app.state.stopping = True
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def server(app: FastAPI) -> Server:
    """For `Server.serve(sockets=[listen(config)])`; it ends soon after `should_exit` is set."""
    settings = uvicorn.Config(
        app,
        http=targets.Protocol,
        log_config=None,
        access_log=False,
        lifespan="on",
        ws="none",
        server_header=False,
        proxy_headers=False,  # what a client claims of itself counts for nothing
        backlog=BACKLOG,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=GRACE,
    )
    return Server(settings, app)


def settle() -> None:
    """What is loaded by now stays: the search for circles of garbage passes it over. Once in a process, before it serves."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, 20, 50)


def listen(config: Config) -> socket.socket:
    """A socket on `http_host`, `http_port` (0: any that is free). Raises OSError."""
    kind = socket.AF_INET6 if ":" in config.http_host else socket.AF_INET
    sock = socket.socket(kind, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((config.http_host, config.http_port))
        sock.listen(BACKLOG)
    except OSError:
        sock.close()
        raise
    sock.set_inheritable(False)  # a crawl process must not keep the port
    return sock


def address(config: Config, sock: socket.socket) -> str:
    """Where people find it."""
    host = config.http_host
    with contextlib.suppress(ValueError):
        host = f"[{host}]" if ipaddress.ip_address(host).version == 6 else host
    return f"http://{host}:{sock.getsockname()[1]}"
