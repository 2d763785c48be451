"""`rasid extract`: HTML (or, with --text, text somebody else extracted) in, Article JSON lines out. No database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from news.article import Article
    from news.outlet import Outlet

PAGES = (".html", ".htm", ".xhtml", ".txt")
"""What is read from a folder."""


class Unreadable(Exception):
    """An address that gave no page; the message is the line for people."""


class Moment(click.ParamType[datetime]):
    """An ISO 8601 time; without an offset it is UTC."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not an ISO 8601 time; write 2021-09-05T12:00:00Z", param, ctx)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="PATH|URL|-…")
@click.option("--url", default="", help="Address of the page, for a file; else its own canonical address is taken.")
@click.option("--outlet", "outlet_id", metavar="ID", help="Read with this outlet's time zone, languages and prune rules.")
@click.option("--fetched", type=Moment(), help="When the page was fetched; relative dates count from here. Default: now.")
@click.option("--debug", is_flag=True, help="Add `evidence`: where each metadata value comes from, and which values lost, why.")
@click.option("--text", "as_text", is_flag=True, help="The input is text somebody else extracted, a paragraph a line.")
def extract(
    sources: tuple[str, ...], url: str, outlet_id: str | None, fetched: datetime | None, as_text: bool, debug: bool
) -> None:
    """Extract articles: one Article JSON a line, each with its `file`.

    A folder gives every .html, .htm, .xhtml and .txt file below it. A page that is no article is named on stderr with the reason;
    the exit code is then 1.
    """
    outlet = _outlet(outlet_id)
    moment = fetched or datetime.now(UTC)
    inputs = list(_inputs(sources))
    if url and len(inputs) != 1:
        raise click.UsageError(f"--url names the address of one page, and there are {len(inputs)}")
    failed = 0
    with click.progressbar(inputs, label="extract", file=sys.stderr, hidden=len(inputs) < 2 or not sys.stderr.isatty()) as bar:
        for source in bar:
            failed += not _one(source, url, outlet, moment, as_text, debug)
    if failed:
        sys.exit(1)


def _one(source: str | Path, url: str, outlet: Outlet, fetched: datetime, as_text: bool, debug: bool) -> bool:
    from crawler.extraction.metadata import evidence
    from news.article import NotAnArticle, article_json

    name = str(source)
    try:
        with evidence.kept(debug) as book:
            article = _article(source, url, outlet, fetched, as_text)
    except NotAnArticle as refused:
        click.echo(f"{name}: {refused}", err=True)
        return False
    except Unreadable as error:
        click.echo(str(error) if str(error).startswith(name) else f"{name}: {error}", err=True)
        return False
    except OSError as error:
        click.echo(f"{name}: cannot be read: {error.strerror or error}", err=True)
        return False
    click.echo(json.dumps({"file": name, **article_json(article), **({"evidence": book} if debug else {})}, ensure_ascii=False))
    return True


def _article(source: str | Path, url: str, outlet: Outlet, fetched: datetime, as_text: bool) -> Article:
    from crawler.extraction import extractor
    from crawler.extraction.page import charset
    from news.article import Page

    if isinstance(source, str) and source != "-":
        from crawler.fetching import fetch  # needs the guarded downloader, which files never do
        from storage import config

        try:
            page = fetch.fetch(source, config.load())
        except (fetch.FetchError, config.ConfigError) as error:
            raise Unreadable(str(error)) from error
        if not as_text:
            return extractor.extract(page, outlet)
        body, url, fetched = page.body, page.url, page.fetched
    else:
        body = sys.stdin.buffer.read() if isinstance(source, str) else source.read_bytes()
    if as_text or (isinstance(source, Path) and source.suffix == ".txt" and b"<" not in body[:200]):
        return extractor.extract_text(charset.decode(body).text, outlet, url=url, fetched=fetched)
    return extractor.extract(Page(url=url, body=body, fetched=fetched), outlet)


def _inputs(sources: tuple[str, ...]) -> Iterator[str | Path]:
    """Addresses and «-» as text, files as paths; a folder becomes its files in order. A path that is not there is wrong usage."""
    for source in sources:
        if source == "-" or source.startswith(("http://", "https://")):
            yield source
            continue
        path = Path(source)
        try:
            path.stat()
        except FileNotFoundError as error:
            raise click.UsageError(f"{source}: no such file or folder") from error
        except (OSError, ValueError) as error:  # a name too long, a folder closed to us; a NUL in the name
            fault = error.strerror if isinstance(error, OSError) else error
            raise click.UsageError(f"{source}: no file or folder to read ({fault})") from error
        if path.is_dir():
            found = sorted(file for file in path.rglob("*") if file.suffix.lower() in PAGES and file.is_file())
            if not found:
                raise click.UsageError(f"{source}: no page in this folder ({', '.join(PAGES)})")
            yield from found
        else:
            yield path


def _outlet(outlet_id: str | None) -> Outlet:
    from news.outlet import Outlet, OutletErrors

    if outlet_id is None:
        # neutral: any language, UTC where a page prints no zone
        return Outlet(id="adhoc", name_ar="", name_en="", country="", timezone="UTC", home="", languages=())
    from storage import config
    from storage.crawls import outlets
    from storage.errors import NotFound, StorageError

    try:
        return outlets.load(config.load()).get(outlet_id)
    except NotFound as error:
        raise click.UsageError(str(error)) from error
    except (StorageError, OutletErrors, config.ConfigError) as error:
        raise click.ClickException(str(error)) from error
