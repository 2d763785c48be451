"""What a page says of itself: metas, title, addresses, structured data, first headings; and whether it speaks of itself at all.

Some copies and some templates print the home page's head on every article. Such a head is `foreign`: nothing in it is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from crawler.extraction.embeds.addresses import unwrap
from crawler.extraction.page import jsonld
from crawler.extraction.page.tree import Element, classes, squeeze, text_of
from news import agencies, links
from news.outlet import Outlet

MAX_TEXT = 1_000
"""Characters of a title or a meta that are read; no honest one is longer."""
MAX_METAS = 300
MAX_LESSER = 12
"""Headings of a lower rank that are looked at, of each rank."""
_READ = ("meta", "title", "link", "h1", "h2", "h3", "script", "input")
_HOME_PATH = re.compile(r"^/?(?:(?:index|default|home)\.\w{2,5}/?|(?:ar|arabic|en|home|ar-\w\w)/?)?$", re.IGNORECASE)
_LOGO = re.compile(r"logo|site-?(?:title|name|branding)|blog-?title|brand|masthead|h1-off|show-for-small")
_HOUSE = frozenset(("website", "organization", "newsmediaorganization", "corporation"))
_SEPARATED = re.compile(r"(?<!\s)\s+[|–—•·»«\-:]+\s+|(?:(?<!\s)\s+)?[|»]\s*")


@dataclass(slots=True)
class Head:
    """Facts of the page before the article is looked for."""

    url: str
    """The page's address, canonical form; "" when nobody knows it."""
    metas: dict[str, list[str]]
    title: str | None
    canonical: str | None
    """rel=canonical as written, unwrapped; not believed yet."""
    nodes: list[jsonld.Node]
    body_classes: frozenset[str]
    h1s: list[Element]
    own: frozenset[str]
    """Comparing forms of the outlet's and the site's names."""
    lesser: list[Element] = field(default_factory=list)
    """The first h2 and h3 headings."""
    fetched: bool = True
    """`url` is where the page was found, not what it claims."""
    lang: str | None = None
    """What the html element says of the language; a debug value, for many templates say «en» on Arabic pages."""
    foreign: bool = False
    password: bool = False
    """The page asks for a password somewhere."""
    article: jsonld.Node | None = None
    """The JSON-LD node of this article."""

    def meta(self, *names: str) -> str | None:
        """The first non-empty value of the named metas, None in a foreign head."""
        return None if self.foreign else next((value for name in names for value in self.metas.get(name, ()) if value), None)

    def meta_list(self, name: str) -> list[str]:
        return [] if self.foreign else [value for value in self.metas.get(name, ()) if value]


def read(root: Element, url: str, outlet: Outlet) -> Head:
    """Read the head once."""
    found: dict[str, list[Element]] = {name: [] for name in _READ}
    for element in root.iter(*_READ):  # one pass in C; an XPath union of the same names took four times as long
        found[element.tag].append(element)
    metas: dict[str, list[str]] = {}
    for meta in found["meta"]:
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = meta.get("content")
        if name and content and len(content) < 5_000 and len(metas) < MAX_METAS:
            metas.setdefault(name.strip().lower()[:80], []).append(squeeze(content)[:MAX_TEXT])
    # an svg has titles too, none of which comes first
    title = found["title"][0] if found["title"] else None
    link = next(
        (href for link in found["link"] if (link.get("rel") or "").lower() == "canonical" and (href := link.get("href"))), None
    )
    body = root.find("body")
    head = Head(
        url=url,
        metas=metas,
        title=text_of(title)[:MAX_TEXT] if title is not None else None,
        canonical=unwrap(link) if link else None,
        nodes=jsonld.read(found["script"]),
        body_classes=frozenset(classes(body).split()) if body is not None else frozenset(),
        h1s=found["h1"],
        own=frozenset(),
        lesser=[*found["h2"][:MAX_LESSER], *found["h3"][:MAX_LESSER]],
        fetched=bool(url),
        lang=root.get("lang"),
        password=any(field.get("type") == "password" for field in found["input"]),
    )
    if not head.url:
        head.url = _claimed(head) or ""
    head.own = _own(head, outlet) | _affixes(head)
    head.h1s = [h1 for h1 in head.h1s if not _is_logo(h1, head)]
    head.foreign = _is_foreign(head)
    head.article = _article_node(head) if head.nodes else None
    return head


def _own(head: Head, outlet: Outlet) -> frozenset[str]:
    names = [
        outlet.name_ar,
        outlet.name_en,
        *head.metas.get("og:site_name", ()),
        *head.metas.get("application-name", ()),
        *head.metas.get("al:android:app_name", ()),
    ]
    names += [name for node in head.nodes if jsonld.types(node) & _HOUSE and (name := jsonld.text(node.get("name")))]
    publisher = next((jsonld.text(node["publisher"]) for node in head.nodes if "publisher" in node), None)
    host = (urlsplit(head.url).hostname or "").removeprefix("www.").removeprefix("arabic.").removeprefix("ar.")
    return agencies.own_names(*names, publisher, host, host.split(".", maxsplit=1)[0] if host else None)


def _affixes(head: Head) -> frozenset[str]:
    """What stands before or after the heading in the page's titles: «heading - site»."""
    titles = [title for title in (head.title, *head.metas.get("og:title", ())) if title]
    found: list[str] = []
    for text in filter(lambda text: len(text) >= 12, map(text_of, head.h1s[:6])):
        for title in titles:
            before, middle, after = title.partition(text)
            rest = f"{before} {after}".strip(" \t|–—•·»«-:")
            if middle and 1 < len(rest) <= 40 and len(rest.split()) <= 5:
                found.append(rest)
    return agencies.own_names(*found)


