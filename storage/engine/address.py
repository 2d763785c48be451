"""Where the corpus is: its address read strictly, shown without its password, and what stands there looked at first."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, exc, make_url

from storage.engine import border
from storage.errors import MissingDatabase, StorageError


def parse(url: str) -> URL:
    """Raises StorageError, never repeating the address: it may hold a password."""
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError) as error:
        raise StorageError(
            "RASID_DATABASE_URL is not a database address; write sqlite:////folder/rasid.db or postgresql://user@host/name"
        ) from error
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}:
        raise StorageError(f"RASID_DATABASE_URL: {parsed.drivername} is not supported; use sqlite or postgresql")
    if "@" in (parsed.host or ""):
        raise StorageError("RASID_DATABASE_URL: more than one @; write one that belongs to the password as %40")
    if parsed.get_backend_name() == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise StorageError("RASID_DATABASE_URL names no file; write sqlite:////folder/rasid.db")
    return parsed


def display_name(url: URL) -> str:
    """How messages name the database: the file, or the address without its password and options."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    shown = URL.create("postgresql", username=url.username, host=url.host, port=url.port, database=url.database)
    return shown.render_as_string(hide_password=True)


def secret(url: URL) -> str | None:
    """The password, wherever it stands in the address."""
    found = url.password or url.query.get("password")
    return found if isinstance(found, str) else None


def look_at_file(path: Path, *, create: bool) -> None:
    """Say what stands in the way before SQLite would make an empty file, or a riddle, of it.

    The file is looked at and never opened here: closing any handle of it drops the locks of every connection this process
    has to it, and another process then takes the log for abandoned (sqlite.org/howtocorrupt.html, 2.2). Whether it is a
    database at all SQLite itself says.
    """
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        if not create:
            raise MissingDatabase(f"no database at {path}; {border.NO_CORPUS}") from None
        _make_folder(path.parent)
        return
    except OSError as error:
        raise StorageError(f"{path} cannot be read ({error.strerror}); check the path and who owns it") from error
    if not path.is_file():
        raise StorageError(f"{path} cannot be read: it is not a file; RASID_DATABASE_URL or RASID_DATA_DIR names another one")
    if size == 0 and not create:
        raise MissingDatabase(f"no database at {path}, the file is empty; {border.NO_CORPUS}")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder} cannot be made ({error.strerror}); RASID_DATA_DIR names another folder") from error
