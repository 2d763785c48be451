"""Foreign posts inside a page, cut out of the tree before extraction and kept as data with their place."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from lxml import etree, html

from crawler.extraction import posts
from crawler.extraction.posts import Cut, platform_of, unwrap
from crawler.extraction.tree import EMBED, Element, squeeze, text_of

MAX_EMBEDS = 200
_NOISE = re.compile(
    r"doubleclick|googlesyndication|googletagmanager|google-analytics|adservice|taboola|outbrain|criteo"
    r"|amazon-adsystem|recaptcha|disqus|/plugins/(?:like|share_button|page|follow|comments|likebox)"
    r"|facebook\.com/(?:tr|v\d[\d.]*/plugins/(?:like|page|share))|platform\.twitter\.com/widgets/(?:follow"
    r"|tweet_button|hub)|about:blank|javascript:|livescore|weather|prayer|addthis|sharethis|/ads?[/.?]",
    re.IGNORECASE,
)
_CLASSES: tuple[tuple[str, str], ...] = (
    ("twitter-tweet", "x"), ("twitter-video", "x"), ("fb-post", "facebook"), ("fb-video", "facebook"), ("fb-reel", "facebook"),
    ("instagram-media", "instagram"), ("tiktok-embed", "tiktok"), ("text-post-media", "threads"), ("bluesky-embed", "bluesky"),
    ("reddit-embed-bq", "reddit"), ("reddit-card", "reddit"), ("wp-embedded-content", "wordpress"),
    ("fb-xfbml-parse-ignore", "facebook"),
    ("telegram-post", "telegram"),
)  # fmt: skip
_ADDRESS_ATTRIBUTES = (
    "data-href",
    "data-instgrm-permalink",
    "data-text-post-permalink",
    "cite",
    "data-oembed-url",
    "data-url",
    "data-embed-url",
    "data-bluesky-uri",
)
_CANDIDATES = etree.XPath(
    "//iframe | //blockquote[@class] | //div[contains(@class, 'fb-') or @data-oembed-url] |"
    " //script[@data-telegram-post] | //oembed | "
    "//figure[contains(@class, 'embed')] | //lite-youtube | //amp-twitter | //amp-facebook |"
    " //amp-instagram | //amp-youtube | //amp-iframe | //amp-tiktok"
)


def cut(root: Element) -> list[Cut]:
    """Take every embed out of the tree; each leaves an <rasid-embed n="…"> with its number in the returned list."""
    for forged in list(root.iter(EMBED)):  # only we write the marker
        forged.tag = "span"
    found: list[Cut] = []
    gone: set[Element] = set()
    for element in _CANDIDATES(root):
        if len(found) >= MAX_EMBEDS:
            break
        if element.getparent() is None or any(parent in gone for parent in element.iterancestors()):
            continue
        embed = _read(element)
        if embed is None:
            continue
        gone.add(element)
        if found and _same(found[-1], embed) and _adjacent(element):
            _merge(found[-1], embed)
            element.drop_tree()
            continue
        marker = html.Element(EMBED, n=str(len(found)))
        marker.tail, element.tail = element.tail, None
        element.getparent().replace(element, marker)
        found.append(embed)
    return found


def _read(element: Element) -> Cut | None:
    tag, names = element.tag, (element.get("class") or "").split()
    if tag in ("iframe", "amp-iframe"):
        return _iframe(element)
    if tag == "script":
        return Cut("telegram", f"https://t.me/{element.get('data-telegram-post')}")
    if tag.startswith(("amp-", "lite-")):
        return _component(element)
    if tag == "oembed" or element.get("data-oembed-url"):
        url = unwrap(element.get("url") or element.get("data-oembed-url") or "")
        platform = platform_of(url)
        return Cut(platform, url) if platform else None
    platform = next((name for class_, name in _CLASSES if class_ in names), None)
    if platform:
        return _post(element, platform)
    if tag == "figure":
        return _figure(element)
    return None


def _iframe(element: Element) -> Cut | None:
    source = next(
        (
            value
            for name in ("src", "data-src", "data-lazy-src", "data-litespeed-src")
            if (value := element.get(name)) and "//" in value
        ),
        "",
    )
    url = unwrap(source)
    if not url or _NOISE.search(url):
        return None
    platform = platform_of(url)
    try:
        query = parse_qs(urlsplit(url).query)
    except ValueError:
        return None
    if platform == "facebook" and query.get("href"):
        return Cut("facebook", unwrap(query["href"][0]))
    if platform == "x" and query.get("id"):
        return Cut("x", f"https://twitter.com/i/status/{query['id'][0]}")
    if platform == "youtube":
        video = re.search(r"/(?:embed|shorts|v)/([\w-]{6,20})", url)
        return Cut("youtube", f"https://www.youtube.com/watch?v={video[1]}" if video else url)
    if platform == "telegram":
        return Cut("telegram", url.split("?")[0])
    if not url.startswith(("http://", "https://")):
        return None
    return Cut(platform or "iframe", url)


def _component(element: Element) -> Cut | None:
    if element.get("data-videoid") or element.get("videoid"):
        return Cut("youtube", f"https://www.youtube.com/watch?v={element.get('data-videoid') or element.get('videoid')}")
    if element.get("data-tweetid"):
        return Cut("x", f"https://twitter.com/i/status/{element.get('data-tweetid')}")
    if element.get("data-shortcode"):
        return Cut("instagram", f"https://www.instagram.com/p/{element.get('data-shortcode')}/")
    url = unwrap(element.get("data-href") or element.get("data-src") or "")
    platform = platform_of(url)
    return Cut(platform, url) if platform else None


def _figure(element: Element) -> Cut | None:
    """A WordPress embed block that the page's script has not unfolded yet: nothing in it but an address."""
    url = unwrap(text_of(element))
    platform = platform_of(url) if posts.BARE.match(url) or re.fullmatch(r"https?://\S+", url) else None
    return Cut(platform, url) if platform else None


