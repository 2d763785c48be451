"""Structured data of a page (JSON-LD), read leniently: broken scripts lose what is broken, never the page."""

# ruff: noqa: SIM905 - a list of words reads better as text

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, TypeAlias

from crawler.extraction.page.tree import Element, squeeze

Node: TypeAlias = dict[str, Any]

MAX_SCRIPT = 1_000_000
"""Characters; a longer script is no news metadata."""
MAX_NODES = 2_000

ARTICLES = frozenset(
    "article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle backgroundnewsarticle reviewnewsarticle "
    "askpublicnewsarticle satiricalarticle blogposting liveblogposting socialmediaposting report advertisercontentarticle".split()
)
LISTINGS = frozenset("collectionpage searchresultspage profilepage aboutpage contactpage faqpage checkoutpage".split())
VIDEOS = frozenset(("videoobject",))
GALLERIES = frozenset(("imagegallery", "mediagallery"))
_COMMAS = re.compile(r",(\s*[}\]])")
_TAG = re.compile(r"<[^<>]{0,200}>")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FIELD = re.compile(r'"(headline|datePublished|dateModified|articleSection|@type)"\s*:\s*"((?:[^"\\\n]|\\.){1,500})"')


def read(scripts: Iterable[Element]) -> list[Node]:
    """Every typed node of a page's JSON-LD, flattened, in order; `scripts` are the page's script elements."""
    nodes: list[Node] = []
    for script in scripts:
        if "ld+json" in (script.get("type") or "").lower() and script.text and len(script.text) <= MAX_SCRIPT:
            nodes.extend(_nodes(_load(script.text)))
            if len(nodes) >= MAX_NODES:
                break
    return nodes[:MAX_NODES]


def _load(text: str) -> Any:
    text = (
        text.strip()
        .removeprefix("<!--")
        .removesuffix("-->")
        .removeprefix("//<![CDATA[")
        .removesuffix("//]]>")
        .strip()
        .rstrip(";")
    )
    for repaired in (False, True):
        try:
            return json.loads(_COMMAS.sub(r"\1", _CONTROLS.sub(" ", text)) if repaired else text, strict=False)
        except ValueError:
            continue
        except RecursionError:  # nested a thousand deep: no metadata of ours
            return None
    # what a broken script still says plainly; only of one article, or fields of several would be mixed
    fields = _FIELD.findall(text)
    kinds = [value for name, value in fields if name == "@type" and value.lower() in ARTICLES]
    if len(kinds) != 1 or sum(name == "headline" for name, _ in fields) != 1:
        return None
    node: Node = {name: _unescape(value) for name, value in reversed(fields) if name != "@type"}
    node["@type"] = kinds[0]
    return node


def _unescape(value: str) -> str:
    try:
        return str(json.loads(f'"{value}"', strict=False))
    except ValueError:
        return value


def _nodes(data: Any) -> Iterator[Node]:
    stack = [data]
    seen = 0
    while stack and seen < MAX_NODES:
        item = stack.pop()
        seen += 1
        if isinstance(item, list):
            stack.extend(reversed(item))
        elif isinstance(item, dict):
            if "@type" in item:
                yield item
            stack.extend(value for value in reversed(item.values()) if isinstance(value, (dict, list)))


def types(node: Node) -> frozenset[str]:
    """Lower-case type names of a node, without a vocabulary's address."""
    value = node.get("@type")
    if isinstance(value, str):
        return _type(value)
    return (
        frozenset().union(*(_type(name) for name in value if isinstance(name, str))) if isinstance(value, list) else frozenset()
    )


@lru_cache(maxsize=512)
def _type(name: str) -> frozenset[str]:
    return frozenset((name.rsplit("/", 1)[-1].lower(),))


def first(nodes: list[Node], kinds: frozenset[str]) -> Node | None:
    """The first node of one of the kinds."""
    return next((node for node in nodes if types(node) & kinds), None)


def text(value: Any) -> str | None:
    """A value as one line of plain text; objects give their name, lists their first text. None when there is none."""
    for _ in range(4):
        if isinstance(value, list):
            value = next((item for item in value if item), None)
        if isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("@id")
    if not isinstance(value, str):
        return None
    if "&" in value:
        value = html.unescape(html.unescape(value))
    return squeeze(_TAG.sub(" ", value) if "<" in value else value) or None


def texts(value: Any) -> list[str]:
    """A value as several lines of plain text; a comma-separated string (Latin or Arabic comma) is several."""
    if isinstance(value, str):
        return [part for piece in re.split(r"[,،;؛]", value) if (part := text(piece))]
    if isinstance(value, list):
        return [part for item in value[:100] if (part := text(item))]
    single = text(value)
    return [single] if single else []


def resolve(value: Any, nodes: list[Node]) -> list[Node]:
    """The nodes a value stands for: itself, or those its «@id» names; plain strings become nodes with a name."""
    found: list[Node] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            found.append({"name": item})
        elif isinstance(item, dict):
            named = item.get("@id")
            full = (
                next((node for node in nodes if named and node.get("@id") == named and node.get("name")), None)
                if "name" not in item
                else None
            )
            found.append(full or item)
    return found[:20]
