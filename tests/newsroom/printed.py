"""A story as one outlet printed it: the page's content and, because nothing is left open, the ground truth of tests."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from urllib.parse import quote

from tests.newsroom.articles import Story
from tests.newsroom.embeds import Post
from tests.newsroom.grammar import sections
from tests.newsroom.profiles import Profile

UNMARKED = frozenset({"soup", "tables"})
"""Shapes that could not tell a standfirst from the first paragraph, so they print none."""
AGENCY_NAMES = {"أ ف ب": "فرانس برس", "رويترز": "رويترز", "د ب أ": "د ب أ", "الأناضول": "الأناضول"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    url: str
    caption: str
    """What the line says, without whose picture it is."""
    credit: str
    line: str
    """As printed under the picture: caption and credit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """A line in the body that is not the article."""

    text: str
    after_paragraph: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What stands on the page, and what a reader who knows calls it."""

    outlet: str
    number: int
    story: Story
    url: str
    """Address as the outlet links it (percent-encoded where not ASCII)."""
    target: str
    """Path and query of that address, decoded."""
    headline: str
    standfirst: str | None
    paragraphs: tuple[str, ...]
    authors: tuple[str, ...]
    agency: str | None
    dateline: str | None
    """As printed, without the mark between it and the text; not part of `paragraphs`."""
    credit_line: str | None
    """As printed below the text: «المصدر: وكالات»."""
    section: str
    section_slug: str
    tags: tuple[str, ...]
    published: datetime
    published_raw: str
    modified: datetime | None
    picture: Picture | None
    gallery: tuple[Picture, ...]
    video: str | None
    embeds: tuple[Post, ...]
    embed_form: Literal["markup", "iframe", "pasted"]
    furniture: tuple[Furniture, ...]
    related: tuple[tuple[str, str], ...]
    """(headline, address) of the boxes beside and below the article."""
    kind: Literal["article", "flash", "video", "gallery"]
    canonical: str
    notes: int = 0
    """Counts changes of the page that are none of the article."""

    @property
    def body(self) -> str:
        return "\n\n".join(self.paragraphs)


def target_of(profile: Profile, number: int, story: Story, headline: str) -> str:
    """Path and query of an article's address in this outlet's manner, decoded."""
    day = story.published
    slug = "-".join(headline.replace("|", " ").replace(":", " ").replace("«", "").replace("»", "").split()[:7])
    return {
        "semantic": f"/article/{day:%Y/%m/%d}/{number}",
        "soup": f"/news.php?id={number}",
        "wordpress": f"/{day:%Y/%m/%d}/{slug}-{number}/",
        "legacy": f"/actualite/{number}.html",
        "tables": f"/view/{number}/",
        "agency": f"/story/{number}-{story.topic}",
    }[profile.shape]


def print_story(
    story: Story,
    profile: Profile,
    number: int,
    *,
    lede: int = 0,
    cut: int = 0,
    furniture: bool = True,
    related: Sequence[tuple[str, str]] = (),
    canonical: str | None = None,
) -> Printed:
    """Set the story in the outlet's dress.

    `lede` picks the wording of the first paragraph, `cut` leaves off that many paragraphs at the end: what a desk does to
    wire copy.
    """
    rng = random.Random(f"{profile.id}-{number}-{story.seed}")
    paragraphs = [profile.print(text) for text in (story.ledes[lede % len(story.ledes)], *story.paragraphs)]
    paragraphs = paragraphs[: max(len(paragraphs) - cut, 1)]
    headline = profile.print(story.headline)
    target = target_of(profile, number, story, headline)
    url = profile.base + quote(target, safe="/?=&-.")
    pictures = _pictures(story, profile, number)
    dateline, credit = _credits(story, profile)
    lines = _furniture(profile, rng, len(paragraphs), related) if furniture and story.kind == "article" else ()
    return Printed(
        outlet=profile.id,
        number=number,
        story=story,
        url=url,
        target=target,
        headline=headline,
        standfirst=profile.print(story.standfirst) if story.standfirst and profile.shape not in UNMARKED else None,
        paragraphs=tuple(paragraphs),
        authors=story.authors,
        agency=AGENCY_NAMES[story.agency] if story.agency and (dateline or credit) else None,
        dateline=dateline,
        credit_line=credit,
        section=story.section,
        section_slug=story.topic,
        tags=story.tags,
        published=story.published,
        published_raw=profile.printed_date(story.published),
        modified=None,
        picture=pictures[0] if pictures and story.kind == "article" else None,
        gallery=pictures if story.kind == "gallery" else (),
        video=f"https://www.youtube.com/embed/n{number:010}" if story.kind == "video" else None,
        embeds=tuple(
            replace(post, text=profile.print(post.text)) for post in story.posts if post.after_paragraph < len(paragraphs)
        ),
        embed_form=profile.embeds,
        furniture=lines,
        related=tuple(related),
        kind=story.kind,
        canonical=canonical or url,
    )


def _pictures(story: Story, profile: Profile, number: int) -> tuple[Picture, ...]:
    archive = " - أرشيف" if story.picture_credit == "AA" else ""
    return tuple(
        Picture(
            url=f"{profile.base}/images/{number}-{index}.jpg",
            caption=caption + archive,
            credit=story.picture_credit,
            line=f"{caption}{archive} ({story.picture_credit})",
        )
        for index, caption in enumerate(map(profile.print, story.captions))
    )


def _credits(story: Story, profile: Profile) -> tuple[str | None, str | None]:
    """(dateline, credit line) as this outlet prints them."""
    agency = story.agency
    if agency is None:
        return None, None
    dateline = {
        "inline": f"{story.city} ({agency})",
        "own line": f"{story.city}-{AGENCY_NAMES[agency]}",
        "agency first": f"{agency} - {story.city}",
        "none": None,
    }[profile.dateline]
    return dateline, None if dateline else f"المصدر: {AGENCY_NAMES[agency]}"


def _furniture(
    profile: Profile, rng: random.Random, paragraphs: int, related: Sequence[tuple[str, str]]
) -> tuple[Furniture, ...]:
    """Lines an editor or a plug-in left between the paragraphs, and after the last."""
    words = sections("furniture")
    lines = [Furniture(text=rng.choice(words["follow"]), after_paragraph=paragraphs)]
    if related and paragraphs > 3:
        text = rng.choice(words["also"]).replace("{headline}", rng.choice(list(related))[0])
        lines.append(Furniture(text=text, after_paragraph=rng.randint(2, paragraphs - 1)))
    if paragraphs > 4 and profile.shape != "agency":
        lines.append(Furniture(text=rng.choice(words["alone"]), after_paragraph=rng.randint(1, 2)))
    return tuple(sorted(lines, key=lambda line: line.after_paragraph))
