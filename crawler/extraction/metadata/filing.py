"""Where the outlet files the article: its section and its tags, each from the first source that can be believed.

Section: breadcrumb in structured data, breadcrumb on the page, meta, articleSection, category link, kicker, a section's link
beside the headline, the menu's highlighted item, lines no name marks (`unnamed`). Of a breadcrumb the last step that is neither
home nor headline. A word that says nothing («أخبار», «غير مصنف») or is an address's spelling («middle-east») waits until no
stronger source names a better one.

Tags: article:tag metas, tag links, a line «وسوم: …» or of hashtags, a row of links to tags, structured data, news_keywords, the
keywords meta where it speaks of this article. Section, author and site are no tags.
"""

# ruff: noqa: SIM905 - a list of words reads better as text

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import unquote, urljoin, urlsplit

from crawler.extraction.body.bodytext import Body
from crawler.extraction.metadata import unnamed
from crawler.extraction.metadata.gathering import Marks, in_aside, within
from crawler.extraction.metadata.unnamed import FILED, HOME_WORDS, SECTION_PATH
from crawler.extraction.page import jsonld
from crawler.extraction.page.head import Head, is_home
from crawler.extraction.page.tree import Element, squeeze, text_of
from news import agencies, arabic
from news.article import Removed

MAX_TAGS = 60
MAX_SECTION = 60
SECTION_WORDS = 8
"""Words of a section's name; a longer text is a sentence."""
MAX_LINKS = 500
"""Links around the article that are looked at; honest articles have dozens."""
TAGS_REACH = 80
"""Elements below the article in which its tags are looked for."""
MAX_KEYWORDS = 12
"""A longer keywords meta is the site's, or search bait."""
SURE_KEYWORDS = 4
"""So few keywords are believed though the text has none of them."""
MENU_LINKS = 4
"""So many links side by side are a menu, not the place of one article."""
_WEAK_SOURCES = frozenset(("link", "menu", "breadcrumb row", "filed line", "menu line"))
"""Nothing marks these as the section; they never outweigh a general word («أخبار») that is."""
_HERE = re.compile(r"(?:^|[\s_-])(?:on|active|is-active|current|selected|highlighted)(?:$|[\s_-])|current-(?:menu|post|category)")
_ANCESTOR = re.compile(r"current-(?:post|category)-(?:ancestor|parent)")
_SLUG = re.compile(r"^[a-z0-9]+(?:[-_ ][a-z0-9]+)*$")
"""An address's spelling of a section."""
_HASHTAGS = re.compile(r"^(?:\s*#[\w\u200c]{2,50}[\s،,|]*){1,20}$")
_TAG_LINE = re.compile(
    r"^\W*(?:الكلمات الدلالية|الكلمات المفتاحية|كلمات مفتاحية|كلمات دلالية|كلمات البحث"
    r"|الوسوم|وسوم|علامات|هاشتاغ|Tags|Keywords)\s*[:：]\s*(.+)$",
    re.IGNORECASE,
)
_COMMAS = re.compile(r"[,،;؛|]")
_SPACES_OR_COMMAS = re.compile(r"[,،;؛|\s]+")
_SAYS_NOTHING = frozenset(
    agencies.key(name)
    for name in "أخبار|الأخبار|اخبار|آخر الأخبار|كل الأخبار|غير مصنف|أخرى|عام|news|uncategorized|general|all".split("|")
)
_TAG_LABELS = frozenset(
    agencies.key(name)
    for name in (
        "وسوم|الوسوم|كلمات مفتاحية|الكلمات المفتاحية|الكلمات الدلالية|كلمات دلالية|المزيد|المزيد عن|علامات|tags|more".split("|")
    )
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


def section(head: Head, marks: Marks, headline: str | None, start: int, end: int, body: Body | None = None) -> str | None:
    """The section the page puts the article in, by the order above."""
    fits = section_test(head, headline)
    later: str | None = None
    for source, text in sections(head, marks, start, end, fits, body):
        if fits(text):
            if source in _WEAK_SOURCES and later:
                break
            if agencies.key(text) not in _SAYS_NOTHING and not _SLUG.match(text):
                return text
            later = later or text
    return later


def section_test(head: Head, headline: str | None) -> Callable[[str], bool]:
    """Whether a text can be the name of a section: no home, no site, no headline."""
    title = agencies.key(headline or "")

    def fits(text: str) -> bool:
        if not text or len(text) > MAX_SECTION or "://" in text or len(text.split()) > SECTION_WORDS:
            return False
        folded = agencies.key(text)
        repeats = folded == title or (title.startswith(folded) and len(folded.split()) >= 3)
        return bool(folded) and not repeats and folded not in HOME_WORDS and folded not in head.own and not folded.isdecimal()

    return fits


def sections(
    head: Head, marks: Marks, start: int, end: int, fits: Callable[[str], bool], body: Body | None = None
) -> Iterator[tuple[str, str]]:
    """(source, text) of the candidates in the order of belief; of a breadcrumb only the last step that fits."""
    for node in head.nodes:
        items = node.get("itemListElement") if "breadcrumblist" in jsonld.types(node) else None
        steps = [jsonld.text(item.get("name") or item.get("item")) for item in items or () if isinstance(item, dict)]
        yield from [("jsonld breadcrumb", text) for text in steps if text and fits(text)][-1:]
    for crumb in marks.crumbs[:3]:
        shown = [
            text_of(item).strip(" /»›>") for item in crumb.iter("a", "li", "span") if next(item.iter("a"), None) in (None, item)
        ]
        yield from [("breadcrumb", text) for text in shown if fits(text)][-1:]
    for name in ("article:section", "section", "article:category", "category"):
        yield from ((f"meta {name}", value) for value in head.meta_list(name)[:1])
    if head.article is not None:
        yield from (("jsonld articleSection", text) for text in jsonld.texts(head.article.get("articleSection")))
    for at, element in marks.tags:
        if start <= at <= end and "category" in (element.get("rel") or ""):
            yield "category link", text_of(next(element.iter("a"), element))
    below = (element for element in within(marks.sections, end + 1, end + TAGS_REACH) if FILED.match(text_of(element)))
    for element in within(marks.sections, start - 12, end) or list(below)[:1]:
        yield from (("kicker", label) for label in unnamed.kicker(element, body))
    yield from (("link", text) for text in _section_links(head, marks, start, end))
    yield from (("menu", text) for text in _highlighted(head, marks))
    if body is not None:
        yield from unnamed.sections(body, marks)


def _highlighted(head: Head, marks: Marks) -> Iterator[str]:
    """Menu items shown as the place we are in: those the system calls the article's ancestor, or whose address is part of the
    page's («/middle_east/» for «/2013/middle_east/8/…»).
    """
    try:
        own = {part for part in unquote(urlsplit(head.url).path).split("/") if part and not part.isdecimal()}
    except ValueError:
        return
    for _, link in marks.links:
        parent = link.getparent()
        named = f"{link.get('class') or ''} {parent.get('class') or '' if parent is not None else ''}"
        if not _HERE.search(named) and link.get("aria-current") is None:
            continue
        path = unquote(link.get("href") or "").split("?")[0].rstrip("/").rsplit("/", 1)[-1]
        if 0 < len(text_of(link).split()) <= MENU_LINKS and ((path and path in own) or _ANCESTOR.search(named)):
            yield text_of(link)


def _section_links(head: Head, marks: Marks, start: int, end: int) -> Iterator[str]:
    """Short links near the headline that lead to a section, by the form of their address or because the article lies below it."""
    for link in within(marks.links, start, end)[:MAX_LINKS]:
        if not 0 < len(text_of(link).split()) <= 4 or not _leads_to_section(link.get("href") or "", head) or in_aside(link):
            continue
        row = _row(link)
        if len(row) < MENU_LINKS:  # of a breadcrumb's steps the last
            yield from (text_of(item) for item in reversed(row) if _leads_to_section(item.get("href") or "", head))


def _leads_to_section(href: str, head: Head) -> bool:
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
        return False
    try:
        parts = urlsplit(urljoin(head.url, href))
        own = urlsplit(head.url)
    except ValueError:
        return False
    if own.hostname and parts.hostname != own.hostname:
        return False
    if SECTION_PATH.search(f"{unquote(parts.path)}?{parts.query}"):
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


def tags(
    head: Head,
    marks: Marks,
    headline: str | None,
    body: str,
    start: int,
    end: int,
    *,
    lines: Iterable[str] = (),
    others: Iterable[str | None] = (),
    found: Body | None = None,
) -> tuple[str, ...]:
    """The tags of the first source that has any, by the order above.

    `lines` are those cut from the body; `others` what is no tag because it stands elsewhere: section, authors.
    """
    apart = (headline, *others)
    sources = tag_sources(head, marks, headline, body, start, end, lines, found)
    return next((tuple(kept) for _, found in sources if found and (kept := kept_tags(found, head, apart))), ())


def kept_tags(found: Iterable[str], head: Head, others: Iterable[str | None]) -> list[str]:
    """Tags without their «#», each once, and none that is a label, the site, or one of `others`."""
    apart = {agencies.key(text) for text in others if text} | _TAG_LABELS | head.own | {""}
    cleaned = (squeeze(text.replace("_", " ") if "#" in text else text).strip(" #,،:.") for text in found)
    return list(dict.fromkeys(text for text in cleaned if len(text) <= 80 and agencies.key(text) not in apart))[:MAX_TAGS]


def tag_lines(removed: Iterable[Removed]) -> list[str]:
    """The lines cut from a body that may hold its tags."""
    return [row.text for row in removed if row.reason == "furniture:keywords" or row.text.startswith("#")]


def tag_sources(
    head: Head,
    marks: Marks,
    headline: str | None,
    body: str,
    start: int,
    end: int,
    lines: Iterable[str],
    found: Body | None = None,
) -> Iterator[tuple[str, list[str]]]:
    """(source, tags) in the order of belief."""
    metas = head.meta_list("article:tag")
    yield "meta article:tag", _COMMAS.split(metas[0]) if len(metas) == 1 else metas
    linked: list[str] = []
    marked = [(at, element) for at, element in marks.tags if _may_hold_tags(element)]
    for element in within(marked, start, end) or _first_after(marked, end):
        items = [element] if element.tag == "a" else list(element.iter("a"))
        linked += [text_of(item) for item in items if "category" not in (item.get("rel") or "").split()]
    yield "tag links", linked
    yield "line", [tag for line in lines for tag in _line_tags(line)]
    yield "tag row", unnamed.tags(found, marks, start, end) if found is not None else []
    if head.article is not None:
        yield "jsonld keywords", jsonld.texts(head.article.get("keywords"))
    yield "meta news_keywords", [part for value in head.meta_list("news_keywords") for part in _COMMAS.split(value)]
    yield "meta keywords", _keywords(head, headline, body)


def _may_hold_tags(element: Element) -> bool:
    """No link to a category, and no story: WordPress names the whole article after its tags («post tag-bridges»)."""
    return "category" not in (element.get("rel") or "").split() and next(element.iter("p"), None) is None


def _line_tags(line: str) -> list[str]:
    """«وسوم: أسواق، تراث» and lines of nothing but hashtags."""
    if "#" in line and _HASHTAGS.match(line):
        return [tag for tag in _SPACES_OR_COMMAS.split(line) if tag.startswith("#")]
    found = _TAG_LINE.match(line)
    if found is None:
        return []
    return [tag for tag in re.split(r"\s*(?=#)", found[1]) if tag] if "#" in found[1] else _COMMAS.split(found[1])


def _first_after(marked: list[tuple[int, Element]], end: int) -> list[Element]:
    """The first group of tags below the article, where related links stand between them and the text."""
    later = [(at, element) for at, element in marked if end < at <= end + TAGS_REACH]
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
