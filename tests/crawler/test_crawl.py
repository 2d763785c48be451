"""Whole crawls, in processes of their own, against a site on loopback."""

from __future__ import annotations

import itertools
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from crawler.fetching import archive
from tests.crawler.bench import OUTLET, ROOT, Bench
from tests.crawler.extraction.test_workers import gone
from tests.crawler.site import DAY, FEED, HOME, Answer, Site, article, serving

COUNT = 8


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site(COUNT)) as served:
        yield served


@pytest.fixture
def bench(tmp_path: Path, site: Site, sqlite_corpus: Path) -> Bench:
    shutil.copyfile(sqlite_corpus, tmp_path / "rasid.db")
    return Bench(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}", site)


def paths(numbers: range) -> list[str]:
    return sorted(f"{HOME}a/{number}" for number in numbers)


def test_a_first_crawl_stores_a_second_asks_only_the_feed(tmp_path: Path, site: Site, database_url: str) -> None:
    bench = Bench(tmp_path, database_url, site)
    first = bench.crawl()
    assert (first.returncode, first.stdout) == (0, ""), first.stderr
    assert sorted(site.asked()) == sorted(["/robots.txt", "/feed.xml", *(f"/a/{number}" for number in range(COUNT))])
    assert site.asked()[2] == f"/a/{COUNT - 1}"  # newest first
    assert bench.articles() == paths(range(COUNT))
    run = bench.run()
    assert (run.state, run.offered, run.new, run.fetched, run.stored, run.requests) == (
        "finished",
        COUNT,
        COUNT,
        COUNT,
        COUNT,
        COUNT + 2,
    )
    assert (bench.state().health, bench.state().reason) == ("ok", f"{COUNT} new of {COUNT} offered, {COUNT} stored")
    assert bench.state().next_due_at is not None

    second = bench.crawl()
    assert second.returncode == 0, second.stderr
    assert site.asked() == ["/feed.xml"]
    assert "if-none-match" in site.hits[0].headers
    run = bench.run()
    assert (run.state, run.requests, run.not_modified, run.fetched, run.stored) == ("finished", 1, 1, 0, 0)
    assert bench.state().health == "quiet"
    assert "last article 0 min ago" in bench.state().reason
    assert len(bench.articles()) == COUNT


def test_what_is_sent_is_honest_and_bare(bench: Bench, site: Site) -> None:
    site.pages["/a/1"].headers["Set-Cookie"] = "id=1"
    assert (
        bench.crawl(
            HTTP_PROXY="http://127.0.0.1:9/", http_proxy="http://127.0.0.1:9/", https_proxy="http://127.0.0.1:9/"
        ).returncode
        == 0
    )
    for hit in site.hits:
        assert hit.headers["host"] == "news.test"
        assert hit.headers["user-agent"].startswith("Rasid/")
        assert "+https://" in hit.headers["user-agent"]
        assert not {"cookie", "referer", "authorization"} & hit.headers.keys()


def test_pages_are_in_the_archive_before_the_database_knows_them(bench: Bench) -> None:
    assert bench.crawl().returncode == 0
    captures = bench.captures()
    assert len(captures) == COUNT
    root = bench.folder / "data" / "archive"
    for capture in captures:
        place = archive.Place(file=capture.file, offset=capture.offset, length=capture.length)
        number = int(capture.url.rpartition("/")[2])
        assert archive.read(root, place) == (capture.url, 200, article(number))


@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGTERM])
def test_a_crawl_ended_in_the_middle_is_taken_up_again(tmp_path: Path, site: Site, corpus_url: str, kill: signal.Signals) -> None:
    count = 24
    site.publish(range(count), delay=0.05)
    bench = Bench(tmp_path, corpus_url, site)
    crawl = bench.start()
    deadline = time.monotonic() + 120
    while len(site.hits) < 10 and time.monotonic() < deadline:
        time.sleep(0.02)
    crawl.send_signal(kill)
    code = crawl.wait(60)
    assert gone(crawl.pid), "processes of the ended crawl live on"
    before = bench.states()
    assert 0 < before["stored"] < count
    assert before["stored"] + before["waiting"] == count
    asked = site.asked()

    again = bench.crawl()
    assert again.returncode == 0, again.stderr
    assert site.asked()[0] == "/feed.xml"
    assert "if-none-match" in site.hits[0].headers  # the feed says 304: what waits is fetched all the same
    assert bench.articles() == paths(range(count))
    assert bench.states() == {"stored": count}
    fetched = [path for path in asked + site.asked() if path.startswith("/a/")]
    assert len(fetched) <= count + 3  # those under way when it ended are asked for again: one fetched, others not yet recorded
    if kill == signal.SIGTERM:
        assert code == 0
        assert bench.runs()[1].state == "stopped"
        assert len(fetched) == count


