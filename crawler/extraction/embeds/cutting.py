"""Foreign posts inside a page, cut out of the tree before extraction and kept as data with their place."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import html

from crawler.extraction.embeds import addresses, markup, signatures
from crawler.extraction.embeds.markup import CLASSES, Reading
from crawler.extraction.embeds.signatures import Cut
from crawler.extraction.page.tree import EMBED, Element, raw_text, squeeze, text_of

MAX_EMBEDS = 200
POST_CHARS = 3_000
"""A box with more text than this, and no end of the post to be seen in it, is a box of the theme's and holds the story."""
STORY_SHARE = 0.5
STORY_CHARS = 700
"""So is one with this part of the page's text, from this many characters on."""
TAGS = frozenset((
    "iframe", "blockquote", "oembed", "script", "twitter-widget", "figure", "fb:post", "fb:video", "lite-youtube", "lite-vimeo",
    "amp-iframe", "amp-twitter", "amp-facebook", "amp-instagram", "amp-youtube", "amp-vimeo", "amp-dailymotion", "amp-tiktok",
    "amp-soundcloud", "amp-reddit", "amp-pinterest", "amp-bluesky",
))  # fmt: skip
"""Elements an embed may be by their tag."""
BOXES = frozenset(("div", "a", "section", "article", "span", "p", "ins"))
"""Elements it may be by their class."""
_SIGNS = frozenset((*CLASSES, *markup.WIDGETS, "wp-block-embed__wrapper"))
"""Those classes."""
MARKS = frozenset(("data-oembed-url", "data-tweet-id", "data-flickr-embed"))
"""Those attributes."""
_COMPONENTS = ("amp-", "lite-", "fb:")
_NO_COMPONENT = frozenset(("amp-iframe", "amp-img", "amp-ad", "amp-analytics", "amp-sidebar", "amp-video", "amp-carousel"))


def cut(root: Element, page: str | None = None, candidates: list[Element] | None = None) -> list[Cut]:
    """Take every embed out of the tree; each leaves an <rasid-embed n="…"> with its number in the returned list.

    `candidates`: what `may_be` says of the tree's elements, in their order, where somebody walked it already.

    What stands in an embed's element after the post's end is put back after the marker: a closing tag was forgotten. A card of
    another article of the same site (`page` is the address; else the page's own canonical link) becomes a plain link, no embed.
    """
    for forged in list(root.iter(EMBED)):  # only we write the marker
        forged.tag = "span"
    found: list[Cut] = []
    if candidates is None:
        candidates = [element for element in root.iter(*TAGS, *BOXES) if may_be(element)]
    if not candidates:
        return found
    own = markup.host(page) or _own_host(root)
    gone: set[Element] = set()
    for element in candidates:
        if len(found) >= MAX_EMBEDS:
            break
        if element.getparent() is None or (gone and any(parent in gone for parent in element.iterancestors())):
            continue
        if markup.widget(element) and len(raw_text(element)) <= 300:
            gone.add(element)
            element.drop_tree()
            continue
        reading = _read(element)
        if reading is None or _holds_the_story(reading.cut, root):
            continue
        _take(element, reading, found, gone, own)
    return found


def may_be(element: Element) -> bool:
    """Whether an element of `TAGS` or `BOXES` may be an embed."""
    tag = element.tag
    if tag in TAGS:
        return tag != "script" or element.get("data-telegram-post") is not None
    return is_sign(element.get("class", "")) or not MARKS.isdisjoint(element.keys())


@lru_cache(maxsize=8192)
def is_sign(name: str) -> bool:
    """Whether one of the classes is that of an embed."""
    return not _SIGNS.isdisjoint(name.split())


def _take(element: Element, reading: Reading, found: list[Cut], gone: set[Element], own: str) -> None:
    """Put the marker in the element's place, after it what was not the post's."""
    gone.add(element)
    rest = _cut_off(element, reading.end) if reading.end is not None else []
    embed = reading.cut
    marker: Element | None = None
    if found and _same(found[-1], embed) and _adjacent(element):
        _merge(found[-1], embed)
    elif embed.platform == "wordpress" and own and markup.host(embed.url) == own:
        marker = _link(embed)
        _drop_frame(element, embed.url)
    else:
        marker = html.Element(EMBED, n=str(len(found)))
        found.append(embed)
    parent, at = element.getparent(), element.getparent().index(element)
    tail, element.tail = element.tail, None
    parent.remove(element)
    row = [*([marker] if marker is not None else []), *rest]
    for number, item in enumerate(row):
        parent.insert(at + number, item)
    if row:
        row[-1].tail = (row[-1].tail or "") + (tail or "")
    elif at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + (tail or "")
    else:
        parent.text = (parent.text or "") + (tail or "")


