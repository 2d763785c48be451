"""`/watches`: the searches that are kept, and one of them with what it found and would have found; muted and ended here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from reading import watches as told
from reading.web import charts
from reading.web.api.watches import KEEPING, of_the_house
from reading.web.context import Ctx
from reading.web.pages import items, searching, watch_drafts
from reading.web.pages.article import of_number
from reading.web.pages.view import Page
from reading.web.tokens import Guest
from reading.web.wording import bdi
from storage.corpus import article_rows, spread
from storage.readers import watch_counts, watch_questions, watches
from storage.readers.watch_telling import HOURLY
from storage.readers.watches import FOR_EVER, Kept, Tally
from storage.searching import search

router = APIRouter(include_in_schema=False, dependencies=[Depends(of_the_house)])
MOST = 15
"""Hits of a page."""
PREVIEWED = 8
WEEK = 7
SPANS = {"1h": timedelta(hours=1), "8h": timedelta(hours=8), "1d": timedelta(days=1), "3d": timedelta(days=3),
         "7d": timedelta(days=7), "30d": timedelta(days=30)}  # fmt: skip
"""How long somebody may want peace; anything else means until further notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A watch as the lists show it."""

    kept: Kept
    tally: Tally
    chips: list[searching.Chip]
    narrowed: list[Markup]
    """Its filters, in words."""
    tone: str
    state: Markup
    telling: list[Markup]
    days: Markup
    """Seven bars."""
    today: int
    week: int
    faults: list[Markup]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A hit as the history shows it."""

    item: items.Item
    noticed: str
    iso: str
    copies: int
    copy: bool


@router.get("/watches")
def listed(request: Request, context: Ctx, guest: Guest) -> Response:
    page = Page(request, context)
    edges = _edges(page)
    with context.reading() as session:
        kept, tallies = watches.all_(session), watches.tallies(session)
        counted = watch_counts.by_period(session, edges)
    rows = [line(page, one, tallies.get(one.id, Tally()), counted.get(one.id, [0] * WEEK)) for one in kept]
    title = page.words("watches")
    return page.render("watches.html", title=title, here="watches", rows=rows, may=guest.may("crawl"), sign_in="/watches")


@router.get("/watches/{number}")
def one(request: Request, context: Ctx, guest: Guest, number: str) -> Response:
    """Its history, a page of it behind `before`."""
    page = Page(request, context)
    watch, copies, said = of_number(number, "watch"), page.param("copies") == "1", page.param("before")
    before = int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else None
    with context.reading() as session:
        kept = watches.get(session, watch)
        tally = watches.tallies(session, watch).get(watch, Tally())
        counted = watch_counts.by_period(session, _edges(page), watch).get(watch, [0] * WEEK)
        waiting = watch_counts.held(session, watch)
        hits = watches.hits(session, watch, MOST + 1, before=before, copies=copies)
        found = list(_found(page, session, hits[:MOST]))
        preview = previewed(page, session, kept.wish) if before is None else None
    return page.render(
        "watch.html",
        title=kept.name,
        here="watches",
        line=line(page, kept, tally, counted),
        found=found,
        waiting=waiting,
        older=page.address(before=str(hits[MOST - 1].id)) if len(hits) > MOST else "",
        first=page.address(drop=("before",)) if before is not None else "",
        other=page.address(copies="" if copies else "1", drop=("before",)),
        copies=copies,
        preview=preview,
        spans=SPANS,
        may=guest.may("crawl"),
        feed=f"/api/v1/watches/{watch}/feed",
        sign_in=f"/watches/{watch}",
    )


@router.post("/watches/{number}/mute", dependencies=KEEPING)
def mute(context: Ctx, number: str, sent: Annotated[dict[str, list[str]], Depends(watch_drafts.sent)]) -> Response:
    """For one of SPANS, or until further notice."""
    span = SPANS.get(sent.get("for", [""])[0])
    return _muted(context, number, context.now + span if span else FOR_EVER)


@router.post("/watches/{number}/unmute", dependencies=KEEPING)
def unmute(context: Ctx, number: str) -> Response:
    return _muted(context, number, None)


@router.post("/watches/{number}/delete", dependencies=KEEPING)
def delete(context: Ctx, number: str) -> Response:
    """Asked for by a button that lies behind another: a page's own form, from this origin alone (`security`)."""
    with context.database.write() as session:
        watches.remove(session, of_number(number, "watch"))
    return RedirectResponse("/watches", status_code=303)


def _muted(context: Any, number: str, until: datetime | None) -> Response:
    watch = of_number(number, "watch")
    with context.database.write() as session:
        watches.change(session, watch, context.now, muted_until=until)
    return RedirectResponse(f"/watches/{watch}", status_code=303)


