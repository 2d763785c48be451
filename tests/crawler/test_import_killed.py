"""`rasid import` in a process of its own, killed or told to stop in the middle; the same command then does the rest."""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from storage import database
from storage.corpus import articles
from storage.database import Database
from storage.operations import checkup
from storage.tables import ArticleRow, Band, Capture, Cluster, Name, Sighting, Terms
from tests import forking
from tests.crawler.test_import_command import page, warc
from tests.storage.samples import FETCHED, OTHER, WIRE, article

ROOT = Path(__file__).resolve().parents[2]
LINES = 160
PAGES = 8


def environment(url: str, folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
    return kept | {"RASID_DATABASE_URL": url, "RASID_DATA_DIR": str(folder), "RASID_CONFIG": os.devnull, "PYTHONPATH": str(ROOT)}


def start(file: Path, url: str, folder: Path) -> forking.Started:
    with (folder / "said").open("wb") as said:
        return forking.start("rasid", "import", str(file), environment=environment(url, folder), folder=folder, stderr=said)


def finish(file: Path, url: str, folder: Path) -> tuple[int, dict[str, int]]:
    done = forking.run("rasid", "import", str(file), "--json", environment=environment(url, folder), folder=folder)
    return done.returncode, json.loads(done.stdout)


def stored(url: str) -> int:
    with closing(database.open(url)) as db:
        return count(db)


def count(db: Database) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(ArticleRow)) or 0


def wait_until_some(url: str, running: forking.Started, some: int) -> None:
    with closing(database.open(url)) as db:
        for _ in range(1200):
            if count(db) >= some:
                return
            assert running.poll() is None
            time.sleep(0.02)
    raise AssertionError("nothing was stored within 24 s")


def contents(url: str) -> dict[str, Any]:
    """The corpus without what differs from one import to another: when it was made, and where pages were archived."""
    db = database.open(url)
    try:
        assert checkup.problems(db) == []
        with db.read() as session:
            rows = session.scalars(select(ArticleRow).order_by(ArticleRow.id)).all()
            counted = {
                table.__tablename__: session.scalar(select(func.count()).select_from(table))
                for table in (Band, Terms, Name, Sighting)
            }
            leads = {cluster.id: cluster.lead_id for cluster in session.scalars(select(Cluster))}
            return counted | {
                "articles": [(row.url, row.content_hash, row.revision, row.is_copy, row.first_seen, row.status) for row in rows],
                "copies of": Counter(
                    session.get_one(ArticleRow, leads[row.cluster_id]).url for row in rows if row.cluster_id is not None
                ),
            }
    finally:
        db.close()


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export in which every fifth article is a copy of one that comes after it."""
    folder = tmp_path_factory.mktemp("lines")
    url = f"sqlite:///{folder / 'source.db'}"
    db = database.open(url, create=True)
    with db.write() as session:
        for number in range(LINES):
            body = WIRE if number % 5 == 0 else f"{OTHER}\n\nالعدد {number} من السلسلة {number * 7919} في باب {number * 104729}."
            one = article(
                outlet=f"o{number}",
                url=f"https://o{number}.example/{number}",
                headline=f"خبر {number}",
                body=body,
                fetched=FETCHED + timedelta(minutes=number),
            )
            articles.record(session, one, link_id=None, capture_id=None, run_id=None, now=FETCHED)
    db.close()
    words = ("export", "-o", "all.jsonl", "--copies", "--history")
    done = forking.run("rasid", *words, environment=environment(url, folder), folder=folder)
    assert done.returncode == 0, done.stderr
    rows = (folder / "all.jsonl").read_text(encoding="utf-8").splitlines()
    (folder / "all.jsonl").write_text("\n".join(reversed(rows)) + "\n", encoding="utf-8")
    return folder / "all.jsonl"


def test_lines_after_kill_9(lines: Path, corpus_url: str, tmp_path: Path) -> None:
    running = start(lines, corpus_url, tmp_path)
    wait_until_some(corpus_url, running, 1)
    running.kill()
    running.wait()
    assert 0 < stored(corpus_url) < LINES
    code, counts = finish(lines, corpus_url, tmp_path)
    assert (code, counts["stored"] + counts["unchanged"], counts["revised"]) == (0, LINES, 0)
    assert counts["unchanged"] > 0
    assert contents(corpus_url) == contents(f"sqlite:///{lines.parent / 'source.db'}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_lines_told_to_stop(lines: Path, corpus_url: str, tmp_path: Path, number: signal.Signals) -> None:
    running = start(lines, corpus_url, tmp_path)
    wait_until_some(corpus_url, running, 1)
    running.send_signal(number)
    assert running.wait(timeout=60) == 130
    said = (tmp_path / "said").read_text()
    assert said.count("\n") == 1
    assert "interrupted: what was taken in is stored; the same command does the rest" in said
    assert stored(corpus_url) % 50 == 0, "whole transactions"
    assert finish(lines, corpus_url, tmp_path)[0] == 0
    assert contents(corpus_url) == contents(f"sqlite:///{lines.parent / 'source.db'}")


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    records = [
        (f"https://news.example/{number}", "200 OK", page(number), f"2026-11-20T08:0{number}:00Z")
        for number in range(1, PAGES + 1)
    ]
    warc(tmp_path / "pages.warc.gz", records)
    return tmp_path / "pages.warc.gz"


def test_pages_after_kill_9(pages: Path, corpus_url: str, tmp_path: Path) -> None:
    whole = f"sqlite:///{tmp_path / 'whole.db'}"
    other = tmp_path / "other"
    other.mkdir()
    code, counts = finish(pages, whole, other)
    assert (code, counts["stored"]) == (0, PAGES)
    running = start(pages, corpus_url, tmp_path)
    wait_until_some(corpus_url, running, 2)
    running.kill()
    running.wait()
    before = stored(corpus_url)
    assert 2 <= before < PAGES
    code, counts = finish(pages, corpus_url, tmp_path)
    assert (code, counts["stored"], counts["unchanged"]) == (0, PAGES - before, before)
    assert contents(corpus_url) == contents(whole)
    db = database.open(corpus_url)
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(Capture)) == PAGES
    db.close()
