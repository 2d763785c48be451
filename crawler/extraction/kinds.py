"""What kind of article a page is: article, flash (عاجل), liveblog, video, gallery."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.extraction import jsonld
from crawler.extraction.head import Head
from crawler.extraction.lines import Cleaned
from crawler.extraction.tree import Element
from news import agencies
from news.article import Kind

FLASH_WORDS = 60
SHORT_WORDS = 60
"""Below so many words of text a page with a video or many pictures is about those."""
_FLASH = re.compile(r"^\W*(?:\S{3,20} )?(?:خبر )?عاجل(?:\W|$)")
_URGENT = frozenset(map(agencies.key, ("عاجل", "أخبار عاجلة", "الأخبار العاجلة", "خبر عاجل", "Breaking News")))
_PLAYERS = frozenset(("youtube", "dailymotion", "vimeo", "rumble", "ok", "tiktok", "iframe", "facebook"))


@dataclass(slots=True)
class Media:
    """Moving and still pictures of a page, counted before pruning."""

    video: bool
    pictures: int
    inside: bool = False
    """A picture stands in the body itself."""


def media(root: Element, head: Head) -> Media:
    """Count them: players of the page's own, and pictures of gallery boxes."""
    video = next(root.iter("video", "amp-video"), None) is not None or any("format-video" in token for token in head.body_classes)
    kinds = jsonld.types(head.article) if head.article else frozenset()
    boxes = [
        box
        for box in root.iter("div", "figure", "ul", "section", "article")
        if re.search(r"gallery|slideshow|format-image", (box.get("class") or "").lower())
    ]
    pictures = max((sum(1 for _ in box.iter("img")) for box in boxes[:20]), default=0)
    return Media(video or bool(kinds & jsonld.VIDEOS), max(pictures, 3 if kinds & jsonld.GALLERIES else 0))


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
            or (not words and found.inside)
            or any("format-gallery" in token or "format-image" in token for token in head.body_classes)
        ):
            return "gallery"
    return "flash" if words <= FLASH_WORDS and not linked and _is_flash(headline, section) else "article"


def _is_flash(headline: str | None, section: str | None) -> bool:
    """«عاجل» opens the headline, or the page files the item under urgent news."""
    title = agencies.key(headline or "")
    return bool(title) and (bool(_FLASH.match(title)) or agencies.key(section or "") in _URGENT)
