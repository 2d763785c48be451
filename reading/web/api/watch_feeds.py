"""Feeds of a watch: RSS 2.0, Atom, JSON Feed 1.1, each conditional."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import orjson
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from reading.exports import syndication
from reading.exports.form import Counted, Form
from reading.web import caching, tokens
from reading.web.api import asked, feeds
from reading.web.api.feeds import ATOM, JSON_FEED, RSS
from reading.web.api.watches import Number, of_the_house
from reading.web.context import Context, Ctx
from reading.web.tokens import Guest, Visitor
from storage.corpus import stream
from storage.readers import watches

router = APIRouter(tags=["watches"], dependencies=[Depends(tokens.needs("read")), Depends(of_the_house), Depends(asked.once)])
ITEMS = 50
"""Articles of a feed."""


@router.get("/watches/{number}/feed.xml", summary="RSS 2.0 of a watch", response_class=Response, responses=feeds.answers(RSS))
def rss(request: Request, context: Ctx, guest: Guest, number: Number) -> Response:
    """The newest stories it found. Feed readers send a token as password of HTTP's basic authentication."""
    feed = Feed(request, context, guest, number)
    out = io.BytesIO()
    made = syndication.Rss(Counted(out), corpus=feed.corpus, title=feed.title, home=feed.home, here=feed.here,
                           updated=feed.updated, full=False, language=feed.language)  # fmt: skip
    return feed.sent(made, out, RSS)


@router.get("/watches/{number}/feed.atom", summary="Atom of a watch", response_class=Response, responses=feeds.answers(ATOM))
def atom(request: Request, context: Ctx, guest: Guest, number: Number) -> Response:
    """As `feed.xml`."""
    feed = Feed(request, context, guest, number)
    out = io.BytesIO()
    identity = f"urn:rasid:{feed.corpus}:watch:{number}"
    made = syndication.Atom(Counted(out), corpus=feed.corpus, title=feed.title, home=feed.home, here=feed.here,
                            identity=identity, updated=feed.updated, full=False, language=feed.language)  # fmt: skip
    return feed.sent(made, out, ATOM)


@router.get(
    "/watches/{number}/feed.json", summary="JSON Feed 1.1 of a watch", response_class=Response, responses=feeds.answers(JSON_FEED)
)
def json_feed(request: Request, context: Ctx, guest: Guest, number: Number) -> Response:
    """As `feed.xml`."""
    feed = Feed(request, context, guest, number)
    items = [feeds.item(feed.corpus, row, full=False) for row in feed.articles]
    told = feeds.document(title=feed.title, language=feed.language, home=feed.home, here=feed.here, items=items)
    return caching.response(request, orjson.dumps(told), JSON_FEED, modified=feed.updated)


class Feed:
    """What all three forms hold. Raises NotFound."""

    def __init__(self, request: Request, context: Context, guest: Visitor, number: int) -> None:
        with context.reading() as session:
            kept = watches.get(session, number)
            found = watches.hits(session, number, ITEMS, copies=False)
            rows = watches.articles(session, found)
            self.corpus = stream.here(session).corpus
        self.request, self.title = request, feeds.named(kept.name)
        self.language = kept.wish.filters.lang or feeds.LANGUAGE
        self.articles = asked.shown([rows[hit.article_id] for hit in found if hit.article_id in rows], guest)
        self.updated = max((hit.at for hit in found), default=datetime(1970, 1, 1, tzinfo=UTC))
        self.home, self.here = f"{request.base_url}watches/{number}", str(request.url)

    def sent(self, form: Form[Any], out: io.BytesIO, kind: str) -> Response:
        form.write(self.articles)
        form.close()
        return caching.response(self.request, out.getvalue(), f"{kind}; charset=utf-8", modified=self.updated)
