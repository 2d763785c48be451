"""`make demo`: the whole road on one machine, without a network.

Starts a newsroom on loopback, lets the real command `rasid` crawl it twice, and shows what came of it: what was offered,
stored, skipped and why; one article beside what its page had around it; the copies found; a search. Exit code 1 where
something is not as it must be.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from tests.newsroom import compare
from tests.newsroom.articles import Kind
from tests.newsroom.control import truth
from tests.newsroom.faults import Fault
from tests.newsroom.printed import Printed
from tests.newsroom.room import Newsroom

ROOT = Path(__file__).resolve().parents[2]
OUTLETS, ARTICLES = 6, 5
SECONDS = 240  # longest a single command may take before the demo gives up on it


class Demo:
    """One showing: the room, the data folder, and what was found wrong on the way."""

    def __init__(self, room: Newsroom, folder: Path, console: Console) -> None:
        self.room = room
        self.console = console
        self.missed: list[str] = []
        room.outlet_files(folder / "outlets")
        # nothing of the caller's own configuration may reach in here
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
        self.environment = kept | {
            "RASID_DATA_DIR": str(folder / "data"),
            "RASID_OUTLETS_DIR": str(folder / "outlets"),
            "RASID_ROUTES": room.routes(),
            "RASID_CONFIG": str(folder / "rasid.toml"),
            "PYTHONPATH": str(ROOT),
        }
        (folder / "rasid.toml").write_text("", encoding="utf-8")

    def rasid(self, *words: str) -> list[dict[str, Any]]:
        """Run the command and read its JSON lines or its one JSON document; a failure is shown and remembered."""
        self.console.print(f"[bold cyan]$ rasid {' '.join(words)}[/]")
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "rasid", *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        self.console.print(f"[dim]{time.monotonic() - began:.1f} s, exit code {done.returncode}[/]")
        if done.returncode:
            self.missed.append(f"rasid {words[0]} ended with code {done.returncode}: {done.stderr.strip()[-400:]}")
        return read_json(done.stdout)

    def must(self, fact: str, holds: bool) -> None:
        self.console.print(f"  {'[green]✔[/]' if holds else '[red]✘[/]'} {fact}")
        if not holds:
            self.missed.append(fact)

    def title(self, text: str) -> None:
        self.console.print()
        self.console.print(Rule(f"[bold]{text}[/]", align="left"))


def read_json(output: str) -> list[dict[str, Any]]:
    """JSON lines, or one document: a list, or an object that holds a list of articles."""
    try:
        data = json.loads(output)
    except ValueError:
        return [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    if isinstance(data, dict) and isinstance(data.get("articles"), list):
        return list(data["articles"])
    return list(data) if isinstance(data, list) else [data]


def prepare(room: Newsroom) -> dict[str, Printed]:
    """What a plain crawl would not meet: wire copies, a second address, daily stories, pages that are no articles."""
    wire = room.wire(list(room.sites)[:4])
    first = room.articles("nahar-test")[3]
    room.republish(first)
    today = room.publish("nil-test", kind="rates", seed=5)
    room.publish("nil-test", kind="rates", seed=5, published=today.published - timedelta(days=1))
    extras: dict[str, Kind] = {"nahar-test": "gallery", "gulf-test": "video", "nil-test": "flash"}
    for outlet, kind in extras.items():
        room.publish(outlet, kind=kind)
    troubles = {
        "sham-test": Fault(kind="captcha"),
        "gulf-test": Fault(kind="pdf"),
        "rafid-test": Fault(kind="status", status=410),
        "maghreb-test": Fault(kind="empty"),
    }
    for outlet, fault in troubles.items():
        bad = room.publish(outlet)
        path = bad.url.removeprefix(room.profile(outlet).base)
        room.fault(outlet, path, fault)
    room.fault("nahar-test", "/rss.xml", Fault(kind="malformed", fraction=0.4, times=1))
    return {"wire": wire[0], "twice": first}


def show_crawl(demo: Demo, rows: Sequence[dict[str, Any]]) -> None:
    """What was offered, stored, skipped and why, outlet by outlet."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("outlet", "page shape", "feed", "requests", "offered", "new", "fetched", "stored", "skipped, and why"):
        table.add_column(name, justify="right" if name in {"requests", "offered", "new", "fetched", "stored"} else "left")
    for row in rows:
        profile = demo.room.profile(row["outlet"])
        why = dict(row.get("reasons") or {})
        if row.get("duplicate"):
            why["duplicate"] = row["duplicate"]
        numbers = (str(row.get(name, "?")) for name in ("requests", "offered", "new", "fetched", "stored"))
        reasons = ", ".join(f"{count} {reason}" for reason, count in why.items()) or "-"
        table.add_row(row["outlet"], profile.shape, profile.feed, *numbers, reasons)
    demo.console.print(table)


