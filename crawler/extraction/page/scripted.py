"""Pages whose markup holds no text, but whose data does: the story is put into the tree, and goes the road of every page.

Two sources: `articleBody` of the page's structured data, and the state a script page carries with it as JSON (`__NEXT_DATA__`,
Nuxt's `__NUXT_DATA__`, `application/json`). Of a state only an object is believed that bears the headline the page's head gives:
the stories of a front page and of «related» boxes stand there too. State written as a program (`window.__NUXT__=function…`) is
not read.
"""

from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from crawler.extraction.page import jsonld
from crawler.extraction.page.head import Head
from crawler.extraction.page.tree import Element, squeeze, text_of
from news import agencies

STORY = 300
"""Letters from which a text in a state is a story; structured data says by itself that it is one, from `SAID` characters."""
SAID = 80
SHOWN = 80
"""Characters of one visible paragraph from which the page tells its story itself."""
FEW = 300
"""Characters outside links and scripts a page without such a paragraph shows at most, if it has no text."""
MAX_STATE = 4_000_000
"""Characters of a state that is read."""
MAX_ITEMS = 200_000
MAX_STATES = 5
MAX_PARAGRAPHS = 2_000
_BODY_KEYS = ("articlebody", "body", "content", "bodyhtml", "contenthtml", "html", "text", "fulltext", "description", "story")
_TITLE_KEYS = ("headline", "title", "name", "subject", "posttitle")
_DATE_KEYS = (
    "datepublished", "publishedat", "publishdate", "publisheddate", "publicationdate", "publishtime", "published", "date",
    "createdat",
)  # fmt: skip
_LETTER = re.compile(r"[^\W\d_]")
_BREAK = re.compile(
    r"<\s*(?:br|/?(?:p|div|li|ul|ol|h[1-6]|blockquote|tr|figure|section|article))\b[^<>]{0,500}>|\r\n?|\n", re.IGNORECASE
)
_GONE = re.compile(r"<(script|style|figcaption|iframe)\b[^<>]{0,1000}>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_NO_NAME = re.compile(r"[^a-z]")
_SILENT = ("script", "style", "noscript", "template", "a", "button", "select", "option", "title", "textarea")


@dataclass(frozen=True, slots=True)
class _Story:
    paragraphs: list[str]
    headline: str | None
    published: str | None = None


def fill(root: Element, head: Head) -> bool:
    """Put the story of a page without text into its tree, as a declared body under its headline; whether there was one."""
    body = root.find("body")
    if body is None or not (_stated(head) or _states(root)) or _tells(body):
        return False
    story = _from_data(head) or _from_state(root, head)
    if story is None:
        return False
    place = etree.SubElement(body, "article")
    if story.headline and not any(agencies.key(text_of(h1)) == agencies.key(story.headline) for h1 in head.h1s):
        heading = etree.SubElement(place, "h1")
        heading.text = story.headline
        head.h1s.append(heading)
    if story.published:
        etree.SubElement(place, "time", datetime=story.published)
    box = etree.SubElement(place, "div", itemprop="articleBody")
    for text in story.paragraphs[:MAX_PARAGRAPHS]:
        etree.SubElement(box, "p").text = text
    return True


def paragraphs(text: str) -> list[str]:
    """A text with markup or line breaks as plain paragraphs."""
    if "&lt;" in text and "<" not in text:
        text = html.unescape(text)
    if "<" in text:
        text = _GONE.sub("\n", text)
    lines = _BREAK.sub("\n", text).split("\n")
    plain = (html.unescape(html.unescape(_TAG.sub("", line))) for line in lines)
    return [line for line in map(squeeze, plain) if line]


def _stated(head: Head) -> str:
    """The text structured data gives the article; "" where it gives none worth reading."""
    value = head.article.get("articleBody") if head.article is not None else None
    return value if isinstance(value, str) and len(value) >= SAID else ""


def _states(root: Element) -> list[str]:
    """The JSON states of a page, by what their script elements say they are."""
    found: list[str] = []
    for script in root.iter("script"):
        named = (script.get("id") or "").startswith(("__NEXT_DATA__", "__NUXT_DATA__"))
        kind = (script.get("type") or "").lower()
        if (named or kind == "application/json") and script.text and STORY < len(script.text) <= MAX_STATE:
            found.append(script.text)
    return found[:MAX_STATES]


def _tells(body: Element) -> bool:
    """The page shows a text of its own: a paragraph, or enough lines outside links."""
    if any(len(text_of(paragraph)) >= SHOWN for paragraph in body.iter("p")):
        return True
    shown = 0
    for element in body.iter():
        if element.tag not in _SILENT and element.text:
            shown += len(element.text.strip())
        if element.tail:
            shown += len(element.tail.strip())
        if shown > FEW:
            return True
    return False


def _from_data(head: Head) -> _Story | None:
    lines = paragraphs(_stated(head))
    if not lines or head.article is None:
        return None
    return _Story(lines, jsonld.text(head.article.get("headline") or head.article.get("name")))


def _from_state(root: Element, head: Head) -> _Story | None:
    """The longest text beside the headline the head gives; None where no object of a state bears it."""
    titles = {agencies.key(text) for text in (head.title, *head.metas.get("og:title", ())) if text}
    best: _Story | None = None
    for state in _states(root):
        try:
            data = json.loads(state, strict=False)
        except (ValueError, RecursionError):
            continue
        for item in itertools.islice(_objects(data), MAX_ITEMS):
            story = _of(item, titles)
            if story and (best is None or sum(map(len, story.paragraphs)) > sum(map(len, best.paragraphs))):
                best = story
    return best


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """Every object of a state; Nuxt writes values beside the objects, which then hold their places."""
    places = data if isinstance(data, list) else []
    stack = [data]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(value for value in reversed(item) if isinstance(value, (dict, list)))
        elif isinstance(item, dict):
            yield {key: _at(value, places) for key, value in item.items()} if places else item
            stack.extend(value for value in item.values() if isinstance(value, (dict, list)))


def _at(value: Any, places: list[Any]) -> Any:
    placed = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(places)
    return places[value] if placed and isinstance(places[value], str) else value


def _of(item: dict[str, Any], titles: set[str]) -> _Story | None:
    """The story of an object that bears one of the titles, alone or before the site's name."""
    texts = {_NO_NAME.sub("", key.lower()): value for key, value in item.items() if isinstance(value, str)}
    headline = next((squeeze(texts[key]) for key in _TITLE_KEYS if texts.get(key)), "")
    folded = agencies.key(headline) if 8 <= len(headline) <= 400 else ""
    if not folded or not any(title == folded or title.startswith(f"{folded} ") for title in titles):
        return None
    bodies = [value for key in _BODY_KEYS if len(value := texts.get(key, "")) >= STORY]
    written = max(bodies, key=len, default="")
    lines = paragraphs(written)
    if sum(len(_LETTER.findall(line)) for line in lines) < STORY:
        return None
    return _Story(lines, headline, next((texts[key] for key in _DATE_KEYS if texts.get(key)), None))