def test_the_outlet_is_one_crawls_at_a_time(bench: Bench, site: Site) -> None:
    site.publish(range(COUNT), delay=1.5)  # it must outlast the start of the second, on a busy machine too
    crawl = bench.start()
    deadline = time.monotonic() + 120
    while len(site.hits) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    hits = len(site.hits)
    second = bench._run("crawler", OUTLET, environment={})
    assert second.returncode == 1
    assert f"testnews is being crawled by process {crawl.pid} on " in second.stderr
    assert "try again when it is done" in second.stderr
    assert hits  # and it asked for nothing itself
    assert site.asked().count("/feed.xml") == 1
    assert crawl.wait(120) == 0
    assert bench.articles() == paths(range(COUNT))


def test_every_link_has_one_state_and_a_reason(bench: Bench, site: Site) -> None:
    extra = {
        "/a/gone": Answer(b"gone", status=410),
        "/a/missing": Answer(b"", status=404),
        "/a/error": Answer(b"", status=500),
        "/a/cut": Answer(article(99), cut=True),
        "/a/away": Answer(b"", status=302, headers={"Location": "https://elsewhere.example.org/x"}),
        "/a/inside": Answer(b"", status=302, headers={"Location": "http://127.0.0.1:22/"}),
        "/a/loop": Answer(b"", status=302, headers={"Location": "/a/loop"}),
        "/a/moved": Answer(b"", status=301, headers={"Location": "/b/moved"}),
        "/a/empty": Answer(b""),
        "/a/huge": Answer(b"x" * (11 * 1024 * 1024)),
        "/private/a/1": Answer(article(98)),
    }
    site.pages |= extra
    site.pages["/b/moved"] = Answer(article(97))
    site.feed([*extra, "/a/0"])
    assert bench.crawl().returncode == 0
    links = bench.links()
    assert links == {
        "/a/gone": ("gone", "410"),
        "/a/missing": ("gone", "404"),
        "/a/error": ("failed", "500"),
        "/a/cut": ("failed", "data_loss"),
        "/a/away": ("rejected", "offsite"),
        "/a/inside": ("rejected", "offsite"),
        "/a/loop": ("failed", "redirects"),
        "/a/moved": ("stored", None),
        "/a/empty": ("rejected", "empty"),
        "/a/huge": ("failed", "too_large"),
        "/private/a/1": ("failed", "robots"),
        "/a/0": ("stored", None),
    }
    assert "/private/a/1" not in site.asked()
    assert site.asked().count("/a/error") == 3
    run = bench.run()
    assert run.stored == 2
    assert run.fetched == run.stored + run.revised + run.unchanged + run.duplicate + run.rejected
    assert run.fetched + run.failed == len(links)


def test_a_server_that_asks_for_a_pause_gets_it(bench: Bench, site: Site) -> None:
    site.pages[f"/a/{COUNT - 2}"] = Answer(b"", status=429, headers={"Retry-After": "3600"})
    bench.crawl()
    assert [path for path in site.asked() if path.startswith("/a/")] == [f"/a/{COUNT - 1}", f"/a/{COUNT - 2}"]
    assert bench.links()[f"/a/{COUNT - 2}"] == ("failed", "429")
    assert bench.states()["waiting"] == COUNT - 2


@pytest.mark.parametrize("status", [503, 429])
def test_robots_that_cannot_be_read_mean_no(bench: Bench, site: Site, status: int) -> None:
    site.pages["/robots.txt"] = Answer(b"", status=status)
    assert bench.crawl().returncode == 1
    assert set(site.asked()) == {"/robots.txt"}
    assert bench.state().health == "unreachable"
    assert bench.run().state == "failed"


def test_a_site_that_forbids_its_feed_is_not_asked_for_it(bench: Bench, site: Site) -> None:
    site.pages["/robots.txt"] = Answer(b"User-agent: Rasid\nDisallow: /\n")
    assert bench.crawl().returncode == 1
    assert site.asked() == ["/robots.txt"]
    assert bench.state().health == "robots"


@pytest.mark.parametrize(
    ("answer", "health", "words"),
    [
        (Answer(b"<html><body>x</body></html>"), "feed dead", "HTML instead of a feed"),
        (Answer(b"", status=404), "feed dead", "HTTP 404"),
        (Answer(b"", status=403), "blocked", "HTTP 403"),
        (Answer(b'<rss version="2.0"><channel></channel></rss>'), "feed dead", "no entries"),
    ],
    ids=["html", "404", "403", "empty"],
)
def test_a_feed_that_gives_nothing_says_why(bench: Bench, site: Site, answer: Answer, health: str, words: str) -> None:
    site.pages["/feed.xml"] = answer
    assert bench.crawl().returncode == 1
    assert bench.state().health == health
    assert words in bench.state().reason
    assert FEED in bench.state().reason


def test_no_network_is_said_as_such(bench: Bench) -> None:
    bench.environment["RASID_ROUTES"] = ""
    done = bench.crawl()
    assert done.returncode == 1
    assert bench.state().health == "unreachable"
    assert "DNS lookup failed" in bench.state().reason
    assert bench.state().next_due_at is not None


