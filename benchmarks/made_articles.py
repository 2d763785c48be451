"""Made-up articles in the proportions of real ones: words by Zipf's law, sentences, names, wire copy, lines under the text.

Of a hundred, eight are an agency's wire with a sentence of the outlet's own, five stand under a footer all articles of their
outlet have; the rest are stories nobody else prints. The words are those of news/stems.toml and invented ones.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from news import lexicon
from news.article import Article, Embed, Image, Removed

START = datetime(2026, 1, 1, tzinfo=UTC)
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
VOCABULARY = 60_000
WORDS = 230
"""Of a body: the median of 440 articles of three real sites."""
SENTENCE, PARAGRAPH = 22, 2
OUTLETS = 60
WIRES_AT_ONCE = 12


class Maker:
    """Makes the same articles in the same order at every run."""

    def __init__(self, seed: int = 2026) -> None:
        self._chance = random.Random(seed)
        known = sorted(lexicon.load().exact)
        lengths = self._chance.choices((3, 4, 4, 5, 5, 6, 7), k=VOCABULARY)
        invented = {"".join(self._chance.choices(LETTERS, k=length)) for length in lengths}
        self._words = known + sorted(invented - set(known))
        self._chance.shuffle(self._words)
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self._words))))
        self._people = [f"{self._say(1)} {self._say(1)}" for _ in range(300)]
        self._tags = [self._say(2) for _ in range(800)]
        self._sections = [self._say(1) for _ in range(12)]
        self._footers = [self._text(60) for _ in range(OUTLETS)]
        self._wires = [self._text(WORDS) for _ in range(WIRES_AT_ONCE)]

    def articles(self, first: int, count: int) -> Iterator[Article]:
        """`count` articles, the first with the number `first` in its address."""
        for number in range(first, first + count):
            yield self._article(number)

    def _article(self, number: int) -> Article:
        chance = self._chance
        place = chance.randrange(OUTLETS)
        at = START + timedelta(minutes=number)
        url = f"https://outlet{place}.example/2026/{number % 12 + 1:02}/{number}"
        body, agency = self._text(int(WORDS * chance.uniform(0.4, 1.9))), None
        kind = chance.random()
        if kind < 0.08:
            wire = chance.randrange(WIRES_AT_ONCE)
            if chance.random() < 0.05:
                self._wires[wire] = self._text(WORDS)
            body, agency = f"{self._text(25)}\n\n{self._wires[wire]}", "رويترز"
        elif kind < 0.13:
            body = f"{body}\n\n{self._footers[place]}"
        return Article(
            outlet=f"outlet{place}",
            url=url,
            canonical_url=url,
            headline=self._say(9),
            standfirst=self._say(20) if chance.random() < 0.3 else None,
            body=body,
            language="ar",
            authors=(chance.choice(self._people),) if chance.random() < 0.5 else (),
            agency=agency,
            section=chance.choice(self._sections),
            tags=tuple(chance.sample(self._tags, 4)),
            published=at,
            published_raw=at.isoformat(),
            published_evidence="jsonld",
            published_precision="second",
            fetched=at + timedelta(minutes=5),
            image=Image(url=f"https://outlet{place}.example/{number}.jpg", caption=self._say(8)),
            embeds=(Embed(platform="x", url=f"https://x.com/{number}", text=self._say(20), after_paragraph=1),)
            if chance.random() < 0.1
            else (),
            removed=(Removed(text=self._say(6), reason="furniture:follow"),) if chance.random() < 0.7 else (),
        )

    def _text(self, words: int) -> str:
        said = self._chance.choices(self._words, cum_weights=self._weights, k=words)
        sentences = [" ".join(said[at : at + SENTENCE]) + "." for at in range(0, words, SENTENCE)]
        return "\n\n".join(" ".join(sentences[at : at + PARAGRAPH]) for at in range(0, len(sentences), PARAGRAPH))

    def _say(self, words: int) -> str:
        return " ".join(self._chance.choices(self._words, cum_weights=self._weights, k=words))
