"""Watches: searches that are kept, and what they found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import Response

from reading import watches as told
from reading.web import caching, tokens
from reading.web.api import asked
from reading.web.api.asked import Kind, Name, Question
from reading.web.context import Context, Ctx
from reading.web.problems import Problem
from reading.web.tokens import Guest
from storage.corpus.dossier import MOST_ID
from storage.readers import watch_telling, watches
from storage.readers.refusal import Refused
from storage.readers.watch_questions import MOST_LISTS, MOST_NAMES, Wish
from storage.readers.watch_telling import LONGEST, Telling
from storage.readers.watches import Kept, Tally
from storage.searching.search import Filters


async def of_the_house(request: Request, guest: Guest) -> None:
    """Raises Problem 401 for a stranger, also where reading is public: what somebody watches for is nobody else's."""
    if guest.key is None and not guest.local:
        scope = "read" if request.method == "GET" else "crawl"
        raise tokens.unnamed(request.url.path, scope, "watches need a token, also where reading is open to all")


router = APIRouter(tags=["watches"], dependencies=[Depends(tokens.needs("read")), Depends(of_the_house), Depends(asked.once)])
KEEPING = [Depends(tokens.needs("crawl"))]
"""As `storage.readers.tokens.SCOPES` says."""
MOST = 200
"""Hits of a page."""
CONFLICTS = {"taken", "many_watches"}
"""Why a watch that is sound is refused nevertheless."""
Number = Annotated[int, Path(description="Number of the watch.", examples=[1])]


def _no_nul(value: str) -> str:
    if "\0" in value:
        raise ValueError("holds the character NUL")
    return value


def _moment(value: datetime) -> datetime:
    if value.year < 2000 or value > watches.FOR_EVER:
        raise ValueError("is no time of this or the next centuries")
    return value.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_moment)]
Hours = Annotated[str, Field(max_length=LONGEST), AfterValidator(_no_nul)]


class WatchFilters(BaseModel):
    """All that is named must hold."""

    model_config = ConfigDict(extra="forbid")
    outlets: Annotated[list[Name], Field(max_length=100)] = Field(default=[], description="Any of these.")
    section: Name | None = None
    tag: Name | None = None
    author: Name | None = None
    agency: Name | None = None
    lang: asked.Language | None = None
    kind: Kind | None = None


class WatchChange(BaseModel):
    """What is to be another; what is not named stays."""

    model_config = ConfigDict(extra="forbid")
    name: Name | None = None
    query: Question | None = Field(None, description="As /search takes it. Another question looks at what comes from then on.")
    filters: WatchFilters | None = None
    aliases: Annotated[list[Annotated[list[Name], Field(max_length=MOST_NAMES)]], Field(max_length=MOST_LISTS)] | None = Field(
        None, description="Lists of names each of which counts as any other of its list."
    )
    channels: Annotated[list[Name], Field(max_length=20)] | None = Field(None, description="Names of channels of `rasid alerts`.")
    muted_until: Moment | None = Field(None, description="Tell nobody until then; null: tell. The year 9000 is off.")
    quiet: Hours | None = Field(
        None, description="Hours to tell nobody in, as 23:00-07:00; told after them. none: at any hour; null: the operator's."
    )
    digest: Hours | None = Field(
        None, description="hourly, or daily HH:MM: what came is told together; none: as it comes; null: as the operator says."
    )
    zone: Annotated[str, Field(max_length=64), AfterValidator(_no_nul)] | None = Field(
        None, description="On whose clocks, as Asia/Damascus; null: the operator's (alerts_zone)."
    )


