"""Counting, learning and forgetting an outlet's recurring lines, on both engines."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from news import recurring
from news.article import Article, Removed
from storage import database
from storage.corpus import articles
from storage.crawls import recurring_lines
from storage.database import Database
from storage.engine import address
from storage.errors import NotFound
from storage.operations import checkup
from storage.searching import search
from storage.tables import ArticleLine, ArticleRow, Revision
from tests.newsroom import articles as stories

TAIL = "حمّل تطبيق مرافئ وكن أول العارفين"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def page(number: int, *lines: str, outlet: str = "marafi") -> Article:
    story = stories.write(number * 7 + 3, NOW + timedelta(hours=number))
    url = f"https://{outlet}.example/{number}"
    return Article(
        outlet=outlet,
        url=url,
        canonical_url=url,
        headline=story.headline,
        body="\n\n".join((story.ledes[0], *story.paragraphs, *lines)),
        fetched=NOW + timedelta(hours=number),
        authors=(f"كاتب {number % 9}",),
    )


def record(db: Database, article: Article) -> articles.Recorded:
    with db.write() as session:
        return articles.record(session, article, link_id=None, capture_id=None, run_id=None, now=article.fetched)


def judge(db: Database, outlet: str = "marafi") -> recurring_lines.Lesson:
    with db.write() as session:
        return recurring_lines.judge(session, outlet, NOW)


def states(db: Database, outlet: str = "marafi") -> dict[str, str]:
    with db.read() as session:
        return {line.sample: line.state for line in recurring_lines.learned(session, outlet)}


def taken(article: Article) -> Article:
    """The article as it is extracted once the line is learned."""
    cleaned = recurring.without(article, recurring.Learned(frozenset((recurring.key(TAIL),))).reason)
    assert cleaned is not None
    return cleaned


def test_learns_at_the_first_look_and_says_where_the_line_stands(db: Database) -> None:
    ids = [record(db, page(number, TAIL)).article_id for number in range(6)]
    other = [record(db, page(number, outlet="other")).article_id for number in range(3)]
    lesson = judge(db)
    assert (lesson.learned, lesson.affected) == ((TAIL,), tuple(ids))
    assert judge(db, "other").affected == () != tuple(other)
    with db.read() as session:
        (line,) = recurring_lines.learned(session, "marafi")
        assert (line.state, line.place, line.articles) == ("learned", "tail", 6)
        assert (line.first_seen, line.last_seen) == (NOW, NOW + timedelta(hours=5))
        assert recurring_lines.in_force(session, "marafi").holds(f"{TAIL}.")
        assert recurring_lines.in_force(session, "other") == recurring.NOTHING
    assert judge(db).learned == ()


def test_taking_out_is_no_revision_and_all_that_hangs_on_the_text_follows(db: Database) -> None:
    ids = [record(db, page(number, TAIL)).article_id for number in range(6)]
    judge(db)
    with db.write() as session:
        learned = recurring_lines.in_force(session, "marafi")
        assert [articles.take_out(session, article, learned) for article in ids] == [True] * 6
        assert [articles.take_out(session, article, learned) for article in ids] == [False] * 6
    with db.read() as session:
        for number, article in enumerate(ids):
            stored = articles.get(session, article)
            assert stored.article.body == page(number).body
            assert stored.article.content_hash == page(number).content_hash
            assert stored.article.removed == (Removed(text=TAIL, reason="furniture:learned"),)
            assert (stored.revision, stored.first_seen) == (1, NOW + timedelta(hours=number))
            assert session.scalar(select(ArticleRow.word_count).where(ArticleRow.id == article)) == stored.article.word_count
        assert session.scalar(select(func.count()).select_from(Revision)) == 0
        assert search.find(session, '"وكن أول العارفين"', search.Filters(), limit=5).articles == []
    assert judge(db) == recurring_lines.Lesson()
    assert checkup.problems(db) == []


def test_a_page_read_again_after_the_lesson_is_unchanged(db: Database) -> None:
    for number in range(6):
        record(db, page(number, TAIL))
    judge(db)
    again = record(db, taken(page(2, TAIL)))
    assert again.verdict == "unchanged"
    with db.read() as session:
        assert articles.get(session, again.article_id).article.body == page(2).body
    edited = replace(taken(page(3, TAIL)), body=taken(page(3, TAIL)).body + "\n\nزيد هذا في الخبر.")
    assert record(db, edited).verdict == "revised"
    # forgotten since: the line is back in the text, and that too is no change of the outlet's
    assert record(db, page(2, TAIL)).verdict == "unchanged"


def test_a_redesign_is_learned_and_the_old_line_forgotten(db: Database) -> None:
    for number in range(8):
        record(db, page(number, TAIL))
    judge(db)
    new = "بصيغة جديدة: أرسل رأيك إلى هيئة مرافئ"
    for number in range(8, 60):
        record(db, page(number, new))
    lesson = judge(db)
    assert (lesson.learned, lesson.forgotten) == ((new,), (TAIL,))
    assert states(db) == {new: "learned", TAIL: "over"}
    with db.read() as session:
        assert not recurring_lines.in_force(session, "marafi").holds(TAIL)
        assert recurring_lines.in_force(session, "marafi", NOW + timedelta(hours=7)).holds(TAIL)
        assert not recurring_lines.in_force(session, "marafi", NOW + timedelta(hours=20)).holds(TAIL)


def test_what_two_pages_taught_wrongly_is_given_back(db: Database) -> None:
    for number in range(2):
        record(db, page(number, TAIL))
    assert judge(db).learned == (TAIL,)
    for number in range(2, 40):
        record(db, page(number))
    assert judge(db).forgotten == (TAIL,)
    assert states(db) == {TAIL: "mistaken"}
    with db.read() as session:
        assert not recurring_lines.in_force(session, "marafi", NOW).holds(TAIL)
    assert judge(db).learned == ()


def test_a_person_has_the_last_word(db: Database) -> None:
    for number in range(6):
        record(db, page(number, TAIL))
    judge(db)
    with db.write() as session:
        (line,) = recurring_lines.learned(session, "marafi")
        assert recurring_lines.keep(session, "marafi", line.id, NOW) == TAIL
        with pytest.raises(NotFound, match="rasid outlets furniture other"):
            recurring_lines.keep(session, "other", line.id, NOW)
    assert judge(db) == recurring_lines.Lesson()
    assert states(db) == {TAIL: "kept"}


def test_only_the_newest_articles_are_counted(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recurring, "WINDOW", 5)
    for number in range(9):
        record(db, page(number))
    judge(db)
    with db.read() as session:
        assert session.scalar(select(func.count(ArticleLine.article_id.distinct()))) == 5
        long = page(1, *(f"سطر {number}" for number in range(200)))
        assert len(recurring_lines.facts(long)) == 2 * recurring_lines.EDGE


def test_articles_stored_before_there_was_counting_are_counted(db: Database) -> None:
    for number in range(6):
        record(db, page(number, TAIL))
    with db.write() as session:
        session.execute(text("DELETE FROM article_line"))
    assert judge(db).learned == (TAIL,)


def test_writers_of_four_outlets_do_not_disturb_one_another(db: Database) -> None:
    faults: list[Exception] = []

    def work(outlet: str) -> None:
        try:
            for number in range(6):
                record(db, page(number, f"{TAIL} {outlet}", outlet=outlet))
            lesson = judge(db, outlet)
            for article in lesson.affected:
                with db.write() as session:
                    articles.take_out(session, article, recurring_lines.in_force(session, outlet))
        except Exception as error:
            faults.append(error)

    outlets = ["one", "two", "three", "four"]
    threads = [threading.Thread(target=work, args=(outlet,)) for outlet in outlets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert [states(db, outlet) for outlet in outlets] == [{f"{TAIL} {outlet}": "learned"} for outlet in outlets]
    with db.read() as session:
        assert not [row for row in session.scalars(select(ArticleRow.body)) if TAIL in row]
    assert checkup.problems(db) == []


def test_a_corpus_of_the_first_schema_is_upgraded(database_url: str) -> None:
    from alembic import command
    from alembic.config import Config

    corpus = Database(address.parse(database_url))
    if corpus.is_sqlite:
        corpus._use_wal()
    config = Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))
    with corpus._writing.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    assert corpus.version() == "0001"
    assert corpus.upgrade() == ("0001", database.SCHEMA)
    corpus.require_schema()
    for number in range(3):
        record(corpus, page(number, TAIL))
    assert judge(corpus).learned == (TAIL,)
    assert checkup.problems(corpus) == []
    corpus.close()
