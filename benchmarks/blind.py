"""How general the extraction is: labelled pages without the hints it may lean on, ours beside trafilatura's.

    python -m benchmarks.blind [--data FOLDER] [--only DISGUISE] [--why] [--seed N]

Each disguise of benchmarks/disguise.py takes one kind of hint from every page (names, JSON-LD, metas, telling tags, paragraphs …)
and keeps the words, so a figure that falls names the mechanism that leant on that hint. `--why` prints, for each page that
lost or leaked something, the blocks and what our program says of them.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

from benchmarks import disguise, labelled
from benchmarks.labelled import Folder, Mode, Row, Scored

FAST = labelled.MODES["trafilatura fast + metadata"]


def run(folder: Folder, name: str, mode: Mode, seed: int) -> dict[str, tuple[Scored, Row]]:
    """Every page in one disguise («none»: as it is), scored against the labels of the page as it was."""
    found = {}
    for file, raw in folder.pages.items():
        page = raw if name == "none" else disguise.put_on(folder.decode(raw), disguise.DISGUISES[name], seed)
        row = mode(page)
        found[file] = (folder.judge(file, row), row)
    return found


def line(name: str, who: str, found: dict[str, tuple[Scored, Row]]) -> str:
    """One row of the table."""
    pages = [scored for scored, _ in found.values()]
    right = [
        f"{sum(bool(page.answers[key]) for page in pages)}/{sum(page.answers[key] is not None for page in pages)}"
        for key in ("title", "day", "author")
    ]
    f1, worst = statistics.fmean(page.f1 for page in pages), min(page.f1 for page in pages)
    leaks, aside = sum(page.leaks for page in pages), sum(page.aside for page in pages)
    return f"| {name} | {who} | {f1:.4f} | {worst:.3f} | {leaks} | {aside} | {' | '.join(right)} |"


def why(folder: Folder, file: str, scored: Scored, row: Row) -> list[str]:
    """What a page lost and what leaked in, block by block."""
    score, gold = folder.score, folder.gold[file]
    labels = {int(at): label[1] for at, label in gold["labels"].items()}
    got = " " + " ".join(score.tokens(row.get("text") or "")) + " "
    removed = {" ".join(score.tokens(item["text"])): item["reason"] for item in row.get("article", {}).get("removed", [])}
    wanted = " ".join(
        " ".join(score.tokens(text)) for at, _, _, text in score.blocks(folder.pages[file]) if labels.get(at, "F") in "BL"
    )
    said = []
    for at, _, where, text in score.blocks(folder.pages[file]):
        words, letter = " ".join(score.tokens(text)), labels.get(at, "F")
        if not words:
            continue
        inside = f" {words} " in got
        if letter in "BL" and not inside:
            reason = next((cause for other, cause in removed.items() if words in other or (other and other in words)), "no trace")
            said.append(f"    lost [{at}] {letter} ({reason}) {text[:110]}")
        elif letter not in "BLT" and inside and words not in wanted and (letter in "CYD" or len(words.split()) >= 3):
            said.append(f"    in   [{at}] {letter} <{where[:70]}> {text[:110]}")
    said += [f"    {key}: wanted {want!r}, got {given!r}"[:260] for key, (want, given) in scored.said.items()]
    if row.get("refused"):
        said.append(f"    refused: {row['refused']}"[:300])
    return said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=labelled.DATA, help="folder with pages/, gold/ and score.py")
    parser.add_argument("--only", choices=["none", *disguise.DISGUISES])
    parser.add_argument("--why", action="store_true")
    parser.add_argument("--seed", type=int, default=3)
    arguments = parser.parse_args()
    labelled.quiet()
    try:
        folder = Folder(arguments.data)
    except FileNotFoundError as absent:
        sys.exit(f"blind: {absent}")
    print("| hint taken | who | strict F1 | worst | leaks | aside | titles | days | authors |\n|" + "---|" * 9)
    reasons: list[str] = []
    for name in [arguments.only] if arguments.only else ["none", *disguise.DISGUISES]:
        found = run(folder, name, labelled.ours, arguments.seed)
        print(line(name, "rasid", found))
        print(line(name, "trafilatura fast", run(folder, name, FAST, arguments.seed)), flush=True)
        for file, (scored, row) in found.items():
            causes = why(folder, file, scored, row)
            if causes:
                reasons += [f"{name} {file} F1 {scored.f1:.4f}", *causes]
    if arguments.why:
        print("\n".join(["", *reasons]))


if __name__ == "__main__":
    main()
