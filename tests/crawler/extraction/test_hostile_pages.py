"""Pages meant to hurt end in an article or in a named failure, within the worker's limits; the next page is read as ever."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from crawler.extraction.page import bounds
from crawler.extraction.workers import ExtractionFailed, Workers
from news.article import Article, NotAnArticle, Page
from tests.crawler import pages
from tests.crawler.extraction import hostile

SECONDS = 15.0
MEGABYTES = 1024
COSTLY = {"100k attributes", "100k attributes on body"}
"""Pages that may use up the worker's time, which is a named failure too."""
EVERYDAY = {
    "50k nested divs", "11 MB text node", "JSON-LD of 5 MB, broken", "JSON-LD, nested lists", "JSON-LD, 1e400",
    "JSON-LD, odd types",
    "JSON-LD, lone surrogates", "NUL bytes", "lone surrogates", "declared UTF-7", "billion laughs", "gzip bytes",
    "a title of 1 MB",
    "a date of 1 MB", "blanks", "XML declaration lies",
}  # fmt: skip
"""The quick ones; all others are left to the long suite."""
REFUSED = {
    "50k nested divs": "too_deep",
    "50k nested spans in the body": "too_deep",
    "20k nested tables": "too_deep",
    "unclosed everything": "too_deep",
    "11 MB text node": "too_large",
    "40k lines in the body": "too_large",
    "30k paragraphs": "too_large",
    "a row of 30k cells": "too_large",
    "much invalid UTF-8": "language",
    "gzip bytes": "binary",
    "10k linked headings": "not_article",
}
"""The pages that hold no article any more, or too much."""


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    pool = Workers(timeout=SECONDS, megabytes=MEGABYTES)
    yield pool
    pool.close()


def outcome(pool: Workers, page: Page) -> Article | BaseException:
    async def ask() -> Article | BaseException:
        (found,) = await asyncio.gather(pool.extract(page, pages.OUTLET), return_exceptions=True)
        return found

    return asyncio.run(ask())


@pytest.mark.parametrize(
    "name", [name if name in EVERYDAY else pytest.param(name, marks=pytest.mark.slow) for name in hostile.PAGES]
)
def test_a_result_or_a_named_failure(workers: Workers, name: str) -> None:
    found = outcome(workers, hostile.page(name))
    if isinstance(found, NotAnArticle):
        assert found.reason == REFUSED.get(name), str(found)
        return
    if isinstance(found, ExtractionFailed):
        assert name in COSTLY, found.reason
        assert found.reason in ("extract_timeout", "memory")
        return
    assert isinstance(found, Article), found
    assert name not in REFUSED
    assert pages.BODY[0] in found.body
    assert found.published is None or found.published.year == 2026


def test_the_next_page_is_read_as_ever(workers: Workers) -> None:
    outcome(workers, hostile.page("2,000 nested divs"))
    found = outcome(workers, pages.story())
    assert isinstance(found, Article)
    assert found.body == "\n\n".join(pages.BODY)


def test_attributes_are_cut_only_from_elements_of_thousands() -> None:
    many = b"<div " + b" ".join(b'a%d="x y"' % number for number in range(20_000)) + b">x</div>"
    cut = bounds.attributes(b"<p>" + many + b"</p>")
    assert cut.startswith(b'<p><div a0="x y" a1="x y"')
    assert cut.count(b"=") == bounds.MAX_ATTRIBUTES
    assert cut.endswith(b">x</div></p>")


@pytest.mark.parametrize(
    "markup",
    [
        b"<p>text</p>" * 10_000,
        b"<p>" + b"word " * 50_000 + b"</p>",
        b"<img src='data:image/png;base64," + b"iVBORw0KGgo" * 50_000 + b"' alt=x>",
        b"<div data-settings='" + b'{"a": 1, "b": [2, 3]} ' * 5_000 + b"' class=x>",
    ],
    ids=["small tags", "long text", "picture inline", "settings in an attribute"],
)
def test_honest_markup_stays_as_it_is(markup: bytes) -> None:
    assert bounds.attributes(markup) == markup
