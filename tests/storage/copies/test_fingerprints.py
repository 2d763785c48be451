"""A corpus of an older program: its fingerprints are made anew, and old and new articles find each other again."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.config import Config
from click.testing import CliRunner
from sqlalchemy import func, select, text

import rasid
from news import fingerprint
from storage import database
from storage.copies import fingerprints
from storage.corpus import articles
from storage.database import Database
from storage.operations import checkup
from storage.tables import ArticleRow, Band
from tests.storage.samples import FETCHED, OTHER, WIRE, WIRE_EDITED, article


def keep(db: Database, value) -> int:
    with db.write() as session:
        return articles.record(session, value, link_id=None, capture_id=None, run_id=None, now=FETCHED).article_id


def age(db: Database) -> None:
    """Make every fingerprint one of version 1, which shares no band with today's."""
    with db.write() as session:
        session.execute(text("UPDATE article SET fingerprint_version = 1"))
        session.execute(text("UPDATE band SET hash = hash / 3"))


def test_old_and_new_find_each_other_after_the_renewal(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprints, "BATCH", 2)
    lead = keep(db, article(outlet="a"))
    keep(db, article(outlet="b", url="https://example.com/2", body=OTHER))
    keep(db, article(outlet="c", url="https://example.com/3", headline="فيديو", body="عاجل"))
    with db.read() as session:
        before = session.execute(
            select(Band.band, Band.hash, Band.article_id).order_by(Band.article_id, Band.band, Band.hash)
        ).all()
    age(db)
    assert fingerprints.old(db) == 3
    assert list(fingerprints.renew(db)) == [2, 1]
    assert fingerprints.old(db) == 0
    with db.read() as session:
        after = session.execute(
            select(Band.band, Band.hash, Band.article_id).order_by(Band.article_id, Band.band, Band.hash)
        ).all()
        assert after == before
    copy = keep(db, article(outlet="d", body=WIRE_EDITED))
    with db.read() as session:
        found = articles.get(session, copy).cluster
    assert found is not None
    assert found.lead == lead
    assert checkup.problems(db) == []


def test_the_upgrade_command_renews(db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(db, article())
    age(db)
    monkeypatch.setenv("RASID_DATABASE_URL", database_url)
    said = CliRunner().invoke(rasid.main, ["db", "upgrade"])
    assert said.exit_code == 0
    assert "fingerprints of 1 articles made anew" in said.output
    assert "made anew" not in CliRunner().invoke(rasid.main, ["db", "upgrade"]).output


def test_a_filled_corpus_of_the_schema_before_is_upgraded(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = database.open(database_url, create=True)
    number = keep(corpus, article(body=WIRE))
    with corpus.write() as session:
        # back to the schema before: the column and its index are all this migration adds
        session.execute(text("DROP INDEX article_fingerprint_version"))
        session.execute(text("ALTER TABLE article DROP COLUMN fingerprint_version"))
        session.execute(text("UPDATE rasid_version SET version_num = '0005'"))
    config = Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))
    with corpus._writing.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
    with corpus.read() as session:
        assert session.scalar(select(ArticleRow.fingerprint_version).where(ArticleRow.id == number)) == 1
    assert sum(fingerprints.renew(corpus)) == 1
    with corpus.read() as session:
        assert session.scalar(select(ArticleRow.fingerprint_version)) == fingerprint.VERSION
        assert session.scalar(select(func.count()).select_from(Band)) > fingerprint.BANDS
    corpus.close()
