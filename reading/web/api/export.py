"""The corpus as a stream: everything that matches, in the order of its changes, and from where the next export goes on."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response, StreamingResponse

from reading import queries
from reading.exports import lines, sheets
from reading.exports.form import Counted, Form
from reading.web import limits, tokens
from reading.web.api import asked
from reading.web.api.asked import Selection
from reading.web.context import Context, Ctx
from reading.web.places import Place
from reading.web.problems import Problem
from reading.web.tokens import Guest, Visitor
from storage.corpus import stream
from storage.corpus.stream import Mark
from storage.errors import TookTooLong
from storage.searching.question import Query as Question
from storage.searching.search import Filters

router = APIRouter(tags=["export"], dependencies=[Depends(tokens.needs("read")), Depends(asked.once)])
SECONDS = 30.0
"""A page of the stream may take longer than an answer somebody waits for."""
AT_ONCE = 500
"""Changes read, and written, at a time."""
KINDS = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}


class Wanted(Selection):
    q: asked.Question | None = Field(None, description="Only what a search for these words finds.")
    format: Literal["jsonl", "csv"] = Field("jsonl", description="JSON lines, or CSV that spreadsheets open safely.")
    after: Annotated[str, Field(max_length=asked.LONGEST)] | None = Field(
        None, description="Only what changed since: `Rasid-Next` of an earlier export. What was forgotten comes as a tombstone."
    )


@router.get(
    "/export",
    summary="Everything that matches, as a stream",
    response_class=StreamingResponse,
    responses={
        410: {},
        200: {
            "description": "One Article JSON a line, or a table.",
            "content": {"application/x-ndjson": {"schema": {"type": "string"}}, "text/csv": {"schema": {"type": "string"}}},
            "headers": {"Rasid-Next": {"description": "`after` of the next export.", "schema": {"type": "string"}}},
        },
    },
)
def export(request: Request, context: Ctx, guest: Guest, want: Annotated[Wanted, Query()]) -> Response:
    """Bounded in memory, however many there are. What is stored while it runs comes with the next one, from `Rasid-Next`."""
    filters = want.filters(context)
    question = queries.question(want.q) if want.q is not None else None
    with context.reading() as session:
        mark, end = stream.start(session, want.after), stream.here(session)
    name = f"rasid-{context.now:%Y%m%dT%H%M%SZ}.{want.format}"
    headers = {"Rasid-Next": str(end), "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    if limits.is_head(request.scope):
        answer = Response(headers=headers, media_type=KINDS[want.format])
        del answer.headers["content-length"]  # not nothing but unknown: it comes as a stream (RFC 9110, 8.6)
        return answer
    place = context.exports.take()
    if place is None:
        raise Problem(503, "too-many-exports", "other exports are running; try again", headers={"Retry-After": "30"})
    told = want.after is not None
    streamed = _Streamed(context, place, question, filters, mark, end, guest, form=want.format, tombstones=told)
    return StreamingResponse(streamed, headers=headers, media_type=KINDS[want.format])


class _Streamed:
    """The bytes of one export. Its place among the exports is given back when it ends, is dropped, or was never begun.

    A reader that takes nothing for long loses it to who waits; then the stream breaks off, which its reader notices.
    """

    def __init__(
        self, context: Context, place: Place, question: Question | None, filters: Filters, mark: Mark, end: Mark, guest: Visitor,
        *, form: str, tombstones: bool,
    ) -> None:  # fmt: skip
        self._context, self._place, self._question, self._filters = context, place, question, filters
        self._mark, self._end = mark, end
        self._guest, self._tombstones = guest, tombstones
        self._out = io.BytesIO()
        counted = Counted(self._out)
        self._form: Form[Any] = lines.Lines(counted) if form == "jsonl" else sheets.Sheet(counted)

    def __iter__(self) -> Iterator[bytes]:
        database = self._context.database.limited(SECONDS)
        try:
            while self._mark.number < self._end.number:
                if not self._place.keep():
                    raise TookTooLong("the reader of an export took nothing for long, and others waited: it was cut off")
                with database.read() as session:
                    page = stream.read(session, self._question, self._filters, self._mark, upto=self._end.number, limit=AT_ONCE)
                self._form.write(asked.shown(page.rows, self._guest), page.forgotten if self._tombstones else ())
                self._mark = page.end
                if data := self._taken():
                    yield data
            self._form.close()
            if data := self._taken():
                yield data
        finally:
            self.close()

    def _taken(self) -> bytes:
        data = self._out.getvalue()
        self._out.seek(0)
        self._out.truncate()
        return data

    def close(self) -> None:
        self._place.leave()

    __del__ = close
