"""What the reading commands ask of the corpus, as Article JSON and plain values."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click

from news import links
from news.outlet import OutletErrors
from reading import snippets
from storage import opening
from storage.config import Config
from storage.corpus import article_json, article_rows, spread
from storage.corpus import dossier as dossiers
from storage.corpus.dossier import Dossier
from storage.corpus.spread import Spread
from storage.crawls import outlets
from storage.database import Database
from storage.errors import NotFound
from storage.searching import search
from storage.searching.search import Cursor, Filters, Query

BATCH = 500
"""Articles read at a time by `newest`."""


@dataclass(frozen=True)
class Corpus:
    """The open corpus; made by `opened`."""

    config: Config
    database: Database

    @functools.cached_property
    def catalogue(self) -> outlets.Catalogue:
        """The outlets' declarations. Raises ConfigError."""
        return outlets.load(self.config)


@contextmanager
def opened() -> Iterator[Corpus]:
    """The corpus for one command. Faults of configuration and storage inside the block end it with one line, exit code 1."""
    config, database = opening.open_corpus()
    try:
        with opening.faults():
            yield Corpus(config, database)
    finally:
        database.close()


def check_outlets(corpus: Corpus, ids: Iterable[str]) -> None:
    """Raises click.UsageError, naming the nearest ones, for an id no outlet has."""
    for outlet in ids:
        if outlet not in corpus.catalogue.ids():
            try:
                corpus.catalogue.get(outlet)
            except NotFound as error:
                raise click.BadParameter(str(error), param_hint="--outlet") from error


def outlet_names(corpus: Corpus, ids: Iterable[str]) -> dict[str, str]:
    """Arabic names by id; an outlet whose file is gone or broken goes by its id: reading what is stored needs no file."""
    names = {}
    for outlet in ids:
        try:
            names[outlet] = corpus.catalogue.get(outlet).name_ar
        except (NotFound, OutletErrors):
            names[outlet] = outlet
    return names


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list."""

    articles: list[dict[str, Any]]
    """Article JSON; of a search with its `snippet`, and `headline_marks`: where in the headline what was looked for stands."""
    next: str | None
    """Cursor of the next page; None: this was the last."""


def page(
    corpus: Corpus,
    filters: Filters,
    *,
    limit: int,
    query: str | None = None,
    after: str | None = None,
    order: search.Order = "newest",
) -> Page:
    """In the order asked for.

    Raises click.UsageError: unknown outlet, a cursor that is none, a question too long or without a word.
    """
    check_outlets(corpus, filters.outlets)
    try:
        place = Cursor.parse(after) if after is not None else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--after") from error
    asked = question(query) if query is not None else None
    with corpus.database.read() as session:
        places, more = search.places(session, asked, filters, limit, place, order=order)
        articles = article_json.load(session, [found.id for found in places])
    if asked is not None:
        found, titled = snippets.finder(asked), snippets.finder(asked, title=True)
        articles = [
            data | {"headline_marks": titled(data["headline"] or ""), "snippet": _snippet(data, found)} for data in articles
        ]
    return Page(articles=articles, next=str(more) if more else None)


def spreads(corpus: Corpus, articles: Iterable[dict[str, Any]]) -> dict[int, Spread]:
    """How the stories of a list spread, by number of cluster."""
    with corpus.database.read() as session:
        return spread.spreads(session, {article["cluster"]["id"] for article in articles if article["cluster"]})


def question(text: str) -> Query:
    """What a person typed. Raises click.BadParameter: too long, or without a word."""
    try:
        query = search.parse(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="QUERY") from error
    if query.is_empty:
        raise click.BadParameter("no word to look for; write one or more words", param_hint="QUERY")
    return query


def _snippet(article: dict[str, Any], found: snippets.Finder) -> dict[str, Any] | None:
    """From the text rather than from the headline, which is shown anyway; None where only the headline answers."""
    return snippets.snippet([article["body"], article["standfirst"] or ""], found)


def newest(corpus: Corpus, filters: Filters, *, query: Query | None, limit: int) -> Iterator[dict[str, Any]]:
    """Article JSON of the newest that match, newest first, a page at a time."""
    place: Cursor | None = None
    while limit > 0:
        with corpus.database.read() as session:
            hits = search.find(session, query, filters, min(limit, BATCH), place)
        yield from map(article_rows.stored_json, hits.articles)
        limit, place = limit - len(hits.articles), hits.next
        if place is None:
            return


def dossier(corpus: Corpus, named: str) -> Dossier:
    """What is known of the article a person names by number or by address. Raises NotFound, click.UsageError."""
    with corpus.database.read() as session:
        if named.isdecimal():
            return dossiers.read(session, int(named[:20]))
        try:
            url = links.canonical(named)
        except ValueError as error:
            raise click.BadParameter(f"{named[:200]!r} is neither a number nor an address", param_hint="ID") from error
        return dossiers.read(session, dossiers.at_address(session, url))


def state(corpus: Corpus, known: Dossier, number: int) -> dict[str, Any]:
    """The Article JSON of revision `number`. Raises NotFound."""
    if number == known.stored.revision:
        return article_rows.stored_json(known.stored)
    from storage.corpus import articles

    with corpus.database.read() as session:
        return articles.revision_json(session, known.stored.id, number)
