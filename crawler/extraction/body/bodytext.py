"""Where the article's text stands: the container, the lead before it, and trafilatura's word on every block of it.

The tree is narrowed first (declared body, named body, or the densest branch), so trafilatura works on a few dozen elements
instead of a thousand: that is where its time goes. Our own walk over the same container gives the blocks, in order, with the
places of embeds; trafilatura judges which of them are text. Where it returns too little, the blocks stand by themselves.
"""

from __future__ import annotations

import copy
import itertools
import re
from dataclasses import dataclass, field

from lxml import html
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from crawler.extraction.body import container
from crawler.extraction.page import tree
from crawler.extraction.page.tree import Block, Element, classes
from news import agencies

_LEAD_NAME = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|intro|introduction|standfirst|summary|subtitle|sub-title|deck|excerpt|sapo"
    r"|abstract|announce|announcement|chapo|strapline|dek|subheadline|subhead|sub-head|op-subtitle|article-desc|teaser|brief)(?:$|[\s_-])"
)
_INNER_LEAD_NAME = re.compile(
    r"(?:^|[\s_-])(?:intro|introduction|standfirst|summary|subtitle|sub-title|deck|sapo|abstract|chapo|strapline|dek|subheadline|subhead"
    r"|sub-head|op-subtitle)(?:$|[\s_-])"
)
STANDFIRST_CHARS = 900
MAX_BLOCKS = 4_000
"""Beyond so many the blocks stand without trafilatura's word; it would take minutes, and no article is so long."""
MAX_ELEMENTS = 20_000
"""The same for elements: 200,000 line breaks in one body took it nine seconds and 300 MB."""
BESIDE = 4
"""Blocks before the headline and after the body where a date or a credit may stand without a mark."""
TRUST_SHARE = 0.4
"""trafilatura's answer is followed when it keeps at least this part of the container's text."""
_IN_STORY = frozenset(("ul", "ol", "li", "dl", "dd", "dt", "blockquote", "p"))
_WORDLESS = re.compile(r"\W+")


@dataclass(slots=True)
class Body:
    """The article's text as found, nothing cleaned out of it yet."""

    container: Element
    blocks: list[Block] = field(default_factory=list)
    lead: list[Block] = field(default_factory=list)
    """Blocks between headline and container."""
    above: list[Block] = field(default_factory=list)
    """The last blocks before the headline."""
    below: list[Block] = field(default_factory=list)
    """The first blocks after the container."""
    standfirst: list[Block] = field(default_factory=list)
    """Those of `lead` that are the standfirst."""
    dropped: list[Block] = field(default_factory=list)
    """Blocks of the container trafilatura took for boilerplate."""
    declared: bool = False
    """The page itself says which element the body is."""

    @property
    def weight(self) -> int:
        return sum(block.weight for block in self.blocks)


def find(body: Element, headline: Element, declared: list[Element]) -> Body:
    """The article's text below `body`, after `headline` (None: unknown)."""
    everything = tree.blocks(body)
    at = _headline_block(everything, headline)
    rest = everything[at + 1 :]
    near = container.nearness(rest, headline)
    holder, is_declared = container.choose(body, headline, declared, container.weigh(rest, near))
    if holder.tag not in tree.BLOCKS:
        # <span itemprop="articleBody">, <font>: lines standing loose in it belong to the block around it, until it is one itself
        holder.tag = "div"
        found = find(body, headline, [holder])
        found.declared = is_declared
        return found
    inside = [number for number, block in enumerate(rest) if block.holder is holder or holder in block.holder.iterancestors()]
    own = _own(rest, inside, near)
    first = inside[0] if inside else 0
    found = Body(holder, [rest[number] for number in own], rest[:first] if at >= 0 else [], declared=is_declared)
    found.dropped = [rest[number] for number in inside if number not in own]
    found.above = everything[max(0, at - BESIDE) : max(0, at)]
    found.below = rest[first + len(inside) :][:BESIDE]
    found.standfirst = [block for block in found.lead if _is_standfirst(block)]
    if not found.standfirst:
        _take_inner_standfirst(found)
    return found


def _own(blocks: list[Block], inside: list[int], near: list[float]) -> dict[int, None]:
    """Those of the container's blocks that are the story's: what is near, and lines beside it up to the last of that.

    A box of other stories amid the text makes what follows far; paragraphs in the story's own box are near again, and lines too
    short for one (prices, a dialogue) stand between them.
    """
    close = [number for number in inside if near[number] >= container.OUTSIDE]
    if len(close) == len(inside) or not close:
        return dict.fromkeys(close)
    beside = {_box(blocks[number]) for number in close if blocks[number].text}
    return {
        number: None
        for number in inside
        if near[number] >= container.OUTSIDE
        or (number < close[-1] and blocks[number].link_share <= 0.5 and _box(blocks[number]) in beside)
    }


def _box(block: Block) -> Element:
    """What the block's paragraph, list or quotation stands in."""
    element = block.holder
    while (above := element.getparent()) is not None and above.tag in _IN_STORY:
        element = above
    return above


def _headline_block(blocks: list[Block], headline: Element) -> int:
    """The number of the block that is the headline, -1 where there is none."""
    if headline is None:
        return -1
    inside = set(headline.iter())
    around = set(headline.iterancestors())  # an inline headline («<td><font><b>…») has its block around it
    words = tree.text_of(headline)
    for number, block in enumerate(blocks):
        if block.holder in inside or (block.text == words and block.holder in around):
            return number
    return -1


