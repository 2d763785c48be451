"""The version a fingerprint was made with stands beside it.

Articles stored before have fingerprints of version 1. They compare with nothing made since; `rasid db upgrade` makes them anew,
some at a time, after the schema is this one (`storage.copies.fingerprints`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("article", sa.Column("fingerprint_version", sa.SmallInteger(), nullable=False, server_default=sa.text("1")))
    op.create_index("article_fingerprint_version", "article", ["fingerprint_version"])
