"""For instruments: is the schedule alive, and the figures of the whole watch in Prometheus' form."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import orjson
from fastapi import APIRouter, Depends, Request
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from starlette.responses import Response

from reading.web import caching, tokens
from reading.web.api import shapes
from reading.web.api.instruments import Readings
from reading.web.context import Context, Ctx
from reading.web.problems import Problem
from reading.web.tokens import Guest
from storage.crawls import liveness, outlets
from storage.operations import measures

router = APIRouter(tags=["instruments"])
HEALTH_FOR = 2.0
"""Seconds an answer about the schedule holds: each looks whether the database can be written to."""
NONE_ENABLED = "no outlet is enabled: `rasid outlets enable ID`"
METRICS_FOR = 5.0
METRICS_SECONDS = 10.0
"""The figures may take longer than an answer somebody waits for."""
T = TypeVar("T")


class Remembered(Generic[T]):
    """A value made anew when it is older than `seconds`, by one at a time."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._guard = seconds, threading.Lock()
        self._made: tuple[float, T] | None = None

    def get(self, make: Callable[[], T]) -> T:
        """Raises what `make` raises; then nothing is remembered."""
        with self._guard:
            if self._made is None or time.monotonic() - self._made[0] > self._seconds:
                self._made = time.monotonic(), make()
            return self._made[1]


@dataclass(frozen=True, slots=True)
class Judged:
    """Why the schedule is not alive, nothing while it is; and the outlets that are to be crawled."""

    reasons: list[str]
    enabled: frozenset[str]


class Watch:
    """What the instruments of one app remember; stands at `app.state.watch`."""

    def __init__(self) -> None:
        self.judged: Remembered[Judged] = Remembered(HEALTH_FOR)
        self.figures: Remembered[bytes] = Remembered(METRICS_FOR)
        self.totals = measures.Totals()


def _watch(request: Request) -> Watch:
    watch: Watch = request.app.state.watch
    return watch


@router.get(
    "/healthz",
    summary="Is the schedule alive?",
    response_model=shapes.Health,
    dependencies=[Depends(tokens.needs("open"))],
)
def healthz(request: Request, context: Ctx, guest: Guest) -> Response:
    """200 while what is due is started, and the database and disk take what comes; else 503 with the reasons.

    Outlet files that are broken are `warnings`, for the other outlets are crawled; so is that none is switched on. Who may not
    read is told neither.
    """
    judged = _watch(request).judged.get(lambda: _judged(context))
    warnings = [f"an outlet's file is broken: {fault}" for fault in context.catalogue.faults().values()]
    warnings += [] if judged.enabled else [NONE_ENABLED]
    warnings = warnings if guest.may("read") else []
    if not judged.reasons:
        said = {"status": "ok"} | ({"warnings": warnings} if warnings else {})
        return Response(orjson.dumps(said), headers={"Cache-Control": "no-store"}, media_type=caching.JSON)
    told = [*judged.reasons, *warnings] if guest.may("read") else []
    raise Problem(503, "not-alive", "; ".join(told) or "something is wrong; who may read is told what", errors=told)


def _judged(context: Context) -> Judged:
    lacks = [liveness.writable(context.database), liveness.room(context.config.data_dir)]
    with context.reading() as session:
        said = outlets.states(session)
        enabled = frozenset(
            one.id
            for one in context.catalogue.read()[0]
            if outlets.is_enabled(one, said[one.id].enabled if one.id in said else None)
        )
        return Judged([*liveness.check(session, context.now, enabled), *(lack for lack in lacks if lack)], enabled)


@router.get(
    "/metrics",
    summary="Figures, in Prometheus' form",
    response_class=Response,
    responses={200: {"description": "Prometheus text.", "content": {"text/plain": {"schema": {"type": "string"}}}}},
    dependencies=[Depends(tokens.needs("read"))],
)
def metrics(request: Request, context: Ctx) -> Response:
    """Of this moment, at most some seconds old."""
    watch = _watch(request)
    text = watch.figures.get(lambda: _text(context, watch.totals))
    return Response(text, headers={"Cache-Control": "no-store"}, media_type=CONTENT_TYPE_PLAIN_0_0_4)


def _text(context: Context, totals: measures.Totals) -> bytes:
    now = context.now
    with context.database.limited(METRICS_SECONDS).read() as session:
        taken = measures.take(session, now, totals)
    registry = CollectorRegistry()
    judged = _judged(context)
    broken = len(context.catalogue.faults())
    registry.register(Readings(taken, now, alive=not judged.reasons, enabled=judged.enabled, broken=broken))
    return bytes(generate_latest(registry))
