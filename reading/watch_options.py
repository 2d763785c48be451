"""What `rasid watch` takes: what is asked for, when it is told, and until when nobody is."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Any

import click

from reading import filters as filtering
from reading import moments, queries
from reading import watches as told
from reading.queries import Corpus
from storage.readers import watch_telling
from storage.readers.watch_questions import Wish
from storage.readers.watch_telling import Telling
from storage.readers.watches import FOR_EVER, Kept
from storage.searching.search import Filters

NAMES = ("section", "tag", "author", "agency", "lang", "kind")
_ASKING = (
    click.option("--alias", "aliases", multiple=True, type=filtering.Text(), metavar="NAMES",
                 help="Names that count as one, with commas between: «بايدن، بايدين، Biden». May be given again."),
    click.option("--outlet", "outlets", multiple=True, metavar="ID", help="Only this outlet; may be given again."),
    *(
        click.option(f"--{name}", type=filtering.Text(), metavar="NAME", help=f"Only this {name}; spelling variants match.")
        for name in NAMES[:4]
    ),
    click.option("--lang", type=filtering.Language(none=True), metavar="CODE", help="Language of the text, as in ar, fa, en."),
    click.option("--kind", type=click.Choice(filtering.KINDS), help="Kind of article."),
)  # fmt: skip

_TELLING = (
    click.option("--quiet", type=filtering.Text(), metavar="HH:MM-HH:MM",
                 help="Tell nobody in these hours, and all together after them; none: at any hour; operator: as configured."),
    click.option("--digest", type=filtering.Text(), metavar="WHEN",
                 help="hourly, or «daily 08:00»: tell together what came until then; none: as it comes; operator: as set."),
    click.option("--in", "clocks", type=filtering.Text(), metavar="ZONE",
                 help="Time zone of these hours, as Asia/Damascus; else the operator's (alerts_zone)."),
)  # fmt: skip


def asking(command: filtering.F) -> filtering.F:
    """What is asked for."""
    for option in reversed(_ASKING):
        command = option(command)
    return command


def telling_options(command: filtering.F) -> filtering.F:
    """When it tells."""
    for option in reversed(_TELLING):
        command = option(command)
    return command


def wish(corpus: Corpus, query: str, given: dict[str, Any]) -> Wish:
    """A new one; an empty text is no filter. Raises click.UsageError for an outlet there is not."""
    queries.check_outlets(corpus, given["outlets"])
    filters = Filters(outlets=tuple(given["outlets"]), copies=True, **{name: given[name] or None for name in NAMES})
    return Wish(query=query, filters=filters, aliases=told.aliases(given["aliases"]))


def changed(corpus: Corpus, kept: Kept, query: str | None, given: dict[str, Any]) -> Wish:
    """What a watch asks, with what was given in the place of what it had; an empty text takes a filter away."""
    queries.check_outlets(corpus, filter(None, given["outlets"]))
    before = kept.wish.filters
    said = {name: getattr(before, name) if given[name] is None else given[name] or None for name in NAMES}
    outlets = tuple(filter(None, given["outlets"])) if given["outlets"] else before.outlets
    filters = Filters(outlets=outlets, copies=True, **said)
    names = told.aliases(given["aliases"]) if given["aliases"] else None
    return told.wish_of(kept, query=query, filters=filters, aliases=names)


def telling(corpus: Corpus, quiet: str | None, digest: str | None, clocks: str | None, before: Telling) -> Telling:
    """When to tell, what was not given as before. Raises Refused."""
    hours, collected = (_own(said, had) for said, had in ((quiet, before.quiet), (digest, before.digest)))
    return watch_telling.telling(hours, collected, clocks or before.zone or corpus.config.alerts_zone)


def _own(said: str | None, before: str | None) -> str | None:
    if said is None:
        return before
    return None if said.strip().lower() in {"", "operator"} else said


def end_of(span: str | None, until: str | None, now: datetime, zone: tzinfo) -> datetime:
    """When a mute ends. Raises click.UsageError."""
    try:
        if span is not None:
            ahead = now - moments.since(span, now=now, zone=zone)
            if ahead <= timedelta(0):
                raise ValueError(f"{span!r} is no span; write 12h, 3d or 2w")
            return now + ahead
        end = moments.until(until, now=now, zone=zone) if until is not None else FOR_EVER
    except (ValueError, OverflowError) as error:
        raise click.UsageError(str(error)) from error
    if end <= now:
        raise click.UsageError("--until is over already")
    return end
