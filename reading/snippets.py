"""The place in an article that answers a search, with the words that answer it marked. Cut from display text, never folded."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from operator import add, sub
from typing import Any, ClassVar

from news import arabic, stems
from reading import terminal
from storage.searching.question import Part, Query

LENGTH = 160
"""Characters of a snippet, about."""
_BEFORE = 40  # characters shown before the first found word

Span = tuple[int, int]
Finder = Callable[[str], list[Span]]

_MARKS = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
# a written word: letters and digits with their marks, a decimal point inside, and the stops of censored spelling («مقـ-ـتل»)
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}]|(?<=\d)[.,\u066b\u066c](?=\d)|(?<=\u0640)[-.*_]{{1,2}}(?=\u0640))*")


def snippet(texts: Sequence[str], found: Finder) -> dict[str, Any] | None:
    """`{"text", "marks"}`: the passage of the first text holding a found word, or None.

    `text` is one plain line, «…» where it was cut; `marks` are [start, end) pairs counted in characters of `text`, so that
    no character of a page can be taken for a mark. `found` gives the spans of a line that answer, in their order.
    """
    for whole in texts:
        line = terminal.inert(whole)
        if spans := found(line):
            return _passage(line, _densest(spans), spans)
    return None


def finder(query: Query, *, title: bool = False) -> Finder:
    """Finds what answered `query`: words in any of their forms, phrases only as a whole; in a headline (`title`) also what was
    asked of headlines alone.
    """
    parts = [part for group in query.groups for part in group if title or not part.title]
    asked = frozenset(term for part in parts if not part.exact for word in part.words for term in arabic.query_terms(word))
    phrases = [part for part in parts if part.exact]
    if phrases:
        return lambda line: _spans(line, asked, phrases)
    pieces = _Pieces(asked)
    return lambda line: _quick_spans(line, asked, pieces)


_FIRST = "\0"
"""Before a term: of a word that may answer together with the next one."""


class _Known:
    """The pieces of text met so far, and which of them hold which term: a page of hits has thousands, mostly met before.

    Between two spaces stands a piece. Its keys are the terms of its words, and the first of each word once more as `_FIRST`.
    """

    MOST = 1_000_000
    """Characters of pieces, until all are forgotten."""
    now: ClassVar[_Known]

    def __init__(self) -> None:
        self.size = 0
        self.pieces: set[str] = set()
        self.wordless: set[str] = set()
        self.by_key: dict[str, list[str]] = {}

    def learn(self, pieces: set[str]) -> None:
        for piece in pieces:
            read = [_terms(word) for match in _WORD.finditer(piece) for word in arabic.words(match[0])]
            if not read:
                self.wordless.add(piece)
            self.size += len(piece)
            for key in {*(term for terms in read for term in terms), *(_FIRST + terms[0] for terms in read)}:
                self.by_key.setdefault(key, []).append(piece)
        self.pieces |= pieces  # at the end: what stands here may be looked up by other threads


_Known.now = _Known()


class _Pieces:
    """Which pieces hold a word that may answer, alone or together with the next one."""

    def __init__(self, asked: frozenset[str]) -> None:
        self._keys = asked | {_FIRST + term[:size] for term in asked for size in range(1, len(term))}
        if _Known.now.size > _Known.MOST:
            _Known.now = _Known()
        self._known = _Known.now
        self._seen = -1
        self._answering: set[str] = set()

    def answering(self, pieces: Sequence[str]) -> set[str]:
        here = set(pieces)
        if new := here - self._known.pieces:
            self._known.learn(new)
        if self._seen != len(self._known.pieces):
            self._seen = len(self._known.pieces)
            self._answering.update(*(self._known.by_key.get(key, ()) for key in self._keys))
        return here & self._answering

    def wordless(self, piece: str) -> bool:
        """Of a piece that was met."""
        return piece in self._known.wordless


def _quick_spans(line: str, asked: frozenset[str], known: _Pieces) -> list[Span]:
    """As `_spans`, but looks closely only where something may be: the words of a page of hits are thousands."""
    pieces = line.split()
    answering = known.answering(pieces)
    if not answering:
        return []
    starts, ends = _places(line, pieces)
    found: list[Span] = []
    for number, piece in enumerate(pieces):
        if piece not in answering:
            continue
        last = number + 1
        while last < len(pieces) and known.wordless(pieces[last]):  # as a dash: what comes after it is the next word
            last += 1
        start = starts[number]
        near = line[start : ends[min(last, len(pieces) - 1)]]
        found += [(start + first, start + stop) for first, stop in _spans(near, asked, [])]
    return _apart(sorted(set(found)))


def _places(line: str, pieces: Sequence[str]) -> tuple[Sequence[int], Sequence[int]]:
    """Where each piece of the split line begins and ends."""
    lengths = list(map(len, pieces))
    ends = list(map(add, accumulate(lengths), range(len(pieces))))
    if ends[-1] != len(line):  # else every gap is one space
        ends = [match.end() for match in re.finditer(r"\S+", line)]
    return list(map(sub, ends, lengths)), ends


def _spans(line: str, asked: frozenset[str], phrases: list[Part]) -> list[Span]:
    read = [(word, terms, match.span()) for match in _WORD.finditer(line) for word, terms in _read(match[0])]
    written = [(word, span) for word, _, span in read]
    found = {span for _, terms, span in read if not asked.isdisjoint(terms)}
    if asked:
        found.update(_pairs(written, asked))
    words = [word for word, _ in written]
    for phrase in phrases:
        size = len(phrase.words)
        for place in range(len(words) - size + 1):
            if words[place] == phrase.words[0] and tuple(words[place : place + size]) == phrase.words:
                found.add((written[place][1][0], written[place + size - 1][1][1]))
    return _apart(sorted(found))


@functools.lru_cache(maxsize=1 << 12)
def _read(written: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The folded words of a written one, each with its terms."""
    return tuple((word, _terms(word)) for word in arabic.words(written))


