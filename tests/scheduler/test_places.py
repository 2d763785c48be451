"""So many at a time, first come, first served, also while the number changes."""

from __future__ import annotations

import asyncio

from scheduler.places import CrawlPlaces, Places


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


class Guests:
    def __init__(self, places: Places) -> None:
        self.places = places
        self.inside: list[int] = []
        self.doors: dict[int, asyncio.Event] = {}
        self.tasks: dict[int, asyncio.Task[None]] = {}

    def come(self, number: int) -> None:
        self.doors[number] = asyncio.Event()
        self.tasks[number] = asyncio.create_task(self._stay(number))

    async def _stay(self, number: int) -> None:
        async with self.places:
            self.inside.append(number)
            await self.doors[number].wait()
            self.inside.remove(number)


def test_first_come_first_served_and_the_number_may_change() -> None:
    async def story() -> None:
        guests = Guests(Places(2))
        for number in range(6):
            guests.come(number)
        await _settle()
        assert guests.inside == [0, 1]
        assert guests.places.taken == 2
        guests.places.resize(4)
        await _settle()
        assert guests.inside == [0, 1, 2, 3]
        guests.places.resize(1)
        for number in range(3):
            guests.doors[number].set()
        await _settle()
        assert guests.inside == [3], "nobody is sent away, nobody new comes in"
        guests.doors[3].set()
        await _settle()
        assert guests.inside == [4]
        guests.doors[4].set()
        guests.doors[5].set()
        await asyncio.gather(*guests.tasks.values())

    asyncio.run(story())


def test_one_who_leaves_the_queue_takes_no_place() -> None:
    async def story() -> None:
        guests = Guests(Places(1))
        for number in range(3):
            guests.come(number)
        await _settle()
        guests.tasks[1].cancel()
        guests.doors[0].set()
        await _settle()
        assert guests.inside == [2]
        guests.tasks[2].cancel()
        await _settle()
        guests.come(3)
        await _settle()
        assert guests.inside[-1] == 3

    asyncio.run(story())


def test_outlets_in_doubt_leave_half_of_the_places_to_the_others() -> None:
    async def story() -> None:
        places, inside, door = CrawlPlaces(4), [], asyncio.Event()

        async def crawl(name: str, *, doubtful: bool) -> None:
            async with places.one(doubtful=doubtful):
                inside.append(name)
                await door.wait()

        hanging = [asyncio.create_task(crawl(f"doubtful {number}", doubtful=True)) for number in range(5)]
        await _settle()
        assert inside == ["doubtful 0", "doubtful 1"]
        sound = [asyncio.create_task(crawl(f"sound {number}", doubtful=False)) for number in range(3)]
        await _settle()
        assert inside[2:] == ["sound 0", "sound 1"], "also before those in doubt who came sooner"
        assert places.taken == 4
        door.set()
        await asyncio.gather(*hanging, *sound)
        assert (len(inside), places.taken) == (8, 0)

    asyncio.run(story())


def test_with_one_place_those_in_doubt_have_it_too() -> None:
    async def story() -> None:
        places = CrawlPlaces(1)
        async with places.one(doubtful=True):
            assert places.taken == 1

    asyncio.run(asyncio.wait_for(story(), 5))
