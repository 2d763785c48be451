"""The command that writes the corpus to a file or a pipe."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from news.article import isotime
from reading import export as exporting
from reading import filters as filtering
from reading import queries, terminal
from reading.export import ExportError, Written
from storage import figures
from storage.search import Filters

Articles = Iterable[dict[str, Any]]


@click.command()
@click.option("-o", "--output", required=True, metavar="FILE", help="File to write; - for standard output.")
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True, help="Article JSON lines.")
@filtering.options
@click.option("--after", metavar="CURSOR", help="Only what was stored after an earlier export: `next` of its manifest.")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@filtering.json_option
def export(output: str, form: str, filters: Filters, zone: tzinfo, after: str | None, force: bool, as_json: bool) -> None:
    """All articles that match, in the order they were stored, as Article JSON lines. The only format yet is jsonl.

    The file appears whole or not at all. Beside it FILE.manifest.json (with --json also printed) holds count, SHA-256, filters
    and the cursor of the next export. An article that changes after its export is not exported again by --after.
    """
    try:
        first = exporting.read_cursor(after) if after is not None else 0
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--after") from error
    if output == "-" and as_json:
        raise click.UsageError("--json prints the manifest where the articles go; name a file with -o.")
    with queries.opened() as corpus:
        queries.check_outlets(corpus, filters.outlets)
        articles = queries.walk(corpus, filters, after=first)
        if output == "-":
            with _counted(corpus, articles, first) as counted:
                exporting.write_lines(counted, sys.stdout.buffer)
                sys.stdout.buffer.flush()
            return
        with _counted(corpus, articles, first) as counted:
            manifest = _to_file(counted, Path(output), lambda written: _manifest(written, form, filters, after), force=force)
    if as_json:
        terminal.echo(terminal.json_text(manifest))
    elif sys.stderr.isatty():
        click.echo(f"{manifest['count']:,} articles, {manifest['bytes']:,} bytes; next: --after {manifest['next']}", err=True)


def _to_file(articles: Articles, path: Path, manifest_of: Callable[[Written], dict[str, Any]], *, force: bool) -> dict[str, Any]:
    try:
        exporting.check_free(path, force=force)
        with exporting.whole_file(path, force=force) as out:
            written = exporting.write_lines(articles, out)
        manifest = manifest_of(written)
        exporting.write_manifest(path, manifest, force=force)
    except ExportError as error:
        raise click.ClickException(str(error)) from error
    return manifest


def _manifest(written: Written, form: str, filters: Filters, after: str | None) -> dict[str, Any]:
    """`next` is never null once anything was exported: the corpus goes on growing, and the next export goes on from there."""
    asked = dataclasses.asdict(filters)
    del asked["url"]
    return {
        "format": form,
        "count": written.count,
        "bytes": written.size,
        "sha256": written.sha256,
        "filters": asked | {"since": isotime(filters.since), "until": isotime(filters.until)},
        "after": after,
        "next": exporting.cursor(written.last_id) if written.last_id is not None else after,
        "created": isotime(datetime.now(UTC)),
    }


@contextmanager
def _counted(corpus: queries.Corpus, articles: Articles, first: int) -> Iterator[Articles]:
    """The same articles, with a bar on standard error where that is a terminal; in a pipe nothing is shown.

    The bar goes by ids, from the first to the newest there is: what matches need not be counted beforehand.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield articles
        return
    with corpus.database.read() as session:
        newest = figures.newest_id(session)
    columns = (BarColumn(), TextColumn("{task.fields[count]:,} articles"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=max(newest - first, 1), count=0)
        yield _advancing(articles, lambda count, last: progress.update(task, completed=last - first, count=count))


def _advancing(articles: Articles, tell: Callable[[int, int], None]) -> Iterator[dict[str, Any]]:
    for count, article in enumerate(articles, start=1):
        yield article
        tell(count, article["id"])
