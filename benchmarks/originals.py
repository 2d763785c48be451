"""The articles of real sites kept as files, read once by our own extractor and remembered in a file."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawler.extraction import extractor
from news.article import NotAnArticle, Page
from news.outlet import Outlet

SITES = Path(__file__).resolve().parents[2] / "shared" / "newsrooms"
"""Where the sites lie when nobody says otherwise: beside the checkout, a folder a host."""
CACHE = Path(tempfile.gettempdir()) / "rasid-benchmark-originals.jsonl"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
_LISTS = frozenset(("category", "tag", "author", "feed", "comments", "page"))
LEAST_WORDS = 40
"""Shorter texts (a caption, a line under a video) are compared by hash only."""


@dataclass(frozen=True, slots=True)
class Original:
    """An article as the benchmark needs it."""

    site: str
    path: str
    headline: str | None
    body: str


def read(sites: Path = SITES, cache: Path = CACHE) -> list[Original]:
    """Every article of the sites, one for each different text, in the order of their paths."""
    if not cache.exists():
        lines = [json.dumps(asdict(one), ensure_ascii=False) for one in _extracted(sites)]
        cache.write_text("\n".join(lines), encoding="utf-8")
    found: dict[str, Original] = {}
    for line in cache.read_text(encoding="utf-8").splitlines():
        one = Original(**json.loads(line))
        if len(one.body.split()) >= LEAST_WORDS:
            found.setdefault(one.body, one)
    return list(found.values())


def _extracted(sites: Path) -> Iterator[Original]:
    for path in sorted(sites.rglob("*.htm*")):
        parts = path.relative_to(sites).parts
        if not _LISTS.isdisjoint(parts) or len(parts) < 2:
            continue
        outlet = Outlet(id=parts[0], name_ar="", name_en="", country="", timezone="UTC", home="", languages=())
        try:
            article = extractor.extract(Page(url="", body=path.read_bytes(), fetched=NOW), outlet)
        except NotAnArticle:
            continue
        yield Original(parts[0], "/".join(parts[1:]), article.headline, article.body)
