"""The corpus as a file: streamed, whole or not there at all, with a manifest that says how to go on."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from reading import terminal


class ExportError(Exception):
    """The file cannot be written; the message is one line with the cure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What an export wrote."""

    count: int
    size: int
    """Bytes."""
    sha256: str
    """Hex, of exactly these bytes."""
    last_id: int | None
    """Highest article id written; None where nothing was."""


def cursor(article_id: int) -> str:
    """The token from which a later export goes on after this article."""
    return base64.urlsafe_b64encode(f"id:{article_id}".encode()).decode().rstrip("=")


def read_cursor(token: str) -> int:
    """The article id in an export's token. Raises ValueError for any other text."""
    padded = token + "=" * (-len(token) % 4)
    try:
        name, _, number = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii").partition(":")
    except ValueError as error:  # binascii.Error and UnicodeDecodeError are ValueErrors
        raise ValueError(f"{token!r} is not a cursor of an export") from error
    if name != "id" or not number.isdecimal() or int(number) >= 2**63:
        raise ValueError(f"{token!r} is not a cursor of an export")
    return int(number)


def write_lines(articles: Iterable[Mapping[str, Any]], out: IO[bytes]) -> Written:
    """Article JSON lines: UTF-8, one article a line, LF after each and nothing else any reader takes for a line's end.

    Holds one article at a time.
    """
    digest, count, size, last_id = hashlib.sha256(), 0, 0, None
    for article in articles:
        line = terminal.json_text(article, indent=None).encode() + b"\n"
        out.write(line)
        digest.update(line)
        count, size, last_id = count + 1, size + len(line), article["id"]
    return Written(count=count, size=size, sha256=digest.hexdigest(), last_id=last_id)


def manifest_path(path: Path) -> Path:
    return path.with_name(path.name + ".manifest.json")


def check_free(path: Path, *, force: bool) -> None:
    """Raises ExportError where `path` or its manifest is there already (unless `force`), or its folder is not."""
    try:
        if not path.parent.is_dir():
            raise ExportError(f"{path.parent}: no such folder; make it first")
        _check_free(path, force=force)
        _check_free(manifest_path(path), force=force)
    except (OSError, ValueError) as error:  # a name too long, a folder closed to us; a NUL in the name
        fault = error.strerror if isinstance(error, OSError) else error
        raise ExportError(f"{path}: cannot be written ({fault}); name another file") from error


def _check_free(path: Path, *, force: bool) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise ExportError(f"{path}: is a folder; name a file")
    if not stat.S_ISREG(mode):  # --force would put a file in the place of /dev/null
        raise ExportError(f"{path}: is no ordinary file; -o - writes to standard output")
    if not force:
        raise ExportError(f"{path}: is there already; --force replaces it")


@contextmanager
def whole_file(path: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """Open a file that appears under its name only when the block ends well: temporary file beside it, fsync, rename.

    Without `force` nothing is ever replaced, not even a file that appeared meanwhile. Raises ExportError.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        _publish(part, path, force=force)
    except OSError as error:
        raise ExportError(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        part.unlink(missing_ok=True)


def _publish(part: Path, path: Path, *, force: bool) -> None:
    if force:
        part.replace(path)
    else:
        try:
            path.hardlink_to(part)  # unlike a rename, fails where the name is taken
        except FileExistsError as error:
            raise ExportError(f"{path}: is there already; --force replaces it") from error
        except OSError:  # a file system without hard links: the check and the rename are two steps there
            check_free(path, force=False)
            part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name, too, survives a power cut
    finally:
        os.close(folder)


def write_manifest(path: Path, manifest: Mapping[str, Any], *, force: bool) -> None:
    """Write the manifest of the export `path` beside it, as whole as the export itself."""
    with whole_file(manifest_path(path), force=force) as out:
        out.write(json.dumps(manifest, ensure_ascii=False, indent=2).encode() + b"\n")
