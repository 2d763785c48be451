"""The API and the pages in a thread and an event loop of the daemon's own, so that neither delays the other."""

from __future__ import annotations

import asyncio
import logging
import threading

from fastapi import FastAPI

from reading.web import app as web
from reading.web import serving
from storage.config import Config
from storage.crawls.outlets import Catalogue
from storage.database import Database

TRY_AGAIN = 10.0
"""Seconds until a port that was taken is tried again: a daemon that stands by takes it over."""
log = logging.getLogger("rasid.daemon")


class WebThread:
    """Serves until `stop`. What goes wrong here is logged and keeps no crawl from starting."""

    def __init__(self, config: Config, database: Database, catalogue: Catalogue) -> None:
        self._config, self._database = config, database
        self._app: FastAPI = web.create_app(config, database, catalogue)
        self._stopping = threading.Event()
        self._server: serving.Server | None = None
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)

    def renewed(self, catalogue: Catalogue) -> None:
        """The outlets' files were read anew."""
        self._app.state.context.catalogue = catalogue

    def start(self) -> None:
        serving.settle()
        self._thread.start()

    def stop(self) -> None:
        """Answers under way have some seconds to end."""
        self._stopping.set()
        if self._server is not None:
            self._server.should_exit = True
        self._thread.join(serving.GRACE + 2)

    def _run(self) -> None:
        told = False
        while not self._stopping.is_set():
            try:
                sock = serving.listen(self._config)
            except OSError as error:
                if not told:
                    where = f"{self._config.http_host}:{self._config.http_port}"
                    log.error("API and pages wait, the schedule goes on: cannot listen on %s: %s", where, error.strerror)
                    told = True
                self._stopping.wait(TRY_AGAIN)
                continue
            told = False
            log.info("API and pages: %s", serving.address(self._config, sock))
            with sock:
                self._server = serving.server(self._app)
                if self._stopping.is_set():
                    return
                try:
                    asyncio.run(self._server.serve(sockets=[sock]))
                except Exception:  # whatever it was: the API must not stay away because of it
                    log.exception("API and pages ended, and begin anew; the schedule goes on")
            if not self._stopping.is_set():  # an app lives once: what it held was closed at its end
                self._app = web.create_app(self._config, self._database, self._app.state.context.catalogue)
            self._stopping.wait(TRY_AGAIN)  # nobody told it to end: what made it is given time to pass
