"""The commands that read articles: list, search, show, export."""

from __future__ import annotations

from datetime import tzinfo

import click

from reading import filters as filtering
from reading import queries, render, terminal
from reading.export_command import export
from reading.sheet import Sheet
from storage.searching.search import Filters, Order

__all__ = ["export", "list_", "search", "show"]

_PAGE_OPTIONS = (
    click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Articles at most."),
    click.option("--after", metavar="CURSOR", help="Go on after the last page; its end names the cursor."),
    filtering.json_option,
)


def _paged(command: filtering.F) -> filtering.F:
    for option in reversed(_PAGE_OPTIONS):
        command = option(command)
    return command


@click.command(name="list")
@filtering.options
@_paged
def list_(filters: Filters, zone: tzinfo, limit: int, after: str | None, as_json: bool) -> None:
    """Articles, newest first."""
    with queries.opened() as corpus:
        _print_page(corpus, queries.page(corpus, filters, limit=limit, after=after), zone, as_json, copies=filters.copies)


@click.command()
@click.argument("query")
@filtering.options
@click.option(
    "--sort", "order", type=click.Choice(["newest", "relevance"]), default="newest", show_default=True, help="What comes first."
)
@_paged
def search(query: str, filters: Filters, zone: tzinfo, order: Order, limit: int, after: str | None, as_json: bool) -> None:
    """Articles that hold all words of QUERY.

    Spelling variants, the article and common endings match; words in "quotes" match exactly and in order. OR between two words
    asks for either, -word excludes, title:word asks for the headline.
    """
    with queries.opened() as corpus:
        page = queries.page(corpus, filters, query=query, limit=limit, after=after, order=order)
        _print_page(corpus, page, zone, as_json, copies=filters.copies)


def _print_page(corpus: queries.Corpus, page: queries.Page, zone: tzinfo, as_json: bool, *, copies: bool) -> None:
    if as_json:
        terminal.echo(terminal.json_text({"articles": page.articles, "next": page.next}))
        return
    if not page.articles:  # on standard error: a pipe stays empty, and its owner knows why
        click.echo("Nothing matches. `rasid status` says what was stored, and when.", err=True)
        return
    with terminal.paged() as console:
        if not console.is_terminal:
            for line in render.tab_lines(page.articles):
                terminal.echo(line)
            return
        sheet = Sheet(console=console, zone=zone)
        spreads = queries.spreads(corpus, page.articles) if copies else {}
        shown = {article["outlet"] for article in page.articles} | {spread.first_outlet for spread in spreads.values()}
        render.print_list(page.articles, queries.outlet_names(corpus, shown), sheet, spreads)
        more = f" · more: --after {page.next}" if page.next else ""
        count = len(page.articles)
        sheet.line(f"{count} {'article' if count == 1 else 'articles'} · times in {zone}{more}", style="dim")


@click.command()
@click.argument("article", metavar="ID")
@click.option("--revision", type=click.IntRange(min=1), help="The article as it was in this revision.")
@click.option("--diff", is_flag=True, help="What changed since --revision (else since the one before the latest), word by word.")
@click.option("--removed", is_flag=True, help="Also the lines taken out of the page's body.")
@filtering.zone_option
@filtering.json_option
def show(article: str, revision: int | None, diff: bool, removed: bool, zone: tzinfo, as_json: bool) -> None:
    """One article, by its number or its address (URL)."""
    with queries.opened() as corpus:
        known = queries.dossier(corpus, article)
        latest = known.stored.revision
        if diff and revision is None and latest == 1:
            raise click.ClickException(f"article {known.stored.id} has one revision only: nothing to compare")
        wanted = queries.state(corpus, known, revision or (latest - 1 if diff else latest))
        if as_json:
            said = render.diff_json(wanted, queries.state(corpus, known, latest)) if diff else render.with_history(wanted, known)
            terminal.echo(terminal.json_text(said))
            return
        with terminal.paged() as console:
            sheet = Sheet(console=console, zone=zone)
            if diff:
                render.print_diff(wanted, queries.state(corpus, known, latest), sheet)
            else:
                name = queries.outlet_names(corpus, {wanted["outlet"]})[wanted["outlet"]]
                render.print_article(wanted, known, name, sheet, removed=removed)
