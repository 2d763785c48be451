"""Looks whether everything Rasid needs is there: each finding one line, with the cure where there is a problem."""

from __future__ import annotations

import importlib
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from storage import config as configuration
from storage import database
from storage.config import Config, ConfigError
from storage.engine import address
from storage.errors import MissingDatabase, StorageError
from storage.operations import checkup

PACKAGES = (
    "scrapy",
    "trafilatura",
    "lxml_html_clean",
    "feedparser",
    "pebble",
    "warcio",
    "numpy",
    "hijridate",
    "apscheduler",
    "alembic",
)
ZONES = ("Africa/Cairo", "Asia/Damascus", "Asia/Riyadh")
ENOUGH_DISK = 1_000_000_000
"""Bytes free; some weeks of the archive of a hundred outlets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    what: str
    ok: bool
    detail: str
    """What was found; with a problem, also the cure."""


def examine() -> list[Finding]:
    """Everything that could be looked at, in the order in which it matters. Changes nothing."""
    findings = [_python(), _packages(), _zones(), _sqlite()]
    try:
        config = configuration.load()
    except ConfigError as error:
        return [*findings, Finding(what="configuration", ok=False, detail=str(error))]
    path = configuration.config_file()
    findings.append(
        Finding(what="configuration", ok=True, detail=str(path) if path else "defaults and environment; no rasid.toml")
    )
    looks: tuple[Callable[[Config], Finding], ...] = (_folder, _archive, _disk, _database, _outlets)
    return [*findings, *(look(config) for look in looks)]


def _python() -> Finding:
    return Finding(what="python", ok=True, detail=".".join(map(str, sys.version_info[:3])))


def _packages() -> Finding:
    broken = list(_not_importable())
    if broken:
        return Finding(what="packages", ok=False, detail=f"{'; '.join(broken)}; install them with `pip install rasid`")
    return Finding(what="packages", ok=True, detail=f"{len(PACKAGES)} of {len(PACKAGES)} importable")


def _not_importable() -> Iterator[str]:
    for name in PACKAGES:
        try:
            importlib.import_module(name)
        # a border: whatever a package's import raises is the finding
        except Exception as error:
            yield f"{name} ({str(error) or type(error).__name__})"


def _zones() -> Finding:
    try:
        for name in ZONES:
            ZoneInfo(name)
    except ZoneInfoNotFoundError as error:
        return Finding(what="time zones", ok=False, detail=f"{error}; install them with `pip install tzdata`")
    return Finding(what="time zones", ok=True, detail=f"{', '.join(ZONES)} known")


def _sqlite() -> Finding:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(word, tokenize='ascii', detail=none)")
    except sqlite3.OperationalError:
        detail = f"SQLite {sqlite3.sqlite_version} has no FTS5; use a Python with a full SQLite, or PostgreSQL"
        return Finding(what="sqlite", ok=False, detail=detail)
    finally:
        connection.close()
    return Finding(what="sqlite", ok=True, detail=f"{sqlite3.sqlite_version} with FTS5")


def _folder(config: Config) -> Finding:
    folder = config.data_dir.absolute()
    there = _nearest(folder)
    try:
        if not there.is_dir():
            raise NotADirectoryError(None, "is not a folder")
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        detail = f"{there}: {error.strerror}; give this user write access, or name another folder in RASID_DATA_DIR"
        return Finding(what="data folder", ok=False, detail=detail)
    return Finding(what="data folder", ok=True, detail=f"{folder} {'can be written' if there == folder else 'can be made'}")


def _archive(config: Config) -> Finding:
    place = config.archive.removeprefix("file://")
    if "://" in place:
        kind = place.partition("://")[0]  # the rest may hold a password
        detail = f"{kind}:// is not supported, only a folder of this machine so far; give a path in RASID_ARCHIVE_URL"
        return Finding(what="archive", ok=False, detail=detail)
    return Finding(what="archive", ok=True, detail=place)


def _disk(config: Config) -> Finding:
    free = shutil.disk_usage(_nearest(config.data_dir.absolute())).free
    detail = f"{free / 1e9:.1f} GB free"
    if free < ENOUGH_DISK:
        return Finding(what="disk", ok=False, detail=f"{detail}; free some space, or move RASID_DATA_DIR")
    return Finding(what="disk", ok=True, detail=detail)


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _database(config: Config) -> Finding:
    try:
        opened = database.open(config.database)
    except MissingDatabase as error:
        url = address.parse(config.database)
        # nothing crawled yet is no fault, when the file can be made; a server's database must be there
        return Finding(what="database", ok=url.get_backend_name() == "sqlite", detail=str(error))
    except StorageError as error:
        return Finding(what="database", ok=False, detail=str(error))
    try:
        with opened.read() as session:
            old = list(checkup.outdated(session))
        found = "; ".join([f"{opened.label}, schema {opened.version()}", *old])
        return Finding(what="database", ok=not old, detail=found)
    except StorageError as error:
        return Finding(what="database", ok=False, detail=str(error))
    finally:
        opened.close()


def _outlets(config: Config) -> Finding:
    from storage.crawls import outlets

    try:
        declared, faults = outlets.load(config).read()
    except (ConfigError, OSError) as error:
        return Finding(what="outlets", ok=False, detail=str(error))
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        return Finding(what="outlets", ok=False, detail=f"{faults[0]}{more}; `rasid outlets check` names them all")
    if not declared:
        return Finding(
            what="outlets", ok=False, detail=f"none in {os.fspath(configuration.SHIPPED_OUTLETS)}; install Rasid again"
        )
    return Finding(
        what="outlets", ok=True, detail=f"{len(declared)} declared, {sum(outlet.enabled for outlet in declared)} enabled"
    )
