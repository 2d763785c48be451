"""An outlet as we declare it: one TOML file, read strictly; an error names file, line and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import PurePath
from typing import Any

from news.declaration import checks, keys, lines
from news.declaration.lines import Where

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_ID = 64
_PLACE = re.compile(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)")
_ASSIGNMENT = re.compile(r"^[ \t]*([A-Za-z0-9_.-]+)[ \t]*=", re.MULTILINE)
_SOURCE_KEYS = {"feeds": "feed", "sitemaps": "sitemap", "sections": "section"}


class OutletError(ValueError):
    """A fault in an outlet's file. `str()` is one line: "file:line: key: message"."""

    def __init__(self, file: str, line: int, key: str, message: str) -> None:
        super().__init__(file, line, key, message)
        self.file = file
        self.line = line
        self.key = key
        self.message = message

    def __str__(self) -> str:
        return ": ".join(part for part in (f"{self.file}:{self.line}", self.key, self.message) if part)


class OutletErrors(OutletError):
    """All faults found, at least one; place and message are those of the first, `str()` has one line for each."""

    def __init__(self, errors: Iterable[OutletError]) -> None:
        self.errors = tuple(errors)
        first = self.errors[0]
        super().__init__(first.file, first.line, first.key, first.message)

    def __str__(self) -> str:
        return "\n".join(map(str, self.errors))


@dataclass(frozen=True, slots=True, kw_only=True)
class Politeness:
    delay: float = 2.0
    """Seconds between two requests to one host; AutoThrottle may lengthen it."""
    concurrency: int = 1
    """Requests at a time to one host."""
    max_pages: int = 400
    """Pages fetched in one run at most; the rest stays in the frontier for the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An address of the declaration, with what we know of it."""

    kind: str
    """feed | sitemap | section"""
    url: str
    use: bool = True
    """Asked in a crawl; False: known, kept for who wants to try it."""
    confidence: str | None = None
    """high: seen at three or more places and tested by one of them; medium: tested once, or seen twice; low: anything less."""
    sightings: int | None = None
    """Independent public places that name the address."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A site we watch."""

    id: str
    """Lower-case ASCII letters and digits, single «-» between them; the file's name without .toml."""
    name_ar: str
    name_en: str
    country: str
    """ISO 3166-1 alpha-2."""
    timezone: str
    """IANA name; for dates a page prints without one."""
    home: str
    kind: str = "website"
    enabled: bool = False
    languages: tuple[str, ...] = ("ar",)
    """ISO 639-1; pages in another language are rejected."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    """Pages of links, for outlets with neither feed nor sitemap."""
    article_url: str | None = None
    """Regular expression an article's address matches (`re.search`); None: any address of the outlet may be one."""
    interval: int = 900
    """Seconds from one scheduled crawl to the next, until the outlet's rhythm is known; then the scale of its pauses."""
    min_interval: int | None = None
    """The shortest pause; None: a fifth of the interval."""
    max_interval: int | None = None
    """The longest pause of an outlet that answers; None: eight intervals."""
    fixed: bool = False
    """Every `interval` seconds, whatever it publishes."""
    cron: str | None = None
    """At these times of its `timezone` and no others (`news.cron`), whatever it publishes."""
    revisit: tuple[int, ...] | None = None
    """Seconds after an article's birth at which its page is looked at again; empty: never; None: as the configuration says."""
    date_locale: str | None = None
    """Month system for ambiguous names: levant | gulf | maghreb | morocco | mauritania; None: by country."""
    prune: tuple[str, ...] = ()
    """CSS, or XPath (see `is_xpath`), of what is not the article; removed before extraction."""
    politeness: Politeness = Politeness()
    evidence: str = ""
    """How we know the addresses: where and how often they were seen."""
    sources: tuple[Source, ...] = ()
    """Every address of the declaration; `feeds`, `sitemaps` and `sections` are the ones in use, best first."""


def is_xpath(rule: str) -> bool:
    """Whether a prune rule is XPath; else it is CSS. («.ad» is a CSS class, «./div» and «.//div» are XPath.)"""
    return rule.startswith(("/", "./", "("))


