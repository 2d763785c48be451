"""Statements that are written out and given to the driver itself, for the few that every article goes through.

To find a statement among those it has compiled, to bind forty columns one by one and to make a result of it takes SQLAlchemy
longer than the database to store the row. All else goes through SQLAlchemy. What a session has not flushed is not seen here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Dialect, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from storage.engine.columns import Base

Row = Mapping[str, Any]
PLACES = (4, 16, 100)


class _Direct:
    """What is asked for again and again in a session, which is one transaction on one connection."""

    __slots__ = ("dialect", "driver", "error", "is_sqlite")

    def __init__(self, session: Session) -> None:
        connection = session.connection()
        self.dialect = connection.dialect
        self.is_sqlite = connection.dialect.name == "sqlite"
        self.driver: Any = connection.connection.driver_connection
        self.error: Any = connection.dialect.loaded_dbapi.Error

    def raised(self, statement: str, error: BaseException) -> BaseException:
        """What SQLAlchemy would raise."""
        return DBAPIError.instance(statement, None, error, self.error, hide_parameters=True)


def _direct(session: Session) -> _Direct:
    found = session.info.get(_Direct)
    if found is None:
        session.info[_Direct] = found = _Direct(session)
    return cast("_Direct", found)


def is_sqlite(session: Session) -> bool:
    return _direct(session).is_sqlite


def run(session: Session, statement: str, values: Any = ()) -> Any:
    """Run one statement in the driver's own language; its cursor. Raises what SQLAlchemy would raise."""
    direct = _direct(session)
    try:
        return direct.driver.execute(statement, values)
    except direct.error as error:
        raise direct.raised(statement, error) from error


@contextmanager
def together(session: Session) -> Iterator[None]:
    """Statements run within are sent at once, on PostgreSQL; who reads an answer within waits for it."""
    direct = _direct(session)
    if direct.is_sqlite:
        yield
        return
    try:
        with direct.driver.pipeline():
            yield
    except direct.error as error:
        raise direct.raised("pipeline", error) from error


def changed(session: Session, mapped: type[Base], number: int) -> None:
    """A row was changed past the session: what it may have loaded of it is no longer so."""
    loaded = session.identity_map.get(identity_key(mapped, number))
    if loaded is not None:
        session.expire(loaded)


def table_of(mapped: type[Base]) -> Table:
    """Its table, as one that rows can be inserted into."""
    table = mapped.__table__
    assert isinstance(table, Table)  # noqa: S101 - for the type checker
    return table


def add(session: Session, table: Table, row: Row) -> None:
    """Insert one row; columns that it does not name are NULL, or what the schema says."""
    statement, bind = _insert(_direct(session).dialect, table, tuple(row))
    run(session, statement, bind(row))


def add_returning(session: Session, table: Table, row: Row) -> int:
    """Insert one row; returns the number the engine gave it."""
    statement, bind = _insert(_direct(session).dialect, table, tuple(row))
    return int(run(session, f"{statement} RETURNING id", bind(row)).fetchone()[0])


def add_all(session: Session, table: Table, names: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of plain numbers and texts, in the order of the names."""
    if not rows:
        return
    if is_sqlite(session):
        direct = _direct(session)
        statement = _insert(direct.dialect, table, names)[0]
        try:
            direct.driver.executemany(statement, rows)
        except direct.error as error:
            raise direct.raised(statement, error) from error
    else:
        # a list for each column: one row to send instead of forty
        run(session, _unnest(_direct(session).dialect, table, names), [list(column) for column in zip(*rows, strict=True)])


def among(session: Session, statement: str, numbers: Sequence[int], **constants: int) -> Sequence[Any]:
    """The rows of a SELECT of ours with a condition on a number, `{among}`, and constants of the program."""
    if is_sqlite(session):
        # as many places each time, or each count would be another statement to prepare; NULL is among nothing
        places = next(size for size in (*PLACES, len(numbers)) if size >= len(numbers))
        asked = statement.format(among=f"IN ({', '.join('?' * places)})", **constants)
        found: Sequence[Any] = run(session, asked, (*numbers, *[None] * (places - len(numbers)))).fetchall()
    else:
        asked = statement.format(among="= ANY(%s::bigint[])", **constants)
        found = run(session, asked, [list(numbers)]).fetchall()
    return found


@functools.lru_cache(maxsize=64)
def _insert(dialect: Dialect, table: Table, names: tuple[str, ...]) -> tuple[str, Callable[[Row], tuple[Any, ...]]]:
    """The statement, and what makes its parameters of a row."""
    processors = [(name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names]
    quote = dialect.identifier_preparer.quote
    places = ", ".join(["?" if dialect.name == "sqlite" else "%s"] * len(names))
    statement = f"INSERT INTO {quote(table.name)} ({', '.join(map(quote, names))}) VALUES ({places})"  # noqa: S608

    def values(row: Row) -> tuple[Any, ...]:
        return tuple([row[name] if process is None else process(row[name]) for name, process in processors])

    return statement, values


@functools.lru_cache(maxsize=64)
def _unnest(dialect: Dialect, table: Table, names: tuple[str, ...]) -> str:
    columns = ", ".join(names)
    lists = ", ".join(f"%s::{table.c[name].type.compile(dialect)}[]" for name in names)
    return f"INSERT INTO {table.name} ({columns}) SELECT * FROM unnest({lists}) AS given({columns})"  # noqa: S608
