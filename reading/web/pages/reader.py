"""Who reads: language, zone, digits, month names and theme, from the address, the cookies, the browser, the configuration."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar, get_args
from zoneinfo import available_timezones

from fastapi import Request
from starlette.responses import Response

from reading import moments
from reading.web import wording
from reading.web.wording import Language, Words

Theme = Literal["auto", "light", "dark"]
THEMES: tuple[Theme, ...] = get_args(Theme)
KEPT = 400 * 86_400
"""Seconds a choice is kept; browsers allow no more."""
CHOICES = ("lang", "zone", "digits", "months", "theme")
One = TypeVar("One", bound=str)
_ACCEPTED = re.compile(r"\s*([a-z]{1,8})(?:-[a-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """One reader, for the length of one page."""

    words: Words
    theme: Theme
    chosen: dict[str, str]
    """What the cookies hold, as far as it is good."""
    zone_known: bool
    """The reader, or the browser for them, said where they are."""


def of(request: Request, *, default_zone: str, now: datetime) -> Reader:
    """Never fails: a choice nobody offers counts as none."""
    said = {name: request.cookies.get(name, "")[:64] for name in CHOICES}
    language: Language = (
        _one(request.query_params.get("lang", ""), wording.LANGUAGES)
        or _one(said["lang"], wording.LANGUAGES)
        or (preferred(request.headers.get("accept-language", "")))
    )
    zone_name = next(filter(is_zone, (request.query_params.get("zone", "")[:64], said["zone"])), "")
    months, digits = wording.usual(zone_name or default_zone)
    words = Words(
        language=language,
        months=_one(said["months"], wording.MONTHS) or months,
        digits=_one(said["digits"], wording.DIGITS) or digits,
        zone=moments.zone_named(zone_name or default_zone),
        zone_name=zone_name or default_zone,
        now=now,
    )
    return Reader(
        words=words,
        theme=_one(said["theme"], THEMES) or "auto",
        chosen={name: value for name, value in said.items() if value},
        zone_known=bool(zone_name),
    )


def preferred(accepted: str) -> Language:
    """Of the languages a browser asks for; Arabic where it wants neither of ours."""
    best: tuple[float, Language] | None = None
    for part in accepted[:400].split(","):
        found = _ACCEPTED.fullmatch(part)
        language = _one(found[1].lower(), wording.LANGUAGES) if found else None
        if found and language:
            weight = float(found[2] or 1)
            if weight > 0 and (best is None or weight > best[0]):
                best = weight, language
    return best[1] if best else "ar"


def is_zone(name: str) -> bool:
    """UTC or a name of the IANA list; checked against the list, because a cookie's text must not become a path."""
    return name.upper() == "UTC" or name in _zones()


@functools.cache
def _zones() -> frozenset[str]:
    """Looked up once: it walks through hundreds of files."""
    return frozenset(available_timezones())


def remember(response: Response, choices: dict[str, str], *, secure: bool) -> None:
    """Keep what the reader chose in their browser; an empty choice is forgotten. Unknown names and values are passed over."""
    good = {
        "lang": wording.LANGUAGES,
        "digits": wording.DIGITS,
        "months": wording.MONTHS,
        "theme": THEMES,
    }
    for name in CHOICES:
        value = choices.get(name)
        if value is None:
            continue
        if not value or value == "auto":
            response.delete_cookie(name, path="/")
        elif is_zone(value) if name == "zone" else value in good[name]:
            response.set_cookie(name, value, max_age=KEPT, path="/", secure=secure, samesite="lax")


def _one(said: str, offered: tuple[One, ...]) -> One | None:
    return next((one for one in offered if one == said), None)
