"""Gives the corpus of `benchmarks.search` what filters ask for: kinds, languages, agencies, authors, common ones and rare ones.

Drawn from an article's number, so that a corpus is the same at every run. Some names stand only in old articles: a list of these
begins far from the newest.
"""

from __future__ import annotations

import sqlite3

from storage.database import Database
from storage.searching import terms

KINDS = (("liveblog", 5), ("gallery", 200), ("video", 500), ("flash", 1500))
"""And how many of ten thousand articles are of it; the rest are articles."""
LANGUAGES = (("ku", 1), ("fa", 10), ("en", 150))
"""As kinds; the rest are Arabic."""
AGENCIES = ("رويترز", "فرانس برس", "الأناضول", "سانا", "أسوشيتد برس")
"""Three articles in ten are of one, the first of most; the last of none but the oldest fifth."""
AUTHORS = 2000
"""Two articles in ten have one of these; every tenth author wrote in the oldest fifth only."""
BATCH = 20_000


def drawn(number: int, salt: int) -> int:
    """0 to 9999, as if by chance."""
    return (number * 2_654_435_761 + salt * 40_503 * (number % 9973)) // 64 % 10_000


def chosen(shares: tuple[tuple[str, int], ...], value: int, rest: str) -> str:
    for name, share in shares:
        if value < share:
            return name
        value -= share
    return rest


def agency(number: int, newest: int) -> str | None:
    value = drawn(number, 3)
    if value >= 3000:
        return None
    place = min(4, (3000 // (value + 1)).bit_length() - 1)
    return None if place == 4 and number > newest // 5 else AGENCIES[place]


def author(number: int, newest: int) -> str | None:
    value = drawn(number, 4)
    if value >= 2000:
        return None
    name = drawn(number, 5) % AUTHORS
    return None if name % 10 == 0 and number > newest // 5 else f"كاتب {name}"


def vary(opened: Database) -> bool:
    """False: it is varied already. On SQLite alone; its figures for the planner are made anew."""
    with sqlite3.connect(str(opened.url.database), isolation_level=None) as driver:
        if driver.execute("SELECT 1 FROM name WHERE role = 'agency' LIMIT 1").fetchone():
            return False
        newest: int = driver.execute("SELECT max(id) FROM article").fetchone()[0]
        driver.execute("PRAGMA synchronous = OFF")
        driver.execute("PRAGMA cache_size = -400000")
        asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'article'"
        triggers = driver.execute(asked).fetchall()
        for name, _ in triggers:
            driver.execute(f"DROP TRIGGER {name}")
        for first in range(1, newest + 1, BATCH):
            driver.execute("BEGIN IMMEDIATE")
            _vary(driver, first, min(first + BATCH, newest + 1), newest)
            driver.execute("COMMIT")
        for _, written in triggers:
            driver.execute(written)
        driver.execute("PRAGMA analysis_limit = 1000")
        driver.execute("ANALYZE")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return True


def _vary(driver: sqlite3.Connection, first: int, end: int, newest: int) -> None:
    rows, names = [], []
    for number in range(first, end):
        kind, language = chosen(KINDS, drawn(number, 1), "article"), chosen(LANGUAGES, drawn(number, 2), "ar")
        of, by = agency(number, newest), author(number, newest)
        if kind != "article" or language != "ar" or of:
            rows.append((kind, language, of, number))
        names += [(number, role, terms.folded_name(name)) for role, name in (("agency", of), ("author", by)) if name]
    driver.executemany("UPDATE article SET kind = ?, language = ?, agency = ? WHERE id = ?", rows)
    known = "INSERT INTO name (article_id, role, folded, place) SELECT article_id, ?2, ?3, place FROM terms WHERE article_id = ?1"
    driver.executemany(known, names)
