"""How a command gets at the corpus: configuration, database, and every fault as the one line that click prints."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from news.outlet import OutletErrors
from storage import config as configuration
from storage import database
from storage.config import Config, ConfigError
from storage.database import Database
from storage.errors import StorageError


def open_corpus(*, create: bool = False) -> tuple[Config, Database]:
    """The configuration in force and its database, opened; with `create` made or upgraded where needed.

    The caller closes the database. Raises click.ClickException.
    """
    with faults():
        config = configuration.load()
        return config, database.open(config.database, create=create)


@contextmanager
def faults() -> Iterator[None]:
    """Faults of configuration, outlet files and storage inside the block end the command with their one line and exit code 1."""
    try:
        yield
    except (ConfigError, OutletErrors, StorageError) as error:
        raise click.ClickException(str(error)) from error
