from __future__ import annotations

import json
from datetime import timedelta

import pytest

from storage.database import Database
from tests.reading.conftest import NOW, Rasid, article, record, sqlite_only

Ids = dict[str, int]
FILTERS = {
    "nothing": ([], "report bare flash hostile"),
    "copies too": (["--copies"], "report copy bare flash hostile"),
    "one outlet": (["--outlet", "aawsat"], "bare"),
    "two outlets": (["--outlet", "aawsat", "--outlet", "bbc-arabic"], "bare copy"),
    "since a time": (["--since", "2026-11-22T08:30"], "report bare"),
    "until a time is exclusive": (["--until", "2026-11-22T08:30"], "copy flash hostile"),
    "since in another zone": (["--since", "2026-11-22T11:30", "--zone", "Asia/Riyadh"], "report bare"),
    "until a day includes it": (["--until", "2026-11-22"], "report bare flash hostile"),
    "section, other spelling": (["--section", "سُوريا"], "report"),
    "tag": (["--tag", "درعا"], "report"),
    "author": (["--author", "ليلى حسن"], "report"),
    "agency, copies too": (["--agency", "الاناضول", "--copies"], "report copy"),
    "language": (["--lang", "en"], "flash"),
    "language in capitals": (["--lang", "EN"], "flash"),
    "times without an end": (
        ["--since", "0001-01-01", "--until", "9999-12-31", "--zone", "Asia/Riyadh"],
        "report bare flash hostile",
    ),
    "times without an end in the west": (["--until", "9999-12-31", "--zone", "America/New_York"], "report bare flash hostile"),
    "kind": (["--kind", "video"], "hostile"),
    "two that exclude each other": (["--kind", "video", "--lang", "en"], ""),
}


def listed(output: str) -> list[int]:
    return [int(line.split("\t")[0]) for line in output.splitlines()]


def test_filters(rasid_: Rasid, corpus: Ids) -> None:
    names = {number: name for name, number in corpus.items()}
    found = {
        case: {names[number] for number in listed(rasid_("list", *options).stdout)} for case, (options, _) in FILTERS.items()
    }
    assert found == {case: set(expected.split()) for case, (_, expected) in FILTERS.items()}


def test_list_in_a_pipe_is_tab_separated_newest_first_and_inert(rasid_: Rasid, corpus: Ids) -> None:
    assert rasid_("list").stdout.split("\n") == [
        f"{corpus['bare']}\t\taawsat\tنص الخبر رقم 3 وحده.",
        f"{corpus['report']}\t2026-11-22T08:30:00Z\taljazeera\tقصف على درعا البلد يوقع قتلى",
        f"{corpus['flash']}\t2026-11-22T05:30:00Z\taljazeera\tFlash in English",
        f"{corpus['hostile']}\t2026-11-22T04:30:00Z\taljazeera\tمقلوب[31m أحمر سطر ثان",
        "",
    ]


def test_json_is_one_object_with_whole_articles(rasid_: Rasid, corpus: Ids) -> None:
    found = json.loads(rasid_("list", "--json").stdout)
    assert set(found) == {"articles", "next"}
    assert found["next"] is None
    report = next(one for one in found["articles"] if one["id"] == corpus["report"])
    assert report["cluster"]["size"] == 2
    assert report["embeds"][0]["author"] == "درعا 24"
    assert report["removed"] == [{"text": "تابعنا على فيسبوك", "reason": "furniture:follow"}]


