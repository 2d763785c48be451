"""One embed's markup, read: whose post it is, its address, its author, date and words, and where in the element the post ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree, html

from crawler.extraction.embeds import addresses, signatures
from crawler.extraction.embeds.addresses import canonical, platform_of
from crawler.extraction.embeds.signatures import Cut
from crawler.extraction.page.tree import Element, raw_text, squeeze

CLASSES: dict[str, str] = {
    "twitter-tweet": "x", "twitter-video": "x", "twitter-tweet-rendered": "x", "react-tweet-theme": "x", "static-tweet": "x",
    "EmbeddedTweet": "x", "fb-post": "facebook", "fb-video": "facebook", "fb-reel": "facebook", "fb-comment-embed": "facebook",
    "fb-xfbml-parse-ignore": "facebook", "instagram-media": "instagram", "tiktok-embed": "tiktok", "text-post-media": "threads",
    "bluesky-embed": "bluesky", "reddit-embed-bq": "reddit", "reddit-card": "reddit", "reddit-embed": "reddit",
    "wp-embedded-content": "wordpress", "telegram-post": "telegram", "telegram-embed": "telegram",
    "tgme_widget_message": "telegram",
    "mastodon-embed": "mastodon", "truthsocial-embed": "truthsocial", "embedly-card": "", "imgur-embed-pub": "imgur",
    "flourish-embed": "flourish", "infogram-embed": "infogram", "rll-youtube-player": "youtube", "iframely-embed": "",
}  # fmt: skip
"""Class an embed code gives its element → platform; "" where the address says it."""
_SOURCES = ("src", "data-src", "data-lazy-src", "data-litespeed-src", "data-original", "data-iframe-src", "data-cmp-src")
_ADDRESSES = (
    "data-href", "data-instgrm-permalink", "data-text-post-permalink", "cite", "data-oembed-url", "data-embed-url", "data-url",
    "data-bluesky-uri", "data-bluesky-cid-uri", "data-src", "href",
)  # fmt: skip
_NOISE = re.compile(
    r"doubleclick|googlesyndication|googletagmanager|google-analytics|adservice|taboola|outbrain|criteo|amazon-adsystem"
    r"|recaptcha|disqus|livescore|weather|prayer|addthis|sharethis|/ads?[/.?]|\b(?:adserver|banner)s?\b",
    re.IGNORECASE,
)
_BUTTON = re.compile(
    r"/plugins/(?:like|share_button|page|follow|comments|likebox|group|send)|facebook\.com/tr\b"
    r"|platform\.twitter\.com/widgets/(?:follow|tweet_button|hub|widget_iframe)|platform\.twitter\.com/widgets/timeline"
    r"|syndication\.twitter\.com/(?:srv/)?(?:timeline|settings)|instagram\.com/static",
    re.IGNORECASE,
)
WIDGETS = frozenset(("twitter-timeline", "twitter-share-button", "twitter-follow-button", "fb-page", "fb-like", "fb-follow"))
_DATED = re.compile(r"\d{4}\W*$|[\u0660-\u0669]{4}\W*$")
_LINES = re.compile(r"^(?:p|div|li|blockquote|section|h[1-6]|figcaption)$")


@dataclass(slots=True)
class Reading:
    """An embed, and the last node of its element that is the post's."""

    cut: Cut
    end: Element | None = None
    """What follows it inside the element is the story's (a closing tag was forgotten); None: all of it is the post's; the element
    itself: nothing in it is."""


def frame(element: Element) -> Cut | None:
    """An iframe: the post or player it shows; None for advertising, buttons, and frames that nobody sees."""
    if element.get("srcdoc") and not _source(element):
        return _written_inside(element.get("srcdoc"))
    url = _source(element)
    if not url or _hidden(element):
        return None
    platform = platform_of(url)
    number = element.get("data-tweet-id") or ""
    if number.isdecimal():
        return Cut("x", f"https://twitter.com/i/status/{number}")
    if _BUTTON.search(url) or (platform is None and _NOISE.search(url)) or url.startswith(("about:", "javascript:", "data:")):
        return None
    if platform is None and "mastodon" in (element.get("class") or ""):
        return Cut("mastodon", canonical(url).removesuffix("/embed"))
    if not url.startswith(("http://", "https://")) or not host(url):
        return None
    plain = canonical(url)
    if platform == "facebook" and not addresses.is_post(plain) and "/plugins/" in url:
        return Cut("facebook", plain) if "href=" in url else None
    return Cut(platform_of(plain) or platform or "iframe", plain)


