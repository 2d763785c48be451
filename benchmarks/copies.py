"""How many edited copies are recognised, how many different stories are taken for one: `python -m benchmarks.copies`.

The originals are real articles, read by our own extractor; every edit is recorded in a corpus that holds all originals, each at
an outlet of its own, and counts as recognised if it lies in its original's cluster. Whatever shares a cluster without being
made from one original is a false merge; those among the originals are printed, for a person to look at.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from benchmarks import edits, originals, template_stories
from news.article import Article
from storage import database
from storage.corpus import articles
from storage.database import Database
from storage.tables import ArticleRow

START = datetime(2026, 11, 22, 8, tzinfo=UTC)
LEAST_SENTENCES, LEAST_WORDS = 5, 100
"""Of an original that is edited: of less nothing can be cut by half and still be a text."""


@dataclass(frozen=True, slots=True)
class Item:
    """A text with what it was made from."""

    family: str
    headline: str | None
    body: str
    outlet: str


@contextmanager
def corpus() -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        opened = database.open(f"sqlite:///{Path(folder) / 'corpus.db'}", create=True)
        try:
            yield opened
        finally:
            opened.close()


def store(opened: Database, items: Iterable[Item]) -> dict[int, Item]:
    """Record them in order, an hour's articles a minute apart; the numbers they got."""
    kept: dict[int, Item] = {}
    with opened.write() as session:
        for number, item in enumerate(items):
            url = f"https://{item.outlet}.example/{number}"
            when = START + timedelta(minutes=number % 60)
            article = Article(
                outlet=item.outlet, url=url, canonical_url=url, headline=item.headline, body=item.body, fetched=when,
                published=when, published_precision="minute", published_evidence="jsonld",
            )  # fmt: skip
            done = articles.record(session, article, link_id=None, capture_id=None, run_id=None, now=when)
            kept[done.article_id] = item
    return kept


def merged(opened: Database) -> dict[int, list[int]]:
    """Members by cluster."""
    groups: dict[int, list[int]] = defaultdict(list)
    with opened.read() as session:
        for number, cluster in session.execute(select(ArticleRow.id, ArticleRow.cluster_id).order_by(ArticleRow.id)):
            if cluster is not None:
                groups[cluster].append(number)
    return groups


def false_pairs(groups: dict[int, list[int]], kept: dict[int, Item]) -> list[tuple[int, int]]:
    return [
        (a, b)
        for numbers in groups.values()
        for at, a in enumerate(numbers)
        for b in numbers[:at]
        if kept[a].family != kept[b].family
    ]


