"""Where the outlet files the article: its section and its tags, each from the first source that can be believed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote, urljoin, urlsplit

from crawler.extraction import jsonld
from crawler.extraction.head import Head, is_home
from crawler.extraction.metadata import Marks, in_aside, within
from crawler.extraction.tree import Element, squeeze, text_of
from news import agencies, arabic

MAX_TAGS = 60
TAGS_REACH = 80
"""Elements below the article in which its tags are looked for."""
MAX_KEYWORDS = 12
"""A longer keywords meta is the site's, or search bait."""
SURE_KEYWORDS = 4
"""So few keywords are believed though the text has none of them."""
MENU_LINKS = 4
"""So many links side by side are a menu, not the place of one article."""
_SECTION_PATH = re.compile(
    r"(?:^|/)(?:sections?|categor(?:y|ies|ie)|cat|rubriques?|channels?|topics?|taxonomy|departments?|قسم|أقسام|تصنيف)/[^/]"
    r"|[?&](?:cat|catid|cat_id|category|section|sec|secid|section_id|rubrique)=[^&]",
    re.IGNORECASE,
)
_COMMAS = re.compile(r"[,،;؛|]")
_HOME_WORDS = frozenset(
    map(agencies.key, ("الرئيسية", "الصفحة الرئيسية", "Home", "Homepage", "الأخبار الرئيسية", "Accueil", "أخبار مميزة"))
)
# words that describe a news site and no story
_HOUSE_WORDS = frozenset(
    agencies.key(
        "أخبار الأخبار اخبار عاجل عاجلة صحيفة جريدة موقع وكالة قناة إخبارية إخباري بوابة شبكة مجلة"
        " news newspaper breaking website"
    ).split()
)
_SECTION_WORDS = frozenset(
    agencies.key(
        "سياسة اقتصاد رياضة ثقافة فن فنون مجتمع تكنولوجيا علوم صحة منوعات محليات رأي آراء مقالات تقارير حوادث"
        " politics sports economy culture"
    ).split()
)


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
    yield from _section_links(head, marks, start, end)


def _section_links(head: Head, marks: Marks, start: int, end: int) -> Iterator[str]:
    """Short links near the headline that lead to a section, by the form of their address or because the article lies below it."""
    for link in within(marks.links, start, end):
        if not 0 < len(text_of(link).split()) <= 4 or not _leads_to_section(link.get("href") or "", head) or in_aside(link):
            continue
        row = _row(link)
        if len(row) < MENU_LINKS:  # of a breadcrumb's steps the last
            yield from (text_of(item) for item in reversed(row) if _leads_to_section(item.get("href") or "", head))


def _leads_to_section(href: str, head: Head) -> bool:
    try:
        parts = urlsplit(urljoin(head.url, href))
        own = urlsplit(head.url)
    except ValueError:
        return False
    if own.hostname and parts.hostname != own.hostname:
        return False
    if _SECTION_PATH.search(f"{unquote(parts.path)}?{parts.query}"):
        return True
    path = unquote(parts.path).rstrip("/")
    above = bool(path) and unquote(own.path).startswith(path + "/") and not parts.query and not is_home(path + "/", head.url)
    return above and not path.rsplit("/", 1)[-1].isdecimal()


def _row(link: Element) -> list[Element]:
    """The short links side by side with this one."""
    row = link.getparent()
    while row.tag in ("li", "span", "font", "b", "strong") and text_of(row) == text_of(link) and row.getparent() is not None:
        row = row.getparent()
    return [item for item in row.iter("a") if 0 < len(text_of(item).split()) <= 4]


def tags(head: Head, marks: Marks, headline: str | None, body: str, start: int, end: int) -> tuple[str, ...]:
    """Tags as metas, tag links or structured data give them; last the keywords meta, where it speaks of this article."""
    found = head.meta_list("article:tag")
    if not found:
        for element in within(marks.tags, start, end) or _first_after(marks, end):
            rel = (element.get("rel") or "").split()
            if "category" in rel:
                continue
            items = [element] if element.tag == "a" else list(element.iter("a"))
            found += [text_of(item) for item in items if "category" not in (item.get("rel") or "").split()]
    if not found and head.article is not None:
        found = jsonld.texts(head.article.get("keywords"))
    if not found:
        found = [part for value in head.meta_list("news_keywords") for part in _COMMAS.split(value)]
    if not found:
        found = _keywords(head, headline, body)
    title = agencies.key(headline or "")
    cleaned = (squeeze(text).strip(" #,،:") for text in found)
    return tuple(dict.fromkeys(text for text in cleaned if text and len(text) <= 80 and agencies.key(text) not in (title, "")))[
        :MAX_TAGS
    ]


def _first_after(marks: Marks, end: int) -> list[Element]:
    """The first group of tags below the article, where related links stand between them and the text."""
    later = [(at, element) for at, element in marks.tags if end < at <= end + TAGS_REACH]
    return [element for _, element in later if element.getparent() is later[0][1].getparent()] if later else []


def _keywords(head: Head, headline: str | None, body: str) -> list[str]:
    """The keywords meta, unless it is the site's own (names it, or news in general) or the headline taken to pieces."""
    found = [text for value in head.meta_list("keywords")[:1] for part in _COMMAS.split(value) if (text := squeeze(part))]
    keys = [agencies.key(text) for text in found]
    if not 1 <= len(found) <= MAX_KEYWORDS or (len(found) == 1 and len(keys[0].split()) > 4):
        return []
    words = {word for key in keys for word in key.split()}
    sections = sum(key in _SECTION_WORDS for key in keys)
    if words & _HOUSE_WORDS or any(key in head.own for key in keys) or 2 * sections > len(keys):
        return []
    title = agencies.key(headline or "").split()
    if len(keys) >= 4 and keys == [key for key in keys if key in title] and all(" " not in key for key in keys):
        return []
    said = set(arabic.terms(f"{headline or ''} {body}"))
    named = sum(set(arabic.terms(text)) <= said for text in found)
    return found if named or len(found) <= SURE_KEYWORDS else []
