"""Latency of the API at a steady rate, on a corpus of any size, alone or while crawls write to it.

    python -m benchmarks.api [--articles 50000] [--folder FOLDER] [--rate 100] [--seconds 20] [--crawl] [--processes N]
    python -m benchmarks.api --database sqlite:///corpus/search.db [--rate 100] [--seconds 20] [--crawl]
    python -m benchmarks.api --url http://127.0.0.1:8080 [--rate 100] [--seconds 20]

Requests are sent when they are due, whether or not earlier ones were answered, and are timed from when they were due: a server
that stands still is not asked less. Of twelve four ask for the newest articles, three for a list by a filter (section, tag,
author, agency, kind, language, times, or two of these), three search for one or two words, and two ask for one article.
With --crawl the corpus is served by `rasid daemon`, which crawls a newsroom on loopback meanwhile, else by `rasid serve`. The
corpus is that of `benchmarks.search`, which FOLDER keeps, with the kinds, languages and names of `benchmarks.variety`; with
--database one that is there, into which a crawl then stores. All traffic stays on 127.0.0.1.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from benchmarks import search, variety
from storage import config, database
from storage.corpus import figures
from storage.crawls import outlets
from storage.database import Database

ROOT = Path(__file__).resolve().parents[1]
CONNECTIONS = 64
WORDS = 300
"""The commonest words of the corpus are asked for, one or two at a time."""
KINDS = ("latest", "list by a filter", "search", "article")
TURNS = (0, 1, 2, 0, 3, 1, 0, 2, 1, 0, 3, 2)
"""Of which kind each of twelve requests is."""
FILTERS = (
    "kind=video", "kind=liveblog", "lang=ar", "lang=en", "lang=ku", "tag=tag 7", "section=section 7", "agency=رويترز",
    "agency=أسوشيتد برس", "author=كاتب 724", "since=2025-06-01", "since=2021-03-01&until=2021-03-31", "section=section 3&lang=en",
    "section=section 3&agency=سانا", "kind=flash&since=2025-06-01", "kind=video&lang=fa", "tag=tag 7&kind=gallery",
)  # fmt: skip
SLOWEST = 30.0
"""Seconds an answer may take before it counts as failed."""


class Load:
    """Sends requests at a steady rate, and keeps what they took."""

    def __init__(self, url: str, newest: int, words: list[str]) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._newest, self._words = newest, words
        self._chance = random.Random(2026)
        self._free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter] | None] = asyncio.Queue()
        self.times: dict[str, list[float]] = defaultdict(list)
        self.statuses: Counter[int] = Counter()
        self.wrong: Counter[str] = Counter()
        self.bytes = 0
        self.seconds = 0.0

    def _path(self, kind: str) -> str:
        if kind == "latest":
            return "/api/v1/articles?limit=20"
        if kind == "list by a filter":
            return f"/api/v1/articles?limit=20&{quote(self._chance.choice(FILTERS), safe='=&')}"
        if kind == "article":
            return f"/api/v1/articles/{self._chance.randint(1, self._newest)}"
        words = " ".join(self._chance.sample(self._words, self._chance.choice((1, 2))))
        return f"/api/v1/search?limit=20&q={quote(words)}"

    async def run(self, rate: float, seconds: float) -> None:
        for _ in range(CONNECTIONS):
            self._free.put_nowait(None)
        begun = time.perf_counter()
        tasks = []
        for number in range(int(rate * seconds)):
            due = begun + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(self._one(KINDS[TURNS[number % len(TURNS)]], due)))
        await asyncio.gather(*tasks)
        self.seconds = time.perf_counter() - begun

    async def _one(self, kind: str, due: float) -> None:
        connection = await self._free.get()
        try:
            async with asyncio.timeout(SLOWEST):
                connection = connection or await asyncio.open_connection(self._host, self._port)
                status = await self._asked(*connection, self._path(kind))
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            status, connection = 0, None
        self._free.put_nowait(connection)
        self.statuses[status] += 1
        self.wrong[kind] += status != 200
        self.times[kind].append((time.perf_counter() - due) * 1000)

    async def _asked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> int:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        self.bytes += len(await reader.readexactly(length))
        return int(head[9:12])

    def lines(self) -> Iterator[str]:
        yield "| request | number | errors | p50 ms | p95 ms | p99 ms | slowest ms |\n|---|---|---|---|---|---|---|"
        for kind in (*KINDS, "all"):
            times = sorted(self.times[kind] if kind != "all" else [one for some in self.times.values() for one in some])
            cuts = statistics.quantiles(times, n=100)
            wrong = self.wrong[kind] if kind != "all" else self.wrong.total()
            yield f"| {kind} | {len(times)} | {wrong} | {cuts[49]:.1f} | {cuts[94]:.1f} | {cuts[98]:.1f} | {times[-1]:.0f} |"
        number = self.statuses.total()
        served = f"{self.statuses[200] / self.seconds:.1f} a second served"
        yield f"\n{served}; statuses: {dict(self.statuses)}; {self.bytes / number / 1000:.1f} kB an answer"


def words_of(url: str) -> tuple[int, list[str]]:
    """The newest number and the commonest words of what is served."""
    counted: Counter[str] = Counter()
    with urllib.request.urlopen(f"{url}/api/v1/articles?limit=100") as answer:
        articles = json.load(answer)["articles"]
    for article in articles:
        counted.update(f"{article['headline']} {article['body']}".split())
    words = [word for word, _ in counted.most_common(WORDS * 2) if word.isalpha()]
    return max(article["id"] for article in articles), words[:WORDS]


@contextmanager
def served(opened: Database, folder: Path, *, crawl: bool, processes: int) -> Iterator[str]:
    """The address of a server on that corpus; with `crawl` a daemon, whose outlets publish all the time."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
    settings = {
        "RASID_DATABASE_URL": opened.url.render_as_string(hide_password=False),
        "RASID_DATA_DIR": str(folder),
        "RASID_CONFIG": os.devnull,
        "RASID_HTTP_PORT": str(port),
        "RASID_HTTP_PROCESSES": str(processes),
        "RASID_MAX_CRAWLS": "1",
    }
    with contextlib.ExitStack() as stack:
        if crawl:
            own = folder / "outlets"
            own.mkdir(exist_ok=True)
            room = stack.enter_context(newsroom(own, seed=stored(opened)))
            settings |= {"RASID_OUTLETS_DIR": str(own), "RASID_ROUTES": room["routes"]}
            with opened.write() as session:
                for outlet in outlets.load(config.Config(outlets_dir=own)).all():
                    if outlet.enabled and outlet.id not in room["outlets"]:
                        outlets.set_enabled(session, outlet.id, False, datetime.now(UTC))
        log = stack.enter_context((folder / "server.log").open("wb"))
        command = [sys.executable, "-m", "rasid", "daemon" if crawl else "serve"]
        process = subprocess.Popen(command, cwd=ROOT, env=kept | settings, stderr=log, stdout=log)
        try:
            wait(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(60)


@contextmanager
def newsroom(own: Path, seed: int) -> Iterator[dict[str, Any]]:
    """News sites in a process of their own, which gives way to everything: in earnest other machines do their work. Another
    `seed`, other articles: a corpus that was crawled into before has none of them."""
    house = ["--outlets", "4", "--articles", "400", "--publish-every", "1h", "--outlets-dir", str(own), "--interval", "5"]
    command = ["nice", "-n", "19", sys.executable, "-m", "tests.newsroom", "--seed", str(seed), *house]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True) as process:
        try:
            with contextlib.suppress(OSError):
                Path(f"/proc/{process.pid}/autogroup").write_text("19")  # as `crawler.__main__` does, and why
            assert process.stdout
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def wait(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until it listens. Raises RuntimeError when it has ended."""
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if process.poll() is not None:
            raise RuntimeError("the server ended; its log is in the folder")
        time.sleep(0.1)
    raise RuntimeError("the server does not listen")


def measure(url: str, rate: float, seconds: float) -> None:
    newest, words = words_of(url)
    warm = Load(url, newest, words)
    asyncio.run(warm.run(rate / 4, 2))
    load = Load(url, newest, words)
    asyncio.run(load.run(rate, seconds))
    for line in load.lines():
        print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="a server that runs already")
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--folder", type=Path, help="where the corpus is made, and found again")
    parser.add_argument("--database", metavar="URL", help="a corpus that is there; brought to this program's schema")
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--crawl", action="store_true")
    parser.add_argument("--processes", type=int, default=1, help="that answer (http_processes)")
    given = parser.parse_args()
    if given.url:
        measure(given.url.rstrip("/"), given.rate, given.seconds)
        return
    with tempfile.TemporaryDirectory() as temporary, corpus(given) as opened:
        meanwhile = "a crawl running" if given.crawl else "no crawl"
        print(f"\n{stored(opened):,} articles, {given.rate:g} requests a second, {given.processes} processes, {meanwhile}\n")
        with served(opened, Path(temporary), crawl=given.crawl, processes=given.processes) as url:
            if given.crawl:
                time.sleep(5)  # until the first crawl fetches pages
            before = stored(opened)
            measure(url, given.rate, given.seconds)
            print(f"articles stored meanwhile: {stored(opened) - before}")


@contextmanager
def corpus(given: argparse.Namespace) -> Iterator[Database]:
    """The one that is named, or one that is made."""
    if given.database is None:
        with search.filled("sqlite", given.folder, given.articles) as opened:
            variety.vary(opened)
            yield opened
        return
    opened = database.open(given.database, create=True)
    try:
        yield opened
    finally:
        opened.close()


def stored(opened: Database) -> int:
    with opened.read() as session:
        return figures.newest_id(session)


if __name__ == "__main__":
    main()
