"""The stream of changes: each change once, none passed over, whoever writes meanwhile."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from multiprocessing.synchronize import Barrier

import pytest
from sqlalchemy import delete, select, text

from storage import database
from storage.corpus import article_rows, articles, captures, stream
from storage.corpus.stream import ForeignCursor, Mark, NotACursor
from storage.database import Database
from storage.searching.search import Filters
from storage.tables import ArticleChange, ArticleRow, Band, EmbedRow, Name, Revision, Sighting, Terms
from tests import forking
from tests.storage.samples import FETCHED, OTHER, article, full

EVERYTHING = Filters(copies=True)


def record(db: Database, one, **values):
    with db.write() as session:
        given = {"link_id": None, "capture_id": None, "run_id": None, "now": FETCHED} | values
        return articles.record(session, one, **given).article_id


def read(db: Database, after: str | None = None, filters: Filters = EVERYTHING, **values) -> stream.Page:
    with db.read() as session:
        return stream.read(session, None, filters, stream.start(session, after), **values)


def forget(db: Database, number: int) -> None:
    with db.write() as session:
        for part in (Terms, Name, Band, EmbedRow, Sighting, Revision):
            session.execute(delete(part).where(part.article_id == number))
        session.execute(text("DELETE FROM article_line WHERE article_id = :n"), {"n": number})
        session.execute(delete(ArticleRow).where(ArticleRow.id == number))


def test_json_is_the_same_as_by_way_of_objects(db: Database) -> None:
    with db.write() as session:
        capture = captures.add(
            session, run_id=None, outlet="example", url="u", file="f.gz", offset=7, length=9, status=200, content_type=None,
            fetched=FETCHED,
        )  # fmt: skip
    record(db, full(), capture_id=capture)
    record(db, article(outlet="other", url="https://other.example/1", headline="عنوان آخر"))
    record(db, article(outlet="third", url="https://third.example/1", body="", headline="صورة وحدها هنا", kind="gallery"))
    page = read(db)
    with db.read() as session:
        stored = [article_rows.stored_json(one) for one in article_rows.load(session, [1, 2, 3])]
    assert page.rows == stored
    assert [list(row) for row in page.rows] == [list(one) for one in stored], "the same order of keys too"
    assert stored[0]["cluster"]["size"] == 2


def test_every_kind_of_change_comes_once(db: Database) -> None:
    first = record(db, article())
    second = record(db, article(url="https://example.com/2", headline="خبر ثان", body=OTHER))
    page = read(db)
    assert [row["id"] for row in page.rows] == [first, second]
    assert read(db, str(page.end)).rows == []
    later = FETCHED + timedelta(hours=1)
    record(db, article(fetched=later))
    assert read(db, str(page.end)).rows == [], "asked again, and it said the same"
    record(db, article(headline="عنوان جديد تماما", fetched=later))
    revised = read(db, str(page.end))
    assert [(row["id"], row["revision"]) for row in revised.rows] == [(first, 2)]
    with db.write() as session:
        articles.mark_gone(session, second, now=later)
    gone = read(db, str(revised.end))
    assert [(row["id"], row["status"]) for row in gone.rows] == [(second, "gone")]
    record(db, article(url="https://example.com/2", headline="خبر ثان", body=OTHER, fetched=later))
    back = read(db, str(gone.end))
    assert [(row["id"], row["status"]) for row in back.rows] == [(second, "live")]
    with db.write() as session:
        stored = articles.get(session, second).article
        articles.rewrite(session, second, replace(stored, embeds=full().embeds[:1]))
    reread = read(db, str(back.end))
    assert [len(row["embeds"]) for row in reread.rows] == [1]
    forget(db, first)
    gone_for_good = read(db, str(reread.end))
    assert (gone_for_good.rows, gone_for_good.forgotten) == ([], [first])
    assert read(db, str(gone_for_good.end)).forgotten == []
    assert [row["id"] for row in read(db).rows] == [second]


def test_a_copy_that_joins_is_no_change_of_its_lead(db: Database) -> None:
    lead = record(db, article())
    end = str(read(db).end)
    copy = record(db, article(outlet="other", url="https://other.example/1"))
    assert [row["id"] for row in read(db, end).rows] == [copy]
    assert read(db, end, Filters()).rows == [], "copies are hidden"
    record(db, article(outlet="other", url="https://other.example/1", headline="خبر ثان", body=OTHER))
    assert [row["id"] for row in read(db, end, Filters()).rows] == [copy], "it is one no more"
    assert lead != copy


def test_pages_end_where_they_say(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [record(db, article(url=f"https://example.com/{n}", headline=f"خبر رقم {n}", body=f"نص {n}")) for n in range(9)]
    monkeypatch.setattr(stream, "WINDOW", 4)
    monkeypatch.setattr(stream, "BATCH", 3)
    with db.read() as session:
        mark = stream.start(session, None)
    pages = list(stream.walk(db, None, EVERYTHING, mark))
    assert [row["id"] for page in pages for row in page.rows] == numbers
    with db.read() as session:
        assert pages[-1].end == stream.here(session)
    nothing = list(stream.walk(db, None, Filters(outlets=("nobody",)), mark))
    assert nothing[-1].end == pages[-1].end


def test_what_changes_on_the_way_is_read_before_the_end(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "BATCH", 2)
    for n in range(4):
        record(db, article(url=f"https://example.com/{n}", headline=f"خبر رقم {n}", body=f"نص {n}"))
    with db.read() as session:
        mark = stream.start(session, None)
    seen = []
    for page in stream.walk(db, None, EVERYTHING, mark):
        if not seen:
            record(db, article(url="https://example.com/3", headline="خبر معدل هنا", body="نص آخر"))
        seen += [(row["id"], row["revision"]) for row in page.rows]
    assert seen == [(1, 1), (2, 1), (3, 1), (4, 2)]


@pytest.mark.parametrize("said", ["", "a", "بب", "MSBhIDE", "MSBhYmMgLTE", "MSBhYmMgMDE", "MSBhYmMgMQ==", "x" * 300])
def test_what_is_no_cursor(said: str) -> None:
    if said == "MSBhIDE":  # a sound one, of a corpus called «a»
        assert Mark.parse(said) == Mark(corpus="a", number=1)
        return
    with pytest.raises(NotACursor, match="cursor"):
        Mark.parse(said)


def test_cursors_of_others_are_refused(db: Database) -> None:
    record(db, article())
    end = read(db).end
    assert Mark.parse(str(end)) == end
    with pytest.raises(ForeignCursor, match="another database"):
        read(db, str(replace(end, corpus="abc")))
    with pytest.raises(ForeignCursor, match="ahead"):
        read(db, str(replace(end, number=end.number + 1)))
    with pytest.raises(NotACursor, match="newer"):
        Mark.parse("OSBhYmMgMQ")


WRITERS, EACH = 4, 20


def _write(url: str, writer: int, ready: Barrier) -> None:
    """New articles, edits of them, some in one long transaction, some gone."""
    db = database.open(url)
    # SQLite's waiting is not fair, and a busy machine may starve one writer: not the subject here
    database.BUSY_TIMEOUT = 60.0
    db.close()
    db = database.open(url)
    ready.wait()
    before = 0
    for n in range(EACH):
        address, body = f"https://example.com/{writer}/{n}", f"نص الخبر {writer} ورقمه {n} لا غير"
        with db.write() as session:
            mine = {"link_id": None, "capture_id": None, "run_id": None, "now": FETCHED}
            one = article(url=address, headline=f"عنوان {writer} رقم {n}", body=body)
            number = articles.record(session, one, **mine).article_id
            time.sleep(0.005 * (n % 3))  # ids, and numbers, are given well before the commit
        if n % 3 == 0:
            with db.write() as session:
                articles.record(session, replace(one, body=body + " وزيادة"), **mine)
        if n % 5 == 0:
            with db.write() as session:
                articles.mark_gone(session, number, now=FETCHED)
        if n % 10 == 1:
            forget(db, before)
        before = number
    db.close()


def test_four_writers_and_a_reader(corpus_url: str) -> None:
    db = database.open(corpus_url)
    context = forking.context()
    ready = context.Barrier(WRITERS + 1)
    writers = [context.Process(target=_write, args=(corpus_url, n, ready)) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    ready.wait()
    seen: Counter[tuple[int, int, str]] = Counter()
    last: dict[int, tuple[int, str]] = {}
    after, pages = None, 0
    while True:
        alive = any(writer.is_alive() for writer in writers)
        page = read(db, after, limit=7)
        after, pages = str(page.end), pages + 1
        for row in page.rows:
            seen[row["id"], row["revision"], row["status"]] += 1
            last[row["id"]] = (row["revision"], row["status"])
        for number in page.forgotten:
            seen[number, 0, "forgotten"] += 1
            last[number] = (0, "forgotten")
        if not alive and not page.rows and not page.forgotten:
            break
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    with db.read() as session:
        rows = session.execute(select(ArticleRow.id, ArticleRow.revision, ArticleRow.status))
        expected = {number: (revision, status) for number, revision, status in rows}
        noted = set(session.scalars(select(ArticleChange.article_id)))
    db.close()
    assert len(noted) == WRITERS * EACH
    assert [what for what, times in seen.items() if times > 1] == [], "nothing came twice"
    assert last == expected | dict.fromkeys(noted - set(expected), (0, "forgotten")), "nothing was passed over"
    assert pages > WRITERS * EACH / 7
