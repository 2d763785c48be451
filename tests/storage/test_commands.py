from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from storage import commands, database
from storage.corpus import articles
from storage.database import Database
from storage.operations import checkup, doctor
from tests.storage.samples import FETCHED, WIRE, article


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of its own, and no settings from outside."""
    for name in [name for name in os.environ if name.startswith("RASID_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str) -> Result:
    name, *rest = arguments
    return CliRunner().invoke(getattr(commands, name), rest)


def test_upgrade_makes_then_has_nothing_to_do(home: Path) -> None:
    missing = call("db", "check")
    assert (missing.exit_code, missing.output.count("\n")) == (1, 1)
    assert "`rasid db upgrade` makes one" in missing.output
    made = call("db", "upgrade")
    assert (made.exit_code, made.output) == (0, f"{home}/data/rasid.db: made, schema {database.SCHEMA}\n")
    again = call("db", "upgrade", "--reindex")
    assert (again.exit_code, again.output.splitlines()[0]) == (0, f"{home}/data/rasid.db: up to date, schema {database.SCHEMA}")
    checked = call("db", "check", "--json")
    assert (checked.exit_code, json.loads(checked.output)["problems"]) == (0, [])


def test_faults_are_one_line_and_exit_1(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "rasid.toml").write_text("data_dri = 'x'\n")
    for command in (("db", "upgrade"), ("db", "check"), ("config",)):
        result = call(*command)
        assert (result.exit_code, result.output.count("\n")) == (1, 1)
        assert "rasid.toml: data_dri" in result.output
    (home / "rasid.toml").unlink()
    monkeypatch.setenv("RASID_DATABASE_URL", "postgresql://u:secret@127.0.0.1:1/d")
    result = call("db", "upgrade")
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert "secret" not in result.output


def test_config_says_where_each_value_comes_from(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "rasid.toml").write_text('http_port = 9000\ndatabase_url = "postgresql://u:p@ss/w@h/d?password=hidden"\n')
    monkeypatch.setenv("RASID_ARCHIVE_URL", "s3://key:hidden@bucket/x")
    settings = {line["name"]: line for line in json.loads(call("config", "--json").output)["settings"]}
    assert settings["http_port"] == {"name": "http_port", "value": 9000, "source": "file rasid.toml", "in_force": None}
    assert settings["archive_url"]["value"] == "s3://key:***@bucket/x"
    assert settings["archive_url"]["source"] == "environment RASID_ARCHIVE_URL"
    assert settings["database_url"]["value"] == "postgresql://u:***@h/d?password=***"
    assert settings["max_crawls"]["source"] == "default"
    plain = call("config").output
    assert "hidden" not in plain
    assert "ss/w" not in plain
    assert re.search(r"^http_port +9000  \(file rasid.toml\)$", plain, re.MULTILINE)


def test_doctor_is_content_here() -> None:
    result = call("doctor", "--json")
    found = json.loads(result.output)
    assert (result.exit_code, found["ok"]) == (0, True), result.output
    assert {"python", "packages", "sqlite", "time zones", "data folder", "archive", "disk", "database", "outlets"} <= {
        line["what"] for line in found["findings"]
    }
    assert not Path("data").exists(), "looking changes nothing"


def test_doctor_names_the_cure(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "data").write_text("a file")
    (home / "mine").mkdir()
    (home / "mine" / "x.toml").write_text("name_ar = \n")
    monkeypatch.setenv("RASID_OUTLETS_DIR", str(home / "mine"))
    monkeypatch.setattr(doctor, "PACKAGES", ("json", "no_such_package"))
    monkeypatch.setattr(doctor, "ZONES", ("No/Zone",))
    monkeypatch.setattr(doctor, "ENOUGH_DISK", 10**30)
    result = call("doctor")
    assert result.exit_code == 1
    lines = [line for line in result.output.splitlines() if line.startswith("problem")]
    for cure in ("no_such_package", "pip install tzdata", "another folder in RASID_DATA_DIR", "free some space", "mine/x.toml:1"):
        assert any(cure in line for line in lines), (cure, result.output)


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("DELETE FROM terms WHERE article_id = 1", "no search terms for article 1"),
        ("UPDATE run SET stored = 7", "fetched ≠ stored + revised"),
        ("UPDATE run SET known = 7", "offered ≠ known + new in run 1"),
        ("UPDATE link SET state = 'odd'", "unknown state of link 1"),
        ("UPDATE link SET article_id = NULL", "no article for the stored link 1"),
        ("UPDATE article SET revision = 5 WHERE id = 1", "missing revisions of article 1"),
        ("UPDATE cluster SET size = 9", "wrong size of cluster 1"),
        ("UPDATE cluster SET lead_id = 99", "no lead article in cluster 1"),
        ("UPDATE article SET is_copy = true WHERE id = 1", "wrong mark as a copy on article 1"),
        ("DELETE FROM band WHERE article_id = 2", "a fingerprint without bands: article 2"),
        ("UPDATE rasid_version SET version_num = '0000'", "run `rasid db upgrade`"),
        ("DROP TABLE name", "tables are missing: name"),
    ],
)
def test_check_finds_damage(tmp_path: Path, sqlite_corpus: Path, damage: str, problem: str) -> None:
    shutil.copyfile(sqlite_corpus, tmp_path / "r.db")
    db = database.open(f"sqlite:///{tmp_path / 'r.db'}")
    _fill(db)
    assert checkup.problems(db) == []
    with db.write() as session:
        session.execute(text(damage))
    assert any(problem in line for line in checkup.problems(db)), checkup.problems(db)
    db.close()


def test_check_finds_damage_on_either_engine(db: Database) -> None:
    _fill(db)
    assert checkup.problems(db) == []
    with db.write() as session:
        session.execute(text("UPDATE cluster SET size = 9"))
        session.execute(text("UPDATE run SET failed = 1"))
    assert len(checkup.problems(db)) == 2


def test_check_sees_through_a_broken_index_and_reindex_mends_it(tmp_path: Path) -> None:
    db = database.open(f"sqlite:///{tmp_path / 'r.db'}", create=True)
    _fill(db)
    driver = sqlite3.connect(tmp_path / "r.db")
    driver.execute("DROP TRIGGER terms_changed")
    driver.execute("UPDATE terms SET stems = 'x' WHERE article_id = 1")
    driver.execute("PRAGMA foreign_keys = OFF")
    driver.execute("INSERT INTO sighting (article_id, url, url_hash, seen) VALUES (77, 'u', 'h', '2026-01-01 00:00:00.000000')")
    driver.commit()
    driver.close()
    problems = "\n".join(checkup.problems(db))
    assert "search index does not fit" in problems
    assert "sighting 1 points to a row of article" in problems
    db.reindex()
    assert "search index" not in "\n".join(checkup.problems(db))
    db.close()


def _fill(db: Database) -> None:
    from storage.crawls import links, runs
    from tests.storage.samples import entry

    with db.write() as session:
        run = runs.queue(session, "example", "manual", FETCHED)
        offered = links.offer(session, "example", [entry(1)], FETCHED, run)
        runs.add(session, run, offered=1, new=offered.new)
        waiting = links.take(session, "example", FETCHED, 1)[0]
        articles.record(session, article(), link_id=waiting.id, capture_id=None, run_id=run, now=FETCHED)
        articles.record(
            session, article(outlet="other", body=f"{WIRE} نعم"), link_id=None, capture_id=None, run_id=None, now=FETCHED
        )


def test_doctor_refuses_an_archive_elsewhere_and_keeps_its_password(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASID_ARCHIVE_URL", "s3://key:canary@bucket/x")
    result = call("doctor")
    assert result.exit_code == 1
    assert "s3:// is not supported" in result.output
    assert "canary" not in result.output


def test_what_an_older_version_made_is_told_and_made_anew(corpus_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASID_DATABASE_URL", corpus_url)
    db = database.open(corpus_url)
    with db.write() as session:
        for outlet in ("a", "b"):
            one = article(outlet=outlet, url=f"https://{outlet}.example/1")
            articles.record(session, one, link_id=None, capture_id=None, run_id=None, now=FETCHED)
        session.execute(text("UPDATE terms SET version = 1, stems = 'x' WHERE article_id = 1"))
        session.execute(text("UPDATE article SET fingerprint_version = 1"))
        session.execute(text("DELETE FROM band"))
        session.execute(text("INSERT INTO band (band, hash, article_id) VALUES (0, 1, 1), (0, 1, 2)"))
    db.close()
    old = [
        f"search words of 1 articles are of an older version, so searches may miss them; {checkup.RENEW}",
        f"fingerprints of 2 articles are of an older version, so their copies are not recognised; {checkup.RENEW}",
    ]
    checked = call("db", "check", "--json")
    assert (checked.exit_code, json.loads(checked.output)["problems"]) == (1, old)
    (finding,) = [finding for finding in doctor.examine() if finding.what == "database"]
    assert not finding.ok
    assert finding.detail.endswith("; ".join(old))
    upgraded = call("db", "upgrade")
    assert (upgraded.exit_code, upgraded.output.splitlines()[1:]) == (
        0,
        ["search terms of 1 articles made anew", "fingerprints of 2 articles made anew"],
    )
    assert json.loads(call("db", "check", "--json").output)["problems"] == []
    assert [finding.ok for finding in doctor.examine() if finding.what == "database"] == [True]
    again = call("db", "upgrade")
    assert again.output.count("\n") == 1, "nothing is left to be made"
    db = database.open(corpus_url)
    with db.read() as session:
        assert session.execute(text("SELECT count(*) FROM band WHERE article_id = 2")).scalar_one() > 32
    db.close()
