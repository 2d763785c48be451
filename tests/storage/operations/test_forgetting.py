"""What is forgotten is gone from everywhere, and does not come back."""

from __future__ import annotations

import gzip
import io
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import select, text
from warcio.archiveiterator import ArchiveIterator

from crawler.fetching.archive import RunArchive
from news import links as addresses
from news.article import Entry
from storage import database, tables
from storage.corpus import articles, captures
from storage.crawls import links, runs
from storage.database import Database
from storage.errors import NotFound
from storage.operations import checkup, erasing, forgetting, tombstones
from storage.operations.forgetting import Removed
from storage.searching import search
from storage.searching.search import Filters
from storage.tables import ArticleRow, Capture, Cluster, Erasure, Forgotten, Link, Run
from tests.storage.samples import FETCHED, OTHER, WIRE, article, full

RARE = "قسطنطينوبوليسي"
TEXT = f"{WIRE}\n\nوختم {RARE} حديثه بالشكر."
URL = "https://example.com/news/1"
HOUR = timedelta(hours=1)


def capture(db: Database, url: str = URL, offset: int = 0, file: str = "a.warc.gz") -> int:
    with db.write() as session:
        return captures.add(
            session, run_id=None, outlet="example", url=url, file=file, offset=offset, length=500, status=200,
            content_type="text/html", fetched=FETCHED,
        )  # fmt: skip


def keep(db: Database, value, **given):
    with db.write() as session:
        return articles.record(session, value, **{"link_id": None, "capture_id": None, "run_id": None, "now": FETCHED, **given})


def forget(db: Database, number: int) -> Removed:
    with db.write() as session:
        return forgetting.forget(session, number, now=FETCHED + HOUR)


def rows(db: Database) -> dict[str, int]:
    """How many rows each table has."""
    with db.read() as session:
        named = tables.Base.metadata.tables.values()
        return {table.name: len(session.execute(select(table)).all()) for table in named}


@pytest.fixture
def stored(db: Database) -> int:
    """An article of which everything is known, in two states, seen at two addresses, offered by a feed, captured three times."""
    first = capture(db)
    with db.write() as session:
        links.offer(session, "example", [Entry(url=URL, headline=RARE)], FETCHED, None)
        link = links.take(session, "example", FETCHED, 9)[0].id
    value = replace(full(), body=TEXT, headline=f"{RARE} يستقيل", tags=(RARE,), authors=(RARE,))
    number = keep(db, value, link_id=link, capture_id=first).article_id
    keep(db, replace(value, body=f"{TEXT}\n\n{OTHER}"), capture_id=capture(db, offset=600), source_url=f"{URL}?s={RARE}")
    capture(db, offset=1200)  # of a look that found nothing new
    return number


def test_nothing_is_left_but_the_tombstone(db: Database, stored: int) -> None:
    other = keep(db, article(url="https://example.com/news/2", body="نص لا يشبه غيره", headline="آخر")).article_id
    removed = forget(db, stored)
    assert (removed.states, removed.captures, removed.addresses >= 2, removed.copies) == (2, 3, True, 0)
    left = rows(db)
    assert (left["article"], left["terms"], left["capture"], left["erasure"]) == (1, 1, 0, 3)
    assert all(left[name] == 0 for name in ("revision", "sighting", "embed", "name"))
    with db.read() as session:
        assert session.scalars(select(ArticleRow.id)).all() == [other]
        assert search.find(session, RARE, Filters(copies=True), 9).articles == []
        assert RARE not in str(session.execute(select(Link.url, Link.entry)).all())
        assert tombstones.when(session, stored) == FETCHED + HOUR
    assert checkup.problems(db) == []


def test_a_second_time_there_is_nothing(db: Database, stored: int) -> None:
    forget(db, stored)
    with pytest.raises(NotFound):
        forget(db, stored)


@pytest.mark.parametrize("way", ["address", "twin", "canonical", "asked", "seen", "text", "former text"])
def test_it_does_not_come_back(db: Database, stored: int, way: str) -> None:
    forget(db, stored)
    elsewhere = "https://example.com/news/77"
    value, source = {
        "address": (article(url=URL, body=OTHER), None),
        "twin": (article(url="http://m.example.com/news/1/", body=OTHER), None),
        "canonical": (article(url=elsewhere, canonical_url=URL, body=OTHER), None),
        "asked": (article(url=elsewhere, body=OTHER), URL),
        "seen": (article(url=f"{URL}?s={RARE}", body=OTHER), None),
        "text": (article(url=elsewhere, headline=f"{RARE} يستقيل", body=f"{TEXT}\n\n{OTHER}"), None),
        "former text": (article(url=elsewhere, headline=f"{RARE} يستقيل", body=TEXT.replace("،", " -")), None),
    }[way]
    page = capture(db, elsewhere, 5000)
    with db.write() as session:
        links.offer(session, "example", [Entry(url=elsewhere)], FETCHED, None)
        link = session.scalar(select(Link.id).where(Link.url == elsewhere))
        run = runs.queue(session, "example", "manual", FETCHED)
    done = keep(db, value, source_url=source, capture_id=page, link_id=link, run_id=run)
    assert (done.verdict, done.article_id) == ("forgotten", 0)
    with db.read() as session:
        assert session.scalars(select(ArticleRow.id)).all() == []
        assert session.scalars(select(Capture.id)).all() == []
        assert session.scalars(select(Erasure.offset).where(Erasure.offset == 5000)).all() == [5000]
        assert session.get_one(Run, run).reasons == {"rejected:forgotten": 1}
    with db.write() as session:
        offered = links.offer(session, "example", [Entry(url=elsewhere), Entry(url=URL)], FETCHED, None)
    assert (offered.known, offered.new, offered.forgotten) == (2, 0, 2)
    assert checkup.problems(db) == []


