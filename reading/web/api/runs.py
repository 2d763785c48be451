"""The ledger of crawls, and how one is started and watched."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from reading.status import run_json
from reading.web import caching, limits, tokens
from reading.web.api import asked, shapes
from reading.web.api.outlets import declared
from reading.web.context import Context, Ctx, StartRun
from reading.web.problems import Problem
from storage.corpus.dossier import MOST_ID
from storage.crawls import liveness
from storage.crawls import runs as ledger
from storage.database import Database
from storage.errors import DatabaseBusy, NotFound, TookTooLong

router = APIRouter(tags=["runs"], dependencies=[Depends(tokens.needs("read")), Depends(asked.once)])
MOST = 200
"""Runs of a page."""
LOOK_EVERY = 1.0
"""Seconds between two looks at a run somebody watches."""
ALIVE_EVERY = 15.0
"""Seconds after which an event stream says that it is still there."""
WATCH_FOR = 3600.0
"""Seconds after which a stream ends; its reader comes again by itself."""
WATCHERS = 32
"""Event streams at a time."""
END = "end"
"""The last event of a run."""
ENDED = {"finished", "failed", "stopped", "lost"}


def by_database(database: Database) -> StartRun:
    """Write down the wish: the daemon on this database takes it up within seconds."""

    def start(outlet: str) -> int:
        now = datetime.now(UTC)
        with database.write() as session:
            if liveness.check(session, now, ()) == [liveness.NO_DAEMON]:
                raise Problem(503, "no-daemon", liveness.NO_DAEMON, headers={"Retry-After": "60"})
            return ledger.wish(session, outlet, now)

    return start


class Asked(BaseModel):
    """Which outlet."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"outlet": "aljazeera"}]})
    outlet: Annotated[str, Field(max_length=asked.LONGEST, description="Id of the outlet.")]


@router.get("/runs", summary="The latest runs, newest first", response_model=shapes.Runs, responses={404: {}})
def listed(
    request: Request,
    context: Ctx,
    outlet: str | None = Query(None, max_length=asked.LONGEST, description="Only this outlet's."),
    limit: int = Query(20, description=f"Runs of a page; what is beyond 1 to {MOST} is brought there."),
    cursor: int | None = Query(None, ge=1, le=MOST_ID, description="`next` of the page before."),
) -> Response:
    """What each was offered, fetched and stored, and why it ended."""
    if outlet is not None:
        declared(context, outlet)
    most = asked.clamped(limit, MOST)
    with context.reading() as session:
        rows = [run_json(run) for run in ledger.recent(session, outlet, most + 1, before=cursor)]
    told = {"runs": rows[:most], "next": str(rows[most - 1]["id"]) if len(rows) > most else None}
    return caching.json_response(request, told)


@router.get("/runs/{number}", summary="One run", response_model=shapes.Run)
def one(request: Request, context: Ctx, number: int) -> Response:
    """The run as it is now: its figures are true at any moment."""
    return caching.json_response(request, _run(context, number))


@router.post(
    "/runs",
    summary="Have an outlet crawled",
    status_code=202,
    response_model=shapes.Started,
    responses={404: {}},
    dependencies=[Depends(tokens.needs("crawl"))],
)
def start(context: Ctx, want: Asked) -> Response:
    """Answers at once with the run's number; `Location` says how it goes. One being crawled is crawled again after that."""
    outlet = declared(context, want.outlet)
    number = context.start_run(outlet.id)
    place = f"/api/v1/runs/{number}"
    told = {"id": number, "state": "queued", "location": place, "events": f"{place}/events"}
    return Response(orjson.dumps(told), 202, headers={"Location": place, "Cache-Control": "no-store"}, media_type=caching.JSON)


@router.get(
    "/runs/{number}/events",
    summary="Watch a run",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/event-stream": {}}, "description": "Server-sent events."},
        204: {"description": "The reader has had the `end` already (`Last-Event-ID`)."},
    },
)
async def events(request: Request, context: Ctx, number: int) -> Response:
    """Server-sent events: `run` with the run's JSON whenever it changed, `end` when it has ended.

    A reader that was cut off may come again and is told how the run is now; one that had the `end` is told by 204 to stay away.
    """
    first = await run_in_threadpool(_run, context, number)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    if first["state"] in ENDED and request.headers.get("last-event-id") == told_id(number, END):
        return Response(status_code=204, headers=headers)  # HTML, 9.2.3: an EventSource comes again until it is told this
    if limits.is_head(request.scope):
        return Response(headers=headers, media_type="text/event-stream")
    watchers = _watchers(request)
    if watchers.locked():
        said = "too many watch runs at this moment; ask the run itself every few seconds"
        raise Problem(503, "too-many-watchers", said, headers={"Retry-After": "10"})
    return StreamingResponse(_told(request, context, first, watchers), headers=headers, media_type="text/event-stream")


def _watchers(request: Request) -> asyncio.Semaphore:
    state = request.app.state
    if not hasattr(state, "watchers"):
        state.watchers = asyncio.Semaphore(WATCHERS)
    found: asyncio.Semaphore = state.watchers
    return found


async def _told(request: Request, context: Context, run: dict[str, Any], watchers: asyncio.Semaphore) -> AsyncIterator[bytes]:
    async with watchers:
        begun = said = time.monotonic()
        yield event("run", run)
        while run["state"] not in ENDED and time.monotonic() - begun < WATCH_FOR:
            await asyncio.sleep(LOOK_EVERY)
            if request.app.state.stopping or await request.is_disconnected():
                return
            try:
                now = await run_in_threadpool(_run, context, run["id"])
            except NotFound:
                return  # pruned: who comes again is told so
            except (DatabaseBusy, TookTooLong):
                now = run  # this look has failed; the next is a second away
            if now != run:
                run, said = now, time.monotonic()
                yield event("run", run)
            elif time.monotonic() - said > ALIVE_EVERY:
                said = time.monotonic()
                yield b": still there\n\n"
        if run["state"] in ENDED:
            yield event(END, run)


def event(name: str, run: dict[str, Any]) -> bytes:
    """A server-sent event."""
    return b"event: %b\nid: %b\ndata: %b\n\n" % (name.encode(), told_id(run["id"], name).encode(), orjson.dumps(run))


def told_id(number: int, name: str) -> str:
    """What a reader that comes again shows as `Last-Event-ID`."""
    return f"{number}-{name}"


def _run(context: Context, number: int) -> dict[str, Any]:
    if not 0 < number <= MOST_ID:
        raise NotFound(f"no run {str(number)[:20]}; /api/v1/runs lists them")
    with context.reading() as session:
        return run_json(ledger.get(session, number))
