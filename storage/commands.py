"""Commands about the installation: `rasid db`, `rasid config`, `rasid doctor`."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from typing import Any

import click

from storage import config as configuration
from storage import database, opening
from storage.config import Config
from storage.operations import checkup, database_commands
from storage.operations import doctor as examination

_PASSWORD = re.compile(r"((?<=://)[^:/@\s]*:).*(?=@)|((?<=[?&])password=)[^&]*")
"""user:password@ in an address, as far as the last @: a password may hold one; and password=… behind it."""


@click.group()
def db() -> None:
    """The database: bring it up to date, look for damage, back it up, keep it small."""


for _command in database_commands.COMMANDS:
    db.add_command(_command)


@db.command()
@click.option("--reindex", is_flag=True, help="Also make the search index anew from the words it was made of.")
def upgrade(reindex: bool) -> None:
    """Make the database, or bring its schema to this program's. Does nothing when it is; all or nothing when not."""
    with opening.faults():
        before, opened = database.open_for_upgrade(configuration.load().database)
        try:
            if before is None:
                click.echo(f"{opened.label}: made, schema {database.SCHEMA}")
            elif before == database.SCHEMA:
                click.echo(f"{opened.label}: up to date, schema {database.SCHEMA}")
            else:
                click.echo(f"{opened.label}: upgraded from schema {before} to {database.SCHEMA}")
            _renew_terms(opened)
            _renew_fingerprints(opened)
            if reindex:
                opened.reindex()
                click.echo("search index made anew")
        finally:
            opened.close()


def _renew_fingerprints(opened: database.Database) -> None:
    from storage.copies import fingerprints

    _renew("fingerprints", fingerprints.old(opened), fingerprints.renew(opened))


def _renew_terms(opened: database.Database) -> None:
    from storage.searching import terms

    with opened.read() as session:
        left = terms.old(session)
    _renew("search terms", left, terms.renew(opened))


def _renew(what: str, left: int, batches: Iterator[int]) -> None:
    """Make anew what is of an older version; broken off, the next upgrade goes on."""
    if not left:
        return
    with click.progressbar(length=left, label=f"{what} made anew", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        for done in batches:
            bar.update(done)
    click.echo(f"{what} of {left} articles made anew")


@db.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Look for damage: broken files, rows that point nowhere, figures that do not add up. Exit code 1 if there is any."""
    _, opened = opening.open_corpus()
    try:
        problems = checkup.problems(opened)
    finally:
        opened.close()
    if as_json:
        click.echo(json.dumps({"database": opened.label, "problems": problems}, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(problem)
        click.echo(f"{opened.label}: {len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'}")
    ctx.exit(1 if problems else 0)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Look whether everything needed is there, and say the cure of what is not. Exit code 1 if anything is missing."""
    findings = examination.examine()
    if as_json:
        lines = [{"what": finding.what, "ok": finding.ok, "detail": finding.detail} for finding in findings]
        click.echo(json.dumps({"ok": all(finding.ok for finding in findings), "findings": lines}, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{'ok' if finding.ok else 'problem':8} {finding.what}: {finding.detail}")
    ctx.exit(0 if all(finding.ok for finding in findings) else 1)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def config(as_json: bool) -> None:
    """Every setting in force, and where it comes from. Passwords in addresses are not shown."""
    with opening.faults():
        settings = _settings(configuration.load())
    if as_json:
        click.echo(json.dumps({"settings": settings}, ensure_ascii=False))
        return
    width = max(len(line["name"]) for line in settings)
    for line in settings:
        value = json.dumps(line["value"], ensure_ascii=False)
        used = f", in force: {line['in_force']}" if line["in_force"] is not None else ""
        click.echo(f"{line['name']:{width}}  {value}  ({line['source']}{used})")


def _settings(config: Config) -> list[dict[str, Any]]:
    path = configuration.config_file()
    in_force = {"database_url": config.database, "archive_url": config.archive}
    lines = []
    for name in Config.model_fields:
        value = getattr(config, name)
        shown = value if isinstance(value, int | float | None) else _masked(str(value))
        variable = f"RASID_{name.upper()}"
        if variable in os.environ:
            source = f"environment {variable}"
        elif name in config.model_fields_set:
            source = f"file {path}"
        else:
            source = "default"
        used = _masked(in_force[name]) if name in in_force and not value else None
        lines.append({"name": name, "value": shown, "source": source, "in_force": used})
    return lines


def _masked(text: str) -> str:
    return _PASSWORD.sub(lambda found: (found[1] or found[2]) + "***", text)
