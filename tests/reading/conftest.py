"""A small corpus, recorded as a crawl records it, and the command `rasid` on top of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import rasid
from news.article import Article, Embed, Image, Removed
from storage import database
from storage.corpus import articles
from storage.database import Database

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SHELLING = (
    "قتل خمسة مدنيين في قصف مدفعي على أحياء درعا البلد جنوبي سوريا مساء السبت.\n\n"
    "وقال مصدر طبي إن بين القتلى طفلين وإن المستشفى الميداني استقبل عشرات الجرحى.\n\n"
    "ونزحت مئات العائلات نحو القرى المجاورة خلال الساعات الماضية بحثا عن الأمان."
)
Rasid = Callable[..., Result]

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what is decided before, or printed after, the database is asked: once is enough."""


@pytest.fixture
def environment(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The configuration of a test: its database, its folder, and nothing of the machine's."""
    monkeypatch.chdir(tmp_path)
    for name in ("RASID_CONFIG", "RASID_OUTLETS_DIR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RASID_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("RASID_DATABASE_URL", database_url)
    return database_url


@pytest.fixture
def db(environment: str, corpus_url: str) -> Iterator[Database]:
    corpus = database.open(corpus_url)
    yield corpus
    corpus.close()


@pytest.fixture
def rasid_(environment: str) -> Rasid:
    """`rasid_("list", "--json")` runs the command in this process, its output a pipe."""

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(rasid.main, list(arguments), prog_name="rasid")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def article(number: int, **values: object) -> Article:
    """An article; what is not said is plain. Its address holds `number`, and its text too, so that no two are alike."""
    url = f"https://example.com/news/{number}"
    given: dict[str, object] = {
        "outlet": "aljazeera",
        "url": url,
        "canonical_url": url,
        "headline": f"عنوان رقم {number}",
        "body": f"نص الخبر رقم {number} وحده.",
        "fetched": NOW,
        "language": "ar",
        "published": NOW - timedelta(hours=number),
        "published_precision": "minute",
        "published_evidence": "meta",
    }
    return Article(**(given | values))  # type: ignore[arg-type]


def record(db: Database, one: Article, *, now: datetime | None = None, source_url: str | None = None) -> int:
    """Record as a crawl does; returns the article's number."""
    when = now or one.fetched
    with db.write() as session:
        return articles.record(
            session, one, link_id=None, capture_id=None, run_id=None, now=when, source_url=source_url
        ).article_id


@pytest.fixture
def corpus(db: Database) -> dict[str, int]:
    """Five articles by name: a report with everything, its copy, one without headline or date, a flash, a hostile one."""
    report = article(
        1,
        headline="قصف على درعا البلد يوقع قتلى",
        body=SHELLING,
        standfirst="حصيلة أولية",
        authors=("ليلى حسن",),
        agency="الأناضول",
        section="سوريا",
        tags=("درعا", "قصف"),
        published_raw="٢٢ نوفمبر ٢٠٢٦",
        image=Image(url="https://example.com/1.jpg", caption="صورة أرشيفية", credit="AA"),
        embeds=(
            Embed(
                platform="facebook", url="https://facebook.com/1", author="درعا 24", posted=NOW, text="منشور", after_paragraph=1
            ),
        ),
        removed=(Removed(text="تابعنا على فيسبوك", reason="furniture:follow"),),
    )
    copy = article(2, outlet="bbc-arabic", headline="قصف على درعا", body=SHELLING, agency="الأناضول")
    hostile = article(
        5,
        headline="\u202eمقلوب\x1b[31m أحمر\nسطر\tثان",
        section="\x1b]0;owned\x07قسم",
        body="نص \u2067عدو\x9b31m\n\nثم سطر",
        kind="video",
    )
    return {
        "report": record(db, report, source_url="https://example.com/amp/1"),
        "copy": record(db, copy),
        "bare": record(db, article(3, outlet="aawsat", headline=None, published=None, published_precision=None)),
        "flash": record(db, article(4, kind="flash", language="en", headline="Flash in English", body="One line.")),
        "hostile": record(db, hostile),
    }
