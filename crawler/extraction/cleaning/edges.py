"""What stands before and after a story's paragraphs: byline, credit, date, standfirst, dateline."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from crawler.extraction.cleaning import signed
from crawler.extraction.cleaning.story import Cleaned, Known, Line
from crawler.extraction.metadata import people
from news import agencies, furniture
from news.article import Removed

EDGE = 3
"""Lines from either end in which a byline, a credit or a date is looked for."""
STANDFIRST_WORDS = 5
"""A shorter heading before the first paragraph is a section's («الخلفية»), unless the page's description repeats it."""
STANDFIRST_CHARS = 600
_ADDRESSING = re.compile(r"^\W*[:：]|[:：؟?]\s*$")
ROLE_WORDS = 14
_ROLE = re.compile(
    r"^(?P<mark>[*•٭(\[–—-]?)[*\s]*(?:ال)?(?:كاتب|كاتبة|صحاف[يى]|صحفي|صحفية|صحافية|باحث|باحثة|[أا]كاديمي|[أا]كاديمية|محلل|محللة|روائي|روائية"
    r"|شاعر|شاعرة|ناقد|ناقدة|مؤرخ|مؤرخة|ناشط|ناشطة|[أا]ستاذ|[أا]ستاذة|خبير|خبيرة|مدون|مدونة|[إا]علامي|[إا]علامية|دبلوماسي|مفكر|مفكرة)(?=[\s،.)\]]|$)"
)
_OF_A_ROLE = re.compile(r"(?:ي|ية|يّة|ى|كاتب|كاتبة|باحث|باحثة|شاعر|شاعرة|ناقد|ناقدة|محلل|محللة)[،.)]?$")
_INITIALS = re.compile(r"^\W*[ء-ي](?=.*[./])(?:\s*[./ـ]\s*[ء-ي]|\s+[ء-ي]){1,6}\W*$")
_CLOCK = re.compile(r"^\W*\d{1,2}:\d{2}(?::\d{2})?(?:\s+[^\W\d]{1,2}){1,3}\W*$")
"""An agency's clock under its item: «14:32 ت م»."""
_YEAR = re.compile(r"(?:19|20)\d\d|[\u0660-\u0669]{4}|منذ |قبل ")


def mark(lines: list[Line], verdicts: list[str | None], known: Known, out: Cleaned) -> None:
    """Bylines, credits and dates, which stand in the first or last lines only."""
    _take_sources(lines, verdicts, out)
    open_ = list(_open(lines, verdicts))
    for group, tail in ((open_[:EDGE], False), (open_[-EDGE:][::-1], True)):
        for number in group:
            if verdicts[number] is not None:
                continue
            text = lines[number].text
            reason = _edge_reason(text, tail, known, out) or (_last_reason(lines, number) if tail else None)
            if reason is not None:
                verdicts[number] = reason
            elif tail and len(text.split()) > 12:
                break  # the story's last paragraph: what stands above it is the story


def _take_sources(lines: list[Line], verdicts: list[str | None], out: Cleaned) -> None:
    """A lone «المصدر:» among the last lines, with its value below."""
    open_ = list(_open(lines, verdicts))[-EDGE - 1 :]
    found = signed.sources([lines[number].text for number in open_])
    if found is not None and found[0][-1] == len(open_) - 1:
        for number in found[0]:
            verdicts[open_[number]] = "credit"
        out.origins += [found[1]] if found[1] else []


def _edge_reason(text: str, tail: bool, known: Known, out: Cleaned) -> str | None:
    named = people.byline(text, known.own)
    if named is not None:
        out.authors += [name for name in named if name not in out.authors]
        return "byline"
    name = people.signature(text, known.own) if tail else None
    if name is not None:
        out.authors += [name] if name not in out.authors else []
        return "byline"
    if (len(text) <= 90 and agencies.dateline(text, known.own) is None) or tail:
        origin = agencies.credit(text, known.own, loose=tail)
        if origin is not None:
            if origin:
                out.origins.append(origin)
            return "credit"
    if (found := signed.reason(text, known.own, last=tail)) is not None:
        why, author, origin = found
        out.authors += [author] if author and author not in out.authors else []
        out.origins += [origin] if origin else []
        return why
    if (
        len(text) <= 70
        and len(text.split()) <= 10
        and _YEAR.search(text)
        and not re.search(r"[.؟!]\s*$", text)
        and agencies.dateline(text, known.own) is None
        and known.is_date(text)
    ):
        return "date"
    return None


