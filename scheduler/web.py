"""The API and the pages beside the schedule: in a thread of the daemon, or in processes of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from storage.config import Config
from storage.crawls.outlets import Catalogue
from storage.database import Database

if TYPE_CHECKING:
    from scheduler.web_processes import WebProcesses
    from scheduler.web_thread import WebThread


@contextmanager
def beside(config: Config, database: Database, catalogue: Catalogue) -> Iterator[Callable[[Catalogue], None]]:
    """Serve while the block runs; gives what is to be told of outlets read anew."""
    if not config.http_enabled:
        yield lambda renewed: None
        return
    served: WebThread | WebProcesses
    if config.http_processes == 1:
        from scheduler.web_thread import WebThread

        served = WebThread(config, database, catalogue)
    else:
        from scheduler.web_processes import WebProcesses

        served = WebProcesses()
    served.start()
    try:
        yield served.renewed
    finally:
        served.stop()
