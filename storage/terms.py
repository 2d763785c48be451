"""What search sees of an article: its folded words in order, and its index terms once each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from news import arabic
from news.article import Article
from storage.tables import Name, Terms

WORD_LENGTH = 64
"""Characters of an index term that count. PostgreSQL takes 2,046 bytes, and no word is that long."""
STEMS_SIZE = 300_000
"""Bytes of all index terms of an article; PostgreSQL's vector ends at 1 MiB. A novel has fewer."""
NAME_LENGTH = 200
"""Characters of a name that count: an index row of PostgreSQL ends at 2,704 bytes."""


def index_term(term: str) -> str:
    """The term as it stands in the index."""
    return term[:WORD_LENGTH]


def write(session: Session, article_id: int, article: Article) -> None:
    """Put the article's words and names in the place of those it had."""
    said = " ".join(arabic.words("\n".join(filter(None, (article.standfirst, article.body)))))
    found = session.get(Terms, article_id) or Terms(article_id=article_id)
    found.headline = " ".join(arabic.words(article.headline or ""))
    found.body = said
    found.stems = _stems("\n".join(filter(None, (article.headline, article.standfirst, article.body))))
    session.add(found)
    session.execute(delete(Name).where(Name.article_id == article_id))
    if names := sorted(set(_names(article))):
        session.execute(insert(Name), [{"article_id": article_id, "role": role, "folded": folded} for role, folded in names])


def folded_name(name: str) -> str:
    """The form in which names are compared: folded words, one space apart."""
    return " ".join(arabic.words(name))[:NAME_LENGTH]


def _stems(text: str) -> str:
    kept, size = [], 0
    for term in dict.fromkeys(map(index_term, arabic.terms(text))):
        size += len(term.encode()) + 1
        if size > STEMS_SIZE:
            break
        kept.append(term)
    return " ".join(kept)


def _names(article: Article) -> Iterator[tuple[str, str]]:
    roles: dict[str, Iterable[str]] = {
        "author": article.authors,
        "tag": article.tags,
        "section": filter(None, (article.section,)),
        # wire copy of two agencies is found under each; `news.article.Article.agency` joins them so
        "agency": (article.agency or "").split(" + "),
    }
    for role, names in roles.items():
        for name in names:
            if folded := folded_name(name):
                yield role, folded
