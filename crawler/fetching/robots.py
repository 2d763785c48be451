"""robots.txt after RFC 9309: what an answer allows, kept for a day beside the corpus."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from protego import Protego

PRODUCT = "Rasid"
"""The product token of our User-Agent, which rules are looked up under."""
READ = 500 * 1024
"""Bytes parsed (§2.5)."""
KEPT = timedelta(hours=24)
"""An answer is not used for longer (§2.4)."""
LONGEST_DELAY = 60.0
"""Seconds of Crawl-delay honoured; no part of the RFC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What a site lets us fetch."""

    rules: Protego | None = None
    """None: no rules, see `unreachable`."""
    unreachable: str | None = None
    """Why robots.txt could not be read (a word of `failures`, or the status): nothing may be fetched. None: it could."""

    def allows(self, url: str) -> bool:
        if self.unreachable is not None:
            return False
        return self.rules is None or bool(self.rules.can_fetch(url, PRODUCT))

    @property
    def crawl_delay(self) -> float:
        """Seconds asked for between two requests, at most `LONGEST_DELAY`; 0 when none."""
        asked = self.rules.crawl_delay(PRODUCT) if self.rules is not None else None
        return min(max(float(asked or 0), 0.0), LONGEST_DELAY)


def judge(status: int, body: bytes) -> Robots:
    """What an answer means (§2.3.1): 2xx rules; 3xx that lead nowhere and 4xx no rules, all is allowed; 5xx nothing is.

    401 and 403 are 4xx like the others: RFC 9309 reads them as «no robots.txt» (so does Google). 429 is
    read as 5xx, though: a server that asks us to slow down has not given leave.
    """
    if 200 <= status < 300:
        return Robots(rules=Protego.parse(body[:READ].decode("utf-8-sig", errors="ignore")))
    if status >= 500 or status == 429:
        return Robots(unreachable=str(status))
    return Robots()


class Cache:
    """Answers by origin, one small file each; only answers that say something are kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, origin: str, now: datetime) -> Robots | None:
        """The kept answer of `origin` («https://example.com»), None when absent, over a day old, or unreadable."""
        try:
            kept = json.loads(self._path(origin).read_text(encoding="utf-8"))
            age = now - datetime.fromisoformat(kept["fetched"])
            status, body = int(kept["status"]), base64.b64decode(kept["body"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return judge(status, body) if timedelta(0) <= age < KEPT else None

    def put(self, origin: str, status: int, body: bytes, now: datetime) -> None:
        """Keep an answer. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(origin)
        text = json.dumps(
            {
                "origin": origin,
                "status": status,
                "fetched": now.astimezone(UTC).isoformat(),
                "body": base64.b64encode(body[:READ]).decode(),
            }
        )
        scratch = path.with_suffix(f".{os.getpid()}")
        scratch.write_text(text, encoding="utf-8")
        scratch.replace(path)

    def _path(self, origin: str) -> Path:
        return self._folder / f"{hashlib.sha256(origin.encode()).hexdigest()[:32]}.json"
