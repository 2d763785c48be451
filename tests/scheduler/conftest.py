"""A daemon as a process of its own, on either database, watching a newsroom on loopback and nobody else."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

from news import links
from storage import config as configuration
from storage import database
from storage.crawls import outlets
from storage.database import Database
from storage.tables import ArticleRow, Run
from tests import forking
from tests.newsroom.room import Newsroom

ROOT = Path(__file__).resolve().parents[2]


def wait_for(what: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.1)
    return what()


@dataclass(kw_only=True)
class Bench:
    """One data folder, one database, one newsroom, any number of daemons."""

    room: Newsroom
    db: Database
    environment: dict[str, str]
    folder: Path
    daemons: list[forking.Started] = field(default_factory=list)

    def daemon(self) -> forking.Started:
        with (self.folder / f"daemon-{len(self.daemons)}.log").open("wb") as log:
            process = forking.start("tests.scheduler.hurried", "daemon", environment=self.environment, stdout=log, stderr=log)
        self.daemons.append(process)
        return process

    def log(self, number: int = 0) -> str:
        return (self.folder / f"daemon-{number}.log").read_text()

    def rasid(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return forking.run("rasid", *arguments, environment=self.environment, timeout=120)

    def stored(self) -> list[str]:
        with self.db.read() as session:
            return list(session.scalars(select(ArticleRow.canonical_url)))

    def runs(self) -> list[Run]:
        with self.db.read() as session:
            return list(session.scalars(select(Run).order_by(Run.id)))

    def published(self) -> list[str]:
        return [links.canonical(item.canonical) for item in self.room.articles()]

    def sql(self, statement: str) -> int:
        with self.db.read() as session:
            return int(session.execute(text(statement)).scalar_one())


@pytest.fixture
def bench(corpus_url: str, tmp_path: Path) -> Iterator[Bench]:
    with Newsroom(outlets=2, articles=4) as room:
        folder = tmp_path / "outlets"
        folder.mkdir()
        room.outlet_files(folder, interval=4)
        settings = {
            "RASID_DATABASE_URL": corpus_url,
            "RASID_DATA_DIR": str(tmp_path / "data"),
            "RASID_OUTLETS_DIR": str(folder),
            "RASID_ROUTES": room.routes(),
            "RASID_CONFIG": os.devnull,
            "RASID_HTTP_ENABLED": "false",  # many daemons, one port
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
        db = database.open(corpus_url)
        catalogue = outlets.load(configuration.Config(outlets_dir=folder))
        with db.write() as session:
            for outlet in catalogue.all():
                if outlet.id not in room.sites and outlet.enabled:
                    outlets.set_enabled(session, outlet.id, False, datetime.now(UTC))
        bench = Bench(room=room, db=db, environment={**kept, **settings}, folder=tmp_path)
        try:
            yield bench
        finally:
            for process in bench.daemons:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            db.close()
