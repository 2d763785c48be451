"""The marks of a page (dates, bylines, tags, captions, sections), gathered in one pass before anything is cut."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from crawler.extraction import dating
from crawler.extraction.tree import Element, classes, raw_text, text_of

_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:byline|author|authors|writer|reporter|kateb|katib)(?:$|[\s_-])|(?:byline|write-?by|written-?by|authorname|author-name|writername)"
)
_CAPTION_CLASS = re.compile(
    r"caption|(?:photo|image|img|picture|media)[-_]?(?:credit|desc|description|text|title|source|info"
    r"|copyright|by)|(?:^|[\s_-])credits?(?:$|[\s_-])"
)
_PICTURE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:img|image|photo|picture|pic|figure|media|thumb|thumbnail|featured|gallery|slide|poster|cover)"
)
_BODY_NAME = re.compile(
    r"(?:^|[\s_-])(?:article|entry|post|story|news|single|node|blog|detail|details)s?[-_]*(?:body|content"
    r"|contents|text|txt|copy|inner|main)(?:$|[\s_-])"
    r"|articlebody|storybody|newsbody|postbody|articlecontent|articletext|articlecont(?:$|\s)|newscontent"
    r"|newstext|field-name-body|field--name-body|td-post-content|the-content|body-content|wysiwyg"
    r"|rich-?text"
)
_TAGS_CLASS = re.compile(r"(?:^|[\s_-])(?:tags?|keywords|hashtags)(?:$|[\s_-])|(?:tags|taglist)(?:$|[\s_-])")
_CRUMB_CLASS = re.compile(r"breadcrumb|breadcumb|crumbs")
_SECTION_CLASS = re.compile(
    r"(?:^|[\s_-])(?:kicker|subheadline|category|categories|cat|section|rubric|post-cat|cat-name"
    r"|entry-category|cat-links)(?:$|[\s_-])|itemCategory"
)
_ASIDE = re.compile(
    r"related|comment|sidebar|widget|most-?read|latest|recommend|trending|ticker|newsflash|breaking"
    r"|subscribe|newsletter|footer|navbar|(?:^|[\s_-])(?:nav|menu|aside)(?:$|[\s_-])"
)
_BODY_TAGS = frozenset(("div", "section", "article", "td", "main", "span"))
_NAMED_TAGS = frozenset(("div", "section", "td"))
_NEVER = frozenset(("html", "body", "script", "style", "head", "meta", "link", "noscript"))


@dataclass(slots=True)
class Marks:
    """Elements that may say something of the article, each with its place in the document."""

    order: dict[Element, int]
    dated: list[tuple[int, Element]] = field(default_factory=list)
    bylines: list[tuple[int, Element]] = field(default_factory=list)
    tags: list[tuple[int, Element]] = field(default_factory=list)
    captions: list[tuple[int, Element]] = field(default_factory=list)
    crumbs: list[Element] = field(default_factory=list)
    sections: list[tuple[int, Element]] = field(default_factory=list)
    pictures: list[tuple[int, Element]] = field(default_factory=list)
    links: list[tuple[int, Element]] = field(default_factory=list)
    marked_bodies: list[Element] = field(default_factory=list)
    """Elements microdata declares to be an article's body."""
    named_bodies: list[Element] = field(default_factory=list)
    """Elements whose class or id is a usual name of an article's body."""

    def bodies(self) -> list[Element]:
        """What the page declares to be an article's body, and is still in the tree; pruning must not take it."""
        return [
            element
            for element in self.marked_bodies or self.named_bodies
            if next(element.iterancestors("html"), None) is not None
        ]


@lru_cache(maxsize=8192)
def _roles(named: str) -> str:
    """What a class and id promise: c breadcrumb, d date, b byline, t tags, p caption, i picture box, s section, B body."""
    if named == " ":
        return ""
    tests = (
        ("c", _CRUMB_CLASS),
        ("d", dating.DATE_CLASS),
        ("b", _BYLINE_CLASS),
        ("t", _TAGS_CLASS),
        ("p", _CAPTION_CLASS),
        ("i", _PICTURE_CLASS),
        ("s", _SECTION_CLASS),
        ("B", _BODY_NAME),
    )
    return "".join(letter for letter, pattern in tests if pattern.search(named))


def gather(root: Element) -> Marks:
    """One pass over all elements, before pruning takes the telling ones away."""
    marks = Marks({})
    for number, element in enumerate(root.iter()):
        marks.order[element] = number
        tag = element.tag
        if tag in ("img", "amp-img"):
            marks.pictures.append((number, element))
        elif tag == "a":
            marks.links.append((number, element))
        attributes = element.attrib
        if (not attributes and tag not in ("time", "figcaption")) or tag in _NEVER or not isinstance(tag, str):
            continue
        roles = _roles(classes(element)) if "class" in attributes or "id" in attributes else ""
        if tag in _BODY_TAGS:
            if "articlebody" in attributes.get("itemprop", "").lower():
                marks.marked_bodies.append(element)
            if "B" in roles and tag in _NAMED_TAGS and len(classes(element)) < 160:
                marks.named_bodies.append(element)
        roles = roles.replace("B", "")
        if (
            roles
            or tag in ("time", "figcaption")
            or "itemprop" in attributes
            or "rel" in attributes
            or "property" in attributes
            or "itemtype" in attributes
        ):
            _file(marks, number, element, roles)
    return marks


def _file(marks: Marks, at: int, element: Element, roles: str) -> None:
    prop, rel = element.get("itemprop") or "", (element.get("rel") or "").split()
    if "c" in roles or "BreadcrumbList" in (element.get("itemtype") or ""):
        marks.crumbs.append(element)
        return
    dated = "d" in roles or dating.says_date(element)
    byline = "b" in roles or prop == "author" or "author" in rel
    tagged = "t" in roles or "tag" in rel
    caption = "p" in roles or element.tag == "figcaption" or prop == "caption" or ("i" in roles and _is_picture_box(element))
    placed = "s" in roles or prop == "articleSection"
    if not (dated or byline or tagged or caption or placed) or in_aside(element):
        return
    if dated:
        marks.dated.append((at, element))
    if byline:
        marks.bylines.append((at, element))
    if tagged:
        marks.tags.append((at, element))
    if caption and next(element.iter("time"), None) is None:
        marks.captions.append((at, element))
    if placed:
        marks.sections.append((at, element))


def in_aside(element: Element) -> bool:
    """Inside a box of other articles, comments or navigation."""
    for parent in (element, *element.iterancestors()):
        if (
            parent.tag in ("nav", "aside", "footer")
            and len(text_of(parent)) < 2_000
            and next(parent.iterancestors("article"), None) is None
        ):
            return True
        if (
            parent.tag not in ("body", "html", "main", "article")
            and (named := classes(parent)) != " "
            and len(named) < 120
            and _ASIDE.search(named)
        ):
            return True
    return False


def _is_picture_box(element: Element) -> bool:
    """A box named after a picture that holds one and a few words: the words are its caption."""
    if element.tag in ("img", "picture", "a"):
        return False
    if (
        next(element.iter("p", "h1", "h2", "h3", "li", "time"), None) is not None
        or next(element.iter("img", "amp-img", "picture"), None) is None
        or len(raw_text(element)) > 1_000
    ):
        return False
    return 3 < len(text_of(element)) <= 250


def within(found: list[tuple[int, Element]], start: int, end: int) -> list[Element]:
    """The marks between two places of the document."""
    return [element for at, element in found if start <= at <= end]
