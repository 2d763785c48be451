from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from storage import database
from storage.corpus import articles
from storage.database import Database
from storage.engine import address
from storage.operations import checkup
from storage.searching import question, search, terms
from storage.searching.search import Cursor, Filters
from storage.tables import Terms
from tests.effort import times
from tests.storage.samples import FETCHED, OTHER, WIRE, WIRE_EDITED, article

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


def ids(db: Database, query: str | None, limit: int = 100, order: search.Order = "newest", **filters) -> list[int]:
    with db.read() as session:
        return found(session, query, order, limit, **filters)


def found(session: Session, query: str | None, order: search.Order, limit: int = 100, **filters) -> list[int]:
    page = search.find(session, query, Filters(**filters), limit, order=order)
    return [int(stored.article.url.rsplit("/", 1)[1]) for stored in page.articles]


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
    "درعا OR المالية": [6, 3, 1],
    "القانون OR درعا -جرحى": [5, 3, 1],
    'درعا OR "القانون الجديد"': [6, 5, 3, 1],
    'المجلس "القانون الجديد" OR درعا': [3],
    'درعا OR -"القانون"': [6, 1],
    "OR درعا": [],
    "درعا OR": [],
    "title:القانون": [5, 3],
    "عنوان:درعا": [1],
    'title:"لجنة القانون"': [5],
    'عنوان:"القانون الجديد"': [],
    "القانون -title:لجنة": [3],
    "title:درعا OR title:الجزائر": [2, 1],
    "title: القانون": [5, 3],
    'TITLE:  "لجنة القانون"': [5],
    "القانون title: -لجنة": [3],
    "القانون title:": [5, 3],
    "title:": [],
    "title::القانون": [],
    "عنوان:؟": [],
    "الخضر ارتفاع": [2],
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


