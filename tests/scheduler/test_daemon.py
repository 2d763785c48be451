from __future__ import annotations

import json
import os
import signal
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from storage.crawls import leases
from storage.operations import checkup
from tests.newsroom.faults import Fault
from tests.scheduler.conftest import Bench, wait_for


def crawl_processes(data: Path) -> list[int]:
    """Processes that crawl into the data folder, or extract for such a crawl; other tests run theirs at the same time."""
    ours = b"RASID_DATA_DIR=" + bytes(data.absolute()) + b"\0"
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                line, variables = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
            except OSError:
                continue
            if b"-m\0crawler\0" in line and ours in variables:
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
    assert crawl_processes(data)
    os.kill(daemon.pid, signal.SIGKILL)
    daemon.wait()
    assert wait_for(lambda: not crawl_processes(data), 30), "a crawl outlived its daemon"
    bench.room.clear_faults()
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


def test_an_outlet_somebody_else_is_crawling_is_left_alone(bench: Bench) -> None:
    now = datetime.now(UTC)
    with bench.db.write() as session:
        assert leases.acquire(session, leases.crawl_of("nahar-test"), leases.holder_here(), now, timedelta(hours=1))
    bench.daemon()
    assert wait_for(lambda: "nahar-test: being crawled by somebody else" in bench.log(), 60), bench.log()
    assert not [run for run in bench.runs() if run.outlet == "nahar-test"]


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
    assert bench.rasid("daemon").returncode == 1


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
