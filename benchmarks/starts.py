"""How long one crawl takes as the daemon starts it: with nothing new, and with one new page.

    python -m benchmarks.starts [--times 20]

Prints the median and the slowest, in seconds of wall time, of crawls forked one after the other from the server that has all
loaded (`crawler.forkserver`), and of crawls started as a new interpreter each. All traffic stays on 127.0.0.1.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path

from crawler import environment, processes
from storage import config, database
from tests.newsroom.room import Newsroom

OUTLET = "nahar-test"


async def crawl(start: processes.Starter, settings: config.Config) -> float:
    begun = time.perf_counter()
    child = await start([OUTLET], environment.of(settings))
    assert child.stdout
    assert child.stderr
    _, said = await asyncio.gather(child.stdout.read(), child.stderr.read())
    if await child.wait():
        raise SystemExit(said.decode())
    return time.perf_counter() - begun


async def measure(room: Newsroom, settings: config.Config, times: int) -> None:
    async with processes.starter() as forked:
        print("| started | news | median s | slowest s |\n|---|---|---|---|")
        for way, start in (("forked", forked), ("afresh", processes.afresh)):
            await crawl(start, settings)
            taken: dict[str, list[float]] = {"none": [], "one page": []}
            for _ in range(times):
                taken["none"].append(await crawl(start, settings))
                room.publish(OUTLET)
                taken["one page"].append(await crawl(start, settings))
            for news, each in taken.items():
                print(f"| {way} | {news} | {statistics.median(each):.2f} | {max(each):.2f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Newsroom(outlets=1, articles=4) as room:
        place = Path(folder)
        room.outlet_files(place / "outlets")
        os.environ["RASID_CONFIG"] = os.devnull
        settings = config.Config(data_dir=place, outlets_dir=place / "outlets", routes=room.routes())
        database.open(settings.database, create=True).close()
        asyncio.run(measure(room, settings, given.times))


if __name__ == "__main__":
    main()
