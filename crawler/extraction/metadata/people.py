"""Authors (people only) and the agency a byline or structured data names.

Order of belief: JSON-LD author, metas, the page's byline, bylines printed as lines. It is turned round in one case: a byline that
says «كتب …», «بقلم …» of a person, where structured data names a login or somebody else altogether, was written for readers; the
structured name is then the account that typed the story in. The same goes for an unlabelled byline against a login.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crawler.extraction.page import jsonld
from crawler.extraction.page.head import Head
from crawler.extraction.page.tree import Element, raw_text, squeeze, text_of
from news import agencies

MAX_NAME = 60
MAX_BYLINE = 90
"""Characters of a byline; a longer text beside a story is an author's biography."""
MAX_NAMES = 400
"""Characters of a text in which names are looked for."""
MAX_RAW = 1_000
"""Characters of a byline's element as the tree has them, blanks and all."""
METAS = ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "cxenseparse:author", "byl", "creator")
SOURCES = ("source", "article:source", "dc.source", "news_source", "original-source")
_LABEL = re.compile(
    r"^\W*(?:(?:by|written by|posted by|author|كتب(?:ت|ه|ها)?(?:\s+بواسطة)?|بقلم(?:\s+الكاتب(?:ة)?)?"
    r"|(?:أضيفت?\s+|مرسلة\s+|أرسلت?\s+|نشرت?\s+)?بواسطة|من طرف"
    r"|الكاتب(?:ة)?"
    r"|إعداد(?:\s+و(?:تحرير|ترجمة))?|اعداد|أعد(?:ه|ته)?|تقرير|تحقيق|حوار|حاوره|حاورته|أجرى الحوار|ترجمة|تحرير|المحرر|محرر"
    r"|نشر(?:ه)?|مراسل(?:ة|تنا|نا)?)\s*[:：/،|\-–—]*\s+|(?:كتب(?:ت)?|بقلم|الكاتب(?:ة)?|إعداد|تحرير|ترجمة|تقرير|حوار|المحرر|by)?\s*[:：]\s*)",
    re.IGNORECASE,
)
# «كتب» is a verb too: at the start of a line, then «:» or a dash, or nothing but a name (facts on bylines)
_BYLINE = re.compile(
    r"^[\W_]{0,4}(?:(?:بقلم|بقلم الكاتب|إعداد|اعداد|إعداد وتحرير|إعداد وترجمة|تقرير|تحقيق|حوار|حاورته"
    r"|حاوره|أجرى الحوار|أجرت الحوار|ترجمة|تحرير|كتب|كتبت|كتبه|كتبها|متابعة|تصوير|المؤلف|المؤلفة|written by"
    r"|author|by)\s*[:：/،,\-–—|]+\s*|(?:بقلم|كتب|كتبت|By|(?:أضيفت?\s+|مرسلة\s+|أرسلت?\s+|نشرت?\s+)?بواسطة)\s+)(?P<name>\S.{1,60})$",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"^[\W_]{0,4}(?:ترجمة|إعداد|اعداد|تحرير|تصوير|تحقيق|حوار|تقرير|رصد|متابعة)(?:\s+و(?:ترجمة|تحرير|إعداد|تصوير|تقديم))?\s+(?P<name>[^\W\d_][^:،.؟!]{0,3}[^:؟!]{2,40})$"
)
_HELPED = re.compile(r"^[\W_]{0,4}(?:ترجمة|ترجمه|تحرير|تصوير|المحرر|متابعة|رصد|مونتاج|تدقيق)(?=[\s:：/،,|\-–—])")
_LOOSE = re.compile(r"^[\W_]{0,4}(?:بقلم|كتب|كتبت|By)\s", re.IGNORECASE)
_COLON = re.compile(r"^[\W_]{0,4}[\w ]{2,16}\s*[:：/\-–—|]")
_WRITER = re.compile(
    r"^\W{0,4}(?:بقلم|كتب(?:ت|ه|ها)?|إعداد|اعداد|تقرير|تحقيق|حوار|أجرى الحوار|أجرت الحوار|by|written by)(?=[\s:：/،,|\-–—])",
    re.IGNORECASE,
)
"""Labels of who wrote; an editor, translator or photographer never outweighs a named author."""
_PLACED = re.compile(r"^\W{0,4}(?P<place>[^\W\d_][\w ]{1,24}?)\s*(?:[:：،/]|\s[-–—])\s*(?P<name>[^\W\d_][\w ]{3,40})$")
"""«بيروت - نذير رضا», «الرباط: محمد …»: the reporter after a known place."""
_TITLES = re.compile(
    r"^(?:(?:أ\s*[.]\s*د|د|م|أ|ا|المحامي|الدكتور(?:ة)?|المهندس(?:ة)?|الأستاذ(?:ة)?|الكاتب(?:ة)?|الصحفي(?:ة)?"
    r"|الصحافي(?:ة)?|الزميل(?:ة)?|dr|mr|mrs|ms|prof)\s*[.:/]+\s*|(?:الدكتور(?:ة)?|المهندس(?:ة)?|الأستاذ(?:ة)?|الكاتب(?:ة)?"
    r"|الصحفي(?:ة)?|الصحافي(?:ة)?|الإعلامي(?:ة)?|الزميل(?:ة)?|الباحث(?:ة)?|دكتور(?:ة)?)\s+)",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"^(?:مراسل|كاتب|صحفي|صحافي|باحث|محلل|رئيس|مدير|محرر|أكاديمي|إعلامي|ناشط|خبير|مستشار|أستاذ|عضو|طالب|مدون|موفد|مبعوث)(?:ة|ون|و|نا|تنا)?"
    r"(?:\s|$)|\b(?:correspondent|reporter|editor|writer|staff)\b",
    re.IGNORECASE,
)
_DATELINE_PARTS = re.compile(r"\s*[/|()]\s*|\s+[-–—]\s+")
_SPLIT = re.compile(r"\s*[,،;؛/|&+•·]\s*|\s+(?:و|and|et)\s+|\s+[-–—]\s+|\s*[–—]\s*")
# given and family names that begin with و, which is no «and» there
_NAMES_IN_WAW = frozenset(
    agencies.key(
        "وائل واثق واجد وادي واصف واصل وافي واكد والي وائلي والد وبر وثيق وجدان وجدي وجيه وحيد وحيدة وداد وداعة وديان وديع وديعة"
        " وراق وردان وردة وردي ورد ورشان وزان وزاني وزير وسام وسن وسيم وسيمة وشاح وشوش وصال وصفي وصفية وضاح وضحى وطفة وطفاء وطني"
        " وعد وفاء وفائي وفيق وقاد وقاص ولاء ولد ولي وليام وليد وليم ونوس ونيس وهاب وهابي وهبة وهبي وهدان وهيب وهيبة وهم وورد ويس"
        " ويسام وينستون ويليام واين والتر واتسون وودز ويب وود ووكر ويلسون وايت وست"
    ).split()
)
_NOT_A_NAME = re.compile(r"https?:|www\.|@.*\.|[<>{}\[\]:؟?!«»\"#]|\d{2,}")
_BESIDE = re.compile(r"\s*\((?P<in>[^()]{2,40})\)\s*$|\s+@[\w.]{2,30}\s*$")
"""The reporter's town or account after the name: «وليد الحارثي (جدة)»."""
_DATE_TAIL = re.compile(
    r"\s+(?:[-–—|(]\s*)?(?:(?:في|يوم)\s+)*(?:(?:السبت|الأحد|الاحد|الاثنين|الإثنين|الثلاثاء|الأربعاء|الاربعاء|الخميس|الجمعة)\s*[،,]?\s*)?"
    r"[\d\u0660-\u0669]{1,4}(?:[\s/.:-]+\S.*)$"
)
"""«منى السيد الأحد 22 نوفمبر 2026»: the day printed beside the name."""
_FROM = re.compile(r"\s+(?:من|[-–—])\s+(?P<place>[^\W\d_][\w ]{1,24})$")
_MORE = re.compile(r"(?:كل|جميع|كافة|المزيد|مزيد|مقالات|مواضيع|عرض|شاهد|اقرأ|تابع|more|all|view|see|posts?)\s", re.IGNORECASE)
"""«كل مقالات الكاتبة»: what a link beside a name says of its page."""
_SENTENCE = re.compile(
    r"(?:^|\s)(?:على|في|التي|الذي|الذين|لم|لن|هل|كيف|إلى|الى|عن|إن|أن|ان|عبر|حول|هذا|هذه|قال|قالت|من قبل|the|is|was)(?:\s|$)"
)
_MARKS = re.compile("[\u064b-\u0652\u0640]")
_ARABIC = re.compile("[\u0621-\u064a]")
_LOGIN = re.compile(r"[\d_.@]")


