"""Three real news sites, crawled under their own host names through the public command: every article once, nothing else."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from news import arabic, links
from tests import forking
from tests.newsroom.room import Newsroom

ROOT = Path(__file__).resolve().parents[1]
HEAD = 'name_ar = "{id}"\nname_en = "{id}"\ncountry = "{country}"\ntimezone = "{zone}"\nhome = "{home}"\n'
TAIL = "[politeness]\ndelay = 0\nmax_pages = 1000\n"


class Bench:
    """A data folder and the command, with the real site's files behind its host name."""

    def __init__(self, shared: Path, folder: Path, room: Newsroom) -> None:
        self.sites = shared / "newsrooms"
        self.folder = folder
        (folder / "outlets").mkdir()
        for host in ("nabd-sharqi.com", "7seen.net", "almohrarmedia.net"):
            room.serve(host, self.sites / host)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
        self.environment = kept | {
            "RASID_DATA_DIR": str(folder / "data"),
            "RASID_OUTLETS_DIR": str(folder / "outlets"),
            "RASID_ROUTES": room.routes(),
            "RASID_CONFIG": os.devnull,
        }

    def outlet(self, name: str, *, home: str, country: str, zone: str, sources: str) -> None:
        text = HEAD.format(id=name, home=home, country=country, zone=zone) + sources + TAIL
        (self.folder / "outlets" / f"{name}.toml").write_text(text, encoding="utf-8")

    def rasid(self, *words: str) -> Any:
        done = forking.run("rasid", *words, "--json", environment=self.environment, timeout=300)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[0]) if words[0] == "crawl" else json.loads(done.stdout)

    def articles(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.rasid("list", "--copies", "--limit", "1000")["articles"]
        return rows


@pytest.fixture
def bench(shared: Path, tmp_path: Path) -> Iterator[Bench]:
    with Newsroom(outlets=1) as room:
        yield Bench(shared, tmp_path, room)


def test_nabd_sharqi(bench: Bench) -> None:
    home = "http://nabd-sharqi.com/"
    sources = f'feeds = ["{home}feed.xml"]\nsitemaps = ["{home}sitemap.xml"]\n'
    bench.outlet("nabd", home=home, country="SE", zone="Europe/Stockholm", sources=sources)
    run = bench.rasid("crawl", "nabd")
    # 209 articles, two of them the same text at a second address; two addresses of the sitemap are not there
    assert (run["stored"], run["duplicate"], run["failed"]) == (207, 2, 2)
    assert run["reasons"]["rejected:language"] == 4
    found = bench.articles()
    assert len(found) == len({article["canonical_url"] for article in found}) == 207
    assert not [article for article in found if "/blog/" in article["url"] or article["url"] == home]
    again = bench.rasid("crawl", "nabd")
    assert (again["new"], again["fetched"], again["not_modified"], again["requests"]) == (0, 0, 2, 2)


def test_almohrar_claims_its_home_page_for_every_article(bench: Bench) -> None:
    home = "https://almohrarmedia.net/"
    sources = f'sitemaps = ["{home}sitemap.xml"]\n'
    bench.outlet("almohrar", home=home, country="SY", zone="Asia/Damascus", sources=sources)
    run = bench.rasid("crawl", "almohrar")
    # 109 addresses of articles; two files carry another article's page, which says so itself: seen again, unchanged
    assert (run["stored"], run["unchanged"], run["rejected"], run["failed"]) == (107, 2, 17, 0)
    found = bench.articles()
    assert len({article["headline"] for article in found}) == len(found) == 107
    assert not [article for article in found if "شبكة المُحَرَّر" in article["headline"]]
    assert all(article["canonical_url"].startswith(home) and article["canonical_url"] != home for article in found)
    assert not [article for article in found if "/category/" in article["url"]]


def test_7seen_repeats_posts_under_several_addresses(bench: Bench) -> None:
    home = "https://7seen.net/"
    bench.outlet("sevenseen", home=home, country="YE", zone="Asia/Aden", sources=f'feeds = ["{home}feed/"]\n')
    run = bench.rasid("crawl", "sevenseen")
    assert (run["offered"], run["stored"]) == (10, 10)
    site = bench.sites / "7seen.net"
    posts = [f"{home}{page.parent.relative_to(site)}/" for page in sorted(site.glob("2020/**/index.htm"))]
    assert len(posts) == 143
    run = bench.rasid("crawl", *(word for post in posts for word in ("--url", post)))
    # 142 posts, 16 of them the same text posted again; /317/2/ is an empty second page
    assert (run["stored"], run["unchanged"], run["duplicate"], run["rejected"]) == (116, 10, 16, 1)
    found = bench.articles()
    assert len(found) == len({links.url_hash(article["canonical_url"]) for article in found}) == 126
    # a second posting is a sighting of the first under the same headline, and no headline got lost or renamed
    printed = {arabic.fold(text) for page in site.glob("2020/**/index.htm") for text in headlines(page)}
    assert {arabic.fold(article["headline"]) for article in found} == printed


def headlines(page: Path) -> list[str]:
    tree = html.document_fromstring(page.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    return [" ".join(str(element.text_content()).split()) for element in tree.iter("h1")]
