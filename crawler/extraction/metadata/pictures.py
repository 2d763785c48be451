"""The article's picture, its captions and their credits.

Address: structured data, metas, the first picture beside the text; an outlet's logo or stand-in is none of them. Caption: what is
printed under the first picture, else the caption of the structured picture. Where nothing but a credit is printed there, that
line is the caption as printed, and the credit is read from it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from crawler.extraction.embeds.addresses import unwrap
from crawler.extraction.page import jsonld
from crawler.extraction.page.head import Head, is_home
from crawler.extraction.page.tree import Block, Element, classes, squeeze, text_of
from news import agencies, furniture, links
from news.article import Image

_SIGNED = (
    r"(?:©|\(c\)|(?:ال)?تصوير\s*[:：]|(?:ب)?عدسة\s*[:：]|Photo(?:graph)?(?: by| credit)?\s*[:：]|(?:صورة|الصورة)(?: من)?\s*[:：]"
    r"|(?:مصدر|حقوق) الصور(?:ة)?\s*[:：،,/])"
)
_CREDIT = re.compile(
    rf"\s*[-–—|]?\s*[(\[]\s*(?P<in>[^()\[\]]{{2,60}})\s*[)\]]\s*\.?$|\s*(?:[-–—|]\s*)?(?P<sign>{_SIGNED}\s*.{{2,60}})$"
    r"|\s+[-–—|/]\s*(?P<dash>[^-–—|()]{2,40})$|\s*[/|]\s*(?P<slash>[^-–—|/()]{2,30})$"
    r"|[\s،,.]+(?P<latin>(?:Getty Images|AFP|Reuters|AP|EPA)(?:\s*/\s*[A-Za-z ]{2,20})?)\s*$",
    re.IGNORECASE,
)
# BBC: «مصدر الصورة، Getty Images» and «التعليق على الصورة، …», label and text parted by a comma
_LABEL = re.compile(r"^\W{0,2}(?:التعليق على الصورة|تعليق الصورة|شرح الصورة|Image caption)\s*[،,:：]\s*", re.IGNORECASE)
_SOURCE = re.compile(r"^\W{0,2}(?:مصدر الصورة|Image source)\s*[،,:：]\s*", re.IGNORECASE)
_PAIR = re.compile(
    r"^\W{0,2}(?:مصدر الصورة|Image source)\s*[،,:：]\s*(?P<credit>.{2,60}?)\s*"
    r"(?:التعليق على الصورة|Image caption)\s*[،,:：]\s*(?P<text>.+)$",
    re.IGNORECASE,
)
_PLACES = re.compile(
    r"(?:^|\s)(?:ال)?(?:يمين|يسار|وسط|يمن[ىي]|يسر[ىي]|أعلى|أسفل|خلف|أول|ثاني|ثالث)(?:\s|$)|^\W*[\d\u0660-\u0669]"
)
"""In brackets after a name these say where somebody stands or how old they are: «الوزير (يمين)»."""
_STAND_IN = re.compile(
    r"(?:^|[-_.])(?:logo|favicon|default|placeholder|no-?image|noimg|no-?photo|avatar|gravatar|icon)s?\d*(?:[-_.]|$)"
    r"|^(?:blank|spacer|sprite|pixel|loading|transparent|1x1)[-_.]|\.svg$"
    r"|(?:^|[-_.])(?:fb|facebook|twitter|social|site|web(?:site)?|share|sharing)[-_]?(?:image|img|share|sharing|card|default|cover|thumb"
    r"|banner|preview|picture)(?:[-_]?(?:ar|en|\d{1,4}))?(?:\.|$)"
    r"|^(?:share|sharing|social|(?:og|opengraph)[-_]?(?:default|share|logo|banner)|fallback|missing|generic|dummy|header|masthead|apple-touch|android-chrome|mstile|news-?thumb"
    r"|site-?(?:logo|name)|no-?(?:thumb|pic|picture|preview|media))[-_]?(?:ar|en)?[-_]?\d{0,4}(?:x\d{2,4})?(?:\.\w{3,4})?$"
    r"|(?:^|[-_.])(?:image|img|photo|picture|thumb|thumbnail)[-_]?(?:placeholder|default|not[-_]?(?:found|available)|coming[-_]?soon)",
    re.IGNORECASE,
)
"""In a picture's file name: the house's own picture, or one that holds the place."""
_THEME = re.compile(
    r"/(?:wp-content/(?:themes|plugins)|sites/[^/]+/themes|wp-includes|themes/[^/]+/(?:images?|img|assets))/", re.IGNORECASE
)
"""Folders of a site's design: what lies there stands on every page."""
_ICON = re.compile(
    r"\.(?:svg|gif)(?:[?#\s]|$)|icon|logo|avatar|emoji|sprite|pixel|blank|spacer|(?:arrow|button|btn|bullet|rating|flag)s?(?:[-_A-Z\d./]|$)",
    re.IGNORECASE,
)
_ADVERT = re.compile(
    r"zoneid=|/www/delivery/|doubleclick|googlesyndication|googleads|adservice|ad-?server|adnxs|criteo|taboola|outbrain"
    r"|[?&]banner_?id=|/(?:ads?|adv|advert\w{0,12}|banners?|sponsors?)/",
    re.IGNORECASE,
)
"""Addresses ad servers give their pictures: Revive and OpenX («avw.php?zoneid=»), exchanges, folders of advertisements."""
_OFFERS = re.compile(r"(?<=\d[wx]),\s*|,\s+")
"""Where one offer of a srcset ends; an address may hold commas itself."""
_SIZE = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w{3,4}$)")
MAX_ADDRESS = 2_000
SMALL = 100
"""Pixels; a smaller picture is decoration."""
_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-full", "src")
_METAS = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "image")
CREDIT_REACH = 200
"""Characters at a caption's end in which its credit is looked for."""
MAX_CAPTIONS = 300
MAX_FURNITURE = 120
_CLOCK = re.compile(r"^\W*(?:GMT\W*|آخر تحديث\W*|نشرت? في\W*)?[\d\u0660-\u0669]{1,2}:[\d\u0660-\u0669]{2}(?!\d)")
CAPTION_WORDS = 15
"""A centred line after a picture with no more words is its caption."""
_CENTRED = re.compile(r"center", re.IGNORECASE)
_OWNER = re.compile(rf"^\W{{0,2}}{_SIGNED}", re.IGNORECASE)
_ARCHIVE = re.compile(r"^(?:صورة\s+)?(?:من\s+)?(?:ال)?[أا]رشيف(?:ية|ي)?$|^(?:صورة )?(?:تعبيرية|توضيحية)$|^رسم توضيحي$")


