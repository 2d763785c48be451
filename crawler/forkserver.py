"""The server crawl processes are forked from: it has Scrapy loaded, so that a start costs hundredths of a second, not two.

    python -m crawler.forkserver FD

FD is one end of a SOCK_SEQPACKET pair. A message asks for one crawl process: JSON {"id", "argv", "env"} with two file
descriptors, its standard output and error. Answers: {"id", "pid"} from the process itself once it leads a session of its own,
{"id", "code"} when it has ended, {"id", "error"} when none could be made. When the other end is closed the server ends, after its
processes; when it is killed the kernel asks them to end (`crawler.__main__`, --die-with-parent). It never opens a database, a
thread or an event loop: what is forked must be as good as new.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import selectors
import signal
import socket
import sys
import time
from typing import Any

PRELOAD = (
    "scrapy.crawler",
    "queuelib",
    "scrapy.core.scheduler",
    "scrapy.core.scraper",
    "scrapy.dupefilters",
    "scrapy.logformatter",
    "scrapy.pqueues",
    "scrapy.squeues",
    "scrapy.statscollectors",
    "scrapy.spidermiddlewares.depth",
    "scrapy.spidermiddlewares.httperror",
    "scrapy.spidermiddlewares.metacopy",
    "scrapy.spidermiddlewares.start",
    "scrapy.spidermiddlewares.urllength",
    "scrapy.extensions.closespider",
    "scrapy.extensions.corestats",
    "scrapy.extensions.logcount",
    "scrapy.extensions.throttle",
    "scrapy.downloadermiddlewares.downloadtimeout",
    "scrapy.downloadermiddlewares.defaultheaders",
    "scrapy.downloadermiddlewares.useragent",
    "scrapy.downloadermiddlewares.retry",
    "scrapy.downloadermiddlewares.httpcompression",
    "scrapy.downloadermiddlewares.redirect",
    "scrapy.downloadermiddlewares.stats",
    "twisted.internet.asyncioreactor",
    "crawler.extraction.extractor",
    "crawler.fetching.download",
    "crawler.fetching.middlewares",
    "crawler.ledger",
    "crawler.pipelines",
    "crawler.process_settings",
    "crawler.spiders.loader",
    "feedparser",
    "feedparser_sgmllib",
    "numpy.ma",
)
"""What each crawl imports. Not `crawler.settings`: it reads the configuration, which is the single crawl's own; and nothing that
imports `twisted.internet.reactor`, which would choose the reactor (a test holds both)."""
LAST = 10.0
"""Seconds in which crawls may finish their page when their starter is gone; `crawler.run.TERM_TO_KILL` where it is not."""
MESSAGE = 1 << 17
"""Bytes of a message at most; the environment is most of it."""


def main() -> int:
    """Serve until the other end is closed; the exit code of the crawl in a process that was forked."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # meant for the crawls, whose starter ends them; we end when it has
    preload()
    ask = serve(channel)
    if ask is None:
        return 0
    from crawler.__main__ import main as crawl

    return crawl([*ask["argv"], "--die-with-parent", str(ask["parent"])])


def preload() -> None:
    """Import what every crawl needs, and have the collector leave it alone, or forked processes would copy its pages."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy reads it as it is loaded: who forks has one thread
    for name in PRELOAD:
        importlib.import_module(name)
    from sqlalchemy.orm import configure_mappers

    configure_mappers()
    gc.collect()
    gc.freeze()


def serve(channel: socket.socket) -> dict[str, Any] | None:
    """None when the other end is closed; in a forked process, what it is asked to do, and its "parent"'s pid."""
    waiting: dict[int, tuple[int, int]] = {}  # pidfd -> (request, pid)
    with selectors.DefaultSelector() as selector:
        selector.register(channel, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fd in waiting:
                    selector.unregister(key.fd)
                    request, pid = waiting.pop(key.fd)
                    os.close(key.fd)
                    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                    _tell(channel, id=request, code=code)
                    continue
                message, fds, _, _ = socket.recv_fds(channel, MESSAGE, 2)
                if not message:
                    _end(waiting)
                    return None
                ask = json.loads(message)
                parent = os.getpid()
                try:
                    if len(fds) < 2:
                        raise OSError("too many open files in the server crawls are forked from")
                    pid = os.fork()
                except OSError as error:
                    _tell(channel, id=ask["id"], error=str(error))
                    continue
                finally:
                    if os.getpid() == parent:
                        for fd in fds:
                            os.close(fd)
                if pid == 0:
                    for other in waiting:
                        os.close(other)
                    _become(ask, fds, channel)
                    return {**ask, "parent": parent}
                pidfd = os.pidfd_open(pid)
                waiting[pidfd] = ask["id"], pid
                selector.register(pidfd, selectors.EVENT_READ)


def _end(waiting: dict[int, tuple[int, int]]) -> None:
    """Whoever started us is gone: let the crawls finish their page, then end each with all that it left in its session."""
    for _, pid in waiting.values():
        os.kill(pid, signal.SIGTERM)  # not waited for yet, so the number is still its own
    latest = time.monotonic() + LAST
    for pidfd, (_, pid) in waiting.items():
        select.select([pidfd], [], [], max(0.0, latest - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _become(ask: dict[str, Any], fds: list[int], channel: socket.socket) -> None:
    """Make a forked process what a started one is: session, standard files, environment, signals."""
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDONLY)
    for source, target in zip((null, *fds), (0, 1, 2), strict=True):
        os.dup2(source, target)
        os.close(source)
    os.environ.clear()
    os.environ.update(ask["env"])
    _tell(channel, id=ask["id"], pid=os.getpid())
    channel.close()


def _tell(channel: socket.socket, **answer: object) -> None:
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # nobody is there any more: the next read says so
        channel.send(json.dumps(answer).encode())


if __name__ == "__main__":
    sys.exit(main())
