"""What is cut from the tree before extraction: scripts, navigation, share bars, related boxes, ads, comments, by tag and by name.

General rules only; an outlet adds its own (`prune`). A name rule never cuts what holds the headline or a great part of the text.
"""

# ruff: noqa: SIM905 - a list of words reads better as text

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree
from lxml.cssselect import CSSSelector

from crawler.extraction.page.tree import Element, raw_text

KEEP_SHARE = 0.4
"""A named box holding more than this part of the page's text outside links is kept: themes use odd names."""

_TAGS = (
    "script", "style", "noscript", "template", "svg", "nav", "button", "input", "select", "textarea", "object", "applet",
    "canvas",
    "dialog", "menu", "audio", "video", "map", "marquee", "amp-ad", "amp-sidebar", "ins", "link", "meta", "iframe", "embed",
    "fieldset",
)  # fmt: skip
_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar", "tablist")
)
_JUDGED_AS_TEXT = frozenset(("html", "body", "main", "p", "br", "a", "b", "i", "em", "strong", "img"))
"""A paragraph or an inline element is judged by its words, not by its name."""
# words of a class or id: a token counts when one of its parts is one of these
_WORDS = frozenset(
    """
    ad ads adv advert advertisement advertising adsense adslot sponsor sponsored promo promoted promotion taboola outbrain banner
    share sharing sharer shares sharedaddy sharebar sharelist socials social addthis addtoany sharethis jssocials followus follow
    related relatedposts recommended recommendation recommend suggested
    readmore morenews moreon seealso alsoread mostread trending popular latest lastnews
    breakingnews newsflash ticker marquee
    comment comments commentlist disqus respond reply livefyre
    sidebar aside widget widgets
    breadcrumb breadcrumbs breadcumb crumbs
    menu submenu nav navbar navigation topbar toolbar masthead pagination pager paging prevnext
    footer subfooter copyright
    tags taglist tagcloud hashtags keywords
    newsletter subscribe subscription mailchimp signup login register
    popup modal overlay lightbox cookie cookies consent gdpr
    authorbox authorinfo bio biography
    toc skip print printbtn rating votes poll survey weather
    jp-relatedposts
    """.split()
)
_PAIRS = re.compile(
    r"(?:^|[-_])(?:author[-_](?:box|info|bio|card|desc|description|name|meta|container|wrap)|(?:post|entry"
    r"|article|page|news|single|story|item)[-_](?:meta|info|details|tags|tag|cats|categories|share|nav"
    r"|views|date|time|tools|actions|utility|extra)"
    r"|(?:most|last|top|more|other|next|prev|previous|breaking)[-_]?(?:read|news|viewed|stories|articles"
    r"|posts|topics|post|article)|read[-_](?:more|also|next)|see[-_]also|also[-_]read|sr[-_]only"
    r"|screen[-_]reader|visually[-_]hidden|back[-_]to[-_]top|scroll[-_]to"
    r"|inline[-_](?:related|promo)|hot[-_](?:articles?|topics|news)|font[-_](?:size|resize)|text[-_]size"
    r"|font[-_]resizer|listen[-_]?\w*|sticky[-_]\w+|copy[-_]?link|short[-_]?link|source[-_]tags)(?:$|[-_])"
)
_GLUED = (
    "authorbox",
    "relatedpost",
    "related_post",
    "sharebtn",
    "sharebutton",
    "share-button",
    "sharelist",
    "breadcrumb",
    "breadcumb",
    "adsbygoogle",
    "newsletter",
    "most-read",
    "mostread",
    "sharedaddy",
    "addtoany",
    "social-",
    "-social",
    "postextra",
    "post-extra",
)
_NOT = frozenset(("has", "no", "not", "with", "without", "is", "hide", "show", "js", "elementor"))
_EXACT = frozenset(("hidden", "invisible", "d-none", "hide", "visuallyhidden"))
_SCREENS = frozenset(("xs", "sm", "md", "lg", "xl", "mobile", "desktop", "print", "tablet", "phone", "small", "medium", "large"))
_SPLIT = re.compile(r"[-_]+|(?<=[a-z])(?=[A-Z])")
_SURE = re.compile(r"(?:site-?|page-?|main-?)?(?:footer|sidebar|comments|respond|cookie\w*)(?:$|[-_])", re.IGNORECASE)
_LINKED = etree.XPath("descendant-or-self::a//text()", smart_strings=False)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@lru_cache(maxsize=4096)
def boilerplate_name(token: str) -> bool:
    """Whether one class or id names a box that is not the article."""
    parts = [part.lower() for part in _SPLIT.split(token) if part]
    if not parts or parts[0] in _NOT or (parts[0] == "hidden" and len(parts) > 1 and parts[1] in _SCREENS):
        return False  # «has-sidebar» tells of a state; «hidden-xs» hides on one kind of screen only
    lower = token.lower()
    if lower in _EXACT:
        return True
    if any(part in _WORDS for part in parts) or any(piece in lower for piece in _GLUED):
        return True
    return _PAIRS.search(lower) is not None


