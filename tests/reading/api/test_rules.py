"""Who may ask what: every route against every kind of visitor."""

from __future__ import annotations

import json
import logging

import pytest
from fastapi import APIRouter
from starlette.testclient import TestClient

from reading.web import tokens
from storage.readers import tokens as stored
from tests.reading.conftest import article, record, sqlite_only

pytestmark = sqlite_only
NEWS = "http://news.example"

RULES = {
    "GET /api/v1/articles": "read",
    "GET /api/v1/articles/{number}": "read",
    "GET /api/v1/articles/{number}/revisions": "read",
    "GET /api/v1/articles/{number}/revisions/{revision}": "read",
    "GET /api/v1/search": "read",
    "GET /api/v1/clusters/{number}": "read",
    "GET /api/v1/outlets": "read",
    "GET /api/v1/outlets/{name}": "read",
    "GET /api/v1/runs": "read",
    "GET /api/v1/runs/{number}": "read",
    "POST /api/v1/runs": "crawl",
    "GET /api/v1/runs/{number}/events": "read",
    "GET /api/v1/watches": "read",
    "POST /api/v1/watches": "crawl",
    "GET /api/v1/watches/{number}": "read",
    "PATCH /api/v1/watches/{number}": "crawl",
    "DELETE /api/v1/watches/{number}": "crawl",
    "GET /api/v1/watches/{number}/hits": "read",
    "GET /api/v1/watches/{number}/feed.xml": "read",
    "GET /api/v1/watches/{number}/feed.atom": "read",
    "GET /api/v1/watches/{number}/feed.json": "read",
    "GET /api/v1/export": "read",
    "GET /healthz": "open",
    "GET /metrics": "read",
    "GET /feed.xml": "read",
    "GET /feed.atom": "read",
    "GET /feed.json": "read",
    "GET /openapi.json": "open",
    "GET /docs": "open",
}
"""Every route that is no page. A new one is written down here on purpose, or this test fails."""
VISITORS = {"open": 0, "read": 1, "crawl": 2, "admin": 3}


def test_every_route_has_its_stated_rule(make) -> None:
    stated = {f"{methods} {path}": scope for methods, path, scope in tokens.rules(make())}
    programs = ("/api/", "/feed", "/healthz", "/metrics", "/openapi.json", "/docs")
    assert {route: scope for route, scope in stated.items() if route.split(" ")[1].startswith(programs)} == RULES
    assert all(scope in VISITORS for scope in stated.values())


def test_an_app_whose_route_states_no_rule_does_not_start(make) -> None:
    app = make()
    router = APIRouter()
    router.add_api_route("/secret", lambda: 1)
    app.include_router(router)
    with pytest.raises(RuntimeError, match="GET /secret does not say"):
        tokens.check_rules(app)


def test_an_app_that_lets_readers_change_something_does_not_start(make) -> None:
    from fastapi import Depends

    app = make()
    app.add_api_route("/wipe", lambda: 1, methods=["DELETE"], dependencies=[Depends(tokens.needs("read"))])
    with pytest.raises(RuntimeError, match="DELETE /wipe changes something"):
        tokens.check_rules(app)


def allowed(client: TestClient, route: str, headers: dict[str, str]) -> bool:
    """Whether the visitor came in; what the route then said is another test's subject."""
    method, _, path = route.partition(" ")
    place = path.format(number=1, revision=1, name="aljazeera").replace("/runs/1/events", "/runs/777/events")
    answer = client.request(method, place, headers=headers, json={"outlet": "aljazeera"} if method == "POST" else None)
    assert answer.status_code < 500 or answer.json()["type"].rsplit(":")[-1] in {"not-alive", "no-daemon"}, answer.text
    if answer.status_code in {401, 403}:
        assert answer.headers["content-type"] == "application/problem+json"
        if answer.status_code == 401:
            assert answer.headers["www-authenticate"].startswith("Bearer")
        return False
    return True


@pytest.mark.parametrize("who", ["nobody here", "nobody elsewhere", "nobody, public", "read", "crawl", "admin", "here, all"])
def test_every_route_lets_in_exactly_those_it_says(ask, key, corpus: dict[str, int], who: str) -> None:
    elsewhere = {"http_host": "0.0.0.0", "http_hosts": "news.example", "http_rate": 0.0}
    client, headers, rank = {
        "nobody here": lambda: (ask(), {}, 1),
        "here, all": lambda: (ask(http_local="admin"), {}, 3),
        "nobody elsewhere": lambda: (ask(NEWS, **elsewhere), {}, 0),
        "nobody, public": lambda: (ask(NEWS, **elsewhere, http_public=True), {}, 1),
    }.get(who, lambda: (ask(NEWS, **elsewhere), key(who), VISITORS[who]))()
    for route, scope in RULES.items():
        stranger = who == "nobody, public" and "/watches" in route  # what the house watches for is not public
        assert allowed(client, route, headers) == (rank >= VISITORS[scope] and not stranger), (who, route)


def test_an_ended_or_foreign_token_opens_nothing_not_even_what_is_open_without(ask, key, db) -> None:
    client, header = ask(), key("read", name="paper")
    assert client.get("/api/v1/articles", headers=header).status_code == 200
    with db.write() as session:
        assert stored.remove(session, "paper") == "paper"
    for bad in (header, {"Authorization": "Bearer "}, {"Authorization": "Bearer \u00e9"}, {"Cookie": f"{tokens.COOKIE}=x"},
                {"Authorization": "Basic !!!"}, {"Authorization": header["Authorization"][:-1] + "_"}):  # fmt: skip
        raw = {name: value.encode("latin-1") for name, value in bad.items()}
        assert client.get("/api/v1/articles", headers=raw).status_code == 401, bad


