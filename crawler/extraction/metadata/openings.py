"""The line above the first running text of a page: its headline, where neither a tag nor the head says which line that is.

The line stands on its own, is no link and no sentence, no date, byline or label. A breadcrumb above that ends in it confirms it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from crawler.extraction.body import container
from crawler.extraction.metadata import people
from crawler.extraction.page import tree
from crawler.extraction.page.tree import Block, Element
from news import agencies, furniture

REACH = 8
"""Blocks above the first running text that are looked at."""
TOGETHER = 4
"""Blocks after the first running one, of which another runs too."""
MAX_CHARS = 250
MIN_CHARS = 15
MIN_WORDS = 3
DATED = 60
"""Characters of a line with a year, a clock or «منذ» that is a date and no headline."""
MAX_BLOCKS = 5_000
_DATE = re.compile(r"(?:19|20)\d\d|[\u0660-\u0669]{4}|\d{1,2}:\d{2}|منذ\s")
_ENDS = (".", "،", ":", "؛", ",")
_CRUMB = re.compile(r"^\W*(?:الرئيسية|الصفحة الرئيسية|أنت هنا|Home|Accueil)\W")


@dataclass(frozen=True, slots=True)
class Opening:
    text: str
    element: Element
    repeated: bool
    """A breadcrumb ends in it."""


def find(root: Element, own: frozenset[str], is_title: Callable[[Element], bool]) -> Opening | None:
    """The best line above the first running text, None where none can be a headline. `is_title` tests an element's names."""
    body = root.find("body")
    blocks = tree.blocks(root if body is None else body)[:MAX_BLOCKS]
    first = next((at for at in range(len(blocks)) if _is_story(blocks, at)), None)
    if first is None:
        return None
    crumbs = [agencies.key(block.text) for block in blocks[: first + 1] if block.embed is None and _CRUMB.match(block.text)]
    best: tuple[float, Opening] | None = None
    for at in range(max(0, first - REACH), first + 1):
        block = blocks[at]
        if (at == first and not _stands_apart(blocks, at)) or not _may_be(block, own):
            continue
        folded = agencies.key(block.text)
        repeated = any(crumb.endswith(folded) for crumb in crumbs)
        marked = is_title(block.holder) or block.heading
        score = 4.0 * repeated + 2.0 * marked + min(len(block.text), 120) / 120
        if best is None or score > best[0]:
            best = (score, Opening(block.text, block.holder, repeated))
    return best[1] if best else None


def _is_story(blocks: list[Block], at: int) -> bool:
    """A running block with another soon after it."""
    if not container.is_running(blocks[at]) or _CRUMB.match(blocks[at].text):
        return False
    return any(map(container.is_running, blocks[at + 1 : at + 1 + TOGETHER]))


def _stands_apart(blocks: list[Block], at: int) -> bool:
    """A line so long that it might run: no paragraph, and in a box unlike that of the text after it."""
    block = blocks[at]
    after = next(filter(container.is_running, blocks[at + 1 : at + 1 + TOGETHER]), None)
    return (
        after is not None
        and block.tag != "p"
        and (block.tag, block.holder.get("class")) != (after.tag, after.holder.get("class"))
    )


def _may_be(block: Block, own: frozenset[str]) -> bool:
    text = block.text
    if block.embed is not None or block.links or not MIN_CHARS <= len(text) <= MAX_CHARS or len(text.split()) < MIN_WORDS:
        return False
    if text.endswith(_ENDS) or block.tag in ("li", "label", "td", "figcaption", "caption") or _CRUMB.match(text):
        return False
    if len(text) <= DATED and _DATE.search(text):
        return False
    return (
        agencies.key(text) not in own
        and people.byline(text, own) is None
        and agencies.credit(text, own) is None
        and furniture.match(text) is None
    )
