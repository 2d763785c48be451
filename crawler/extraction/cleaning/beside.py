"""Lines that are furniture for where they stand: headlines after «اقرأ أيضاً», teasers, boxes to be skipped, rows of links."""

from __future__ import annotations

import re
from collections.abc import Callable

from crawler.extraction.cleaning.story import Line
from news import agencies

LISTED = 6
"""Headlines of other articles that may follow «اقرأ أيضاً» or «الأكثر قراءة»."""
TEASER = 45
"""Words of the text under another article's headline."""
MENU_LINKS = 3
MENU_SHARE = 0.7
"""So many links that make up so much of a line are a menu."""
SKIPPED = 20
"""Lines of a box for screen readers."""
LABEL_WORDS = 7
KICKER_WORDS = 3
STAMP_WORDS = 9
_CALLS = {"furniture:follow", "furniture:newsletter"}
_NEWSLETTER = re.compile(r"^\W*(?:ال)?(?:نشرة|رسالة)(?:\s[^\W\d_]+){0,3}\W*$")
_SENTENCE_END = re.compile(r"[.؟!…;؛،:»”\"]\s*$")
_FULL_STOP = re.compile(r"[.؟!]\s*$")
_BROKEN_OFF = re.compile(r"(?:…|\.\.+|\[\s*(?:…|\.\.+)\s*\])\s*$")
_SKIP = re.compile(r"^\W*(?:تخط[ىي] (.{2,60}) وواصل القراءة|Skip (.{2,60}) and continue reading)\W*$", re.IGNORECASE)
_LABEL = re.compile(r"^(?P<label>[^:：|]{2,60}?)\s*(?:[:：|»←⬅👈]|\.\.+|…)\s*(?P<other>.+)$")
_STAMPED = re.compile(r"^(?P<other>.+\S)\s*[-–—|(]\s*(?P<stamp>[^-–—|()]{4,40})\)?$")
_DIGIT = re.compile(r"\d|منذ |قبل |أمس|اليوم")


def mark(lines: list[Line], verdicts: list[str | None], lists: set[int], is_date: Callable[[str], bool]) -> None:
    """Write the verdicts. `lists`: numbers of the lines that open a list of other articles."""
    number = 0
    while number < len(lines):
        line = lines[number]
        if number in lists:
            number = _listed(lines, verdicts, number + 1)
            continue
        if verdicts[number] is not None or line.embed is not None:
            number += 1
            continue
        if (last := _skipped(lines, number)) is not None:
            titled = number > 0 and agencies.key(lines[number - 1].text) == agencies.key(lines[last].text.replace("نهاية", ""))
            for inside in range(number - titled, last + 1):
                verdicts[inside] = verdicts[inside] or "furniture:skip"
            number = last
        elif line.links and _is_of_another(line, is_date):
            verdicts[number] = "related"
            number = _teaser(lines, verdicts, number, is_date)
        elif line.links >= MENU_LINKS and line.link_share >= MENU_SHARE and not _SENTENCE_END.search(line.text):
            verdicts[number] = "furniture:navigation"
        number += 1


def between(lines: list[Line], verdicts: list[str | None]) -> None:
    """A few words between two calls («انضم إلى قناتنا» / «قناة المرفأ» / «اضغط هنا») are of the same box."""
    for number in range(1, len(lines) - 1):
        if verdicts[number] is not None or lines[number].embed is not None:
            continue
        above, below = verdicts[number - 1], verdicts[number + 1]
        if below == "furniture:newsletter" and _NEWSLETTER.match(lines[number].text):
            verdicts[number] = below
            continue
        if (
            not lines[number].heading
            and above in _CALLS
            and below in _CALLS | {"furniture:chrome"}
            and len(lines[number].text.split()) <= KICKER_WORDS + 1
        ):
            verdicts[number] = None if _SENTENCE_END.search(lines[number].text) else above


