"""What comes from outside and is no question: foreign names, other sites' pages, floods, bodies without end, slow questions."""

from __future__ import annotations

import gzip

import pytest
from lxml import html
from sqlalchemy import text

from reading.web import limits, security
from storage.errors import StorageError, TookTooLong
from tests.reading.conftest import sqlite_only

HOSTS = [
    ("127.0.0.1:8080", 200), ("localhost", 200), ("[::1]:8080", 200), ("LOCALHOST:1", 200),
    ("evil.example", 421), ("127.0.0.1.nip.io", 421), ("localhost.evil.example", 421), ("", 421), ("10.0.0.7", 421),
    ("127.0.0.1:99999", 421), ("user@127.0.0.1", 421), ("127.0.0.1/x", 421), ("[::1", 421),
]  # fmt: skip


@sqlite_only
def test_a_name_that_is_not_ours_is_refused_so_that_no_rebound_name_reads_the_corpus(ask) -> None:
    client = ask()
    for host, status in HOSTS:
        answer = client.get("/api/v1/runs", headers={"Host": host})
        assert (host, answer.status_code) == (host, status)
    wide = ask(http_host="0.0.0.0", http_hosts="News.example", http_public=True)
    for host, status in {"10.0.0.7:8080": 200, "news.example": 200, "evil.example": 421}.items():
        assert wide.get("/api/v1/runs", headers={"Host": host}).status_code == status


CHANGES = [
    ({}, 202),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1:8080"}, 202),
    ({"Sec-Fetch-Site": "none"}, 202),
    ({"Origin": "http://127.0.0.1:8080"}, 202),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
    ({"Sec-Fetch-Site": "same-site"}, 403),
    ({"Origin": "https://evil.example"}, 403),
    ({"Origin": "http://127.0.0.1:9999"}, 403),
    ({"Origin": "null"}, 403),
    ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
    ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 202),
    ({"Cookie": "display=dark"}, 403),
    ({"Cookie": "display=dark", "Sec-Fetch-Site": "same-origin"}, 202),
]


@sqlite_only
def test_another_sites_page_changes_nothing(ask, daemon) -> None:
    client = ask(http_local="crawl")
    for headers, status in CHANGES:
        client.cookies.clear()
        answer = client.post("/api/v1/runs", json={"outlet": "aljazeera"}, headers=headers)
        assert (headers, answer.status_code) == (headers, status)
    form = client.post("/api/v1/runs", content=b'{"outlet": "aljazeera"}', headers={"Content-Type": "text/plain"})
    assert (form.status_code, form.headers["accept"]) == (415, "application/json")


@sqlite_only
def test_other_origins_read_nothing_unless_the_operator_names_them(ask) -> None:
    origin = {"Origin": "https://desk.example"}
    assert "access-control-allow-origin" not in ask().get("/api/v1/runs", headers=origin).headers
    friendly = ask(http_cors_origins="https://desk.example")
    assert friendly.get("/api/v1/runs", headers=origin).headers["access-control-allow-origin"] == "https://desk.example"
    assert "access-control-allow-origin" not in friendly.get("/api/v1/runs", headers={"Origin": "https://x.example"}).headers


@sqlite_only
def test_a_page_of_a_friendly_origin_can_do_all_the_api_can(ask) -> None:
    client, origin = ask(http_cors_origins="https://desk.example"), {"Origin": "https://desk.example"}
    for method in ("GET", "POST", "PATCH", "DELETE"):
        asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization,content-type"}
        assert client.options("/api/v1/watches/1", headers=origin | asked).status_code == 200, method
    told = client.get("/api/v1/export", headers=origin)
    assert "Rasid-Next" in told.headers["access-control-expose-headers"]
    for refused in ({"Origin": "https://x.example", "Access-Control-Request-Method": "GET"},
                    origin | {"Access-Control-Request-Method": "PUT"}):  # fmt: skip
        answer = client.options("/api/v1/runs", headers=refused)
        assert (answer.status_code, answer.json()["type"]) == (400, "urn:rasid:problem:cross-origin")
        assert answer.json()["instance"] == "/api/v1/runs"
        assert "http_cors_origins" in answer.json()["detail"]
        assert ("access-control-allow-origin" in answer.headers) == (refused["Origin"] == origin["Origin"])


