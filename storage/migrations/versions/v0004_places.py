"""The search index is walked from the newest: its rows stand in the order of `terms.place`.

Terms stored before stay in the index as they are, under version 0; `rasid db upgrade` makes them anew, some at a time, after the
schema is this one (`storage.searching.terms.renew`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

SQLITE_DROP = (
    *(f"DROP TRIGGER terms_{event}" for event in ("added", "removed", "changed")),
    "DROP TABLE terms_index",
)
SQLITE_INDEX = (
    """CREATE VIRTUAL TABLE terms_index
    USING fts5(stems, content='terms', content_rowid='place', tokenize='ascii', detail=none, columnsize=0)""",
    """CREATE TRIGGER terms_added AFTER INSERT ON terms BEGIN
        INSERT INTO terms_index(rowid, stems) VALUES (new.place, new.stems);
    END""",
    """CREATE TRIGGER terms_removed AFTER DELETE ON terms BEGIN
        INSERT INTO terms_index(terms_index, rowid, stems) VALUES ('delete', old.place, old.stems);
    END""",
    """CREATE TRIGGER terms_changed AFTER UPDATE OF place, stems ON terms BEGIN
        INSERT INTO terms_index(terms_index, rowid, stems) VALUES ('delete', old.place, old.stems);
        INSERT INTO terms_index(rowid, stems) VALUES (new.place, new.stems);
    END""",
    "INSERT INTO terms_index(terms_index) VALUES ('rebuild')",
)
# as `storage.searching.terms.place`: whole seconds, within 32 bits, then the article's number
SQLITE_PLACE = """UPDATE terms SET place = (
    SELECT max(-4294967295, min(4294967295, CAST(strftime('%s', sorted_at) AS INTEGER))) * 1073741824 + id
    FROM article WHERE id = terms.article_id)"""
POSTGRES_PLACE = """UPDATE terms SET place =
    greatest(-4294967295, least(4294967295, floor(extract(epoch FROM sorted_at))::bigint)) * 1073741824 + article.id
    FROM article WHERE article.id = terms.article_id"""


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_DROP if sqlite else ():
        op.execute(statement)
    for name, kind in (("place", sa.BigInteger()), ("version", sa.SmallInteger())):
        op.add_column("terms", sa.Column(name, kind, nullable=False, server_default=sa.text("0")))
    op.execute(SQLITE_PLACE if sqlite else POSTGRES_PLACE)
    op.create_index("terms_place", "terms", ["place"], unique=True)
    op.create_index("terms_version", "terms", ["version"])
    for statement in SQLITE_INDEX if sqlite else ():
        op.execute(statement)