def _read(element: Element) -> Reading | None:
    tag = element.tag
    if tag in ("iframe", "amp-iframe"):
        return _alone(markup.frame(element))
    if tag == "script":
        return Reading(Cut("telegram", f"https://t.me/{element.get('data-telegram-post')}"))
    if tag == "oembed" or (tag.startswith(_COMPONENTS) and tag not in _NO_COMPONENT):
        return _alone(markup.component(element))
    platform = next((CLASSES[name] for name in (element.get("class") or "").split() if name in CLASSES), None)
    if platform is None and (element.get("data-tweet-id") or tag == "twitter-widget"):
        platform = "x"
    if platform is None and element.get("data-flickr-embed"):
        platform = "flickr"
    if platform is not None:
        return markup.post(element, platform)
    if element.get("data-oembed-url"):
        return _alone(markup.component(element))
    if tag == "figure" or "wp-block-embed__wrapper" in (element.get("class") or ""):
        return _alone(_figure(element))
    return _quotation(element) if tag == "blockquote" else None


def _alone(found: Cut | None) -> Reading | None:
    return Reading(found) if found is not None else None


def _figure(element: Element) -> Cut | None:
    """A WordPress embed block that the page's script has not unfolded yet: nothing in it but an address."""
    text = text_of(element) if next(element.iter("iframe", "blockquote"), None) is None else ""
    if not re.fullmatch(r"https?://\S+", text):
        return None
    url = addresses.canonical(text)
    platform = addresses.platform_of(url)
    return Cut(platform, url) if platform else None


def _quotation(element: Element) -> Reading | None:
    """A blockquote no class names: a post if it cites a platform's, or is signed like one; else a person's words in the story."""
    cited = addresses.canonical(element.get("cite") or "")
    if cited and addresses.is_post(cited):
        return markup.post(element, addresses.platform_of(cited) or "")
    links = [link for link in element.iter("a") if addresses.is_post(addresses.canonical(link.get("href") or ""))]
    if not links:
        return None
    platform = addresses.platform_of(addresses.canonical(links[-1].get("href"))) or ""
    reading = markup.post(element, platform)
    if reading is None or not (reading.cut.author or not squeeze(raw_text(element)).strip()):
        return None
    signed = signatures.read(squeeze(raw_text(element))) is not None or reading.end is not None
    return reading if signed else None


def _holds_the_story(found: Cut, root: Element) -> bool:
    """Whether a box named like an embed has more in it than one post."""
    chars = len(found.text or "")
    return chars > POST_CHARS or (chars > STORY_CHARS and chars > STORY_SHARE * len(raw_text(root)))


def _cut_off(element: Element, end: Element) -> list[Element]:
    """Take everything after `end` out of the element, in order; loose text comes as a paragraph."""
    rest: list[Element] = []
    if end is element:
        if (element.text or "").strip():
            rest.append(html.Element("p"))
            rest[0].text = element.text
        return [*rest, *element]
    node = end
    while node is not element:
        if (node.tail or "").strip():
            loose = html.Element("p")
            loose.text = node.tail
            rest.append(loose)
        node.tail = None
        rest.extend(list(node.itersiblings()))
        node = node.getparent()
    return rest


def _link(card: Cut) -> Element:
    paragraph, link = html.Element("p"), html.Element("a", href=card.url or "")
    link.text = card.text or ""
    paragraph.append(link)
    return paragraph


def _drop_frame(element: Element, url: str | None) -> None:
    """The iframe WordPress writes after its card, for browsers that unfold it."""
    for item in list(element.itersiblings("iframe", "p"))[:2]:
        frame = item if item.tag == "iframe" else next(item.iter("iframe"), None)
        if frame is not None and markup.host(_frame_url(frame)) == markup.host(url):
            frame.drop_tree()
            return


def _frame_url(element: Element) -> str | None:
    found = markup.frame(element)
    return found.url if found else None


def _own_host(root: Element) -> str:
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or ""):
            return markup.host(link.get("href"))
    for meta in root.iter("meta"):
        if (meta.get("property") or "") == "og:url":
            return markup.host(meta.get("content"))
    return ""


def _same(one: Cut, other: Cut) -> bool:
    if one.platform == other.platform and one.url and other.url:
        return addresses.identity(one.url) == addresses.identity(other.url)
    # WordPress writes its card twice: the quotation for old browsers, the iframe for the others
    return one.platform == "wordpress" and other.platform == "iframe"


def _adjacent(element: Element) -> bool:
    """Only white space and scripts lie between the element and the marker of the embed before it."""
    node = element
    for _ in range(3):
        previous = node.getprevious()
        while previous is not None and previous.tag in ("script", "style", "br") and not (previous.tail or "").strip():
            previous = previous.getprevious()
        if previous is not None:
            if (previous.tail or "").strip():
                return False
            return previous.tag == EMBED or (not text_of(previous) and next(previous.iter(EMBED), None) is not None)
        node = node.getparent()
        if node is None or (node.text or "").strip() or node.tag == "body":
            return False
    return False


def _merge(one: Cut, other: Cut) -> None:
    if one.platform == "x" and one.url and "/i/status/" in one.url:
        one.url = other.url
    one.author, one.posted, one.text = one.author or other.author, one.posted or other.posted, one.text or other.text
