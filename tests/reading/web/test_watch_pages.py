"""The pages of watches: who may what, what is shown, what a form says of what is wrong, on either database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import html

from storage import database
from storage.database import Database
from storage.readers import watches
from tests.reading.web import filled, serving
from tests.reading.web.serving import TestClient

Client = Callable[..., TestClient]
GOOD = {
    "name": "ماء",
    "query": "المياه -كرة",
    "aliases": "ماء، مياه",
    "channels": "ops، Desk",
    "outlet": "aljazeera",
    "zone": "UTC",
}
SAME = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def db(corpus_url: str) -> Iterator[Database]:
    corpus = database.open(corpus_url)
    filled.fill(corpus, stories=14)
    yield corpus
    corpus.close()


@pytest.fixture
def client(db: Database) -> Iterator[Client]:
    with ExitStack() as clients:
        yield maker(db, clients)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A corpus for those tests that change nothing."""
    corpus = database.open(f"sqlite:///{tmp_path_factory.mktemp('watches') / 'rasid.db'}", create=True)
    filled.fill(corpus, stories=24)
    yield corpus
    corpus.close()


@pytest.fixture
def reader(still: Database) -> Iterator[Client]:
    with ExitStack() as clients:
        yield maker(still, clients)


def maker(db: Database, clients: ExitStack) -> Client:
    def made(base: str = "http://localhost", **settings: Any) -> TestClient:
        app = serving.app(db, now=filled.NOW, **({"http_local": "crawl"} | settings))
        one = TestClient(app, base_url=base, headers={"accept": "text/html"} | SAME, follow_redirects=False)
        return clients.enter_context(one)

    return made


def tree(answer: Any) -> Any:
    return html.document_fromstring(answer.content)


def kept(db: Database) -> dict[str, watches.Kept]:
    with db.read() as session:
        return {one.name: one for one in watches.all_(session)}


def test_the_list_says_what_each_found_and_how_it_stands(reader: Client) -> None:
    page = tree(reader().get("/watches"))
    rows = page.xpath("//li[starts-with(@class, 'watch')]")
    assert [row.xpath("string(.//h2)") for row in rows][:2] == ["الكهرباء والطاقة", "وزارات وقرارات"]
    assert rows[1].xpath(".//li[@class='without']//bdi/text()") == ["رياضة"]
    assert "لا تنبيه من ٢٣:٠٠ إلى ٠٧:٠٠" in rows[1].xpath("string()")
    states = [" ".join(row.xpath("string(.//*[contains(@class, 'state')])").split()) for row in rows]
    assert states[:2] + states[3:] == ["تعمل", "تعمل", "التنبيه موقوف", "تعمل"]
    assert states[2].startswith("التنبيه مكتوم حتى")
    for row in rows:
        [drawn] = row.xpath(".//svg[@role='img']")
        assert len(drawn.xpath(".//*[local-name()='rect']")) == 7
        assert "الأحد" in drawn.get("aria-label")
    assert "&lt;b&gt;" in reader().get("/watches").text


def test_the_bars_are_counted_in_the_readers_days(client: Client, db: Database) -> None:
    from storage.readers import watch_counts
    from tests.reading.web.test_wording import words

    page = tree(client().get("/watches/1"))
    label = page.xpath("//svg[@role='img']/@aria-label")[0]
    one = words()
    edges = [datetime.combine(one.today - timedelta(days=back), time(), one.zone) for back in range(6, -2, -1)]
    with db.read() as session:
        counted = watch_counts.by_period(session, edges, 1)[1]
        assert watch_counts.by_period(session, edges)[1] == counted
        assert watch_counts.by_period(session, edges[-2:], 1).get(1, [0]) == counted[-1:]
    assert label.endswith(f"الأحد: {one.count('stories', counted[-1])})")
    assert one.count("stories", sum(counted)) in label


