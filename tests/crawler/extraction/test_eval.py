"""Real pages with human labels beside the checkout: the figures may only rise, and the floor with them."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from benchmarks import evaluate, labelled

ROOT = Path(evaluate.__file__).resolve().parents[1]
FLOOR = evaluate.FLOOR.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(shared: Path) -> labelled.Folder:
    return labelled.Folder(shared / "eval")


@pytest.fixture(scope="module")
def pages(folder: labelled.Folder) -> list[labelled.Scored]:
    return evaluate.run(folder, labelled.ours)


def test_figures_hold(folder: labelled.Folder, pages: list[labelled.Scored]) -> None:
    floor = evaluate.floor_for(folder, FLOOR)
    assert floor["pages"] == len(pages) == 18
    assert evaluate.below(evaluate.figures(pages), floor) == []


def test_scored_as_the_labels_own_program_scores(
    shared: Path, folder: labelled.Folder, pages: list[labelled.Scored], tmp_path: Path
) -> None:
    got = tmp_path / "got.jsonl"
    rows = [{"file": name, **labelled.ours(raw)} for name, raw in folder.pages.items()]
    got.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    place = shared / "eval"
    command = [sys.executable, str(place / "score.py"), "--pages", str(place / "pages"), "--gold", str(place / "gold")]
    said = json.loads(subprocess.run([*command, "--got", str(got), "--json"], check=True, capture_output=True, text=True).stdout)
    mine = evaluate.figures(pages)
    assert mine["strict_f1"] == pytest.approx(said["strict_f1"], abs=1e-4)
    assert (mine["leaks"], mine["aside"]) == (said["leaked_blocks"], said["captions_bylines_dates_in_body"])
    for ours, theirs in (("title", "title_ok"), ("day", "day_ok"), ("author", "author_ok")):
        assert f"{mine[ours]:g}/{evaluate.asked(pages, ours)}" == said[theirs]


def test_floor_was_never_higher() -> None:
    """Against every version of the file in the history: lowering it, in one commit or in ten, is seen."""
    path = evaluate.FLOOR.relative_to(ROOT).as_posix()
    log = subprocess.run(["git", "log", "--format=%H", "--", path], cwd=ROOT, capture_output=True, text=True, check=False)
    if log.returncode:
        pytest.skip("no history here")
    now = tomllib.loads(FLOOR)
    for commit in log.stdout.split():
        show = subprocess.run(["git", "show", f"{commit}:{path}"], cwd=ROOT, capture_output=True, text=True, check=False)
        for labels, floor in tomllib.loads(show.stdout if show.returncode == 0 else "").items():
            assert evaluate.below(now.get(labels, {}), floor) == [], f"{labels} was higher in {commit[:8]}"
            assert set(floor) <= set(now.get(labels, {})), f"{labels} had more figures in {commit[:8]}"


@pytest.mark.parametrize(
    ("found", "fallen", "risen"),
    [
        pytest.param({"strict_f1": 0.99, "leaks": 2}, [], [], id="the same"),
        pytest.param({"strict_f1": 0.98, "leaks": 2}, ["strict_f1: 0.98, the floor is 0.99"], [], id="F1 fell"),
        pytest.param({"strict_f1": 0.99, "leaks": 3}, ["leaks: 3, the floor is 2"], [], id="a block more leaks"),
        pytest.param({"strict_f1": 1.0, "leaks": 0}, [], ["strict_f1 = 1", "leaks = 0"], id="better"),
        pytest.param({"strict_f1": 0.99, "leaks": 2, "tags": 4}, [], ["tags = 4"], id="a figure without a floor"),
    ],
)
def test_floor(found: dict[str, float], fallen: list[str], risen: list[str]) -> None:
    floor = {"strict_f1": 0.99, "leaks": 2.0}
    assert evaluate.below(found, floor) == fallen
    assert evaluate.above(found, floor) == risen


def test_absent_labels_are_said_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.evaluate", "--data", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"eval: no labelled pages at {tmp_path}: pages is missing; name the folder with --data FOLDER"
    ]
