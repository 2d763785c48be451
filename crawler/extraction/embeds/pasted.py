"""Posts of other platforms that stand in a text as plain paragraphs: which lines are theirs, and which the story's.

A trailer or an address names the post. What stands above it belongs to it by evidence only: a line that announces the post, its
own hashtags, the call to open it; else the one paragraph directly above, unless that one goes on with the story.
"""

# ruff: noqa: SIM905 - a list of words reads better as text

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.extraction.embeds import addresses, signatures
from crawler.extraction.embeds.addresses import unwrap
from crawler.extraction.embeds.signatures import Cut
from news import arabic

__all__ = ["Cut", "Pasted", "find", "goes_on", "unwrap"]

REACH = 8
"""Lines above a trailer in which the beginning of the post is looked for."""
TWEET = 600
"""Characters; a longer paragraph that nothing marks as a post is the story's: embed codes cut long posts off with «…»."""
_ADDRESS = re.compile(r"^(?:Embedded content\s*:|محتوى مضمن\s*:)?\s*<?(?P<url>(?:https?://|//)\S{4,300}?)>?[.،]?$", re.IGNORECASE)
_LABELLED = re.compile(r"^(?:Embedded content|محتوى مضمن)\s*:", re.IGNORECASE)
_OPENS = re.compile(
    r"(?:منشور|تغريد|تدوين|إكس|اكس|تويتر|فيس ?بوك|صفحت|حسابه|حسابها|حساباته|ت[يل]+[يل]?[غجق]رام|[إا]نست|منصة|منصّة"
    r"|\b(?:tweet\w*|posts?|posted|wrote|Facebook|Instagram|X))\b.{0,90}[:：]\W*$"
)
_GOES_ON = frozenset(
    """
    وقال وقالت واضاف واضافت واكد واكدت واوضح واوضحت واشار واشارت وذكر وذكرت وكشف وكشفت ونقل ونقلت ولفت ولفتت واعلن واعلنت وتابع
    وتابعت وبين وشدد وشددت وكان وكانت وبحسب ووفق ووفقا ولم وقد واافاد وافاد وافادت ويااتي وياتي وتاتي وكتب وكتبت وغرد وغردت ونشر
    ونشرت واعرب واعتبر واعتبرت وحذر وحذرت وطالب وطالبت ودعا ودعت وراي وعلق وعلقت واظهر واظهرت وتداول وجا وجات ويذكر ويشار وختم
    وتعهد واستطرد وزاد وزعم واتهم وردا وعن وفي ومن والي وبينما كما بدوره بدورها
    """.split()
)
"""Folded first words with which a story goes on after a post, and no post begins."""
_TURNS = (
    "من جهت", "من جانب", "في المقابل", "في السياق", "في غضون", "الي ذلك", "يذكر ان", "يشار الي", "الجدير بالذكر", "تجدر الاشاره",
)  # fmt: skip
_QUOTED_IN = re.compile(
    r"(?:كتب|غرد|نشر|قال|دون|علق|اضاف|ذكر|اعلن|صرح)\w{0,3}\b.{0,90}(?:اكس|تويتر|تغريد|منشور|حساب|صفحت|فيسبوك|فيس بوك|منصه|تدوين)"
    r".{0,60}[:\"]"
)
_EMOJI = re.compile("[\u2600-\u27bf\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff]")
_FACEBOOK_POST = re.compile(r"^(?P<name>.{1,60})['\u2019\u2032]s (?:post|Post)$")
_AROUND = re.compile(r"All reactions|Like\s*Comment|Posted by|^\d[\d.,]*K? (?:comments|shares)|See more", re.IGNORECASE)


@dataclass(slots=True)
class Pasted:
    """A post found among plain lines."""

    cut: Cut | None
    """None where only the address of its picture stood in a sentence of the story."""
    at: int
    """The line it was recognised by."""
    first: int
    last: int
    """All lines from `first` to `last` are the post's, but for `keep`."""
    keep: str = ""
    """The part of line `at` that is the story's."""
    after: bool = False
    """The kept part stands before the post."""
    gone: str = ""
    """Where something is kept: what of line `at` is not."""


