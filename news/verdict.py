"""What a fetched article is to the corpus: new, unchanged, a revision of one we have, or a copy within its outlet.

Pure: storage looks up what is known and hands it in as `Known`, `judge` decides, storage writes the verdict down. Copies at other
outlets are articles of their own and a matter of fingerprints, not of verdicts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from news import arabic
from news.article import Article
from news.revisits import RESTLESS

MAX_REVISIONS = 24
"""States of an article that are kept beside the latest. Of a page that changes more often only the latest goes on."""
KEPT_EVERY = timedelta(hours=1)
"""Of a live report, and of a page that changed at RESTLESS looks in a row, one state in so long a time is kept."""

Change = Literal["headline", "content", "minor", "back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The last state of the article that stands at the same canonical address."""

    article_id: int
    content_hash: str
    headline: str | None
    body: str
    revisions: int
    """How many revisions were made after the first state."""
    unsettled: int = 0
    """Looks in a row at which the text was another."""
    age: timedelta | None = None
    """From when the latest state was first seen to now; None: not known."""
    gone: bool = False
    """The last answer was 404 or 410."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What storage found for an article about to be recorded."""

    here: Stored | None = None
    """At the same canonical address."""
    same_text: int | None = None
    """Id of another article of the same outlet with an equal content hash."""


@dataclass(frozen=True, slots=True)
class New:
    """Nothing of it is known."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The article as we have it."""

    article_id: int


@dataclass(frozen=True, slots=True)
class Revision:
    """A later state of an article we have."""

    article_id: int
    kind: Change
    """content: words of the body changed (and perhaps of the headline) · headline: those of the headline alone · minor: nothing
    but marks, spelling, punctuation or spacing · back: the page had gone and is there again, changed or not."""
    kept: bool = True
    """Whether the state before is kept; else the new one takes its place, as the next of a page that never rests."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The same text under another address of the same outlet."""

    article_id: int


Verdict = New | Unchanged | Revision | Duplicate


def judge(article: Article, known: Known) -> Verdict:
    """Decide. The address goes before the text: an article edited into the twin of another stays itself.

    An article without a word (a gallery without headline, say) equals nothing but its own earlier state.
    """
    if known.here is not None:
        return _against(article, known.here)
    if known.same_text is not None and _has_words(article):
        return Duplicate(known.same_text)
    return New()


def _against(article: Article, here: Stored) -> Verdict:
    if here.gone:
        return Revision(here.article_id, "back")
    if (article.headline or "", article.body) == (here.headline or "", here.body):
        return Unchanged(here.article_id)
    return Revision(here.article_id, _change(article, here), kept=_worth_keeping(article, here))


def _worth_keeping(article: Article, here: Stored) -> bool:
    """A live report, and a page that prints the minute or its readers, differ at every look: one state an hour will do.

    The states within the hour are not lost to the archive, only to the list of revisions.
    """
    if here.revisions >= MAX_REVISIONS:
        return False
    restless = article.kind == "liveblog" or here.unsettled >= RESTLESS
    # the very first state is what was published, and stays
    return not (restless and here.revisions and here.age is not None and here.age < KEPT_EVERY)


def _change(article: Article, here: Stored) -> Change:
    if article.content_hash == here.content_hash:
        return "minor"
    if arabic.words(article.body) == arabic.words(here.body):
        return "headline"
    return "content"


def _has_words(article: Article) -> bool:
    return bool(arabic.words(article.headline or "") or arabic.words(article.body))
