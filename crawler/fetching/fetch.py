"""One page, fetched the way a crawl fetches it, by a child process, with nothing stored."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from crawler import environment
from news import links
from news.article import Page
from storage.config import Config


class FetchError(Exception):
    """The page was not fetched; the message says why, in words."""


def fetch(url: str, config: Config) -> Page:
    """GET `url` through the guard and robots.txt. Raises FetchError: not an address, refused, forbidden, no page."""
    try:
        address = links.canonical(url)
    except ValueError as error:
        raise FetchError(str(error)) from error
    done = subprocess.run(  # noqa: S603 - our own interpreter and module; the address is one argument after its option
        [sys.executable, "-m", "crawler", f"--fetch={address}", "--die-with-parent", str(os.getpid())],
        env=environment.of(config),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=config.crawl_deadline,
        check=False,
    )
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        raise FetchError(f"{address}: {last[0]}") from error
    if "why" in answer:
        raise FetchError(f"{address}: {answer['why']}")
    return Page(
        url=answer["url"],
        body=base64.b64decode(answer["body"]),
        fetched=datetime.fromisoformat(answer["fetched"]),
        content_type=answer["content_type"],
    )


def run_child(url: str) -> int:
    """The child's side: fetch `url` and print one JSON object. Returns the exit code."""
    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler import process_settings
    from crawler.fetching import failures, phrases
    from storage import config as configuration

    answer: dict[str, Any] = {"why": "nothing came back"}

    class FetchSpider(Spider):
        name = "fetch"
        config = configuration.load()

        async def start(self) -> AsyncIterator[Any]:
            yield Request(url, callback=self.got, errback=self.missed, dont_filter=True)

        def got(self, response: Response) -> None:
            if not 200 <= response.status < 300:
                answer["why"] = f"HTTP {response.status}"
                return
            kind = response.headers.get("Content-Type")
            answer.clear()
            answer.update(
                url=response.url,
                body=base64.b64encode(response.body).decode(),
                fetched=datetime.now(UTC).isoformat(),
                content_type=kind.decode("latin-1") if isinstance(kind, bytes) else None,
            )

        def missed(self, failure: Failure) -> None:
            error = failure.value
            if error is not None:
                unread = isinstance(error, failures.RobotsUnreachable)
                answer["why"] = str(error) if unread else phrases.say(failures.reason(error))

    settings = process_settings.house()
    settings.set("EXTENSIONS", {}, priority="cmdline")
    settings.set("ITEM_PIPELINES", {}, priority="cmdline")
    settings.set("DOWNLOAD_DELAY", 0, priority="cmdline")
    settings.set("AUTOTHROTTLE_ENABLED", False, priority="cmdline")
    process = AsyncCrawlerProcess(process_settings.log_to_stderr(settings))
    process.crawl(FetchSpider)
    process.start()
    sys.stdout.write(json.dumps(answer) + "\n")
    return 1 if "why" in answer else 0
