"""Authors (people only) and the agency named in structured data."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.extraction import jsonld
from crawler.extraction.head import Head
from crawler.extraction.tree import Element, squeeze, text_of
from news import agencies

MAX_NAME = 60
_LABEL = re.compile(
    r"^\W*(?:(?:by|written by|author|كتب(?:ت|ه|ها)?|بقلم|الكاتب(?:ة)?|إعداد(?:\s+وتحرير)?|اعداد|أعد(?:ه"
    r"|ته)|تقرير|تحقيق|حوار|حاوره|أجرى الحوار|ترجمة|تحرير|محرر|نشر(?:ه)?|نُشر|مراسل(?:ة)?)\s*[:：/"
    r"|\-–—]*\s+|[:：]\s*)",
    re.IGNORECASE,
)
# «كتب» is a verb too: at the start of a line, then «:» or a dash, or nothing but a name (facts on bylines)
_BYLINE = re.compile(
    r"^[\W_]{0,4}(?:(?:بقلم|بقلم الكاتب|إعداد|اعداد|إعداد وتحرير|إعداد وترجمة|تقرير|تحقيق|حوار|حاورته"
    r"|حاوره|أجرى الحوار|أجرت الحوار|ترجمة|تحرير|كتب|كتبت|كتبه|كتبها|متابعة|تصوير|written by"
    r"|by)\s*[:：/\-–—|]+\s*|(?:بقلم|كتب|كتبت|By)\s+)(?P<name>\S.{1,60})$",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"^[\W_]{0,4}(?:بقلم|كتب|كتبت|By)\s", re.IGNORECASE)
_COLON = re.compile(r"^[\W_]{0,4}[\w ]{2,16}\s*[:：/\-–—|]")
_TITLES = re.compile(
    r"^(?:(?:د|م|أ|ا|المحامي|الدكتور(?:ة)?|المهندس(?:ة)?|الأستاذ(?:ة)?|الكاتب(?:ة)?|الصحفي(?:ة)?"
    r"|الصحافي(?:ة)?|dr|mr|mrs|prof)\s*[.:/]+\s*|(?:الدكتور(?:ة)?|المهندس(?:ة)?|الأستاذ(?:ة)?|الكاتب(?:ة)?"
    r"|الصحفي(?:ة)?|الصحافي(?:ة)?)\s+)",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*[,،;؛/|&+]\s*|\s+(?:و|and|et)\s+|\s+[-–—]\s+")
_NOT_A_NAME = re.compile(r"https?:|www\.|@.*\.|[<>{}\[\]:؟?!«»\"]|\d{2,}")
_SENTENCE = re.compile(r"(?:^|\s)(?:على|في|إلى|الى|عن|إن|أن|ان|عبر|حول|هذا|هذه|قال|قالت|من قبل|the|is|was)(?:\s|$)")


def names(value: str, own: frozenset[str]) -> list[str]:
    """The people a byline's text names; labels («بقلم:», «by») and titles («د.») are not part of a name."""
    text = squeeze(value)
    if "://" in text:
        return []
    for _ in range(2):
        text = _LABEL.sub("", text, count=1).strip(" \t:|/،,-–—.")
    found: list[str] = []
    for part in _SPLIT.split(text)[:8]:
        name = _TITLES.sub("", part.strip(" .:-–—")).strip()
        if _is_person(name, own) and name not in found:
            found.append(name)
    return found


def _is_person(name: str, own: frozenset[str]) -> bool:
    if not 2 < len(name) <= MAX_NAME or len(name.split()) > 6 or _NOT_A_NAME.search(name) or _SENTENCE.search(name):
        return False
    folded = agencies.key(name)
    return bool(folded) and folded not in own and not agencies.is_desk(name) and agencies.agency(name) is None


def byline(line: str, own: frozenset[str]) -> list[str] | None:
    """The authors a line of the body names, None when the line is no byline («كتب الرئيس على منصة إكس» is a sentence)."""
    found = _BYLINE.match(line)
    if found is None or len(line) > 90 or line.rstrip().endswith((".", "؟", "!", "…")):
        return None
    people = names(found["name"], own)
    if not people and not agencies.is_desk(found["name"]):
        return None
    if _LOOSE.match(line) and not _COLON.match(line) and not all(2 <= len(name.split()) <= 4 for name in people):
        return None
    return people


def authors(head: Head, elements: Iterable[Element]) -> tuple[list[str], str | None]:
    """(people, agency) from JSON-LD, metas and the page's own byline, the first source that names somebody."""
    origin: str | None = None
    own = head.own

    def sift(texts: Iterable[str]) -> list[str]:
        nonlocal origin
        people: list[str] = []
        for text in texts:
            origin = origin or agencies.agency(text)
            people += [name for name in names(text, own) if name not in people]
        return people

    structured: list[str] = []
    if head.article is not None:
        for node in jsonld.resolve(head.article.get("author"), head.nodes):
            name = jsonld.text(node.get("name"))
            kinds = jsonld.types(node)
            if name and (not kinds or "person" in kinds):
                structured.append(name)
            elif name and agencies.agency(name):
                origin = origin or agencies.agency(name)
    people = sift(structured)
    if not people:
        people = sift(
            value
            for key in ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "cxenseparse:author")
            for value in head.meta_list(key)[:5]
        )
    if not people:
        people = sift(_names_of(elements))
    return people[:8], origin


def _names_of(elements: Iterable[Element]) -> list[str]:
    found: list[str] = []
    for element in elements:
        inner = next((item for item in element.iter() if item.get("itemprop") == "name"), None)
        text = text_of(inner if inner is not None else element) or (element.get("content") or "")
        organization = "Organization" in (element.get("itemtype") or "")
        if not 2 < len(text) <= 90 or (organization and agencies.agency(text) is None):
            continue
        if organization or element.get("itemprop") == "author" or element.get("rel") == "author" or len(text.split()) <= 6:
            found.append(text)
            if len(found) >= 4:
                break
    return found[:1] if found and not all(len(text.split()) <= 4 for text in found) else found
