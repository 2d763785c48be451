"""Whole crawls of pages that change, go and come back, and of servers that change their ways."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.bench import Bench
from tests.crawler.newsdesk import Newsdesk
from tests.crawler.site import FEED, HOME, Answer, Site, article, serving
from tests.newsroom.faults import Fault
from tests.newsroom.printed import Printed
from tests.newsroom.room import Newsroom


def paths(*items: Printed) -> list[str]:
    return sorted(item.url.partition(".example")[2] for item in items)


@pytest.fixture
def room() -> Iterator[Newsroom]:
    """The first outlet has RSS, the second Atom; both have a sitemap."""
    with Newsroom(outlets=2, articles=5) as room:
        yield room


@pytest.mark.parametrize("outlet", ["nahar-test", "sham-test"])
def test_edits_make_one_revision_each(tmp_path: Path, corpus_url: str, room: Newsroom, outlet: str) -> None:
    desk = Newsdesk(tmp_path, corpus_url, room)
    headline, content, minor, clock, left = room.articles(outlet)
    run = desk.crawl(outlet)
    assert (run.new, run.stored, len(desk.fetched())) == (5, 5, 5)

    for item, kind in ((headline, "headline"), (content, "content"), (minor, "minor"), (clock, "clock")):
        room.edit(item, kind)  # type: ignore[arg-type]
    run = desk.crawl(outlet)
    # what only changes spelling, or the page around the article, no source speaks of
    assert desk.fetched() == paths(headline, content)
    assert (run.offered, run.known, run.new) == (10, 10, 0)
    assert (run.fetched, run.revised, run.reasons["changed"]) == (2, 2, 2)
    assert (desk.kinds(headline), desk.kinds(content)) == (["headline"], ["content"])
    assert "{+(محدّث)+}" in desk.rasid("show", headline.url, "--diff")
    assert "{+وفي تطور لاحق" in desk.rasid("show", content.url, "--diff")

    run = desk.crawl(outlet, minor, clock)
    assert (run.fetched, run.revised, run.unchanged) == (2, 1, 1)
    assert (desk.kinds(minor), desk.kinds(clock), desk.kinds(left)) == (["minor"], [], [])

    run = desk.crawl(outlet)
    assert (run.requests, run.not_modified, run.fetched) == (2, 2, 0)
    assert room.hits.count(conditional=True, status=304) == len(room.hits) == 2
    assert desk.problems() == []


def test_a_page_goes_and_comes_back(tmp_path: Path, corpus_url: str, room: Newsroom) -> None:
    desk = Newsdesk(tmp_path, corpus_url, room)
    outlet = "sham-test"
    unpublished, broken, *others = room.articles(outlet)
    desk.crawl(outlet)
    room.delete(unpublished, 410)
    room.edit(broken, "content")
    room.fault(outlet, paths(broken)[0], Fault(kind="status", status=404))
    run = desk.crawl(outlet)
    assert desk.fetched() == paths(broken)
    assert (run.fetched, run.revised, run.failed, run.reasons["revised:gone"]) == (1, 1, 0, 1)
    run = desk.crawl(outlet, unpublished)
    assert (run.revised, run.reasons["revised:gone"]) == (1, 1)
    for item, status in ((unpublished, "410"), (broken, "404")):
        found = desk.article(item)
        assert (found["status"], found["revisions"], found["body"] != "") == ("gone", 2, True)
        assert desk.link(item) == ("gone", status)

    room.clear_faults()
    room.restore(unpublished)
    run = desk.crawl(outlet, unpublished, broken)
    assert (run.fetched, run.revised) == (2, 2)
    for item in (unpublished, broken):
        assert desk.kinds(item) == ["gone", "back"]
        assert (desk.article(item)["status"], desk.link(item)[0]) == ("live", "stored")
    assert all(desk.kinds(item) == [] for item in others)
    assert desk.problems() == []


def peak(pid: int) -> int:
    """Most memory the program of this process ever held, KiB (proc(5), VmHWM); what it was forked from does not count."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)


def test_a_server_that_sends_headers_for_ever_costs_one_page(tmp_path: Path, room: Newsroom) -> None:
    desk = Newsdesk(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}", room)
    outlet = "nahar-test"
    first, *others = room.articles(outlet)
    room.fault(outlet, paths(first)[0], Fault(kind="headers", size=400_000_000))
    crawl = desk.start(outlet)
    most = 0
    while crawl.poll() is None:
        most = max(most, peak(crawl.pid))
        time.sleep(0.02)
    assert crawl.returncode == 0
    assert 0 < most < 300 * 1024  # without a bound the headers alone would be more
    assert desk.link(first) == ("failed", "headers")
    assert [desk.link(item)[0] for item in others] == ["stored"] * 4
    assert desk.fetched() == paths(first, *others)  # not asked for a second time in the run
    assert (desk.run().failed, desk.run().reasons["failed:headers"]) == (1, 1)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site(3)) as served:
        yield served


@pytest.fixture
def bench(tmp_path: Path, site: Site) -> Bench:
    return Bench(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}", site)


def test_another_headline_in_the_feed_is_reason_enough(bench: Bench, site: Site) -> None:
    assert bench.crawl().returncode == 0
    feed = site.pages["/feed.xml"].body
    site.pages["/feed.xml"] = Answer(feed.replace("خبر 1<".encode(), "خبر 1 (محدّث)<".encode()))
    site.pages["/a/1"] = Answer(article(1).replace(" في درعا</h1>".encode(), " قرب درعا</h1>".encode()))
    assert bench.crawl().returncode == 0
    assert site.asked() == ["/feed.xml", "/a/1"]
    assert bench.run().fetched == 1
    assert bench.crawl().returncode == 0
    assert site.asked() == ["/feed.xml"]
    assert bench.states() == {"stored": 3}


def test_a_feed_that_moved_is_followed_and_said(bench: Bench, site: Site) -> None:
    site.pages["/new.xml"] = site.pages["/feed.xml"]
    site.pages["/feed.xml"] = Answer(b"", status=301, headers={"Location": "/new.xml"})
    for _ in range(2):  # the second time it answers 304 at its new address
        assert bench.crawl().returncode == 0
        assert "/new.xml" in site.asked()
        assert f"{FEED}: moved for good to {HOME}new.xml; name that in the outlet's file" in bench.state().reason
    assert bench.run().not_modified == 1
    assert len(bench.articles()) == 3
    site.pages["/feed.xml"] = Answer(b"", status=302, headers={"Location": "/new.xml"})
    assert bench.crawl().returncode == 0
    assert "moved" not in bench.state().reason
