"""Pages on disk: written whole, read by their offset."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.fetching import archive

NOW = datetime(2026, 11, 22, 12, 30, 5, tzinfo=UTC)
BODY = "<p>خبر</p>".encode("cp1256")


def write(root: Path, run_id: int = 7, bodies: tuple[bytes, ...] = (BODY,)) -> list[archive.Place]:
    kept = archive.RunArchive(root, outlet="sana", run_id=run_id, started=NOW, software="Rasid/1")
    places = [
        kept.append(
            url=f"https://sana.example/{number}",
            status=200,
            headers=[
                (b"Content-Type", b"text/html"),
                (b"Content-Encoding", b"gzip"),
                (b"Content-Length", b"5"),
                (b"Transfer-Encoding", b"chunked"),
            ],
            protocol="HTTP/1.1",
            body=body,
            fetched=NOW,
        )
        for number, body in enumerate(bodies)
    ]
    kept.close()
    return places


def test_a_page_is_read_back_by_its_place(tmp_path: Path) -> None:
    bodies = (BODY, b"", b"\x00\xff" * 5000)
    places = write(tmp_path, bodies=bodies)
    assert places[0].file == "2026-11/sana-20261122T123005Z-00000007.warc.gz"
    for number, (place, body) in enumerate(zip(places, bodies, strict=True)):
        assert archive.read(tmp_path, place) == (f"https://sana.example/{number}", 200, body)


def test_any_warc_reader_can_read_the_file(tmp_path: Path) -> None:
    (place,) = write(tmp_path)
    with (tmp_path / place.file).open("rb") as stream:
        kinds = []
        for record in ArchiveIterator(stream, check_digests="raise"):
            kinds.append(record.rec_type)
            if record.rec_type == "response":
                headers = record.http_headers
                assert record.rec_headers.get_header("WARC-Date") == "2026-11-22T12:30:05Z"
                assert record.content_stream().read() == BODY
    assert kinds == ["warcinfo", "response"]
    # what no longer holds for the decoded body is noted under other names
    assert headers.get_header("Content-Length") == str(len(BODY))
    assert headers.get_header("Content-Encoding") is None
    assert headers.get_header("Transfer-Encoding") is None
    assert headers.get_header("X-Crawler-Content-Encoding") == "gzip"


def test_a_torn_tail_costs_only_the_record_it_tore(tmp_path: Path) -> None:
    places = write(tmp_path, bodies=(b"one", b"two", b"three"))
    path = tmp_path / places[0].file
    path.write_bytes(path.read_bytes()[: places[2].offset + 10])
    assert archive.read(tmp_path, places[1])[2] == b"two"
    (other,) = write(tmp_path, run_id=8)
    assert other.file != places[0].file


def test_a_run_never_writes_into_another_runs_file(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(FileExistsError):
        write(tmp_path)


def test_header_injection_stays_in_its_line(tmp_path: Path) -> None:
    kept = archive.RunArchive(tmp_path, outlet="sana", run_id=1, started=NOW, software="Rasid/1")
    place = kept.append(
        url="https://sana.example/", status=299, headers=[(b"X-A", b"1\r\nX-B: 2")], protocol="HTTP/1.1", body=b"x", fetched=NOW
    )
    kept.close()
    assert archive.read(tmp_path, place) == ("https://sana.example/", 299, b"x")


def test_an_archive_that_is_no_folder_is_refused_with_the_cure() -> None:
    assert archive.folder("file:///data/archive") == Path("/data/archive")
    with pytest.raises(archive.ArchiveError, match="give a path"):
        archive.folder("s3://bucket/archive")
