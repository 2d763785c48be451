"""What a person typed into the search, understood: what must be there, any of what, and what must not be there."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from news import arabic

MAX_WORDS = 32
"""Words of a question at most."""
MAX_LETTERS = 100 * MAX_WORDS
"""And letters, marks and spaces between them counted."""

# a phrase between any two quotation marks, or what stands between spaces; «title:» before either, a minus before that excludes
_PART = re.compile(
    r"(?P<minus>(?<!\S)-)?(?P<title>(?:(?<=\s)|(?<=^)|(?<=\s-)|(?<=^-))(?:title|عنوان|العنوان):(?:(?=[^\s:])|\s+(?=[^\s:-])))?"
    '(?:["“”„«»](?P<phrase>[^"“”„«»]*)["“”„«»]|(?P<word>[^\\s"“”„«»]+))',
    re.IGNORECASE,
)
_BARE_TITLE = re.compile("(?:title|عنوان|العنوان):", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing asked for: all its words, folded, one word at least."""

    words: tuple[str, ...]
    exact: bool = False
    """Just these words, in this order, side by side; otherwise each in any of its forms, anywhere."""
    title: bool = False
    """In the headline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Of each of `groups` one part must be there at least, of `without` none."""

    groups: tuple[tuple[Part, ...], ...] = ()
    without: tuple[Part, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing to look for: nothing is found."""
        return not (self.groups or self.without)


def parse(text: str) -> Query:
    """Read a question. Never fails on its form; a quotation mark left open means nothing.

    All must hold; OR between two parts asks for either, and binds them closer than what stands beside; `-` excludes;
    `title:` (or «عنوان:») asks for the headline. Anything else is a word, or divides words.
    Raises ValueError for more than MAX_WORDS words, or MAX_LETTERS letters.
    """
    groups: list[tuple[Part, ...]] = []
    without: list[Part] = []
    count, either, joins = 0, False, False
    # a bound before any work: folding a megabyte is work too
    found = list(_PART.finditer(text[:MAX_LETTERS]))
    for place, match in enumerate(found):
        if match["word"] == "OR" and not (match["minus"] or match["title"]):
            either = joins and place + 1 < len(found) and not found[place + 1]["minus"]
            if either or (place + 1 < len(found) and found[place + 1]["minus"]):
                continue
        words = tuple(arabic.words(match["word"] or match["phrase"] or ""))
        if not words or _BARE_TITLE.fullmatch(match[0].lstrip("-")):  # `title:` with nothing behind asks for nothing
            continue
        count += len(words)
        part = Part(words=words, exact=match["word"] is None, title=match["title"] is not None)
        if match["minus"]:
            # «-كوفيد-19» excludes the two together, not each of them
            without.append(replace(part, exact=part.exact or len(words) > 1))
        elif either:
            groups[-1] = (*groups[-1], part)
        else:
            groups.append((part,))
        either, joins = False, not match["minus"]
    if count > MAX_WORDS or len(text) > MAX_LETTERS:
        raise ValueError(f"a search may have {MAX_WORDS} words at most")
    return Query(groups=tuple(dict.fromkeys(groups)), without=tuple(dict.fromkeys(without)))


def faults(text: str) -> list[tuple[int, str]]:
    """What `parse` passes over though whoever wrote it meant something by it: (place, counted from 1; what is wrong there).

    For a question that is kept and asked for months; to a person who searches, the answer says as much.
    """
    if len(text) > MAX_LETTERS:
        return [(1, f"longer than {MAX_LETTERS} letters")]
    wrong = []
    marks = [found.start() for found in _QUOTATION.finditer(text)]
    if len(marks) % 2:
        wrong.append((marks[-1] + 1, "a quotation begins here and does not end"))
    found = list(_PART.finditer(text))
    for place, match in enumerate(found):
        said = _fault(match)
        if match[0] == "OR" and not _joins(found[:place][-1:], found[place + 1 : place + 2]):
            said = "OR stands between two things that are looked for"
        if said:
            wrong.append((match.start() + 1, said))
    try:
        if parse(text).is_empty and text.strip():
            wrong = wrong or [(1, "no word to look for")]
    except ValueError as error:
        wrong.append((1, str(error)))
    return sorted(wrong)


_QUOTATION = re.compile('["“”„«»]')
_NO_SIGN = re.compile("-?(outlet|site|section|tag|author|agency|lang|kind|since|until):", re.IGNORECASE)


def _fault(match: re.Match[str]) -> str | None:
    if filtering := _NO_SIGN.match(match[0]):
        return f"{filtering[1]}: is no part of a question; it is a filter of its own (--{filtering[1].lower()})"
    if arabic.words(match["word"] or match["phrase"] or "") and not _BARE_TITLE.fullmatch(match[0].lstrip("-")):
        return None
    if match["phrase"] is not None:
        return "no word between the quotation marks"
    if match["title"] or _BARE_TITLE.fullmatch(match[0].lstrip("-")):
        return "nothing to look for in the headline"
    return "nothing to exclude" if match[0].startswith("-") else None


def _joins(before: list[re.Match[str]], after: list[re.Match[str]]) -> bool:
    beside = (*before, *after)
    return len(beside) == 2 and not any(match["minus"] or match[0] == "OR" or _fault(match) for match in beside)
