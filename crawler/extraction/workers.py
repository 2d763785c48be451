"""Extraction in a process of its own, which can be killed: a page that hangs or crashes the parser costs only itself."""

from __future__ import annotations

import asyncio
import ctypes
import logging
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from multiprocessing import forkserver
from pathlib import Path

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from crawler.extraction import nursery
from news.article import Article, NotAnArticle, Page
from news.outlet import Outlet
from news.recurring import NOTHING, Learned

PR_SET_PDEATHSIG = 1  # linux/prctl.h
TRIES = 3
"""Times a page is given to a worker that was ended from outside."""
PAUSE = 0.3
PATIENCE = 60.0
"""Seconds beyond the time limits of all pages in work until a pool without an answer is taken for broken."""
OUTSIDE = {-signal.SIGKILL, 255}
"""Exit codes that say nothing of the page; 255 stands for a worker whose server is gone (`multiprocessing.popen_forkserver`)."""
TASKS = 200
"""Pages after which a worker is replaced: what its libraries leak goes with it."""

log = logging.getLogger("rasid.workers")


class ExtractionFailed(Exception):
    """No answer from the extractor. `reason`: extract_timeout | crash | memory | error."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def die_with_parent(number: int = signal.SIGKILL, parent: int | None = None) -> None:
    """Have the kernel send us `number` when our parent dies. `parent`: its pid; already another one: we end here."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)  # it died before the kernel knew whom to tell


def limit_memory(megabytes: int) -> None:
    """Let this process's address space grow by `megabytes` at most; beyond it, MemoryError."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        pages = 0  # not Linux: the limit counts from zero
    limit = pages * resource.getpagesize() + megabytes * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _start(megabytes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the crawl, which then ends us
    die_with_parent()
    limit_memory(megabytes)


def _extract(page: Page, outlet: Outlet, learned: Learned = NOTHING) -> Article:
    from crawler.extraction import extractor

    return extractor.extract(page, outlet, learned)


def _is_sound(pool: ProcessPool) -> bool:
    try:
        return bool(pool.active)
    except RuntimeError:  # pebble's word for a pool whose manager failed
        return False


class Workers:
    """A pool of extractors; started when the first page comes."""

    def __init__(
        self,
        *,
        timeout: float,
        megabytes: int,
        count: int = 1,
        work: Callable[..., Article] = _extract,
        preload: str = "crawler.extraction.extractor",
    ) -> None:
        self._timeout = timeout
        self._megabytes = megabytes
        self._count = count
        self._work = work
        self._preload = preload
        self._pool: ProcessPool | None = None
        self._pending: set[ProcessFuture[Article]] = set()
        self._closed = False

    async def extract(self, page: Page, outlet: Outlet, learned: Learned = NOTHING) -> Article:
        """The article of `page`. Raises NotAnArticle, or ExtractionFailed when there was no answer within the time limit."""
        asked = (page, outlet, learned) if learned.keys else (page, outlet)
        try:
            return await self._ask(*asked)
        except NotAnArticle:
            raise
        except TimeoutError as error:
            raise ExtractionFailed("extract_timeout", f"no result within {self._timeout:g} s") from error
        except ProcessExpired as error:
            raise ExtractionFailed("crash", f"the worker ended with {error.exitcode}") from error
        except MemoryError as error:
            raise ExtractionFailed("memory", f"needs more than {self._megabytes} MiB") from error
        except Exception as error:
            # a border: whatever a page makes the extractor throw must cost this page only
            log.exception("%s: the extractor broke", page.url)
            raise ExtractionFailed("error", f"{type(error).__name__}: {error}"[:200]) from error

    async def _ask(self, *asked: Page | Outlet | Learned) -> Article:
        """What somebody else ended (the kernel for want of memory, an operator) says nothing of the page: again.

        That may be the worker, or the server all workers come from; without it the pool is of no more use.
        """
        for attempt in range(TRIES):
            last = attempt == TRIES - 1
            pool = self._started()
            try:
                article = await self._answer(pool, asked)
            except ProcessExpired as error:
                if last or error.exitcode not in OUTSIDE:
                    raise
            except (RuntimeError, asyncio.CancelledError) as error:
                if last or self._closed or (_is_sound(pool) and not isinstance(error, BrokenExecutor)):
                    raise
                if self._pool is pool:
                    log.warning("the extraction workers' server is gone; starting another")
                    self._drop()
                await asyncio.sleep(PAUSE)  # until the dead server is known to be dead
            else:
                return article
        raise AssertionError("the last time ends it")

    async def _answer(self, pool: ProcessPool, asked: tuple[Page | Outlet | Learned, ...]) -> Article:
        """Raises what the work did, or BrokenExecutor where the pool has forgotten it and no time limit of its own holds."""
        future = pool.schedule(self._work, args=asked, timeout=self._timeout)
        self._pending.add(future)
        future.add_done_callback(self._pending.discard)
        waiting = asyncio.wrap_future(future)
        done, _ = await asyncio.wait({waiting}, timeout=len(self._pending) * self._timeout + PATIENCE)
        if not done:
            future.cancel()  # type: ignore[no-untyped-call]
            raise BrokenExecutor("the pool of extraction workers does not answer")
        article: Article = waiting.result()
        return article

    def close(self) -> None:
        """End the workers, at once; a page somebody still waits for is given up."""
        self._closed = True
        self._drop()

    def _drop(self) -> None:
        """End the pool, and wake who waits for its answers: of tasks it lost with its server it never speaks again."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None
            for future in list(self._pending):
                future.cancel()  # type: ignore[no-untyped-call]

    def _started(self) -> ProcessPool:
        if self._pool is None:
            # forkserver: forking this process, with its threads and open database, would not be safe; the server also holds the
            # extractor ready loaded, so that replacing a worker costs milliseconds
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["crawler.extraction.mortal", self._preload])
            with nursery.used():  # by this thread: the kernel takes the end of the starting thread for the parent's death
                forkserver.ensure_running()
            self._pool = ProcessPool(
                max_workers=self._count, max_tasks=TASKS, initializer=_start, initargs=(self._megabytes,), context=context
            )
        return self._pool
