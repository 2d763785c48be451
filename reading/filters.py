"""The filters every reading command shares: options, and the values they become."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import Any, TypeVar

import click

from reading import moments
from storage.searching import search, selection

F = TypeVar("F", bound=Callable[..., Any])
KINDS = ("article", "flash", "liveblog", "video", "gallery")


class Zone(click.ParamType[tzinfo]):
    """A time zone by name."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tzinfo:
        if isinstance(value, tzinfo):
            return value
        try:
            return moments.zone_named(value)
        except ValueError as error:
            return self.fail(str(error), param, ctx)


class Text(click.ParamType[str]):
    """What a text can hold: bytes of a command line that are no UTF-8 arrive as lone surrogates, which no database takes."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value)
        if not text.isprintable() and any("\ud800" <= char <= "\udfff" for char in text):
            return self.fail("is not UTF-8", param, ctx)
        return text


class Language(click.ParamType[str]):
    """The code of a language; with `none` an empty text too, which takes the filter away."""

    name = "code"

    def __init__(self, *, none: bool = False) -> None:
        self.none = none

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return selection.language(str(value)) if value or not self.none else ""
        except ValueError as error:
            return self.fail(f"{value!r} {error}", param, ctx)


zone_option = click.option("--zone", type=Zone(), default="UTC", show_default=True, help="Zone of the dates you write and read.")
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")


_OPTIONS = (
    click.option("--outlet", "outlets", multiple=True, metavar="ID", help="Only this outlet; may be given again."),
    click.option("--since", metavar="TIME", help=f"From this time on: {moments.FORMS}."),
    click.option("--until", metavar="TIME", help="Before this time; a day named is included."),
    click.option("--section", type=Text(), metavar="NAME", help="Section as the page names it; spelling variants match."),
    click.option("--tag", type=Text(), metavar="NAME", help="Tag; spelling variants match."),
    click.option("--author", type=Text(), metavar="NAME", help="Author; spelling variants match."),
    click.option("--agency", type=Text(), metavar="NAME", help="Agency the text is credited to; spelling variants match."),
    click.option("--lang", type=Language(), metavar="CODE", help="Language of the text, as in ar, fa, en."),
    click.option("--kind", type=click.Choice(KINDS), help="Kind of article."),
    click.option("--copies", is_flag=True, help="Also copies, which are hidden by default."),
    zone_option,
)


def options(command: F) -> F:
    """Decorate a command with every filter; they arrive together as its argument `filters`."""

    @functools.wraps(command)
    def gathered(*args: Any, **given: Any) -> Any:
        return command(*args, filters=gather(given), **given)

    decorated: Any = gathered
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    result: F = decorated
    return result


def gather(given: dict[str, Any]) -> search.Filters:
    """Take the filters out of a command's arguments (`zone` stays). Raises click.BadParameter for an unreadable time."""
    zone: tzinfo = given["zone"]
    now = datetime.now(UTC)
    since = _time("--since", moments.since, given.pop("since"), now, zone)
    until = _time("--until", moments.until, given.pop("until"), now, zone)
    if since and until and since >= until:
        raise click.UsageError("--since is not before --until: nothing can lie between them.")
    return search.Filters(
        outlets=tuple(given.pop("outlets")),
        since=since,
        until=until,
        **{name: given.pop(name) for name in ("section", "tag", "author", "agency", "lang", "kind", "copies")},
    )


def _time(option: str, read: Callable[..., datetime], text: str | None, now: datetime, zone: tzinfo) -> datetime | None:
    try:
        return read(text, now=now, zone=zone) if text is not None else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from error
