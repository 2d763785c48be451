"""`rasid alerts`: what was told to whom, and whether messages arrive."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import click

from news.article import isotime
from scheduler import channels, messages, sending, watching
from storage import config as configuration
from storage import opening
from storage.config import Config
from storage.crawls import alerts as ledger
from storage.database import Database
from storage.readers.watch_walk import Walker


@click.group()
def alerts() -> None:
    """Alerts: what needed a person, and the channels through which somebody is told."""


@alerts.command("list")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Alerts at most.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_(limit: int, as_json: bool) -> None:
    """The latest alerts, open ones and those that are over, newest first."""
    import json

    _, database = opening.open_corpus()
    try:
        with opening.faults(), database.read() as session:
            rows = [
                {
                    "subject": alert.subject,
                    "kind": alert.kind,
                    "reason": alert.reason,
                    "opened": isotime(alert.opened_at),
                    "cleared": isotime(alert.cleared_at),
                }
                for alert in ledger.recent(session, limit)
            ]
    finally:
        database.close()
    if as_json:
        click.echo(json.dumps({"alerts": rows}, ensure_ascii=False, indent=2))
        return
    for row in rows:
        said = "".join(letter if letter.isprintable() else " " for letter in str(row["reason"]))
        click.echo(f"{row['opened']}\t{row['cleared'] or 'open'}\t{row['subject']}\t{row['kind']}\t{said}")


@alerts.command()
def send() -> None:
    """Send what waits for its channel now, alerts and hits of watches; for machines without a daemon, behind `rasid crawl`."""
    config, database = opening.open_corpus()
    try:
        with opening.faults():
            Walker(database).walk(datetime.now(UTC))
            asyncio.run(_send(config, database))
    finally:
        database.close()


async def _send(config: Config, database: Database) -> None:
    await sending.of_alerts(config, database).deliver()
    await watching.outbox(config, database).deliver()


@alerts.command()
@click.argument("channel", required=False)
def test(channel: str | None) -> None:
    """Send a trial message through CHANNEL, or through all; fails when one is not taken."""
    with opening.faults():
        config = configuration.load()
        there = channels.load(config.alerts_file)
    if not there:
        raise click.ClickException(f"no alert channel is declared; {channels.PREFIX}NAME=ADDRESS or alerts_file declares one")
    if channel is not None and channel not in there:
        raise click.UsageError(f"no alert channel {channel!r}; there are: {', '.join(there)}")
    failed = False
    for name in [channel] if channel else there:
        error = asyncio.run(sending.carry(there[name], messages.trial(datetime.now(UTC))))
        failed = failed or error is not None
        click.echo(f"{name} ({there[name].shown}): {'taken' if error is None else error}", err=error is not None)
    if failed:
        raise click.exceptions.Exit(1)
