"""Where each value of an article's metadata comes from, and which values lost against it; written down only when asked for.

`with kept() as book:` around `extractor.extract` fills the book; without it nothing here runs. Contradicting signals are
resolved by the order in ORDER, which the readers follow; what else turns a choice round stands in the reader's own docstring.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from crawler.extraction.body.bodytext import Body
from crawler.extraction.cleaning.story import Cleaned
from crawler.extraction.metadata import filing, headline, people, pictures
from crawler.extraction.metadata.dating import Dates
from crawler.extraction.metadata.gathering import Marks, within
from crawler.extraction.metadata.headline import Headline
from crawler.extraction.page import head as heads
from crawler.extraction.page import jsonld
from crawler.extraction.page.head import Head
from crawler.extraction.page.tree import Element, text_of
from news import agencies
from news.article import Article, Entry, isotime

ORDER: dict[str, tuple[str, ...]] = {
    "headline": (
        "h1, h2, h3 two places agree on", "line the title repeats", "h1",
        "jsonld headline", "meta og:title", "meta twitter:title", "title", "line above the text", "feed",
    ),
    "standfirst": ("line set apart in the body", "box between headline and body"),
    "authors": ("byline «كتب …» against another person or a login", "jsonld author", "meta author", "byline", "line"),
    "agency": ("dateline", "credit line", "last words in brackets", "jsonld author", "meta source", "byline"),
    "dateline": ("first paragraph",),
    "section": (
        "jsonld breadcrumb", "breadcrumb", "meta article:section", "jsonld articleSection", "category link", "kicker",
        "link", "menu", "breadcrumb row", "filed line", "menu line",
    ),
    "tags": ("meta article:tag", "tag links", "line", "tag row", "jsonld keywords", "meta news_keywords", "meta keywords"),
    "published": ("jsonld", "meta", "time", "url", "feed", "visible"),
    "modified": ("jsonld", "meta", "visible"),
    "image": ("jsonld image", "meta og:image", "meta twitter:image", "picture"),
    "canonical_url": ("rel=canonical", "og:url", "jsonld address", "fetched"),
    "language": ("text", "html lang", "meta og:locale", "meta content-language", "jsonld inLanguage"),
    "kind": ("jsonld LiveBlogPosting", "text, players and pictures", "jsonld type", "meta og:type"),
}  # fmt: skip
"""Order of belief for each key of the Article JSON, best first."""
_LATER = "comes later in the order"

Candidate: TypeAlias = tuple[str, Any, str | None]
"""(source, value, why it cannot be; None: only its place in the order speaks against it)."""
_BOOK: ContextVar[dict[str, Any] | None] = ContextVar("evidence", default=None)


class Read(Protocol):
    """A page after reading, as the extractor holds it."""

    head: Head
    headline: Headline
    marks: Marks
    body: Body
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What the readers had before them; all of it is there anyway when the article is put together."""

    read: Read
    dates: Dates
    cleaned: Cleaned
    lines: list[str]
    """Lines under the headline and bylines cut from the body."""
    tag_lines: list[str]
    entry: Entry | None

    @property
    def head(self) -> Head:
        return self.read.head

    @property
    def span(self) -> tuple[int, int]:
        """Where the article starts and ends in the document."""
        return self.read.start, self.read.end


@contextmanager
def kept(wanted: bool = True) -> Iterator[dict[str, Any]]:
    """Ask for the evidence of the page extracted inside; the book is filled when its article is made, if wanted."""
    book: dict[str, Any] = {}
    token = _BOOK.set(book if wanted else None)
    try:
        yield book
    finally:
        _BOOK.reset(token)


def asked() -> bool:
    """Whether somebody wants the evidence of the page at hand."""
    return _BOOK.get() is not None


def write(article: Article, heard: Heard) -> None:
    """Fill the book: for each key {"chosen": {"value", "from"}, "lost": [{"value", "from", "why"}]}."""
    book = _BOOK.get()
    if book is None:
        return
    for key, (value, source, candidates) in _keys(article, heard).items():
        book[key] = weigh(value, source, candidates)


