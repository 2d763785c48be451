"""The last look at text before a driver gets it: NUL passes SQLite and fails PostgreSQL, lone surrogates fail both.

The floors above clean what they read; a single character they missed must not cost a whole transaction.
"""

from __future__ import annotations

import dataclasses
import re
from typing import overload

from news import arabic
from news.article import Article, Embed, Entry, Image, Removed

_UNWRITABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


@overload
def text(value: str) -> str: ...
@overload
def text(value: str | None) -> str | None: ...
def text(value: str | None) -> str | None:
    """Display text as `news.arabic.clean` leaves it."""
    return None if value is None else arabic.clean(value)


@overload
def address(value: str) -> str: ...
@overload
def address(value: str | None) -> str | None: ...
def address(value: str | None) -> str | None:
    """An address, or a name a machine gave, without what no database takes; nothing else of it is changed."""
    return None if value is None else _UNWRITABLE.sub("", value)


def article(value: Article) -> Article:
    """The article with every text of it clean."""
    if _is_storable(value):
        return value
    return dataclasses.replace(
        value,
        outlet=address(value.outlet),
        url=address(value.url),
        canonical_url=address(value.canonical_url),
        headline=text(value.headline),
        body=text(value.body),
        standfirst=text(value.standfirst),
        language=text(value.language),
        authors=tuple(map(text, value.authors)),
        agency=text(value.agency),
        dateline=text(value.dateline),
        section=text(value.section),
        tags=tuple(map(text, value.tags)),
        published_raw=text(value.published_raw),
        image=_image(value.image),
        captions=tuple(map(text, value.captions)),
        embeds=tuple(map(_embed, value.embeds)),
        removed=tuple(Removed(text=text(line.text), reason=text(line.reason)) for line in value.removed),
    )


def _is_storable(value: Article) -> bool:
    """`news.article` has cleaned what is display text when the values were made; what is left are addresses and names."""
    addresses = [value.outlet, value.url, value.canonical_url, value.image and value.image.url]
    addresses += [embed.url for embed in value.embeds]
    names = {value.language or "", *(embed.platform for embed in value.embeds), *(line.reason for line in value.removed)}
    plain = all(name.isascii() and name.isprintable() for name in names)
    return plain and not any(given and _UNWRITABLE.search(given) for given in addresses)


def entry(value: Entry) -> Entry:
    """The entry with every text of it clean."""
    return dataclasses.replace(
        value,
        url=address(value.url),
        source=address(value.source),
        headline=text(value.headline),
        summary=text(value.summary),
        published_raw=text(value.published_raw),
        authors=tuple(map(text, value.authors)),
        tags=tuple(map(text, value.tags)),
        image=address(value.image),
    )


def _image(image: Image | None) -> Image | None:
    return image and Image(url=address(image.url), caption=text(image.caption), credit=text(image.credit))


def _embed(embed: Embed) -> Embed:
    return dataclasses.replace(
        embed, platform=text(embed.platform), url=address(embed.url), author=text(embed.author), text=text(embed.text)
    )
