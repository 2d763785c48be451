"""What people see on a terminal: columns, isolation of directions, nothing that acts."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
from datetime import UTC
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from news.article import article_json
from reading import render, terminal
from reading.sheet import Sheet
from storage.corpus import article_rows, dossier
from storage.database import Database
from tests.reading.conftest import Rasid, article, sqlite_only

Ids = dict[str, int]
ROOT = Path(__file__).resolve().parents[2]
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
NAMES = {"aljazeera": "الجزيرة نت", "bbc-arabic": "بي بي سي عربي", "aawsat": "الشرق الأوسط"}


def sheet(width: int) -> Sheet:
    console = Console(
        file=io.StringIO(), force_terminal=True, width=width, markup=False, highlight=False, emoji=False, color_system="standard"
    )
    return Sheet(console=console, zone=UTC)


def raw(paper: Sheet) -> str:
    assert isinstance(paper.console.file, io.StringIO)
    return paper.console.file.getvalue()


def printed(paper: Sheet) -> str:
    return COLOUR.sub("", raw(paper))


def articles(db: Database, corpus: Ids) -> list[dict]:
    with db.read() as session:
        return [article_rows.stored_json(stored) for stored in article_rows.load(session, list(corpus.values()))]


def assert_inert(text: str) -> None:
    """Nothing acts, and every isolate opened on a line is closed on it."""
    assert not set(text) & set("\x1b\x07\x9b\r\t\u202e\u2067")
    for line in text.split("\n"):
        depth = 0
        for char in line:
            depth += {terminal.ISOLATE: 1, terminal.RELEASE: -1}.get(char, 0)
            assert depth in {0, 1}
        assert depth == 0


@sqlite_only
@pytest.mark.parametrize("width", [44, 80, 88, 100, 200])
def test_a_list_fits_the_terminal_and_isolates_every_foreign_word(db: Database, corpus: Ids, width: int) -> None:
    paper = sheet(width)
    render.print_list(articles(db, corpus), NAMES, paper)
    text = printed(paper)
    assert_inert(text)
    lines = text.rstrip("\n").split("\n")
    assert len(lines) == len(corpus) * (2 if width < 88 else 1)
    assert all(cell_len(line) <= width for line in lines)
    assert "\u2068قصف على درعا البلد يوقع قتلى\u2069 +1 copy" in text
    assert "\u2069 copy of 1" in text
    assert "~2026-11-22 09:30" in text  # no printed date: about when we first saw it


@sqlite_only
def test_columns_stand_one_below_the_other(db: Database, corpus: Ids) -> None:
    paper = sheet(100)
    render.print_list(articles(db, corpus), NAMES, paper)
    starts = {cell_len(line[: line.rindex(terminal.ISOLATE)]) for line in printed(paper).rstrip("\n").split("\n")}
    assert len(starts) == 1


def test_a_long_headline_is_cut_inside_its_isolate() -> None:
    paper = sheet(100)
    one = article_json(article(1, headline="خبر طويل جدا " * 20)) | {"id": 7, "status": "live", "first_seen": None}
    render.print_list([one], NAMES, paper)
    line = printed(paper).rstrip("\n")
    assert line.endswith(f"…{terminal.RELEASE}")
    assert cell_len(line) <= 100


def test_a_snippet_keeps_its_marks_when_cut() -> None:
    text = "… " + "كلام " * 30 + "درعا"
    one = article_json(article(1)) | {"id": 7, "status": "live", "snippet": {"text": text, "marks": [[2, 6]]}}
    paper = sheet(80)
    render.print_list([one], NAMES, paper)
    assert "\x1b[1mكلام\x1b[0m" in raw(paper)
    lines = printed(paper).rstrip("\n").split("\n")
    assert_inert("\n".join(lines))
    assert all(cell_len(line) <= 80 for line in lines)


@sqlite_only
@pytest.mark.parametrize("name", ["report", "hostile", "bare"])
def test_an_article_is_wrapped_line_by_line(db: Database, corpus: Ids, name: str) -> None:
    paper = sheet(50)
    with db.read() as session:
        known = dossier.read(session, corpus[name])
    render.print_article(article_rows.stored_json(known.stored), known, "الجزيرة نت", paper, removed=True)
    text = printed(paper)
    assert_inert(text)
    body = [line for line in text.split("\n") if line.startswith(terminal.ISOLATE)]
    assert body
    assert all(cell_len(line) <= 50 for line in body)


def test_a_diff_is_coloured() -> None:
    old = article_json(article(1, body="قتل خمسة أشخاص")) | {"id": 7, "revision": 1, "status": "live"}
    new = article_json(article(1, body="قتل سبعة أشخاص")) | {"id": 7, "revision": 2, "status": "live"}
    paper = sheet(80)
    render.print_diff(old, new, paper)
    assert "\u2067قتل \u2068\x1b[9;31mخمسة\x1b[0m\u2069 \u2068\x1b[32mسبعة\x1b[0m\u2069 أشخاص\u2069" in raw(paper)
    row = printed(paper).splitlines()[-1]
    assert (row.count("\u2067"), row.count("\u2068"), row.count("\u2069")) == (1, 2, 3)  # each is closed on its line


def on_a_terminal(*arguments: str) -> str:
    """What the command writes when standard output is a terminal of 100 columns."""
    master, slave = pty.openpty()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "100", "TERM": "xterm"}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen([sys.executable, "-m", "rasid", *arguments], stdout=slave, stderr=subprocess.DEVNULL, env=environment):
        os.close(slave)
        output = b""
        try:
            while chunk := os.read(master, 65536):
                output += chunk
        except OSError:  # EIO: how Linux says that the other end is closed
            pass
    os.close(master)
    return output.decode().replace("\r\n", "\n")


@sqlite_only
def test_the_command_on_a_real_terminal(corpus: Ids) -> None:
    output = on_a_terminal("list", "--copies")
    assert "\x1b[" in output
    text = COLOUR.sub("", output)
    assert_inert(text)
    assert "\u2068الجزيرة نت\u2069" in text
    assert text.rstrip().endswith("5 articles · times in UTC")


@sqlite_only
def test_the_command_in_a_real_pipe_loads_no_crawler(corpus: Ids) -> None:
    script = (
        "import sys, rasid\n"
        "try: rasid.main(['list', '--json', '--outlet', 'aljazeera'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'scrapy', 'twisted', 'trafilatura', 'crawler', 'lxml', 'numpy'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    assert len(json.loads(done.stdout)["articles"]) == 3
    assert done.stderr.strip() == "[]"


@sqlite_only
def test_a_locale_without_arabic_gets_escapes_instead_of_a_traceback(corpus: Ids) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run([sys.executable, "-m", "rasid", "list"], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\u0642\\u0635\\u0641" in done.stdout


@sqlite_only
def test_a_missing_database_is_one_line_with_its_cure(rasid_: Rasid) -> None:
    for arguments in (["list"], ["search", "x"], ["show", "1"], ["export", "-o", "x"], ["runs"], ["status"]):
        result = rasid_(*arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.count("\n") == 1
        assert "rasid crawl" in result.stderr
