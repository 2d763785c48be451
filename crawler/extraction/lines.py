"""Line by line over the found body: what is not the story is taken out, each line with its reason, nothing silently.

Works the same on blocks of a page and on paragraphs of a text somebody else extracted; a page only knows more (links, headings).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from crawler.extraction import people, pictures, posts
from crawler.extraction.posts import Cut
from news import agencies, furniture
from news.article import Removed

EDGE = 3
"""Lines from either end in which a byline, a credit or a date is looked for."""
LONG = 420
"""Characters beyond which a line is a paragraph and no rule looks at it."""
LISTED = 6
"""Headlines of other articles that may follow «اقرأ أيضاً» or «الأكثر قراءة»."""
_SENTENCE_END = re.compile(r"[.؟!…;؛،:»”\"]\s*$")
_CAPTION_END = re.compile(
    r"(?:[-–—|(\[]\s*(?:صورة\s+)?(?:من\s+)?(?:ال)?[أا]رشيف(?:ية)?\s*[)\]]?|\((?P<credit>[^()]{2,40})\)"
    r"|©.{2,40})\s*\.?\s*(?:\([^()]{2,40}\))?$"
)
_YEAR = re.compile(r"(?:19|20)\d\d|[\u0660-\u0669]{4}|منذ |قبل ")
_WORDLESS = re.compile(r"^[\W_]*$")


@dataclass(slots=True)
class Line:
    text: str
    link_share: float = 0.0
    heading: bool = False
    embed: int | None = None
    """Number of the embed that stands here; such a line has no text."""
    in_list: bool = False


@dataclass(slots=True)
class Cleaned:
    """The story's paragraphs, and all that was taken out of them."""

    paragraphs: list[str] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    embeds: list[tuple[Cut, int]] = field(default_factory=list)
    """(embed, paragraphs before it)."""
    captions: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)
    dateline: str | None = None


@dataclass(slots=True)
class Known:
    """What is known of the article before its lines are read."""

    headline: str | None
    own: frozenset[str]
    captions: list[str]
    cuts: list[Cut]
    is_date: Callable[[str], bool]


def clean(lines: list[Line], known: Known) -> Cleaned:
    """Sort the lines into story and everything else."""
    out = Cleaned()
    verdicts: list[str | None] = [None] * len(lines)
    found: dict[int, Cut] = {line.embed: known.cuts[line.embed] for line in lines if line.embed is not None}
    pasted = _pasted(lines, verdicts)
    _by_itself(lines, verdicts, known, out)
    _by_neighbours(lines, verdicts)
    _edges(lines, verdicts, known, out)
    _dateline(lines, verdicts, known, out)
    for number, line in enumerate(lines):
        if line.embed is not None:
            out.embeds.append((found[line.embed], len(out.paragraphs)))
        elif number in pasted:
            out.embeds.append((pasted[number], len(out.paragraphs)))
        if line.embed is None and line.text:
            reason = verdicts[number]
            if reason is None:
                out.paragraphs.append(line.text)
            else:
                out.removed.append(Removed(text=line.text, reason=reason))
    _last_credit(out)
    return out


def _pasted(lines: list[Line], verdicts: list[str | None]) -> dict[int, Cut]:
    """Posts that stand as plain paragraphs."""
    found_at: dict[int, Cut] = {}
    texts = [line.text for line in lines]
    for number, line in enumerate(lines):
        if line.embed is not None or not line.text:
            continue
        bare = posts.bare_address(line.text)
        if bare is not None:
            found_at[number], verdicts[number] = bare, "embed"
            continue
        found = posts.pasted(texts, number)
        if found is None:
            continue
        cut, above = found
        found_at[number], verdicts[number] = cut, "embed"
        if above and number and verdicts[number - 1] is None and lines[number - 1].embed is None:
            verdicts[number - 1] = "embed"
        elif above:
            cut.text = None
    return found_at


def _by_itself(lines: list[Line], verdicts: list[str | None], known: Known, out: Cleaned) -> None:
    captions = {agencies.key(text) for caption in known.captions for text in (caption, pictures.split_credit(caption)[0])}
    headline = agencies.key(known.headline or "")
    opened = False
    for number, line in enumerate(lines):
        if verdicts[number] is not None or line.embed is not None:
            continue
        if len(line.text) > LONG:  # folding is dear, and nothing but a paragraph is so long
            line.text = _cut_tail(line.text, out)
            opened = True
            continue
        folded = agencies.key(line.text)
        if not folded:
            verdicts[number] = "furniture:separator" if _WORDLESS.match(line.text) else None
        elif line.heading and not opened and folded == headline:
            verdicts[number] = "headline"
        elif folded in captions or (not opened and _is_caption(line)):
            verdicts[number] = "caption"
            out.captions.append(line.text)
        else:
            match = furniture.match(line.text, link_share=line.link_share)
            if match is not None:
                verdicts[number] = f"furniture:{match.group}"
            else:
                line.text = _cut_tail(line.text, out)
                opened = opened or len(line.text) > 60  # a date or a kicker does not open the story


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


