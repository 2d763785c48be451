from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crawler.diagnosis import Tally
from scheduler import health
from scheduler.health import Facts, RunFacts, Verdict
from scheduler.silence import Baseline
from storage.crawls.outlet_state import State

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)  # a Sunday
HOUR = timedelta(hours=1)
BASE = Baseline(rates=(3.0,) * 168, zone=ZoneInfo("UTC"), limit=12.0)


def known(word: str = "ok", reason: str = "fine", **values: object) -> State:
    return State(outlet="x", health=word, reason=reason, last_success_at=NOW, last_run_id=1, **values)  # type: ignore[arg-type]


def run(age: float = 0, duplicate: int = 0, **figures: object) -> RunFacts:
    tally = Tally(**({"reasons": {}} | figures))  # type: ignore[arg-type]
    return RunFacts(id=1, started_at=NOW - HOUR * age, tally=tally, duplicate=duplicate)


def judge(**values: object) -> Verdict:
    return health.judge(Facts(**({"known": known()} | values)), NOW)  # type: ignore[arg-type]


def test_never_ran() -> None:
    assert judge(known=State(outlet="x")).state == "never ran"


@pytest.mark.parametrize("word", ["blocked", "feed dead", "robots", "unreachable", "layout changed", "failed"])
def test_what_a_run_saw_goes_first(word: str) -> None:
    found = judge(known=known(word, "because"), faults=("dates missing",), last_article=NOW - 99 * HOUR, baseline=BASE)
    assert (found.state, found.reason, found.cause, found.sure) == (word, "because", word, False)


def test_resting_says_until_when_and_from_what() -> None:
    found = judge(known=known("blocked", "says 403", resting_until=NOW + 5 * HOUR))
    assert (found.state, found.cause) == ("resting", "blocked")
    assert found.reason == "until 22 Nov 17:00 UTC, because it is blocked: says 403"
    assert judge(known=known("blocked", "says 403", resting_until=NOW - HOUR)).state == "blocked"


@pytest.mark.parametrize(
    ("hours", "state"), [(1, "quiet"), (3, "quiet"), (6, "silent"), (24, "silent"), (24 * 40, "silent")], ids=str
)
def test_quiet_or_silent(hours: int, state: str) -> None:
    found = judge(known=known("quiet", "nothing new"), last_article=NOW - HOUR * hours, baseline=BASE)
    assert found.state == state
    assert "at this hour of a Sunday usually 3 an hour" in found.reason
    assert found.sure is (state == "silent")


def test_silent_even_where_old_pages_keep_the_runs_busy() -> None:
    assert judge(last_article=NOW - 24 * HOUR, baseline=BASE).state == "silent"


def test_a_night_without_the_machine_is_no_silence_of_the_outlet() -> None:
    """The last look was right after the last article; what came since nobody could see."""
    slept = State(outlet="x", health="ok", reason="3 stored", last_success_at=NOW - 29 * HOUR)
    assert judge(known=slept, last_article=NOW - 30 * HOUR, baseline=BASE).state == "ok"


def test_without_a_baseline_quiet_stays_quiet() -> None:
    assert judge(known=known("quiet", "nothing new"), last_article=NOW - 999 * HOUR).state == "quiet"


def test_pages_of_several_runs_together() -> None:
    """Two pages a run, none of which gives an article: no run alone is enough to say so."""
    empty = [run(rejected=2, reasons={"rejected:no_text": 2}) for _ in range(5)]
    found = judge(runs=empty)
    assert (found.state, found.sure) == ("layout changed", True)
    assert found.reason == "over the last runs: 10 pages fetched, none gave an article: a page without text"
    walls = [run(rejected=2, reasons={"rejected:challenge": 2}) for _ in range(5)]
    assert judge(runs=walls).state == "blocked"
    assert judge(runs=empty[:4]).state == "ok"
    assert judge(runs=[*empty[:3], run(kept=4)]).state == "ok"
    assert judge(runs=[run(age=24 * 8, rejected=2, reasons={"rejected:no_text": 2}) for _ in range(9)]).state == "ok"


def test_the_same_body_again_and_again() -> None:
    found = judge(runs=[run(kept=6, duplicate=5), run(kept=6, duplicate=6)])
    assert found.state == "layout changed"
    assert found.reason == "the same text again in 11 of the last 12 pages, each at another address"
    assert judge(runs=[run(kept=20, duplicate=15)]).state == "layout changed"
    assert judge(runs=[run(kept=12, duplicate=3)]).state == "ok"


def test_fields_that_fell() -> None:
    found = judge(faults=("dates missing in 18 of the last 20 articles (usually 1 in 20)", "texts of 3 words"))
    assert found.state == "layout changed"
    assert found.reason.startswith("dates missing in 18 of the last 20 articles (usually 1 in 20); texts")


@pytest.mark.parametrize(
    ("latest", "before", "state"),
    [(30, 2, "slow"), (30, 20, "ok"), (9, 1, "ok"), (60, 14, "slow")],
)
def test_slow_against_its_own_usual(latest: float, before: float, state: str) -> None:
    found = judge(paces=[latest] * 5 + [before] * 8)
    assert found.state == state
    assert state == "ok" or found.reason.startswith(
        f"{latest:.0f} s for each request in the last 5 runs (usually {before:.1f} s)"
    )
