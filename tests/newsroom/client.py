"""A client of the newsroom's, for its own tests: one request on a connection of its own."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from tests.newsroom.room import Newsroom

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""The hour in the rooms that are only looked at."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(room: Newsroom, url: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """One request on a connection of its own, sent to the room whatever the address's host is."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", room.port, timeout=10)
    sent = {"Host": parts.netloc, **{name.replace("_", "-"): value for name, value in headers.items()}}
    try:
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), body, sent)
        answer = connection.getresponse()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()
