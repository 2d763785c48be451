"""What a page says of itself: metas, title, addresses, structured data, first headings; and whether it speaks of itself at all.

Some copies and some templates print the home page's head on every article. Such a head is `foreign`: nothing in it is believed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from crawler.extraction import jsonld
from crawler.extraction.posts import unwrap
from crawler.extraction.tree import Element, classes, squeeze, text_of
from news import agencies, links
from news.outlet import Outlet

MAX_TEXT = 1_000
"""Characters of a title or a meta that are read; no honest one is longer."""
MAX_METAS = 300
_HOME_PATH = re.compile(r"^/?(?:(?:index|default|home)\.\w{2,5}/?|(?:ar|arabic|en|home|ar-\w\w)/?)?$", re.IGNORECASE)
_LOGO = re.compile(r"logo|site-?(?:title|name|branding)|blog-?title|brand|masthead|h1-off|show-for-small")
_HOUSE = frozenset(("website", "organization", "newsmediaorganization", "corporation"))
_SEPARATED = re.compile(r"\s+[|–—•·»«\-:]+\s+|\s*[|»]\s*")


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
    metas: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = meta.get("content")
        if name and content and len(content) < 5_000 and len(metas) < MAX_METAS:
            metas.setdefault(name.strip().lower()[:80], []).append(squeeze(content)[:MAX_TEXT])
    title = root.find(".//title")
    link = next(
        (link.get("href") for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical" and link.get("href")),
        None,
    )
    body = root.find("body")
    head = Head(
        url=url,
        metas=metas,
        title=text_of(title)[:MAX_TEXT] if title is not None else None,
        canonical=unwrap(link) if link else None,
        nodes=jsonld.read(root),
        body_classes=frozenset(classes(body).split()) if body is not None else frozenset(),
        h1s=list(root.iter("h1")),
        own=frozenset(),
        password=any(field.get("type") == "password" for field in root.iter("input")),
    )
    head.own = _own(head, outlet) | _affixes(head)
    head.h1s = [h1 for h1 in head.h1s if not _is_logo(h1, head)]
    if not head.url:
        head.url = _claimed(head) or ""
    head.foreign = _is_foreign(head)
    head.article = _article_node(head)
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


def canonical(head: Head) -> str:
    """The page's own claim where it is believable, else the address it was fetched at."""
    if head.foreign:
        return head.url
    shared = next(iter(head.metas.get("og:url", ())), None)
    written = head.canonical if head.canonical and "//" in head.canonical else None
    # a relative canonical («index.htm») is left behind by site copiers; an absolute og:url says more
    for claim in (written, shared if shared and "//" in shared else None, head.canonical, shared):
        address = believable(claim, head.url)
        if address and not _other_place(address, head.url):
            return address
    return head.url


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
    return next((found for claim in (head.canonical, *head.metas.get("og:url", ())) if (found := believable(claim, ""))), None)


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
        main = node.get("mainEntityOfPage")
        address = node.get("url") or (main.get("@id") if isinstance(main, dict) else main)
        if isinstance(address, str) and head.url and believable(address, head.url) == head.url:
            return node
    titles = {agencies.key(text_of(h1)) for h1 in head.h1s} | {agencies.key(value) for value in head.metas.get("og:title", ())}
    for node in articles or candidates:
        if agencies.key(jsonld.text(node.get("headline") or node.get("name")) or "") in titles - {""}:
            return node
    return articles[0] if len(articles) == 1 else None
