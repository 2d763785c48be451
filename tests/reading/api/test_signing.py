"""Signing in from elsewhere: a token becomes a cookie, and nothing else does."""

from __future__ import annotations

import pytest

from reading.web import tokens
from tests.reading.conftest import sqlite_only

pytestmark = sqlite_only
NEWS = "https://news.example"
ELSEWHERE = {"http_host": "0.0.0.0", "http_hosts": "news.example", "http_rate": 0.0}
BROWSER = {"Accept": "text/html", "Origin": NEWS, "Sec-Fetch-Site": "same-origin"}


def test_a_reader_signs_in_reads_and_signs_out(ask, key, corpus) -> None:
    client = ask(NEWS, headers=BROWSER, **ELSEWHERE)
    refused = client.get("/search?q=درعا")
    assert refused.status_code == 401
    assert 'href="/sign-in?next=' in refused.text
    assert client.get("/sign-in?next=/search").status_code == 200
    secret = key("read")["Authorization"].removeprefix("Bearer ")
    entered = client.post("/sign-in", data={"token": f" {secret}\n", "next": "/search"}, follow_redirects=False)
    assert (entered.status_code, entered.headers["location"]) == (303, "/search")
    cookie = entered.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Secure"))
    assert client.get("/search?q=درعا").status_code == 200
    left = client.post("/sign-out", follow_redirects=False)
    assert left.status_code == 303
    assert client.get("/search?q=درعا").status_code == 401


def test_behind_a_proxy_that_speaks_https_the_cookie_is_for_https_alone(ask, key) -> None:
    proxy = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https, http"}
    client = ask("http://news.example", headers=BROWSER | proxy, http_hosts="news.example", http_rate=0.0)
    secret = key("read")["Authorization"].removeprefix("Bearer ")
    entered = client.post("/sign-in", data={"token": secret}, follow_redirects=False)
    assert entered.status_code == 303
    assert "Secure" in entered.headers["set-cookie"]


def test_a_wrong_token_is_said_and_an_ended_one_does_not_lock_the_door(ask) -> None:
    client = ask(NEWS, headers=BROWSER, **ELSEWHERE)
    wrong = client.post("/sign-in", data={"token": "rasid_x"})
    assert wrong.status_code == 401
    assert 'role="alert"' in wrong.text
    assert tokens.COOKIE not in client.cookies
    client.cookies.set(tokens.COOKIE, "rasid_ended", domain="news.example")
    assert client.get("/sign-in").status_code == 200


@pytest.mark.parametrize(
    "after", ["//evil.example", "https://evil.example/", "/\\evil.example", "/a\r\nSet-Cookie: x=1", "", "evil"]
)
def test_one_is_sent_on_to_our_own_pages_only(ask, key, after: str) -> None:
    client = ask(NEWS, headers=BROWSER, **ELSEWHERE)
    secret = key("read")["Authorization"].removeprefix("Bearer ")
    entered = client.post("/sign-in", data={"token": secret, "next": after}, follow_redirects=False)
    assert (entered.status_code, entered.headers["location"]) == (303, "/")


def test_another_site_cannot_sign_a_reader_in(ask, key) -> None:
    client = ask(
        NEWS, headers={"Accept": "text/html", "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, **ELSEWHERE
    )
    secret = key("read")["Authorization"].removeprefix("Bearer ")
    assert client.post("/sign-in", data={"token": secret}).status_code == 403
