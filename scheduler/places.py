"""How many crawls run at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Places:
    """So many crawls at a time, first come, first served; their number may change while they run."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def taken(self) -> int:
        """How many are inside."""
        return self._taken

    def resize(self, most: int) -> None:
        """Let `most` run from now on; nobody who runs is sent away."""
        self._most = most
        self._admit()

    async def __aenter__(self) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._admit()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._leave()

    def _leave(self) -> None:
        self._taken -= 1
        self._admit()

    def _admit(self) -> None:
        while self._waiting and self._taken < self._most:
            turn = self._waiting.popleft()
            if not turn.done():
                self._taken += 1
                turn.set_result(None)


class CrawlPlaces:
    """Places of which outlets in doubt take half at most: crawls that hang until their deadline leave the others room to work."""

    def __init__(self, most: int) -> None:
        self._all, self._few = Places(most), Places(_half(most))

    @property
    def taken(self) -> int:
        """How many crawls are under way."""
        return self._all.taken

    def resize(self, most: int) -> None:
        """As `Places.resize`."""
        self._all.resize(most)
        self._few.resize(_half(most))

    @asynccontextmanager
    async def one(self, *, doubtful: bool) -> AsyncIterator[None]:
        """The block has a place."""
        if not doubtful:
            async with self._all:
                yield
            return
        async with self._few, self._all:
            yield


def _half(most: int) -> int:
    return max(1, most // 2)