def descriptions(head: Head) -> frozenset[str]:
    """Comparing forms of what the head says the article is about."""
    told = [*head.meta_list("description"), *head.meta_list("og:description"), *head.meta_list("twitter:description")]
    if head.article is not None:
        told += [text for key in ("description", "alternativeHeadline") if (text := jsonld.text(head.article.get(key)))]
    return frozenset(folded for text in told if len(text) >= 15 and (folded := agencies.key(text)))


def is_home(url: str, base: str = "") -> bool:
    """Whether an address is a site's front page."""
    try:
        parts = urlsplit(urljoin(base, unwrap(url)))
    except ValueError:
        return False
    return bool(_HOME_PATH.match(parts.path)) and not parts.query


@lru_cache(maxsize=1024)
def believable(claim: str | None, url: str) -> str | None:
    """The canonical form of an address a page claims for itself; None unless it is on the page's own site and no front page."""
    if not claim:
        return None
    try:
        address = links.canonical(unwrap(claim), url or None)
        if url and (not links.same_site(address, url) or (is_home(address) and not is_home(url))):
            return None
    except ValueError:
        return None
    return None if is_home(address) and not url else address


def claims(head: Head) -> Iterator[tuple[str, str]]:
    """(source, address as written) of every address the page claims, in order of belief.

    A relative canonical («index.htm») is left behind by site copiers, so absolute claims come first. In a foreign head the
    structured data of the article alone speaks of this page.
    """
    stated = _address_of(head.article) if head.article is not None else None
    written = (
        [] if head.foreign else [("rel=canonical", head.canonical), ("og:url", next(iter(head.metas.get("og:url", ())), None))]
    )
    yield from ((source, claim) for source, claim in written if claim and "//" in claim)
    if stated:
        yield "jsonld address", stated
    yield from ((source, claim) for source, claim in written if claim and "//" not in claim)


def canonical(head: Head) -> str:
    """The page's own claim where it is believable, else the address it was fetched at."""
    return next((address for _, claim in claims(head) if (address := claimed_address(claim, head.url))), head.url)


def claimed_address(claim: str, url: str) -> str | None:
    """The canonical form of a claim that may stand for the page at `url`; None for another site, the home page, a list above."""
    address = believable(claim, url)
    return address if address and not _other_place(address, url) else None


def _other_place(address: str, url: str) -> bool:
    """A claim that is a whole section above the page («/news/» for «/news/a-story») names a list, not this page."""
    claimed, own = urlsplit(address).path.rstrip("/"), urlsplit(url).path.rstrip("/")
    return (
        bool(url)
        and not urlsplit(address).query
        and own != claimed
        and own.startswith(claimed + "/")
        and not own.removeprefix(claimed).startswith(("/index.", "/amp"))
    )


def _claimed(head: Head) -> str | None:
    """An address for a page that came without one."""
    found = next((found for claim in (head.canonical, *head.metas.get("og:url", ())) if (found := believable(claim, ""))), None)
    if found is None and head.nodes:
        node = _article_node(head)
        found = believable(_address_of(node), "") if node is not None else None
    return found


def _is_logo(h1: Element, head: Head) -> bool:
    text = agencies.key(text_of(h1))
    in_story = next(h1.iterancestors("article"), None) is not None
    if not text or (text in head.own and not in_story):
        return True
    named = classes(h1)
    parent = h1.getparent()
    if parent is not None:
        named += " " + classes(parent) if parent.tag not in ("body", "main", "article") else ""
    link = next(h1.iterancestors("a"), None)
    inner = h1.find(".//a")
    points_home = any(item is not None and is_home(item.get("href") or "x", head.url) for item in (link, inner))
    return points_home or bool(_LOGO.search(named) and len(text) < 40)


def _is_foreign(head: Head) -> bool:
    if not head.url or is_home(head.url):
        return False
    claims = [claim for claim in (head.canonical, *head.metas.get("og:url", ())) if claim and claim != "/"]
    absolute = [claim for claim in claims if "//" in claim]
    if not absolute or not all(is_home(claim, head.url) for claim in absolute):
        return False
    # a careless site names its home as og:url everywhere, yet the title is the article's
    titles = {
        agencies.key(part)
        for value in (head.title, *head.metas.get("og:title", ()))
        if value
        for part in (value, *_SEPARATED.split(value))
    }
    return not any(agencies.key(text_of(h1)) in titles for h1 in head.h1s)


def _address_of(node: jsonld.Node) -> str | None:
    """The address a JSON-LD node gives its article, as written."""
    main = node.get("mainEntityOfPage")
    address = node.get("url") or (main.get("@id") or main.get("url") if isinstance(main, dict) else main)
    return address if isinstance(address, str) else None


def _article_node(head: Head) -> jsonld.Node | None:
    """The JSON-LD node that speaks of this page: by address, else by headline, else the only one."""
    candidates = [node for node in head.nodes if jsonld.types(node) & (jsonld.ARTICLES | jsonld.VIDEOS | jsonld.GALLERIES)]
    candidates = [
        node
        for node in candidates
        if node.get("headline") or node.get("datePublished") or node.get("name") or node.get("uploadDate")
    ]
    articles = [node for node in candidates if jsonld.types(node) & jsonld.ARTICLES]
    for node in articles:
        address = _address_of(node)
        if address and head.url and believable(address, head.url) == head.url:
            return node
    titles = {agencies.key(text_of(h1)) for h1 in head.h1s} | {agencies.key(value) for value in head.metas.get("og:title", ())}
    for node in articles or candidates:
        if agencies.key(jsonld.text(node.get("headline") or node.get("name")) or "") in titles - {""}:
            return node
    return articles[0] if len(articles) == 1 else None
