"""The search."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response

from reading import queries
from reading.web import tokens
from reading.web.api import asked, shapes
from reading.web.api.articles import page_response
from reading.web.api.asked import Paged, Question
from reading.web.context import Ctx
from reading.web.tokens import Guest

router = APIRouter(tags=["search"], dependencies=[Depends(tokens.needs("read")), Depends(asked.once)])


class Searching(Paged):
    q: Question = Field(
        description='Words, all of which must be there; "in quotes" exactly; OR; -without; title:headline.',
        examples=["قصف درعا"],
        min_length=1,
    )
    sort: Literal["newest", "relevance"] = Field("newest", description="What comes first.")


@router.get("/search", summary="Search", response_model=shapes.FoundArticles)
def search(request: Request, context: Ctx, guest: Guest, want: Annotated[Searching, Query()]) -> Response:
    """Articles that hold all words of `q`, as `rasid search` finds them: variants of spelling and common endings match."""
    fields = asked.wanted(want.fields)
    filters = want.filters(context)
    page = queries.page(context.corpus, filters, limit=want.most, query=want.q, after=want.cursor, order=want.sort)
    return page_response(request, page, asked.shown(page.articles, guest, fields))
