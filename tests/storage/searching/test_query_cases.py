"""Both engines answer what people ask: nothing missed and nothing wrong but what is known and excused."""

from __future__ import annotations

from storage.database import Database
from storage.searching import search
from storage.searching.search import Filters
from tests.storage.query_cases import CASES, NOT_MET
from tests.storage.searching.test_search_cases import store


def test_questions_of_every_kind(db: Database) -> None:
    sentences = list(dict.fromkeys(text for case in CASES for text in (*case.finds, *case.misses)))
    store(db, sentences)
    faults = set()
    for case in CASES:
        with db.read() as session:
            found = {hit.article.body for hit in search.find(session, case.query, Filters(copies=True), 1000).articles}
        faults |= {(case.query, text) for text in set(case.finds) - found}
        faults |= {(case.query, text) for text in set(case.misses) & found}
    assert faults == NOT_MET.keys()
