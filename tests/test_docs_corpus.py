"""The examples of docs/corpus.md run, in their order, on a small corpus."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[1] / "docs" / "corpus.md"
pytest_plugins: list[str] = []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_example_runs(
    corpus_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("pandas")
    from storage import database
    from tests.reading.conftest import SHELLING, article, record

    db = database.open(corpus_url)
    record(db, article(1, headline="قصف على درعا البلد يوقع قتلى", body=SHELLING, agency="الأناضول"))
    record(db, article(2, outlet="bbc-arabic", headline="قصف على درعا", body=SHELLING, agency="الأناضول"))
    db.close()
    monkeypatch.setenv("RASID_DATABASE_URL", corpus_url)
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) >= 5
    names: dict[str, object] = {}
    for example in examples:
        exec(compile(example, str(PAGE), "exec"), names)
    said = capsys.readouterr().out
    assert said.count("قصف على درعا البلد يوقع قتلى") == 2
    assert "timestamp[us, tz=UTC]" in said
    assert names["titles"] == ["قصف على درعا البلد يوقع قتلى", "قصف على درعا"]