def component(element: Element) -> Cut | None:
    """An element of its own kind: amp-twitter, amp-facebook, lite-youtube, twitter-widget, fb:post, oembed."""
    video = element.get("data-videoid") or element.get("videoid") or element.get("video-id")
    if video:
        host = {"amp-vimeo": "https://vimeo.com/", "amp-dailymotion": "https://www.dailymotion.com/video/"}
        return _known(host.get(element.tag, "https://www.youtube.com/watch?v=") + video)
    number = element.get("data-tweetid") or element.get("data-tweet-id") or element.get("tweet-id")
    if number:
        return Cut("x", f"https://twitter.com/i/status/{number}")
    if element.get("data-shortcode"):
        return Cut("instagram", f"https://www.instagram.com/p/{element.get('data-shortcode')}/")
    if element.get("data-trackid"):
        return Cut("soundcloud", f"https://api.soundcloud.com/tracks/{element.get('data-trackid')}")
    url = next((value for name in ("url", "href", *_ADDRESSES, "src") if (value := element.get(name))), "")
    return _known(url)


def post(element: Element, platform: str) -> Reading | None:
    """A post as its platform's embed code writes it: blockquote or div with text, author and date, and where it ends."""
    url = _address(element, platform)
    platform = platform or (platform_of(url) or "iframe" if url else "")
    if not platform or (url is None and element.tag not in ("blockquote", "twitter-widget")):
        return None  # a box of the theme's that is only named like one
    end = _end(element, platform)
    cut = Cut(platform, url)
    _fill(cut, _rows(element, end))
    if cut.posted is None and platform in ("instagram", "x", "facebook", "bluesky", "threads"):
        time = next(element.iter("time"), None)
        cut.posted = (time.get("datetime") or None) if time is not None and end is None else None
    return Reading(cut, end)


def widget(element: Element) -> bool:
    """A button or a page's timeline: furniture of the platform's, no post."""
    names = (element.get("class") or "").split()
    return any(name in WIDGETS for name in names)


def _source(element: Element) -> str:
    """The frame's address; a lazy-loading script keeps it beside `src`, which is empty then."""
    for name in _SOURCES:
        value = (element.get(name) or "").strip()
        if value and "//" in value and not value.startswith(("about:", "data:", "javascript:")):
            return addresses.unwrap(value)
    return ""


def _hidden(element: Element) -> bool:
    if (element.get("width") or "").strip() in ("0", "1") and (element.get("height") or "").strip() in ("0", "1"):
        return True
    return re.search(r"display\s*:\s*none", element.get("style") or "") is not None