def _terms(word: str) -> tuple[str, ...]:
    return tuple(stems.text_terms((word,)))


def _pairs(written: list[tuple[str, Span]], asked: frozenset[str]) -> Iterator[Span]:
    """«عبد الله» answers «عبدالله»."""
    for (first, (start, _)), (second, (_, end)) in pairwise(written):
        if not asked.isdisjoint(stems.joined_terms(first, second)):
            yield start, end


def _apart(spans: list[Span]) -> list[Span]:
    """Without those that lie in another."""
    kept: list[Span] = []
    for start, end in spans:
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def _densest(spans: Sequence[Span]) -> int:
    """Where the passage with most found words begins; the earliest of equals."""
    best, most, last = spans[0][0], 0, 0
    for first, (start, _) in enumerate(spans):
        while last < len(spans) and spans[last][1] <= start + LENGTH - _BEFORE:
            last += 1
        if last - first > most:
            best, most = start, last - first
    return best


def _passage(line: str, anchor: int, spans: Sequence[Span]) -> dict[str, Any]:
    start, end = max(anchor - _BEFORE, 0), min(max(anchor - _BEFORE, 0) + LENGTH, len(line))
    if start:  # begin and end between words, unless one word fills the passage
        start = line.find(" ", start, anchor) + 1 or line.rfind(" ", 0, anchor) + 1
        start = start if anchor - start <= LENGTH else anchor
    if end < len(line) and line[end] != " ":
        first_end = next(stop for first, stop in spans if first == anchor)
        end = max(line.rfind(" ", start, end), first_end)
        if end == first_end:  # a mark may end inside a written word («#غزة_تحت_القصف»): show the word to its end
            rest = line.find(" ", end)
            end = rest if 0 <= rest <= end + LENGTH else end
            end = len(line) if rest < 0 and len(line) - end <= LENGTH else end
    head, tail = "… " if start else "", " …" if end < len(line) else ""
    shift = len(head) - start
    marks = [[first + shift, stop + shift] for first, stop in spans if start <= first and stop <= end]
    return {"text": f"{head}{line[start:end]}{tail}", "marks": marks}
