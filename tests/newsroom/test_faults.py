"""Every fault does what its name says, and no more."""

from __future__ import annotations

import gzip
import http.client
from urllib.parse import urlsplit

import pytest
from lxml import etree

from tests.newsroom.client import ask
from tests.newsroom.faults import Fault
from tests.newsroom.room import Newsroom


@pytest.mark.parametrize(
    ("fault", "status", "holds"),
    [
        (Fault(kind="status", status=429, retry_after="7"), 429, b""),
        (Fault(kind="status", status=500), 500, b"error"),
        (Fault(kind="redirect", to="http://127.0.0.1:1/"), 302, b""),
        (Fault(kind="loop"), 302, b""),
        (Fault(kind="pdf"), 200, b"%PDF-"),
        (Fault(kind="binary"), 200, b"\x89PNG"),
        (Fault(kind="empty"), 200, b""),
        (Fault(kind="captcha"), 200, b"challenge-form"),
        (Fault(kind="soft 404"), 200, "الصفحة غير موجودة".encode()),
        (Fault(kind="html"), 200, b"<html"),
        (Fault(kind="content type", content_type="application/pdf"), 200, b"<article>"),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else None,
)
def test_faults_that_answer(desk: Newsroom, fault: Fault, status: int, holds: bytes) -> None:
    url = desk.articles("nahar-test")[0].url
    desk.fault("nahar-test", urlsplit(url).path, fault)
    answer = ask(desk, url)
    assert answer.status == status
    assert holds in answer.body
    assert answer.headers.get("retry-after") == fault.retry_after
    assert fault.kind != "redirect" or answer.headers["location"] == fault.to
    assert fault.kind != "content type" or answer.headers["content-type"] == "application/pdf"
    assert desk.hits.count(fault=fault.kind) == 1
    desk.clear_faults()
    assert ask(desk, url).status == 200


@pytest.mark.parametrize("kind", ["truncate", "reset", "garbage", "hang"])
def test_faults_that_break_the_delivery(desk: Newsroom, kind: str) -> None:
    desk.fault("*", "/rss.xml", Fault(kind=kind, seconds=0.05))  # type: ignore[arg-type]
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        ask(desk, "https://nahar-test.example/rss.xml")
    assert ask(desk, "https://nahar-test.example/robots.txt").status == 200


def test_endless_bodies_and_header_floods_end_in_the_end(desk: Newsroom) -> None:
    desk.fault("*", "/rss.xml", Fault(kind="endless", size=300_000))
    with pytest.raises(http.client.IncompleteRead) as caught:
        ask(desk, "https://nahar-test.example/rss.xml")
    assert len(caught.value.partial) > 200_000
    desk.fault("*", "/", Fault(kind="headers", size=150_000))
    with pytest.raises(http.client.HTTPException):
        ask(desk, "https://nahar-test.example/")


def test_a_drip_gives_the_whole_body_slowly(desk: Newsroom) -> None:
    desk.fault("*", "/robots.txt", Fault(kind="drip", rate=2000))
    assert ask(desk, "https://nahar-test.example/robots.txt").body.startswith(b"User-agent")


def test_a_bomb_is_small_on_the_wire(desk: Newsroom) -> None:
    desk.fault("*", "/rss.xml", Fault(kind="bomb", size=2_000_000))
    answer = ask(desk, "https://nahar-test.example/rss.xml")
    assert len(answer.body) < 10_000
    assert len(gzip.decompress(answer.body)) > 2_000_000


def test_a_feed_broken_in_the_middle_keeps_entries_on_both_sides(desk: Newsroom) -> None:
    for _ in range(6):
        desk.publish("nahar-test")
    desk.fault("nahar-test", "/rss.xml", Fault(kind="malformed"))
    body = ask(desk, "https://nahar-test.example/rss.xml").body
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(body)
    links = [item.url.encode() in body for item in desk.articles("nahar-test")]
    assert all(links)


def test_a_fault_with_a_number_of_times_passes(desk: Newsroom) -> None:
    desk.fault("*", "/*", Fault(kind="status", times=2))
    assert [ask(desk, "https://nahar-test.example/").status for _ in range(3)] == [503, 503, 200]


def test_robots_can_be_rewritten(desk: Newsroom) -> None:
    ask(desk, "https://nahar-test.example/robots.txt")
    desk.robots("nahar-test", "User-agent: *\nDisallow: /\n")
    assert ask(desk, "https://nahar-test.example/robots.txt").body == b"User-agent: *\nDisallow: /\n"
