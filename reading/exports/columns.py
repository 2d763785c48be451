"""Parquet: the Article JSON with types, for DuckDB, pandas, polars, Spark. Needs pyarrow: pip install 'rasid[parquet]'."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from reading.exports.form import Counted, Row

ROWS = 2000
"""Articles of a row group at most."""
GROUP = 8_000_000
"""Characters of bodies after which a row group is written: it is held in memory until then."""
COMPRESSION = "zstd"
CURE = "pip install 'rasid[parquet]'"


class NoArrow(ImportError):
    """Pyarrow is not installed; the message is one line with the cure."""


def arrow() -> Any:
    """The module pyarrow. Raises NoArrow."""
    try:
        import pyarrow as pa
        import pyarrow.parquet
    except ImportError as error:
        raise NoArrow(f"Parquet and Arrow need pyarrow; install it with {CURE}") from error
    return pa


def schema() -> Any:
    """The columns, in the Article JSON's order. Every text can be null: of a forgotten article only id and status are told."""
    pa = arrow()
    text, moment, texts = pa.string(), pa.timestamp("us", tz="UTC"), pa.list_(pa.string())
    embed = pa.struct(
        [("platform", text), ("url", text), ("author", text), ("posted", moment), ("text", text), ("after_paragraph", pa.int32())]
    )
    types = {
        "id": pa.int64(),
        "authors": texts,
        "tags": texts,
        "captions": texts,
        **dict.fromkeys(("published", "modified", "first_seen", "fetched"), moment),
        "image": pa.struct([("url", text), ("caption", text), ("credit", text)]),
        "embeds": pa.list_(embed),
        "removed": pa.list_(pa.struct([("text", text), ("reason", text)])),
        **dict.fromkeys(("word_count", "revision", "revisions"), pa.int32()),
        "cluster": pa.struct([("id", pa.int64()), ("size", pa.int32()), ("lead", pa.int64()), ("similarity", pa.float64())]),
        "capture": pa.struct([("file", text), ("offset", pa.int64())]),
    }
    return pa.schema([(name, types.get(name, text)) for name in NAMES])


NAMES = (
    "id", "outlet", "url", "canonical_url", "headline", "standfirst", "body", "language", "authors", "agency", "dateline",
    "section", "tags", "published", "published_raw", "published_evidence", "published_precision", "modified", "first_seen",
    "fetched", "image", "captions", "embeds", "removed", "word_count", "kind", "content_hash", "cluster", "revision", "revisions",
    "status", "capture",
)  # fmt: skip


def batch(rows: Sequence[Row], known: Any) -> Any:
    """The rows as an Arrow record batch of `schema()`."""
    pa = arrow()
    made = []
    for field in known:
        values = [row.get(field.name) for row in rows]
        if pa.types.is_timestamp(field.type):
            # ISO 8601 in UTC, always with seconds: Arrow reads it faster than Python makes datetimes
            made.append(pa.array(values, pa.string()).cast(field.type))
        elif field.name == "embeds":
            made.append(pa.array([_posted(value) for value in values], field.type))
        else:
            made.append(pa.array(values, field.type))
    return pa.record_batch(made, schema=known)


def _posted(embeds: list[Row] | None) -> list[Row] | None:
    if not embeds:
        return embeds
    return [one | {"posted": datetime.fromisoformat(one["posted"]) if one["posted"] else None} for one in embeds]


class Table:
    """One file."""

    def __init__(self, out: Counted) -> None:
        pa = arrow()
        self._schema = schema()
        self._writer = pa.parquet.ParquetWriter(
            pa.PythonFile(out, mode="w"),
            self._schema,
            compression=COMPRESSION,
            use_dictionary=_FEW,
            write_statistics=_FEW + _ORDERED,
        )
        self._waiting: list[Any] = []
        self._rows = self._size = 0

    def write(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        self._waiting.append(batch(rows, self._schema))
        self._rows += len(rows)
        self._size += sum(len(row.get("body") or "") for row in rows)
        if self._rows >= ROWS or self._size >= GROUP:
            self.settle()

    @property
    def held(self) -> int:
        """Characters in memory."""
        return self._size

    def settle(self) -> None:
        """Write what waits as a row group."""
        if self._waiting:
            pa = arrow()
            self._writer.write_table(pa.Table.from_batches(self._waiting, self._schema))
            self._waiting, self._rows, self._size = [], 0, 0
            pa.default_memory_pool().release_unused()

    def close(self) -> None:
        self.settle()
        self._writer.close()


_FEW = ["outlet", "language", "agency", "section", "published_evidence", "published_precision", "kind", "status"]
"""Columns of few different values."""
_ORDERED = ["id", "published", "modified", "first_seen", "fetched", "word_count"]


NO_MONTH = "__HIVE_DEFAULT_PARTITION__"
"""Of what has no time: forgotten articles."""


class Months:
    """A folder per month: month=2026-11/part-0.parquet, as Hive names them; the month of publication, else of the first sight."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, tuple[Table, Counted, Any]] = {}
        self.files: list[dict[str, Any]] = []
        self._counts: dict[str, int] = {}

    def write(self, rows: Sequence[Row]) -> None:
        by_month: dict[str, list[Row]] = {}
        for row in rows:
            moment = row.get("published") or row.get("first_seen")
            by_month.setdefault(moment[:7] if moment else NO_MONTH, []).append(row)
        for month, some in by_month.items():
            self._table(month).write(some)
            self._counts[month] = self._counts.get(month, 0) + len(some)
        while sum(table.held for table, _, _ in self._open.values()) > GROUP:
            max((table for table, _, _ in self._open.values()), key=lambda table: table.held).settle()

    def _table(self, month: str) -> Table:
        if month not in self._open:
            place = self._folder / f"month={month}"
            place.mkdir()
            stream = (place / "part-0.parquet").open("xb")
            counted = Counted(stream)
            self._open[month] = (Table(counted), counted, stream)
        return self._open[month][0]

    def close(self) -> None:
        """Also on disk."""
        for month, (table, counted, stream) in sorted(self._open.items()):
            table.close()
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
            name = str(Path(stream.name).relative_to(self._folder))
            self.files.append({"file": name, "count": self._counts[month], "bytes": counted.size, "sha256": counted.sha256})
