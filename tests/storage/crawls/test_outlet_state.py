"""When an outlet is due, why, and what is remembered of its rhythm."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, text, update

from news import listening, polling
from news.listening import Heard
from news.polling import Manner, Plan
from storage.crawls import links, outlet_state
from storage.database import Database
from storage.tables import Link, OutletState
from tests.storage.samples import entry

MINUTE = timedelta(minutes=1)


def test_a_plan_and_a_memory_come_back(db: Database, now: datetime) -> None:
    times = tuple(now - 20 * MINUTE * n for n in range(30))
    learned = listening.learn(listening.Memory(), [Heard(changed=True, offered=30, new=30, times=times)], UTC, now)
    made = Plan(at=now + 8 * MINUTE, why="every 8 min\x00", resting_until=now + 9 * MINUTE)
    with db.write() as session:
        assert outlet_state.memory(session, "x") == listening.Memory()
        outlet_state.plan(session, "x", made, now, learned)
        outlet_state.plan(session, "y", made, now)
    with db.read() as session:
        state = outlet_state.all_states(session)["x"]
        again = outlet_state.memory(session, "x")
        assert outlet_state.memory(session, "y") == listening.Memory()
    assert (state.next_due_at, state.planned_at, state.plan) == (made.at, now, "every 8 min")
    assert state.resting_until == made.resting_until
    assert (again.heard_at, again.window, again.rhythm.until) == (now, 30, now)
    assert again.rhythm.counts == pytest.approx(learned.rhythm.counts, rel=1e-3)


def test_an_answer_ends_the_rest(db: Database, now: datetime) -> None:
    with db.write() as session:
        outlet_state.plan(session, "x", Plan(at=now, why="silent", resting_until=now), now)
        outlet_state.plan(session, "x", Plan(at=now, why="every 8 min"), now)
        assert outlet_state.state(session, "x").resting_until is None


def test_the_memory_is_not_read_where_only_the_state_is_asked_for(db: Database, now: datetime) -> None:
    with db.write() as session:
        outlet_state.plan(session, "x", Plan(at=now, why=""), now, listening.Memory(heard_at=now))
    with db.read() as session:
        row = session.get_one(OutletState, "x")
        assert "memory" not in row.__dict__


def test_a_memory_of_another_program_is_begun_anew(db: Database, now: datetime) -> None:
    with db.write() as session:
        outlet_state.plan(session, "x", Plan(at=now, why=""), now, listening.Memory(heard_at=now))
        session.execute(update(OutletState).values(memory={"rhythm": "?"}))
        assert outlet_state.memory(session, "x") == listening.Memory()
        session.execute(update(OutletState).values(memory=None))
        assert outlet_state.memory(session, "x") == listening.Memory()
        assert session.execute(text("SELECT count(*) FROM outlet_state WHERE memory IS NULL")).scalar_one() == 1


def test_every_due_time_says_when_it_was_planned(db: Database, now: datetime) -> None:
    with db.write() as session:
        outlet_state.postpone(session, "x", now + MINUTE, now)
        assert outlet_state.state(session, "x").planned_at == now
        closed = {"health": "ok", "reason": "", "stored": 0}
        outlet_state.run_closed(session, "x", now=now + MINUTE, next_due_at=now + 5 * MINUTE, **closed)  # type: ignore[arg-type]
        assert outlet_state.state(session, "x").planned_at == now + MINUTE
        outlet_state.run_closed(session, "x", now=now + 2 * MINUTE, next_due_at=None, **closed)  # type: ignore[arg-type]
        assert outlet_state.state(session, "x").planned_at == now + MINUTE


def test_runs_that_die_one_after_another_are_followed_by_longer_pauses(db: Database, now: datetime) -> None:
    pauses = []
    for _ in range(6):
        with db.write() as session:
            due = outlet_state.plan_after_death(session, "x", Manner(), now, 0.5)
            dead = {"health": "failed", "reason": "", "stored": 0, "answered": False}
            outlet_state.run_closed(session, "x", now=now, next_due_at=due, **dead)  # type: ignore[arg-type]
            state = outlet_state.state(session, "x")
        assert (state.next_due_at, state.planned_at) == (due, now)
        pauses.append(due - now)
    assert pauses == sorted(pauses)
    assert pauses[0] == 15 * MINUTE
    assert pauses[-1] > 90 * MINUTE


def test_the_next_look_is_of_a_page_that_will_be_looked_at(db: Database, now: datetime) -> None:
    with db.write() as session:
        assert outlet_state.next_look(session, "x") is None
        links.offer(session, "x", [entry(number) for number in range(4)], now, None)
        ids = [waiting.id for waiting in links.take(session, "x", now, 9)]
        for place, (link, state) in enumerate(zip(ids, ("waiting", "stored", "gone", "failed"), strict=True)):
            session.execute(update(Link).where(Link.id == link).values(state=state, revisit_at=now + place * MINUTE))
        assert outlet_state.next_look(session, "x") == now + MINUTE
        assert outlet_state.next_look(session, "y") is None


def test_a_due_time_of_a_clock_set_back_is_not_believed(db: Database, now: datetime) -> None:
    with db.write() as session:
        outlet_state.plan(session, "x", Plan(at=now + timedelta(days=1), why=""), now + timedelta(days=1))
        state = outlet_state.state(session, "x")
    assert polling.trusted(state.next_due_at, state.planned_at, now) < now
    assert polling.trusted(state.next_due_at, replace(state, planned_at=now).planned_at, now) > now


def test_a_row_written_without_the_new_columns_is_whole(db: Database) -> None:
    with db.write() as session:
        session.execute(insert(OutletState).values(outlet="x", failures=0, health="ok", reason=""))
        state = outlet_state.state(session, "x")
    assert (state.plan, state.planned_at, state.resting_until) == ("", None, None)
