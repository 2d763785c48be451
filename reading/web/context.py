"""What every handler works with: the open corpus, the settings, and how a crawl is started."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from reading import queries
from reading.web.places import Places
from storage.config import Config
from storage.crawls.outlets import Catalogue
from storage.database import Database

StartRun = Callable[[str], int]
"""Has an outlet crawled; returns the number of its run. Called in a thread of the pool. Raises `runs.NoDaemon`, StorageError."""
EXPORTS = 2
"""Exports that stream at a time; one keeps a core busy."""


@dataclass(frozen=True)
class Corpus(queries.Corpus):
    """The corpus as handlers ask it: its questions are cancelled after `http_query_seconds`."""

    known: Catalogue

    @functools.cached_property
    def catalogue(self) -> Catalogue:
        return self.known


@dataclass
class Context:
    """Stands at `app.state.context`. `catalogue` may be replaced when the outlets' files were read anew."""

    config: Config
    database: Database
    catalogue: Catalogue
    start_run: StartRun
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    exports: Places = field(default_factory=lambda: Places(EXPORTS))

    @property
    def corpus(self) -> Corpus:
        """For `reading.queries`: all its questions end after `http_query_seconds` with TookTooLong."""
        return Corpus(self.config, self.database.limited(self.config.http_query_seconds or None), self.catalogue)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One reading transaction that ends after `http_query_seconds` with TookTooLong. For `with` in a plain `def` handler."""
        with self.corpus.database.read() as session:
            yield session

    @property
    def now(self) -> datetime:
        return self.clock()


async def of(request: Request) -> Context:
    """The context of the app that answers this request."""
    context: Context = request.app.state.context
    return context


Ctx = Annotated[Context, Depends(of)]
"""`def handler(context: Ctx)`."""
