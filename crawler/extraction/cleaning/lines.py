"""Line by line over the found body: what is not the story is taken out, each line with its reason, nothing silently.

Works the same on blocks of a page and on paragraphs of a text somebody else extracted; a page only knows more (links, headings).
"""

from __future__ import annotations

import re

from crawler.extraction.cleaning import assembly, beside, edges
from crawler.extraction.cleaning.story import Cleaned, Known, Line
from crawler.extraction.embeds import pasted
from crawler.extraction.embeds.pasted import Cut
from crawler.extraction.metadata import pictures
from news import agencies, furniture, recurring
from news.article import Removed

LONG = 420
"""Characters beyond which a line is a paragraph and no rule looks at it."""
HEADLINE_WORDS = 3
PARAGRAPH = 60
"""Characters of a line that says something beyond the headline."""
_SENTENCE_END = re.compile(r"[.؟!…;؛،:»”\"]\s*$")
_CAPTION_END = re.compile(
    r"(?:[-–—|(\[]\s*(?:صورة\s+)?(?:من\s+)?(?:ال)?[أا]رشيف(?:ية)?\s*[)\]]?|\((?P<credit>[^()]{2,40})\)"
    r"|©.{2,40})\s*\.?\s*(?:\([^()]{2,40}\))?$"
)
_WORDLESS = re.compile(r"^(?:[\W_]*|[=*_#~-]{3,}\W*(?:\w{1,3}\W{0,2}){0,4}|[-–—]\s*(?:30|٣٠)\s*[-–—]\W*)$")
"""No words; or an agency's end mark, with its editor's initials («========ر.م») or of telegraph days («-30-»)."""


def clean(lines: list[Line], known: Known) -> Cleaned:
    """Sort the lines into story and everything else."""
    out = Cleaned()
    verdicts: list[str | None] = [None] * len(lines)
    found: dict[int, Cut] = {line.embed: known.cuts[line.embed] for line in lines if line.embed is not None}
    pasted = _pasted(lines, verdicts, out)
    beside.mark(lines, verdicts, _by_itself(lines, verdicts, known, out), known.is_date)
    beside.between(lines, verdicts)
    known.captions = assembly.printed_captions(known.captions)
    out.captions = assembly.printed_captions(out.captions)
    edges.mark(lines, verdicts, known, out)
    edges.take_standfirst(lines, verdicts, known, out)
    edges.take_dateline(lines, verdicts, known, out)
    for number, line in enumerate(lines):
        if line.embed is not None:
            out.embeds.append((found[line.embed], len(out.paragraphs)))
        elif number in pasted:
            post = pasted[number]
            if post.cut is not None:
                out.embeds.append((post.cut, len(out.paragraphs) + (post.after and verdicts[number] is None)))
        if line.embed is None and line.text:
            reason = verdicts[number]
            if reason is None:
                out.paragraphs.append(line.text)
            else:
                out.removed.append(Removed(text=line.text, reason=reason))
    edges.take_last_credit(out)
    return out


def _pasted(lines: list[Line], verdicts: list[str | None], out: Cleaned) -> dict[int, pasted.Pasted]:
    """Posts that stand as plain paragraphs, by the line they are known by; what of that line is the story's stays in it."""
    found: dict[int, pasted.Pasted] = {}
    for post in pasted.find([line.text if line.embed is None else None for line in lines]):
        found[post.at] = post
        for number in range(post.first, post.last + 1):
            verdicts[number] = "embed"
        if post.keep:
            line = lines[post.at]
            line.text, verdicts[post.at] = post.keep, None
            out.removed.append(Removed(text=post.gone, reason="embed"))
    return found


def _by_itself(lines: list[Line], verdicts: list[str | None], known: Known, out: Cleaned) -> set[int]:
    """What a line says itself; the numbers of those that open a list are returned."""
    lists: set[int] = set()
    captions = {agencies.key(text) for caption in known.captions for text in (caption, pictures.split_credit(caption)[0])}
    headline = agencies.key(known.headline or "")
    repeats = _repeats(lines, headline, known)
    opened = False
    for number, line in enumerate(lines):
        if verdicts[number] is not None or line.embed is not None:
            continue
        if len(line.text) > LONG:  # folding is dear, and nothing but a paragraph is so long
            if known.learned.keys and known.learned.holds(line.text):
                verdicts[number] = recurring.REASON
                continue
            line.text = _cut_tail(line.text, out)
            opened = True
            continue
        folded = agencies.key(line.text)
        if _WORDLESS.match(line.text):
            verdicts[number] = "furniture:separator"
        elif not folded:
            continue
        elif number == repeats or (line.heading and not opened and folded == headline):
            verdicts[number] = "headline"
        elif assembly.is_file_name(line.text):
            verdicts[number] = "furniture:file_name"
        elif folded in captions or line.under_picture or (not opened and _is_caption(line)):
            verdicts[number] = "caption"
            out.captions.append(line.text)
        else:
            verdicts[number], opens = _furniture(line, folded, known, _is_listed(lines, number))
            if opens:
                lists.add(number)
            elif verdicts[number] is None:
                line.text = _cut_tail(line.text, out)
                opened = opened or len(line.text) > 60  # a date or a kicker does not open the story
    return lists


def _repeats(lines: list[Line], headline: str, known: Known) -> int | None:
    """The first line, where it is the headline again: set apart in bold, or with the site's name behind it, whatever its marks.

    A plain first paragraph in the headline's words is how some outlets begin (editors who labelled pages kept it as text), and
    nothing goes where the story says no more than its headline, as a flash does.
    """
    words = headline.split()
    first = next((number for number, line in enumerate(lines) if line.text and line.embed is None), None)
    if len(words) < HEADLINE_WORDS or first is None or len(lines[first].text) > LONG:
        return None
    if not any(len(line.text) > PARAGRAPH for line in lines[first + 1 :]):
        return None
    said = agencies.key(lines[first].text)
    site = said.removeprefix(headline).strip() if said.startswith(headline + " ") else None
    return (
        first
        if (said == headline and lines[first].apart) or (site and (site in known.own or site.removeprefix("موقع ") in known.own))
        else None
    )


def _is_listed(lines: list[Line], number: int) -> bool:
    """An item among others: one alone in its list is a call with a bullet, no step of a guide."""
    return lines[number].in_list and any(
        row.in_list for row in (*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2])
    )


def _furniture(line: Line, folded: str, known: Known, listed: bool) -> tuple[str | None, bool]:
    """The reason to take the line out, and whether other articles' headlines may follow it."""
    match = furniture.match(line.text, link_share=line.link_share, folded=folded, listed=listed)
    if match is None:
        return (recurring.REASON if folded in known.learned.keys else None), False
    return f"furniture:{match.group}", match.opens_list and (":" not in line.text or line.text.rstrip().endswith(":"))


def _is_caption(line: Line) -> bool:
    """A caption left in front of the story by another's extraction: «… - أرشيف (AA)», «… (رويترز)», no sentence."""
    if line.heading or len(line.text.split()) > 32 or line.link_share > 0.5:
        return False
    found = _CAPTION_END.search(line.text)
    if found is None or found.start() < 8 or _SENTENCE_END.search(line.text[: found.start()]):
        return False
    return found["credit"] is None or agencies.agency(found["credit"]) is not None


def _cut_tail(text: str, out: Cleaned) -> str:
    kept, cut = furniture.cut_tail(text)
    if cut:
        out.removed.append(Removed(text=cut, reason="furniture:follow"))
    return kept
