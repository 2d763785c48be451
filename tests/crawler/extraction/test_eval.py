"""Real pages with human labels beside the checkout: the figures may only rise."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks import extraction as bench


def test_figures_hold(shared: Path, tmp_path: Path) -> None:
    got = tmp_path / "got.jsonl"
    bench.write(bench.ours, shared / "eval" / "pages", got)
    score = [
        sys.executable,
        str(shared / "eval" / "score.py"),
        "--pages",
        str(shared / "eval" / "pages"),
        "--gold",
        str(shared / "eval" / "gold"),
        "--got",
        str(got),
        "--json",
    ]
    figures = json.loads(subprocess.run(score, check=True, capture_output=True, text=True).stdout)
    assert figures["pages"] == 18
    assert figures["strict_f1"] >= 0.998
    assert (figures["leaked_blocks"], figures["captions_bylines_dates_in_body"], figures["empty"]) == (0, 0, 0)
    assert (figures["title_ok"], figures["day_ok"], figures["author_ok"]) == ("18/18", "17/17", "7/7")
