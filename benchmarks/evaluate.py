"""The gate of quality: our figures beside trafilatura's on labelled pages, page by page, and a floor they may not fall below.

    make eval                                     the pages beside the checkout
    python -m benchmarks.evaluate --data FOLDER   labelled pages that lie elsewhere

Exit status 1 when a figure is below benchmarks/floor.toml, 2 when there are no labelled pages. A figure that is better is named,
with the line to put into the floor. Labels of another digest have no floor: the figures are printed, and the run says so.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
import tomllib
from pathlib import Path

from benchmarks import labelled
from benchmarks.labelled import Folder, Mode, Scored

FLOOR = Path(__file__).with_name("floor.toml")
SCORED = ("title", "day", "author")
"""What score.py counts."""
META = ("caption", "agency", "section", "tags", "standfirst", "image")
"""What is compared with the labels' `meta` beyond that; trafilatura is not asked for these."""
COSTS = frozenset(("leaks", "aside", "empty"))
"""Figures of which less is better."""
Figures = dict[str, float]


def run(folder: Folder, mode: Mode) -> list[Scored]:
    """All pages through one extractor."""
    return [folder.judge(file, mode(raw)) for file, raw in folder.pages.items()]


def figures(pages: list[Scored]) -> Figures:
    """One number per figure; answers are counts of right ones, F1 is cut (not rounded) to four places."""
    found: Figures = {
        "pages": len(pages),
        "strict_f1": math.floor(statistics.fmean(page.f1 for page in pages) * 1e4) / 1e4,
        "worst_f1": math.floor(min(page.f1 for page in pages) * 1e4) / 1e4,
        "leaks": sum(page.leaks for page in pages),
        "aside": sum(page.aside for page in pages),
        "empty": sum(page.recall == 0 for page in pages),
    }
    for key in (*SCORED, *META):
        found[key] = sum(page.answers.get(key) is True for page in pages)
    return found


def asked(pages: list[Scored], key: str) -> int:
    """On how many pages there is an answer to compare."""
    return sum(page.answers.get(key) is not None for page in pages)


def below(found: Figures, floor: Figures) -> list[str]:
    """The figures that fell below the floor, in words."""
    worse = [key for key in floor if key in found and _better(key, floor[key], found[key])]
    return [f"{key}: {found[key]:g}, the floor is {floor[key]:g}" for key in worse]


def above(found: Figures, floor: Figures) -> list[str]:
    """Lines of the floor file that may be raised."""
    return [
        f"{key} = {found[key]:g}"
        for key in found
        if key != "pages" and (key not in floor or _better(key, found[key], floor[key]))
    ]


def _better(key: str, one: float, other: float) -> bool:
    return one < other if key in COSTS else one > other


def floor_for(folder: Folder, text: str) -> Figures:
    """The floor of these very pages and labels; empty where the file has none."""
    tables = tomllib.loads(text)
    found: Figures = tables.get(f"labels-{folder.digest()}", {})
    return found


def _mark(page: Scored, key: str) -> str:
    return {None: "·", True: "yes", False: "NO"}[page.answers.get(key)]


def show(folder: Folder) -> Figures:
    """Print the tables; returns our figures."""
    print("|  | strict F1 | leaks | aside | titles | days | authors |\n|---|---|---|---|---|---|---|")
    mine: list[Scored] = []
    for name, mode in labelled.MODES.items():
        pages = run(folder, mode)
        mine = mine or pages  # ours is the first
        total = figures(pages)
        has_metadata = name == "rasid" or "metadata" in name
        right = [f"{total[key]:g}/{asked(pages, key)}" if has_metadata else "–" for key in SCORED]
        print(
            f"| {name} | {total['strict_f1']:.4f} | {total['leaks']:g} | {total['aside']:g} | {' | '.join(right)} |", flush=True
        )
    print(f"\n| page | strict F1 | leaks | aside | {' | '.join((*SCORED, *META))} |\n|{'---|' * (4 + len(SCORED) + len(META))}")
    for page in sorted(mine, key=lambda page: page.f1):
        marks = " | ".join(_mark(page, key) for key in (*SCORED, *META))
        print(f"| {page.file[:60]} | {page.f1:.4f} | {page.leaks} | {page.aside} | {marks} |")
    print("\nours against the labels' meta: " + ", ".join(f"{key} {figures(mine)[key]:g}/{asked(mine, key)}" for key in META))
    for page in mine:
        for key, (want, given) in page.said.items():
            print(f"  {page.file[:60]}: {key}: labelled {want!r}, ours {given!r}")
    return figures(mine)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=labelled.DATA, help="folder with pages/, gold/, score.py and blocks.py")
    arguments = parser.parse_args()
    labelled.quiet()
    try:
        folder = Folder(arguments.data)
    except FileNotFoundError as absent:
        print(f"eval: {absent}", file=sys.stderr)
        sys.exit(2)
    found = show(folder)
    floor = floor_for(folder, FLOOR.read_text(encoding="utf-8"))
    if not floor:
        print(f"\nno floor for these labels; to pin one, put it into {FLOOR.name} below [labels-{folder.digest()}]:")
        print("\n".join(f"{key} = {value:g}" for key, value in found.items()))
        return
    fallen, risen = below(found, floor), above(found, floor)
    if risen:
        print(f"\nbetter than the floor: raise it in {FLOOR.name} to\n" + "\n".join(risen))
    if fallen:
        print("\neval: below the floor: " + "; ".join(fallen), file=sys.stderr)
        sys.exit(1)
    print("\nat or above the floor")


if __name__ == "__main__":
    main()