def line(page: Page, kept: Kept, tally: Tally, counted: list[int]) -> Line:
    words = page.words
    query = search.parse(kept.wish.query)
    tone, state = _state(page, kept)
    known = set(page.context.catalogue.ids())
    gone = [words("watch_gone_outlet", name=bdi(one)) for one in kept.wish.filters.outlets if one not in known]
    ill = [words("watch_trouble", name=bdi(said.partition(":")[0])) for said in tally.troubles]
    return Line(
        kept=kept,
        tally=tally,
        chips=searching.chips(page, query, kept.wish.query),
        narrowed=narrowed(page, kept),
        tone=tone,
        state=state,
        telling=telling(page, kept),
        days=_bars(page, counted),
        today=counted[-1],
        week=sum(counted),
        faults=[*gone, *ill],
    )


def narrowed(page: Page, kept: Kept) -> list[Markup]:
    """«الوسيلة: الجزيرة نت»: the filters, and the names that count as one."""
    filters = kept.wish.filters
    said = [
        Markup("{}: {}").format(page.words("outlet"), page.words("and").join(bdi(page.outlet(one)) for one in filters.outlets))
    ]
    said = said if filters.outlets else []
    for name in watch_questions.FILTERS:
        value = getattr(filters, name)
        if value is not None:
            label = page.words("watch_language" if name == "lang" else name)
            term = {"kind": "kind", "lang": "language"}.get(name)
            said.append(Markup("{}: {}").format(label, page.words.term(term, value) if term else bdi(value)))
    return [*said, *(Markup(" = ").join(map(bdi, names)) for names in kept.wish.aliases)]


def telling(page: Page, kept: Kept) -> list[Markup]:
    """When it tells, where it has a word of its own on that."""
    own, words, said = kept.telling, page.words, []
    if own.hours:
        begin, end = (words.figures(f"{hour:%H:%M}") for hour in own.hours)
        said.append(words("watch_quiet_told", begin=begin, end=end))
    elif own.quiet:
        said.append(words("watch_told_quiet_none"))
    if own.daily:
        said.append(words("watch_daily_at", hour=words.figures(f"{own.daily:%H:%M}")))
    elif own.digest:
        said.append(words("watch_told_hourly" if own.digest == HOURLY else "watch_told_none"))
    return [*said, words("watch_zone_told", zone=words.place(own.zone))] if own.zone else said


def previewed(page: Page, session: Any, wish: watch_questions.Wish) -> tuple[list[items.Day], bool]:
    """Stories of the last seven days that it would have told of, and whether there are more."""
    ids, more = told.would_find(session, wish, page.words.now - timedelta(days=WEEK), PREVIEWED)
    found = article_rows.load(session, ids)
    clusters = {stored.cluster.id for stored in found if stored.cluster}
    return items.days(page, found, spread.spreads(session, clusters)), more


def _found(page: Page, session: Any, hits: list[watches.Hit]) -> Iterator[Found]:
    there = {stored.id: stored for stored in article_rows.load(session, [hit.article_id for hit in hits])}
    spreads = spread.spreads(session, {stored.cluster.id for stored in there.values() if stored.cluster})
    for hit in hits:
        if hit.article_id in there:
            item = items.item(page, there[hit.article_id], spreads)
            yield Found(
                item=item,
                noticed=page.words.moment(hit.at),
                iso=hit.at.isoformat(),
                copies=hit.copies,
                copy=hit.copy_of is not None,
            )


def _state(page: Page, kept: Kept) -> tuple[str, Markup]:
    if kept.muted_until is None or not kept.is_muted(page.words.now):
        return "good", page.words("watch_on")
    if kept.muted_until >= FOR_EVER:
        return "none", page.words("watch_off")
    return "warn", page.words("watch_muted", when=page.words.moment(kept.muted_until))


def _edges(page: Page) -> list[datetime]:
    """The midnights of the reader's zone around the last seven days."""
    days = [page.words.today - timedelta(days=back) for back in range(WEEK - 1, -2, -1)]
    return [datetime.combine(day, time(), page.words.zone) for day in days]


def _bars(page: Page, counted: list[int]) -> Markup:
    words = page.words
    days = [words.today - timedelta(days=back) for back in range(WEEK - 1, -1, -1)]
    named = zip(map(words.weekday, map(date.weekday, days)), counted, strict=True)
    told_of = [f"{day}: {words.count('stories', count)}" for day, count in named]
    said = words("watch_week_chart", n=words.count("stories", sum(counted)), days=words("and").join(told_of))
    return charts.bars(counted, told_of, words, str(said.striptags()))
