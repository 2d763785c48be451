"""`rasid watch`: searches that are kept, and asked of every article that comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from typing import Any

import click
from sqlalchemy.orm import Session

from reading import filters as filtering
from reading import moments, queries, terminal, watch_options
from reading import watches as told
from reading.queries import Corpus
from reading.sheet import Sheet
from storage.errors import NotFound
from storage.readers import watches
from storage.readers.refusal import Refused
from storage.readers.watch_questions import check
from storage.readers.watches import Kept, Tally

BEFORE_NAME = 44
"""Cells of a list that stand before a watch's name: the number, two counts, a time, and what parts them."""


@contextmanager
def _plainly() -> Iterator[Corpus]:
    """The open corpus; an unknown watch or outlet and a broken question are wrong usage."""
    with queries.opened() as corpus:
        try:
            yield corpus
        except (NotFound, Refused) as error:
            raise click.UsageError(str(error)) from error


@click.group()
def watch() -> None:
    """Watches: searches asked of every article that comes. The daemon tells their channels, once for each story."""


@watch.command()
@click.argument("name", type=filtering.Text())
@click.argument("query", type=filtering.Text(), default="")
@watch_options.asking
@click.option(
    "--channel", "channels", multiple=True, metavar="NAME", help="Tell this channel of `rasid alerts`; may be given again."
)
@watch_options.telling_options
@filtering.json_option
def add(
    name: str, query: str, channels: tuple[str, ...], quiet: str, digest: str, clocks: str, as_json: bool, **given: Any
) -> None:
    """Keep the search QUERY as NAME. It looks at what is stored from now on; `rasid watch test` shows what there was.

    QUERY is asked as `rasid search` asks it; without one the filters decide. Without --channel there are history and feed only.
    """
    now = datetime.now(UTC)
    with _plainly() as corpus:
        wish = watch_options.wish(corpus, query, given)
        telling = watch_options.telling(corpus, quiet, digest, clocks, watches.AS_THE_OPERATOR)
        with corpus.database.write() as session:
            kept = watches.add(session, name, wish, channels, now, telling)
        _said(corpus, kept, as_json, f"Watch {kept.id} looks at what comes.")


@watch.command()
@click.argument("named", metavar="WATCH", type=filtering.Text())
@click.argument("query", type=filtering.Text(), required=False)
@click.option("--name", type=filtering.Text(), metavar="NAME", help="Call it so.")
@watch_options.asking
@click.option("--channel", "channels", multiple=True, metavar="NAME", help="Tell these channels and no others; '' alone: none.")
@watch_options.telling_options
@filtering.json_option
def edit(
    named: str, query: str | None, name: str | None, channels: tuple[str, ...], quiet: str, digest: str, clocks: str,
    as_json: bool, **given: Any,
) -> None:  # fmt: skip
    """Change what is given and leave the rest. Another question looks at what comes from now on; what was found stays.

    An empty text takes a filter, an outlet or the channels away.
    """
    now = datetime.now(UTC)
    with _plainly() as corpus:
        with corpus.database.write() as session:
            kept = watches.named(session, named)
            kept = watches.change(
                session,
                kept.id,
                now,
                name=name,
                wish=watch_options.changed(corpus, kept, query, given),
                channels=tuple(filter(None, channels)) if channels else None,
                telling=watch_options.telling(corpus, quiet, digest, clocks, kept.telling),
            )
        _said(corpus, kept, as_json, "It is changed.")


@watch.command(name="list")
@filtering.zone_option
@filtering.json_option
def list_(zone: tzinfo, as_json: bool) -> None:
    """All watches, with what they found."""
    with _plainly() as corpus:
        with corpus.database.read() as session:
            counted = watches.tallies(session)
            kept = watches.all_(session)
        rows = [_json(corpus, one, counted.get(one.id, Tally())) for one in kept]
    if as_json:
        terminal.echo(terminal.json_text({"watches": rows}))
        return
    if not rows:
        click.echo("No watch. `rasid watch add NAME QUERY` keeps a search.", err=True)
        return
    sheet = Sheet(console=terminal.console(), zone=zone)
    _list(sheet, rows)