def _is_standfirst(block: Block) -> bool:
    """A summary between headline and body: named as one, or a sentence set apart."""
    if block.embed is not None or block.link_share > 0.3 or not 25 <= len(block.text) <= STANDFIRST_CHARS:
        return False
    element = block.holder
    for _ in range(3):
        if element is None or element.tag == "body":
            break
        if _LEAD_NAME.search(classes(element)) or element.get("itemprop") in (
            "description",
            "alternativeHeadline",
            "alternateName",
        ):
            return True
        element = element.getparent()
    if block.tag in ("h2", "h3", "h4") and len(block.text.split()) >= 5:
        return True
    return len(block.text) >= 70 and block.tag in ("p", "h2", "h3", "h4", "div", "strong") and len(block.text.split()) >= 10


def _take_inner_standfirst(found: Body) -> None:
    """The container's first text where an element of its own is named a summary; the story has more after it.

    «lead» is no such name inside a container: many pages set the story's first paragraph so.
    """
    texts = [block for block in found.blocks if block.text]
    if len(texts) < 3 or texts[0].link_share > 0.3 or not 25 <= len(texts[0].text) <= STANDFIRST_CHARS:
        return
    first = texts[0]
    element = first.holder
    while element is not None and element is not found.container and tree.text_of(element) == first.text:
        if _INNER_LEAD_NAME.search(classes(element)):
            if agencies.dateline(first.text) is None:
                found.blocks = [block for block in found.blocks if block is not first]
                found.lead = [*found.lead, first]
                found.standfirst = [first]
            return
        element = element.getparent()


def is_apart(block: Block) -> bool:
    """A heading, or a line in bold from end to end."""
    if block.heading:
        return True
    return any(tree.text_of(element) == block.text for element in block.holder.iter("b", "strong", "h2", "h3", "h4"))


def judge(found: Body, url: str | None = None) -> None:
    """Let trafilatura say which blocks are text; moves the others to `dropped`. Keeps all where it finds too little.

    Comments off, tables on, no deduplication (its memory outlives the page), no metadata and no date search (we do both), `fast`
    (its backup extractors judge whole pages, and this is a container already).
    """
    blocks = found.blocks
    if len(blocks) > MAX_BLOCKS or _holds_more(found.container, MAX_ELEMENTS) or not _in_doubt(found):
        return
    page = html.Element("html")
    body = html.Element("body")
    article = html.Element("article")
    page.append(body)
    body.append(article)
    inner = copy.deepcopy(found.container)
    inner.tail = None
    article.append(inner)
    options = Extractor(output_format="python", fast=True, comments=False, tables=True, dedup=False, url=url)
    try:
        document = bare_extraction(page, options=options)
    except (ValueError, TypeError, AttributeError, RecursionError, IndexError, KeyError):
        document = None  # its own failure on an odd tree: the blocks stand without its word
    kept = _WORDLESS.sub("", getattr(document, "text", None) or "") if document is not None else ""
    said = [block.embed is not None or (piece := _WORDLESS.sub("", block.text)) in kept or not piece for block in blocks]
    total = sum(block.weight for block in blocks) or 1
    if sum(block.weight for block, yes in zip(blocks, said, strict=True) if yes) < TRUST_SHARE * total:
        said = [block.embed is not None or block.link_share < 0.5 for block in blocks]
    parents = {
        block.holder.getparent()
        for block, yes in zip(blocks, said, strict=True)
        if yes and block.text and block.holder is not None
    }
    for number, block in enumerate(blocks):
        if not said[number] and _is_text_after_all(block, parents, found.container):
            said[number] = True
    found.dropped += [block for block, yes in zip(blocks, said, strict=True) if not yes]
    found.blocks = [block for block, yes in zip(blocks, said, strict=True) if yes]


def _holds_more(element: Element, limit: int) -> bool:
    return next(itertools.islice(element.iter(), limit, None), None) is not None


def _in_doubt(found: Body) -> bool:
    """Whether trafilatura's word can change anything.

    Plain blocks side by side stand or fall together: what it drops of them stands among what it keeps (`_is_text_after_all`), and
    where it keeps too little they all stay. So it is asked where links make up a block, or text stands in boxes of its own.
    """
    places: set[Element] = set()
    for block in found.blocks:
        if block.text:
            if block.link_share >= 0.5:
                return True
            if block.holder is not found.container and not (block.link_share < 0.3 and _in_list(block, found.container)):
                places.add(block.holder.getparent())
    return len(places) > 1


def _in_list(block: Block, container: Element) -> bool:
    return block.tag in ("li", "dd", "td", "tr") or any(
        parent.tag in ("ul", "ol", "blockquote", "table") for parent in block.holder.iterancestors() if parent is not container
    )


def _is_text_after_all(block: Block, parents: set[Element], container: Element) -> bool:
    """Text trafilatura drops for its shortness or for a list's sake, standing among text it keeps."""
    if block.link_share >= 0.5:
        return False
    beside = block.holder.getparent() in parents or block.holder is container
    return beside or (block.link_share < 0.3 and _in_list(block, container))
