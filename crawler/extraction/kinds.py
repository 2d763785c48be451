"""What kind of article a page is: article, flash (عاجل), liveblog, video, gallery."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from crawler.extraction import jsonld
from crawler.extraction.head import Head
from crawler.extraction.story import Cleaned
from crawler.extraction.tree import Element, classes
from news import agencies
from news.article import Kind

FLASH_WORDS = 60
SHORT_WORDS = 60
"""Below so many words of text a page with a video or many pictures is about those."""
MANY = 3
"""So many pictures of its own beside few words make a page a gallery though no box says so."""
ICON_SIZE = 100
"""Pixels; smaller pictures are decoration."""
_GALLERIES = etree.XPath(
    "//*[self::div or self::figure or self::ul or self::section or self::article]"
    "[contains(@class, 'allery') or contains(@class, 'lideshow') or contains(@class, 'format-image')]"
)
_SOURCES = ("data-src", "data-lazy-src", "src")
_ICON = re.compile(r"\.(?:svg|gif)(?:[?#\s]|$)|icon|logo|avatar|emoji|sprite|pixel|blank|spacer", re.IGNORECASE)
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|avif)(?:[?#]|$)|^#|^javascript:", re.IGNORECASE)
_FLASH = re.compile(r"^\W*(?:\S{3,20} )?(?:خبر )?عاجل(?:\W|$)")
_URGENT = frozenset(map(agencies.key, ("عاجل", "أخبار عاجلة", "الأخبار العاجلة", "خبر عاجل", "Breaking News")))
_PLAYERS = frozenset(("youtube", "dailymotion", "vimeo", "rumble", "ok", "tiktok", "iframe", "facebook"))


@dataclass(slots=True)
class Media:
    """Moving and still pictures of a page, counted before pruning."""

    video: bool
    pictures: int
    shown: int = 0
    """Pictures between the headline and the end of the body."""
    inside: bool = False
    """A picture stands in the body itself."""


def media(root: Element, head: Head) -> Media:
    """Count them: players of the page's own, and pictures of gallery boxes."""
    video = next(root.iter("video", "amp-video"), None) is not None or any("format-video" in token for token in head.body_classes)
    kinds = jsonld.types(head.article) if head.article else frozenset()
    pictures = max((sum(1 for _ in box.iter("img")) for box in _GALLERIES(root)[:20]), default=0)
    return Media(video or bool(kinds & jsonld.VIDEOS), max(pictures, 3 if kinds & jsonld.GALLERIES else 0))


def count(pictures: list[Element]) -> int:
    """How many of the pictures are the article's own: no icons, no teasers of other pages."""
    found: set[str] = set()
    for picture in pictures:
        source = next((value for name in _SOURCES if (value := picture.get(name)) and not value.startswith("data:")), "")
        size = picture.get("width") or picture.get("height") or ""
        if not source or _ICON.search(f"{source} {classes(picture)}") or (size.isdecimal() and int(size) < ICON_SIZE):
            continue
        link = next(picture.iterancestors("a"), None)
        teaser = link is not None and link.get("href") and not _PICTURE_FILE.search(link.get("href"))
        if not teaser:
            found.add(source)
    return len(found)


def kind(found: Media, head: Head, headline: str | None, section: str | None, cleaned: Cleaned, linked: bool) -> Kind:
    """Decide from structured data, then from what the page holds beside few words."""
    types = frozenset().union(*(jsonld.types(node) for node in head.nodes)) if head.nodes and not head.foreign else frozenset()
    own = jsonld.types(head.article) if head.article else frozenset()
    if "liveblogposting" in types | own:
        return "liveblog"
    words = sum(len(paragraph.split()) for paragraph in cleaned.paragraphs)
    if words < SHORT_WORDS:
        if found.video or any(cut.platform in _PLAYERS for cut, _ in cleaned.embeds) or (own & jsonld.VIDEOS):
            return "video"
        if _is_flash(headline, section) and not words:
            return "flash"
        if (
            found.pictures >= 2
            or found.shown >= MANY
            or (not words and found.inside)
            or any("format-gallery" in token or "format-image" in token for token in head.body_classes)
        ):
            return "gallery"
    return "flash" if words <= FLASH_WORDS and not linked and _is_flash(headline, section) else "article"


def _is_flash(headline: str | None, section: str | None) -> bool:
    """«عاجل» opens the headline, or the page files the item under urgent news."""
    title = agencies.key(headline or "")
    return bool(title) and (bool(_FLASH.match(title)) or agencies.key(section or "") in _URGENT)
