"""Outlets on one site take turns: within a process by waiting, between processes by leases."""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.turns import Turns
from news import links
from storage import database
from storage.crawls import leases, outlet_state, runs
from tests.crawler.bench import OUTLET, Bench
from tests.crawler.site import HOME, Site, serving


def test_who_shares_a_name_goes_one_after_the_other_and_others_do_not_wait() -> None:
    inside: list[str] = []
    together: set[frozenset[str]] = set()

    async def crawl(turns: Turns, who: str, *names: str) -> None:
        async with turns.of(names):
            inside.append(who)
            together.add(frozenset(inside))
            await asyncio.sleep(0.02)
            together.add(frozenset(inside))
            inside.remove(who)

    async def main() -> None:
        turns = Turns()
        await asyncio.gather(
            crawl(turns, "a", "site:s", "site:t"),
            crawl(turns, "b", "site:t", "site:s"),
            crawl(turns, "c", "site:t"),
            crawl(turns, "d", "site:u"),
        )

    asyncio.run(main())
    assert max(len(group & {"a", "b", "c"}) for group in together) == 1
    assert any({"a", "d"} <= group for group in together)


@pytest.mark.parametrize("trigger", ["manual", "schedule"])
def test_a_crawl_is_refused_while_another_outlet_of_its_site_is_crawled(tmp_path: Path, corpus_url: str, trigger: str) -> None:
    now, name = datetime.now(UTC), leases.site_of(links.site(HOME))
    with serving(Site(2)) as site, closing(database.open(corpus_url)) as db:
        bench = Bench(tmp_path, corpus_url, site)
        with db.write() as session:
            fence = leases.acquire(session, name, leases.holder_here(), now, timedelta(hours=1))
            run_id = runs.queue(session, OUTLET, trigger, now)
        refused = bench.crawl("--run", str(run_id))
        said = f"another outlet on {links.site(HOME)} is being crawled by process {os.getpid()} on "
        assert (refused.returncode, said in refused.stderr) == (1, True), refused.stderr
        assert site.asked() == []
        with db.read() as session:
            assert runs.get(session, run_id).why.startswith(said)
            due = outlet_state.state(session, OUTLET).next_due_at
            assert not leases.is_held(session, leases.crawl_of(OUTLET), now)
        # the schedule tries again soon; a person's try says nothing of it
        assert (due is not None and due < datetime.now(UTC) + timedelta(minutes=2)) == (trigger == "schedule")
        with db.write() as session:
            leases.release(session, name, fence or 0)
        assert bench.crawl().returncode == 0
        with db.read() as session:
            assert leases.first_held(session, (name, leases.crawl_of(OUTLET)), datetime.now(UTC)) is None


def test_a_run_begins_when_the_one_before_it_has_ended_however_long_it_stood_waiting(tmp_path: Path, corpus_url: str) -> None:
    name = leases.site_of(links.site(HOME))
    with serving(Site(1)) as site, closing(database.open(corpus_url)) as db:
        bench = Bench(tmp_path, corpus_url, site)
        with db.write() as session:
            fence = leases.acquire(session, name, leases.holder_here(), datetime.now(UTC), timedelta(hours=1))
        with db.write() as session:
            leases.release(session, name, fence or 0)
            crawl = bench.start()
            time.sleep(3)  # it has come to the lease and waits for this transaction; one that comes later proves nothing
            freed = datetime.now(UTC)
        assert crawl.wait(60) == 0
        with db.read() as session:
            started = runs.recent(session)[0].started_at
        assert started is not None
        assert started >= freed