def names(value: str, own: frozenset[str]) -> list[str]:
    """The people a byline's text names; labels («بقلم:», «by»), titles («د.»), places and roles are not part of a name."""
    text = squeeze(value[:MAX_RAW])[:MAX_NAMES]
    if "://" in text or agencies.is_labelled(text) or agencies.agency(text):
        return []
    text = _DATE_TAIL.sub("", _BESIDE.sub("", text))
    for _ in range(2):
        text = _LABEL.sub("", _MARKS.sub("", text) if _LABEL.match(_MARKS.sub("", text)) else text, count=1).strip(" \t:|/،,-–—.")
    from_ = _FROM.search(text)
    if from_ and agencies.is_place(from_["place"]):
        text = text[: from_.start()]
    placed = _PLACED.match(text)
    if placed and agencies.is_place(placed["place"]):
        text = placed["name"]
    found: list[str] = []
    for part in (name for piece in _SPLIT.split(text) for name in _joined(piece)[:8]):
        name = part.strip(" .:-–—")
        if agencies.agency(name) is None:
            for _ in range(2):
                name = _TITLES.sub("", name).strip()
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
    if max(map(len, folded.split()), default=0) < 3 or _ROLE.search(name) or _MORE.match(name):  # initials: «ع.ش»
        return False
    if folded in own or folded.replace(" ", "") in {mine.replace(" ", "") for mine in own}:
        return False
    return not agencies.is_desk(name) and agencies.agency(name) is None and not agencies.is_place(name)