def weigh(value: Any, source: str | None, candidates: Iterable[Candidate]) -> dict[str, Any]:
    """The chosen value with its source (unless given, the first that says the same) and all others with their reasons."""
    same = _form(value)
    lost: list[dict[str, Any]] = []
    for place, said, why in candidates:
        if said in (None, "", [], ()):
            continue
        if value not in (None, "", [], ()) and _form(said) == same:
            source = source or place
        elif (row := {"value": said, "from": place, "why": why or _LATER}) not in lost:
            lost.append(row)
    return {"chosen": {"value": value, "from": source or ("text" if value else None)}, "lost": lost}


def _form(value: Any) -> Any:
    return [_form(item) for item in value] if isinstance(value, (list, tuple)) else agencies.key(str(value))


def _keys(article: Article, heard: Heard) -> Mapping[str, tuple[Any, str | None, list[Candidate]]]:
    dates, said = heard.dates, heard.read.headline
    return {
        "headline": (article.headline, said.source if said.text else "feed", list(_headlines(heard))),
        "standfirst": (article.standfirst, _standfirst_source(article, heard), list(_descriptions(heard))),
        "authors": (list(article.authors), None, list(_authors(heard))),
        "agency": (article.agency, "text" if heard.cleaned.origins else None, list(_agencies(heard))),
        "dateline": (article.dateline, "first paragraph" if article.dateline else None, []),
        "section": (article.section, None, list(_sections(article, heard))),
        "tags": (list(article.tags), None, list(_tags(article, heard))),
        "published": (isotime(dates.published), dates.evidence, list(_published(heard))),
        "modified": (isotime(dates.modified), None, list(_modified(heard))),
        "image": (article.image.url or None if article.image else None, None, list(_images(heard))),
        "canonical_url": (article.canonical_url or None, None, list(_addresses(heard))),
        "language": (article.language, "text" if article.language else None, list(_languages(heard))),
        "kind": (article.kind, "text, players and pictures", list(_kinds(heard))),
    }  # fmt: skip


def _headlines(heard: Heard) -> Iterator[Candidate]:
    for source, text in headline.candidates(heard.head):
        lesser = "a heading no second place confirms" if source in ("h2", "h3") else None
        yield source, text, "names the site" if agencies.key(text) in heard.head.own else lesser
    if heard.entry is not None and heard.entry.headline:
        yield "feed", heard.entry.headline, None


def _standfirst_source(article: Article, heard: Heard) -> str | None:
    if article.standfirst is None:
        return None
    return "line set apart in the body" if heard.cleaned.standfirst else "box between headline and body"


def _descriptions(heard: Heard) -> Iterator[Candidate]:
    for name in ("description", "og:description", "twitter:description"):
        yield from (
            (f"meta {name}", value, "a summary for machines, not printed as standfirst")
            for value in heard.head.meta_list(name)[:1]
        )


def _authors(heard: Heard) -> Iterator[Candidate]:
    own = heard.head.own

    def candidate(source: str, text: str) -> Candidate:
        named = people.names(text, own)
        return source, named or text, None if named else "no person: a desk, an account, an agency or an outlet"

    yield from (candidate(source, text) for source, text in people.stated(heard.head))
    yield from (candidate("byline", text) for text in people.texts_of(_within(heard, heard.read.marks.bylines)))
    for line in heard.lines:
        if (named := people.printed(line, own)) is not None:
            yield "line", named or line, None if named else "no person: a desk, an account, an agency or an outlet"


def _agencies(heard: Heard) -> Iterator[Candidate]:
    yield from (("text", origin, None) for origin in heard.cleaned.origins)
    for source, text in people.stated(heard.head):
        yield source, people.credited(text, heard.head.own), None
    yield from (("meta source", people.credited(text, heard.head.own), None) for text in people.sources(heard.head))
    for text in people.texts_of(_within(heard, heard.read.marks.bylines)):
        yield "byline", people.credited(text, heard.head.own), None