def test_other_outlets_texts_and_short_ones_are_not_barred(db: Database, stored: int) -> None:
    flash = keep(db, article(url="https://example.com/v/1", headline="النشرة الجوية", body="شاهد")).article_id
    forget(db, stored)
    forget(db, flash)
    assert keep(db, article(url="https://other.com/1", outlet="other", headline="غيره", body=TEXT)).verdict == "stored"
    assert keep(db, article(url="https://example.com/v/2", headline="النشرة الجوية", body="شاهد")).verdict == "stored"


def test_the_lead_of_a_cluster_leaves_it_to_the_next(db: Database) -> None:
    numbers = [keep(db, article(outlet=outlet, url=f"https://{outlet}.com/1")).article_id for outlet in ("a", "b", "c")]
    assert forget(db, numbers[0]).copies == 2
    with db.read() as session:
        cluster = session.scalars(select(Cluster)).one()
        assert (cluster.lead_id, cluster.size) == (numbers[1], 2)
    assert checkup.problems(db) == []
    forget(db, numbers[1])
    with db.read() as session:
        assert articles.get(session, numbers[2]).cluster is None
    assert checkup.problems(db) == []


def test_numbers_are_not_given_again(db: Database) -> None:
    first, second = (
        keep(db, article(url=f"https://example.com/{n}", body=body)).article_id for n, body in enumerate((WIRE, OTHER))
    )
    forget(db, second)
    third = keep(db, article(url="https://example.com/3", headline="ثالث", body="نص ثالث")).article_id
    assert third > second > first
    forget(db, first)
    fourth = keep(db, article(url="https://example.com/4", headline="رابع", body="نص رابع")).article_id
    assert fourth > third


def test_an_address_without_an_article_is_barred(db: Database) -> None:
    with db.write() as session:
        links.offer(session, "example", [Entry(url=URL, headline=RARE)], FETCHED, None)
    capture(db)
    with db.write() as session:
        (removed,) = forgetting.forget_address(session, URL, now=FETCHED)
    assert (removed.article_id, removed.captures) == (None, 1)
    assert rows(db)["link"] == 0
    assert keep(db, article(url=URL)).verdict == "forgotten"


def test_an_article_that_was_stored_since_anybody_looked(db: Database) -> None:
    number = keep(db, article(), capture_id=capture(db)).article_id
    with db.write() as session:
        (removed,) = forgetting.forget_address(session, URL, now=FETCHED)
    assert (removed.article_id, removed.captures, rows(db)["article"]) == (number, 1, 0)


def test_another_outlets_page_of_the_same_address_keeps_its_capture(db: Database) -> None:
    one = keep(db, article(), capture_id=capture(db)).article_id
    keep(db, article(outlet="adhoc"), capture_id=capture(db, offset=700))
    assert forget(db, one).captures == 1
    assert rows(db)["capture"] == 1
    with db.write() as session:
        assert len(forgetting.forget_address(session, URL, now=FETCHED)) == 1
    assert (rows(db)["capture"], rows(db)["article"]) == (0, 0)
    assert checkup.problems(db) == []


def test_a_link_of_another_article_that_leads_to_it_now_stays(db: Database, stored: int) -> None:
    with db.write() as session:
        links.offer(session, "example", [Entry(url="https://example.com/live")], FETCHED, None)
        link = session.scalar(select(Link.id).where(Link.url == "https://example.com/live"))
    live = keep(db, article(url="https://example.com/live", headline="حي", body=OTHER), link_id=link).article_id
    forget(db, stored)
    assert keep(db, article(url=URL), source_url="https://example.com/live", link_id=link).verdict == "forgotten"
    assert keep(db, article(url="https://example.com/live", headline="حي", body=OTHER), link_id=link).article_id == live
    assert checkup.problems(db) == []


def test_marks_say_nothing(db: Database, stored: int) -> None:
    forget(db, stored)
    with db.read() as session:
        marks = session.scalars(select(Forgotten.mark)).all()
        assert all(len(mark) == 64 for mark in marks)
        assert addresses.url_hash(URL) not in marks
        assert tombstones.barred(session, [addresses.url_hash(URL), "0" * 64]) == {addresses.url_hash(URL)}


