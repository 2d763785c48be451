"""What every form of export is: told of articles a page at a time, it writes bytes as they come."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import IO, Any, Protocol, TypeVar

Row = dict[str, Any]
"""Article JSON; of one that was forgotten `{"id": …, "status": "forgotten"}` and nothing else."""
Rows_contra = TypeVar("Rows_contra", contravariant=True)


class Form(Protocol[Rows_contra]):
    """One export. `write` any number of times, then `close`."""

    def write(self, rows: Rows_contra, forgotten: Sequence[int] = ()) -> None:
        """Articles, and the numbers of those that are told of as forgotten."""

    def close(self) -> None: ...


class Counted:
    """A stream that knows what went through it: bytes and their SHA-256."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._digest = hashlib.sha256()
        self.size = 0
        self.closed = False

    def write(self, data: bytes) -> int:
        self._out.write(data)
        self._digest.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        self._out.flush()

    def tell(self) -> int:
        return self.size

    def close(self) -> None:
        """The stream is its opener's to close."""

    def writable(self) -> bool:
        return True

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def tombstone(number: int) -> Row:
    """What is told of a forgotten article."""
    return {"id": number, "status": "forgotten"}
