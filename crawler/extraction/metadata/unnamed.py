"""Section and tags where no name marks them: rows shaped like a breadcrumb, «نشر في …», rows of links to tags, a word of the menu
above the headline; and what of an element named after sections is its label.

Each stands on its shape, its words and its place; a link inside a sentence is never one of them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from urllib.parse import unquote

from crawler.extraction.body.bodytext import Body
from crawler.extraction.metadata.gathering import Marks, in_aside, within
from crawler.extraction.page.tree import Block, Element, text_of
from news import agencies

HOME_WORDS = frozenset(
    agencies.key(name)
    for name in (
        "الرئيسية", "الصفحة الرئيسية", "Home", "Homepage", "الأخبار الرئيسية", "Accueil", "أخبار مميزة", "أنت هنا", "التفاصيل",
        "تفاصيل الخبر",
    )
)  # fmt: skip
SECTION_PATH = re.compile(
    r"(?:^|/)(?:sections?|categor(?:y|ies|ie)|cat|rubriques?|channels?|topics?|taxonomy|departments?|قسم|أقسام|تصنيف)/[^/]"
    r"|[?&](?:cat|catid|cat_id|category|section|sec|secid|section_id|rubrique)=[^&]",
    re.IGNORECASE,
)
FILED = re.compile(r"^\W*(?:نشرت? في|منشور في|القسم|التصنيف|تصنيف|Category|Posted in|Filed under)(?:\W|$)", re.IGNORECASE)
"""Below the article a section is believed only where it is called one: a card of another story has its section too."""
_IN = re.compile(r"^\W*in\s", re.IGNORECASE)
_TAG_PATH = re.compile(
    r"(?:^|/)(?:tags?|topics?|keywords?|hashtags?|وسم|وسوم|الوسوم|كلمات-مفتاحية)/[^/]|[?&](?:tags?|keywords?)(?:_?id)?=[^&]",
    re.IGNORECASE,
)
_TAG_HINT = re.compile(r"tags?|topic|keyword|وس|كلمات|%d9%88%d8%b3|%d9%83%d9%84", re.IGNORECASE)
"""A piece of every such address, also escaped: decoding the others is dear."""
_TAG_LABEL = re.compile(
    r"^\W*(?:الكلمات الدلالية|الكلمات المفتاحية|كلمات مفتاحية|كلمات دلالية|الوسوم|وسوم|Tags|Keywords)\s*[:：]", re.IGNORECASE
)
_STEPS = re.compile(r"\s*[/>»›\\|←]\s*|\s+[-–]\s+")
MAX_ROW = 300
"""Characters of a row."""
WORDS = 4
"""Words of a section's or a tag's name."""
TAG_REACH = 80
"""Elements below the article in which its tags are looked for."""
LEAD = 10
TAIL = 3
MAX_TAGS = 15
"""A longer row is the site's cloud of tags."""
MAX_LINKS = 500
KICKER, KICKER_WORDS = 80, 5
"""Characters an element named after a section holds with all that stands in it, and words of its label."""
_SENTENCE = re.compile(r"[.؟?!…:](?:\s|$)")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
ROW_SHARE = 0.5
"""Part of a row's text that stands in links; less is a sentence."""


def kicker(element: Element, body: Body | None) -> list[str]:
    """The label of an element named after a section: a few words and hardly more around them, never a heading of the text itself
    (kramdown and others give those ids of their own words, «id=section»), nor the box of a part of it.
    """
    label, text = text_of(next(element.iter("a"), element)), text_of(element)
    if len(text) > KICKER or len(label.split()) > KICKER_WORDS or _SENTENCE.search(label):
        return []
    inside = body is not None and body.container in element.iterancestors()
    if inside and (element.tag in _HEADINGS or next(element.iter(*_HEADINGS, "p", "li"), None) is not None):
        return []
    return [label]


def sections(body: Body, marks: Marks) -> Iterator[tuple[str, str]]:
    """(source, text) of what may name the section, best first."""
    before = [*body.above, *body.lead[:LEAD]]
    for block in before:
        yield from (("breadcrumb row", step) for step in reversed(_crumbs(block)))
    for block in (*before, *body.blocks[-TAIL:], *body.below):
        yield from (("filed line", name) for name in _filed(block))
    for block in (*before, *body.below):
        links = _links(block) if block.links > 1 and len(block.text) <= MAX_ROW else []
        if any(map(_is_tag, links)):
            yield from (("filed line", text_of(link)) for link in links if _leads(SECTION_PATH, link) and not _is_tag(link))
    yield from (("menu line", name) for name in _menu_lines(body, marks))