def parse(
    text: str,
    filename: str,
    *,
    base: Outlet | None = None,
    rule_fault: Callable[[str], str | None] | None = None,
) -> Outlet:
    """Read one declaration; the id is the file's name. Raises OutletErrors (an OutletError) with every fault of the file.

    With `base`, the outlet of the same id as shipped, the text need only name what differs: a key replaces that key whole
    (lists too), `[politeness]` replaces key by key. `rule_fault` tells what is wrong with a prune rule: reading XPath
    and CSS takes libraries this floor does not have.
    """
    data = _toml(text, filename)
    faults: list[tuple[Where, str]] = []

    def wrong(where: Where, message: str) -> None:
        faults.append((where, message))

    outlet_id = PurePath(filename.replace("\\", "/")).name.removesuffix(".toml")
    if not _ID.fullmatch(outlet_id) or len(outlet_id) > _LONGEST_ID:
        rule = f'a to z, 0 to 9 and single "-" between them, at most {_LONGEST_ID}'
        wrong(("id",), f"the file's name {checks.quoted(outlet_id)} is not an id: {rule}")
    given = _checked(data, wrong)
    for key in keys.REQUIRED if base is None else ():
        if key not in data:
            wrong((key,), "is missing; a new outlet needs " + ", ".join(keys.REQUIRED))
    for position, rule in enumerate(given.get("prune", ()) if rule_fault else ()):
        if rule and rule_fault and (fault := rule_fault(rule)):
            wrong(("prune", position), f"{checks.quoted(rule)} {fault}")
    enabled = given.get("enabled", base is not None and base.enabled)
    if enabled and not any(_in_use(given, base).values()):
        wrong(("enabled",), "is true, but there is nothing to ask: name feeds, sitemaps or sections")
    if not faults:
        outlet = _outlet(outlet_id, given, base)
        faults += _at_odds(outlet)
    if faults:
        raise _located(faults, text, filename)
    return outlet


def _at_odds(outlet: Outlet) -> Iterator[tuple[Where, str]]:
    """Intervals that contradict each other, whichever file they come from."""
    if outlet.cron is not None and outlet.fixed:
        yield ("cron",), "says when to ask, and so does fixed: only one of them can hold"
    if outlet.min_interval is not None and outlet.min_interval > outlet.interval:
        yield ("min_interval",), f"is longer than the interval of {outlet.interval} s"
    if outlet.max_interval is not None and outlet.max_interval < outlet.interval:
        yield ("max_interval",), f"is shorter than the interval of {outlet.interval} s"


def _checked(data: Mapping[str, Any], wrong: checks.Wrong) -> dict[str, Any]:
    given = {}
    for key, value in data.items():
        check = keys.KEYS.get(key)
        if check is not None:
            given[key] = check(value, (key,), wrong)
        elif key == "id":
            wrong((key,), "unknown key; the file's name is the id")
        else:
            wrong((key,), f"unknown key; {checks.nearest(key, keys.KEYS)}")
    return given


def _in_use(given: Mapping[str, Any], base: Outlet | None) -> dict[str, tuple[str, ...]]:
    """The feeds, sitemaps and sections a crawl asks."""
    found = {}
    for key in _SOURCE_KEYS:
        if key in given:
            found[key] = tuple(entry["url"] for entry in given[key] if entry.get("url") and entry.get("use", True))
        else:
            found[key] = getattr(base, key) if base is not None else ()
    return found


def _outlet(outlet_id: str, given: dict[str, Any], base: Outlet | None) -> Outlet:
    sources: list[Source] = []
    for key, kind in _SOURCE_KEYS.items():
        if key in given:
            sources += [Source(kind=kind, **entry) for entry in given[key]]
        elif base is not None:
            sources += [source for source in base.sources if source.kind == kind]
    values = {} if base is None else {each.name: getattr(base, each.name) for each in fields(Outlet)}
    values |= given | _in_use(given, base)
    values["id"] = outlet_id
    values["sources"] = tuple(sources)
    values["politeness"] = replace(Politeness() if base is None else base.politeness, **given.get("politeness", {}))
    return Outlet(**values)


def _toml(text: str, filename: str) -> dict[str, Any]:
    """`tomllib`, its errors as ours; it also lets out plain ValueError (endless numbers) and RecursionError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, place = _PLACE.sub("", str(error)), _PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else text.rstrip().count("\n") + 1
        column = int(place[2]) if place and place[2] else None
        key = _key_at(text, line, column, opened_before=message.startswith(("Unclosed", "Unterminated", "Invalid value")))
        raise OutletErrors([OutletError(filename, line, key, f"not valid TOML: {message}")]) from error
    except (ValueError, RecursionError) as error:
        raise OutletErrors([OutletError(filename, 1, "", f"not valid TOML: {error}")]) from error


def _key_at(text: str, line: int, column: int | None, *, opened_before: bool) -> str:
    """The key whose value breaks the file there; empty where there is none.

    `opened_before`: a list or text that was not closed, which is found out some lines after its key.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    before = "\n".join([*lines[: line - 1], lines[line - 1][: column - 1 if column else None]])
    named = list(_ASSIGNMENT.finditer(before))
    if not named or not (opened_before or before.count("\n", 0, named[-1].start(1)) == line - 1):
        return ""
    return named[-1][1]


def _located(faults: Iterable[tuple[Where, str]], text: str, filename: str) -> OutletErrors:
    """The faults with their lines, in the order of the file; what is not in the file is told of line 1."""
    places = lines.key_lines(text.replace("\r\n", "\n"))

    def line(where: Where) -> int:
        while where and where not in places:
            where = where[:-1]
        return places.get(where, 1)

    errors = [OutletError(filename, line(where), checks.place(where), message) for where, message in faults]
    return OutletErrors(sorted(errors, key=lambda error: error.line))
