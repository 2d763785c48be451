"""The commands that read the ledger: runs, status."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

import click

from reading import filters as filtering
from reading import queries, terminal
from reading import status as reporting
from reading.sheet import Sheet, moment
from storage.crawls import liveness
from storage.crawls import runs as ledger

_ALWAYS = ("offered", "known", "new", "fetched", "stored")


@click.command()
@click.option("--outlet", metavar="ID", help="Only this outlet's runs.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Runs at most.")
@filtering.zone_option
@filtering.json_option
def runs(outlet: str | None, limit: int, zone: tzinfo, as_json: bool) -> None:
    """The latest crawls: what each was offered, fetched and stored, and why it ended."""
    with queries.opened() as corpus:
        queries.check_outlets(corpus, (outlet,) if outlet else ())
        with corpus.database.read() as session:
            rows = [reporting.run_json(run) for run in ledger.recent(session, outlet, limit)]
    if as_json:
        terminal.echo(terminal.json_text({"runs": rows}))
        return
    sheet = Sheet(console=terminal.console(), zone=zone)
    if rows:
        _print_runs(rows, sheet)
    elif sheet.console.is_terminal:
        sheet.line("No crawl has run yet; `rasid crawl` or `rasid daemon` starts one.", style="dim")


def _print_runs(rows: Sequence[Mapping[str, Any]], sheet: Sheet) -> None:
    """On a terminal the figures that are 0 in every run shown are left out; a pipe gets the same columns always."""
    whole = not sheet.console.is_terminal
    figures = [name for name in reporting.FIGURES if whole or name in _ALWAYS or any(row[name] for row in rows)]
    header = ["id", "outlet", "trigger", "state", "started", "duration", *figures]
    table = [
        [
            str(row["id"]),
            row["outlet"],
            row["trigger"],
            row["state"],
            (row["started_at"] or "") if whole else terminal.local(moment(row["started_at"]), sheet.zone),
            _duration(row["duration"], whole=whole),
            *(str(row[name]) for name in figures),
        ]
        for row in rows
    ]
    sheet.table(header, table, [_note(row) for row in rows])


def _duration(seconds: float | None, *, whole: bool) -> str:
    if seconds is None:
        return ""
    return f"{seconds:.0f}" if whole else terminal.span(timedelta(seconds=seconds))


def _note(row: Mapping[str, Any]) -> str:
    """Why it ended, and the reasons of what was not stored, the commonest first."""
    reasons = sorted(row["reasons"].items(), key=lambda pair: (-pair[1], pair[0]))
    listed = ", ".join(f"{name} {count}" for name, count in reasons)
    return "; ".join(filter(None, (row["why"], listed)))


@click.command()
@filtering.zone_option
@filtering.json_option
def status(zone: tzinfo, as_json: bool) -> None:
    """How the watch is doing: the daemon, every enabled outlet with the reason of its state, and what needs a person.

    Exit code 1 when the schedule is not alive: no daemon, one that hangs or starts nothing though outlets are due, a database
    that cannot be written to, a disk nearly full.
    """
    now = datetime.now(UTC)
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(UTC)
    with queries.opened() as corpus:
        lacks = [liveness.writable(corpus.database), liveness.room(corpus.config.data_dir)]
        with corpus.database.read() as session:
            report = reporting.report(
                session,
                corpus.catalogue,
                database=corpus.database.label,
                now=now,
                midnight=midnight,
                faults_of_machine=[lack for lack in lacks if lack],
            )
    if as_json:
        terminal.echo(terminal.json_text(report))
    else:
        _print_status(report, now, Sheet(console=terminal.console(), zone=zone))
    if report["schedule"]:
        sys.stdout.flush()
        raise click.exceptions.Exit(1)


def _print_status(report: Mapping[str, Any], now: datetime, sheet: Sheet) -> None:
    daemon = report["daemon"]
    alive = f"running (process {daemon['pid']} on {terminal.inert(daemon['host'])})" if daemon["alive"] else "not running"
    sheet.line(f"daemon     {alive}")
    sheet.line(f"database   {terminal.inert(report['database'])}")
    sheet.line(f"articles   {report['articles']:,}, of today {report['articles_today']:,}")
    sheet.line(f"outlets    {len(report['outlets'])} enabled")
    sheet.line()
    if report["outlets"]:
        header = ["outlet", "health", "last run", "last article", "next", "waiting"]
        rows = [_outlet_row(row, now, sheet) for row in report["outlets"]]
        # a terminal shows the health in the row already; «not crawled yet» under «never ran» would say it twice
        twice = sheet.console.is_terminal
        notes = ["" if twice and not row["last_run"] and not row["failures"] else row["reason"] for row in report["outlets"]]
        plans = [f"asked again: {row['plan']}" if row["plan"] else "" for row in report["outlets"]]
        sheet.table(header, rows, ["; ".join(filter(None, both)) for both in zip(notes, plans, strict=True)])
        sheet.line()
    for alert in report["alerts"]:
        since = terminal.local(moment(alert["since"]), sheet.zone)
        sheet.line(
            f"Alert since {since}: {alert['subject'].removeprefix('outlet:')}: {alert['kind']}: {terminal.inert(alert['reason'])}"
        )
    for channel, error in report["channels"].items():
        sheet.line(f"Alerts wait: the channel {channel} does not take them: {terminal.inert(error)}", style="bold yellow")
    wanted = "; ".join(map(terminal.inert, report["attention"]))
    sheet.line(f"Needs a person: {wanted}." if wanted else "Nothing needs a person.", style="bold yellow" if wanted else "green")


def _outlet_row(row: Mapping[str, Any], now: datetime, sheet: Sheet) -> list[str]:
    last = row["last_run"]["started_at"] if row["last_run"] else None
    due = moment(row["next_due_at"])
    if not sheet.console.is_terminal:
        times = [last or "", row["last_article_at"] or "", row["next_due_at"] or ""]
    else:
        at = f" ({terminal.local(due, sheet.zone)})" if due else ""
        coming = "due" if due is None or due <= now else terminal.relative(due, now)
        times = [terminal.relative(moment(last), now), terminal.relative(moment(row["last_article_at"]), now), coming + at]
    return [row["id"], row["health"], *times, str(row["waiting"])]