@sqlite_only
def test_behind_a_proxy_that_speaks_https_links_do_too(ask, key, corpus) -> None:
    client = ask("http://news.example", http_hosts="news.example", headers=key("read"))
    proxy = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    assert client.get("/api/v1/articles?limit=1", headers=proxy).headers["link"].startswith("<https://news.example/api/")
    feed = client.get("/feed.json", headers=proxy).json()
    assert (feed["feed_url"], feed["home_page_url"]) == ("https://news.example/feed.json", "https://news.example/")
    assert client.get("/feed.json").json()["feed_url"] == "http://news.example/feed.json"
    moved = client.get("/api/v1/articles/", headers=proxy, follow_redirects=False)
    assert moved.headers["location"].startswith("https://")


@sqlite_only
def test_too_long_too_large_wrong_method_and_nothing_there_are_problems(ask) -> None:
    client = ask(http_local="crawl")
    wrong = [
        (client.get("/api/v1/search", params={"q": "x" * 9000}), 414),
        (client.post("/api/v1/runs", content=b"x" * (limits.MOST_BODY + 1)), 413),
        (
            client.post("/api/v1/runs", content=(b"x" * 65536 for _ in range(40)), headers={"Content-Type": "application/json"}),
            413,
        ),
        (client.post("/api/v1/runs", content=b"{", headers={"Content-Type": "application/json"}), 422),
        (client.post("/api/v1/runs", json={"outlet": "aljazeera", "x": 1}), 422),
        (client.post("/api/v1/runs", json={"outlet": "nobody"}), 404),
        (client.put("/api/v1/runs"), 405),
        (client.post("/api/v1/articles"), 405),
        (client.get("/api/v1/nothing"), 404),
        (client.get("/api/v2/../../etc/passwd"), 404),
        (client.get("/static/../app.py"), 404),
        (client.get("/api/v1/articles/one"), 422),
    ]
    for answer, status in wrong:
        assert (str(answer.url)[:80], answer.status_code) == (str(answer.url)[:80], status)
        assert answer.headers["content-type"] == "application/problem+json"
        assert {"type", "title", "status", "detail", "instance"} <= answer.json().keys()
    assert "GET" in client.post("/api/v1/articles").headers["allow"]


