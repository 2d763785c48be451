"""Where values come from: nothing is kept unasked, the chosen value equals the article's, and every loser has its reason."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.extraction import extractor
from crawler.extraction.metadata import evidence
from news.article import Article, Page, article_json, isotime
from tests.crawler import pages
from tests.crawler.pages import OUTLET, TITLE, URL, jsonld

KEYS = {
    "headline", "standfirst", "authors", "agency", "dateline", "section", "tags", "published", "modified", "image",
    "canonical_url", "language", "kind",
}  # fmt: skip
HEAD = (
    jsonld(
        **{
            "@type": "NewsArticle",
            "headline": TITLE,
            "author": {"@type": "Person", "name": "admin"},
            "datePublished": "2026-11-20T15:00:00Z",
            "articleSection": "اقتصاد",
            "keywords": ["حكومة"],
            "image": "https://news.example.org/site-logo.png",
            "inLanguage": "en",
        }
    )
    + '<meta name="author" content="سمر حداد"><meta property="article:section" content="سياسة">'
    + '<meta property="article:tag" content="موازنة"><meta property="og:title" content="عنوان آخر للقصة نفسها تماماً">'
    + '<meta property="og:image" content="/og.jpg"><meta property="article:published_time" content="2026-11-19T10:00:00+02:00">'
    + '<link rel="canonical" href="https://news.example.org/"><meta property="og:description" content="ملخص تكتبه الآلة للقصة.">'
)


def told(page: Page) -> tuple[Article, dict[str, Any]]:
    with evidence.kept() as book:
        article = extractor.extract(page, OUTLET)
    return article, book


def losers(book: dict[str, Any], key: str) -> list[tuple[Any, str]]:
    return [(row["value"], row["from"]) for row in book[key]["lost"]]


def test_every_key_is_there_and_the_chosen_value_is_the_articles() -> None:
    article, book = told(pages.story(head=HEAD))
    assert set(book) == KEYS == set(evidence.ORDER)
    line = article_json(article)
    line["image"] = line["image"]["url"]
    assert {key: book[key]["chosen"]["value"] for key in KEYS} == {key: line[key] for key in KEYS}


@pytest.mark.parametrize(
    ("key", "source", "lost"),
    [
        ("headline", "h1", ("عنوان آخر للقصة نفسها تماماً", "meta og:title")),
        ("authors", "meta author", ("admin", "jsonld author")),
        ("section", "meta article:section", ("اقتصاد", "jsonld articleSection")),
        ("tags", "meta article:tag", (["حكومة"], "jsonld keywords")),
        ("published", "jsonld", ("2026-11-19T08:00:00Z", "meta")),
        ("image", "meta og:image", ("https://news.example.org/site-logo.png", "jsonld image")),
        ("canonical_url", "fetched", ("https://news.example.org/", "rel=canonical")),
        ("language", "text", ("en", "jsonld inLanguage")),
        ("standfirst", None, ("ملخص تكتبه الآلة للقصة.", "meta og:description")),
    ],
)
def test_the_loser_is_kept_with_its_reason(key: str, source: str | None, lost: tuple[Any, str]) -> None:
    _, book = told(pages.story(head=HEAD))
    assert book[key]["chosen"]["from"] == source
    assert lost in losers(book, key)
    assert all(row["why"] for row in book[key]["lost"])


def test_a_source_that_says_the_same_has_not_lost() -> None:
    head = f'<meta property="og:title" content="{TITLE} | أخبار المثال"><link rel="canonical" href="{URL}">'
    _, book = told(pages.story(head=head))
    assert losers(book, "headline") == []
    assert losers(book, "canonical_url") == []


def test_a_head_of_the_home_page_loses_as_such() -> None:
    head = '<link rel="canonical" href="https://news.example.org/"><meta property="og:url" content="https://news.example.org/">'
    _, book = told(pages.story(head=head, title="أخبار المثال"))
    assert ("https://news.example.org/", "rel=canonical") in losers(book, "canonical_url")


def test_nothing_is_kept_unasked() -> None:
    with evidence.kept(wanted=False) as book:
        extractor.extract(pages.story(head=HEAD), OUTLET)
    assert book == {}
    assert not evidence.asked()


def test_asking_changes_nothing_of_the_article() -> None:
    plain = extractor.extract(pages.story(head=HEAD), OUTLET)
    article, book = told(pages.story(head=HEAD))
    assert article == plain
    assert book["published"]["chosen"]["value"] == isotime(plain.published)
