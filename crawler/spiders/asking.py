"""Asks an outlet's sources, conditionally, and writes what they offer into the frontier."""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler import diagnosis
from crawler.diagnosis import Answer
from crawler.discovery import sieve, sources
from crawler.discovery.sources import Discovered, Expected
from crawler.fetching import answers, failures
from news.listening import Heard
from storage.crawls import feeds, links, runs

if TYPE_CHECKING:
    from crawler.job import Crawling
    from crawler.ledger import Ledger

DEPTH = 3
MAPS = 50
"""Sitemaps below indexes asked in one run, and how deep indexes may stand in each other."""
DOWN = {"dns", "refused", "timeout", "network", "tls"}
"""After one of these the other sources of the same host are not asked in this run."""

FOR_GOOD = {301, 308}

log = logging.getLogger("rasid.crawl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    url: str
    kind: Expected
    depth: int = 0


class Asking:
    """One round over the sources of an outlet. Every answer is written down in a transaction of its own, entries and all."""

    def __init__(self, spider: Crawling, ledger: Ledger) -> None:
        self._spider = spider
        self._ledger = ledger
        self._outlet = spider.outlet
        self._down: dict[str, str] = {}
        self.offered: list[links.Waiting] = []

    async def ask_all(self) -> None:
        """Feeds first, then sitemaps with those below them, then sections; one after the other."""
        outlet = self._outlet
        queue = deque(Source(url=url, kind="feed") for url in outlet.feeds)
        queue.extend(Source(url=url, kind="sitemap") for url in outlet.sitemaps)
        queue.extend(Source(url=url, kind="section") for url in outlet.sections)
        asked = {source.url for source in queue}
        below = 0
        while queue:
            source = queue.popleft()
            for child in await self._ask(source):
                if child not in asked and below < MAPS and source.depth < DEPTH:
                    asked.add(child)
                    below += 1
                    queue.append(Source(url=child, kind="sitemap", depth=source.depth + 1))

    async def _ask(self, source: Source) -> Sequence[str]:
        """Ask one source and write down what it said. Returns the sitemaps it names."""
        host = urlsplit(source.url).netloc
        if host in self._down:
            self._write(source, Answer(url=source.url, word=self._down[host]), status=None)
            return ()
        try:
            response = await self._spider.crawler.engine.download_async(self._request(source))
        except Exception as error:  # a border: whatever the network threw becomes the source's state
            word = failures.reason(error)
            if isinstance(error, failures.RobotsUnreachable) and error.cause in DOWN:
                word = error.cause
            if word in DOWN:
                self._down[host] = word
            self._write(source, Answer(url=source.url, word=word), status=None)
            return ()
        return self._answered(source, response)

    def _request(self, source: Source) -> Request:
        headers: dict[str, str] = {}
        if not self._spider.job.dry_run:
            with self._ledger.write() as session:
                known = feeds.validators(session, self._outlet.id, source.url, datetime.now(UTC))
            if known.etag:
                headers["If-None-Match"] = known.etag
            if known.last_modified:
                headers["If-Modified-Since"] = known.last_modified
        return Request(source.url, headers=headers, callback=NO_CALLBACK, meta=self._spider.slot(source.url), dont_filter=True)

    def _answered(self, source: Source, response: Response) -> Sequence[str]:
        if response.status == 304:
            self._write(source, Answer(url=source.url, unchanged=True), status=304, response=response)
            return ()
        if response.status != 200:
            self._write(source, Answer(url=source.url, word=str(response.status)), status=response.status, response=response)
            return ()
        try:
            found = sources.discover(
                response.body, url=response.url, kind=source.kind, outlet=self._outlet, now=datetime.now(UTC)
            )
        except sources.NotAFeed as error:
            self._write(source, Answer(url=source.url, word=error.reason), status=200)
            return ()
        offered = len(found.entries) + len(found.children)
        self._write(source, Answer(url=source.url, offered=offered), status=200, found=found, response=response)
        return found.children

    def _write(
        self,
        source: Source,
        answer: Answer,
        *,
        status: int | None,
        found: Discovered | None = None,
        response: Response | None = None,
    ) -> None:
        self._ledger.answers.append(answer)
        if answer.word is not None:
            log.info("%s: %s", source.url, diagnosis.say(answer.word))
        if self._spider.job.dry_run:
            if found is not None:
                self._rehearse(found)
            return
        now = datetime.now(UTC)
        notice = "; ".join(_notices(found, response if answer.word is None else None)) or None
        if notice is not None:
            self._ledger.notices.append(f"{source.url}: {notice}")
        offered = None
        with self._ledger.write() as session:
            run_id = self._ledger.run_id
            if found is not None:
                offered = links.offer(session, self._outlet.id, found.entries, now, run_id, titled=found.kind != "section")
                figures = {"offered": offered.known + offered.new, "known": offered.known, "new": offered.new}
                changed = {"changed": offered.changed} if offered.changed else {}
                malformed = {"feed:malformed": 1} if found.broken else {}
                runs.add(session, run_id, reasons=_drops(found) | changed | malformed, **figures)
            elif answer.unchanged:
                runs.add(session, run_id, not_modified=1)
            else:
                runs.add(session, run_id, reasons={f"feed:{answer.word}": 1})
            feeds.answered(
                session,
                self._outlet.id,
                source.url,
                kind=found.kind if found is not None else source.kind,
                status=status,
                now=now,
                etag=answers.header(response, "ETag") if response is not None else None,
                last_modified=answers.header(response, "Last-Modified") if response is not None else None,
                offered=len(found.entries) if found is not None else None,
                error=diagnosis.say(answer.word) if answer.word is not None else None,
                notice=notice,
            )
        self._ledger.heard.append(_heard(answer, found, offered, response, now))
        self._ledger.heard_at = now

    def _rehearse(self, found: Discovered) -> None:
        """What a real crawl would take from the frontier after this answer; nothing of it stays."""
        now = datetime.now(UTC)
        with self._ledger.rehearse() as session:
            links.offer(session, self._outlet.id, found.entries, now, None, titled=found.kind != "section")
            self.offered += links.take(session, self._outlet.id, now, sieve.NEWEST)


def _heard(
    answer: Answer, found: Discovered | None, offered: links.Offered | None, response: Response | None, now: datetime
) -> Heard:
    """What an answer says of when to ask next."""
    said = dict.fromkeys(("Retry-After", "Cache-Control", "Age", "Expires"))
    if response is not None:
        said = {name: answers.header(response, name) for name in said}
    asked = said["Retry-After"]
    return Heard(
        answered=answer.word is None,
        changed=found is not None,
        offered=offered.known + offered.new if offered is not None else 0,
        new=offered.new if offered is not None else 0,
        times=offered.times if offered is not None else (),
        fresh_for=answers.fresh_for(said["Cache-Control"], said["Age"], said["Expires"], now),
        every=found.every if found is not None else None,
        retry_after=answers.retry_after(asked, now) if asked is not None else None,
    )


def _notices(found: Discovered | None, response: Response | None) -> Iterator[str]:
    """What the operator should know of a source that answered all the same."""
    moved = moved_to(response) if response is not None else None
    if moved:
        yield f"moved for good to {moved}; name that in the outlet's file"
    if found is not None and found.broken:
        yield f"malformed, {len(found.entries)} entries could be read"


def moved_to(response: Response) -> str | None:
    """Where a source has gone for good (301, 308), with every later question; None: it has not, or only for now."""
    meta = response.request.meta if response.request is not None else {}
    hops = zip(meta.get("redirect_reasons", ()), [*meta.get("redirect_urls", ())[1:], response.url], strict=False)
    moved: list[str] = [url for _, url in takewhile(lambda hop: hop[0] in FOR_GOOD, hops)]
    return moved[-1] if moved else None


def _drops(found: Discovered) -> dict[str, int]:
    """What the source printed that is no article's address, by reason; the same address twice is no loss."""
    counts = Counter(f"dropped:{reason}" for reason, _ in found.dropped)
    counts.pop("dropped:repeated", None)
    return dict(counts)
