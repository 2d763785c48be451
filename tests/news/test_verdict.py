"""New, unchanged, revision or duplicate."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from news import verdict
from news.article import Article, Kind
from news.verdict import Duplicate, Known, New, Revision, Stored, Unchanged

ARTICLE = Article(
    outlet="sana",
    url="https://sana.sy/?p=1",
    canonical_url="https://sana.sy/?p=1",
    headline="مسؤول: المفاوضات مستمرة",
    body="قال مسؤول إن المفاوضات مستمرة.\n\nوأضاف أن الوفد يصل غداً.",
    fetched=datetime(2026, 11, 22, tzinfo=UTC),
)
HERE = Stored(article_id=7, content_hash=ARTICLE.content_hash, headline=ARTICLE.headline, body=ARTICLE.body, revisions=0)


def edited(**changes: str) -> Article:
    return replace(ARTICLE, **changes)


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("kind", "unsettled", "age", "kept"),
    [
        ("article", 0, timedelta(0), True),
        ("article", 2, timedelta(minutes=5), True),
        ("article", 3, timedelta(minutes=5), False),
        ("article", 3, HOUR, True),
        ("article", 99, HOUR - timedelta(seconds=1), False),
        ("article", 99, None, True),
        ("liveblog", 0, timedelta(minutes=59), False),
        ("liveblog", 0, HOUR, True),
    ],
)
def test_of_a_page_that_never_rests_one_state_an_hour_is_kept(
    kind: Kind, unsettled: int, age: timedelta | None, kept: bool
) -> None:
    changed = replace(ARTICLE, body="نص آخر", kind=kind)
    here = replace(HERE, revisions=1, unsettled=unsettled, age=age)
    assert verdict.judge(changed, Known(here=replace(here, revisions=0))) == Revision(7, "content")
    assert verdict.judge(changed, Known(here=here)) == Revision(7, "content", kept=kept)


@pytest.mark.parametrize(
    ("article", "known", "expected"),
    [
        (ARTICLE, Known(), New()),
        (ARTICLE, Known(same_text=3), Duplicate(3)),
        (ARTICLE, Known(here=HERE), Unchanged(7)),
        (ARTICLE, Known(here=HERE, same_text=3), Unchanged(7)),
        (edited(body="نص آخر تماما"), Known(here=HERE), Revision(7, "content")),
        (edited(body="نص آخر تماما", headline="عنوان آخر"), Known(here=HERE), Revision(7, "content")),
        (edited(body="نص آخر تماما"), Known(here=HERE, same_text=3), Revision(7, "content")),
        (edited(headline="مسؤول: المفاوضات توقفت"), Known(here=HERE), Revision(7, "headline")),
        (edited(headline="مسئول: المفاوضات مستمرّة"), Known(here=HERE), Revision(7, "minor")),
        (edited(body=ARTICLE.body.replace(".", "!")), Known(here=HERE), Revision(7, "minor")),
        (
            edited(headline="مسؤول: المفاوضات توقفت", body=ARTICLE.body.replace(".", "!")),
            Known(here=HERE),
            Revision(7, "headline"),
        ),
        (ARTICLE, Known(here=replace(HERE, gone=True)), Revision(7, "back")),
        (edited(body="نص آخر"), Known(here=replace(HERE, revisions=23)), Revision(7, "content")),
        (edited(body="نص آخر"), Known(here=replace(HERE, revisions=24)), Revision(7, "content", kept=False)),
        (ARTICLE, Known(here=replace(HERE, revisions=24)), Unchanged(7)),
        (edited(headline="", body=""), Known(same_text=3), New()),
        (edited(headline="…", body="!!!"), Known(same_text=3), New()),
        (edited(headline="معرض صور", body=""), Known(same_text=3), Duplicate(3)),
    ],
)
def test_judge(article: Article, known: Known, expected: verdict.Verdict) -> None:
    assert verdict.judge(article, known) == expected


def test_no_headline_equals_an_empty_one() -> None:
    bare = replace(ARTICLE, headline=None)
    here = replace(HERE, headline="", content_hash=bare.content_hash)
    assert verdict.judge(bare, Known(here=here)) == Unchanged(7)
