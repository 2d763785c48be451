# ruff: noqa: E501
"""What finding copies costs per article in a corpus of a size: `python -m benchmarks.copies_cost --database URL`.

The corpus is filled straight into the tables with made-up texts: a tenth of them are wire copy that a hundred outlets print, a
tenth short items under one long footer. Then articles of each sort are placed as a crawl places them.
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
from storage import clusters, database, lookup
from storage.database import Database
from storage.tables import ArticleRow, Band

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
BATCH = 500
KINDS = ("news", "wire copy", "under a footer")


class Texts:
    """Made-up articles of about 300 words."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._words = ["".join(self._chance.choices(LETTERS, k=self._chance.randint(2, 7))) for _ in range(30_000)]
        self._weights = [1 / (rank + 20) for rank in range(len(self._words))]
        self._wires = [self._prose(20) for _ in range(20)]
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


def fill(opened: Database, texts: Texts, count: int) -> None:
    columns = [name for name in ArticleRow.__table__.columns.keys() if name != "id"]  # noqa: SIM118 - not a mapping
    for start in range(0, count, BATCH):
        articles, bands = [], []
        for number in range(start + 1, min(start + BATCH, count) + 1):
            made = row(number, texts.make(KINDS[1] if number % 10 == 0 else KINDS[2] if number % 10 == 5 else KINDS[0]))
            story = lookup.story_of(made)
            made.fingerprint, made.fingerprint_version = fingerprint.signature_of(story.words), fingerprint.VERSION
            assert made.fingerprint is not None
            articles.append({name: getattr(made, name) for name in columns} | {"id": number})
            keys = [
                *fingerprint.bands(made.fingerprint),
                *((fingerprint.ANCHOR, key) for key in fingerprint.anchors(story.sentences)),
            ]
            bands += [{"band": band, "hash": key, "article_id": number} for band, key in keys]
        with opened.write() as session:
            session.execute(insert(ArticleRow.__table__), articles)
            session.execute(insert(Band.__table__), bands)


def placed(session: Session, number: int, body: str) -> tuple[float, float]:
    """Milliseconds of the clock and of our processor."""
    made = row(number, body)
    made.id = number
    session.add(made)
    session.flush()
    clock, own = time.perf_counter(), time.process_time()
    clusters.place(session, made)
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
        fill(opened, texts, options.articles)
        print(f"{opened.url.get_backend_name()}, {options.articles} articles, {options.placed} of each kind placed\n")
        print("| article | median ms | p95 ms | median ms of our own CPU |\n|---|---|---|---|")
        number = options.articles
        for kind in KINDS:
            spent = []
            with opened.write() as session:
                for _ in range(options.placed + 3):
                    number += 1
                    spent.append(placed(session, number, texts.make(kind)))
            clock, own = (sorted(values)[: len(spent)] for values in zip(*spent[3:], strict=True))
            print(f"| {kind} | {clock[len(clock) // 2]:.1f} | {clock[len(clock) * 95 // 100]:.1f} | {own[len(own) // 2]:.1f} |")
        opened.close()


if __name__ == "__main__":
    main()
