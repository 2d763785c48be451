"""A newsroom, one database, and the commands that crawl and read it."""

from __future__ import annotations

import json
import os
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import select

from storage import database
from storage.crawls import runs
from storage.operations import checkup
from storage.tables import ArticleRow, Link, Revision, Run
from tests import forking
from tests.newsroom.printed import Printed
from tests.newsroom.room import Newsroom

ROOT = Path(__file__).resolve().parents[2]


class Newsdesk:
    def __init__(self, folder: Path, url: str, room: Newsroom) -> None:
        self.url = url
        self.room = room
        room.outlet_files(folder / "outlets")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
        self.environment = kept | {
            "RASID_DATA_DIR": str(folder / "data"),
            "RASID_DATABASE_URL": url,
            "RASID_OUTLETS_DIR": str(folder / "outlets"),
            "RASID_ROUTES": room.routes(),
            "RASID_CONFIG": os.devnull,
        }

    def start(self, outlet: str, *options: str) -> forking.Started:
        """A crawl under way, its hits alone in the log."""
        self.room.hits.clear()
        return forking.start("crawler", outlet, *options, environment=self.environment)

    def crawl(self, outlet: str, *items: Printed) -> Run:
        """Crawl to the end, of the whole outlet or of these pages alone; its run."""
        options = [word for item in items for word in ("--url", item.url)]
        self.room.hits.clear()
        done = forking.run("crawler", outlet, *options, environment=self.environment)
        assert done.returncode == 0, done.stderr
        return self.run()

    def run(self) -> Run:
        """The latest run."""
        with closing(database.open(self.url)) as opened, opened.read() as session:
            return runs.recent(session)[0]

    def rasid(self, *words: str) -> str:
        done = forking.run("rasid", *words, environment=self.environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def article(self, item: Printed) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.rasid("show", item.url, "--json"))
        return found

    def kinds(self, item: Printed) -> list[str]:
        """How the states of an article follow one another."""
        known = select(Revision.kind).join(ArticleRow, ArticleRow.id == Revision.article_id).where(ArticleRow.url == item.url)
        with closing(database.open(self.url)) as opened, opened.read() as session:
            return list(session.scalars(known.order_by(Revision.number)))

    def link(self, item: Printed) -> tuple[str, str | None]:
        with closing(database.open(self.url)) as opened, opened.read() as session:
            state, reason = session.execute(select(Link.state, Link.reason).where(Link.url == item.url)).one()
        return state, reason

    def problems(self) -> list[str]:
        with closing(database.open(self.url)) as opened:
            return checkup.problems(opened)

    def fetched(self) -> list[str]:
        """Paths of the pages asked for, sorted."""
        return sorted(hit.path for hit in self.room.hits.where(kind="article"))