class NewWatch(WatchChange):
    """A search to keep."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"name": "بايدن في درعا", "query": "درعا بايدن", "aliases": [["بايدن", "بايدين", "Biden"]], "channels": ["ops"]}
            ]
        },
    )
    name: Name
    query: Question = ""


class Watch(BaseModel):
    id: int
    name: str
    query: str
    filters: dict[str, Any]
    aliases: list[list[str]]
    channels: list[str]
    muted: bool
    muted_until: datetime | None
    quiet: str | None = Field(description="Its own quiet hours; null: the operator's.")
    digest: str | None
    zone: str | None
    created: datetime
    asked_since: datetime = Field(description="Since when it asks what it asks now.")
    stories: int = Field(description="Hits, copies of one text counted as one.")
    copies: int = Field(description="Hits of texts that were told of already.")
    last_hit: datetime | None
    faults: list[str] = Field(description="Outlets that are no more, channels that take nothing.")


class Watches(BaseModel):
    watches: list[Watch]


class BriefArticle(BaseModel):
    id: int
    outlet: str
    url: str | None
    canonical_url: str | None
    headline: str | None
    published: datetime | None
    first_seen: datetime
    agency: str | None
    section: str | None
    language: str | None
    status: Literal["live", "gone"]


class WatchHit(BaseModel):
    id: int
    at: datetime
    copy_of: int | None = Field(description="The hit that was told of the same text.")
    copies: int
    article: BriefArticle


class WatchHits(BaseModel):
    hits: list[WatchHit]
    next: str | None


@router.get("/watches", summary="All watches", response_model=Watches)
def listed(request: Request, context: Ctx) -> Response:
    """Oldest first, each with what it has found."""
    with context.reading() as session:
        counted = watches.tallies(session)
        rows = [_json(context, kept, counted.get(kept.id, Tally())) for kept in watches.all_(session)]
    return caching.json_response(request, {"watches": rows})


@router.post(
    "/watches", summary="Keep a search", status_code=201, response_model=Watch, dependencies=KEEPING, responses={409: {}}
)  # fmt: skip
def add(context: Ctx, want: NewWatch) -> Response:
    """It looks at what is stored from now on. A question that is broken is refused, with the place of the fault."""
    wish = Wish(query=want.query, filters=_filters(context, want.filters), aliases=_aliases(want))
    with _refusing(), context.database.write() as session:
        kept = watches.add(session, want.name, wish, want.channels or (), context.now, telling_of(context, want))
        if want.muted_until is not None:
            kept = watches.change(session, kept.id, context.now, muted_until=want.muted_until)
    headers = {"Location": f"/api/v1/watches/{kept.id}", "Cache-Control": "no-store"}
    return Response(orjson.dumps(_json(context, kept, Tally())), 201, headers=headers, media_type=caching.JSON)


@router.get("/watches/{number}", summary="One watch", response_model=Watch)
def one(request: Request, context: Ctx, number: Number) -> Response:
    """What it asks, whom it tells, and what it has found."""
    with context.reading() as session:
        told_of = _json(context, watches.get(session, number), watches.tallies(session, _known(number)).get(number, Tally()))
    return caching.json_response(request, told_of)


@router.patch("/watches/{number}", summary="Change a watch", response_model=Watch, dependencies=KEEPING, responses={409: {}})
def change(context: Ctx, number: Number, want: WatchChange) -> Response:
    """What is named becomes another. Its history stays."""
    filters = _filters(context, want.filters) if want.filters is not None else None
    aliases = _aliases(want) if want.aliases is not None else None
    with _refusing(), context.database.write() as session:
        kept = watches.get(session, number)
        kept = watches.change(
            session,
            number,
            context.now,
            name=want.name,
            wish=told.wish_of(kept, query=want.query, filters=filters, aliases=aliases),
            channels=want.channels,
            muted_until=want.muted_until if "muted_until" in want.model_fields_set else ...,
            telling=telling_of(context, want, kept),
        )
        tally = watches.tallies(session, number).get(number, Tally())
    said = orjson.dumps(_json(context, kept, tally))
    return Response(said, headers={"Cache-Control": "no-store"}, media_type=caching.JSON)


@router.delete(
    "/watches/{number}", summary="End a watch", status_code=204, response_class=Response, dependencies=KEEPING
)  # fmt: skip
def end(context: Ctx, number: Number) -> Response:
    """It is gone, with its history and what waited to be told."""
    with context.database.write() as session:
        watches.remove(session, number)
    return Response(status_code=204)


@router.get("/watches/{number}/hits", summary="What a watch found", response_model=WatchHits)
def hits(
    request: Request,
    context: Ctx,
    number: Number,
    copies: bool = Query(False, description="Also hits of texts that were told of already."),
    limit: int = Query(20, description=f"Hits of a page; what is beyond 1 to {MOST} is brought there."),
    cursor: int | None = Query(None, ge=1, le=MOST_ID, description="`next` of the page before."),
) -> Response:
    """Newest first. An article is hit once, however often it changes."""
    with context.reading() as session:
        kept = watches.get(session, number)
        rows, after = told.hits(session, kept, asked.clamped(limit, MOST), before=cursor, copies=copies)
    return caching.json_response(request, {"hits": rows, "next": str(after) if after is not None else None})


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except Refused as error:
        if error.code in CONFLICTS:
            raise Problem(409, "conflict", str(error)) from error
        raise Problem(422, "invalid-request", str(error)) from error


def _known(number: int) -> int:
    """Within what a database's numbers can be."""
    return number if 0 < number <= MOST_ID else 0


def _filters(context: Context, said: WatchFilters | None) -> Filters:
    if said is None:
        return Filters(copies=True)
    known = set(context.catalogue.ids())
    if unknown := [one for one in said.outlets if one not in known]:
        raise Problem(422, "invalid-request", f"outlet: there is no {unknown[0][:80]!r}; /api/v1/outlets lists them")
    return Filters(copies=True, **(said.model_dump() | {"outlets": tuple(said.outlets)}))


def telling_of(context: Context, want: WatchChange, kept: Kept | None = None) -> Telling:
    """What is asked for, and of what is not named what was. Raises Refused."""
    before = kept.telling if kept is not None else Telling()
    said = {name: getattr(want if name in want.model_fields_set else before, name) for name in ("quiet", "digest", "zone")}
    return watch_telling.telling(said["quiet"], said["digest"], said["zone"] or context.config.alerts_zone)


def _aliases(said: WatchChange) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(names) for names in said.aliases or ())


def _json(context: Context, kept: Kept, tally: Tally) -> dict[str, Any]:
    return told.watch_json(kept, tally, context.catalogue.ids(), context.now)