def split_credit(caption: str) -> tuple[str, str | None]:
    """«نص - أرشيف (AA)» → («نص - أرشيف», «AA»): the credit in brackets, after ©, or an agency after a dash, a slash or alone."""
    pair = _PAIR.match(caption)
    if pair:
        return pair["text"].strip(), pair["credit"].strip(" -–—|،,")
    if (source := _SOURCE.match(caption)) and (owner := caption[source.end() :].strip()):
        return "", owner
    caption = _LABEL.sub("", caption)
    found = _CREDIT.search(caption, max(0, len(caption) - CREDIT_REACH))
    if found is None:
        return ("", caption) if agencies.agency(caption) else (caption, None)
    credit = squeeze(next(filter(None, found.groups()))).strip(" ©")
    if _ARCHIVE.match(credit) or ((found["dash"] or found["slash"]) and not agencies.credit(credit)):
        return caption, None
    if found["in"] and not agencies.credit(credit) and (len(credit.split()) > 5 or _PLACES.search(credit)):
        return caption, None
    return caption[: found.start()].strip(" -–—|" if found["in"] else " -–—|."), credit


def is_toolbar(text: str) -> bool:
    """A row of the page beside a picture and no caption: one that opens with a time of day, or a known line of furniture."""
    return _CLOCK.match(text) is not None or (
        len(text) <= MAX_FURNITURE and len(text.split()) > 2 and furniture.match(text) is not None
    )


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
    found: dict[str, str] = {}
    seen: set[Element] = set()
    for element in elements[:MAX_CAPTIONS]:
        if any(parent in seen for parent in element.iterancestors()):
            continue
        seen.add(element)
        text = text_of(element)
        if 2 < len(text) <= 600 and not is_toolbar(text):
            found.setdefault(agencies.key(text), text)
    return list(found.values())


def image(head: Head, pictures: list[Element], shown: list[str], everything: Iterable[tuple[int, Element]] = ()) -> Image | None:
    """The article's picture with its caption and credit, by the order above.

    `shown` are the printed captions in order, `everything` all pictures of the page: one that is also the house's mark is none.
    """
    logos = _logos(head)
    found = (address for _, value in addresses(head, pictures) if (address := picture_address(value, head, logos)))
    url = next((address for address in found if not _is_mark(address, everything, head)), "")
    text, credit = _printed(shown)
    if not shown and (stated := _stated(head)):
        text, credit = split_credit(stated)
        text = text or stated
    return Image(url=url, caption=text or None, credit=credit) if url or shown else None


def _printed(shown: list[str]) -> tuple[str, str | None]:
    """Caption and credit of the first picture; a line of credit and a line of caption beside it are one."""
    parts = [split_credit(caption) for caption in shown[:2]]
    if not parts:
        return "", None
    (text, credit), (other, owner) = parts[0], parts[1] if len(parts) > 1 else ("", None)
    if not text and other and owner is None:
        return other, credit
    if text and credit is None and not other and owner:
        return text, owner
    return text or shown[0], credit


def _stated(head: Head) -> str | None:
    """The caption structured data gives the picture; the site's name is none."""
    listed = jsonld.resolve(_given(head), head.nodes)
    nodes = [*listed, *([] if head.foreign else [node for node in head.nodes if "imageobject" in jsonld.types(node)][:1])]
    captions = (text for node in nodes if (text := jsonld.text(node.get("caption"))))
    return next((text for text in captions if agencies.key(text) not in head.own), None)


