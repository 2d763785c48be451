"""Pages that somebody else fetched, on the road of our own: extracted in a process that can be killed, judged, recorded."""

from __future__ import annotations

import asyncio
import os
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler import job as jobs
from crawler.extraction.workers import ExtractionFailed, Workers
from crawler.fetching import archive
from news import links
from news.article import Article, NotAnArticle, Page
from news.outlet import Outlet
from storage.config import Config
from storage.corpus import articles, captures
from storage.crawls import outlets, recurring_lines
from storage.database import Database

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

LARGEST = 20_000_000
"""Bytes of a page; what is larger is no article."""
MARK = "import-"
"""How files of the archive begin that hold imported pages."""
HTML = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of a file or folder, or why there is none at this place."""

    where: str
    """file, file:offset"""
    page: Page | None = None
    why: str = ""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    status: int = 200


def warc(path: Path) -> Iterator[Found]:
    """The HTML answers (status 2xx) of a WARC file. A damaged record ends the file: what follows cannot be told apart."""
    with path.open("rb") as stream:
        records = ArchiveIterator(stream)
        while True:
            try:
                record = next(records, None)
                if record is None:
                    return
                body = record.content_stream().read(LARGEST + 1) if _is_page(record) else None
                # only now: asking for the offset reads to the record's end
                where = f"{path}:{records.get_record_offset()}"
                found = _answer(record, body, where) if body is not None else None
            except (ArchiveLoadFailed, ValueError, OSError, EOFError) as error:
                yield Found(where=f"{path}:{stream.tell()}", why=f"cannot be read: {str(error)[:200] or type(error).__name__}")
                return
            if found is not None:
                yield found


def _is_page(record: ArcWarcRecord) -> bool:
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = record.http_headers.get_header("Content-Type") or HTML[0]
    good = 200 <= int(record.http_headers.get_statuscode() or 0) < 300
    return good and kind.partition(";")[0].strip().lower() in HTML


def _answer(record: ArcWarcRecord, body: bytes, where: str) -> Found:
    if len(body) > LARGEST:
        return Found(where=where, why=f"larger than {LARGEST:,} bytes")
    if getattr(record.raw_stream, "limit", 0) > 0:
        return Found(where=where, why="is cut short")
    kind = record.http_headers.get_header("Content-Type")
    status = int(record.http_headers.get_statuscode())
    fetched = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")).astimezone(UTC)
    url = links.canonical(record.rec_headers.get_header("WARC-Target-URI").strip("<>"))
    headers = tuple((name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in record.http_headers.headers)
    return Found(where=where, page=Page(url=url, body=body, fetched=fetched, content_type=kind), headers=headers, status=status)


def html(path: Path) -> Iterator[Found]:
    """One saved page: its address is the one it claims, its time that of the file."""
    try:
        body = path.read_bytes()
        fetched = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(microsecond=0)
    except OSError as error:
        yield Found(where=str(path), why=f"cannot be read: {error.strerror}")
        return
    if len(body) > LARGEST:
        yield Found(where=str(path), why=f"larger than {LARGEST:,} bytes")
    else:
        yield Found(where=str(path), page=Page(url="", body=body, fetched=fetched, content_type="text/html"))


Tell = Callable[[str, str, str], None]
"""Told of every page: where, what became of it, why."""


class Importing:
    """Pages in, one transaction each. Killed and begun again, it passes over what it has done."""

    def __init__(self, config: Config, opened: Database, outlet: Outlet | None, known: Sequence[Outlet]) -> None:
        self._opened = opened
        self._outlet = outlet
        self._known = known
        self._root = archive.folder(config.archive)
        self._count = os.cpu_count() or 1
        self._workers = Workers(timeout=config.extract_timeout, megabytes=config.crawl_memory_mb, count=self._count)
        self._archives: dict[str, archive.RunArchive] = {}
        self._started = datetime.now(UTC)
        self.counts: Counter[str] = Counter()
        with opened.read() as session:
            # numbers instead of addresses: millions of pages may have come before
            self._done = {hash(page) for page in captures.begun_with(session, MARK)}

    async def run(self, pages: Iterator[Found], tell: Tell, stop: asyncio.Event) -> None:
        """Take all in, in their order: of two states of one page the later must come later. Raises StorageError, OSError."""
        waiting: deque[tuple[Found, asyncio.Task[tuple[Outlet, Article]]]] = deque()
        try:
            for found in pages:
                if stop.is_set():
                    break
                if found.page is None:
                    self._say(tell, found, "failed", found.why)
                    continue
                if found.page.url and hash((found.page.url, found.page.fetched)) in self._done:
                    self._say(tell, found, "unchanged", "imported before")
                    continue
                waiting.append((found, asyncio.create_task(self._extract(found.page))))
                if len(waiting) > 2 * self._count:
                    await self._settle(*waiting.popleft(), tell)
            while waiting:
                await self._settle(*waiting.popleft(), tell)
        finally:
            for _, task in waiting:
                task.cancel()
            self._workers.close()
            for each in self._archives.values():
                each.close()

    async def _extract(self, page: Page) -> tuple[Outlet, Article]:
        outlet = self._outlet or self._owner(page.url or "http://unknown.invalid/")
        article = await self._extracted(page, outlet)
        if page.url or self._outlet is not None or not article.canonical_url:
            return outlet, article
        # a saved page says itself where it is from; only then is it known by whose rules it is to be read
        outlet = self._owner(article.canonical_url)
        if outlet.id == jobs.ADHOC:
            return outlet, article
        return outlet, await self._extracted(page, outlet)

    async def _extracted(self, page: Page, outlet: Outlet) -> Article:
        with self._opened.read() as session:
            learned = recurring_lines.in_force(session, outlet.id, page.fetched)
        return await self._workers.extract(page, outlet, learned)

    def _owner(self, address: str) -> Outlet:
        """The outlet on whose site it is, else the one for all others."""
        return outlets.owner(address, self._known) or jobs.adhoc(address)

    async def _settle(self, found: Found, task: asyncio.Task[tuple[Outlet, Article]], tell: Tell) -> None:
        try:
            outlet, article = await task
        except NotAnArticle as error:
            self._say(tell, found, "rejected", error.reason)
        except ExtractionFailed as error:
            self._say(tell, found, "failed", f"{error.reason}: {error.detail}")
        else:
            if not article.canonical_url:
                self._say(tell, found, "failed", "names no address; import it from a WARC file, which does")
            elif not found.page.url and hash((article.canonical_url, article.fetched)) in self._done:  # type: ignore[union-attr]
                self._say(tell, found, "unchanged", "imported before")
            else:
                self._say(tell, found, self._record(found, outlet, article), "")

    def _record(self, found: Found, outlet: Outlet, article: Article) -> str:
        assert found.page is not None  # noqa: S101 - it was extracted
        url = found.page.url or article.canonical_url
        place = self._archive(outlet).append(
            url=url,
            status=found.status,
            headers=found.headers or ((b"Content-Type", b"text/html"),),
            protocol="HTTP/1.1",
            body=found.page.body,
            fetched=found.page.fetched,
        )
        made = articles.make(article)  # before the lock is taken
        with self._opened.write() as session:
            capture = captures.add(
                session,
                run_id=None,
                outlet=outlet.id,
                url=url,
                file=place.file,
                offset=place.offset,
                length=place.length,
                status=found.status,
                content_type=found.page.content_type,
                fetched=found.page.fetched,
            )
            done = articles.record(
                session, made, link_id=None, capture_id=capture, run_id=None, now=datetime.now(UTC), source_url=url
            )
        self._done.add(hash((url, found.page.fetched)))
        return done.verdict

    def _archive(self, outlet: Outlet) -> archive.RunArchive:
        if outlet.id not in self._archives:
            self._archives[outlet.id] = archive.RunArchive(
                self._root,
                outlet=f"{MARK}{outlet.id}",
                run_id=os.getpid(),
                started=self._started,
                software=f"Rasid/{metadata.version('rasid')}",
            )
        return self._archives[outlet.id]

    def _say(self, tell: Tell, found: Found, what: str, why: str) -> None:
        self.counts[what] += 1
        tell(found.where, what, why)
