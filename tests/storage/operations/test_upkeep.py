"""Statistics, vacuum, and what may be taken out by age; by way of the commands an operator types."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from storage import commands, database
from storage.corpus import articles, captures
from storage.crawls import runs
from storage.database import Database
from storage.operations import backup, checkup, measures, retention, upkeep
from storage.operations.retention import Ages
from storage.tables import ArticleRow, Band, Capture, Run
from tests.storage.operations.test_backup import fill
from tests.storage.samples import FETCHED, OTHER, article

NOW = FETCHED + timedelta(days=30)


@pytest.fixture
def call(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in [name for name in os.environ if name.startswith("RASID_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RASID_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("RASID_DATABASE_URL", database_url)

    def run(*words: str) -> Result:
        result = CliRunner().invoke(commands.db, words)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def test_stats(db: Database, call) -> None:
    empty = json.loads(call("stats", "--json").output)
    assert (empty["articles"], empty["bytes_per_article"], empty["ages"]["articles"]["first"]) == (0, None, None)
    fill(db)
    said = json.loads(call("stats", "--json").output)
    assert (said["articles"], said["copies"], said["rows"]["revision"], said["rows"]["link"]) == (3, 1, 1, 2)
    assert said["ages"]["articles"] == {"first": "2026-11-22T09:00:00Z", "last": "2026-11-22T09:00:00Z"}
    parts = {part["name"]: part["bytes"] for part in said["parts"]}
    assert parts["article"] > 0
    assert parts["article_newest"] > 0
    assert sum(parts.values()) <= said["bytes"]
    assert "3 articles (1 copies)" in call("stats").output


@pytest.mark.parametrize("full", [(), ("--full",)])
def test_vacuum_changes_nothing_but_the_size(db: Database, call, full: tuple[str, ...]) -> None:
    fill(db)
    with db.read() as session:
        before = backup.count_rows(session)
    done = call("vacuum", *full)
    assert done.exit_code == 0, done.output
    with db.read() as session:
        assert backup.count_rows(session) == before
    assert checkup.problems(db) == []
    with db.write() as session:
        articles.record(
            session, article(url="https://example.com/n", headline="خبر بعدها", body="نص"), link_id=None, capture_id=None,
            run_id=None, now=FETCHED,
        )  # fmt: skip
    assert upkeep.statistics(db)["articles"] == 4


def test_backup_and_restore_commands(db: Database, call, database_url: str, tmp_path: Path) -> None:
    fill(db)
    assert call("backup", "b", "--json").exit_code == 0
    refused = call("backup", "b")
    assert (refused.exit_code, "--force" in refused.output) == (1, True)
    refused = call("restore", "b")
    assert (refused.exit_code, "not empty" in refused.output) == (1, True)
    done = call("restore", "b", "--force")
    assert (done.exit_code, "3 articles" in done.output) == (0, True)


def _page(db: Database, archive: Path, number: int, age: int, file: str) -> None:
    path = archive / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * 100)
    when = NOW - timedelta(days=age)
    os.utime(path, (when.timestamp(), when.timestamp()))
    with db.write() as session:
        run = runs.queue(session, "example", "manual", when)
        runs.finish(session, run, state="finished", why="", now=when)
        kept = captures.add(
            session,
            run_id=run,
            outlet="example",
            url="u",
            file=file,
            offset=0,
            length=9,
            status=200,
            content_type=None,
            fetched=when,
        )
        one = article(url=f"https://example.com/{number}", headline=f"خبر {number}", body=f"{OTHER} {number}", fetched=when)
        articles.record(session, one, link_id=None, capture_id=kept, run_id=run, now=when)
        articles.record(
            session, one, link_id=None, capture_id=kept, run_id=None, now=when, source_url=f"https://example.com/amp/{number}"
        )


def _count(db: Database, table) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_prune_takes_what_is_old_and_only_that(db: Database, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    _page(db, archive, 1, 20, "2026-12/old.warc.gz")
    _page(db, archive, 2, 2, "2026-12/young.warc.gz")
    (archive / "2026-12" / "orphan.warc.gz").write_bytes(b"x")
    os.utime(archive / "2026-12" / "orphan.warc.gz", ((NOW - timedelta(days=20)).timestamp(),) * 2)
    bands = _count(db, Band)
    wanted = Ages(captures=10, bands=10, runs=10, lines=10)
    said = retention.prune(db, archive, wanted, now=NOW, dry_run=True)
    assert (_count(db, Capture), _count(db, Run), _count(db, Band), len(list(archive.rglob("*.gz")))) == (2, 2, bands, 3)
    done = retention.prune(db, archive, wanted, now=NOW, dry_run=False)
    assert done == said
    assert (done.files, done.captures, done.runs) == (2, 1, 1)
    assert 0 < done.bands < bands
    assert done.lines > 0
    assert [path.name for path in archive.rglob("*.gz")] == ["young.warc.gz"]
    with db.read() as session:
        assert session.scalar(select(func.count()).where(ArticleRow.capture_id.is_not(None))) == 1
    assert checkup.problems(db) == []
    again = retention.prune(db, archive, wanted, now=NOW, dry_run=False)
    assert again == retention.Pruned()


def test_never_by_default(db: Database, call, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(db)
    everything = _count(db, Band), _count(db, Run), _count(db, Capture)
    assert json.loads(call("prune", "--json").output)["bands"] == 0
    assert (_count(db, Band), _count(db, Run), _count(db, Capture)) == everything
    monkeypatch.setenv("RASID_KEEP_BANDS_DAYS", "0")
    said = json.loads(call("prune", "--dry-run", "--json").output)
    assert (said["bands"] > 0, said["dry_run"]) == (True, True)
    assert _count(db, Band) == said["bands"]


def test_an_older_program_refuses_with_one_line(db: Database, call) -> None:
    with db.write() as session:
        session.execute(text("UPDATE rasid_version SET version_num = '9999'"))
    for words in (("stats",), ("backup", "b"), ("vacuum",), ("check",), ("prune", "--runs", "1"), ("upgrade",)):
        done = call(*words)
        assert (done.exit_code, done.output.count("\n")) == (1, 1) if words != ("check",) else done.exit_code == 1, done.output
        assert "update the program" in done.output


def test_upgrade_numbers_the_articles_that_are_there(database_url: str) -> None:
    """From the schema before cursors: filled, brought forward, and the stream begins with what was there."""
    from storage.corpus import stream
    from storage.engine import address
    from storage.searching.search import Filters

    db = Database(address.parse(database_url))
    db.upgrade(to="0002")
    with db.write() as session:
        for number in (1, 2):
            session.execute(
                text(
                    "INSERT INTO article (id, outlet, url, canonical_url, url_hash, body, authors, tags, captions, removed, kind,"
                    " word_count, first_seen, fetched, sorted_at, content_hash, fold_version, is_copy, revision, status) VALUES"
                    " (:n, 'x', :u, :u, :u, 'b', '[]', '[]', '[]', '[]', 'article', 1, :t, :t, :t, 'h', 1, false, 1, 'live')"
                ),
                {"n": number, "u": f"https://x.example/{number}", "t": "2026-01-01 00:00:00.000000"},
            )
            session.execute(
                text("INSERT INTO terms (article_id, headline, body, stems) VALUES (:n, '', 'b', 'b')"), {"n": number}
            )
    assert db.upgrade() == ("0002", database.SCHEMA)
    with db.read() as session:
        page = stream.read(session, None, Filters(copies=True), stream.start(session, None))
    assert [row["id"] for row in page.rows] == [1, 2]
    with db.write() as session:
        session.execute(text("UPDATE article SET headline = 'new' WHERE id = 1"))
    with db.read() as session:
        assert [row["id"] for row in stream.read(session, None, Filters(copies=True), page.end).rows] == [1]
    db.close()


def test_totals_remembered_from_look_to_look_are_those_of_the_whole_ledger(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """While runs begin, end, are pruned, and a look is cut short."""
    monkeypatch.setattr(measures, "PART", 3)
    kept = measures.Totals()

    def ran(outlet: str, hours: float, state: runs.End | None = "finished") -> int:
        with db.write() as session:
            number = runs.queue(session, outlet, "schedule", NOW - timedelta(hours=hours))
            if state:
                ended(session, number, state)
        return number

    def ended(session: Session, number: int, state: runs.End) -> None:
        counts = runs.Counts(again=number, fetched=number - 1, stored=number - 1, failed=1)
        runs.finish(session, number, state=state, why="", now=NOW, counts=counts)

    def both() -> tuple[measures.Sums, measures.Sums]:
        with db.read() as session:
            return kept.read(session, NOW), measures.Totals().read(session, NOW)

    assert both() == ({}, {})
    for hours in (300, 290, 280, 100, 99, 98, 97, 1.5, 0.9, 0.1):
        ran("a", hours, "failed" if hours > 285 else "finished")
    one, other = both()
    assert one == other
    assert (one["a", "finished", "runs"], one["a", "failed", "stored"], one["a", "finished", "stored"]) == (8, 1, 44)
    assert (one["a", "finished", "revised"], ("a", "finished", "revised") in one) == (0, True)
    running = ran("b", 50, None)
    for hours in (40, 39, 38, 37):
        ran("b", hours)
    one, other = both()
    assert (one, one["b", "queued", "runs"]) == (other, 1)
    with db.write() as session:
        ended(session, running, "lost")
    one, other = both()
    assert (one, ("b", "queued", "runs") in one, one["b", "lost", "stored"]) == (other, False, running - 1)
    # runs do not end before they are queued: all of the test's ended now, so later is when they are old
    done = retention.prune(db, None, Ages(runs=0), now=NOW + timedelta(days=1), dry_run=False)
    assert done.runs == 15
    assert both() == (one, one)
    ran("c", 5)
    real = measures._sums
    monkeypatch.setattr(measures, "_sums", lambda *given: real(*given) if given[1] is not Run else 1 / 0)
    with pytest.raises(ZeroDivisionError):
        both()
    monkeypatch.setattr(measures, "_sums", real)
    last, fresh = both()
    assert (last, last["c", "finished", "runs"], last["a", "finished", "runs"]) == (fresh, 1, 8)


def test_what_was_added_up_once_is_not_read_again_wherever_the_ledger_begins(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers far apart, as pruning leaves them."""
    monkeypatch.setattr(measures, "PART", 2)
    with db.write() as session:
        for number in (700, 701, 702, 9000, 9001):
            session.add(
                Run(id=number, outlet="a", trigger="schedule", state="finished", queued_at=NOW - timedelta(days=1), stored=1)
            )
        session.add(Run(id=9100, outlet="a", trigger="schedule", state="finished", queued_at=NOW, stored=1))
    kept = measures.Totals()
    with db.read() as session:
        assert kept.read(session, NOW)["a", "finished", "stored"] == 6
    with db.write() as session:
        session.execute(text("UPDATE run SET stored = 50"))
    with db.read() as session:
        assert kept.read(session, NOW)["a", "finished", "stored"] == 5 + 50


def test_what_was_pruned_of_the_ledger_goes_on_counting(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    with db.write() as session:
        ended = (("a", "finished", 9), ("a", "finished", 8), ("a", "failed", 7), ("b", "finished", 9), ("a", "lost", 0))
        for outlet, state, age in ended:
            number = runs.queue(session, outlet, "schedule", NOW - timedelta(days=age))
            counts = runs.Counts(again=5, fetched=3, stored=3, failed=2, reasons={"failed:timeout": 2})
            runs.finish(session, number, state=state, why="", now=NOW - timedelta(days=age), counts=counts)

    def counted() -> tuple[dict[str, int], dict[tuple[str, str], int]]:
        with db.read() as session:
            taken = measures.take(session, NOW)
        return taken.runs, taken.outcomes

    before = counted()
    assert (before[0], before[1]["a", "stored"], before[1]["b", "failed"]) == ({"finished": 3, "failed": 1, "lost": 1}, 12, 2)
    for days, pruned in ((8, 3), (8, 0), (1, 1)):
        done = retention.prune(db, None, Ages(runs=days), now=NOW + timedelta(seconds=1), dry_run=False)
        assert (days, done.runs, counted()) == (days, pruned, before)
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(Run)) == 1
    assert checkup.problems(db) == []
