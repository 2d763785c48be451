"""`rasid token`: the keys to the API."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any

import click

from news.article import isotime
from reading import filters as filtering
from reading import terminal
from reading.sheet import Sheet
from storage import opening
from storage.readers import tokens


@click.group()
def token() -> None:
    """Keys to the API, for who asks from elsewhere, and for what changes something."""


@token.command()
@click.argument("name", type=filtering.Text())
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(tokens.SCOPES),
    default=("read",),
    show_default=True,
    help="read: all that is stored; crawl: also start crawls; admin: everything. May be given again.",
)
@filtering.json_option
def add(name: str, scopes: tuple[str, ...], as_json: bool) -> None:
    """Make a token called NAME. It is printed once: only its hash is kept."""
    if not name.strip():
        raise click.BadParameter("a name must have letters", param_hint="NAME")
    _, database = opening.open_corpus()
    try:
        with opening.faults(), database.write() as session:
            secret = tokens.add(session, name, scopes, datetime.now(UTC))
    finally:
        database.close()
    if as_json:
        terminal.echo(terminal.json_text({"name": name.strip(), "scopes": sorted(set(scopes)), "token": secret}))
        return
    terminal.echo(secret)
    click.echo("Shown this once; send it as «Authorization: Bearer …».", err=True)


@token.command(name="list")
@filtering.zone_option
@filtering.json_option
def list_(zone: tzinfo, as_json: bool) -> None:
    """The tokens there are, without their secrets."""
    _, database = opening.open_corpus()
    try:
        with opening.faults(), database.read() as session:
            keys = tokens.all_(session)
    finally:
        database.close()
    if as_json:
        terminal.echo(terminal.json_text({"tokens": [_told(key) for key in keys]}))
        return
    if not keys:
        click.echo("No token. `rasid token add NAME` makes one.", err=True)
        return
    sheet = Sheet(console=terminal.console(), zone=zone)
    table = [
        [terminal.inert(key.name), key.mark, ",".join(key.scopes), _when(key.created_at), _when(key.last_used_at)] for key in keys
    ]
    sheet.table(["name", "mark", "scopes", "created", "last used"], table, [""] * len(table))


def _told(key: tokens.Key) -> dict[str, Any]:
    times = {"created": isotime(key.created_at), "last_used": isotime(key.last_used_at)}
    return {"name": key.name, "mark": key.mark, "scopes": list(key.scopes), **times}


def _when(moment: datetime | None) -> str:
    return isotime(moment) or "never"


@token.command()
@click.argument("name", type=filtering.Text())
def rm(name: str) -> None:
    """End the token of that NAME or mark, at once."""
    _, database = opening.open_corpus()
    try:
        with opening.faults(), database.write() as session:
            ended = tokens.remove(session, name)
    finally:
        database.close()
    click.echo(f"The token {terminal.inert(ended)} opens nothing any more.", err=True)
