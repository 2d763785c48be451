"""When an alert opens, changes and clears: a fake clock, both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from scheduler import alerts
from scheduler.alerts import NETWORK, Trouble
from scheduler.health import Verdict
from storage import database
from storage.crawls import alerts as ledger
from storage.database import Database
from storage.tables import AlertEvent

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SUBJECTS = frozenset({"outlet:a", "outlet:b", NETWORK, "schedule", "disk"})


@pytest.fixture
def db(corpus_url: str) -> Iterator[Database]:
    corpus = database.open(corpus_url)
    yield corpus
    corpus.close()


def sync(db: Database, minutes: float, **wrong: Trouble) -> list[str]:
    """The state of the world at a moment; what became of it."""
    now = NOW + MINUTE * minutes
    there = {name if name in SUBJECTS else f"outlet:{name}": trouble for name, trouble in wrong.items()}
    with db.write() as session:
        numbers = alerts.sync(session, there, SUBJECTS, now)
        rows = [session.get_one(AlertEvent, number) for number in numbers]
        return [f"{row.what} {row.kind}" for row in rows]


BLOCKED = Trouble(kind="blocked", reason="says 403")
AWAY = Trouble(kind="unreachable", reason="no answer")
UNSURE = Trouble(kind="blocked", reason="says 403", confirmed=False)
NO_NETWORK = Trouble(kind="no network", reason=alerts.NO_NETWORK)


def test_once_when_it_opens_and_once_when_it_clears(db: Database) -> None:
    assert sync(db, 0, a=UNSURE) == []
    assert sync(db, 1, a=BLOCKED) == ["opened blocked"]
    for minute in range(2, 30):
        assert sync(db, minute, a=Trouble(kind="blocked", reason=f"says 403, {minute} min")) == []
    with db.read() as session:
        [alert] = ledger.open_alerts(session)
        assert (alert.subject, alert.reason, alert.opened_at) == ("outlet:a", "says 403, 29 min", NOW + MINUTE)
    assert sync(db, 30) == []
    assert sync(db, 39) == []
    assert sync(db, 40) == ["cleared blocked"]
    assert sync(db, 41) == []
    with db.read() as session:
        assert ledger.open_alerts(session) == []


def test_what_comes_and_goes_is_one_long_alert(db: Database) -> None:
    """Ill for six minutes, well for fifteen, for a day: without damping that were 137 messages."""
    told: list[str] = []
    for minute in range(0, 24 * 60, 3):
        ill = minute % 21 < 6
        told += sync(db, minute, **({"a": BLOCKED} if ill else {}))
    assert told[:3] == ["opened blocked", "cleared blocked", "opened blocked"]
    assert len(told) <= 4


def test_well_for_a_moment_is_not_well(db: Database) -> None:
    assert sync(db, 0, a=BLOCKED) == ["opened blocked"]
    assert sync(db, 1) == []
    assert sync(db, 9, a=UNSURE) == []
    assert sync(db, 12) == []
    assert sync(db, 23) == ["cleared blocked"]


def test_another_cause_is_said_once_an_hour_at_most(db: Database) -> None:
    sync(db, 0, a=BLOCKED)
    assert sync(db, 30, a=AWAY) == []
    assert sync(db, 61, a=AWAY) == ["changed unreachable"]
    assert sync(db, 62, a=BLOCKED) == []
    assert sync(db, 62.5, a=AWAY) == []


def test_nothing_can_be_reached_is_one_alert(db: Database) -> None:
    wrong = {"a": AWAY, "b": AWAY, NETWORK: NO_NETWORK}
    assert sync(db, 0, **wrong) == ["opened no network"]
    assert sync(db, 5, **wrong) == []
    # the network is back, the outlets were not asked again yet
    assert sync(db, 6, a=AWAY, b=AWAY) == []
    assert sync(db, 17, a=AWAY, b=AWAY) == ["cleared no network"]
    assert sync(db, 18, a=AWAY) == []
    # an hour later one is still away: that is its own
    assert sync(db, 90, a=AWAY) == ["opened unreachable"]


def test_other_faults_are_told_while_the_network_is_away(db: Database) -> None:
    assert sync(db, 0, a=BLOCKED, **{NETWORK: NO_NETWORK}) == ["opened blocked", "opened no network"]


def test_an_outlet_that_is_not_watched_any_more(db: Database) -> None:
    sync(db, 0, a=BLOCKED)
    with db.write() as session:
        [number] = alerts.sync(session, {}, frozenset({NETWORK}), NOW + MINUTE)
        assert session.get_one(AlertEvent, number).reason == "not watched any more"


def test_what_is_not_judged_yet_stays_as_it_is(db: Database) -> None:
    sync(db, 0, a=BLOCKED)
    for minute in (20, 40, 60):
        with db.write() as session:
            assert alerts.sync(session, {}, SUBJECTS, NOW + MINUTE * minute, unjudged=["outlet:a"]) == []


def test_a_clock_set_back_does_not_hold_an_alert_for_ever(db: Database) -> None:
    sync(db, 0, a=BLOCKED)
    assert sync(db, 60) == []
    assert sync(db, -600) == []
    assert sync(db, -589) == ["cleared blocked"]


@pytest.mark.parametrize(("openings", "minutes"), [(0, 10), (1, 10), (2, 40), (3, 160), (4, 640), (5, 1440), (99, 1440)])
def test_hold(openings: int, minutes: int) -> None:
    assert alerts.hold(openings) == MINUTE * minutes


@pytest.mark.parametrize(
    ("tried", "outlets", "expected"),
    [
        ([], 0, False),
        ([False], 1, False),
        ([False, False], 2, True),
        ([False, True], 2, False),
        ([False] * 20 + [True] * 180, 200, True),
        ([False] * 19 + [True] * 181, 200, False),
        ([False] * 5 + [True] * 4, 9, True),
    ],
)
def test_no_network(tried: list[bool], outlets: int, expected: bool) -> None:
    assert alerts.no_network(tried, outlets) is expected


def verdict(state: str, cause: str | None = None, *, sure: bool = False) -> Verdict:
    return Verdict(state=state, reason="r", cause=cause or state, sure=sure)  # type: ignore[arg-type]


def test_how_many_runs_must_say_so() -> None:
    found = alerts.troubles(
        {
            "ok": (verdict("ok"), 9),
            "quiet": (verdict("quiet"), 9),
            "new": (verdict("never ran"), 0),
            "away twice": (verdict("unreachable"), 2),
            "away thrice": (verdict("unreachable"), 3),
            "shut once": (verdict("blocked"), 1),
            "shut twice": (verdict("blocked"), 2),
            "resting": (verdict("resting", "blocked"), 7),
            "silent": (verdict("silent", sure=True), 1),
            "changed": (verdict("layout changed", sure=True), 1),
        }
    )
    assert {name.removeprefix("outlet:"): trouble.confirmed for name, trouble in found.items()} == {
        "away twice": False,
        "away thrice": True,
        "shut once": False,
        "shut twice": True,
        "resting": True,
        "silent": True,
        "changed": True,
    }
    assert found["outlet:resting"].kind == "blocked"


def test_events_are_kept(db: Database) -> None:
    sync(db, 0, a=BLOCKED)
    sync(db, 10)
    sync(db, 30)
    with db.read() as session:
        assert [row.what for row in session.scalars(select(AlertEvent).order_by(AlertEvent.id))] == ["opened", "cleared"]
