"""A page that hangs, crashes or eats memory costs only itself."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pebble import ProcessFuture

from benchmarks import vitals
from crawler.extraction import workers as working
from crawler.extraction.workers import ExtractionFailed, Workers
from news.article import Article, NotAnArticle, Page
from news.outlet import Outlet
from tests.crawler import extractors

OUTLET = Outlet(id="sana", name_ar="س", name_en="S", country="SY", timezone="Asia/Damascus", home="https://sana.example/")


@pytest.fixture
def workers() -> Iterator[Workers]:
    pool = Workers(timeout=1.0, megabytes=512, work=extractors.odd, preload="tests.crawler.extractors")
    yield pool
    pool.close()


def extract(pool: Workers, *orders: str) -> list[Article | BaseException]:
    async def each() -> list[Article | BaseException]:
        pages = [Page(url="https://sana.example/1", body=order.encode(), fetched=datetime.now(UTC)) for order in orders]
        return await asyncio.gather(*(pool.extract(page, OUTLET) for page in pages), return_exceptions=True)

    return asyncio.run(each())


def test_an_article_comes_back(workers: Workers) -> None:
    (article,) = extract(workers, "خبر")
    assert isinstance(article, Article)
    assert article.headline == "خبر"
    assert int(article.body) != os.getpid()


def test_a_named_refusal_comes_back_as_itself(workers: Workers) -> None:
    (refusal,) = extract(workers, "nothing")
    assert isinstance(refusal, NotAnArticle)
    assert (refusal.reason, refusal.detail) == ("no_text", "empty")


def test_a_worker_ended_from_outside_costs_its_page_nothing(workers: Workers, tmp_path: Path) -> None:
    (once,) = extract(workers, f"killed 1 {tmp_path / 'once'}")
    assert isinstance(once, Article)
    (always,) = extract(workers, f"killed 99 {tmp_path / 'always'}")
    assert isinstance(always, ExtractionFailed)
    assert always.reason == "crash"


def test_workers_whose_server_was_ended_come_from_another(workers: Workers) -> None:
    (article,) = extract(workers, "first")
    assert isinstance(article, Article)
    for process in vitals.below(os.getpid()):
        if b"forkserver" in (Path("/proc") / str(process) / "cmdline").read_bytes():
            os.kill(process, signal.SIGKILL)
    found = extract(workers, "second", "third", "fourth")
    assert [one.headline for one in found if isinstance(one, Article)] == ["second", "third", "fourth"]


def test_pages_in_work_when_the_server_was_ended_are_read_by_another(workers: Workers) -> None:
    assert isinstance(extract(workers, "first")[0], Article)
    servers = [
        process
        for process in vitals.below(os.getpid())
        if b"forkserver" in (Path("/proc") / str(process) / "cmdline").read_bytes()
    ]
    timer = threading.Timer(0.7, lambda: [os.kill(process, signal.SIGKILL) for process in servers])
    timer.start()
    found = extract(workers, "slow 1", "slow 2", "slow 3")
    timer.join()
    assert [one.headline for one in found if isinstance(one, Article)] == ["slow 1", "slow 2", "slow 3"]


class Forgetful:
    """A pool that lives and never answers."""

    active = True

    def schedule(self, *_: object, **__: object) -> ProcessFuture[Article]:
        return ProcessFuture()

    def stop(self) -> None:
        self.active = False

    def join(self) -> None: ...


def test_a_pool_that_forgot_its_pages_is_replaced(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "PATIENCE", 5.0)  # also of the pool that comes after: it needs a while to begin
    monkeypatch.setattr(workers, "_pool", Forgetful())
    found = extract(workers, "first", "second")
    monkeypatch.undo()
    assert [one.headline for one in found if isinstance(one, Article)] == ["first", "second"]


@pytest.mark.parametrize(
    ("order", "reason"),
    [("hang", "extract_timeout"), ("spin", "extract_timeout"), ("abort", "crash"), ("eat", "memory"), ("raise", "error")],
)
def test_a_broken_page_fails_alone(workers: Workers, order: str, reason: str) -> None:
    before, broken, after = extract(workers, "first", order, "last")
    assert isinstance(before, Article)
    assert isinstance(broken, ExtractionFailed)
    assert broken.reason == reason
    assert isinstance(after, Article)


SCRIPT = """
import asyncio, sys
from datetime import UTC, datetime
from crawler.extraction import workers as working
from crawler.extraction.workers import Workers
from news.article import Page
from tests.crawler import extractors
from tests.crawler.extraction.test_workers import OUTLET

async def main():
    pool = Workers(timeout=600, megabytes=512, work=extractors.odd, preload="tests.crawler.extractors")
    pages = [Page(url="https://sana.example/", body=order, fetched=datetime.now(UTC)) for order in (b"pid", b"spin")]
    print((await pool.extract(pages[0], OUTLET)).body, flush=True)
    await pool.extract(pages[1], OUTLET)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_no_worker_outlives_a_killed_crawl(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(SCRIPT, encoding="utf-8")
    house = str(Path(__file__).resolve().parents[3])
    parent = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": house}, start_new_session=True
    )
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    assert Path(f"/proc/{worker}").exists()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert gone(parent.pid), "processes of the killed crawl live on"
    assert not alive(worker)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] not in {"Z", "X"}
    except OSError:
        return False


def gone(session: int, patience: float = 20.0) -> bool:
    """Whether every process of a session ends within `patience` seconds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if not any(alive(pid) for pid in of_session(session)):
            return True
        time.sleep(0.05)
    return False


def of_session(session: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            found.append(int(stat.parent.name))
    return found
