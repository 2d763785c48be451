"""Makes the fingerprints of an older version anew, some at a time: a corpus of a million articles is in use meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from news import fingerprint
from storage.copies import clusters
from storage.corpus import article_rows
from storage.corpus.making import Made
from storage.database import Database
from storage.tables import ArticleRow

BATCH = 200
"""Articles of one transaction: a crawl waits for it, a second at most."""

_OLD = ArticleRow.fingerprint_version < fingerprint.VERSION


def old(database: Database) -> int:
    """How many articles have a fingerprint that nothing made today compares with."""
    with database.read() as session:
        return count_old(session)


def count_old(session: Session) -> int:
    """As `old`."""
    return session.scalar(select(func.count()).where(_OLD)) or 0


def renew(database: Database) -> Iterator[int]:
    """Make them anew, newest first; yields how many each transaction did. May be broken off, and goes on where it stopped.

    Clusters stay as they are: what was found to be a copy is one, and new articles find the old again.
    """
    while True:
        with database.write() as session:
            clusters.serialise(session)
            rows = session.scalars(select(ArticleRow).where(_OLD).order_by(ArticleRow.id.desc()).limit(BATCH)).all()
            for row in rows:
                clusters.imprint(session, row, Made(article_rows.article_of(row)))
        if not rows:
            return
        yield len(rows)
