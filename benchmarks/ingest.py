"""How fast articles go into the corpus, beside raw inserts of the same rows in the same run, turn by turn.

    python -m benchmarks.ingest [--articles 1000] [--base 20000] [--engine sqlite|postgresql|both]

Three databases of `--base` articles each: one is recorded into by `storage.corpus.articles.record`, what then stands in its
tables is inserted raw into the others: by sqlite3, with its FTS5 index, or by COPY; the rows of `article` and `terms` alone,
and those of every table. Transactions of one article (a crawl) and of fifty (an import). CPU seconds are of this process, and
of the server's process behind its connection.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks import raw_inserts
from benchmarks.made_articles import Maker
from news import fingerprint
from news.article import Article
from storage import database
from storage.corpus import articles
from storage.database import Database

RAW = {"raw, article + terms + search index": ("article", "terms"), "raw, the rows of every table": raw_inserts.TABLES}
ALONE, WHOLE = "record, what is made of the text made before", "record, all of it from the text"
AT_ONCE = (1, 50)
"""Articles of a transaction."""
TURN = 50
"""Articles recorded before the raw side has its turn."""


def fill(opened: Database, made: Maker, count: int) -> None:
    began = time.perf_counter()
    for start in range(1, count + 1, 500):
        with opened.write() as session:
            for article in made.articles(start, min(500, count + 1 - start)):
                articles.record(session, article, link_id=None, capture_id=None, run_id=None, now=article.fetched)
    print(f"filled in {time.perf_counter() - began:.0f} s", file=sys.stderr)


class Clock:
    """CPU seconds of this process, and of the servers' processes it is told of."""

    def __init__(self, *servers: int) -> None:
        self._servers = [Path(f"/proc/{server}/schedstat") for server in servers]
        self.spent: dict[str, float] = defaultdict(float)

    def now(self) -> float:
        return time.process_time() + sum(int(place.read_text().split()[0]) / 1e9 for place in self._servers)

    @contextmanager
    def counting(self, what: str) -> Iterator[None]:
        began = self.now()
        yield
        self.spent[what] += self.now() - began


def record(opened: Database, some: Sequence[Article], at_once: int, clock: Clock) -> list[int]:
    """The numbers they got."""
    numbers = []
    for start in range(0, len(some), at_once):
        with clock.counting("making"):
            made = [articles.make(article) for article in some[start : start + at_once]]
        with clock.counting(ALONE), opened.write() as session:
            for each in made:
                done = articles.record(session, each, link_id=None, capture_id=None, run_id=None, now=each.article.fetched)
                numbers.append(done.article_id)
    return numbers


def measure(corpora: raw_inserts.Corpora, count: int) -> Iterator[str]:
    """Lines of the table. The numbers of the articles are above those there."""
    opened, made = corpora.recorded, Maker(7)
    clock = Clock(*corpora.servers())
    number = 10_000_000
    for at_once in AT_ONCE:
        clock.spent.clear()
        for _ in range(0, count, TURN):
            some = list(made.articles(number, TURN))
            number += TURN
            numbers = record(opened, some, at_once, clock)
            for what, tables in RAW.items():
                batches = corpora.read(numbers, tables, at_once)
                with clock.counting(what):
                    corpora.insert(batches, tables)
        spent = dict(clock.spent)
        spent[WHOLE] = spent.pop("making") + spent[ALONE]
        least = spent[next(iter(RAW))]
        for what in (*RAW, ALONE, WHOLE):
            share = least / spent[what]
            yield f"| {at_once} | {what} | {count / spent[what]:,.0f} | {spent[what] / count * 1000:.2f} | {share:.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000, help="measured, for each size of transaction (1000)")
    parser.add_argument("--base", type=int, default=20_000, help="that are there before (20,000)")
    parser.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--filled", type=Path, help="an SQLite file that is kept, and used again if it is there")
    given = parser.parse_args()
    fingerprint.ready()
    with tempfile.TemporaryDirectory() as temporary:
        base = given.filled or Path(temporary) / "base.db"
        new = not base.exists()
        with closing(database.open(f"sqlite:///{base}", create=True)) as opened:
            if new:
                fill(opened, Maker(), given.base)
        for engine in raw_inserts.ENGINES if given.engine == "both" else (given.engine,):
            with raw_inserts.ENGINES[engine](base, Path(temporary)) as corpora:
                print(f"\n**{engine}**, {given.base:,} articles there before, {given.articles:,} measured\n")
                print("| articles a transaction | what | articles per CPU-second | CPU ms an article | of the raw insert |")
                print("|---|---|---|---|---|")
                for line in measure(corpora, given.articles):
                    print(line, flush=True)


if __name__ == "__main__":
    main()
