"""INSERT … ON CONFLICT DO NOTHING, which both engines have and SQLAlchemy spells twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from storage.tables import Base


def insert_absent(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose unique key is not there yet; the others are left as they are."""
    if not rows:
        return
    # each loads its dialect with all drivers it knows: 0.1 s of every start for the one that is not in use
    insert: Any
    if session.get_bind().dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert
    else:
        from sqlalchemy.dialects.postgresql import insert
    session.execute(insert(table).on_conflict_do_nothing(), rows)
