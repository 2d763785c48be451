"""Extraction figures on labelled pages: ours beside trafilatura's modes, in one run on the same pages.

    python -m benchmarks.extraction ../shared/eval [--each] [--rounds N]

Quality is the folder's own score.py; speed is pages per CPU-second, bytes in, all metadata out where a mode gives metadata.
"""

from __future__ import annotations

import argparse
import json
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trafilatura

from crawler.extraction import extractor
from news.article import NotAnArticle, Page, article_json
from news.outlet import Outlet

NEUTRAL = Outlet(id="adhoc", name_ar="", name_en="", country="", timezone="UTC", home="", languages=())
NOW = datetime(2026, 11, 22, tzinfo=UTC)
Row = dict[str, Any]


def ours(body: bytes) -> Row:
    try:
        article = extractor.extract(Page(url="", body=body, fetched=NOW), NEUTRAL)
    except NotAnArticle as refused:
        return {"text": None, "refused": str(refused)}
    line = article_json(article)
    text = "\n".join(filter(None, (article.standfirst, article.body)))
    return {"text": text, "title": line["headline"], "published": line["published"], "authors": line["authors"]}


def theirs(**options: Any) -> Callable[[bytes], Row]:
    def run(body: bytes) -> Row:
        found = trafilatura.bare_extraction(body, include_comments=False, **options)
        if found is None:
            return {"text": None}
        row = found if isinstance(found, dict) else found.as_dict()
        return {"text": row.get("text"), "title": row.get("title"), "published": row.get("date"), "authors": row.get("author")}

    return run


MODES: dict[str, Callable[[bytes], Row]] = {
    "rasid": ours,
    "trafilatura": theirs(),
    "trafilatura fast": theirs(fast=True),
    "trafilatura precision": theirs(favor_precision=True),
    "trafilatura + metadata": theirs(with_metadata=True),
    "trafilatura fast + metadata": theirs(fast=True, with_metadata=True),
}


def write(mode: Callable[[bytes], Row], pages: Path, got: Path) -> None:
    """Run a mode over the folder and write score.py's input."""
    with got.open("w", encoding="utf-8") as lines:
        for file in sorted(pages.iterdir()):
            lines.write(json.dumps({"file": file.name, **mode(file.read_bytes())}, ensure_ascii=False) + "\n")


def speed(mode: Callable[[bytes], Row], bodies: list[bytes], rounds: int) -> float:
    """Pages per CPU-second, the best of the rounds: other work on the machine only ever slows one down."""
    best = 0.0
    for _ in range(rounds):
        start = time.process_time()
        for body in bodies:
            mode(body)
        best = max(best, len(bodies) / (time.process_time() - start))
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder with pages/, gold/ and score.py")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--each", action="store_true", help="ours, page by page")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    pages, gold = arguments.folder / "pages", arguments.folder / "gold"
    bodies = [file.read_bytes() for file in sorted(pages.iterdir())]
    print(f"{'':28} {'strict F1':>9} {'leaks':>5} {'aside':>5} {'titles':>7} {'days':>7} {'authors':>7} {'pages/CPU-s':>11}")
    for name, mode in MODES.items():
        with tempfile.TemporaryDirectory() as folder:
            got = Path(folder) / "got.jsonl"
            write(mode, pages, got)
            score = [
                sys.executable,
                str(arguments.folder / "score.py"),
                "--pages",
                str(pages),
                "--gold",
                str(gold),
                "--got",
                str(got),
            ]
            figures = json.loads(subprocess.run([*score, "--json"], check=True, capture_output=True, text=True).stdout)
            if arguments.each and mode is ours:
                print(subprocess.run([*score, "--each"], check=True, capture_output=True, text=True).stdout)
        rate = speed(mode, bodies, arguments.rounds)
        print(
            f"{name:28} {figures['strict_f1']:9.4f} {figures['leaked_blocks']:5} {figures['captions_bylines_dates_in_body']:5} "
            f"{figures['title_ok']:>7} {figures['day_ok']:>7} {figures['author_ok']:>7} {rate:11.1f}"
        )


if __name__ == "__main__":
    main()
