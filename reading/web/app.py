"""Puts the parts of the API and the pages together, and nothing else.

A GET route of the pages needs the scope `read`, a route that changes something says so itself:
`dependencies=[Depends(tokens.needs("crawl"))]`. Handlers are plain `def`, take `context: Ctx` (`reading.web.context`) and read
with `with context.reading() as session:` or `reading.queries` on `context.corpus`; both end after a second.
`request.state.nonce` stands in the CSP of every answer: `<script nonce=…>`, `<style nonce=…>`. What the reader may do is
`tokens.visitor(request)`. State changes come by POST from the same origin (`security`), which needs no token in the form.
Static files are mounted by `pages.mount(app)`, under a name that `tokens.OPEN` lists.
"""

from __future__ import annotations

import functools
from importlib import metadata

from fastapi import APIRouter, Depends, FastAPI

from reading.web import compression, limits, pages, problems, security, threads, tokens
from reading.web.api import articles, clusters, documents, export, feeds, health, outlets, runs, search, watch_feeds, watches
from reading.web.context import Context, StartRun
from storage.config import Config
from storage.crawls.outlets import Catalogue
from storage.database import Database

API = "/api/v1"


def create_app(config: Config, database: Database, catalogue: Catalogue, *, start_run: StartRun | None = None) -> FastAPI:
    """The whole web side of a corpus.

    `start_run` has an outlet crawled; without it the wish is written down for the daemon on this database. Raises RuntimeError
    when a route says not who may ask it.
    """
    app = FastAPI(
        title="Rasid",
        version=metadata.version("rasid"),
        summary="The articles of Arabic news sites, clean, searchable, with their copies and revisions.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=threads.bounded,
        swagger_ui_oauth2_redirect_url=None,
    )
    context = Context(config, database, catalogue, start_run or runs.by_database(database))
    app.state.context = context
    app.state.tokens = tokens.Keyring(context)
    app.state.watch = health.Watch()
    app.state.stopping = False
    problems.install(app)
    app.router.routes.extend(_routes().routes)
    pages.mount(app)
    tokens.check_rules(app)
    _add_layers(app, config)
    return app


@functools.cache
def _routes() -> APIRouter:
    """What can be asked, the same for all apps of a process: to read the handlers' parameters takes a quarter of a second."""
    made = APIRouter()
    for resource in (articles, search, clusters, outlets, runs, watches, watch_feeds, export):
        made.include_router(resource.router, prefix=API)
    for resource in (health, feeds, documents):
        made.include_router(resource.router)
    made.include_router(pages.router, dependencies=[Depends(tokens.needs("read"))])
    made.include_router(pages.doors)
    return made


def _add_layers(app: FastAPI, config: Config) -> None:
    """From the inside out: the last one added meets a request first."""
    app.add_middleware(limits.Body)
    app.add_middleware(limits.Rate, others=config.http_rate, local=config.http_rate_local)
    if config.http_cors_origins:
        security.add_cors(app, config)
    app.add_middleware(compression.Compressed)
    app.add_middleware(problems.Net)
    app.add_middleware(security.Doors, config=config)
    app.add_middleware(security.Headers)
    app.add_middleware(limits.Heads)
