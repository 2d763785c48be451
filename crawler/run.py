"""One crawl as a child process: started, watched, ended at its deadline, its run row closed where it could not do so."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from crawler import environment, processes
from crawler.job import Job
from crawler.processes import Child, Starter
from news import polling
from news.outlet import OutletErrors
from storage.config import Config, ConfigError
from storage.crawls import outlet_state, outlets, runs
from storage.crawls.runs import End
from storage.database import Database
from storage.errors import NotFound, StorageError

TERM_TO_KILL = 10.0
"""Seconds between asking a crawl to end and ending it."""
DRAIN = 5.0
"""Seconds in which what a crawl wrote last is read; whoever left its session may hold its pipes open for ever."""
ASKED = ("stopped", "ended at once")
"""How a crawl ends that we were told to end: no fault of its own, nor of its outlet."""
LOGGED = re.compile(r"^\S+ [A-Z]+ [\w.]+: ")
"""What stands before a log line's own words (`crawler.process_settings.log_to_stderr`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a crawl process ended."""

    job: Job
    code: int
    """Its exit code; minus the signal's number where a signal ended it."""
    why: str
    """In words."""
    output: str = ""
    """What it printed (dry run only)."""

    @property
    def ok(self) -> bool:
        return self.code == 0

    @property
    def sentence(self) -> str:
        return self.why


async def crawl(
    job: Job,
    config: Config,
    opened: Database,
    *,
    start: Starter = processes.afresh,
    stop: asyncio.Event | None = None,
    kill: asyncio.Event | None = None,
    on_line: Callable[[str], None] | None = None,
) -> Outcome:
    """Run `job` to its end and say how it went; never longer than `config.crawl_deadline` plus `TERM_TO_KILL` seconds.

    `opened`: where its run row is. `start` makes the process (`processes.starter`). `stop` asks it to finish its page and end,
    `kill` ends it at once. `on_line` gets each line it logs. Whatever happened to it, its run row is closed when this returns.
    """
    try:
        child = await _begun(asyncio.ensure_future(start(job.arguments(), environment.of(config))), stop, kill)
    except OSError as error:
        why = await asyncio.to_thread(_close, opened, job, config, 1, f"no process could be started: {error}", deque())
        return Outcome(job=job, code=1, why=why)
    if child is None:
        return Outcome(job=job, code=1, why=await asyncio.to_thread(_close, opened, job, config, 1, ASKED[0], deque()))
    tail: deque[str] = deque(maxlen=30)
    printed: list[str] = []
    readers = asyncio.gather(_lines(child.stderr, tail.append, on_line), _lines(child.stdout, printed.append, None))
    signalled = ""
    try:
        signalled = await _watch(child, config.crawl_deadline, stop, kill)
    finally:
        _send(child, signal.SIGKILL)  # also what it left behind in its session: that would hold its pipes open, too
        with suppress(TimeoutError):
            await asyncio.wait_for(child.wait(), TERM_TO_KILL)
        await asyncio.wait({readers}, timeout=DRAIN)
        readers.cancel()
    code = child.returncode if child.returncode is not None else -signal.SIGKILL
    why = await asyncio.to_thread(_close, opened, job, config, code, signalled, tail)
    return Outcome(job=job, code=code, why=why, output="\n".join(printed))


async def _begun(starting: asyncio.Future[Child], stop: asyncio.Event | None, kill: asyncio.Event | None) -> Child | None:
    """The process, or None where we were told to end before there was one: a server that hangs takes a minute to give up on."""
    told = [asyncio.create_task(event.wait()) for event in (stop, kill) if event is not None]
    waiting: list[asyncio.Future[Child] | asyncio.Task[bool]] = [starting, *told]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        return await starting if starting.done() else None
    finally:
        for future in waiting:
            future.cancel()


async def _watch(child: Child, deadline: float, stop: asyncio.Event | None, kill: asyncio.Event | None) -> str:
    """Wait for the end, and bring it about when told or when time is up. Returns what was done to the child, in words."""
    ended = asyncio.create_task(child.wait())
    asked = asyncio.create_task(stop.wait()) if stop is not None else None
    forced = asyncio.create_task(kill.wait()) if kill is not None else None
    waiting = {task for task in (ended, asked, forced) if task is not None}
    did = ""
    try:
        done, _ = await asyncio.wait(waiting, timeout=deadline, return_when=asyncio.FIRST_COMPLETED)
        if ended in done:
            return did
        did = ASKED[0] if asked in done else ASKED[1] if forced in done else f"ended after its deadline of {deadline:g} s"
        if forced not in done:
            _send(child, signal.SIGTERM)
            waiting -= {asked} if asked is not None else set()
            done, _ = await asyncio.wait(waiting, timeout=TERM_TO_KILL, return_when=asyncio.FIRST_COMPLETED)
        if ended not in done:
            _send(child, signal.SIGKILL)
            await asyncio.wait({ended}, timeout=TERM_TO_KILL)  # whoever is to tell us of the end may hang itself
        return did
    finally:
        for task in (ended, asked, forced):
            if task is not None:
                task.cancel()


def _send(child: Child, number: signal.Signals) -> None:
    """To the child, or with SIGKILL to its whole session: its workers must not outlive it."""
    try:
        if number == signal.SIGKILL:
            os.killpg(child.pid, number)
        else:
            os.kill(child.pid, number)
    except ProcessLookupError:
        return


async def _lines(stream: asyncio.StreamReader | None, keep: Callable[[str], None], tell: Callable[[str], None] | None) -> None:
    if stream is None:
        return
    rest = b""
    while chunk := await stream.read(65536):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            text = line.decode(errors="replace").rstrip()
            keep(text)
            if tell is not None:
                tell(text)
        rest = rest[-65536:]
    if rest:
        keep(rest.decode(errors="replace"))


def _close(opened: Database, job: Job, config: Config, code: int, did: str, tail: deque[str]) -> str:
    """The run's own words; where the child could not write them, close its row and say what is known."""
    last = LOGGED.sub("", next((line for line in reversed(tail) if line.strip()), ""))
    how = (
        f"the crawl process ended with signal {signal.Signals(-code).name}"
        if code < 0
        else f"the crawl process ended with code {code}"
    )
    why = ", ".join(filter(None, (how, did, last[:300])))
    if job.run_id is None or job.dry_run:
        return "done" if code == 0 else last or why
    try:
        with opened.read() as session:  # nearly every time it has written its end itself
            run = runs.get(session, job.run_id)
            if run.state not in {"queued", "running"}:
                return run.why
        with opened.write() as session:
            run = runs.get(session, job.run_id)
            if run.state in {"queued", "running"}:
                now = datetime.now(UTC)
                state: End = "stopped" if did in ASKED else "lost" if code < 0 else "failed"
                runs.finish(session, job.run_id, state=state, why=why, now=now)
                if not job.urls and state != "stopped":
                    manner = _manner(config, job.outlet)
                    due = outlet_state.plan_after_death(session, job.outlet, manner, now, random.random())  # noqa: S311 - jitter
                    outlet_state.run_closed(
                        session,
                        job.outlet,
                        health="failed",
                        reason=why,
                        now=now,
                        next_due_at=due,
                        stored=run.stored,
                        answered=False,
                    )
            return run.why
    except StorageError as error:
        return f"{why}; the run row was not closed: {error}"


def _manner(config: Config, outlet: str) -> polling.Manner:
    """As declared; as usual where the file is broken by now, which may be what ended the run."""
    try:
        return polling.manner(outlets.load(config).get(outlet))
    except (NotFound, OutletErrors, ConfigError):
        return polling.Manner()
