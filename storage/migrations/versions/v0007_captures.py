"""Forgetting and pruning find captures by their address and articles by their capture, instead of reading all of them.

Addresses may be longer than a B-tree's row may be in PostgreSQL, so there it is a hash index. In SQLite the two tables with most
rows keep them in their primary key alone: bands and lines took a third of the room, and of the time to record an article.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

SQLITE = {
    "band": (
        """CREATE TABLE moved (band SMALLINT NOT NULL, hash BIGINT NOT NULL, article_id INTEGER NOT NULL REFERENCES article (id),
        PRIMARY KEY (band, hash, article_id)) WITHOUT ROWID""",
        "INSERT INTO moved SELECT band, hash, article_id FROM band ORDER BY band, hash, article_id",
        "CREATE INDEX ix_band_article_id ON band (article_id)",
    ),
    "article_line": (
        """CREATE TABLE moved (article_id INTEGER NOT NULL REFERENCES article (id), place SMALLINT NOT NULL, outlet TEXT NOT NULL,
        digest BIGINT NOT NULL, taken BOOLEAN NOT NULL, PRIMARY KEY (article_id, place)) WITHOUT ROWID""",
        "INSERT INTO moved SELECT article_id, place, outlet, digest, taken FROM article_line ORDER BY article_id, place",
        "CREATE INDEX article_line_outlet ON article_line (outlet, article_id)",
    ),
}


def upgrade() -> None:
    op.create_index("capture_url", "capture", ["url"], postgresql_using="hash")
    op.create_index("article_capture", "article", ["capture_id"])
    if op.get_bind().dialect.name != "sqlite":
        return
    for table, (create, fill, index) in SQLITE.items():
        for statement in (create, fill, f"DROP TABLE {table}", f"ALTER TABLE moved RENAME TO {table}", index):
            op.execute(sa.text(statement))
