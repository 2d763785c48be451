"""What a channel is told and when: notices that wait become one message; quiet hours and digests hold them back. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any, Protocol, TypeVar

from news.article import isotime
from storage.crawls.alerts import Waiting
from storage.readers import watch_telling

AT_LEAST = timedelta(minutes=5)
"""Between two messages to one channel: what comes meanwhile comes together."""
GRAVE = frozenset({"schedule", "disk"})
"""Subjects told at once, at night too: nothing is watched, or soon nothing can be stored."""
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
KEPT = timedelta(days=7)
"""A notice nobody took for so long is dropped."""
LINES = 40
AT_A_TIME = 500
"""Notices of one message, the oldest; the others come in the next."""


class Notice(Protocol):
    """What is on its way, of whatever kind."""

    @property
    def notice(self) -> int: ...
    @property
    def attempts(self) -> int: ...
    @property
    def not_before(self) -> datetime: ...
    @property
    def subject(self) -> str: ...
    @property
    def at(self) -> datetime: ...


N = TypeVar("N", bound=Notice)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the operator wants to be told."""

    quiet: tuple[time, time] | None = None
    """From, to, on the clocks of `zone`; may go over midnight."""
    zone: tzinfo = UTC
    digest: timedelta = timedelta(0)
    """Collect for so long, then tell at once."""
    pause: timedelta = AT_LEAST
    """Between two messages to one channel."""

    def is_quiet(self, now: datetime) -> bool:
        """Whether these are quiet hours."""
        return watch_telling.is_quiet(self.quiet, now.astimezone(self.zone).time())


@dataclass(frozen=True, slots=True)
class Own:
    """What a notice's sender has its own word on, which has been obeyed already: the operator's is not for it."""

    quiet: bool = False
    digest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is handed to a courier."""

    notices: tuple[int, ...]
    title: str
    text: str
    data: dict[str, Any]
    delivery: str


NOTHING = Own()


def due(
    waiting: Sequence[N],
    last_sent: datetime | None,
    manner: Manner,
    now: datetime,
    own: Callable[[N], Own] = lambda _: NOTHING,
) -> list[N]:
    """Those notices of a channel that go out now, together; the others wait on. `own`: on what a notice obeys another word."""
    # a clock set back must not silence anybody until it has caught up
    spoken = last_sent is not None and timedelta(0) <= now - last_sent < manner.pause
    grave, ready = [], []
    for notice in waiting:
        if notice.not_before > now:
            continue
        if notice.subject in GRAVE:
            grave.append(notice)
        elif not spoken and (own(notice).quiet or not manner.is_quiet(now)):
            ready.append(notice)
    collected = [notice.at for notice in ready if not own(notice).digest]
    if collected and now - min(collected) < manner.digest:
        ready = [notice for notice in ready if own(notice).digest]
    return sorted([*grave, *ready], key=lambda notice: notice.notice)[:AT_A_TIME]


def again(attempts: int, now: datetime) -> datetime:
    """When to try again what failed so many times before."""
    return now + min(LONGEST_PAUSE, SHORTEST_PAUSE * float(2 ** min(attempts, 12)))


def compose(notices: Sequence[Waiting]) -> Message:
    """One message of all: what is wrong now first, then what was and is over. What opened and is over already is told once."""
    latest = {notice.alert: notice for notice in notices}
    shown = sorted(latest.values(), key=lambda notice: (notice.what == "cleared", notice.subject not in GRAVE, notice.subject))
    wrong = [notice for notice in shown if notice.what != "cleared"]
    over = len(shown) - len(wrong)
    if len(shown) == 1:
        title = f"Rasid: {_name(shown[0])}: {_word(shown[0])}"
    else:
        parts = ((len(wrong), "need a person" if len(wrong) > 1 else "needs a person"), (over, "over"))
        title = "Rasid: " + ", ".join(f"{count} {word}" for count, word in parts if count)
    lines = [_line(notice) for notice in shown[:LINES]]
    if len(shown) > LINES:
        lines.append(f"… and {len(shown) - LINES} more; `rasid alerts list` shows all")
    numbers = tuple(notice.notice for notice in notices)
    data = {"title": title, "alerts": [_data(notice) for notice in shown]}
    delivery = hashlib.sha256(",".join(map(str, numbers)).encode()).hexdigest()[:32]
    return Message(notices=numbers, title=title, text="\n".join(lines), data=data | {"delivery": delivery}, delivery=delivery)


def trial(now: datetime) -> Message:
    """A message that says that messages arrive."""
    text = f"A trial, sent {isotime(now)}: alerts arrive here. Nothing is wrong."
    data = {"title": "Rasid: a trial", "alerts": [], "text": text}
    delivery = hashlib.sha256(text.encode()).hexdigest()[:32]
    return Message(notices=(), title="Rasid: a trial", text=text, data=data | {"delivery": delivery}, delivery=delivery)


def _name(notice: Waiting) -> str:
    return notice.subject.removeprefix("outlet:")


def _word(notice: Waiting) -> str:
    return f"{notice.kind} is over" if notice.what == "cleared" else notice.kind


def _line(notice: Waiting) -> str:
    since = notice.since.astimezone(UTC)
    if notice.what == "cleared":
        return f"{_name(notice)}: over: {notice.kind} (since {since:%d %b %H:%M} UTC)"
    return f"{_name(notice)}: {notice.kind}: {notice.reason} (since {since:%d %b %H:%M} UTC)"


def _data(notice: Waiting) -> dict[str, Any]:
    return {
        "alert": notice.alert,
        "subject": notice.subject,
        "what": notice.what,
        "kind": notice.kind,
        "reason": notice.reason,
        "at": isotime(notice.at),
        "since": isotime(notice.since),
    }
