from __future__ import annotations

import json
import os
import re
import signal
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks import two_daemons
from news import links
from storage.crawls import leases
from storage.operations import checkup
from tests.newsroom.faults import Fault
from tests.scheduler.conftest import Bench, wait_for


def crawl_processes(data: Path) -> list[int]:
    """Processes that crawl into the data folder, extract for such a crawl, or are the server of either."""
    ours = b"RASID_DATA_DIR=" + bytes(data.absolute()) + b"\0"
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                line, variables = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
            except OSError:
                continue
            if (b"-m\0crawler" in line or b"forkserver" in line) and ours in variables:
                found.append(int(folder.name))
    return found


def test_every_article_is_stored_once_within_its_interval_and_sigterm_ends_cleanly(bench: Bench) -> None:
    daemon = bench.daemon()
    assert wait_for(lambda: sorted(bench.stored()) == sorted(bench.published()), 90), bench.log()
    for outlet in bench.room.sites:
        bench.room.publish(outlet)
    assert wait_for(lambda: sorted(bench.stored()) == sorted(bench.published()), 60), bench.log()
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(timeout=20) == 0
    assert bench.log().rstrip().endswith("stopped")
    assert checkup.problems(bench.db) == []
    overlaps = (
        "SELECT count(*) FROM run a JOIN run b ON a.outlet = b.outlet AND a.id < b.id "
        "AND b.started_at < a.ended_at AND a.state = 'finished' AND b.state = 'finished'"
    )
    assert bench.sql(overlaps) == 0


def test_after_kill_9_nothing_is_lost_nothing_doubled_and_no_child_survives(bench: Bench) -> None:
    bench.room.fault("*", "*", Fault(kind="delay", seconds=0.4))
    data = Path(bench.environment["RASID_DATA_DIR"])
    daemon = bench.daemon()
    assert wait_for(lambda: len(bench.stored()) >= 2, 90), bench.log()
    assert len(crawl_processes(data)) >= 2
    os.kill(daemon.pid, signal.SIGKILL)
    daemon.wait()
    assert wait_for(lambda: not crawl_processes(data), 30), "a crawl outlived its daemon"
    bench.room.clear_faults()
    for outlet in bench.room.sites:
        bench.room.publish(outlet)
    again = bench.daemon()
    assert wait_for(lambda: sorted(bench.stored()) == sorted(bench.published()), 90), bench.log(1)
    again.send_signal(signal.SIGTERM)
    assert again.wait(timeout=20) == 0
    assert checkup.problems(bench.db) == []
    assert not [run for run in bench.runs() if run.state in {"running", "queued"}]


def test_a_second_daemon_stands_by_and_takes_over(bench: Bench) -> None:
    first = bench.daemon()
    assert wait_for(lambda: len(bench.stored()) > 0, 90), bench.log()
    second = bench.daemon()
    assert wait_for(lambda: "standing by" in bench.log(1), 30), bench.log(1)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert wait_for(lambda: "stored" in bench.log(1) or "nothing new" in bench.log(1), 60), bench.log(1)
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=20) == 0


def test_leaders_killed_one_after_the_other_never_have_an_outlet_crawled_twice_at_once(bench: Bench) -> None:
    bench.room.fault("*", "*", Fault(kind="delay", seconds=two_daemons.ANSWER))
    bench.daemon()
    for number in range(1, 3):
        assert wait_for(lambda: any(run.state == "running" for run in bench.runs()), 90), bench.log(number - 1)
        bench.daemon()
        assert wait_for(lambda number=number: "standing by" in bench.log(number), 60), bench.log(number)
        for outlet in bench.room.sites:
            bench.room.publish(outlet)
        os.kill(bench.daemons[number - 1].pid, signal.SIGKILL)
        bench.daemons[number - 1].wait()
        begun = len(bench.runs())
        assert wait_for(lambda begun=begun: len(bench.runs()) > begun, 90), bench.log(number)
    assert wait_for(lambda: sorted(bench.stored()) == sorted(bench.published()), 90), bench.log(2)
    bench.daemons[2].send_signal(signal.SIGTERM)
    assert bench.daemons[2].wait(timeout=20) == 0
    assert two_daemons.overlaps(bench.runs()) == []
    assert two_daemons.crowded(bench.room) == []
    assert checkup.problems(bench.db) == []


def test_an_outlet_somebody_else_is_crawling_is_left_alone(bench: Bench) -> None:
    now = datetime.now(UTC)
    with bench.db.write() as session:
        assert leases.acquire(session, leases.crawl_of("nahar-test"), leases.holder_here(), now, timedelta(hours=1))
    bench.daemon()
    assert wait_for(lambda: "nahar-test: being crawled by somebody else" in bench.log(), 60), bench.log()
    assert not [run for run in bench.runs() if run.outlet == "nahar-test"]


