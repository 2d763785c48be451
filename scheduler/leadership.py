"""The lease `scheduler`: of all daemons on one database one works at a time, the others stand by."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from storage.crawls import leases, liveness
from storage.database import Database
from storage.errors import StorageError

LEASE = liveness.SCHEDULER
TTL = timedelta(seconds=45)
RENEW_EVERY = 10.0
"""Seconds; also between two looks of who stands by."""

log = logging.getLogger("rasid.daemon")


class Leadership:
    """What one daemon knows of the lease: whether it holds it, and under which number."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.fence = 0
        """The number of the term that began with `won`; whoever writes shows it (`storage.crawls.leases`)."""

    async def won(self, stopping: asyncio.Event) -> bool:
        """Wait until the lease is ours; False when `stopping` came first. Raises StorageError when the first look fails."""
        standing_by = False
        while not stopping.is_set():
            try:
                if await asyncio.to_thread(self._acquire):
                    return True
            except StorageError as error:
                if not standing_by:
                    raise  # who cannot even begin says so; who stands by goes on standing by
                log.error("standing by, the schedule's lease was not read, trying again: %s", error)
            if not standing_by:
                log.info("another daemon works on this database; standing by")
                standing_by = True
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), timeout=RENEW_EVERY)
        return False

    def _acquire(self) -> bool:
        with self._database.write() as session:
            fence = leases.acquire(session, LEASE, leases.holder_here(), datetime.now(UTC), TTL)
        self.fence = fence or 0
        return fence is not None

    def renew(self, shortest: int) -> None:
        """Hold it longer, and say that the daemon lives, its `shortest` interval in seconds. Raises LeaseLost, StorageError."""
        with self._database.write() as session:
            now = datetime.now(UTC)
            leases.renew(session, LEASE, self.fence, now, TTL)
            liveness.ticked(session, now, shortest)

    def assert_held(self, session: Session) -> None:
        """Raises LeaseLost when another daemon has taken over."""
        leases.assert_held(session, LEASE, self.fence)

    def resign(self) -> None:
        """Let the next one begin at once. Raises StorageError."""
        with self._database.write() as session:
            leases.release(session, LEASE, self.fence)