@lru_cache(maxsize=8192)
def is_boilerplate(class_: str, id_: str) -> bool:
    """Whether an element's class and id name a box that is not the article."""
    # more than eight classes on one element are page state («single has-sidebar …»), not a name
    tokens = class_.split()
    return (len(tokens) <= 8 and any(map(boilerplate_name, tokens))) or (bool(id_) and boilerplate_name(id_))


def outlet_rules(root: Element, rules: tuple[str, ...]) -> None:
    """Remove what an outlet's own rules match (XPath when it starts with «/» or «.», else CSS); a broken rule matches nothing."""
    for rule in rules:
        find = _compiled(rule)
        if find is None:
            continue
        matched = find(root)
        for element in matched if isinstance(matched, list) else []:
            if isinstance(getattr(element, "tag", None), str) and element.getparent() is not None:
                element.drop_tree()


@lru_cache(maxsize=512)
def _compiled(rule: str) -> etree.XPath | CSSSelector | None:
    is_class = re.match(r"\.[\w-]+(?:[\s.#>:\[,]|$)", rule) and not rule.startswith((".//", "./"))
    try:
        return etree.XPath(rule) if rule.startswith(("/", ".", "(")) and not is_class else CSSSelector(rule)
    except (etree.XPathError, SyntaxError, ValueError):
        return None


def silent(root: Element) -> None:
    """Drop what is never text: scripts, navigation, forms' fields. Fast, in C."""
    etree.strip_elements(root, *_TAGS, with_tail=False)


def prune(body: Element, keep: list[Element], candidates: list[tuple[Element, bool]]) -> list[Element]:
    """Drop boilerplate boxes below `body` and return them.

    `keep` must survive (headline, declared article body). `candidates`, in the order of the document, are the elements with an
    attribute or a tag that may make them a suspect, each with what `is_boilerplate` says of its names.
    """
    protected: set[Element] = set()
    for element in keep:
        protected.add(element)
        protected.update(element.iterancestors())
    suspects = [element for element, named in candidates if element not in protected and _is_suspect(element, named)]
    if not suspects:
        return []
    whole = 0
    boxes: list[Element] = []
    for element in suspects:
        if body not in element.iterancestors():  # it went with a box around it, or as an embed
            continue
        length = len(raw_text(element))
        if length >= 250:
            whole = whole or _weight(body) or 1
            # a site's footer may well be longer than a photo post, so what is surely no article goes up to a higher limit
            limit = max(250, KEEP_SHARE * whole) if not _surely(element) else max(1_500, KEEP_SHARE * whole)
            if length - _linked(element) >= limit:
                continue
        boxes.append(element)
        element.drop_tree()
    return boxes


def _surely(element: Element) -> bool:
    return (
        element.tag in ("footer", "aside")
        or element.get("role") in ("contentinfo", "navigation")
        or _SURE.match(element.get("id") or "") is not None
    )


def _is_suspect(element: Element, named: bool) -> bool:
    tag = element.tag
    if tag in _JUDGED_AS_TEXT:
        return tag in ("p", "a") and _hidden(element)
    return named or tag in ("footer", "aside", "form") or element.get("role") in _ROLES or _hidden(element)


def _hidden(element: Element) -> bool:
    style = element.get("style")
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or (style is not None and _HIDDEN.search(style) is not None)
    )


def _weight(element: Element) -> int:
    """Characters of text outside links."""
    return len(raw_text(element)) - _linked(element)


def _linked(element: Element) -> int:
    return sum(map(len, _LINKED(element)))
