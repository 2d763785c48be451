"""`rasid stats`: what the corpus holds, counted."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

import click

from news.article import isotime
from reading import filters as filtering
from reading import queries, terminal
from reading.sheet import Sheet
from storage.corpus import census
from storage.corpus.census import Census, Share
from storage.searching.search import Filters

SHOWN = 8
"""Names of a list on a terminal; --json has more."""


@click.command()
@filtering.options
@filtering.json_option
def stats(filters: Filters, zone: tzinfo, as_json: bool) -> None:
    """How much there is: articles by outlet, language, kind, section and agency, and how many are dated, signed, pictured.

    Copies are counted with --copies only.
    """
    with queries.opened() as corpus:
        queries.check_outlets(corpus, filters.outlets)
        with corpus.database.read() as session:
            found = census.take(session, filters)
        if as_json:
            terminal.echo(terminal.json_text(_json(found)))
            return
        if not found.outlets:
            click.echo("Nothing matches. `rasid status` says what was stored, and when.", err=True)
            return
        with terminal.paged() as console:
            _print(found, Sheet(console=console, zone=zone))


def _json(found: Census) -> dict[str, Any]:
    return {
        "articles": sum(share.articles for share in found.outlets),
        "words": sum(share.words for share in found.outlets),
        "outlets": [
            {
                "outlet": share.outlet,
                "articles": share.articles,
                "words": share.words,
                "first": isotime(share.first),
                "last": isotime(share.last),
                "dated": share.dated,
                "signed": share.signed,
                "pictured": share.pictured,
            }
            for share in found.outlets
        ],
        **{
            name: [{"name": said, "articles": count} for said, count in rows]
            for name, rows in zip(("languages", "kinds", "sections", "agencies"), found.named.values(), strict=True)
        },
    }


def _print(found: Census, sheet: Sheet) -> None:
    articles, words = (sum(getattr(share, name) for share in found.outlets) for name in ("articles", "words"))
    outlets = len(found.outlets)
    sheet.line(f"{articles:,} articles, {words:,} words, {outlets} {'outlet' if outlets == 1 else 'outlets'}", style="bold")
    sheet.line("")
    rows = [
        ("outlet", "articles", "dated", "signed", "pictured", "first", "last"),
        *(_row(share, sheet) for share in found.outlets),
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        sheet.line("  ".join(cells) if sheet.console.is_terminal else "\t".join(row))
    for name, counted in found.named.items():
        told = [f"{sheet.foreign(said) if said else 'none'} {count:,}" for said, count in counted[:SHOWN]]
        sheet.line("")
        sheet.line(f"{name}: {' · '.join(told)}{' …' if len(counted) > SHOWN else ''}")


def _row(share: Share, sheet: Sheet) -> tuple[str, ...]:
    parts = [f"{100 * count // share.articles} %" for count in (share.dated, share.signed, share.pictured)]
    days = [f"{moment.astimezone(sheet.zone):%Y-%m-%d}" for moment in (share.first, share.last)]
    return (share.outlet, f"{share.articles:,}", *parts, *days)
