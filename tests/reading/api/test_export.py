from __future__ import annotations

import csv
import io
import json
import threading

import pytest
from starlette.testclient import TestClient

from reading.web import places
from reading.web.api import export
from reading.web.tokens import Visitor
from storage.corpus import stream
from storage.errors import TookTooLong
from storage.operations import forgetting
from storage.searching.search import Filters
from tests.reading.conftest import article, record, sqlite_only


def told(text: str) -> list[int]:
    return [json.loads(line)["id"] for line in text.splitlines()]


def test_everything_once_and_then_only_what_is_new(here: TestClient, corpus: dict[str, int], db) -> None:
    first = here.get("/api/v1/export?copies=true")
    assert first.headers["content-type"] == "application/x-ndjson"
    assert sorted(told(first.text)) == sorted(corpus.values())
    cursor = first.headers["rasid-next"]
    assert here.get(f"/api/v1/export?after={cursor}").text == ""
    new = record(db, article(90))
    assert told(here.get(f"/api/v1/export?after={cursor}").text) == [new]


def test_a_line_is_the_article_of_the_api(here: TestClient, corpus: dict[str, int]) -> None:
    line = json.loads(here.get("/api/v1/export?tag=درعا").text)
    whole = here.get(f"/api/v1/articles/{corpus['report']}").json()
    assert line == {name: value for name, value in whole.items() if name != "history"}


def test_heads_do_not_say_that_there_is_nothing(here: TestClient) -> None:
    answer = here.head("/api/v1/export")
    assert (answer.status_code, answer.content) == (200, b"")
    assert "content-length" not in answer.headers
    assert "rasid-next" in answer.headers


def test_a_table_for_spreadsheets(here: TestClient) -> None:
    answer = here.get("/api/v1/export?format=csv&q=درعا")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["headline"] for row in rows] == ["قصف على درعا البلد يوقع قتلى"]
    assert ".csv" in answer.headers["content-disposition"]


def test_what_was_forgotten_is_told_of(here: TestClient, corpus: dict[str, int], db) -> None:
    cursor = here.get("/api/v1/export").headers["rasid-next"]
    with db.write() as session:
        forgetting.forget(session, corpus["bare"], now=article(1).fetched)
    lines = [json.loads(line) for line in here.get(f"/api/v1/export?after={cursor}").text.splitlines()]
    assert {"id": corpus["bare"], "status": "forgotten"} in lines


@sqlite_only
def test_a_cursor_that_is_none_or_anothers_is_refused(here: TestClient) -> None:
    assert here.get("/api/v1/export?after=rubbish").status_code == 422
    from storage.corpus.stream import Mark

    assert here.get(f"/api/v1/export?after={Mark(corpus='0' * 12, number=1)}").status_code == 410


@sqlite_only
def test_exports_at_a_time_are_bounded_and_their_places_come_back(here: TestClient) -> None:
    those = here.app.state.context.exports  # type: ignore[attr-defined]
    first = those.take()
    assert here.get("/api/v1/export").status_code == 200
    second = those.take()
    refused = here.get("/api/v1/export")
    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    assert here.head("/api/v1/export").status_code == 200
    first.leave()
    for _ in range(4):
        assert here.get("/api/v1/export").status_code == 200
    assert second.keep()


def test_a_place_that_lies_idle_goes_to_who_waits() -> None:
    now = [0.0]
    those = places.Places(2, clock=lambda: now[0])
    one, two = those.take(), those.take()
    assert one is not None
    assert two is not None
    now[0] = places.IDLE - 1
    assert two.keep()
    assert those.take() is None
    now[0] = places.IDLE
    third = those.take()
    assert third is not None
    assert [place.keep() for place in (one, two, third)] == [False, True, True]
    one.leave()
    assert those.take() is None, "who lost a place gives none back"
    two.leave()
    two.leave()
    assert those.take() is not None
    assert those.take() is None


@sqlite_only
def test_an_export_nobody_reads_is_cut_off_when_others_wait(here: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    context = here.app.state.context  # type: ignore[attr-defined]
    monkeypatch.setattr(export, "AT_ONCE", 1)
    place = context.exports.take()
    with context.reading() as session:
        begin, end = stream.start(session, None), stream.here(session)
    guest = Visitor(frozenset({"read"}), None, local=True, whole=True)
    streamed = iter(export._Streamed(context, place, None, Filters(), begin, end, guest, form="jsonl", tombstones=False))
    assert next(streamed)
    monkeypatch.setattr(places, "IDLE", 0.0)
    others = [context.exports.take(), context.exports.take()]
    with pytest.raises(TookTooLong, match="cut off"):
        list(streamed)
    assert [one.keep() for one in others] == [True, True]


@sqlite_only
def test_reading_goes_on_beside_an_export(here: TestClient, db) -> None:
    for number in range(100, 160):
        record(db, article(number))
    seen: list[int] = []
    export = threading.Thread(target=lambda: seen.extend(told(here.get("/api/v1/export").text)))
    export.start()
    assert here.get("/api/v1/articles").status_code == 200
    export.join(30)
    assert len(seen) == len(set(seen)) == 64
