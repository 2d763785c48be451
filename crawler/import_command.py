"""`rasid import`: JSON lines of ours, WARC files and folders of saved pages into the corpus."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from crawler.crawl_command import INTERRUPTED
from storage import opening
from storage.config import Config
from storage.corpus import article_reading, intake
from storage.corpus.article_reading import BadArticle, Incoming
from storage.crawls import outlets
from storage.database import Database
from storage.errors import NotFound

if TYPE_CHECKING:
    from crawler.importing import Found

JSONL = (".jsonl", ".ndjson")
WARC = (".warc", ".warc.gz")
PAGES = (".html", ".htm", ".xhtml")
AT_ONCE = 50
"""Lines taken in in one transaction: a crawl that runs beside waits for no more."""
LONGEST = 64_000_000
"""Bytes of a line."""
FAILED = ("bad line", "failed")


@click.command(name="import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--outlet", "outlet_id", metavar="ID", help="Pages are this outlet's; else of the one on whose site they are.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object of figures.")
def import_(paths: tuple[str, ...], outlet_id: str | None, as_json: bool) -> None:
    """Take PATHs in: .jsonl of `rasid export`, .warc(.gz), saved pages (.html), folders of them all.

    An article of a .jsonl comes as it is, with its number where that is free, its cluster, first_seen, status, and its earlier
    states where they are in it (`rasid export --history`); not with captures, runs and links. Pages go the road of a crawl:
    extracted, judged, recorded. What is there already stays: the same command again, also after a kill, changes nothing that
    was done. Bad lines and pages are named on standard error; the exit code is then 1.
    """
    files = list(_files(paths))
    config, opened = opening.open_corpus(create=True)
    counts: Counter[str] = Counter()
    interrupted = False
    with closing(opened), opening.faults(), _bar(files) as bar:
        try:
            catalogue = outlets.load(config)
            outlet = catalogue.get(outlet_id) if outlet_id is not None else None
        except NotFound as error:
            raise click.BadParameter(str(error), param_hint="--outlet") from error
        lines = [path for path in files if path.name.endswith(JSONL)]
        pages = [path for path in files if not path.name.endswith(JSONL)]
        if lines:
            interrupted = _Lines(opened, bar, counts).run(lines)
        if pages and not interrupted:
            interrupted = _take_pages(pages, config, opened, outlet, catalogue.read()[0], bar, counts)
    _report(counts, as_json=as_json)
    if interrupted:
        click.echo("interrupted: what was taken in is stored; the same command does the rest", err=True)
        sys.exit(INTERRUPTED)
    if any(counts[what] for what in FAILED):
        sys.exit(1)


def _files(paths: Sequence[str]) -> Iterator[Path]:
    """Every file in its order; a folder becomes what is in it. What is not there, or of no kind we read, is wrong usage."""
    endings = (*JSONL, *WARC, *PAGES)
    for name in paths:
        path = Path(name)
        try:
            there, folder = path.exists(), path.is_dir()
        except (OSError, ValueError) as error:
            raise click.UsageError(f"{name}: no file or folder to read ({error})") from error
        if not there:
            raise click.UsageError(f"{name}: no such file or folder")
        if folder:
            found = sorted(file for file in path.rglob("*") if file.name.lower().endswith(endings) and file.is_file())
            if not found:
                raise click.UsageError(f"{name}: nothing in this folder to import ({', '.join(endings)})")
            yield from found
        elif path.name.lower().endswith(endings):
            yield path
        else:
            raise click.UsageError(f"{name}: neither JSON lines, WARC nor HTML by its name ({', '.join(endings)})")


class _Bar:
    """Progress by bytes of the files."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=max(total, 1), count=0)
        self._count = 0

    def file(self, size: int) -> None:
        self._progress.advance(self._task, size)

    def one(self) -> None:
        self._count += 1
        if self._count % 20 == 0:
            self._progress.update(self._task, count=self._count)


@contextmanager
def _bar(files: Sequence[Path]) -> Iterator[_Bar]:
    """On a terminal's standard error; nothing in a pipe."""
    console = Console(stderr=True)
    columns = BarColumn(), TextColumn("{task.fields[count]:,} read"), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield _Bar(progress, sum(path.stat().st_size for path in files))


