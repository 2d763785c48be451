"""The server of the extraction workers is forked ready loaded, replaceable, and never outlives its crawl."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.crawler.extraction.test_workers import alive, gone

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Python starts the server itself")

SCRIPT = """
import asyncio, importlib, os, signal, sys, time
from datetime import UTC, datetime
from crawler.extraction import nursery
from crawler.extraction.workers import Workers
from news.article import Page
from tests.crawler import extractors
from tests.crawler.extraction.test_workers import OUTLET

async def main():
    pool = Workers(timeout=30, megabytes=512, work=extractors.loaded, preload="tests.crawler.extractors")
    page = Page(url="https://sana.example/", body=b"sndhdr_of_ours", fetched=datetime.now(UTC))
    for _ in range(2):
        article = await pool.extract(page, OUTLET)
        print(article.headline, article.body, flush=True)
        if sys.argv[1] == "kill the server":
            os.kill(int(article.body), signal.SIGKILL)
            time.sleep(0.2)
    if sys.argv[1] == "go on":
        time.sleep(600)
    pool.close()

if __name__ == "__main__":
    sys.modules["sndhdr_of_ours"] = sys  # nothing but a fork of this process has it
    print("once", end=" ")
    nursery.prepare()
    (child,) = (pid for pid, _ in nursery._waiting)
    print(child, flush=True)
    if sys.argv[1] == "kill who waits":
        os.kill(child, signal.SIGKILL)
        time.sleep(0.2)
    if sys.argv[1] == "no page":
        time.sleep(600)
    asyncio.run(main())
"""


def started(tmp_path: Path, word: str) -> subprocess.Popen[str]:
    script = tmp_path / "parent.py"
    script.write_text(SCRIPT, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    command = [sys.executable, str(script), word]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, start_new_session=True, text=True)


def lines(tmp_path: Path, word: str) -> list[list[str]]:
    with started(tmp_path, word) as parent:
        try:
            output, _ = parent.communicate(timeout=60)
        finally:
            parent.kill()
    assert parent.returncode == 0
    assert gone(parent.pid)
    return [line.split() for line in output.splitlines()]


def test_workers_are_forked_from_what_was_loaded_before(tmp_path: Path) -> None:
    (_, waiting), *told = lines(tmp_path, "plain")
    assert told == [["True", waiting], ["True", waiting]]


def test_a_server_that_was_killed_is_replaced_by_one_of_pythons_own(tmp_path: Path) -> None:
    (_, waiting), first, second = lines(tmp_path, "kill the server")
    assert first == ["True", waiting]
    assert second[0] == "False"


def test_without_the_process_that_waited_python_starts_its_own(tmp_path: Path) -> None:
    _, *told = lines(tmp_path, "kill who waits")
    assert [word for word, _ in told] == ["False", "False"]


@pytest.mark.parametrize("word", ["no page", "go on"])
def test_it_ends_with_a_crawl_that_is_killed(tmp_path: Path, word: str) -> None:
    with started(tmp_path, word) as parent:
        assert parent.stdout is not None
        said = [parent.stdout.readline().split() for _ in range(1 if word == "no page" else 3)]
        time.sleep(0.1)
        assert alive(int(said[0][-1]))
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        assert gone(parent.pid)
    assert not alive(int(said[0][-1]))
