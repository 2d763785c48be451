"""Golden pages: an invented page for each trait of the real ones, and the article a person reads in it.

`tests/golden/pages/NAME.html` with `NAME.json`: the outlet, the address, and under «expect» the keys of the Article JSON that
are held (`body` as its list of paragraphs; of `image` and of each embed only the keys given). Expectations are written by hand,
never by our program. Where the program does not do it yet, «xfail» names the key and why, strictly: what is mended comes off
the list.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import trafilatura

from crawler.extraction import extractor
from news.article import NotAnArticle, Page, article_json
from news.outlet import Outlet

PAGES = Path(__file__).parents[2] / "golden" / "pages"
NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
NAMES = sorted(path.stem for path in PAGES.glob("*.json"))


@cache
def golden(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    return found


@cache
def read(name: str) -> dict[str, Any]:
    """The Article JSON of a golden page; {"refused": reason} where it is none."""
    told = golden(name)
    outlet = Outlet(id="golden", **(told["outlet"] | {"languages": tuple(told["outlet"]["languages"])}))
    page = Page(url=told["url"], body=(PAGES / f"{name}.html").read_bytes(), fetched=NOW, content_type=told.get("content_type"))
    try:
        return article_json(extractor.extract(page, outlet))
    except NotAnArticle as refused:
        return {"refused": refused.reason, "detail": str(refused)}


def claims() -> list[Any]:
    """One case per page and key, so that what fails is named."""
    found = []
    for name in NAMES:
        told = golden(name)
        wanted = told.get("expect") or {"refused": told["refused"]}
        for key in wanted:
            reason = told.get("xfail", {}).get(key)
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
            found.append(pytest.param(name, key, wanted[key], id=f"{name}-{key}", marks=marks))
    return found


def only(wanted: Any, got: Any) -> Any:
    """What was got, without the keys nobody asked for."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        return {key: got.get(key) for key in wanted}
    if isinstance(wanted, list) and isinstance(got, list) and len(wanted) == len(got):
        return [only(one, other) for one, other in zip(wanted, got, strict=True)]
    return got


@pytest.mark.parametrize(("name", "key", "wanted"), claims())
def test_what_a_reader_sees(name: str, key: str, wanted: Any) -> None:
    article = read(name)
    if key != "refused":
        assert "refused" not in article, article["detail"]
    got = article.get(key)
    if key == "body":
        got = [paragraph for paragraph in got.split("\n\n") if paragraph]
    assert only(wanted, got) == wanted


@pytest.mark.parametrize("name", [name for name in NAMES if "refused" not in golden(name)])
def test_nothing_is_lost_silently(name: str) -> None:
    """Every removed line has a reason, and none of the story's paragraphs is among them."""
    article = read(name)
    assert all(line["text"] and line["reason"] for line in article.get("removed", []))
    removed = {line["text"] for line in article.get("removed", [])}
    said = {article.get("standfirst"), *golden(name)["expect"].get("captions", [])}
    assert not removed & (set(golden(name)["expect"]["body"]) - said)


def f1(lines: list[str], wanted: list[str]) -> float:
    """Whole paragraphs that are right, of those got and of those wanted."""
    hit = (Counter(lines) & Counter(wanted)).total()
    return 2 * hit / (len(lines) + len(wanted)) if hit else 0.0


@pytest.mark.parametrize("name", ["english", "french"])
def test_other_languages_are_read_as_well_as_by_trafilatura_alone(name: str) -> None:
    wanted = golden(name)["expect"]["body"]
    text = trafilatura.extract((PAGES / f"{name}.html").read_bytes(), include_comments=False) or ""
    assert f1(read(name)["body"].split("\n\n"), wanted) >= f1([line for line in text.splitlines() if line], wanted)


def test_each_page_has_its_trait_and_its_text() -> None:
    assert len(NAMES) >= 24
    assert {path.stem for path in PAGES.glob("*.html")} == set(NAMES)
    listed = (PAGES.parent / "README.md").read_text(encoding="utf-8")
    for name in NAMES:
        assert f"`{name}`" in listed, f"{name} is missing in tests/golden/README.md"
        assert all(trait in listed for trait in golden(name)["traits"])
