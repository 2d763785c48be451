"""A newsroom as a process: `python -m tests.newsroom --outlets 4 --articles 20 --publish-every 5s`.

Prints one JSON line (port, routes, outlets) when the port is open, then serves until SIGTERM, SIGINT or the end of time.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from tests.newsroom.room import Newsroom


def seconds(value: str) -> float:
    """«5», «5s», «2m» in seconds."""
    factor = {"s": 1, "m": 60, "h": 3600}.get(value[-1:], 0)
    return float(value[:-1]) * factor if factor else float(value)


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.newsroom", description="A news site on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--outlets", type=int, default=4)
    parser.add_argument("--articles", type=int, default=20, help="at each outlet, before the doors open")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--publish-every", type=seconds, metavar="5s", help="publish at each outlet in turn, one every so often")
    parser.add_argument("--folder", action="append", default=[], metavar="HOST=DIR", help="serve a folder under a host name too")
    parser.add_argument("--outlets-dir", type=Path, help="write an outlet file for each outlet there")
    parser.add_argument("--interval", type=int, default=900, help="the interval those files declare, seconds")
    return parser.parse_args(argv)


def main(argv: list[str]) -> int:
    options = arguments(argv)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    room = Newsroom(outlets=options.outlets, articles=options.articles, seed=options.seed, port=options.port)
    for pair in options.folder:
        host, _, place = pair.partition("=")
        room.serve(host, Path(place))
    with room:
        if options.outlets_dir:
            room.outlet_files(options.outlets_dir, interval=options.interval)
        start = {
            "port": room.port,
            "routes": room.routes(),
            "outlets": {name: site.profile.host for name, site in room.sites.items()},
        }
        print(json.dumps(start), flush=True)
        turn = 0
        while not stop.wait(options.publish_every):
            room.publish(list(room.sites)[turn % len(room.sites)])
            turn += 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
