from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.timetable import Timetable


def test_a_due_outlet_fires_once_and_a_missed_time_is_run_late() -> None:
    fired: list[str] = []

    async def fire(outlet: str) -> None:
        fired.append(outlet)

    async def main() -> dict[str, datetime]:
        table = Timetable()
        table.start()
        now = datetime.now(UTC)
        table.expect("late", now - timedelta(days=30), fire)
        table.expect("soon", now + timedelta(seconds=0.2), fire)
        table.expect("far", now + timedelta(days=1), fire)
        await asyncio.sleep(0.8)
        left = table.expected()
        table.stop()
        return left

    left = asyncio.run(main())
    assert sorted(fired) == ["late", "soon"]
    assert list(left) == ["far"]


def test_a_new_expectation_replaces_the_old_and_forget_is_idempotent() -> None:
    fired: list[str] = []

    async def fire(outlet: str) -> None:
        fired.append(outlet)

    async def main() -> None:
        table = Timetable()
        table.start()
        now = datetime.now(UTC)
        table.expect("a", now + timedelta(seconds=0.1), fire)
        table.expect("a", now + timedelta(days=1), fire)
        table.expect("b", now + timedelta(seconds=0.2), fire)
        table.forget("b")
        table.forget("b")
        await asyncio.sleep(0.6)
        assert list(table.expected()) == ["a"]
        table.stop()

    asyncio.run(main())
    assert fired == []


def test_an_outlet_expected_anew_by_its_own_crawl_fires_again() -> None:
    fired = 0

    async def main() -> None:
        table = Timetable()
        running: set[asyncio.Task[None]] = set()

        async def crawl(outlet: str) -> None:
            await asyncio.sleep(0.05)
            table.expect(outlet, datetime.now(UTC), fire)

        async def fire(outlet: str) -> None:
            nonlocal fired
            fired += 1
            running.add(asyncio.create_task(crawl(outlet)))

        table.start()
        table.expect("a", datetime.now(UTC), fire)
        await asyncio.sleep(1)
        table.stop()
        await asyncio.gather(*running)

    asyncio.run(main())
    assert fired > 3


def test_a_chore_cut_short_by_the_end_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    begun = asyncio.Event()

    async def chore() -> None:
        begun.set()
        await asyncio.sleep(60)

    async def main() -> None:
        table = Timetable()
        table.start()
        table.every(0.05, chore, "chore")
        await begun.wait()
        table.stop()
        await asyncio.sleep(0.1)

    asyncio.run(main())
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
