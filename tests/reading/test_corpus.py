"""The Python face."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reading import corpus as face
from reading.exports.columns import NoArrow
from storage.database import Database
from storage.errors import MissingDatabase, StorageError
from tests.reading.conftest import NOW, article, record, sqlite_only

ROOT = Path(__file__).resolve().parents[2]
Ids = dict[str, int]


def test_get_search_and_walk(corpus: Ids, environment: str) -> None:
    with face.open(environment) as opened:
        report = opened.get(corpus["report"])
        assert report is not None
        assert report["headline"] == "قصف على درعا البلد يوقع قتلى"
        assert opened.get("https://www.example.com/amp/1") == report
        assert (opened.get(999), opened.get("https://example.com/none")) == (None, None)
        assert [one["id"] for one in opened.search("قصف درعا")] == [corpus["report"]]
        assert len(list(opened.search("قصف درعا", copies=True))) == 2
        assert len(list(opened.search("قصف درعا", copies=True, limit=1))) == 1
        assert [one["id"] for one in opened.articles(copies=True)] == sorted(corpus.values())
        assert [one["id"] for one in opened.articles(outlet=["bbc-arabic", "aawsat"])] == [corpus["copy"], corpus["bare"]]
        newest = [one["id"] for one in opened.articles(newest=True)]
        assert newest[0] == corpus["bare"]
        assert sorted(newest) == sorted(set(corpus.values()) - {corpus["copy"]})


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"since": "2026-11-22"}, 4),
        ({"since": date(2026, 11, 23)}, 0),
        ({"until": date(2026, 11, 22)}, 4),
        ({"until": "2026-11-21"}, 0),
        ({"since": datetime(2026, 11, 22, 9, tzinfo=UTC)}, 1),
        ({"since": datetime(2026, 11, 22, 9)}, 1),
        ({"agency": "الاناضول", "copies": True}, 2),
        ({"kind": "flash", "lang": "en"}, 1),
    ],
    ids=str,
)
def test_filters(corpus: Ids, environment: str, filters: dict, count: int) -> None:
    with face.open(environment) as opened:
        assert len(list(opened.articles(**filters))) == count


def test_changes(corpus: Ids, db: Database, environment: str) -> None:
    from tests.storage.corpus.test_stream import forget

    with face.open(environment) as opened:
        before = opened.cursor()
        assert list(opened.changes(before)) == []
        new = record(db, article(77))
        forget(db, corpus["bare"])
        found = list(opened.changes(before))
        assert [(one["id"], one["status"]) for one, _ in found] == [(new, "live"), (corpus["bare"], "forgotten")]
        assert list(opened.changes(found[-1][1])) == []
        assert found[-1][1] == opened.cursor()
        with pytest.raises(ValueError, match="cursor"):
            next(opened.changes("x"))


def test_tables(corpus: Ids, environment: str) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("pandas")
    with face.open(environment) as opened:
        table = opened.to_arrow(copies=True)
        assert (table.num_rows, str(table.schema.field("published").type)) == (5, "timestamp[us, tz=UTC]")
        assert opened.to_arrow(outlet="nobody").num_rows == 0
        frame = opened.to_pandas()
        assert len(frame) == 4
        assert frame["published"].max() <= NOW


@sqlite_only
def test_faults_are_clear(corpus: Ids, environment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with face.open(tmp_path / "rasid.db") as opened:
        assert opened.get(1)
        with pytest.raises(TypeError, match="no filter outlets; there are outlet"):
            opened.articles(outlets="x")  # type: ignore[call-arg]
        with pytest.raises(ValueError, match="x"):
            opened.articles(since="x")
        for module in ("pyarrow", "pandas"):
            monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(NoArrow, match="pip install 'rasid"):
            opened.to_arrow()
        with pytest.raises(ImportError, match="pip install pandas"):
            opened.to_pandas()
    with pytest.raises(MissingDatabase):
        face.open(tmp_path / "none.db")
    with pytest.raises(StorageError):
        face.open("mysql://x/y")


def test_without_the_crawler() -> None:
    heavy = {"scrapy", "twisted", "pyarrow", "pandas", "crawler", "click"}
    script = f"import sys\nfrom reading import corpus\nprint(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
