"""Stories, written from a seed: what happened, before any outlet prints it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from tests.newsroom import grammar
from tests.newsroom.embeds import Post, write_posts
from tests.newsroom.grammar import Facts, say, sections

Kind = Literal["article", "flash", "video", "gallery", "rates", "toll"]
AGENCIES = ("أ ف ب", "رويترز", "د ب أ", "الأناضول")
CREDITS = ("AA", "رويترز", "أ ف ب", "مواقع التواصل", "غيتي")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The matter of an article, in no outlet's dress; months stand as ⟦n⟧, digits are European."""

    seed: int
    topic: str
    kind: Literal["article", "flash", "video", "gallery"]
    headline: str
    standfirst: str | None
    ledes: tuple[str, ...]
    """The same first paragraph in several wordings; an outlet that rewrites the agency's lede takes another."""
    paragraphs: tuple[str, ...]
    """What follows the lede."""
    section: str
    tags: tuple[str, ...]
    captions: tuple[str, ...]
    picture_credit: str
    posts: tuple[Post, ...]
    authors: tuple[str, ...]
    agency: str | None
    city: str
    published: datetime


def paragraphs_of(sentences: Iterable[str]) -> list[str]:
    """Join sentences into paragraphs of 25 to 60 words; a last sentence too short for one that fits nowhere is left out."""
    done: list[str] = []
    open_: list[str] = []
    for sentence in sentences:
        size = sum(len(part.split()) for part in open_)
        if open_ and (size >= 25 or size + len(sentence.split()) > 60):
            done.append(" ".join(open_))
            open_ = []
        open_.append(sentence)
    if open_:
        tail = " ".join(open_)
        if len(tail.split()) < 25 and done and len(done[-1].split()) + len(tail.split()) <= 60:
            done[-1] += f" {tail}"
        elif len(tail.split()) >= 25 or not done:
            done.append(tail)
    return done


def _middle(topic: str, facts: Facts, rng: random.Random, length: int) -> list[str]:
    """Details, then quotes in the order in which one speaker leads to the next, then background."""
    common = sections("common")
    details = rng.sample(sections(topic)["detail"], min(length, len(sections(topic)["detail"])))
    # «وأضاف» and «وتابع» need the speaker before them, so a quote is a run from the first on
    quotes = list(common["quote"][: rng.randint(1, 2)])
    quotes += sorted(rng.sample(common["quote"][2:], rng.randint(0, 2)), key=common["quote"].index)
    background = rng.sample(common["background"], rng.randint(3, 5))
    cut = rng.randint(1, len(details) - 1)
    return [say(line, facts, rng) for line in [*details[:cut], *quotes, *details[cut:], *background]]


def write(seed: int, published: datetime, *, kind: Kind = "article", wire: bool = False) -> Story:
    """The story of this seed. Two seeds give two different stories; the same seed gives the same words again."""
    if kind == "rates" or kind == "toll":
        return _daily(kind, published, seed)
    rng = random.Random(f"story-{seed}")
    topic = grammar.TOPICS[rng.randrange(len(grammar.TOPICS))]
    words = sections(topic)
    facts = Facts(rng, published)
    what = rng.randrange(min(len(words["headline"]), len(words["lede"])))
    headline = say(words["headline"][what], facts, rng)
    ledes = [say(words["lede"][what], facts, random.Random(f"lede-{seed}-{turn}")) for turn in range(4)]
    rest = paragraphs_of(_middle(topic, facts, rng, rng.randint(5, 9)))[:11] if kind == "article" else []
    if kind == "flash":
        line = say(rng.choice(words["flash"]), facts, rng)
        headline, ledes = f"عاجل | {line}", [f"{line}."]
    captions = [say(line, facts, rng) for line in (words["caption"] * 3 if kind == "gallery" else words["caption"])]
    wants_posts = kind == "article" and rng.random() < 0.6
    return Story(
        seed=seed,
        topic=topic,
        kind=kind,
        headline=headline,
        standfirst=say(rng.choice(words["standfirst"]), facts, rng) if kind == "article" and rng.random() < 0.6 else None,
        ledes=tuple(dict.fromkeys(ledes)),
        paragraphs=tuple(rest),
        section=words["section"][0],
        tags=(*rng.sample(words["tags"], rng.randint(2, 3)), facts.bound["city"]),
        captions=tuple(dict.fromkeys(captions)),
        picture_credit=rng.choice(CREDITS),
        posts=write_posts(words["post"], facts, rng, len(rest)) if wants_posts else (),
        authors=() if wire or kind != "article" else _reporters(facts, rng),
        agency=rng.choice(AGENCIES) if wire else None,
        city=facts.bound["city"],
        published=published,
    )


def _reporters(facts: Facts, rng: random.Random) -> tuple[str, ...]:
    names = (facts.bound["reporter"], facts.bound["reporter2"])
    return rng.choice(((names[0],), (names[1],), names, ()))


def _daily(kind: Kind, published: datetime, series: int) -> Story:
    """The story that is printed every day in the same words: only its numbers and its date differ."""
    place = random.Random(f"daily-{series}")
    facts = Facts(place, published)
    rng = random.Random(f"daily-{series}-{published:%Y-%m-%d}")
    headline, *body = (say(line, facts, rng) for line in sections("daily")[kind])
    topic = "economy" if kind == "rates" else "health"
    return Story(
        seed=series,
        topic=topic,
        kind="article",
        headline=headline,
        standfirst=None,
        ledes=(body[0],),
        paragraphs=tuple(body[1:]),
        section=sections(topic)["section"][0],
        tags=sections(topic)["tags"][:1],
        captions=(),
        picture_credit="",
        posts=(),
        authors=(),
        agency=None,
        city=facts.bound["city"],
        published=published,
    )


def next_day(story: Story, kind: Literal["rates", "toll"]) -> Story:
    """Tomorrow's issue of a daily story."""
    return write(story.seed, story.published + timedelta(days=1), kind=kind)


def same_matter(story: Story, published: datetime) -> Story:
    """The story as it stands, taken over by somebody at another hour."""
    return replace(story, published=published)
