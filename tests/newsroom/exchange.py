"""Requests and responses as plain values, and the conditional rules between them (RFC 9110 §13)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from urllib.parse import unquote_to_bytes


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    target: str
    """Path and query as sent."""
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes = b""

    @property
    def host(self) -> str:
        return self.headers.get("host", "").partition(":")[0].lower().rstrip(".")

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    @property
    def decoded(self) -> str:
        """The path with its percent-encoding undone; bytes that are no UTF-8 become U+FFFD."""
        return unquote_to_bytes(self.path).decode("utf-8", errors="replace")

    @property
    def conditional(self) -> bool:
        return "if-none-match" in self.headers or "if-modified-since" in self.headers


@dataclass(frozen=True, slots=True)
class Response:
    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    etag: str | None = None
    modified: datetime | None = field(default=None)

    @classmethod
    def json(cls, data: Any, status: int = 200) -> Response:
        return cls(json.dumps(data, ensure_ascii=False).encode(), status, "application/json")

    @classmethod
    def redirect(cls, location: str, status: int = 301) -> Response:
        return cls(b"", status, headers=(("Location", location),))


def tag(body: bytes) -> str:
    """A strong validator made of the content."""
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"'


def conditional(request: Request, response: Response) -> Response:
    """The response, or 304 where the client's validators still hold. If-None-Match alone decides where it is given."""
    if response.status != 200 or request.method not in {"GET", "HEAD"}:
        return response
    offered = request.headers.get("if-none-match")
    if offered is not None:
        known = {part.strip().removeprefix("W/") for part in offered.split(",")}
        fresh = response.etag is not None and ("*" in known or response.etag.removeprefix("W/") in known)
    else:
        fresh = _not_modified_since(request.headers.get("if-modified-since"), response.modified)
    return replace(response, body=b"", status=304) if fresh else response


def _not_modified_since(header: str | None, modified: datetime | None) -> bool:
    if header is None or modified is None:
        return False
    try:
        since = parsedate_to_datetime(header)
    except ValueError:
        return False
    return modified.replace(microsecond=0) <= (since if since.tzinfo else since.replace(tzinfo=UTC))


def head(response: Response) -> list[tuple[str, str]]:
    """All headers but those of the connection and the length."""
    rows = [*response.headers]
    if response.status != 304 and response.content_type:
        rows.append(("Content-Type", response.content_type))
    if response.etag:
        rows.append(("ETag", response.etag))
    if response.modified:
        rows.append(("Last-Modified", format_datetime(response.modified.astimezone(UTC), usegmt=True)))
    return rows