def _given(head: Head) -> object:
    node = head.article or {}
    return node.get("image") or node.get("thumbnailUrl") or []


def addresses(head: Head, pictures: list[Element]) -> Iterator[tuple[str, str]]:
    """(source, address as written) of every picture that may be the article's, in order of belief."""
    for item in jsonld.resolve(_given(head), head.nodes):
        value = jsonld.text(item.get("url") or item.get("contentUrl") or item.get("name") or item.get("@id"))
        if value and ("/" in value or "." in value):
            yield "jsonld image", value
    for name in _METAS:
        yield from ((f"meta {name}", value) for value in head.meta_list(name)[:1])
    for picture in pictures:
        size = picture.get("width") or picture.get("height") or ""
        value = _largest(picture.get("data-srcset") or picture.get("srcset") or "") or next(
            (value for key in _SOURCES if (value := picture.get(key)) and not value.startswith("data:")), None
        )
        if value and not (size.isdecimal() and int(size) < SMALL) and not is_decoration(f"{value} {classes(picture)}"):
            yield "picture", value


def near(found: list[tuple[int, Element]], start: int, end: int, reach: int) -> list[Element]:
    """Pictures that may be the article's: those between headline and end of the body, then those `reach` elements beside."""
    inside = [picture for at, picture in found if start + reach <= at <= end - reach]
    before = [picture for at, picture in found if start <= at < start + reach]
    return [*inside, *before, *(picture for at, picture in found if end - reach < at <= end)]


def run_end(captions: list[tuple[int, Element]], end: int, reach: int) -> int:
    """Where a page of pictures without text ends: behind the last caption of a run, each `reach` elements from the one before."""
    for at, _ in captions:
        if end < at <= end + reach:
            end = at
    return end


def is_decoration(said: str) -> bool:
    """Whether a picture's address and names are those of an icon, a logo, a stand-in or an advertisement."""
    return _ICON.search(said) is not None or _ADVERT.search(said) is not None


def _largest(srcset: str) -> str | None:
    """The address of the widest picture a srcset offers."""
    offers: list[tuple[float, str]] = []
    for piece in _OFFERS.split(srcset.strip()) if srcset and not srcset.startswith("data:") else ():
        address, _, size = piece.strip().rpartition(" ")
        if address and re.fullmatch(r"[\d.]{1,8}[wx]", size):
            offers.append((float(size[:-1]) if size[:-1].replace(".", "", 1).isdigit() else 0.0, address))
    return max(offers)[1] if offers else None


def _is_mark(address: str, everything: Iterable[tuple[int, Element]], head: Head) -> bool:
    """Whether the page also shows a picture as the house's mark: it leads home, or its names say logo."""
    stem = _file(address).rsplit("/", 1)[-1].rsplit(".", 1)[0]
    for _, picture in everything:
        if not any(
            stem in (unquote(value) if "%" in value else value).lower() for key in _SOURCES if (value := picture.get(key))
        ):
            continue
        alt = picture.get("alt") or ""
        link = next(picture.iterancestors("a"), None)
        home = link is not None and (href := link.get("href")) is not None and is_home(href, head.url)
        if home or "logo" in f"{classes(picture)} {alt}".lower() or agencies.key(alt) in head.own:
            return True
    return False


def _file(address: str) -> str:
    """What tells one picture from another: its path, without the size some systems write into it."""
    return _SIZE.sub("", unquote(urlsplit(address).path)).lower()


def _logos(head: Head) -> frozenset[str]:
    """Addresses structured data names as the house's logo."""
    nodes = (
        node.get("logo") or (node.get("publisher") if isinstance(node.get("publisher"), dict) else {}) for node in head.nodes
    )
    logos = (node.get("logo") if isinstance(node, dict) and "logo" in node else node for node in nodes)
    return frozenset(
        address
        for logo in logos
        if logo
        and (address := logo if isinstance(logo, str) else isinstance(logo, dict) and (logo.get("url") or logo.get("contentUrl")))
        and isinstance(address, str)
    )


def picture_address(value: str, head: Head, logos: frozenset[str] = frozenset()) -> str | None:
    """The absolute address of an article's picture; None for a logo, a stand-in, and one that cannot be resolved."""
    if value in logos or len(value) > MAX_ADDRESS:
        return None
    if not head.fetched and "//" not in value and not value.startswith("/"):
        return None  # on a page that only claims its address, «img/a.jpg» may stand anywhere
    try:
        address = links.canonical(unwrap(value), head.url or None)
    except ValueError:
        return None  # relative, on a page whose own address nobody knows
    path = urlsplit(address).path
    if _STAND_IN.search(name := path.rsplit("/", 1)[-1]) or _THEME.search(path) or _names_house(name, head):
        return None
    return None if logos and _file(address) in {_file(logo) for logo in logos} else address


def _names_house(name: str, head: Head) -> bool:
    """A picture whose file bears the house's name and nothing else: «example-news.png»."""
    stem = name.rsplit(".", 1)[0].replace("_", " ").replace("-", " ").strip(" 0123456789")
    return len(stem) > 3 and agencies.key(stem) in head.own
