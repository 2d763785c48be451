"""`rasid watch`: kept, tried, shown, muted, ended."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from reading import terminal
from storage.database import Database
from storage.readers.watch_walk import Walker
from tests.reading.conftest import SHELLING, Rasid, article, record, sqlite_only


def said(rasid_: Rasid, *arguments: str) -> dict[str, Any]:
    result = rasid_("watch", *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_watch_over_its_life(rasid_: Rasid, db: Database, corpus: dict[str, int]) -> None:
    tried = said(rasid_, "test", "قصف درعا", "--since", "2020-01-01")
    assert [row["id"] for row in tried["articles"]] == [corpus["report"]], "the copy is not told"
    names = ("--alias", "بايدن، بايدين، Biden", "--alias", "ترامب=Trump")
    added = said(rasid_, "add", "درعا", "قصف درعا", "--channel", "ops", "--outlet", "aljazeera", *names)["watch"]
    assert (added["id"], added["filters"], added["channels"]) == (1, {"outlets": ["aljazeera"]}, ["ops"])
    assert added["aliases"] == [["بايدن", "بايدين", "Biden"], ["ترامب", "Trump"]]
    now = datetime.now(UTC)
    hit = record(db, article(9, headline="قصف درعا مجددا", body=SHELLING.replace("خمسة", "ستة"), fetched=now), now=now)
    Walker(db).walk(now + timedelta(seconds=1))
    shown = said(rasid_, "show", "درعا", "--copies")
    assert ([row["article"]["id"] for row in shown["hits"]], shown["next"]) == ([hit], None)
    assert [row["stories"] + row["copies"] for row in said(rasid_, "list")["watches"]] == [1]
    assert str(hit) in rasid_("watch", "show", "1").stdout
    assert rasid_("watch", "list").stdout.splitlines()[1].split("\t")[:4] == ["1", "درعا", "قصف درعا", "ops"]
    assert said(rasid_, "mute", "درعا", "--for", "3d")["watch"]["muted"] is True
    assert said(rasid_, "mute", "درعا", "--off")["watch"]["muted"] is False
    assert said(rasid_, "mute", "1")["watch"]["muted_until"] == "9000-01-01T00:00:00Z"
    tried = said(rasid_, "test", "درعا", "--since", "2020-01-01")
    assert tried["watch"] == {"id": 1, "name": "درعا"}
    assert hit in [row["id"] for row in tried["articles"]]
    assert said(rasid_, "rm", "درعا") == {"removed": {"id": 1, "name": "درعا"}}
    assert said(rasid_, "list") == {"watches": []}


@sqlite_only
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add", "x", 'قصف "درعا'), "at letter 5"),
        (("add", "x"), "everything would be told"),
        (("add", "x", "قصف", "--quiet", "23-7"), "is not HH:MM-HH:MM"),
        (("add", "x", "قصف", "--digest", "sometimes"), "neither none nor hourly"),
        (("add", "x", "قصف", "--digest", "hourly", "--in", "Mars"), "no time zone"),
        (("edit", "لا أحد", "قصف"), "no such watch"),
        (("add", "x", "قصف", "--outlet", "nowhere"), "nowhere"),
        (("add", "x", "قصف", "--alias", "بايدن"), "two at least"),
        (("add", "x", "قصف", "--lang", "العربية"), "is not a language code"),
        (("show", "لا أحد"), "no such watch"),
        (("mute", "x", "--for", "1"), "is not a time"),
        (("mute", "x", "--until", "2020-01-01"), "over already"),
        (("mute", "x", "--off", "--for", "3d"), "one of"),
        (("rm", "8"), "no such watch"),
        (("test", "قصف", "--since", "soon"), "is not a time"),
        (("test", "قصف -"), "nothing to exclude"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, tuple) else "",
)
def test_wrong_usage_says_what_is_wrong(rasid_: Rasid, db: Database, arguments: tuple[str, ...], message: str) -> None:
    result = rasid_("watch", *arguments)
    assert result.exit_code == 2, result.output
    assert message in result.stderr


def test_a_watch_is_edited_part_by_part(rasid_: Rasid, db: Database) -> None:
    own = ("--quiet", "23:00-7:00", "--digest", "daily 8:00", "--in", "Asia/Damascus")
    added = said(rasid_, "add", "درعا", "قصف", "--channel", "ops", "--lang", "AR", "--tag", "", "--alias", "قصف، غارة", *own)[
        "watch"
    ]
    assert (added["quiet"], added["digest"], added["zone"]) == ("23:00-07:00", "daily 08:00", "Asia/Damascus")
    changed = said(rasid_, "edit", "درعا", "--digest", "hourly", "--section", "سياسة")["watch"]
    assert changed == added | {
        "digest": "hourly",
        "filters": {"lang": "ar", "section": "سياسة"},
        "asked_since": changed["asked_since"],
    }
    changed = said(rasid_, "edit", "درعا", "قصف درعا", "--lang", "", "--alias", "", "--channel", "", "--name", "البلد")["watch"]
    assert (changed["name"], changed["query"], changed["aliases"]) == ("البلد", "قصف درعا", [])
    assert (changed["channels"], changed["filters"]) == ([], {"section": "سياسة"})
    changed = said(rasid_, "edit", "البلد", "--quiet", "operator", "--digest", "none")["watch"]
    assert (changed["quiet"], changed["digest"], changed["zone"]) == (None, "none", None)
    assert said(rasid_, "edit", "البلد", "--outlet", "aljazeera")["watch"]["filters"]["outlets"] == ["aljazeera"]
    assert "outlets" not in said(rasid_, "edit", "البلد", "--outlet", "")["watch"]["filters"]


@sqlite_only
@pytest.mark.parametrize("width", [80, 60])
def test_the_list_fits_a_terminal(rasid_: Rasid, db: Database, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    query = " OR ".join(f'"عبارة طويلة رقم {number}"' for number in range(8))
    said(rasid_, "add", "اسم طويل جدا لمتابعة كل ما يُكتب عن الكهرباء والطاقة في البلاد وما حولها", query, "--channel", "ops")
    said(rasid_, "add", "b", "قصف", "--outlet", "aljazeera")
    now = datetime.now(UTC)
    record(db, article(9, headline="قصف درعا مجددا", body=SHELLING, fetched=now), now=now)
    Walker(db).walk(now + timedelta(seconds=1))
    screen = io.StringIO()
    console = Console(file=screen, width=width, force_terminal=True, color_system=None, soft_wrap=True)
    monkeypatch.setattr(terminal, "console", lambda: console)
    assert rasid_("watch", "list").exit_code == 0
    lines = screen.getvalue().splitlines()
    assert all(cell_len(terminal.inert(line)) <= width for line in lines), lines
    shown = " ".join(terminal.inert(screen.getvalue()).split())
    assert all(f"رقم {number}" in shown for number in range(8)), "the question is told as a whole"
    assert "tells ops" in shown
    assert "outlets aljazeera; tells no channel" in shown


@sqlite_only
def test_an_outlet_that_is_no_more_is_named(rasid_: Rasid, db: Database) -> None:
    from storage.readers import watches
    from storage.readers.watch_questions import Wish
    from storage.searching.search import Filters

    with db.write() as session:
        gone = Wish(query="قصف", filters=Filters(outlets=("gone", "aljazeera"), copies=True))
        watches.add(session, "x", gone, (), datetime.now(UTC))
    assert said(rasid_, "list")["watches"][0]["faults"] == ["there is no outlet 'gone' any more"]
