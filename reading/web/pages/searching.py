"""`/search`: what was asked, how it was understood, what answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from news import arabic
from reading.web.context import Ctx
from reading.web.pages import choosing, items
from reading.web.pages.choosing import Choice
from reading.web.pages.latest import place
from reading.web.pages.view import Page
from reading.web.wording import bdi
from storage.corpus import spread
from storage.searching import search
from storage.searching.question import MAX_WORDS, Part, Query
from storage.searching.search import Hits, Order

router = APIRouter()
MOST = 30
KEPT = ("outlet", "kind", "section", "tag", "author", "agency")
"""Filters a watch may have too."""
_MARK = re.compile('["“”„«»]')
_BETWEEN = re.compile('[\\s"“”„«»:]+-?|^-')


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One thing asked for: any of `parts`, each with the kind of thing it is."""

    parts: list[tuple[Markup, Markup]]
    without: bool = False


@router.get("/search", include_in_schema=False)
def searched(request: Request, context: Ctx) -> Response:
    page = Page(request, context)
    typed = page.param("q")
    choice = choosing.of(page)
    order: Order = "relevance" if page.param("order") == "relevance" else "newest"
    after, faults = place(page)
    query, fault = asked(page, typed)
    days: list[items.Day] = []
    hits = Hits(articles=[], next=None)
    with context.reading() as session:
        offered = choosing.offered_outlets(page, session, choice.said["outlet"])
        if query is not None:
            hits = search.find(session, query, choice.filters, MOST, after, order=order)
            clusters = {stored.cluster.id for stored in hits.articles if stored.cluster}
            days = items.days(page, hits.articles, spread.spreads(session, clusters), query)
    return page.render(
        "search.html",
        title=page.words("results_for", query=bdi(typed)).striptags() if typed else page.words("search"),
        here="search",
        typed=typed,
        chips=chips(page, query, typed) if query else [],
        days=days,
        choice=choice,
        faults=[*([fault] if fault else unclosed(page, typed)), *choice.faults, *faults],
        outlets=offered,
        order=order,
        older=page.address(after=str(hits.next)) if hits.next else "",
        first=page.address(drop=("after",)) if after else "",
        searched=query is not None,
        feed=choice.feed(page, typed) if query is not None else "",
        kept_address=urlencode({"q": typed} | {name: choice.said[name] for name in KEPT if choice.said[name]}, errors="replace"),
        ways=ways(page, typed, choice) if query is not None and not hits.articles else [],
    )


def asked(page: Page, typed: str) -> tuple[Query | None, Markup | None]:
    """The question, or what is wrong with it; neither where nothing was typed."""
    if not typed:
        return None, None
    try:
        query = search.parse(typed)
    except ValueError:
        return None, page.words("too_long", most=page.words.count("words", MAX_WORDS))
    return (None, page.words("no_words")) if query.is_empty else (query, None)


def unclosed(page: Page, typed: str, name: str = "q") -> list[Markup]:
    """That a quotation is not closed, which is then read as single words; and the way to ask for it as a phrase."""
    marks = [match.start() for match in _MARK.finditer(typed)]
    if len(marks) % 2 == 0:
        return []
    said, phrase = page.words("open_quote"), typed[marks[-1] + 1 :].strip()
    if not arabic.words(phrase):
        return [said]
    closed = typed[: marks[-1]] + f'"{phrase}"'
    way = Markup('<a href="{}">{}</a>').format(
        page.address(drop=("after",), **{name: closed}), page.words("open_quote_close", phrase=bdi(f'"{phrase}"'))
    )
    return [Markup("{} {}").format(said, way)]


def chips(page: Page, query: Query, typed: str) -> list[Chip]:
    """The question as it was understood, its words as they were written."""
    written = {}
    for piece in _BETWEEN.split(typed):
        if len(words := arabic.words(piece)) == 1:
            written[words[0]] = piece
    found = [Chip(parts=[_part(page, part, written) for part in group]) for group in query.groups]
    return [*found, *(Chip(parts=[_part(page, part, written)], without=True) for part in query.without)]


def _part(page: Page, part: Part, written: Mapping[str, str]) -> tuple[Markup, Markup]:
    kind = page.words("must_phrase" if part.exact else "must_word" if len(part.words) == 1 else "must_words")
    if part.title:
        kind = Markup("{} {}").format(kind, page.words("in_title"))
    return kind, bdi(" ".join(written.get(word, word) for word in part.words))


def ways(page: Page, typed: str, choice: Choice) -> list[tuple[Markup, str]]:
    """What else to try where nothing was found."""
    found: list[tuple[Markup, str]] = []
    unquoted = "".join(char for char in typed if char not in '"“”„«»').strip()
    if any(part.exact for group in search.parse(typed).groups for part in group):
        found.append((page.words("try_no_quotes"), page.address(q=unquoted, drop=("after",))))
    if choice.number:
        found.append((page.words("try_no_filters"), page.address(drop=(*choosing.ALL, "after"))))
    if not choice.filters.copies:
        found.append((page.words("try_copies"), page.address(copies="1", drop=("after",))))
    words = unquoted.split()
    if len(words) > 2:
        found.append((page.words("try_fewer"), page.address(q=" ".join(words[:2]), drop=("after",))))
    return found
