"""What is refused before any handler is asked: JSON for programs, a page in their language for people."""

from __future__ import annotations

import pytest
from lxml import html

from reading.web import limits
from tests.reading.conftest import sqlite_only

pytestmark = sqlite_only
NEWS = "http://news.example"
ELSEWHERE = {"http_host": "0.0.0.0", "http_hosts": "news.example", "http_public": True, "http_rate": 0.0}
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def ask_for(ask, kind: str, path: str, headers: dict[str, str]):
    """One request that is refused with `kind`."""
    if kind == "429":
        client = ask(NEWS, **ELSEWHERE | {"http_rate": 1.0})
        answers = [client.get(path, headers=headers) for _ in range(8)]
        return next(answer for answer in answers if answer.status_code == 429)
    client = ask(http_local="crawl")
    if kind == "421":
        return client.get(path, headers=headers | {"Host": "evil.example"})
    if kind == "403":
        return client.post(path, data={"x": "1"}, headers=headers | {"Origin": "https://evil.example"})
    if kind == "413":
        return client.post(path, content=b"x" * (limits.MOST_BODY + 1), headers=headers)
    if kind == "413 unsaid":
        body = (b"x" * 65536 for _ in range(40))
        return client.post(path, content=body, headers=headers | {"Content-Type": "application/x-www-form-urlencoded"})
    return client.get(path, params={"q": "x" * 9000}, headers=headers)


KINDS = {
    "429": ("طلبات كثيرة في وقت قصير", "Too many requests in a short time"),
    "421": ("هذا الخادم لا يُعرف بهذا الاسم", "This server is not known under that name"),
    "403": ("لم يُغيَّر شيء", "Nothing was changed"),
    "413": ("ما أُرسل أكبر مما يُقبل", "What was sent is too large"),
    "413 unsaid": ("ما أُرسل أكبر مما يُقبل", "What was sent is too large"),
    "414": ("العنوان أطول مما يُقبل", "The address is too long"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_browser_is_shown_a_page_in_its_language(ask, kind: str, language: str) -> None:
    answer = ask_for(ask, kind, "/watches" if kind.startswith("413") else "/search", BROWSER | {"Accept-Language": language})
    assert answer.status_code == int(kind[:3])
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    page = html.document_fromstring(answer.content)
    assert (page.get("lang"), page.get("dir")) == (language, {"ar": "rtl", "en": "ltr"}[language])
    assert page.xpath("string(//h1)") == KINDS[kind][language == "en"]
    assert len(answer.content) < 20_000
    if kind == "429":
        assert int(answer.headers["retry-after"]) >= 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("path", "accept"), [("/api/v1/watches", "text/html"), ("/search", "*/*"), ("/watches", "application/json")]
)
def test_a_program_gets_problem_details(ask, kind: str, path: str, accept: str) -> None:
    path = "/watches" if kind.startswith("413") and path == "/search" else path
    answer = ask_for(ask, kind, path, {"Accept": accept})
    assert answer.status_code == int(kind[:3])
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["status"], answer.json()["instance"]) == (int(kind[:3]), path)


@pytest.mark.parametrize("host", ["", "[::1", "a/b", "user@127.0.0.1", "127.0.0.1:99999", "evil.example\u00e9", "<script>"])
def test_a_name_nobody_can_read_breaks_no_page(ask, host: str) -> None:
    answer = ask().get("/search?q=%3Cscript%3E", headers={b"Host": host.encode("latin-1"), b"Accept": b"text/html"})
    assert answer.status_code == 421
    assert answer.headers["content-type"].startswith("text/html")
    assert "evil" not in answer.text
    assert "<script>" not in answer.text


def test_another_sites_page_is_told_that_nothing_was_changed(ask) -> None:
    said = ask_for(ask, "403", "/watches", BROWSER)
    assert "جاء هذا الطلب من صفحة موقع آخر" in said.text
    assert 'lang="en"' in said.text, "the detail is English, and says so"