def recall(base: Sequence[Item], kind: edits.Kind, count: int, seed: int) -> tuple[int, int, list[tuple[Item, Item]], int]:
    """(recognised, edited, false merges, distinct pairs looked at)."""
    chance = random.Random(seed)
    long = [item for item in base if len(edits.sentences(item.body)) >= LEAST_SENTENCES and len(item.body.split()) >= LEAST_WORDS]
    chosen = [long[at % len(long)] for at in range(count)]
    changed, others = [], []
    for at, item in enumerate(chosen):
        other = long[(at + 1 + len(long) // 2) % len(long)]
        headline, body = kind.edit((item.headline, item.body), chance, (other.headline, other.body))
        others.append(other.family)
        changed.append(Item(item.family, headline, body, f"copy{at}"))
    with corpus() as opened:
        kept = store(opened, [*base, *changed])
        groups = merged(opened)
    cluster_of = {number: cluster for cluster, numbers in groups.items() for number in numbers}
    first = {item.family: cluster_of.get(number) for number, item in reversed(kept.items()) if not item.outlet.startswith("copy")}
    copies = [(number, item) for number, item in kept.items() if item.outlet.startswith("copy")]
    # a text joined of two wires is a copy of both, and lies with the one it is more like
    sources = [
        {item.family, other} if kind.edit is edits.joined else {item.family} for item, other in zip(changed, others, strict=True)
    ]
    here = [{first[family] for family in families} - {None} for families in sources]
    found = sum(cluster_of.get(number) in own for (number, _), own in zip(copies, here, strict=True))
    # a text joined of two wires is a copy of both
    wrong = [] if kind.edit is edits.joined else [(kept[a], kept[b]) for a, b in false_pairs(groups, kept)]
    return found, len(copies), wrong, _distinct_pairs(kept.values())


def _distinct_pairs(items: Iterable[Item]) -> int:
    sizes = Counter(item.family for item in items)
    total = sum(sizes.values())
    return (total * total - sum(size * size for size in sizes.values())) // 2


def templates(outlets: int) -> tuple[int, int, list[tuple[Item, Item]]]:
    """(stories, pairs of one template, false merges) with the stories spread over so many outlets."""
    items = [
        Item(f"{number}", one.headline, one.body, f"outlet{number % outlets}")
        for number, one in enumerate(template_stories.printed())
    ]
    of = Counter(one.template for one in template_stories.printed())
    with corpus() as opened:
        kept = store(opened, items)
        wrong = [(kept[a], kept[b]) for a, b in false_pairs(merged(opened), kept)]
    return len(items), sum(size * (size - 1) // 2 for size in of.values()), wrong


def real(sites: Path) -> list[Item]:
    return [
        Item(str(number), one.headline, one.body, one.site.replace(".", "-")) for number, one in enumerate(originals.read(sites))
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=Path, default=originals.SITES, help="folder of sites kept as files")
    parser.add_argument("--edits", type=int, default=300, help="edited copies of each kind (300)")
    parser.add_argument("--kind", type=int, action="append", help="only this kind, by its place in the table from 0")
    parser.add_argument("--show", action="store_true", help="print the beginnings of false merges")
    options = parser.parse_args()
    base = real(options.sites)
    with corpus() as opened:
        kept = store(opened, base)
        groups = merged(opened)
        print(f"{len(base)} originals, {_distinct_pairs(base)} pairs; pairs in one cluster:\n")
        # real sites print some stories twice themselves: these are one family from here on
        for a, b in false_pairs(groups, kept):
            print(f"- {_begin(kept[a])}\n  {_begin(kept[b])}")
        of = {number: min(numbers) for numbers in groups.values() for number in numbers}
        base = [Item(str(of.get(number, number)), item.headline, item.body, item.outlet) for number, item in kept.items()]
    print("\n| edit | copies | recognised | recall | goal | distinct pairs | false merges |\n|---|---|---|---|---|---|---|")
    all_pairs = all_wrong = 0
    for place, kind in enumerate(edits.KINDS):
        if options.kind and place not in options.kind:
            continue
        began = time.monotonic()
        found, count, wrong, pairs = recall(base, kind, options.edits, place)
        all_pairs, all_wrong = all_pairs + pairs, all_wrong + len(wrong)
        goal = f"≥ {kind.goal}" if kind.goal else ""
        print(f"| {kind.name} | {count} | {found} | {found / count:.3f} | {goal} | {pairs} | {len(wrong)} |", flush=True)
        print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
        if options.show:
            for a, b in wrong:
                print(f"- {_begin(a)}\n  {_begin(b)}")
    print(f"| all | | | | | {all_pairs} | {all_wrong} |")
    print("\n| template stories | outlets | pairs of one template | false merges |\n|---|---|---|---|")
    for outlets in (1, 5, 1000):
        stories, pairs, wrong = templates(outlets)
        print(f"| {stories} | {min(outlets, stories)} | {pairs} | {len(wrong)} |")
        for a, b in wrong if options.show else ():
            print(f"- {_begin(a)}\n  {_begin(b)}")


def _begin(item: Item) -> str:
    return f"{item.outlet}: {(item.headline or '–')[:80]} | {item.body[:160]!r}"


if __name__ == "__main__":
    main()
