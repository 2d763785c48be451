"""What is asked for besides words, and a place in what is found."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime

ROLES = ("section", "tag", "author", "agency")
"""Filters that name something of `storage.tables.Name`."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def language(code: str) -> str:
    """The code as texts have it: lower case where it is a bare one (RFC 5646, 2.1.1). Raises ValueError for what is none."""
    if not _LANGUAGE.fullmatch(code):
        raise ValueError("is not a language code, as ar, fa, en")
    return _plain_case(code)


def _plain_case(code: str) -> str:
    return code if "-" in code else code.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """All that is named must hold."""

    outlets: tuple[str, ...] = ()
    """Any of these; empty: any at all."""
    since: datetime | None = None
    """From this time on, by the time articles are sorted by: publication, never after we first saw it."""
    until: datetime | None = None
    """Before this time."""
    section: str | None = None
    tag: str | None = None
    author: str | None = None
    agency: str | None = None
    """Names in any spelling that folds to the same; of an agency also one of several."""
    lang: str | None = None
    kind: str | None = None
    url: str | None = None
    """Canonical address: the article of that address, or seen at it."""
    copies: bool = False
    """Also show copies. Otherwise one is hidden when the article it copies is itself among what is found."""

    def __post_init__(self) -> None:
        if self.lang is not None:
            object.__setattr__(self, "lang", _plain_case(self.lang))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in a list of articles; `str` of it is what URLs and commands carry."""

    sorted_at: datetime
    id: int
    step: int = 0
    """Of relevance, see `storage.searching.matching`."""

    def __str__(self) -> str:
        text = f"{self.sorted_at.astimezone(UTC).isoformat()} {self.id}{f' {self.step}' if self.step else ''}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Raises ValueError for anything that `str` of a cursor never gave."""
        try:
            said = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True).decode("ascii")
            when, number, *step = said.split(" ")
            cursor = cls(sorted_at=datetime.fromisoformat(when), id=int(number), step=int(step[0]) if step else 0)
            if str(cursor) != text or cursor.sorted_at.tzinfo is None or not (0 <= cursor.id < 2**63 and 0 <= cursor.step < 4):
                raise ValueError(text)
        except (ValueError, OverflowError) as error:
            raise ValueError(f"{text[:80]!r} is not a cursor; it is the `next` of an earlier answer") from error
        return cursor
