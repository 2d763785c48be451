"""The page as it came, out of the archive: bytes of a stranger, shown as text and never as a page."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path

from storage.corpus.material import Kept

LARGEST = 4 * 2**20
"""Bytes that are shown."""
SHOWN = 250_000
"""Characters of them within a page of ours; browsers are slow at more."""
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([a-zA-Z0-9_.:-]{2,30})""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    text: str
    cut: bool


def read(archive: str, kept: Kept) -> Raw | None:
    """None where the archive does not have it any more, or lies where only the crawler reaches."""
    if "://" in archive:
        return None
    root = Path(archive).resolve()
    path = (root / kept.file).resolve()
    if not path.is_relative_to(root):
        return None
    try:
        with path.open("rb") as stream:
            stream.seek(kept.offset)
            member = stream.read(min(kept.length, 4 * LARGEST))
    except OSError:
        return None
    return _content(member, kept.content_type)


def _content(member: bytes, content_type: str | None) -> Raw | None:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        record = next(iter(ArchiveIterator(io.BytesIO(member))), None)
        if record is None:
            return None
        body: bytes = record.content_stream().read(LARGEST + 1)
    except (ArchiveLoadFailed, OSError, ValueError):  # a damaged record
        return None
    return Raw(text=_decoded(body[:LARGEST], content_type), cut=len(body) > LARGEST)


def _decoded(body: bytes, content_type: str | None) -> str:
    """As the page names its charset; UTF-8 where it is that, whatever it names."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        named = _CHARSET.search((content_type or "").encode()) or _CHARSET.search(body[:2048])
        try:
            return body.decode(named[1].decode() if named else "windows-1256", errors="replace")
        except LookupError:
            return body.decode("windows-1256", errors="replace")
