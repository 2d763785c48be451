"""Whole crawls that look at young articles again, and commands that forget what they stored."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from storage import database
from storage.tables import ArticleRow, Link
from tests import forking
from tests.crawler.newsdesk import Newsdesk
from tests.newsroom.faults import Fault
from tests.newsroom.printed import Printed
from tests.newsroom.room import Newsroom

OUTLET = "nahar-test"
NEVER = timedelta(days=300)


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom(outlets=1, articles=4) as room:
        yield room


@pytest.fixture
def desk(tmp_path: Path, corpus_url: str, room: Newsroom) -> Newsdesk:
    return Newsdesk(tmp_path, corpus_url, room)


def path(item: Printed) -> str:
    return item.url.partition(".example")[2]


def looks(desk: Newsdesk) -> dict[str, timedelta | None]:
    """Address → from the article's birth to the next look."""
    statement = select(Link.url, Link.revisit_at, ArticleRow.published).join(ArticleRow, ArticleRow.id == Link.article_id)
    with closing(database.open(desk.url)) as opened, opened.read() as session:
        return {url: due - born if due and born else None for url, due, born in session.execute(statement)}


def let_pass(desk: Newsdesk) -> None:
    """Every look that is planned is due."""
    with closing(database.open(desk.url)) as opened, opened.write() as session:
        past = datetime.now(UTC) - timedelta(seconds=1)
        session.execute(update(Link).where(Link.revisit_at.is_not(None)).values(revisit_at=past))


def test_young_pages_are_asked_again_conditionally(desk: Newsdesk, room: Newsroom) -> None:
    minor, content, gone, left = room.articles(OUTLET)
    desk.crawl(OUTLET)
    assert all(look is not None and look >= timedelta(minutes=10) for look in looks(desk).values())
    run = desk.crawl(OUTLET)
    assert desk.fetched() == []  # not yet
    room.edit(minor, "minor")
    room.edit(content, "content")
    room.delete(gone, 404)
    let_pass(desk)
    run = desk.crawl(OUTLET)
    assert desk.fetched() == sorted(map(path, (minor, content, gone, left)))
    assert all(hit.conditional for hit in room.hits.where(kind="article") if hit.path != path(content))
    assert (desk.kinds(minor), desk.kinds(content), desk.kinds(gone), desk.kinds(left)) == (["minor"], ["content"], ["gone"], [])
    assert (run.fetched, run.revised, run.unchanged, run.reasons["unchanged:304"]) == (4, 3, 1, 1)
    assert (desk.article(gone)["status"], desk.article(left)["status"]) == ("gone", "live")
    shown = desk.article(content)
    assert [state["kind"] for state in shown["history"]] == [None, "content"]
    room.restore(gone)
    let_pass(desk)
    desk.crawl(OUTLET)
    assert desk.kinds(gone) == ["gone", "back"]
    assert desk.problems() == []


def test_a_look_that_fails_leaves_the_article_as_it_is(desk: Newsdesk, room: Newsroom) -> None:
    first, *_ = room.articles(OUTLET)
    desk.crawl(OUTLET)
    room.fault(OUTLET, path(first), Fault(kind="status", status=500))
    let_pass(desk)
    run = desk.crawl(OUTLET)
    assert (run.failed, desk.link(first)) == (1, ("stored", None))
    assert looks(desk)[first.url] is not None
    let_pass(desk)
    assert desk.start(OUTLET, "--no-revisit").wait(180) == 0
    assert desk.fetched() == []
    assert desk.problems() == []


def test_new_pages_come_first_and_the_budget_holds(desk: Newsdesk, room: Newsroom) -> None:
    desk.crawl(OUTLET)
    let_pass(desk)
    fresh = [room.publish(OUTLET) for _ in range(4)]
    assert desk.start(OUTLET, "--limit", "4").wait(180) == 0
    asked = [hit.path for hit in room.hits.where(kind="article")]
    assert len(asked) == 4
    assert len(set(asked) & set(map(path, fresh))) == 3  # and one of four is a look


def test_old_articles_and_outlets_without_a_ladder_are_left_alone(desk: Newsdesk, room: Newsroom, tmp_path: Path) -> None:
    old = room.publish(OUTLET, published=datetime.now(UTC) - timedelta(days=9))
    desk.crawl(OUTLET)
    assert looks(desk)[old.url] is None
    file = tmp_path / "outlets" / f"{OUTLET}.toml"
    file.write_text("revisit = []\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    young = room.publish(OUTLET)
    desk.crawl(OUTLET)
    assert looks(desk)[young.url] is None


def forget(desk: Newsdesk, *words: str) -> subprocess.CompletedProcess[str]:
    return forking.run("rasid", "forget", *words, environment=desk.environment)


def test_what_is_forgotten_stays_so(desk: Newsdesk, room: Newsroom, tmp_path: Path, corpus_url: str) -> None:
    first, second, *_ = room.articles(OUTLET)
    desk.crawl(OUTLET)
    number = desk.article(first)["id"]
    asked = forget(desk, str(number))
    assert (asked.returncode, "--yes" in asked.stderr) == (2, True)
    done = forget(desk, str(number), second.url, "https://elsewhere.example/x", "--yes")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"{number}: forgotten ({OUTLET}: 1 state, ")
    assert lines[2] == "https://elsewhere.example/x: no article; the address is barred"
    assert all(first.headline.encode() not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    again = json.loads(forget(desk, str(number), first.url, "--yes", "--json").stdout)
    assert [line["before"] for line in again["forgotten"]] == [True, True]
    room.edit(first, "content")
    run = desk.crawl(OUTLET)
    assert (run.fetched, desk.fetched()) == (0, [])
    assert desk.start(OUTLET, "--url", first.url).wait(180) == 1
    assert "what was forgotten" in desk.run().why
    shown = forking.run("rasid", "show", first.url, environment=desk.environment)
    assert (shown.returncode, "was forgotten on" in shown.stderr) == (1, True)
    assert desk.rasid("reextract", "--outlet", OUTLET)
    assert desk.problems() == []
    assert len(json.loads(desk.rasid("list", "--json"))["articles"]) == 2


def test_forgetting_while_a_crawl_is_under_way(desk: Newsdesk, room: Newsroom, tmp_path: Path) -> None:
    """Pages under way when their address is barred are neither recorded nor left in the archive, and the crawl ends well."""
    items = [*room.articles(OUTLET), *(room.publish(OUTLET) for _ in range(12))]
    crawl = desk.start(OUTLET)
    while crawl.poll() is None and not desk.room.hits.where(kind="article"):
        time.sleep(0.02)
    done = forget(desk, *(item.url for item in items[::2]), "--yes")
    assert done.returncode == 0, done.stderr
    assert crawl.wait(180) == 0
    desk.crawl(OUTLET)
    with closing(database.open(desk.url)) as opened, opened.read() as session:
        stored = set(session.scalars(select(ArticleRow.url)))
    assert stored == {item.url for item in items[1::2]}
    assert desk.problems() == []