def _by_neighbours(lines: list[Line], verdicts: list[str | None]) -> None:
    """Lines that are furniture for where they stand: headlines after «اقرأ أيضاً», rows of links."""
    number = 0
    while number < len(lines):
        line = lines[number]
        verdict = verdicts[number] or ""
        if verdict.startswith("furniture:"):
            match = furniture.match(line.text, link_share=line.link_share)
            alone = match is not None and match.opens_list and (":" not in line.text or line.text.rstrip().endswith(":"))
            if alone:
                number = _listed(lines, verdicts, number + 1)
                continue
        elif not verdict and line.embed is None and _is_link_line(line):
            verdicts[number] = "related"
        number += 1


def _listed(lines: list[Line], verdicts: list[str | None], number: int) -> int:
    """Mark the short lines after a list's opening: links where the page has links, else lines that are no sentence."""
    end = min(len(lines), number + LISTED)
    while number < end:
        line = lines[number]
        if line.embed is not None or verdicts[number] is not None:
            break
        short = len(line.text.split()) <= 22
        if not short or not (
            line.link_share >= 0.5
            or (line.link_share == 0 and not _SENTENCE_END.search(line.text) and len(line.text.split()) >= 3)
        ):
            break
        verdicts[number] = "related"
        number += 1
    return number


def _is_link_line(line: Line) -> bool:
    """A line that is one link from end to end and reads like another article's headline."""
    return line.link_share >= 0.9 and 4 <= len(line.text.split()) <= 30 and not re.search(r"[.؟!]\s*$", line.text)


def _edges(lines: list[Line], verdicts: list[str | None], known: Known, out: Cleaned) -> None:
    """Bylines, credits and dates, which stand in the first or last lines only."""
    open_ = [
        number
        for number, verdict in enumerate(verdicts)
        if verdict is None and lines[number].embed is None and lines[number].text
    ]
    for group, tail in ((open_[:EDGE], False), (open_[-EDGE:][::-1], True)):
        for number in group:
            if verdicts[number] is not None:
                continue
            text = lines[number].text
            reason = _edge_reason(text, tail, known, out)
            if reason is not None:
                verdicts[number] = reason
            elif tail and len(text.split()) > 12:
                break  # the story's last paragraph: what stands above it is the story


def _edge_reason(text: str, tail: bool, known: Known, out: Cleaned) -> str | None:
    named = people.byline(text, known.own)
    if named is not None:
        out.authors += [name for name in named if name not in out.authors]
        return "byline"
    if (len(text) <= 90 and agencies.dateline(text, known.own) is None) or tail:
        origin = agencies.credit(text, known.own, loose=tail)
        if origin is not None:
            if origin:
                out.origins.append(origin)
            return "credit"
    if (
        len(text) <= 70
        and len(text.split()) <= 10
        and _YEAR.search(text)
        and not re.search(r"[.؟!]\s*$", text)
        and known.is_date(text)
    ):
        return "date"
    return None


def _dateline(lines: list[Line], verdicts: list[str | None], known: Known, out: Cleaned) -> None:
    first = next(
        (
            number
            for number, verdict in enumerate(verdicts)
            if verdict is None and lines[number].embed is None and lines[number].text
        ),
        None,
    )
    if first is None:
        return
    found = agencies.dateline(lines[first].text, known.own)
    if found is None:
        return
    out.dateline = found.text
    if found.agency:
        out.origins.insert(0, found.agency)
    if found.rest:
        lines[first].text = found.rest
        out.removed.append(Removed(text=found.text, reason="dateline"))
    else:
        verdicts[first] = "dateline"


def _last_credit(out: Cleaned) -> None:
    """«… (رويترز)» at the end of the story."""
    if not out.paragraphs:
        return
    text, origin = agencies.trailing_credit(out.paragraphs[-1])
    if origin:
        out.removed.append(Removed(text=out.paragraphs[-1][len(text) :].strip(), reason="credit"))
        out.paragraphs[-1] = text
        out.origins.append(origin)