def _sections(article: Article, heard: Heard) -> Iterator[Candidate]:
    fits = filing.section_test(heard.head, article.headline)
    for source, text in filing.sections(heard.head, heard.read.marks, *heard.span, fits, heard.read.body):
        yield source, text, None if fits(text) else "names home, the site or the article"


def _tags(article: Article, heard: Heard) -> Iterator[Candidate]:
    sources = filing.tag_sources(
        heard.head, heard.read.marks, article.headline, article.body, *heard.span, heard.tag_lines, heard.read.body
    )
    for source, found in sources:
        yield source, filing.kept_tags(found, heard.head, (article.headline, article.section, *article.authors)), None
    for value in heard.head.meta_list("keywords")[:1]:
        yield "meta keywords", value, "the site's own words, or not what this article speaks of"


def _published(heard: Heard) -> Iterator[Candidate]:
    """Every signal the dating weighed, with the reason of its own list (`rivals`)."""
    for signal in heard.dates.candidates:
        yield signal.evidence, isotime(signal.when), signal.lost and f"dates: {signal.lost}"
    if heard.head.foreign:
        stated = heard.head.metas.get("article:published_time", ())[:1]
        yield from (("meta", value, "the head is another page's") for value in stated)


def _modified(heard: Heard) -> Iterator[Candidate]:
    head = heard.head
    if head.article is not None:
        yield "jsonld", _moment(jsonld.text(head.article.get("dateModified"))), None
    for name in ("article:modified_time", "og:updated_time", "datemodified", "last-modified"):
        why = "the head is another page's" if head.foreign else None
        yield from (("meta", _moment(value), why) for value in head.metas.get(name, ())[:1])
    if heard.entry is not None:
        yield "feed", isotime(heard.entry.modified), "an update of the feed's template moves it too"


def _moment(raw: str | None) -> str | None:
    """A machine date in the form of the Article JSON; without an offset, or unreadable, as written."""
    try:
        moment = datetime.fromisoformat((raw or "").strip())
    except ValueError:
        return raw
    return isotime(moment) if moment.tzinfo is not None else raw


def _images(heard: Heard) -> Iterator[Candidate]:
    for source, value in pictures.addresses(heard.head, _within(heard, heard.read.marks.pictures)[:8]):
        address = pictures.picture_address(value, heard.head)
        yield source, address or value, None if address else "a logo, a stand-in, or an address nobody can complete"


def _addresses(heard: Heard) -> Iterator[Candidate]:
    head = heard.head
    for source, claim in heads.claims(head):
        address = heads.claimed_address(claim, head.url)
        yield source, address or claim, None if address else "another site, the home page, or a list above the page"
    if head.foreign:
        told = [("rel=canonical", head.canonical), *(("og:url", value) for value in head.metas.get("og:url", ())[:1])]
        yield from ((source, claim, "the head is another page's") for source, claim in told)
    yield "fetched", head.url, None


def _languages(heard: Heard) -> Iterator[Candidate]:
    head = heard.head
    stated = [
        ("html lang", head.lang),
        ("meta og:locale", head.meta("og:locale")),
        ("meta content-language", head.meta("content-language")),
    ]
    stated.append(("jsonld inLanguage", jsonld.text(head.article.get("inLanguage")) if head.article else None))
    for source, value in stated:
        if value:
            yield source, value.replace("_", "-").split("-")[0].lower(), "templates say it whatever the text is"


def _kinds(heard: Heard) -> Iterator[Candidate]:
    types = jsonld.types(heard.head.article) if heard.head.article else frozenset()
    if types:
        video, gallery = types & jsonld.VIDEOS, types & jsonld.GALLERIES
        kind = "liveblog" if "liveblogposting" in types else "video" if video else "gallery" if gallery else "article"
        yield "jsonld type", kind, "what the page holds beside its words decides"
    shared = heard.head.meta("og:type") or ""
    if shared and shared != "website":
        yield "meta og:type", "video" if shared.startswith("video") else shared, "what the page holds beside its words decides"


def _within(heard: Heard, found: list[tuple[int, Element]]) -> list[Element]:
    return [element for element in within(found, *heard.span) if text_of(element) or element.tag in ("img", "amp-img")]
