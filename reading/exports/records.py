"""WARC: the captures of the selected articles, each gzip member copied as it lies in the archive."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from reading.exports.form import Counted
from storage.corpus.material import Kept


class Records:
    """Told of captures, not of articles. What the archive has lost, or holds damaged, is left out and counted."""

    def __init__(self, out: Counted, archive: Path, *, name: str) -> None:
        from warcio.warcwriter import WARCWriter

        self._out, self._archive = out, archive
        self.count = 0
        self.lost: list[str] = []
        head = io.BytesIO()
        writer = WARCWriter(head, gzip=True, warc_version="1.1")
        info = {"software": f"Rasid/{metadata.version('rasid')}", "format": "WARC File Format 1.1"}
        writer.write_record(writer.create_warcinfo_record(name, info))
        out.write(head.getvalue())

    def write(self, captures: Sequence[Kept]) -> None:
        for kept in captures:
            member = self._member(kept)
            if member is None:
                self.lost.append(f"{kept.file}:{kept.offset}")
            else:
                self._out.write(member)
                self.count += 1

    def _member(self, kept: Kept) -> bytes | None:
        try:
            with (self._archive / kept.file).open("rb") as stream:
                stream.seek(kept.offset)
                member = stream.read(kept.length)
        except OSError:
            return None
        return member if is_whole(member) else None

    def close(self) -> None:
        """Nothing stands behind the last record."""


def is_whole(member: bytes) -> bool:
    """Whether these bytes are exactly one gzip member that holds a WARC record; its checksum is compared."""
    reader = zlib.decompressobj(wbits=31)
    try:
        head = reader.decompress(member, 64)
        while not reader.eof and reader.unconsumed_tail:
            reader.decompress(reader.unconsumed_tail, 1 << 20)
    except zlib.error:
        return False
    return reader.eof and not reader.unused_data and head.startswith(b"WARC/")
