"""Keys to the API: made, shown once, kept as a hash, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.engine.storable import text
from storage.errors import NotFound, StorageError
from storage.tables import Token

SCOPES = ("read", "crawl", "admin")
"""read: all that is stored, in full; crawl: also start crawls and keep watches; admin: everything."""
IMPLIED = {"read": {"read"}, "crawl": {"read", "crawl"}, "admin": set(SCOPES)}
MOST_NAME = 100
_SHAPE = re.compile(r"rasid_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")  # 43: 256 bits in base64 without its end


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A token without its secret."""

    id: int
    name: str
    mark: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None

    @property
    def rights(self) -> frozenset[str]:
        """The scopes with all they imply."""
        return frozenset().union(*(IMPLIED.get(scope, set()) for scope in self.scopes))


def add(session: Session, name: str, scopes: Iterable[str], now: datetime) -> str:
    """Make a token; the text returned is the only copy of it there will ever be. Raises StorageError for a name that is taken."""
    wanted = sorted(set(scopes), key=SCOPES.index)
    said = text(name).strip()[:MOST_NAME]
    if session.scalar(select(Token.id).where(Token.name == said)) is not None:
        raise StorageError(f"there is a token named {said!r} already; `rasid token rm` ends it, or take another name")
    mark = secrets.token_hex(6)
    secret = f"rasid_{mark}_{secrets.token_urlsafe(32)}"
    session.add(Token(name=said, mark=mark, digest=_digest(secret), scopes=wanted, created_at=now))
    session.flush()
    return secret


def find(session: Session, secret: str) -> Key | None:
    """The token somebody shows; None for any that is not ours."""
    shape = _SHAPE.fullmatch(secret)
    row = session.scalar(select(Token).where(Token.mark == shape[1])) if shape else None
    # compared also when there is none: the time an answer takes says nothing
    same = hmac.compare_digest(_digest(secret), row.digest if row is not None else "0" * 64)
    return _key(row) if row is not None and same else None


def all_(session: Session) -> list[Key]:
    """Every token, the oldest first."""
    return [_key(row) for row in session.scalars(select(Token).order_by(Token.id))]


def remove(session: Session, named: str) -> str:
    """End a token by its name or mark; returns its name. It opens nothing from the next request on. Raises NotFound."""
    row = session.scalar(select(Token).where((Token.name == named) | (Token.mark == named)))
    if row is None:
        raise NotFound(f"no token {named[:MOST_NAME]!r}; `rasid token list` names them")
    session.delete(row)
    return row.name


def used(session: Session, when: Mapping[int, datetime]) -> None:
    """Write down when tokens were used last."""
    for number, moment in when.items():
        session.execute(update(Token).where(Token.id == number).values(last_used_at=moment))


def _key(row: Token) -> Key:
    return Key(
        id=row.id,
        name=row.name,
        mark=row.mark,
        scopes=tuple(row.scopes),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
