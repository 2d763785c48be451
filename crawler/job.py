"""What a crawl is asked to do, as a value and as a command line; and the outlet of pages that belong to none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from news.outlet import Outlet

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from storage.config import Config

ADHOC = "adhoc"
"""The outlet of pages that belong to none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to crawl."""

    outlet: str
    run_id: int | None = None
    """The queued run row this is; None: the crawl makes its own."""
    urls: tuple[str, ...] = ()
    """Ask for these and nothing else; feeds are not asked."""
    since: date | None = None
    until: date | None = None
    """Inclusive days (UTC) an entry was published on; entries without a date pass."""
    limit: int | None = None
    """Pages at most."""
    dry_run: bool = False
    revisit: bool = True
    """Also look at the pages of young articles that are due."""

    def wants(self, published: datetime | None) -> bool:
        """Whether an entry was published on the days asked for; one without a date may have been."""
        if published is None:
            return True
        day = published.astimezone(UTC).date()
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    def arguments(self) -> list[str]:
        """The command line of `python -m crawler`."""
        options: list[str] = [self.outlet]
        for name, value in (("--run", self.run_id), ("--since", self.since), ("--until", self.until), ("--limit", self.limit)):
            if value is not None:
                options += [name, str(value)]
        for url in self.urls:
            options += ["--url", url]
        options += [name for name, said in (("--dry-run", self.dry_run), ("--no-revisit", not self.revisit)) if said]
        return options


def adhoc(url: str) -> Outlet:
    """The outlet under which pages of a site are stored that no outlet file declares."""
    parts = urlsplit(url)
    return Outlet(
        id=ADHOC,
        name_ar="\u0639\u0646\u0627\u0648\u064a\u0646 \u0645\u0641\u0631\u062f\u0629",  # «single addresses»
        name_en="Single addresses",
        country="",
        timezone="UTC",
        home=f"{parts.scheme}://{parts.netloc}/",
        languages=(),
    )


class Crawling(Protocol):
    """What the parts of a crawl know of the spider they work for (`crawler.spiders.outlet`)."""

    outlet: Outlet
    job: Job
    config: Config
    ladder: tuple[int, ...]
    crawler: Crawler

    def slot(self, url: str) -> dict[str, str]:
        """Request meta of an address: the queue it waits in."""
