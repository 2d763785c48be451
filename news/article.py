"""The three frozen values of an article's road, Entry → Page → Article, and the Article JSON of the contract."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from news import arabic

Kind = Literal["article", "flash", "liveblog", "video", "gallery"]
Evidence = Literal["jsonld", "meta", "time", "url", "feed", "visible"]
Precision = Literal["second", "minute", "day"]
Status = Literal["live", "gone"]
Reason = Literal[
    "empty",  # no bytes, or nothing visible
    "binary",  # PDF, image, archive … whatever the header said
    "no_text",  # an article's page without text, video or gallery
    "not_article",  # front page, section, tag, author, search, theme demo
    "language",  # not in a language the outlet publishes news in
    "challenge",  # bot wall, captcha
    "login",  # a log-in page where the article should be
    "consent",  # consent or cookie wall
    "paywall",  # a teaser with the call to subscribe or register
    "soft_404",  # «not found» under status 200
    "maintenance",  # maintenance or server error under status 200
    "parked",  # parked or suspended domain, a hoster's or a new system's default page
    "redirect",  # nothing but the way to another address
    "needs_script",  # empty until its scripts run
    "charset",  # the bytes give no plausible text
    "too_deep",  # nesting no parser follows
    "too_large",  # over the body cap, or more lines than any article has
]


class NotAnArticle(Exception):
    """The page was read, and holds no article we could store. `reason` is the named outcome, `detail` a line for people."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason: Reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.detail else self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a feed, sitemap or section page: an address worth a look, with what was said of it there."""

    url: str
    """Canonical address (`news.links.canonical`)."""
    source: str = ""
    """Address of the feed, sitemap or section it stood in; empty when a person named the address."""
    headline: str | None = None
    summary: str | None = None
    """Plain text of the feed's description, at most 2,000 characters."""
    published: datetime | None = None
    """Aware UTC; None where the source names none or an unreadable one."""
    published_raw: str | None = None
    modified: datetime | None = None
    """Aware UTC: when the source says the page was last changed. Never a publication date: a new template moves it too."""
    modified_precision: Precision | None = None
    """Of `modified`; with "day" that is midnight UTC of the day as printed."""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A fetched document, before anything was made of it."""

    url: str
    """Where the document was found after redirects, as fetched (not canonical)."""
    body: bytes
    fetched: datetime
    """Aware UTC; relative dates («منذ ساعتين») count from here."""
    content_type: str | None = None
    """The Content-Type header as sent; a hint, never believed against the bytes."""
    entry: Entry | None = None


def _display(value: object, *names: str) -> None:
    """Bring the named texts of a frozen value into display form (`arabic.clean`), whoever made it."""
    for name in names:
        text = getattr(value, name)
        if text:
            object.__setattr__(value, name, arabic.clean(text) if isinstance(text, str) else tuple(map(arabic.clean, text)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    url: str
    caption: str | None = None
    credit: str | None = None

    def __post_init__(self) -> None:
        _display(self, "caption", "credit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """A foreign post that stood inside the body."""

    platform: str
    """x, facebook, instagram, telegram, youtube, tiktok, …, or "iframe"."""
    url: str | None = None
    author: str | None = None
    posted: datetime | None = None
    """Aware UTC; midnight UTC of the printed day where only a day was printed."""
    text: str | None = None
    after_paragraph: int = 0
    """How many paragraphs of the body stand before it; 0 = before the first."""

    def __post_init__(self) -> None:
        _display(self, "author", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A line taken out of the body, kept so that nothing is lost silently."""

    text: str
    reason: str
    """furniture:<rule> | caption | credit | byline | date | dateline | embed | headline | standfirst | related.

    `furniture:<rule>` names a group of furniture.toml, or «separator» (a line without words), «learned» (a line that recurs in
    the outlet's unrelated articles), «boilerplate» (a box beside the article, or what trafilatura took for no text). Caption,
    credit, byline, dateline, embed and standfirst stand as data in the article's own keys too; `related` are headlines of other
    articles.
    """

    def __post_init__(self) -> None:
        _display(self, "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Cleaned text with metadata, every text in display form. None, or empty, where the page does not say: never a guess."""

    outlet: str
    url: str
    """Address the page was fetched at, canonical form."""
    canonical_url: str
    """The page's own claim where it is believable, else `url`."""
    headline: str | None
    body: str
    """Display text: plain, paragraphs separated by one blank line, never folded."""
    fetched: datetime
    standfirst: str | None = None
    language: str | None = None
    """ISO 639-1 of the text, as read from the text itself."""
    authors: tuple[str, ...] = ()
    """People only; agencies stand in `agency`."""
    agency: str | None = None
    """Origin of wire copy as the page credits it; several joined by « + »."""
    dateline: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    published: datetime | None = None
    """Aware UTC; with precision "day" midnight UTC of the day as printed."""
    published_raw: str | None = None
    published_evidence: Evidence | None = None
    published_precision: Precision | None = None
    modified: datetime | None = None
    image: Image | None = None
    captions: tuple[str, ...] = ()
    embeds: tuple[Embed, ...] = ()
    removed: tuple[Removed, ...] = ()
    kind: Kind = "article"
    content_hash: str = field(init=False, default="")

    def __post_init__(self) -> None:
        _display(self, "headline", "body", "standfirst", "authors", "agency", "dateline", "section", "tags", "captions")
        _display(self, "published_raw")
        object.__setattr__(self, "content_hash", content_hash(self.headline, self.body))

    @property
    def word_count(self) -> int:
        return len(self.body.split())

    @property
    def paragraphs(self) -> list[str]:
        return self.body.split("\n\n") if self.body else []


def content_hash(headline: str | None, body: str) -> str:
    """Equality of folded text: SHA-256 (hex) over folded headline and body, words only.

    Marks, spelling variants, punctuation and white space do not count. The headline counts, because video and gallery
    pages of one outlet often carry the same short body, or none.
    """
    text = "\n".join((" ".join(arabic.words(headline or "")), " ".join(arabic.words(body))))
    return hashlib.sha256(text.encode()).hexdigest()


def isotime(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with «Z», seconds always printed; None stays None. Raises ValueError for a naive time."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError("naive time")
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def article_json(article: Article) -> dict[str, Any]:
    """The Article JSON of the contract, all keys always there.

    Null is what nobody knows: an address the page does not give, and here all that only a stored article has.
    """
    image = article.image
    return {
        "id": None,
        "outlet": article.outlet,
        "url": article.url or None,
        "canonical_url": article.canonical_url or None,
        "headline": article.headline,
        "standfirst": article.standfirst,
        "body": article.body,
        "language": article.language,
        "authors": list(article.authors),
        "agency": article.agency,
        "dateline": article.dateline,
        "section": article.section,
        "tags": list(article.tags),
        "published": isotime(article.published),
        "published_raw": article.published_raw,
        "published_evidence": article.published_evidence,
        "published_precision": article.published_precision,
        "modified": isotime(article.modified),
        "first_seen": None,
        "fetched": isotime(article.fetched),
        "image": {"url": image.url or None, "caption": image.caption, "credit": image.credit} if image else None,
        "captions": list(article.captions),
        "embeds": [
            {
                "platform": embed.platform,
                "url": embed.url,
                "author": embed.author,
                "posted": isotime(embed.posted),
                "text": embed.text,
                "after_paragraph": embed.after_paragraph,
            }
            for embed in article.embeds
        ],
        "removed": [{"text": line.text, "reason": line.reason} for line in article.removed],
        "word_count": article.word_count,
        "kind": article.kind,
        "content_hash": article.content_hash,
        "cluster": None,
        "revision": None,
        "revisions": None,
        "status": None,
        "capture": None,
    }
