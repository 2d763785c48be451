"""What the newsroom writes: stories that differ, pages that hold what the ground truth says."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import lxml.html
import pytest
from lxml import etree

from news import outlet
from tests.newsroom import articles, compare, demo, embeds, templates
from tests.newsroom.client import NOW
from tests.newsroom.control import truth
from tests.newsroom.printed import print_story
from tests.newsroom.profiles import PROFILES, Profile
from tests.newsroom.room import Newsroom


def visible(body: bytes, profile: Profile) -> str:
    """The page's text with white space made single."""
    tree = lxml.html.document_fromstring(body.decode(profile.encoding))
    etree.strip_elements(tree, "script", "style", with_tail=False)
    for line in tree.iter("br", "p", "div", "td", "li", "h1", "h2", "h3"):
        line.tail = f" {line.tail or ''}"
    return re.sub(r"\s+", " ", tree.text_content())


def test_a_seed_gives_the_same_story_again() -> None:
    assert articles.write(7, NOW) == articles.write(7, NOW)


def test_articles_have_the_size_of_articles() -> None:
    for seed in range(60):
        story = articles.write(seed, NOW)
        sizes = [len(text.split()) for text in story.paragraphs]
        assert 5 <= len(sizes) <= 11, seed  # the lede comes before them
        assert all(25 <= size <= 60 for size in sizes), (seed, sizes)
        assert 8 <= len(story.ledes[0].split()) <= 60


@pytest.mark.parametrize("kind", ["article", "flash", "video", "gallery", "rates", "toll"])
def test_sentences_leave_no_template_behind(kind: articles.Kind) -> None:
    for seed in range(40):
        story = articles.write(seed, NOW, kind=kind, wire=seed % 2 == 0)
        for text in (story.headline, story.standfirst or "", *story.ledes, *story.paragraphs, *story.captions):
            assert not re.search(r"[\[\]{}|]", text.removeprefix("عاجل | ")), text
            assert not re.search(r" [،.»]|«\s|\s{2}|ـ ", text), text


def shingles(story: articles.Story) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", " ".join((story.ledes[0], *story.paragraphs)))
    return set(zip(words, words[1:], words[2:], strict=False))


def test_two_stories_are_never_taken_for_copies() -> None:
    stories = [shingles(articles.write(seed, NOW)) for seed in range(120)]
    assert max(len(one & two) / len(one | two) for one, two in combinations(stories, 2)) < 0.2


def test_daily_stories_differ_in_numbers_only() -> None:
    today = articles.write(3, NOW, kind="rates")
    tomorrow = articles.next_day(today, "rates")
    words = [re.sub(r"\d+|⟦\d+⟧", "#", " ".join(story.ledes + story.paragraphs)) for story in (today, tomorrow)]
    assert today.ledes != tomorrow.ledes
    days = "|".join(("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"))
    assert len({re.sub(days, "day", text) for text in words}) == 1


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.shape)
def test_ground_truth_stands_in_the_page(profile: Profile) -> None:
    for seed in range(12):
        kind: articles.Kind = ("article", "article", "flash", "video", "gallery", "toll")[seed % 6]
        item = print_story(
            articles.write(seed, NOW, kind=kind, wire=seed % 4 == 0), profile, 1001 + seed, related=[("عنوان آخر", "/x")]
        )
        text = visible(templates.page(item, profile), profile)
        parts = [item.headline, item.published_raw, *item.paragraphs, *item.authors, *(line.text for line in item.furniture)]
        parts += [
            item.section,
            item.standfirst or "",
            item.dateline or "",
            item.credit_line or "",
            *(pic.line for pic in item.gallery),
        ]
        parts += [item.picture.line] if item.picture else []
        assert [part for part in parts if part not in text] == []


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.shape)
def test_paragraphs_stand_in_order_with_the_embeds_where_the_truth_says(profile: Profile) -> None:
    item = next(
        item
        for item in (print_story(articles.write(seed, NOW), profile, 1001, furniture=False) for seed in range(30))
        if any(post.platform in {"x", "facebook"} for post in item.embeds)
    )
    text = visible(templates.page(item, profile), profile)
    places = [text.index(paragraph) for paragraph in item.paragraphs]
    assert places == sorted(places)
    for post in item.embeds:
        if post.platform in {"x", "facebook"}:
            assert places[post.after_paragraph - 1] < text.index(post.text) < places[post.after_paragraph]


