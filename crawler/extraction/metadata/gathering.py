"""The marks of a page (dates, bylines, tags, captions, sections), gathered in one pass before anything is cut."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from functools import lru_cache

from crawler.extraction.body import pruning
from crawler.extraction.embeds import cutting
from crawler.extraction.metadata import dating
from crawler.extraction.page.tree import Element, raw_text, text_of

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
    r"|entry-category|cat-links)(?:$|[\s_-])|itemcategory"
)
_ASIDE = re.compile(
    r"related|comment|sidebar|widget|most-?read|latest|recommend|trending|ticker|newsflash|breaking"
    r"|subscribe|newsletter|(?<!post-)(?<!entry-)(?<!article-)(?<!story-)footer|navbar|(?:^|[\s_-])(?:nav|menu|aside)(?:$|[\s_-])"
)
_BODY_TAGS = frozenset(("div", "section", "article", "td", "main", "span"))
_NAMED_TAGS = frozenset(("div", "section", "td"))
_FILED = frozenset("cdbtps")
_NO_BOX = frozenset(("img", "picture", "a"))
_TELLING_TAGS = frozenset(("time", "figcaption", "footer", "aside", "form"))
_TELLING = frozenset(("itemprop", "rel", "property", "itemtype", "role", "hidden", "aria-hidden", "style", *cutting.MARKS))
"""Attributes that may give an element a role, or say that it is none of the article, whatever its name."""
_GALLERY_TAGS = frozenset(("div", "figure", "ul", "section", "article"))
_GALLERY_NAMES = ("allery", "lideshow", "format-image")
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
    suspects: list[tuple[Element, bool]] = field(default_factory=list)
    """Elements that may be a box beside the article (`pruning.prune` decides), and whether their names say so."""
    embeds: list[Element] = field(default_factory=list)
    """Elements that may be embeds (`cutting.cut` decides)."""
    galleries: list[Element] = field(default_factory=list)
    """Boxes named after a gallery."""

    def bodies(self) -> list[Element]:
        """What the page declares to be an article's body, and is still in the tree; pruning must not take it."""
        return [
            element
            for element in self.marked_bodies or self.named_bodies
            if next(element.iterancestors("html"), None) is not None
        ]


@lru_cache(maxsize=8192)
def _roles(class_: str, id_: str) -> str:
    """What a class and id promise: c breadcrumb, d date, b byline, t tags, p caption, i picture box, s section, B body,
    e embed, g gallery, x a box beside the article.
    """
    if not class_ and not id_:
        return ""
    named = f"{class_} {id_}".lower()
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
    found = "".join(letter for letter, pattern in tests if pattern.search(named))
    found += "e" * cutting.is_sign(class_) + "g" * any(part in class_ for part in _GALLERY_NAMES)
    return found + "x" if pruning.is_boilerplate(class_, id_) else found


def gather(root: Element) -> Marks:
    """One pass over what has a name or says its role, before pruning takes the telling elements away."""
    marks = Marks(dict(zip(root.iter(), itertools.count())))
    order = marks.order
    marks.pictures = [(order[element], element) for element in root.iter("img", "amp-img")]
    marks.links = [(order[element], element) for element in root.iter("a")]
    boxes: list[tuple[int, Element]] = []
    asides: dict[Element, bool] = {}
    for element, number in order.items():
        attributes = element.keys()
        tag = element.tag
        if tag in cutting.TAGS and cutting.may_be(element):
            marks.embeds.append(element)
        if not attributes and tag not in _TELLING_TAGS:
            continue
        class_, id_ = element.get("class", ""), element.get("id", "")
        roles = _roles(class_, id_)
        telling = tag in _TELLING_TAGS or not _TELLING.isdisjoint(attributes)
        if not (roles or telling) or tag in _NEVER:
            continue
        if "x" in roles or telling:
            marks.suspects.append((element, "x" in roles))
        if tag in cutting.BOXES and ("e" in roles or (telling and not cutting.MARKS.isdisjoint(attributes))):
            marks.embeds.append(element)
        if "g" in roles and tag in _GALLERY_TAGS:
            marks.galleries.append(element)
        if telling and tag in _BODY_TAGS and "articlebody" in element.get("itemprop", "").lower():
            marks.marked_bodies.append(element)
        if "B" in roles and tag in _NAMED_TAGS and len(class_) + len(id_) < 160:
            marks.named_bodies.append(element)
        if telling or not _FILED.isdisjoint(roles):
            _file(marks, number, element, roles, telling, asides)
        if "i" in roles and "p" not in roles and tag not in _NO_BOX:
            boxes.append((number, element))
    marks.captions += _picture_boxes(boxes, marks, asides)
    marks.captions.sort(key=_place)
    return marks


