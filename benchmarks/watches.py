"""Articles a second that watches are asked of: the matcher alone, each watch by itself, and the whole walk along a SQLite corpus.

    python -m benchmarks.watches [--watches 1000] [--articles 1000] [--any-word] [--folder FOLDER]

Articles are those of `benchmarks.made_articles`. Watches are of five kinds: two or three words of an article that came, a word of
it with an alternative, a phrase, a word and an exclusion, a word in the headlines of one outlet. People watch names, so each has
a word that is none of the COMMON most frequent; with `--any-word` it may be any, and an article answers dozens of watches.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from benchmarks.made_articles import START, Maker
from news import arabic
from news.article import Article
from news.watching import Document, answers
from storage import database
from storage.corpus import articles
from storage.database import Database
from storage.readers import watch_questions, watch_walk, watches
from storage.readers.watch_questions import Wish
from storage.searching.search import Filters
from storage.tables import ArticleRow, Terms

COMMON = 2000
"""Words."""
LATER = START + timedelta(days=30)


def wishes(made: list[Article], count: int, *, any_word: bool) -> Iterator[Wish]:
    """Questions as people keep them, of words that do occur."""
    chance = random.Random(7)
    counted = Counter(word for one in made for word in arabic.words(one.body))
    common = set() if any_word else {word for word, _ in counted.most_common(COMMON)}
    for number in range(count):
        words = arabic.words(chance.choice(made).body)
        at = chance.choice([at for at in range(len(words) - 3) if words[at] not in common] or [0])
        kind = number % 20
        if kind < 10:
            yield Wish(query=" ".join((words[at], *chance.sample(words, 1 + number % 2))))
        elif kind < 13:
            yield Wish(query=f"{words[at]} OR {words[at]}ية {words[at + 2]}")
        elif kind < 16:
            yield Wish(query=f'"{words[at]} {words[at + 1]}"')
        elif kind < 18:
            yield Wish(query=f"{words[at]} -{words[at + 2]}")
        else:
            yield Wish(query=f"title:{words[at]}", filters=Filters(outlets=(f"outlet{number % 60}",), copies=True))


def fill(opened: Database, made: list[Article]) -> None:
    for first in range(0, len(made), 50):
        with opened.write() as session:
            for one in made[first : first + 50]:
                articles.record(session, one, link_id=None, capture_id=None, run_id=None, now=one.fetched)


def documents(opened: Database) -> list[Document]:
    asked = select(ArticleRow.outlet, ArticleRow.kind, Terms.headline, Terms.body, Terms.stems)
    with opened.read() as session:
        rows = session.execute(asked.join(Terms, Terms.article_id == ArticleRow.id)).all()
    return [watch_questions.document(row[0], "ar", row[1], (row[2], row[3], row[4]), ()) for row in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--watches", type=int, default=1000)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--any-word", action="store_true")
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        opened = database.open(f"sqlite:///{folder}/watches.db", create=True)
        made = list(Maker().articles(0, chosen.articles))
        with opened.write() as session:
            for number, wish in enumerate(wishes(made, chosen.watches, any_word=chosen.any_word)):
                watches.add(session, f"watch {number}", wish, ("ops",), START)
        fill(opened, made)
        walker = watch_walk.Walker(opened)
        begun = time.perf_counter()
        with opened.read() as session:
            prepared = walker._watches(session)
        preparing = time.perf_counter() - begun
        begun = time.perf_counter()
        walked = walker.walk(LATER)
        walking = time.perf_counter() - begun
        there = documents(opened)
        begun = time.perf_counter()
        found = sum(len(prepared.matcher.answering(one)) for one in there)
        matching = time.perf_counter() - begun
        candidates = sum(len(list(prepared.matcher._candidates(one))) for one in there)
        begun = time.perf_counter()
        few = there[:100]
        each = sum(answers(watch, one) for one in few for watch in prepared.compiled.values())
        asking = (time.perf_counter() - begun) / len(few) * len(there)
        opened.close()
    if each != sum(len(prepared.matcher.answering(one)) for one in few):
        raise SystemExit("the matcher and the watches one by one do not agree")
    count = len(there)
    print(f"{chosen.watches} watches, {count} articles; an article: {candidates / count:.1f} asked, {found / count:.1f} answer")
    print("\n| | articles/s | ms an article |\n|---|---:|---:|")
    for name, seconds in (("matcher", matching), ("every watch by itself", asking), ("walk: read, match, write", walking)):
        print(f"| {name} | {count / seconds:,.0f} | {seconds / count * 1000:.3f} |")
    print(f"\nmade ready in {preparing:.2f} s; walk: {walked.hits} hits, {walked.notices} notices")


if __name__ == "__main__":
    main()
