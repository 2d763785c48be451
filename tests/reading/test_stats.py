"""`rasid stats`: counts that agree with what the lists show."""

from __future__ import annotations

import json
from collections import Counter

from tests.reading.conftest import Rasid
from tests.reading.test_lists import FILTERS, Ids


def test_counts_are_those_of_the_lists(rasid_: Rasid, corpus: Ids) -> None:
    for options, _ in FILTERS.values():
        articles = json.loads(rasid_("list", "--json", "--limit", "1000", *options).stdout)["articles"]
        counted = json.loads(rasid_("stats", "--json", *options).stdout)
        assert counted["articles"] == len(articles)
        assert counted["words"] == sum(article["word_count"] for article in articles)
        assert {row["outlet"]: row["articles"] for row in counted["outlets"]} == Counter(one["outlet"] for one in articles)
        for row in counted["outlets"]:
            own = [one for one in articles if one["outlet"] == row["outlet"]]
            assert row["dated"] == sum(one["published"] is not None for one in own)
            assert row["signed"] == sum(bool(one["authors"]) for one in own)
            assert row["pictured"] == sum(one["image"] is not None for one in own)
        for plural, name in (("languages", "language"), ("kinds", "kind"), ("sections", "section"), ("agencies", "agency")):
            assert {row["name"]: row["articles"] for row in counted[plural]} == Counter(one[name] for one in articles)


def test_in_a_pipe_it_is_lines_and_nothing_is_said_of_nothing(rasid_: Rasid, corpus: Ids) -> None:
    told = rasid_("stats").stdout
    assert told.startswith("4 articles, ")
    assert "aljazeera\t3\t" in told
    empty = rasid_("stats", "--since", "2031-01-01")
    assert (empty.exit_code, empty.stdout) == (0, "")
    assert "Nothing matches" in empty.stderr
    assert rasid_("stats", "--outlet", "nosuch").exit_code == 2
