from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from storage import database
from storage.crawls import leases
from storage.database import Database
from storage.errors import LeaseLost
from tests import forking

TTL = timedelta(seconds=60)
FAR = "elsewhere/boot/1:77:5"


def acquire(db: Database, holder: str, now, name: str = "crawl:x") -> int | None:
    with db.write() as session:
        return leases.acquire(session, name, holder, now, TTL)


def assert_held(db: Database, fence: int) -> None:
    with db.write() as session:
        leases.assert_held(session, "crawl:x", fence)


def renew(db: Database, fence: int, now) -> None:
    with db.write() as session:
        leases.renew(session, "crawl:x", fence, now, TTL)


def test_several_leases_are_taken_together_or_not_at_all(db: Database, now) -> None:
    crawl_y = {"crawl:y", "site:one.example"}
    with db.write() as session:
        held = leases.acquire_all(session, ("crawl:x", "site:one.example", "site:two.example"), FAR, now, TTL)
    assert held == {"crawl:x": 1, "site:one.example": 1, "site:two.example": 1}
    with db.write() as session:
        assert leases.acquire_all(session, crawl_y, "other/boot/1:1:1", now, TTL) is None
        taken = leases.first_held(session, crawl_y, now)
        assert taken is not None
        assert (taken.name, leases.who(taken)) == ("site:one.example", "process 77 on elsewhere")
        assert not leases.is_held(session, "crawl:y", now)
        leases.release(session, "site:one.example", held["site:one.example"])
    with db.write() as session:
        assert leases.acquire_all(session, crawl_y, "other/boot/1:1:1", now, TTL) == {"crawl:y": 1, "site:one.example": 2}
        assert leases.first_held(session, ("crawl:z", "site:none.example"), now) is None


def test_of_many_that_want_overlapping_leases_at_once_one_has_them_and_none_waits_for_ever(db: Database, now) -> None:
    wanted = [("crawl:a", "site:s", "site:t"), ("crawl:b", "site:t", "site:s"), ("crawl:c", "site:s")] * 4
    with ThreadPoolExecutor(len(wanted)) as pool:
        got = list(pool.map(lambda names: _take_all(db, names, now), wanted))
    assert sum(held is not None for held in got) == 1


def _take_all(db: Database, names: tuple[str, ...], now) -> dict[str, int] | None:
    with db.write() as session:
        return leases.acquire_all(session, names, FAR, now, TTL)


def test_one_holder_at_a_time_and_fences_grow(db: Database, now) -> None:
    first = acquire(db, FAR, now)
    assert first is not None
    assert acquire(db, "other/boot/1:1:1", now) is None
    assert acquire(db, FAR, now) is None
    assert acquire(db, FAR, now, "crawl:y") is not None
    with db.read() as session:
        assert leases.is_held(session, "crawl:x", now)
        assert not leases.is_held(session, "crawl:x", now + TTL)
        assert not leases.is_held(session, "crawl:z", now)
    with db.write() as session:
        leases.release(session, "crawl:x", first)
    second = acquire(db, "other/boot/1:1:1", now)
    assert second is not None
    assert second > first


def test_a_holder_of_another_machine_dies_by_its_time(db: Database, now) -> None:
    first = acquire(db, FAR, now)
    assert first is not None
    renew(db, first, now + timedelta(seconds=30))
    assert acquire(db, "b/b/1:1:1", now + timedelta(seconds=89)) is None
    assert acquire(db, "b/b/1:1:1", now + timedelta(seconds=90)) is not None


def test_whoever_slept_too_long_is_refused(db: Database, now) -> None:
    first = acquire(db, FAR, now)
    assert first is not None
    late = now + timedelta(hours=1)
    assert_held(db, first)  # past its time, but nobody took it
    renew(db, first, late)
    second = acquire(db, "b/b/1:1:1", late + TTL)
    assert second is not None
    for attempt in (lambda: assert_held(db, first), lambda: renew(db, first, late)):
        with pytest.raises(LeaseLost, match="crawl:x"):
            attempt()
    with db.write() as session:
        leases.release(session, "crawl:x", first)  # another's: nothing happens
    assert_held(db, second)


def test_what_was_released_or_never_taken_is_not_held(db: Database, now) -> None:
    with pytest.raises(LeaseLost):
        assert_held(db, 1)
    fence = acquire(db, FAR, now)
    assert fence is not None
    with db.write() as session:
        leases.release(session, "crawl:x", fence)
    with pytest.raises(LeaseLost):
        assert_held(db, fence)
    with pytest.raises(LeaseLost):
        renew(db, fence, now)


def test_this_process_is_alive_and_its_number_alone_is_not_it() -> None:
    here = leases.holder_here()
    host, pid, started = here.rsplit(":", 2)
    assert int(pid) == os.getpid()
    assert not leases.is_gone(here)
    assert leases.is_gone(f"{host}:{pid}:{int(started) - 1}")  # the number was given to another process since
    assert leases.is_gone(f"{host}:999999999:1")
    assert not leases.is_gone(f"elsewhere:{pid}:1")
    assert not leases.is_gone("nonsense")


def test_a_killed_holder_is_dead_at_once_even_before_it_is_waited_for(db: Database, now) -> None:
    code = "from storage.crawls import leases; print(leases.holder_here(), flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        holder = child.stdout.readline().strip()
        assert acquire(db, holder, now) is not None
        assert acquire(db, leases.holder_here(), now) is None
        child.send_signal(signal.SIGKILL)
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # dead, and still a zombie
        assert acquire(db, leases.holder_here(), now) is not None


def _race(url: str, ready, results) -> None:
    from datetime import UTC, datetime

    corpus = database.open(url)
    ready.wait()
    for number in range(10):
        results.put((number, acquire(corpus, f"h/{os.getpid()}/1:1:1", datetime(2026, 1, 1, tzinfo=UTC), f"race{number}")))
    corpus.close()


def test_of_four_processes_one_wins(database_url: str) -> None:
    database.open(database_url, create=True).close()
    context = forking.context()
    ready, results = context.Barrier(4), context.Queue()
    workers = [context.Process(target=_race, args=(database_url, ready, results)) for _ in range(4)]
    for worker in workers:
        worker.start()
    got = [results.get() for _ in range(40)]
    for worker in workers:
        worker.join()
    assert sorted(number for number, fence in got if fence is not None) == list(range(10))
