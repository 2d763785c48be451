"""What is taken out of a story, and what stays, where no page has taught us: lines planted into labelled pages.

    python -m benchmarks.planted [--data FOLDER] [--each]

Each line of benchmarks/plants.py is put between two paragraphs of every labelled page, without any name or attribute.
Furniture that is still in the text is a leak; reporting that is gone is a loss; a page whose own text changed for it is harm.
"""

from __future__ import annotations

import argparse
import sys
from functools import cache
from pathlib import Path

from lxml import html

from benchmarks import disguise, labelled, plants
from benchmarks.blind import FAST
from benchmarks.labelled import Folder, Mode


def plant(folder: Folder, file: str, markup: str) -> bytes | None:
    """The page with the markup after a paragraph in the middle of its story; None where no element holds just one body block."""
    score, gold = folder.score, folder.gold[file]
    labels = {int(at): label[1] for at, label in gold["labels"].items()}
    story = [" ".join(score.tokens(text)) for at, _, _, text in score.blocks(folder.pages[file]) if labels.get(at) == "B"]
    wanted = {text for text in story if len(text.split()) >= 6}

    def put(root: disguise.Element, _: object) -> None:
        places = [
            element for element in root.iter("p", "div", "li", "span") if " ".join(score.tokens(element.text_content())) in wanted
        ]
        places = [place for place in places[:-1] if place.tag in ("p", "div") and place.find(".//p") is None]
        if places:
            place = places[len(places) // 2]
            for snippet in reversed(html.fragments_fromstring(markup)):
                snippet.tail, place.tail = place.tail, None
                place.addnext(snippet)
            root.set("data-planted", "1")

    page = disguise.put_on(folder.decode(folder.pages[file]), put, 0)
    return page if b'data-planted="1"' in page[:4_000] else None


def lines(folder: Folder, markup: str) -> list[str]:
    """The folded words of each line a reader sees of the markup."""
    page = f"<html><head><meta charset='utf-8'></head><body>{markup}</body></html>".encode()
    return [" ".join(folder.score.tokens(text)) for _, _, _, text in folder.score.blocks(page)]


def inside(folder: Folder, mode: Mode, markup: str) -> tuple[int, int, list[str]]:
    """On how many pages any (first) and all (second) of the planted lines are in the text; and the pages whose own text fell."""
    every, some, harmed = 0, 0, []
    for file in folder.pages:
        page = plant(folder, file, markup)
        if page is None:
            continue
        got = [" ".join(folder.score.tokens(line)) for line in (mode(page).get("text") or "").splitlines()]
        found = []
        for line in lines(folder, markup):
            at = next(
                (number for number, text in enumerate(got) if text == line or (len(line.split()) >= 3 and line in text)), None
            )
            found.append(at is not None)
            if at is not None:
                got[at] = got[at].replace(line, "", 1)
        every, some = every + all(found), some + any(found)
        if folder.judge(file, {"text": "\n".join(got)}).recall < _recall(folder, mode, file) - 0.002:
            harmed.append(file)
    return some, every, harmed


@cache
def _recall(folder: Folder, mode: Mode, file: str) -> float:
    return folder.judge(file, mode(folder.pages[file])).recall


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=labelled.DATA, help="folder with pages/, gold/, score.py and blocks.py")
    parser.add_argument(
        "--each", action="store_true", help="also the lines that are treated right everywhere, and trafilatura's figures"
    )
    arguments = parser.parse_args()
    labelled.quiet()
    try:
        folder = Folder(arguments.data)
    except FileNotFoundError as absent:
        sys.exit(f"planted: {absent}")
    pages = sum(plant(folder, file, "<p>x</p>") is not None for file in folder.pages)
    print(f"{pages} pages a line can be planted into\n\n| planted | wrong on | trafilatura | harm |\n|---|---|---|---|")
    wrong = total = 0
    for kind, rows in (
        ("furniture", plants.FURNITURE | plants.HELD_OUT),
        ("reporting", plants.INNOCENT | plants.HELD_OUT_INNOCENT),
    ):
        for name, text in rows.items():
            markup = (
                text if text.startswith(("<p", "<div", "<h", "<ul", "<table", "<blockquote", "<article")) else f"<p>{text}</p>"
            )
            some, every, harmed = inside(folder, labelled.ours, markup)
            bad = some if kind == "furniture" else pages - every
            wrong, total = wrong + bad, total + pages
            other = "–"
            if arguments.each:
                theirs = inside(folder, FAST, markup)
                other = str(theirs[0] if kind == "furniture" else pages - theirs[1])
            if bad or harmed or arguments.each:
                print(f"| {kind}: {name} | {bad} | {other} | {', '.join(file[:30] for file in harmed)} |", flush=True)
    print(f"\nright: {total - wrong} of {total} ({(total - wrong) / total:.1%})")


if __name__ == "__main__":
    main()
