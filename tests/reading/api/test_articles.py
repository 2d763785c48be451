from __future__ import annotations

import gzip

import brotli
import pytest
from starlette.testclient import TestClient

from tests.reading.conftest import article, record

V1 = "/api/v1"


def ids(answer: dict) -> list[int]:
    return [one["id"] for one in answer["articles"]]


def test_the_list_is_the_one_of_the_command_with_copies_hidden(here: TestClient, corpus: dict[str, int], rasid_) -> None:
    import json

    told = here.get(f"{V1}/articles").json()
    assert told == json.loads(rasid_("list", "--json").stdout)
    assert corpus["copy"] not in ids(told)
    assert corpus["copy"] in ids(here.get(f"{V1}/articles?copies=true").json())


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("outlet=bbc-arabic&copies=1", {"copy"}),
        ("outlet=bbc-arabic&outlet=aawsat&copies=1", {"copy", "bare"}),
        ("outlet=bbc-arabic,aawsat&copies=1", {"copy", "bare"}),
        ("lang=en", {"flash"}),
        ("lang=EN", {"flash"}),
        ("since=0001-01-01&until=9999-12-31&lang=en", {"flash"}),
        ("kind=video", {"hostile"}),
        ("section=سوريا", {"report"}),
        ("tag=درعا", {"report"}),
        ("author=ليلى حسن", {"report"}),
        ("agency=الاناضول", {"report"}),
        ("since=2026-11-22T08:00", {"report", "bare"}),
        ("until=2026-11-22T05:00", {"hostile"}),
        ("since=2026-11-22&zone=Asia/Damascus&kind=video", {"hostile"}),
    ],
)
def test_filters_are_those_of_the_commands(here: TestClient, corpus: dict[str, int], query: str, names: set[str]) -> None:
    found = set(ids(here.get(f"{V1}/articles?{query}").json()))
    assert found == {corpus[name] for name in names}


def test_a_cursor_leads_through_all_pages_though_articles_come_in_between(here: TestClient, db) -> None:
    for number in range(10, 35):
        record(db, article(number))
    seen: list[int] = []
    address = f"{V1}/articles?limit=7&fields=headline"
    for turn in range(20):
        answer = here.get(address)
        seen += ids(answer.json())
        if turn == 1:
            record(db, article(99, published=None))
        if answer.json()["next"] is None:
            assert "link" not in answer.headers
            break
        assert f"cursor={answer.json()['next']}" in answer.headers["link"]
        address = f"{V1}/articles?limit=7&fields=headline&cursor={answer.json()['next']}"
    assert len(seen) == len(set(seen)) == 29


def test_fields_are_chosen_and_limits_brought_into_bounds(here: TestClient) -> None:
    only = here.get(f"{V1}/articles?fields=headline,published").json()["articles"]
    assert all(set(one) == {"id", "headline", "published"} for one in only)
    assert len(here.get(f"{V1}/articles?limit=-4").json()["articles"]) == 1
    assert len(here.get(f"{V1}/articles?limit=999999999999999999999999").json()["articles"]) == 4


@pytest.mark.parametrize("place", ["articles/{report}", "articles/{report}/revisions/1"])
def test_fields_are_chosen_of_one_article_too(here: TestClient, corpus: dict[str, int], place: str) -> None:
    address = f"{V1}/{place.format(**corpus)}?"
    assert set(here.get(f"{address}fields=headline").json()) == {"id", "headline"}
    assert here.get(f"{address}fields=heading").status_code == 422


def test_fields_are_chosen_of_a_story_too(here: TestClient, corpus: dict[str, int]) -> None:
    number = here.get(f"{V1}/articles/{corpus['copy']}?fields=cluster").json()["cluster"]["id"]
    prints = here.get(f"{V1}/clusters/{number}?fields=outlet,delay").json()["articles"]
    assert [set(one) for one in prints] == [{"id", "outlet", "delay"}] * 2