def test_pages_by_cursor_give_everything_once(rasid_: Rasid, db: Database) -> None:
    # several with one time: the cursor must tell them apart
    numbers = [record(db, article(number, published=NOW - timedelta(hours=number // 3))) for number in range(8)]
    seen: list[int] = []
    after: list[str] = []
    for _ in range(5):
        page = json.loads(rasid_("list", "--limit", "3", "--json", *after).stdout)
        seen += [one["id"] for one in page["articles"]]
        if page["next"] is None:
            break
        after = ["--after", page["next"]]
    assert sorted(seen) == sorted(numbers)
    assert len(seen) == len(numbers)


def test_search_folds_and_marks(rasid_: Rasid, corpus: Ids) -> None:
    found = json.loads(rasid_("search", "القَصْف المدفعيّ", "--json").stdout)["articles"]
    assert [one["id"] for one in found] == [corpus["report"]]
    snippet = found[0]["snippet"]
    assert [snippet["text"][start:end] for start, end in snippet["marks"]] == ["قصف", "مدفعي"]


def test_search_for_a_phrase_and_in_a_pipe(rasid_: Rasid, corpus: Ids) -> None:
    assert listed(rasid_("search", "«درعا البلد»").stdout) == [corpus["report"]]
    assert rasid_("search", '"البلد درعا"').stdout == ""


def test_relevance_puts_the_article_that_is_about_it_first(rasid_: Rasid, db: Database) -> None:
    passing = "نص أول طويل. " * 20 + "ثم ذكر الجفاف."
    aside = record(db, article(1, headline="أخبار متفرقة", body=passing))
    about = record(db, article(2, headline="الجفاف يضرب الجنوب", body="نص الخبر."))
    opening = record(db, article(3, headline="تقرير", body="الجفاف هذا العام أشد."))
    assert listed(rasid_("search", "جفاف").stdout) == [aside, about, opening]
    assert listed(rasid_("search", "جفاف", "--sort", "relevance").stdout) == [about, opening, aside]
    pages, after = [], ()
    for _ in range(3):
        page = json.loads(rasid_("search", "جفاف", "--sort", "relevance", "--limit", "1", "--json", *after).stdout)
        pages += [one["id"] for one in page["articles"]]
        after = ("--after", page["next"])
    assert (pages, after[1]) == ([about, opening, aside], None)


def test_a_search_marks_the_headline_too(rasid_: Rasid, corpus: Ids) -> None:
    found = json.loads(rasid_("search", "title:القصف", "--json").stdout)["articles"]
    assert [(one["headline"][start:end], one["snippet"]) for one in found for start, end in one["headline_marks"]] == [
        ("قصف", None)
    ]


def test_an_empty_answer_is_no_failure(rasid_: Rasid, db: Database) -> None:
    assert (rasid_("list").exit_code, rasid_("list").stdout) == (0, "")
    assert rasid_("search", "غائب").stderr.startswith("Nothing matches.")
    assert json.loads(rasid_("search", "غائب", "--json").stdout) == {"articles": [], "next": None}


WRONG = {
    "unknown outlet": (["list", "--outlet", "aljazera"], "did you mean aljazeera"),
    "unknown outlet in search": (["search", "x", "--outlet", "aljazera"], "did you mean aljazeera"),
    "no time": (["list", "--since", "soon"], "--since"),
    "no time until": (["list", "--until", "2026-02-30"], "--until"),
    "nothing between": (["list", "--since", "today", "--until", "yesterday"], "--since is not before --until"),
    "no zone": (["list", "--zone", "Asia/Nowhere"], "no time zone"),
    "no cursor": (["list", "--after", "nonsense!"], "is not a cursor"),
    "cursor of an export": (["list", "--after", "aWQ6NQ"], "is not a cursor"),
    "no kind": (["list", "--kind", "poem"], "poem"),
    "limit": (["list", "--limit", "0"], "--limit"),
    "a question without words": (["search", "؟!"], "no word to look for"),
    "a question of a headline without words": (["search", "title:"], "no word to look for"),
    "an unknown outlet's furniture": (["outlets", "furniture", "aljazera"], "did you mean aljazeera"),
    "a language that is none": (["list", "--lang", ""], "is not a language code"),
    "a question of too many words": (["search", " ".join(map(str, range(100)))], "32 words"),
}


@sqlite_only
@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_wrong_usage_is_named_with_exit_code_2(rasid_: Rasid, db: Database, arguments: list[str], said: str) -> None:
    result = rasid_(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()[-1]) < 400


def test_a_question_of_query_syntax_is_only_words(rasid_: Rasid, corpus: Ids) -> None:
    for question in ("درعا OR NOT ( AND *", "' OR 1=1 --", '"', "NEAR(a b)", "a:b", "\\", "%"):
        assert rasid_("search", question).exit_code in {0, 2}
