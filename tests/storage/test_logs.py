"""The log: one line a record whatever it holds, readable by people or by machines."""

from __future__ import annotations

import json
import logging

import pytest

from storage import logs


@pytest.fixture(autouse=True)
def _as_it_was() -> object:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before


def test_json_lines_hold_the_words_and_what_was_given_with_them(capsys: pytest.CaptureFixture[str]) -> None:
    logs.to_stderr("json")
    logging.getLogger("rasid.daemon").info("%s: 3 stored\nof 4", "نهار", extra={"outlet": "nahar", "run": 7, "ok": True})
    line = json.loads(capsys.readouterr().err)
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "info",
        "logger": "rasid.daemon",
        "message": "نهار: 3 stored\nof 4",
        "outlet": "nahar",
        "run": 7,
        "ok": True,
    }


def test_a_text_line_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.to_stderr("text")
    logging.getLogger("rasid.daemon").error("a page said:\n2026-01-01 ERROR forged\r\nline")
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "ERROR a page said: 2026-01-01 ERROR forged line" in said


@pytest.mark.parametrize(
    ("line", "passed"),
    [
        ("2026-11-22T10:00:00+0000 WARNING rasid.crawl: the lease was not renewed", "nahar: the lease was not renewed"),
        ("2026-11-22T10:00:00+0000 INFO rasid.crawl: nahar: run 3 done", None),
        ("Traceback (most recent call last):", None),
    ],
)
def test_of_a_crawl_only_what_is_wrong_is_passed_on(line: str, passed: str | None, caplog: pytest.LogCaptureFixture) -> None:
    logs.pass_on(line, "nahar", logging.getLogger("rasid.daemon"))
    assert [record.getMessage() for record in caplog.records] == ([passed] if passed else [])
