"""Feeds of a search: RSS 2.0, Atom, JSON Feed 1.1, each conditional."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response

from news.outlet import OutletErrors
from reading import queries
from reading.exports import syndication
from reading.exports.form import Counted, Form
from reading.web import caching, tokens, wording
from reading.web.api import asked
from reading.web.api.asked import Selection
from reading.web.context import Context, Ctx
from reading.web.problems import Problem
from reading.web.tokens import Guest, Visitor
from storage.corpus import stream

router = APIRouter(tags=["feeds"], dependencies=[Depends(tokens.needs("read")), Depends(asked.once)])
MOST = 100
LANGUAGE = "ar"
"""Of a feed for which no other is asked."""
LABELLED = ("section", "tag", "author", "agency")
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without articles last changed: a date of now would make it another one at each request."""
RSS, ATOM, JSON_FEED = "application/rss+xml", "application/atom+xml", "application/feed+json"


class Wanted(Selection):
    q: asked.Question | None = Field(None, description="Only what a search for these words finds.", examples=["قصف درعا"])
    limit: int = Field(50, description=f"Articles; what is beyond 1 to {MOST} is brought there.")
    content: Literal["summary", "full"] = Field("summary", description="Also the whole text, for readers who may have it.")


Want = Annotated[Wanted, Query()]


def answers(kind: str) -> dict[int | str, dict[str, Any]]:
    return {
        200: {"description": "The feed.", "content": {kind: {"schema": {"type": "object" if kind == JSON_FEED else "string"}}}}
    }


WHOLE: dict[int | str, dict[str, Any]] = {403: {}}
"""The whole text is not for everybody."""


@router.get("/feed.xml", summary="RSS 2.0 of a search", response_class=Response, responses=answers(RSS) | WHOLE)
def rss(request: Request, context: Ctx, guest: Guest, want: Want) -> Response:
    """The newest that match. Feed readers that know no tokens send one as password of HTTP's basic authentication."""
    feed = Feed(request, context, guest, want)
    out = io.BytesIO()
    made = syndication.Rss(Counted(out), corpus=feed.corpus, title=feed.title, home=feed.home, here=feed.here,
                           updated=feed.updated, full=feed.full, language=feed.language)  # fmt: skip
    return feed.sent(made, out, RSS)


@router.get("/feed.atom", summary="Atom of a search", response_class=Response, responses=answers(ATOM) | WHOLE)
def atom(request: Request, context: Ctx, guest: Guest, want: Want) -> Response:
    """As `/feed.xml`."""
    feed = Feed(request, context, guest, want)
    out = io.BytesIO()
    made = syndication.Atom(Counted(out), corpus=feed.corpus, title=feed.title, home=feed.home, here=feed.here,
                            identity=feed.identity, updated=feed.updated, full=feed.full, language=feed.language)  # fmt: skip
    return feed.sent(made, out, ATOM)


@router.get("/feed.json", summary="JSON Feed 1.1 of a search", response_class=Response, responses=answers(JSON_FEED) | WHOLE)
def json_feed(request: Request, context: Ctx, guest: Guest, want: Want) -> Response:
    """As `/feed.xml`."""
    feed = Feed(request, context, guest, want)
    items = [item(feed.corpus, row, full=feed.full) for row in feed.articles]
    told = document(title=feed.title, language=feed.language, home=feed.home, here=feed.here, items=items)
    return caching.response(request, orjson.dumps(told), JSON_FEED, modified=feed.updated)


class Feed:
    """What all three forms hold. Raises Problem 403 where the whole text is asked for by who may not have it."""

    def __init__(self, request: Request, context: Context, guest: Visitor, want: Wanted) -> None:
        if want.content == "full" and not guest.whole:
            raise Problem(403, "forbidden", "whole articles are for readers with a token; ask without content=full")
        corpus = context.corpus
        page = queries.page(corpus, want.filters(context), limit=asked.clamped(want.limit, MOST), query=want.q)
        with context.reading() as session:
            self.corpus = stream.here(session).corpus
        self.request, self.full = request, want.content == "full"
        self.articles = asked.shown(page.articles, guest)
        self.title, self.language = titled(context, want), want.lang or LANGUAGE
        self.home, self.here = str(request.base_url), str(request.url)
        which = hashlib.sha256(request.url.query.encode()).hexdigest()[:16]
        self.identity = f"urn:rasid:{self.corpus}:feed:{which}"
        seen = (datetime.fromisoformat(row["fetched"] or row["first_seen"]) for row in page.articles)
        self.updated = max(seen, default=NEVER)

    def sent(self, form: Form[Any], out: io.BytesIO, kind: str) -> Response:
        form.write(self.articles)
        form.close()
        return caching.response(self.request, out.getvalue(), f"{kind}; charset=utf-8", modified=self.updated)


def titled(context: Context, want: Wanted) -> str:
    """What the feed holds, in Arabic: «راصد: قصف درعا — الجزيرة نت». Feeds stand side by side in a reader."""
    words = wording.table("text")
    asked_for = [want.q, "، ".join(_outlet(context, one) for one in want.filters(context).outlets)]
    asked_for += [f"{words[name]['ar']}: {said}" for name in LABELLED if (said := getattr(want, name))]
    if want.kind is not None:
        asked_for.append(wording.table("kind")[want.kind]["ar"])
    if want.lang is not None:
        asked_for.append(wording.table("language").get(want.lang, {}).get("ar", want.lang))
    asked_for += [f"{words[name]['ar']} {said}" for name in ("since", "until") if (said := getattr(want, name))]
    asked_for.append(words["copies_shown"]["ar"] if want.copies else "")
    return named(str(words["apart"]["ar"]).join(filter(None, asked_for)))


def named(what: str) -> str:
    """The title of a feed of this; of everything where that is empty."""
    name: str = wording.table("text")["name"]["ar"]
    return f"{name}: {what}" if what else name


def _outlet(context: Context, outlet: str) -> str:
    """Its Arabic name; its id where its file is broken."""
    try:
        return context.catalogue.get(outlet).name_ar
    except OutletErrors:
        return outlet


def document(*, title: str, language: str, home: str, here: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    """A JSON Feed 1.1."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "language": language,
        "home_page_url": home,
        "feed_url": here,
        "items": items,
    }


def item(corpus: str, row: dict[str, Any], *, full: bool) -> dict[str, Any]:
    """An article as JSON Feed 1.1 has it."""
    said = {
        "id": syndication.urn(corpus, row),
        "url": row["canonical_url"] or row["url"],
        "title": syndication.titled(row),
        "summary": syndication.summary(row),
        "date_published": row["published"],
        "date_modified": row["modified"],
        "authors": [{"name": name} for name in row["authors"]],
        "tags": syndication.categories(row),
        "language": row["language"],
    }
    text = {"content_html": syndication.html(row)} if full else {"content_text": syndication.summary(row)}
    return {name: value for name, value in said.items() if value} | text
