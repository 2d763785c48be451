"""Stand-ins for the extractor, which do what broken pages make it do. Imported by worker processes."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from news.article import Article, NotAnArticle, Page
from news.outlet import Outlet


def odd(page: Page, outlet: Outlet) -> Article:
    """What the page's body orders."""
    order = page.body.decode()
    if order == "hang":
        while True:
            time.sleep(0.01)
    if order.startswith("slow"):
        time.sleep(0.5)
    if order == "spin":
        while True:
            pass
    if order == "abort":
        os.abort()
    if order.startswith("killed "):  # as by the kernel for want of memory; «killed 1 FILE»: only so many times
        times, _, name = order.removeprefix("killed ").partition(" ")
        marks = Path(name)
        done = marks.read_text(encoding="ascii") if marks.exists() else ""
        if len(done) < int(times):
            marks.write_text(done + "x", encoding="ascii")
            os.kill(os.getpid(), signal.SIGKILL)
    if order == "eat":
        return Article(outlet="x" * (4 << 30), url="", canonical_url="", headline=None, body="", fetched=page.fetched)
    if order == "raise":
        raise KeyError("x")
    if order == "nothing":
        raise NotAnArticle("no_text", "empty")
    return Article(
        outlet=outlet.id, url=page.url, canonical_url=page.url, headline=order, body=str(os.getpid()), fetched=page.fetched
    )


def loaded(page: Page, outlet: Outlet) -> Article:
    """As headline, whether the module was loaded that the page's body names; as body, the process workers are forked from."""
    there = str(page.body.decode() in sys.modules)
    return Article(
        outlet=outlet.id, url=page.url, canonical_url=page.url, headline=there, body=str(os.getppid()), fetched=page.fetched
    )
