"""The pages as documents: both languages, every state, nothing foreign but as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from lxml import html

from news.article import Article, Embed, Image, Removed
from reading.web.pages import view
from storage import database
from storage.corpus import articles
from storage.database import Database
from tests.reading.web import filled, payloads, serving
from tests.reading.web.serving import TestClient

PAGES = (
    "/",
    "/?outlet=aljazeera&copies=1",
    "/?since=2020-01-01&until=2020-01-02",
    "/search",
    "/search?q=الكهرباء",
    "/search?q=الكهرباء&order=relevance",
    '/search?q="كلمة غريبة"',
    "/search?q=؟؟",
    "/article/{article}",
    "/article/{revised}",
    "/article/{revised}/changes",
    "/article/{revised}/source",
    "/article/{revised}/changes?old=1&new=3",
    "/story/{story}",
    "/story/{story}/compare/{copy}",
    "/outlets",
    "/outlets/aljazeera",
    "/outlets/2m",
    "/runs",
    "/runs?outlet=aljazeera",
    "/runs/1",
    "/trends",
    "/trends?by=section&days=30",
    "/trends?q=الكهرباء&q2=المدرسة",
    "/trends?q=!!",
    "/display",
    "/watches",
    "/watches/1",
    "/watches/3?copies=1",
    "/watches/4",
    "/watches/new",
    "/watches/new?q=الكهرباء&outlet=aljazeera&section=سياسة",
    "/watches/2/edit",
)
OURS = {
    *("html", "head", "meta", "title", "link", "script", "body", "header", "nav", "main", "footer", "section", "article"),
    *("h1", "h2", "h3", "p", "div", "span", "a", "ul", "ol", "li", "dl", "dt", "dd", "details", "summary", "aside"),
    *(
        "figure",
        "figcaption",
        "b",
        "strong",
        "small",
        "time",
        "bdi",
        "mark",
        "code",
        "del",
        "ins",
        "form",
        "label",
        "input",
        "button",
        "select",
        "option",
        "textarea",
        "pre",
        "fieldset",
        "legend",
    ),
    *("table", "thead", "tbody", "tfoot", "tr", "th", "td", "svg", "path", "circle", "rect", "line", "polyline", "text"),
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("pages")
    db = database.open(f"sqlite:///{folder / 'rasid.db'}", create=True)
    filled.fill(db, stories=70, archive=folder / "archive")
    yield db
    db.close()


@pytest.fixture(scope="module")
def names(corpus: Database) -> dict[str, int]:
    """Numbers of what the addresses name."""
    from sqlalchemy import text

    with corpus.read() as session:
        story, lead = session.execute(text("SELECT id, lead_id FROM cluster ORDER BY size DESC, id LIMIT 1")).one()
        copy = session.scalar(text(f"SELECT max(id) FROM article WHERE cluster_id = {story}"))
        revised = session.scalar(text("SELECT id FROM article ORDER BY revision DESC LIMIT 1"))
    return {"story": story, "article": lead, "copy": copy, "revised": revised}


@pytest.fixture(scope="module")
def client(corpus: Database) -> Iterator[TestClient]:
    folder = Path(corpus.url.database or "").parent
    made = serving.app(corpus, now=filled.NOW, data_dir=folder)
    with TestClient(made, base_url="http://localhost", headers={"accept": "text/html"}) as one:
        yield one


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_page_in_both_languages(client: TestClient, names: dict[str, int], path: str, language: str) -> None:
    client.cookies.clear()
    answer = client.get(path.format(**names), headers={"accept-language": language})
    assert answer.status_code == 200
    tree = html.document_fromstring(answer.content)
    assert tree.get("lang") == language
    assert tree.get("dir") == {"ar": "rtl", "en": "ltr"}[language]
    assert len(tree.xpath("//main")) == len(tree.xpath("//h1")) == 1
    assert "None" not in tree.xpath("string(//main)")
    assert tree.xpath("//a[@class='skip']/@href") == ["#main"]
    assert sorted(set(tree.xpath("//@id"))) == sorted(tree.xpath("//@id"))
    for field in tree.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        assert tree.xpath("//label[@for=$id]", id=field.get("id") or "-") or field.getparent().tag == "label"
    assert not tree.xpath("//@style")
    assert not tree.xpath("//script[not(@src)]")
    assert {tag for tag in (element.tag for element in tree.iter()) if isinstance(tag, str)} <= OURS


def test_the_first_page_is_light(client: TestClient) -> None:
    answer = client.get("/")
    assert len(html.document_fromstring(answer.content).xpath("//li[contains(@class, 'item')]")) == 40
    assert len(answer.content) <= 100_000


def test_pages_follow_each_other_without_gap_or_repetition(client: TestClient) -> None:
    seen: list[str] = []
    path: str | None = "/"
    while path:
        tree = html.document_fromstring(client.get(path).content)
        seen += tree.xpath("//li[contains(@class, 'item')]//h3/a/@href")
        path = next(iter(tree.xpath("//nav[@class='pager']/a[@rel='next']/@href")), None)
    assert len(seen) == len(set(seen)) > 60


@pytest.mark.parametrize(
    ("asked", "cookie", "accepts", "expected"),
    [
        ("", "", "", "ar"),
        ("", "", "en-GB,en;q=0.9", "en"),
        ("", "", "fr,en;q=0.1", "en"),
        ("", "", "de", "ar"),
        ("", "", "en;q=0.2, ar;q=0.7", "ar"),
        ("", "", "en;q=0", "ar"),
        ("", "en", "ar", "en"),
        ("ar", "en", "en", "ar"),
        ("xx", "yy", "en", "en"),
        ("", "<script>", ";;;,q=1," * 50, "ar"),
    ],
)
def test_language(client: TestClient, asked: str, cookie: str, accepts: str, expected: str) -> None:
    headers = {"accept-language": accepts, "cookie": f"lang={cookie}"}
    answer = client.get("/display", params={"lang": asked} if asked else {}, headers=headers)
    assert html.document_fromstring(answer.content).get("lang") == expected
    assert ("set-cookie" in answer.headers) == (asked in {"ar", "en"})


@pytest.mark.parametrize(
    ("cookie", "holds"),
    [
        ("zone=Asia/Damascus", ("١٨:٤٠", "تشرين الثاني")),
        ("zone=Africa/Cairo", ("١٧:٤٠", "نوفمبر")),
        ("zone=Africa/Tunis", ("16:40", "نوفمبر")),
        ("zone=Africa/Casablanca", ("16:40", "نونبر")),
        ("zone=Asia/Damascus; digits=latn; months=egypt", ("18:40", "نوفمبر")),
        ("zone=UTC", ("١٥:٤٠", "تشرين الثاني/نوفمبر")),
        ("zone=../../etc/passwd", ("١٨:٤٠", "تشرين الثاني")),
    ],
)
def test_times_as_the_reader_writes_them(client: TestClient, cookie: str, holds: tuple[str, str]) -> None:
    said = html.document_fromstring(client.get("/display", headers={"cookie": cookie}).content).xpath("string(//main)")
    assert holds[0] in said
    assert holds[1] in said


def test_choices_are_kept_and_forgotten(client: TestClient) -> None:
    given = {"lang": "en", "zone": "Europe/Berlin", "digits": "", "months": "x", "theme": "dark"}
    answer = client.post("/display", data=given, headers={"origin": "http://localhost"}, follow_redirects=False)
    assert answer.status_code == 303
    kept = {line.partition("=")[0]: line for line in answer.headers.get_list("set-cookie")}
    assert set(kept) == {"lang", "zone", "digits", "theme"}
    assert "Max-Age=0" in kept["digits"]
    assert all("SameSite=lax" in line for line in kept.values())
    client.cookies.clear()


def test_a_page_of_another_site_changes_nothing(client: TestClient) -> None:
    answer = client.post("/display", data={"lang": "en"}, headers={"origin": "https://evil.example"}, follow_redirects=False)
    assert answer.status_code == 403


def test_day_as_printed_is_not_moved(client: TestClient) -> None:
    """An article that prints a bare day stands without its midnight, with the hour at which we saw it, marked as ours."""
    tree = html.document_fromstring(client.get("/").content)
    (line,) = [item for item in tree.xpath("//li[contains(@class, 'item')]") if "الاكتتاب" in item.xpath("string(.)")]
    assert line.xpath(".//time/@class") == ["ours"]
    assert line.xpath("string(.//time)").split()[0] == "رُصد", "said in sight, not in a tooltip alone"


@pytest.mark.parametrize(
    ("path", "title", "chips"),
    [
        ("/", "الأحدث", []),
        ("/?kind=poem", "الأحدث", []),
        ("/?outlet=aljazeera&copies=on", "الوسيلة: الجزيرة نت، مع النسخ المكررة", ["outlet", "copies"]),
        ("/?kind=flash&since=2026-11-20&tag=<b>", "النوع: عاجل، الوسم: <b>، من: ٢٠٢٦-١١-٢٠", ["kind", "tag", "since"]),
        ("/search?q=الكهرباء&kind=article", "نتائج الكهرباء", ["kind"]),
    ],
)
def test_what_narrows_a_list_is_in_sight_with_the_way_out(client: TestClient, path: str, title: str, chips: list[str]) -> None:
    tree = html.document_fromstring(client.get(path).content)
    assert tree.xpath("string(//title)") == f"{title} — راصد"
    links = tree.xpath("//ul[@class='chosen']//a")
    assert len(links) == len(chips)
    for link, name in zip(links, chips, strict=True):
        assert " ".join(link.xpath("string()").split()).startswith("أزل ")
        asked, left = (set(parse_qs(urlsplit(address).query)) for address in (path, link.get("href")))
        assert asked - left == {name}


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/trends", "المؤشرات"),
        ("/trends?q=الكهرباء&q2=المدرسة", "المؤشرات: الكهرباء، المدرسة"),
        ("/story/{story}/compare/{copy}", "الفرق بين نص الجزيرة نت ونص النهار"),
        ("/article/{revised}/source", "{headline} — الصفحة كما وصلت"),
        ("/article/{revised}/changes", "{headline} — ما تغيّر بين الصيغة ٢ والصيغة ٣"),
        ("/article/{revised}", "{headline}"),
    ],
)
def test_a_tab_of_the_browser_says_what_is_in_it(client: TestClient, names: dict[str, int], path: str, title: str) -> None:
    headline = html.document_fromstring(client.get(f"/article/{names['revised']}").content).xpath("string(//h1)")
    said = html.document_fromstring(client.get(path.format(**names)).content).xpath("string(//title)")
    assert said == f"{title.format(headline=headline)} — راصد"


def test_the_way_back_says_where_it_goes(client: TestClient, names: dict[str, int]) -> None:
    for path, said in (("/story/{story}/compare/{copy}", "القصة"), ("/article/{revised}/changes", "الخبر")):
        tree = html.document_fromstring(client.get(path.format(**names)).content)
        assert tree.xpath("string(//p[@class='crumb'])") == f"رجوع إلى {said}"


@pytest.mark.parametrize("path", ["/", "/story/{story}", "/article/{revised}", "/article/{revised}/source"])
def test_arabic_on_an_english_page_is_said_to_be_arabic(client: TestClient, names: dict[str, int], path: str) -> None:
    """WCAG 3.1.2: a voice that reads the page reads headlines, sections and agencies in their own language."""
    client.cookies.clear()
    tree = html.document_fromstring(client.get(path.format(**names), headers={"accept-language": "en"}).content)
    said = [text for text in tree.xpath("//main//text()[not(ancestor::pre)]") if re.search("[\u0621-\u064a]", text)]
    assert said
    assert [text for text in said if text.getparent().xpath("ancestor-or-self::*[@lang][1]/@lang") != ["ar"]] == []


@pytest.mark.parametrize(("asked", "offered"), [('"غريبة جدا"', True), ('عنوان:غريبة "عجيبة', False), ("غريبة", False)])
def test_quotation_marks_are_blamed_where_there_are_some(client: TestClient, asked: str, offered: bool) -> None:
    tree = html.document_fromstring(client.get("/search", params={"q": asked}).content)
    ways = tree.xpath("//ul[@class='ways']/li/a/text()")
    assert ways
    assert any("تنصيص" in way for way in ways) == offered


def test_a_trend_of_nothing_leads_on(client: TestClient) -> None:
    tree = html.document_fromstring(client.get("/trends?q=غريبة&days=7").content)
    assert tree.xpath("//div[@class='empty']//a/@href") == [f"/trends?q={quote('غريبة')}&days=90", "/trends"]
    assert html.document_fromstring(client.get("/trends?q=غريبة&days=90").content).xpath("//div[@class='empty']//a/@href") == [
        "/trends"
    ]


@pytest.mark.parametrize("path", ["/watches/1", "/outlets/aljazeera"])
def test_a_list_without_days_says_the_day_of_each(client: TestClient, path: str) -> None:
    tree = html.document_fromstring(client.get(path).content)
    days = [item.xpath("string(.//span[@class='on'])") for item in tree.xpath("//li[contains(@class, 'item')]")]
    assert "" in days, "today is not said"
    assert any(day == "أمس" or re.fullmatch("[٠-٩]+/١١", day) for day in days)
    assert not html.document_fromstring(client.get("/").content).xpath("//span[@class='on']")


@pytest.mark.parametrize(
    ("asked", "badge"),
    [
        ("", "تصفية"),
        ("outlet=aljazeera&copies=yes", "تصفية (٢)"),
        ("since=gestern", "تصفية"),
        ("since=gestern&until=2026-11-22&kind=poem&outlet=nowhere", "تصفية (١)"),
    ],
)
def test_only_filters_that_count_are_counted(client: TestClient, asked: str, badge: str) -> None:
    tree = html.document_fromstring(client.get(f"/?{asked}").content)
    assert tree.xpath("string(//details[@id='filters']/summary)") == badge
    assert bool(tree.xpath("//form[@class='fields']//a")) == bool(asked), "what was typed in vain can be cleared too"


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        ("/", "/feed.xml"),
        ("/?outlet=aljazeera&copies=on&kind=poem", "/feed.xml?outlet=aljazeera&copies=1"),
        ("/?since=2026-11-01&until=gestern", "/feed.xml?since=2026-11-01&zone=Asia%2FDamascus"),
        ("/search?q=كهرباء&section=سياسة", f"/feed.xml?q={quote('كهرباء')}&section={quote('سياسة')}"),
    ],
)
def test_the_feed_of_a_list_is_of_that_list(client: TestClient, path: str, feed: str) -> None:
    tree = html.document_fromstring(client.get(path).content)
    assert tree.xpath("//link[@rel='alternate']/@href") == [feed]
    assert feed in tree.xpath("//main//a/@href") or not tree.xpath("//li[contains(@class, 'item')]")
    assert client.get(feed).status_code == 200


@pytest.mark.parametrize(
    "path",
    ['/search?q="' + "كهرباء " * 30 + '"', "/?since=2026-11-22&until=2026-11-01"],
    ids=["a long question", "times turned round"],
)
def test_what_a_feed_would_refuse_has_none(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "/feed.xml" not in answer.text


@pytest.mark.parametrize("path", ["/trends", "/trends?by=section", "/trends?q=كهرباء", "/trends?q=الكهرباء&q2=المدرسة"])
def test_what_is_counted_can_be_read(client: TestClient, path: str) -> None:
    """The list behind a line of the chart is as long as the line says."""
    tree = html.document_fromstring(client.get(path, headers={"cookie": "digits=latn"}).content)
    keys = tree.xpath("//ul[@class='key']/li[a]")
    assert keys
    for key in keys:
        seen, address = 0, key.xpath("./a/@href")[0]
        assert ("q=" in address) == ("q=" in path)
        while address:
            page = html.document_fromstring(client.get(address).content)
            seen += len(page.xpath("//li[contains(@class, 'item')]"))
            address = next(iter(page.xpath("//nav[@class='pager']/a[@rel='next']/@href")), None)
        assert seen == int(key.xpath("string(./b)")), key.xpath("string(.)")


def test_a_text_is_cut_between_words(client: TestClient) -> None:
    """What a narrow screen leaves out stands in an element of its own, and begins with a word."""
    leads = html.document_fromstring(client.get("/").content).xpath("//p[@class='lead long']")
    assert leads
    for lead in leads:
        brief, (rest,) = lead.text, lead.xpath("./span")
        assert 40 < len(brief) <= 100
        assert not brief[-1].isspace()
        assert rest.text.startswith(" ")
        assert len(rest.text) > 25


@pytest.mark.parametrize(("text", "parts"), [
    ("قصير", ("قصير", "")),
    ("كلمة " * 25, ("كلمة " * 25, "")),
    ("كلمة " * 30, ("كلمة " * 19 + "كلمة", "كلمة " * 10)),
    ("ك" * 180, ("ك" * 180, "")),
], ids=["short", "little more", "long", "one word"])  # fmt: skip
def test_where_a_text_is_cut(text: str, parts: tuple[str, str]) -> None:
    from reading.web.pages import items

    assert items._parted(text) == parts


def test_times_name_a_city(client: TestClient) -> None:
    tree = html.document_fromstring(client.get("/display", headers={"cookie": "zone=Asia/Qatar"}).content)
    assert tree.xpath("string(//footer)").split("الأوقات بتوقيت ")[1].startswith("الدوحة")
    assert tree.xpath("//select[@name='zone']/option[@selected]/@value") == ["Asia/Qatar"]
    said = html.document_fromstring(client.get("/outlets/aljazeera").content).xpath("string(//p[@class='sum'])")
    assert "قطر، بتوقيت الدوحة" in said
    assert "QA" not in said


def test_what_was_understood(client: TestClient) -> None:
    asked = '"مدرسة القرية" عنوان:كهرباء دمشق OR بيروت -كرة'
    tree = html.document_fromstring(client.get("/search", params={"q": asked}).content)
    chips = [" ".join(chip.xpath("string(.)").split()) for chip in tree.xpath("//div[@class='understood']//li")]
    assert chips == ["عبارة مدرسة القرية", "كلمة في العنوان كهرباء", "كلمة دمشق أو كلمة بيروت", "من دون كلمة كرة"]


@pytest.mark.parametrize(
    ("asked", "closed"),
    [
        ('وزارة "الكهرباء في', 'وزارة "الكهرباء في"'),
        ('"مجلس الأمن" «وزير النقل ', '"مجلس الأمن" "وزير النقل"'),
        ("-“كرة القدم", '-"كرة القدم"'),
        ('كهرباء "', None),
        ('"الكهرباء"', ""),
        ("الكهرباء", ""),
    ],
)
def test_a_quotation_left_open_is_told_and_the_answer_stays(client: TestClient, asked: str, closed: str | None) -> None:
    tree = html.document_fromstring(client.get("/search", params={"q": asked, "outlet": "aljazeera"}).content)
    told = tree.xpath("//ul[@class='notes']/li")
    assert len(told) == (closed != "")
    assert all("لم تُغلق علامة التنصيص" in one.xpath("string()") for one in told)
    ways = [parse_qs(urlsplit(address).query) for address in tree.xpath("//ul[@class='notes']//a/@href")]
    assert ways == ([{"q": [closed], "outlet": ["aljazeera"]}] if closed else [])
    assert tree.xpath("//div[@class='understood']"), "it is looked for nevertheless"
    english = html.document_fromstring(client.get("/search", params={"q": asked}, headers={"accept-language": "en"}).content)
    assert ("The quotation mark is not closed" in english.xpath("string(//ul[@class='notes'])")) == (closed != "")


def test_found_words_are_marked(client: TestClient) -> None:
    tree = html.document_fromstring(client.get("/search", params={"q": "كهرباء"}).content)
    marked = tree.xpath("//mark/text()")
    assert marked
    assert all("كهرباء" in word for word in marked)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/?outlet=nowhere", "لا نعرف وسيلة"),
        ("/?since=gestern", "لم نفهم التاريخ"),
        ("/?after=zzz", "انتهت صلاحية"),
        ("/search?q=" + "كلمة " * 40, "أطول مما يُقبل"),
        ("/search?q=!!!", "ليس في ما كتبت كلمة"),
        ("/?kind=poem", "لا نعرف نوعا اسمه poem"),
        ("/search?q=كهرباء&zone=Mars", "لا نعرف منطقة زمنية اسمها Mars؛ الأوقات بتوقيت دمشق"),
        ("/?since=2026-11-22&until=2026-11-20", "بداية المدة ليست قبل نهايتها"),
        ("/trends?q=a&q2=«مجلس", "لم تُغلق علامة التنصيص"),
    ],
)
def test_what_is_not_understood_is_said(client: TestClient, path: str, said: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert said in html.document_fromstring(answer.content).xpath("string(//ul[@class='notes'])")


@pytest.mark.parametrize(
    "path",
    [
        "/nope",
        "/article/0",
        "/article/99999",
        "/article/x",
        "/article/" + "9" * 40,
        "/story/0",
        "/runs/999",
        "/outlets/nowhere",
        "/story/1/compare/99999",
        "/article/1/source",
        "/article/1/source.txt",
        "/static/../view.py",
    ],
)
def test_what_is_not_there(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "لا شيء هنا" in answer.text
    assert client.get(path, headers={"accept": "application/json"}).headers["content-type"] == "application/problem+json"


def test_the_page_as_it_came_is_text(client: TestClient, names: dict[str, int]) -> None:
    answer = client.get(f"/article/{names['revised']}/source.txt")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "<script>alert(1)</script>" in answer.text


def test_the_page_as_it_came_leads_back_to_its_article(client: TestClient, names: dict[str, int]) -> None:
    tree = html.document_fromstring(client.get(f"/article/{names['revised']}").content)
    [address] = tree.xpath("//dl[@class='facts']//a[contains(@href, 'source')]/@href")
    answer = client.get(address)
    tree = html.document_fromstring(answer.content)
    assert tree.xpath("//p[@class='crumb']/a/@href") == [f"/article/{names['revised']}"]
    assert "<script>alert(1)</script>" in tree.xpath("string(//pre)")
    assert f"{address}.txt" in tree.xpath("//main//a/@href")
    check_inert(answer.content)


def test_strangers_read_no_whole_text(corpus: Database, names: dict[str, int]) -> None:
    made = serving.app(corpus, now=filled.NOW, http_public=True, http_host="0.0.0.0", http_hosts="news.example")
    with TestClient(made, base_url="http://news.example", headers={"accept": "text/html"}) as client:
        tree = html.document_fromstring(client.get(f"/article/{names['revised']}").content)
        assert len(tree.xpath("string(//div[@class='body'])").strip()) <= 190
        assert not tree.xpath("//details[@class='removed']")
        for path in (
            f"/article/{names['revised']}/changes",
            f"/article/{names['revised']}/source",
            f"/article/{names['revised']}/source.txt",
            f"/story/{names['story']}/compare/{names['copy']}",
        ):
            assert client.get(path).status_code == 404


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_on_the_other_database(corpus_url: str) -> None:
    db = database.open(corpus_url)
    filled.fill(db, stories=14)
    with TestClient(serving.app(db, now=filled.NOW), base_url="http://localhost", headers={"accept": "text/html"}) as client:
        for path in (
            "/",
            "/search?q=كهرباء",
            "/article/1",
            "/story/1",
            "/outlets",
            "/outlets/aljazeera",
            "/runs",
            "/trends?by=section",
        ):
            assert client.get(path).status_code == 200, path
    db.close()


def test_a_question_that_takes_too_long(corpus: Database) -> None:
    made = serving.app(corpus, now=filled.NOW, http_query_seconds=1e-6)
    with TestClient(made, base_url="http://localhost", headers={"accept": "text/html"}) as client:
        answer = client.get("/trends")
        assert answer.status_code == 503
        assert "استغرق الطلب وقتا أطول" in answer.text
        assert answer.headers["retry-after"]


def test_a_page_unchanged_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/display")
    again = client.get("/display", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Cookie" in first.headers["vary"]
    other = client.get("/display", headers={"if-none-match": first.headers["etag"], "cookie": "lang=en"})
    assert other.status_code == 200


def test_static_files_are_kept_for_ever_under_an_address_that_changes(client: TestClient) -> None:
    tree = html.document_fromstring(client.get("/display").content)
    for address in tree.xpath("//link[@rel='stylesheet']/@href | //script/@src | //link[@rel='icon']/@href"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "?v=" in address
        assert "immutable" in answer.headers["cache-control"]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, int]]:
    """Each payload in a field of some article; all fields have some."""
    db = database.open(f"sqlite:///{tmp_path_factory.mktemp('hostile') / 'rasid.db'}", create=True)
    last = fill_hostile(db)
    with TestClient(serving.app(db, now=filled.NOW), base_url="http://localhost", headers={"accept": "text/html"}) as client:
        yield client, last
    db.close()


def fill_hostile(db: Database) -> int:
    """The number of the last article."""
    number = 0
    texts = payloads.TEXTS
    for turn in range(0, len(texts), 8):
        some = [texts[(turn + step) % len(texts)] for step in range(16)]
        bad = payloads.LINKS[number % len(payloads.LINKS)]
        url = f"https://example.com/{number}"
        when = filled.NOW - timedelta(minutes=number + 5)
        made = Article(
            outlet="aljazeera",
            url=url,
            canonical_url=url,
            headline=some[0] + " كهرباء",
            standfirst=some[1],
            body=f"{some[2]} كهرباء\n\n{some[3]}",
            fetched=when,
            language="ar",
            authors=(some[4], some[8]),
            agency=some[5],
            dateline=some[9],
            section=some[6],
            tags=(some[7], some[10]),
            published=when,
            published_precision="minute",
            published_evidence="meta",
            published_raw=some[11],
            image=Image(url=bad, caption=some[12], credit=some[13]),
            captions=(some[12], some[14]),
            embeds=(Embed(platform=some[15][:40], url=bad, author=some[14], text=some[13], after_paragraph=1),),
            removed=(Removed(text=some[10], reason=some[11][:60]),),
        )
        with db.write() as session:
            number = articles.record(session, made, link_id=None, capture_id=None, run_id=None, now=when).article_id
    return number


def test_payloads_are_enough() -> None:
    assert len(payloads.TEXTS) >= 200


@pytest.mark.slow
def test_foreign_text_stays_text(hostile: tuple[TestClient, int]) -> None:
    """Whatever an article says, a page has our elements only, no handlers, and links of the web alone."""
    client, last = hostile
    paths = ["/", *(f"/article/{number}" for number in range(1, last + 1))]
    paths += ["/search?q=كهرباء", "/trends?by=section", "/trends?by=agency", "/outlets/aljazeera"]
    for path in paths:
        check_inert(client.get(path).content)


@pytest.mark.slow
def test_asked_text_stays_text(hostile: tuple[TestClient, int]) -> None:
    client, _ = hostile
    for text in payloads.TEXTS:
        typed = quote(text, errors="replace")
        for path in (f"/search?q={typed}&section={typed}&since={typed}&outlet={typed}&after={typed}", f"/{typed}"):
            answer = client.get(path)
            assert answer.status_code in {200, 404}
            check_inert(answer.content)


def check_inert(page: bytes) -> None:
    tree = html.document_fromstring(page)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            pytest.fail(f"a comment or an instruction: {element!r}")
        assert element.tag in OURS
        assert not [
            name for name in element.attrib if name.startswith("on") or name in {"style", "srcdoc", "formaction", "background"}
        ]
        for name in ("href", "src", "action", "hreflang"):
            address = element.get(name, "")
            assert urlsplit(address).scheme in {"", "http", "https"}
            assert not address.startswith(("//", "/\\"))
    assert len(tree.xpath("//script")) == 1


def test_no_template_trusts_a_text() -> None:
    for path in (view.HERE / "templates").glob("*.html"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape|\bstyle=|\son\w+=", source), path.name


def test_links() -> None:
    assert [url for url in payloads.LINKS if view.link(url)] == []
    assert view.link("https://example.com/أخبار?x=1#y") == "https://example.com/أخبار?x=1#y"
