"""What a person typed into the search, understood: words, phrases, and what must not be there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from news import arabic

MAX_WORDS = 32
"""Words of a question at most."""

# a phrase between any two quotation marks, or what stands between spaces; a minus before either excludes
_PART = re.compile('(?P<minus>(?<!\\S)-)?(?:["“”„«»](?P<phrase>[^"“”„«»]*)["“”„«»]|(?P<word>[^\\s"“”„«»]+))')


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """All of it must hold. Every text in it is folded: letters and digits, one space apart."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without_words: tuple[str, ...] = ()
    without_phrases: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing to look for: nothing is found."""
        return not (self.words or self.phrases or self.without_words or self.without_phrases)


def parse(text: str) -> Query:
    """Read a question. Never fails on its form; a quotation mark left open means nothing.

    Raises ValueError for more than MAX_WORDS words.
    """
    lists: dict[tuple[bool, bool], list[str]] = {(minus, phrase): [] for minus in (False, True) for phrase in (False, True)}
    count = 0
    # a bound before any work: folding a megabyte is work too
    for part in _PART.finditer(text[: 100 * MAX_WORDS]):
        words = arabic.words(part["word"] or part["phrase"] or "")
        count += len(words)
        if words and part["word"] is None:
            lists[bool(part["minus"]), True].append(" ".join(words))
        elif part["minus"] and len(words) > 1:
            # «-كوفيد-19» excludes the two together, not each of them
            lists[True, True].append(" ".join(words))
        else:
            lists[bool(part["minus"]), False].extend(words)
    if count > MAX_WORDS or len(text) > 100 * MAX_WORDS:
        raise ValueError(f"a search may have {MAX_WORDS} words at most")
    return Query(
        words=tuple(dict.fromkeys(lists[False, False])),
        phrases=tuple(dict.fromkeys(lists[False, True])),
        without_words=tuple(dict.fromkeys(lists[True, False])),
        without_phrases=tuple(dict.fromkeys(lists[True, True])),
    )
