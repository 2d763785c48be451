"""Articles as lines of a list: what a reader sees of each, by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reading import snippets, terminal
from reading.web.pages.view import Page
from reading.web.wording import Words
from storage.corpus.article_rows import Stored
from storage.corpus.spread import Spread
from storage.searching.question import Query

EXCERPT = 190
"""Characters of the text below a headline."""
BRIEF, SPARED = 100, 30
"""Characters of it on a narrow screen; where no more than SPARED would be left out, all of it."""
Marks = Sequence[Sequence[int]]
_NONE: Marks = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    id: int
    headline: str
    named: bool
    """The page gave a headline; else this is the beginning of its text."""
    marks: Marks
    text: str
    rest: str
    """How `text` goes on where there is room for it."""
    text_marks: Marks
    clock: str
    """Empty where nothing tells the hour."""
    day: str
    """«أمس», «١٨/١١»: for a list without a heading for each day; empty for today."""
    printed: bool
    """The hour is the page's; else ours."""
    iso: str
    outlet: str
    outlet_name: str
    section: str | None
    agency: str | None
    kind: str
    language: str | None
    outlets: int
    """That printed the story; 0 outside any."""
    story: int | None
    copy: bool
    revised: bool
    gone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    near: str
    name: str
    items: list[Item]


def days(page: Page, found: Iterable[Stored], spreads: Mapping[int, Spread], query: Query | None = None) -> list[Day]:
    """In the order given, a heading for each day."""
    words = page.words
    finders = (snippets.finder(query), snippets.finder(query, title=True)) if query is not None else None
    result: list[tuple[date, Day]] = []
    for stored in found:
        day = _day(stored, words)
        if result and day > result[-1][0] and query is None:
            day = result[-1][0]  # a day as printed belongs to no zone: it may seem to lie later than what is above it
        if not result or day != result[-1][0]:
            result.append((day, Day(near=words.near(day), name=words.day(day, weekday=True), items=[])))
        result[-1][1].items.append(item(page, stored, spreads, finders))
    return [day for _, day in result]


def item(
    page: Page, stored: Stored, spreads: Mapping[int, Spread], finders: tuple[snippets.Finder, snippets.Finder] | None = None
) -> Item:
    article, words = stored.article, page.words
    headline = terminal.inert(article.headline or "")
    text, text_marks, marks = _excerpt(stored), _NONE, _NONE
    if finders is not None:
        marks = finders[1](headline)
        if snippet := snippets.snippet([article.body, article.standfirst or ""], finders[0]):
            text, text_marks = snippet["text"], snippet["marks"]
    if not headline:
        headline, marks, text, text_marks = text or str(words("no_headline")), text_marks, "", _NONE
    elif not text_marks and (headline.startswith(text.removesuffix(" …")) or text.startswith(headline)):
        text = ""  # it says the headline again
    text, rest = (text, "") if text_marks else _parted(text)
    exact = article.published is not None and article.published_precision in {"minute", "second"}
    when = article.published if exact and article.published else stored.first_seen
    spread, day = spreads.get(stored.cluster.id) if stored.cluster else None, _day(stored, words)
    return Item(
        id=stored.id,
        headline=headline,
        named=bool(article.headline),
        marks=marks,
        text=text,
        rest=rest,
        text_marks=text_marks,
        clock=words.clock(when),
        day="" if day == words.today else words.near(day) or words.short_day(day),
        printed=exact,
        iso=when.isoformat(),
        outlet=article.outlet,
        outlet_name=page.outlet(article.outlet),
        section=article.section,
        agency=article.agency,
        kind=article.kind,
        language=article.language,
        outlets=spread.outlets if spread else 0,
        story=stored.cluster.id if stored.cluster and stored.cluster.size > 1 else None,
        copy=stored.is_copy,
        revised=stored.revisions > 1,
        gone=stored.status == "gone",
    )


def _day(stored: Stored, words: Words) -> date:
    if stored.article.published_precision == "day" and stored.article.published == stored.sorted_at:
        return stored.sorted_at.date()
    return words.local(stored.sorted_at).date()


def _excerpt(stored: Stored) -> str:
    article = stored.article
    # a long text is not folded as a whole for the two lines that are shown of it
    said = terminal.inert((article.standfirst or article.body)[: 4 * EXCERPT].partition("\n\n")[0])
    if len(said) <= EXCERPT:
        return said
    return f"{said[:EXCERPT].rpartition(' ')[0] or said[:EXCERPT]} …"


def _parted(text: str) -> tuple[str, str]:
    """A text for a narrow screen, and what follows on a wide one: cut between words, which style sheets do not promise."""
    brief = text[: BRIEF + 1].rpartition(" ")[0]
    return (brief, text[len(brief) + 1 :]) if brief and len(text) > BRIEF + SPARED else (text, "")