def _place(mark: tuple[int, Element]) -> int:
    return mark[0]


def _file(marks: Marks, at: int, element: Element, roles: str, telling: bool, asides: dict[Element, bool]) -> None:
    prop, rel = (element.get("itemprop") or "", (element.get("rel") or "").split()) if telling else ("", ())
    if "c" in roles or (telling and "BreadcrumbList" in (element.get("itemtype") or "")):
        marks.crumbs.append(element)
        return
    dated = "d" in roles or (telling and dating.says_date(element))
    byline = "b" in roles or prop == "author" or "author" in rel
    tagged = "t" in roles or "tag" in rel
    caption = "p" in roles or element.tag == "figcaption" or prop == "caption"
    placed = "s" in roles or prop == "articleSection"
    if not (dated or byline or tagged or caption or placed) or in_aside(element, asides):
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


def _picture_boxes(boxes: list[tuple[int, Element]], marks: Marks, asides: dict[Element, bool]) -> list[tuple[int, Element]]:
    """Boxes named after a picture that hold one and a few words: the words are its caption."""
    filed = {element for _, element in marks.captions} | set(marks.crumbs)
    return [
        (at, element)
        for at, element in boxes
        if next(element.iter("img", "amp-img"), None) is not None
        and element not in filed
        and _is_picture_box(element)
        and not in_aside(element, asides)
    ]


def in_aside(element: Element, known: dict[Element, bool] | None = None) -> bool:
    """Inside a box of other articles, comments or navigation. `known` remembers answers between calls on one unchanged tree."""
    known = {} if known is None else known
    path: list[Element] = []
    answer = False
    for parent in itertools.chain((element,), element.iterancestors()):
        remembered = known.get(parent)
        if remembered is not None:
            answer = remembered
            break
        path.append(parent)
        if _is_aside(parent):
            answer = True
            break
    # what stands below an aside is in it; above it nothing is said
    known.update(dict.fromkeys(path, answer))
    return answer


def _is_aside(element: Element) -> bool:
    tag = element.tag
    boxed = tag in ("nav", "aside", "footer") and next(element.iterancestors("article"), None) is None
    if boxed and len(" ".join(raw_text(element).split())) < 2_000:
        return True
    class_, id_ = element.get("class") or "", element.get("id") or ""
    return bool(class_ or id_) and tag not in ("body", "html", "main", "article") and _names_aside(class_, id_)


@lru_cache(maxsize=8192)
def _names_aside(class_: str, id_: str) -> bool:
    named = f"{class_} {id_}".lower()
    return len(named) < 120 and _ASIDE.search(named) is not None


def _is_picture_box(element: Element) -> bool:
    if len(raw_text(element)) > 1_000 or next(element.iter("p", "h1", "h2", "h3", "li", "time"), None) is not None:
        return False
    return 3 < len(text_of(element)) <= 250


def within(found: list[tuple[int, Element]], start: int, end: int) -> list[Element]:
    """The marks between two places of the document."""
    return [element for at, element in found if start <= at <= end]
