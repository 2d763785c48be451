"""`python -m crawler …` and `python -m rasid …` without the two seconds of imports: forked from one process that has them all.

A process like any other for the test: its own session, environment, folder, output and exit code. Use a real one where the
start itself is looked at (the interpreter's options, the locale).
"""

from __future__ import annotations

import atexit
import importlib
import json
import multiprocessing
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import IO, Any

from crawler import forkserver

ROOT = Path(__file__).resolve().parents[1]
BEHIND = ("scheduler.supervisor", "scheduler.web_thread", "reading.web.prefork", "reading.web.app")
"""What the long commands import when they begin to work."""
START = 60.0
"""Seconds until a process must have been forked: the first waits for the imports."""


def run(
    module: str, *words: str, environment: dict[str, str], folder: Path = ROOT, timeout: float = 180
) -> subprocess.CompletedProcess[str]:
    """Like subprocess.run of `python -m module words`, text captured. Raises subprocess.TimeoutExpired."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as error:
        process = start(module, *words, environment=environment, folder=folder, stdout=output, stderr=error)
        late: subprocess.TimeoutExpired | None = None
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired as expired:
            os.killpg(process.pid, signal.SIGKILL)
            late = expired
        texts = []
        for file in (output, error):
            file.seek(0)
            texts.append(file.read().decode())
    if late is not None:
        raise subprocess.TimeoutExpired(late.cmd, timeout, *texts)
    return subprocess.CompletedProcess([module, *words], process.wait(), *texts)


def start(
    module: str,
    *words: str,
    environment: dict[str, str],
    folder: Path = ROOT,
    stdout: IO[bytes] | int = subprocess.DEVNULL,
    stderr: IO[bytes] | int = subprocess.DEVNULL,
) -> Started:
    """Like subprocess.Popen of `python -m module words` in a session of its own."""
    if sys.platform != "linux":
        command = [sys.executable, "-m", module, *words]
        files: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": stdout, "stderr": stderr}
        return subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True, **files)
    with Path(os.devnull).open("wb") as null:
        output, error = (null if isinstance(file, int) else file for file in (stdout, stderr))
        return _server().start([module, str(folder), *words], environment, [output.fileno(), error.fileno()])


@cache
def context() -> ForkServerContext:
    """For `Process`, `Barrier`, `Queue` of tests in which several processes of ours do the same thing at once."""
    several = multiprocessing.get_context("forkserver")
    several.set_forkserver_preload(["pytest", "storage.opening", "tests.storage.samples", "psycopg"])
    return several


@cache
def _server() -> Server:
    return Server()


class Server:
    """One for the test process, ended with it; threads may ask at the same time."""

    def __init__(self) -> None:
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.forking", str(theirs.fileno())],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": path},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        self._lock = threading.Lock()
        self._count = 0
        self._pids: dict[int, int] = {}
        self._codes: dict[int, int] = {}
        atexit.register(self.close)

    def close(self) -> None:
        self._channel.close()
        self._process.wait()

    def start(self, argv: list[str], environment: dict[str, str], files: list[int]) -> Process:
        with self._lock:
            self._count += 1
            number = self._count
            message = json.dumps({"id": number, "argv": argv, "env": environment}).encode()
            socket.send_fds(self._channel, [message], files)
        pid = self.heard(self._pids, number, time.monotonic() + START)
        if pid is None:
            raise OSError(f"{argv} was not started within {START:g} s")
        return Process(self, number, pid, argv)

    def code(self, number: int, latest: float) -> int | None:
        """The exit code; None when it was not there by `latest`, by the monotonic clock."""
        return self.heard(self._codes, number, latest)

    def heard(self, answers: dict[int, int], number: int, latest: float) -> int | None:
        while True:
            with self._lock:
                if number in answers:
                    return answers.pop(number)
                left = latest - time.monotonic()
                self._channel.settimeout(max(0.001, min(0.05, left)))
                try:
                    answer = json.loads(self._channel.recv(forkserver.MESSAGE))
                except TimeoutError:
                    if left <= 0:
                        return None
                    continue
                finally:
                    self._channel.settimeout(None)
                if "error" in answer:
                    raise OSError(answer["error"])
                (self._codes if "code" in answer else self._pids)[answer["id"]] = answer.get("code", answer.get("pid"))


class Process:
    """What tests use of subprocess.Popen."""

    def __init__(self, server: Server, number: int, pid: int, argv: list[str]) -> None:
        self._server, self._number, self._argv = server, number, argv
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self._ended(time.monotonic())

    def wait(self, timeout: float | None = None) -> int:
        code = self._ended(float("inf") if timeout is None else time.monotonic() + timeout)
        if code is None:
            raise subprocess.TimeoutExpired(self._argv, timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _ended(self, latest: float) -> int | None:
        if self.returncode is None:
            self.returncode = self._server.code(self._number, latest)
        return self.returncode


def main() -> None:
    """The server's side."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    import rasid

    for target in rasid.COMMANDS.values():
        importlib.import_module(target.partition(":")[0])
    for module in BEHIND:
        importlib.import_module(module)
    forkserver.preload()
    ask = forkserver.serve(channel)
    if ask is not None:
        module, folder, *words = ask["argv"]
        os.chdir(folder)
        sys.argv = [module, *words]
        runpy.run_module(module, run_name="__main__", alter_sys=True)


Started = Process | subprocess.Popen[bytes]

if __name__ == "__main__":
    main()
