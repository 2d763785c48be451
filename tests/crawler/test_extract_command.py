"""`rasid extract`: lines out, reasons on stderr, exit codes."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.extract_command import extract
from tests.crawler import pages

GOLDEN = Path(__file__).parents[1] / "golden"


def run(*arguments: str, stdin: bytes | None = None) -> tuple[int, list[dict[str, object]], str]:
    result = CliRunner().invoke(extract, list(arguments), input=stdin)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()], result.stderr


def test_folder_gives_a_line_for_each_page_in_order(tmp_path: Path) -> None:
    for file in GOLDEN.glob("daraa.*"):
        shutil.copy(file, tmp_path)
    code, lines, errors = run(str(tmp_path), "--fetched", "2021-09-06T00:00:00Z")
    assert code == 0
    names = [Path(str(line["file"])).name for line in lines]
    assert names == sorted(names)
    assert {"daraa.marked.html", "daraa.soup.html", "daraa.txt"} <= set(names)
    assert errors == ""


def test_every_key_of_the_contract(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(pages.story().body)
    code, (line,), _ = run(str(file), "--url", pages.URL, "--fetched", "2026-11-22")
    assert code == 0
    assert line["url"] == pages.URL
    assert line["fetched"] == "2026-11-22T00:00:00Z"
    assert line["headline"] == pages.TITLE
    assert {"id", "standfirst", "removed", "embeds", "content_hash", "cluster", "capture", "kind"} <= set(line)


def test_debug_adds_the_evidence_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(pages.story().body)
    arguments = (str(file), "--url", pages.URL, "--fetched", "2026-11-22")
    _, (plain,), _ = run(*arguments)
    _, (debug,), _ = run(*arguments, "--debug")
    evidence = debug.pop("evidence")
    assert debug == plain
    assert isinstance(evidence, dict)
    assert evidence["headline"]["chosen"] == {"value": pages.TITLE, "from": "h1"}


def test_file_without_any_address_has_none(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(pages.story().body)
    _, (line,), _ = run(str(file))
    assert line["url"] is None
    assert line["canonical_url"] is None


def test_relative_date_counts_from_fetched(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(
        pages.story()
        .body.replace(b'<time datetime="2026-11-20T18:30:00+03:00">', "<div>منذ ساعتين</div><time>".encode())
        .replace("20 تشرين الثاني 2026".encode(), b"")
    )
    _, (line,), _ = run(str(file), "--fetched", "2026-11-22T12:00:00Z")
    assert line["published"] == "2026-11-22T10:00:00Z"


def test_text_from_stdin() -> None:
    code, (line,), _ = run("-", "--text", stdin=(GOLDEN / "daraa.txt").read_bytes())
    assert code == 0
    assert line["file"] == "-"
    assert line["agency"] == "وكالات"
    assert line["image"] == {"url": None, "caption": "قصف قوات تابعة للنظام السوري على أحياء درعا - أرشيف", "credit": "AA"}


def test_what_is_no_article_is_named_and_the_others_come_out(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(pages.story().body)
    (tmp_path / "b.html").write_bytes(b"%PDF-1.4")
    code, lines, errors = run(str(tmp_path))
    assert code == 1
    assert [Path(str(line["file"])).name for line in lines] == ["a.html"]
    assert errors.strip() == f"{tmp_path / 'b.html'}: binary: PDF"


@pytest.mark.parametrize(
    "arguments",
    [["/nowhere/at/all.html"], ["-", "--fetched", "yesterday"], [], ["-", "-", "--url", "https://x.test/"]],
    ids=["no such file", "bad time", "nothing named", "one address for two"],
)
def test_wrong_usage_is_exit_2(arguments: list[str]) -> None:
    code, lines, errors = run(*arguments)
    assert (code, lines) == (2, [])
    assert "Error:" in errors


def test_folder_without_pages_is_wrong_usage(tmp_path: Path) -> None:
    assert run(str(tmp_path))[0] == 2


def test_scrapy_is_not_imported() -> None:
    code = "import crawler.extract_command, crawler.extraction, sys; sys.exit(any(name in sys.modules for name in ('scrapy', 'twisted')))"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0
