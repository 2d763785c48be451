"""`rasid outlets`: what it prints on a terminal, in a pipe and as JSON, and how it fails."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len
from rich.console import Console

from reading import outlet_sheet, outlets_command, terminal
from storage import config as configuration

BARADA = """\
name_ar = "صحيفة بردى"
name_en = "Barada"
country = "SY"
timezone = "Asia/Damascus"
home = "https://barada.example/"
enabled = true
article_url = '/\\d+'
evidence = "Asked on 2026-11-22."
[[feeds]]
url = "https://barada.example/feed"
confidence = "high"
sightings = 3
[[feeds]]
url = "https://barada.example/old"
use = false
note = "answers 404"
"""
NIL = """\
name_ar = "النيل"
name_en = "Nil"
country = "EG"
timezone = "Africa/Cairo"
home = "https://nil.example/"
"""
KEYS = [
    *("id", "name_ar", "name_en", "country", "timezone", "home", "kind", "languages", "enabled", "feeds", "sitemaps", "sections"),
    *("article_url", "interval", "date_locale", "prune", "politeness", "evidence", "sources", "state"),
]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two shipped outlets, one of own ones, no database yet."""
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    shipped.mkdir()
    own.mkdir()
    (shipped / "barada.toml").write_text(BARADA, encoding="utf-8")
    (shipped / "nil.toml").write_text(NIL, encoding="utf-8")
    monkeypatch.setattr(configuration, "SHIPPED_OUTLETS", shipped)
    for name in ("RASID_CONFIG", "RASID_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RASID_OUTLETS_DIR", str(own))
    monkeypatch.setenv("RASID_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(outlets_command.outlets, arguments)


def test_list_shows_the_enabled_ones_as_tabbed_lines_in_a_pipe() -> None:
    result = run("list")
    assert result.output == "barada\ton\tSY\tnever ran\tصحيفة بردى\tBarada\thttps://barada.example/\n"
    assert result.exit_code == 0


def test_list_all() -> None:
    assert [line.split("\t")[:2] for line in run("list", "--all").output.splitlines()] == [["barada", "on"], ["nil", "off"]]


def test_list_by_country() -> None:
    assert run("list", "--all", "--country", "eg").output.startswith("nil\toff\tEG\t")
    result = run("list", "--country", "XX")
    assert result.exit_code == 1
    assert result.stderr == "Error: no outlet of country 'XX'; there are: EG, SY\n"


def test_list_as_json_counts_the_others() -> None:
    document = json.loads(run("list", "--json").output)
    assert [each["id"] for each in document["outlets"]] == ["barada"]
    assert document["others"] == 1


@pytest.mark.parametrize("width", [60, 80, 140])
def test_the_table_fits_the_terminal(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(
        terminal, "console", lambda: Console(file=screen, width=width, force_terminal=True, color_system=None, soft_wrap=True)
    )
    assert run("list").exit_code == 0
    lines = screen.getvalue().splitlines()
    assert lines[-1] == "1 outlet · 1 others are off: --all"
    assert "صحيفة بردى" in lines[0]
    assert all(cell_len(line.replace(terminal.ISOLATE, "").replace(terminal.RELEASE, "")) <= width for line in lines)


def test_show_as_json_has_every_key() -> None:
    document = json.loads(run("show", "barada", "--json").output)
    assert list(document) == KEYS
    assert document["feeds"] == ["https://barada.example/feed"]
    assert document["sources"][1] == {
        "kind": "feed",
        "url": "https://barada.example/old",
        "use": False,
        "confidence": None,
        "sightings": None,
        "note": "answers 404",
    }
    assert document["state"] is None
    assert document["enabled"] is True


def test_show_for_people(place: Path) -> None:
    (place / "own" / "barada.toml").write_text("interval = 3600\n", encoding="utf-8")
    text = run("show", "barada").output
    for part in (
        "barada  صحيفة بردى  Barada",
        "on, as declared",
        "https://barada.example/feed\n",
        "confidence high; seen 3 times",
        "not asked; answers 404",
        "every 1 h 00 min",
        "Asked on 2026-11-22.",
        str(place / "shipped" / "barada.toml"),
        str(place / "own" / "barada.toml"),
        "never ran",
    ):
        assert part in text


def test_show_of_an_unknown_outlet_names_the_nearest() -> None:
    result = run("show", "baradaa")
    assert result.exit_code == 2
    assert result.stderr.endswith("unknown outlet 'baradaa'; did you mean barada?\n")


def test_names_cannot_act_on_the_terminal(place: Path) -> None:
    (place / "own" / "barada.toml").write_text('evidence = "a\\u001b[31mb"\n', encoding="utf-8")
    assert "\x1b" not in run("show", "barada").output
    assert "\x1b" not in run("show", "barada", "--json").output


# --- check


def test_check_of_all() -> None:
    result = run("check")
    assert (result.exit_code, result.output) == (0, "2 outlet files are right\n")


def test_check_names_every_fault_and_fails(place: Path) -> None:
    bad = place / "own" / "nil.toml"
    bad.write_text('kind = "tvv"\nfeeds = ["x"]\n', encoding="utf-8")
    result = run("check")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        'own/nil.toml:1: kind: "tvv" is not one we know; did you mean tv?\n'
        'own/nil.toml:2: feeds[0]: "x" is not an http or https address\n'
    )
    document = json.loads(run("check", "--json").stdout)
    assert document["checked"] == 2
    assert document["errors"][0] == {
        "file": "own/nil.toml",
        "line": 1,
        "key": "kind",
        "message": '"tvv" is not one we know; did you mean tv?',
    }


def test_check_of_files_reads_them_as_overrides_where_the_outlet_is_shipped(place: Path) -> None:
    (place / "barada.toml").write_text("interval = 60\n", encoding="utf-8")
    (place / "other.toml").write_text("interval = 60\n", encoding="utf-8")
    assert run("check", "barada.toml").exit_code == 0
    result = run("check", "barada.toml", "other.toml")
    assert result.exit_code == 1
    assert result.stderr.startswith("other.toml:1: name_ar: is missing")


def test_check_of_a_shipped_file_reads_it_alone(place: Path) -> None:
    (place / "shipped" / "nil.toml").write_text("interval = 60\n", encoding="utf-8")
    assert run("check", "shipped/nil.toml").exit_code == 1


def test_check_of_folders(place: Path) -> None:
    assert run("check", "shipped").output == "2 outlet files are right\n"
    assert run("check", "own").exit_code == 2
    assert run("check", "nowhere").exit_code == 2


# --- enable, disable


def test_enable_and_disable_are_written_down_and_hold_over_the_declaration(place: Path) -> None:
    (place / "own" / "nil.toml").write_text('feeds = ["https://nil.example/feed"]\n', encoding="utf-8")
    assert run("enable", "nil").output == "nil is on\n"
    assert run("disable", "barada").output == "barada is off\n"
    assert [line.split("\t")[0] for line in run("list").output.splitlines()] == ["nil"]
    assert "off, by you" in run("show", "barada").output
    state = json.loads(run("show", "nil", "--json").output)["state"]
    assert state["enabled"] is True
    assert state["health"] == "never ran"
    assert state["next_due"].endswith("Z")
    assert state["plan"] == "switched on"
    assert "next run      due: switched on" in run("show", "nil").output
    assert set(state) == {
        "enabled", "health", "reason", "failures", "last_run", "last_started", "last_success", "last_stored", "next_due", "plan",
        "resting_until",
    }  # fmt: skip


def test_one_unknown_outlet_and_nothing_is_changed(place: Path) -> None:
    result = run("disable", "barada", "nill")
    assert result.exit_code == 2
    assert "did you mean nil?" in result.stderr
    assert not (place / "data").exists()
    assert run("list").output.startswith("barada\ton")


def test_an_outlet_with_nothing_to_ask_is_not_switched_on() -> None:
    result = run("enable", "nil")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: nil has no feed, sitemap or section to ask; add one in nil.toml")


# --- what may be wrong around


@pytest.mark.parametrize(
    "command", [["list"], ["show", "barada"], ["check"], ["enable", "barada"]], ids=lambda command: command[0]
)
def test_a_missing_folder_of_own_outlets_is_one_clear_line(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASID_OUTLETS_DIR", "nowhere")
    result = run(*command)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: outlets_dir: nowhere does not exist; make it")
    assert result.stderr.count("\n") == 1


def test_a_broken_own_file_is_named(place: Path) -> None:
    (place / "own" / "mine.toml").write_text("x", encoding="utf-8")
    result = run("list", "--all")
    assert (result.exit_code, "barada" in result.stdout) == (0, True)
    document = json.loads(run("list", "--json").stdout)
    assert ([each["id"] for each in document["outlets"]], len(document["broken"])) == (["barada"], 1)
    assert result.stderr == "broken, not crawled: own/mine.toml:1: not valid TOML: Expected '=' after a key in a key/value pair\n"


def test_a_file_that_is_no_database(place: Path) -> None:
    (place / "data").mkdir()
    (place / "data" / "rasid.db").write_text("this is a letter, not a database" * 100, encoding="utf-8")
    result = run("list")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def test_the_json_never_shares_its_lists_with_the_outlet() -> None:
    from news import outlet as declaration

    outlet = declaration.parse(BARADA, "barada.toml")
    document = outlet_sheet.document(outlet, None)
    document["feeds"].append("x")
    assert outlet.feeds == ("https://barada.example/feed",)
