"""The daemon against a newsroom that goes on publishing: is every article stored once, how late, through kills?

    python -m benchmarks.daemon [--minutes 10] [--outlets 6] [--interval 60] [--every 15] [--kill-every 120] [--engine …]

Every `--every` seconds an article is published at one of the outlets, which are polled each `--interval` seconds. Every
`--kill-every` seconds one process is ended with SIGKILL (0: nobody is): a crawl, an extraction worker, the server crawls are
forked from, or the daemon itself, which is started again at once. Prints what was published, stored, stored twice, the delay from
publication to storage, turns an outlet was not asked at, how soon work began after a restart, the daemon's memory, files and
zombies, and what `rasid db check` says. Exit code 1 when anything is lost or doubled. All traffic stays on 127.0.0.1.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from sqlalchemy import func, select

from benchmarks import engines, vitals
from news import links
from news.polling import JITTER
from storage import config, database
from storage.crawls import outlets
from storage.database import Database
from storage.operations import checkup
from storage.tables import ArticleRow, OutletState, Run
from tests.newsroom.room import Newsroom

ROOT = Path(__file__).resolve().parents[1]
BEFORE = 4
GRACE = 600.0
"""Seconds given after the last kill to what waits for its retry."""
KILLED = ("crawl", "worker", "daemon", "crawl", "worker", "server")
WARM_UP = 600.0
"""Seconds before a daemon's memory is taken to stand."""


def only_ours(db: Database, folder: Path, ours: set[str]) -> None:
    catalogue = outlets.load(config.Config(outlets_dir=folder))
    with db.write() as session:
        for outlet in catalogue.all():
            if outlet.enabled and outlet.id not in ours:
                outlets.set_enabled(session, outlet.id, False, datetime.now(UTC))


