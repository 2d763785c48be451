"""What must not come back: addresses, and texts of an outlet, kept as marks that say nothing to anybody else.

A mark is an HMAC under a key of this corpus: an unkeyed hash of an address could be looked up in any list of addresses. The key
lies in the same database, so that a backup keeps its word; who has the database can therefore test an address, not read one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from news import arabic
from news import links as addresses
from news.article import Article
from storage.engine import upsert
from storage.tables import ArticleRow, Capture, Erasure, Forgotten, Link, Secret

KEY = "forgetting"
TELLING = 8
"""Words of headline and body from which a text is known again by its hash; shorter ones («النشرة الجوية») recur by chance."""
CHUNK = 500


def barred(session: Session, url_hashes: Sequence[str]) -> set[str]:
    """Those of the addresses (`news.links.url_hash`) that must not come back."""
    key = _key(session) if url_hashes else None
    if key is None:
        return set()
    marks = {_mark(key, "address", url_hash): url_hash for url_hash in url_hashes}
    return {marks[mark] for mark in _known(session, list(marks))}


def is_forgotten(session: Session, article: Article, urls: Iterable[str]) -> bool:
    """Whether the article is one that must not come back: by one of its addresses, or by its text at this outlet."""
    key = _key(session)
    if key is None:
        return False
    marks = [_mark(key, "address", addresses.url_hash(url)) for url in set(urls)]
    if is_telling(article.headline, article.body):
        marks.append(text_mark(key, article.outlet, article.content_hash))
    return next(_known(session, marks), None) is not None


def is_telling(headline: str | None, body: str) -> bool:
    """Whether a text is long enough to be known again by."""
    return len(arabic.words(headline or "")) + len(arabic.words(body)) >= TELLING


def refuse(session: Session, urls: Iterable[str], *, link_id: int | None, capture_id: int | None, now: datetime) -> None:
    """A page turned out to be forgotten: its capture is to be erased, and none of the ways that led to it is gone again.

    A link that stands for another article, whose address leads here now, stays.
    """
    if capture_id is not None and (capture := session.get(Capture, capture_id)) is not None:
        erase_later(session, [capture])
    link = session.get(Link, link_id) if link_id is not None else None
    if link is None:
        return
    if link.article_id is not None:
        link.state, link.reason, link.due_at, link.revisit_at = "rejected", "forgotten", None, None
    else:
        add_addresses(session, {link.url_hash, *map(addresses.url_hash, urls)}, article_id=None, now=now)
        session.execute(delete(Link).where(Link.id == link.id))
    session.flush()


def add_addresses(session: Session, url_hashes: Iterable[str], *, article_id: int | None, now: datetime) -> None:
    """Let these addresses never come back; `article_id`: the article that stood there."""
    key = _key(session, make=True)
    assert key is not None  # noqa: S101 - just made
    add_marks(session, [_mark(key, "address", url_hash) for url_hash in sorted(set(url_hashes))], article_id=article_id, now=now)


def add_texts(session: Session, outlet: str, hashes: Iterable[str], *, article_id: int, now: datetime) -> None:
    """Let these texts (content hashes) never come back to the outlet."""
    key = _key(session, make=True)
    assert key is not None  # noqa: S101 - just made
    add_marks(session, [text_mark(key, outlet, text) for text in sorted(set(hashes))], article_id=article_id, now=now)


def add_marks(session: Session, marks: Iterable[str], *, article_id: int | None, now: datetime) -> None:
    upsert.insert_absent(session, Forgotten, [{"mark": mark, "article_id": article_id, "at": now} for mark in marks])


def erase_later(session: Session, captures: Iterable[Capture]) -> None:
    """Put the records of the archive down for erasure (`storage.operations.erasing`) and drop the pointers to them."""
    for capture in captures:
        session.add(Erasure(file=capture.file, offset=capture.offset, length=capture.length))
        session.delete(capture)
    session.flush()


def when(session: Session, article_id: int) -> datetime | None:
    """When the article of that number was forgotten; None: it was not."""
    return session.scalar(select(func.min(Forgotten.at)).where(Forgotten.article_id == article_id))


def when_address(session: Session, url: str) -> datetime | None:
    """When the address was forgotten; None: it was not."""
    key = _key(session)
    if key is None:
        return None
    return session.scalar(select(Forgotten.at).where(Forgotten.mark == _mark(key, "address", addresses.url_hash(url))))


def next_id(session: Session) -> int | None:
    """The number for a new article where the engine would give one again that a forgotten article had; else None.

    SQLite counts on from the highest row that is there; what was exported, or cited, under a number must not become another text.
    """
    if session.get_bind().dialect.name != "sqlite":
        return None
    highest = session.scalar(select(func.max(Forgotten.article_id)))
    if highest is None or highest < (session.scalar(select(func.max(ArticleRow.id))) or 0):
        return None
    return int(highest) + 1


def text_mark(key: bytes, outlet: str, content_hash: str) -> str:
    return _mark(key, "text", f"{outlet}\n{content_hash}")


def _mark(key: bytes, kind: str, value: str) -> str:
    return hmac.new(key, f"{kind}\n{value}".encode(), hashlib.sha256).hexdigest()


def _known(session: Session, marks: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(marks), CHUNK):
        yield from session.scalars(select(Forgotten.mark).where(Forgotten.mark.in_(marks[start : start + CHUNK])))


def _key(session: Session, *, make: bool = False) -> bytes | None:
    """The corpus's key; None where nothing was ever forgotten."""
    known = select(Secret.value).where(Secret.name == KEY)
    value = session.scalar(known)
    if value is None and make:
        upsert.insert_absent(session, Secret, [{"name": KEY, "value": secrets.token_bytes(32)}])
        value = session.scalar(known)
    return value