def _post(element: Element, platform: str) -> Cut:
    """A quoted post as the platform's own embed code writes it: blockquote or div with text, author and date."""
    links = [unwrap(link.get("href") or "") for link in element.iter("a")]
    url = next((unwrap(value) for name in _ADDRESS_ATTRIBUTES if (value := element.get(name))), None)
    if not url:
        url = next(
            (link for link in reversed(links) if re.search(r"/status/|/posts/|/p/|/reel|/video|/permalink|story_fbid", link)),
            None,
        )
        url = url or next((link for link in reversed(links) if link.startswith("http")), None)
    if url and url.startswith("//"):
        url = "https:" + url
    lines = [line for child in _lines(element) if (line := squeeze(child))]
    embed = Cut(platform, url)
    _fill(embed, lines)
    return embed


def _lines(element: Element) -> list[str]:
    """The post's text, a line for each paragraph; the trailer with author and date stays with its own line."""
    paragraphs = list(element.iter("p"))
    if not paragraphs:
        return ["".join(element.itertext())]
    lines = ["".join(part.itertext()) for part in paragraphs]
    last = paragraphs[-1]
    rest = (last.tail or "") + "".join(
        "".join(item.itertext()) + (item.tail or "") for item in last.itersiblings() if isinstance(item.tag, str)
    )
    return [*lines, rest]


def _fill(embed: Cut, lines: list[str]) -> None:
    kept: list[str] = []
    for raw in lines:
        line = posts.SEE_ON.sub("", raw).strip()
        for pattern in (posts.POSTED_BY, posts.SHARED_BY, posts.TRAILER):
            found = pattern.search(line)
            if found:
                posts.sign(embed, found)
                line = line[: found.start()].strip()
        line = posts.PICTURE.sub(" ", line).strip()
        if line and not re.fullmatch(r"https?://\S+", line):
            kept.append(line)
    embed.text = "\n".join(kept) or None


def _same(one: Cut, other: Cut) -> bool:
    if one.platform == other.platform and one.url and other.url:
        return unquote(one.url).rstrip("/") == unquote(other.url).rstrip("/")
    # WordPress writes its card twice: the quotation for old browsers, the iframe for the others
    return one.platform == "wordpress" and other.platform == "iframe"


def _adjacent(element: Element) -> bool:
    """Only white space lies between the element and the marker of the embed before it."""
    previous = element.getprevious()
    if previous is None:
        previous = element.getparent().getprevious()
    if previous is None or (previous.tail or "").strip():
        return False
    return previous.tag == EMBED or (not text_of(previous) and next(previous.iter(EMBED), None) is not None)


def _merge(one: Cut, other: Cut) -> None:
    one.author, one.posted, one.text = one.author or other.author, one.posted or other.posted, one.text or other.text
