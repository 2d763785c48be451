"""The server crawl processes are forked from: ready loaded, replaceable, and never outlived by what it made."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from crawler import __main__ as main
from crawler import forkserver, processes
from crawler.environment import housed
from crawler.processes import Child, ForkServer
from storage import database
from tests.newsroom.room import Newsroom

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forked crawls are for Linux; elsewhere they are started afresh")
HELP = ["--help"]


def with_server(do: Callable[[ForkServer], Awaitable[None]]) -> None:
    async def inside() -> None:
        server = ForkServer()
        server.begin()
        try:
            await do(server)
        finally:
            await server.end()

    asyncio.run(inside())


def environment(**more: str) -> dict[str, str]:
    return housed(dict(os.environ)) | {"RASID_CONFIG": os.devnull} | more


async def answer(child: Child) -> tuple[str, str, int]:
    assert child.stdout is not None
    assert child.stderr is not None
    output, error = await asyncio.gather(child.stdout.read(), child.stderr.read())
    return output.decode(), error.decode(), await child.wait()


def server_pid(server: ForkServer) -> int:
    assert server._process is not None
    return server._process.pid


def alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_it_answers_like_a_new_process() -> None:
    async def ask(server: ForkServer) -> None:
        output, error, code = await answer(await server.start(HELP, environment()))
        assert (output.startswith("usage: python -m crawler"), error, code) == (True, "", 0)
        output, error, code = await answer(await server.start([], environment()))
        assert (output, "name an outlet" in error, code) == ("", True, 2)

    with_server(ask)


def test_each_process_has_its_own_environment_and_session() -> None:
    async def ask(server: ForkServer) -> None:
        for setting, words in (("-1", "greater than or equal to 1"), ("none", "valid integer")):
            child = await server.start(["nowhere"], environment(RASID_MAX_CRAWLS=setting))
            _, error, code = await answer(child)
            assert (code, "RASID_MAX_CRAWLS" in error, words in error) == (1, True, True)
            assert child.pid != server_pid(server)

    with_server(ask)


def test_many_at_once() -> None:
    async def ask(server: ForkServer) -> None:
        children = await asyncio.gather(*(server.start(HELP, environment()) for _ in range(20)))
        answers = await asyncio.gather(*(answer(child) for child in children))
        assert {code for _, _, code in answers} == {0}
        assert len({child.pid for child in children}) == 20

    with_server(ask)


def sleeper(tmp_path: Path) -> dict[str, str]:
    """An environment in which a crawl hangs at its start: its configuration is a pipe nobody writes to."""
    pipe = tmp_path / "rasid.toml"
    os.mkfifo(pipe)
    return environment(RASID_CONFIG=str(pipe))


def test_a_killed_process_says_its_signal(tmp_path: Path) -> None:
    async def ask(server: ForkServer) -> None:
        child = await server.start(["x"], sleeper(tmp_path))
        assert os.getsid(child.pid) == child.pid
        assert child.returncode is None
        os.killpg(child.pid, signal.SIGKILL)
        assert await child.wait() == child.returncode == -signal.SIGKILL

    with_server(ask)


def test_a_server_that_was_killed_is_replaced_and_its_processes_end(tmp_path: Path) -> None:
    async def ask(server: ForkServer) -> None:
        child = await server.start(["x"], sleeper(tmp_path))
        first = server_pid(server)
        os.kill(first, signal.SIGKILL)
        assert await asyncio.wait_for(child.wait(), 20) == -signal.SIGTERM
        assert not alive(child.pid)
        assert (await answer(await server.start(HELP, environment())))[2] == 0
        assert server_pid(server) != first
        assert not alive(first)

    with_server(ask)


def test_a_server_killed_as_it_is_asked_is_replaced() -> None:
    async def ask(server: ForkServer) -> None:
        first = server_pid(server)
        os.kill(first, signal.SIGKILL)  # we have not heard of it yet when we ask
        assert (await answer(await server.start(HELP, environment())))[2] == 0
        assert server_pid(server) != first

    with_server(ask)


def test_a_server_that_hangs_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask(server: ForkServer) -> None:
        await answer(await server.start(HELP, environment()))
        first = server_pid(server)
        os.kill(first, signal.SIGSTOP)
        with monkeypatch.context() as patch:
            patch.setattr(processes, "ANSWER", 20.0)  # seconds of both waits; the new one needs some on a busy machine
            assert (await answer(await server.start(HELP, environment())))[2] == 0
        assert server_pid(server) != first

    monkeypatch.setattr(processes, "ANSWER", 20.0)
    with_server(ask)


def test_a_server_that_hangs_while_crawls_of_its_are_at_work_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def ask(server: ForkServer) -> None:
        working = await server.start(["x"], sleeper(tmp_path))
        first = server_pid(server)
        os.kill(first, signal.SIGSTOP)
        monkeypatch.setattr(processes, "ANSWER", 1.0)
        output, _, code = await answer(await server.start(HELP, environment()))
        assert (output.startswith("usage: python -m crawler"), code) == (True, 0)
        os.kill(first, signal.SIGCONT)
        monkeypatch.undo()
        assert (await answer(await server.start(HELP, environment())))[2] == 0  # what came too late disturbs nothing
        assert server_pid(server) == first
        assert alive(working.pid)
        os.killpg(working.pid, signal.SIGKILL)
        assert await working.wait() == -signal.SIGKILL

    with_server(ask)


def test_what_is_too_long_for_a_message_is_started_afresh() -> None:
    async def ask(server: ForkServer) -> None:
        long = environment(**{f"X{number}": "x" * 60_000 for number in range(3)})
        for given in (long, environment()):
            assert (await answer(await server.start(HELP, given)))[2] == 0

    with_server(ask)


def test_when_its_starter_dies_server_and_processes_die(tmp_path: Path) -> None:
    script = """
