"""`rasid reextract`: stored articles, read again from the archive with today's rules and what was learned since."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, time
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from crawler.crawl_command import INTERRUPTED, day
from crawler.fetching import archive
from crawler.reextraction import Change, Rereading, Result
from news.article import article_json
from news.outlet import Outlet
from storage import opening
from storage.config import Config
from storage.corpus import material
from storage.crawls import outlets
from storage.database import Database
from storage.errors import NotFound

QUIET = {"unchanged"}
"""What is counted and not told article by article."""
NAMED = {"refused", "failed", "impossible"}
"""What a person is told of on standard error."""


@click.command()
@click.option("--outlet", "names", multiple=True, metavar="ID", help="Only this outlet's articles; may be repeated.")
@click.option("--since", callback=day, metavar="DAY", help="Only articles first seen on that day (UTC) or later.")
@click.option("--json", "as_json", is_flag=True, help="A JSON line for each change, and one of figures for each outlet.")
def reextract(names: tuple[str, ...], since: date | None, as_json: bool) -> None:
    """Read stored articles again, with today's rules and what was learned of each outlet's recurring furniture.

    Pages come from the archive; an article whose page is lost is cleaned from its stored text. An article whose page would be
    refused today is named and stays. No revision is made: the outlet changed nothing. It can be interrupted at any time, and run
    again: what was done is done. Exit code 1 if an outlet was skipped or a page broke the extractor.
    """
    config, opened = opening.open_corpus()
    with closing(opened), opening.faults():
        try:
            chosen = _chosen(config, opened, names)
            archive.folder(config.archive)
        except NotFound as error:
            raise click.UsageError(str(error)) from error
        except archive.ArchiveError as error:
            raise click.ClickException(str(error)) from error
        moment = datetime.combine(since, time(), UTC) if since else None
        results, interrupted = asyncio.run(_all(chosen, config, opened, moment, as_json=as_json))
    for result in results:
        _report(result, as_json=as_json)
    if interrupted:
        click.echo("interrupted: what was read again is stored; the same command does the rest", err=True)
        sys.exit(INTERRUPTED)
    if any(result.skipped or result.counts["failed"] for result in results):
        sys.exit(1)


def _chosen(config: Config, opened: Database, names: Sequence[str]) -> dict[str, Outlet | None]:
    """Outlets by id, None for one whose file is gone. Raises NotFound for a name that is neither declared nor stored."""
    catalogue = outlets.load(config)
    with opened.read() as session:
        stored = material.outlets(session)
    known = set(catalogue.ids())
    for name in names:
        if name not in stored:
            catalogue.get(name)
    found: dict[str, Outlet | None] = {}
    for name in dict.fromkeys(names or stored):
        found[name] = catalogue.get(name) if name in known else None
    return found


async def _all(
    chosen: dict[str, Outlet | None], config: Config, opened: Database, since: datetime | None, *, as_json: bool
) -> tuple[list[Result], bool]:
    """One outlet after the other, each with a worker per core."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    results = []
    with _bar() as bar:
        for name, outlet in chosen.items():
            if stop.is_set():
                break
            task = bar.add_task(name, total=None)

            def tell(change: Change, task: Any = task) -> None:
                bar.advance(task)
                if as_json and change.what not in QUIET:
                    click.echo(json.dumps(_document(change), ensure_ascii=False))
                elif change.what in NAMED:
                    click.echo(f"{change.outlet}: article {change.id} {change.what}: {change.why}", err=True)

            def begun(count: int, task: Any = task) -> None:
                bar.update(task, total=count)

            reading = Rereading(outlet, name, config, opened, stop, tell)
            results.append(await reading.run(since, begun))
    return results, stop.is_set()


@contextmanager
def _bar() -> Iterator[Progress]:
    """A line per outlet on a terminal's standard error, nothing in a pipe."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield bar


def _document(change: Change) -> dict[str, Any]:
    """One article's change: every field that differs, as in the Article JSON, before and after."""
    found: dict[str, Any] = {"id": change.id, "outlet": change.outlet, "url": change.url, "what": change.what}
    if change.why:
        found["why"] = change.why
    if change.fields and change.before is not None and change.after is not None:
        before, after = article_json(change.before), article_json(change.after)
        found["changed"] = {name: {"before": before[name], "after": after[name]} for name in change.fields}
    return found


def _report(result: Result, *, as_json: bool) -> None:
    counts = result.counts
    if as_json:
        figures = {"outlet": result.outlet, **counts, "fields": dict(result.fields), "learned": result.learned}
        click.echo(json.dumps(figures | ({"skipped": result.skipped} if result.skipped else {}), ensure_ascii=False))
    elif not result.skipped:
        said = ", ".join(f"{count} {what}" for what, count in counts.items() if count or what == "changed")
        where = ", ".join(f"{name} {count}" for name, count in result.fields.most_common())
        click.echo(f"{result.outlet}: {said}" + (f" ({where})" if where else ""))
        for line in result.learned:
            click.echo(f"  learned as furniture: {line}")
    if result.skipped:
        click.echo(f"{result.outlet}: {result.skipped}", err=True)
