"""Pages a person has labelled, and how an extractor's answer is scored on them.

The folder holds `pages/`, `gold/` and its own `score.py`, whose functions are used as they are: the body is scored in the
folder's own way, and only what `score.py` does not count (captions, agency, section, tags, picture) is compared here.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import trafilatura

from crawler.extraction import extractor
from news import agencies
from news.article import NotAnArticle, Page, article_json
from news.outlet import Outlet

DATA = Path(__file__).resolve().parents[2] / "shared" / "eval"
"""Where the labelled pages lie when nobody says otherwise: beside the checkout."""
NEUTRAL = Outlet(id="adhoc", name_ar="", name_en="", country="", timezone="UTC", home="", languages=())
"""No outlet file helps: the figures are those of a page of a site nobody has described to us."""
NOW = datetime(2026, 11, 22, tzinfo=UTC)
Row = dict[str, Any]
Mode = Callable[[bytes], Row]


def ours(body: bytes) -> Row:
    """Our answer as score.py reads it, with the whole Article JSON under «article»."""
    try:
        article = extractor.extract(Page(url="", body=body, fetched=NOW), NEUTRAL)
    except NotAnArticle as refused:
        return {"text": None, "refused": str(refused)}
    line = article_json(article)
    text = "\n".join(filter(None, (article.standfirst, article.body)))
    return {"text": text, "title": line["headline"], "published": line["published"], "authors": line["authors"], "article": line}


def theirs(**options: Any) -> Mode:
    """trafilatura with these options, comments off as ours."""

    def run(body: bytes) -> Row:
        found = trafilatura.bare_extraction(body, include_comments=False, **options)
        if found is None:
            return {"text": None}
        row = found if isinstance(found, dict) else found.as_dict()
        return {"text": row.get("text"), "title": row.get("title"), "published": row.get("date"), "authors": row.get("author")}

    return run


def as_it_comes(body: bytes) -> Row:
    """trafilatura with no option at all: what `trafilatura.extract(page)` gives, comments and all."""
    return {"text": trafilatura.extract(body)}


MODES: dict[str, Mode] = {
    "rasid": ours,
    "trafilatura as it comes": as_it_comes,
    "trafilatura, no comments": theirs(),
    "trafilatura fast": theirs(fast=True),
    "trafilatura precision": theirs(favor_precision=True),
    "trafilatura + metadata": theirs(with_metadata=True),
    "trafilatura fast + metadata": theirs(fast=True, with_metadata=True),
}


@dataclass(slots=True)
class Scored:
    """One page's figures. The four answers are None where the gold says nothing, or has an empty list."""

    file: str
    f1: float
    precision: float
    recall: float
    leaks: int
    aside: int
    answers: dict[str, bool | None] = field(default_factory=dict)
    """title, day, author as score.py judges them; caption, agency, section, tags, standfirst, image as `_agrees` does."""
    said: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """For each answer that is wrong: what the gold has, and what was extracted."""


