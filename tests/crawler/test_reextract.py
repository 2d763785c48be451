"""`rasid reextract`: stored articles read again, through the command."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from news.article import Article
from storage import database
from storage.corpus import articles
from storage.crawls import leases
from storage.tables import ArticleLine, ArticleRow, RecurringLine, Revision
from tests import forking
from tests.crawler.newsdesk import ROOT, Newsdesk
from tests.crawler.test_learned_furniture import INSIDE, OUTLET, TAIL, bodies, print_on, states
from tests.newsroom.room import Newsroom


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom(outlets=3, articles=8) as room:
        yield room


@pytest.fixture
def desk(tmp_path: Path, corpus_url: str, room: Newsroom) -> Newsdesk:
    """An outlet crawled once, and learned."""
    desk = Newsdesk(tmp_path, corpus_url, room)
    print_on(room, room.articles(OUTLET), *TAIL, inside=INSIDE)
    desk.crawl(OUTLET)
    return desk


def call(desk: Newsdesk, *words: str) -> tuple[int, list[dict[str, Any]], str]:
    done = forking.run("rasid", "reextract", *words, "--json", environment=desk.environment)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def spoil(desk: Newsdesk) -> None:
    """As an earlier version would have stored it: nothing learned, its lines in the text, a headline misread, no tags."""
    with closing(database.open(desk.url)) as opened, opened.write() as session:
        session.execute(delete(RecurringLine))
        session.execute(delete(ArticleLine))
        for number in session.scalars(select(ArticleRow.id)).all():
            stored = articles.get(session, number).article
            body = "\n\n".join((*stored.paragraphs[:2], INSIDE, *stored.paragraphs[2:], *TAIL))
            removed = tuple(line for line in stored.removed if line.reason != "furniture:learned")
            spoilt = replace(stored, headline=f"{stored.headline} | موقع", body=body, tags=(), removed=removed)
            articles.rewrite(session, number, spoilt)
        session.execute(delete(ArticleLine))


def snapshot(desk: Newsdesk) -> list[Article]:
    with closing(database.open(desk.url)) as opened, opened.read() as session:
        return [
            articles.get(session, number).article for number in session.scalars(select(ArticleRow.id).order_by(ArticleRow.id))
        ]


def test_stored_articles_are_brought_to_what_their_pages_say(desk: Newsdesk, room: Newsroom) -> None:
    before = snapshot(desk)
    spoil(desk)
    code, lines, _ = call(desk)
    assert code == 0
    *changes, figures = lines
    assert (figures["outlet"], figures["changed"], figures["unchanged"]) == (OUTLET, 8, 0)
    assert set(TAIL) <= set(figures["learned"])
    assert figures["fields"]["tags"] == sum(bool(article.tags) for article in before)
    first = next(change for change in changes if change["url"] == before[0].url and "headline" in change["changed"])
    assert first["changed"]["headline"] == {"before": f"{before[0].headline} | موقع", "after": before[0].headline}
    assert [(one.headline, one.body, one.tags) for one in snapshot(desk)] == [
        (one.headline, one.body, one.tags) for one in before
    ]
    with closing(database.open(desk.url)) as opened, opened.read() as session:
        assert session.scalars(select(Revision.id)).all() == []
        assert set(session.scalars(select(ArticleRow.revision))) == {1}
    assert desk.problems() == []

    code, lines, _ = call(desk)
    assert (code, [(line["changed"], line["unchanged"]) for line in lines]) == (0, [(0, 8)])
    assert "8 unchanged" in desk.rasid("reextract")


def test_only_the_named_outlet_and_since_that_day(desk: Newsdesk, room: Newsroom) -> None:
    desk.crawl("nahar-test")
    spoil(desk)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    assert call(desk, "--since", tomorrow)[1][-1]["changed"] == 0
    assert [line["outlet"] for line in call(desk, "--outlet", OUTLET)[1] if "changed" in line and "id" not in line] == [OUTLET]
    left = [body for url, body in bodies(desk).items() if TAIL[0] in body]
    assert len(left) == 8
    code, lines, errors = call(desk, "--outlet", "gulf-tst")
    assert (code, lines) == (2, [])
    assert "did you mean gulf-test" in errors


def test_articles_whose_page_is_lost_are_cleaned_from_their_text_or_named(desk: Newsdesk, tmp_path: Path) -> None:
    spoil(desk)
    lost = list((tmp_path / "data" / "archive").rglob("*.warc.gz"))
    assert len(lost) == 1
    lost[0].unlink()
    code, lines, _ = call(desk)
    assert code == 0
    assert lines[-1]["changed"] == 8
    assert not [body for body in bodies(desk).values() if TAIL[0] in body]
    code, lines, _ = call(desk)
    assert (lines[-1]["changed"], lines[-1]["impossible"]) == (0, 8)
    assert "cannot be read" in lines[0]["why"]


def test_a_page_that_is_no_article_today_is_named_and_stays(desk: Newsdesk, tmp_path: Path) -> None:
    file = tmp_path / "outlets" / f"{OUTLET}.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("\n[politeness]", 'languages = ["fr"]\n\n[politeness]', 1), encoding="utf-8")
    before = bodies(desk)
    code, lines, _ = call(desk)
    assert (code, lines[-1]["refused"], lines[-1]["changed"]) == (0, 8, 0)
    assert lines[0]["why"].startswith("language: ")
    assert bodies(desk) == before


def test_an_outlet_being_crawled_is_left_alone(desk: Newsdesk) -> None:
    spoil(desk)
    before = bodies(desk)
    now = datetime.now(UTC)
    with closing(database.open(desk.url)) as opened, opened.write() as session:
        fence = leases.acquire(session, leases.crawl_of(OUTLET), leases.holder_here(), now, timedelta(minutes=5))
    code, lines, errors = call(desk)
    assert (code, bodies(desk)) == (1, before)
    assert lines[0]["skipped"] in errors
    with closing(database.open(desk.url)) as opened, opened.write() as session:
        leases.release(session, leases.crawl_of(OUTLET), fence or 0)
    assert call(desk)[1][-1]["changed"] == 8


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)], ids=["ctrl-c", "kill -9"])
def test_ended_half_way_it_leaves_whole_articles_and_goes_on(desk: Newsdesk, number: signal.Signals, code: int) -> None:
    good = bodies(desk)
    spoil(desk)
    bad = bodies(desk)
    command = [sys.executable, "-m", "rasid", "reextract", "--json"]
    with subprocess.Popen(command, cwd=ROOT, env=desk.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.readline()
        os.kill(running.pid, number)
        running.communicate(timeout=60)
    assert running.returncode == code
    half = bodies(desk)
    assert all(body in {good[url], bad[url]} for url, body in half.items())
    assert desk.problems() == []
    assert call(desk)[0] == 0
    assert bodies(desk) == good


def test_a_line_a_person_keeps_comes_back(desk: Newsdesk) -> None:
    (line,) = [
        line for line in json.loads(desk.rasid("outlets", "furniture", OUTLET, "--json"))["lines"] if line["line"] == TAIL[2]
    ]
    desk.rasid("outlets", "furniture", OUTLET, "--keep", str(line["id"]))
    assert call(desk)[1][-1]["changed"] == 8
    assert all(body.endswith(TAIL[2]) for body in bodies(desk).values())
    assert states(desk)[TAIL[2]] == "kept"
