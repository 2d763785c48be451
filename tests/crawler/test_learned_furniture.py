"""Furniture no rule knows: learned in the first crawl of an outlet, forgotten after a redesign, applied backwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import database
from storage.crawls import recurring_lines
from storage.tables import ArticleRow, Revision
from tests.crawler.newsdesk import Newsdesk
from tests.newsroom.control import truth
from tests.newsroom.printed import Furniture, Printed
from tests.newsroom.room import Newsroom

TAIL = (
    "المدار معك في كل صباح ومساء أينما حللت وارتحلت",
    "Madar mobil — habarlary ilkinji bol!",
    "حقوق ما ورد هنا محفوظة لدار المدار ومن أعاد نشره بلا إذن ساءلناه",
)
INSIDE = "~ فاصل من شركائنا في دار المدار ~"
OUTLET = "gulf-test"


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom(outlets=3, articles=8) as room:
        yield room


@pytest.fixture
def desk(tmp_path: Path, corpus_url: str, room: Newsroom) -> Newsdesk:
    return Newsdesk(tmp_path, corpus_url, room)


def print_on(room: Newsroom, items: list[Printed], *tail: str, inside: str | None = None) -> None:
    """Put lines of the house on these pages, and on nothing else of them."""
    for item in items:
        lines = [Furniture(text=line, after_paragraph=len(item.paragraphs)) for line in tail]
        lines += [Furniture(text=inside, after_paragraph=min(2, len(item.paragraphs)))] if inside else []
        room.sites[item.outlet]._put(replace(item, furniture=(*item.furniture, *lines)))


def bodies(desk: Newsdesk) -> dict[str, str]:
    with closing(database.open(desk.url)) as opened, opened.read() as session:
        return dict(session.execute(select(ArticleRow.url, ArticleRow.body)).tuples().all())


def states(desk: Newsdesk, outlet: str = OUTLET) -> dict[str, str]:
    with closing(database.open(desk.url)) as opened, opened.read() as session:
        return {line.sample: line.state for line in recurring_lines.learned(session, outlet)}


def test_the_first_crawl_learns_and_cleans_what_it_stored_before_it_knew(desk: Newsdesk, room: Newsroom) -> None:
    print_on(room, room.articles(OUTLET), *TAIL, inside=INSIDE)
    run = desk.crawl(OUTLET)
    assert (run.stored, run.revised) == (8, 0)
    assert states(desk) == dict.fromkeys((*TAIL, INSIDE), "learned")
    printed = {item.url: item.body for item in room.articles(OUTLET)}
    assert bodies(desk) == printed
    item = next(item for item in room.articles(OUTLET) if item.kind == "article")
    found = desk.article(item)
    learned = [line["text"] for line in found["removed"] if line["reason"] == "furniture:learned"]
    assert sorted(learned) == sorted((*TAIL, INSIDE))
    assert (found["revisions"], found["embeds"] != []) == (1, bool(item.embeds))
    assert [post["after_paragraph"] for post in found["embeds"]] == [post["after_paragraph"] for post in truth(item)["embeds"]]
    assert desk.problems() == []

    # the next run knows it from its start: nothing is stored with it, and what is read again has not changed
    fresh = room.publish(OUTLET)
    print_on(room, [fresh], *TAIL, inside=INSIDE)
    assert desk.crawl(OUTLET).stored == 1
    assert bodies(desk)[fresh.url] == fresh.body
    again = desk.crawl(OUTLET, item, fresh)
    assert (again.unchanged, again.revised) == (2, 0)
    assert TAIL[0] in desk.rasid("outlets", "furniture", OUTLET)


def test_two_pages_are_enough_and_other_outlets_are_not_concerned(desk: Newsdesk, room: Newsroom) -> None:
    two = room.articles(OUTLET)[:2]
    print_on(room, two, TAIL[0])
    desk.crawl(OUTLET, *two)
    assert states(desk) == {TAIL[0]: "learned"}
    assert bodies(desk) == {item.url: item.body for item in two}
    alone = room.articles("nahar-test")[:1]
    print_on(room, alone, TAIL[0])
    desk.crawl("nahar-test", *alone)
    assert bodies(desk)[alone[0].url].endswith(TAIL[0])


def test_wire_copies_and_a_daily_story_teach_nothing(desk: Newsdesk, room: Newsroom) -> None:
    first = room.articles(OUTLET)[0]
    copies = [room.republish(first) for _ in range(3)]
    desk.crawl(OUTLET, first, *copies, *[room.publish(OUTLET, kind="toll", seed=5) for _ in range(4)])
    assert states(desk) == {}


def test_a_line_that_stops_is_forgotten(desk: Newsdesk, room: Newsroom) -> None:
    print_on(room, room.articles(OUTLET), TAIL[0])
    desk.crawl(OUTLET)
    for _ in range(45):
        room.publish(OUTLET)
    desk.crawl(OUTLET)
    assert states(desk) == {TAIL[0]: "over"}
    quoted = room.publish(OUTLET)
    room.sites[OUTLET]._put(replace(quoted, paragraphs=(*quoted.paragraphs, TAIL[0])))
    desk.crawl(OUTLET)
    assert bodies(desk)[quoted.url].endswith(TAIL[0])
    with closing(database.open(desk.url)) as opened, opened.read() as session:
        assert session.scalars(select(Revision.kind)).all() == []