def _skipped(lines: list[Line], number: int) -> int | None:
    """The last line of a box that screen readers may skip («تخطى … وواصل القراءة» to «… نهاية»), from its first line on."""
    found = _SKIP.match(lines[number].text)
    if found is None:
        return None
    name = agencies.key(found[1] or found[2])
    ends = (f"{name} نهايه", f"نهايه {name}", f"end of {name}")
    rows = range(number + 1, min(len(lines), number + SKIPPED))
    return next((row for row in rows if agencies.key(lines[row].text) in ends), None)


def _listed(lines: list[Line], verdicts: list[str | None], number: int) -> int:
    """Mark the short lines after a list's opening: links where the page has links, else lines that are no sentence.

    Where headings that are links take turns with texts, each text is a teaser.
    """
    teased = False
    end = min(len(lines), number + LISTED)
    while number < end:
        line = lines[number]
        if line.embed is not None or verdicts[number] is not None:
            break
        if not _is_listed(line):
            between = _is_headed(lines, number - 1) and _is_headed(lines, number + 1)
            if not between and not (teased and _is_headed(lines, number - 1)):
                break
            if len(line.text.split()) > TEASER:
                break
            teased = True
        verdicts[number] = "related"
        number += 1
    return number


def _is_listed(line: Line) -> bool:
    words = len(line.text.split())
    return words <= 22 and (
        line.link_share >= 0.5 or (line.link_share == 0 and not _SENTENCE_END.search(line.text) and words >= 3)
    )


def _is_headed(lines: list[Line], number: int) -> bool:
    """Whether a heading that is a link stands there."""
    return 0 <= number < len(lines) and lines[number].heading and lines[number].link_share >= 0.9


def _is_of_another(line: Line, is_date: Callable[[str], bool]) -> bool:
    """A line that is one link from end to end and reads like another article's headline; a label or its date may stand by."""
    words = len(line.text.split())
    if not 4 <= words <= 30 or _FULL_STOP.search(line.text):
        return False
    if line.link_share >= 0.9:
        return True
    if line.link_share < 0.4 or line.links != 1:
        return False
    if (found := _LABEL.match(line.text)) and len(found["label"].split()) <= LABEL_WORDS:
        return len(found["other"].split()) >= 4 and _is_the_link(line, found["other"])
    stamped = _STAMPED.match(line.text)
    return stamped is not None and _is_the_link(line, stamped["other"]) and is_date(stamped["stamp"])


def _is_the_link(line: Line, text: str) -> bool:
    """Whether the link's share of the line is that of the text."""
    return abs(line.link_share * len(line.text) - len(text)) <= 3


def _teaser(lines: list[Line], verdicts: list[str | None], at: int, is_date: Callable[[str], bool]) -> int:
    """What belongs to the other article's headline at `at`: a text that breaks off, its date, a kicker. Their last number."""
    last = at
    if lines[at].heading and _is_open(lines, verdicts, last + 1):
        below = lines[last + 1].text
        if _BROKEN_OFF.search(below) and len(below.split()) <= TEASER:
            last += 1
            verdicts[last] = "related"
    if _is_open(lines, verdicts, last + 1) and _is_stamp(lines[last + 1].text, is_date):
        last += 1
        verdicts[last] = "related"
        above = at - 1
        if _is_open(lines, verdicts, above) and len(lines[above].text.split()) <= KICKER_WORDS and _is_kicker(lines[above]):
            verdicts[above] = "related"
    return last


def _is_kicker(line: Line) -> bool:
    return not line.heading and not line.apart and not line.in_list and not _SENTENCE_END.search(line.text)


def _is_open(lines: list[Line], verdicts: list[str | None], number: int) -> bool:
    return 0 <= number < len(lines) and verdicts[number] is None and lines[number].embed is None


def _is_stamp(text: str, is_date: Callable[[str], bool]) -> bool:
    return len(text) <= 60 and len(text.split()) <= STAMP_WORDS and _DIGIT.search(text) is not None and is_date(text)
