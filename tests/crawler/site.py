"""A news site of one outlet on loopback, small enough that a test can say what each address answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "news.test"
HOME = f"https://{HOST}/"
FEED = f"{HOME}feed.xml"
DAY = datetime.now(timezone(timedelta(hours=3))).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
"""The first entry's time: lately, whenever the tests run; to judge the pace of an outlet the distant past is not looked at."""
PLACES = ("حلب", "إدلب", "درعا", "دمشق", "حمص", "حماة", "اللاذقية", "الرقة", "دير الزور", "السويداء", "طرطوس", "القنيطرة")


@dataclass(slots=True)
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: bool = False
    """Send less than Content-Length says."""


@dataclass(slots=True)
class Hit:
    path: str
    headers: dict[str, str]
    when: float


class Site:
    """`pages` maps paths to answers and may change while it runs; `hits` is what was asked, in order."""

    def __init__(self, count: int = 0) -> None:
        self.pages: dict[str, Answer] = {"/robots.txt": Answer(b"User-agent: *\nDisallow: /private/\n")}
        self.hits: list[Hit] = []
        self.port = 0
        if count:
            self.publish(range(count))

    def publish(self, numbers: range, *, delay: float = 0.0) -> None:
        """Articles at /a/N, newest last, in a feed with an ETag."""
        for number in numbers:
            self.pages[f"/a/{number}"] = Answer(article(number), delay=delay)
        self.feed([f"/a/{number}" for number in numbers])

    def feed(self, links: list[str], first: datetime = DAY) -> None:
        """An entry each minute from `first` on."""
        items = "".join(
            f"<item><title>خبر {index}</title><link>{HOME.rstrip('/')}{link}</link>"
            f"<pubDate>{format_datetime(first + timedelta(minutes=index))}</pubDate></item>"
            for index, link in enumerate(links)
        )
        body = f'<rss version="2.0"><channel><title>أخبار</title>{items}</channel></rss>'.encode()
        self.pages["/feed.xml"] = Answer(body, headers={"ETag": f'"{hash(body)}"', "Content-Type": "application/rss+xml"})

    def asked(self) -> list[str]:
        return [hit.path for hit in self.hits]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.hits.append(Hit(handler.path, {name.lower(): value for name, value in handler.headers.items()}, time.monotonic()))
        found = self.pages.get(handler.path, Answer(b"not found", status=404))
        time.sleep(found.delay)
        tag = found.headers.get("ETag")
        status, body = found.status, found.body
        if tag and handler.headers.get("If-None-Match") == tag:
            status, body = 304, b""
        handler.send_response(status)
        for name, value in ({"Content-Type": "text/html; charset=utf-8"} | found.headers).items():
            handler.send_header(name, value)
        if status != 304:
            handler.send_header("Content-Length", str(len(body) + (100 if found.cut else 0)))
        handler.end_headers()
        handler.wfile.write(body)
        if found.cut:
            handler.close_connection = True


def article(number: int) -> bytes:
    """A page of one article, whose text no other number has."""
    place, other = PLACES[number % len(PLACES)], PLACES[(number // len(PLACES)) % len(PLACES)]
    paragraphs = "".join(
        f"<p>قال مراسلنا في {place} إن الحدث رقم {number * 7 + part} وقع قرب {other} عند الساعة {part + 1}، "
        f"وأضاف شاهد رقم {number} أن الأهالي خرجوا إلى الطريق رقم {number * 13 + part} بعد ذلك بدقائق.</p>"
        for part in range(4)
    )
    title = f"الحدث رقم {number} في {place}"
    when = (DAY + timedelta(minutes=number % 1440)).isoformat()
    head = (
        f"<!doctype html><html lang=ar dir=rtl><head><title>{title}</title><meta property='og:type' content='article'>"
        f"<meta property='og:title' content='{title}'><meta property='article:published_time' content='{when}'></head>"
    )
    return f"{head}<body><article><h1>{title}</h1>{paragraphs}</article></body></html>".encode()


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            try:
                site.answer(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
