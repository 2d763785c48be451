"""The OpenAPI against what it describes: examples that are true, and of every route the errors it ends with, no others."""

from __future__ import annotations

import copy
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import feedparser
import jsonschema_rs
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from reading.web import limits
from reading.web.api import answers, examples
from reading.web.api.documents import described
from storage.corpus.stream import ForeignCursor
from storage.crawls import runs
from storage.errors import DatabaseBusy
from storage.readers import tokens, watches
from tests.reading.api.conftest import NOW
from tests.reading.conftest import sqlite_only

pytestmark = sqlite_only
NEWS = {"base": "http://news.example", "http_host": "0.0.0.0", "http_hosts": "news.example", "http_rate": 0.0}
SOMETIMES = {"body_cut", "warnings", "errors"}
"""What an answer may lack."""
ERRORS = {
    "GET /api/v1/articles": {401, 422},
    "GET /api/v1/articles/{number}": {401, 404, 422},
    "GET /api/v1/articles/{number}/revisions": {401, 404, 422},
    "GET /api/v1/articles/{number}/revisions/{revision}": {401, 404, 422},
    "GET /api/v1/search": {401, 422},
    "GET /api/v1/clusters/{number}": {401, 404, 422},
    "GET /api/v1/outlets": {401, 422},
    "GET /api/v1/outlets/{name}": {401, 404, 422},
    "GET /api/v1/runs": {401, 404, 422},
    "GET /api/v1/runs/{number}": {401, 404, 422},
    "POST /api/v1/runs": {400, 401, 403, 404, 413, 415, 422},
    "GET /api/v1/runs/{number}/events": {401, 404, 422},
    "GET /api/v1/watches": {401, 422},
    "POST /api/v1/watches": {400, 401, 403, 409, 413, 415, 422},
    "GET /api/v1/watches/{number}": {401, 404, 422},
    "PATCH /api/v1/watches/{number}": {400, 401, 403, 404, 409, 413, 415, 422},
    "DELETE /api/v1/watches/{number}": {401, 403, 404, 413, 422},
    "GET /api/v1/watches/{number}/hits": {401, 404, 422},
    "GET /api/v1/watches/{number}/feed.xml": {401, 404, 422},
    "GET /api/v1/watches/{number}/feed.atom": {401, 404, 422},
    "GET /api/v1/watches/{number}/feed.json": {401, 404, 422},
    "GET /api/v1/export": {401, 410, 422},
    "GET /feed.xml": {401, 403, 422},
    "GET /feed.atom": {401, 403, 422},
    "GET /feed.json": {401, 403, 422},
    "GET /healthz": {401},
    "GET /metrics": {401},
}
"""Of every route, beside those any may end with."""
ANY = {414, 421, 429, 503}
WATCH = {"name": "قصف درعا", "query": "قصف درعا"}


@pytest.fixture
def document(make) -> dict[str, Any]:
    return described(make())


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def strict(document: dict[str, Any]) -> dict[str, Any]:
    """The shapes, of which nothing may be missing and to which nothing may be added."""
    components = copy.deepcopy(document["components"])
    for shape in components["schemas"].values():
        if shape.get("properties"):
            shape["additionalProperties"] = False
            shape["required"] = sorted(set(shape["properties"]) - SOMETIMES)
    return components


def test_every_answer_has_an_example_that_fits_its_shape_and_has_all_of_it(document) -> None:
    components, seen = strict(document), 0
    for route, operation in operations(document):
        for code, answer in operation["responses"].items():
            assert ("content" in answer) == (code not in {"204", "304"}), (route, code)
            for kind, content in answer.get("content", {}).items():
                shape = content.get("schema", {})  # a schema of events would be one of each of them
                assert shape or kind == "text/event-stream"
                check = jsonschema_rs.Draft202012Validator(shape | {"components": components}, validate_formats=True)
                faults = [f"{route} {code} {kind}: {error.message}" for error in check.iter_errors(content["example"])]
                assert not faults
                seen += 1
    assert seen > 200


def test_the_check_of_examples_sees_what_is_wrong(document) -> None:
    shape = {"$ref": "#/components/schemas/Articles", "components": strict(document)}
    check = jsonschema_rs.Draft202012Validator(shape, validate_formats=True)
    article = examples.of("application/json", "Article")
    assert check.is_valid({"articles": [article], "next": None})
    for wrong in ({"published": "yesterday"}, {"cluster": {"id": 1}}, {"surprise": 1}, {"id": "17"}):
        assert not check.is_valid({"articles": [article | wrong], "next": None}), wrong
    assert not check.is_valid({"articles": [{key: value for key, value in article.items() if key != "agency"}], "next": None})


