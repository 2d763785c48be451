"""`rasid serve` as a process: it answers, alone or with others, until it is told to end, and none outlives its watcher."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.reading.conftest import sqlite_only

ROOT = Path(__file__).resolve().parents[2]
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
Serving = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def serving(environment: str) -> Iterator[Serving]:
    """`rasid serve` with these arguments and settings; what still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, held: int | None = None, **more: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "rasid", "serve", *arguments],
            cwd=ROOT,
            env={**os.environ, "RASID_CONFIG": os.devnull, **more},
            stderr=subprocess.PIPE,
            text=True,
            pass_fds=[] if held is None else [held],
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def children(process: subprocess.Popen[str]) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    found = re.search(r"http://\S+", process.stderr.readline())
    assert found is not None
    return found[0]


def answered(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/api/v1/articles", timeout=5) as answer:
            return bool(json.load(answer) == {"articles": [], "next": None})
    except (OSError, urllib.error.URLError):
        return False


def soon(true: Callable[[], bool], seconds: float = 30) -> bool:
    last = time.monotonic() + seconds
    while not true():
        if time.monotonic() > last:
            return False
        time.sleep(0.05)
    return True


@sqlite_only
def test_it_answers_until_it_is_told_to_end(serving: Serving, db) -> None:
    process = serving("--port", "0")
    address = address_of(process)
    assert soon(lambda: answered(address))
    taken = serving("--port", address.rpartition(":")[2])
    assert taken.wait(60) == 1
    assert taken.stderr is not None
    assert "in use" in taken.stderr.read()
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


@sqlite_only
def test_it_makes_no_corpus_where_none_is(serving: Serving, tmp_path: Path) -> None:
    nothing = serving(RASID_DATABASE_URL=f"sqlite:///{tmp_path}/none.db")
    assert nothing.wait(60) == 1
    assert nothing.stderr is not None
    assert "no database" in nothing.stderr.read()
    assert not (tmp_path / "none.db").exists()


@linux
@sqlite_only
def test_one_of_several_that_is_killed_is_replaced_and_none_outlives_the_others(serving: Serving, db) -> None:
    process = serving("--port", "0", "--processes", "2")
    address = address_of(process)
    assert soon(lambda: len(children(process)) == 2 and answered(address))
    killed, other = children(process)
    os.kill(killed, signal.SIGKILL)
    assert all(answered(address) for _ in range(5))
    assert soon(lambda: len(children(process)) == 2 and killed not in children(process))
    assert other in children(process)
    process.send_signal(signal.SIGHUP)  # read the outlets anew: nobody ends of it
    assert answered(address)
    assert other in children(process)
    left = children(process)
    process.kill()
    assert soon(lambda: all(map(ended, left)))
    assert process.stderr is not None
    assert f"process {killed} of the API and pages ended (SIGKILL); another takes its place" in process.stderr.read()


@linux
@sqlite_only
def test_several_end_when_they_are_told_or_their_lifeline_does(serving: Serving, db) -> None:
    lifeline, held = os.pipe()
    processes = [
        serving("--port", "0", "--processes", "2"),
        serving("--port", "0", "--processes", "2", "--lifeline", str(lifeline), held=lifeline),
        serving("--port", "0", "--lifeline", str(lifeline), held=lifeline),
    ]
    os.close(lifeline)
    for process in processes:
        address_of(process)
    left = [pid for process in processes for pid in children(process)]
    processes[0].send_signal(signal.SIGTERM)
    os.close(held)
    assert [process.wait(20) for process in processes] == [0, 0, 0]
    assert soon(lambda: all(map(ended, left)))
