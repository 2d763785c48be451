"""What a run knows of its outlet's recurring furniture: loaded at its start, learned from what it stores, applied backwards."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from news import recurring
from storage.corpus import articles
from storage.crawls import recurring_lines
from storage.errors import StorageError

if TYPE_CHECKING:
    from crawler.ledger import Ledger

EVERY = 50
"""Articles after which a long run looks at what it has; its end is when most is known."""
ALL_AT_ONCE = 50
"""Articles cleaned in one transaction."""

log = logging.getLogger("rasid.crawl")


class Lessons:
    """One run's. `learned` goes to extraction with every page."""

    def __init__(self, outlet: str) -> None:
        self.learned = recurring.NOTHING
        self._outlet = outlet
        self._waiting = 0
        """Articles stored since the last look."""

    def begin(self, ledger: Ledger) -> None:
        """Load what earlier runs learned. Raises StorageError."""
        with ledger.write() as session:
            self.learned = recurring_lines.in_force(session, self._outlet)

    def recorded(self, ledger: Ledger, verdict: str) -> None:
        """A page was recorded; its text is new where the verdict says so."""
        self._waiting += verdict in {"stored", "revised"}
        if self._waiting >= EVERY:
            self._look(ledger)

    def conclude(self, ledger: Ledger) -> None:
        """The run is about to end. Where nothing new was stored there is nothing to learn, and where it gave up it may not."""
        if self._waiting and ledger.error is None:
            self._look(ledger)

    def _look(self, ledger: Ledger) -> None:
        """Learn and forget, and take what was learned out of the articles it stands in.

        A fault ends the crawl by way of the ledger; what was not taken out is, at the end of the next run that stores anything.
        """
        self._waiting = 0
        now = datetime.now(UTC)
        try:
            with ledger.write() as session:
                lesson = recurring_lines.judge(session, self._outlet, now)
                self.learned = recurring_lines.in_force(session, self._outlet)
            for start in range(0, len(lesson.affected), ALL_AT_ONCE):
                with ledger.write() as session:
                    for article in lesson.affected[start : start + ALL_AT_ONCE]:
                        articles.take_out(session, article, self.learned)
        except StorageError as error:
            log.error("%s: recurring lines were not learned: %s", self._outlet, error)
            return
        for line in lesson.learned:
            log.info("%s: learned as furniture: %s", self._outlet, line[:120])
        for line in lesson.forgotten:
            log.info("%s: no furniture any more: %s", self._outlet, line[:120])
