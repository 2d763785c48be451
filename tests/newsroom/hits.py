"""The server's own log: what was asked, when, by whom, and what it was given. Counting for tests; safe across threads."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    time: datetime
    """Aware UTC: when the request's head had arrived."""
    clock: float
    """Monotonic seconds of the same moment, for gaps."""
    host: str
    method: str
    path: str
    """Path and query, as sent."""
    status: int
    """As answered; 0 where a fault sends no status line."""
    conditional: bool
    user_agent: str
    kind: str
    """robots | feed | sitemap | article | listing | file | other, as the site sees its own address."""
    fault: str | None = None


class Hits:
    """Every request served, in order of arrival."""

    def __init__(self) -> None:
        self._rows: list[Hit] = []
        self._lock = threading.Lock()

    def add(self, hit: Hit) -> None:
        with self._lock:
            self._rows.append(hit)

    def clear(self) -> None:
        with self._lock:
            self._rows.clear()

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Hit]:
        with self._lock:
            return iter(tuple(self._rows))

    def where(self, **wanted: Any) -> list[Hit]:
        """Hits whose fields equal these: `where(host="…", kind="feed", status=304)`."""
        return [hit for hit in self if all(getattr(hit, name) == value for name, value in wanted.items())]

    def count(self, **wanted: Any) -> int:
        return len(self.where(**wanted))

    def by(self, field: str, **wanted: Any) -> Counter[Any]:
        """How many hits for each value of a field."""
        return Counter(getattr(hit, field) for hit in self.where(**wanted))

    def pairs(self, one: str, other: str) -> Counter[tuple[Any, Any]]:
        """How many hits for each pair of two fields' values."""
        return Counter((getattr(hit, one), getattr(hit, other)) for hit in self)

    def smallest_gap(self, host: str) -> float | None:
        """Seconds between the two nearest requests to a host; None under two requests."""
        clocks = [hit.clock for hit in self.where(host=host)]
        return min((later - earlier for earlier, later in pairwise(clocks)), default=None)

    def as_json(self) -> list[dict[str, Any]]:
        return [{**asdict(hit), "time": hit.time.astimezone(UTC).isoformat()} for hit in self]