def test_the_history_is_read_page_by_page_without_gap(client: Client, db: Database) -> None:
    with db.read() as session:
        expected = [f"/article/{hit.article_id}" for hit in watches.hits(session, 3, 1000)]
    seen: list[str] = []
    path: str | None = "/watches/3?copies=1"
    while path:
        page = tree(client().get(path))
        seen += page.xpath("//ol[contains(@class, 'hits')]//h3/a/@href")
        path = next(iter(page.xpath("//nav[@class='pager']/a[@rel='next']/@href")), None)
    assert seen == expected
    assert len(expected) > 2
    assert tree(client().get("/watches/1")).xpath("//ul[@class='feeds']//a/@href") == [
        f"/api/v1/watches/1/feed.{form}" for form in ("xml", "atom", "json")
    ]


def test_a_watch_is_made_changed_muted_and_ended(client: Client, db: Database) -> None:
    one = client()
    own = {"quiet": "hours", "quiet_from": "22:30", "quiet_to": "06:00", "digest": "daily", "digest_at": "09:15"}
    made = one.post("/watches", data=GOOD | own | {"zone": "Asia/Damascus", "lang": "ar"})
    assert (made.status_code, made.headers["location"]) == (303, "/watches/6")
    watch = kept(db)["ماء"]
    assert (watch.wish.query, watch.wish.aliases, watch.channels) == ("المياه -كرة", (("ماء", "مياه"),), ("ops", "desk"))
    assert (watch.wish.filters.outlets, watch.wish.filters.lang) == (("aljazeera",), "ar")
    assert (watch.telling.quiet, watch.telling.digest, watch.telling.zone) == ("22:30-06:00", "daily 09:15", "Asia/Damascus")
    form = tree(one.get("/watches/6/edit")).xpath("//form[@class='watch-form']")[0]
    again = [(name, value) for name, value in form.form_values() if name != "do"]
    same = one.post("/watches/6", content=urlencode(again),
                    headers={"Content-Type": "application/x-www-form-urlencoded"})  # fmt: skip
    assert same.status_code == 303
    assert kept(db)["ماء"].wish == watch.wish
    assert kept(db)["ماء"].telling == watch.telling
    assert kept(db)["ماء"].asked_at == watch.asked_at, "the same question goes on looking where it was"
    assert one.post("/watches/6/mute", data={"for": "3d"}).headers["location"] == "/watches/6"
    assert kept(db)["ماء"].muted_until == filled.NOW + timedelta(days=3)
    one.post("/watches/6/mute", data={"for": "off"})
    assert kept(db)["ماء"].muted_until == watches.FOR_EVER
    one.post("/watches/6/unmute")
    assert kept(db)["ماء"].muted_until is None
    assert one.post("/watches/6/delete").headers["location"] == "/watches"
    assert "ماء" not in kept(db)
    assert one.get("/watches/6").status_code == one.post("/watches/6/delete").status_code == 404


def test_a_fault_stands_at_its_field_and_nothing_typed_is_lost(reader: Client, still: Database) -> None:
    typed = {
        "name": "المدارس", "query": 'مياه "درعا', "aliases": "بايدن", "channels": "ops", "quiet": "hours",
        "quiet_from": "23:00", "quiet_to": "", "digest": "daily", "digest_at": "08:00", "zone": "UTC", "outlet": "aljazeera",
        "section": "<script>",
    }  # fmt: skip
    before = kept(still)
    answer = reader().post("/watches", data=typed)
    assert answer.status_code == 422
    page = tree(answer)
    assert sorted(page.xpath("//p[@class='wrong']/@id")) == ["e-aliases", "e-query", "e-quiet"]
    for name in ("query", "aliases", "quiet"):
        [field] = page.xpath("//*[@id=$id]", id=f"w-{name}")
        assert field.get("aria-invalid") == "true"
        assert f"e-{name}" in field.get("aria-describedby")
    form = page.xpath("//form[@class='watch-form']")[0]
    shown = dict(form.form_values())
    shown["aliases"] = shown["aliases"].removeprefix("\n")  # which HTML passes over, and lxml does not
    assert {name: shown.get(name) for name in typed} == typed
    assert "<script>" not in answer.text.partition("<main")[2]
    taken = reader().post("/watches", data=GOOD | {"name": "المدارس"})
    assert tree(taken).xpath("string(//*[@id='e-name'])") == "هناك متابعة اسمها «المدارس»"
    assert kept(still) == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"), ({"name": "7"}, "name"), ({"name": "x" * 101}, "name"), ({"query": "", "outlet": ""}, "query"),
        ({"query": "-كرة", "outlet": ""}, "query"), ({"query": "كلمة " * 700}, "query"), ({"outlet": "nowhere"}, "outlets"),
        ({"kind": "poem"}, "kind"), ({"channels": "a" * 42}, "channels"), ({"digest": "daily", "digest_at": "8"}, "digest"),
        ({"digest": "hourly", "zone": "../etc"}, "zone"), ({"section": "س" * 201}, "section"),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_fault_has_its_words(reader: Client, change: dict[str, str], field: str, language: str) -> None:
    one = reader()
    one.cookies.set("lang", language)
    answer = one.post("/watches", data=GOOD | change)
    assert answer.status_code == 422
    [said] = tree(answer).xpath("//p[@class='wrong']")
    assert said.get("id") == f"e-{field}"
    assert bool(set("ابتثجحخدرسعفقكلمنهوي") & set(said.text_content())) == (language == "ar")


