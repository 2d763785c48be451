"""The command `rasid outlets`: which outlets there are, how one is declared, whether the files are right, on and off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from news.article import isotime
from news.outlet import OutletError, OutletErrors
from reading import outlet_sheet, terminal
from storage import config as configuration
from storage import database
from storage.config import Config, ConfigError
from storage.crawls import outlets as catalogues
from storage.crawls import recurring_lines
from storage.crawls.outlets import Catalogue
from storage.errors import MissingDatabase, NotFound, StorageError

F = TypeVar("F", bound=Callable[..., Any])


def json_option(command: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="One JSON document.")(command)


@contextmanager
def plain_errors() -> Iterator[None]:
    """What may go wrong, as the command's own message: an unknown outlet is wrong usage (2), all else has failed (1)."""
    try:
        yield
    except NotFound as error:
        raise click.UsageError(str(error)) from error
    except (ConfigError, OutletError, StorageError) as error:
        raise click.ClickException(str(error)) from error


@click.group(name="outlets")
def outlets() -> None:
    """The sites we watch: list, show, furniture, check, enable, disable."""


@outlets.command(name="list")
@click.option("--all", "everything", is_flag=True, help="The ones switched off too.")
@click.option("--country", metavar="XX", help="Only of this country: two letters, such as SY.")
@json_option
def list_(everything: bool, country: str | None, as_json: bool) -> None:
    """Outlets, those switched on unless --all is given; those with a broken file are named on standard error."""
    with plain_errors():
        config = configuration.load()
        known, faults = catalogues.load(config).read()
        states = _states(config)
    there = [outlet for outlet in known if country is None or outlet.country == country.upper()]
    if country is not None and not there:
        raise click.ClickException(
            f"no outlet of country {country!r}; there are: {', '.join(sorted({o.country for o in known}))}"
        )
    documents = [outlet_sheet.document(outlet, states.get(outlet.id)) for outlet in there]
    shown = [each for each in documents if everything or each["enabled"]]
    if as_json:
        broken = [str(fault) for fault in faults]
        click.echo(terminal.json_text({"outlets": shown, "others": len(documents) - len(shown), "broken": broken}))
        return
    for fault in faults:
        click.echo(f"broken, not crawled: {fault}", err=True)
    console = terminal.console()
    if not console.is_terminal:
        for line in outlet_sheet.tab_lines(shown):
            click.echo(line)
        return
    outlet_sheet.print_list(shown, len(documents) - len(shown), console)


@outlets.command()
@click.argument("outlet_id", metavar="OUTLET")
@json_option
def show(outlet_id: str, as_json: bool) -> None:
    """One outlet: its declaration, how we know its addresses, its state."""
    with plain_errors():
        config = configuration.load()
        catalogue = catalogues.load(config)
        outlet = catalogue.get(outlet_id)
        state = _states(config).get(outlet_id)
    document = outlet_sheet.document(outlet, state)
    if as_json:
        click.echo(terminal.json_text(document))
        return
    files = [str(path) for path in (catalogue.shipped.get(outlet_id), catalogue.own.get(outlet_id)) if path is not None]
    outlet_sheet.print_one(outlet, document, files, terminal.console(), datetime.now(UTC))


@outlets.command()
@click.argument("outlet_id", metavar="OUTLET")
@click.option("--keep", type=int, metavar="N", help="Line N is no furniture, now and ever; `rasid reextract` puts it back.")
@json_option
def furniture(outlet_id: str, keep: int | None, as_json: bool) -> None:
    """Lines that recur in an outlet's articles and were learned to be no part of them."""
    with plain_errors():
        config = configuration.load()
        catalogue = catalogues.load(config)
        if outlet_id not in catalogue.ids():
            catalogue.get(outlet_id)  # raises NotFound, which names the nearest
        corpus = database.open(config.database)
        try:
            if keep is not None:
                with corpus.write() as session:
                    recurring_lines.keep(session, outlet_id, keep, datetime.now(UTC))
            with corpus.read() as session:
                lines = recurring_lines.learned(session, outlet_id)
        finally:
            corpus.close()
    if as_json:
        click.echo(terminal.json_text({"outlet": outlet_id, "lines": [_line(line) for line in lines]}))
        return
    for line in lines:
        click.echo(f"{line.id}\t{line.state}\t{line.articles}\t{line.sample}")
    if not lines:
        click.echo(f"{outlet_id}: nothing was learned", err=True)