class Folder:
    """A folder of labelled pages. Raises FileNotFoundError where it is none."""

    def __init__(self, path: Path) -> None:
        for name in ("pages", "gold", "score.py", "blocks.py"):
            if not (path / name).exists():
                raise FileNotFoundError(f"no labelled pages at {path}: {name} is missing; name the folder with --data FOLDER")
        self.path = path
        self.gold = {item["file"]: item for item in map(_load, sorted((path / "gold").glob("*.json")))}
        self.gold = {Path(name).name: item for name, item in self.gold.items() if (path / "pages" / Path(name).name).exists()}
        self.pages = {name: (path / "pages" / name).read_bytes() for name in self.gold}
        self.score = _module(path / "score.py")

    def decode(self, raw: bytes) -> str:
        """A page's text as the labels' own tool reads it."""
        return str(self.score.blocks.__globals__["decode"](raw))

    def digest(self) -> str:
        """Changes when a page or a label does: figures are comparable only below the same digest."""
        found = hashlib.sha256()
        for name in sorted(self.gold):
            found.update(self.pages[name])
            found.update(json.dumps(self.gold[name]["labels"], sort_keys=True).encode())
        return found.hexdigest()[:16]

    def judge(self, name: str, row: Row) -> Scored:
        """An extractor's answer on a page, against the labels."""
        gold = self.gold[name]
        body = self.score.score_page(self.pages[name], gold, row.get("text"))
        f1, precision, recall = body["strict"]
        scored = Scored(name, f1, precision, recall, sum(body["leaks"].values()), body["aside"])
        meta, tokens, fold = gold.get("meta", {}), self.score.tokens, self.score.fold
        authors = row.get("authors") or []
        given = {"title": row.get("title"), "day": row.get("published"), "author": authors}
        wanted = {"title": meta.get("title"), "day": meta.get("published"), "author": meta.get("authors")}
        day = row.get("published") if isinstance(row.get("published"), str) else ""
        tests: dict[str, Callable[[], bool]] = {
            "title": lambda: bool(row.get("title")) and tokens(meta["title"]) == tokens(row["title"]),
            "day": lambda: bool(self.score.same_day(day, meta["published"])),
            "author": lambda: bool(authors) and all(fold(one) in fold(str(authors)) for one in meta["authors"]),
        }
        for key, test in tests.items():
            scored.answers[key] = test() if wanted[key] else None
            if scored.answers[key] is False:
                scored.said[key] = (wanted[key], given[key])
        if "article" in row:
            self._compare(gold, row["article"], scored)
        return scored

    def _compare(self, gold: Row, article: Row, scored: Scored) -> None:
        meta = gold.get("meta", {})
        image = article["image"] or {}
        texts = {block[0]: block[3] for block in self.score.blocks(self.pages[scored.file])}
        lead = " ".join(
            texts[int(at)] for at, label in sorted(gold["labels"].items(), key=lambda item: int(item[0])) if label[1] == "L"
        )
        shown = [*article["captions"], image.get("caption"), image.get("credit")]
        image_address = meta.get("image") if "://" in (meta.get("image") or "") else None
        wanted: dict[str, Any] = {
            "caption": meta.get("caption"), "agency": meta.get("agency"), "section": meta.get("section"),
            "tags": meta.get("tags"), "standfirst": lead, "image": image_address,
        }  # fmt: skip
        given: dict[str, Any] = {
            "caption": [text for text in shown if text], "agency": article["agency"], "section": article["section"],
            "tags": article["tags"], "standfirst": article["standfirst"], "image": image.get("url"),
        }  # fmt: skip
        for key, want in wanted.items():
            scored.answers[key] = _agrees(key, want, given[key])
            if scored.answers[key] is False:
                scored.said[key] = (want, given[key])


def _agrees(key: str, want: Any, given: Any) -> bool | None:
    """The same after folding; a claim where the gold knows of none is wrong too. None where neither says anything."""
    if not want and not given:
        return None
    if key == "caption":
        return any(_same(want, text) for text in given) if want else False
    if key == "tags":
        return {agencies.key(tag) for tag in want or ()} == {agencies.key(tag) for tag in given or ()}
    if key == "image":  # where the gold has no absolute address there is nothing to compare
        return None if not want else _file(want or "") == _file(given or "")
    return bool(want and given) and agencies.key(want) == agencies.key(given)


def _file(address: str) -> str:
    return unquote(urlsplit(address).path.rsplit("/", 1)[-1])


def _same(one: str, other: str) -> bool:
    first, second = agencies.key(one), agencies.key(other)
    return first == second or (bool(second) and (second in first or first in second))


def quiet() -> None:
    """trafilatura logs every page it finds nothing in; a table is no place for it."""
    logging.disable(logging.CRITICAL)


def _load(path: Path) -> Row:
    found: Row = json.loads(path.read_text(encoding="utf-8"))
    return found


def _module(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("labelled_score", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
