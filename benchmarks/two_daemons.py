"""Two daemons on one database, the leading one killed again and again: is an outlet ever crawled twice at once, an article lost?

    python -m benchmarks.two_daemons [--minutes 4] [--kill-every 20] [--apart] [--engine …]

The leader gets SIGKILL and is started again as the one that stands by. `--apart` puts each daemon into a PID namespace of its own
(needs root), as if it were another machine: then nobody can see that it is dead, and its leases must run out. Prints how long the
other took to lead and to start a run, whether two runs of one outlet overlapped — by the ledger, by the fences of their leases,
and by what the server saw, which answers slowly enough that requests of two crawls would come too near each other — and whether
every article was stored once. Exit code 1 when anything overlapped, was lost or doubled, or took longer than 60 s. All traffic
stays on 127.0.0.1.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from sqlalchemy import func, select

from benchmarks import daemon as benches
from benchmarks import engines, vitals
from news import links
from storage import database
from storage.crawls.liveness import SCHEDULER
from storage.database import Database
from storage.operations import checkup
from storage.tables import ArticleRow, Lease, Run
from tests.newsroom.faults import Fault
from tests.newsroom.room import Newsroom

ANSWER = 0.4
"""Seconds the server takes for each answer. A crawl asks one thing at a time: nearer requests to one outlet are two crawls'."""
TAKE_OVER = 60.0
ENDED_BY_ITSELF = ("finished", "failed", "stopped")


@dataclass
class Pair:
    """The two daemons."""

    environment: dict[str, str]
    folder: Path
    apart: bool
    alive: list[subprocess.Popen[bytes]] = field(default_factory=list)
    started: int = 0

    def start(self) -> None:
        command = [sys.executable, "-m", "rasid", "daemon"]
        if self.apart:
            command = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child", *command]
        self.started += 1
        with (self.folder / f"daemon-{self.started}.log").open("wb") as log:
            self.alive.append(subprocess.Popen(command, cwd=benches.ROOT, env=self.environment, stderr=log, stdout=log))

    def daemon(self, process: subprocess.Popen[bytes]) -> int:
        """Its number as we see it: with `apart` the child of `unshare`."""
        return (vitals.children(process.pid) or [process.pid])[0] if self.apart else process.pid

    def leader(self, holder: str) -> subprocess.Popen[bytes] | None:
        """Which of ours holds the lease: told by PID namespace, or by process number."""
        host, _, rest = holder.partition(":")
        for process in self.alive:
            number = self.daemon(process)
            try:
                space = str(Path(f"/proc/{number}/ns/pid").stat().st_ino)
            except OSError:
                continue
            if host.endswith(f"/{space}") and (self.apart or rest.partition(":")[0] == str(number)):
                return process
        return None

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        os.kill(self.daemon(process), signal.SIGKILL)
        process.wait()
        self.alive.remove(process)


def led_by(db: Database) -> tuple[int, str]:
    """Fence and holder of the schedule's lease."""
    with db.read() as session:
        lease = session.get(Lease, SCHEDULER)
        return (lease.fence, lease.holder) if lease is not None else (0, "")


def take_over(db: Database, fence: int, since: float) -> tuple[float, float]:
    """Seconds until another leads and until its first run begins; twice TAKE_OVER where it does not."""
    moment, led = datetime.fromtimestamp(since, UTC), 2 * TAKE_OVER
    while time.time() < since + 2 * TAKE_OVER:
        if led == 2 * TAKE_OVER and led_by(db)[0] > fence:
            led = time.time() - since
        if led < 2 * TAKE_OVER:
            with db.read() as session:
                queued = session.scalar(select(func.min(Run.started_at)).where(Run.queued_at > moment))
            if queued is not None:
                return led, (queued - moment).total_seconds()
        time.sleep(0.05)
    return led, 2 * TAKE_OVER


def overlaps(runs: list[Run]) -> list[str]:
    """Runs of one outlet that began before the one before had ended by its own word, or without a higher fence."""
    found = []
    by_outlet: dict[str, list[Run]] = {}
    for run in sorted((run for run in runs if run.started_at), key=lambda run: run.id):
        by_outlet.setdefault(run.outlet, []).append(run)
    for outlet, its in by_outlet.items():
        its.sort(key=lambda run: run.fence or 0)
        for one, later in pairwise(its):
            assert later.started_at is not None
            if one.fence == later.fence:
                found.append(f"{outlet}: runs {one.id} and {later.id} have one fence")
            if one.state in ENDED_BY_ITSELF and (one.ended_at is None or one.ended_at > later.started_at):
                found.append(f"{outlet}: run {later.id} began {later.started_at} before run {one.id} ended {one.ended_at}")
    return found


