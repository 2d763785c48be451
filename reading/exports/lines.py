"""JSONL: one Article JSON a line, UTF-8, LF after each and nothing else that any reader takes for a line's end."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from reading import terminal
from reading.exports.form import Counted, Row, tombstone

# the bytes of ASCII, of Arabic letters and marks, and of what follows a first byte; 9C also ends the Arabic letter mark, U+061C
_PLAIN = bytes({*range(0x7F), *range(0x80, 0xC0), *range(0xC3, 0xE0)} - {0x9C})


class Lines:
    def __init__(self, out: Counted) -> None:
        self._out = out

    def write(self, rows: Sequence[Row], forgotten: Sequence[int] = ()) -> None:
        if rows or forgotten:
            self._out.write(b"".join([*map(line, rows), *(line(tombstone(number)) for number in forgotten)]))

    def close(self) -> None:
        """Nothing stands behind the last line."""


def line(row: Row) -> bytes:
    """The article's line, its end too. Every character that acts on a terminal is escaped, as in `terminal.json_text`."""
    written = orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
    if not written.translate(None, _PLAIN):
        return written
    text = written[:-1].decode()
    # one look in C decides for nearly all; a no-break space, say, needs the longer look and stays
    return written if text.isprintable() else terminal.escaped(text).encode() + b"\n"
