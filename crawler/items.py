"""What the spider hands to the pipelines: a link, and what became of asking for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from news.article import Article, Page
from storage.crawls.feeds import UNCONDITIONAL, Validators
from storage.crawls.links import Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A link that gave no article: its next state, and why."""

    link: Waiting
    state: Literal["failed", "rejected", "gone"]
    reason: str
    http_status: int | None = None
    url: str | None = None
    """Canonical address the answer came from, after redirects; None where none came."""
    retry_after: float | None = None
    """Seconds the server asked us to wait."""
    captured: Captured | None = None
    """The page, where there was one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """Where the archive keeps the page, and how it was answered."""

    url: str
    file: str
    offset: int
    length: int
    status: int
    content_type: str | None
    fetched: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A link and its page, as received."""

    link: Waiting
    page: Page
    status: int
    headers: tuple[tuple[bytes, bytes], ...] = ()
    protocol: str = "HTTP/1.1"
    validators: Validators = UNCONDITIONAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmodified:
    """A look at a young article's page that the server answered with 304."""

    link: Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A page whose bytes are on disk."""

    link: Waiting
    page: Page
    captured: Captured
    validators: Validators = UNCONDITIONAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """A page that holds an article."""

    link: Waiting
    article: Article
    captured: Captured
    validators: Validators = UNCONDITIONAL
