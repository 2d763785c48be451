"""How crawls are doing, while they run and after: read from the ledger, shown on a terminal or as JSON lines."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from crawler.job import Job
from crawler.run import Outcome
from storage.crawls import runs
from storage.database import Database
from storage.errors import StorageError

EVERY = 0.5
"""Seconds between two looks at the ledger."""
FIGURES = ("offered", "new", "again", "fetched", "stored", "revised", "unchanged", "duplicate", "rejected", "failed", "unasked")


@contextmanager
def shown(begun: list[Job], opened: Database) -> Iterator[Callable[[], Coroutine[Any, Any, None]]]:
    """A line per crawl on a terminal's standard error, nothing in a pipe. Yields the coroutine that keeps it true.

    `begun` grows while crawls begin.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _nothing
        return
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[said]}"), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[int, TaskID] = {}

        async def follow() -> None:
            while True:
                for job in begun:
                    if job.run_id is not None and job.run_id not in tasks:
                        tasks[job.run_id] = bars.add_task(job.outlet, total=None, said="starting")
                await asyncio.to_thread(_look, opened, bars, tasks)
                await asyncio.sleep(EVERY)

        yield follow


async def _nothing() -> None:
    return


def _look(opened: Database, bars: Progress, tasks: dict[int, TaskID]) -> None:
    try:
        with opened.read() as session:
            for run_id, task in tasks.items():
                run = runs.get(session, run_id)
                said = f"{run.stored} stored, {run.fetched} fetched, {run.new} new" if run.started_at else "starting"
                asked = run.fetched + run.failed
                bars.update(task, completed=asked, total=run.new + run.again or None, said=said)
    except StorageError:
        return  # busy; the next look will tell


def report(outcomes: Sequence[Outcome], opened: Database, *, as_json: bool) -> None:
    """What came of each crawl, on standard output; why one failed, on standard error."""
    for outcome in outcomes:
        if outcome.job.dry_run:
            _show_rehearsal(outcome, as_json=as_json)
            continue
        figures = _figures(outcome, opened)
        if as_json:
            click.echo(json.dumps(figures, ensure_ascii=False))
        elif "state" in figures:
            click.echo(_sentence(figures))
        else:
            click.echo(f"{outcome.job.outlet}: {outcome.why}")
        if not outcome.ok:
            click.echo(f"{outcome.job.outlet}: {outcome.why}", err=True)


def _show_rehearsal(outcome: Outcome, *, as_json: bool) -> None:
    for line in outcome.output.splitlines():
        if as_json:
            click.echo(line)
            continue
        entry = json.loads(line)
        click.echo(f"{entry['published'] or '-':20}  {entry['url']}  {entry['headline'] or ''}".rstrip())
    if not outcome.ok:
        click.echo(f"{outcome.job.outlet}: {outcome.why}", err=True)


def _figures(outcome: Outcome, opened: Database) -> dict[str, Any]:
    found: dict[str, Any] = {"outlet": outcome.job.outlet, "run": outcome.job.run_id}
    if outcome.job.run_id is not None:
        with opened.read() as session:
            run = runs.get(session, outcome.job.run_id)
            found |= {"state": run.state, "why": run.why, "requests": run.requests, "not_modified": run.not_modified}
            found |= {name: getattr(run, name) for name in FIGURES} | {"reasons": dict(run.reasons)}
    return found


def _sentence(figures: dict[str, Any]) -> str:
    """«aljazeera  finished  40 offered, 12 new, 12 fetched, 12 stored; rejected: no_text 1»"""
    counted = ", ".join(f"{figures[name]} {name}" for name in FIGURES if figures[name] or name in {"offered", "new", "stored"})
    reasons = ", ".join(f"{reason.replace(':', ' ')} {count}" for reason, count in sorted(figures["reasons"].items()))
    return f"{figures['outlet']}: {figures['state']}: {counted}" + (f" ({reasons})" if reasons else "") + f". {figures['why']}"
