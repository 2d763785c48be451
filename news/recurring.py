"""Furniture learned from an outlet's own articles: a line that stands in many unrelated ones is no part of any of them.

Needs no rule, so it works in any spelling and language, and after a redesign. What recurs and is reporting all the same is told
apart by where it stands, who wrote around it, and whether its words belong to the stories it stands in (`news.lessons`).
Pure: `storage.crawls.recurring_lines` counts and keeps, the crawl hands what is learned (`Learned`) to extraction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from news import agencies
from news.article import Article, Removed

REASON = "furniture:learned"
"""What `news.article.Removed` says of a learned line."""
WINDOW = 300
"""Newest articles of an outlet that are compared with one another."""
SAMPLE = 16
"""Articles with a line that are looked at closely; the others are only counted."""
NO_LINE = 0
"""Digest of no line."""
HEAD_WORDS = 3
"""First words by which a long paragraph is compared with long learned lines before all of it is folded."""
LONG_WORDS = 40
LONG = 400
"""Words, and characters, from which a line is long."""


def key(line: str) -> str:
    """The comparing form of a line: folded words. Empty: a line without words, which is never counted."""
    return agencies.key(line)


def digest(folded: str) -> int:
    """A comparing form as a signed 64-bit number, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(folded.encode(), digest_size=8).digest(), "little", signed=True)


@dataclass(frozen=True, slots=True)
class Learned:
    """The lines of one outlet that are furniture, as extraction asks for them."""

    keys: frozenset[str] = frozenset()
    heads: frozenset[str] = field(init=False, default=frozenset())
    """First words of the long ones."""

    def __post_init__(self) -> None:
        long = (folded.split() for folded in self.keys if folded.count(" ") >= LONG_WORDS)
        object.__setattr__(self, "heads", frozenset(" ".join(words[:HEAD_WORDS]) for words in long))

    def holds(self, line: str, folded: str | None = None) -> bool:
        """Whether the line as a whole is learned furniture. `folded` is its `key`, where the caller has it.

        A long line costs no folding unless it begins as a learned one does.
        """
        if folded is None and len(line) > LONG and (not self.heads or _head(line) not in self.heads):
            return False
        return bool(self.keys) and (key(line) if folded is None else folded) in self.keys

    def reason(self, line: str) -> str | None:
        """REASON for a learned line, None for any other."""
        return REASON if self.holds(line) else None


def _head(line: str) -> str:
    return " ".join(islice(key(line[:80]).split(), HEAD_WORDS))


NOTHING = Learned()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article, as far as learning looks at it."""

    id: int
    story: int
    """Equal for copies of one text."""
    headline: str
    lines: tuple[str, ...]
    authors: frozenset[str] = frozenset()


@dataclass(slots=True)
class Window:
    """The newest articles of an outlet and which lines stand in them, as numbers (`digest`)."""

    articles: list[int] = field(default_factory=list)
    """Ids in the order in which they came."""
    holders: dict[int, set[int]] = field(default_factory=dict)
    """Line → articles in whose text it stands."""
    taken: dict[int, set[int]] = field(default_factory=dict)
    """Line → articles out of whose text it was taken as learned."""
    own: dict[int, set[int]] = field(default_factory=dict)
    """Article → lines that stand in it."""

    def add(self, article: int, lines: Iterable[tuple[int, bool]]) -> None:
        """Count an article's lines: (digest, taken out)."""
        self.articles.append(article)
        mine = self.own.setdefault(article, set())
        for number, gone in lines:
            if number == NO_LINE:
                continue
            (self.taken if gone else self.holders).setdefault(number, set()).add(article)
            if not gone:
                mine.add(number)

    def recurring(self) -> list[int]:
        """Lines that stand in the text of two articles or more."""
        return [number for number, where in self.holders.items() if len(where) > 1]

    def sample(self, number: int) -> list[int]:
        """Articles with the line, evenly over the window."""
        return evenly(sorted(self.holders.get(number, ())), SAMPLE)

    def since(self, number: int) -> int:
        """Articles that came since the line first stood in one, that one included."""
        first = min(self.holders.get(number, set()) | self.taken.get(number, set()), default=0)
        return sum(article >= first for article in self.articles)

    def missed(self, number: int) -> int:
        """Articles that came after the last one with the line."""
        last = max(self.holders.get(number, set()) | self.taken.get(number, set()), default=0)
        return sum(article > last for article in self.articles)


def evenly(values: Sequence[int], most: int) -> list[int]:
    """At most so many of the values, the first and the last among them."""
    if len(values) <= most:
        return list(values)
    step = (len(values) - 1) / (most - 1)
    return [values[round(turn * step)] for turn in range(most)]


def without(article: Article, reason_of: Callable[[str], str | None]) -> Article | None:
    """The article without the paragraphs that `reason_of` names a reason for; None where nothing, or everything, would go.

    What goes is kept in `removed`, and the posts stay where they stood among the other paragraphs.
    """
    reasons = [reason_of(paragraph) for paragraph in article.paragraphs]
    kept = [text for text, reason in zip(article.paragraphs, reasons, strict=True) if reason is None]
    if not kept or len(kept) == len(reasons):
        return None
    gone = [
        Removed(text=text, reason=reason) for text, reason in zip(article.paragraphs, reasons, strict=True) if reason is not None
    ]
    embeds = tuple(
        replace(embed, after_paragraph=sum(reason is None for reason in reasons[: embed.after_paragraph]))
        for embed in article.embeds
    )
    return replace(article, body="\n\n".join(kept), embeds=embeds, removed=(*article.removed, *gone))
