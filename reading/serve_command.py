"""`rasid serve`: the API and the pages without the schedule."""

from __future__ import annotations

import asyncio
import signal

import click
from fastapi import FastAPI

from reading.web import app as web
from reading.web import serving
from storage import logs, opening
from storage.config import Config, ConfigError
from storage.crawls import outlets


@click.command()
@click.option("--host", metavar="ADDRESS", help="Address to listen on; default: http_host.")
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help="Port; default: http_port. 0: any that is free.")
def serve(host: str | None, port: int | None) -> None:
    """The API and the pages alone, in the foreground, on the database of a daemon that may run elsewhere.

    SIGTERM or Ctrl-C ends it. SIGHUP reads the outlet files anew.
    """
    config, database = opening.open_corpus()
    try:
        logs.to_stderr(config.log_format)
        said = {name: value for name, value in (("http_host", host), ("http_port", port)) if value is not None}
        config = config.model_copy(update=said)
        with opening.faults():
            app = web.create_app(config, database, outlets.load(config))
        asyncio.run(_serve(config, app))
    finally:
        database.close()


async def _serve(config: Config, app: FastAPI) -> None:
    try:
        sock = serving.listen(config)
    except OSError as error:
        where = f"{config.http_host}:{config.http_port}"
        cure = "name another with --port or RASID_HTTP_PORT"
        raise click.ClickException(f"cannot listen on {where}: {error.strerror}; {cure}") from error
    server = serving.server(app)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: setattr(server, "should_exit", True))
    loop.add_signal_handler(signal.SIGHUP, lambda: _reload(config, app))
    click.echo(f"rasid: {serving.address(config, sock)}  (Ctrl-C ends it)", err=True)
    with sock:
        await server.serve(sockets=[sock])


def _reload(config: Config, app: FastAPI) -> None:
    """The outlets' files as they are now; where the folder is gone, the old ones stay."""
    try:
        app.state.context.catalogue = outlets.load(config)
    except ConfigError as error:
        click.echo(f"rasid: {error}", err=True)
