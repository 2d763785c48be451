"""Places for work that keeps a core busy for long: few at a time, and none kept by who does not take what was made for him."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

IDLE = 300.0
"""Seconds without a further piece taken, after which who waits may have the place: `curl … | less`, a laptop asleep."""


class Place:
    """One place, while it is held."""

    def __init__(self, of: Places) -> None:
        self._of = of

    def keep(self) -> bool:
        """Say that its work goes on; False: somebody else has the place now."""
        return self._of.keep(self)

    def leave(self) -> None:
        """Give it back; once, and again, and after it was taken over, the same."""
        self._of.leave(self)


class Places:
    """`number` places. Used from several threads."""

    def __init__(self, number: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._number, self._clock = number, clock
        self._held: dict[Place, float] = {}
        self._guard = threading.Lock()

    def take(self) -> Place | None:
        """A free place, else the one that lay idle for longest, for longer than IDLE; None: all are in use."""
        with self._guard:
            now = self._clock()
            if len(self._held) >= self._number:
                idle = min(self._held, key=lambda place: self._held[place])
                if now - self._held[idle] < IDLE:
                    return None
                del self._held[idle]
            place = Place(self)
            self._held[place] = now
            return place

    def keep(self, place: Place) -> bool:
        with self._guard:
            if place not in self._held:
                return False
            self._held[place] = self._clock()
            return True

    def leave(self, place: Place) -> None:
        with self._guard:
            self._held.pop(place, None)
