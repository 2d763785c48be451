"""What an unkind site answers: every page and source has its state and its reason, nothing is lost, nothing private asked."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.bad_input_bench import (
    AWAY,
    BLOCKED,
    COMMAND,
    FORBIDDEN,
    HTML,
    ITEMS,
    MALFORMED,
    NOTHING,
    NULL,
    PAGE_FAULTS,
    PAGES,
    ROOT,
    SILENT,
    SLOW,
    Bench,
    Said,
    make_unkind,
)
from tests.newsroom.faults import Fault
from tests.newsroom.room import Newsroom


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with Newsroom(outlets=11) as room:
        made = Bench(tmp_path_factory.mktemp("bad-input"), room)
        make_unkind(made)
        yield made


@pytest.fixture(scope="module")
def crawled(bench: Bench) -> dict[str, Any]:
    """`rasid crawl` of all but the slow outlet; its JSON line by outlet."""
    said = bench.run("crawl", "--json", *bench.ids[:SLOW])
    assert said.code == 1  # some could not be reached
    assert "Traceback" not in said.err
    return {line["outlet"]: line for line in map(json.loads, said.out.splitlines())}


@pytest.fixture(scope="module")
def status(bench: Bench, crawled: dict[str, Any]) -> dict[str, Any]:
    """What `rasid status` then says of each outlet."""
    return {row["id"]: row for row in json.loads(bench.run("status", "--json").out)["outlets"]}


@pytest.mark.parametrize("name", PAGE_FAULTS)
def test_every_page_has_its_state(bench: Bench, crawled: dict[str, Any], name: str) -> None:
    outlet = bench.ids[PAGES]
    assert bench.states(outlet)[bench.pages[name].url] == PAGE_FAULTS[name][1]
    line = crawled[outlet]
    assert line["new"] == line["fetched"] + line["failed"] == len(PAGE_FAULTS)
    assert line["fetched"] == line["stored"] + line["rejected"]
    state, reason = PAGE_FAULTS[name][1]
    assert reason is None or f"{state}:{reason}" in line["reasons"]


def test_a_wrong_charset_spoils_neither_headline_nor_body(bench: Bench, crawled: dict[str, Any]) -> None:
    item = bench.pages["a wrong charset"]
    [(headline, body)] = bench.rows("SELECT headline, body FROM article WHERE url = ?", item.url)
    assert headline == item.headline
    assert item.body.split("\n\n")[0] in body


def test_nothing_private_was_asked(bench: Bench, crawled: dict[str, Any]) -> None:
    assert {hit.host for hit in bench.room.hits} <= set(bench.room.hosts)


def test_good_entries_of_a_malformed_feed_are_kept(bench: Bench, crawled: dict[str, Any]) -> None:
    outlet = bench.ids[MALFORMED]
    assert crawled[outlet]["stored"] >= 4
    assert crawled[outlet]["reasons"]["feed:malformed"] == 1
    assert "malformed" in crawled[outlet]["why"]
    assert set(bench.states(outlet)) <= {item.url for item in bench.room.articles(outlet)}


def test_of_a_hostile_feed_only_true_addresses_are_followed(bench: Bench, crawled: dict[str, Any]) -> None:
    outlet = bench.ids[ITEMS]
    good = {item.url: item for item in bench.room.articles(outlet)}
    assert bench.states(outlet) == dict.fromkeys(good, ("stored", None))
    assert crawled[outlet]["reasons"]["dropped:bad_link"] >= 4
    newest = max(item.published for item in good.values())
    for url, published in bench.rows("SELECT url, published FROM article WHERE outlet = ?", outlet):
        assert url in good
        assert published[:16] <= f"{newest:%Y-%m-%d %H:%M}"  # nobody's article is of 2100


@pytest.mark.parametrize(
    ("index", "health", "words"),
    [
        (HTML, "feed dead", "HTML instead of a feed"),
        (NULL, "feed dead", "JSON that is no feed"),
        (NOTHING, "feed dead", "no entries"),
        (BLOCKED, "blocked", "HTTP 403"),
        (AWAY, "unreachable", "HTTP 503"),
        (SILENT, "unreachable", "robots.txt cannot be read"),
        (FORBIDDEN, "robots", "robots.txt forbids it"),
    ],
)
def test_status_says_in_words_why_nothing_came(
    bench: Bench, crawled: dict[str, Any], status: dict[str, Any], index: int, health: str, words: str
) -> None:
    outlet = bench.ids[index]
    row = status[outlet]
    assert row["health"] == health
    assert words in row["reason"]
    assert crawled[outlet]["state"] == "failed"
    assert words in crawled[outlet]["why"]
    if index in {SILENT, FORBIDDEN}:
        host = bench.room.profile(outlet).host
        assert {hit.path for hit in bench.room.hits if hit.host == host} == {"/robots.txt"}


def test_two_at_once_then_ctrl_c_then_again(bench: Bench) -> None:
    outlet = bench.ids[SLOW]
    host = bench.room.profile(outlet).host
    first = bench.start("crawl", outlet)
    deadline = time.monotonic() + 60
    while sum(hit.host == host and hit.kind == "article" for hit in bench.room.hits) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    bench.run("crawl", outlet).clear(1, f"{outlet} is being crawled by process", "try again")
    first.send_signal(signal.SIGINT)
    out, err = first.communicate(timeout=60)
    Said(first.returncode, out, err).clear(130, "interrupted", "goes on")
    states = bench.states(outlet)
    assert {state for state, _ in states.values()} <= {"stored", "waiting"}
    bench.room.fault(outlet, "/*", Fault(kind="delay", seconds=0))
    assert bench.run("crawl", outlet).code == 0
    urls = [url for (url,) in bench.rows("SELECT url FROM article WHERE outlet = ?", outlet)]
    assert sorted(urls) == sorted(item.url for item in bench.room.articles(outlet))


def powerless() -> None:
    """In a child: root without the right to pass over permissions (CAP_DAC_OVERRIDE leaves the bounding set)."""
    ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)


def test_a_read_only_data_folder(bench: Bench, crawled: dict[str, Any], tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with (
        closing(sqlite3.connect(bench.folder / "data" / "rasid.db")) as source,
        closing(sqlite3.connect(data / "rasid.db")) as copy,
    ):
        source.backup(copy)
    (data / "rasid.db").chmod(0o444)
    data.chmod(0o555)
    try:
        environment = {**os.environ, **bench.environment, "RASID_DATA_DIR": str(data), "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [*COMMAND, "crawl", bench.ids[PAGES]],
            env=environment,
            preexec_fn=powerless if os.geteuid() == 0 else None,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        data.chmod(0o755)
    Said(done.returncode, done.stdout, done.stderr).clear(1, "is read-only for this user", "write access")


# --- out of the checkout, into pipes


def test_one_address_goes_through_guard_and_robots_wherever_we_stand(bench: Bench) -> None:
    before = len(list(bench.room.hits))
    target = f"http://127.0.0.1:{bench.room.port}/x"
    bench.run("extract", target, RASID_ROUTES="").clear(1, "address refused")
    bench.run("crawl", "--url", target, RASID_ROUTES="").clear(1, "no article: address refused")
    assert len(list(bench.room.hits)) == before
    profile = bench.room.profile(bench.ids[FORBIDDEN])
    bench.run("extract", f"{profile.base}/x").clear(1, "robots.txt forbids it")
    assert {hit.path for hit in list(bench.room.hits)[before:]} <= {"/robots.txt"}  # none, where a crawl has kept it


def test_a_rehearsal_that_reached_nobody_has_failed(bench: Bench, crawled: dict[str, Any]) -> None:
    bench.run("crawl", "--dry-run", bench.ids[HTML]).clear(1, "HTML instead of a feed")


@pytest.mark.parametrize(("target", "code"), [("| head -c 1 >/dev/null", 0), (">/dev/full", 1)], ids=["closed pipe", "full disk"])
def test_output_that_cannot_be_written(bench: Bench, crawled: dict[str, Any], target: str, code: int) -> None:
    script = f'"{sys.executable}" -m rasid outlets list --all --json {target}; exit ${{PIPESTATUS[0]}}'
    environment = {**os.environ, **bench.environment, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == code
    assert done.stderr == ("rasid: No space left on device\n" if code else "")
