"""Errors as a person meets them: said in their language, with what to do now and a way on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.exceptions import RequestValidationError
from lxml import html
from starlette.exceptions import HTTPException

from reading.web import limits, problems, reasons, security, wording
from reading.web.pages import faults
from reading.web.problems import Problem
from storage import database
from storage.database import Database
from storage.errors import DatabaseBusy, StorageError, TookTooLong
from storage.readers import tokens
from tests.reading.web import filled, serving
from tests.reading.web.serving import TestClient
from tests.reading.web.test_wording import words

ROOT = Path(problems.__file__).resolve().parents[2]
OURS = ("reading/web/problems.py", "reading/web/limits.py", "reading/web/security.py", "reading/web/tokens.py",
        "reading/web/pages/*.py", "storage/corpus/dossier.py", "storage/corpus/stories.py", "storage/corpus/material.py",
        "storage/crawls/outlets.py", "storage/crawls/runs.py", "storage/readers/watches.py")  # fmt: skip
"""Files whose refusals a route of the pages ends with."""
CALLS = {"Problem": 2, "wrong": 1, "NotFound": 0, "unnamed": 2}
"""What makes a refusal, and which of its arguments is the sentence."""
ELSEWHERE = {"{name}: {detail}", "{said}; {cure}", "no article at {url}; {why}"}
"""Frames around sentences that are themselves looked at, and what a command alone asks."""
LATIN = re.compile(r'lang="en"')
REFUSED = [
    "/nope", "/article/99999", "/article/x", "/article/1/source", "/story/99999", "/story/x", "/story/{story}/compare/99999",
    "/runs/999", "/runs/x", "/outlets/aljazera", "/outlets/zzzzzzzz", "/watches/999", "/watches/x", "/watches/999/edit",
    "/watches/1/mute", "/feed.xml?zone=Mars", "/feed.xml?since=gestern", "/feed.xml?since=2026-11-22&until=2026-11-01",
    "/feed.xml?outlet=nowhere", "/feed.xml?outlet=,", "/feed.xml?utm_source=x", "/feed.xml?q=a&q=b", "/feed.xml?kind=poem",
    "/feed.xml?copies=perhaps", "/feed.xml?limit=many", "/feed.xml?lang=!", "/feed.xml?tag=" + "x" * 201,
    "/feed.xml?q=" + "كلمة+" * 40, "/feed.xml?tag=%00", "/openapi.json/x",
]  # fmt: skip
"""Addresses that are refused with a detail."""


def sites() -> Iterator[tuple[str, str]]:
    """Every sentence of a refusal in OURS: where it stands, and its words with holes."""
    for pattern in OURS:
        for path in sorted(ROOT.glob(pattern)):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                place = CALLS.get(call.func.id)
                if place is not None and place < len(call.args):
                    yield f"{path.name}:{call.lineno}", sentence(tree, call.args[place])


def sentence(tree: ast.Module, said: ast.expr) -> str:
    """Of a text, one with holes, or a name given one in the same file; empty for what is made elsewhere."""
    match said:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=pieces):
            return "".join(
                str(piece.value) if isinstance(piece, ast.Constant) else f"{{{ast.unparse(piece.value)}}}"  # type: ignore[attr-defined]
                for piece in pieces
            )
        case ast.Name(id=name):
            given = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name]
            return sentence(tree, given[0].value) if len(given) == 1 else ""
    return ""


def details() -> dict[str, str]:
    """What problems that need more than an address tell."""
    needed = [{"type": kind, "loc": ("body", "token"), "msg": said} for kind, said in (
        ("missing", "Field required"), ("string_too_long", "String should have at most 200 characters"),
    )]  # fmt: skip
    forms = ("Too many fields. Maximum number of fields is 600.", "Too many files. Maximum number of files is 0.",
             "Field exceeded maximum size of 1024KB.", "Part exceeded maximum size of 1024KB.", "Invalid multipart data.",
             "Missing boundary in multipart.", 'The Content-Disposition header field "name" must be provided.',
             problems.BODY_FAULT)  # fmt: skip
    said: list[Problem] = [
        limits.too_large(), limits.too_many(2), security.too_long(), security.unknown_host(),
        *(problems.of(error) for error in (TookTooLong(""), DatabaseBusy(""), StorageError("secret"), RuntimeError(""))),
        problems.of(RequestValidationError(needed)),
        *(problems.of(HTTPException(400, text)) for text in forms),
    ]  # fmt: skip
    return {one.detail: one.name for one in said} | dict.fromkeys(OTHERS, "")


OTHERS = (
    "a page of another site may not change anything here",
    "no article 7; it was forgotten on 2026-11-20",
    "no article 7; `rasid list` shows which there are",
    "article 7 has no revision 9; it has 1 to 3",
    "no article 7 any more",
    "the file of outlet 'aljazeera' is broken",
    "the page of article 7 is not in the archive",
    "whole texts need a token here",
    "whole articles are for readers with a token; ask without content=full",
    "unknown outlet 'x'; did you mean aljazeera or bbc-arabic?",
    "unknown outlet 'x'; `rasid outlets list --all` names them all",
    "no print 9 of story 7",
    "no story 7; `cluster.id` of an article names its story",
    "no run 7; `rasid runs` lists them",
    "there is no such watch; `rasid watch list` shows those there are",
    *(f"no {kind} '\"<b>'" for kind in ("article", "story", "run", "watch")),
    "this token is not known here, or was ended; `rasid token list` names those there are",
    "the token 'desk <b>' lacks the scope crawl",
    *(
        f"{said}; `rasid token add NAME --scope read` makes one; send it as `Authorization: Bearer …`"
        for said in ("this needs a token with the scope read", "watches need a token, also where reading is open to all")
    ),
)
"""Details as their makers word them, which `sites` finds."""


def test_every_refusal_of_the_pages_is_looked_at() -> None:
    """A sentence that is new in the code is new to this file too."""
    known = [*details(), problems.NOWHERE]
    found = [(place, said) for place, said in sites() if said and said not in ELSEWHERE]
    assert len(found) > 20
    for place, said in found:
        shape = re.sub(r"\\\{.*?\\\}", ".+", re.escape(said))
        assert any(re.search(shape, one) for one in known), f"{place}: add «{said}» to what is looked at here"


@pytest.mark.parametrize("detail", details(), ids=lambda text: text[:50])
def test_every_detail_is_said_in_arabic(detail: str) -> None:
    said = str(reasons.said(words(), detail))
    assert not LATIN.search(said), said
    left = re.sub(r"<code[^>]*>[^<]*</code>|<bdi>[^<]*</bdi>|&[#\w]+;", "", said)
    assert not re.search("[A-Za-z0-9]", left), said
    assert "<b>" not in said


@pytest.mark.parametrize("shape", [*wording.table("problem")])
def test_the_arabic_of_a_detail_has_only_what_its_english_gives(shape: str) -> None:
    one = wording.table("problem")[shape]
    assert set(re.findall(r"\{(\w+)\}", one["ar"])) <= set(re.findall(r"\{(\w+)\}", one["en"]))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("faults")
    db = database.open(f"sqlite:///{folder / 'rasid.db'}", create=True)
    filled.fill(db, stories=12, archive=folder / "archive")
    yield db
    db.close()


@pytest.fixture(scope="module")
def story(corpus: Database) -> int:
    from sqlalchemy import text

    with corpus.read() as session:
        return int(session.scalar(text("SELECT id FROM cluster ORDER BY size DESC LIMIT 1")))


@pytest.fixture(scope="module")
def client(corpus: Database) -> Iterator[TestClient]:
    made = serving.app(corpus, now=filled.NOW, data_dir=Path(corpus.url.database or "").parent, http_local="crawl")
    with TestClient(made, base_url="http://localhost", headers={"accept": "text/html"}, raise_server_exceptions=False) as one:
        yield one


def main(answer: Any) -> Any:
    [found] = html.document_fromstring(answer.content).xpath("//main")
    return found


@pytest.mark.parametrize("path", REFUSED)
def test_an_address_that_is_refused_is_refused_in_arabic(client: TestClient, story: int, path: str) -> None:
    answer = client.get(path.format(story=story))
    assert answer.status_code in {404, 405, 422}
    said = main(answer)
    assert said.xpath(".//*[@lang='en']") == []
    assert not re.search("[A-Za-z]", "".join(said.xpath(".//text()[not(ancestor::code or ancestor::bdi)]")))
    assert said.xpath("string(.//p[@class='detail'])") or path in {"/nope", "/openapi.json/x"}
    for way in said.xpath(".//p[@class='row']/a/@href"):
        assert client.get(way).status_code == 200, way


@pytest.mark.parametrize(("path", "first"), [
    ("/outlets/aljazera", "/outlets/aljazeera"),
    ("/runs/999", "/runs"),
    ("/watches/999", "/watches"),
    ("/article/1/source", "/article/1"),
    ("/article/99999/source", "/"),
    ("/story/{story}/compare/99999", "/story/{story}"),
    ("/nope", "/"),
])  # fmt: skip
def test_the_way_on_is_the_nearest(client: TestClient, story: int, path: str, first: str) -> None:
    ways = main(client.get(path.format(story=story))).xpath(".//p[@class='row']/a/@href")
    assert ways[0] == first.format(story=story)
    assert ways[-1] == "/"


def raising(client: TestClient, error: Exception) -> None:
    """Have the page of trends end so."""

    def reading() -> Any:
        raise error

    client.app.state.context.reading = reading  # type: ignore[attr-defined]


@pytest.fixture
def broken(corpus: Database) -> Iterator[TestClient]:
    made = serving.app(corpus, now=filled.NOW)
    with TestClient(made, base_url="http://localhost", headers={"accept": "text/html"}, raise_server_exceptions=False) as one:
        yield one


@pytest.mark.parametrize(
    ("error", "status", "said", "ways"),
    [
        (TookTooLong(""), 503, "استغرق الطلب وقتا أطول", ["/trends?q=x", "/trends?q=x&days=7", "/"]),
        (DatabaseBusy(""), 503, "الأرشيف مشغول الآن", ["/trends?q=x", "/"]),
        (StorageError("secret"), 503, "لا يمكن قراءة الأرشيف", ["/trends?q=x", "/"]),
        (RuntimeError("secret"), 500, "وقع خطأ عندنا", ["/trends?q=x", "/"]),
        (limits.too_many(90), 429, "انتظر دقيقتين", ["/trends?q=x", "/"]),
        (Problem(403, "forbidden", "the token 'desk' lacks the scope crawl"), 403, "ليس للمفتاح desk الحق crawl",
         ["/sign-in?next=%2Ftrends%3Fq%3Dx", "/"]),
        (Problem(418, "teapot", "moved `away`"), 418, "لم نفهم هذا الطلب", ["/"]),
    ],
    ids=["slow", "busy", "storage", "ours", "rate", "right", "unforeseen"],
)  # fmt: skip
def test_a_fault_says_what_happened_and_what_to_do(
    broken: TestClient, error: Exception, status: int, said: str, ways: list[str]
) -> None:
    raising(broken, error)
    answer = broken.get("/trends?q=x")
    assert answer.status_code == status
    assert said in main(answer).xpath("string()")
    assert "secret" not in answer.text
    assert main(answer).xpath(".//p[@class='row']/a/@href") == ways
    english = main(answer).xpath(".//*[@lang='en']")
    assert [one.text_content() for one in english] == (["moved away"] if status == 418 else [])
    logged = type(error) in {StorageError, RuntimeError}
    assert bool(main(answer).xpath(".//p[@class='small']")) == logged, "when it was, for who reads the log"


def test_an_english_reader_is_told_in_english(client: TestClient) -> None:
    said = main(client.get("/article/99999", headers={"accept-language": "en"}))
    assert said.xpath(".//p[@class='detail']//code/text()") == ["rasid list"]
    assert "`" not in said.xpath("string()")


def test_who_sent_a_form_gets_back_to_it(client: TestClient) -> None:
    sent = {"origin": "http://localhost", "referer": "http://localhost/watches/new?q=x"}
    large = client.post("/watches", data={"query": "x" * 1_100_000}, headers=sent)
    assert large.status_code == 413
    assert main(large).xpath(".//p[@class='row']/a/@href") == ["/watches/new?q=x", "/"]
    for referer in (
        "https://evil.example/",
        "http://localhost//evil.example",
        "javascript:x",
        "http://[",
        "http://localhost/\\x",
    ):
        answer = client.post("/sign-in", data={}, headers=sent | {"referer": referer})
        assert answer.status_code == 422
        assert main(answer).xpath(".//p[@class='row']/a/@href")[-1] == "/"
        assert "evil" not in answer.text
    foreign = client.post("/display", data={}, headers={"origin": "https://evil.example", "referer": "http://localhost/display"})
    assert foreign.status_code == 403
    assert main(foreign).xpath(".//p[@class='row']/a/@href") == ["/"]


def test_a_name_that_is_not_ours_offers_no_way(client: TestClient) -> None:
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 421
    assert not main(answer).xpath(".//a")
    assert not main(answer).xpath(".//*[@lang='en']")


def test_a_stranger_is_led_to_sign_in_and_on(corpus: Database) -> None:
    made = serving.app(corpus, now=filled.NOW, http_host="0.0.0.0", http_hosts="news.example")
    with TestClient(made, base_url="http://news.example", headers={"accept": "text/html"}) as client:
        answer = client.get("/search?q=a&kind=flash")
        assert answer.status_code == 401
        assert main(answer).xpath(".//p[@class='row']/a/@href")[0] == "/sign-in?next=%2Fsearch%3Fq%3Da%26kind%3Dflash"
        ended = client.get("/", headers={"cookie": f"rasid_token={'x' * 40}"})
        assert "غير معروف هنا، أو أُلغي" in main(ended).xpath("string()")
        with corpus.write() as session:
            secret = tokens.add(session, "قارئ", ["read"], filled.NOW)
        answer = client.post("/watches", data={}, headers={"authorization": f"Bearer {secret}"})
        assert answer.status_code == 403
        assert main(answer).xpath(".//*[@lang='en']") == []


def test_every_problem_the_pages_can_meet_has_a_title_of_its_own() -> None:
    named = {name for name in details().values() if name} - {"bad-request"} | {"unauthorized", "forbidden", "cross-site"}
    assert {name for name in named if f"error_{name.replace('-', '_')}" not in wording.table("text")} == set()
    assert {f"error_{name.replace('-', '_')}_why" for name in faults.SELF_EVIDENT} <= set(wording.table("text"))
