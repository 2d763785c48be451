"""`rasid import`: our JSON lines give the corpus back; WARC files and saved pages go the road of a crawl."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import rasid
from storage import database
from storage.corpus import articles
from storage.database import Database
from storage.operations import checkup
from tests.storage.samples import FETCHED, OTHER, WIRE, WIRE_EDITED, article, full

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("RASID_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("RASID_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("RASID_CONFIG", os.devnull)

    def call(*words: str, at: str = database_url) -> Result:
        monkeypatch.setenv("RASID_DATABASE_URL", at)
        result = CliRunner().invoke(rasid.main, list(words), prog_name="rasid")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call


def record(db: Database, one, **values) -> int:
    with db.write() as session:
        given = {"link_id": None, "capture_id": None, "run_id": None, "now": FETCHED} | values
        return articles.record(session, one, **given).article_id


@pytest.fixture
def filled(corpus_url: str) -> str:
    """Everything the JSON can say: copies, states, embeds, an article that is gone, one seen elsewhere too."""
    db = database.open(corpus_url)
    hour = timedelta(hours=1)
    first = full()
    record(db, first, source_url="https://example.com/amp/1")
    record(db, article(outlet="other", url="https://other.example/1", body=WIRE_EDITED))
    record(db, article(outlet="third", url="https://third.example/1"))
    record(db, article(url="https://example.com/2", headline="خبر ثان", body=OTHER))
    record(db, article(url="https://example.com/3", headline=None, body="نص قصير وحده هنا", fetched=FETCHED + hour))
    record(db, replace(first, headline="عنوان جديد تماما", fetched=FETCHED + hour))
    record(db, replace(first, headline="عنوان جديد ثالث", fetched=FETCHED + 2 * hour))
    with db.write() as session:
        articles.mark_gone(session, 4, now=FETCHED + 3 * hour)
    db.close()
    return corpus_url


def exported(run: Run, at: str) -> list[dict]:
    done = run("export", "-o", "-", "--copies", "--history", at=at)
    assert done.exit_code == 0, done.stderr
    return sorted((json.loads(line) for line in done.stdout.splitlines()), key=lambda row: row["id"])


def test_our_lines_give_the_same_corpus_back(run: Run, filled: str, tmp_path: Path) -> None:
    assert run("export", "-o", "all.jsonl", "--copies", "--history").exit_code == 0
    there = f"sqlite:///{tmp_path / 'there.db'}"
    done = run("import", "all.jsonl", "--json", at=there)
    assert (done.exit_code, json.loads(done.stdout)["stored"]) == (0, 5)
    assert exported(run, there) == exported(run, filled)
    again = run("import", "all.jsonl", "--json", at=there)
    assert json.loads(again.stdout) | {"unchanged": 0} == dict.fromkeys(json.loads(again.stdout), 0)
    assert json.loads(again.stdout)["unchanged"] == 5
    mark = exported(run, there)
    assert mark == exported(run, filled)
    into_itself = run("import", "all.jsonl", "--json", at=filled)
    assert json.loads(into_itself.stdout)["unchanged"] == 5
    for url in (there, filled):
        db = database.open(url)
        assert checkup.problems(db) == []
        found = record(db, article(url="https://example.com/new", headline="خبر لم يكن هنا", body="نص لم يكن هنا من قبل"))
        assert found == 6, "numbers go on behind the imported ones"
        db.close()


def test_back_from_sqlite_to_either(run: Run, tmp_path: Path, database_url: str) -> None:
    source = f"sqlite:///{tmp_path / 'source.db'}"
    db = database.open(source, create=True)
    for n in range(7):
        record(db, article(url=f"https://example.com/{n}", headline=f"خبر رقم {n}", body=f"{n} {WIRE if n % 2 else OTHER}"))
    db.close()
    run("export", "-o", "all.jsonl", "--copies", "--history", at=source)
    assert run("import", "all.jsonl", at=database_url).exit_code == 0
    assert exported(run, database_url) == exported(run, source)


def test_lines_in_any_order_find_their_lead(run: Run, filled: str, tmp_path: Path) -> None:
    rows = exported(run, filled)
    (tmp_path / "back.jsonl").write_text("\n".join(json.dumps(row) for row in reversed(rows)), encoding="utf-8")
    there = f"sqlite:///{tmp_path / 'there.db'}"
    assert run("import", "back.jsonl", at=there).exit_code == 0
    assert exported(run, there) == rows


def test_numbers_that_are_taken_become_others(run: Run, filled: str, tmp_path: Path) -> None:
    rows = exported(run, filled)
    there = f"sqlite:///{tmp_path / 'there.db'}"
    db = database.open(there, create=True)
    for n in range(3):
        record(db, article(outlet="mine", url=f"https://mine.example/{n}", headline=f"خبري رقم {n}", body=f"نصي رقم {n}"))
    db.close()
    run("export", "-o", "all.jsonl", "--copies", "--history", at=filled)
    assert run("import", "all.jsonl", at=there).exit_code == 0
    mine = {row["canonical_url"]: row for row in exported(run, there)}
    lead = mine[rows[0]["canonical_url"]]
    assert lead["id"] > 3
    for row in rows:
        found = mine[row["canonical_url"]]
        assert {**found, "id": 0, "cluster": 0, "states": 0} == {**row, "id": 0, "cluster": 0, "states": 0}
        assert (found["cluster"] or {}).get("lead") == (lead["id"] if row["cluster"] else None)
    db = database.open(there)
    assert checkup.problems(db) == []
    db.close()


def test_a_later_state_is_a_revision_and_an_older_one_nothing(run: Run, filled: str, tmp_path: Path) -> None:
    row = exported(run, filled)[4]
    later = row | {"headline": "عنوان معدل هنا", "fetched": "2026-11-23T00:00:00Z"}
    (tmp_path / "later.jsonl").write_text(json.dumps(later), encoding="utf-8")
    (tmp_path / "older.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert json.loads(run("import", "later.jsonl", "--json").stdout)["revised"] == 1
    assert json.loads(run("import", "older.jsonl", "--json").stdout)["older"] == 1
    assert exported(run, filled)[4]["headline"] == "عنوان معدل هنا"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "is no JSON"),
        ("[1]", "is no JSON object"),
        ('{"outlet": "x", "url": "https://x.example/1", "fetched": "2026-01-01T00:00:00Z"}', "body is no text"),
        ('{"outlet": "x", "url": "https://x.example/1", "body": "", "fetched": "2026-01-01"}', "fetched is no ISO 8601"),
        ('{"outlet": "x", "url": "javascript:1", "body": "", "fetched": "2026-01-01T00:00:00Z"}', "url:"),
        ('{"outlet": "x", "body": "", "fetched": "2026-01-01T00:00:00Z"}', "neither url"),
        ('{"outlet": "x", "url": "https://x.example/1", "body": "", "fetched": "2026-01-01T00:00:00Z", "tags": [1]}', "tags"),
        ('{"outlet": "x", "url": "https://x.example/1", "body": "", "fetched": "2026-01-01T00:00:00Z", "kind": "x"}', "kind"),
        ("\\ud800", "is no JSON"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_bad_lines_are_named_and_the_rest_is_taken(run: Run, tmp_path: Path, line: str, said: str) -> None:
    good = '{"outlet": "x", "url": "https://x.example/good", "body": "نص", "fetched": "2026-01-01T00:00:00Z"}'
    (tmp_path / "x.jsonl").write_text(f"{line}\n\n{good}\n", encoding="utf-8")
    done = run("import", "x.jsonl", "--json")
    assert done.exit_code == 1
    assert done.stderr.startswith("x.jsonl:1: ")
    assert said in done.stderr
    assert (json.loads(done.stdout)["stored"], json.loads(done.stdout)["bad_line"]) == (1, 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("words", "said"),
    [(("no.jsonl",), "no such file"), (("x.txt",), "neither JSON lines"), ((".",), "nothing in this folder"), ((), "PATH")],
)
def test_refusals(run: Run, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "x.txt").write_text("x")
    done = run("import", *words)
    assert (done.exit_code, said in done.stderr) == (2, True)


def page(number: int, body: str = OTHER) -> bytes:
    text = "".join(f"<p>{part} {number}</p>" for part in body.split("\n\n"))
    return (
        f"<html lang=ar><head><title>خبر {number}</title><link rel=canonical href='https://news.example/{number}'>"
        "<meta property='og:type' content='article'>"
        f"<meta property='article:published_time' content='2026-01-0{number}T08:00:00Z'>"
        f"</head><body><article><h1>خبر كبير رقم {number} من المدينة</h1>{text}</article></body></html>"
    ).encode()


def warc(path: Path, records: list[tuple[str, str, bytes, str]]) -> None:
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True, warc_version="1.1")
        for url, status, body, when in records:
            http = StatusAndHeaders(status, [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict={"WARC-Date": when}
            )
            writer.write_record(record)


def test_warc_and_saved_pages_go_the_road(run: Run, tmp_path: Path) -> None:
    edited = page(1).replace("كبير".encode(), "صغير".encode())
    warc(
        tmp_path / "a.warc.gz",
        [
            ("https://news.example/1", "200 OK", page(1), "2026-01-02T00:00:00Z"),
            ("https://news.example/9", "404 Not Found", page(9), "2026-01-02T00:00:00Z"),
            ("https://news.example/1", "200 OK", edited, "2026-01-03T00:00:00Z"),
            ("https://news.example/", "200 OK", b"<html><body><p>x</p></body></html>", "2026-01-03T00:00:00Z"),
        ],
    )
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "2.html").write_bytes(page(2, WIRE))
    (folder / "bad.html").write_bytes(b"<html></html>")
    done = run("import", "a.warc.gz", "pages", "--json")
    counts = json.loads(done.stdout)
    assert (counts["stored"], counts["revised"], counts["rejected"], counts["failed"]) == (2, 1, 2, 0), done.stderr
    assert done.exit_code == 0
    shown = run("list", "--json", "--copies").stdout
    rows = {row["canonical_url"]: row for row in json.loads(shown)["articles"]}
    first = rows["https://news.example/1"]
    assert (first["outlet"], first["first_seen"], first["revision"]) == ("adhoc", "2026-01-02T00:00:00Z", 2)
    assert "صغير" in first["headline"]
    assert rows["https://news.example/2"]["capture"]["file"].split("/")[1].startswith("import-adhoc-")
    again = json.loads(run("import", "a.warc.gz", "pages", "--json").stdout)
    assert (again["unchanged"], again["stored"], again["revised"]) == (3, 0, 0)
    assert len(list((tmp_path / "archive").rglob("*.warc.gz"))) == 1
    assert run("reextract").exit_code == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_damaged_warc_is_named(run: Run, tmp_path: Path) -> None:
    warc(tmp_path / "a.warc.gz", [(f"https://news.example/{n}", "200 OK", page(n), "2026-01-02T00:00:00Z") for n in (1, 2)])
    raw = (tmp_path / "a.warc.gz").read_bytes()
    (tmp_path / "a.warc.gz").write_bytes(raw[:-40])
    done = run("import", "a.warc.gz", "--json", "--outlet", "aljazeera")
    assert done.exit_code == 1
    assert "a.warc.gz:" in done.stderr
    assert json.loads(done.stdout)["stored"] == 1