def find(lines: Sequence[str | None]) -> list[Pasted]:
    """The posts among the lines of a text, in order; None stands for a line that is somebody else's already."""
    found: list[Pasted] = []
    floor = 0
    for at, line in enumerate(lines):
        if not line or at < floor:
            continue
        post = (
            _address(at, line) or _signed(lines, at, line, floor) or _facebook_label(lines, at, line) or _picture(lines, at, line)
        )
        if post is None:
            continue
        if found and _completes(found[-1], post):
            found[-1].last = post.last
        else:
            found.append(post)
        floor = post.last + 1
    return found


def _address(at: int, line: str) -> Pasted | None:
    if len(line) > 330 or "//" not in line[:40]:
        return None
    found = _ADDRESS.match(line)
    if found is None:
        return None
    url = addresses.canonical(found["url"])
    if not (addresses.is_post(url) or _LABELLED.match(line)):
        return None
    return Pasted(Cut(addresses.platform_of(url) or "iframe", url), at, at, at)


def _signed(lines: Sequence[str | None], at: int, line: str, floor: int) -> Pasted | None:
    joined, last = _whole_trailer(lines, at, line)
    signature = signatures.read(joined)
    if signature is None or (not signature.sure and (at < 2 or at == len(lines) - 1)):
        return None  # at the edges it is the outlet's own byline
    cut = Cut(signature.platform, None, signature.author, signature.posted)
    before = signatures.words_of(joined[: signature.start]).strip(" .·•|")
    rest = joined[signature.end :].lstrip(" .،,·•|").rstrip()
    rest = rest if any(map(str.isalnum, rest)) else ""
    post = Pasted(cut, at, at, last, rest, gone=joined[: signature.end].strip())
    if before and _is_story(before, joined[: signature.start]):
        post.keep, post.after = f"{before} {rest}".strip(), True
        post.gone = joined[signature.start : signature.end].strip()
        return post
    if signature.platform == "tiktok":
        return _tiktok(lines, post, before, floor)
    if cut.posted is None and not rest and last + 1 < len(lines) and signatures.is_date(lines[last + 1] or ""):
        cut.posted, post.last = lines[last + 1], last + 1
    if before:
        post.first = words_from = _announced(lines, at, floor)
    elif joined[:1].isdecimal():  # X's own page: name and handle stand above the text
        post.first, words_from = _page_head(lines, at, floor, cut)
    else:
        post.first = words_from = _first(lines, at, floor, cut)
    rows = [words for line_ in lines[words_from:at] if line_ and (words := signatures.words_of(line_))]
    cut.text = "\n".join([*rows, *([before] if before else [])]) or None
    if cut.author is None and cut.text is None:
        post.cut = None  # a time stamp is no post
    return post


def _whole_trailer(lines: Sequence[str | None], at: int, line: str) -> tuple[str, int]:
    """The line, joined with the next where the trailer was broken between name and handle: «— Name», «(@handle) date»."""
    following = lines[at + 1] if at + 1 < len(lines) else None
    if line[:1] in "—–" and len(line) <= 100 and "(@" not in line and following and following.startswith("(@"):
        return f"{line} {following}", at + 1
    return line, at


def _first(lines: Sequence[str | None], at: int, floor: int, cut: Cut) -> int:
    """The first line of a post whose trailer has a line of its own."""
    low = max(floor, at - REACH)
    if cut.platform == "instagram":
        call = next((row for row in range(at - 1, low - 1, -1) if signatures.is_call(lines[row] or "")), None)
        return at if call is None else call
    last = at - 1
    while last >= low and lines[last] and not signatures.words_of(lines[last] or ""):
        last -= 1
    text = lines[last] if last >= low else None
    if not text:
        return last + 1
    announced = _announced(lines, at, floor)
    if announced < at or _OPENS.search(text):
        return announced if announced < at else last + 1
    if (goes_on(text) or (len(text) > TWEET and not text.endswith(("…", "...")))) and not _is_marked(text):
        return last + 1
    first = last
    while first > low and (above := lines[first - 1]) and _is_marked(above) and not goes_on(above) and not _ends(above):
        first -= 1
    return first


