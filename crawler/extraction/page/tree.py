"""One parse, one tree: the page as an lxml tree, and its visible text as a row of blocks that remember where they stood."""

# ruff: noqa: SIM905 - a list of words reads better as text

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from typing import Any, TypeAlias

from lxml import etree, html

from crawler.extraction.page import bounds, charset
from news import arabic
from news.article import NotAnArticle

Element: TypeAlias = Any
"""lxml.html.HtmlElement; lxml ships no types."""

EMBED = "rasid-embed"
"""Tag that stands where an embed was cut out; its attribute `n` is the embed's number."""

_XML_HEAD = re.compile(rb"^\s*<\?xml[^>]*\?>")
_NO_CHARACTER = re.compile(rb"\xef\xbf[\xbe\xbf]")
_REFERENCES = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|127)(?!\d)|x0*(?:[0-8bcef]|1[0-9a-f]|7f|fff[ef]|d[89a-f][0-9a-f]{2})(?![0-9a-f]));?",
    re.IGNORECASE,
)
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 "
    "header hr html label legend li main nav ol p pre section summary table tbody td tfoot th thead time tr ul".split()
)
_SILENT = frozenset(
    "head script style noscript template select option textarea iframe svg audio video object canvas button title".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TEXT = etree.XPath("string(.)", smart_strings=False)
_ONE_CLASS = etree.ElementDefaultClassLookup(element=html.HtmlElement)
"""lxml.html's own lookup asks Python for the class of every element each time it is touched, for the sake of form fields."""
CELL_CHARS = 80
"""A table row whose cells are all shorter is one line of data; longer cells are a page laid out with tables."""


@dataclass(slots=True, eq=False)
class Block:
    """A run of visible text between two block borders (or <br>), or the place of an embed."""

    text: str
    holder: Element
    """The nearest block element around it."""
    link_chars: int = 0
    embed: int | None = None
    links: int = 0
    """How many links with text stand in it."""

    @property
    def tag(self) -> str:
        return str(self.holder.tag)

    @property
    def heading(self) -> bool:
        return self.holder.tag in _HEADINGS

    @property
    def link_share(self) -> float:
        return self.link_chars / len(self.text) if self.text else 0.0

    @property
    def weight(self) -> int:
        """Characters outside links."""
        return max(0, len(self.text) - self.link_chars)


def parse(text: str, source: bytes | None = None) -> Element:
    """The page's tree; `source` is `Decoded.source`, the text as UTF-8.

    Raises NotAnArticle: empty (no element at all), too_deep (nested beyond what the parser follows).
    """
    # one parser a page: its error log belongs to it. Limits are lifted for deep pages; the byte cap and the worker's limits hold
    parser = etree.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    parser.set_element_class_lookup(_ONE_CLASS)
    if source is None:
        source = text.encode("utf-8", "replace").translate(None, charset.CONTROLS)
    if source[:400].lstrip().startswith(b"<?xml"):
        source = _XML_HEAD.sub(b"", source)
    source = bounds.attributes(_REFERENCES.sub(b"", _NO_CHARACTER.sub(b"", source)))
    try:
        root = html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise NotAnArticle("empty", "no HTML element") from error
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise NotAnArticle("too_deep", "more than 2,048 nested elements")
    return root


def raw_text(element: Element) -> str:
    """All text below an element as the tree has it; in C, to measure by."""
    return str(_TEXT(element))


def squeeze(text: str) -> str:
    """One line: white space runs as one space, nothing invisible. An Article's texts are brought into display form as a whole."""
    line = " ".join(text.split())
    # composed: title and heading of a page are compared letter by letter, and need not come from one hand
    return unicodedata.normalize("NFC", line) if line.isprintable() else " ".join(arabic.clean(line).split())


def text_of(element: Element) -> str:
    """All text below an element as one line."""
    return squeeze("".join(element.itertext()))


def classes(element: Element) -> str:
    """Class and id as one lower-case string, for word tests."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower()


def blocks(root: Element, most: int | None = None) -> list[Block]:
    """The visible text below `root` as blocks, in order, at least the first `most` of them where there are more.

    Places of embeds are blocks with `embed` set and no text.
    """
    return _Walk().run(root, most or sys.maxsize)


class _Walk:
    """State of one walk; an object because nesting is up to 2,048 deep and Python recursion is not."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.parts: list[str] = []
        self.link_chars = 0
        self.holders: list[Element] = []
        self.links = 0
        self.linked = 0
        self.fresh_link = False
        self.row: Element = None
        self.verbatim = 0
        """How many <pre> are open: their line ends are the author's."""

    def run(self, root: Element, most: int) -> list[Block]:
        found = self.found
        self.holders.append(root)
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if not isinstance(element.tag, str) or element.tag in _SILENT:
                    walk.skip_subtree()
                else:
                    self._start(element)
            else:
                self._end(element, root)
                if len(found) >= most:
                    break
        self._flush()
        return self.found

    def _add(self, text: str | None) -> None:
        if text and self.verbatim and "\n" in text:
            for line in text.split("\n"):
                self._add(line)
                self._flush()
        elif text:
            self.parts.append(text)
            if self.links and (words := text.split()):
                self.link_chars += sum(map(len, words)) + len(words) - 1
                self.linked += self.fresh_link
                self.fresh_link = False

    def _flush(self) -> None:
        if self.parts:
            parts = self.parts
            text = squeeze("".join(parts) if len(parts) > 1 else parts[0])
            if text:
                self.found.append(Block(text, self.holders[-1], min(self.link_chars, len(text)), links=self.linked))
            self.parts.clear()
        self.link_chars = self.linked = 0

    def _start(self, element: Element) -> None:
        tag = element.tag
        if tag == EMBED:
            self._flush()
            self.found.append(Block("", self.holders[-1], embed=int(element.get("n"))))
            return
        if tag == "br":
            self._flush()
        elif tag == "a":
            self.links += 1
            self.fresh_link = True
        elif tag in BLOCKS:
            if tag in ("td", "th") and self.row is not None:
                self.parts.append(" " if not self.parts else " | ")
            else:
                self._flush()
                self.holders.append(element)
                self.verbatim += tag == "pre"
                if tag == "tr" and self.row is None and is_data(element):
                    self.row = element
        self._add(element.text)

    def _end(self, element: Element, root: Element) -> None:
        tag = element.tag
        if tag == "a":
            self.links = max(0, self.links - 1)
        elif isinstance(tag, str) and tag in BLOCKS and not (tag in ("td", "th") and self.row is not None):
            self._flush()
            if len(self.holders) > 1:
                self.verbatim -= self.holders.pop().tag == "pre"
            if element is self.row:
                self.row = None
        if element is not root:
            self._add(element.tail)


def is_data(row: Element) -> bool:
    """A table row that is one line of data."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) < 2 or len(cells) > 40:
        return False
    return all(
        sum(map(len, cell.itertext())) <= CELL_CHARS
        and next(cell.iter("p", "table", "ul", "h1", "h2", "h3", "br", EMBED), None) is None
        for cell in cells
    )
