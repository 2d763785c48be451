"""What a stranger types, sets and leaves lying about: one clear line with the cure, the right exit code, nothing touched."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import rasid
from tests.bad_input_bench import Said

LONG = "a" * 100_000


@pytest.fixture
def here(
    tmp_path: Path, sqlite_corpus: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Said]:
    """`rasid` in this process: quick, for what ends before anything is fetched."""
    for name in [name for name in os.environ if name.startswith("RASID_")]:
        monkeypatch.delenv(name)
    (tmp_path / "outlets").mkdir()
    monkeypatch.setenv("RASID_CONFIG", os.devnull)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    shutil.copyfile(sqlite_corpus, tmp_path / "data" / "rasid.db")

    def call(*words: str) -> Said:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            rasid.run(list(words))
        out, err = capfd.readouterr()
        return Said(int(ended.value.code or 0), out, err)

    return call


@pytest.mark.parametrize(
    ("words", "code", "holds"),
    [
        (("crawl", "aljazera"), 2, "did you mean aljazeera"),
        (("crawl", LONG), 2, "unknown outlet"),
        (("crawl",), 2, "rasid outlets list"),
        (("crawl", "--all", "aljazeera"), 2, "--all"),
        (("crawl", "--limit", "0", "aljazeera"), 2, "--limit"),
        (("crawl", "--limit=-1", "aljazeera"), 2, "--limit"),
        (("crawl", "--limit", "abc", "aljazeera"), 2, "--limit"),
        (("crawl", "--since", "tomorrow", "aljazeera"), 2, "2026-01-31"),
        (("crawl", "--since", "2026-12-31", "--until", "2026-01-01", "aljazeera"), 2, "--since is after --until"),
        (("crawl", "--url", "garbage"), 2, "not an http(s) address"),
        (("crawl", "--url", "ftp://x.y/z"), 2, "not an http(s) address"),
        (("crawl", "--url", "http://user:secret@x.example/"), 2, "user information"),
        (("extract", "missing.html"), 2, "no such file"),
        (("extract", LONG), 2, "no file or folder"),
        (("extract", "outlets"), 2, "no page in this folder"),
        (("extract", "file:///etc/passwd"), 2, "no such file"),
        (("extract", "data/rasid.db"), 1, "binary"),
        (("extract", os.devnull), 1, "empty"),
        (("extract", "--outlet", "aljazera", os.devnull), 2, "aljazeera"),
        (("show", "999999"), 1, "rasid list"),
        (("show", "0"), 1, "no article 0"),
        (("show", "9" * 400), 1, "no article"),
        (("show", "http://x.example/a"), 1, "rasid crawl --url"),
        (("show", "garbage"), 2, "neither a number nor an address"),
        (("search", ""), 2, "no word to look for"),
        (("search", '""'), 2, "no word to look for"),
        (("search", '%_"*()'), 2, "no word to look for"),
        (("search", LONG), 2, "32 words"),
        (("list", "--limit", "0"), 2, "--limit"),
        (("list", "--since", "garbage"), 2, "yesterday"),
        (("list", "--since", LONG), 2, "yesterday"),
        (("list", "--zone", "../../etc/passwd"), 2, "Asia/Riyadh"),
        (("list", "--after", "garbage"), 2, "--after"),
        (("list", "--outlet", "aljazera"), 2, "aljazeera"),
        (("list", "--lang", "\udcff"), 2, "not a language code"),
        (("list", "--section", "\udcff"), 2, "UTF-8"),
        (("export", "-o", "outlets"), 1, "is a folder"),
        (("export", "-o", "data/rasid.db"), 1, "--force"),
        (("export", "-o", os.devnull, "--force"), 1, "no ordinary file"),
        (("export", "-o", "nosuch/x.jsonl"), 1, "no such folder"),
        (("export", "-o", LONG), 1, "too long"),
        (("runs", "--outlet", "aljazera"), 2, "aljazeera"),
        (("outlets", "show", "aljazera"), 2, "aljazeera"),
        (("outlets", "enable", "aljazera"), 2, "aljazeera"),
        (("lst",), 2, "list"),
    ],
    ids=lambda value: " ".join(value)[:50] if isinstance(value, tuple) else "",
)
def test_one_line_with_the_cure(here: Callable[..., Said], words: tuple[str, ...], code: int, holds: str) -> None:
    here(*words).clear(code, holds)


@pytest.mark.parametrize("query", ["AND OR NOT NEAR(", 'a* OR "b', "'; DROP TABLE article;--", "a\x00b", "-سوريا", "٪ ^ : {x}"])
def test_no_query_is_an_order_to_the_index(here: Callable[..., Said], query: str) -> None:
    said = here("search", "--json", "--", query)
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out)["articles"] is not None


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ('data_dir = "x\n', "line 1"),
        ("max_crawl = 1\n", "did you mean max_crawls?"),
        ('max_crawls = "many"\n', "max_crawls: should be a valid integer"),
        ('routes = "x"\n', "host=address:port"),
        ("crawl_memory_mb = 99999999999999\n", "crawl_memory_mb: should be less"),
    ],
    ids=["broken", "unknown key", "wrong type", "bad value", "too much"],
)
def test_a_bad_rasid_toml_names_file_and_key(
    here: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, holds: str
) -> None:
    monkeypatch.setenv("RASID_CONFIG", str(tmp_path / "rasid.toml"))
    (tmp_path / "rasid.toml").write_text(text)
    for words in (("list",), ("crawl", "aljazeera"), ("outlets", "list"), ("config",)):
        here(*words).clear(1, str(tmp_path / "rasid.toml"), holds)
    monkeypatch.setenv("RASID_CONFIG", os.devnull)
    monkeypatch.setenv("RASID_MAX_CRAWLS", "many")
    here("list").clear(1, "RASID_MAX_CRAWLS (environment)")


def test_a_broken_outlet_file_is_named_and_harms_no_reading(
    here: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    known = json.loads(here("outlets", "list", "--json").out)["outlets"]
    assert here("outlets", "disable", *(outlet["id"] for outlet in known)).code == 0  # so that `--all` asks nobody
    declared = 'name_ar = "س"\ntimezone = "Mars/X"\nname_en = "S"\ncountry = "EG"\nhome = "https://s.example/"\n'
    (tmp_path / "bad.toml").write_text(declared)
    monkeypatch.setenv("RASID_OUTLETS_DIR", str(tmp_path))
    for words in (
        "crawl bad",
        "crawl --all",
        "outlets show bad",
        "outlets enable bad",
        f"extract --outlet bad {os.devnull}",
    ):
        said = here(*words.split())
        assert said.code == 1
        assert "bad.toml:2: timezone:" in said.err
        assert all("bad.toml:" in line for line in said.err.splitlines())
    listed = here("outlets", "list")
    assert listed.code == 0
    assert "bad.toml:2: timezone:" in listed.err
    assert here("list").code == 0
    assert any("bad.toml:2: timezone" in fault for fault in json.loads(here("status", "--json").out)["broken_outlets"])
    monkeypatch.setenv("RASID_OUTLETS_DIR", str(tmp_path / "nosuch"))
    here("crawl", "aljazeera").clear(1, "outlets_dir", "does not exist")


# --- a database that is none


def missing(folder: Path) -> None:
    del folder


def not_one(folder: Path) -> None:
    (folder / "rasid.db").write_bytes(b"this is no database\n" * 400)


def newer(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "rasid.db")) as connection, connection:
        connection.execute("CREATE TABLE rasid_version (version_num TEXT)")
        connection.execute("INSERT INTO rasid_version VALUES ('9999')")


def a_folder(folder: Path) -> None:
    (folder / "rasid.db").mkdir()


@pytest.mark.parametrize(
    ("make", "holds"),
    [
        (missing, "`rasid crawl` or `rasid db upgrade` makes one"),
        (not_one, "is not an SQLite database"),
        (newer, "update the program"),
        (a_folder, "it is not a file"),
    ],
)
def test_a_database_that_cannot_be_used_is_said_and_left_alone(
    here: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make: Callable[[Path], None], holds: str
) -> None:
    make(tmp_path)
    before = [(file.name, file.is_file() and file.read_bytes()) for file in tmp_path.iterdir()]
    monkeypatch.setenv("RASID_DATA_DIR", str(tmp_path))
    for words in (("list",), ("search", "x"), ("show", "1"), ("status",), ("runs",), ("export", "-o", "-"), ("db", "check")):
        here(*words).clear(1, holds)
    if make is not missing:
        here("crawl", "aljazeera").clear(1, holds)
    assert [(file.name, file.is_file() and file.read_bytes()) for file in tmp_path.iterdir()] == before


def test_an_unreachable_server_is_said_without_its_password(here: Callable[..., Said], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASID_DATABASE_URL", "postgresql://u:s3cret@127.0.0.1:1/x")
    for words in (("list",), ("crawl", "aljazeera"), ("db", "upgrade")):
        said = here(*words)
        said.clear(1, "cannot be reached", "is the server up")
        assert "s3cret" not in said.err + said.out