@pytest.mark.parametrize(
    ("query", "name"),
    [("articles?cursor=x", "cursor"), ("articles?outlet=none", "outlet"), ("articles?since=x", "since"), ("search?q=%22", "q")],
    ids=str,
)
def test_a_fault_is_named_as_the_parameter_is(here: TestClient, query: str, name: str) -> None:
    told = here.get(f"/api/v1/{query}")
    assert told.status_code == 422
    assert [(one["in"], one["name"]) for one in told.json()["errors"]] == [("query", name)]
    assert told.json()["detail"].startswith(f"{name}: ")
    assert "--" not in told.json()["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "outlet=", "outlet=,%20", "fields=", "fields=,", "=x",
        "oulet=aljazeera", "outlet=nobody", "limit=many", "cursor=rubbish", "fields=headline,nonsense", "since=tomorow",
        "zone=Mars", "kind=poem", "lang=%00", "section=%00", "since=2026-02-01&until=2026-01-01", "copies=perhaps",
        "tag=" + "x" * 300,
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_problem(here: TestClient, query: str) -> None:
    answer = here.get(f"{V1}/articles?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == 422
    assert told["type"] == "urn:rasid:problem:invalid-request"
    assert told["detail"]


def test_one_article_its_states_and_its_story(here: TestClient, corpus: dict[str, int], db) -> None:
    number = corpus["report"]
    record(db, article(1, headline="قصف على درعا البلد يوقع تسعة قتلى", body="نص جديد كل الجدة بعد التصحيح."))
    told = here.get(f"{V1}/articles/{number}").json()
    assert told["revision"] == 2
    assert [state["revision"] for state in told["history"]] == [1, 2]
    assert here.get(f"{V1}/articles/{number}/revisions").json()["revisions"] == told["history"]
    assert "درعا البلد يوقع قتلى" in here.get(f"{V1}/articles/{number}/revisions/1").json()["headline"]
    for missing in ("/articles/999", "/articles/0", "/articles/-1", f"/articles/{10**30}", f"/articles/{number}/revisions/9"):
        assert here.get(V1 + missing).status_code == 404


def test_a_story_tells_who_was_late(here: TestClient, corpus: dict[str, int]) -> None:
    cluster = here.get(f"{V1}/articles/{corpus['copy']}").json()["cluster"]["id"]
    story = here.get(f"{V1}/clusters/{cluster}").json()
    assert {one["id"] for one in story["articles"]} == {corpus["report"], corpus["copy"]}
    assert story["outlets"] == 2
    assert story["articles"][0]["id"] == story["first"] == corpus["copy"]  # an hour earlier than the report
    assert [one["delay"] for one in story["articles"]] == [0, 3600]
    assert here.get(f"{V1}/clusters/777").status_code == 404
    assert here.get(f"{V1}/clusters/{10**25}").status_code == 404


@pytest.mark.parametrize("place", ["/api/v1/search", "/api/v1/export", "/feed.xml", "/feed.json", "/search"])
def test_a_question_may_be_as_long_as_on_the_command_line(here: TestClient, corpus: dict[str, int], place: str) -> None:
    question = '"قصف على درعا البلد يوقع قتلى" OR ' + " OR ".join("والمستوصفات" + letter * 5 for letter in "ابتثجحخدذرزس")
    assert len(question) > 200
    answer = here.get(place, params={"q": question})
    assert answer.status_code == 200
    assert "نص الخبر رقم 1" in answer.text or "يوقع قتلى" in answer.text


def test_the_search_marks_what_it_found(here: TestClient, corpus: dict[str, int]) -> None:
    found = here.get(f"{V1}/search", params={"q": "قصفٌ درعا", "sort": "relevance"}).json()["articles"]
    assert [one["id"] for one in found] == [corpus["report"]]
    start, end = found[0]["headline_marks"][0]
    assert found[0]["headline"][start:end] == "قصف"
    assert found[0]["snippet"]["marks"]
    assert here.get(f"{V1}/search", params={"q": "..."}).status_code == 422
    assert here.get(f"{V1}/search").status_code == 422


def test_an_answer_one_has_is_not_sent_again_and_heads_have_no_body(here: TestClient, db) -> None:
    address = f"{V1}/articles"
    first = here.get(address)
    tag = first.headers["etag"]
    again = here.get(address, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["vary"] == first.headers["vary"]
    head = here.head(address)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
    assert int(head.headers["content-length"]) > 0
    record(db, article(50))
    assert here.get(address, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", None),
        ("zstd", None),
        ("*", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("gzip ; Q = 0.000", None),
        ("identity, gzip;q=0.5", None),
        ("gzip;q=0, *", None),
        ("gzip;level=1;q=0", None),
        ("gzip;q=much", "gzip"),
        ("", None),
    ],
)
def test_answers_are_compressed_as_the_client_takes_it(here: TestClient, accepted: str, coding: str | None) -> None:
    plain = here.get(f"{V1}/articles", headers={"Accept-Encoding": "identity"}).content
    with here.stream("GET", f"{V1}/articles", headers={"Accept-Encoding": accepted}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == coding
    assert "Accept-Encoding" in answer.headers["vary"]
    assert int(answer.headers["content-length"]) == len(raw)
    assert {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding](raw) == plain


def test_a_part_of_a_file_is_a_part_of_it_as_it_is(here: TestClient) -> None:
    plain = here.get("/static/rasid.css", headers={"Accept-Encoding": "identity"})
    part = here.get("/static/rasid.css", headers={"Accept-Encoding": "gzip", "Range": "bytes=0-4999"})
    assert (part.status_code, part.headers.get("content-encoding"), part.content) == (206, None, plain.content[:5000])
    packed = here.get("/static/rasid.css", headers={"Accept-Encoding": "gzip"})
    assert (packed.headers["content-encoding"], packed.headers["etag"]) == ("gzip", f"W/{plain.headers['etag']}")
    assert here.get("/static/rasid.css", headers={"If-None-Match": packed.headers["etag"]}).status_code == 304