def test_examples_hold_the_keys_of_real_answers(here: TestClient, corpus: dict[str, int]) -> None:
    told = here.get(f"/api/v1/articles/{corpus['report']}").json()
    assert told.keys() == examples.of("application/json", "Whole").keys()
    cluster = here.get(f"/api/v1/clusters/{told['cluster']['id']}").json()
    assert cluster.keys() == examples.of("application/json", "Story").keys()
    assert cluster["articles"][0].keys() == examples.STORY["articles"][0].keys()
    found = here.get("/api/v1/search?q=درعا").json()["articles"][0]
    assert found.keys() == examples.FOUND.keys()
    assert here.get("/api/v1/outlets/aljazeera").json().keys() == examples.OUTLET.keys()
    for one in (examples.FOUND["snippet"], {"text": examples.FOUND["headline"], "marks": examples.FOUND["headline_marks"]}):
        assert [one["text"][start:end].removeprefix("ال") for start, end in one["marks"]] in (["درعا", "قصف"], ["قصف", "درعا"])


def test_examples_of_texts_are_read_by_those_who_read_them(document) -> None:
    answers_ = [answer for _, one in operations(document) for code, answer in one["responses"].items() if code == "200"]
    made = {kind: content["example"] for answer in answers_ for kind, content in answer["content"].items()}
    assert set(examples.BY_KIND) <= set(made)
    for kind in ("application/rss+xml", "application/atom+xml"):
        read = feedparser.parse(made[kind].encode())
        assert (read.bozo, read.feed.title, len(read.entries)) == (False, examples.TITLE, 2)
        ET.fromstring(made[kind])
    assert [item["title"] for item in made["application/feed+json"]["items"]] == [
        examples.ARTICLE["headline"], examples.COPY["headline"],
    ]  # fmt: skip
    assert {family.name for family in text_string_to_metric_families(made["text/plain"])} >= {"rasid_articles", "rasid_runs"}
    assert made["text/event-stream"].count("event: run\n") == 2


def test_every_route_lists_the_errors_it_can_end_with_and_no_others(document) -> None:
    listed = {route: {int(code) for code in one["responses"] if int(code) >= 400} for route, one in operations(document)}
    assert listed == {route: errors | ANY for route, errors in ERRORS.items()}
    for route, operation in operations(document):
        for code, answer in operation["responses"].items():
            if int(code) >= 400:
                (content,) = answer["content"].values()
                assert set(answer["content"]) == {"application/problem+json"}, route
                assert content["example"]["status"] == int(code), route
                assert "{" not in content["example"]["instance"], route


def sent(client: TestClient, route: str, code: int, key) -> Any:
    """A request of this route that ends with this error."""
    method, _, path = route.partition(" ")
    place, headers, body = path.format(**answers.NAMED), {}, {"json": WATCH if "watches" in path else {"outlet": "awraq"}}
    needed = "?q=x&" if path.endswith("/search") else "?"
    if code != 401:
        headers = key("read" if code == 403 and method != "GET" else "crawl", name="reader" if code == 403 else f"{route} {code}")
    match code:
        case 401 if path == "/healthz":
            headers = {"Authorization": "Bearer none"}
        case 403 if method == "GET":
            headers, place = {}, f"{place}?content=full"
        case 400:
            body = {"content": b"\xff{"}
            headers |= {"Content-Type": "application/json"}
        case 413:
            body = {"content": b"x" * (limits.MOST_BODY + 1)}
        case 415:
            body = {"content": b"outlet=awraq"}
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        case 404 if path == "/api/v1/runs" and method == "GET":
            place += "?outlet=awraq"
        case 409:
            client.post("/api/v1/watches", json=WATCH, headers=headers)
            client.post("/api/v1/watches", json=WATCH | {"name": "آخر"}, headers=headers)
            place = place.replace("/17", "/2")
        case 414:
            place += needed + "x" * 9000
        case 421:
            headers |= {"Host": "evil.example"}
        case 422:
            place, body = unreadable(client.app, method, path, place, needed), {"json": []}
    return client.request(method, place, headers=headers, **(body if method in {"POST", "PATCH"} or code == 413 else {}))


def unreadable(app: FastAPI, method: str, path: str, place: str, needed: str) -> str:
    """An address with what the example says is wrong: a parameter given twice, or a number that is none."""
    (fault,) = described(app)["paths"][path][method.lower()]["responses"]["422"]["content"]["application/problem+json"][
        "example"
    ]["errors"]
    if fault["in"] == "query":
        return place + needed.replace("q=x&", "" if fault["name"] == "q" else "q=x&") + f"{fault['name']}=1&{fault['name']}=1"
    return place.replace("17", "seventeen")


def test_every_error_listed_happens_and_says_what_its_example_says(ask, key, db, monkeypatch: pytest.MonkeyPatch) -> None:
    client = ask(NEWS["base"], **{name: value for name, value in NEWS.items() if name != "base"})
    public = ask(NEWS["base"], **{name: value for name, value in NEWS.items() if name != "base"}, http_public=True)
    document = described(client.app)
    for route, codes in ERRORS.items():
        method, _, path = route.partition(" ")
        for code in sorted((codes | {414, 421}) - {410}):
            answer = sent(public if code == 403 and method == "GET" else client, route, code, key)
            assert (route, code, answer.status_code) == (route, code, code), answer.text
            operation = document["paths"][path][method.lower()]
            assert (route, code, unexplained(operation, answer)) == (route, code, set())
            listed = operation["responses"][str(code)]
            if route != "GET /healthz" and "WWW-Authenticate" in listed.get("headers", {}):
                assert answer.headers.get("www-authenticate") == listed["headers"]["WWW-Authenticate"]["example"]
            example = listed["content"][answer.headers["content-type"]]["example"]
            told = answer.json()
            if code not in {409, 422}:  # of which the address is made to fail
                assert told == example, route
            assert (told["type"], told["title"], told.get("errors", [{}])[0].keys()) == (
                example["type"], example["title"], example.get("errors", [{}])[0].keys(),
            ), route  # fmt: skip
        with db.write() as session:
            for one in tokens.all_(session):
                tokens.remove(session, one.name)
            for kept in watches.all_(session):
                watches.remove(session, kept.id)


