"""`rasid forget`: takes articles out for good, and keeps them out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import click

from news import links
from reading import filters as filtering
from reading import queries, terminal
from storage.corpus import article_rows
from storage.errors import NotFound
from storage.operations import erasing, forgetting, tombstones
from storage.operations.forgetting import Removed

MOST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What one word of the command names."""

    named: str
    articles: tuple[int, ...] = ()
    url: str | None = None
    """An address at which no article stands."""
    forgotten: datetime | None = None
    """It was taken out before."""


@click.command()
@click.argument("named", metavar="ID|URL", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@filtering.json_option
def forget(named: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Take articles out for good, by number or address: text, revisions, index, and their pages in the archive.

    What is left is a mark from which nothing can be read; it keeps address and text from coming back by crawl or import.
    An address we do not have is barred too. Backups and exports made before are not touched.
    """
    with queries.opened() as corpus:
        targets = [_target(corpus, word) for word in dict.fromkeys(named)]
        if not yes and any(target.forgotten is None for target in targets):
            _ask(corpus, targets)
        removed = [(target, [*_carry_out(corpus, target)]) for target in targets]
        left = erasing.archive(corpus.database, erasing.folder(corpus.config.archive))
        erasing.index(corpus.database)
        emptied = erasing.log(corpus.database)
        if as_json:
            terminal.echo(terminal.json_text(_as_json(removed, left, emptied=emptied)))
        else:
            _report(removed)
    if left:
        raise click.ClickException(
            f"{left} pages in the archive could not be overwritten; see to {corpus.config.archive} and call it again"
        )
    if not emptied:
        raise click.ClickException("the database's log still holds it: somebody reads all the time; call it again later")


def _target(corpus: queries.Corpus, named: str) -> Target:
    """Raises NotFound for a number no article has or had, click.UsageError for what is neither number nor address."""
    with corpus.database.read() as session:
        if named.isdecimal():
            number = min(int(named[:20]), MOST_ID)
            if article_rows.load(session, [number]):
                return Target(named=named, articles=(number,))
            when = tombstones.when(session, number)
            if when is None:
                raise NotFound(f"no article {named[:20]}; `rasid list` shows which there are")
            return Target(named=named, forgotten=when)
        try:
            url = links.canonical(named)
        except ValueError as error:
            raise click.BadParameter(f"{named[:200]!r} is neither a number nor an address", param_hint="ID|URL") from error
        found = forgetting.at_address(session, url)
        if found:
            return Target(named=named, articles=tuple(found))
        return Target(named=named, url=url, forgotten=tombstones.when_address(session, url))


def _ask(corpus: queries.Corpus, targets: Sequence[Target]) -> None:
    """Show what would go and let the person at the terminal decide; without one, `--yes` must have been said."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("nobody is there to confirm; say --yes")
    with corpus.database.read() as session:
        for stored in article_rows.load(session, [number for target in targets for number in target.articles]):
            article = stored.article
            title = terminal.isolate(article.headline or article.body[:80])
            size = f"{stored.revisions} states" if stored.revisions > 1 else "1 state"
            terminal.echo(f"{stored.id}  {article.outlet}  {title}  ({size})")
            if stored.cluster is not None and stored.cluster.size > 1:
                terminal.echo(f"    {stored.cluster.size - 1} other articles hold the same text, and stay")
    for target in targets:
        if target.url is not None and target.forgotten is None:
            terminal.echo(f"no article yet, to be barred: {terminal.inert(target.url)}")
    if not click.confirm("Forget this for good?"):
        raise click.ClickException("nothing was forgotten")


def _carry_out(corpus: queries.Corpus, target: Target) -> list[Removed]:
    now = datetime.now(UTC)
    removed = []
    for number in target.articles:
        with corpus.database.write() as session:
            try:
                removed.append(forgetting.forget(session, number, now=now))
            except NotFound:
                if tombstones.when(session, number) is None:  # else somebody was faster, to the same end
                    raise
    if target.url is not None and target.forgotten is None:
        with corpus.database.write() as session:
            removed += forgetting.forget_address(session, target.url, now=now)
    return removed


def _report(removed: Sequence[tuple[Target, Sequence[Removed]]]) -> None:
    for target, gone in removed:
        for one in gone:
            if one.article_id is None:
                terminal.echo(f"{terminal.inert(target.named)}: no article; the address is barred" + _pages(one))
                continue
            counted = (
                f"{one.states} state{'s' if one.states > 1 else ''}, {one.addresses} address{'es' if one.addresses > 1 else ''}"
            )
            terminal.echo(f"{one.article_id}: forgotten ({one.outlet}: {counted}{_pages(one)})")
            if one.copies:
                terminal.echo(f"    {one.copies} other articles hold the same text, and stay")
        if not gone:
            when = f" on {target.forgotten:%Y-%m-%d}" if target.forgotten else ""
            terminal.echo(f"{terminal.inert(target.named)}: forgotten before{when}")


def _pages(one: Removed) -> str:
    return f", {one.captures} page{'s' if one.captures > 1 else ''} in the archive" if one.captures else ""


def _as_json(removed: Sequence[tuple[Target, Sequence[Removed]]], left: int, *, emptied: bool) -> dict[str, object]:
    """Without titles: the answer may be kept, the text must not be."""
    lines = [
        {name: value for name, value in asdict(one).items() if name != "title"} | {"named": target.named, "before": False}
        for target, gone in removed
        for one in gone
    ]
    lines += [{"named": target.named, "before": True} for target, gone in removed if not gone]
    return {"forgotten": lines, "pages_left": left, "log_emptied": emptied}