def test_trying_keeps_nothing_and_shows_what_there_was(reader: Client, still: Database) -> None:
    before = kept(still)
    answer = reader().post("/watches", data={"name": "", "query": "الكهرباء OR الطاقة", "zone": "UTC", "do": "try"})
    assert answer.status_code == 422, "it needs a name before long"
    answer = reader().post("/watches", data={"name": "x", "query": "الكهرباء OR الطاقة", "zone": "UTC", "do": "try"})
    assert answer.status_code == 200
    assert tree(answer).xpath("//div[@class='side-cards']//h3/a/@href")
    assert kept(still) == before


def test_a_search_becomes_a_watch(reader: Client) -> None:
    page = tree(reader().get("/search?q=الكهرباء -كرة&outlet=aljazeera&since=2026-11-01"))
    [address] = page.xpath("//main//a[starts-with(@href, '/watches/new?')]/@href")
    form = dict(tree(reader().get(address)).xpath("//form[@class='watch-form']")[0].form_values())
    assert (form["query"], form["name"], form["outlet"]) == ("الكهرباء -كرة", "الكهرباء -كرة", "aljazeera")


def test_who_may_not_is_shown_no_button_and_changes_nothing(reader: Client, still: Database) -> None:
    guest, before = reader(http_local="read"), kept(still)
    for path in ("/watches", "/watches/1", "/watches/new?q=x", "/watches/1/edit"):
        answer = guest.get(path)
        assert answer.status_code == 200
        assert not tree(answer).xpath("//form[@method='post']//button")
        assert tree(answer).xpath("//a[starts-with(@href, '/sign-in?next=')]")
    for path in ("/watches", "/watches/1", "/watches/1/mute", "/watches/1/unmute", "/watches/1/delete"):
        refused = guest.post(path, data=GOOD)
        assert refused.status_code == 401
        assert refused.headers["content-type"].startswith("text/html")
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    for path in ("/watches", "/watches/1", "/watches/1/mute", "/watches/1/delete"):
        assert reader().post(path, data=GOOD, headers=foreign).status_code == 403
    elsewhere = reader("http://news.example", http_host="0.0.0.0", http_hosts="news.example", http_public=True)
    for path in ("/watches", "/watches/1", "/watches/new", "/watches/1/edit"):
        assert elsewhere.get(path).status_code == 401, "what somebody watches for is nobody else's"
    assert kept(still) == before


@pytest.mark.parametrize("path", ["/watches/0", "/watches/x", "/watches/99", "/watches/99/edit", "/watches/9999999999999999999"])
def test_a_watch_there_is_not(reader: Client, path: str) -> None:
    assert reader().get(path).status_code == 404
    assert reader().post(path.removesuffix("/edit"), data=GOOD).status_code == 404
