"""Is the page an article? Signs for and against, general ones only, weighed; each refusal says why.

No single sign is believed: copies print the home page's head on articles, themes call every page an article, categories claim
og:type «article».
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from crawler.extraction.body.bodytext import Body
from crawler.extraction.gate import housewords, walls
from crawler.extraction.metadata.headline import Headline
from crawler.extraction.page import jsonld
from crawler.extraction.page.head import Head, is_home
from crawler.extraction.page.tree import Block, text_of
from news import agencies
from news.article import Entry, NotAnArticle
from news.outlet import Outlet

LONG, PROSE = 80, 1_500
"""Characters of a paragraph, and of paragraphs without links that are a story though nothing on the page says so."""
LINES = 6
"""So many lines without links are text, be it a poem, a table of prices or prayer times."""
MAX_DELAY = 30
"""Seconds; a page that reloads itself later than so is no redirect."""
THRESHOLD = 2.0
"""Weight of signs from which a page counts as an article."""
MAX_BLOCKS = 20_000
"""Lines of text from which a page is no article, but a dump; the longest liveblogs have some 5,000."""

_SINGLE = re.compile(
    r"^(?:single(?:-\w+)*|postid-\d+|post-template-default|node-type-(?:article|news|story|post)"
    r"|page-node-type-(?:article|news|story)|article-page|page-article|is-article|story-page|news-details?"
    r"|article|story)$"
)
_LISTING = re.compile(
    r"^(?:archive|category|tag|author|search|search-results|search-no-results|error404|blog|paged"
    r"|blog-index|tax-\w+|date|taxonomy|listing|page-taxonomy|section-page|front|path-frontpage"
    r"|post-type-archive)$"
)
_LIST_PATH = re.compile(
    r"(?:^|/)(?:category|categories|cat|tag|tags|topic|topics|author|authors|writers|search|archive"
    r"|archives|section|sections|taxonomy|label|keyword|keywords|page/?\d+|page\d+|feed|wp-admin"
    r"|wp-login\.php|login|register|contact|contact-us|about|about-us|privacy|privacy-policy|terms"
    r"|sitemap)(?:/|$|\.)",
    re.IGNORECASE,
)
_LIST_QUERY = re.compile(r"(?:^|&)(?:(?:s|q|search|cat|tag|author)=|(?:paged|page)=\d+(?:&|$))")
_STORY_PATH = re.compile(r"/(?:19|20)\d\d/\d{1,2}/|\d{5,}|/[^/]*(?:-[^/-]+){3,}")
_REFRESH = re.compile(r"^\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?['\"]?[^\s'\"]", re.IGNORECASE)
_LANGUAGE = re.compile(r"[?&](?:lang|language|locale|hl)=[\w-]{2,8}(?=&|$)")
"""What an address may ask of a front page without asking for another page."""
SHORT_TEXT, SHORT_WORDS = 20, 4
"""Characters without links, and words of one line, that are a story where a date and a confirmed headline stand above them."""


@dataclass(slots=True)
class Verdict:
    score: float
    reasons: list[str]


def challenge(head: Head, headline: Headline, body: Body, source: str = "", dated: bool = False) -> None:
    """Raises NotAnArticle for what stands where an article should, with its own reason (`walls`). `source`: the page's markup."""
    if len(body.blocks) > MAX_BLOCKS:
        raise NotAnArticle("too_large", f"{len(body.blocks):,} lines of text; the cap is {MAX_BLOCKS:,}")
    _refuse_refresh(body)
    walls.refuse(head, headline, body, source, dated, count_teasers(body))


def _refuse_refresh(body: Body) -> None:
    if body.weight >= walls.EMPTY:
        return
    for meta in body.container.getroottree().getroot().iter("meta"):
        content = (meta.get("content") or "")[:300]
        refresh = (meta.get("http-equiv") or "").lower() == "refresh"
        if refresh and (found := _REFRESH.match(content)) and int(found[1]) <= MAX_DELAY:
            raise NotAnArticle("redirect", f"sends its reader to {content.partition(';')[2].strip()}")


def refuse_address(head: Head) -> None:
    """Raises NotAnArticle for a front page."""
    if head.url and is_home(_LANGUAGE.sub("", head.url)):
        raise NotAnArticle("not_article", "front page")


