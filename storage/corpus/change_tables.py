"""Tables of the corpus as a whole: which articles changed in which order, and which corpus this is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine.columns import Base, Key


class ArticleChange(Base):
    """The latest change of an article, forgotten ones too. Written by triggers alone; the migration says which."""

    __tablename__ = "article_change"
    __table_args__ = (Index("article_change_of", "article_id", unique=True), {"sqlite_autoincrement": True})

    number: Mapped[int] = mapped_column(Key, primary_key=True)
    """Order of commits: who sees a number sees all lower ones."""
    article_id: Mapped[int] = mapped_column(Key)
    """No foreign key: the change may be that the article was deleted."""


class CorpusMark(Base):
    """One row: which corpus this is, and how far back what can be made again is kept."""

    __tablename__ = "corpus"

    identity: Mapped[str] = mapped_column(primary_key=True)
    """Given at its making, and anew when a backup is restored: the cursors of the one mean nothing in the other."""
    made_at: Mapped[datetime]
    bands_from: Mapped[datetime | None]
    """Bands of articles first seen before were pruned; None: none were."""
