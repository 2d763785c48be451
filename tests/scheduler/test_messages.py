from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler import messages
from scheduler.messages import Manner
from storage.crawls.alerts import Waiting

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def notice(number: int = 1, **values: object) -> Waiting:
    given = {
        "notice": number, "attempts": 0, "not_before": NOON, "alert": number, "subject": f"outlet:o{number}", "what": "opened",
        "kind": "blocked", "reason": "says 403", "at": NOON, "since": NOON - timedelta(hours=1),
    }  # fmt: skip
    return Waiting(**(given | values))  # type: ignore[arg-type]


NIGHT = Manner(quiet=(time(23), time(7)), zone=ZoneInfo("Asia/Damascus"))


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"), [(19, 59, False), (20, 0, True), (3, 59, True), (4, 0, False), (12, 0, False)], ids=str
)
def test_quiet_hours_are_the_operators(hour: int, minute: int, quiet: bool) -> None:
    """23 to 7 o'clock in Damascus is 20 to 4 o'clock UTC."""
    assert NIGHT.is_quiet(NOON.replace(hour=hour, minute=minute)) is quiet
    assert not Manner().is_quiet(NOON.replace(hour=hour, minute=minute))


def test_quiet_hours_by_day() -> None:
    noon = Manner(quiet=(time(11), time(13)))
    assert noon.is_quiet(NOON)
    assert not noon.is_quiet(NOON + timedelta(hours=1))


def test_at_night_only_what_is_grave_goes_out_and_in_the_morning_the_rest() -> None:
    night, morning = NOON + timedelta(hours=10), NOON + timedelta(hours=17)
    waiting = [notice(1), notice(2, subject="disk", kind="nearly full"), notice(3, subject="schedule")]
    assert [one.notice for one in messages.due(waiting, None, NIGHT, night)] == [2, 3]
    assert [one.notice for one in messages.due(waiting[:1], NOON, NIGHT, morning)] == [1]


def test_messages_to_one_channel_keep_a_distance() -> None:
    waiting = [notice(1), notice(2, not_before=NOON + 10 * MINUTE)]
    assert [one.notice for one in messages.due(waiting, None, Manner(), NOON)] == [1]
    assert messages.due(waiting, NOON - 4 * MINUTE, Manner(), NOON) == []
    assert len(messages.due(waiting, NOON - 5 * MINUTE, Manner(), NOON)) == 1
    assert len(messages.due(waiting, NOON + timedelta(days=9), Manner(), NOON)) == 1  # the clock was set back
    assert messages.due([], None, Manner(), NOON) == []


def test_a_digest_collects() -> None:
    daily = Manner(digest=timedelta(hours=24))
    waiting = [notice(1), notice(2, at=NOON + 5 * MINUTE), notice(3, subject="disk", at=NOON + 6 * MINUTE)]
    assert [one.notice for one in messages.due(waiting, None, daily, NOON + 7 * MINUTE)] == [3]
    assert len(messages.due(waiting[:2], None, daily, NOON + timedelta(hours=24))) == 2


def test_what_obeys_its_own_word_does_not_wait_for_the_operators() -> None:
    night = NOON + timedelta(hours=10)
    waiting = [notice(1), notice(2), notice(3, at=NOON + 9 * 60 * MINUTE)]
    free = {2: messages.Own(quiet=True, digest=True), 3: messages.Own(quiet=True)}

    def own(one: Waiting) -> messages.Own:
        return free.get(one.notice, messages.NOTHING)

    assert [one.notice for one in messages.due(waiting, None, NIGHT, night, own)] == [2, 3]
    collecting = Manner(quiet=NIGHT.quiet, zone=NIGHT.zone, digest=timedelta(hours=2))
    assert [one.notice for one in messages.due(waiting, None, collecting, night, own)] == [2]
    assert messages.due(waiting, night - 4 * MINUTE, collecting, night, own) == []


def test_no_message_is_without_end() -> None:
    many = [notice(number) for number in range(1, 700)]
    assert [one.notice for one in messages.due(many, None, Manner(), NOON)] == list(range(1, messages.AT_A_TIME + 1))


def test_one_alert_is_said_in_the_title() -> None:
    said = messages.compose([notice()])
    assert said.title == "Rasid: o1: blocked"
    assert said.text == "o1: blocked: says 403 (since 22 Nov 11:00 UTC)"
    assert said.data["alerts"][0]["since"] == "2026-11-22T11:00:00Z"
    assert messages.compose([notice(what="cleared")]).title == "Rasid: o1: blocked is over"


def test_many_in_one_message_and_each_alert_once() -> None:
    opened_and_over = [notice(1), notice(4, alert=1, subject="outlet:o1", what="cleared")]
    said = messages.compose([*opened_and_over, notice(2), notice(3, subject="schedule", kind="stands still")])
    assert said.title == "Rasid: 2 need a person, 1 over"
    assert [line.split(":")[0] for line in said.text.splitlines()] == ["schedule", "o2", "o1"]
    assert said.notices == (1, 4, 2, 3)


def test_two_hundred_are_counted_not_listed() -> None:
    said = messages.compose([notice(number) for number in range(200)])
    assert said.title == "Rasid: 200 need a person"
    assert len(said.text.splitlines()) == messages.LINES + 1
    assert len(said.data["alerts"]) == 200


def test_tried_again_it_is_the_same_delivery() -> None:
    assert messages.compose([notice(1), notice(2)]).delivery == messages.compose([notice(1, attempts=3), notice(2)]).delivery
    assert messages.compose([notice(1)]).delivery != messages.compose([notice(2)]).delivery


def test_pauses_between_tries_grow_to_an_hour() -> None:
    pauses = [(messages.again(attempts, NOON) - NOON).total_seconds() for attempts in (0, 1, 2, 6, 7, 999)]
    assert pauses == [30, 60, 120, 1920, 3600, 3600]
