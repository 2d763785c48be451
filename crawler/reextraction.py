"""Reads stored articles again, from the archive, with today's rules and with what was learned of their outlets since."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from crawler import job as jobs
from crawler.extraction.workers import ExtractionFailed, Workers
from crawler.fetching import archive
from news import furniture, recurring
from news.article import Article, NotAnArticle, Page
from news.outlet import Outlet
from news.recurring import WINDOW, Learned
from storage.config import Config
from storage.corpus import articles, material
from storage.corpus.material import Material
from storage.crawls import leases, recurring_lines
from storage.database import Database
from storage.engine import storable
from storage.errors import NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TTL = timedelta(seconds=90)
RENEW_EVERY = timedelta(seconds=20)
ROUNDS = 3
"""Times an outlet's lines are judged at most: a line taken out can show that the one above it recurs at the end too."""

What = Literal["changed", "unchanged", "refused", "failed", "impossible"]
"""refused: its page would be no article today; it stays as it is · failed: the extractor gave no answer · impossible: the page
cannot be read again, and its stored text holds nothing to take out."""
WHATS: tuple[What, ...] = get_args(What)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of one article."""

    id: int
    outlet: str
    url: str
    what: What
    why: str = ""
    """Of what is refused, failed or impossible; "no capture" also of articles cleaned from their stored text."""
    fields: tuple[str, ...] = ()
    before: Article | None = None
    after: Article | None = None


@dataclass(slots=True)
class Result:
    """What became of one outlet's articles."""

    outlet: str
    articles: dict[int, What] = field(default_factory=dict)
    fields: Counter[str] = field(default_factory=Counter)
    learned: list[str] = field(default_factory=list)
    skipped: str = ""
    """Why nothing was done."""

    def add(self, change: Change) -> None:
        if self.articles.get(change.id) != "changed":
            self.articles[change.id] = change.what
        self.fields.update(change.fields)

    @property
    def counts(self) -> dict[str, int]:
        """How many articles of each kind there are; every kind is named."""
        found = Counter(self.articles.values())
        return {what: found[what] for what in WHATS}