def byline(line: str, own: frozenset[str]) -> list[str] | None:
    """The authors a line of the body names, None when the line is no byline («كتب الرئيس على منصة إكس» is a sentence)."""
    if len(line) > MAX_BYLINE:
        return None
    found = _BYLINE.match(line)
    if found is None:
        return _reporter(line, own) or _worked(line, own)
    if line.rstrip().endswith((".", "؟", "!", "…")):
        return None
    people = names(found["name"], own)
    if not people and not agencies.is_desk(found["name"]):
        return None
    if _LOOSE.match(line) and not _COLON.match(line) and not all(2 <= len(name.split()) <= 4 for name in people):
        return None
    return [] if _HELPED.match(line) else people


def _worked(line: str, own: frozenset[str]) -> list[str] | None:
    found = _WORK.match(line)
    name = found["name"].strip() if found else ""
    bare = _TITLES.sub("", name).strip()
    titled = bare != name and 2 <= len(bare.split()) <= 4 and bare.replace(" ", "").isalpha() and _is_person(bare, own)
    return ([] if _HELPED.match(line) else [bare]) if titled or signature(bare, own) else None


def _reporter(line: str, own: frozenset[str]) -> list[str] | None:
    """«بيروت - نذير رضا» on a line of its own: a known place, then a name that begins with a common given name."""
    found = _PLACED.match(line)
    if found is None or not agencies.is_place(found["place"]):
        return None
    signed = signature(found["name"].strip(), own)
    return [signed] if signed else None


def signature(line: str, own: frozenset[str]) -> str | None:
    """The author whose name alone is the line, as some agencies sign below the text; known by a common given name."""
    words = line.split()
    given = agencies.names().given
    # «عبد الكريم», «عبدالكريم»: whatever follows «عبد ال» makes a given name
    servant = len(words) > 2 and words[0] == "عبد" and words[1].startswith("ال")
    known = bool(words) and (servant or words[0] in given or " ".join(words[:2]) in given or words[0].startswith("عبدال"))
    return line if known and 2 <= len(words) <= 4 and line.replace(" ", "").isalpha() and _is_person(line, own) else None


def stated(head: Head) -> Iterator[tuple[str, str]]:
    """(source, name as written) of everybody structured data and metas call the author, in order of belief."""
    for node in jsonld.resolve(head.article.get("author") or head.article.get("creator"), head.nodes) if head.article else ():
        name = jsonld.text(node.get("name"))
        kinds = jsonld.types(node)
        if name and (not kinds or "person" in kinds or agencies.agency(name)):
            yield "jsonld author", name
    for key in METAS:
        for value in head.meta_list(key)[:5]:
            yield f"meta {key}", value
    for number in ("1", "2"):  # Yoast: «twitter:label1» = «كُتب بواسطة», «twitter:data1» = the name
        label = head.meta(f"twitter:label{number}")
        if label and ("كتب" in _MARKS.sub("", label) or "written" in label.lower()):
            yield f"meta twitter:data{number}", head.meta(f"twitter:data{number}") or ""


