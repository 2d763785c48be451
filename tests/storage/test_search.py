from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import address, articles, database, question, search
from storage.database import Database
from storage.search import Cursor, Filters
from tests.storage.samples import FETCHED, WIRE, WIRE_EDITED, article

DOCUMENTS = {
    1: ("مقتل مدنيين بقصف على درعا", "قُتل خمسة مدنيين في قصف استهدف مدينة درعا جنوبي سوريا."),
    2: ("الجزائر: ارتفاع أسعار الخضر", "ارتفعت أسعار الخضر بنسبة 2.5 بالمئة في أسواق العاصمة، وفق المكتب."),
    3: ("المجلس يصادق على القانون", "صادق مجلس النواب على قانون المالية، وقال رئيس المجلس إن القانون الجديد يدخل حيز التنفيذ."),
    4: ("Rasid and the F16", 'The minister said كوفيد-19 لم ينته بعد. (NOT) * ^ "AND" OR col:umn'),
    5: ("لجنة القانون", "جديد القانون: الجديد لا يعني الأفضل، والقانون قانون."),
    6: (None, "بدرعا وبحلب سقط جرحى، والمدنيّون يناشدون ـ 1,500 عائلة."),
}


@pytest.fixture
def corpus(db: Database) -> Database:
    return filled(db)


def filled(db: Database) -> Database:
    with db.write() as session:
        for number, (headline, body) in DOCUMENTS.items():
            value = article(
                url=f"https://example.com/{number}",
                outlet="even" if number % 2 == 0 else "odd",
                headline=headline,
                body=body,
                published=datetime(2026, 11, number, tzinfo=UTC),
                tags=("القانون",) if number in {3, 5} else (),
                authors=("أحمد عليّ",) if number == 2 else (),
                agency="رويترز + أ ف ب" if number == 1 else None,
                section="سياسة" if number in {1, 3} else None,
                language="en" if number == 4 else "ar",
                kind="flash" if number == 6 else "article",
            )
            articles.record(session, value, link_id=None, capture_id=None, run_id=None, now=FETCHED)
    return db


def ids(db: Database, query: str | None, limit: int = 100, **filters) -> list[int]:
    with db.read() as session:
        found = search.find(session, query, Filters(**filters), limit)
    return [int(stored.article.url.rsplit("/", 1)[1]) for stored in found.articles]


QUESTIONS: dict[str, list[int]] = {
    "درعا": [6, 1],
    "مدنيين درعا": [6, 1],
    "قتل": [1],
    "القانون": [5, 3],
    "قانون المجلس": [3],
    '"القانون الجديد"': [5, 3],
    "«القانون الجديد»": [5, 3],
    '"القانون: الجَديد"': [5, 3],
    '"قانون الماليه" رئيس': [3],
    "القانون -المالية": [5],
    'القانون -"لجنة القانون"': [3],
    "-القانون": [6, 4, 2, 1],
    "2.5": [2],
    "٢٫٥": [2],
    "1500": [6],
    "كوفيد-19": [4],
    "rasid F16": [4],
    "كوفيد -كوفيد-19": [],
    "NOT": [4],
    "AND OR": [4],
    "col:umn": [4],
    '") OR stems MATCH "x': [],
    "'); DROP TABLE terms; --": [],
    "' | 'x": [],
    "؟!": [],
    "": [],
    '"': [],
    '"درعا': [6, 1],
    "معدوم": [],
}
"""All asked of one corpus: making it takes far longer than asking."""


def test_questions(corpus: Database) -> None:
    assert {query: ids(corpus, query) for query in QUESTIONS} == QUESTIONS


FILTERS: list[tuple[dict[str, Any], list[int]]] = [
    ({}, [6, 5, 4, 3, 2, 1]),
    ({"outlets": ("even",)}, [6, 4, 2]),
    ({"outlets": ("even", "odd")}, [6, 5, 4, 3, 2, 1]),
    ({"outlets": ("none",)}, []),
    ({"since": datetime(2026, 11, 3, tzinfo=UTC), "until": datetime(2026, 11, 5, tzinfo=UTC)}, [4, 3]),
    ({"tag": "قانون"}, []),
    ({"tag": "القَانون"}, [5, 3]),
    ({"author": "احمد علي"}, [2]),
    ({"agency": "رويترز"}, [1]),
    ({"agency": "أ.ف.ب"}, [1]),
    ({"section": "سياسه"}, [3, 1]),
    ({"lang": "en"}, [4]),
    ({"kind": "flash"}, [6]),
    ({"url": "https://www.example.com/3/"}, [3]),
    ({"tag": "القانون", "outlets": ("odd",), "until": datetime(2026, 11, 4, tzinfo=UTC)}, [3]),
]


