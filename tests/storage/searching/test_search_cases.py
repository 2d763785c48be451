"""The cases of tests/news/stem_cases.py, asked of the databases: either gives what the words themselves say."""

from __future__ import annotations

from news import arabic
from storage.corpus import article_rows
from storage.database import Database
from storage.searching import question, search, terms
from storage.searching.search import Filters
from storage.tables import ArticleRow
from tests.news.stem_cases import CASES
from tests.news.test_stems import NOT_MET
from tests.storage.samples import FETCHED, article

SENTENCES = list(dict.fromkeys(text for case in CASES for text in (*case.finds, *case.misses)))


def store(db: Database, texts: list[str]) -> None:
    with db.write() as session:
        for number, text in enumerate(texts, 1):
            row = ArticleRow(id=number, first_seen=FETCHED, sorted_at=FETCHED, is_copy=False, revision=1, status="live")
            value = article(url=f"https://example.com/{number}", headline=None, body=text)
            article_rows.fill(row, value)
            session.add(row)
            session.flush()
            terms.write(session, number, value)


def answers(query: str, text: str) -> bool:
    """What the database should say, in a few lines without one."""
    asked, index, line = question.parse(query), set(arabic.terms(text)), f" {' '.join(arabic.words(text))} "

    def holds(part: question.Part) -> bool:
        if part.exact:
            return f" {' '.join(part.words)} " in line
        return all(index & set(arabic.query_terms(word)) for word in part.words)

    return all(any(map(holds, group)) for group in asked.groups) and not any(map(holds, asked.without))


def test_both_engines_find_what_the_words_say(db: Database) -> None:
    store(db, SENTENCES)
    for case in CASES:
        expected = {text for text in SENTENCES if answers(case.query, text)}
        for order in ("newest", "relevance", "stored"):
            with db.read() as session:
                found = search.find(session, case.query, Filters(), 1000, order=order)
            assert {stored.article.body for stored in found.articles} == expected, (case.query, order)
        excused = {text for about, query, text in NOT_MET if (about, query) == (case.about, case.query)}
        assert set(case.finds) - expected <= excused, case.query
        assert set(case.misses) & expected <= excused, case.query