def crowded(room: Newsroom) -> list[str]:
    """Outlets of which the server was asked by two at once, with the smallest gap."""
    gaps = {site: room.hits.smallest_gap(room.sites[site].profile.host) for site in room.sites}
    return [f"{site}: {gap:.3f} s" for site, gap in gaps.items() if gap is not None and gap < ANSWER * 0.9]


def bench(url: str, folder: Path, options: argparse.Namespace) -> bool:
    db = database.open(url, create=True)
    chance = random.Random(options.seed)
    with Newsroom(outlets=options.outlets, articles=4, seed=options.seed) as room:
        room.fault("*", "*", Fault(kind="delay", seconds=ANSWER))
        (folder / "outlets").mkdir()
        room.outlet_files(folder / "outlets", interval=options.interval)
        benches.only_ours(db, folder / "outlets", set(room.sites))
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
        environment = kept | {
            "RASID_DATABASE_URL": url,
            "RASID_DATA_DIR": str(folder / "data"),
            "RASID_OUTLETS_DIR": str(folder / "outlets"),
            "RASID_ROUTES": room.routes(),
            "RASID_CONFIG": os.devnull,
            "RASID_HTTP_ENABLED": "false",
        }
        pair = Pair(environment, folder, options.apart)
        pair.start()
        pair.start()
        taken: list[tuple[float, float]] = []
        count, end = 0, time.time() + options.minutes * 60
        next_kill, next_article = time.time() + 20, time.time()
        while time.time() < end:
            if time.time() >= next_article:
                room.publish(list(room.sites)[count % options.outlets])
                count, next_article = count + 1, next_article + options.every
            if time.time() >= next_kill:
                fence, holder = led_by(db)
                leader = pair.leader(holder)
                if leader is not None:
                    pair.kill(leader)
                    moment = time.time()
                    pair.start()
                    taken.append(take_over(db, fence, moment))
                    next_kill = time.time() + options.kill_every * (0.5 + chance.random())
            time.sleep(0.1)
        benches.wait_until_stored(db, room, time.time() + 180)
        for process in pair.alive:
            os.kill(pair.daemon(process), signal.SIGTERM)
        codes = [process.wait(timeout=60) for process in pair.alive]
        return report(db, room, taken, codes, options)


def report(db: Database, room: Newsroom, taken: list[tuple[float, float]], codes: list[int], options: argparse.Namespace) -> bool:
    wanted = [links.url_hash(links.canonical(item.canonical)) for item in room.articles()]
    with db.read() as session:
        stored = list(session.scalars(select(ArticleRow.url_hash)))
        runs = list(session.scalars(select(Run)))
        open_ = session.scalar(select(func.count()).select_from(Run).where(Run.state.in_(("queued", "running")))) or 0
    states = [run.state for run in runs]
    twice, near, problems = overlaps(runs), crowded(room), checkup.problems(db)
    lost, doubled = set(wanted) - set(stored), len(stored) - len(set(stored))
    led, began = max((one for one, _ in taken), default=0.0), max((one for _, one in taken), default=0.0)
    where = ", each in a PID namespace of its own" if options.apart else ""
    print(f"engine        {'sqlite' if db.is_sqlite else 'postgresql'}, {options.minutes} minutes, seed {options.seed}{where}")
    print(f"kill -9       {len(taken)} leaders; the other leads within {led:.1f} s at most, its first run within {began:.1f} s")
    print(f"runs          {len(runs)}: " + ", ".join(f"{state} {states.count(state)}" for state in sorted(set(states))))
    print(f"overlaps      by the ledger {len(twice)}, by the server {len(near)} of {len(room.hits)} requests {near or ''}")
    print(f"stored        {len(stored)} of {len(wanted)}, lost {len(lost)}, doubled {doubled}; runs left open {open_}")
    print(f"db check      {'; '.join([*twice[:5], *problems]) or 'no problems'}; exit codes {codes}", flush=True)
    db.close()
    slow = led > TAKE_OVER or began > TAKE_OVER
    return not (lost or doubled or twice or near or problems or slow or open_ or any(codes)) and bool(taken)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=4)
    parser.add_argument("--outlets", type=int, default=4)
    parser.add_argument("--interval", type=int, default=6)
    parser.add_argument("--every", type=float, default=3)
    parser.add_argument("--kill-every", type=float, default=20)
    parser.add_argument("--apart", action="store_true")
    parser.add_argument("--engine", choices=engines.CHOICES, default="both")
    parser.add_argument("--seed", type=int, default=random.randrange(1000))
    options = parser.parse_args()
    good = engines.on(options.engine, lambda url, folder: bench(url, folder, options))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
