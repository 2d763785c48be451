"""Spiders that go wrong in every way take down their own run and no other (`tests/rogues`); longer: `benchmarks.rogues`."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from benchmarks.rogues import of_session
from news import links
from storage.crawls import outlet_state
from storage.operations import checkup
from tests.newsroom.room import Newsroom
from tests.scheduler.conftest import ROOT, Bench, wait_for

SAID = {
    "spin": "ended after its deadline of 30 s",
    "deaf": "ended after its deadline of 30 s",
    "flood": "ended after its deadline of 30 s",
    "eat": "the crawl ran out of the 512 MiB it may take (crawl_memory_mb)",
    "leave": "the crawl process ended with code 7",
    "crash": "the crawl process ended with signal SIGSEGV",
}
"""What the ledger says of each; «fork» is a crawl that goes well, and whose children must not outlive it."""
WAYS = (*SAID, "fork")


@pytest.fixture
def rogues(bench: Bench) -> Bench:
    """A bench with two more outlets that are well, and one for each way to go wrong."""
    room = Newsroom(outlets=2 + len(WAYS), articles=2)
    folder = Path(bench.environment["RASID_OUTLETS_DIR"])
    room.outlet_files(folder, interval=5)
    for name, way in zip(list(room.sites)[2:], WAYS, strict=True):
        (folder / f"{name}.toml").rename(folder / f"rogue-{way}.toml")
    bench.room = room
    bench.environment |= {
        "RASID_MAX_CRAWLS": "10",
        "RASID_CRAWL_DEADLINE": "30",
        "RASID_CRAWL_MEMORY_MB": "512",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT / "tests" / "rogues"), os.environ.get("PYTHONPATH")))),
    }
    return bench


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_spider_that_goes_wrong_takes_down_only_its_own_run(rogues: Bench) -> None:
    with rogues.room as room:
        rogues.environment["RASID_ROUTES"] = room.routes()
        well = list(room.sites)[:2]
        daemon = rogues.daemon()
        for turn in range(3):  # before, while and after the rogues are at it
            wanted = sorted(links.canonical(item.canonical) for name in well for item in room.articles(name))
            assert wait_for(lambda wanted=wanted: set(wanted) <= set(rogues.stored()), 90), (turn, rogues.log())
            for name in well:
                room.publish(name)
        assert wait_for(lambda: len(_ends(rogues)) == len(WAYS), 90), rogues.log()
        ends = _ends(rogues)
        for way, said in SAID.items():
            assert said in ends[f"rogue-{way}"], ends
        assert daemon.poll() is None
        assert "the server crawls are forked from is gone" not in rogues.log()
        ended = [run.pid for run in rogues.runs() if run.ended_at is not None and run.pid is not None]
        assert wait_for(lambda: not any(map(of_session, ended)), 20), "something outlived its run"
        with rogues.db.read() as session:
            states = {way: outlet_state.state(session, f"rogue-{way}") for way in SAID}
        assert all(state.failures >= 1 and state.health == "failed" for state in states.values()), states
        assert int(Path(f"/proc/{daemon.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") < 400e6
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(timeout=30) == 0
    stored = rogues.stored()
    assert len(stored) == len(set(stored))
    assert checkup.problems(rogues.db) == []


def _ends(bench: Bench) -> dict[str, str]:
    """How a rogue's first run ended, by outlet."""
    ended = [run for run in bench.runs() if run.ended_at is not None and run.outlet.startswith("rogue-")]
    return {run.outlet: run.why for run in reversed(ended)}
