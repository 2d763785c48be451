"""The command that writes the corpus to a file or a pipe."""

from __future__ import annotations

import dataclasses
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from importlib import metadata
from pathlib import Path
from types import FrameType
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from news.article import isotime
from reading import export as exporting
from reading import filters as filtering
from reading import queries, terminal
from reading.export import ExportError
from reading.exports import exporter
from reading.exports.columns import NoArrow
from reading.exports.exporter import FORMATS, Asked, Exported
from storage.corpus.stream import NotACursor


def _format_of(output: str) -> str:
    """By the file's name, where it says; else JSON lines."""
    endings = {".csv": "csv", ".parquet": "parquet", ".rss": "rss", ".atom": "atom", ".warc": "warc", ".warc.gz": "warc"}
    return next((form for ending, form in endings.items() if output.lower().endswith(ending)), "jsonl")


@click.command()
@click.option("-o", "--output", required=True, metavar="FILE", help="File to write; - for standard output.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: by the ending of FILE, else jsonl.")
@filtering.options
@click.option("--query", metavar="WORDS", type=filtering.Text(), help="Only what a search for these words finds.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Articles at most; of rss and atom 100 if not said.")
@click.option("--after", metavar="CURSOR", help="Only what changed after an earlier export: `next` of its manifest.")
@click.option("--history", is_flag=True, help="jsonl: with the earlier states and other addresses of each article.")
@click.option("--partition", type=click.Choice(["month"]), help="parquet: FILE is a folder, with a file for each month.")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@filtering.json_option
def export(
    output: str,
    form: str | None,
    filters: Any,
    zone: tzinfo,
    query: str | None,
    limit: int | None,
    after: str | None,
    history: bool,
    partition: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """All articles that match, in the order in which they were stored or last changed; rss and atom: newest first.

    The file appears whole or not at all. Beside it FILE.manifest.json (with --json also printed; with -o - only that, on
    standard error) holds count, SHA-256, filters and the cursor of the next export. With --after, an article that changed since
    comes again in its new state, and of a forgotten one a line says so: {"id": …, "status": "forgotten"}.
    """
    form = form or _format_of(output)
    _refuse(form, output, history=history, partition=partition, force=force)
    asked = Asked(
        form=form,
        filters=filters,
        query=queries.question(query) if query is not None else None,
        limit=limit,
        after=after,
        history=history,
        by_month=partition is not None,
    )
    try:
        with _ended_politely(), queries.opened() as corpus, _bar() as tell:
            queries.check_outlets(corpus, filters.outlets)
            manifest = _run(corpus, asked, output, query, force=force, tell=tell)
    except NotACursor as error:
        raise click.BadParameter(str(error), param_hint="--after") from error
    except (ExportError, NoArrow) as error:
        raise click.ClickException(str(error)) from error
    _report(manifest, output, as_json=as_json)


def _refuse(form: str, output: str, *, history: bool, partition: str | None, force: bool) -> None:
    """What does not go together is wrong usage, said before anything is opened."""
    if history and form != "jsonl":
        raise click.UsageError("--history goes with --format jsonl")
    if partition and form != "parquet":
        raise click.UsageError("--partition goes with --format parquet")
    if partition and (output == "-" or force):
        raise click.UsageError("--partition writes a new folder: name one with -o, without --force")


def _run(
    corpus: queries.Corpus, asked: Asked, output: str, query: str | None, *, force: bool, tell: exporter.Tell
) -> dict[str, Any]:
    if output == "-":
        done = exporter.run(corpus, asked, sys.stdout.buffer, name="-", tell=tell)
        sys.stdout.buffer.flush()
        return _manifest(done, asked, query)
    path = Path(output)
    if asked.by_month:
        exporting.check_folder_free(path)
        with exporting.whole_folder(path) as folder:
            done = exporter.run_folder(corpus, asked, folder, tell=tell)
    else:
        exporting.check_free(path, force=force)
        with exporting.whole_file(path, force=force) as out:
            done = exporter.run(corpus, asked, out, name=path.name, tell=tell)
    manifest = _manifest(done, asked, query)
    exporting.write_manifest(path, manifest, force=force)
    return manifest


def _manifest(done: Exported, asked: Asked, query: str | None) -> dict[str, Any]:
    """`next` is never null: the corpus goes on growing, and the next export goes on from there."""
    filters = dataclasses.asdict(asked.filters)
    filters.pop("url", None)
    times = {"since": isotime(asked.filters.since), "until": isotime(asked.filters.until)}
    return {
        "format": asked.form,
        "count": done.count,
        "forgotten": done.forgotten,
        "bytes": done.size,
        "sha256": done.sha256,
        **({"files": done.files} if done.files is not None else {}),
        **({"lost": done.lost} if done.lost else {}),
        "filters": filters | times | {"query": query, "limit": asked.limit},
        "after": asked.after,
        "next": done.next,
        "corpus": done.corpus,
        "schema": done.schema,
        "software": f"rasid {metadata.version('rasid')}",
        "created": isotime(datetime.now(UTC)),
    }


def _report(manifest: dict[str, Any], output: str, *, as_json: bool) -> None:
    for place in manifest.get("lost", [])[:10]:
        click.echo(f"not in the archive, or damaged there: {place}", err=True)
    if len(manifest.get("lost", [])) > 10:
        click.echo(f"… {len(manifest['lost']):,} captures in all; the manifest names them", err=True)
    if as_json and output == "-":
        click.echo(terminal.json_text(manifest, indent=None), err=True)
    elif as_json:
        terminal.echo(terminal.json_text(manifest))
    elif output != "-" or sys.stderr.isatty():
        count = manifest["count"]
        said = f"{count:,} {'article' if count == 1 else 'articles'}, {manifest['bytes']:,} bytes"
        click.echo(f"{said}; next: --after {manifest['next']}", err=True)


@contextmanager
def _ended_politely() -> Iterator[None]:
    """SIGTERM and SIGHUP end the block as an exception does, so that a half-written file goes with it; exit code 128 + number."""

    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    if threading.current_thread() is not threading.main_thread():  # Python has signals in the main thread alone
        yield
        return
    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _bar() -> Iterator[exporter.Tell]:
    """A bar on standard error where that is a terminal; in a pipe nothing is shown.

    It goes by changes, from the first to the last there is: what matches need not be counted beforehand.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda done, total, count: None
        return
    columns = (BarColumn(), TextColumn("{task.fields[count]:,} articles"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=1, count=0)
        show: Callable[..., None] = progress.update
        yield lambda done, total, count: show(task, completed=done, total=max(total, 1), count=count)
