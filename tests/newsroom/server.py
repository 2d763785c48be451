"""HTTP/1.1 on loopback: many hosts on one port, keep-alive, HEAD, gzip, and delivery as bad as a fault wants it."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus

from tests.newsroom.exchange import Request, Response, head
from tests.newsroom.faults import DELIVERIES, Fault

MAX_HEAD = 65_536
MAX_BODY = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the newsroom decided for one request."""

    response: Response
    fault: Fault | None = None
    gzip: bool = False


Handler = Callable[[Request], Plan]


class Server:
    """Listens on 127.0.0.1 in a thread of its own; `handler` is called there."""

    def __init__(self, handler: Handler, port: int = 0) -> None:
        self.handler = handler
        self.port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="newsroom", daemon=True)
        self._ready = threading.Event()
        self._failure: OSError | None = None
        self._stop: asyncio.Event

    def start(self) -> None:
        """Returns when the port is open. Raises OSError where it cannot be."""
        self._thread.start()
        self._ready.wait()
        if self._failure:
            raise self._failure

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        except OSError as error:  # handed to the thread that waits in start()
            self._failure = error
        finally:
            self._loop.close()
            self._ready.set()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._accept, "127.0.0.1", self.port, limit=MAX_HEAD, backlog=512)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            while await self._exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # the client went, or sent what is no HTTP, or the server stops: nobody is left to answer
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; False when the connection ends with it."""
        request = await read(reader)
        if request is None:
            writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
            return False
        plan = self.handler(request)
        if plan.fault and plan.fault.kind in DELIVERIES:
            await DELIVERIES[plan.fault.kind](writer, plan.fault, plan.response)
            return False
        if plan.fault and plan.fault.kind == "delay":
            await asyncio.sleep(plan.fault.seconds)
        keep = request.headers.get("connection", "").lower() != "close"
        writer.write(written(request, plan, keep=keep))
        await writer.drain()
        return keep


async def read(reader: asyncio.StreamReader) -> Request | None:
    """The next request; None for what is no HTTP/1.x request. Raises IncompleteReadError at the end of the connection."""
    head_ = await reader.readuntil(b"\r\n\r\n")
    first, *rows = head_.decode("latin-1").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        return None
    pairs = (row.partition(":") for row in rows if row)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > MAX_BODY:
        return None
    body = await reader.readexactly(int(length)) if int(length) else b""
    return Request(parts[0], parts[1], headers, body)


def written(request: Request, plan: Plan, *, keep: bool) -> bytes:
    """The answer's bytes."""
    response = plan.response
    extra: list[tuple[str, str]] = []
    if plan.gzip and response.status == 200 and "gzip" in request.headers.get("accept-encoding", ""):
        response = replace(response, body=gzip.compress(response.body, 1))
        extra += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
    if response.status != 304:
        extra.append(("Content-Length", str(len(response.body))))
    extra.append(("Connection", "keep-alive" if keep else "close"))
    reason = HTTPStatus(response.status).phrase if response.status in set(HTTPStatus) else "Odd"
    rows = "".join(f"{name}: {value}\r\n" for name, value in [*head(response), *extra])
    top = f"HTTP/1.1 {response.status} {reason}\r\n{rows}\r\n".encode()
    return top if request.method == "HEAD" or response.status == 304 else top + response.body