def start(environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as file:
        return subprocess.Popen([sys.executable, "-m", "rasid", "daemon"], cwd=ROOT, env=environment, stderr=file, stdout=file)


def kill_below(daemon: int, what: str, chance: random.Random) -> bool:
    """SIGKILL to the server crawls are forked from, to a crawl or to one's extraction worker; False where there is none now."""
    servers = [child for child in vitals.children(daemon) if "crawler.forkserver" in vitals.command(child)]
    crawls = [crawl for server in servers for crawl in vitals.children(server)]
    workers = [worker for crawl in crawls for worker in vitals.below(crawl)]
    found = {"server": servers, "crawl": crawls, "worker": workers}[what]
    if not found:
        return False
    try:
        os.kill(chance.choice(found), signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def next_work(db: Database) -> datetime:
    """When, from now on, there is work: now where a run was cut short, for its outlet is asked again at once."""
    now = datetime.now(UTC)
    with db.read() as session:
        if session.scalar(select(Run.id).where(Run.state.in_(("running", "queued"))).limit(1)) is not None:
            return now
        due = session.scalar(select(func.min(OutletState.next_due_at)).where(OutletState.next_due_at.is_not(None)))
    return now if due is None else max(now, due)


def first_run_after(db: Database, killed: datetime, work: datetime) -> float | None:
    """Seconds from the time there was `work` to the start of a run after the daemon was `killed`; None while there is none."""
    with db.read() as session:
        started = session.scalar(select(func.min(Run.started_at)).where(Run.started_at >= killed))
    return None if started is None else max(0.0, (started - work).total_seconds())


def bench(url: str, folder: Path, options: argparse.Namespace) -> bool:
    db = database.open(url, create=True)
    published: dict[str, float] = {}
    with Newsroom(outlets=options.outlets, articles=BEFORE, seed=options.seed) as room:
        (folder / "outlets").mkdir()
        room.outlet_files(folder / "outlets", interval=options.interval, fixed=True)
        only_ours(db, folder / "outlets", set(room.sites))
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
        environment = kept | {
            "RASID_DATABASE_URL": url,
            "RASID_DATA_DIR": str(folder / "data"),
            "RASID_OUTLETS_DIR": str(folder / "outlets"),
            "RASID_ROUTES": room.routes(),
            "RASID_CONFIG": os.devnull,
        }
        log = folder / "daemon.log"
        daemon = start(environment, log)
        began = time.time()
        next_article, next_kill, next_look = began, began + (30 if options.kill_every else float("inf")), began
        kills, restarts = Counter[str](), list[tuple[datetime, datetime]]()
        chance, lives = random.Random(options.seed), [vitals.Vitals(daemon.pid)]
        names = list(room.sites)
        while time.time() < began + options.minutes * 60:
            now = time.time()
            if now >= next_article and now < began + options.minutes * 60 - 2 * options.interval:
                printed = room.publish(names[len(published) % len(names)])
                published[links.url_hash(links.canonical(printed.canonical))] = now
                next_article += options.every
            if now >= next_look:
                lives[-1].look()
                next_look = now + 10
            if now >= next_kill and now < began + options.minutes * 60 - 2 * options.interval:
                what = KILLED[kills.total() % len(KILLED)]
                if what == "daemon":
                    daemon.kill()
                    daemon.wait()
                    restarts.append((datetime.now(UTC), next_work(db)))
                    daemon = start(environment, log)
                    lives.append(vitals.Vitals(daemon.pid))
                if what == "daemon" or kill_below(daemon.pid, what, chance):
                    kills[what] += 1
                    next_kill = now + options.kill_every
            time.sleep(0.2)
        wait_until_stored(db, room, began + options.minutes * 60 + GRACE)
        daemon.send_signal(signal.SIGTERM)
        code = daemon.wait(timeout=30)
        print(f"daemon            {'; '.join(life.sentence(WARM_UP) for life in lives[-3:])}")
        waits = sorted(wait for moment in restarts if (wait := first_run_after(db, *moment)) is not None)
        if waits:
            half = statistics.median(waits)
            print(f"after a restart   {half:.1f} s until work (median), {waits[-1]:.1f} at most, of {len(restarts)}")
        return report(db, room, published, kills, code, options)


def missed(db: Database, interval: int) -> int:
    """Turns at which an outlet was not asked: for each of its pauses, how many more intervals than one fit into it."""
    with db.read() as session:
        starts = session.execute(select(Run.outlet, Run.started_at).where(Run.started_at.is_not(None)).order_by(Run.id)).all()
    by_outlet: dict[str, list[datetime]] = {}
    for outlet, moment in starts:
        by_outlet.setdefault(outlet, []).append(moment)
    pauses = [(later - sooner).total_seconds() for turns in by_outlet.values() for sooner, later in pairwise(turns)]
    return sum(max(0, int(pause / (interval * (1 + JITTER))) - 1) for pause in pauses)


def wait_until_stored(db: Database, room: Newsroom, latest: float) -> None:
    """What a killed crawl or worker left waits for its next turn; `latest`, seconds since 1970, is when we give up."""
    wanted = {links.url_hash(links.canonical(item.canonical)) for item in room.articles()}
    while time.time() < latest:
        with db.read() as session:
            if wanted <= set(session.scalars(select(ArticleRow.url_hash))):
                return
        time.sleep(1)


def report(
    db: Database, room: Newsroom, published: dict[str, float], kills: Counter[str], code: int, options: argparse.Namespace
) -> bool:
    wanted = [links.url_hash(links.canonical(item.canonical)) for item in room.articles()]
    with db.read() as session:
        rows = list(session.execute(select(ArticleRow.url_hash, ArticleRow.first_seen)))
        runs = list(session.scalars(select(Run.state)))
    stored = [row.url_hash for row in rows]
    delays = sorted(row.first_seen.timestamp() - published[row.url_hash] for row in rows if row.url_hash in published)
    problems = checkup.problems(db)
    lost, doubled = set(wanted) - set(stored), len(stored) - len(set(stored))
    print(f"engine            {'sqlite' if db.is_sqlite else 'postgresql'}, {options.minutes} minutes, seed {options.seed}")
    print(f"published         {len(wanted)} ({len(published)} while it ran), polled every {options.interval} s")
    print(f"stored            {len(stored)}, lost {len(lost)}, doubled {doubled}, strangers {len(set(stored) - set(wanted))}")
    print(f"runs              {len(runs)}: " + ", ".join(f"{state} {runs.count(state)}" for state in sorted(set(runs))))
    print(f"turns missed      {missed(db, options.interval)}")
    print(f"kill -9           {', '.join(f'{count} {what}' for what, count in kills.items()) or 'none'}; last exit code {code}")
    if len(delays) > 1:
        p95, p99 = (delays[int(len(delays) * part)] for part in (0.95, 0.99))
        print(f"delay, seconds    median {statistics.median(delays):.0f}, p95 {p95:.0f}, p99 {p99:.0f}, most {delays[-1]:.0f}")
    print(f"db check          {'; '.join(problems) or 'no problems'}", flush=True)
    db.close()
    return not lost and not doubled and not problems and code == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--outlets", type=int, default=6)
    parser.add_argument("--interval", type=int, default=60)
    parser.add_argument("--every", type=float, default=15)
    parser.add_argument("--kill-every", type=float, default=120)
    parser.add_argument("--engine", choices=engines.CHOICES, default="both")
    parser.add_argument("--seed", type=int, default=random.randrange(1000))
    options = parser.parse_args()
    good = engines.on(options.engine, lambda url, folder: bench(url, folder, options))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
