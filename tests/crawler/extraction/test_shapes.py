"""Page shapes of well-known systems: the story and nothing else, and what the page says of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.extraction import extractor
from news.article import Page, article_json
from news.outlet import Outlet
from tests.crawler.extraction import shapes, shapes_press
from tests.crawler.extraction.shapes import TITLE, Shape

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
ALL = {
    name.lower(): shape for module in (shapes, shapes_press) for name, shape in vars(module).items() if isinstance(shape, Shape)
}


def read(shape: Shape) -> dict[str, Any]:
    outlet = Outlet(
        id="shape",
        name_ar=shape.outlet,
        name_en="Shape",
        country=shape.country,
        timezone=shape.timezone,
        home="https://" + shape.url.split("/")[2] + "/",
    )
    return article_json(extractor.extract(Page(url=shape.url, body=shape.markup.encode(), fetched=NOW), outlet))


@pytest.mark.parametrize("name", ALL)
def test_body_is_the_story(name: str) -> None:
    assert read(ALL[name])["body"].split("\n\n") == ALL[name].body


@pytest.mark.parametrize("name", ALL)
def test_headline_carries_no_suffix(name: str) -> None:
    assert read(ALL[name])["headline"] == ALL[name].wanted.get("headline", TITLE)


@pytest.mark.parametrize("name", ALL)
def test_what_the_page_says(name: str) -> None:
    got = read(ALL[name])
    image = got["image"] or {}
    flat = got | {
        "credit": image.get("credit"),
        "precision": got["published_precision"],
        "evidence": got["published_evidence"],
    }
    wanted = ALL[name].wanted
    assert {key: flat[key] for key in wanted} == wanted
