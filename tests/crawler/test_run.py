"""A crawl as a child process: whatever becomes of it, its row is closed."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crawler import environment as child_environment
from crawler import processes, run
from crawler.fetching import fetch
from crawler.job import Job
from crawler.processes import Starter
from crawler.run import Outcome
from storage import database
from storage.config import Config
from storage.crawls import runs
from tests.crawler.bench import OUTLET, Bench
from tests.crawler.site import HOME, HOST, Answer, Site, article, serving

Starting = Callable[[], AbstractAsyncContextManager[Starter]]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site(4)) as served:
        yield served


@pytest.fixture
def bench(tmp_path: Path, site: Site) -> Bench:
    return Bench(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}", site)


@pytest.fixture
def config(bench: Bench, site: Site) -> Config:
    return Config(
        data_dir=bench.folder / "data",
        database_url=bench.url,
        outlets_dir=bench.folder / "outlets",
        routes=f"{HOST}=127.0.0.1:{site.port}",
    )


def queued(bench: Bench) -> Job:
    with closing(database.open(bench.url, create=True)) as opened, opened.write() as session:
        return Job(outlet=OUTLET, run_id=runs.queue(session, OUTLET, "manual", datetime.now(UTC)))


@pytest.fixture(params=["afresh", "forked"])
def starting(request: pytest.FixtureRequest) -> Starting:
    """Both ways of starting a crawl process."""
    return afresh if request.param == "afresh" else processes.starter


@asynccontextmanager
async def afresh() -> AsyncIterator[Starter]:
    yield processes.afresh


def crawl(starting: Starting, job: Job, config: Config) -> Outcome:
    async def once() -> Outcome:
        async with starting() as start:
            return await run.crawl(job, config, opened, start=start)

    with closing(database.open(config.database)) as opened:
        return asyncio.run(once())


def crawl_until(starting: Starting, site: Site, job: Job, config: Config, then: Callable[[asyncio.Event], None]) -> Outcome:
    """Crawl, and do something once the site was asked for its second page."""

    async def both() -> Outcome:
        stop = asyncio.Event()
        async with starting() as start:
            crawling = asyncio.create_task(run.crawl(job, config, opened, start=start, stop=stop))
            while len(site.hits) < 3 and not crawling.done():
                await asyncio.sleep(0.02)
            then(stop)
            return await crawling

    with closing(database.open(config.database)) as opened:
        return asyncio.run(both())


def test_a_crawl_says_how_it_went(starting: Starting, bench: Bench, config: Config) -> None:
    job = queued(bench)
    outcome = crawl(starting, job, config)
    assert (outcome.code, outcome.ok, outcome.sentence) == (0, True, "4 new of 4 offered, 4 stored")
    assert bench.run().id == job.run_id


def test_told_to_stop_it_finishes_its_page(starting: Starting, bench: Bench, site: Site, config: Config) -> None:
    for number in range(4):
        site.pages[f"/a/{number}"].delay = 2.0  # a busy machine must have told it before the last page is asked for
    outcome = crawl_until(starting, site, queued(bench), config, lambda stop: stop.set())
    assert outcome.code == 0
    assert bench.run().state == "stopped"
    assert bench.states()["stored"] >= 1
    assert bench.states()["waiting"] >= 1


@pytest.mark.parametrize("signal_", ["stop", "kill"])
def test_told_to_end_before_it_began_it_waits_for_no_server(signal_: str, bench: Bench, config: Config) -> None:
    job = queued(bench)

    async def never(arguments: list[str], environment: dict[str, str]) -> processes.Child:
        told[signal_].set()
        await asyncio.Event().wait()
        raise AssertionError

    told: dict[str, asyncio.Event] = {}

    async def crawled() -> Outcome:
        told.update(stop=asyncio.Event(), kill=asyncio.Event())
        return await asyncio.wait_for(run.crawl(job, config, opened, start=never, **told), 30)

    assert job.run_id is not None
    with closing(database.open(bench.url)) as opened:
        assert not asyncio.run(crawled()).ok
        with opened.read() as session:
            assert runs.get(session, job.run_id).state == "stopped"


def test_killed_from_outside_its_row_is_closed_as_lost(starting: Starting, bench: Bench, site: Site, config: Config) -> None:
    site.pages["/a/3"].delay = 30.0

    def kill(_stop: asyncio.Event) -> None:
        os.kill(bench.run().pid or 0, signal.SIGKILL)

    outcome = crawl_until(starting, site, queued(bench), config, kill)
    assert outcome.code == -signal.SIGKILL
    assert "SIGKILL" in outcome.why
    assert (bench.run().state, bench.run().why) == ("lost", outcome.why)
    assert bench.state().health == "failed"
    assert bench.states()["waiting"] == 4


def test_past_its_deadline_it_is_ended(
    starting: Starting, bench: Bench, site: Site, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {**child_environment.of(config)}
    monkeypatch.setattr(child_environment, "of", lambda _config: environment)  # a child would refuse so short a deadline
    monkeypatch.setattr(run, "TERM_TO_KILL", 1.0)
    site.pages["/a/3"].delay = 60.0
    outcome = crawl(starting, queued(bench), config.model_copy(update={"crawl_deadline": 10}))
    assert outcome.code in {-signal.SIGKILL, -signal.SIGTERM}  # the latter where ten seconds had not sufficed to begin
    assert "ended after its deadline of 10 s" in outcome.why
    assert bench.run().state == "lost"


@pytest.mark.parametrize(
    ("moment", "wanted"),
    [
        (datetime(2026, 1, 1, 23, 59, tzinfo=UTC), False),
        (datetime(2026, 1, 2, tzinfo=UTC), True),
        (datetime(2026, 1, 3, 23, 59, tzinfo=UTC), True),
        (datetime(2026, 1, 4, tzinfo=UTC), False),
        (None, True),
    ],
    ids=str,
)
def test_the_days_asked_for_are_inclusive(moment: datetime | None, wanted: bool) -> None:
    assert Job(outlet="sana", since=date(2026, 1, 2), until=date(2026, 1, 3)).wants(moment) is wanted


def test_the_command_line_carries_the_whole_job() -> None:
    job = Job(
        outlet="sana",
        run_id=3,
        urls=("https://a.example/",),
        since=date(2026, 1, 2),
        until=date(2026, 1, 3),
        limit=5,
        dry_run=True,
    )
    words = "sana --run 3 --since 2026-01-02 --until 2026-01-03 --limit 5 --url https://a.example/ --dry-run"
    assert job.arguments() == words.split()


def test_the_child_gets_the_whole_configuration_and_no_proxy(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "x")
    monkeypatch.setenv("RASID_MAX_CRAWLS", "7")
    given = child_environment.of(config)
    assert not {"https_proxy", "NO_PROXY"} & given.keys()
    assert given["RASID_DATABASE_URL"] == config.database_url
    assert given["RASID_MAX_CRAWLS"] == "4"  # what the caller's configuration says, not what stands around
    assert Path(given["RASID_DATA_DIR"]).is_absolute()


def test_fetch_brings_one_page_and_stores_nothing(bench: Bench, site: Site, config: Config) -> None:
    page = fetch.fetch(f"{HOME}a/1#top", config)
    assert (page.url, page.body) == (f"{HOME}a/1", article(1))
    assert page.content_type == "text/html; charset=utf-8"
    assert site.asked() == ["/robots.txt", "/a/1"]
    assert not (bench.folder / "rasid.db").exists()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (f"{HOME}nothing", "HTTP 404"),
        (f"{HOME}private/1", "robots.txt forbids it"),
        (f"{HOME}inside", "address refused"),
        ("http://169.254.169.254/", "address refused"),
        ("file:///etc/hostname", "not an http"),
    ],
)
def test_fetch_says_why_not(site: Site, config: Config, url: str, words: str) -> None:
    site.pages["/inside"] = Answer(b"", status=302, headers={"Location": "http://127.0.0.1:22/"})
    with pytest.raises(fetch.FetchError, match=words):
        fetch.fetch(url, config)
