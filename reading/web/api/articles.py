"""Lists of articles, one article, its states."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from reading import queries, render
from reading.web import caching, tokens
from reading.web.api import asked, shapes
from reading.web.api.asked import Paged
from reading.web.context import Ctx
from reading.web.tokens import Guest
from storage.corpus import article_json, article_rows, dossier
from storage.corpus import articles as revisions
from storage.errors import NotFound

router = APIRouter(tags=["articles"], dependencies=[Depends(tokens.needs("read")), Depends(asked.once)])
Number = Annotated[int, Path(description="Number of the article.", examples=[17])]


@router.get("/articles", summary="Articles, newest first", response_model=shapes.Articles)
def listed(request: Request, context: Ctx, guest: Guest, want: Annotated[Paged, Query()]) -> Response:
    """The newest that match. `next` leads on: nothing comes twice and nothing is passed over, whatever is stored meanwhile."""
    fields = asked.wanted(want.fields)
    page = queries.page(context.corpus, want.filters(context), limit=want.most, after=want.cursor)
    return page_response(request, page, asked.shown(page.articles, guest, fields))


def page_response(request: Request, page: queries.Page, articles: list[dict[str, Any]]) -> Response:
    """The page with its `next`, which also stands in the header Link (RFC 8288)."""
    link = {}
    if page.next:
        link = {"Link": f'<{request.url.include_query_params(cursor=page.next)}>; rel="next"'}
    return caching.json_response(request, {"articles": articles, "next": page.next}, headers=link)


@router.get("/articles/{number}", summary="One article", response_model=shapes.Whole)
def one(request: Request, context: Ctx, guest: Guest, number: Number, fields: asked.Fields = None) -> Response:
    """The article in its latest state, with `history`: when it had which."""
    chosen = asked.wanted(fields)
    with context.reading() as session:
        article = _row(session, number)
        article["history"] = _history(session, article)
    return caching.json_response(request, asked.shown([article], guest, chosen)[0])


@router.get("/articles/{number}/revisions", summary="The states an article had", response_model=shapes.Revisions)
def states(request: Request, context: Ctx, number: Number) -> Response:
    """Oldest first; the last one is what the article is now."""
    with context.reading() as session:
        told = {"id": number, "revisions": _history(session, _row(session, number))}
    return caching.json_response(request, told)


@router.get("/articles/{number}/revisions/{revision}", summary="An article as it was", response_model=shapes.Article)
def state(request: Request, context: Ctx, guest: Guest, number: Number, revision: int, fields: asked.Fields = None) -> Response:
    """The article in the state of that number."""
    chosen = asked.wanted(fields)
    with context.reading() as session:
        article = _row(session, number)
        if not 0 < revision <= article["revision"]:
            raise NotFound(f"article {number} has no revision {str(revision)[:20]}; it has 1 to {article['revision']}")
        if revision != article["revision"]:
            article = revisions.revision_json(session, number, revision)
    return caching.json_response(request, asked.shown([article], guest, chosen)[0])


def _row(session: Session, number: int) -> dict[str, Any]:
    """Raises NotFound; it says so where the article was forgotten."""
    found = article_json.load(session, [number]) if 0 < number <= dossier.MOST_ID else []
    return found[0] if found else article_rows.stored_json(dossier.read(session, number).stored)


def _history(session: Session, article: dict[str, Any]) -> list[dict[str, Any]]:
    times = (datetime.fromisoformat(article[name]) for name in ("first_seen", "fetched"))
    return render.history(dossier.states(session, article["id"], article["revision"], *times))
