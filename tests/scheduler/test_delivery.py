"""Messages on their way: a receiver on loopback, the courier as a process, the outbox over restarts."""

from __future__ import annotations

import asyncio
import errno
import hmac
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

import rasid
from scheduler import messages, sending
from scheduler.channels import Channel
from scheduler.sending import Outbox
from storage import database
from storage.config import Config
from storage.crawls import alerts
from storage.database import Database
from storage.tables import AlertNotice

SECRET = "canary-secret"


@dataclass
class Receiver:
    """A web server that takes messages."""

    url: str = ""
    status: int = 200
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    there = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            there.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(there.status)
            if there.status == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    there.url = f"127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield there
    server.shutdown()
    server.server_close()


@pytest.fixture
def db(corpus_url: str) -> Iterator[Database]:
    corpus = database.open(corpus_url)
    yield corpus
    corpus.close()


sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def carry(channel: Channel) -> str | None:
    return asyncio.run(sending.carry(channel, messages.trial(datetime.now(UTC))))


def test_a_webhook_is_signed(receiver: Receiver) -> None:
    assert carry(Channel(name="hook", url=f"http://{receiver.url}/hook?key=1", secret=SECRET)) is None
    [(path, headers, body)] = receiver.got
    assert path == "/hook?key=1"
    assert json.loads(body)["title"] == "Rasid: a trial"
    assert abs(datetime.now(UTC).timestamp() - int(headers["rasid-timestamp"])) < 120
    signed = hmac.new(SECRET.encode(), headers["rasid-timestamp"].encode() + b"." + body, sha256).hexdigest()
    assert headers["rasid-signature"] == f"v1={signed}"
    assert headers["rasid-delivery"] == json.loads(body)["delivery"]


def test_without_a_secret_nothing_is_signed(receiver: Receiver) -> None:
    assert carry(Channel(name="hook", url=f"http://{receiver.url}")) is None
    [(path, headers, _)] = receiver.got
    assert (path, "rasid-signature" in headers) == ("/", False)


@pytest.mark.parametrize(("status", "said"), [(500, "HTTP status 500"), (302, "HTTP status 302"), (404, "HTTP status 404")])
def test_what_is_not_taken_is_said_and_no_redirect_followed(receiver: Receiver, status: int, said: str) -> None:
    receiver.status = status
    assert carry(Channel(name="hook", url=f"http://{receiver.url}/")) == said
    assert len(receiver.got) == 1


def test_through_apprise(receiver: Receiver) -> None:
    """Its own JSON service stands for the hundred others."""
    pytest.importorskip("apprise")
    assert carry(Channel(name="ops", url=f"json://{receiver.url}/")) is None
    assert json.loads(receiver.got[0][2])["title"] == "Rasid: a trial"
    receiver.status = 500
    assert carry(Channel(name="ops", url=f"json://{receiver.url}/")) == "apprise could not deliver it"
    assert carry(Channel(name="ops", url="nosuchservice://x")) == "apprise does not know such an address"


def test_nobody_there(receiver: Receiver) -> None:
    said = carry(Channel(name="hook", url="http://127.0.0.1:9/tok3n-canary"))
    assert said is not None
    assert "refused" in said
    assert "canary" not in said


def test_a_courier_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(sending, "COURIER_SECONDS", 1.5)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(1)
        said = carry(Channel(name="hook", url=f"http://127.0.0.1:{deaf.getsockname()[1]}/"))
    assert said == "no answer within 1.5 s"


def test_where_no_process_can_be_started_the_message_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(asyncio, "create_subprocess_exec", refused)
    said = carry(Channel(name="hook", url="http://127.0.0.1:9/"))
    assert said == "no courier could be started: Resource temporarily unavailable"


def post(db: Database, *channels: str, at: datetime | None = None) -> int:
    when = at or datetime.now(UTC)
    with db.write() as session:
        event = alerts.open_(session, "outlet:x", "blocked", "says 403", when)
        alerts.post(session, [event], channels, when)
    return event


def notices(db: Database) -> dict[str, list[str]]:
    with db.read() as session:
        found: dict[str, list[str]] = {}
        for row in session.query(AlertNotice).order_by(AlertNotice.id):
            found.setdefault(row.channel, []).append(row.state)
        return found


def outbox(db: Database, **channels: str) -> Outbox:
    made = sending.of_alerts(Config(), db)
    made._channels = {name: Channel(name=name, url=url, secret=SECRET) for name, url in channels.items()}
    return made


def test_a_dead_channel_holds_nobody_up_and_loses_nothing(db: Database, receiver: Receiver) -> None:
    post(db, "live", "dead")
    there = outbox(db, live=f"http://{receiver.url}/", dead="http://127.0.0.1:9/tok3n-canary")
    asyncio.run(there.deliver())
    assert notices(db) == {"live": ["sent"], "dead": ["waiting"]}
    with db.read() as session:
        [waiting] = alerts.waiting(session, "dead")["dead"]
        assert waiting.attempts == 1
        assert waiting.not_before > datetime.now(UTC) + timedelta(seconds=15)
        assert "canary" not in alerts.troubles(session)["dead"]
    asyncio.run(there.deliver())
    assert len(receiver.got) == 1  # told once; and the dead one is not asked before its time
    with db.write() as session:
        session.query(AlertNotice).update({"not_before": datetime.now(UTC) - timedelta(seconds=1)})
    asyncio.run(outbox(db, dead=f"http://{receiver.url}/now-there").deliver())  # another daemon, the channel mended
    assert notices(db) == {"live": ["sent"], "dead": ["sent"]}
    assert receiver.got[1][0] == "/now-there"
    with db.read() as session:
        assert alerts.troubles(session) == {}


@sqlite_only
def test_what_nobody_takes_for_a_week_and_channels_that_are_no_more(db: Database) -> None:
    post(db, "dead", at=datetime.now(UTC) - timedelta(days=8))
    post(db, "gone")
    asyncio.run(outbox(db, dead="http://127.0.0.1:9/").deliver())
    assert notices(db) == {"dead": ["dropped"], "gone": ["dropped"]}


@sqlite_only
def test_many_alerts_are_one_message(db: Database, receiver: Receiver) -> None:
    for _ in range(30):
        post(db, "live")
    asyncio.run(outbox(db, live=f"http://{receiver.url}/").deliver())
    assert len(receiver.got) == 1
    assert len(json.loads(receiver.got[0][2])["alerts"]) == 30


def test_the_test_command(receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RASID_CONFIG", raising=False)
    run = CliRunner()
    none = run.invoke(rasid.main, ["alerts", "test"])
    assert none.exit_code == 1
    assert "no alert channel is declared" in none.output
    monkeypatch.setenv("RASID_ALERT_HOOK", f"http://{receiver.url}/tok3n-canary")
    good = run.invoke(rasid.main, ["alerts", "test", "hook"])
    assert (good.exit_code, good.output) == (0, "hook (http://127.0.0.1/***): taken\n")
    assert run.invoke(rasid.main, ["alerts", "test", "other"]).exit_code == 2
    monkeypatch.setenv("RASID_ALERT_DEAD", "http://127.0.0.1:9/tok3n-canary")
    bad = run.invoke(rasid.main, ["alerts", "test"])
    assert bad.exit_code == 1
    assert "hook (http://127.0.0.1/***): taken" in bad.output
    assert "canary" not in bad.output
