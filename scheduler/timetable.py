"""When each outlet is due: APScheduler as the ticker, the table `outlet_state` as the truth."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

OUTLET = "outlet:"


class Timetable:
    """One job per outlet, in memory only: it is rebuilt from the database at start and set anew when a run ends.

    A job store of APScheduler would be a second truth: two schedulers on one store ran a job 44 times instead of 21, and
    `replace_existing` loses the next time. Everything is UTC; a missed time is run once, late, never dropped.
    """

    def __init__(self) -> None:
        self._ticker = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def start(self) -> None:
        """Begin to fire; needs a running event loop."""
        self._ticker.start()

    def stop(self) -> None:
        """Fire nothing any more; what runs already goes on."""
        if self._ticker.running:
            self._ticker.shutdown(wait=False)

    def every(self, seconds: float, call: Callable[[], Awaitable[None]], name: str) -> None:
        """Call something again and again, for the scheduler's own chores."""

        async def until_stopped() -> None:
            with suppress(asyncio.CancelledError):  # `stop` ends it so, which APScheduler would log as an error
                await call()

        self._ticker.add_job(until_stopped, IntervalTrigger(seconds=seconds, timezone=UTC), id=name, replace_existing=True)

    def expect(self, outlet: str, due: datetime, fire: Callable[[str], Awaitable[None]]) -> None:
        """Fire the outlet at `due`, or at once if that has passed; an earlier expectation of it is forgotten.

        `fire` starts the work and returns: APScheduler drops a time that comes while the job's last call still runs.
        """
        self._ticker.add_job(
            fire, DateTrigger(run_date=due, timezone=UTC), args=[outlet], id=OUTLET + outlet, replace_existing=True
        )

    def forget(self, outlet: str) -> None:
        """The outlet is no longer ours to fire."""
        try:
            self._ticker.remove_job(OUTLET + outlet)
        except JobLookupError:
            return  # it has fired already, or never stood here

    def expected(self) -> dict[str, datetime]:
        """Outlet → when it fires next; an outlet whose crawl is under way stands not in it."""
        return {
            job.id.removeprefix(OUTLET): job.next_run_time
            for job in self._ticker.get_jobs()
            if job.id.startswith(OUTLET) and job.next_run_time is not None
        }