@watch.command()
@click.argument("named", metavar="WATCH", type=filtering.Text())
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Hits at most.")
@click.option("--after", "before", type=int, metavar="HIT", help="Go on after the last page; its end names the hit.")
@click.option("--copies", is_flag=True, help="Also hits of texts that were told of already.")
@filtering.zone_option
@filtering.json_option
def show(named: str, limit: int, before: int | None, copies: bool, zone: tzinfo, as_json: bool) -> None:
    """What one watch asks, and the history of its hits, newest first."""
    with _plainly() as corpus:
        with corpus.database.read() as session:
            kept = watches.named(session, named)
            tally = watches.tallies(session, kept.id).get(kept.id, Tally())
            rows, after = told.hits(session, kept, limit, before=before, copies=copies)
        about = _json(corpus, kept, tally)
    if as_json:
        terminal.echo(terminal.json_text({"watch": about, "hits": rows, "next": after}))
        return
    with terminal.paged() as console:
        sheet = Sheet(console=console, zone=zone)
        if console.is_terminal:
            sheet.line(sheet.foreign(about["name"]), ": ", sheet.foreign(about["query"] or "(filters alone)"))
            for fault in about["faults"]:
                sheet.line(sheet.foreign(fault), style="red")
        _print(sheet, [row["article"] | {"at": row["at"], "copies": row["copies"]} for row in rows])
        if after is not None:
            click.echo(f"more: --after {after}", err=True)


@watch.command()
@click.argument("asked", metavar="WATCH|QUERY", type=filtering.Text())
@click.option("--since", default="7d", show_default=True, metavar="TIME", help=f"From this time on: {moments.FORMS}.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Stories at most.")
@watch_options.asking
@filtering.zone_option
@filtering.json_option
def test(asked: str, since: str, limit: int, zone: tzinfo, as_json: bool, **given: Any) -> None:
    """What a watch, or a question that may become one, would have told of; nothing is kept and nobody is told."""
    try:
        begin = moments.since(since, now=datetime.now(UTC), zone=zone)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--since") from error
    with _plainly() as corpus:
        kept = _known(corpus, asked) if not any(given.values()) else None
        wish = kept.wish if kept is not None else watch_options.wish(corpus, asked, given)
        check(wish)
        with corpus.database.read() as session:
            rows, more = told.would_hit(session, wish, begin, limit)
    if as_json:
        about = {"id": kept.id, "name": kept.name} if kept is not None else None
        terminal.echo(terminal.json_text({"watch": about, "query": wish.query, "articles": rows, "more": more}))
        return
    if not rows:
        click.echo(f"Nothing since {begin:%Y-%m-%d %H:%M} UTC would have been told.", err=True)
        return
    with terminal.paged() as console:
        _print(Sheet(console=console, zone=zone), rows)
    if more:
        click.echo("There is more; --limit shows it.", err=True)


@watch.command()
@click.argument("named", metavar="WATCH", type=filtering.Text())
@click.option("--for", "hours", metavar="SPAN", help="So long: 12h, 3d or 2w.")
@click.option("--until", metavar="TIME", help="Until then: 2026-11-22 or 2026-11-22T15:00.")
@click.option("--off", is_flag=True, help="Tell again from now on.")
@filtering.zone_option
@filtering.json_option
def mute(named: str, hours: str | None, until: str | None, off: bool, zone: tzinfo, as_json: bool) -> None:
    """Tell nobody for a while, without --for and --until until --off. Hits are counted, and not told later."""
    if sum(map(bool, (hours, until, off))) > 1:
        raise click.UsageError("one of --for, --until, --off")
    now = datetime.now(UTC)
    end = None if off else watch_options.end_of(hours, until, now, zone)
    with _plainly() as corpus:
        with corpus.database.write() as session:
            kept = watches.change(session, watches.named(session, named).id, now, muted_until=end)
        _said(corpus, kept, as_json, "It tells again." if off else "It is muted.")


