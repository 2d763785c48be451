"""RSS 2.0 and Atom (RFC 4287) of a selection of articles, for feed readers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from reading.exports.form import Counted, Row

MOST = 100
"""Articles of a feed where nobody says how many."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


HOME = "https://github.com/rasid-news/rasid"


class Rss:
    """`here`: the feed's own address; `updated`: when it last changed, now if not said; not `full`: without the text.

    `language`: of what is in it, as RFC 5646 names it; none is said where none is given.
    """

    def __init__(
        self,
        out: Counted,
        *,
        corpus: str,
        title: str = "Rasid",
        home: str = HOME,
        here: str | None = None,
        updated: datetime | None = None,
        full: bool = True,
        language: str | None = None,
    ) -> None:
        self._out, self._corpus, self._full = out, corpus, full
        now = format_datetime(updated or datetime.now(UTC))
        atom = ' xmlns:atom="http://www.w3.org/2005/Atom"' if here else ""
        self._put(
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"{atom}><channel>',
            _tag("title", title) + _tag("link", home) + _tag("description", "Articles of a Rasid corpus"),
            *([_tag("language", language)] if language else []),
            _tag("lastBuildDate", now) + _tag("generator", "Rasid"),
            *([f'<atom:link rel="self" type="application/rss+xml" href={quoteattr(_xml(here))}/>'] if here else []),
        )

    def write(self, rows: Sequence[Row], forgotten: Sequence[int] = ()) -> None:
        """Of what was forgotten a feed says nothing."""
        for row in rows:
            self._put(f"<item>{''.join(self._item(row))}</item>")

    def _item(self, row: Row) -> Iterator[str]:
        yield _tag("title", titled(row))
        yield _tag("link", row["canonical_url"] or row["url"])
        yield f'<guid isPermaLink="false">{urn(self._corpus, row)}</guid>'
        if row["published"]:
            yield _tag("pubDate", format_datetime(datetime.fromisoformat(row["published"])))
        yield from (_tag("dc:creator", name) for name in row["authors"])
        if row["language"]:
            yield _tag("dc:language", row["language"])
        yield from (_tag("category", name) for name in categories(row))
        yield _tag("description", summary(row))
        if self._full:
            yield _tag("content:encoded", html(row))

    def close(self) -> None:
        self._put("</channel></rss>")

    def _put(self, *lines: str) -> None:
        self._out.write(("\n".join(lines) + "\n").encode())


class Atom:
    """As `Rss`; `identity` is the feed's id where one corpus has several."""

    def __init__(
        self,
        out: Counted,
        *,
        corpus: str,
        title: str = "Rasid",
        identity: str | None = None,
        home: str | None = None,
        here: str | None = None,
        updated: datetime | None = None,
        full: bool = True,
        language: str | None = None,
    ) -> None:
        self._out, self._corpus, self._full, self._language = out, corpus, full, language
        now = (updated or datetime.now(UTC)).isoformat(timespec="seconds").replace("+00:00", "Z")
        links = [(rel, href) for rel, href in (("self", here), ("alternate", home)) if href]
        self._put(
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<feed xmlns="http://www.w3.org/2005/Atom"{_lang(language)}>',
            _tag("title", title) + _tag("id", identity or f"urn:rasid:{corpus}") + _tag("updated", now),
            *(f'<link rel="{rel}" href={quoteattr(_xml(href))}/>' for rel, href in links),
            # an entry without authors takes the feed's (RFC 4287, 4.1.2)
            "<author><name>Rasid</name></author><generator>Rasid</generator>",
        )

    def write(self, rows: Sequence[Row], forgotten: Sequence[int] = ()) -> None:
        """Of what was forgotten a feed says nothing."""
        for row in rows:
            other = row["language"] if self._language and row["language"] != self._language else None
            self._put(f"<entry{_lang(other)}>{''.join(self._entry(row))}</entry>")

    def _entry(self, row: Row) -> Iterator[str]:
        yield _tag("title", titled(row))
        yield _tag("id", urn(self._corpus, row))
        yield f'<link rel="alternate" href={quoteattr(_xml(row["canonical_url"] or row["url"]))}/>'
        yield _tag("updated", row["modified"] or row["published"] or row["first_seen"])
        if row["published"]:
            yield _tag("published", row["published"])
        yield from (f"<author>{_tag('name', name)}</author>" for name in row["authors"] or _agency(row))
        yield from (f"<category term={quoteattr(_xml(name))}/>" for name in categories(row))
        if row["standfirst"] or not self._full:
            yield _tag("summary", summary(row))
        if self._full:
            yield f'<content type="html">{escape(_xml(html(row)))}</content>'

    def close(self) -> None:
        self._put("</feed>")

    def _put(self, *lines: str) -> None:
        self._out.write(("\n".join(lines) + "\n").encode())


def urn(corpus: str, row: Row) -> str:
    return f"urn:rasid:{corpus}:{row['id']}"


def titled(row: Row) -> str:
    """RSS and Atom both want one: of an article without headline its first words."""
    return row["headline"] or " ".join(row["body"].split()[:10]) or row["canonical_url"] or row["url"] or str(row["id"])


def _agency(row: Row) -> list[str]:
    return row["agency"].split(" + ") if row["agency"] else []


def categories(row: Row) -> list[str]:
    return [*([row["section"]] if row["section"] else []), *row["tags"]]


def summary(row: Row) -> str:
    """The standfirst, else the first paragraph."""
    first: str = row["standfirst"] or row["body"].partition("\n\n")[0]
    return first


def html(row: Row) -> str:
    """The text as HTML of our own making: paragraphs, and nothing of the page's."""
    direction = "rtl" if row["language"] in {"ar", "fa", "ur", "ckb", "he", None} else "ltr"
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in row["body"].split("\n\n") if part)
    return f'<div dir="{direction}">{paragraphs}</div>'


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(_xml(text))}</{name}>"


def _lang(language: str | None) -> str:
    return f" xml:lang={quoteattr(_xml(language))}" if language else ""


def _xml(text: str) -> str:
    return _NOT_XML.sub("", text)
