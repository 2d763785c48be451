"""`rasid db backup|restore|vacuum|stats|prune`: what an operator does to the database."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from storage import config as configuration
from storage import opening
from storage.operations import erasing

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
days = click.IntRange(min=0)


@contextmanager
def _corpus() -> Iterator[tuple[Any, Any]]:
    config, opened = opening.open_corpus()
    with closing(opened), opening.faults():
        yield config, opened


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@json_option
def backup(file: Path, force: bool, as_json: bool) -> None:
    """Copy the database into FILE while others go on writing; FILE appears whole or not at all, checked.

    Every row is in it; the archive of raw pages is not: copy its folder. FILE.manifest.json beside it says what it holds.
    """
    from storage.operations import backup as backups

    with _corpus() as (_, opened):
        made = backups.write(opened, file, force=force)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(made), ensure_ascii=False))
    else:
        click.echo(f"{file}: {made.rows['article']:,} articles, {sum(made.rows.values()):,} rows, {made.size:,} bytes; checked")


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--force", is_flag=True, help="Into the place of what is there: that is lost.")
@json_option
def restore(file: Path, force: bool, as_json: bool) -> None:
    """Make a backup the database: a new one, or an empty one; it is checked before and after.

    An older backup is brought to this program's schema. Cursors of exports made before no longer count: export once anew.
    """
    from storage.operations import backup as backups

    with opening.faults():
        url = configuration.load().database
        rows = backups.restore(file, url, force=force)
    if as_json:
        click.echo(json.dumps({"file": str(file), "rows": rows}))
    else:
        click.echo(f"restored from {file}: {rows['article']:,} articles, {sum(rows.values()):,} rows; checked")


@click.command()
@click.option(
    "--full", is_flag=True, help="Rewrite all of it: needs its size on the disk once more, and nobody can write meanwhile."
)
def vacuum(full: bool) -> None:
    """Merge the search index, renew the figures queries are planned with, give back room."""
    from storage.operations import upkeep

    with _corpus() as (_, opened):
        before, after = upkeep.vacuum(opened, full=full)
        click.echo(f"{opened.label}: {before:,} bytes before, {after:,} now")


@click.command()
@json_option
def stats(as_json: bool) -> None:
    """How much there is, how old, and what takes the room. Reads everything: a minute on a large corpus."""
    from storage.operations import upkeep

    with _corpus() as (_, opened):
        found = upkeep.statistics(opened)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    each = f", {found['bytes_per_article']:,} an article" if found["bytes_per_article"] else ""
    click.echo(
        f"{found['database']}: {found['articles']:,} articles ({found['copies']:,} copies), {found['bytes']:,} bytes{each}"
    )
    for name, age in found["ages"].items():
        if age["first"]:
            click.echo(f"{name:10} from {age['first']} to {age['last']}")
    if found["links"]:
        click.echo("links      " + ", ".join(f"{count:,} {state}" for state, count in found["links"].items()))
    for part in found["parts"]:
        rows = found["rows"].get(part["name"])
        click.echo(f"{part['bytes']:>15,}  {part['kind']:5}  {part['name']}{f'  {rows:,} rows' if rows is not None else ''}")


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--captures", type=days, metavar="DAYS", help="Raw pages older than that. [keep_captures_days]")
@click.option("--bands", type=days, metavar="DAYS", help="Look-up of copies for articles older than that. [keep_bands_days]")
@click.option("--runs", type=days, metavar="DAYS", help="Ended runs older than that. [keep_runs_days]")
@click.option("--lines", type=days, metavar="DAYS", help="Counted lines of articles older than that. [keep_lines_days]")
@click.option("--notices", type=days, metavar="DAYS", help="Messages sent or given up before that. [keep_notices_days]")
@click.option("--hits", type=days, metavar="DAYS", help="Hits of watches older than that. [keep_hits_days]")
@json_option
def prune(dry_run: bool, as_json: bool, **given: int | None) -> None:
    """Take out what is older than the ages in rasid.toml (keys in brackets) or given here.

    Without any, only what the daemon takes out by itself: messages of 90 days and hits of watches of two years ago. Articles
    and their earlier states always stay.
    """
    from storage.operations import retention

    with _corpus() as (config, opened):
        said = {name: value for name, value in given.items() if value is not None}
        wanted = dataclasses.replace(retention.ages(config), **said)
        try:
            done = retention.prune(opened, erasing.folder(config.archive), wanted, now=datetime.now(UTC), dry_run=dry_run)
        except OSError as error:
            raise click.ClickException(f"{error.filename}: {error.strerror}; what was done so far is done") from error
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(done) | {"dry_run": dry_run}))
        return
    click.echo(
        f"{'would take out' if dry_run else 'took out'} {done.files:,} files of the archive ({done.file_bytes:,} bytes, "
        f"{done.captures:,} pages), {done.bands:,} bands, {done.runs:,} runs, {done.lines:,} lines, "
        f"{done.notices:,} messages, {done.hits:,} hits"
    )


COMMANDS = (backup, restore, vacuum, stats, prune)
