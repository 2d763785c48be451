"""CSV (RFC 4180) that Excel, LibreOffice and programs read alike: UTF-8 with its mark, CRLF, and no cell that is a formula.

Columns as in the Article JSON, parts of image, cluster and capture in columns of their own. Authors, tags and captions: one a
line within the cell. Embeds and removed lines: JSON.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

from reading.exports.form import Counted, Row, tombstone

PLAIN = (
    "id", "outlet", "url", "canonical_url", "headline", "standfirst", "body", "language", "agency", "dateline", "section",
    "published", "published_raw", "published_evidence", "published_precision", "modified", "first_seen", "fetched",
    "word_count", "kind", "content_hash", "revision", "revisions", "status",
)  # fmt: skip
LISTS = ("authors", "tags", "captions")
JSON = ("embeds", "removed")
PARTS = (
    ("image", ("url", "caption", "credit")),
    ("cluster", ("id", "size", "lead", "similarity")),
    ("capture", ("file", "offset")),
)
COLUMNS = (*PLAIN, *LISTS, *JSON, *(f"{whole}_{part}" for whole, parts in PARTS for part in parts))

# OWASP, "CSV Injection": these begin a formula; full-width ones do in East Asian versions. With apostrophes before it, so that
# taking one away always gives the text back.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NEGATIVE = re.compile(r"-\d+(?:[.,]\d+)?")


class Sheet:
    def __init__(self, out: Counted) -> None:
        self._out = out
        self._out.write(("\ufeff" + _written([COLUMNS])).encode())

    def write(self, rows: Sequence[Row], forgotten: Sequence[int] = ()) -> None:
        if rows or forgotten:
            self._out.write(_written([_cells(row) for row in (*rows, *map(tombstone, forgotten))]).encode())

    def close(self) -> None:
        """Nothing stands behind the last line."""


def safe(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would calculate it; a plain negative number is only a number."""
    return f"'{text}" if _FORMULA.match(text) and not _NEGATIVE.fullmatch(text) else text


def _written(rows: Sequence[Sequence[Any]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _cells(row: Row) -> list[Any]:
    cells = [row.get(name) for name in PLAIN]
    cells += ["\n".join(row.get(name) or ()) for name in LISTS]
    cells += [json.dumps(row[name], ensure_ascii=False) if row.get(name) else "" for name in JSON]
    for whole, parts in PARTS:
        values = row.get(whole) or {}
        cells += [values.get(part) for part in parts]
    return [safe(cell) if isinstance(cell, str) else cell for cell in cells]
