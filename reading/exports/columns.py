"""Parquet: the Article JSON with types, for DuckDB, pandas, polars, Spark. Needs pyarrow: pip install 'rasid[parquet]'."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from reading.exports.form import Counted
from storage.corpus.article_columns import Columns

ROWS = 5_000
"""Articles of a row group at most."""
GROUP = 2_000_000
"""Characters of bodies after which a row group is written: it is held in memory until then."""
COMPRESSION = "zstd"
CURE = "pip install 'rasid[parquet]'"


class NoArrow(ImportError):
    """Pyarrow is not installed; the message is one line with the cure."""


def arrow() -> Any:
    """The module pyarrow. Raises NoArrow."""
    try:
        import pyarrow as pa
        import pyarrow.compute
        import pyarrow.parquet
    except ImportError as error:
        raise NoArrow(f"Parquet and Arrow need pyarrow; install it with {CURE}") from error
    return pa


class _Hidden:
    """Finds neither of what Arrow loads though we never use it."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name in {"pandas", "numpy"}:
            raise ModuleNotFoundError(name, name=name)


@contextmanager
def writing() -> Iterator[ThreadPoolExecutor]:
    """The thread that writes. For a process that only exports: Arrow loads numpy when it is loaded, and all of pandas when first
    asked to make an array of a list, to see whether it is one of theirs (120 MB both); here it is told that there are none.
    """
    hidden: Any = _Hidden()
    sys.meta_path.insert(0, hidden)
    try:
        pa = arrow()
        pa.array([""])
    finally:
        sys.meta_path.remove(hidden)
    pool = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())  # the others keep what a row group took, for the next one
    try:
        with ThreadPoolExecutor(1, "parquet") as worker:
            yield worker
    finally:
        pa.set_memory_pool(pool)


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


def batch(some: Columns, known: Any) -> Any:
    """The articles as an Arrow record batch of `schema()`."""
    pa = arrow()
    own = some.values
    made = {field.name: _array(own[field.name], field.type) for field in known if field.name in own}
    for name in ("url", "canonical_url"):
        made[name] = pa.array([address or None for address in own[name]], pa.string())
    made["revisions"] = made["revision"]
    made["image"] = _struct(
        known.field("image").type,
        [[url or None for url in own["image_url"]], own["image_caption"], own["image_credit"]],
        own["image_url"],
    )
    likeness = [like or 0.0 for like in own["similarity"]]
    cluster = [own["cluster_id"], own["cluster_size"], own["cluster_lead"], likeness]
    made["cluster"] = _struct(known.field("cluster").type, cluster, own["cluster_id"])
    capture = [own["capture_file"], own["capture_offset"]]
    made["capture"] = _struct(known.field("capture").type, capture, own["capture_file"])
    embeds = [some.embeds.get(place, ()) for place in range(len(some))]
    made["embeds"] = pa.array([[_posted(embed) for embed in few] for few in embeds], known.field("embeds").type)
    return pa.record_batch([made[name] for name in known.names], schema=known)


def _array(values: Sequence[Any], kind: Any) -> Any:
    pa = arrow()
    if pa.types.is_timestamp(kind):  # ISO 8601 in UTC, always with seconds: Arrow reads it faster than Python makes datetimes
        return pa.array(values, pa.string()).cast(kind)
    return pa.array(values, kind)


def _struct(kind: Any, parts: Sequence[Sequence[Any]], there: Sequence[Any]) -> Any:
    """Null where `there` is None."""
    pa = arrow()
    absent = pa.array([value is None for value in there], pa.bool_())
    arrays = [pa.array(values, field.type) for values, field in zip(parts, kind, strict=True)]
    return pa.StructArray.from_arrays(arrays, fields=list(kind), mask=absent)


def _posted(embed: dict[str, Any]) -> dict[str, Any]:
    return embed | {"posted": datetime.fromisoformat(embed["posted"]) if embed["posted"] else None}


