"""`rasid serve`: the API and the pages without the schedule."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from contextlib import closing

import click
from fastapi import FastAPI

from reading.web import app as web
from reading.web import prefork, serving
from storage import database, logs, opening
from storage.config import Config, ConfigError
from storage.crawls import outlets

log = logging.getLogger("rasid.serve")


@click.command()
@click.option("--host", metavar="ADDRESS", help="Address to listen on; default: http_host.")
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help="Port; default: http_port. 0: any that is free.")
@click.option("--processes", type=click.IntRange(1, 32), metavar="N", help="Processes that answer; default: http_processes.")
@click.option("--lifeline", type=int, hidden=True, help="File descriptor; when its other end is closed, we end.")
def serve(host: str | None, port: int | None, processes: int | None, lifeline: int | None) -> None:
    """The API and the pages alone, in the foreground, on the database of a daemon that may run elsewhere.

    SIGTERM or Ctrl-C ends it. SIGHUP reads the outlet files anew.
    """
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))  # until whoever answers ends by it in good order
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until there is something to read anew
    config, opened = opening.open_corpus()
    opened.close()  # each process opens it for itself: a connection does not survive a fork
    logs.to_stderr(config.log_format)
    options = {"http_host": host, "http_port": port, "http_processes": processes}
    config = config.model_copy(update={name: value for name, value in options.items() if value is not None})
    with opening.faults():
        outlets.load(config)  # what is wrong is said before anything listens
    try:
        sock = serving.listen(config)
    except OSError as error:
        where = f"{config.http_host}:{config.http_port}"
        cure = "name another with --port or RASID_HTTP_PORT"
        raise click.ClickException(f"cannot listen on {where}: {error.strerror}; {cure}") from error
    address = serving.address(config, sock)
    if lifeline is None:
        click.echo(f"rasid: {address}  (Ctrl-C ends it)", err=True)
    else:
        log.info("API and pages: %s", address)  # into the log of whoever holds it
    with sock:
        if config.http_processes == 1:
            _answer(config, sock, lifeline)
        else:
            prefork.watch(config.http_processes, lambda held: _one_of_many(config, sock, held), lifeline)


def _one_of_many(config: Config, sock: socket.socket, lifeline: int) -> None:
    try:
        _answer(config, sock, lifeline)
    except click.ClickException as error:  # outside click's own `main`
        error.show()
        sys.exit(error.exit_code)


def _answer(config: Config, sock: socket.socket, lifeline: int | None) -> None:
    with opening.faults(), closing(database.open(config.database)) as opened:
        app = web.create_app(config, opened, outlets.load(config))
        serving.settle()
        asyncio.run(_serve(config, app, sock, lifeline))


async def _serve(config: Config, app: FastAPI, sock: socket.socket, lifeline: int | None) -> None:
    server = serving.server(app)
    loop = asyncio.get_running_loop()

    def end() -> None:
        server.should_exit = True
        if lifeline is not None:
            loop.remove_reader(lifeline)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    loop.add_signal_handler(signal.SIGHUP, lambda: _reload(config, app))
    if lifeline is not None:
        loop.add_reader(lifeline, end)
    await server.serve(sockets=[sock])


def _reload(config: Config, app: FastAPI) -> None:
    """The outlets' files as they are now; where the folder is gone, the old ones stay."""
    try:
        app.state.context.catalogue = outlets.load(config)
    except ConfigError as error:
        click.echo(f"rasid: {error}", err=True)
