"""An outlet as we declare it: one TOML file, read strictly; an error names file, line and key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Politeness:
    delay: float = 2.0
    """Seconds between two requests to one host; AutoThrottle may lengthen it."""
    concurrency: int = 1
    """Requests at a time to one host."""
    max_pages: int = 400
    """Pages fetched in one run at most; the rest stays in the frontier for the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A site we watch."""

    id: str
    """Lower-case ASCII letters, digits, «-»; the file's name without .toml."""
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
    """Seconds from one scheduled crawl to the next."""
    date_locale: str | None = None
    """Month system for ambiguous names: levant | gulf | maghreb | morocco | mauritania; None: by country."""
    prune: tuple[str, ...] = ()
    """XPath (starts with «/» or «.») or CSS of what is not the article; removed before extraction."""
    politeness: Politeness = Politeness()
    evidence: str = ""
    """How we know the addresses: where and how often they were seen."""
