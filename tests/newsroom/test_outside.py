"""The newsroom for others: folders as sites, outlet files, control addresses, a process of its own."""

from __future__ import annotations

import http.client
import io
import json
import os
import re
import signal
import subprocess
import sys
import tomllib
import unicodedata
from pathlib import Path
from urllib.parse import quote

import feedparser
import pytest

from tests.newsroom.client import ask
from tests.newsroom.folder import Folder
from tests.newsroom.printed import Printed
from tests.newsroom.profiles import profiles
from tests.newsroom.room import Newsroom

ROOT = Path(__file__).parents[2]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in {
        "index.html": "home",
        "a/index.htm": "a",
        "b.html": "b",
        "feed/index.rss": "<rss/>",
        unicodedata.normalize("NFD", "أخبار/مؤتمر.html"): "arabic",
        "robots.txt": "User-agent: *",
    }.items():
        file = tmp_path / "site" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret")
    return tmp_path / "site"


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("/", "home", "text/html"),
        ("/a/", "a", "text/html"),
        ("/a", "a", "text/html"),
        ("/a/index.htm", "a", "text/html"),
        ("/b/", "b", "text/html"),
        ("/b.html?utm_source=x", "b", "text/html"),
        ("/feed/", "<rss/>", "application/rss+xml"),
        (quote(unicodedata.normalize("NFC", "/أخبار/مؤتمر/")), "arabic", "text/html"),
        (quote(unicodedata.normalize("NFD", "/أخبار/مؤتمر.html")), "arabic", "text/html"),
        ("/robots.txt", "User-agent: *", "text/plain"),
    ],
)
def test_a_folder_is_a_site(desk: Newsroom, files: Path, path: str, body: str, kind: str) -> None:
    desk.serve("old.example", files)
    answer = ask(desk, f"https://old.example{path}")
    assert (answer.status, answer.body.decode(), answer.headers["content-type"]) == (200, body, kind)
    assert ask(desk, f"https://old.example{path}", If_None_Match=answer.headers["etag"]).status == 304


@pytest.mark.parametrize("path", ["/nothing", "/../secret.txt", "/%2e%2e/secret.txt", "/a/%00"])
def test_a_folder_gives_nothing_else(desk: Newsroom, files: Path, path: str) -> None:
    desk.serve("old.example", files)
    assert ask(desk, f"https://old.example{path}").status == 404


def test_the_recorded_sites_are_served_under_their_names(desk: Newsroom, shared: Path) -> None:
    wanted = {
        "nabd-sharqi.com": ("/", "/robots.txt", "/sitemap.xml", "/feed.xml", "/atom.xml", "/culture/"),
        "7seen.net": ("/", "/feed/", "/2020/"),
        "almohrarmedia.net": ("/", "/sitemap.xml", "/category/graphic/", "/79313-2/"),
    }
    for host, paths in wanted.items():
        desk.serve(host, shared / "newsrooms" / host)
        answers = {path: ask(desk, f"https://{host}{path}") for path in paths if path != "/2020/"}
        assert {path: answer.status for path, answer in answers.items()} == dict.fromkeys(answers, 200)
    feed = feedparser.parse(io.BytesIO(ask(desk, "https://7seen.net/feed/").body))
    assert feed.entries
    links = [quote(entry.link, safe=":/%") for entry in feed.entries]
    assert [link for link in links if ask(desk, link).status != 200] == []
    assert Folder(shared / "newsrooms" / "7seen.net").find("/2020/") is None


def test_outlet_files_are_toml_with_every_address(desk: Newsroom, tmp_path: Path) -> None:
    written = desk.outlet_files(tmp_path / "outlets")
    assert [file.stem for file in written] == ["nahar-test", "sham-test", "gulf-test"]
    for file in written:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        profile = desk.profile(file.stem)
        assert data["feeds"] == [profile.base + profile.feed_path]
        assert data["politeness"] == {"delay": 0}
        assert all(re.search(data["article_url"], item.url.replace("%3F", "?")) for item in desk.articles(file.stem))


def test_routes_name_every_host(desk: Newsroom) -> None:
    assert desk.routes().split(",") == [f"{host}-test.example=127.0.0.1:{desk.port}" for host in ("nahar", "sham", "gulf")]


def test_more_outlets_than_shapes_get_hosts_of_their_own() -> None:
    made = profiles(14)
    assert len({profile.host for profile in made}) == len({profile.id for profile in made}) == 14
    assert made[13].shape == made[1].shape


def test_the_control_addresses(desk: Newsroom) -> None:
    base = "http://nahar-test.example/-/"
    published = json.loads(ask(desk, f"{base}publish", "POST", b'{"outlet": "nahar-test", "count": 2}').body)
    assert [row["body"] for row in published] == [item.body for item in _newest(desk, "nahar-test", 2)]
    assert ask(desk, f"{base}fault", "POST", b'{"outlet": "nahar-test", "path": "/rss.xml", "kind": "status"}').status == 200
    assert ask(desk, "https://nahar-test.example/rss.xml").status == 503
    assert ask(desk, f"{base}clear", "POST").status == 200
    assert [hit["status"] for hit in json.loads(ask(desk, f"{base}hits").body)] == [503]
    assert len(json.loads(ask(desk, f"{base}truth").body)) == 8
    assert ask(desk, f"{base}nothing").status == 404
    assert ask(desk, f"{base}publish", "POST", b'{"outlet": "unknown"}').status == 400


def _newest(room: Newsroom, outlet: str, count: int) -> list[Printed]:
    return sorted(room.articles(outlet), key=lambda item: item.number)[-count:]


def test_as_a_process_it_says_where_it_is_and_ends_on_sigterm(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.newsroom", "--outlets", "2", "--articles", "1", "--publish-every", "0.05s"]
    child = subprocess.Popen(
        [*command, "--outlets-dir", str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        assert child.stdout is not None
        start = json.loads(child.stdout.readline())
        assert start["outlets"] == {"nahar-test": "nahar-test.example", "sham-test": "sham-test.example"}
        assert len(list(tmp_path.glob("*.toml"))) == 2
        connection = http.client.HTTPConnection("127.0.0.1", start["port"], timeout=10)
        count = 0
        while count < 4:  # it publishes as time goes by
            connection.request("GET", "/-/truth")
            count = len(json.loads(connection.getresponse().read()))
        connection.close()
    finally:
        child.send_signal(signal.SIGTERM)
        assert child.wait(timeout=20) == 0
