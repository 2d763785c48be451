"""What search sees of an article: its folded words in order, its index terms once each, and its place among all articles.

The index terms of an article are its terms (`news.arabic.terms`); those of its headline again behind HEADLINE, and those that
stand out (headline, opening, or often) again behind PROMINENT. No term a person can type holds either sign.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from news import arabic, stems
from news.article import Article
from storage.corpus import article_rows
from storage.database import Database
from storage.tables import ArticleRow, Name, Terms

VERSION = 100 * arabic.FOLD_VERSION + stems.VERSION
"""Of what terms are made with; terms of an older one are made anew by `renew`."""

WORD_LENGTH = 64
"""Characters of an index term that count. PostgreSQL takes 2,046 bytes, and no word is that long."""
STEMS_SIZE = 300_000
"""Bytes of all index terms of an article; PostgreSQL's vector ends at 1 MiB. A novel has fewer."""
NAME_LENGTH = 200
"""Characters of a name that count: an index row of PostgreSQL ends at 2,704 bytes."""

HEADLINE, PROMINENT = "\u00a7", "\u00b6"
"""Signs before a term: § and ¶. Above U+007F, so that SQLite's tokenizer takes them for letters."""
OPENING = 40
"""First words of standfirst and body that stand out."""
OFTEN = 3
"""Times a word stands in a text that is about it."""

ID_BITS = 30
"""Bits of a place that hold the article's number: 1,073,741,823 articles."""
_SECONDS = 2**32 - 1  # of a place before or after 1970; what claims to be older than 1833 sorts among the oldest
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

BATCH = 500
"""Articles of one transaction of `renew`."""


def place(sorted_at: datetime, article_id: int) -> int:
    """Where an article stands among all: by the second it is sorted by, then by its number. Higher is newer."""
    seconds = (sorted_at - _EPOCH) // timedelta(seconds=1)
    return max(-_SECONDS, min(seconds, _SECONDS)) * (1 << ID_BITS) + article_id


def index_term(term: str) -> str:
    """The term as it stands in the index."""
    return term[:WORD_LENGTH]


def write(session: Session, article_id: int, article: Article) -> None:
    """Put the article's words and names in the place of those it had."""
    stands = write_terms(session, article_id, article)
    session.execute(delete(Name).where(Name.article_id == article_id))
    if found := names(article):
        row = {"article_id": article_id, "place": stands}
        session.execute(insert(Name), [row | {"role": role, "folded": folded} for role, folded in found])


def write_terms(session: Session, article_id: int, article: Article) -> int:
    """The words alone; `article_id` has its row already. Returns its place."""
    sorted_at = session.get_one(ArticleRow, article_id).sorted_at
    found = session.get(Terms, article_id) or Terms(article_id=article_id)
    for name, value in values(article).items():
        setattr(found, name, value)
    found.place, found.version = place(sorted_at, article_id), VERSION
    session.add(found)
    return found.place


def values(article: Article) -> dict[str, str]:
    """The columns of `terms` that are made from the text alone."""
    headline = arabic.words(article.headline or "")
    said = arabic.words("\n".join(filter(None, (article.standfirst, article.body))))
    return {"headline": " ".join(headline), "body": " ".join(said), "stems": _stems(headline, said)}


def names(article: Article) -> tuple[tuple[str, str], ...]:
    """(role, folded name) of the people, tags, sections and agencies the article is found under."""
    return tuple(sorted(set(_names(article))))


def folded_name(name: str) -> str:
    """The form in which names are compared: folded words, one space apart."""
    return " ".join(arabic.words(name))[:NAME_LENGTH]


def old(session: Session) -> int:
    """How many articles have terms of another version: searches may miss them."""
    return session.scalar(select(func.count()).select_from(Terms).where(Terms.version != VERSION)) or 0


def renew(database: Database) -> Iterator[int]:
    """Make the terms of other versions anew, newest first; yields how many each transaction did.

    May be broken off, and goes on where it stopped; readers and writers are in nobody's way for longer than a batch.
    """
    while True:
        with database.write() as session:
            outdated = select(Terms.article_id).where(Terms.version != VERSION).order_by(Terms.article_id.desc()).limit(BATCH)
            numbers = list(session.scalars(outdated))
            for row in session.scalars(select(ArticleRow).where(ArticleRow.id.in_(numbers))):
                write(session, row.id, article_rows.article_of(row))
        if not numbers:
            return
        yield len(numbers)


def _stems(headline: list[str], said: list[str]) -> str:
    titled = dict.fromkeys(map(index_term, stems.text_terms(headline)))
    opening = dict.fromkeys(map(index_term, stems.text_terms(said[:OPENING])))
    counted = Counter(map(index_term, stems.text_terms(said)))
    prominent = dict.fromkeys((*titled, *opening, *(term for term, times in counted.items() if times >= OFTEN)))
    marked = (*(HEADLINE + term for term in titled), *(PROMINENT + term for term in prominent))
    kept, size = [], 0
    for term in (*marked, *dict.fromkeys((*titled, *counted))):
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
