from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from storage.readers import tokens
from tests.reading.conftest import sqlite_only

ROOT = Path(__file__).resolve().parents[2]


@sqlite_only
def test_a_token_is_made_listed_and_ended(rasid_, db) -> None:
    made = rasid_("token", "add", "paper", "--scope", "crawl")
    secret = made.stdout.strip()
    assert "Shown this once" in made.stderr
    with db.read() as session:
        found = tokens.find(session, secret)
    assert found is not None
    assert found.scopes == ("crawl",)
    listed = json.loads(rasid_("token", "list", "--json").stdout)["tokens"]
    assert [(one["name"], one["scopes"], one["last_used"]) for one in listed] == [("paper", ["crawl"], None)]
    assert secret not in rasid_("token", "list").stdout
    again = rasid_("token", "add", "paper")
    assert again.exit_code == 1
    assert rasid_("token", "rm", "paper").exit_code == 0
    assert rasid_("token", "rm", "paper").exit_code == 1
    assert rasid_("token", "add", "x", "--scope", "all").exit_code == 2
    assert rasid_("token", "add", " ").exit_code == 2


def serving(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "rasid", "serve", *arguments],
        cwd=ROOT,
        env={**os.environ, "RASID_CONFIG": os.devnull, **environment},
        stderr=subprocess.PIPE,
        text=True,
    )


@sqlite_only
def test_serve_answers_until_it_is_told_to_end(environment: str, db, tmp_path: Path) -> None:
    process = serving("--port", "0")
    assert process.stderr is not None
    line = process.stderr.readline()
    address = line.split()[1]
    try:
        with urllib.request.urlopen(f"{address}/api/v1/articles") as answer:
            assert json.load(answer) == {"articles": [], "next": None}
        port = address.rpartition(":")[2]
        taken = serving("--port", port)
        assert taken.wait(60) == 1
        assert taken.stderr is not None
        assert "in use" in taken.stderr.read()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()


@sqlite_only
def test_serve_makes_no_corpus_where_none_is(environment: str, tmp_path: Path) -> None:
    nothing = serving(RASID_DATABASE_URL=f"sqlite:///{tmp_path}/none.db")
    assert nothing.wait(60) == 1
    assert nothing.stderr is not None
    assert "no database" in nothing.stderr.read()
    assert not (tmp_path / "none.db").exists()
