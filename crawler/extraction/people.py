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
    r"|حاوره|أجرى الحوار|أجرت الحوار|ترجمة|تحرير|كتب|كتبت|كتبه|كتبها|متابعة|تصوير|المؤلف|المؤلفة|written by"
    r"|author|by)\s*[:：/،,\-–—|]+\s*|(?:بقلم|كتب|كتبت|By)\s+)(?P<name>\S.{1,60})$",
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
# given and family names that begin with و, which is no «and» there
_NAMES_IN_WAW = frozenset(
    agencies.key(
        "وائل واثق واجد وادي واصف واصل وافي واكد والي وائلي والد وبر وثيق وجدان وجدي وجيه وحيد وحيدة وداد وداعة وديان وديع وديعة"
        " وراق وردان وردة وردي ورد ورشان وزان وزاني وزير وسام وسن وسيم وسيمة وشاح وشوش وصال وصفي وصفية وضاح وضحى وطفة وطفاء وطني"
        " وعد وفاء وفائي وفيق وقاد وقاص ولاء ولد ولي وليام وليد وليم ونوس ونيس وهاب وهابي وهبة وهبي وهدان وهيب وهيبة وهم وورد ويس"
        " ويسام وينستون ويليام واين والتر واتسون وودز ويب وود ووكر ويلسون وايت وست"
    ).split()
)
_NOT_A_NAME = re.compile(r"https?:|www\.|@.*\.|[<>{}\[\]:؟?!«»\"]|\d{2,}")
_BESIDE = re.compile(r"\s*\([^()]{2,40}\)\s*$|\s*@[\w.]{2,30}\s*$")
"""The reporter's town or account after the name: «وليد الحارثي (جدة)»."""
_SENTENCE = re.compile(r"(?:^|\s)(?:على|في|إلى|الى|عن|إن|أن|ان|عبر|حول|هذا|هذه|قال|قالت|من قبل|the|is|was)(?:\s|$)")


def names(value: str, own: frozenset[str]) -> list[str]:
    """The people a byline's text names; labels («بقلم:», «by») and titles («د.») are not part of a name."""
    text = squeeze(value)
    if "://" in text:
        return []
    text = _BESIDE.sub("", text)
    for _ in range(2):
        text = _LABEL.sub("", text, count=1).strip(" \t:|/،,-–—.")
    found: list[str] = []
    for part in (name for piece in _SPLIT.split(text) for name in _joined(piece)[:8]):
        name = _TITLES.sub("", part.strip(" .:-–—")).strip()
        if _is_person(name, own) and name not in found:
            found.append(name)
    return found


def _joined(piece: str) -> list[str]:
    """«أحمد سالم وريم النجار» → both; a word that is itself a name in و («وليد», «ولد») joins nobody.

    Each side needs two words, so that no name is taken apart at a word we do not know.
    """
    words = piece.split()
    for at in range(2, len(words) - 1):
        word = words[at]
        if word.startswith("و") and len(word) > 3 and agencies.key(word) not in _NAMES_IN_WAW:
            return [" ".join(words[:at]), *_joined(" ".join((word[1:], *words[at + 1 :])))]
    return [piece]


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


def signature(line: str, own: frozenset[str]) -> str | None:
    """The author whose name alone is the line, as some agencies sign below the text; known by a common given name."""
    words = line.split()
    given = agencies.names().given
    known = words[0] in given or " ".join(words[:2]) in given if words else False
    return line if known and 2 <= len(words) <= 4 and line.replace(" ", "").isalpha() and _is_person(line, own) else None


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
