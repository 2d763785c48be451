"""Which element holds the story: one the page declares or names, else the densest branch; of several the one at the headline.

A story stands right after its headline. What comes later on a page may be longer (readers' comments, the house's rules, the next
story of an endless page), so text counts less the more links, boxes of other stories and other headlines lie between.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from crawler.extraction.page import tree
from crawler.extraction.page.tree import Block, Element, classes
from news import agencies, furniture

DECLARED_SHARE = 0.25
"""A named body must hold this part of the text after the headline; smaller ones are teasers of other stories."""
DESCEND_SHARE = 0.75
"""The densest branch is followed while one child holds this part of its parent's text."""
THIN = 300
"""Characters of text under which the densest branch of a page is no article."""
PROSE = 40
"""Characters outside links from which a block counts as text and not as a label."""
LINK, BOX, HEADLINE, TEASER = 0.95, 0.2, 0.1, 0.2
"""What is left of the nearness beyond a link on its own, the head of a box, another headline; and of a teaser's text."""
FAR = 0.05
"""The least nearness; beyond it distance says no more."""
OUTSIDE = 0.25
"""Blocks less near than this are none of the story though they stand in its container."""
AFTER_HEADLINE = 4
"""Blocks below a headline among which its date stands."""
_ENDING = frozenset(("comments", "legal", "newsletter", "most_read"))
_STORY_TYPE = re.compile(r"schema\.org/(?:\w*Article|BlogPosting)")
_SENTENCE_ENDS = frozenset('.؟!…:؛»”"')
_BRANCH = 0.25
"""A branch that stands first must hold this part of the heaviest one's text."""
_BOXES = frozenset(("div", "section", "article", "main", "table", "tbody", "tr", "td", "form", "center"))
_YEAR = re.compile(r"(?:19|20)\d\d|[\u0660-\u0669]{4}|منذ ")


@dataclass(slots=True)
class Weights:
    """Text outside links below each element."""

    plain: Counter[Element]
    near: defaultdict[Element, float]
    """The same, each block times its nearness."""
    runs: Counter[Element]
    """How many blocks of running text stand below it."""


def nearness(blocks: list[Block], headline: Element) -> list[float]:
    """How near each of the blocks after a headline stands to it, 1 to FAR.

    A box keeps the nearness of its nearest text: paragraphs after a «read also» are as near as those before it in the same box.
    """
    factor, epoch, started = 1.0, 0, False
    places: dict[tuple[Element, int], float] = {}
    found: list[tuple[tuple[Element, int], float]] = []
    before: Block | None = None
    boxes = _boxes(blocks)
    for number, block in enumerate(blocks):
        place = (boxes[number], epoch)
        value = factor
        if block.embed is None:
            if block.link_share <= 0.5 and block.weight >= PROSE and not block.heading:
                if started and place not in places and before is not None and _is_title(before):
                    value = max(FAR, factor * TEASER)
                places[place] = max(places.get(place, 0.0), value)
                started = True
            elif started and _is_headline(blocks, number, headline):
                epoch += 1
                value = factor = max(FAR, factor * HEADLINE)
                place = (place[0], epoch)
            elif started and place not in places:
                factor = max(FAR, factor * _step(block))
                value = factor
            before = block
        found.append((place, value))
    return [max(value, places.get(place, 0.0)) for place, value in found]


def _boxes(blocks: list[Block]) -> list[Element]:
    """The box each block shares with others: the smallest element around it that holds a second block."""
    held: Counter[Element] = Counter()
    paths: dict[Element, tuple[Element, ...]] = {}
    for holder, blocks_held in Counter(block.holder for block in blocks).items():
        paths[holder] = path = (holder, *holder.iterancestors())
        for element in path:
            held[element] += blocks_held
    shared = {holder: next((element for element in path if held[element] > 1), holder) for holder, path in paths.items()}
    return [shared[block.holder] for block in blocks]


def _step(block: Block) -> float:
    if block.link_share > 0.5:
        return LINK
    if len(block.text) <= 40:
        match = furniture.rules().lines.get(agencies.key(block.text.strip(" :0123456789()")))
        if match is not None and match.group in _ENDING:
            return BOX
    return 1.0


def _is_title(block: Block) -> bool:
    return block.link_share > 0.5 and len(block.text.split()) >= 4


def _is_headline(blocks: list[Block], number: int, headline: Element) -> bool:
    """Another story's headline: marked as the first one is, a sentence's length, and linked or dated."""
    block = blocks[number]
    if headline is None or not block.heading or len(block.text.split()) < 4:
        return False
    holder = block.holder
    like = holder.tag == "h1" or (holder.tag == headline.tag and classes(holder) == classes(headline) != " ")
    if not like:
        return False
    return block.link_share > 0.5 or any(
        len(below.text) <= 60 and _YEAR.search(below.text) for below in blocks[number + 1 : number + 1 + AFTER_HEADLINE]
    )


