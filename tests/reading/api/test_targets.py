"""Addresses on the wire, as no library would send them."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

import pytest

from reading.web import targets
from tests.reading.conftest import sqlite_only


def sent(address: str, *pieces: bytes) -> list[tuple[int, bytes]]:
    """Each piece in a segment of its own; of each answer its status and its body."""
    place = urlsplit(address)
    answers = []
    with socket.create_connection((str(place.hostname), place.port or 80), timeout=10) as wire:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stream = wire.makefile("rb")
        for piece in pieces:
            wire.sendall(piece)
            status = int(stream.readline().split()[1])
            length = 0
            while (line := stream.readline().strip().lower()) and line:
                length = int(line.partition(b":")[2]) if line.startswith(b"content-length") else length
            answers.append((status, stream.read(length)))
    return answers


@sqlite_only
def test_letters_as_they_are_typed_find_what_escaped_ones_find(address: str, corpus: dict[str, int]) -> None:
    host = f" HTTP/1.1\r\nHost: {urlsplit(address).netloc}\r\n\r\n".encode()
    typed = "GET /api/v1/search?q=درعا&fields=id".encode() + host
    escaped = b"GET /api/v1/search?q=%D8%AF%D8%B1%D8%B9%D8%A7&fields=id" + host
    answers = sent(address, typed, escaped, typed)
    assert [status for status, _ in answers] == [200] * 3
    assert answers[0][1] == answers[1][1] == answers[2][1]
    assert json.loads(answers[0][1])["articles"] == [{"id": corpus["report"]}]
    ((status, body),) = sent(address, "GET /api/v1/outlets/الجزيرة".encode() + host)
    assert (status, "الجزيرة" in json.loads(body)["detail"]) == (404, True)


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ("GET /?q=د HTTP/1.1\r\nA: é\r\n\r\nد", "GET /?q=%D8%AF HTTP/1.1\r\nA: é\r\n\r\nد"),
        ("GET /?q=د", "GET /?q=%D8%AF"),
        ("GET /\r\nA: é", "GET /\r\nA: é"),
    ],
    ids=["whole", "cut", "header"],
)
def test_only_the_first_line_is_escaped(data: str, wanted: str) -> None:
    assert targets.escaped(data.encode()) == wanted.encode()