def weigh(head: Head, headline: Headline, body: Body, outlet: Outlet, entry: Entry | None, dated: bool) -> Verdict:
    """All signs, for and against."""
    found = [*_from_head(head, headline), *_from_classes(head), *_from_address(head, outlet)]
    title = agencies.key(headline.text or "")
    if body.declared:
        found.append((1.0, "declared body"))
    if headline.confirmed:
        found.append((1.0, "headline confirmed"))
    if dated:
        found.append((1.0, "dated"))
    if entry is not None and entry.source and entry.published is not None:
        found.append((2.0, "in a feed"))
    if any(housewords.is_house_page(text, head.own, dated, body.weight) for text in {title, agencies.key(head.title or "")}):
        found.append((-4.0, "a house page"))
    if housewords.is_filler(body):
        found.append((-8.0, "filler text of a design"))
    teasers = count_teasers(body)
    if teasers >= 4 and body.weight < 500 * teasers:
        found.append((-4.0, f"{teasers} teasers"))
    if not headline.text:
        found.append((-4.0, "no headline"))
    if any("noindex" in value.lower() for value in head.metas.get("robots", ())):
        found.append((-1.5, "noindex"))
    told = _from_text(body, dated and headline.confirmed)
    if headline.text or told[0] < 0:  # text nobody gave a headline is a page of many
        found.append(told)
    return Verdict(sum(weight for weight, _ in found), [f"{reason} {weight:+g}" for weight, reason in found])


def _from_head(head: Head, headline: Headline) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    kinds = frozenset().union(*(jsonld.types(node) for node in head.nodes)) if head.nodes else frozenset()
    title = agencies.key(headline.text or "")
    if head.article is not None:
        agrees = agencies.key(jsonld.text(head.article.get("headline") or head.article.get("name")) or "") == title
        found.append((4.0 if agrees else 2.0, "JSON-LD article"))
    if not head.foreign:
        if head.meta("og:type") == "article":
            found.append((2.0, "og:type article"))
        if head.meta("article:published_time"):
            found.append((1.5, "published_time"))
        listed = kinds & jsonld.LISTINGS
        if listed and head.article is None:
            found.append((-6.0, f"JSON-LD {min(listed)}"))
    return found


def _from_classes(head: Head) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    if any(map(_SINGLE.match, head.body_classes)):
        found.append((3.0, "body class of a single article"))
    elif "post" in head.body_classes:
        found.append((1.0, "body class post"))
    listing = sorted(token for token in head.body_classes if _LISTING.match(token))
    if listing and not any(token.startswith(("single", "postid")) for token in head.body_classes):
        found.append((-5.0, f"body class {listing[0]}"))
    return found


def _from_address(head: Head, outlet: Outlet) -> list[tuple[float, str]]:
    if not head.url:
        return []
    parts = urlsplit(head.url)
    path = unquote(parts.path)
    found: list[tuple[float, str]] = []
    if outlet.article_url and re.search(outlet.article_url, head.url):
        found.append((2.0, "address of an article"))
    if _LIST_PATH.search(path.removesuffix("/index.html")) or _LIST_QUERY.search(parts.query):
        found.append((-3.0, "address of a list"))
    elif _STORY_PATH.search(path):
        found.append((0.5, "address of a story"))
    return found


def _from_text(body: Body, signed: bool) -> tuple[float, str]:
    free = [block for block in body.blocks if block.embed is None and block.link_share <= 0.1]
    long = [block for block in free if block.weight >= LONG]
    if sum(block.weight for block in long) >= PROSE and len(long) >= 4:
        return 2.5, "a long text"
    if body.weight >= 600 and sum(1 for block in body.blocks if block.weight >= LONG) >= 2:
        return 1.0, "running text"
    if any(block.weight >= LONG for block in body.blocks):
        return 0.0, "some text"
    if len(free) >= LINES:
        return 0.0, "lines of text"
    if signed and any(len(block.text.split()) >= SHORT_WORDS for block in free):
        return (0.0, "a short text") if sum(block.weight for block in free) >= SHORT_TEXT else (-1.0, "little text")
    return -1.0, "little text"


def count_teasers(body: Body) -> int:
    """Headings that are links, inside the article's own container: a list of other articles."""
    found = 0
    for heading in body.container.iter("h1", "h2", "h3", "h4", "h5", "dt", "dd"):
        link = heading.find(".//a[@href]")
        if link is None:
            link = next(heading.iterancestors("a"), None)
        if link is not None and len(text_of(heading)) >= 12 and not (link.get("href") or "#").startswith("#"):
            found += 1
    return found


def is_linked_list(blocks: list[Block]) -> bool:
    """Most of the container's text is links."""
    chars = sum(len(block.text) for block in blocks) or 1
    return sum(block.link_chars for block in blocks) > 0.6 * chars