def test_each_outlet_prints_in_its_own_months_and_digits() -> None:
    story = articles.write(1, NOW)
    printed = {profile.id: print_story(story, profile, 1).published_raw for profile in PROFILES}
    assert printed == {
        "nahar-test": "الأحد 22 تشرين الثاني 2026 - 14:00",
        "sham-test": "تاريخ النشر: ٢٢ تشرين الثاني ٢٠٢٦ - ١٥:٠٠",
        "gulf-test": "22 نوفمبر 2026 04:00 م",
        "maghreb-test": "الأحد 22 نونبر 2026 - 13:00",
        "rafid-test": "الأحد، 22 تشرين الثاني/نوفمبر 2026 الساعة 15:00",
        "nil-test": "نشر في: 22/11/2026 - 14:00",
    }


def test_the_windows_1256_outlet_needs_no_other_letters() -> None:
    profile = next(profile for profile in PROFILES if profile.encoding == "cp1256")
    item = print_story(articles.write(2, NOW), profile, 1002)
    body = templates.page(item, profile)
    assert item.headline.encode("cp1256") in body
    assert all(paragraph.encode("cp1256") in body for paragraph in item.paragraphs)


@pytest.mark.parametrize("platform", embeds.PLATFORMS)
@pytest.mark.parametrize("form", ["markup", "iframe", "pasted"])
def test_what_the_truth_says_of_an_embed_is_to_be_seen(platform: embeds.Platform, form: str) -> None:
    post = embeds.Post(
        platform=platform,
        key="123456789012345678",
        author="درعا اليوم",
        handle="daratoday",
        posted=NOW,
        text="نص",
        after_paragraph=1,
    )
    html = " ".join(embeds.pasted(post)) if form == "pasted" else {"markup": embeds.markup, "iframe": embeds.iframe}[form](post)
    known = embeds.visible(post, form)  # type: ignore[arg-type]
    assert all(known[name] is None or known[name] in html for name in ("author", "text"))
    assert known["posted"] is None or post.day in html
    key = (known["url"] or "").removeprefix("https://t.me/").rpartition("v=")[2]
    assert key in html


def test_the_truth_agrees_with_itself_and_with_nothing_else(desk: Newsroom) -> None:
    want = truth(next(item for item in desk.articles() if item.picture))
    got = {**want, "image": want["picture"]}
    assert compare.differences(want, got) == {}
    assert compare.lost(want, got) == compare.leaked(want, got) == []
    worse = {**got, "body": got["body"].partition("\n\n")[2] + f"\n\n{want['furniture'][0]}", "tags": []}
    assert set(compare.differences(want, worse)) == {"body", "tags"}
    assert compare.lost(want, worse) == [want["body"].partition("\n\n")[0]]
    assert compare.leaked(want, worse) == [want["furniture"][0]]


@pytest.mark.parametrize(
    ("output", "rows"),
    [
        ('{"a": 1}\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
        ('{"articles": [{"id": 3}], "next": null}', [{"id": 3}]),
        ('[{"id": 4}]', [{"id": 4}]),
        ('{\n "id": 5\n}', [{"id": 5}]),
        ("", []),
    ],
    ids=["lines", "page", "list", "document", "nothing"],
)
def test_the_demo_reads_what_commands_print(output: str, rows: list[dict[str, int]]) -> None:
    assert demo.read_json(output) == rows


def test_an_outlet_file_is_accepted_as_it_stands(desk: Newsroom, tmp_path: Path) -> None:
    for file in desk.outlet_files(tmp_path, interval=60):
        found = outlet.parse(file.read_text(encoding="utf-8"), file.name)
        profile = desk.profile(found.id)
        assert (found.enabled, found.interval, found.politeness.delay) == (True, 60, 0)
        assert (found.timezone, found.country, found.home) == (profile.timezone, profile.country, f"{profile.base}/")