def test_two_forget_while_others_record(db: Database) -> None:
    """Whoever comes first, at the end it is gone, once, and the books are right."""
    number = keep(db, article()).article_id
    faults: list[BaseException] = []

    def work(turn: int) -> None:
        try:
            if turn % 3:
                keep(db, article(body=f"{WIRE} {turn}", fetched=FETCHED + turn * HOUR))
                keep(db, article(url=f"https://example.com/x/{turn}", headline=f"غيره {turn}", body=f"{OTHER} {turn} {turn}"))
            else:
                forget(db, number)
        except NotFound:
            pass
        except BaseException as error:
            faults.append(error)

    workers = [Thread(target=work, args=(turn,)) for turn in range(1, 10)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert faults == []
    with db.read() as session:
        assert session.get(ArticleRow, number) is None
        assert session.scalars(select(ArticleRow.url).where(ArticleRow.url == "https://example.com/news/1")).all() == []
    assert keep(db, article()).verdict == "forgotten"
    assert checkup.problems(db) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_can_be_read_from_the_file(db: Database, stored: int, database_url: str) -> None:
    folder = Path(database_url.removeprefix("sqlite:///")).parent

    def held() -> list[str]:
        files = [path for path in folder.iterdir() if path.name.startswith("rasid.db")]
        return [path.name for path in files if RARE.encode() in path.read_bytes()]

    for n in range(40):
        keep(db, article(url=f"https://example.com/fill/{n}", headline=f"خبر {n}", body=f"{OTHER} {n}"))
    with db.write() as session:
        session.execute(text("DELETE FROM link WHERE article_id IS NULL"))
    assert held()
    forget(db, stored)
    erasing.index(db)
    assert erasing.log(db)
    assert held() == []
    assert checkup.problems(db) == []


def test_the_log_waits_for_readers(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "PATIENCE", 0.2)
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.2)
    keep(db, article())
    with closing(database.open(db.url.render_as_string(hide_password=False))) as hurried, db.read() as session:
        session.execute(select(ArticleRow.id)).all()
        keep(db, article(url="https://example.com/2", body=OTHER))
        assert erasing.log(hurried) == (not db.is_sqlite)
    assert erasing.log(db)


def records(path: Path) -> list[tuple[str, bytes]]:
    with path.open("rb") as stream:
        return [(record.rec_type, record.content_stream().read()) for record in ArchiveIterator(stream)]


def archive(folder: Path) -> tuple[Path, list[tuple[int, int]]]:
    """A WARC file of three pages, and where each is."""
    file = RunArchive(folder, outlet="x", run_id=1, started=FETCHED, software="t")
    places = [
        file.append(
            url=f"https://a.com/{n}", status=200, headers=(), protocol="HTTP/1.1", body=RARE.encode() * n, fetched=FETCHED
        )
        for n in (1, 2, 3)
    ]
    file.close()
    return folder / file.file, [(place.offset, place.length) for place in places]


def test_a_record_is_overwritten_and_the_others_stay(tmp_path: Path) -> None:
    path, places = archive(tmp_path)
    size = path.stat().st_size
    erasing.overwrite(path, *places[1])
    assert path.stat().st_size == size
    assert [kind for kind, _ in records(path)] == ["warcinfo", "response", "metadata", "response"]
    assert [body for kind, body in records(path) if kind == "response"] == [RARE.encode(), RARE.encode() * 3]
    with path.open("rb") as stream:
        stream.seek(places[1][0])
        assert RARE.encode() not in gzip.GzipFile(fileobj=io.BytesIO(stream.read(places[1][1]))).read()
    before = path.read_bytes()
    erasing.overwrite(path, places[0][0] + 5, 100)  # no record begins there
    assert path.read_bytes() == before


@pytest.mark.parametrize("length", [21, 22, 100, 150, 220, 70_000, 300_000])
def test_members_of_any_length(length: int) -> None:
    made = erasing.member(length)
    assert len(made) == length
    content = gzip.decompress(made)
    assert content == b"" or content.startswith(b"WARC/1.1\r\nWARC-Type: metadata")
    assert gzip.decompress(made + gzip.compress(b"next")) == content + b"next"


def test_erasures_are_done_once_and_after_a_crash(db: Database, tmp_path: Path) -> None:
    path, places = archive(tmp_path / "archive")
    file = str(path.relative_to(tmp_path / "archive"))
    with db.write() as session:
        session.add_all(Erasure(file=file, offset=offset, length=length) for offset, length in places)
        session.add(Erasure(file="2020-01/none.warc.gz", offset=0, length=10))
    assert erasing.archive(db, None) == 4
    assert erasing.archive(db, tmp_path / "archive") == 0
    assert [kind for kind, _ in records(path)] == ["warcinfo", "metadata", "metadata", "metadata"]
    assert rows(db)["erasure"] == 0
    assert erasing.archive(db, tmp_path / "archive") == 0