def _written_inside(markup: str) -> Cut | None:
    """A frame whose document stands in its own attribute: the first embed of that document."""
    try:
        inner = html.fragment_fromstring(markup[:20_000], create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    for element in inner.iter("blockquote", "iframe", "div", "script"):
        if element.tag == "iframe" and not element.get("srcdoc") and (cut := frame(element)):
            return cut
        if element.tag == "script" and element.get("data-telegram-post"):
            return Cut("telegram", f"https://t.me/{element.get('data-telegram-post')}")
        platform = next((CLASSES[name] for name in (element.get("class") or "").split() if name in CLASSES), None)
        if platform is not None and (reading := post(element, platform)):
            return reading.cut
    return None


def _known(url: str) -> Cut | None:
    plain = canonical(url) if url else ""
    platform = platform_of(plain)
    return Cut(platform, plain) if platform else None


def _address(element: Element, platform: str) -> str | None:
    """The post's address: as the embed code names it, else its last link to a post."""
    for name in _ADDRESSES:
        value = element.get(name)
        if value and (":" in value or value.startswith("//")):
            return canonical(value)
    number = element.get("data-tweet-id") or element.get("data-tweetid")
    if number:
        return f"https://twitter.com/i/status/{number}"
    if element.get("data-id") and platform in ("youtube", "infogram"):
        front = "https://www.youtube.com/watch?v=" if platform == "youtube" else "https://infogram.com/"
        return f"{front}{element.get('data-id')}"
    if platform == "flourish" and element.get("data-src"):
        return f"https://flo.uri.sh/{element.get('data-src').strip('/')}"
    if platform == "telegram" and element.get("data-post"):
        return f"https://t.me/{element.get('data-post')}"
    links = [canonical(link.get("href")) for link in element.iter("a") if (link.get("href") or "").startswith(("http", "//"))]
    named = next((inner.get("cite") for inner in element.iter("blockquote") if inner.get("cite")), None)
    if named:
        return canonical(named)
    framed = next((cut.url for inner in element.iter("iframe") if (cut := frame(inner))), None)
    own = [link for link in links if addresses.is_post(link) and platform in ("", platform_of(link))]
    if platform == "x" and own:  # the first dated one is the post's; one without a date is quoted in it
        signing = _signing_link(element)
        return canonical(signing.get("href")) if signing is not None else own[-1]
    return (own[-1] if own else None) or framed or (links[-1] if links and platform in ("wordpress", "telegram") else None)


def _signing_link(element: Element) -> Element | None:
    """The first link to a post that has its date for a text; else, in the short embed code, the one with no text at all."""
    links = [link for link in element.iter("a") if "/status" in (link.get("href") or "")]
    texts = [raw_text(link).strip() for link in links]
    for link, text in zip(links, texts, strict=True):
        if len(text) <= 60 and _DATED.search(text) and not text.startswith("http"):
            return link
    return next((link for link, text in zip(links, texts, strict=True) if not text), None)


def _end(element: Element, platform: str) -> Element | None:
    """The node with which the post ends, where more text follows it inside the element."""
    last: Element | None = None
    if platform == "x":
        last = _signing_link(element)
    elif platform == "facebook" and element.tag == "div":
        last = next((inner for inner in element.iter("blockquote", "iframe")), None)
    if platform in ("facebook", "instagram", "threads", "tiktok") and (last is None or last.tag == "blockquote"):
        inside = last if last is not None else element
        signing = _signing(inside)
        last = signing if signing is not None else last
    if last is None:
        # Facebook's div holds a quotation, a frame or nothing; paragraphs in it are a theme's
        return element if platform == "facebook" and element.tag != "blockquote" and raw_text(element).strip() else None
    return last if last is not element and _follows(last, element) else None


def _signing(element: Element) -> Element | None:
    """The last node of the signature («Posted by NAME on DATE», «A post shared by …», «♬ original sound»)."""
    for child in element.iter():
        if not isinstance(child.tag, str) or child is element or len(child) > 6:
            continue
        text = squeeze(raw_text(child)) if child.tag in ("p", "section", "div", "a", "blockquote") else ""
        if child.tag != "a" and 0 < len(text) <= 300 and (found := signatures.read(text)) and found.platform != "x":
            return child
        if child.tag == "a" and signatures.is_date(text) and "facebook" in (child.get("href") or ""):
            return child
    return None


def _follows(last: Element, element: Element) -> bool:
    """Whether words stand after `last` inside `element`."""
    node = last
    while node is not None and node is not element:
        if squeeze(node.tail or "").strip(" .|"):
            return True
        for item in node.itersiblings():
            if (item.tail or "").strip() or (item.tag not in ("script", "style") and raw_text(item).strip()):
                return True
        node = node.getparent()
    return False


def _rows(element: Element, end: Element | None) -> list[str]:
    """The post's lines: one for each paragraph and each <br>; the trailer with author and date stays in one."""
    rows: list[str] = [""]
    if end is element:
        return []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        tag = node.tag
        if not isinstance(tag, str):
            continue
        block = _LINES.match(tag) is not None
        if event == "start":
            if block or tag == "br":
                rows.append("")
            if tag not in ("script", "style", "noscript", "template", "svg", "button"):
                rows[-1] += node.text or ""
            continue
        if block:
            rows.append("")
        if node is end:
            break
        if node is not element:
            rows[-1] += node.tail or ""
    return [line for row in rows if (line := squeeze(row))]


def _fill(cut: Cut, rows: list[str]) -> None:
    kept: list[str] = []
    for row in rows:
        found = signatures.read(row)
        line = row
        if found is not None:
            cut.author, cut.posted = cut.author or found.author, cut.posted or found.posted
            line = row[: found.start]
            if found.platform == "tiktok" and (user := re.match(r"\s*(@[\w.]+)", line)):
                line = line[user.end() :]
        line = signatures.words_of(line)
        if cut.platform == "tiktok" and re.fullmatch(r"@[\w.]+", line):
            cut.author = cut.author or line
            continue
        if line and not re.fullmatch(r"(?:https?://\S+|See more|View in Telegram|Like|Comment|Share)", line, re.IGNORECASE):
            kept.append(line)
    cut.text = "\n".join(kept) or None


def host(url: str | None) -> str:
    """The host of an address without «www.», «m.»; empty where there is none."""
    try:
        return re.sub(r"^(?:www|m|mobile|amp)\.", "", (urlsplit(url or "").hostname or "").lower())
    except ValueError:
        return ""
