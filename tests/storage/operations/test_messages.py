"""What was told long ago is taken out; what waits, what is young, and what an alert was stay."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, select

from storage.corpus import articles
from storage.crawls import alerts
from storage.database import Database
from storage.operations import checkup, messages
from storage.tables import Alert, AlertEvent, AlertNotice, Watch, WatchHit, WatchNotice
from tests.storage.samples import FETCHED, article

NOW = FETCHED + timedelta(days=1000)
OLD, YOUNG = NOW - timedelta(days=800), NOW - timedelta(days=5)


def filled(db: Database) -> None:
    """Six alerts' messages and seven hits: old and young, told, given up and waiting; one young copy of an old hit."""
    with db.write() as session:
        for number, (state, when) in enumerate((s, w) for s in ("sent", "dropped", "waiting") for w in (OLD, YOUNG)):
            event = alerts.open_(session, f"outlet:{number}", "blocked", "says 403", when)
            alerts.post(session, [event], ["ops"], when)
            notice = session.scalars(select(AlertNotice).where(AlertNotice.event_id == event)).one()
            notice.state, notice.sent_at = state, when if state == "sent" else None
        ids = [
            articles.record(
                session,
                article(url=f"https://example.com/{number}", body=f"نص رقم {number}"),
                link_id=None,
                capture_id=None,
                run_id=None,
                now=FETCHED,
            ).article_id
            for number in range(5)
        ]
        watch = {"name": "w", "query": "نص", "filters": {}, "aliases": [], "channels": ["ops"], "created_at": OLD}
        session.execute(insert(Watch), [watch | {"id": 1, "asked_at": OLD, "changed_at": OLD, "after_article": 0}])
        # told long ago; of which a copy came of late; waiting; the copy; young
        hits = [(OLD, None), (OLD, None), (OLD, None), (YOUNG, 2), (YOUNG, None)]
        session.execute(
            insert(WatchHit),
            [
                {"id": number + 1, "watch_id": 1, "article_id": ids[number], "at": when, "copy_of": copied}
                for number, (when, copied) in enumerate(hits)
            ],
        )
        told = [("sent", OLD), ("sent", OLD), ("waiting", OLD), None, ("sent", YOUNG)]
        session.execute(
            insert(WatchNotice),
            [
                {
                    "hit_id": number + 1, "channel": "ops", "state": one[0], "attempts": 1, "not_before": one[1],
                    "sent_at": one[1] if one[0] == "sent" else None, "error": None,
                }
                for number, one in enumerate(told)
                if one is not None
            ],
        )  # fmt: skip


def left(db: Database) -> tuple[list[str], list[int], list[int]]:
    with db.read() as session:
        alert = session.execute(select(AlertNotice.state, AlertNotice.not_before).order_by(AlertNotice.id)).all()
        return (
            [f"{state} {'old' if when == OLD else 'young'}" for state, when in alert],
            list(session.scalars(select(WatchNotice.hit_id).order_by(WatchNotice.hit_id))),
            list(session.scalars(select(WatchHit.id).order_by(WatchHit.id))),
        )


def test_what_was_told_long_ago_is_taken_out_and_nothing_else(db: Database) -> None:
    filled(db)
    before = left(db)
    said = messages.prune(db, now=NOW, notices=90, hits=None, dry_run=True)
    assert left(db) == before
    done = messages.prune(db, now=NOW, notices=90, hits=None)
    assert (done, done.notices, done.ended) == (said, 4, True)
    assert left(db) == (["sent young", "dropped young", "waiting old", "waiting young"], [3, 5], [1, 2, 3, 4, 5])
    assert messages.prune(db, now=NOW, notices=None, hits=730).hits == 1
    assert left(db)[2] == [2, 3, 4, 5]
    with db.read() as session:
        assert len(alerts.open_alerts(session)) == len(list(session.scalars(select(Alert)))) == 6
        assert len(list(session.scalars(select(AlertEvent)))) == 6
    assert checkup.problems(db) == []
    assert messages.prune(db, now=NOW, notices=90, hits=730) == messages.Told()


def test_a_hit_takes_its_messages_with_it(db: Database) -> None:
    filled(db)
    assert messages.prune(db, now=NOW, notices=None, hits=730).hits == 1
    assert left(db)[1:] == ([2, 3, 5], [2, 3, 4, 5])


def test_a_long_backlog_goes_in_portions(db: Database, monkeypatch) -> None:
    filled(db)
    with db.write() as session:
        event = session.scalars(select(AlertEvent.id)).first()
        row = {
            "event_id": event,
            "channel": "c",
            "state": "sent",
            "attempts": 1,
            "not_before": OLD,
            "sent_at": OLD,
            "error": None,
        }
        session.execute(insert(AlertNotice), [row] * 250)
    monkeypatch.setattr(messages, "AT_ONCE", 20)
    first = messages.prune(db, now=NOW, notices=90, hits=None, most=100)
    assert not first.ended
    assert 0 < first.notices <= 2 * 100
    taken = first.notices
    for _ in range(10):
        done = messages.prune(db, now=NOW, notices=90, hits=None, most=100)
        taken += done.notices
        if done.ended:
            break
    assert (taken, done.ended) == (254, True)
