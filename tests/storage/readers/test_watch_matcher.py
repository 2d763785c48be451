"""The matcher gives the same answer as the search on either database, for any question and any article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from news.watching import Document, Matcher, answers
from storage import database
from storage.database import Database
from storage.readers import watch_questions, watch_walk
from storage.readers.watch_questions import Wish
from storage.searching import search, terms
from storage.searching.search import Filters
from storage.tables import ArticleRow, Terms
from tests.effort import times
from tests.storage import query_cases
from tests.storage.samples import article
from tests.storage.searching.test_search_cases import store

TEXTS = list(dict.fromkeys(text for case in query_cases.CASES for text in (*case.finds, *case.misses)))
TYPED = [case.query for case in query_cases.CASES]
WORDS = sorted({word for text in TEXTS for word in text.split()})
NAMES = (("Joe Biden", "بايدن", "بايدين"), (WORDS[3], WORDS[40], f"{WORDS[5]} {WORDS[6]}"))
OUTLETS, SECTIONS = ("one", "two", "three"), ("سياسة", "اقتصاد", None)


@contextmanager
def filled(url: str) -> Iterator[Database]:
    opened = database.open(url, create=True)
    store(opened, TEXTS)
    with opened.write() as session:  # headlines, and something for every filter
        for row in session.scalars(select(ArticleRow)).all():
            number = row.id
            row.headline = " ".join(TEXTS[(number * 7) % len(TEXTS)].split()[:4]) if number % 3 else None
            row.outlet, row.language = OUTLETS[number % 3], ("ar", "en", None)[number % 3]
            row.section = SECTIONS[number % 2 * 2] if number % 5 else SECTIONS[1]
            row.agency = "رويترز + أ ف ب" if number % 4 == 0 else None
            value = replace(
                article(headline=row.headline, body=row.body), outlet=row.outlet, section=row.section, agency=row.agency
            )
            terms.write(session, number, value)
    try:
        yield opened
    finally:
        opened.close()


def documents(db: Database) -> dict[int, Document]:
    with db.read() as session:
        plain = (ArticleRow.id, ArticleRow.outlet, ArticleRow.language, ArticleRow.kind)
        asked = select(*plain, Terms.headline, Terms.body, Terms.stems).join(Terms, Terms.article_id == ArticleRow.id)
        rows = session.execute(asked).all()
        names = watch_walk.names_of(session, [row.id for row in rows])
    return {row[0]: watch_questions.document(row[1], row[2], row[3], tuple(row[4:7]), names.get(row[0], ())) for row in rows}


COMMON = [word for word, _ in Counter(word for text in TEXTS for word in text.split()).most_common(25)]
said = st.one_of(
    st.lists(st.sampled_from(COMMON), min_size=1, max_size=2),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=2),
    st.builds(lambda text, at, size: text.split()[at : at + size], st.sampled_from(TEXTS), st.integers(0, 2), st.integers(1, 3)),
    st.sampled_from([["بايدن"], ["بايدين"], ["كوفيد-19"], ["2.5"], ["\x00"], ["لل"]]),
)
part = st.builds(
    lambda title, quoted, words: f"{title}" + (f'"{" ".join(words)}"' if quoted else (words or ["x"])[0]),
    st.sampled_from(["", "title:"]),
    st.booleans(),
    said,
)
out = st.lists(part.map("-{}".format), max_size=3)
either = st.lists(part, min_size=1, max_size=3).map(" OR ".join)
queries = st.one_of(
    st.builds(lambda groups, without: " ".join((*groups, *without)), st.lists(either, max_size=2), out),
    st.lists(st.one_of(part, st.sampled_from(["OR", "-", '"'])), min_size=1, max_size=6).map(" ".join),
    st.sampled_from(TYPED),
    st.text(max_size=30),
)
filters = st.builds(
    Filters,
    outlets=st.sampled_from([(), (), (), (), ("one",), ("two", "three", "gone")]),
    section=st.sampled_from([None, None, None, None, None, None, "سياسه", "رياضة"]),
    agency=st.sampled_from([None, None, None, None, None, None, "رويترز", "أ.ف.ب", "ا ف ب"]),
    lang=st.sampled_from([None, None, None, None, "ar", "en"]),
    kind=st.sampled_from([None, None, None, None, None, "article", "flash"]),
    copies=st.just(True),
)


def test_the_matcher_answers_as_the_search_does(database_url: str) -> None:
    with filled(database_url) as db:
        all_of_them = documents(db)
        frequency = {term: sum(term in one.terms for one in all_of_them.values()) for term in ("قال", "الي")}

        @settings(max_examples=times(100, 300), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
        @given(query=queries, chosen=filters, aliases=st.sampled_from([(), NAMES]))
        def same(query: str, chosen: Filters, aliases: tuple[tuple[str, ...], ...]) -> None:
            wish = Wish(query=query, filters=chosen, aliases=aliases)
            try:
                asked = watch_questions.parsed(wish)
            except ValueError:
                return
            watched = watch_questions.compiled(7, wish)
            asked_of_search = None if asked.is_empty else asked  # the filters alone
            with db.read() as session:
                expected = {found.id for found in search.find(session, asked_of_search, chosen, 10_000, order="stored").articles}
            assert {number for number, one in all_of_them.items() if answers(watched, one)} == expected
            filed = Matcher([watched], frequency)
            assert {number for number, one in all_of_them.items() if filed.answering(one) == [7]} == expected

        same()


def test_many_watches_are_asked_at_once_as_one_by_one(tmp_path: Path) -> None:
    with filled(f"sqlite:///{tmp_path / 'w.db'}") as db:
        triples = zip(WORDS[::3], WORDS[1::3], WORDS[2::3], strict=False)
        asked = [*TYPED, *(f"{one} OR {two} -{three}" for one, two, three in triples)]
        watched = [
            watch_questions.compiled(number, Wish(query=query, filters=Filters(outlets=OUTLETS[: number % 3], copies=True)))
            for number, query in enumerate(asked)
        ]
        matcher = Matcher(watched)
        some = 0
        for one in islice(documents(db).values(), 200):
            expected = [watch.number for watch in watched if answers(watch, one)]
            assert matcher.answering(one) == expected
            some += len(expected)
        assert some > 200