def first_crawl(demo: Demo, outlets: Sequence[str]) -> list[dict[str, Any]]:
    """Crawl everything; returns the articles stored."""
    demo.title("1 · First crawl: six outlets, six page shapes, five feed formats")
    rows = demo.rasid("crawl", *outlets, "--json")
    show_crawl(demo, rows)
    pages = len(demo.room.articles())
    stored, fetched = sum(row["stored"] for row in rows), sum(row["fetched"] for row in rows)
    failed, new = sum(row["failed"] for row in rows), sum(row["new"] for row in rows)
    judged = sum(row[name] for row in rows for name in ("stored", "revised", "unchanged", "duplicate", "rejected"))
    demo.must(f"every page offered was asked for: {pages} = {fetched} + {failed}", new == fetched + failed == pages)
    demo.must(f"fetched = stored + unchanged + duplicate + rejected: {fetched} = {judged}", fetched == judged)
    demo.must(f"{pages - 5} articles stored; the second address of one made no second article", stored == pages - 5)
    demo.must(
        "four bad pages (bot wall, PDF, empty, gone) were refused by name",
        sum(row["rejected"] + row["failed"] for row in rows) == 4,
    )
    return demo.rasid("list", "--copies", "--json", "--limit", "1000")


def show_quality(demo: Demo, stored: Sequence[dict[str, Any]]) -> None:
    """How well the articles were read, shape by shape, beside what the newsroom knows it printed."""
    demo.title("2 · What was read from the pages, beside what was printed on them")
    known = {item.url: truth(item) for item in demo.room.articles()}
    pairs = [(known[found["url"]], found) for found in stored if found["url"] in known]
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in (
        "page shape",
        "articles",
        "headline exact",
        "time exact",
        "no paragraph lost",
        "body exact",
        "furniture left",
        "posts exact",
    ):
        table.add_column(name, justify="left" if name == "page shape" else "right")
    for profile in (site.profile for site in demo.room.sites.values()):
        own = [(want, got) for want, got in pairs if want["outlet"] == profile.id]
        counts = (
            len(own),
            sum(want["headline"] == got["headline"] for want, got in own),
            sum(want["published"] == got["published"] for want, got in own),
            sum(not compare.lost(want, got) for want, got in own),
            sum(want["body"] == got["body"] for want, got in own),
            sum(len(compare.leaked(want, got)) for want, got in own),
            sum("embeds" not in compare.differences(want, got) for want, got in own),
        )
        table.add_row(profile.shape, *map(str, counts))
    demo.console.print(table)
    demo.must("every stored article is one the newsroom printed, at its own address", bool(pairs) and len(pairs) == len(stored))
    demo.must("every headline is exact", all(want["headline"] == got["headline"] for want, got in pairs))
    demo.must("no paragraph of any article is lost", not any(compare.lost(want, got) for want, got in pairs))
    demo.must("no furniture line («تابعنا», «اقرأ أيضاً», …) is left in a body", not any(compare.leaked(*pair) for pair in pairs))
    exact = [got for want, got in pairs if want["body"] == got["body"]]
    show_article(demo, exact or stored)


def show_article(demo: Demo, stored: Sequence[dict[str, Any]]) -> None:
    """One article, the lines taken out of its page, the posts found in it."""
    rich = [row for row in stored if row["embeds"] and row["removed"] and row["kind"] == "article"]
    demo.must("articles with posts in their body were read", bool(rich))
    if not rich:
        return
    chosen = max(rich, key=lambda row: (any(embed["text"] for embed in row["embeds"]), len(row["removed"])))
    article = demo.rasid("show", str(chosen["id"]), "--json")[0]
    article["authors"] = "، ".join(article["authors"])
    facts = [f"{key}: {article[key]}" for key in ("published", "section", "agency", "dateline", "authors") if article[key]]
    body = Text(f"{article['headline']}\n\n", style="bold")
    body.append(article["body"][:700] + "…", style="not bold")
    demo.console.print(
        Panel(body, title=f"{article['outlet']} · {article['url']}", subtitle=" · ".join(facts), title_align="left")
    )
    for line in article["removed"]:
        demo.console.print(Text.assemble(("  taken out ", "red"), line["text"][:90], (f"  {line['reason']}", "dim")))
    for embed in article["embeds"]:
        text = f"{embed['author'] or '-'}: {embed['text'] or embed['url']}"
        demo.console.print(Text.assemble((f"  {embed['platform']} after ¶{embed['after_paragraph']} ", "magenta"), text[:100]))


