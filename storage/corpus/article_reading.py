"""Article JSON, written by us or by others, read back: strictly, and each fault in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

from news import links
from news.article import Article, Embed, Evidence, Image, Kind, Precision, Removed

Json = Mapping[str, Any]


class BadArticle(ValueError):
    """The message says which key is wrong and how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Its cluster, as the corpus it comes from saw it."""

    id: int
    lead: int
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """An earlier state, from an export with --history."""

    number: int
    kind: str
    fetched: datetime
    json: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """An article with what only a corpus knows of it."""

    article: Article
    id: int | None
    first_seen: datetime
    status: str
    cluster: Place | None
    history: tuple[State, ...]
    sightings: tuple[tuple[str, datetime], ...]


def is_tombstone(data: object) -> bool:
    """Whether a line says that an article was forgotten."""
    return isinstance(data, dict) and data.get("status") == "forgotten"


def read(data: object) -> Incoming:
    """Raises BadArticle."""
    if not isinstance(data, dict):
        raise BadArticle("is no JSON object")
    article = _article(data)
    history = tuple(sorted((_state(state) for state in _list(data, "states", dict)), key=lambda state: state.number))
    return Incoming(
        article=article,
        id=_number(data, "id"),
        first_seen=_time(data, "first_seen") or article.fetched,
        status=_word(data, "status", ("live", "gone")) or "live",
        cluster=_place(data),
        history=history,
        sightings=tuple((_address(one, "url"), _needed(one, "seen")) for one in _list(data, "sightings", dict)),
    )


def _article(data: Json) -> Article:
    canonical = data.get("canonical_url") or data.get("url")
    if not canonical:
        raise BadArticle("has neither url nor canonical_url")
    return Article(
        outlet=_text(data, "outlet") or _missing("outlet"),
        url=_address(data, "url") if data.get("url") else _address({"url": canonical}, "url"),
        canonical_url=_address({"canonical_url": canonical}, "canonical_url"),
        headline=_text(data, "headline"),
        body=_body(data),
        fetched=_needed(data, "fetched"),
        standfirst=_text(data, "standfirst"),
        language=_text(data, "language"),
        authors=tuple(_list(data, "authors", str)),
        agency=_text(data, "agency"),
        dateline=_text(data, "dateline"),
        section=_text(data, "section"),
        tags=tuple(_list(data, "tags", str)),
        published=_time(data, "published"),
        published_raw=_text(data, "published_raw"),
        published_evidence=_word(data, "published_evidence", get_args(Evidence)),
        published_precision=_word(data, "published_precision", get_args(Precision)),
        modified=_time(data, "modified"),
        image=_image(data),
        captions=tuple(_list(data, "captions", str)),
        embeds=tuple(_embed(embed) for embed in _list(data, "embeds", dict)),
        removed=tuple(
            Removed(text=_text(line, "text") or "", reason=_text(line, "reason") or "") for line in _list(data, "removed", dict)
        ),
        kind=_word(data, "kind", get_args(Kind)) or "article",
    )


def _body(data: Json) -> str:
    body = data.get("body")
    if not isinstance(body, str):
        raise BadArticle("body is no text")
    return body


def _image(data: Json) -> Image | None:
    image = data.get("image")
    if image is None:
        return None
    if not isinstance(image, dict):
        raise BadArticle("image is no object")
    return Image(url=_text(image, "url") or "", caption=_text(image, "caption"), credit=_text(image, "credit"))


def _embed(embed: Json) -> Embed:
    return Embed(
        platform=_text(embed, "platform") or _missing("embeds.platform"),
        url=_text(embed, "url"),
        author=_text(embed, "author"),
        posted=_time(embed, "posted"),
        text=_text(embed, "text"),
        after_paragraph=_number(embed, "after_paragraph") or 0,
    )


def _state(state: Json) -> State:
    kind = _word(state, "kind", ("headline", "content", "minor", "gone", "back")) or _missing("states.kind")
    told = state.get("state")
    if not isinstance(told, dict) or not isinstance(told.get("content_hash"), str):
        raise BadArticle("states.state is no article")
    return State(
        number=_number(state, "number") or _missing("states.number"), kind=kind, fetched=_needed(state, "fetched"), json=told
    )


def _place(data: Json) -> Place | None:
    place = data.get("cluster")
    if place is None:
        return None
    likeness = place.get("similarity") if isinstance(place, dict) else None
    if not isinstance(likeness, int | float) or not 0 <= likeness <= 1:
        raise BadArticle("cluster is none")
    return Place(
        id=_number(place, "id") or _missing("cluster.id"),
        lead=_number(place, "lead") or _missing("cluster.lead"),
        similarity=float(likeness),
    )


def _missing(key: str) -> Any:
    raise BadArticle(f"{key} is missing")


def _text(data: Json, key: str) -> str | None:
    value = data.get(key)
    if value is not None and not isinstance(value, str):
        raise BadArticle(f"{key} is no text")
    return value


def _word(data: Json, key: str, words: tuple[str, ...]) -> Any:
    value = data.get(key)
    if value is not None and value not in words:
        raise BadArticle(f"{key} is none of {', '.join(words)}")
    return value


def _number(data: Json, key: str) -> int | None:
    value = data.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**62:
        raise BadArticle(f"{key} is no number")
    return value


def _list(data: Json, key: str, kind: type) -> list[Any]:
    value = data.get(key) or []
    if not isinstance(value, list) or not all(isinstance(part, kind) for part in value):
        raise BadArticle(f"{key} is no list of {'texts' if kind is str else 'objects'}")
    return value


def _time(data: Json, key: str) -> datetime | None:
    value = data.get(key)
    if value is None:
        return None
    read: Callable[[str], datetime] = datetime.fromisoformat
    try:
        moment = read(value)
        if moment.tzinfo is None:
            raise ValueError("naive")
        return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise BadArticle(f"{key} is no ISO 8601 time with its zone") from error


def _needed(data: Json, key: str) -> datetime:
    return _time(data, key) or _missing(key)


def _address(data: Json, key: str) -> str:
    try:
        return links.canonical(_text(data, key) or "")
    except ValueError as error:
        raise BadArticle(f"{key}: {error}") from error
