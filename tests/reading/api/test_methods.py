"""OPTIONS and `Allow`: what a path knows, said truly; and parameters given twice."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from reading.web import tokens
from reading.web.api.documents import described
from tests.reading.conftest import sqlite_only

ALLOWED = {
    "/api/v1/articles": "GET, HEAD, OPTIONS",
    "/api/v1/articles/999": "GET, HEAD, OPTIONS",
    "/api/v1/runs": "GET, HEAD, OPTIONS, POST",
    "/api/v1/runs/1/events": "GET, HEAD, OPTIONS",
    "/api/v1/watches": "GET, HEAD, OPTIONS, POST",
    "/api/v1/watches/1": "DELETE, GET, HEAD, OPTIONS, PATCH",
    "/feed.atom": "GET, HEAD, OPTIONS",
    "/healthz": "GET, HEAD, OPTIONS",
    "/openapi.json": "GET, HEAD, OPTIONS",
    "/": "GET, HEAD, OPTIONS",
    "/display": "GET, HEAD, OPTIONS, POST",
    "/sign-out": "OPTIONS, POST",
    "/static/rasid.css": "GET, HEAD, OPTIONS",
}


@sqlite_only
def test_options_and_a_wrong_method_name_the_methods_there_are(ask) -> None:
    client = ask(http_local="crawl")
    for path, methods in ALLOWED.items():
        asked = client.options(path)
        assert (path, asked.status_code, asked.headers["allow"], asked.content) == (path, 204, methods, b"")
        assert "content-type" not in asked.headers
        wrong = client.put(path)
        assert (path, wrong.status_code, wrong.headers["allow"]) == (path, 405, methods)
        assert wrong.json()["type"] == "urn:rasid:problem:method-not-allowed"
    page = client.put("/", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["allow"]) == (405, ALLOWED["/"])


@sqlite_only
def test_every_method_that_is_allowed_is_answered(ask) -> None:
    client = ask()
    for methods, route, _ in tokens.rules(client.app):
        if methods == "*":
            continue
        path = re.sub(r"\{[^}]*\}", "1", route)
        told = client.options(path).headers["allow"].split(", ")
        assert set(methods.split(",")) <= set(told), route
        assert ("HEAD" in told) == ("GET" in told), route


@sqlite_only
def test_where_nothing_is_there_is_nothing_to_ask(ask) -> None:
    for path in ("/nothing", "/api/v1/nothing", "/api/v2/articles"):
        answer = ask().options(path)
        assert (answer.status_code, "allow" in answer.headers) == (404, False)


@sqlite_only
def test_a_stranger_learns_methods_and_nothing_more(ask) -> None:
    client = ask("http://news.example", http_host="0.0.0.0", http_hosts="news.example")
    assert client.options("/api/v1/watches/1").status_code == 204
    assert ask().options("/api/v1/runs", headers={"Host": "evil.example"}).status_code == 421


@sqlite_only
def test_a_preflight_is_answered_where_the_operator_named_the_origin(ask) -> None:
    preflight = {"Origin": "https://desk.example", "Access-Control-Request-Method": "POST"}
    friendly = ask(http_cors_origins="https://desk.example").options("/api/v1/runs", headers=preflight)
    assert friendly.status_code == 200
    assert friendly.headers["access-control-allow-origin"] == "https://desk.example"
    plain = ask().options("/api/v1/runs", headers=preflight)
    assert plain.status_code == 204
    assert not [name for name in plain.headers if name.startswith("access-control")]


@sqlite_only
def test_what_takes_one_value_is_refused_when_given_twice(ask) -> None:
    client = ask()
    seen = set()
    for path, operations in described(client.app)["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", ()):
            if parameter["in"] != "query" or parameter["schema"].get("type") == "array":
                continue
            name = parameter["name"]
            needed = "" if name == "q" or not path.endswith("/search") else "&q=x"
            answer = client.get(f"{path.format(number=1, revision=1)}?{name}=1&{name}=1{needed}")
            assert answer.status_code == 422, (path, name)
            (fault,) = answer.json()["errors"]
            assert (fault["in"], fault["name"], "given 2 times" in fault["detail"]) == ("query", name, True), path
            seen.add((path, name))
    assert {("/api/v1/runs", "outlet"), ("/feed.xml", "since"), ("/api/v1/export", "after"), ("/api/v1/outlets", "all")} <= seen
    assert len(seen) > 50


@pytest.mark.parametrize("place", ["/api/v1/articles", "/feed.json", "/api/v1/export"])
def test_outlets_may_be_named_again_and_pages_take_a_form_as_it_is(here: TestClient, place: str) -> None:
    assert here.get(f"{place}?outlet=aljazeera&outlet=aawsat").status_code == 200
    assert here.get("/search?q=x&kind=video&kind=video").status_code == 200


UNKNOWN = {
    "/api/v1/runs?oultet=aljazeera": ("oultet", "there are: cursor, limit, outlet"),
    "/api/v1/outlets?al=true": ("al", "there are: all"),
    "/api/v1/articles/1?field=headline": ("field", "there are: fields"),
    "/api/v1/clusters/1?number=2": ("number", "there are: fields"),
    "/api/v1/outlets/aljazeera?x=1&x=2": ("x", "takes no parameters"),
    "/api/v1/watches/1/hits?limits=1": ("limits", "there are: copies, cursor, limit"),
    "/api/v1/watches/1/feed.xml?content=full": ("content", "takes no parameters"),
    "/feed.json?qq=x": ("qq", "there are: agency, author, content"),
}


@sqlite_only
@pytest.mark.parametrize("place", UNKNOWN)
def test_what_is_not_known_is_refused_everywhere_with_what_there_is(here: TestClient, place: str) -> None:
    answer = here.get(place)
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    name, said = UNKNOWN[place]
    assert (fault["in"], fault["name"], said in fault["detail"]) == ("query", name, True), fault["detail"]


@sqlite_only
@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'{"outlet": "aljazeera", "outlet": "aawsat"}', "outlet"),
        (b'{"outlet": "aljazeera", "\\u006futlet": "aawsat"}', "outlet"),
    ],
    ids=["plain", "escaped"],
)
def test_a_key_that_stands_twice_is_refused(ask, daemon, body: bytes, name: str) -> None:
    answer = ask(http_local="crawl").post("/api/v1/runs", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["errors"][0]["in"], answer.json()["errors"][0]["name"]) == (422, "body", name)


@sqlite_only
def test_a_key_twice_deep_inside_is_seen_too(ask) -> None:
    body = b'{"name": "n", "query": "x", "filters": {"lang": "ar", "lang": "fa"}}'
    answer = ask(http_local="crawl").post("/api/v1/watches", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["errors"][0]["name"]) == (422, "lang")
