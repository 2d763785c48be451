"""The headline: the page's own heading where anything confirms it, never the site's name, never the home page's title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.extraction import jsonld
from crawler.extraction.head import Head
from crawler.extraction.tree import Element, classes, text_of
from news import agencies

MAX_CHARS = 400
_TITLE_CLASS = re.compile(
    r"(?:entry|post|article|single|story|news|main|page|content|details?)[-_]?(?:title|headline|heading"
    r"|head)|(?:^|[\s_-])headline|title[-_](?:article|news|post)"
)
_SEPARATOR = re.compile(r"(\s+[|–—•·»«\-:]+\s+|\s*[|»]\s*)")


@dataclass(slots=True)
class Headline:
    text: str | None
    element: Element = None
    """The heading it was read from; the article stands after it."""
    confirmed: bool = False
    """Two places of the page agree on it."""


def find(root: Element, head: Head) -> Headline:
    """Choose the headline; text None where the page gives none."""
    said = [text for text in _said(head) if text]
    keys = [agencies.key(text) for text in said]
    best: tuple[float, Headline] | None = None
    for rank, element in enumerate([*head.h1s[:30], *_lesser(root, head)]):
        text = text_of(element)
        folded = agencies.key(text)
        if not folded or len(text) > MAX_CHARS or (folded in head.own and element.tag != "h1"):
            continue
        agreed = max((_agreement(folded, other) for other in keys), default=0.0)
        marked = element.get("itemprop") == "headline" or bool(_TITLE_CLASS.search(classes(element)))
        score = agreed * 4 + 1.5 * marked + (1.0 if element.tag == "h1" else 0.0) - 0.1 * min(rank, 8)
        if element.tag != "h1" and agreed < 0.8:
            continue
        if best is None or score > best[0]:
            best = (score, Headline(text, element, agreed >= 0.8))
    if best is not None:
        return best[1]
    plain = _unmarked(root, head)
    if plain is not None:
        return plain
    return Headline(said[0][:MAX_CHARS]) if said else Headline(None)


def _unmarked(root: Element, head: Head) -> Headline | None:
    """A headline no tag marks: a line of the page that is what the title says before its last separator."""
    wanted: set[str] = set()
    for title in [] if head.foreign else [title for title in (head.title, *head.metas.get("og:title", ())) if title]:
        parts = _SEPARATOR.split(title)
        wanted |= {agencies.key("".join(parts[:end])) for end in range(1, len(parts) + 1, 2)} | {agencies.key("".join(parts[2:]))}
    wanted = {text for text in wanted if len(text) >= 15 and text not in head.own}
    if not wanted:
        return None
    for element in root.iter("b", "strong", "div", "span", "p", "td", "font", "center", "big"):
        if (
            element.text
            and len(element.text) <= MAX_CHARS
            and next(element.iterancestors("a"), None) is None
            and agencies.key(element.text) in wanted
        ):
            return Headline(text_of(element), element, confirmed=True)
    return None


def _said(head: Head) -> list[str]:
    """Headlines the head gives, the most trustworthy first, without the site's name."""
    found: list[str] = []
    if head.article is not None:
        node = head.article
        text = jsonld.text(node.get("headline") or node.get("name"))
        if text:
            found.append(strip_site(text, head.own))
    if not head.foreign:
        found += [
            strip_site(text, head.own)
            for name in ("og:title", "twitter:title", "headline", "title")
            for text in head.metas.get(name, ())[:2]
        ]
        if head.title:
            found.append(strip_site(head.title, head.own))
    return [text for text in found if text and agencies.key(text) not in head.own]


def _lesser(root: Element, head: Head) -> list[Element]:
    """Headings of second rank, for pages whose h1 is the logo."""
    return [element for tag in ("h2", "h3") for element in list(root.iter(tag))[:12] if not element.findall(".//a")]


def _agreement(one: str, other: str) -> float:
    """1 for the same words; less where one begins the other (a title cut in mid-word, a heading with a suffix)."""
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) < 12:
        return 0.0
    if long.startswith(short) or long.endswith(short):
        return 0.9 if len(short) > 0.4 * len(long) else 0.5
    common = set(one.split()) & set(other.split())
    share = len(common) / max(len(set(long.split())), 1)
    return 0.8 if share >= 0.8 else 0.0


def strip_site(title: str, own: frozenset[str]) -> str:
    """Take the site's name, or anything ending in it, off either end of a title."""
    parts = _SEPARATOR.split(title)
    while len(parts) > 2 and _names_site(parts[-1], own):
        parts = parts[:-2]
    while len(parts) > 2 and _names_site(parts[0], own):
        parts = parts[2:]
    return "".join(parts).strip()


def _names_site(part: str, own: frozenset[str]) -> bool:
    folded = agencies.key(part)
    return (
        not folded
        or folded in own
        or any(
            len(name) > 3 and (folded.startswith(name + " ") or folded.endswith(" " + name)) and len(folded) < 2.5 * len(name)
            for name in own
        )
    )
