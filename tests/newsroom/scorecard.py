"""How extraction reads the newsroom's pages, without server or database: `python -m tests.newsroom.scorecard [--each]`.

Prints, for each page shape, how many of the articles differ from the ground truth in which key; with `--each` every difference.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from crawler.extraction.extractor import extract
from news import outlet
from news.article import NotAnArticle, Page, article_json
from tests.newsroom import articles, compare, declarations, templates
from tests.newsroom.control import truth
from tests.newsroom.printed import Printed, print_story
from tests.newsroom.profiles import PROFILES, Profile

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STORIES = 24
KINDS: tuple[articles.Kind, ...] = ("article", "article", "article", "flash", "video", "gallery", "toll", "article")


def printed(profile: Profile) -> Iterator[Printed]:
    """One outlet's pages: all kinds, every fourth an agency's report."""
    related = [(articles.write(900 + index, NOW).headline, f"{profile.base}/{index}") for index in range(4)]
    for seed in range(STORIES):
        story = articles.write(seed, NOW, kind=KINDS[seed % len(KINDS)], wire=seed % 4 == 1)
        yield print_story(story, profile, 1001 + seed, related=related)


def read(item: Printed, profile: Profile) -> dict[str, tuple[Any, Any]]:
    """What extraction gets wrong on this page."""
    declared = outlet.parse(declarations.toml(profile, enabled=True, interval=900), f"{profile.id}.toml")
    page = Page(url=item.url, body=templates.page(item, profile), fetched=NOW, content_type="text/html")
    try:
        return compare.differences(truth(item), article_json(extract(page, declared)))
    except NotAnArticle as error:
        return {"rejected": (None, str(error))}


def main(argv: list[str]) -> int:
    for profile in PROFILES:
        wrong = {item.number: read(item, profile) for item in printed(profile)}
        if "--each" in argv:
            for number, keys in wrong.items():
                for key, (want, got) in keys.items():
                    print(f"{profile.shape} {number} {key}\n  want {want!r}\n  got  {got!r}")
        counts = Counter(key for keys in wrong.values() for key in keys)
        clean = sum(not keys for keys in wrong.values())
        rest = ", ".join(f"{key} {count}" for key, count in counts.most_common())
        print(f"{profile.shape:<10} {clean:>2} of {STORIES} without a fault; {rest}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
