"""A page in disguise: the same visible words, without one of the hints an extractor may lean on.

Every disguise keeps the text and its order, so the labels of the page as it was still score what is extracted from it.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable
from typing import Any

from lxml import etree, html

Element = Any
Disguise = Callable[[Element, random.Random], None]
SEMANTIC = {
    "article": "div", "main": "div", "header": "div", "footer": "div", "aside": "div", "figure": "div", "section": "div",
    "figcaption": "div", "nav": "div", "time": "span", "h1": "div",
}  # fmt: skip
"""Tags that say what stands in them, and the ones that say nothing, with the same line breaks around."""
STATEMENTS = re.compile(r"^(?:itemprop|itemtype|itemscope|itemid|role|rel|property|typeof|about|aria-.+|data-.+)$")
WRAPS = 3
"""Boxes put around each paragraph and each of its holders."""


def names(root: Element, chance: random.Random) -> None:
    """Every class and id becomes a random word; the same one everywhere it stood."""
    said: dict[str, str] = {}
    for element in root.iter(etree.Element):
        for key in ("class", "id"):
            if key in element.attrib:
                words = element.get(key).split()
                for word in words:
                    said.setdefault(word, "".join(chance.choices(string.ascii_lowercase, k=7)))
                element.set(key, " ".join(said[word] for word in words))


def linked_data(root: Element, _: random.Random) -> None:
    """No JSON-LD."""
    for script in list(root.iter("script")):
        if "ld+json" in (script.get("type") or ""):
            script.drop_tree()


def metas(root: Element, _: random.Random) -> None:
    """No Open Graph, Twitter, article: or other metas, but charset and viewport."""
    for meta in list(root.iter("meta")):
        if meta.get("property") or (meta.get("name") and meta.get("name") not in ("viewport", "generator")):
            meta.drop_tree()


def tags(root: Element, _: random.Random) -> None:
    """No tag that says what stands in it."""
    for element in list(root.iter(*SEMANTIC)):
        element.tag = SEMANTIC[element.tag]
        element.attrib.pop("datetime", None)


def wrapped(root: Element, _: random.Random) -> None:
    """Each paragraph and its box stand in a few more boxes."""
    holders = {paragraph.getparent() for paragraph in root.iter("p")}
    body = root.find("body")
    for element in [*root.iter("p"), *(holder for holder in holders if holder.tag in ("div", "section", "article"))]:
        if element is body or element.getparent() is None:
            continue
        inner = element
        for _wrap in range(WRAPS):
            box, tail = html.Element("div"), inner.tail
            inner.tail = None
            inner.getparent().replace(inner, box)
            box.append(inner)
            box.tail = tail
            inner = box


def broken_lines(root: Element, _: random.Random) -> None:
    """Paragraphs are text between two line breaks each."""
    for paragraph in list(root.iter("p")):
        if paragraph.getparent() is None or paragraph.find("div") is not None:
            continue
        for _break in range(2):
            end = html.Element("br")
            end.tail, paragraph.tail = paragraph.tail, None
            paragraph.addnext(end)
        paragraph.drop_tag()


def statements(root: Element, _: random.Random) -> None:
    """No microdata, no RDFa, no roles, no data attributes."""
    for element in root.iter(etree.Element):
        for key in [key for key in element.attrib if STATEMENTS.match(key)]:
            if not (element.tag in ("link", "meta") or (element.tag == "script")):
                del element.attrib[key]


def tables(root: Element, _: random.Random) -> None:
    """Every box with text stands in a cell of a table, as pages were laid out before CSS."""
    for element in list(root.iter("div", "section", "article")):
        parent = element.getparent()
        if parent is None or not len(element) or parent.tag in ("td", "tr", "table", "ul", "ol", "a", "p", "span"):
            continue
        table, row, cell = html.Element("table"), html.Element("tr"), html.Element("td")
        table.tail, element.tail = element.tail, None
        parent.replace(element, table)
        table.append(row)
        row.append(cell)
        cell.append(element)


def hashed(root: Element, chance: random.Random) -> None:
    """As frameworks write pages: names that say nothing, telling tags and the head kept."""
    names(root, chance)
    statements(root, chance)


def old(root: Element, chance: random.Random) -> None:
    """As pages were written before any of it: names, and nothing that is meant for machines."""
    for disguise in (linked_data, metas, tags, statements):
        disguise(root, chance)


def everything(root: Element, chance: random.Random) -> None:
    """All of them at once, paragraphs kept."""
    for disguise in (names, linked_data, metas, tags, statements, wrapped):
        disguise(root, chance)


DISGUISES: dict[str, Disguise] = {
    "names": names,
    "json-ld": linked_data,
    "metas": metas,
    "tags": tags,
    "wrapped": wrapped,
    "br": broken_lines,
    "statements": statements,
    "tables": tables,
    "hashed": hashed,
    "old": old,
    "all": everything,
}


def put_on(text: str, disguise: Disguise, seed: int) -> bytes:
    """The page in UTF-8, disguised; the same seed gives the same page. `text` is the decoded page."""
    root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    disguise(root, random.Random(seed))
    for meta in list(root.iter("meta")):
        if meta.get("charset") or (meta.get("http-equiv") or "").lower() == "content-type":
            meta.drop_tree()
    head = root.find("head")
    if head is None:
        head = html.Element("head")
        root.insert(0, head)
    head.insert(0, html.Element("meta", charset="utf-8"))
    written: bytes = html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>")
    return written
