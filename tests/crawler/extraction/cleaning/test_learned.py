"""What extraction does with an outlet's learned lines: whole lines only, of any length, each kept with its reason."""

from __future__ import annotations

import pytest

from crawler.extraction import extractor
from news import recurring
from news.recurring import Learned
from tests.crawler import pages
from tests.crawler.pages import BODY, OUTLET

SHORT = "كن أول من يعلم ما يجري في دار المدار"
LONG = " ".join(
    f"دار المدار بيت للقراء رقم {number} تعيش من اشتراكات أصدقائها وحدهم ولا تقبل مالاً من أحد." for number in range(8)
)


@pytest.mark.parametrize("line", [SHORT, LONG], ids=["short", "beyond what other rules look at"])
def test_a_learned_line_goes_as_a_whole_and_only_so(line: str) -> None:
    learned = Learned(frozenset((recurring.key(line),)))
    longer = f"{line} وقال ذلك المدير."
    page = pages.story("".join(f"<p>{text}</p>" for text in (*BODY, longer, line)))
    article = extractor.extract(page, OUTLET, learned)
    assert article.paragraphs == [*BODY, longer]
    assert [found.text for found in article.removed if found.reason == recurring.REASON] == [line]
    assert extractor.extract(page, OUTLET).paragraphs == [*BODY, longer, line]
