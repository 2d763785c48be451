"""Several processes answer at one socket, where one interpreter is not enough; this one only watches over them."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable
from multiprocessing import connection
from multiprocessing.context import ForkProcess

PAUSE = 1.0
"""Seconds until one that ended takes its place again: what ends at once must not keep the machine busy."""
GRACE = 10.0
"""Seconds all have to end in when told to; then they are killed."""
log = logging.getLogger("rasid.serve")

Work = Callable[[int], None]
"""Answers until SIGTERM, SIGINT, or until the file descriptor given is closed at its other end: the watcher is dead then."""


def watch(number: int, work: Work, lifeline: int | None = None) -> None:
    """Have `number` processes do `work` until SIGTERM or SIGINT; one that ends otherwise is replaced. SIGHUP goes to each.

    `lifeline`: as for `work`. To be called before there are threads: they are forked.
    """
    woken, waking = socket.socketpair()
    waking.setblocking(False)
    theirs, held = os.pipe()  # held open by us alone: closed when we end, however we do
    heard: list[int] = []
    others: list[socket.socket | int] = [woken] if lifeline is None else [woken, lifeline]
    signals = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {one: signal.signal(one, lambda number, frame: heard.append(number)) for one in signals}
    before_wakeup = signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)

    def begin() -> None:
        signal.set_wakeup_fd(-1)
        for one in signals:
            signal.signal(one, signal.SIG_IGN if one == signal.SIGHUP else signal.SIG_DFL)
        os.close(held)
        woken.close()
        waking.close()
        work(theirs)

    started: list[ForkProcess] = []
    try:
        while not {signal.SIGTERM, signal.SIGINT} & set(heard):
            while len(started) < number:
                process = multiprocessing.get_context("fork").Process(target=begin, name="web")
                process.start()
                started.append(process)
            ready = connection.wait([*others, *(process.sentinel for process in started)])
            if lifeline in ready:
                return
            if connection.wait([woken], 0):
                woken.recv(64)
            if signal.SIGHUP in heard:
                heard[:] = [one for one in heard if one != signal.SIGHUP]
                _tell(started, signal.SIGHUP)
            if ended := [process for process in started if process.exitcode is not None]:
                started = [process for process in started if process not in ended]
                for process in ended:
                    log.error("process %s of the API and pages ended (%s); another takes its place", process.pid, _end(process))
                if not heard:
                    connection.wait([woken], PAUSE)
    finally:
        _tell(started, signal.SIGTERM)
        _end_all(started)
        signal.set_wakeup_fd(before_wakeup)
        for one, handler in before.items():
            signal.signal(one, handler)
        for end in (theirs, held):
            os.close(end)
        woken.close()
        waking.close()


def _tell(processes: list[ForkProcess], number: int) -> None:
    for process in processes:
        if process.exitcode is None and process.pid is not None:
            os.kill(process.pid, number)


def _end(process: ForkProcess) -> str:
    code = process.exitcode or 0
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def _end_all(processes: list[ForkProcess]) -> None:
    last = time.monotonic() + GRACE
    for process in processes:
        process.join(max(0.0, last - time.monotonic()))
        if process.exitcode is None:
            process.kill()
            process.join()