def test_filters(corpus: Database) -> None:
    assert [(filters, ids(corpus, None, **filters)) for filters, _ in FILTERS] == FILTERS


def test_pages_neither_skip_nor_repeat(corpus: Database) -> None:
    with corpus.write() as session:
        for number in range(10, 30):
            value = article(url=f"https://example.com/{number}", headline=f"خبر {number}", body=f"نص {number}", published=FETCHED)
            articles.record(session, value, link_id=None, capture_id=None, run_id=None, now=FETCHED)
    for order in ("newest", "stored"):
        seen, after = [], None
        while True:
            with corpus.read() as session:
                page = search.find(session, None, Filters(), 7, after, order=order)
            seen += [stored.id for stored in page.articles]
            if page.next is None:
                break
            after = Cursor.parse(str(page.next))
        assert len(seen) == 26
        assert seen == sorted(seen, reverse=order == "newest") or order == "newest"
        assert len(set(seen)) == 26


@pytest.mark.parametrize("token", ["", "x", "!!!", "MjAyNg", str(Cursor(sorted_at=FETCHED, id=1))[:-2], "ا", "0" * 10_000])
def test_forged_cursors(token: str) -> None:
    with pytest.raises(ValueError, match="is not a cursor"):
        Cursor.parse(token)


def test_copies_are_hidden_unless_what_they_copy_is_not_shown(db: Database) -> None:
    with db.write() as session:
        for number, (outlet, body) in enumerate([("agency", WIRE), ("paper", WIRE_EDITED), ("site", WIRE)], 1):
            value = article(
                outlet=outlet, url=f"https://{outlet}.com/{number}", body=body, published=FETCHED - timedelta(hours=9 - number)
            )
            articles.record(session, value, link_id=None, capture_id=None, run_id=None, now=FETCHED)
    assert ids(db, None) == ids(db, "الناقورة") == [1]
    assert ids(db, None, copies=True) == ids(db, "الناقورة", copies=True) == [3, 2, 1]
    assert ids(db, None, outlets=("paper",)) == [2]
    assert ids(db, None, outlets=("paper", "agency")) == [1]
    assert ids(db, "لقاء مع الصحافيين") == [2]
    assert ids(db, None, since=FETCHED - timedelta(hours=7)) == [3, 2]


def test_the_index_follows_revisions(corpus: Database) -> None:
    with corpus.write() as session:
        value = article(url="https://example.com/1", outlet="odd", body="نص جديد تماما", headline="سواه")
        articles.record(session, value, link_id=None, capture_id=None, run_id=None, now=FETCHED)
    assert ids(corpus, "درعا") == [6]
    assert 1 in ids(corpus, "تماما")
    corpus.reindex()
    assert ids(corpus, "درعا") == [6]
    assert corpus.check() == []


def test_too_many_words() -> None:
    with pytest.raises(ValueError, match="32 words"):
        search.parse("كلمة " * 33)
    with pytest.raises(ValueError, match="32 words"):
        search.parse("x" * 100_000)


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(codec=None), max_size=80))
def test_reading_a_question_never_fails(text: str) -> None:
    query = question.parse(text)
    for part in (*query.words, *query.phrases, *query.without_words, *query.without_phrases):
        assert part.replace(" ", "").isalnum()


typed = st.lists(
    st.sampled_from(
        [*" ".join(f"{h} {b}" for h, b in DOCUMENTS.values()).split(), '"', "-", "«", "»", "*", "(", "NEAR", "\x00", "ـ"]
    ),
    max_size=5,
).map(" ".join)


def test_both_engines_give_the_same(tmp_path: Path, postgres_server: str) -> None:
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE parity")
    on_server = address.parse(postgres_server).set(database="parity").render_as_string(hide_password=False)
    one, two = (filled(database.open(url, create=True)) for url in (f"sqlite:///{tmp_path / 'p.db'}", on_server))

    @settings(max_examples=60, deadline=None)
    @given(query=typed)
    def same(query: str) -> None:
        assert ids(one, query) == ids(two, query)

    try:
        same()
    finally:
        one.close()
        two.close()
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            connection.execute("DROP DATABASE parity WITH (FORCE)")
