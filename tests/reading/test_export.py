from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from reading import export
from storage.corpus import stream
from storage.database import Database
from tests.reading.conftest import Rasid, article, record, sqlite_only

Ids = dict[str, int]
ROOT = Path(__file__).resolve().parents[2]


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def manifest(path: Path) -> dict:
    return json.loads(path.with_name(path.name + ".manifest.json").read_text(encoding="utf-8"))


def test_export_and_its_manifest(rasid_: Rasid, corpus: Ids, db: Database, tmp_path: Path) -> None:
    result = rasid_("export", "-o", "all.jsonl", "--copies")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("5 articles, ")
    path = tmp_path / "all.jsonl"
    assert [one["id"] for one in lines(path)] == sorted(corpus.values())
    shown = json.loads(rasid_("show", str(corpus["report"]), "--json").stdout)
    assert lines(path)[0] == {key: value for key, value in shown.items() if key != "history"}
    said = manifest(path)
    assert said["count"] == 5
    assert said["bytes"] == path.stat().st_size
    assert said["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert said["filters"]["copies"] is True
    with db.read() as session:
        assert said["next"] == str(stream.here(session))
        assert said["corpus"] == stream.here(session).corpus
    assert (said["schema"], said["forgotten"]) == (db.version(), 0)
    assert sorted(each.name for each in tmp_path.glob("*all*")) == ["all.jsonl", "all.jsonl.manifest.json"]


def test_the_next_export_goes_on_where_the_last_ended(rasid_: Rasid, corpus: Ids, db: Database, tmp_path: Path) -> None:
    rasid_("export", "-o", "1.jsonl", "--outlet", "aljazeera")
    # dated long before what was exported: what counts is when it was stored
    late = record(db, article(900))
    second = rasid_("export", "-o", "2.jsonl", "--outlet", "aljazeera", "--after", manifest(tmp_path / "1.jsonl")["next"])
    assert second.exit_code == 0
    assert [one["id"] for one in lines(tmp_path / "2.jsonl")] == [late]
    rasid_("export", "-o", "3.jsonl", "--after", manifest(tmp_path / "2.jsonl")["next"])
    assert lines(tmp_path / "3.jsonl") == []
    assert manifest(tmp_path / "3.jsonl")["next"] == manifest(tmp_path / "2.jsonl")["next"]


def test_more_than_a_batch(rasid_: Rasid, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [record(db, article(number)) for number in range(7)]
    monkeypatch.setattr("storage.corpus.stream.BATCH", 3)
    result = rasid_("export", "-o", "-")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == numbers


@sqlite_only
def test_nothing_is_replaced_without_force(rasid_: Rasid, corpus: Ids, tmp_path: Path) -> None:
    path = tmp_path / "kept.jsonl"
    path.write_text("mine", encoding="utf-8")
    refused = rasid_("export", "-o", "kept.jsonl")
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert path.read_text(encoding="utf-8") == "mine"
    assert rasid_("export", "-o", "kept.jsonl", "--force").exit_code == 0
    assert len(lines(path)) == 4
    (tmp_path / "new.jsonl.manifest.json").write_text("mine", encoding="utf-8")
    assert rasid_("export", "-o", "new.jsonl").exit_code == 1
    assert not (tmp_path / "new.jsonl").exists()


@sqlite_only
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["-o", "no/such/folder.jsonl"], 1, "no such folder"),
        (["-o", "."], 1, "is a folder"),
        (["-o", "x", "--after", "zzz"], 2, "not a cursor of an export"),
        (["-o", "x", "--format", "xlsx"], 2, "jsonl"),
        (["-o", "x", "--format", "csv", "--history"], 2, "--format jsonl"),
        (["-o", "x", "--partition", "month"], 2, "--format parquet"),
        (["-o", "-", "--format", "parquet", "--partition", "month"], 2, "name one with -o"),
        (["-o", "x", "--query", "!!"], 2, "no word"),
        (["-o", "x", "--after", "MSBhYmMgMQ"], 1, "another database"),
        (["-o", "x", "--outlet", "aljazera"], 2, "did you mean aljazeera"),
        ([], 2, "--output"),
    ],
    ids=[
        "folder missing",
        "a folder",
        "cursor",
        "format",
        "history",
        "partition",
        "partition to a pipe",
        "no words",
        "another database",
        "outlet",
        "no file",
    ],
)
def test_refusals(rasid_: Rasid, corpus: Ids, tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    result = rasid_("export", *arguments)
    assert result.exit_code == code
    assert said in result.stderr
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet", "rss", "atom"])
def test_an_empty_corpus_is_an_empty_file(rasid_: Rasid, db: Database, tmp_path: Path, form: str) -> None:
    result = rasid_("export", "-o", f"none.{form}")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("0 articles, ")
    assert manifest(tmp_path / f"none.{form}")["count"] == 0
    if form == "parquet":
        table = pytest.importorskip("pyarrow.parquet").read_table(tmp_path / "none.parquet")
        assert (table.num_rows, table.schema.names[:2]) == (0, ["id", "outlet"])


@sqlite_only
def test_json_prints_the_manifest(rasid_: Rasid, corpus: Ids, tmp_path: Path) -> None:
    assert json.loads(rasid_("export", "-o", "x.jsonl", "--json").stdout) == manifest(tmp_path / "x.jsonl")


def interrupted(path: Path) -> None:
    with export.whole_file(path, force=False) as out:
        out.write(b"half")
        raise KeyboardInterrupt


def overtaken(path: Path) -> None:
    with export.whole_file(path, force=False) as out:
        out.write(b"ours")
        path.write_text("theirs", encoding="utf-8")


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupted(tmp_path / "x.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_appeared_meanwhile_is_kept(tmp_path: Path) -> None:
    with pytest.raises(export.ExportError, match="--force"):
        overtaken(tmp_path / "x.jsonl")
    assert [(each.name, each.read_text(encoding="utf-8")) for each in tmp_path.iterdir()] == [("x.jsonl", "theirs")]


@sqlite_only
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 1), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_leaves_nothing_behind(corpus: Ids, tmp_path: Path, sent: signal.Signals, code: int) -> None:
    # the second article never comes: the command is surely in mid-file when the signal does
    script = (
        # whoever runs the tests in the background of a shell has SIGINT ignored, and so would what they start
        "import signal, time, rasid\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from storage.corpus import stream\nwalk = stream.walk\n"
        "def slow(*arguments, **named):\n"
        "    for page in walk(*arguments, **named):\n"
        "        yield page\n        print('one', flush=True)\n        time.sleep(600)\n"
        "stream.walk = slow\nrasid.main(['export', '-o', 'x.jsonl'])\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "one\n"
    assert list(tmp_path.glob(".x.jsonl.*.part"))
    process.send_signal(sent)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in errors
    assert not list(tmp_path.glob("*x.jsonl*"))
    assert not list(tmp_path.glob(".x.jsonl*"))
