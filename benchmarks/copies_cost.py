# ruff: noqa: E501
"""What finding copies costs per article while a corpus grows: `python -m benchmarks.copies_cost --database URL`.

The corpus is filled straight into the tables with made-up texts: a tenth of them are copies of two wires, a thousand of each among
20,000 articles, a tenth short items under one long footer. At its start, in its middle and at its end articles of each sort are
placed as a crawl places them.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from news import arabic, fingerprint
from storage import database
from storage.copies import clusters
from storage.corpus import article_rows, making
from storage.database import Database
from storage.engine import statements
from storage.tables import ArticleRow, Band

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
BATCH = 500
WIRES = 2
STAGES = (0.05, 0.5, 1.0)
KINDS = ("news", "wire copy", "under a footer")


class Texts:
    """Made-up articles of about 300 words."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._words = ["".join(self._chance.choices(LETTERS, k=self._chance.randint(2, 7))) for _ in range(30_000)]
        self._weights = [1 / (rank + 20) for rank in range(len(self._words))]
        self._wires = [self._prose(20) for _ in range(WIRES)]
        self._footer = self._prose(12)

    def _prose(self, sentences: int) -> str:
        words = self._chance.choices(self._words, self._weights, k=sentences * 15)
        return "\n\n".join(" ".join(words[at : at + 15]) + "." for at in range(0, len(words), 15))

    def make(self, kind: str) -> str:
        if kind == "wire copy":
            return f"{self._chance.choice(self._wires)}\n\n{self._prose(1)}"
        return f"{self._prose(4)}\n\n{self._footer}" if kind == "under a footer" else self._prose(20)


def row(number: int, body: str) -> ArticleRow:
    url = f"https://example.com/{number}"
    return ArticleRow(
        outlet=f"outlet{number % 100}", url=url, canonical_url=url, url_hash=f"{number:064}", headline=None, body=body, kind="article",
        authors=[], tags=[], captions=[], removed=[], word_count=300, first_seen=NOW, fetched=NOW, sorted_at=NOW, revision=1,
        content_hash=f"{number:064}", fold_version=arabic.FOLD_VERSION, status="live", is_copy=False, fingerprint_version=0, unsettled=0,
    )  # fmt: skip


def fill(opened: Database, texts: Texts, before: int, count: int) -> None:
    """Articles of the numbers above `before`, as far as `count`."""
    columns = [name for name in ArticleRow.__table__.columns.keys() if name != "id"]  # noqa: SIM118 - not a mapping
    for start in range(before, count, BATCH):
        articles, bands = [], []
        for number in range(start + 1, min(start + BATCH, count) + 1):
            made = row(number, texts.make(KINDS[1] if number % 10 == 0 else KINDS[2] if number % 10 == 5 else KINDS[0]))
            text = making.make(article_rows.article_of(made))
            made.fingerprint, made.fingerprint_version = text.signature, fingerprint.VERSION
            assert made.fingerprint is not None
            articles.append({name: getattr(made, name) for name in columns} | {"id": number})
            bands += [{"band": band, "hash": key, "article_id": number} for band, key in text.keys]
        with opened.write() as session:
            session.execute(insert(statements.table_of(ArticleRow)), articles)
            session.execute(insert(statements.table_of(Band)), bands)


def placed(session: Session, number: int, body: str) -> tuple[float, float]:
    """Milliseconds of the clock and of our processor."""
    made = row(number, body)
    made.id = number
    session.add(made)
    session.flush()
    text = making.make(article_rows.article_of(made))
    clock, own = time.perf_counter(), time.process_time()
    clusters.place(session, made, text)
    return (time.perf_counter() - clock) * 1000, (time.process_time() - own) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", help="an empty one; default: a SQLite file of its own")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--placed", type=int, default=100, help="of each kind (100)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        opened = database.open(options.database or f"sqlite:///{Path(folder) / 'corpus.db'}", create=True)
        texts = Texts(7)
        print(f"{opened.url.get_backend_name()}, {options.placed} of each kind placed at each size\n")
        print("| articles there | article | median ms | p95 ms | median ms of our own CPU |\n|---|---|---|---|---|")
        number, there = 10 * options.articles, 0
        for stage in STAGES:
            size = int(options.articles * stage)
            fill(opened, texts, there, size)
            there = size
            for kind in KINDS:
                spent = []
                with opened.write() as session:
                    for _ in range(options.placed + 3):
                        number += 1
                        spent.append(placed(session, number, texts.make(kind)))
                clock, own = (sorted(values) for values in zip(*spent[3:], strict=True))
                middle, tail = len(clock) // 2, len(clock) * 95 // 100
                print(f"| {size:,} | {kind} | {clock[middle]:.1f} | {clock[tail]:.1f} | {own[middle]:.1f} |", flush=True)
        opened.close()


if __name__ == "__main__":
    main()
