"""What is made of an article before it is stored: from the text alone, so it can be made before any lock is taken."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from news import copies, fingerprint
from news import links as addresses
from news.article import Article
from news.copies import Story
from storage.corpus import article_rows
from storage.crawls import recurring_lines
from storage.engine import storable
from storage.searching import terms

MADE = ("columns", "story", "signature", "keys", "words", "names", "lines")


class Made:
    """An article and what is made of it, each part when it is first asked for."""

    def __init__(self, article: Article) -> None:
        self.article = storable.article(article)
        self.url_hash = addresses.url_hash(self.article.canonical_url)

    @cached_property
    def columns(self) -> dict[str, Any]:
        """Columns of `article` that hold what the page said."""
        return article_rows.columns(self.article) | {"url_hash": self.url_hash}

    @cached_property
    def story(self) -> Story:
        """The comparing form."""
        article = self.article
        return copies.story(
            outlet=article.outlet,
            headline=article.headline,
            body=article.body,
            published=copies.moment(article.published, article.published_precision),
        )

    @cached_property
    def signature(self) -> bytes | None:
        """The fingerprint; None for a text too short to compare."""
        return fingerprint.signature_of(self.story.words)

    @cached_property
    def anchors(self) -> tuple[int, ...]:
        return tuple(fingerprint.anchors(self.story.sentences))

    @cached_property
    def keys(self) -> tuple[tuple[int, int], ...]:
        """(band, hash) of the fingerprint's bands in their order, then of the sentence anchors."""
        if self.signature is None:
            return ()
        return (*fingerprint.bands(self.signature), *((fingerprint.ANCHOR, key) for key in self.anchors))

    @cached_property
    def words(self) -> dict[str, str]:
        """Columns of `terms`."""
        return terms.values(self.article)

    @cached_property
    def names(self) -> tuple[tuple[str, str], ...]:
        """(role, folded name)."""
        return terms.names(self.article)

    @cached_property
    def lines(self) -> tuple[tuple[int, bool], ...]:
        """As `recurring_lines.facts`."""
        return tuple(recurring_lines.facts(self.article))


def make(article: Article) -> Made:
    """All of it, now: what a writing transaction would otherwise make while everybody waits."""
    made = Made(article)
    for name in MADE:
        getattr(made, name)
    return made
