"""Table of the keys to the API."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.engine.columns import Base, Key


class Token(Base):
    """A key to the API. The key itself stands nowhere: who has the database cannot use it."""

    __tablename__ = "token"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str]
    """What the operator calls it: whose it is, what it is for."""
    mark: Mapped[str] = mapped_column(unique=True)
    """The part of the key by which it is found; no secret."""
    digest: Mapped[str]
    """SHA-256 (hex) of the whole key, which holds 256 random bits: a slow hash would guard against guessing what cannot be."""
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    """To the minute."""