def _last_reason(lines: list[Line], number: int) -> str | None:
    """What only an end is signed with: a role, initials, an agency's clock, an end mark."""
    text = lines[number].text
    if len(text) > 120:
        return None
    if _is_role(lines, number):
        return "byline"
    if _INITIALS.match(text):
        return "furniture:end_mark"
    if _CLOCK.match(text) and sum(_CLOCK.match(line.text) is not None for line in lines) == 1:
        return "date"  # more of them are the entries' of a live report
    found = furniture.match(text, link_share=lines[number].link_share, last=True, listed=lines[number].in_list)
    return f"furniture:{found.group}" if found is not None else None


def _is_role(lines: list[Line], number: int) -> bool:
    """«* كاتبة لبنانية»: who the author is, without a name, below an article and marked off from it.

    Unmarked, nothing but titles and what they are of may stand there; a sentence about a writer goes on.
    """
    line = lines[number]
    found = _ROLE.match(line.text)
    if found is None or line.in_list or line.heading:
        return False
    words = line.text.split()
    above = next((row.text for row in lines[:number][::-1] if row.text), "")
    if found["mark"]:
        return len(words) <= ROLE_WORDS and not above.startswith(found["mark"])
    return len(words) <= 4 and all(_OF_A_ROLE.search(word) for word in words)


def take_standfirst(lines: list[Line], verdicts: list[str | None], known: Known, out: Cleaned) -> None:
    """The lead set apart before the first paragraph: a heading of a few words, or a bold line the page's description repeats."""
    open_ = list(itertools.islice(_open(lines, verdicts), 2))
    if len(open_) < 2 or lines[open_[1]].apart:
        return
    line = lines[open_[0]]
    words = len(line.text.split())
    described = agencies.key(line.text) in known.descriptions
    deck = line.heading and not known.has_lead and words >= STANDFIRST_WORDS and not _ADDRESSING.search(line.text)
    if line.apart and len(line.text) <= STANDFIRST_CHARS and words >= 3 and line.link_share < 0.5 and (described or deck):
        out.standfirst = line.text
        verdicts[open_[0]] = "standfirst"


def take_dateline(lines: list[Line], verdicts: list[str | None], known: Known, out: Cleaned) -> None:
    """The dateline of the first paragraph, or on a line of its own."""
    first = next(_open(lines, verdicts), None)
    if first is None:
        return
    opened = signed.opener(lines[first].text, known.own)
    if opened is not None:
        lines[first].text = opened.rest
        out.removed.append(Removed(text=opened.text, reason="credit"))
        out.origins += [opened.origin] if opened.origin else []
    found = agencies.dateline(lines[first].text, known.own)
    if found is None:
        return
    placed = not signed.names_no_place(found.text, known.own)
    reason = "dateline" if placed else "credit"
    out.dateline = found.text if placed else None
    if found.agency:
        out.origins.insert(0, found.agency)
    if found.rest:
        lines[first].text = found.rest
        out.removed.append(Removed(text=found.text, reason=reason))
    else:
        verdicts[first] = reason


def _open(lines: list[Line], verdicts: list[str | None]) -> Iterator[int]:
    """Numbers of the lines that are text so far."""
    return (
        number
        for number, verdict in enumerate(verdicts)
        if verdict is None and lines[number].embed is None and lines[number].text
    )


def take_last_credit(out: Cleaned) -> None:
    """«… (رويترز)» at the end of the story."""
    if not out.paragraphs:
        return
    text, origin = agencies.trailing_credit(out.paragraphs[-1])
    if origin:
        out.removed.append(Removed(text=out.paragraphs[-1][len(text) :].strip(), reason="credit"))
        out.paragraphs[-1] = text
        out.origins.append(origin)
