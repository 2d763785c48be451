"""Extraction beside others, in one run on the same pages: quality, pages per CPU-second, memory.

    python -m benchmarks.extract [--data FOLDER] [--rounds N] [--only NAME …]

Whichever of newspaper4k, readability-lxml, resiliparse, goose3 and magic-html can be imported takes part;
benchmarks/requirements.txt says how to install them. Speed: rounds are interleaved (every mode once, then every mode again), so
that other work on the machine hits all alike; the median and the best round are printed, in CPU time of this thread. Memory: the
high-water mark of a fresh process per mode after three times all pages (VmHWM of /proc/self/status; `ru_maxrss` would be the
parent's until exec).
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import evaluate, labelled
from benchmarks.labelled import Folder, Mode, Row

OURS = "rasid"
MEASURE = "trafilatura + metadata"
"""What our speed is a multiple of."""
PASSES = 3
"""Times all pages go through a fresh process before its memory is read."""


def newspaper() -> Mode:
    """newspaper4k 0.9: parse of the given text, its own metadata."""
    import newspaper as library

    def run(body: bytes) -> Row:
        article = library.Article("https://example.com/a", language="ar", fetch_images=False)
        article.download(input_html=body.decode("utf-8", "replace"))
        article.parse()
        moment = article.publish_date
        day = moment.isoformat() if moment else None
        return {"text": article.text, "title": article.title, "published": day, "authors": article.authors}

    return run


def readability() -> Mode:
    """readability-lxml: body as HTML and title; the text of the HTML is what counts."""
    import readability as library
    from lxml import html

    def run(body: bytes) -> Row:
        document = library.Document(body)
        found = html.fromstring(document.summary())
        return {"text": "\n".join(found.itertext()), "title": document.short_title()}

    return run


def resiliparse() -> Mode:
    """resiliparse: main content, no metadata."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    return lambda body: {"text": extract_plain_text(bytes_to_str(body, detect_encoding(body)), main_content=True)}


def goose() -> Mode:
    """goose3 with its Arabic stop words."""
    from goose3 import Goose
    from goose3.text import StopWordsArabic

    engine = Goose({"stopwords_class": StopWordsArabic, "enable_image_fetching": False})

    def run(body: bytes) -> Row:
        found = engine.extract(raw_html=body.decode("utf-8", "replace"))
        day = found.publish_datetime_utc.isoformat() if found.publish_datetime_utc else None
        return {"text": found.cleaned_text, "title": found.title, "published": day, "authors": found.authors}

    return run


def magic() -> Mode:
    """magic-html, article type: body as HTML, title, date."""
    from lxml import html
    from magic_html import GeneralExtractor

    engine = GeneralExtractor()

    def run(body: bytes) -> Row:
        found = engine.extract(body.decode("utf-8", "replace"), base_url="https://example.com/a", html_type="article")
        tree = html.fromstring(found["html"]) if found.get("html") else None
        return {"text": "\n".join(tree.itertext()) if tree is not None else None, "title": found.get("title")}

    return run


OTHERS: dict[str, Callable[[], Mode]] = {
    "newspaper4k": newspaper,
    "readability-lxml": readability,
    "resiliparse": resiliparse,
    "goose3": goose,
    "magic-html": magic,
}
TITLE_ONLY = frozenset(("readability-lxml", "magic-html"))


def safe(mode: Mode) -> Mode:
    """An extractor that fails on a page has no text there; its failure is no reason to end the run."""

    def run(body: bytes) -> Row:
        try:
            return mode(body)
        except Exception:  # other people's programs raise what they like
            return {"text": None}

    return run


def load(only: list[str] | None) -> tuple[dict[str, Mode], list[str]]:
    """The modes that can run here, and a line for each that cannot."""
    modes, absent = dict(labelled.MODES), []
    for name, make in OTHERS.items():
        try:
            modes[name] = safe(make())
        except ImportError as missing:
            absent.append(f"{name}: {missing}")
    return {name: mode for name, mode in modes.items() if not only or name in only}, absent


def speeds(modes: dict[str, Mode], pages: list[bytes], rounds: int) -> dict[str, list[float]]:
    """Pages per CPU-second of each round."""
    found: dict[str, list[float]] = {name: [] for name in modes}
    for _ in range(rounds):
        for name, mode in modes.items():
            start = time.thread_time()
            for page in pages:
                mode(page)
            found[name].append(len(pages) / (time.thread_time() - start))
    return found


def memory(name: str, data: Path) -> float:
    """MB a fresh process holds at most while it extracts all pages three times, everything it imports included."""
    command = [sys.executable, "-m", "benchmarks.extract", "--data", str(data), "--only", name, "--memory"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(json.loads(done.stdout.splitlines()[-1])["mb"])


def high_water() -> float:
    """This process's VmHWM in MB."""
    found = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"), re.MULTILINE)
    if found is None:
        raise OSError("no VmHWM in /proc/self/status")
    return int(found[1]) / 1024


def measured_alone(name: str, folder: Folder) -> None:
    """The child's side of `memory`: only this mode is loaded."""
    mode = labelled.MODES.get(name) or safe(OTHERS[name]())
    for _ in range(PASSES):
        for page in folder.pages.values():
            mode(page)
    print(json.dumps({"mb": high_water()}))


def table(folder: Folder, modes: dict[str, Mode], rounds: int) -> None:
    rates = speeds(modes, list(folder.pages.values()), rounds)
    print("|  | strict F1 | leaks | aside | titles | days | authors | pages/CPU-s, median (best) | MB |\n|" + "---|" * 9)
    for name, mode in modes.items():
        pages = evaluate.run(folder, mode)
        total = evaluate.figures(pages)
        metadata = name == OURS or "metadata" in name or name in ("newspaper4k", "goose3")
        right = [
            f"{total[key]:g}/{evaluate.asked(pages, key)}" if metadata or (key == "title" and name in TITLE_ONLY) else "–"
            for key in evaluate.SCORED
        ]
        rate = f"{statistics.median(rates[name]):.1f} ({max(rates[name]):.1f})"
        row = (
            f"{total['strict_f1']:.4f}",
            f"{total['leaks']:g}",
            f"{total['aside']:g}",
            *right,
            rate,
            f"{memory(name, folder.path):.0f}",
        )
        print(f"| {name} | {' | '.join(row)} |", flush=True)
    if OURS in rates and MEASURE in rates:
        ratio = statistics.median(mine / other for mine, other in zip(rates[OURS], rates[MEASURE], strict=True))
        best = max(rates[OURS]) / max(rates[MEASURE])
        print(f"\n{OURS} ÷ {MEASURE}: {ratio:.2f} (median of {rounds} rounds; best ÷ best {best:.2f})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=labelled.DATA, help="folder with pages/, gold/, score.py and blocks.py")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=[*labelled.MODES, *OTHERS])
    parser.add_argument(
        "--memory", action="store_true", help="print the memory of the one mode named by --only, and nothing else"
    )
    arguments = parser.parse_args()
    labelled.quiet()
    try:
        folder = Folder(arguments.data)
    except FileNotFoundError as missing:
        print(f"extract: {missing}", file=sys.stderr)
        sys.exit(2)
    if arguments.memory:
        measured_alone(arguments.only[0], folder)
        return
    modes, absent = load(arguments.only)
    table(folder, modes, arguments.rounds)
    if absent:
        print("\nnot installed: " + "; ".join(absent))


if __name__ == "__main__":
    main()