@sqlite_only
@pytest.mark.parametrize(
    "body", [b"\xff{", b'{"outlet": "\xe9"}', b"[" * 100_000 + b"]" * 100_000, gzip.compress(b'{"outlet": "aljazeera"}')],
    ids=["bytes", "latin", "deep", "gzip"],
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_said_to_be_none_with_what_is_wanted(ask, body: bytes) -> None:
    answer = ask(http_local="crawl").post("/api/v1/runs", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:rasid:problem:bad-request")
    assert "UTF-8 is wanted" in answer.json()["detail"]


@sqlite_only
def test_a_fault_is_said_without_the_words_of_a_library(ask) -> None:
    assert ask().get("/api/v1/articles?lang=%00").json()["errors"][0]["detail"] == "holds the character NUL"


@sqlite_only
def test_every_answer_has_its_headers(ask) -> None:
    client = ask()
    for place in ("/api/v1/articles", "/docs", "/nothing", "/openapi.json"):
        headers = client.get(place).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "unsafe" not in headers["content-security-policy"]
        assert "server" not in headers
    nonces = {client.get("/docs").headers["content-security-policy"] for _ in range(3)}
    assert len(nonces) == 3


@sqlite_only
def test_the_page_of_the_api_loads_nothing_and_names_every_route(ask) -> None:
    answer = ask().get("/docs")
    assert html.document_fromstring(answer.text).xpath("//@href | //@src") == ["/openapi.json"]
    assert "url(" not in answer.text
    assert "<script" not in answer.text
    nonce = answer.headers["content-security-policy"].partition("nonce-")[2].partition("'")[0]
    assert f'<style nonce="{nonce}">' in answer.text
    assert "POST /api/v1/runs" in answer.text
    assert "<summary>202 <code>application/json</code></summary>" in answer.text
    assert "Errors: 401, 404, 414, 421, 422, 429, 503." in answer.text
    assert "304" not in answer.text.partition("<h2>Errors")[0]
    assert "قصف على درعا البلد" in answer.text


@sqlite_only
def test_a_flood_is_slowed_down_client_by_client(ask, make) -> None:
    client = ask("http://news.example", http_host="0.0.0.0", http_hosts="news.example", http_public=True, http_rate=2.0)
    answers = [client.get("/api/v1/runs") for _ in range(12)]
    assert [answer.status_code for answer in answers[:6]] == [200] * 6
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert int(refused[0].headers["retry-after"]) >= 1
    assert refused[0].json()["type"] == "urn:rasid:problem:too-many-requests"


def test_a_bucket_fills_with_time_and_never_beyond_its_size() -> None:
    bucket = limits.Bucket(3, 0.0)
    assert [bucket.take(1.0, 3, 0.0) for _ in range(4)] == [0, 0, 0, 1]
    assert bucket.take(1.0, 3, 0.5) == pytest.approx(0.5)
    assert [bucket.take(1.0, 3, 100.0) for _ in range(4)] == [0, 0, 0, 1]
    assert bucket.take(1.0, 3, 50.0) == 1.0, "a clock that goes back gives nothing"


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff", "2001:db8::/64"),
        ("10.0.0.1", "10.0.0.1"),
        ("?", "?"),
    ],
)
def test_a_client_is_as_wide_as_what_one_gets(host: str, name: str) -> None:
    assert limits.place({"client": (host, 1)}) == name


@pytest.mark.parametrize("host", ["a@b", "x:y", "[", "a/b", "::1"])
def test_what_is_no_host_has_no_name(host: str) -> None:
    assert security.name_of(host) == ""


def test_a_slow_question_is_cancelled_with_its_cure(ask, db, monkeypatch: pytest.MonkeyPatch) -> None:
    client = ask(http_query_seconds=0.3)
    slow = (
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1000000000) SELECT count(*) FROM c"
        if db.is_sqlite
        else "SELECT pg_sleep(60)"
    )
    monkeypatch.setattr("reading.queries.search.places", lambda session, *a, **k: session.execute(text(slow)))
    answer = client.get("/api/v1/articles")
    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:rasid:problem:took-too-long"
    assert "ask for less" in answer.json()["detail"]
    assert db.label not in answer.text, "where the database stands is nobody's business"
    assert int(answer.headers["retry-after"]) > 0
    monkeypatch.undo()
    assert client.get("/api/v1/articles").status_code == 200, "the connection is as good as new"


def test_only_limited_transactions_are_cancelled(db) -> None:
    count = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 300000) SELECT count(*) FROM c"
    with pytest.raises(TookTooLong), db.limited(0.001).read() as session:
        session.execute(text(count if db.is_sqlite else "SELECT pg_sleep(5)"))
    with db.read() as session:
        assert session.execute(text(count)).scalar_one() == 300000


@sqlite_only
def test_a_fault_of_ours_is_logged_and_not_told(ask, monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    def broken(*args, **kwargs):
        raise ZeroDivisionError("the secret inside")

    client = ask()
    monkeypatch.setattr("reading.queries.search.places", broken)
    answer = client.get("/api/v1/articles")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret inside" not in answer.text
    assert "Traceback" not in answer.text
    assert "the secret inside" in caplog.text

    def faulty(*args, **kwargs):
        raise StorageError("postgresql://rasid:hidden@db.internal cannot be reached")

    monkeypatch.setattr("reading.queries.search.places", faulty)
    answer = client.get("/api/v1/articles")
    assert answer.status_code == 503
    assert "db.internal" not in answer.text
