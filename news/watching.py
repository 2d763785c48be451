"""Which of many watches an article answers, without asking each of them: pure, and of a cost that hardly grows with their number.

Every watch is filed under the terms of the rarest thing it needs; an article's terms lead to the few watches that could answer,
and only these are asked, exactly as the search would ask (`storage.searching.matching`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing looked for, as the index of terms knows it."""

    terms: tuple[frozenset[str], ...]
    """Of each of these the article has one at least."""
    phrase: str | None = None
    """Folded words that stand side by side, with a space at either end; None: anywhere."""
    title: bool = False
    """The phrase stands in the headline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What one watch asks for: of each group one need, no need of `without`, and of each set of `marks` one mark."""

    number: int
    groups: tuple[tuple[Need, ...], ...] = ()
    without: tuple[Need, ...] = ()
    marks: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is asked of an article."""

    terms: frozenset[str]
    headline: str
    body: str
    """Folded words, one space apart, and a space at either end."""
    marks: frozenset[str]
    """What it is filed under beside its words, as `outlet:x`: no term holds a colon."""


class Matcher:
    """Made once of all watches, asked of every article."""

    def __init__(self, watches: Iterable[Watched], frequency: Mapping[str, int] | None = None) -> None:
        """`frequency`: in how many articles of a sample a term stands; what is not in it is rare."""
        self._filed: dict[str, list[Watched]] = {}
        self._always: list[Watched] = []
        """Those that need nothing in particular."""
        for watch in watches:
            keys = _keys(watch, frequency or {})
            if not keys:
                self._always.append(watch)
            for key in keys:
                self._filed.setdefault(key, []).append(watch)

    def answering(self, document: Document) -> list[int]:
        """Numbers of the watches the article answers, in their order."""
        return sorted(watch.number for watch in self._candidates(document) if answers(watch, document))

    def _candidates(self, document: Document) -> Iterator[Watched]:
        seen: set[int] = set()
        for keys in (document.terms, document.marks):
            for key in self._filed.keys() & keys:
                for watch in self._filed[key]:
                    if watch.number not in seen:
                        seen.add(watch.number)
                        yield watch
        yield from self._always


def answers(watch: Watched, document: Document) -> bool:
    """Whether the article holds what the watch asks for, and nothing it excludes."""
    if any(marks.isdisjoint(document.marks) for marks in watch.marks):
        return False
    for group in watch.groups:
        there = [need for need in group if _indexed(need, document)]
        if not any(need.phrase is None or _said(need, document) for need in there):
            return False
    return not any(_said(need, document) if need.phrase is not None else _indexed(need, document) for need in watch.without)


def _indexed(need: Need, document: Document) -> bool:
    return not any(terms.isdisjoint(document.terms) for terms in need.terms)


def _said(need: Need, document: Document) -> bool:
    phrase = need.phrase or ""
    return phrase in document.headline or (not need.title and phrase in document.body)


def _keys(watch: Watched, frequency: Mapping[str, int]) -> frozenset[str]:
    """What an article that answers has one of for sure, and few others have; none where the watch needs nothing."""

    def weight(terms: frozenset[str]) -> tuple[int, int]:
        return sum(frequency.get(term, 0) for term in terms), len(terms)

    of_groups = [frozenset().union(*(min(need.terms, key=weight) for need in group)) for group in watch.groups]
    return min(of_groups or watch.marks, key=weight, default=frozenset())
