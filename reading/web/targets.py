"""Addresses as people type them: `curl '…/search?q=درعا'` sends the letters as they are, which HTTP does not know.

Browsers and libraries escape them before they ask. What a person means is plain, so the bytes are escaped here, where the strict
reading of HTTP (h11) would answer 400 without a word of why.
"""

from __future__ import annotations

import re

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

_FOREIGN = re.compile(rb"[\x80-\xff]")


class Protocol(H11Protocol):
    """Uvicorn's, but an address may hold letters that are not ASCII."""

    def data_received(self, data: bytes) -> None:
        if not data.isascii() and self.conn.their_state is h11.IDLE and not self.conn.trailing_data[0]:
            data = escaped(data)  # a request begins with this piece
        super().data_received(data)


def escaped(data: bytes) -> bytes:
    """The beginning of a request with its first line as RFC 3986, 2.1 wants it; the rest stays."""
    line, end, rest = data.partition(b"\r\n")
    return _FOREIGN.sub(lambda found: b"%%%02X" % found[0][0], line) + end + rest
