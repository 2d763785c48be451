"""Whoever needs the same thing goes one after the other, within one process; between processes leases see to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager


class Turns:
    """First come, first served; who needs several waits for each."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def of(self, names: Collection[str]) -> AsyncIterator[None]:
        """The block runs while nobody else has any of these."""
        async with AsyncExitStack() as stack:
            for name in sorted(set(names)):  # everybody in one order, or two would wait for each other
                await stack.enter_async_context(self._locks.setdefault(name, asyncio.Lock()))
            yield
