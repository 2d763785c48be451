"""The daemon and its watches: every few seconds what has come is asked of them, and what they found goes to their channels.

Hits go the way of alerts: the same channels, couriers and retries, and the operator's quiet hours and digest where a watch has
none of its own; a channel is told at once, and what comes within PAUSE of it comes together.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from news.article import isotime
from scheduler.messages import LINES, Message, Own
from scheduler.sending import Outbox, utc_now
from storage.config import Config
from storage.database import Database
from storage.errors import StorageError
from storage.readers import watch_notices
from storage.readers.watch_notices import Told
from storage.readers.watch_walk import Walker

EVERY = 10.0
"""Seconds between two looks."""
PAUSE = timedelta(seconds=15)
"""Between two messages to one channel: with `EVERY`, nobody waits half a minute who has not asked for a digest."""
AT_MOST = 5.0
"""Seconds a look takes; a long way is gone in several."""

log = logging.getLogger("rasid.daemon")


def outbox(config: Config, database: Database, clock: Callable[[], datetime] = utc_now) -> Outbox[Told]:
    """The outbox of hits."""
    return Outbox(config, database, watch_notices, compose, word="watch", pause=PAUSE, own=_own, clock=clock)


def _own(told: Told) -> Own:
    return Own(quiet=told.own_quiet, digest=told.own_digest)


class Watching:
    """One for the life of a daemon that leads; `look` is called every `EVERY` seconds."""

    def __init__(self, config: Config, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._walker, self._clock = Walker(database), clock
        self._outbox = outbox(config, database, clock)
        self._looking = asyncio.Lock()
        self._delivering: asyncio.Task[None] | None = None

    def configure(self, config: Config) -> None:
        """Tell as this configuration says from the next look on."""
        self._outbox.configure(config)

    async def look(self) -> None:
        """Walk on; a fault of the database is logged and the next look tries again. Delivery goes on beside it."""
        if self._looking.locked():
            return
        async with self._looking:
            try:
                walked = await asyncio.to_thread(self._walker.walk, self._clock(), seconds=AT_MOST)
            except StorageError as error:
                log.error("watches did not look, trying again: %s", error)
            else:
                if walked.hits:
                    log.info("watches: %d hits in %d articles", walked.hits, walked.articles)
        if self._delivering is None or self._delivering.done():
            self._outbox.names()  # channels mended since are used
            self._delivering = asyncio.create_task(self._outbox.deliver(), name="watches")

    async def end(self) -> None:
        """What is not sent waits for the next daemon."""
        if self._delivering is not None:
            self._delivering.cancel()
            await asyncio.gather(self._delivering, return_exceptions=True)


def compose(notices: Sequence[Told]) -> Message:
    """One message of all, watch by watch, in the order in which they were found."""
    shown = sorted(notices, key=lambda told: (told.name, told.notice))
    counted = Counter(told.name for told in shown)
    if len(shown) == 1:
        title = f"Rasid: {shown[0].name}: {_headline(shown[0])}"
    else:
        title = f"Rasid: {len(shown)} hits: " + "، ".join(f"{name} ({count})" for name, count in counted.most_common(5))
        title += " …" if len(counted) > 5 else ""
    lines = [_line(told) for told in shown[:LINES]]
    if len(shown) > LINES:
        lines.append(f"… and {len(shown) - LINES} more; `rasid watch show NAME` shows all")
    numbers = tuple(told.notice for told in notices)
    delivery = hashlib.sha256(("watch:" + ",".join(map(str, numbers))).encode()).hexdigest()[:32]
    data = {"title": title, "hits": [_data(told) for told in shown], "delivery": delivery}
    return Message(notices=numbers, title=title[:300], text="\n".join(lines), data=data, delivery=delivery)


def _headline(told: Told) -> str:
    """On one line: it is a stranger's."""
    return " ".join((told.headline or told.url).split())


def _line(told: Told) -> str:
    copies = f", {told.copies} more copies" if told.copies else ""
    when = (told.published or told.first_seen).astimezone(UTC)
    return f"{told.name}: {_headline(told)} ({told.outlet}, {when:%d %b %H:%M} UTC{copies}) {told.url}"


def _data(told: Told) -> dict[str, Any]:
    return {
        "watch": told.watch,
        "name": told.name,
        "article": told.article,
        "outlet": told.outlet,
        "headline": told.headline,
        "url": told.url,
        "published": isotime(told.published),
        "first_seen": isotime(told.first_seen),
        "copies": told.copies,
        "at": isotime(told.at),
    }