def sources(head: Head) -> Iterator[str]:
    """Where the head says the copy is from; an agency there is credited."""
    if head.article is not None and (given := jsonld.text(head.article.get("sourceOrganization"))):
        yield given
    for key in SOURCES:
        yield from head.meta_list(key)[:1]


def authors(head: Head, elements: Iterable[Element], lines: Iterable[str] = ()) -> tuple[list[str], str | None]:
    """(people, agency). `elements` are the page's bylines, `lines` those under the headline and bylines cut from the body."""
    own = head.own
    origin: str | None = None
    people: list[str] = []
    source = ""
    for where, text in stated(head):
        if people and where != source:
            break
        origin = origin or credited(text, own)
        people += [name for name in names(text, own) if name not in people]
        source = where if people else source
    shown = texts_of(elements)
    for text in [] if origin else (*sources(head), *shown):
        origin = origin or credited(text, own)
    lines_ = [(line, named) for line in lines if (named := printed(line, own))]
    seen = [(text, named) for text in shown if (named := names(text, own))]
    if people:
        return (overruled(people, [*seen, *lines_]) or people)[:8], origin
    people = [name for _, named in seen or lines_[:2] for name in named]
    return list(dict.fromkeys(people))[:8], origin


def printed(line: str, own: frozenset[str]) -> list[str] | None:
    """The authors a line beside the text names: a byline, a signature, the reporter in a dateline; None: it names nobody."""
    if len(line) > MAX_BYLINE:
        return None
    named = byline(line, own)
    if named is not None:
        return named
    parts = [part for part in _DATELINE_PARTS.split(line) if part]
    signed = [part for part in parts if signature(part, own)]
    # «إسطنبول / سالم العوض / الأناضول», «بلدي نيوز - إدلب (معاذ العباس)»: beside a place or a house, not beside a sentence
    known = all(
        part in signed or agencies.is_place(part) or agencies.agency(part) or agencies.is_desk(part) or agencies.key(part) in own
        for part in parts
    )
    return signed if signed and known else None


def overruled(people: list[str], bylines: list[tuple[str, list[str]]]) -> list[str]:
    """The names of a byline that outweighs structured ones; empty when none does."""
    account = all(len(name.split()) == 1 and (_LOGIN.search(name) or not _ARABIC.search(name)) for name in people)
    known = {word for name in people for word in agencies.key(name).split()}
    for text, named in bylines:
        full = all(len(name.split()) >= 2 for name in named)
        stranger = known.isdisjoint(word for name in named for word in agencies.key(name).split())
        if full and stranger and (account or _WRITER.match(text)):
            return named
    return []


def credited(text: str, own: frozenset[str]) -> str | None:
    """The agency a byline names: alone, beside the outlet («فرانس24 / أ ف ب»), or in brackets after editors' initials."""
    if len(text) > MAX_BYLINE:
        return None
    inner = _BESIDE.search(text)
    if inner is not None and inner["in"] and (found := agencies.credit(inner["in"], own)):
        return found
    return agencies.agency(text) or agencies.credit(text, own, loose=True) or None


def _said_by(element: Element) -> str:
    """What a byline element says: its marked name; its links, beside which stand role, town and date; else all of it."""
    if len(raw_text(element)) > MAX_RAW:
        return ""
    inner = next((item for item in element.iter() if item.get("itemprop") == "name"), None)
    text = text_of(inner if inner is not None else element) or (element.get("content") or "")
    if inner is not None or _WRITER.match(text):
        return text
    linked = [said for link in element.iter("a") if (said := text_of(link)) and "@" not in said]
    return "، ".join(linked) if linked and sum(map(len, linked)) < len(text) else text


def texts_of(elements: Iterable[Element]) -> list[str]:
    """Texts of the page's byline elements that may name people: the first four, or the first where they are long."""
    found: list[str] = []
    for element in elements:
        text = _said_by(element)
        organization = "Organization" in (element.get("itemtype") or "")
        if not 2 < len(text) <= MAX_BYLINE or (organization and agencies.agency(text) is None):
            continue
        marked = organization or element.get("itemprop") == "author" or "author" in (element.get("rel") or "").split()
        if (marked or len(text.split()) <= 6 or _WRITER.match(text)) and text not in found:
            found.append(text)
            if len(found) >= 4:
                break
    return found[:1] if found and not all(len(text.split()) <= 4 for text in found) else found
