"""How long a reading transaction may ask: the option it carries, and what each engine does with it."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from sqlalchemy import Connection

_OPTION = "rasid_seconds"
STEPS = 2000
"""Steps of SQLite's machine between two looks at the clock: some tens of microseconds."""


def option(seconds: float | None) -> dict[str, Any]:
    """The execution option of an engine whose transactions are limited; None: they are not."""
    return {_OPTION: seconds}


def limit_sqlite(driver: sqlite3.Connection, connection: Connection) -> None:
    """At the beginning of a transaction: from now on. A connection keeps its handler, so without a limit it is taken away."""
    seconds = connection.get_execution_options().get(_OPTION)
    if seconds is None:
        driver.set_progress_handler(None, 0)
        return
    deadline = time.monotonic() + seconds
    driver.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)


def limit_postgres(connection: Connection) -> None:
    """At the beginning of a transaction: each of its statements."""
    seconds = connection.get_execution_options().get(_OPTION)
    if seconds is not None:
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {max(1, int(seconds * 1000))}")
