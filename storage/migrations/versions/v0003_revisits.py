"""Young articles are looked at again, restless pages less and less, and what is to be forgotten stays forgotten.

How often a source had an address asked for again stood in the JSON of what it said; it is counted in columns now. When a state
of an article was first seen was not written down before; the last look at the state before it is the nearest that is known.

What names a document (`news.links.url_hash`) leaves out more than before: print variants, index files, the order of parameters.
Addresses are named anew by the program's own rule, of two that have one name now the older keeps it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from news import links

revision = "0003"
down_revision = "0002"

# SQLite counts rowids only for plain INTEGER keys
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BATCH = 5000
"""Rows moved at a time."""
RENAMED = re.compile(
    r"[?;]|//.*//|/(?:index|default)\.|/print|/comment-page|\.amp|://(?:wap|touch)\.|%E2%8|%EF%BB|[A-Za-z]%C[CD]|\.\w+\.\w+\.",
    re.IGNORECASE,
)
"""Addresses whose name may be another now."""
NAMED = {
    "link": ("url", "outlet"),
    "article": ("canonical_url", "outlet"),
    "feed_state": ("url", "outlet"),
    "sighting": ("url", "article_id"),
}
"""Tables with `url_hash`: what it is made of, and what it is unique together with."""


def upgrade() -> None:
    for name, kind in (("asked_again_at", sa.DateTime(timezone=True)), ("revisit_at", sa.DateTime(timezone=True))):
        op.add_column("link", sa.Column(name, kind, nullable=True))
    for name in ("etag", "last_modified"):
        op.add_column("link", sa.Column(name, sa.Text(), nullable=True))
    for name in ("asked_again", "revisits", "unsettled"):
        op.add_column("link", sa.Column(name, sa.SmallInteger(), nullable=False, server_default=sa.text("0")))
    due = sa.text("revisit_at IS NOT NULL")
    op.create_index("link_revisit", "link", ["outlet", "revisit_at"], sqlite_where=due, postgresql_where=due)
    op.add_column("article", sa.Column("revised_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("article", sa.Column("unsettled", sa.SmallInteger(), nullable=False, server_default=sa.text("0")))
    op.add_column("revision", sa.Column("since", sa.DateTime(timezone=True), nullable=True))
    _forgetting_tables()
    _move_counters()
    _date_states()
    for table, (address, scope) in NAMED.items():
        _rename(table, address, scope)


def _forgetting_tables() -> None:
    op.create_table(
        "forgotten",
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("article_id", KEY, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark"),
    )
    op.create_index("ix_forgotten_article_id", "forgotten", ["article_id"])
    op.create_table(
        "secret",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "erasure",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
    )


def _move_counters() -> None:
    """Out of the JSON of links that were asked for again, into their columns."""
    link = sa.table(
        "link",
        sa.column("id", KEY),
        sa.column("entry", sa.JSON()),
        sa.column("asked_again", sa.SmallInteger()),
        sa.column("asked_again_at", sa.DateTime(timezone=True)),
    )
    moved = (
        sa.update(link)
        .where(link.c.id == sa.bindparam("number"))
        .values(entry=sa.bindparam("said"), asked_again=sa.bindparam("times"), asked_again_at=sa.bindparam("last"))
    )
    connection = op.get_bind()
    for rows in _asked_again(connection):
        connection.execute(moved, rows)


def _asked_again(connection: sa.Connection) -> Iterator[list[dict[str, Any]]]:
    sqlite = connection.dialect.name == "sqlite"
    some = sa.text(
        "SELECT id, CAST(entry AS TEXT) AS said FROM link"
        " WHERE id > :last AND CAST(entry AS TEXT) LIKE '%\"asked_again\"%' ORDER BY id LIMIT :most"
    )
    last = 0
    while rows := connection.execute(some, {"last": last, "most": BATCH}).all():
        last = rows[-1].id
        made = []
        for row in rows:
            said = json.loads(row.said)
            times, when = said.pop("asked_again", 0), said.pop("asked_again_at", None)
            moment = datetime.fromisoformat(when).astimezone(UTC) if when else None
            # SQLite keeps times as text of UTC without a zone
            moment = moment.replace(tzinfo=None) if moment is not None and sqlite else moment
            made.append({"number": row.id, "said": said, "times": times, "last": moment})
        yield made


def _date_states() -> None:
    op.execute(
        "UPDATE revision SET since = COALESCE("
        "(SELECT before.fetched FROM revision AS before"
        " WHERE before.article_id = revision.article_id AND before.number = revision.number - 1),"
        "(SELECT first_seen FROM article WHERE article.id = revision.article_id))"
    )
    op.execute(
        "UPDATE article SET revised_at ="
        " (SELECT max(revision.fetched) FROM revision WHERE revision.article_id = article.id) WHERE revision > 1"
    )


def _rename(name: str, address: str, scope: str) -> None:
    """Bring the names of addresses to today's rule, where none that is there already has it."""
    columns: list[sa.ColumnClause[Any]] = [sa.column(column) for column in ("id", address, "url_hash", scope)]
    table = sa.table(name, *columns)
    connection = op.get_bind()
    last = 0
    while rows := connection.execute(sa.select(table).where(table.c.id > last).order_by(table.c.id).limit(BATCH)).all():
        last = rows[-1].id
        for number, url, known, within in rows:
            if not RENAMED.search(url) or (now := _name(url)) in {None, known}:
                continue
            taken = sa.select(table.c.id).where(table.c.url_hash == now, table.c[scope] == within)
            if connection.execute(taken).first() is None:
                connection.execute(sa.update(table).where(table.c.id == number).values(url_hash=now))


def _name(url: str) -> str | None:
    try:
        return links.url_hash(links.canonical(url))
    except ValueError:
        return None  # by a rule of then; it stays as it is
