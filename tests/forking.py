"""`python -m crawler …` and `python -m rasid …` without the two seconds of imports: forked from one process that has them all.

A process like any other for the test: its own session, environment, folder, output and exit code. Use a real one where the
start itself is looked at (the interpreter's options, the locale).
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from functools import cache
from pathlib import Path

from crawler import forkserver

ROOT = Path(__file__).resolve().parents[1]


def run(
    module: str, *words: str, environment: dict[str, str], folder: Path = ROOT, timeout: float = 180
) -> subprocess.CompletedProcess[str]:
    """Like subprocess.run of `python -m module words`, text captured. Raises subprocess.TimeoutExpired."""
    if sys.platform != "linux":
        command = [sys.executable, "-m", module, *words]
        return subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    return _server().run([module, str(folder), *words], environment, timeout)


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

    def run(self, argv: list[str], environment: dict[str, str], timeout: float) -> subprocess.CompletedProcess[str]:
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as error:
            with self._lock:
                self._count += 1
                number = self._count
                message = json.dumps({"id": number, "argv": argv, "env": environment}).encode()
                socket.send_fds(self._channel, [message], [output.fileno(), error.fileno()])
            code = self._wait(number, time.monotonic() + timeout)
            texts = []
            for file in (output, error):
                file.seek(0)
                texts.append(file.read().decode())
        if code is None:
            raise subprocess.TimeoutExpired(argv, timeout, *texts)
        return subprocess.CompletedProcess(argv, code, *texts)

    def _wait(self, number: int, latest: float) -> int | None:
        while True:
            with self._lock:
                if number in self._codes:
                    return self._codes.pop(number)
                if time.monotonic() > latest:
                    os.killpg(self._pids[number], signal.SIGKILL)
                    return None
                self._channel.settimeout(0.05)
                try:
                    answer = json.loads(self._channel.recv(forkserver.MESSAGE))
                except TimeoutError:
                    continue
                finally:
                    self._channel.settimeout(None)
                if "error" in answer:
                    raise OSError(answer["error"])
                (self._codes if "code" in answer else self._pids)[answer["id"]] = answer.get("code", answer.get("pid"))


def main() -> None:
    """The server's side."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    import rasid

    for target in rasid.COMMANDS.values():
        importlib.import_module(target.partition(":")[0])
    forkserver.preload()
    ask = forkserver.serve(channel)
    if ask is not None:
        module, folder, *words = ask["argv"]
        os.chdir(folder)
        sys.argv = [module, *words]
        runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
