"""What a request may ask for: the filters of the commands, pages of a list, and how much of an article is shown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Annotated, Any, Literal, get_origin

from fastapi import Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Cookie, Header, Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from reading import moments
from reading.web.context import Context
from reading.web.problems import Problem, wrong
from reading.web.tokens import Visitor
from storage.corpus import article_json
from storage.searching import selection
from storage.searching.question import MAX_LETTERS
from storage.searching.search import Filters

MOST = 100
"""Articles of a page."""
LONGEST = 200
"""Letters of a name or a time."""
SNIPPET = 300
"""Letters of a body that those may read who may not read all."""
_COLUMNS = frozenset({*article_json.PLAIN, *article_json.TIMES, *article_json.LISTS})
FIELDS = _COLUMNS - {"image_url", "image_caption", "image_credit", "similarity"}
FIELDS |= {"image", "embeds", "cluster", "revisions", "capture"}
EXTRA = frozenset({"snippet", "headline_marks", "history", "body_cut", "delay"})
"""What some answers add to the Article JSON."""


async def once(request: Request) -> None:
    """A dependency: what takes one value is given once, and what is not known is not given at all.

    Raises Problem 422: to take the last one would hide the others, and to pass over what is misspelt gives another answer than
    was asked for.
    """
    if request.method not in {"GET", "DELETE"}:
        _keys_once(await request.body())
    given = Counter(name for name, _ in request.query_params.multi_items())
    if not given:
        return
    fields = {
        field.alias: field.field_info.annotation
        for field in get_flat_params(request.scope["route"].dependant)
        if not isinstance(field.field_info, Path | Header | Cookie)
    }
    for name, times in given.items():
        if name not in fields:
            raise wrong(name[:80] or "''", f"is not known here; {_known(fields)}")
        if times > 1 and get_origin(fields[name]) is not list:
            raise wrong(name, f"takes one value, and is given {times} times")


def _known(fields: Collection[str]) -> str:
    return f"there are: {', '.join(sorted(fields))}" if fields else "this address takes no parameters"


def _keys_once(body: bytes) -> None:
    """Raises Problem 422 for an object that has a key twice: parsers differ in which of the two they take (RFC 8259, 4)."""

    def pairs(some: list[tuple[str, Any]]) -> dict[str, Any]:
        several = [name for name, times in Counter(name for name, _ in some).items() if times > 1]
        if several:
            said = "stands several times in one object"
            raise Problem(
                422, "invalid-request", f"{several[0][:80]}: {said}",
                errors=[{"in": "body", "name": several[0][:80], "detail": said}],
            )  # fmt: skip
        return dict(some)

    with suppress(ValueError, RecursionError):  # of what is no JSON the handler's own reading says so
        json.loads(body, object_pairs_hook=pairs)


@contextmanager
def _read(name: str) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise wrong(name, str(error)) from error


def _plain(value: str) -> str:
    if "\0" in value:
        raise ValueError("holds the character NUL")
    return value


def _language(value: str) -> str:
    return selection.language(value)


Name = Annotated[str, Field(max_length=LONGEST), AfterValidator(_plain)]
Question = Annotated[str, Field(max_length=MAX_LETTERS), AfterValidator(_plain)]
"""What `storage.searching.question.parse` takes, so that whatever a page or a command finds can be asked for here too."""
Language = Annotated[Name, AfterValidator(_language)]
Kind = Literal["article", "flash", "liveblog", "video", "gallery"]


class Selection(BaseModel):
    """Which articles; all that is named must hold. What is unknown is refused rather than passed over."""

    model_config = ConfigDict(extra="forbid")

    outlet: Annotated[list[Name], Field(max_length=100)] = Field(
        default=[], description="Ids of outlets; may be given again, or several by commas.", examples=[["aljazeera"]]
    )
    since: Name | None = Field(None, description=f"From this time on: {moments.FORMS}.", examples=["7d"])
    until: Name | None = Field(None, description="Before this time; a day named is included.", examples=["2026-11-22"])
    section: Name | None = Field(None, description="Section as the page names it; spelling variants match.")
    tag: Name | None = Field(None, description="Tag; spelling variants match.")
    author: Name | None = Field(None, description="Author; spelling variants match.")
    agency: Name | None = Field(None, description="Agency the text is credited to; spelling variants match.")
    lang: Language | None = Field(None, description="Language of the text.", examples=["ar"])
    kind: Kind | None = Field(None, description="Kind of article.")
    copies: bool = Field(False, description="Also copies, which are hidden by default.")
    zone: Name = Field("UTC", description="Zone of the days named in `since` and `until`.", examples=["Asia/Damascus"])

    def filters(self, context: Context) -> Filters:
        """Raises Problem 422: a time or a zone that is none, an outlet that is not there."""
        now = context.now
        outlets = tuple(dict.fromkeys(one.strip() for named in self.outlet for one in named.split(",") if one.strip()))
        if self.outlet and not outlets:
            raise wrong("outlet", "names none; leave it out for all of them")
        with _read("zone"):
            zone = moments.zone_named(self.zone)
        with _read("since"):
            since = moments.since(self.since, now=now, zone=zone) if self.since is not None else None
        with _read("until"):
            until = moments.until(self.until, now=now, zone=zone) if self.until is not None else None
        if since and until and since >= until:
            raise wrong("since", "it is not before until: nothing can lie between them")
        known = set(context.catalogue.ids())
        unknown = [one for one in outlets if one not in known]
        if unknown:
            raise wrong("outlet", f"there is no {unknown[0][:80]!r}; /api/v1/outlets lists them")
        names = {name: getattr(self, name) for name in ("section", "tag", "author", "agency", "lang", "kind", "copies")}
        return Filters(outlets=outlets, since=since, until=until, **names)


Fields = Annotated[
    Annotated[str, Field(max_length=1000)] | None,
    Field(description="Only these fields of each article, by commas; `id` always comes.", examples=["id,headline,published"]),
]


class Paged(Selection):
    """A page of a list of articles."""

    cursor: Annotated[str, Field(max_length=LONGEST)] | None = Field(None, description="`next` of the page before.")
    limit: int = Field(20, description=f"Articles of a page; what is beyond 1 to {MOST} is brought there.")
    fields: Fields = None

    @property
    def most(self) -> int:
        return clamped(self.limit, MOST)


def clamped(limit: int, most: int) -> int:
    return max(1, min(most, limit))


def wanted(fields: str | None) -> frozenset[str] | None:
    """The fields named; None: all. Raises Problem 422 for one there is none of."""
    if fields is None:
        return None
    named = frozenset(filter(None, (name.strip() for name in fields.split(","))))
    if unknown := named - FIELDS - EXTRA:
        raise wrong("fields", f"there is no {min(unknown)[:80]!r}; /docs lists them")
    if not named:
        raise wrong("fields", "names none; leave it out for all of them")
    return named | {"id"}


def shown(articles: Iterable[Mapping[str, Any]], guest: Visitor, fields: frozenset[str] | None = None) -> list[dict[str, Any]]:
    """The articles as far as this reader may read them, and of each only `fields`."""
    seen = [dict(article) if guest.whole else cut(article) for article in articles]
    if fields is None:
        return seen
    return [{name: value for name, value in article.items() if name in fields} for article in seen]


def cut(article: Mapping[str, Any]) -> dict[str, Any]:
    """The article without most of its text: whoever published it lives from being read there. `body_cut` says so."""
    body = article["body"] or ""
    if len(body) <= SNIPPET:
        return dict(article) | {"removed": []}
    head = body[:SNIPPET].rsplit(None, 1)[0]
    embeds = [dict(embed) | {"text": None} for embed in article["embeds"]]
    return dict(article) | {"body": f"{head} …", "body_cut": True, "embeds": embeds, "removed": []}
