"""What the program says of outlets, in Arabic: every sentence it makes, and those it does not know."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from crawler import diagnosis
from crawler.diagnosis import Answer, Tally
from crawler.fetching import phrases
from news import cron, polling, rhythm
from news.article import Reason
from news.listening import Heard, Memory
from news.polling import Manner
from reading import status
from reading.web import reasons, wording
from scheduler import coverage, silence
from storage.crawls import liveness
from storage.crawls.health import Sample
from tests.reading.web.test_wording import NOW, words

ENGLISH = re.compile(r'lang="en"')
URL = "https://x.example/feed"


def arabic(text: str) -> str:
    return str(reasons.said(words(), text, lambda one: {"aljazeera": "الجزيرة نت"}.get(one, one)))


def runs() -> list[str]:
    """What `crawler.diagnosis` says of runs of every kind."""

    def of(*answers: Answer, **figures: object) -> str:
        tally = Tally(**figures)  # type: ignore[arg-type]
        last = NOW - timedelta(minutes=int(tally.offered or 5))
        return diagnosis.diagnose(answers, tally, error=None, last_stored=last, now=NOW)[1]

    good, bad = Answer(url=URL, offered=9), Answer(url=URL, word="403")
    return [
        *(of(Answer(url=URL, word=word)) for word in (*diagnosis.DEAD_WORDS, *phrases.PHRASES, "503")),
        of(bad, bad),
        of(good, bad, new=4, offered=40, stored=3),
        *(
            of(good, new=4, offered=40, stored=3, **figures)
            for figures in (
                {}, {"revised": 2}, {"rejected": 1}, {"failed": 1}, {"rejected": 1, "failed": 2}, {"revised": 1, "rejected": 2},
                {"revised": 1, "rejected": 2, "failed": 3},
            )
        ),
        *(of(good, offered=minutes) for minutes in (5, 300, 9000)),
        of(Answer(url=URL)),
        of(Answer(url=URL), bad),
        of(Answer(url=URL), reasons={"dropped:pattern": 30}),
        *(of(good, rejected=9, reasons={f"rejected:{word}": 9}) for word in diagnosis.PAGE_WORDS if diagnosis._health(word)),
        of(good, rejected=9, reasons={"rejected:challenge": 5, "rejected:404": 1, "rejected:login": 3}),
        of(good, kept=1, rejected=9, reasons={"rejected:challenge": 5, "rejected:403": 4}),
        *(of(good, failed=5, reasons={f"failed:{word}": 5}) for word in diagnosis.EXTRACTOR),
        of(good, rejected=5, reasons={"rejected:soft_404": 5}),
    ]  # fmt: skip


def fallen() -> list[str]:
    whole = Sample(dated=True, signed=True, pictured=True, sectioned=True, words=300, body=(1, "a"))
    bare = Sample(dated=False, signed=False, pictured=False, sectioned=False, words=9, body=(1, "b"))
    many = [Sample(**{name: getattr(whole, name) for name in Sample.__slots__} | {"body": (n, str(n))}) for n in range(100)]  # type: ignore[attr-defined]
    return coverage.faults([bare] * 20 + many)


def standing() -> list[str]:
    rows = [{"id": one, "health": "blocked", "failures": 9} for one in ("aljazeera", "b", "c", "d", "e", "f", "g")]
    away = [{"id": one, "health": "unreachable", "failures": 9} for one in "ab"]
    return [
        *status.attention(rows, dead=[liveness.NO_DAEMON], faults=[]),
        *status.attention(rows[:1], dead=[], faults=[]),
        *status.attention(away, dead=[], faults=[]),
        *status.attention([], dead=[], faults=[]),
    ]


def planned() -> list[str]:
    """What `news.polling` says of when an outlet is asked next."""
    usual = Manner(usual=900.0, shortest=120.0, longest=7200.0, zone=ZoneInfo("Asia/Damascus"))
    heard = Heard(offered=40, new=0, changed=True)
    kept = rhythm.observe(
        rhythm.UNKNOWN, [NOW - timedelta(hours=back) for back in range(400, 0, -1)], NOW, usual.zone, NOW - timedelta(days=17)
    )
    known = Memory(rhythm=kept, heard_at=NOW)

    def of(manner: Manner, memory: Memory, *heard: Heard, failures: int = 0, look: datetime | None = None) -> str:
        return polling.plan(manner, memory, heard, failures=failures, now=NOW, chance=0.5, look=look).why

    return [
        of(replace(usual, fixed=True), known, heard),
        of(usual, Memory(), heard),
        of(usual, known, heard),
        of(usual, replace(known, seen=9), replace(heard, new=40)),
        of(usual, known, failures=3),
        of(usual, known, replace(heard, retry_after=20000.0)),
        of(replace(usual, cron=cron.parse("*/20 * * * *")), known, heard),
        of(replace(usual, cron=cron.parse("*/20 * * * *")), known, failures=2),
        of(usual, Memory(), heard, look=NOW - timedelta(hours=1)),
        "its last crawl died with its daemon",
        "a crawl was begun, and sets another time when it ends",
        "every 2.5 h: 1.2e+02 entries an hour are usual now, 1.3 times that came of late",
    ]


JUDGED = [
    f"until 22 Nov 17:00 UTC, because it is blocked: {URL}: HTTP 403 (2 sources)",
    f"nothing new for 9 h; at this hour of a Sunday usually {silence.usual(3.2)}; about 11 articles should have come since",
    f"nothing new for 3 days; at this hour of a Friday usually {silence.usual(0.1)}",
    f"nothing new for 40 s; at this hour of a Friday usually {silence.usual(0.01)}",
    "the same text again in 11 of the last 12 pages, each at another address",
    "over the last runs: 10 pages fetched, none gave an article: a page without text",
    "12 s for each request in the last 5 runs (usually 1.3 s)",
    "not crawled yet",
    "the daemon hangs: no word from it for 12 min; restart `rasid daemon`",
    "the schedule stands still: nothing started for 40 min though 3 outlets are due (aljazeera, …)",
    "the schedule stands still: nothing started for 40 min though aljazeera is due; look at its log, restart `rasid daemon`",
]


@pytest.mark.parametrize("sentence", [*runs(), *fallen(), *standing(), *planned(), *JUDGED], ids=lambda text: text[:50])
def test_every_sentence_of_ours_is_said_in_arabic(sentence: str) -> None:
    said = arabic(sentence)
    assert not ENGLISH.search(said), said
    # what is left of Latin letters are addresses, commands and names
    left = re.sub(
        r"<[^>]+>|https?://\S+|rasid \w+(?: enable ID)?|HTTP|robots(?:\.txt)?|cron|JSON|DNS|article_url|\b[b-g]\b", "", said
    )
    assert not re.search("[A-Za-z]", left), said
    assert not re.search("[0-9]", re.sub(r'<bdi dir="ltr">[^<]+</bdi>', "", said)), said


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("until 22 Nov 17:00 UTC, because it is silent: nothing new", "حتى اليوم، ٢٠:٠٠، لأنها صامتة: لا جديد"),
        ("blocked: aljazeera", "تحجبنا: <bdi>الجزيرة نت</bdi>"),
        ("moved away", '<bdi lang="en" dir="ltr">moved away</bdi>'),
        ("<b>; nothing new", '<bdi lang="en" dir="ltr">&lt;b&gt;</bdi>؛ لا جديد'),
        ("one; two; nothing new", '<bdi lang="en" dir="ltr">one; two</bdi>؛ لا جديد'),
        ("poem: aljazeera", '<bdi lang="en" dir="ltr">poem: aljazeera</bdi>'),
        ("until 31 Feb 17:00 UTC, because it is silent: nothing new", '<bdi lang="en" dir="ltr">until 31 Feb'),
        ("", ""),
    ],
)  # fmt: skip
def test_known_and_strange(english: str, said: str) -> None:
    assert arabic(english).startswith(said)


def test_an_english_reader_reads_it_as_it_is() -> None:
    assert reasons.said(words(language="en"), "blocked: <x>") == "<bdi>blocked: &lt;x&gt;</bdi>"
    assert reasons.said(words(), None) == ""


def test_a_command_is_marked_as_one_in_whatever_language() -> None:
    code = '<code dir="ltr">outlets show X</code>'
    assert reasons.said(words(language="en"), "<x>; `outlets show X` says why") == f"<bdi>&lt;x&gt;; {code} says why</bdi>"
    assert reasons.said(words(), "moved; `outlets show X` says") == f'<bdi lang="en" dir="ltr">moved; {code} says</bdi>'


def test_a_moment_is_of_the_year_that_is_near() -> None:
    new_year = words(now=datetime(2027, 1, 1, 6, tzinfo=UTC))
    assert "٢٠٢٦" in reasons.said(new_year, "until 30 Dec 17:00 UTC, because it is silent: nothing new")
    assert "أمس" in reasons.said(new_year, "until 31 Dec 17:00 UTC, because it is silent: nothing new")


def test_long_sentences_cost_little() -> None:
    nested = "over the last runs: " * 40 + "nothing new"
    assert ENGLISH.search(str(reasons.said(words(), nested)))
    assert reasons.said(words(), "; ".join(["a" * 50] * 200))


def test_every_word_of_a_page_is_there() -> None:
    known = {str(entry["en"]) for entry in wording.table("page_reason").values()}
    said = {*diagnosis.DEAD_WORDS.values(), *diagnosis.PAGE_WORDS.values(), *phrases.PHRASES.values()}
    assert said <= known
    assert [word for word in (*get_args(Reason), *diagnosis.EXTRACTOR) if diagnosis.say(word) == word] == []
