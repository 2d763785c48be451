"""The article's picture, its captions and their credits."""

from __future__ import annotations

import re

from crawler.extraction import jsonld
from crawler.extraction.head import Head
from crawler.extraction.posts import unwrap
from crawler.extraction.tree import Block, Element, squeeze, text_of
from news import agencies, links
from news.article import Image

_CREDIT = re.compile(
    r"\s*[-–—|]?\s*[(\[]\s*(?P<in>[^()\[\]]{2,60})\s*[)\]]\s*\.?$|\s*(?:[-–—|]\s*)?(?P<sign>(?:©"
    r"|تصوير\s*[:：]|عدسة\s*[:：]|Photo\s*[:：]|مصدر الصورة\s*[:：،,])\s*.{2,60})$|\s+[-–—|]\s*(?P<dash>[^-–—"
    r"|()]{2,40})$"
)
CAPTION_WORDS = 15
"""A centred line after a picture with no more words is its caption."""
_CENTRED = re.compile(r"center", re.IGNORECASE)
_OWNER = re.compile(
    r"^\W{0,2}(?:©|\(c\)|تصوير\s*[:：]|عدسة\s*[:：]|مصدر الصورة\s*[:：،,]|صورة\s*[:：]|Photo\s*[:：])", re.IGNORECASE
)
_ARCHIVE = re.compile(r"^(?:صورة\s+)?(?:من\s+)?(?:ال)?[أا]رشيف(?:ية)?$|^صورة تعبيرية$|^تعبيرية$")


def split_credit(caption: str) -> tuple[str, str | None]:
    """«نص - أرشيف (AA)» → («نص - أرشيف», «AA»): the credit in brackets, after ©, or an agency after a dash."""
    found = _CREDIT.search(caption)
    if found is None:
        agency = agencies.agency(caption)
        return ("", caption) if agency else (caption, None)
    credit = squeeze(found["in"] or found["sign"] or found["dash"] or "").strip(" ©")
    if _ARCHIVE.match(credit) or (found["dash"] and agencies.agency(credit) is None):
        return caption, None
    if found["in"] and agencies.agency(credit) is None and len(credit.split()) > 5:
        return caption, None
    return caption[: found.start()].strip(" -–—|"), credit


def is_credit(block: Block) -> bool:
    """A short line that says whose a picture is: «© REUTERS», «تصوير: …»."""
    return len(block.text) <= 90 and _OWNER.match(block.text) is not None


def is_under(block: Block, container: Element) -> bool:
    """A line of its own under a picture, with nothing else in their box: «<p><img><br><small>…» is a caption without a name."""
    box = block.holder
    if box is container or not 2 < len(block.text) <= 300 or block.link_share > 0.5:
        return False
    before = box.getprevious()
    if (
        before is not None
        and _CENTRED.search(f"{box.get('style') or ''} {box.get('align') or ''}")
        and len(block.text.split()) <= CAPTION_WORDS
        and not block.text.endswith((".", "؟", "!", ":"))
        and next(before.iter("img"), None) is not None
        and not text_of(before)
    ):
        return True
    picture = next(box.iter("img", "amp-img"), None)
    if picture is None or (picture.tail or "").strip():
        return False
    small = any(text_of(element) == block.text for element in box.iter("small", "font", "em", "i", "span"))
    if block.text.endswith((".", "؟", "!", ":")) and not small:
        return False  # a paragraph with a picture at its head
    return sum(1 for _ in box.iter("p", "li")) <= (box.tag == "p") and text_of(box) == block.text


def captions(elements: list[Element]) -> list[str]:
    """Texts of the captions, each once; a caption's parts (text, credit) in one box are one."""
    found: list[str] = []
    seen: set[Element] = set()
    for element in elements:
        if any(parent in seen for parent in element.iterancestors()):
            continue
        seen.add(element)
        text = text_of(element)
        if 2 < len(text) <= 600 and agencies.key(text) not in map(agencies.key, found):
            found.append(text)
    return found


def image(head: Head, pictures: list[Element], shown: list[str]) -> Image | None:
    """The article's picture with its caption: structured data, then metas, then the first picture of the body."""
    node = head.article or {}
    given = node.get("image") or node.get("thumbnailUrl")
    listed = jsonld.resolve(given, head.nodes) if given else []
    caption: str | None = None
    address: str | None = None
    for item in listed:
        address = address or jsonld.text(
            item.get("url") or item.get("contentUrl") or (item.get("name") if "//" in str(item.get("name")) else None)
        )
        caption = caption or jsonld.text(item.get("caption"))
    address = address or head.meta(
        "og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "image"
    )
    if address is None:
        address = next(
            (
                value
                for picture in pictures
                for key in ("data-src", "data-lazy-src", "src")
                if (value := picture.get(key)) and not value.startswith("data:")
            ),
            None,
        )
    if not caption and not head.foreign:
        wanted = jsonld.first(head.nodes, frozenset(("imageobject",)))
        caption = (
            jsonld.text(wanted.get("caption"))
            if wanted and wanted.get("caption") and agencies.key(str(wanted["caption"])) not in head.own
            else None
        )
    text, credit = split_credit(shown[0] if shown else caption or "")
    try:
        url = links.canonical(unwrap(address), head.url or None) if address else ""
    except ValueError:
        url = ""  # relative, on a page whose own address nobody knows
    return Image(url=url, caption=text or None, credit=credit) if url or shown else None
