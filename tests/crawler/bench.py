"""One outlet, one database, one loopback site: what a crawl needs, and what it left behind."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from storage import database
from storage.crawls import outlet_state, runs
from storage.tables import ArticleRow, Capture, Link, Run
from tests import forking
from tests.crawler.site import FEED, HOME, HOST, Site

ROOT = Path(__file__).resolve().parents[2]
OUTLET = "testnews"


class Bench:
    def __init__(self, folder: Path, url: str, site: Site, **keys: str) -> None:
        self.folder = folder
        self.url = url
        self.site = site
        outlets = folder / "outlets"
        outlets.mkdir()
        self.declare(**keys)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("RASID_")},
            "RASID_DATA_DIR": str(folder / "data"),
            "RASID_DATABASE_URL": url,
            "RASID_OUTLETS_DIR": str(outlets),
            "RASID_ROUTES": f"{HOST}=127.0.0.1:{site.port}",
            "RASID_CONFIG": os.devnull,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
        }

    def declare(self, **keys: str) -> None:
        lines = {
            "name_ar": '"أخبار"',
            "name_en": '"Test News"',
            "country": '"SY"',
            "timezone": '"Asia/Damascus"',
            "home": f'"{HOME}"',
            "feeds": f'["{FEED}"]',
            "enabled": "true",
        } | keys
        text = "".join(f"{name} = {value}\n" for name, value in lines.items() if value)
        (self.folder / "outlets" / f"{OUTLET}.toml").write_text(f"{text}[politeness]\ndelay = 0.0\n", encoding="utf-8")

    def crawl(self, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """`python -m crawler testnews …`, to its end."""
        self.site.hits.clear()
        return self._run("crawler", OUTLET, *options, environment=environment)

    def rasid(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return self._run("rasid", *words, environment=environment)

    def _run(self, module: str, *words: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return forking.run(module, *words, environment={**self.environment, **environment})

    def start(self, *options: str) -> forking.Started:
        return forking.start("crawler", OUTLET, *options, environment=self.environment)

    def articles(self) -> list[str]:
        with closing(database.open(self.url)) as opened, opened.read() as session:
            return sorted(session.scalars(select(ArticleRow.url)))

    def links(self) -> dict[str, tuple[str, str | None]]:
        """Path → (state, reason)."""
        with closing(database.open(self.url)) as opened, opened.read() as session:
            rows = session.execute(select(Link.url, Link.state, Link.reason))
            return {url.removeprefix(HOME.rstrip("/")): (state, reason) for url, state, reason in rows}

    def states(self) -> Counter[str]:
        return Counter(state for state, _ in self.links().values())

    def run(self) -> Run:
        """The latest run."""
        with closing(database.open(self.url)) as opened, opened.read() as session:
            return runs.recent(session)[0]

    def runs(self) -> list[Run]:
        with closing(database.open(self.url)) as opened, opened.read() as session:
            return runs.recent(session)

    def captures(self) -> list[Capture]:
        with closing(database.open(self.url)) as opened, opened.read() as session:
            return list(session.scalars(select(Capture).order_by(Capture.id)))

    def state(self) -> outlet_state.State:
        with closing(database.open(self.url)) as opened, opened.read() as session:
            return outlet_state.state(session, OUTLET)
