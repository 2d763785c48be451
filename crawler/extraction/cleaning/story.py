"""What the cleaning of an article's lines takes and gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from crawler.extraction.embeds.pasted import Cut
from news.article import Removed
from news.recurring import NOTHING, Learned


@dataclass(slots=True)
class Line:
    text: str
    link_share: float = 0.0
    heading: bool = False
    embed: int | None = None
    """Number of the embed that stands here; such a line has no text."""
    in_list: bool = False
    links: int = 0
    apart: bool = False
    """Set in bold, or a heading, from end to end."""
    under_picture: bool = False


@dataclass(slots=True)
class Cleaned:
    """The story's paragraphs, and all that was taken out of them."""

    paragraphs: list[str] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    embeds: list[tuple[Cut, int]] = field(default_factory=list)
    """(embed, paragraphs before it)."""
    captions: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)
    dateline: str | None = None
    standfirst: str | None = None


@dataclass(slots=True)
class Known:
    """What is known of the article before its lines are read."""

    headline: str | None
    own: frozenset[str]
    captions: list[str]
    cuts: list[Cut]
    is_date: Callable[[str], bool]
    descriptions: frozenset[str] = frozenset()
    """Comparing forms of what the page's head says of the article."""
    has_lead: bool = False
    """A standfirst stands between headline and body already."""
    learned: Learned = NOTHING
    """The outlet's lines that are furniture wherever they stand."""
