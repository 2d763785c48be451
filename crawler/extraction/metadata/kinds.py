"""What kind of article a page is: article, flash (عاجل), liveblog, video, gallery."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from crawler.extraction.cleaning.story import Cleaned
from crawler.extraction.embeds.pasted import Cut
from crawler.extraction.metadata import gathering
from crawler.extraction.page import jsonld
from crawler.extraction.page.head import Head
from crawler.extraction.page.tree import Element, classes, text_of
from news import agencies, arabic
from news.article import Kind

FLASH_WORDS = 60
SENTENCE_WORDS = 30
"""Words of one sentence that may say the headline over again."""
SAME, MORE = 0.8, 1.25
"""Part of the headline's words such a sentence has, and its length by theirs."""
SHORT_WORDS = 60
"""Below so many words of text a page with a video or many pictures is about those."""
MANY = 3
"""So many pictures of its own beside few words make a page a gallery though no box says so."""
ICON_SIZE = 100
"""Pixels; smaller pictures are decoration."""
_SOURCES = ("data-src", "data-lazy-src", "src")
_ICON = re.compile(r"\.(?:svg|gif)(?:[?#\s]|$)|icon|logo|avatar|emoji|sprite|pixel|blank|spacer", re.IGNORECASE)
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|avif)(?:[?#]|$)|^#|^javascript:", re.IGNORECASE)
# «عاجل» opens the headline, or closes its first word or two before a colon; «اجتماع عاجل لمجلس» is an adjective
_FLASH = re.compile(
    r"\W{0,10}(?:خبر )?عاجل(?!\w)|\W{0,10}\w{1,30}[ _|]{0,3}عاجل\s{0,3}[:|!.\-\"]|\W{0,10}(?:breaking|urgent)\s?[:|\-]"
)
_LIVE = re.compile(
    r"لحظه بلحظه|(?:تغطيه|متابعه) (?:مباشره|حيه|مستمره|متواصله|لحظيه)|اولا باول|دقيقه بدقيقه|^مباشر |live ?blog|live updates"
    r"|live coverage|^live |minute by minute|en direct|minute par minute"
)
_LIVE_CLASS = re.compile(r"live-?blog|live-?updates?|live-?coverage|live-?post|live-?feed|live-?entry")
_CLOCK = re.compile(r"\W{0,3}\d{1,2}[:٫.]\d{2}(?!\d)")
ENTRIES = 3
"""Entries with a time of day from which a page that calls itself live is a liveblog."""
_MOVING = re.compile(r"video|watch|reel|/tv", re.IGNORECASE)
_PLAYING = re.compile(r"player|embed|stream|\.mp4|m3u8|vod|live|brightcove|jwplatform|kaltura", re.IGNORECASE)
_URGENT = frozenset(map(agencies.key, ("عاجل", "أخبار عاجلة", "الأخبار العاجلة", "خبر عاجل", "Breaking News")))
_SENTENCE_END = re.compile(r"(?<![.؟!…])[.؟!](?![.؟!])\s+\w")
_PLAYERS = frozenset(("youtube", "dailymotion", "vimeo", "rumble", "ok", "tiktok"))
_PERHAPS = frozenset(("iframe", "facebook", "instagram"))
"""Embeds that may be anything; their address tells."""
MAX_PLAYERS = 20
"""So many players of a page are looked at."""
MAX_TIMES = 200
MAX_GALLERIES = 20
MAX_CAPTIONS = 20


@dataclass(slots=True)
class Media:
    """Moving and still pictures of a page, counted before pruning."""

    video: bool
    pictures: int
    shown: int = 0
    """Pictures between the headline and the end of the body."""
    inside: bool = False
    """A picture stands in the body itself."""
    times: int = 0
    """Elements that show a time of day alone, as the entries of a liveblog do."""
    captioned: int = 0
    """Pictures with a printed caption outside the boxes beside the article."""
    live: bool = False
    """A box of the page is named after a liveblog."""


def media(root: Element, head: Head, galleries: list[Element]) -> Media:
    """Count them: players of the page's own, and pictures of gallery boxes."""
    players = itertools.islice(root.iter("video", "amp-video"), MAX_PLAYERS)
    video = any("format-video" in token for token in head.body_classes) or not all(map(gathering.in_aside, players))
    kinds = jsonld.types(head.article) if head.article else frozenset()
    pictures = max((sum(1 for _ in box.iter("img")) for box in galleries[:MAX_GALLERIES]), default=0)
    times = [element for element in itertools.islice(root.iter("time"), MAX_TIMES) if _CLOCK.match(element.text or "")]
    live = any(_LIVE_CLASS.search(classes(box)) for element in times[:1] for box in itertools.islice(element.iterancestors(), 8))
    live = live or any(map(_LIVE_CLASS.search, head.body_classes))
    found = Media(video or bool(kinds & jsonld.VIDEOS), max(pictures, 3 if kinds & jsonld.GALLERIES else 0))
    found.times, found.live = len(times), live
    found.captioned = sum(map(_is_captioned, itertools.islice(root.iter("figure"), MAX_CAPTIONS)))
    return found


def _is_captioned(figure: Element) -> bool:
    caption, picture = figure.find(".//figcaption"), next(figure.iter("img", "amp-img"), None)
    return caption is not None and picture is not None and bool(text_of(caption)) and not gathering.in_aside(figure)


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
    own = jsonld.types(head.article) if head.article else frozenset()
    if _is_live(found, head, headline, cleaned):
        return "liveblog"
    words = sum(len(paragraph.split()) for paragraph in cleaned.paragraphs)
    if words < SHORT_WORDS:
        if found.video or any(_is_player(cut) for cut, _ in cleaned.embeds) or (own & jsonld.VIDEOS):
            return "video"
        if _is_flash(headline, section) and not words:
            return "flash"
        if (
            found.pictures >= 2
            or found.shown >= MANY
            or found.captioned >= MANY
            or (not words and (found.inside or found.captioned))
            or any("format-gallery" in token or "format-image" in token for token in head.body_classes)
        ):
            return "gallery"
    urgent = words <= FLASH_WORDS and not linked and _is_flash(headline, section)
    return "flash" if urgent or _says_headline(headline, cleaned.paragraphs) else "article"


def _says_headline(headline: str | None, paragraphs: list[str]) -> bool:
    """The whole text is one sentence that tells what the headline tells: an item sent out as one line."""
    if len(paragraphs) != 1 or _SENTENCE_END.search(paragraphs[0]):
        return False
    title, said = agencies.key(headline or "").split(), agencies.key(paragraphs[0]).split()
    if len(title) < 4 or not len(title) - 1 <= len(said) <= min(SENTENCE_WORDS, MORE * len(title)):
        return False
    return sum(word in said for word in title) >= SAME * len(title)


def _is_live(found: Media, head: Head, headline: str | None, cleaned: Cleaned) -> bool:
    """The page's own structured data says so, or its name does and its entries carry times of day."""
    title = agencies.key(headline or "")
    for node in [] if head.foreign else head.nodes:
        if "liveblogposting" in jsonld.types(node):
            told = agencies.key(jsonld.text(node.get("headline") or node.get("name")) or "")
            shared = set(told.split()) & set(title.split())
            if not told or 2 * len(shared) >= len(set(title.split())):  # another page's liveblog may be announced here
                return True
    if not found.live and not _LIVE.search(title):
        return False
    printed = sum(1 for text in cleaned.paragraphs if _CLOCK.match(text))
    printed += sum(1 for line in cleaned.removed if _CLOCK.match(line.text))
    return max(found.times, printed) >= ENTRIES


def _is_player(cut: Cut) -> bool:
    if cut.platform in _PLAYERS:
        return True
    address = (cut.url or "")[:500] if cut.platform in _PERHAPS else ""
    return bool(_MOVING.search(address) or (cut.platform == "iframe" and _PLAYING.search(address)))


def _is_flash(headline: str | None, section: str | None) -> bool:
    """«عاجل» opens the headline, or the page files the item under urgent news."""
    title = arabic.fold(headline or "")
    return bool(title) and (_FLASH.match(title) is not None or agencies.key(section or "") in _URGENT)