def test_a_feed_reader_may_send_the_token_as_password(ask, key) -> None:
    client = ask(NEWS, http_host="0.0.0.0", http_hosts="news.example")
    secret = key("read")["Authorization"].removeprefix("Bearer ")
    assert client.get("/feed.xml").status_code == 401
    assert client.get("/feed.xml", auth=("anyone", secret)).status_code == 200


def test_who_may_not_read_all_gets_the_beginning_and_is_told_so(ask, key, db) -> None:
    long = ("كلمة " * 400).strip()
    number = record(db, article(1, body=long, headline="طويل"))
    elsewhere = {"http_host": "0.0.0.0", "http_hosts": "news.example", "http_public": True, "http_rate": 0.0}
    guest, friend, open_ = ask(NEWS, **elsewhere), key("read"), ask(NEWS, **elsewhere, public_full_text=True)
    for place in (f"/api/v1/articles/{number}", f"/api/v1/articles/{number}/revisions/1"):
        cut = guest.get(place).json()
        assert cut["body_cut"] is True
        assert len(cut["body"]) < 310
        assert guest.get(place, headers=friend).json()["body"] == open_.get(place).json()["body"] == long
        assert "body_cut" not in open_.get(place).json()
    for place in ("/api/v1/articles", "/api/v1/search?q=طويل"):
        assert guest.get(place).json()["articles"][0]["body_cut"] is True
    line = json.loads(guest.get("/api/v1/export").text)
    assert line["body_cut"] is True
    assert guest.get("/feed.xml?content=full").status_code == 403
    for form in ("xml", "atom", "json"):
        assert long not in guest.get(f"/feed.{form}").text
        assert long in guest.get(f"/feed.{form}?content=full", headers=friend).text


def test_behind_a_proxy_on_this_machine_nobody_is_local(ask) -> None:
    client = ask(http_hosts="news.example")
    assert client.get("/api/v1/articles").status_code == 200
    for name, value in {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "Via": "1.1 front"}.items():
        assert client.get("/api/v1/articles", headers={name: value}).status_code == 401, name
    assert client.get("/api/v1/articles", headers={"Host": "news.example"}).status_code == 401


def test_no_token_is_written_to_log_or_table(ask, key, db, caplog) -> None:
    from sqlalchemy import text

    header = key("read", name="paper")
    secret = header["Authorization"].removeprefix("Bearer ")
    with caplog.at_level(logging.DEBUG):
        ask().get("/api/v1/articles", headers=header)
    with db.read() as session:
        row = str(session.execute(text("SELECT * FROM token")).all())
    half = secret.rpartition("_")[2][:20]
    assert "paper" in row
    assert half not in row
    assert half not in caplog.text


def test_the_use_of_a_token_is_written_down(make, key, db) -> None:
    from tests.reading.api.conftest import HERE, TestClient

    header = key("crawl", name="paper")
    with TestClient(make(), base_url=HERE) as client:
        client.get("/api/v1/articles", headers=header)
    with db.read() as session:
        (kept,) = stored.all_(session)
    assert kept.last_used_at is not None


CHALLENGES = {
    "GET /api/v1/articles": 'Bearer scope="read"',
    "POST /api/v1/runs": 'Bearer scope="crawl"',
    "DELETE /api/v1/watches/{number}": 'Bearer scope="crawl"',
    "GET /metrics": 'Bearer scope="read"',
    "GET /feed.xml": 'Bearer scope="read", Basic realm="Rasid", charset="UTF-8"',
    "GET /api/v1/watches/{number}/feed.json": 'Bearer scope="read", Basic realm="Rasid", charset="UTF-8"',
}


@pytest.mark.parametrize("public", [False, True], ids=["closed", "public"])
@pytest.mark.parametrize("route", CHALLENGES)
def test_who_shows_no_token_is_told_which_one_the_route_needs(ask, route: str, public: bool) -> None:
    client = ask(NEWS, http_host="0.0.0.0", http_hosts="news.example", http_public=public)
    method, _, path = route.partition(" ")
    answer = client.request(method, path.format(number=1), json={"outlet": "aljazeera"} if method == "POST" else None)
    if public and "watches" not in path and RULES[route] == "read":
        assert answer.status_code == 200
        return
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, CHALLENGES[route])
    assert f"--scope {RULES[route]}" in answer.json()["detail"]


def test_a_token_that_may_too_little_or_none_is_told_so(ask, key) -> None:
    client = ask(NEWS, http_host="0.0.0.0", http_hosts="news.example")
    refused = client.post("/api/v1/runs", json={"outlet": "aljazeera"}, headers=key("read"))
    assert (refused.status_code, refused.headers["www-authenticate"]) == (
        403, 'Bearer error="insufficient_scope", scope="crawl"',
    )  # fmt: skip
    unknown = client.get("/feed.atom", auth=("me", "guessed"))
    assert unknown.headers["www-authenticate"] == 'Bearer error="invalid_token", Basic realm="Rasid", charset="UTF-8"'
    assert "Basic" not in client.get("/", headers={"Accept": "text/html"}).headers.get("www-authenticate", "")
