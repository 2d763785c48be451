"""The one spider: asks an outlet's sources, then fetches what waits in its frontier."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import scrapy
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from crawler.discovery import sieve
from crawler.fetching import answers, failures, middlewares, phrases
from crawler.items import Fetched, Missed, Unmodified
from crawler.job import ADHOC, Job
from crawler.ledger import Ledger
from crawler.lessons import Lessons
from crawler.spiders.asking import Asking
from news import links as addresses
from news.article import Entry, isotime
from news.listening import Heard
from news.outlet import Outlet
from storage import config as configuration
from storage.crawls import links, revisits, runs
from storage.crawls.links import Waiting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from twisted.python.failure import Failure

TAKEN = 100_000
"""Links looked at where a filter decides which of them are fetched."""
SILENT = 5
"""Pages in a row that the network did not give: the rest waits for the next run."""

log = logging.getLogger("rasid.crawl")


class OutletSpider(scrapy.Spider):
    """A subclass per outlet, made by `crawler.spiders.loader`, holds `outlet`; arguments of `scrapy crawl -a` make a `Job`."""

    outlet: Outlet

    def __init__(self, job: Job | None = None, config: configuration.Config | None = None, **options: str) -> None:
        super().__init__(self.outlet.id)
        self.config = config or configuration.load()
        self.job = job or job_of(self.outlet.id, options)
        self.stays_away: str | None = None
        """Why no more pages are asked for in this run."""
        self._silent = 0
        self.ladder = ladder_of(self.outlet, self.config)
        """Seconds after an article's birth at which its page is looked at again."""
        self.lessons = Lessons(self.outlet.id)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        polite = cls.outlet.politeness
        settings.set("DOWNLOAD_DELAY", polite.delay, priority="spider")
        settings.set("AUTOTHROTTLE_START_DELAY", polite.delay, priority="spider")
        settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", polite.concurrency, priority="spider")
        # no more under way than may be: what is told to stay away must not stand in a queue already past that check
        settings.set("CONCURRENT_REQUESTS", polite.concurrency, priority="spider")

    async def start(self) -> AsyncIterator[Any]:
        ledger = self.crawler.get_extension(Ledger)
        assert ledger is not None  # noqa: S101 - stands in crawler.settings
        asking = Asking(self, ledger)
        if not self.job.urls:
            await asking.ask_all()
        if self.job.dry_run:
            with ledger.rehearse() as session:
                looks = self._looks(session, datetime.now(UTC))
            self._show(asking.offered, looks)
            return
        self.lessons.begin(ledger)
        for link in self._frontier(ledger):
            yield Request(
                link.entry.url,
                callback=self.page,
                errback=self.missed,
                cb_kwargs={"link": link},
                headers=conditions(link),
                meta={middlewares.SCOPE: self.outlet.home, **self.slot(link.entry.url)},
                dont_filter=True,
            )

    def slot(self, url: str) -> dict[str, str]:
        """Request meta that puts all hosts of the outlet's site (www., m., …) into one queue: politeness is to the site."""
        home = urlsplit(self.outlet.home).hostname or ""
        return {"download_slot": home} if addresses.same_site(url, self.outlet.home) else {}

    def _frontier(self, ledger: Ledger) -> list[Waiting]:
        """The links of this run: those that wait, the newest first, or those named; then the young articles' pages."""
        now = datetime.now(UTC)
        most = min(self.job.limit or self.outlet.politeness.max_pages, TAKEN)
        filtered = self.job.urls or self.job.since or self.job.until
        with ledger.write() as session:
            if self.job.urls:
                entries = [Entry(url=addresses.canonical(url)) for url in self.job.urls]
                offered = links.offer(session, self.outlet.id, entries, now, ledger.run_id)
                runs.add(session, ledger.run_id, offered=offered.known + offered.new, known=offered.known, new=offered.new)
                for _ in range(offered.forgotten):
                    runs.outcome(session, ledger.run_id, "rejected", "forgotten")
                links.ask_again(session, self.outlet.id, [entry.url for entry in entries], now)
            taken = self._wanted(links.take(session, self.outlet.id, now, TAKEN if filtered else most))
            looks = self._looks(session, now)
        room = revisits.room(most, len(taken), len(looks))
        return [*taken[: most - room], *looks[:room]]

    def _looks(self, session: Session, now: datetime) -> list[Waiting]:
        """The pages of young articles that are due, the longest due first."""
        if self.job.urls or not self.job.revisit:
            return []
        return self._wanted(revisits.due(session, self.outlet.id, now, self.outlet.politeness.max_pages))

    def _wanted(self, taken: list[Waiting]) -> list[Waiting]:
        named = {addresses.url_hash(addresses.canonical(url)) for url in self.job.urls}
        return [
            link
            for link in taken
            if (not named or addresses.url_hash(link.entry.url) in named) and self.job.wants(link.entry.published)
        ]

    def _show(self, offered: list[Waiting], looks: list[Waiting]) -> None:
        """Dry run: one JSON line for each page that would be fetched."""
        most = self.job.limit or self.outlet.politeness.max_pages
        entries = {link.entry.url: link.entry for link in self._wanted(offered)}
        if self.job.urls:
            entries = {url: Entry(url=url) for url in map(addresses.canonical, self.job.urls)}
        again = {link.entry.url: link.entry for link in looks if link.entry.url not in entries}
        room = revisits.room(most, len(entries), len(again))
        for entry in [*list(entries.values())[: most - room], *list(again.values())[:room]]:
            shown = {"url": entry.url, "published": isotime(entry.published), "headline": entry.headline, "source": entry.source}
            print(json.dumps({"outlet": self.outlet.id, **shown}, ensure_ascii=False), flush=True)  # its purpose

    def page(self, response: Response, link: Waiting) -> Fetched | Missed | Unmodified:
        """Any answer to a page request: the page, or the state its status means."""
        self._silent = 0
        found = answers.read(response, link, datetime.now(UTC))
        if isinstance(found, Missed) and response.status in answers.STAY_AWAY and found.retry_after is not None:
            ledger = self.crawler.get_extension(Ledger)
            assert ledger is not None  # noqa: S101 - stands in crawler.settings
            ledger.heard.append(Heard(answered=False, retry_after=found.retry_after))
        return replace(found, url=sieve.address(response.url, response.url)) if isinstance(found, Missed) else found

    def missed(self, failure: Failure) -> Missed | None:
        """No answer. A link not asked for because we stay away keeps its state."""
        link: Waiting = failure.request.cb_kwargs["link"]  # type: ignore[attr-defined]
        error = failure.value or failures.StaysAway("no reason given")
        if isinstance(error, failures.StaysAway):
            return None
        word = failures.reason(error)
        self._silent = self._silent + 1 if word in answers.SILENCE else 0
        if self._silent >= SILENT:
            self.stays_away = phrases.say(word)
        return Missed(link=link, state="rejected" if word in answers.FINAL else "failed", reason=word)


def ladder_of(outlet: Outlet, config: configuration.Config) -> tuple[int, ...]:
    """The outlet's own ladder, else the configuration's; none for single addresses, which no later run asks for."""
    if outlet.id == ADHOC:
        return ()
    return config.ladder if outlet.revisit is None else outlet.revisit


def conditions(link: Waiting) -> dict[str, str]:
    """Request headers that let the server answer «not modified»."""
    sent = {"If-None-Match": link.validators.etag, "If-Modified-Since": link.validators.last_modified}
    return {name: value for name, value in sent.items() if value}


def job_of(outlet: str, options: dict[str, str]) -> Job:
    """The job that `scrapy crawl NAME -a limit=5 -a since=2026-01-31` means. Raises ValueError, TypeError for others."""
    known: dict[str, Any] = dict(options)
    for name, kind in (("since", date.fromisoformat), ("until", date.fromisoformat), ("limit", int), ("run_id", int)):
        if name in known:
            known[name] = kind(known[name])
    if "urls" in known:
        known["urls"] = tuple(known["urls"].split())
    if "revisit" in known:
        known["revisit"] = known["revisit"].lower() not in {"0", "no", "false"}
    return Job(outlet=outlet, **known)
