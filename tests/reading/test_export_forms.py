"""CSV, Parquet, RSS, Atom and WARC as other programs read them."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from reading.exports import columns, lines, records, sheets
from storage.corpus import articles, captures
from storage.database import Database
from tests.reading.conftest import NOW, Rasid, article, sqlite_only

Ids = dict[str, int]


def rows_of(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def stored(rasid_: Rasid) -> dict[int, dict]:
    said = rasid_("export", "-o", "-", "--copies").stdout
    return {one["id"]: one for one in map(json.loads, said.splitlines())}


def test_csv(rasid_: Rasid, corpus: Ids, tmp_path: Path) -> None:
    assert rasid_("export", "-o", "all.csv", "--copies").exit_code == 0
    raw = (tmp_path / "all.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfid,outlet,url,")
    assert raw.count(b"\r\n") == 6
    rows = {int(row["id"]): row for row in rows_of(tmp_path / "all.csv")}
    wanted = stored(rasid_)
    assert tuple(rows[1]) == sheets.COLUMNS
    assert rows.keys() == wanted.keys()
    report = rows[corpus["report"]]
    assert report["body"] == wanted[corpus["report"]]["body"]
    assert report["tags"].split("\n") == ["درعا", "قصف"]
    assert json.loads(report["embeds"]) == wanted[corpus["report"]]["embeds"]
    assert (
        report["image_credit"],
        report["cluster_size"],
        report["similarity" if "similarity" in report else "cluster_similarity"],
    ) == (
        "AA",
        "2",
        "1.0",
    )
    assert rows[corpus["bare"]]["headline"] == rows[corpus["bare"]]["published"] == ""


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+963 11 222", "'+963 11 222"),
        ("-963-11", "'-963-11"),
        ("-5", "-5"),
        ("-5.25", "-5.25"),
        ("-5+cmd|' /C calc'!A0", "'-5+cmd|' /C calc'!A0"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("'قال", "'قال"),
        ("قال = نعم", "قال = نعم"),
        ("", ""),
        ("- نقطة", "'- نقطة"),
    ],
)
def test_no_cell_is_a_formula(text: str, written: str) -> None:
    assert sheets.safe(text) == written
    back = written[1:] if sheets._FORMULA.match(written[1:]) and written.startswith("'") else written
    assert back == text


@sqlite_only
def test_jsonl_escapes_as_everywhere(rasid_: Rasid, corpus: Ids) -> None:
    from reading import terminal

    nasty = {"id": 1, "body": "أ\u00a0ب\u202e\x1b[31m\u2028\u200cج\nد\t\"'\\"}
    acting = [{"body": f"نص {chr(code)} نص"} for code in range(0x3000) if terminal.printable(chr(code)) != chr(code)]
    for one in (*stored(rasid_).values(), nasty, *acting):
        written = lines.line(one).decode()
        assert written == terminal.escaped(written)
        assert written.endswith("}\n")
        assert json.loads(written) == one


def test_a_forgotten_article_leaves_a_line(rasid_: Rasid, corpus: Ids, db: Database, tmp_path: Path) -> None:
    from tests.storage.corpus.test_stream import forget

    rasid_("export", "-o", "1.jsonl")
    after = json.loads((tmp_path / "1.jsonl.manifest.json").read_text())["next"]
    forget(db, corpus["bare"])
    told = rasid_("export", "-o", "-", "--after", after, "--json")
    assert told.stdout.splitlines() == [f'{{"id":{corpus["bare"]},"status":"forgotten"}}']
    assert json.loads(told.stderr)["forgotten"] == 1
    assert rasid_("export", "-o", "2.csv", "--after", after).exit_code == 0
    assert [(row["id"], row["status"], row["body"]) for row in rows_of(tmp_path / "2.csv")] == [
        (str(corpus["bare"]), "forgotten", "")
    ]
    pytest.importorskip("pyarrow")
    assert rasid_("export", "-o", "2.parquet", "--after", after).exit_code == 0
    whole = rasid_("export", "-o", "-")
    assert all(json.loads(line)["status"] != "forgotten" for line in whole.stdout.splitlines())


def test_parquet(rasid_: Rasid, corpus: Ids, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    assert rasid_("export", "-o", "all.parquet", "--copies").exit_code == 0
    table = parquet.read_table(tmp_path / "all.parquet")
    wanted = stored(rasid_)
    assert table.schema.field("published").type == pa.timestamp("us", tz="UTC")
    assert pa.types.is_list(table.schema.field("tags").type)
    assert pa.types.is_struct(table.schema.field("image").type)
    assert table.schema.names == list(wanted[1])
    rows = {row["id"]: row for row in table.to_pylist()}
    for number, row in rows.items():
        for name, value in wanted[number].items():
            if name in {"published", "modified", "first_seen", "fetched"}:
                assert row[name] == (datetime.fromisoformat(value) if value else None)
            elif name != "embeds":
                assert row[name] == value, name
    assert rows[corpus["report"]]["embeds"][0]["posted"] == NOW


@sqlite_only
def test_parquet_by_month_opens_elsewhere(rasid_: Rasid, corpus: Ids, db: Database, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    from tests.reading.conftest import record

    record(db, article(50, published=datetime(2025, 3, 1, tzinfo=UTC)))
    assert rasid_("export", "-o", "corpus", "--format", "parquet", "--partition", "month").exit_code == 0
    folder = tmp_path / "corpus"
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*.parquet")) == [
        "month=2025-03/part-0.parquet",
        "month=2026-11/part-0.parquet",
    ]
    said = json.loads((tmp_path / "corpus.manifest.json").read_text())
    assert (said["count"], sum(file["count"] for file in said["files"])) == (5, 5)
    assert rasid_("export", "-o", "corpus", "--format", "parquet", "--partition", "month").exit_code == 1
    places = f"{folder}/**/*.parquet"
    found = set()
    duckdb = pytest.importorskip("duckdb")
    query = f"SELECT month, count(*), max(len(tags)) FROM read_parquet('{places}', hive_partitioning=true) GROUP BY 1"
    found.add(tuple(sorted((str(row[0])[:7], row[1]) for row in duckdb.sql(query).fetchall())))
    polars = pytest.importorskip("polars")
    frame = polars.scan_parquet(places, hive_partitioning=True).collect()
    found.add(tuple(sorted((str(month)[:7], count) for month, count in frame.group_by("month").len().iter_rows())))
    pandas = pytest.importorskip("pandas")
    table = pandas.read_parquet(folder)
    found.add(
        tuple(sorted((str(month)[:7], int(count)) for month, count in table.groupby("month", observed=True).size().items()))
    )
    assert str(table["published"].dt.tz) == "UTC"
    assert found == {(("2025-03", 1), ("2026-11", 4))}


def test_parquet_without_pyarrow(rasid_: Rasid, corpus: Ids, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    refused = rasid_("export", "-o", "x.parquet")
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert columns.CURE in refused.stderr
    assert not list(tmp_path.glob("*x.parquet*"))


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_feeds(rasid_: Rasid, corpus: Ids, tmp_path: Path, form: str) -> None:
    assert rasid_("export", "-o", f"feed.{form}").exit_code == 0
    path = tmp_path / f"feed.{form}"
    ElementTree.parse(path)
    feed = feedparser.parse(io.BytesIO(path.read_bytes()))
    assert (feed.bozo, feed.version) == (False, {"rss": "rss20", "atom": "atom10"}[form])
    assert len(feed.entries) == 4
    first = next(entry for entry in feed.entries if entry.title == "قصف على درعا البلد يوقع قتلى")
    assert first.link == "https://example.com/news/1"
    assert [tag.term for tag in first.tags] == ["سوريا", "درعا", "قصف"]
    assert "ليلى حسن" in first.author
    assert 'dir="rtl"' in first.content[0].value
    assert first.published_parsed[:4] == (2026, 11, 22, 8)
    assert len({entry.id for entry in feed.entries}) == 4
    assert rasid_("export", "-o", f"one.{form}", "--limit", "1").exit_code == 0
    assert len(feedparser.parse(str(tmp_path / f"one.{form}")).entries) == 1


def _capture(db: Database, archive: Path, file: str, numbers: list[int]) -> list[bytes]:
    """Write pages into a WARC file of the archive and record their articles; returns the members."""
    path = archive / file
    path.parent.mkdir(parents=True, exist_ok=True)
    members = []
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True, warc_version="1.1")
        for number in numbers:
            begin = out.tell()
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            page = io.BytesIO(f"<p>{number}</p>".encode())
            writer.write_record(
                writer.create_warc_record(f"https://example.com/news/{number}", "response", page, http_headers=http)
            )
            end = out.tell()
            with db.write() as session:
                kept = captures.add(
                    session,
                    run_id=None,
                    outlet="aljazeera",
                    url=f"https://example.com/news/{number}",
                    file=file,
                    offset=begin,
                    length=end - begin,
                    status=200,
                    content_type="text/html",
                    fetched=NOW,
                )
                articles.record(session, article(number), link_id=None, capture_id=kept, run_id=None, now=NOW)
            members.append((begin, end))
    raw = path.read_bytes()
    return [raw[begin:end] for begin, end in members]


def test_warc(rasid_: Rasid, db: Database, tmp_path: Path) -> None:
    first, second, third = _capture(db, tmp_path / "archive", "2026-11/a.warc.gz", [1, 2, 3])
    path = tmp_path / "archive" / "2026-11" / "a.warc.gz"
    raw = bytearray(path.read_bytes())
    raw[len(first) + 20] ^= 0xFF
    path.write_bytes(raw)
    done = rasid_("export", "-o", "some.warc.gz", "--json")
    said = json.loads(done.stdout)
    assert (said["count"], said["lost"]) == (2, [f"2026-11/a.warc.gz:{len(first)}"])
    assert "damaged" in done.stderr
    copied = (tmp_path / "some.warc.gz").read_bytes()
    assert copied.endswith(first + third)
    with (tmp_path / "some.warc.gz").open("rb") as stream:
        kinds = [(record.rec_type, record.rec_headers.get_header("WARC-Target-URI")) for record in ArchiveIterator(stream)]
    assert kinds == [("warcinfo", None), ("response", "https://example.com/news/1"), ("response", "https://example.com/news/3")]
    assert records.is_whole(second)


@pytest.mark.parametrize("cut", [0, 5, -1])
def test_what_is_no_whole_member(cut: int) -> None:
    import gzip

    whole = gzip.compress(b"WARC/1.1\r\n" + b"x" * 3_000_000)
    assert records.is_whole(whole)
    assert not records.is_whole(whole[:cut])
    assert not records.is_whole(whole + whole)
    assert not records.is_whole(gzip.compress(b"HTTP/1.1"))


def test_query_and_limit(rasid_: Rasid, corpus: Ids) -> None:
    found = rasid_("export", "-o", "-", "--query", "درعا", "--copies").stdout.splitlines()
    assert {json.loads(line)["id"] for line in found} == {corpus["report"], corpus["copy"]}
    seen, after = [], []
    for _ in range(4):
        done = rasid_("export", "-o", "-", "--limit", "2", "--copies", "--json", *after)
        seen += [json.loads(line)["id"] for line in done.stdout.splitlines()]
        after = ["--after", json.loads(done.stderr)["next"]]
    assert seen == sorted(corpus.values())


def test_history(rasid_: Rasid, corpus: Ids, db: Database) -> None:
    from tests.reading.conftest import record

    record(db, article(4, kind="flash", language="en", headline="Flash in French", body="One line."))
    rows = {one["id"]: one for one in map(json.loads, rasid_("export", "-o", "-", "--history").stdout.splitlines())}
    flash = rows[corpus["flash"]]
    assert [(state["number"], state["kind"], state["state"]["headline"]) for state in flash["states"]] == [
        (1, "headline", "Flash in English")
    ]
    assert [seen["url"] for seen in rows[corpus["report"]]["sightings"]] == ["https://example.com/amp/1"]
