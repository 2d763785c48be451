"""Stories: who else printed a text, who first, how late the others."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from news.article import isotime
from reading.web import caching, tokens
from reading.web.api import asked, shapes
from reading.web.context import Ctx
from reading.web.tokens import Guest
from storage.corpus import stories

router = APIRouter(tags=["stories"], dependencies=[Depends(tokens.needs("read")), Depends(asked.once)])


@router.get("/clusters/{number}", summary="One story and all who printed it", response_model=shapes.Story)
def story(request: Request, context: Ctx, guest: Guest, number: int, fields: asked.Fields = None) -> Response:
    """The prints of one text in the order in which they were there."""
    chosen = asked.wanted(fields)
    with context.reading() as session:
        found = stories.read(session, number)
    articles = asked.shown([row | {"delay": found.delay(row)} for row in found.articles], guest, chosen)
    told = {
        "id": found.id,
        "size": found.size,
        "lead": found.lead,
        "outlets": found.spread.outlets,
        "first": found.spread.first_id,
        "first_outlet": found.spread.first_outlet,
        "first_at": isotime(found.spread.first_at),
        "agency": found.spread.agency,
        "articles": articles,
    }
    return caching.json_response(request, told)
