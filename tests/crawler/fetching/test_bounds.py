"""How much of a head is read before the connection is given up."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from twisted.internet.testing import StringTransport

from crawler.fetching.bounds import HEAD, LINE, BoundedParser, Flood


def parser(start: bytes = b"HTTP/1.1 200 OK\r\n") -> BoundedParser:
    made = BoundedParser(SimpleNamespace(method=b"GET"), lambda _: None)  # type: ignore[no-untyped-call]
    made.makeConnection(StringTransport())
    made.dataReceived(start)
    return made


@pytest.mark.parametrize(
    "row",
    [b"X-%d: " + b"a" * 1000 + b"\r\n", b"X-%d: a\n", b" %d\r\n", b"HTTP/1.1 103 %d\r\n\r\n"],
    ids=["long", "short", "continued", "early hints"],
)
def test_a_head_without_end_is_given_up(row: bytes) -> None:
    made = parser(b"" if row.startswith(b"HTTP") else b"HTTP/1.1 200 OK\r\nA: b\r\n")
    head = b"".join(row % number for number in range(HEAD // len(row) * 2))[: HEAD + 1100]
    cut = head.rfind(b"\n", 0, HEAD - 1100) + 1
    made.dataReceived(head[:cut])
    with pytest.raises(Flood):
        made.dataReceived(head[cut:])


@pytest.mark.parametrize("end", [b"\r\n", b""], ids=["ended", "endless"])
def test_a_line_over_the_bound_is_given_up(end: bytes) -> None:
    with pytest.raises(Flood):
        parser().dataReceived(b"X: " + b"a" * LINE + end)


def test_large_heads_within_the_bounds_are_read_and_bodies_not_counted() -> None:
    made = parser()
    for number in range(3):
        made.dataReceived(b"X-%d: " % number + b"a" * (LINE - 100) + b"\r\n")
    made.dataReceived(b"Content-Length: 1000000\r\n\r\n")
    made.dataReceived(b"a" * 999_999)
    assert len(made.headers.getRawHeaders("X-1")[0]) == LINE - 100
