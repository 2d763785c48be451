"""Parts of the finished article made of what the steps before found: captions, embeds, removed lines."""

from __future__ import annotations

import itertools
import re
from datetime import datetime

from crawler.extraction.cleaning.story import Cleaned
from crawler.extraction.metadata import pictures
from crawler.extraction.page import tree
from crawler.extraction.page.tree import Block, Element
from news import dates, furniture, links
from news.article import Embed, Removed
from news.outlet import Outlet

_FILE = re.compile(
    r"^\W*(?:[\w\s().,+@-]{1,80}\.(?:jpe?g|png|gif|webp|avif|bmp|heic|mp4|mov|pdf)"
    r"|(?:IMG|DSC[FN]?|PXL|Screenshot|Screen Shot|WhatsApp (?:Image|Video)|FB_IMG|image|photo|untitled|download)"
    r"[\s_-]*[\d(][\d\s_().:-]*(?:at [\d. :APM]+)?)\W*$",
    re.IGNORECASE,
)
_ENLARGE = re.compile(
    r"\s*[-–—|(]?\s*(?:SEARCH|zoom_?in|(?:اضغط|انقر)?\s?ل?لتكبير|تكبير(?: الصورة)?|Click to enlarge|Enlarge)\)?\s*$"
)
MAX_REMOVED = 60
"""Lines of cut boxes that are kept; a page has hundreds, the first are those of the article."""


def is_file_name(text: str) -> bool:
    """«IMG_2034.jpg», «WhatsApp Image 2024-05-01 at 10.20.30»: what a camera called a picture, and no caption."""
    return len(text) <= 100 and _FILE.match(text) is not None


def printed_captions(captions: list[str]) -> list[str]:
    """Captions without the label of the button beside them («SEARCH», «تكبير الصورة»); file names are none."""
    kept = (_ENLARGE.sub("", caption) if len(caption) <= 600 else caption for caption in captions)
    return [caption for caption in kept if caption and not is_file_name(caption)]


def caption_texts(shown: list[str]) -> list[str]:
    """The captions without their credits, each once."""
    return list(dict.fromkeys(text for caption in shown if (text := pictures.split_credit(caption)[0])))


def dropped(refused: list[Block], boxes: list[Element]) -> list[Removed]:
    """What `removed` says of lines of boxes cut from the tree, and of those trafilatura took for boilerplate."""
    rows = itertools.chain(refused, (block for box in boxes for block in tree.blocks(box, MAX_REMOVED)))
    found: list[Removed] = []
    for block in itertools.islice(rows, MAX_REMOVED):
        if block.text and len(block.text) <= 500:
            match = furniture.match(block.text, link_share=block.link_share)
            related = "related" if block.link_share > 0.5 and len(block.text.split()) >= 4 else "furniture:boilerplate"
            found.append(Removed(text=block.text, reason=f"furniture:{match.group}" if match else related))
    return found


def embeds(cleaned: Cleaned, outlet: Outlet, now: datetime) -> tuple[Embed, ...]:
    """The posts cut out of the page, as the article keeps them."""
    found: list[Embed] = []
    for cut, after in cleaned.embeds:
        posted = _posted(cut.posted, outlet, now) if cut.posted else None
        found.append(
            Embed(
                platform=cut.platform,
                url=_untracked(cut.url),
                author=cut.author,
                posted=posted.when if posted else None,
                text=cut.text,
                after_paragraph=after,
            )
        )
    return tuple(found)


def _untracked(url: str | None) -> str | None:
    """A post's address without the parameters its embed code adds («?utm_source=ig_embed»); as it is where it is no address."""
    try:
        return links.canonical(url) if url else None
    except ValueError:
        return url


def _posted(text: str, outlet: Outlet, now: datetime) -> dates.Moment | None:
    """A post's date: English in most embed codes, whatever the page's language."""
    return dates.english(text) or dates.read(
        text, now=now, timezone=outlet.timezone, country=outlet.country, locale=outlet.date_locale
    )