def test_a_question_with_filters_has_one_answer_whether_the_filters_leave_few_or_many(
    corpus: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = [query for query in QUESTIONS if len(QUESTIONS[query]) > 1]
    # every question meets filters and every filter questions; thoroughly, all of them one another
    apart = times(4, 1)
    asked = [(query, *some) for turn, query in enumerate(questions) for some in FILTERS[turn % apart :: apart]]

    def answers(order: search.Order) -> list[list[int]]:
        with corpus.read() as session:
            return [found(session, query, order, **filters) for query, filters, _ in asked]

    few = answers("newest"), answers("relevance")
    monkeypatch.setattr(search, "FEW", dict.fromkeys(search.FEW, -1))
    assert (answers("newest"), answers("relevance")) == few
    assert [set(numbers) for numbers in few[0]] == [set(QUESTIONS[query]) & set(allowed) for query, _, allowed in asked]


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
    assert checkup.problems(corpus) == []


RANKED = {
    1: ("نقاش عام", "كلام " * 60 + "الميزانية تناقش"),
    2: ("نقاش الميزانية", "كلام " * 60),
    3: ("نقاش آخر", "الميزانية في أول النص " + "كلام " * 60),
    4: ("كلام", "كلام " * 60 + "ميزانية " * 3),
    5: ("كلام", "كلام " * 60 + "للميزانية"),
    6: ("الميزانية", "كلام " * 60),
}


def ranked(db: Database) -> Database:
    with db.write() as session:
        for number, (headline, body) in RANKED.items():
            value = article(
                url=f"https://example.com/{number}",
                headline=headline,
                body=body,
                published=datetime(2026, 11, number, tzinfo=UTC),
            )
            articles.record(session, value, link_id=None, capture_id=None, run_id=None, now=FETCHED)
    return db


def test_relevance(db: Database) -> None:
    corpus = ranked(db)
    assert ids(corpus, "ميزانية") == [6, 5, 4, 3, 2, 1]
    assert ids(corpus, "ميزانية", order="relevance") == [6, 2, 4, 3, 5, 1]
    assert ids(corpus, "ميزانية نقاش", order="relevance") == [2, 3, 1]
    assert ids(corpus, "ميزانية -عام", order="relevance") == [6, 2, 4, 3, 5]
    assert ids(corpus, None, order="relevance") == ids(corpus, "-معدوم", order="relevance") == [6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("order", ["newest", "relevance"])
@pytest.mark.parametrize("query", ["ميزانية", "ميزانية OR نقاش", "كلام -عام", '"كلام كلام"', "-عام"])
def test_pages_of_a_search_neither_skip_nor_repeat(
    db: Database, order: search.Order, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = ranked(db)
    whole = ids(corpus, query, order=order)
    monkeypatch.setattr(search, "WINDOW", 2)
    seen, after = [], None
    while True:
        with corpus.read() as session:
            page = search.find(session, query, Filters(), 2, after, order=order)
        seen += [int(stored.article.url.rsplit("/", 1)[1]) for stored in page.articles]
        if page.next is None:
            break
        after = Cursor.parse(str(page.next))
    assert seen == whole == ids(corpus, query, order=order)
    assert len(set(seen)) == len(seen) > 2


def test_filters_combine_with_a_question(corpus: Database) -> None:
    first = datetime(2026, 11, 5, tzinfo=UTC)
    for order in ("newest", "relevance"):
        assert ids(corpus, "القانون", since=first, order=order) == [5]
        assert ids(corpus, "القانون", until=first, order=order) == [3]
        assert ids(corpus, "القانون", tag="القانون", outlets=("odd",), order=order) == [5, 3]
        assert ids(corpus, "القانون", section="سياسة", order=order) == [3]
        assert ids(corpus, "القانون", lang="en", order=order) == []


@pytest.mark.parametrize(
    "when", [datetime(1, 1, 1, tzinfo=UTC), datetime(1969, 12, 31, 23, 59, 59, 5, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)]
)
def test_a_place_fits_whatever_a_page_dates_itself(when: datetime) -> None:
    for number in (1, 2**terms.ID_BITS - 1):
        place = terms.place(when, number)
        assert -(2**63) <= place < 2**63
        assert place % 2**terms.ID_BITS == number


def test_terms_of_an_older_version_are_made_anew_some_at_a_time(corpus: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with corpus.write() as session:
        session.execute(update(Terms).values(stems="كلمة قديمة", version=100))
    assert ids(corpus, "درعا") == []
    with corpus.read() as session:
        assert terms.old(session) == 6
    monkeypatch.setattr(terms, "BATCH", 4)
    renewing = terms.renew(corpus)
    assert next(renewing) == 4
    renewing.close()
    assert list(terms.renew(corpus)) == [2]
    assert ids(corpus, "درعا") == [6, 1]
    assert ids(corpus, "title:درعا") == [1]
    assert checkup.problems(corpus) == []


def test_a_copy_of_one_story_is_not_hidden_by_another_s(db: Database) -> None:
    with db.write() as session:
        for number, body in enumerate([WIRE, WIRE, OTHER, OTHER], 1):
            value = article(
                outlet=f"o{number}", url=f"https://o{number}.com/{number}", body=body, headline=None, published=FETCHED
            )
            articles.record(session, value, link_id=None, capture_id=None, run_id=None, now=FETCHED)
    assert ids(db, "الناقورة") == [1]
    assert ids(db, "الجزائر") == [3]
    assert ids(db, "الناقورة", outlets=("o2",)) == [2]
    for order in ("newest", "relevance"):
        assert ids(db, '"الأمم المتحدة" OR "وزارة الصحة"', order=order) == [3, 1]
        assert ids(db, 'وزير OR وزارة -"لا توجد"', order=order, copies=True) == [4, 3, 2, 1]


def test_too_many_words() -> None:
    with pytest.raises(ValueError, match="32 words"):
        search.parse("كلمة " * 33)
    with pytest.raises(ValueError, match="32 words"):
        search.parse("x" * 100_000)


@settings(max_examples=times(50, 300), deadline=None)
@given(st.text(st.characters(codec=None), max_size=80))
def test_reading_a_question_never_fails(text: str) -> None:
    query = question.parse(text)
    for part in (*(part for group in query.groups for part in group), *query.without):
        assert part.words
        assert all(word.isalnum() for word in part.words)


SYNTAX = [
    *(
        '"',
        "-",
        "«",
        "»",
        "*",
        "(",
        ")",
        "NEAR",
        "NEAR(",
        "\x00",
        "ـ",
        "OR",
        "AND",
        "NOT",
        "title:",
        "-title:",
        "عنوان:",
        "|",
        "&",
        "!",
    ),
    *(
        "^",
        ":",
        "stems:",
        "{",
        "}",
        "+",
        "'",
        "''",
        "\\",
        "--",
        "/*",
        ";",
        "%",
        "_",
        "<->",
        ":*",
        "§",
        "¶",
        "§قانون",
        "🔺",
        "\ud800",
        "من في",
    ),
]
typed = st.one_of(
    st.lists(
        st.sampled_from([*" ".join(f"{h} {b}" for h, b in DOCUMENTS.values()).split(), *SYNTAX, *SYNTAX]), max_size=7
    ).flatmap(lambda parts: st.sampled_from(["", " "]).map(lambda gap: gap.join(parts))),
    st.text(max_size=60),
)


def test_both_engines_give_the_same(tmp_path: Path, postgres_server: str) -> None:
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE parity")
    on_server = address.parse(postgres_server).set(database="parity").render_as_string(hide_password=False)
    one, two = (filled(database.open(url, create=True)) for url in (f"sqlite:///{tmp_path / 'p.db'}", on_server))

    @settings(max_examples=times(50, 300), deadline=None)
    @given(query=typed)
    @example("-" * 3000)
    @example("من في على إلى")
    @example("- - -")
    @example("\x00\x00")
    @example('درعا OR "القانون الجديد" -title:لجنة')
    @example('"' * 3000)
    def same(query: str) -> None:
        newest, relevant = ids(one, query), ids(one, query, order="relevance")
        assert newest == ids(two, query)
        assert relevant == ids(two, query, order="relevance")
        assert sorted(relevant) == sorted(newest)

    try:
        same()
    finally:
        one.close()
        two.close()
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            connection.execute("DROP DATABASE parity WITH (FORCE)")
