from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from storage import database
from storage.operations import checkup
from storage.tables import ArticleRow

WRITER = """
import sys
from tests.storage.samples import FETCHED, WIRE, article, entry
from storage.corpus import articles, captures
from storage import database
from storage.crawls import leases, links, runs
url, base = sys.argv[1], int(sys.argv[2])
db = database.open(url)
with db.write() as session:
    run = runs.queue(session, "example", "manual", FETCHED)
    offered = links.offer(session, "example", [entry(base + n) for n in range(500)], FETCHED, run)
    runs.add(session, run, offered=offered.known + offered.new, known=offered.known, new=offered.new)
with db.read() as session:
    taken = links.take(session, "example", FETCHED, 500)
for waiting in taken:
    url = waiting.entry.url
    with db.write() as session:
        capture = captures.add(session, run_id=run, outlet="example", url=url, file="f", offset=0, length=1, status=200,
                               content_type=None, fetched=FETCHED)
        value = article(url=url, headline=url, body=f"{WIRE} {url[-1]}")
        articles.record(session, value, link_id=waiting.id, capture_id=capture, run_id=run, now=FETCHED)
    print(url, flush=True)
"""


def test_what_was_acknowledged_is_there_after_kill_9_and_the_books_agree(corpus_url: str) -> None:
    db = database.open(corpus_url)
    acknowledged: set[str] = set()
    for attempt in range(3):
        command = [sys.executable, "-c", WRITER, corpus_url, str(attempt * 1000)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as writer:
            assert writer.stdout is not None
            acknowledged.update(writer.stdout.readline().strip() for _ in range(6 + attempt))
            writer.kill()
            acknowledged.update(line.strip() for line in writer.stdout if line.endswith("\n"))
    assert len(acknowledged) >= 21
    with db.read() as session:
        urls = list(session.scalars(select(ArticleRow.url)))
    assert acknowledged <= set(urls)
    assert len(urls) == len(set(urls))
    assert checkup.problems(db) == []
    db.close()