def _announced(lines: Sequence[str | None], at: int, floor: int) -> int:
    """The line after the nearest one above that announces a post («وكتب على منصة إكس:»); `at` where there is none."""
    for row in range(at - 1, max(floor, at - REACH) - 1, -1):
        line = lines[row]
        if not line:
            break
        if _OPENS.search(line):
            return row + 1
        if goes_on(line) and not _is_marked(line):
            break
    return at


def _page_head(lines: Sequence[str | None], at: int, floor: int, cut: Cut) -> tuple[int, int]:
    """Where a post copied from X's own page begins, with its author's name, and where its words do."""
    low = max(floor, at - REACH)
    for row in range(at - 1, low - 1, -1):
        found = re.fullmatch(r"(?:(?P<name>.{1,60}?)\s+)?(?P<handle>@\w{2,30})", lines[row] or "")
        if found:
            above = lines[row - 1] if row > low else None
            own = not found["name"] and above is not None and len(above.split()) <= 6 and not _ends(above)
            cut.author = found["name"] or (above if own else None) or found["handle"]
            return (row - 1 if own else row), row + 1
    return at, at


def _tiktok(lines: Sequence[str | None], post: Pasted, before: str, floor: int) -> Pasted:
    if post.cut is None:
        return post
    if before.startswith("@"):
        post.cut.text = re.sub(r"^@[\w.]+\s*", "", before) or None
        return post
    user = next((row for row in range(post.at - 1, max(floor, post.at - 4) - 1, -1) if (lines[row] or "").startswith("@")), None)
    if user is not None:
        rows = " ".join([*(line or "" for line in lines[user : post.at]), before])
        found = re.match(r"(@[\w.]+)\s*(.*)", rows)
        post.first, post.cut.author = user, found[1] if found else None
        post.cut.text = (found[2].strip() if found else "") or None
    elif before:
        post.cut.text = before
    return post


def _facebook_label(lines: Sequence[str | None], at: int, line: str) -> Pasted | None:
    """«NAME's Post»: the title of Facebook's frame. With a name in Latin letters something else of the frame must stand by."""
    found = _FACEBOOK_POST.match(line) if line.endswith("ost") else None
    if found is None:
        return None
    around = [row for row in lines[max(0, at - 2) : at + 4] if row]
    foreign = re.search("[\u0621-\u064a]", found["name"]) is not None
    if not foreign and not any(_AROUND.search(row) for row in around):
        return None
    return Pasted(Cut("facebook", None, found["name"].strip()), at, at, at)


def _picture(lines: Sequence[str | None], at: int, line: str) -> Pasted | None:
    """The address of a post's picture, alone or in a sentence, where no trailer follows: only the address goes."""
    if not signatures.has_picture(line):
        return None
    following = lines[at + 1] if at + 1 < len(lines) else None
    trailer = signatures.read(_whole_trailer(lines, at + 1, following)[0]) if following else None
    if trailer is not None and trailer.start == 0:
        return None
    kept = " ".join(signatures.words_of(line).split())
    gone = " ".join(piece for piece in line.split() if piece not in kept.split())
    return Pasted(None, at, at, at, kept, True, gone) if kept != line else None


def _completes(before: Pasted, post: Pasted) -> bool:
    """Whether the second is the address of the first, which stood without one."""
    one, other = before.cut, post.cut
    if one is None or other is None or post.first != before.last + 1 or before.keep or post.keep:
        return False
    if one.platform != other.platform or one.url or not other.url or other.text:
        return False
    one.url = other.url
    return True


def goes_on(line: str) -> bool:
    """Whether a line goes on with a story: «وأضاف …», «من جهته …»."""
    words = arabic.words(line[:60])
    return bool(words) and (words[0] in _GOES_ON or " ".join(words[:3]).startswith(_TURNS))


def _is_story(words: str, printed: str) -> bool:
    """Whether what stands before a trailer in one line is the reporter's sentence and not the post."""
    if goes_on(words) or _QUOTED_IN.search(arabic.fold(words[:300])):
        return True
    return len(words) > TWEET and not signatures.has_picture(printed) and not _is_marked(words)


def _is_marked(line: str) -> bool:
    return "#" in line or _EMOJI.search(line) is not None


def _ends(line: str) -> bool:
    return line.rstrip().endswith((":", ".", "؟", "!"))
