"""Sends what waits: a courier per channel, retries with back-off, nothing lost over a restart, no waiting for a dead channel."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from scheduler import channels, messages
from scheduler.channels import Channel
from scheduler.messages import Manner, Message, N, Own
from storage.config import Config, ConfigError, parse_hours
from storage.crawls import alerts
from storage.crawls.alerts import Waiting
from storage.database import Database
from storage.errors import StorageError

HOUSE = Path(__file__).resolve().parents[1]
COURIER_SECONDS = 60.0
"""After which a courier is ended."""

log = logging.getLogger("rasid.daemon")


Kind_co = TypeVar("Kind_co", bound=messages.Notice, covariant=True)


class Book(Protocol[Kind_co]):
    """Where notices of one kind wait: `Alerts`, `storage.readers.watch_notices`."""

    def waiting(self, session: Session, now: datetime) -> Mapping[str, Sequence[Kind_co]]: ...
    def last_sent(self, session: Session, channel: str) -> datetime | None: ...
    def sent(self, session: Session, notices: Iterable[int], now: datetime) -> None: ...
    def not_sent(self, session: Session, notices: Iterable[int], error: str, again: datetime) -> None: ...
    def drop(self, session: Session, notices: Iterable[int], why: str) -> None: ...


class Alerts:
    """`storage.crawls.alerts` as a book: none of them has hours of its own."""

    last_sent = staticmethod(alerts.last_sent)
    sent = staticmethod(alerts.sent)
    not_sent = staticmethod(alerts.not_sent)
    drop = staticmethod(alerts.drop)

    @staticmethod
    def waiting(session: Session, now: datetime) -> Mapping[str, Sequence[Waiting]]:
        return alerts.waiting(session)


def utc_now() -> datetime:
    """The clock of an outbox."""
    return datetime.now(UTC)


class Outbox(Generic[N]):
    """The notices of a book and the channels of the operator, brought together.

    `word` names in the log what is sent, `pause` is the time between two messages to one channel, `own` says of a notice on what
    it obeys another word than the operator's.
    """

    def __init__(
        self,
        config: Config,
        database: Database,
        book: Book[N],
        compose: Callable[[Sequence[N]], Message],
        *,
        word: str,
        pause: timedelta = messages.AT_LEAST,
        own: Callable[[N], Own] = lambda _: messages.NOTHING,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database, self._own, self._clock = database, own, clock
        self._book, self._compose, self._word, self._pause = book, compose, word, pause
        self._channels: dict[str, Channel] = {}
        self._faulty = ""
        self.configure(config)

    def configure(self, config: Config) -> None:
        """Send as this configuration says from now on."""
        self._config = config
        self.manner = replace(manner(config), pause=self._pause)
        self._load()

    def _load(self) -> None:
        """As declared now: a channel mended while the daemon runs is used in the next minute; a broken file keeps the old."""
        try:
            self._channels = channels.load(self._config.alerts_file)
        except ConfigError as error:
            if str(error) != self._faulty:
                log.error("alert channels not read, the old ones stay: %s", error)
            self._faulty = str(error)
        else:
            self._faulty = ""

    def names(self) -> list[str]:
        """The channels there are now."""
        self._load()
        return list(self._channels)

    async def deliver(self) -> None:
        """Send what is due, to all channels at the same time; each is told at most once."""
        try:
            now = self._clock()
            waiting = await asyncio.to_thread(self._waiting, now)
        except StorageError as error:
            log.error("messages (%s) were not read, trying again: %s", self._word, error)
            return
        await asyncio.gather(*(self._send(self._channels[name], notices) for name, notices in waiting.items()))

    def _waiting(self, now: datetime) -> dict[str, list[N]]:
        """By channel, what goes out now. Notices of channels that are no more, or that nobody took for a week, are dropped."""
        with self._database.read() as session:
            waiting = self._book.waiting(session, now)
            last = {name: self._book.last_sent(session, name) for name in waiting}
        late = {
            name: [one.notice for one in notices if name not in self._channels or now - one.at > messages.KEPT]
            for name, notices in waiting.items()
        }
        if any(late.values()):
            with self._database.write() as session:
                for name, dropped in late.items():
                    self._book.drop(
                        session, dropped, "nobody took it for a week" if name in self._channels else "no such channel any more"
                    )
        found = {}
        for name, notices in waiting.items():
            kept = [one for one in notices if one.notice not in late[name]]
            if due := messages.due(kept, last[name], self.manner, now, self._own):
                found[name] = due
        return found

    async def _send(self, channel: Channel, notices: Sequence[N]) -> None:
        message = self._compose(notices)
        error = await carry(channel, message)
        now = self._clock()
        try:
            await asyncio.to_thread(self._note, message, error, max(one.attempts for one in notices), now)
        except StorageError as fault:
            log.error("%s sent through %s, but not noted; it may come twice: %s", self._word, channel.name, fault)
        if error is None:
            log.info("%s through %s: %s", self._word, channel.name, message.title)
        else:
            log.warning("%s not taken by %s (%s), trying again: %s", self._word, channel.name, channel.shown, error)

    def _note(self, message: Message, error: str | None, attempts: int, now: datetime) -> None:
        with self._database.write() as session:
            if error is None:
                self._book.sent(session, message.notices, now)
            else:
                self._book.not_sent(session, message.notices, error, messages.again(attempts, now))


def of_alerts(config: Config, database: Database) -> Outbox[Waiting]:
    """The outbox of alerts."""
    return Outbox(config, database, Alerts(), messages.compose, word="alert")


def manner(config: Config) -> Manner:
    """How the configuration wants it; its values were checked when it was read."""
    return Manner(
        quiet=parse_hours(config.alerts_quiet),
        zone=ZoneInfo(config.alerts_zone),
        digest=timedelta(minutes=config.alerts_digest),
    )


async def carry(channel: Channel, message: Message) -> str | None:
    """Hand a message to a courier and wait for its answer. Returns why it was not taken, without secrets; None: it was."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
    if "site-packages" not in HOUSE.parts:
        kept["PYTHONPATH"] = os.pathsep.join(filter(None, (str(HOUSE), kept.get("PYTHONPATH"))))
    letter = {
        "url": channel.url,
        "secret": channel.secret,
        "title": message.title,
        "text": message.text,
        "delivery": message.delivery,
        "data": message.data,
    }
    try:
        courier = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "scheduler.courier"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=kept,
            start_new_session=True,
        )
    except OSError as error:  # no process, no files: of this channel alone, what is on its way to others goes on
        return f"no courier could be started: {error.strerror}"
    try:
        said, _ = await asyncio.wait_for(courier.communicate(json.dumps(letter).encode()), COURIER_SECONDS)
    except TimeoutError:
        return f"no answer within {COURIER_SECONDS:g} s"
    finally:
        if courier.returncode is None:
            courier.kill()
            await courier.wait()
    try:
        answer = json.loads(said)
    except ValueError:
        return f"the courier broke (code {courier.returncode})"
    return None if answer["ok"] else channel.redact(str(answer["error"]))[:300]
