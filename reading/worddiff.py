"""What changed between two texts, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "removed", "added"]
MOST_PAIRS = 4_000_000  # word pairs compared in one block (two blocks of 2,000 words); beyond, the block counts as replaced
_END = "\x1d"  # GROUP SEPARATOR, the end of a paragraph; `news.arabic.clean` leaves none in a stored text


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of words with one fate."""

    change: Change
    text: str


def paragraphs(old: str, new: str) -> list[list[Piece]]:
    """Paragraphs of both texts in reading order, each as its pieces; a paragraph left alone is one piece, "same".

    Paragraphs are matched first, words only inside those that differ, so that a long article stays cheap.
    """
    before, after = _split(old), _split(new)
    result: list[list[Piece]] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            result.extend([Piece(change="same", text=text)] for text in before[a:b])
        else:
            result.extend(_block(before[a:b], after[c:d]))
    return result


def line(old: str | None, new: str | None) -> list[Piece]:
    """Pieces of one line (a headline); None counts as empty."""
    return [Piece(change=change, text=" ".join(words)) for change, words in _words((old or "").split(), (new or "").split())]


def changed(pieces: Sequence[Piece]) -> bool:
    return any(piece.change != "same" for piece in pieces)


def marked(pieces: Sequence[Piece]) -> str:
    """`same [-removed-] {+added+} same`, the marks of `git diff --word-diff`."""
    marks = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
    return " ".join(f"{marks[piece.change][0]}{piece.text}{marks[piece.change][1]}" for piece in pieces)


def _split(text: str) -> list[str]:
    return [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]


def _block(before: list[str], after: list[str]) -> Iterator[list[Piece]]:
    """Differing neighbours as one run of words, in which the end of a paragraph counts as a word."""
    row: list[Piece] = []
    for change, words in _words(_tokens(before), _tokens(after)):
        for number, text in enumerate(" ".join(words).split(_END)):
            if number and row:
                yield row
                row = []
            if text.strip():
                row.append(Piece(change=change, text=text.strip()))
    if row:
        yield row


def _tokens(block: list[str]) -> list[str]:
    return [token for paragraph in block for token in (*paragraph.split(), _END)]


def _words(before: list[str], after: list[str]) -> Iterator[tuple[Change, list[str]]]:
    if len(before) * len(after) > MOST_PAIRS:
        yield "removed", before
        yield "added", after
        return
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", before[a:b]
            continue
        if a < b:
            yield "removed", before[a:b]
        if c < d:
            yield "added", after[c:d]