def is_running(block: Block) -> bool:
    """A block of running text: a sentence, or long enough for one, and hardly linked."""
    text = block.text
    return (
        block.link_share <= 0.3 and len(text) >= 25 and text.count(" ") >= 4 and (len(text) >= 80 or text[-1] in _SENTENCE_ENDS)
    )


def weigh(blocks: list[Block], near: list[float]) -> Weights:
    """Weigh every element by the blocks below it; blocks that are mostly links count nothing."""
    held: dict[Element, list[float]] = {}
    for block, factor in zip(blocks, near, strict=True):
        if block.embed is None and block.link_share <= 0.5:
            weight = block.weight if len(block.text) >= PROSE or block.tag in ("p", "li") else block.weight // 3
            sums = held.setdefault(block.holder, [0, 0.0, 0])
            sums[0] += weight
            sums[1] += weight * factor
            sums[2] += is_running(block)
    weights = Weights(Counter(), defaultdict(float), Counter())
    for holder, (plain, by_nearness, runs) in held.items():
        for element in (holder, *holder.iterancestors()):
            weights.plain[element] += int(plain)
            weights.near[element] += by_nearness
            weights.runs[element] += int(runs)
    return weights


def choose(body: Element, headline: Element, declared: list[Element], weights: Weights) -> tuple[Element, bool]:
    """(the container, whether the page itself declares it)."""
    near = weights.near
    start = _around(headline, weights)
    inside = [element for element in declared if start is not None and (start is element or start in element.iterancestors())]
    declared = inside if any(near.get(element) for element in inside) else declared
    whole = near.get(body, 0.0)
    heavy = sorted((element for element in declared if near.get(element)), key=lambda element: -near[element])
    if heavy and (near[heavy[0]] >= DECLARED_SHARE * whole or len(heavy) == 1):
        best = heavy[0]
        for element in heavy[1:]:  # the innermost of those that hold the same text
            if best in element.iterancestors() and near[element] >= 0.9 * near[best]:
                best = element
        return best, True
    dense = _descend(start if start is not None else _story(body, headline, weights), headline, weights)
    if declared and not heavy and weights.plain.get(dense, 0) < THIN:
        return declared[0], True  # the page names its body and there is no text in it: a picture, a player, a headline alone
    return dense, False


def _around(headline: Element, weights: Weights) -> Element:
    """The smallest box around the headline that holds a story after it; None where only the page does."""
    for parent in headline.iterancestors() if headline is not None else ():
        if parent.tag in ("body", "html"):
            return None
        if weights.runs.get(parent, 0) >= 2 and weights.plain.get(parent, 0) >= 60:
            return parent
    return None


def _story(body: Element, headline: Element, weights: Weights) -> Element:
    """The element around the headline that says it is a story, where it holds a good part of the text; else the whole page."""
    for parent in headline.iterancestors() if headline is not None else ():
        story = (
            parent.tag in ("article", "main") or parent.get("role") == "main" or _STORY_TYPE.search(parent.get("itemtype") or "")
        )
        if story and weights.near.get(parent, 0.0) >= max(150, 0.3 * weights.near.get(body, 0.0)):
            return parent
    return body


def _descend(start: Element, headline: Element, weights: Weights) -> Element:
    """Follow the branch that holds the text down to where it divides into paragraphs."""
    near = weights.near
    while True:
        children = [child for child in start if isinstance(child.tag, str)]
        child = max(children, key=lambda child: near.get(child, 0.0), default=None)
        if child is None or not near.get(child):
            return start
        if not (_is_branch(child) and near[child] >= DESCEND_SHARE * near.get(start, 0.0)):
            loose = weights.runs.get(start, 0) - sum(weights.runs.get(child, 0) for child in children)
            child = _first_branch(children, near[child], headline, weights) if not loose else None
            if child is None:
                return start
        start = child


def _is_branch(element: Element) -> bool:
    return element.tag not in ("p", "li", "h1", "h2", "h3") and not (element.tag == "tr" and tree.is_data(element))


def _first_branch(children: list[Element], most: float, headline: Element, weights: Weights) -> Element | None:
    """Of several branches the first that is a story of its own; None where text stands beside it or another is built like it."""
    runs = weights.runs
    if any(runs.get(child, 0) and child.tag not in _BOXES for child in children if child is not headline):
        return None
    for number, child in enumerate(children):
        if runs.get(child, 0) >= 2 and weights.near.get(child, 0.0) >= _BRANCH * most:
            built = (child.tag, child.get("class"))
            beside = any(runs.get(other, 0) and other is not headline for other in children[:number]) or any(
                runs.get(other, 0) and (other.tag, other.get("class")) == built for other in children[number + 1 :]
            )
            return None if beside else child
    return None
