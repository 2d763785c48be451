"""Raw responses in WARC 1.1: one file a run, one gzip member a record, so that any record can be read by its offset."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import IO

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from news.article import isotime

UNTRUE = {b"content-encoding": "X-Crawler-Content-Encoding", b"transfer-encoding": "X-Crawler-Transfer-Encoding"}
"""Headers that no longer hold for the decoded body we keep, and the names under which they are noted, as Common Crawl does."""


class ArchiveError(Exception):
    """The archive cannot be used; the message is one line with the cure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A record: file (relative to the archive), where its gzip member starts, how long it is."""

    file: str
    offset: int
    length: int


def folder(address: str) -> Path:
    """The archive's folder on this machine. Raises ArchiveError for an address of another kind."""
    if address.startswith("file://"):
        address = address.removeprefix("file://")
    if "://" in address:
        kind = address.partition("://")[0]  # the rest may hold a password
        raise ArchiveError(f"archive_url: {kind}:// is not supported, only a folder of this machine so far; give a path")
    return Path(address)


class RunArchive:
    """The WARC file of one run; made when the first page comes.

    A run never appends to another's file: what a killed run left torn at its end stays behind its last whole record.
    """

    def __init__(self, root: Path, *, outlet: str, run_id: int, started: datetime, software: str) -> None:
        self._root = root
        stamp = started.astimezone(UTC)
        self.file = f"{stamp:%Y-%m}/{outlet}-{stamp:%Y%m%dT%H%M%SZ}-{run_id:08d}.warc.gz"
        self._software = software
        self._stream: IO[bytes] | None = None

    def append(
        self, *, url: str, status: int, headers: Sequence[tuple[bytes, bytes]], protocol: str, body: bytes, fetched: datetime
    ) -> Place:
        """Write one response and make it durable before returning. Raises OSError, for example when the disk is full."""
        stream = self._open()
        offset = stream.tell()
        writer = WARCWriter(stream, gzip=True, warc_version="1.1")
        http = StatusAndHeaders(_status_line(status), _true_headers(headers, len(body)), protocol=protocol)
        record = writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict={"WARC-Date": isotime(fetched)}
        )
        writer.write_record(record)
        _settle(stream)
        return Place(file=self.file, offset=offset, length=stream.tell() - offset)

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _open(self) -> IO[bytes]:
        if self._stream is None:
            path = self._root / self.file
            path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = path.open("xb")
            writer = WARCWriter(self._stream, gzip=True, warc_version="1.1")
            info = {"software": self._software, "format": "WARC File Format 1.1", "robots": "RFC 9309"}
            writer.write_record(writer.create_warcinfo_record(path.name, info))
        return self._stream


def _settle(stream: IO[bytes]) -> None:
    """On disk before a pointer to it is stored: the database must never know a page that the archive has lost."""
    stream.flush()
    os.fdatasync(stream.fileno())


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _true_headers(headers: Sequence[tuple[bytes, bytes]], length: int) -> list[tuple[str, str]]:
    """As received, but for what the decoding of the body has made untrue."""
    kept: list[tuple[str, str]] = []
    for name, value in headers:
        text = value.decode("latin-1").replace("\r", " ").replace("\n", " ")
        if name.lower() in UNTRUE:
            kept.append((UNTRUE[name.lower()], text))
        elif name.lower() == b"content-length":
            kept.append(("X-Crawler-Content-Length", text))
        else:
            kept.append((name.decode("latin-1"), text))
    return [*kept, ("Content-Length", str(length))]


def read(root: Path, place: Place) -> tuple[str, int, bytes]:
    """(address, status, body) of a stored response. Raises ArchiveError where the archive does not hold it."""
    try:
        with (root / place.file).open("rb") as stream:
            stream.seek(place.offset)
            member = io.BytesIO(stream.read(place.length))
    except OSError as error:
        raise ArchiveError(f"{place.file}: cannot be read ({error.strerror})") from error
    for record in ArchiveIterator(member):
        if record.rec_type == "response":
            status = int(record.http_headers.get_statuscode())
            return record.rec_headers.get_header("WARC-Target-URI"), status, record.content_stream().read()
    raise ArchiveError(f"{place.file}: no response at offset {place.offset}")
