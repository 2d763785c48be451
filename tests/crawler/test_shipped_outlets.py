"""The outlets in the package: every file is right, and the core is able to crawl."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from news.outlet import Outlet
from storage.config import SHIPPED_OUTLETS, Config
from storage.crawls import outlets

FILES = sorted(SHIPPED_OUTLETS.iterdir())
CATALOGUE = outlets.load(Config(outlets_dir=None))


@pytest.fixture(scope="module")
def shipped() -> list[Outlet]:
    return CATALOGUE.all()


def test_there_are_288_and_nothing_else_in_the_folder() -> None:
    assert {path.suffix for path in FILES} == {".toml"}
    assert len(FILES) == 288


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_file_is_right(path: Path) -> None:
    assert CATALOGUE.get(path.stem).id == path.stem


def test_the_core_is_enabled_and_has_a_feed_of_high_confidence(shipped: list[Outlet]) -> None:
    core = [outlet for outlet in shipped if outlet.enabled]
    assert {"aljazeera", "bbc-arabic", "rt-arabic", "aa-ar"} <= {outlet.id for outlet in core}
    for outlet in core:
        asked = [source for source in outlet.sources if source.kind == "feed" and source.use]
        assert outlet.feeds, outlet.id
        assert any(source.confidence == "high" for source in asked), outlet.id
        assert all(source.confidence != "low" for source in asked), outlet.id


def test_the_others_are_off(shipped: list[Outlet]) -> None:
    for outlet in shipped:
        if not any(source.kind == "feed" and source.confidence == "high" for source in outlet.sources):
            assert not outlet.enabled, outlet.id


def test_whichever_is_switched_on_has_something_to_ask(shipped: list[Outlet]) -> None:
    assert [outlet.id for outlet in shipped if not (outlet.feeds or outlet.sitemaps or outlet.sections)] == []


def test_every_outlet_says_how_its_addresses_are_known(shipped: list[Outlet]) -> None:
    assert [outlet.id for outlet in shipped if not outlet.evidence] == []
    bare = [o.id for o in shipped for s in o.sources if s.kind != "section" and s.confidence is None]
    assert bare == []


def test_names_are_unlike_and_arabic(shipped: list[Outlet]) -> None:
    names = [(outlet.name_ar, outlet.country) for outlet in shipped]
    assert sorted({name for name in names if names.count(name) > 1}) == []
    latin = {outlet.id for outlet in shipped if not re.search("[\u0600-\u06ff]", outlet.name_ar)}
    assert latin == {"218tv", "24ae", "snrtnews"}


def test_a_pattern_is_of_the_outlets_own_site(shipped: list[Outlet]) -> None:
    # the crawler refuses links to other sites, so a pattern of another host would let nothing through
    for outlet in shipped:
        if outlet.article_url is None:
            continue
        host = re.sub(r"^https?://(www\.)?", "", outlet.home).split("/")[0]
        assert re.escape(host).replace(r"\-", "-").split(r"\.")[0] in outlet.article_url, outlet.id


def test_arabic_is_readable_in_the_files_and_nothing_is_escaped() -> None:
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\\u[0-9a-fA-F]{4}|%D[89]%", text), path.name
        assert text.endswith("\n"), path.name
        assert "\n\n\n" not in text, path.name
        assert tomllib.loads(text)["enabled"] in {True, False}, path.name