def tombstones(numbers: Sequence[int], known: Any) -> Any:
    """Forgotten articles, as a record batch of `schema()`: their numbers and nothing else."""
    pa = arrow()
    values = {"id": list(numbers), "status": ["forgotten"] * len(numbers)}
    empty = [None] * len(numbers)
    return pa.record_batch([pa.array(values.get(field.name, empty), field.type) for field in known], schema=known)


class Table:
    """One file. Its row groups are compressed and written by a thread, while the next articles are read."""

    def __init__(self, out: Counted, worker: ThreadPoolExecutor) -> None:
        pa = arrow()
        self._schema, self._worker = schema(), worker
        self._writer = pa.parquet.ParquetWriter(
            pa.PythonFile(out, mode="w"),
            self._schema,
            compression=COMPRESSION,
            use_dictionary=_FEW,
            write_statistics=_FEW + _ORDERED,
        )
        self._waiting: list[Any] = []
        self._writing: Future[None] | None = None
        self._rows = self.held = 0
        """`held`: characters in memory."""

    def write(self, some: Columns, forgotten: Sequence[int] = ()) -> None:
        """Raises OSError, now or at a later call."""
        if some:
            self._waiting.append(batch(some, self._schema))
            self.held += sum(map(len, some.values["body"]))
        if forgotten:
            self._waiting.append(tombstones(forgotten, self._schema))
        self._rows += len(some) + len(forgotten)
        if self._rows >= ROWS or self.held >= GROUP:
            self.settle()

    def settle(self) -> None:
        """Have what waits written as a row group. The one before is on its way out of memory when this returns."""
        if self._waiting:
            self._wait()
            self._writing = self._worker.submit(self._write, arrow().Table.from_batches(self._waiting, self._schema))
            self._waiting, self._rows, self.held = [], 0, 0

    def _write(self, group: Any) -> None:
        self._writer.write_table(group)
        del group
        arrow().default_memory_pool().release_unused()

    def _wait(self) -> None:
        if self._writing is not None:
            self._writing.result()
            self._writing = None

    def close(self) -> None:
        self.settle()
        self._wait()
        self._writer.close()


_FEW = ["outlet", "language", "agency", "section", "published_evidence", "published_precision", "kind", "status"]
"""Columns of few different values."""
_ORDERED = ["id", "published", "modified", "first_seen", "fetched", "word_count"]


NO_MONTH = "__HIVE_DEFAULT_PARTITION__"
"""Of what has no time: forgotten articles."""


class Months:
    """A folder per month: month=2026-11/part-0.parquet, as Hive names them; the month of publication, else of the first sight."""

    def __init__(self, folder: Path, worker: ThreadPoolExecutor) -> None:
        self._folder, self._worker = folder, worker
        self._open: dict[str, tuple[Table, Counted, Any]] = {}
        self.files: list[dict[str, Any]] = []
        self._counts: dict[str, int] = {}

    def write(self, some: Columns, forgotten: Sequence[int] = ()) -> None:
        by_month: dict[str, list[int]] = {}
        for place, (published, seen) in enumerate(zip(some.values["published"], some.values["first_seen"], strict=True)):
            by_month.setdefault((published or seen)[:7], []).append(place)
        for month, places in by_month.items():
            self._table(month).write(some if len(places) == len(some) else some.picked(places))
            self._counts[month] = self._counts.get(month, 0) + len(places)
        if forgotten:
            self._table(NO_MONTH).write(Columns.none(), forgotten)
            self._counts[NO_MONTH] = self._counts.get(NO_MONTH, 0) + len(forgotten)
        while sum(table.held for table, _, _ in self._open.values()) > GROUP:
            max((table for table, _, _ in self._open.values()), key=lambda table: table.held).settle()

    def _table(self, month: str) -> Table:
        if month not in self._open:
            place = self._folder / f"month={month}"
            place.mkdir()
            stream = (place / "part-0.parquet").open("xb")
            counted = Counted(stream)
            self._open[month] = (Table(counted, self._worker), counted, stream)
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
