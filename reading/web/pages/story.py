"""`/story/ID`: one text at several outlets: who had it first, how late the others were, what they changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from news import arabic
from reading import worddiff
from reading.web import charts, tokens
from reading.web.context import Ctx
from reading.web.pages.article import PART_ONLY, difference, of_number
from reading.web.pages.view import Page
from reading.web.wording import bdi
from storage.corpus import stories
from storage.corpus.article_json import Row
from storage.corpus.stories import Story
from storage.errors import NotFound

router = APIRouter()
MOST = 60
"""Prints shown; of most stories there are fewer."""
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    article: Row
    number: int
    outlet: str
    late: timedelta
    headline: list[worddiff.Piece]
    """Against the first's; empty where it is the same."""
    dropped: int
    added: int


@router.get("/story/{number}", include_in_schema=False)
def story(request: Request, context: Ctx, number: str) -> Response:
    page = Page(request, context)
    words = page.words
    with context.reading() as session:
        told = stories.read(session, of_number(number, "story"))
    first = told.articles[0]
    rows = [_print(page, place, article, first, told) for place, article in enumerate(told.articles[:MOST], 1)]
    points = [charts.Point(label=_told(page, row), name=row.outlet, after=row.late, number=row.number) for row in rows]
    return page.render(
        "story.html",
        title=first["headline"] or words("no_headline"),
        spread=told.spread,
        first=rows[0],
        rows=rows,
        charts=[draw(points, words, str(words("story_chart"))) for draw in (charts.spread, charts.upright_spread)]
        if len(rows) > 1
        else [],
        whole=tokens.visitor(request).whole,
        cluster=told.id,
        all_shown=told.spread.articles <= len(rows),
    )


@router.get("/story/{number}/compare/{other}", include_in_schema=False)
def compare(request: Request, context: Ctx, number: str, other: str) -> Response:
    """A print beside the first, word by word."""
    page = Page(request, context)
    article_id = of_number(other)
    with context.reading() as session:
        told = stories.read(session, of_number(number, "story"))
    last = next((article for article in told.articles if article["id"] == article_id), None)
    if not tokens.visitor(request).whole:
        raise NotFound(PART_ONLY)
    if last is None:
        raise NotFound(f"no print {article_id} of story {told.id}")
    first = told.articles[0]
    return page.render(
        "changes.html",
        title=page.words("diff_against", first=bdi(page.outlet(first["outlet"])), second=bdi(page.outlet(last["outlet"]))),
        back=(f"/story/{told.id}", page.words("to_story")),
        heading=last["headline"],
        language=last["language"],
        sides=[(bdi(page.outlet(one["outlet"])), page.words.moment(_when(told, one))) for one in (first, last)],
        pairs=[],
        **difference(first, last),
    )


def _print(page: Page, place: int, article: Row, first: Row, told: Story) -> Print:
    pieces = worddiff.line(first["headline"], article["headline"]) if place > 1 else []
    was, now = (Counter(arabic.words(text["body"] or "")) for text in (first, article))
    return Print(
        article=article,
        number=place,
        outlet=page.outlet(article["outlet"]),
        late=timedelta(seconds=max(told.delay(article), 0)),
        headline=pieces if worddiff.changed(pieces) else [],
        dropped=(was - now).total(),
        added=(now - was).total(),
    )


def _told(page: Page, row: Print) -> str:
    words = page.words
    if row.late >= MINUTE:
        return words.beside(row.outlet, words("late", span=words.span(row.late)))
    return words.beside(row.outlet, words("story_first" if row.number == 1 else "story_with_first"))


def _when(told: Story, article: Row) -> datetime:
    return told.spread.first_at + timedelta(seconds=told.delay(article))
