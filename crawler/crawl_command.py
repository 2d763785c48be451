"""`rasid crawl`: crawl outlets or single addresses now, in child processes, and say what came of it."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime

import click

from crawler import processes, progress, run
from crawler.job import ADHOC, Job
from crawler.run import Outcome
from crawler.turns import Turns
from news import links
from storage import opening
from storage.config import Config
from storage.crawls import outlets, runs
from storage.database import Database
from storage.errors import NotFound
from storage.readers.watch_walk import Walker

INTERRUPTED = 130


def day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    """A day as people write it to a command: 2026-01-31."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no day; write 2026-01-31") from error


@click.command()
@click.argument("outlet", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every enabled outlet.")
@click.option("--url", "urls", multiple=True, help="Fetch this address and nothing else; may be repeated.")
@click.option("--since", callback=day, metavar="DAY", help="Only what its source says was published on that day (UTC) or later.")
@click.option("--until", callback=day, metavar="DAY", help="Only what its source says was published on that day (UTC) or before.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Pages per outlet at most.")
@click.option("--no-revisit", is_flag=True, help="Only what is new: do not look at the pages of young articles again.")
@click.option("--dry-run", is_flag=True, help="Ask the feeds and print what would be fetched; store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")
def crawl(
    outlet: tuple[str, ...],
    everything: bool,
    urls: tuple[str, ...],
    since: date | None,
    until: date | None,
    limit: int | None,
    no_revisit: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Crawl OUTLETs now: ask their feeds and sitemaps, fetch what is new, store the articles.

    What an earlier, interrupted crawl left is fetched too, and the pages of young articles whose time has come (`revisit`).
    --url pages are stored under the outlet whose site they are on, or under "adhoc". Exit code 1 if any crawl failed, or
    with --all an outlet's file is broken; the others are crawled.
    """
    if since and until and since > until:
        raise click.UsageError("--since is after --until: no day lies between them")
    config, opened = opening.open_corpus(create=True)
    with closing(opened):
        try:
            with opening.faults():
                broken = outlets.load(config).faults() if everything else {}
                jobs = _jobs(config, opened, outlet, urls, everything=everything)
        except click.ClickException as error:
            if isinstance(error.__cause__, NotFound):
                raise click.UsageError(str(error)) from error
            raise
        for fault in broken.values():
            click.echo(f"not crawled, its file is broken: {fault}", err=True)
        filled = {"since": since, "until": until, "limit": limit, "dry_run": dry_run, "revisit": not no_revisit}
        wanted = [replace(job, **filled) for job in jobs]  # type: ignore[arg-type]
        outcomes, interrupted = asyncio.run(_crawl_all(wanted, config, opened))
        progress.report(outcomes, opened, as_json=as_json)
        if not dry_run:  # what waits for a channel is told by the daemon, or by `rasid alerts send`
            with opening.faults():
                Walker(opened).walk(datetime.now(UTC))
    if interrupted:
        click.echo("interrupted: what was not fetched waits; the same command goes on from there", err=True)
        sys.exit(INTERRUPTED)
    if broken or not all(outcome.ok for outcome in outcomes):
        sys.exit(1)


def _jobs(config: Config, opened: Database, names: Sequence[str], urls: Sequence[str], *, everything: bool) -> list[Job]:
    """Raises NotFound for an unknown outlet, click.UsageError where nothing, or too much, is named."""
    if urls and (names or everything):
        raise click.UsageError("--url goes without outlets; its outlet is found by its site")
    if everything and names:
        raise click.UsageError("name outlets, or say --all")
    catalogue = outlets.load(config)
    if urls:
        return _url_jobs(urls, catalogue)
    if everything:
        with opened.read() as session:
            return [Job(outlet=found.id) for found in outlets.enabled(session, catalogue)]
    if not names:
        raise click.UsageError("name outlets, or say --all, or give --url; `rasid outlets list` names them")
    return [Job(outlet=catalogue.get(name).id) for name in dict.fromkeys(names)]


def _url_jobs(urls: Sequence[str], catalogue: outlets.Catalogue) -> list[Job]:
    """One job per outlet, and one per site that belongs to none."""
    known = catalogue.read()[0]
    groups: dict[tuple[str, str], list[str]] = {}
    for url in urls:
        try:
            address = links.canonical(url)
        except ValueError as error:
            raise click.UsageError(f"--url: {error}") from error
        owner = outlets.owner(address, known)
        groups.setdefault((owner.id, "") if owner else ("adhoc", links.host(address)), []).append(address)
    return [Job(outlet=outlet, urls=tuple(dict.fromkeys(addresses))) for (outlet, _), addresses in groups.items()]


def _queued(opened: Database, job: Job) -> Job:
    with opening.faults(), opened.write() as session:
        run_id = runs.queue(session, job.outlet, "manual", datetime.now(UTC))
    return replace(job, run_id=run_id)


async def _crawl_all(jobs: Sequence[Job], config: Config, opened: Database) -> tuple[list[Outcome], bool]:
    """Every job's outcome, in order, and whether Ctrl-C cut it short. Jobs of one site run one after the other."""
    stop, kill = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def interrupt() -> None:
        (kill if stop.is_set() else stop).set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupt)
    places = asyncio.Semaphore(config.max_crawls)
    catalogue, turns = outlets.load(config), Turns()
    asks = {job.outlet: (job.outlet,) if job.outlet == ADHOC else outlets.lease_names(catalogue.get(job.outlet)) for job in jobs}
    begun: list[Job] = []

    async def one(job: Job, start: processes.Starter) -> Outcome:
        async with turns.of(asks[job.outlet]), places:
            if stop.is_set():
                return Outcome(job=job, code=0, why="interrupted before it began")
            if not job.dry_run:
                job = await asyncio.to_thread(_queued, opened, job)
                begun.append(job)
            return await run.crawl(job, config, opened, start=start, stop=stop, kill=kill)

    with progress.shown(begun, opened) as follow:
        following = asyncio.create_task(follow())
        async with processes.starter() as start:
            outcomes = await asyncio.gather(*(one(job, start) for job in jobs))
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
    return outcomes, stop.is_set()