def test_a_private_address_as_feed_is_refused_with_the_guard_on(bench: Bench, site: Site) -> None:
    bench.declare(
        home=f'"http://127.0.0.1:{site.port}/"',
        feeds=f'["http://127.0.0.1:{site.port + 1}/feed.xml", "http://localhost/feed.xml"]',
    )
    assert bench.crawl().returncode == 1
    assert site.hits == []


def test_sitemaps_below_an_index_are_read(bench: Bench, site: Site) -> None:
    bench.declare(feeds="", sitemaps=f'["{HOME}index.xml"]')
    site.pages["/index.xml"] = Answer(
        f"<sitemapindex><sitemap><loc>{HOME}one.xml</loc></sitemap><sitemap><loc>{HOME}index.xml</loc></sitemap></sitemapindex>".encode()
    )
    site.pages["/one.xml"] = Answer(f"<urlset><url><loc>{HOME}a/1</loc></url><url><loc>{HOME}a/2</loc></url></urlset>".encode())
    assert bench.crawl().returncode == 0
    assert bench.articles() == paths(range(1, 3))
    assert site.asked().count("/index.xml") == 1


def test_a_crawl_delay_is_kept_between_any_two_requests(bench: Bench, site: Site) -> None:
    site.pages["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 1\n")
    assert bench.crawl("--limit", "3").returncode == 0
    times = [hit.when for hit in site.hits]
    assert len(times) == 5
    # the server's clock sees a request a little late or early on a busy machine; the pace of two requests is half of this
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) > 0.8


def test_a_dry_run_shows_and_stores_nothing(bench: Bench, site: Site) -> None:
    done = bench.rasid("crawl", "testnews", "--dry-run", "--limit", "3")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    assert f"{HOME}a/{COUNT - 1}" in lines[0]
    assert set(site.asked()) == {"/robots.txt", "/feed.xml"}
    assert (bench.links(), bench.runs()) == ({}, [])


def test_since_until_and_limit(bench: Bench, site: Site) -> None:
    first, old = (format_datetime(day).encode() for day in (DAY, DAY - timedelta(days=19)))
    site.pages["/feed.xml"] = Answer(site.pages["/feed.xml"].body.replace(first, old))
    between = f"{DAY - timedelta(days=18):%Y-%m-%d}"
    assert bench.crawl("--since", between).returncode == 0
    assert bench.articles() == paths(range(1, COUNT))
    assert bench.crawl("--until", between, "--limit", "5").returncode == 0
    assert len(bench.articles()) == COUNT


def test_one_address(bench: Bench, site: Site) -> None:
    done = bench.rasid("crawl", "--url", f"{HOME}a/3", "--json")
    assert done.returncode == 0, done.stderr
    assert '"stored": 1' in done.stdout
    assert "/feed.xml" not in site.asked()
    assert bench.articles() == paths(range(3, 4))
    again = bench.rasid("crawl", "--url", f"{HOME}a/3", "--json")  # asked for by hand: asked for again
    assert '"unchanged": 1' in again.stdout, again.stdout + again.stderr


def test_the_command_says_what_came_of_it(bench: Bench) -> None:
    done = bench.rasid("crawl", "testnews")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"testnews: finished: {COUNT} offered, {COUNT} new, {COUNT} fetched, {COUNT} stored")
    assert done.stderr == ""


def test_an_unknown_outlet_is_wrong_usage_and_names_the_nearest(bench: Bench) -> None:
    done = bench.rasid("crawl", "testnew")
    assert done.returncode == 2
    assert "testnews" in done.stderr


def test_scrapys_own_command_works(bench: Bench) -> None:
    done = bench._run("scrapy", "crawl", "testnews", "-a", "limit=2", "-s", "LOG_LEVEL=WARNING", environment={})
    assert done.returncode == 0, done.stderr
    assert len(bench.articles()) == 2
    listed = bench._run("scrapy", "list", environment={})
    assert "testnews" in listed.stdout.split()
    assert "aljazeera" in listed.stdout.split()


def test_ctrl_c_leaves_everything_to_be_taken_up_again(bench: Bench, site: Site) -> None:
    for number in range(COUNT):
        site.pages[f"/a/{number}"].delay = 0.5
    command = [sys.executable, "-m", "rasid", "crawl", "testnews"]
    crawl = subprocess.Popen(command, cwd=ROOT, env=bench.environment, stdout=subprocess.PIPE, start_new_session=True)
    deadline = time.monotonic() + 120
    while len(site.hits) < 4 and time.monotonic() < deadline:
        time.sleep(0.02)
    crawl.send_signal(signal.SIGINT)
    output, _ = crawl.communicate(timeout=60)
    assert crawl.returncode == 130
    assert b"testnews: stopped" in output
    assert bench.run().state == "stopped"
    assert bench.states()["waiting"] > 0
    assert bench.states()["stored"] > 0
