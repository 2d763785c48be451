"""Puts an article in that the corpus does not have: one look at what is there, then a statement for each table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from news import fingerprint
from storage.copies import clusters
from storage.corpus import article_rows
from storage.corpus.making import Made
from storage.engine import statements
from storage.operations import tombstones
from storage.searching import terms
from storage.tables import ArticleLine, ArticleRow, EmbedRow, Name, Terms

_ARTICLE, _TERMS, _NAME, _EMBED, _LINE = map(statements.table_of, (ArticleRow, Terms, Name, EmbedRow, ArticleLine))
_NAMES = ("article_id", "role", "folded", "place")
_LINES = ("article_id", "place", "outlet", "digest", "taken")

_LOOK_UP = """SELECT (SELECT value FROM secret WHERE name = ?),
(SELECT id FROM article WHERE outlet = ? AND url_hash = ?),
(SELECT min(id) FROM article WHERE content_hash = ? AND outlet = ?),
(SELECT min(id) FROM article WHERE content_hash = ?)"""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an article about to be recorded, by number."""

    key: bytes | None
    """Of the marks of what was forgotten (`storage.operations.tombstones`); None: nothing ever was."""
    here: int | None
    """At its address."""
    same_outlet: int | None
    """The oldest of its outlet with its text."""
    same_text: int | None
    """The oldest of any outlet with its text."""


def look_up(session: Session, made: Made) -> Known:
    """Asked on the connection itself: what the session has not flushed is not seen."""
    outlet, text = made.article.outlet, made.article.content_hash
    asked = _LOOK_UP if statements.is_sqlite(session) else _LOOK_UP.replace("?", "%s")
    return Known(*statements.run(session, asked, (tombstones.KEY, outlet, made.url_hash, text, outlet, text)).fetchone())


def add(
    session: Session,
    made: Made,
    known: Known,
    *,
    first_seen: datetime,
    capture_id: int | None,
    run_id: int | None,
) -> int:
    """Add a new article with its terms, names, lines, bands and embeds, in its cluster. Returns its number."""
    seat = clusters.seat(session, made, known.same_text)
    row = made.columns | {
        "first_seen": first_seen,
        "sorted_at": article_rows.sorted_at(made.article, first_seen),
        "fingerprint": made.signature,
        "fingerprint_version": fingerprint.VERSION,
        "cluster_id": seat.cluster_id,
        "similarity": seat.similarity,
        "is_copy": seat.is_copy,
        "revision": 1,
        "unsettled": 0,
        "status": "live",
        "capture_id": capture_id,
        "run_id": run_id,
    }
    given = tombstones.next_id(session) if known.key is not None else None
    number = statements.add_returning(session, _ARTICLE, row if given is None else row | {"id": given})
    add_made(session, number, made, row["sorted_at"])
    return number


def add_made(session: Session, number: int, made: Made, sorted_at: datetime) -> None:
    """All rows that are made from the text of an article that has its own row, and no other yet."""
    stands = terms.place(sorted_at, number)
    words = made.words | {"article_id": number, "place": stands, "version": terms.VERSION}
    outlet = made.article.outlet
    with statements.together(session):
        statements.add(session, _TERMS, words)
        statements.add_all(session, _NAME, _NAMES, [(number, role, folded, stands) for role, folded in made.names])
        for embed in article_rows.embeds(made.article):
            statements.add(session, _EMBED, {"article_id": number, **embed})
        lines = [(number, place, outlet, line, gone) for place, (line, gone) in enumerate(made.lines)]
        statements.add_all(session, _LINE, _LINES, lines)
        clusters.add_bands(session, number, made)