import asyncio, json, os, sys
from crawler.processes import ForkServer
async def main():
    server = ForkServer()
    server.begin()
    child = await server.start(["x"], json.loads(sys.argv[1]))
    print(server._process.pid, child.pid, flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""
    with subprocess.Popen(
        [sys.executable, "-c", script, json.dumps(sleeper(tmp_path))], env=environment(), stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout is not None
        pids = [int(word) for word in starter.stdout.readline().split()]
        assert len(pids) == 2
        starter.kill()
    for _ in range(200):
        if not any(map(alive, pids)):
            break
        time.sleep(0.05)
    assert [pid for pid in pids if alive(pid)] == []


def test_what_a_deaf_crawl_forked_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    script = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(subprocess.Popen(["sleep", "600"]).pid, flush=True)
time.sleep(600)
"""
    monkeypatch.setattr(forkserver, "LAST", 0.3)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, start_new_session=True) as crawl:
        assert crawl.stdout is not None
        left = int(crawl.stdout.readline())
        pidfd = os.pidfd_open(crawl.pid)
        forkserver._end({pidfd: (1, crawl.pid)})
        os.close(pidfd)
        for _ in range(100):
            if not alive(left):
                break
            time.sleep(0.05)
        assert not alive(left)
        assert not alive(crawl.pid)


@pytest.mark.parametrize("own", [True, False], ids=["session of its own", "session of a terminal"])
def test_a_watched_crawl_gives_way_where_the_kernel_shares_by_session_too(own: bool) -> None:
    """Nice alone says nothing between two sessions of one autogroup kernel. A terminal is not slowed down as a whole."""
    script = """
import os
from pathlib import Path
from crawler import __main__ as crawl
group = Path("/proc/self/autogroup")
before = group.read_text().split()[-1] if group.exists() else "none"
crawl._behind(crawl.NICE)
print(os.nice(0), before, group.read_text().split()[-1] if group.exists() else "none")
"""
    command = [sys.executable, "-c", script]
    if not own:
        command = [sys.executable, "-c", f"import subprocess; subprocess.run({command}, check=True)"]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True, start_new_session=True)
    nice, before, after = done.stdout.split()
    assert nice == str(os.nice(0) + main.NICE)
    assert (before, after) in {("0", nice if own else "0"), ("none", "none")}


def test_loading_ahead_chooses_no_reactor_reads_no_configuration_and_starts_no_thread() -> None:
    script = """
import sys, threading
from crawler import forkserver
forkserver.preload()
print([name for name in ("twisted.internet.reactor", "crawler.settings") if name in sys.modules], threading.active_count())
"""
    done = subprocess.run([sys.executable, "-c", script], env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", "1"]


def test_a_crawl_imports_nothing_large_beyond_what_was_loaded_ahead(tmp_path: Path) -> None:
    """Else each crawl pays for it again: whoever adds an import to the crawl's road adds it to `forkserver.PRELOAD`."""
    script = """
import os, sys
from crawler import forkserver
forkserver.preload()
from crawler.__main__ import main
before = set(sys.modules)
threads = len(os.listdir("/proc/self/task"))
code = main(["nahar-test"])
ours = {"scrapy", "crawler", "sqlalchemy", "storage", "news", "pydantic", "numpy", "feedparser", "lxml", "trafilatura"}
print(code, threads, *(name for name in set(sys.modules) - before if name.partition(".")[0] in ours))
"""
    with Newsroom(outlets=1, articles=1) as room:
        room.outlet_files(tmp_path / "outlets")
        places = {"RASID_DATA_DIR": str(tmp_path), "RASID_OUTLETS_DIR": str(tmp_path / "outlets"), "RASID_ROUTES": room.routes()}
        url = f"sqlite:///{tmp_path / 'rasid.db'}"
        database.open(url, create=True).close()
        told = environment(RASID_DATABASE_URL=url, **places)
        done = subprocess.run([sys.executable, "-c", script], env=told, capture_output=True, text=True, check=True)
    assert "1 stored" in done.stderr
    code, threads, *imported = done.stdout.split()
    assert (code, threads) == ("0", "1")
    assert set(imported) <= {"crawler.settings"}


def test_who_asked_at_the_same_time_as_a_server_died_does_not_lose_the_next_one() -> None:
    async def ask(server: ForkServer) -> None:
        first = server_pid(server)
        os.kill(first, signal.SIGSTOP)
        asked = [asyncio.create_task(server.start(HELP, environment())) for _ in range(6)]
        await asyncio.sleep(0.2)
        os.kill(first, signal.SIGKILL)
        children = await asyncio.gather(*asked)
        assert [code for _, _, code in [await answer(child) for child in children]] == [0] * 6

    with_server(ask)


def test_where_every_server_dies_crawls_are_started_without(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask(server: ForkServer) -> None:
        begin = ForkServer.begin

        def doomed(self: ForkServer) -> socket.socket:
            channel = begin(self)
            os.kill(server_pid(self), signal.SIGKILL)
            return channel

        os.kill(server_pid(server), signal.SIGKILL)
        monkeypatch.setattr(ForkServer, "begin", doomed)
        output, error, code = await answer(await server.start(HELP, environment()))
        assert (output.startswith("usage: python -m crawler"), error, code) == (True, "", 0)

    with_server(ask)


def test_a_process_that_dies_before_its_first_word_takes_nobody_along(tmp_path: Path) -> None:
    async def ask(server: ForkServer) -> None:
        working, first = await server.start(["x"], sleeper(tmp_path)), server_pid(server)
        with pytest.raises(OSError, match="ended with 1"):
            await server.start(HELP, environment() | {"": "no name for a variable"})
        assert alive(working.pid)
        assert (await answer(await server.start(HELP, environment())))[2] == 0
        assert server_pid(server) == first

    with_server(ask)


def test_a_hangup_meant_for_the_daemon_ends_neither_server_nor_crawls(tmp_path: Path) -> None:
    async def ask(server: ForkServer) -> None:
        working, first = await server.start(["x"], sleeper(tmp_path)), server_pid(server)
        for pid in (first, working.pid):
            os.kill(pid, signal.SIGHUP)
        assert (await answer(await server.start(HELP, environment())))[2] == 0
        assert (server_pid(server), alive(working.pid), working.returncode) == (first, True, None)

    with_server(ask)


def test_without_files_for_two_pipes_none_stays_open() -> None:
    async def ask(server: ForkServer) -> None:
        await answer(await server.start(HELP, environment()))
        before, limits = len(list(Path("/proc/self/fd").iterdir())), resource.getrlimit(resource.RLIMIT_NOFILE)
        spare = os.open(os.devnull, os.O_RDONLY)
        os.close(spare)
        resource.setrlimit(resource.RLIMIT_NOFILE, (spare + 3, limits[1]))
        try:
            with pytest.raises(OSError, match="Too many open files"):
                await server.start(HELP, environment())
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        assert len(list(Path("/proc/self/fd").iterdir())) == before
        assert (await answer(await server.start(HELP, environment())))[2] == 0

    with_server(ask)


@pytest.mark.parametrize("closed", [(2,), (1, 2), (0, 1, 2)], ids=str)
def test_a_starter_whose_own_files_are_closed_starts_crawls_all_the_same(closed: tuple[int, ...], tmp_path: Path) -> None:
    script = """
import asyncio, json, os, sys
from crawler import __main__ as main
from crawler import forkserver, processes
async def main():
    async with processes.starter() as start:
        child = await start(["nowhere"], dict(os.environ))
        error = await child.stderr.read()
        with open(sys.argv[1], "w") as said:
            json.dump([await child.wait(), error.decode()], said)
asyncio.run(main())
"""
    said = tmp_path / "said.json"
    away = " ".join(f"{number}>&-" for number in closed)
    command = ["/bin/sh", "-c", f'exec "$@" {away}', "sh", sys.executable, "-c", script, str(said)]
    subprocess.run(command, env=environment(), check=True, timeout=120)
    code, error = json.loads(said.read_text())
    assert (code, "unknown outlet 'nowhere'" in error) == (2, True)
