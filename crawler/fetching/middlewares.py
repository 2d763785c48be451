"""What a request must pass on its way out: the outlet's site, and robots.txt."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.fetching import answers, failures, phrases, robots
from news import links

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

SCOPE = "scope"
"""Key in `request.meta`: the home whose site the request and its redirects must stay on."""
ROBOTS = "robots"
"""Key in `request.meta`: this request is for robots.txt itself."""

log = logging.getLogger("rasid.robots")


class ScopeMiddleware:
    """Stops page requests that a redirect has led to another site, before that site is asked for anything, and all of them once
    the spider has decided to stay away.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ScopeMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        home = request.meta.get(SCOPE)
        if not home:
            return
        reason = getattr(self._crawler.spider, "stays_away", None)
        if reason is not None:
            raise failures.StaysAway(reason)
        if not links.same_site(request.url, home):
            raise failures.Offsite(request.url)

    def process_response(self, request: Request, response: Response) -> Response:
        """Here and not in the spider's callback, before which the next request would already be on its way."""
        if request.meta.get(SCOPE) and response.status in answers.STAY_AWAY:
            self._crawler.spider.stays_away = f"HTTP {response.status}"  # type: ignore[union-attr]
        return response


class RobotsMiddleware:
    """Asks robots.txt of each origin once a day, through the same guarded downloader, and honours it."""

    def __init__(self, crawler: Crawler, cache: robots.Cache) -> None:
        self._crawler = crawler
        self._cache = cache
        self._answers: dict[str, asyncio.Future[robots.Robots]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        return cls(crawler, robots.Cache(crawler.spider.config.data_dir / "robots"))  # type: ignore[union-attr]

    async def process_request(self, request: Request) -> None:
        """Pass, or raise Forbidden or RobotsUnreachable."""
        if request.meta.get(ROBOTS):
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._answers:
            self._answers[origin] = asyncio.ensure_future(self._ask(origin, request))
        answer = await asyncio.shield(self._answers[origin])
        if answer.unreachable is not None:
            raise failures.RobotsUnreachable(answer.unreachable)
        if not answer.allows(request.url):
            raise failures.Forbidden(request.url)
        self._slow_down(request, answer.crawl_delay)

    async def _ask(self, origin: str, request: Request) -> robots.Robots:
        kept = self._cache.get(origin, datetime.now(UTC))
        if kept is not None:
            return kept
        meta = {ROBOTS: True, "download_slot": request.meta.get("download_slot")}
        question = Request(f"{origin}/robots.txt", meta=meta, priority=1000, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await self._crawler.engine.download_async(question)
        except IgnoreRequest as error:
            # §2.3.1.2: more than five redirects may be taken as «no robots.txt»
            word = failures.reason(error)
            return robots.Robots() if word == "redirects" else robots.Robots(unreachable=word)
        except Exception as error:  # a border: whatever the network threw, the answer is «no»
            word = failures.reason(error)
            log.info("%s/robots.txt: %s", origin, phrases.say(word))
            return robots.Robots(unreachable=word)
        answer = robots.judge(response.status, response.body)
        if answer.unreachable is None:
            self._cache.put(origin, response.status, response.body, datetime.now(UTC))
        return answer

    def _slow_down(self, request: Request, delay: float) -> None:
        """Crawl-delay over our own, shorter one; AutoThrottle must not shorten it again."""
        downloader = self._crawler.engine.downloader
        if delay <= self._crawler.settings.getfloat("DOWNLOAD_DELAY"):
            return
        key = downloader.get_slot_key(request)
        request.meta["autothrottle_dont_adjust_delay"] = True
        downloader.per_slot_settings.setdefault(key, {})["delay"] = delay
        slot = downloader.slots.get(key)
        if slot is not None:
            slot.delay = max(slot.delay, delay)
