"""Section and tags; and the marks of a page (dates, bylines, tags, captions) gathered before anything is cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from crawler.extraction import dating, jsonld
from crawler.extraction.head import Head
from crawler.extraction.tree import Element, classes, squeeze, text_of
from news import agencies

MAX_TAGS = 60
_HOME_WORDS = frozenset(
    map(agencies.key, ("الرئيسية", "الصفحة الرئيسية", "Home", "Homepage", "الأخبار الرئيسية", "Accueil", "أخبار مميزة"))
)
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:byline|author|authors|writer|reporter|kateb|katib)(?:$|[\s_-])|(?:byline|authorname|author-name|writername)"
)
_CAPTION_CLASS = re.compile(
    r"caption|(?:photo|image|img|picture|media)[-_]?(?:credit|desc|description|text|title|source|info"
    r"|copyright|by)|(?:^|[\s_-])credits?(?:$|[\s_-])"
)
_PICTURE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:img|image|photo|picture|pic|figure|media|thumb|thumbnail|featured|gallery|slide|poster|cover)"
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


@lru_cache(maxsize=8192)
def _roles(named: str) -> str:
    """What a class and id promise, a letter each: breadcrumb c, date d, byline b, tags t, caption p, picture box i, section s."""
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
        attributes = element.attrib
        if (not attributes and tag not in ("time", "figcaption")) or tag in _NEVER or not isinstance(tag, str):
            continue
        roles = _roles(f"{attributes.get('class', '')} {attributes.get('id', '')}".lower())
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
    if not (dated or byline or tagged or caption or placed) or _in_aside(element):
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


def _in_aside(element: Element) -> bool:
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
        next(element.iter("img", "amp-img", "picture"), None) is None
        or next(element.iter("p", "h1", "h2", "h3", "li", "time"), None) is not None
    ):
        return False
    return 3 < len(text_of(element)) <= 250


def within(found: list[tuple[int, Element]], start: int, end: int) -> list[Element]:
    """The marks between two places of the document."""
    return [element for at, element in found if start <= at <= end]


def section(head: Head, marks: Marks, headline: str | None, start: int, end: int) -> str | None:
    """The section the page puts the article in: breadcrumb, meta, structured data, category link, kicker; in this order."""
    title = agencies.key(headline or "")

    def fits(text: str) -> bool:
        folded = agencies.key(text)
        repeats = folded == title or (title.startswith(folded) and len(folded) > 25)
        return bool(folded) and len(text) <= 60 and not repeats and folded not in _HOME_WORDS and folded not in head.own

    return next((text for text in _sections(head, marks, start, end, fits) if fits(text)), None)


def _sections(head: Head, marks: Marks, start: int, end: int, fits: Callable[[str], bool]) -> Iterator[str]:
    """Candidates in the order of belief; of a breadcrumb only the last step that fits."""
    for node in head.nodes:
        items = node.get("itemListElement") if "breadcrumblist" in jsonld.types(node) else None
        steps = [jsonld.text(item.get("name") or item.get("item")) for item in items or () if isinstance(item, dict)]
        yield from [text for text in steps if text and fits(text)][-1:]
    for crumb in marks.crumbs[:3]:
        shown = [
            text_of(item).strip(" /»›>") for item in crumb.iter("a", "li", "span") if next(item.iter("a"), None) in (None, item)
        ]
        yield from [text for text in shown if fits(text)][-1:]
    stated = head.meta("article:section", "section", "article:category", "category")
    if stated:
        yield stated
    if head.article is not None:
        yield from jsonld.texts(head.article.get("articleSection"))
    linked = [element for at, element in marks.tags if start <= at <= end and "category" in (element.get("rel") or "")]
    for element in (*linked, *within(marks.sections, start - 12, end)):
        yield text_of(next(element.iter("a"), element))


def tags(head: Head, marks: Marks, headline: str | None, start: int, end: int) -> tuple[str, ...]:
    """Tags as metas, tag links, or structured data give them. The keywords meta is not believed: often it is the site's own."""
    found = head.meta_list("article:tag")
    if not found:
        for element in within(marks.tags, start, end):
            rel = (element.get("rel") or "").split()
            if "category" in rel:
                continue
            items = [element] if element.tag == "a" else list(element.iter("a"))
            found += [text_of(item) for item in items if "category" not in (item.get("rel") or "").split()]
    if not found and head.article is not None:
        found = jsonld.texts(head.article.get("keywords"))
    if not found:
        found = [part for value in head.meta_list("news_keywords") for part in re.split(r"[,،;]", value)]
    title = agencies.key(headline or "")
    cleaned = (squeeze(text).strip(" #,،:") for text in found)
    return tuple(dict.fromkeys(text for text in cleaned if text and len(text) <= 80 and agencies.key(text) not in (title, "")))[
        :MAX_TAGS
    ]
