"""On PYTHONPATH, makes the crawls of outlets named rogue-… misbehave at their first page; all others stay as they are.

Python imports a module of this name at its start, so daemon and crawls are the real ones. What follows the «-» names
what goes wrong.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from typing import Any

PREFIX = "rogue-"
HOARD: list[bytes] = []


def spin() -> None:
    """All of a processor, in Python: the event loop never runs again."""
    while True:
        pass


def clutch() -> None:
    """In C, with the interpreter's lock: no Python signal handler runs, no other thread does."""
    re.match(r"(a+)+$", "a" * 64 + "b")


def deaf() -> None:
    """Sleeps for ever and ignores being asked to end."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(3600)


def eat() -> None:
    """Memory, and keeps it."""
    while True:
        HOARD.append(b"x" * (16 << 20))


def fork() -> None:
    """Children that outlive it, hold its standard error open and do not end when asked; the crawl itself goes on well."""
    for _ in range(10):
        if os.fork() == 0:
            deaf()


def leave() -> None:
    """Ends without a word."""
    os._exit(7)


def crash() -> None:
    """Ends as a fault in a C library would end it."""
    os.kill(os.getpid(), signal.SIGSEGV)


def flood() -> None:
    """Writes without end and without a line's end."""
    while True:
        os.write(2, b"x" * 65536)


def chatter() -> None:
    """Writes lines without end."""
    while True:
        os.write(2, b"2026-01-01T00:00:00 noise\n" * 1000)


WAYS: dict[str, Callable[[], None]] = {way.__name__: way for way in (spin, clutch, deaf, eat, fork, leave, crash, flood, chatter)}


def turned(spider_of: Callable[[Any], type]) -> Callable[[Any], type]:
    """A spider's `page` does what the outlet's id says, before what it should."""

    def spider(outlet: Any) -> type:
        made = spider_of(outlet)
        if not outlet.id.startswith(PREFIX):
            return made
        way = WAYS[outlet.id.removeprefix(PREFIX)]

        def page(self: Any, response: Any, link: Any) -> Any:
            if not getattr(self, "went", False):
                self.went = True
                way()
            return made.page(self, response, link)  # type: ignore[attr-defined]

        return type(made.__name__, (made,), {"page": page})

    return spider


class Finder(importlib.abc.MetaPathFinder):
    """Turns the spiders once their module is imported."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: object = None) -> ModuleSpec | None:
        if fullname != "crawler.spiders.loader":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is None or spec.loader is None:
            return None
        load = spec.loader.exec_module

        def exec_module(module: Any) -> None:
            load(module)
            module.spider_of = turned(module.spider_of)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


sys.meta_path.insert(0, Finder())