def _line(line: recurring_lines.Line) -> dict[str, Any]:
    times = {name: isotime(getattr(line, name)) for name in ("first_seen", "last_seen", "since")}
    return {name: getattr(line, name) for name in ("id", "state", "place", "articles")} | {"line": line.sample} | times


@outlets.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(exists=True, path_type=Path))
@json_option
def check(paths: Sequence[Path], as_json: bool) -> None:
    """Whether outlet files are right; without PATH, all that are in force.

    PATH is a file or a folder, read as if it stood in your folder of outlets: a file with the id of a shipped outlet
    need only name what differs.
    """
    with plain_errors():
        catalogue = catalogues.load(configuration.load())
    if paths:
        count, faults = _check_files(paths, catalogue)
    else:
        count, faults = len(catalogue.ids()), catalogue.read()[1]
    if as_json:
        errors = [{"file": each.file, "line": each.line, "key": each.key or None, "message": each.message} for each in faults]
        click.echo(terminal.json_text({"checked": count, "errors": errors}))
    elif not faults:
        click.echo(f"{count} outlet {'file is' if count == 1 else 'files are'} right")
    else:
        for fault in faults:
            click.echo(str(fault), err=True)
    if faults:
        raise SystemExit(1)


def _check_files(paths: Sequence[Path], catalogue: Catalogue) -> tuple[int, list[OutletError]]:
    """How many files there are, and their faults. A folder without any is a fault of the call."""
    shipped_folder = configuration.SHIPPED_OUTLETS.resolve()
    files: list[Path] = []
    for path in paths:
        found = list(catalogues.files(path).values()) if path.is_dir() else [path]
        if not found:
            raise click.UsageError(f"{path} holds no outlet file (*.toml)")
        files += found
    faults: list[OutletError] = []
    for path in files:
        shipped = catalogue.shipped.get(path.name.removesuffix(catalogues.SUFFIX))
        try:
            alone = shipped is None or path.resolve().parent == shipped_folder
            catalogues.read_file(path, base=None if alone or shipped is None else catalogues.read_file(shipped))
        except OutletErrors as error:
            faults += error.errors
    return len(files), faults


@outlets.command()
@click.argument("ids", metavar="OUTLET...", nargs=-1, required=True)
def enable(ids: Sequence[str]) -> None:
    """Switch outlets on; a running daemon crawls them at its next tick."""
    _switch(ids, value=True)


@outlets.command()
@click.argument("ids", metavar="OUTLET...", nargs=-1, required=True)
def disable(ids: Sequence[str]) -> None:
    """Switch outlets off. What they brought stays."""
    _switch(ids, value=False)


def _switch(ids: Sequence[str], *, value: bool) -> None:
    """All or none: one unknown id and nothing is changed."""
    with plain_errors():
        config = configuration.load()
        catalogue = catalogues.load(config)
        chosen = [catalogue.get(outlet_id) for outlet_id in dict.fromkeys(ids)]
        for outlet in chosen if value else ():
            if not (outlet.feeds or outlet.sitemaps or outlet.sections):
                raise click.ClickException(
                    f"{outlet.id} has no feed, sitemap or section to ask; add one in {outlet.id}.toml in your folder of outlets"
                )
        corpus = database.open(config.database, create=True)
        try:
            now = datetime.now(UTC)
            with corpus.write() as session:
                for outlet in chosen:
                    catalogues.set_enabled(session, outlet.id, value, now)
        finally:
            corpus.close()
    for outlet in chosen:
        click.echo(f"{outlet.id} is {'on' if value else 'off'}")


def _states(config: Config) -> Mapping[str, dict[str, Any]]:
    """What the database knows of each outlet; nothing where there is no database yet."""
    try:
        corpus = database.open(config.database)
    except MissingDatabase:
        return {}
    try:
        with corpus.read() as session:
            return {outlet_id: outlet_sheet.state(row) for outlet_id, row in catalogues.states(session).items()}
    finally:
        corpus.close()