def test_two_outlets_on_one_site_take_turns_in_the_daemon_and_beside_it(bench: Bench) -> None:
    folder = Path(bench.environment["RASID_OUTLETS_DIR"])
    twin = (folder / "nahar-test.toml").read_text().replace("interval = 4", "interval = 3")
    (folder / "nahar-twin.toml").write_text(twin)
    bench.room.fault("*", "*", Fault(kind="delay", seconds=0.2))
    daemon = bench.daemon()
    both = ("nahar-test", "nahar-twin")

    def each_ran(times: int) -> bool:
        ended = [run.outlet for run in bench.runs() if run.state == "finished"]
        return all(ended.count(outlet) >= times for outlet in both)

    assert wait_for(lambda: each_ran(2), 120), bench.log()
    refused = [run for run in bench.runs() if run.outlet in both and run.state == "failed" and run.trigger == "schedule"]
    assert not refused, [run.why for run in refused]
    beside = bench.rasid("crawl", "nahar-twin")  # from now on one of the daemon's may come while this one has the site
    assert beside.returncode == 0 or "is being crawled by process" in beside.stderr + beside.stdout
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(timeout=20) == 0
    shared = sorted((run for run in bench.runs() if run.outlet in both and run.started_at), key=lambda run: run.started_at)
    assert all(run.ended_at <= later.started_at for run, later in pairwise(shared))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_a_network_it_stays_up_and_status_says_why(bench: Bench) -> None:
    # no route to the outlets' hosts: their names do not resolve
    bench.environment.pop("RASID_ROUTES")
    daemon = bench.daemon()
    assert wait_for(lambda: len([run for run in bench.runs() if run.ended_at]) >= 2, 120), bench.log()
    assert daemon.poll() is None
    said = bench.rasid("status").stdout
    for outlet in bench.room.sites:
        line = next(line for line in said.splitlines() if line.startswith(outlet))
        assert "unreachable" in line
        assert "DNS" in line


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_broken_outlet_file_is_named_and_on_sighup_the_old_ones_stay(bench: Bench) -> None:
    daemon = bench.daemon()
    assert wait_for(lambda: len(bench.stored()) > 0, 90), bench.log()
    bad = Path(bench.environment["RASID_OUTLETS_DIR"]) / "nahar-test.toml"
    bad.write_text(bad.read_text() + "\nfeed = 1\n")
    daemon.send_signal(signal.SIGHUP)
    assert wait_for(lambda: "outlets not reloaded" in bench.log(), 30), bench.log()
    assert "nahar-test.toml:" in bench.log()
    assert daemon.poll() is None


def test_a_daemon_starts_without_the_outlet_whose_file_is_broken_and_says_so_everywhere(bench: Bench) -> None:
    ill, well = sorted(bench.room.sites)
    file = Path(bench.environment["RASID_OUTLETS_DIR"]) / f"{ill}.toml"
    right = file.read_text()
    file.write_text(right.replace("interval = 4", 'interval = "soon"'))
    bench.daemon()
    wanted = [links.canonical(item.canonical) for item in bench.room.articles(well)]
    assert wait_for(lambda: sorted(bench.stored()) == sorted(wanted), 90), bench.log()
    assert f"{ill} is not crawled until its file is put right" in bench.log()
    assert re.search(rf"{ill}\.toml:\d+: interval: ", bench.log())
    opened = f"SELECT count(*) FROM alert WHERE subject = 'outlet:{ill}' AND kind = 'broken file' AND cleared_at IS NULL"
    assert wait_for(lambda: bench.sql(opened) == 1, 60), bench.log()
    status = bench.rasid("status")
    assert "an outlet's file is broken: " in status.stdout
    assert f"{ill}.toml:" in status.stdout
    listed = bench.rasid("outlets", "list")
    assert (listed.returncode, f"{ill}.toml:" in listed.stderr, well in listed.stdout) == (0, True, True)
    assert bench.rasid("outlets", "check").returncode == 1
    assert bench.rasid("crawl", ill).returncode == 1
    file.write_text(right)
    assert wait_for(lambda: sorted(bench.stored()) == sorted(bench.published()), 90), bench.log()


def test_what_goes_wrong_is_judged_and_told_by_the_daemon(bench: Bench) -> None:
    """A wall on one outlet: health, alert and message by the daemon itself."""
    if not bench.db.is_sqlite:
        pytest.skip("a minute of waiting; rounds, alerts and delivery have their own tests on both databases")
    got: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    bench.environment["RASID_ALERT_HOOK"] = f"http://127.0.0.1:{server.server_port}/tok3n-canary"
    ill = min(bench.room.sites)
    bench.room.fault(ill, "*", Fault(kind="status", status=403))
    try:
        bench.daemon()
        assert wait_for(lambda: bool(got), 150), bench.log()
        assert got[0]["title"] == f"Rasid: {ill}: blocked"
        status = bench.rasid("status", "--json")
        assert status.returncode == 0, status.stdout + status.stderr
        found = json.loads(status.stdout)
        assert [(alert["subject"], alert["kind"]) for alert in found["alerts"]] == [(f"outlet:{ill}", "blocked")]
        assert next(row for row in found["outlets"] if row["id"] == ill)["health"] in {"blocked", "resting"}
        assert bench.sql("SELECT count(*) FROM scheduler_state WHERE started_at IS NOT NULL") == 1
    finally:
        server.shutdown()
        server.server_close()
    assert "canary" not in bench.log()
    assert checkup.problems(bench.db) == []