class _Lines:
    """JSON lines, some in one transaction."""

    def __init__(self, opened: Database, bar: _Bar, counts: Counter[str]) -> None:
        self._opened, self._bar, self._counts = opened, bar, counts
        self._numbers: dict[int, int] = {}
        self._waiting: list[tuple[int, article_reading.Place]] = []

    def run(self, paths: Sequence[Path]) -> bool:
        """True: Ctrl-C or SIGTERM cut it short. Raises StorageError; what was taken in by then is whole."""
        try:
            with _stoppable() as stopped:
                for path in paths:
                    some: list[Incoming] = []
                    for given in self._read(path):
                        some.append(given)
                        if len(some) >= AT_ONCE:
                            self._take(some)
                            some = []
                        if stopped():
                            return True
                    self._take(some)
                self._join()
                return stopped()
        except KeyboardInterrupt:
            return True

    def _join(self) -> None:
        """Put those whose lead came after them in their clusters."""
        for start in range(0, len(self._waiting), AT_ONCE):
            with self._opened.write() as session:
                for number, place in self._waiting[start : start + AT_ONCE]:
                    intake.join(session, number, place, numbers=self._numbers)

    def _take(self, some: list[Incoming]) -> None:
        if not some:
            return
        numbers, words, waiting = dict(self._numbers), Counter[str](), []
        with self._opened.write() as session:
            for given in some:
                taken = intake.take(session, given, numbers=numbers, now=datetime.now(UTC))
                words[taken.word] += 1
                if taken.waits and given.cluster is not None:
                    waiting.append((taken.article_id, given.cluster))
        self._numbers = numbers
        self._waiting += waiting
        self._counts.update(words)

    def _read(self, path: Path) -> Iterator[Incoming]:
        try:
            stream = path.open("rb")
        except OSError as error:
            self._bad(str(path), f"cannot be read: {error.strerror}")
            return
        with stream:
            number = 0
            while line := stream.readline(LONGEST):
                number += 1
                self._bar.file(len(line))
                self._bar.one()
                if not line.strip():
                    continue
                try:
                    data = json.loads(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)
                    if article_reading.is_tombstone(data):
                        self._counts["tombstone"] += 1
                        continue
                    yield article_reading.read(data)
                except BadArticle as error:
                    self._bad(f"{path}:{number}", str(error))
                except (ValueError, RecursionError) as error:
                    self._bad(f"{path}:{number}", f"is no JSON: {error}")

    def _bad(self, where: str, why: str) -> None:
        self._counts["bad line"] += 1
        click.echo(f"{where}: {why}", err=True)


@contextmanager
def _stoppable() -> Iterator[Callable[[], bool]]:
    """SIGINT and SIGTERM are noted and asked for between transactions; a second one interrupts whatever goes on."""
    seen: list[int] = []

    def note(number: int, _: object) -> None:
        if seen:
            raise KeyboardInterrupt
        seen.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(seen)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _take_pages(
    paths: Sequence[Path], config: Config, opened: Database, outlet: Any, known: Sequence[Any], bar: _Bar, counts: Counter[str]
) -> bool:
    """True: Ctrl-C cut it short."""
    from crawler import importing
    from crawler.fetching.archive import ArchiveError

    def pages() -> Iterator[Found]:
        for path in paths:
            yield from importing.warc(path) if path.name.lower().endswith(WARC) else importing.html(path)
            bar.file(path.stat().st_size)

    def tell(where: str, what: str, why: str) -> None:
        bar.one()
        if what in {"failed", "rejected"}:
            click.echo(f"{where}: {what}: {why}", err=True)

    async def run() -> bool:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await work.run(pages(), tell, stop)
        return stop.is_set()

    try:
        work = importing.Importing(config, opened, outlet, known)
    except ArchiveError as error:
        raise click.ClickException(str(error)) from error
    try:
        return asyncio.run(run())
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'the archive'}: {error.strerror or error}") from error
    finally:
        counts.update(work.counts)


def _report(counts: Counter[str], *, as_json: bool) -> None:
    words = (*intake.WORDS, "duplicate", "tombstone", "rejected", *FAILED)
    if as_json:
        click.echo(json.dumps({word.replace(" ", "_"): counts[word] for word in words}))
        return
    said = ", ".join(f"{counts[word]:,} {word}" for word in words if counts[word])
    click.echo(said or "nothing to import")
    if counts["tombstone"]:
        click.echo("tombstones say what was forgotten elsewhere; `rasid forget` does it here", err=True)
