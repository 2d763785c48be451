"""Line by line over the found body: what is not the story is taken out, each line with its reason, nothing silently.

Works the same on blocks of a page and on paragraphs of a text somebody else extracted; a page only knows more (links, headings).
"""

from __future__ import annotations

import re

from crawler.extraction import edges, pictures, posts
from crawler.extraction.posts import Cut
from crawler.extraction.story import Cleaned, Known, Line
from news import agencies, furniture, recurring
from news.article import Removed

LONG = 420
"""Characters beyond which a line is a paragraph and no rule looks at it."""
LISTED = 6
"""Headlines of other articles that may follow «اقرأ أيضاً» or «الأكثر قراءة»."""
MENU_LINKS = 3
MENU_SHARE = 0.7
"""So many links that make up so much of a line are a menu."""
_SENTENCE_END = re.compile(r"[.؟!…;؛،:»”\"]\s*$")
_CAPTION_END = re.compile(
    r"(?:[-–—|(\[]\s*(?:صورة\s+)?(?:من\s+)?(?:ال)?[أا]رشيف(?:ية)?\s*[)\]]?|\((?P<credit>[^()]{2,40})\)"
    r"|©.{2,40})\s*\.?\s*(?:\([^()]{2,40}\))?$"
)
_WORDLESS = re.compile(r"^(?:[\W_]*|[=*_#~-]{3,}\W*(?:\w{1,3}\W{0,2}){0,4})$")
"""No words; or an agency's end mark with its editor's initials («========ر.م»)."""
_SKIP = re.compile(r"^\W*(?:تخط[ىي] (.{2,60}) وواصل القراءة|Skip (.{2,60}) and continue reading)\W*$", re.IGNORECASE)
SKIPPED = 20


def clean(lines: list[Line], known: Known) -> Cleaned:
    """Sort the lines into story and everything else."""
    out = Cleaned()
    verdicts: list[str | None] = [None] * len(lines)
    found: dict[int, Cut] = {line.embed: known.cuts[line.embed] for line in lines if line.embed is not None}
    pasted = _pasted(lines, verdicts, out)
    _by_itself(lines, verdicts, known, out)
    _by_neighbours(lines, verdicts)
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


def _pasted(lines: list[Line], verdicts: list[str | None], out: Cleaned) -> dict[int, posts.Pasted]:
    """Posts that stand as plain paragraphs, by the line they are known by; what of that line is the story's stays in it."""
    found: dict[int, posts.Pasted] = {}
    for post in posts.find([line.text if line.embed is None else None for line in lines]):
        found[post.at] = post
        for number in range(post.first, post.last + 1):
            verdicts[number] = "embed"
        if post.keep:
            line = lines[post.at]
            line.text, verdicts[post.at] = post.keep, None
            out.removed.append(Removed(text=post.gone, reason="embed"))
    return found


def _by_itself(lines: list[Line], verdicts: list[str | None], known: Known, out: Cleaned) -> None:
    captions = {agencies.key(text) for caption in known.captions for text in (caption, pictures.split_credit(caption)[0])}
    headline = agencies.key(known.headline or "")
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
        elif line.heading and not opened and folded == headline:
            verdicts[number] = "headline"
        elif folded in captions or line.under_picture or (not opened and _is_caption(line)):
            verdicts[number] = "caption"
            out.captions.append(line.text)
        else:
            match = furniture.match(line.text, link_share=line.link_share, folded=folded)
            if match is not None:
                verdicts[number] = f"furniture:{match.group}"
            elif folded in known.learned.keys:
                verdicts[number] = recurring.REASON
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
        elif not verdict and (last := _skipped(lines, number)):
            titled = number > 0 and agencies.key(lines[number - 1].text) == agencies.key(lines[last].text.replace("نهاية", ""))
            for inside in range(number - titled, last + 1):
                verdicts[inside] = verdicts[inside] or "furniture:skip"
            number = last
        elif not verdict and line.embed is None and _is_link_line(line):
            verdicts[number] = "related"
        elif not verdict and line.links >= MENU_LINKS and line.link_share >= MENU_SHARE and not _SENTENCE_END.search(line.text):
            verdicts[number] = "furniture:navigation"
        number += 1


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