def show_copies(demo: Demo, stored: Sequence[dict[str, Any]], wire: Printed) -> None:
    demo.title("3 · Copies: one agency's report at four outlets")
    seeds = {item.url: item.story.seed for item in demo.room.articles()}
    copies = [row for row in stored if seeds.get(row["url"]) == wire.story.seed]
    for row in copies:
        cluster = row["cluster"] or {}
        demo.console.print(
            f"  {row['outlet']:<14} cluster {cluster.get('id')} of {cluster.get('size')}, similarity {cluster.get('similarity')}"
        )
    ids = {(row["cluster"] or {}).get("id") for row in copies}
    demo.must("four outlets, four articles, one cluster", len(copies) == 4 and len(ids) == 1 and None not in ids)
    rates = [row for row in stored if "أسعار صرف" in (row["headline"] or "")]
    ids = {(row["cluster"] or {}).get("id", f"single {row['id']}") for row in rates}
    demo.must(
        "the exchange rates of two days, same words and other numbers, are not taken for copies", len(rates) == len(ids) == 2
    )


def show_search(demo: Demo, wire: Printed) -> None:
    demo.title("4 · Search")
    first, *rest = [word for word in wire.headline.split() if len(word) > 3]
    words = [first, next((word for word in rest if word.startswith("ال")), rest[0])]
    found = demo.rasid("search", " ".join(words), "--json")
    for row in found[:5]:
        demo.console.print(Text.assemble(f"  {row['published'] or '-'}  {row['outlet']:<14} ", (row["headline"] or "", "bold")))
    demo.must(f"«{' '.join(words)}» finds the agency's report", any(row["headline"] == wire.headline for row in found))
    bare = " ".join(word.removeprefix("ال") for word in words)
    demo.must("and so it does without the article «ال»", bool(demo.rasid("search", bare, "--json")))


def second_crawl(demo: Demo, outlets: Sequence[str]) -> None:
    demo.title("5 · Second crawl: nothing is new")
    demo.room.hits.clear()
    rows = demo.rasid("crawl", *outlets, "--json")
    hits = list(demo.room.hits)
    kinds = ", ".join(
        f"{count} × {kind} {status}" for (kind, status), count in sorted(demo.room.hits.pairs("kind", "status").items())
    )
    demo.console.print(f"  the server counted: {kinds}")
    demo.must("0 articles stored", bool(rows) and sum(row["stored"] for row in rows) == 0)
    demo.must("no article page was asked for", not any(hit.kind == "article" for hit in hits))
    asked = [hit for hit in hits if hit.kind in {"feed", "sitemap"}]
    demo.must("every feed and sitemap request was conditional", bool(asked) and all(hit.conditional for hit in asked))
    demo.must(
        "and was answered 304, but for the feed that was broken the first time", sum(hit.status != 304 for hit in asked) <= 1
    )


def showing(folder: Path) -> int:
    console = Console(width=None if sys.stdout.isatty() else 130, highlight=False)
    began = time.monotonic()
    with Newsroom(outlets=OUTLETS, articles=ARTICLES) as room:
        demo = Demo(room, folder, console)
        special = prepare(room)
        console.print(
            f"Newsroom on {room.address}: {OUTLETS} outlets, {len(room.articles())} pages, all invented. Data in {folder}"
        )
        stored = first_crawl(demo, outlets := list(room.sites))
        show_quality(demo, stored)
        show_copies(demo, stored, special["wire"])
        show_search(demo, special["wire"])
        second_crawl(demo, outlets)
    demo.title(f"{time.monotonic() - began:.0f} s")
    if demo.missed:
        console.print(f"[red bold]{len(demo.missed)} things are not as they must be:[/]")
        for line in demo.missed:
            console.print(Text(f"  ✘ {line}"))
        return 1
    console.print("[green bold]Everything is as it must be.[/]")
    return 0


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.newsroom.demo", description="Crawl a newsroom on loopback and show it."
    )
    parser.add_argument("--keep", type=Path, metavar="DIR", help="use this folder and leave it there (else a temporary one)")
    if keep := parser.parse_args(argv).keep:
        keep.mkdir(parents=True, exist_ok=True)
        return showing(keep.resolve())
    with tempfile.TemporaryDirectory(prefix="rasid-demo-") as folder:
        return showing(Path(folder))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