@watch.command()
@click.argument("named", metavar="WATCH", type=filtering.Text())
@filtering.json_option
def rm(named: str, as_json: bool) -> None:
    """End a watch, with its history."""
    with _plainly() as corpus, corpus.database.write() as session:
        number = watches.named(session, named).id
        name = watches.remove(session, number)
    if as_json:
        terminal.echo(terminal.json_text({"removed": {"id": number, "name": name}}))
        return
    click.echo(f"The watch {terminal.inert(name)} is ended.", err=True)


def _list(sheet: Sheet, rows: Sequence[dict[str, Any]]) -> None:
    """In a pipe a column for each fact; on a terminal those that fit beside each other, the question and all else below."""
    if not sheet.console.is_terminal:
        header = ["id", "name", "query", "channels", "stories", "copies", "last hit"]
        table = [
            [
                str(row["id"]),
                row["name"],
                row["query"],
                ",".join(row["channels"]) + (" (muted)" if row["muted"] else ""),
                str(row["stories"]),
                str(row["copies"]),
                row["last_hit"] or "never",
            ]
            for row in rows
        ]
        sheet.table(header, table, ["; ".join(row["faults"]) for row in rows])
        return
    header = ["id", "stories", "copies", "last hit", "name"]
    table = [
        [
            str(row["id"]),
            str(row["stories"]),
            str(row["copies"]),
            sheet.time(row["last_hit"]) if row["last_hit"] else "never",
            terminal.fit(row["name"], max(sheet.width - BEFORE_NAME, 20)),
        ]
        for row in rows
    ]
    sheet.table(header, table, [_below(row) for row in rows])


def _below(row: dict[str, Any]) -> str:
    """What a watch asks, whom it tells, and what is wrong with it; it begins in English, so that the line runs as ours do."""
    asked = [f"asks {row['query']}"] if row["query"] else []
    asked += [f"{name} {', '.join(said) if isinstance(said, list) else said}" for name, said in row["filters"].items()]
    told = f"tells {', '.join(row['channels'])}" if row["channels"] else "tells no channel"
    return "; ".join([*asked, told + (" (muted)" if row["muted"] else ""), *row["faults"]])


def _known(corpus: Corpus, named: str) -> Kept | None:
    with corpus.database.read() as session:
        try:
            return watches.named(session, named)
        except NotFound:
            return None


def _json(corpus: Corpus, kept: Kept, tally: Tally) -> dict[str, Any]:
    return told.watch_json(kept, tally, corpus.catalogue.ids(), datetime.now(UTC))


def _said(corpus: Corpus, kept: Kept, as_json: bool, said: str) -> None:
    if as_json:
        with corpus.database.read() as session:
            terminal.echo(terminal.json_text({"watch": _json(corpus, kept, _tally(session, kept))}))
        return
    click.echo(f"{terminal.inert(kept.name)}: {said}", err=True)


def _tally(session: Session, kept: Kept) -> Tally:
    return watches.tallies(session, kept.id).get(kept.id, Tally())


def _print(sheet: Sheet, rows: Sequence[dict[str, Any]]) -> None:
    """In a pipe a line a hit: when it was hit or published, outlet, headline, address, copies."""
    for row in rows:
        when, copies = row.get("at") or row["published"] or row["first_seen"], row.get("copies", 0)
        headline = row["headline"] or row["url"] or ""
        if not sheet.console.is_terminal:
            terminal.echo(
                "\t".join([str(row["id"]), when or "", row["outlet"], terminal.inert(headline), row["url"] or "", str(copies)])
            )
            continue
        more = f"  (+{copies} cop{'y' if copies == 1 else 'ies'})" if copies else ""
        sheet.line(sheet.time(when), "  ", sheet.foreign(row["outlet"]), "  ", sheet.foreign(headline), more)
