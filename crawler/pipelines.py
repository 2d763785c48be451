"""The road of a page: on disk first, then extracted, then recorded, all or nothing. One small step each."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from importlib import metadata
from typing import TYPE_CHECKING

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.discovery import sieve
from crawler.extraction.workers import ExtractionFailed, Workers
from crawler.fetching import answers, archive
from crawler.items import Archived, Captured, Extracted, Fetched, Missed, Unmodified
from crawler.ledger import Ledger
from news import fingerprint
from news.article import Article, NotAnArticle
from storage.copies import clusters
from storage.corpus import articles, captures
from storage.crawls import links, revisits, runs
from storage.errors import StorageError
from storage.operations import tombstones

NOT_FOUND = "soft_404"
"""Why a page under status 200 is as gone as one under 404."""

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crawler.spiders.outlet import OutletSpider


def _ledger(crawler: Crawler) -> Ledger:
    found = crawler.get_extension(Ledger)
    assert found is not None  # noqa: S101 - stands in crawler.settings
    return found


class Step:
    """What the three have in common: made from the crawler."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._spider: OutletSpider = crawler.spider  # type: ignore[assignment]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Step:
        return cls(crawler)


class Archive(Step):
    """Fetched → Archived: the raw response is on disk before anything is made of it."""

    _archive: archive.RunArchive | None = None

    def process_item(self, item: object) -> object:
        if not isinstance(item, Fetched):
            return item
        if self._archive is None:
            ledger = _ledger(self._crawler)
            self._archive = archive.RunArchive(
                archive.folder(self._spider.config.archive),
                outlet=self._spider.outlet.id,
                run_id=ledger.run_id,
                started=ledger.started,
                software=f"Rasid/{metadata.version('rasid')}",
            )
        page = item.page
        try:
            place = self._archive.append(
                url=page.url,
                status=item.status,
                headers=item.headers,
                protocol=item.protocol,
                body=page.body,
                fetched=page.fetched,
            )
        except OSError as error:
            # a full disk: nothing more can be kept; the link still waits
            _ledger(self._crawler).give_up(
                f"the archive cannot be written: {error.filename or 'WARC file'}: {error.strerror or error}"
            )
            raise DropItem("not archived", log_level="DEBUG") from error
        captured = Captured(
            url=page.url,
            file=place.file,
            offset=place.offset,
            length=place.length,
            status=item.status,
            content_type=page.content_type,
            fetched=page.fetched,
        )
        return Archived(link=item.link, page=page, captured=captured, validators=item.validators)

    def close_spider(self) -> None:
        if self._archive is not None:
            self._archive.close()


class Extract(Step):
    """Archived → Extracted, or Missed with the reason."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        config = self._spider.config
        self._workers = Workers(timeout=config.extract_timeout, megabytes=config.crawl_memory_mb)

    async def process_item(self, item: object) -> object:
        if not isinstance(item, Archived):
            return item
        try:
            article = await self._workers.extract(item.page, self._spider.outlet, self._spider.lessons.learned)
        except NotAnArticle as error:
            missed = Missed(link=item.link, state="rejected", reason=error.reason)
        except ExtractionFailed as error:
            missed = Missed(link=item.link, state="failed", reason=error.reason)
        else:
            return Extracted(link=item.link, article=article, captured=item.captured, validators=item.validators)
        return dataclasses.replace(
            missed, http_status=item.captured.status, captured=item.captured, url=sieve.address(item.page.url, item.page.url)
        )

    def close_spider(self) -> None:
        self._workers.close()


class Record(Step):
    """Extracted or Missed → the database, in one transaction under our lease."""

    def process_item(self, item: object) -> object:
        ledger = _ledger(self._crawler)
        now = datetime.now(UTC)
        word = ""
        made: Article | articles.Made | None = None
        if isinstance(item, Extracted):
            fingerprint.ready()
            # of a page looked at again mostly nothing is needed
            made = item.article if item.link.revisit else articles.make(item.article)
        try:
            with ledger.write() as session:
                clusters.serialise(session)  # so that what is forgotten meanwhile is so before or after, never between
                if isinstance(item, Extracted) and made is not None:
                    word = self._record(session, item, made, ledger.run_id, now)
                elif isinstance(item, Missed):
                    word = self._settle(session, item, ledger.run_id, now)
                elif isinstance(item, Unmodified) and links.exists(session, item.link.id):
                    revisits.unmodified(session, item.link.id, self._spider.ladder, now=now, run_id=ledger.run_id)
            if word == "forgotten":
                ledger.erase()
        except StorageError as error:
            # the ledger has noted it and is ending the crawl; the link still waits
            raise DropItem("not recorded", log_level="DEBUG") from error
        self._spider.lessons.recorded(ledger, word)
        return item

    def close_spider(self) -> None:
        self._spider.lessons.conclude(_ledger(self._crawler))

    def _record(self, session: Session, found: Extracted, made: Article | articles.Made, run_id: int, now: datetime) -> str:
        return articles.record(
            session,
            made,
            link_id=found.link.id,
            capture_id=self._capture(session, found.captured, run_id),
            run_id=run_id,
            now=now,
            source_url=found.link.entry.url,
            ladder=self._spider.ladder,
            validators=found.validators,
        ).verdict

    def _capture(self, session: Session, captured: Captured, run_id: int) -> int:
        values = {name: getattr(captured, name) for name in Captured.__slots__}  # type: ignore[attr-defined,unused-ignore]
        return captures.add(session, run_id=run_id, outlet=self._spider.outlet.id, **values)

    def _settle(self, session: Session, missed: Missed, run_id: int, now: datetime) -> str:
        """Returns "forgotten" where the page's article was forgotten while it was asked for, else nothing."""
        link_id = missed.link.id
        capture = self._capture(session, missed.captured, run_id) if missed.captured is not None else None
        if not links.exists(session, link_id):
            tombstones.refuse(session, (), link_id=None, capture_id=capture, now=now)
            runs.outcome(session, run_id, "rejected", "forgotten")
            return "forgotten"
        if missed.link.revisit and missed.state == "failed":
            # the article stands as it was seen last; the next look is soon enough
            runs.outcome(session, run_id, "failed", missed.reason)
            revisits.missed(session, link_id, self._spider.ladder, now=now)
            return ""
        first = links.is_first(session, link_id, run_id)
        lost, known = None, articles.is_gone(session, link_id)
        if (missed.state == "gone" or missed.reason == NOT_FOUND) and missed.url is not None:
            lost = articles.gone_at(session, link_id, missed.url, now=now)
        links.settle(
            session,
            link_id,
            state="gone" if lost is not None else missed.state,
            reason=missed.reason,
            now=now,
            http_status=missed.http_status,
            retry_at=answers.ask_again_at(missed, now) if missed.state == "failed" else None,
            run_id=run_id,
        )
        if missed.state != "failed":
            revisits.missed(session, link_id, self._spider.ladder, now=now)
        if lost is not None:
            runs.outcome(session, run_id, "revised", "gone", first=first)
        elif known and missed.link.revisit and missed.state == "gone":
            runs.outcome(session, run_id, "unchanged", "gone")
        else:
            what: runs.Outcome = "rejected" if missed.state == "rejected" else "failed"
            runs.outcome(session, run_id, what, missed.reason, first=first)
        return ""
