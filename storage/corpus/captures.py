"""Where in the archive the raw response of a page is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.engine import storable
from storage.tables import Capture


def add(
    session: Session,
    *,
    run_id: int | None,
    outlet: str,
    url: str,
    file: str,
    offset: int,
    length: int,
    status: int,
    content_type: str | None,
    fetched: datetime,
) -> int:
    """Note a WARC record: `length` bytes from `offset` of `file` (relative to the archive). Returns its id."""
    capture = Capture(
        run_id=run_id,
        outlet=outlet,
        url=storable.address(url),
        file=file,
        offset=offset,
        length=length,
        status=status,
        content_type=storable.text(content_type),
        fetched=fetched,
    )
    session.add(capture)
    session.flush()
    return capture.id


def begun_with(session: Session, beginning: str) -> Iterator[tuple[str, datetime]]:
    """Address and time of every capture in files of the archive whose names begin so."""
    statement = select(Capture.url, Capture.fetched).where(Capture.file.like(f"%/{beginning}%"))
    yield from session.execute(statement.execution_options(yield_per=1000)).tuples()
