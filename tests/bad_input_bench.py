"""A newsroom full of faults, the command beside it, and what a clear answer of the command is."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests import forking
from tests.newsroom.faults import Fault
from tests.newsroom.printed import Printed
from tests.newsroom.room import Newsroom

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-m", "rasid"]
PAGES, MALFORMED, HTML, ITEMS, NOTHING, NULL, SILENT, FORBIDDEN, BLOCKED, AWAY, SLOW = range(11)
"""The outlets, by what is wrong with them."""

PAGE_FAULTS: dict[str, tuple[Fault, tuple[str, str | None]]] = {
    "captcha": (Fault(kind="captcha"), ("rejected", "challenge")),
    "captcha, 403": (Fault(kind="captcha", status=403), ("failed", "403")),
    "no bytes": (Fault(kind="empty"), ("rejected", "empty")),
    "a PDF that says HTML": (Fault(kind="pdf"), ("rejected", "binary")),
    "a picture that says HTML": (Fault(kind="binary"), ("rejected", "binary")),
    "an answer without an end": (Fault(kind="endless", size=12_000_000), ("failed", "too_large")),
    "a gzip bomb": (Fault(kind="bomb", size=20_000_000), ("failed", "too_large")),
    "half a page": (Fault(kind="truncate"), ("failed", "data_loss")),
    "a redirect to loopback": (Fault(kind="redirect", to="http://127.0.0.1/x"), ("rejected", "offsite")),
    "a redirect to a file": (Fault(kind="redirect", to="file:///etc/passwd"), ("failed", "302")),
    "redirects without end": (Fault(kind="loop"), ("failed", "redirects")),
    "a connection reset": (Fault(kind="reset"), ("failed", "network")),
    "no HTTP": (Fault(kind="garbage"), ("failed", "network")),
    "a wrong charset": (Fault(kind="content type", content_type="text/html; charset=iso-8859-1"), ("stored", None)),
    "a wrong type": (Fault(kind="content type", content_type="application/pdf"), ("stored", None)),
    "nothing wrong": (Fault(kind="delay", seconds=0), ("stored", None)),
}
SOURCES: dict[int, tuple[str, Fault]] = {
    HTML: ("feed", Fault(kind="html")),
    NOTHING: (
        "feed",
        Fault(kind="html", body=b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>'),
    ),
    NULL: ("feed", Fault(kind="html", body=b"null")),
    SILENT: ("robots", Fault(kind="status", status=503)),
    FORBIDDEN: ("robots", Fault(kind="html", body=b"User-agent: *\nDisallow: /\n")),
    BLOCKED: ("feed", Fault(kind="captcha", status=403)),
    AWAY: ("feed", Fault(kind="status", status=503, retry_after="120")),
}


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    def clear(self, code: int, *words: str) -> None:
        """One line on stderr that holds `words`, and the exit code."""
        assert self.code == code, self.err[-2000:]
        assert len(self.err.splitlines()) == 1, self.err[-2000:]
        assert len(self.err) < 1000
        assert "Traceback" not in self.err
        assert "this should not happen" not in self.err
        for word in words:
            assert word in self.err


class Bench:
    """The newsroom, the data folder, and a hostile crawl of all outlets that is made once."""

    def __init__(self, folder: Path, room: Newsroom) -> None:
        self.folder, self.room = folder, room
        self.ids = list(room.sites)
        self.pages: dict[str, Printed] = {}
        room.outlet_files(folder / "outlets")
        self.environment = {
            "RASID_DATA_DIR": str(folder / "data"),
            "RASID_OUTLETS_DIR": str(folder / "outlets"),
            "RASID_ROUTES": room.routes(),
            "RASID_CONFIG": os.devnull,
        }

    def _whole(self, environment: dict[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        return {**kept, **self.environment, "PYTHONPATH": path, **environment}

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*COMMAND, *words],
            cwd=self.folder,  # not the checkout: nothing may hang on its scrapy.cfg
            env=self._whole(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **environment: str) -> Said:
        if any(name.startswith(("PYTHON", "LC_", "LANG")) for name in environment):  # what a new interpreter reads
            process = self.start(*words, **environment)
            out, err = process.communicate(timeout=120)
            return Said(process.returncode, out, err)
        done = forking.run("rasid", *words, environment=self._whole(environment), folder=self.folder, timeout=120)
        return Said(done.returncode, done.stdout, done.stderr)

    def rows(self, question: str, *values: object) -> list[Any]:
        with closing(sqlite3.connect(self.folder / "data" / "rasid.db")) as connection:
            return connection.execute(question, values).fetchall()

    def states(self, outlet: str) -> dict[str, tuple[str, str | None]]:
        return {
            url: (state, why) for url, state, why in self.rows("SELECT url, state, reason FROM link WHERE outlet = ?", outlet)
        }


def path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def hostile_items(good: list[Printed]) -> bytes:
    """A feed of addresses nobody may follow, and three true ones under one guid, one of them dated in the future."""
    bad = ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://x.y/z", "http://127.0.0.1/a", ""]
    dates = ["Fri, 01 Jan 2100 00:00:00 GMT", "garbage", ""]
    links = [*zip(bad, [""] * len(bad), strict=True), *zip([item.url for item in good], dates, strict=True), (good[0].url, "")]
    items = "".join(
        f"<item><title>x</title><link>{url}</link><guid isPermaLink='false'>1</guid><pubDate>{date}</pubDate></item>"
        for url, date in links
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()


def make_unkind(bench: Bench) -> None:
    room, ids = bench.room, bench.ids
    for outlet in ids:
        room.fault(outlet, "/*sitemap*", Fault(kind="status", status=404))
    for name, (fault, _) in PAGE_FAULTS.items():
        bench.pages[name] = item = room.publish(ids[PAGES])
        room.fault(ids[PAGES], path(item.url) + ("*" if fault.kind == "loop" else ""), fault)
    for index, count in ((MALFORMED, 5), (ITEMS, 3), (SILENT, 1), (FORBIDDEN, 1), (SLOW, 16)):
        for _ in range(count):
            room.publish(ids[index])
    for index, (where, fault) in SOURCES.items():
        room.fault(ids[index], "/robots.txt" if where == "robots" else room.profile(ids[index]).feed_path, fault)
    room.fault(ids[MALFORMED], room.profile(ids[MALFORMED]).feed_path, Fault(kind="malformed"))
    body = hostile_items(room.articles(ids[ITEMS]))
    room.fault(ids[ITEMS], room.profile(ids[ITEMS]).feed_path, Fault(kind="html", body=body))
    room.fault(ids[SLOW], "/*", Fault(kind="delay", seconds=1.0))
