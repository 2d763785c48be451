"""How a crawl process is started: forked from a server that has Scrapy loaded, or, where the system has no such thing, afresh."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Protocol

from crawler import environment, forkserver

ANSWER = 30.0
"""Seconds until a server that does not answer is taken for dead; it needs about two to begin, more on a busy machine."""

log = logging.getLogger("rasid.crawl")


class Child(Protocol):
    """What `asyncio.subprocess.Process` has of use to us."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    @property
    def stdout(self) -> asyncio.StreamReader | None: ...
    @property
    def stderr(self) -> asyncio.StreamReader | None: ...
    async def wait(self) -> int: ...


class Starter(Protocol):
    """Starts `python -m crawler` with these arguments and this environment. Raises OSError where the system will not."""

    async def __call__(self, arguments: list[str], environment: dict[str, str]) -> Child: ...


async def afresh(arguments: list[str], environment: dict[str, str]) -> Child:
    """A new interpreter, in a session of its own: the terminal's Ctrl-C must not reach it before we decide."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "crawler", *arguments, "--die-with-parent", str(os.getpid())),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )


@asynccontextmanager
async def starter(server: ForkServer | None = None) -> AsyncIterator[Starter]:
    """The best way this system has; it ends with the block, and with it what still crawls. `server`: one that was `launched`."""
    if server is None and not _can_serve():
        yield afresh
        return
    server = server or ForkServer()
    server.begin()
    try:
        yield server.start
    finally:
        await server.end()


def launched() -> ForkServer | None:
    """A server for `starter` that loads at once, while its caller still loads what it needs itself; None where there is none."""
    if not _can_serve():
        return None
    server = ForkServer()
    server.launch()
    return server


def _can_serve() -> bool:
    """Packets with file descriptors and pidfds: Linux since 5.3."""
    if sys.platform != "linux":
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


@dataclass(slots=True)
class Forked:
    """A crawl process the server made."""

    stdout: asyncio.StreamReader
    stderr: asyncio.StreamReader
    started: asyncio.Future[int]
    ended: asyncio.Future[int]

    @property
    def pid(self) -> int:
        return self.started.result()

    @property
    def returncode(self) -> int | None:
        return self.ended.result() if self.ended.done() else None

    async def wait(self) -> int:
        return await asyncio.shield(self.ended)


@dataclass(slots=True)
class ForkServer:
    """`crawler.forkserver`, started when first needed and again when it has died."""

    _process: subprocess.Popen[bytes] | None = None
    _channel: socket.socket | None = None
    _children: dict[int, Forked] = field(default_factory=dict)
    _count: int = 0

    def begin(self) -> socket.socket:
        """Start the server, or hear what the launched one says; returns our end. Call it within the event loop."""
        channel = self._channel or self.launch()
        asyncio.get_running_loop().add_reader(channel, self._hear)
        return channel

    def launch(self) -> socket.socket:
        """Start the server, without waiting until it is ready; returns our end."""
        if self._process is not None:  # the one that died
            self._process.kill()
            self._process.wait()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "crawler.forkserver", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                # what is closed here must not be closed there: no crawl begins without a standard error
                stdout=subprocess.DEVNULL if sys.__stdout__ is None else None,
                stderr=subprocess.DEVNULL if sys.__stderr__ is None else None,
                start_new_session=True,
                env=environment.housed(dict(os.environ)),
            )
        ours.setblocking(False)
        self._channel = ours
        return ours

    async def start(self, arguments: list[str], environment: dict[str, str]) -> Child:
        """Like `afresh`, and that where no server answers. One that is dead, or dies of it, is replaced once. Raises OSError.

        One that does not answer may only be slow: while crawls of its are at work it is left alone, for they would die with it.
        """
        for _ in range(2):
            channel = self._channel or self.begin()
            try:
                return await self._ask(channel, arguments, environment)
            except (ConnectionError, BlockingIOError, TimeoutError) as error:
                if self._children and not isinstance(error, ConnectionError):
                    break
                log.warning("the server crawls are forked from is gone (%s); starting another", error or type(error).__name__)
                await self._drop(channel)
        log.warning("the server crawls are forked from does not answer; starting one without it")
        return await afresh(arguments, environment)

    async def _ask(self, channel: socket.socket, arguments: list[str], environment: dict[str, str]) -> Child:
        loop = asyncio.get_running_loop()
        self._count += 1
        number = self._count
        message = json.dumps({"id": number, "argv": arguments, "env": environment}).encode()
        if len(message) > forkserver.MESSAGE:
            return await afresh(arguments, environment)
        output, error = _pipes()
        child = Forked(asyncio.StreamReader(), asyncio.StreamReader(), loop.create_future(), loop.create_future())
        self._children[number] = child  # before it is asked for: its first word may come while its pipes are connected
        try:
            socket.send_fds(channel, [message], [output[1], error[1]])
        except OSError:
            del self._children[number]
            for pipe in (output, error):
                os.close(pipe[0])
            raise
        finally:
            for pipe in (output, error):
                os.close(pipe[1])
        await _connect(child.stdout, output[0])
        await _connect(child.stderr, error[0])
        try:
            await asyncio.wait_for(asyncio.shield(child.started), ANSWER)
        finally:
            if not child.started.done() or child.started.exception() is not None:
                self._children.pop(number, None)
        return child

    def _hear(self) -> None:
        """One answer of the server's."""
        if self._channel is None:
            return
        try:
            message = self._channel.recv(forkserver.MESSAGE)
        except BlockingIOError:
            return
        except ConnectionError:
            message = b""
        if not message:
            self._lose()
            return
        answer = json.loads(message)
        child = self._children.get(answer["id"])
        if child is None:
            if "pid" in answer:  # too late: it was started in another way
                _end(answer["pid"])
            return
        if "pid" in answer and not child.started.done():
            child.started.set_result(answer["pid"])
        elif "error" in answer:
            child.started.set_exception(OSError(answer["error"]))
        elif "code" in answer:
            del self._children[answer["id"]]
            child.ended.set_result(answer["code"])
            if not child.started.done():
                # not a ConnectionError: the server is well, and so are its other processes
                child.started.set_exception(OSError(f"the new process ended with {answer['code']}"))

    def _lose(self) -> None:
        """The server is gone. The kernel tells its processes to end; how they did, nobody can say any more."""
        self._close()
        children, self._children = self._children, {}
        loop = asyncio.get_running_loop()
        for child in children.values():
            if child.started.done() and child.started.exception() is None:
                _when_gone(loop, child)
            elif not child.started.done():
                child.started.set_exception(ConnectionError("it ended"))

    def _close(self) -> None:
        if self._channel is not None:
            asyncio.get_running_loop().remove_reader(self._channel)
            self._channel.close()
            self._channel = None

    async def _drop(self, channel: socket.socket) -> None:
        if self._channel not in {None, channel}:
            return  # whoever asked at the same time has replaced it already
        self._lose()
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            await asyncio.to_thread(process.wait)

    async def end(self) -> None:
        """End the server."""
        self._lose()
        process, self._process = self._process, None
        if process is not None:
            process.kill()  # it may still be loading; of its processes the kernel sees to
            await asyncio.to_thread(process.wait)


def _end(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _when_gone(loop: asyncio.AbstractEventLoop, child: Forked) -> None:
    """Set the child's end once the process is no more. Its code is lost with its parent: SIGTERM is what the kernel sent it."""
    try:
        pidfd = os.pidfd_open(child.pid)
    except OSError:  # gone already; or no file left to watch it with, and who waits for it ends it
        child.ended.set_result(-signal.SIGTERM)
        return

    def gone() -> None:
        loop.remove_reader(pidfd)
        os.close(pidfd)
        child.ended.set_result(-signal.SIGTERM)

    loop.add_reader(pidfd, gone)


def _pipes() -> tuple[tuple[int, int], tuple[int, int]]:
    """Two, or none. Raises OSError."""
    first = os.pipe()
    try:
        return first, os.pipe()
    except OSError:
        for end in first:
            os.close(end)
        raise


async def _connect(reader: asyncio.StreamReader, descriptor: int) -> None:
    """Let the stream read from this end of a pipe."""
    file = os.fdopen(descriptor, "rb", 0)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), file)
