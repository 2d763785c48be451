"""JSONL: one Article JSON a line, UTF-8, LF after each and nothing else that any reader takes for a line's end."""

from __future__ import annotations

import json
from collections.abc import Sequence

from reading import terminal
from reading.exports.form import Counted, Row

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
"""One encoder for all lines: `json.dumps` makes one for each."""


class Lines:
    def __init__(self, out: Counted) -> None:
        self._out = out

    def write(self, rows: Sequence[Row]) -> None:
        if rows:
            self._out.write("".join([line(row) + "\n" for row in rows]).encode())

    def close(self) -> None:
        """Nothing stands behind the last line."""


def line(row: Row) -> str:
    """The JSON of `terminal.json_text` on one line."""
    text = _encode(row)
    # one look in C decides for nearly all; a no-break space, say, needs the longer look and stays
    return text if text.isprintable() else terminal.escaped(text)
