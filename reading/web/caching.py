"""Answers that need not be sent again: ETag, Last-Modified, and 304 for who has them already."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import orjson
from fastapi import Request
from starlette.responses import Response

JSON = "application/json"
ASK_AGAIN = "private, no-cache"
"""Kept, but asked for each time: the next article may come any moment, and a token is somebody's own."""


def json_response(request: Request, value: Any, *, headers: Mapping[str, str] | None = None) -> Response:
    """The value as JSON, or 304."""
    return response(request, orjson.dumps(value), JSON, headers=headers)


def response(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    modified: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The body with its validators, or 304. The tag is weak: compressed or not, it is the same."""
    tag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    told = {"ETag": tag, "Cache-Control": ASK_AGAIN, "Vary": "Authorization, Cookie"} | dict(headers or {})
    if modified is not None:
        told["Last-Modified"] = format_datetime(modified, usegmt=True)
    if _has(request, tag, modified):
        return Response(status_code=304, headers=told)
    return Response(body, headers=told, media_type=media_type)


def _has(request: Request, tag: str, modified: datetime | None) -> bool:
    """RFC 9110, 13.2.2: If-None-Match counts before If-Modified-Since."""
    match = request.headers.get("if-none-match")
    if match is not None:
        mine = tag.removeprefix("W/")
        return match.strip() == "*" or mine in {part.strip().removeprefix("W/") for part in match.split(",")}
    since = request.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        return modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):  # TypeError: a date without zone
        return False
