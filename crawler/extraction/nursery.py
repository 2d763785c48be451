"""The process that becomes the server of the extraction workers, forked while ours has neither threads nor an open database.

Python starts that server as a new interpreter, which loads the extractor again: 0.9 s of processor for each crawl that meets a
new page. One that is forked at the start of a crawl has loaded what its crawl has, which `crawler.forkserver` did once for all;
until the first page comes it waits, and costs a few milliseconds. Where there is none, Python starts its own.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Iterator, Sequence
from multiprocessing import util
from typing import Any

MESSAGE = 1 << 16
"""Bytes of the command at most; most of it are the places modules are looked for."""

_waiting: list[tuple[int, socket.socket]] = []
"""The process that waits, and the channel by which it is told what to become; at most one."""


def prepare() -> None:
    """Fork it. To be called by the main thread, before there is another one or anything open that a fork must not share."""
    if sys.platform != "linux" or _waiting:
        return
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()  # or both would print what waits here
    with theirs:
        if pid := os.fork():
            _waiting.append((pid, ours))
            return
        _become(theirs)


@contextlib.contextmanager
def used() -> Iterator[None]:
    """Inside, `multiprocessing.forkserver.ensure_running` makes its server of the process that waits, if there is one.

    What it is told is the command Python would give a new interpreter, taken where the standard library starts one.
    """
    start = util.spawnv_passfds

    def told(path: bytes, args: Sequence[Any], passfds: Sequence[int]) -> int:
        command = args[-1]
        if isinstance(command, str) and "multiprocessing.forkserver" in command and _waiting:
            pid, channel = _waiting.pop()
            with channel, contextlib.suppress(OSError):  # somebody ended it: as if it had not been
                socket.send_fds(channel, [json.dumps([command, *passfds]).encode()], passfds)
                return pid
        return start(path, args, passfds)

    util.spawnv_passfds = told
    try:
        yield
    finally:
        util.spawnv_passfds = start


def _become(channel: socket.socket) -> None:
    """In the forked process: wait, run the command, end without whatever our interpreter would do at its end."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the crawl; without it the channel is closed
        os.closerange(3, channel.fileno())
        os.closerange(channel.fileno() + 1, os.sysconf("SC_OPEN_MAX"))
        message, fds, _, _ = socket.recv_fds(channel, MESSAGE, 2)
        if message:
            command, *numbers = json.loads(message)
            moved = [fcntl.fcntl(fd, fcntl.F_DUPFD, max(*numbers, *fds, channel.fileno()) + 1) for fd in fds]
            for fd, number in zip(moved, numbers, strict=True):
                os.dup2(fd, number)
                os.close(fd)
            for fd in {*fds, channel.detach()} - set(numbers):
                os.close(fd)
            exec(command, {})  # noqa: S102 - the standard library's own words, from our own process
        code = 0
    except SystemExit:
        code = 0  # how such a server ends
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)
