from __future__ import annotations

import json
from datetime import timedelta

import pytest

from news.article import article_json
from storage.corpus import articles
from storage.database import Database
from tests.reading.conftest import NOW, SHELLING, Rasid, article, record, sqlite_only

Ids = dict[str, int]

REPORT = """\
قصف على درعا البلد يوقع قتلى
حصيلة أولية

outlet    الجزيرة نت (aljazeera)
published 2026-11-22 08:30 (meta: ٢٢ نوفمبر ٢٠٢٦)
authors   ليلى حسن
agency    الأناضول
section   سوريا
tags      درعا، قصف
address   https://example.com/news/1

▣ صورة أرشيفية [AA]

قتل خمسة مدنيين في قصف مدفعي على أحياء درعا البلد جنوبي سوريا مساء السبت.

│ facebook · درعا 24 · 2026-11-22 09:30
│ منشور
│ https://facebook.com/1

وقال مصدر طبي إن بين القتلى طفلين وإن المستشفى الميداني استقبل عشرات الجرحى.

ونزحت مئات العائلات نحو القرى المجاورة خلال الساعات الماضية بحثا عن الأمان.

removed    1 line of the page's body; --removed shows what
story      2 outlets, 2 articles, first 2026-11-22 07:30 by bbc-arabic (2), from الأناضول
copy       2  2026-11-22 07:30  bbc-arabic  (same text, first)
also at    https://example.com/amp/1  seen 2026-11-22 09:30
id 1 · revision 1 · 39 words · fetched 2026-11-22 09:30
"""


def test_show_in_a_pipe(rasid_: Rasid, corpus: Ids) -> None:
    assert rasid_("show", str(corpus["report"])).stdout == REPORT


@sqlite_only
def test_removed_lines_on_demand(rasid_: Rasid, corpus: Ids) -> None:
    assert "removed    furniture:follow: تابعنا على فيسبوك\n" in rasid_("show", str(corpus["report"]), "--removed").stdout


@sqlite_only
def test_times_in_the_zone_asked_for(rasid_: Rasid, corpus: Ids) -> None:
    assert "published 2026-11-22 11:30 (meta" in rasid_("show", str(corpus["report"]), "--zone", "Asia/Riyadh").stdout


def test_json_has_the_one_shape(rasid_: Rasid, corpus: Ids) -> None:
    shown = json.loads(rasid_("show", str(corpus["report"]), "--json").stdout)
    assert list(shown) == [*article_json(article(1)), "history"]
    assert [(state["revision"], state["kind"]) for state in shown["history"]] == [(1, None)]
    assert (shown["revision"], shown["revisions"], shown["status"]) == (1, 1, "live")


@pytest.mark.parametrize("address", ["https://example.com/news/1", "https://EXAMPLE.com/news/1#top", "https://example.com/amp/1"])
def test_by_address(rasid_: Rasid, corpus: Ids, address: str) -> None:
    assert json.loads(rasid_("show", address, "--json").stdout)["id"] == corpus["report"]


@sqlite_only
@pytest.mark.parametrize(
    ("named", "code", "said"),
    [
        ("99", 1, "no article 99"),
        ("0", 1, "no article 0"),
        ("9" * 40, 1, "no article 999"),
        ("https://example.com/none", 1, "no article at https://example.com/none"),
        ("javascript:alert(1)", 2, "neither a number nor an address"),
        ("خبر", 2, "neither a number nor an address"),
    ],
)
def test_unknown(rasid_: Rasid, corpus: Ids, named: str, code: int, said: str) -> None:
    result = rasid_("show", named)
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr


@pytest.fixture
def edited(db: Database) -> int:
    """An article in three states: text changed, then headline, then gone."""
    number = record(db, article(1, headline="قصف على درعا", body=SHELLING))
    later = SHELLING.replace("خمسة", "سبعة")
    record(db, article(1, headline="قصف على درعا", body=later, fetched=NOW + timedelta(hours=1)))
    record(db, article(1, headline="سبعة قتلى في درعا", body=later, fetched=NOW + timedelta(hours=2)))
    return number


def test_diff_with_the_one_before(rasid_: Rasid, edited: int) -> None:
    assert rasid_("show", str(edited), "--diff").stdout.splitlines() == [
        f"article {edited}: revision 2 → 3, 2026-11-22 10:30 → 2026-11-22 11:30",
        "",
        "[-قصف على-] {+سبعة قتلى في+} درعا",
        "",
        "⋯ 3 paragraphs as before",
    ]


def test_diff_with_a_chosen_revision(rasid_: Rasid, edited: int) -> None:
    lines = rasid_("show", str(edited), "--diff", "--revision", "1").stdout.splitlines()
    assert "قتل [-خمسة-] {+سبعة+} مدنيين في قصف مدفعي على أحياء درعا البلد جنوبي سوريا مساء السبت." in lines
    assert lines[-1] == "⋯ 2 paragraphs as before"
    data = json.loads(rasid_("show", str(edited), "--diff", "--revision", "1", "--json").stdout)
    assert (data["from"], data["to"]) == (1, 3)
    assert {"change": "removed", "text": "خمسة"} in data["body"][0]


def test_an_earlier_revision(rasid_: Rasid, edited: int) -> None:
    shown = json.loads(rasid_("show", str(edited), "--revision", "1", "--json").stdout)
    assert (shown["revision"], shown["revisions"], shown["id"]) == (1, 3, edited)
    assert "خمسة" in shown["body"]
    lines = rasid_("show", str(edited)).stdout.splitlines()
    assert [line for line in lines if line.startswith("revision ")] == [
        "revision   1  2026-11-22 09:30  first seen",
        "revision   2  2026-11-22 10:30  the text changed",
        "revision   3  2026-11-22 11:30  the headline changed",
    ]
    states = [("2026-11-22T09:30:00Z", None), ("2026-11-22T10:30:00Z", "content"), ("2026-11-22T11:30:00Z", "headline")]
    assert [(state["since"], state["kind"]) for state in shown["history"]] == states


def test_gone_is_said(rasid_: Rasid, edited: int, db: Database) -> None:
    with db.write() as session:
        articles.mark_gone(session, edited, now=NOW + timedelta(hours=3))
    assert "status    gone from the site" in rasid_("show", str(edited)).stdout
    assert "live → gone" in rasid_("show", str(edited), "--diff").stdout


@sqlite_only
def test_what_cannot_be_compared(rasid_: Rasid, corpus: Ids, edited: int) -> None:
    alone = rasid_("show", str(corpus["bare"]), "--diff")
    assert (alone.exit_code, alone.stderr) == (1, f"Error: article {corpus['bare']} has one revision only: nothing to compare\n")
    missing = rasid_("show", str(edited), "--revision", "9")
    assert missing.exit_code == 1
    assert "has no revision 9" in missing.stderr


@sqlite_only
def test_hostile_text_is_printed_inert(rasid_: Rasid, corpus: Ids) -> None:
    for arguments in (["show", str(corpus["hostile"])], ["show", str(corpus["hostile"]), "--json"], ["list"], ["list", "--json"]):
        output = rasid_(*arguments).stdout
        assert "مقلوب" in output
        assert not set(output) & set("\x1b\x07\x9b\r\u202e\u2067")