def _crumbs(block: Block) -> list[str]:
    """The steps of a row that begins at home."""
    if block.embed is not None or len(block.text) > MAX_ROW:
        return []
    links = [text_of(link) for link in _links(block)]
    first = links[0] if links else _STEPS.split(block.text.strip(" /»›>|"))[0]
    if agencies.key(first) not in HOME_WORDS or not block.text.strip(" /»›>|").startswith(first):
        return []
    linked = [text for text in links[1:] if len(text.split()) <= WORDS]
    steps = [text for text in _STEPS.split(block.text) if 0 < len(text.split()) <= WORDS][1:]
    return linked or steps


def _filed(block: Block) -> list[str]:
    """«نشر في اقتصاد»: the link such a row leads to, never a day."""
    if block.links != 1 or len(block.text.split()) > WORDS + 4:
        return []
    for link in _links(block):
        text = text_of(link)
        label, _, rest = block.text.partition(text)
        if (
            0 < len(text.split()) <= WORDS
            and not re.search(r"\d", text)
            and not rest
            and (FILED.match(label) or _IN.match(label))
        ):
            return [text]
    return []


def _menu_lines(body: Body, marks: Marks) -> Iterator[str]:
    """A plain line right above the headline that says what an item of the menu says."""
    lines = [
        block.text for block in body.above[-2:] if block.embed is None and not block.links and len(block.text.split()) <= WORDS
    ]
    if lines:
        keys = {agencies.key(text) for _, link in marks.links[:MAX_LINKS] if 0 < len((text := text_of(link)).split()) <= WORDS}
        # a dash between two words of a menu, «و» in the line: «مدونات - جرائد» and «مدونات و جرائد» are one section
        yield from (text for text in reversed(lines) if agencies.key(text) in keys or _joined(text) in map(_joined, keys))


def _joined(text: str) -> str:
    return " ".join(word for word in agencies.key(text).split() if word != "و")


def tags(body: Body, marks: Marks, start: int, end: int) -> list[str]:
    """The row of tags: one that is labelled so, or one of links whose addresses are those of tags."""
    for block in (*body.lead[:LEAD], *body.blocks[-TAIL:], *body.below):
        if block.links and len(block.text) <= 2 * MAX_ROW and _TAG_LABEL.match(block.text):
            return [text_of(link) for link in _links(block)]
    found = [link for link in within(marks.links, start, end + TAG_REACH)[:MAX_LINKS] if _is_tag(link)]
    seen: set[Element] = set()
    for link in found:
        row = _row(link)
        links = list(itertools.islice(row.iter("a"), 2 * MAX_TAGS)) if row not in seen else []
        seen.add(row)
        linked = [item for item in links if _is_tag(item)]
        several = len(linked) > 1 or not _leads(SECTION_PATH, link)
        if several and 0 < len(linked) <= MAX_TAGS and len(links) < 2 * MAX_TAGS and _is_row(row, links) and not in_aside(row):
            return [text_of(item) for item in linked]
    return []


def _links(block: Block) -> list[Element]:
    near = itertools.islice(block.holder.iter("a"), MAX_LINKS)
    return [link for link in near if (text := text_of(link)) and text in block.text]


def _leads(pattern: re.Pattern[str], link: Element) -> bool:
    href = (link.get("href") or "")[:500]
    if "%" in href:
        href = unquote(href)
    return bool(href) and pattern.search(href.replace("\\", "/")) is not None  # site copiers write «..\tag\index.htm»


def _is_tag(link: Element) -> bool:
    return (
        _TAG_HINT.search(link.get("href") or "") is not None
        and _leads(_TAG_PATH, link)
        and 0 < len(text_of(link).split()) <= WORDS + 1
    )


def _row(link: Element) -> Element:
    """The smallest element around a link that holds another, at most three above it."""
    row = link
    for _ in range(3):
        above = row.getparent()
        if above is None or above.tag in ("body", "html"):
            break
        row = above
        if len(list(itertools.islice(row.iter("a"), 2))) > 1:
            break
    return row


def _is_row(row: Element, links: list[Element]) -> bool:
    text = text_of(row)
    return len(text) <= 2 * MAX_ROW and sum(len(text_of(link)) for link in links) >= ROW_SHARE * len(text)
