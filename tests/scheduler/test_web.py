"""The daemon's API: it answers while crawls run, starts what is wished for, and its port keeps no crawl from running."""

from __future__ import annotations

import json
import re
import signal
import socket
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from reading.web import serving
from scheduler import web_thread
from storage import database
from storage.config import Config
from storage.crawls import outlets
from storage.readers import tokens
from tests.scheduler.conftest import Bench, wait_for


def ask(address: str, path: str, key: str = "", body: dict[str, Any] | None = None) -> tuple[int, Any]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
    request = urllib.request.Request(address + path, json.dumps(body).encode() if body else None, headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def address_of(bench: Bench) -> str:
    assert wait_for(lambda: "API and pages: http" in bench.log(), 60), bench.log()
    found = re.search(r"API and pages: (http://\S+)", bench.log())
    assert found is not None
    return found[1]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_crawl_is_started_by_a_request_and_followed_to_its_end(bench: Bench, processes: int) -> None:
    bench.environment |= {"RASID_HTTP_ENABLED": "true", "RASID_HTTP_PORT": "0", "RASID_HTTP_PROCESSES": str(processes)}
    with bench.db.write() as session:
        key = tokens.add(session, "desk", ["crawl"], datetime.now(UTC))
    daemon = bench.daemon()
    address = address_of(bench)
    assert wait_for(lambda: ask(address, "/healthz")[0] == 200, 60), bench.log()
    outlet = bench.room.sites[0] if isinstance(bench.room.sites, list) else next(iter(bench.room.sites))
    assert ask(address, "/api/v1/runs", body={"outlet": outlet})[0] == 401
    status, told = ask(address, "/api/v1/runs", key, {"outlet": outlet})
    assert status == 202
    assert wait_for(lambda: ask(address, told["location"])[1]["state"] == "finished", 90), bench.log()
    assert ask(address, told["location"])[1]["trigger"] == "api"
    assert wait_for(lambda: sorted(bench.stored()) == sorted(bench.published()), 90), bench.log()
    assert len(ask(address, "/api/v1/articles?copies=true&limit=100")[1]["articles"]) == len(bench.stored())
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(timeout=30) == 0
    assert bench.log().rstrip().endswith("stopped")


def test_a_port_that_is_taken_keeps_no_crawl_from_running(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bench.environment |= {"RASID_HTTP_ENABLED": "true", "RASID_HTTP_PORT": str(taken.getsockname()[1])}
        daemon = bench.daemon()
        assert wait_for(lambda: sorted(bench.stored()) == sorted(bench.published()), 90), bench.log()
        assert "the schedule goes on: cannot listen" in bench.log()
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(timeout=30) == 0


def test_an_api_that_fails_begins_anew_with_an_app_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first app held is closed with it: the second must answer who shows a token, too."""
    config = Config(data_dir=tmp_path, http_port=0)
    opened = database.open(config.database, create=True)
    with opened.write() as session:
        key = tokens.add(session, "desk", ["read"], datetime.now(UTC))
    addresses: list[str] = []
    begin = serving.server

    def failing(app: FastAPI) -> serving.Server:
        server = begin(app)
        if len(addresses) == 1:

            async def serve(sockets: list[socket.socket] | None = None) -> None:
                async with app.router.lifespan_context(app):
                    raise RuntimeError("broken")

            monkeypatch.setattr(server, "serve", serve)
        return server

    def told(config: Config, sock: socket.socket) -> str:
        addresses.append(f"http://127.0.0.1:{sock.getsockname()[1]}")
        return addresses[-1]

    monkeypatch.setattr(serving, "server", failing)
    monkeypatch.setattr(serving, "address", told)
    monkeypatch.setattr(web_thread, "TRY_AGAIN", 0.05)
    served = web_thread.WebThread(config, opened, outlets.load(config))
    served.start()
    try:
        assert wait_for(lambda: len(addresses) == 2)
        assert wait_for(lambda: answers(addresses[1], key))
    finally:
        served.stop()
        opened.close()


def answers(address: str, key: str) -> bool:
    try:
        request = urllib.request.Request(f"{address}/api/v1/articles", headers={"Authorization": f"Bearer {key}"})
        with urllib.request.urlopen(request, timeout=5) as answer:
            return bool(answer.status == 200)
    except (ConnectionError, urllib.error.URLError):
        return False