def test_a_cursor_of_another_corpus_and_a_busy_database_are_said_as_the_examples_say(ask, monkeypatch) -> None:
    client = ask()
    document = described(client.app)

    def raising(error: Exception) -> None:
        def broken(*args: object, **kwargs: object) -> None:
            raise error

        monkeypatch.setattr("reading.web.api.export.stream.start", broken)

    for code, error in {
        410: ForeignCursor(
            "the cursor is of another database, or from before a backup was restored; export without --after once, and go on "
            "from the cursor that gives"
        ),
        503: DatabaseBusy("locked"),
    }.items():
        raising(error)
        listed = document["paths"]["/api/v1/export"]["get"]["responses"][str(code)]["content"]["application/problem+json"]
        assert client.get("/api/v1/export?after=x").json() == listed["example"]


SPOKEN = {
    "etag", "last-modified", "cache-control", "link", "location", "retry-after", "www-authenticate", "accept", "rasid-next",
    "content-disposition",
}  # fmt: skip
"""Headers a client reads; every answer has those of `security.FIXED` besides."""


def unexplained(operation: dict[str, Any], answer: Any) -> set[str]:
    """What an answer carries and the document does not name, and what it promises and is not there."""
    headers = operation["responses"][str(answer.status_code)].get("headers", {})
    told = {name.lower() for name in headers}
    carried = {name.lower() for name in answer.headers} & SPOKEN
    if answer.headers.get("cache-control") == "no-store":  # said of all: nothing to read there
        carried -= {"cache-control"}
    promised = {name.lower() for name, one in headers.items() if one.get("required")}
    return (carried - told) | (promised - {name.lower() for name in answer.headers})


def test_headers_and_304_are_as_the_document_says(ask, corpus, db, daemon, document) -> None:
    client = ask(http_local="crawl")
    assert client.post("/api/v1/watches", json=WATCH).status_code == 201
    started = client.post("/api/v1/runs", json={"outlet": "aljazeera"})
    with db.write() as session:
        runs.finish(session, started.json()["id"], state="finished", why="", now=NOW)
    assert not unexplained(document["paths"]["/api/v1/runs"]["post"], started)
    story = client.get(f"/api/v1/articles/{corpus['copy']}").json()["cluster"]["id"]
    numbers = {"articles": corpus["report"], "clusters": story, "watches": 1, "runs": started.json()["id"]}
    for path, operations_ in document["paths"].items():
        operation = operations_.get("get")
        if operation is None:
            continue
        number = numbers.get(path.split("/")[3] if path.startswith("/api/") else "")
        place = path.format(number=number, revision=1, name="aljazeera") + ("?q=درعا" if path.endswith("/search") else "")
        answer = client.get(place)
        assert (path, answer.status_code, unexplained(operation, answer)) == (path, 200, set())
        assert ("304" in operation["responses"]) == ("etag" in answer.headers), path
        if "etag" in answer.headers:
            again = client.get(place, headers={"If-None-Match": answer.headers["etag"]})
            assert (path, again.status_code, again.content, unexplained(operation, again)) == (path, 304, b"", set())
    assert "link" in client.get("/api/v1/articles?limit=1").headers
    assert document["paths"]["/api/v1/articles"]["get"]["responses"]["200"]["headers"].keys() == {
        "ETag", "Cache-Control", "Vary", "Link",
    }  # fmt: skip


def test_who_asks_too_much_is_told_how_long_to_wait_as_the_document_says(ask, document) -> None:
    client = ask(NEWS["base"], http_host="0.0.0.0", http_hosts="news.example", http_public=True, http_rate=0.5)
    answers_ = [client.get("/api/v1/runs") for _ in range(5)]
    refused = next(answer for answer in answers_ if answer.status_code == 429)
    told = document["paths"]["/api/v1/runs"]["get"]
    assert not unexplained(told, refused)
    assert refused.json()["detail"] == told["responses"]["429"]["content"]["application/problem+json"]["example"]["detail"]
    assert 1 <= int(refused.headers["retry-after"]) <= 2


def test_feeds_say_that_they_take_a_password(document) -> None:
    schemes = document["components"]["securitySchemes"]
    assert (schemes["HTTPBearer"]["scheme"], schemes["HTTPBasic"]["scheme"]) == ("bearer", "basic")
    for route, operation in operations(document):
        assert ({"HTTPBasic": []} in operation["security"]) == ("feed." in route), route