class Rereading:
    """One outlet, under its lease, so that no crawl writes meanwhile. Every article is a transaction of its own."""

    def __init__(
        self,
        outlet: Outlet | None,
        name: str,
        config: Config,
        opened: Database,
        stop: asyncio.Event,
        tell: Callable[[Change], None],
    ) -> None:
        self._outlet = outlet
        self._name = name
        self._opened = opened
        self._root = Path(archive.folder(config.archive))
        self._count = os.cpu_count() or 1
        self._workers = Workers(timeout=config.extract_timeout, megabytes=config.crawl_memory_mb, count=self._count)
        self._stop = stop
        self._tell = tell
        self._fence = 0
        self._renewed = datetime.now(UTC)
        self.result = Result(name)

    async def run(self, since: datetime | None, begun: Callable[[int], None]) -> Result:
        """Learn, read all articles first seen since then again, and take what was learned out of the others.

        `begun` is told how many articles there are. Raises StorageError; what was written by then is whole.
        """
        now = datetime.now(UTC)
        with self._opened.write() as session:
            fence = leases.acquire(session, self._lease, leases.holder_here(), now, TTL)
        if fence is None:
            self.result.skipped = "is being crawled; try again when that is done"
            return self.result
        self._fence = fence
        try:
            with self._opened.read() as session:
                everything = material.ids(session, self._name)
                chosen = material.ids(session, self._name, since)
            begun(len(chosen))
            self._learn(everything)
            await self._read_all(chosen)
            for _ in range(ROUNDS if not self._stop.is_set() else 0):
                if not self._learn_newest(chosen):
                    break
        finally:
            self._workers.close()
            with self._opened.write() as session:
                leases.release(session, self._lease, self._fence)
        return self.result

    @property
    def _lease(self) -> str:
        return leases.crawl_of(self._name)

    def _learn(self, everything: list[int]) -> None:
        """From the articles of every time: a redesign ago other lines were furniture."""
        eras = [everything[start : start + WINDOW] for start in range(0, max(len(everything) - WINDOW, 0), WINDOW)]
        for era in (*eras, None):
            if self._stop.is_set():
                return
            with self._write() as session:
                lesson = recurring_lines.judge(session, self._name, datetime.now(UTC), era=era)
            self.result.learned += lesson.learned

    def _learn_newest(self, chosen: list[int]) -> bool:
        """Learn from the texts as they are read now, and take out what that teaches. False: nothing."""
        with self._write() as session:
            lesson = recurring_lines.judge(session, self._name, datetime.now(UTC))
            learned = recurring_lines.in_force(session, self._name)
        self.result.learned += lesson.learned
        wanted = set(chosen)
        found = [self._taken_out(article, learned) for article in lesson.affected if article in wanted]
        return any(found)

    def _taken_out(self, article_id: int, learned: Learned) -> bool:
        with self._write() as session:
            if not material.exists(session, article_id):
                return False
            before = material.load(session, article_id)
            cleaned = recurring.without(before.article, learned.reason)
            if cleaned is None:
                return False
            change = self._settled(session, before, cleaned, "")
        self._tell_of(change)
        return change.what == "changed"

    async def _read_all(self, chosen: Iterable[int]) -> None:
        """As many at a time as there are cores, and one more in each queue."""
        places = asyncio.Semaphore(2 * self._count)
        tasks: set[asyncio.Task[None]] = set()
        for article_id in chosen:
            await places.acquire()
            failed = [task for task in tasks if task.done() and task.exception()]
            if self._stop.is_set() or failed:
                places.release()
                break
            tasks = {task for task in tasks if not task.done()}
            task = asyncio.create_task(self._read(article_id))
            task.add_done_callback(lambda _: places.release())
            tasks.add(task)
            tasks |= set(failed)
        await asyncio.gather(*tasks)

    async def _read(self, article_id: int) -> None:
        # else somebody has it forgotten at this moment
        with suppress(NotFound):
            await self._read_again(article_id)

    async def _read_again(self, article_id: int) -> None:
        with self._opened.read() as session:
            stored = material.load(session, article_id)
            learned = recurring_lines.in_force(session, self._name, stored.article.fetched)
        why = ""
        try:
            page = self._page(stored)
        except archive.ArchiveError as error:
            page, why = None, str(error)
        try:
            outlet = jobs.adhoc(stored.article.url) if self._name == "adhoc" else self._outlet
            if page is None or outlet is None:
                after = recurring.without(stored.article, lambda line: _reason(line, learned))
                why = why or "no outlet file"
            else:
                after = await self._workers.extract(page, outlet, learned)
        except NotAnArticle as error:
            self._say(stored, "refused", str(error))
        except ExtractionFailed as error:
            self._say(stored, "failed", f"{error.reason}: {error.detail}")
        else:
            with self._write() as session:
                change = self._settled(session, stored, after or stored.article, why)
            self._tell_of(change)

    def _page(self, stored: Material) -> Page | None:
        """The page as it was fetched. Raises ArchiveError where the archive has lost it."""
        kept = stored.capture
        if kept is None:
            raise archive.ArchiveError("no capture")
        place = archive.Place(file=kept.file, offset=kept.offset, length=kept.length)
        _, _, body = archive.read(self._root, place)
        return Page(url=kept.url, body=body, fetched=kept.fetched, content_type=kept.content_type, entry=stored.entry)

    def _settled(self, session: Session, stored: Material, after: Article, why: str) -> Change:
        fields = articles.rewrite(session, stored.id, after)
        what: What = "changed" if fields else "impossible" if why else "unchanged"
        return Change(
            id=stored.id,
            outlet=self._name,
            url=stored.article.url,
            what=what,
            why=why,
            fields=tuple(fields),
            before=stored.article,
            after=storable.article(after),
        )

    def _say(self, stored: Material, what: What, why: str) -> None:
        self._tell_of(Change(id=stored.id, outlet=self._name, url=stored.article.url, what=what, why=why))

    def _tell_of(self, change: Change) -> None:
        self.result.add(change)
        self._tell(change)

    @contextmanager
    def _write(self) -> Iterator[Session]:
        """One writing transaction under our lease, which is renewed in time. Raises LeaseLost."""
        now = datetime.now(UTC)
        with self._opened.write() as session:
            leases.assert_held(session, self._lease, self._fence)
            if now - self._renewed > RENEW_EVERY:
                leases.renew(session, self._lease, self._fence, now, TTL)
                self._renewed = now
            yield session


def _reason(line: str, learned: Learned) -> str | None:
    """Why a paragraph of a stored text is none, by today's rules."""
    found = furniture.match(line) if len(line) <= recurring.LONG else None
    return f"furniture:{found.group}" if found else learned.reason(line)
