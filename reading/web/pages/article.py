"""`/article/ID`: the text, what was taken out of it, where it comes from, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import PlainTextResponse, Response

from news.article import Article, Embed
from reading import terminal, worddiff
from reading.web import tokens
from reading.web.context import Ctx
from reading.web.pages import capture
from reading.web.pages.items import EXCERPT
from reading.web.pages.view import Page
from storage.corpus import article_rows, articles, dossier, material
from storage.corpus.dossier import Dossier
from storage.errors import NotFound

router = APIRouter()
PART_ONLY = "whole texts need a token here"
"""To a reader of whom the operator wants one for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, or a foreign post between two."""

    text: str = ""
    embed: Embed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """Another outlet's print of the story."""

    id: int
    outlet: str
    time: str
    late: timedelta
    similarity: float | None


@router.get("/article/{number}", include_in_schema=False)
def article(request: Request, context: Ctx, number: str) -> Response:
    page = Page(request, context)
    with context.reading() as session:
        known = dossier.read(session, of_number(number))
    stored, one = known.stored, known.stored.article
    whole = tokens.visitor(request).whole
    image = one.image
    return page.render(
        "article.html",
        title=one.headline or page.words("no_headline"),
        stored=stored,
        article=one,
        blocks=blocks(one) if whole else [Block(text=one.body[:EXCERPT])],
        whole=whole,
        captions=[text for text in one.captions if not image or text != image.caption],
        prints=prints(page, known),
        own=_own(known),
        dossier=known,
    )


@router.get("/article/{number}/changes", include_in_schema=False)
def changes(request: Request, context: Ctx, number: str, old: str = "", new: str = "") -> Response:
    """Two states of an article, word by word."""
    page = Page(request, context)
    with context.reading() as session:
        known = dossier.read(session, of_number(number))
        latest = known.stored.revision
        last = min(_number(new, latest), latest)
        first = min(_number(old, max(last - 1, 1)), latest)
        states = {state: _state(session, known, state) for state in {first, last}}
    _refuse_part(request)
    one = known.stored.article
    return page.render(
        "changes.html",
        title=(what := page.words("diff_title", old=page.words.number(first), new=page.words.number(last))),
        tab=tab(page, one.headline, what),
        back=(f"/article/{known.stored.id}", page.words("to_article")),
        heading=one.headline,
        language=one.language,
        sides=[_side(page, page.words("revision_n", n=page.words.number(state)), states[state]) for state in (first, last)],
        pairs=pairs(known, first, last),
        **difference(states[first], states[last]),
    )


@router.get("/article/{number}/source", include_in_schema=False)
def source(request: Request, context: Ctx, number: str) -> Response:
    """The page as it came, as text within a page of ours: the article is one step back."""
    page = Page(request, context)
    known, raw = _captured(request, context, number)
    return page.render(
        "source.html",
        title=page.words("capture"),
        tab=tab(page, known.article.headline, page.words("capture")),
        number=known.id,
        article=known.article,
        fetched=known.capture.fetched if known.capture else known.article.fetched,
        text=terminal.printable(raw.text[: capture.SHOWN]),
        cut=raw.cut or len(raw.text) > capture.SHOWN,
    )


@router.get("/article/{number}/source.txt", include_in_schema=False)
def source_text(request: Request, context: Ctx, number: str) -> Response:
    """The page as it came, alone: plain text, whatever it is."""
    _, raw = _captured(request, context, number)
    headers = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
    return PlainTextResponse(raw.text + ("\n…" if raw.cut else ""), headers=headers)


def tab(page: Page, headline: str | None, what: Markup) -> Markup:
    """Of a page about an article, as the browser's tab names it: the article first, which tells it from its neighbours."""
    return page.words("of_article", article=headline or page.words("no_headline"), what=what)


def _captured(request: Request, context: Ctx, number: str) -> tuple[material.Material, capture.Raw]:
    """Raises NotFound where the archive has none, or for a reader who may not read whole texts."""
    with context.reading() as session:
        known = material.load(session, of_number(number))
    _refuse_part(request)
    raw = capture.read(context.config.archive, known.capture) if known.capture is not None else None
    if raw is None:
        raise NotFound(f"the page of article {number[:20]} is not in the archive")
    return known, raw


def of_number(written: str, kind: str = "article") -> int:
    """Raises NotFound for what is no number, of an article or what else is numbered."""
    if not is_number(written):
        raise NotFound(f"no {kind} {written[:20]!r}")
    return int(written)


def is_number(written: str) -> bool:
    return written.isascii() and written.isdecimal() and len(written) < 19


def blocks(one: Article) -> list[Block]:
    """The body with its posts where they stood."""
    cards = sorted(one.embeds, key=lambda embed: embed.after_paragraph)
    found: list[Block] = []
    for place, text in enumerate(["", *one.paragraphs]):
        found += [Block(text=text)] if text else []
        while cards and (cards[0].after_paragraph <= place or place == len(one.paragraphs)):
            found.append(Block(embed=cards.pop(0)))
    return found


def prints(page: Page, known: Dossier) -> list[Print]:
    """The others that printed it, the first first."""
    if known.spread is None:
        return []
    found = [
        Print(
            id=copy.id,
            outlet=page.outlet(copy.outlet),
            time=page.words.moment(copy.published or copy.first_seen, precision=copy.published_precision),
            late=known.spread.delay(copy.published, copy.published_precision, copy.first_seen),
            similarity=copy.similarity,
        )
        for copy in known.copies
    ]
    return sorted(found, key=lambda one: (one.late, one.id))


def pairs(known: Dossier, first: int, last: int) -> list[tuple[int, int, bool]]:
    """Neighbouring states to compare, and whether that is what is shown."""
    numbers = [state.number for state in known.states]
    return [(old, new, (old, new) == (first, last)) for old, new in pairwise(numbers)]


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Lines and paragraphs with their changes; paragraphs left alone are counted, as they stand between the others."""
    heads = [worddiff.line(old[name], new[name]) for name in ("headline", "standfirst")]
    rows: list[int | list[worddiff.Piece]] = []
    for pieces in worddiff.paragraphs(old["body"] or "", new["body"] or ""):
        if worddiff.changed(pieces):
            rows.append(pieces)
        elif rows and isinstance(rows[-1], int):
            rows[-1] += 1
        else:
            rows.append(1)
    heads = [pieces for pieces in heads if worddiff.changed(pieces)]
    return {"heads": heads, "rows": rows, "same": not heads and all(isinstance(row, int) for row in rows)}


def _own(known: Dossier) -> timedelta | None:
    """How late this article is in its story."""
    if known.spread is None:
        return None
    one = known.stored.article
    return known.spread.delay(one.published, one.published_precision, known.stored.first_seen)


def _state(session: Any, known: Dossier, number: int) -> dict[str, Any]:
    if number == known.stored.revision:
        return article_rows.stored_json(known.stored)
    return articles.revision_json(session, known.stored.id, number)


def _side(page: Page, name: object, state: Mapping[str, Any]) -> tuple[object, str]:
    from reading.sheet import moment

    when = moment(state["fetched"])
    return name, page.words.moment(when) if when else ""


def _number(written: str, otherwise: int) -> int:
    return int(written) if written.isascii() and written.isdecimal() and 0 < len(written) < 9 and int(written) else otherwise


def _refuse_part(request: Request) -> None:
    """Raises NotFound for a reader who may not read whole texts."""
    if not tokens.visitor(request).whole:
        raise NotFound(PART_ONLY)
