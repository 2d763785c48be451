"""The corpus as a file: streamed, whole or not there at all, with a manifest that says how to go on."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any


class ExportError(Exception):
    """The file cannot be written; the message is one line with the cure."""


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


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A folder that appears under its name only when the block ends well; nothing is ever replaced. Raises ExportError."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        part.mkdir()
        yield part
        for folder in [part, *(each for each in part.iterdir() if each.is_dir())]:
            _settle(folder)
        part.rename(path)  # fails where a folder with anything in it has the name
        _settle(path.parent)
    except OSError as error:
        raise ExportError(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def check_folder_free(path: Path) -> None:
    """Raises ExportError where the folder, or its manifest, is there already, or the one above it is not."""
    try:
        if not path.parent.is_dir():
            raise ExportError(f"{path.parent}: no such folder; make it first")
        if path.exists():
            raise ExportError(f"{path}: is there already; name a new folder, or remove it")
        _check_free(manifest_path(path), force=False)
    except (OSError, ValueError) as error:
        fault = error.strerror if isinstance(error, OSError) else error
        raise ExportError(f"{path}: cannot be written ({fault}); name another folder") from error


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
    _settle(path.parent)  # the name, too, survives a power cut


def _settle(folder: Path) -> None:
    """What the folder says stands in it is on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_manifest(path: Path, manifest: Mapping[str, Any], *, force: bool) -> None:
    """Write the manifest of the export `path` beside it, as whole as the export itself."""
    with whole_file(manifest_path(path), force=force) as out:
        out.write(json.dumps(manifest, ensure_ascii=False, indent=2).encode() + b"\n")
